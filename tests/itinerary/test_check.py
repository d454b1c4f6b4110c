"""Rows compared with each other: the same id or trip, references to nothing, two work trips on the same days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.check import newly_shared
from tracker.itinerary.normalize import normalized
from tracker.rules.tables import Law

RULES = tracker.load_rules()
TRIP = {"trip": "a", "traveler": "ann", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-05"}


def _read(**tables: list[dict[str, Any]]) -> Workspace:
    return workspace_from_text(text_tables(tables))


def _told(workspace: Workspace) -> list[tuple[str, str, str]]:
    problems = workspace.problems
    return list(zip(problems["severity"], problems["code"], problems["subject"], strict=True))


def test_the_same_row_twice_counts_once() -> None:
    read = _read(trips=[TRIP, TRIP])
    assert len(read.trips) == 1
    assert _told(read) == [("info", "duplicate_trip", "a")]
    assert read.unusable_rows == 0


def test_the_same_trip_under_another_id_counts_once() -> None:
    read = _read(trips=[TRIP, TRIP | {"trip": "b"}])
    assert read.trips["trip"].tolist() == ["a"]
    assert _told(read) == [("info", "duplicate_trip", "b")]
    assert "trip a" in read.problems["message"].iloc[0]


def test_the_same_trip_in_another_spelling_counts_once() -> None:
    read = _read(trips=[TRIP, TRIP | {"trip": "b", "country": "France", "first_day": "2026-03-01T09:00"}])
    assert _told(read) == [("info", "duplicate_trip", "b")]


def test_two_ongoing_trips_that_agree_are_the_same() -> None:
    ongoing = TRIP | {"last_day": ""}
    assert _told(_read(trips=[ongoing, ongoing | {"trip": "b"}])) == [("info", "duplicate_trip", "b")]


@pytest.mark.parametrize("column", ["note", "source"])
def test_a_note_does_not_make_another_trip(column: str) -> None:
    read = _read(trips=[TRIP, TRIP | {"trip": "b", column: "seen again"}])
    assert _told(read) == [("info", "duplicate_trip", "b")]


@pytest.mark.parametrize("column", ["note", "source"])
def test_the_same_id_with_another_note_is_the_same_trip(column: str) -> None:
    read = _read(trips=[TRIP, TRIP | {column: "seen again"}])
    assert _told(read) == [("info", "duplicate_trip", "a")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("traveler", "bob"),
        ("country", "DE"),
        ("place", "Lyon"),
        ("first_day", "2026-03-02"),
        ("last_day", "2026-03-06"),
        ("activity", "non_work"),
        ("assignment", ""),
    ],
)
def test_the_same_id_with_other_content_is_unusable(column: str, value: str) -> None:
    first = TRIP | {"assignment": "x"}
    engaged = [{"assignment": "x", "traveler": who} for who in ("ann", "bob")]
    read = _read(trips=[first, first | {column: value}], assignments=engaged)
    assert len(read.trips) == 1
    assert _told(read) == [("error", "duplicate_id", "a")]
    assert read.problems[["file", "row", "column"]].values.tolist() == [["trips.csv", 2, "trip"]]
    assert read.unusable_rows == 1


def test_trips_that_differ_in_an_identity_column_are_two_trips() -> None:
    read = _read(trips=[TRIP, TRIP | {"trip": "b", "place": "Lyon"}])
    assert len(read.trips) == 2
    assert _told(read) == []


def test_an_assignment_id_may_be_used_by_two_travelers_but_not_twice_by_one() -> None:
    rows = [{"assignment": "x", "traveler": "ann"}, {"assignment": "x", "traveler": "bob"}]
    assert _told(_read(assignments=rows)) == []
    read = _read(assignments=[*rows, {"assignment": "x", "traveler": "ann", "host": "FR"}])
    assert _told(read) == [("error", "duplicate_id", "x")]


def test_two_certificates_may_not_share_an_id() -> None:
    row = {"certificate": "c", "traveler": "ann", "host": "FR", "first_day": "2026-03-01"}
    read = _read(certificates=[row, row | {"host": "DE"}])
    assert read.certificates["host"].tolist() == ["FR"]
    assert _told(read) == [("error", "duplicate_id", "c")]


def test_rows_of_tables_without_a_key_may_repeat() -> None:
    row = {"host": "RO", "checked_on": "2026-03-01", "source": "SSA"}
    assert _told(_read(verifications=[row, row])) == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("trips", TRIP),
        ("certificates", {"certificate": "a", "traveler": "ann", "host": "FR", "first_day": "2026-03-01"}),
        ("clarifications", {"traveler": "ann", "clarified_on": "2026-03-01", "by": "SSA"}),
        ("exceptions", {"host": "FR", "until": "2026-03-01", "granted_on": "2026-03-01"}),
    ],
)
def test_an_unknown_assignment_is_a_warning_and_the_row_is_used(table: str, row: dict[str, str]) -> None:
    read = _read(**{table: [row | {"assignment": "y"}], "assignments": [{"assignment": "x", "traveler": "ann"}]})
    assert len(read.tables()[table]) == 1
    problems = read.problems[["severity", "code", "file", "row", "column"]]
    assert problems.values.tolist() == [["warning", "unknown_reference", f"{table}.csv", 1, "assignment"]]
    known = _read(**{table: [row | {"assignment": "x"}], "assignments": [{"assignment": "x", "traveler": "ann"}]})
    assert _told(known) == []


def test_an_assignment_of_somebody_else_does_not_exist_for_a_traveler() -> None:
    read = _read(trips=[TRIP | {"assignment": "x"}], assignments=[{"assignment": "x", "traveler": "bob"}])
    assert _told(read) == [("warning", "unknown_reference", "a")]


def test_a_traveler_who_is_not_in_the_list_is_a_warning_only_where_there_is_a_list() -> None:
    assert _told(_read(trips=[TRIP])) == []
    assert _told(_read(trips=[TRIP], travelers=[{"traveler": "ann"}])) == []
    read = _read(trips=[TRIP], travelers=[{"traveler": "bob"}])
    assert _told(read) == [("warning", "unknown_reference", "a")]
    assert len(read.trips) == 1


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("certificates", "refers_to", {"certificate": "d", "traveler": "ann", "host": "FR", "first_day": "2027-03-01"}),
        ("deliveries", "certificate", {"delivery": "1", "purpose": "tax_file", "recipient": "Ann"}),
        ("steps", "certificate", {"step": "filed", "done_on": "2026-03-01"}),
        ("deadlines", "certificate", {"traveler": "ann", "day": "2026-03-01", "action": "Ask"}),
    ],
)
def test_an_unknown_certificate_is_a_warning_and_the_row_is_used(table: str, column: str, row: dict[str, str]) -> None:
    held = {"certificate": "c", "traveler": "ann", "host": "FR", "first_day": "2026-03-01"}
    for named, told in (("x", [("warning", "unknown_reference")]), ("c", []), ("", [])):
        if not named and table in ("deliveries", "steps"):
            continue  # these must name one
        tables = {"certificates": [held]}
        tables[table] = [*tables.get(table, []), row | {column: named}]
        read = _read(**tables)
        assert len(read.tables()[table]) == len(tables[table])
        assert [(severity, code) for severity, code, _ in _told(read)] == told


@pytest.mark.parametrize(("about", "table"), [("certificates", "certificates"), ("letters", "certificates, assign")])
def test_a_file_that_belongs_to_nothing_is_a_warning(about: str, table: str) -> None:
    row = {"attachment": "f1", "about": about, "subject": "c", "file_name": "a.pdf", "sha256": "0" * 64}
    read = _read(attachments=[row])
    assert len(read.attachments) == 1
    assert _told(read) == [("warning", "unknown_reference", "f1")]
    assert f"does not exist in {table}" in read.problems["message"].iloc[0]
    held = {"certificate": "c", "traveler": "ann", "host": "FR", "first_day": "2026-03-01"}
    assert _told(_read(attachments=[row | {"about": "certificates"}], certificates=[held])) == []
    assert _told(_read(attachments=[row | {"about": "travelers", "subject": "ann"}])) == []


def _row(country: str, first: str, last: str, **more: str) -> dict[str, str]:
    return {"traveler": "me", "country": country, "first_day": first, "last_day": last, "activity": "work", **more}


def _fresh(after: dict[str, dict[str, str]], before: dict[str, dict[str, str]] | None = None) -> list[tuple[str, ...]]:
    partner = {"JE": "GB"}
    pairs = newly_shared(before or {}, after, lambda country: partner.get(country, country))
    return [(p.earlier, p.later, str(p.first_day), str(p.last_day or ""), str(p.same_country)) for p in pairs]


FRANCE = _row("FR", "2026-03-01", "2026-03-20")


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (_row("DE", "2026-03-10", "2026-03-31"), [("a", "b", "2026-03-10", "2026-03-20", "False")]),
        (_row("DE", "2026-02-01", "2026-03-02"), [("b", "a", "2026-03-01", "2026-03-02", "False")]),
        (_row("DE", "2026-03-10", ""), [("a", "b", "2026-03-10", "2026-03-20", "False")]),
        (_row("FR", "2026-03-20", "2026-03-31"), [("a", "b", "2026-03-20", "2026-03-20", "True")]),
        (_row("DE", "2026-03-20", "2026-03-31"), []),  # a handover day
        (_row("DE", "2026-03-20", ""), []),
        (_row("DE", "2026-02-01", "2026-03-01"), []),
        (_row("DE", "2026-03-20", "2026-03-20"), [("a", "b", "2026-03-20", "2026-03-20", "False")]),  # one day: both
        (_row("DE", "2026-03-21", "2026-03-31"), []),
        (_row("US", "2026-03-10", "2026-03-31"), []),  # home_trip_overlaps speaks of these
        (_row("DE", "2026-03-10", "2026-03-31", activity="non_work"), []),
        (_row("DE", "2026-03-10", "2026-03-31", traveler="ann"), []),
        (_row("DE", "2026-03-31", "2026-03-10"), []),  # the store refuses it
        (_row("DE", "10 March", ""), []),
        (_row("", "2026-03-10", ""), []),
    ],
)
def test_work_on_the_same_days_is_found_but_for_a_handover_day(
    other: dict[str, str], shared: list[tuple[str, ...]]
) -> None:
    assert _fresh({"a": FRANCE, "b": other}) == shared


def test_work_at_home_after_an_open_trip_abroad_is_asked_about() -> None:
    """Most likely the trip ended when the work at home began; an open trip at home says nothing of the kind."""
    home = _row("US", "2026-03-10", "2026-03-31")
    assert _fresh({"a": FRANCE | {"last_day": ""}, "b": home}) == [("a", "b", "2026-03-10", "2026-03-31", "False")]
    assert _fresh({"a": FRANCE, "b": home | {"first_day": "2026-01-01", "last_day": ""}}) == []


def test_two_countries_of_one_agreement_hand_nothing_over() -> None:
    trips = {"a": _row("GB", "2026-03-01", "2026-03-20"), "b": _row("JE", "2026-03-20", "2026-03-31")}
    assert _fresh(trips) == [("a", "b", "2026-03-20", "2026-03-20", "False")]


def test_a_day_that_is_handed_over_is_given_up_to_all_other_trips_too() -> None:
    one_day = _row("IT", "2026-03-20", "2026-03-20")
    trips = {"a": FRANCE, "b": _row("DE", "2026-03-20", "2026-03-31"), "c": one_day}
    assert _fresh(trips) == [("b", "c", "2026-03-20", "2026-03-20", "False")]


def test_only_days_that_were_not_shared_before_are_asked_about() -> None:
    before = {"a": FRANCE, "b": _row("DE", "2026-03-10", "2026-03-31")}
    noted = before | {"b": before["b"] | {"note": "new", "place": "Berlin"}}
    longer = before | {"b": before["b"] | {"first_day": "2026-03-09"}}
    shorter_afterwards = before | {"b": before["b"] | {"last_day": "2026-03-25"}}
    assert _fresh(noted, before) == []
    assert _fresh(longer, before) == [("a", "b", "2026-03-09", "2026-03-20", "False")]
    assert _fresh(shorter_afterwards, before) == []
    third = before | {"c": _row("IT", "2026-03-15", "2026-03-16")}
    assert [pair[:2] for pair in _fresh(third, before)] == [("a", "c"), ("b", "c")]


def test_of_two_trips_that_begin_together_the_longer_one_is_the_earlier() -> None:
    trips = {"short": _row("DE", "2026-03-01", "2026-03-05"), "long": FRANCE}
    assert _fresh(trips) == [("long", "short", "2026-03-01", "2026-03-05", "False")]


def test_what_is_asked_about_is_what_the_engine_counts_twice() -> None:
    random = np.random.default_rng(20261130)
    for _ in range(60):
        starts = random.integers(0, 30, 5)
        trips = {
            f"t{n}": _row(
                ["FR", "DE", "GB", "JE"][random.integers(0, 4)],
                str(dt.date(2026, 3, 1) + dt.timedelta(days=int(start))),
                str(dt.date(2026, 3, 1) + dt.timedelta(days=int(start + random.integers(0, 8)))),
            )
            for n, start in enumerate(starts)
        }
        frame = normalized("trips", pd.DataFrame([{"trip": key, **row} for key, row in trips.items()]), "trips.csv")[0]
        segments = tracker.segment(frame, RULES, as_of=dt.date(2026, 12, 1))
        several = segments[segments["status"] == "multi_country"]
        counted = {day for row in several.itertuples() for day in pd.date_range(row.first_day, row.last_day)}
        asked = {
            day
            for pair in newly_shared({}, trips, Law(RULES).jurisdiction)
            if not pair.same_country
            for day in pd.date_range(pair.first_day, pair.last_day)
        }
        assert asked == counted, trips
