"""What is typed or pasted into the grid of trips: read by the rules of an import, never guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from tracker.ui.grid_cells import Change, Chosen, Understood, understood

TRIPS = pd.DataFrame(
    {
        "trip": ["t1", "t2"],
        "country": ["DE", "FR"],
        "first_day": ["2026-01-01", "2026-02-01"],
        "last_day": ["2026-01-10", ""],
        "place": ["", ""],
    },
    index=["r1", "r2"],
)


NO_ANSWER = Chosen()


def read(chosen: Chosen = NO_ANSWER, row: str = "r1", **cells: str) -> Understood:
    return understood({row: cells}, TRIPS, chosen)


@pytest.mark.parametrize(
    "text", ["2026-03-04", "5-Mar-2026", "Mar 4, 2026", "4.3.2026", "25/03/2026", "4. März 2026", "2026-03-04 00:00:00"]
)
def test_what_has_one_reading_is_taken_and_shown(text: str) -> None:
    edits = read(first_day=text)
    (change,) = edits.changes
    assert change.sentence.startswith("First day of trip t1: Jan 1, 2026 → Mar ")
    assert not change.is_jump
    assert edits.rows["r1"]["first_day"].startswith("2026-03-")


@pytest.mark.parametrize("text", ["03/04/2026", "3-4-2026", "3/4/26"])
def test_two_orders_are_asked(text: str) -> None:
    edits = read(first_day=text)
    assert (edits.rows, edits.waiting, edits.two_orders) == ({}, {"r1"}, [text])
    assert read(Chosen("mdy"), first_day=text).rows == {"r1": {"first_day": "2026-03-04"}}
    assert read(Chosen("dmy"), first_day=text).rows == {"r1": {"first_day": "2026-04-03"}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("46083", '"46083" may be the number of Mar 2, 2026 in a spreadsheet. Write the date.'),
        ("hello", "\"hello\" is not a date: write it like '2026-03-02' or 'Mar 2, 2026'."),
        ("30 Feb 2026", '"30 Feb 2026" is not a date: February 2026 has 28 days.'),
        ("March 2026", '"March 2026" says more than one day. Write one day.'),
        ("2–6 Mar 2026", '"2–6 Mar 2026" says more than one day. Write one day.'),
        ("2026-03-02 (stamp)", '"stamp" stands behind the date. Put it into the note.'),
        ("2026-03-01T23:30Z", '"2026-03-01T23:30Z" is a time in UTC. Write the day at the place.'),
        ("present", '"present" is not a date. Write one day.'),
        ("", "A trip needs its first day."),
        ("1901-01-01", "The day must be from Jan 1, 1950 to Dec 31, 2199."),
        ("#VALUE!", "The cell holds the error #VALUE!. Write the day instead."),
    ],
)
def test_what_cannot_be_read_keeps_the_old_day(text: str, problem: str) -> None:
    edits = read(first_day=text)
    assert edits.refused == [f"First day of trip t1 stays Jan 1, 2026. {problem}"]
    assert (edits.rows, edits.waiting, edits.changes) == ({}, {"r1"}, [])


def test_the_end_may_be_open() -> None:
    for text in ("", "present", "ongoing"):
        assert read(last_day=text).rows == {"r1": {"last_day": ""}}
        assert read(last_day=text).changes == [Change("Last day of trip t1: Jan 10, 2026 → ongoing")]
    assert read(last_day="TBD").refused == [
        'Last day of trip t1 stays Jan 10, 2026. "TBD" is not a date. Empty the cell if the trip goes on.'
    ]
    assert read(row="r2", last_day="2026-03-01").changes == [Change("Last day of trip t2: ongoing → Mar 1, 2026")]


def test_a_jump_by_more_than_a_year_is_marked() -> None:
    assert read(first_day="2025-01-01").changes[0].is_jump is False
    assert read(first_day="2024-12-30").changes[0].is_jump is True


def test_a_pair_of_which_one_is_refused_waits_as_a_whole() -> None:
    edits = read(first_day="2026-03-04", last_day="46083", place="Berlin")
    assert (edits.rows, edits.waiting) == ({}, {"r1"})


def test_the_same_day_in_another_spelling_changes_nothing() -> None:
    edits = read(first_day="1 January 2026", country="germany")
    assert (edits.rows, edits.changes, edits.waiting) == ({}, [], set())


def test_countries_are_understood_or_refused() -> None:
    assert read(country="UK").rows == {"r1": {"country": "GB"}}
    assert read(country="UK").changes == [Change("Country of trip t1: Germany → United Kingdom")]
    edits = read(country="Atlantis")
    assert edits.refused == ['Country of trip t1 stays Germany. "Atlantis" is not a country that Coverline knows.']


def test_a_country_that_is_nearly_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker import countries
    from tracker.countries import Found, Nearness

    monkeypatch.setattr(countries, "find", lambda text: Found(Nearness.TYPO, ("FR",)))
    edits = read(country="Frnace")
    assert (edits.countries, edits.waiting) == ({"Frnace": ("FR",)}, {"r1"})
    assert read(Chosen(countries={"Frnace": "FR"}), country="Frnace").rows == {"r1": {"country": "FR"}}
