"""What the drag timeline takes from the browser, which may send anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tracker import days
from tracker.codes import Activity
from tracker.ui.drag import Move, Run, TripBar, _for_browser, _looks, checked_move


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


FRANCE = TripBar("fr", 3, "Lyon", "France", day("2026-03-01"), day("2026-03-31"))
ONGOING = TripBar("th", 5, "", "Thailand", day("2026-05-01"), None)
SHOWN = {"fr": FRANCE, "th": ONGOING}


def said(trip: Any = "fr", version: Any = 3, first: Any = "2026-03-04", last: Any = "2026-04-03") -> dict[str, Any]:
    numbers = [days.day_number(day(value)) if isinstance(value, str) else value for value in (first, last)]
    return {"kind": "move", "trip": trip, "version": version, "first": numbers[0], "last": numbers[1]}


def test_new_days_of_a_trip_that_was_shown_are_a_move() -> None:
    assert checked_move(said(), SHOWN) == Move("fr", 3, day("2026-03-04"), day("2026-04-03"))


def test_one_day_is_a_span_too() -> None:
    assert checked_move(said(last="2026-03-04"), SHOWN) == Move("fr", 3, day("2026-03-04"), day("2026-03-04"))


def test_an_ongoing_trip_stays_ongoing() -> None:
    assert checked_move(said("th", 5, last=None), SHOWN) == Move("th", 5, day("2026-03-04"), None)
    assert checked_move(said("th", 5), SHOWN) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"trip": "nobody"},
        {"trip": ["fr"]},
        {"trip": None},
        {"version": 2},
        {"version": None},
        {"first": "2026-04-04"},  # after the last day
        {"first": None},
        {"first": 20_000.5},
        {"first": True},
        {"first": 10**12},
        {"first": "1949-12-31"},
        {"last": None},
        {"last": {"day": 1}},
        {"last": "2200-01-01"},
    ],
)
def test_what_cannot_be_meant_is_nothing(wrong: dict[str, Any]) -> None:
    assert checked_move(said(**wrong), SHOWN) is None


def test_nothing_at_all_is_nothing() -> None:
    assert checked_move({}, SHOWN) is None


def test_the_browser_is_told_whole_days_and_words_for_the_colors() -> None:
    runs = (Run(day("2026-03-01"), day("2026-03-10"), "unclear"), Run(day("2026-03-11"), day("2026-03-11"), "covered"))
    bar = TripBar("x", 1, "Lyon", "France", day("2026-03-01"), day("2026-03-11"), Activity.NON_WORK, True, runs)
    told = _for_browser(bar)
    assert (told["first"], told["last"], told["title"]) == (20_513, 20_523, "France, Lyon")  # 2026-01-01 is 20,454
    assert told["runs"] == [[20_513, 20_522, "planned.unclear"], [20_523, 20_523, "planned.covered"]]
    assert told["says"] == "Planned. No work. Unclear: answer a question: 10 days. Covered: 1 day."


@pytest.mark.parametrize("dark", [False, True])
def test_every_answer_has_a_look_of_its_own_also_when_planned(dark: bool) -> None:
    looks = _looks(dark)
    assert len({look["fill"] for look in looks.values()}) == len(looks)
    assert len({look["words"] for look in looks.values()}) == len(looks)
