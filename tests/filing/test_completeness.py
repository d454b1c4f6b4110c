"""Completeness of a period: every day counted once, the holes with the trips beside them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.filing.completeness import HOLE_COLUMNS, completeness, unlogged_so_far, whole_log
from tracker.itinerary import workspace_from_text

AS_OF = dt.date(2026, 6, 10)
DAY = dt.date.fromisoformat
LOG = [
    {"trip": "a", "country": "US", "first_day": "2026-03-01", "last_day": "2026-03-10"},
    {"trip": "b", "country": "FR", "first_day": "2026-03-10", "last_day": "2026-03-20"},
    {"trip": "c", "country": "FR", "first_day": "2026-03-24", "last_day": "2026-03-24", "activity": "non_work"},
    {"trip": "d", "country": "PT", "first_day": "2026-06-01", "last_day": "2026-06-05"},
    {"trip": "e", "country": "IT", "first_day": "2026-06-21", "last_day": "2026-06-30", "certainty": "planned"},
]


def _analysis(rows: list[dict[str, Any]]) -> tracker.Analysis:
    read = workspace_from_text(text_tables({"trips": [{"traveler": "me"} | row for row in rows]}))
    return tracker.analyze(read, tracker.load_rules(), as_of=AS_OF)


def _numbers(first: str, last: str, rows: list[dict[str, Any]] | None = None) -> tuple[int, ...]:
    found = completeness(_analysis(LOG if rows is None else rows), "me", DAY(first), DAY(last))
    counted = (found.work, found.non_work, found.unlogged, found.outside, found.ahead)
    assert sum(counted) == found.days
    assert found.holes["days"].sum() == found.missing
    return (*counted, found.logged_ahead)


def _holes(first: str, last: str, rows: list[dict[str, Any]] | None = None) -> list[tuple[str, ...]]:
    holes = completeness(_analysis(LOG if rows is None else rows), "me", DAY(first), DAY(last)).holes
    assert tuple(holes.columns) == HOLE_COLUMNS
    assert holes["days"].tolist() == ((holes["last_day"] - holes["first_day"]).dt.days + 1).tolist()
    return [
        (f"{row.first_day:%m-%d}", f"{row.last_day:%m-%d}", row.before, row.after)
        for row in holes.itertuples(index=False)
    ]


def test_every_day_of_the_whole_log_is_counted_once() -> None:
    assert whole_log(_analysis(LOG), "me") == (DAY("2026-03-01"), DAY("2026-06-30"))
    # work 1 to 20 March and 1 to 5 June; holes of 3, 68 and, up to as_of, 5 days; 20 days ahead, 10 of them logged
    assert _numbers("2026-03-01", "2026-06-30") == (25, 1, 3 + 68 + 5, 0, 20, 10)
    assert _holes("2026-03-01", "2026-06-30") == [
        ("03-21", "03-23", "b", "c"),
        ("03-25", "05-31", "c", "d"),
        ("06-06", "06-10", "d", "e"),
    ]


def test_days_around_the_log_are_holes_of_the_period_but_not_of_the_log() -> None:
    assert _numbers("2026-02-27", "2026-03-02") == (2, 0, 0, 2, 0, 0)
    assert _holes("2026-02-27", "2026-03-02") == [("02-27", "02-28", "", "a")]
    ended = LOG[:4]
    assert _numbers("2026-06-04", "2026-06-12", ended) == (2, 0, 0, 5, 2, 0)
    assert _holes("2026-06-04", "2026-06-12", ended) == [("06-06", "06-10", "d", "")]


def test_a_hole_is_cut_to_the_period_and_keeps_its_neighbors() -> None:
    assert _holes("2026-03-22", "2026-03-26") == [("03-22", "03-23", "b", "c"), ("03-25", "03-26", "c", "d")]


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("2026-06-10", "2026-06-10", (0, 0, 1, 0, 0, 0)),
        ("2026-06-11", "2026-06-11", (0, 0, 0, 0, 1, 0)),
        ("2026-06-21", "2026-06-21", (0, 0, 0, 0, 1, 1)),
        ("2026-03-05", "2026-03-01", (1, 0, 0, 0, 0, 0)),
    ],
)
def test_one_day_on_each_side_of_today(first: str, last: str, numbers: tuple[int, ...]) -> None:
    assert _numbers(first, last) == numbers


def test_without_any_trip_the_whole_period_is_missing() -> None:
    assert _numbers("2026-06-09", "2026-06-12", []) == (0, 0, 0, 2, 2, 0)
    assert _holes("2026-06-09", "2026-06-12", []) == [("06-09", "06-10", "", "")]
    assert _holes("2026-07-01", "2026-07-12", []) == []
    assert whole_log(_analysis([]), "me") is None


def test_an_ongoing_trip_leaves_no_hole_up_to_today() -> None:
    ongoing = [{"trip": "o", "country": "FR", "first_day": "2026-06-01", "last_day": ""}]
    assert _numbers("2026-06-01", "2026-06-30", ongoing) == (10, 0, 0, 0, 20, 0)
    assert _holes("2026-06-01", "2026-06-30", ongoing) == []


def test_two_trips_that_end_on_the_same_day_stand_before_the_hole() -> None:
    both = [
        {"trip": "x", "country": "FR", "first_day": "2026-05-01", "last_day": "2026-05-10"},
        {"trip": "y", "country": "DE", "first_day": "2026-05-05", "last_day": "2026-05-10"},
        {"trip": "z", "country": "DE", "first_day": "2026-05-12", "last_day": "2026-06-10"},
    ]
    assert _holes("2026-05-01", "2026-06-10", both) == [("05-11", "05-11", "x+y", "z")]


def test_the_number_before_an_export_is_that_of_the_engine_up_to_today() -> None:
    analysis = _analysis(
        [*LOG, {"traveler": "you", "country": "DE", "first_day": "2026-01-01", "last_day": "2026-01-01"}]
    )
    assert unlogged_so_far(analysis) == unlogged_so_far(analysis, "me") == 3 + 68 + 5
    assert unlogged_so_far(analysis, "you") == 0
    engine = analysis.segments.loc[analysis.segments["status"] == "unlogged", "days"].sum()
    assert engine == 3 + 68 + 5 + 10, "the engine's hole reaches on to the planned trip"
