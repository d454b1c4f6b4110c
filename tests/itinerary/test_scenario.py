"""Edits of single trips, made on a log in memory, and how they stand to a log that goes on changing."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker import schema
from tracker.errors import UnusableRows
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.scenario import Scenario, Stand, Texts, TripEdit, new_assignments, with_edits

EMPTY = dict.fromkeys(schema.column_names("trips"), "") | {"traveler": "me", "activity": "work"}
A = EMPTY | {
    "trip": "a",
    "country": "FR",
    "first_day": "2026-01-01",
    "last_day": "2026-01-10",
    "certainty": "confirmed",
}
B = EMPTY | {"trip": "b", "country": "DE", "first_day": "2026-02-01", "certainty": "confirmed"}
C = EMPTY | {"trip": "c", "country": "IT", "first_day": "2026-01-12", "last_day": "2026-01-20", "certainty": "planned"}
LOG: dict[str, Texts] = {"a": A, "b": B}
NONE = Scenario("1", 1, "Spring", "")


def log(*trips: Texts) -> Workspace:
    return workspace_from_text(text_tables({"trips": [dict(trip) for trip in trips]}))


def changed(trip: Texts, /, **values: str) -> Texts:
    return {**trip, **values}


def test_edits_are_made_in_a_copy_and_trips_keep_their_order() -> None:
    shorter = changed(A, last_day="2026-01-05")
    scenario = NONE.with_trip("a", shorter, A).with_trip("c", C, None)
    before = log(A, B)
    after = with_edits(before, scenario.edits)
    assert after.trips.equals(log(shorter, B, C).trips)
    assert after.trips.dtypes.equals(before.trips.dtypes)
    assert before.trips.equals(log(A, B).trips)
    assert scenario.trips(LOG) == {"a": shorter, "b": B, "c": C}


def test_a_dropped_trip_is_gone_and_nothing_left_is_an_empty_log() -> None:
    scenario = NONE.with_trip("a", None, A)
    assert with_edits(log(A, B), scenario.edits).trips.equals(log(B).trips)
    nothing = with_edits(log(A, B), scenario.with_trip("b", None, B).edits).trips
    assert nothing.empty
    assert list(nothing.columns) == schema.column_names("trips")


def test_a_log_with_edits_gets_the_answer_of_the_log_that_says_the_same() -> None:
    rules, as_of = tracker.load_rules(), dt.date(2026, 5, 1)
    for scenario, same in (
        (NONE.with_trip("a", None, A), log(B)),
        (NONE.with_trip("a", None, A).with_trip("b", None, B), Workspace()),
        (NONE.with_trip("a", changed(A, country="IT"), A).with_trip("c", C, None), log(changed(A, country="IT"), B, C)),
    ):
        found = tracker.analyze(with_edits(log(A, B), scenario.edits), rules, as_of=as_of)
        expected = tracker.analyze(same, rules, as_of=as_of)
        for table in ("segments", "periods", "coverage", "findings"):
            assert getattr(found, table).equals(getattr(expected, table)), table


def test_a_trip_that_is_again_what_it_was_leaves_no_edit() -> None:
    scenario = NONE.with_trip("a", changed(A, place="Lyon"), A)
    assert scenario.with_trip("a", A, A).edits == ()
    assert scenario.without("a") == NONE
    assert NONE.with_trip("c", C, None).with_trip("c", None, None).edits == ()


def test_a_second_edit_of_a_trip_still_remembers_what_the_log_said_first() -> None:
    newer = changed(A, place="Nice")
    scenario = NONE.with_trip("a", changed(A, place="Lyon"), A).with_trip("a", changed(A, place="Paris"), newer)
    assert scenario.edits == (TripEdit("a", A, changed(A, place="Paris")),)


@pytest.mark.parametrize(
    ("before", "after", "logged", "stand"),
    [
        (A, changed(A, place="Lyon"), A, Stand.OPEN),
        (A, changed(A, place="Lyon"), changed(A, place="Lyon"), Stand.DONE),
        (A, changed(A, place="Lyon"), changed(A, note="seen"), Stand.OVERTAKEN),
        (A, changed(A, place="Lyon"), None, Stand.OVERTAKEN),
        (A, None, A, Stand.OPEN),
        (A, None, None, Stand.DONE),
        (A, None, changed(A, note="seen"), Stand.OVERTAKEN),
        (None, C, None, Stand.OPEN),
        (None, C, C, Stand.DONE),
        (None, C, changed(C, place="Rome"), Stand.OVERTAKEN),
    ],
)
def test_how_an_edit_stands_to_the_log(
    before: Texts | None, after: Texts | None, logged: Texts | None, stand: Stand
) -> None:
    assert TripEdit("x", before, after).stand(logged) is stand


def test_a_column_that_the_log_learned_later_is_empty_in_an_older_edit() -> None:
    older = {column: text for column, text in A.items() if column != "note"}
    assert TripEdit("a", older, changed(A, place="Lyon")).stand(A) is Stand.OPEN


def test_an_edit_is_made_once_more_on_what_the_log_says_now() -> None:
    mine = changed(A, place="Lyon")
    scenario = NONE.with_trip("a", mine, A)
    newer = changed(A, note="seen")
    assert scenario.on_top_of("a", newer).edits == (TripEdit("a", newer, mine),)
    assert scenario.on_top_of("a", None).edits == (TripEdit("a", None, mine),), "deleted in the log: a new trip"
    assert scenario.on_top_of("a", mine) == NONE
    assert scenario.on_top_of("b", B) == scenario


def test_a_new_name_of_an_assignment_makes_the_assignment_once() -> None:
    edits = [TripEdit(trip, None, changed(C, trip=trip, assignment="book")) for trip in ("c", "d")]
    assert new_assignments(log(A), edits) == [{"assignment": "book", "traveler": "me"}]
    after = with_edits(log(A), edits)
    assert after.assignments[["assignment", "traveler", "host"]].to_numpy().tolist() == [["book", "me", ""]]
    assert after.assignments.dtypes.equals(log(A).assignments.dtypes)
    assert new_assignments(after, edits) == []


def test_an_edit_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnusableRows):
        with_edits(log(A), [TripEdit("c", None, changed(C, country="Atlantis"))])
