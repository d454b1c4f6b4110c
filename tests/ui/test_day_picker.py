"""Which run of days a click in the calendar picks."""

from __future__ import annotations

import datetime as dt

from tracker.ui.day_picker import after_click

MARCH = [dt.date(2026, 3, day) for day in range(1, 11)]


def test_a_click_picks_a_day_a_second_one_a_run_and_a_third_begins_anew() -> None:
    run = after_click(None, MARCH[4])
    assert run == (MARCH[4], MARCH[4])
    run = after_click(run, MARCH[7])
    assert run == (MARCH[4], MARCH[7])
    assert after_click(run, MARCH[0]) == (MARCH[0], MARCH[0])


def test_the_earlier_day_comes_first_and_the_same_day_twice_is_one_day() -> None:
    assert after_click((MARCH[4], MARCH[4]), MARCH[1]) == (MARCH[1], MARCH[4])
    assert after_click((MARCH[4], MARCH[4]), MARCH[4]) == (MARCH[4], MARCH[4])
