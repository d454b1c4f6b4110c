"""What columns look like."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.reading.book import CellError, Value
from tracker.reading.content import Profile, profile_of, text_of


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (["2026-03-02", "2 Mar 2026", dt.date(2026, 3, 2), "03/04/2026", "05.03.26"], "days"),
        (["Germany", "FR", "Korea, South", "🇫🇷"], "countries"),
        (["Berlin", "Osaka", "NYC"], "cities"),
        (["yes", "No", True, "x"], "yes_no"),
        (["4", 7, 12.0], "small_numbers"),
        (["Ann Example", "Bob Sample", "Example, Cyd"], "people"),
        (["ann@example.org", "bob@example.org"], "addresses"),
        (["business", "Vacation"], "purposes"),
        (["Cancelled", "completed"], "statuses"),
        (["08:30", dt.time(9), "9:15 am"], "clocks"),
        (["46083", "46087"], "serials"),
        (["2026-03-02 - 2026-03-06"], "ranges"),
    ],
)
def test_kinds_of_values(values: list[Value], name: str) -> None:
    assert getattr(profile_of(values), name) == 1.0


def test_shares_count_cells_that_hold_something() -> None:
    profile = profile_of(["Germany", "", None, "  ", "hello world", "Germany"])
    assert (profile.cells, profile.different) == (3, 2)
    assert profile.countries == pytest.approx(2 / 3)
    assert profile_of([]) == Profile(0, 0)


def test_words_of_an_open_end_do_not_speak_against_days() -> None:
    assert profile_of(["2026-03-02", "ongoing", "TBD"]).is_days
    assert not profile_of(["hello", "2026-03-02", "you", "there"]).is_days
    assert not profile_of(["Germany", "France"]).may_be_days
    assert profile_of(["30 Feb 2026"]).may_be_days


def test_titles_of_trips_are_no_people() -> None:
    assert profile_of(["Berlin trip", "Q2 kickoff", "Client visit"]).people == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(dt.date(2026, 3, 2), "2026-03-02"), (4.0, "4"), (True, "yes"), (None, ""), (CellError("#REF!"), "#REF!")],
)
def test_cells_as_text(value: Value, text: str) -> None:
    assert text_of(value) == text
