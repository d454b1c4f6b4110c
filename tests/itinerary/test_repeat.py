"""Days of a trip that is made again."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.itinerary.repeat import MOST_REPEATS, next_free_days, weekly_spans

MONDAY = dt.date(2026, 3, 2)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def numbers(spans: list[tuple[dt.date, dt.date]]) -> list[tuple[int, int]]:
    return [((first - MONDAY).days, (last - MONDAY).days) for first, last in spans]


@pytest.mark.parametrize(
    ("every", "weekdays", "until", "spans"),
    [
        (1, [0, 1, 2, 3], 21, [(7, 10), (14, 17), (21, 21)]),
        (2, [0, 1, 2, 3], 30, [(14, 17), (28, 30)]),
        (1, [4], 20, [(4, 4), (11, 11), (18, 18)]),
        (1, [0, 2, 4], 9, [(4, 4), (7, 7), (9, 9)]),
        (1, [0, 5, 6], 15, [(5, 7), (12, 14)]),
        (1, range(7), 30, [(4, 30)]),
        (2, range(7), 30, [(4, 6), (14, 20), (28, 30)]),
        (1, [], 30, []),
        (1, [0], 3, []),
    ],
)
def test_a_week_pattern_gives_its_days(every: int, weekdays: list[int], until: int, spans: object) -> None:
    assert numbers(weekly_spans(day(3), every, weekdays, day(until))) == spans


def test_a_repeat_has_an_end() -> None:
    assert len(weekly_spans(MONDAY, 1, [0], dt.date(2199, 12, 31))) == MOST_REPEATS


@settings(max_examples=40)
@given(st.integers(1, 5), st.sets(st.integers(0, 6)), st.integers(0, 13), st.integers(0, 200))
def test_every_day_of_a_repeat_is_a_chosen_one(every: int, weekdays: set[int], after: int, until: int) -> None:
    spans = numbers(weekly_spans(day(after), every, weekdays, day(until)))
    repeated = [number for first, last in spans for number in range(first, last + 1)]
    week = after // 7
    wanted = [n for n in range(after + 1, until + 1) if n % 7 in weekdays and (n // 7 - week) % every == 0]
    assert repeated == wanted
    assert all(later[0] > earlier[1] + 1 for earlier, later in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("span", "others", "free"),
    [
        ((0, 4), [], (5, 9)),
        ((0, 4), [(10, 12)], (5, 9)),
        ((0, 4), [(9, 12)], (13, 17)),
        ((0, 4), [(9, 12), (17, 17), (30, 31)], (18, 22)),
        ((0, 4), [(6, None)], (7, 11)),
        ((0, None), [], (1, 1)),
        ((0, 0), [(0, 90)], (91, 91)),
    ],
)
def test_a_copy_gets_the_next_free_days(span: tuple[int, int | None], others: list[object], free: object) -> None:
    def days(pair: tuple[int, int | None]) -> tuple[dt.date, dt.date | None]:
        return day(pair[0]), None if pair[1] is None else day(pair[1])

    assert numbers([next_free_days(days(span), map(days, others))]) == [free]  # type: ignore[arg-type]
