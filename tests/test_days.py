"""The date convention: spellings, day numbers, inclusive and half-open ends, months."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import days

UNITS = ("s", "ms", "us", "ns")


def test_a_day_is_read_from_iso_text() -> None:
    assert days.parse_day("2024-02-29") == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-3-1",
        "20260301",
        "2026-W10-1",
        "2026-03",
        "03/01/2026",
        "2026-02-29",
        " 2026-03-01",
        "2026-03-01T00:00",
    ],
)
def test_no_other_spelling_is_a_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        days.parse_day(text)


def test_day_numbers_count_from_1970() -> None:
    assert days.day_number(dt.date(1970, 1, 1)) == 0
    assert days.day_number(dt.date(1969, 12, 31)) == -1
    assert days.to_date(days.day_number(dt.date(2024, 2, 29))) == dt.date(2024, 2, 29)


def test_always_and_never_lie_around_every_date_that_can_be_written() -> None:
    assert days.day_number(dt.date.min) == days.ALWAYS
    assert days.day_number(dt.date.max) == days.NEVER - 1


@pytest.mark.parametrize("unit", UNITS)
def test_numbers_do_not_depend_on_the_unit_of_the_column(unit: str) -> None:
    column = pd.Series(["1969-12-31", "2024-02-29"]).astype(f"datetime64[{unit}]")
    assert days.numbers(column).tolist() == [-1, 19782]
    assert days.starts(column).tolist() == [-1, 19782]
    assert days.stops(column).tolist() == [0, 19783]


@pytest.mark.parametrize("unit", UNITS)
def test_a_missing_last_day_stands_for_what_the_caller_says(unit: str) -> None:
    column = pd.Series(pd.to_datetime(["2024-02-29", None])).astype(f"datetime64[{unit}]")
    assert days.stops(column).tolist() == [19783, days.NEVER]
    assert days.stops(column, missing=5).tolist() == [19783, 5]


def test_reading_does_not_write_into_the_column() -> None:
    column = pd.Series(pd.to_datetime(["2024-02-29", None]))
    before = column.copy(deep=True)
    days.stops(column, missing=5)
    pd.testing.assert_series_equal(column, before)


def test_half_open_ends_go_back_to_inclusive_days() -> None:
    number = np.array([19782], dtype=np.int64)
    assert days.to_first_days(number).astype(str).tolist() == ["2024-02-29T00:00:00"]
    assert days.to_last_days(number + 1).astype(str).tolist() == ["2024-02-29T00:00:00"]
    assert days.to_first_days(number).dtype == np.dtype("datetime64[s]")


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        ("2021-03-01", 60, "2026-03-01"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2023-12-15", 1, "2024-01-15"),
        ("1969-12-31", 2, "1970-02-28"),
        ("2021-03-01", 0, "2021-03-01"),
    ],
)
def test_months_go_to_the_same_day_or_the_last_one_of_the_month(first: str, months: int, expected: str) -> None:
    start = np.array([days.day_number(dt.date.fromisoformat(first))])
    assert days.to_date(days.add_months(start, months)[0]) == dt.date.fromisoformat(expected)


def test_each_day_may_have_its_own_number_of_months() -> None:
    start = np.array([days.day_number(dt.date(2021, 3, 1))] * 2)
    reached = days.add_months(start, [12, 24])
    assert [days.to_date(n) for n in reached] == [dt.date(2022, 3, 1), dt.date(2023, 3, 1)]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.integers(0, 240))
def test_months_agree_with_the_calendar(day: dt.date, months: int) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    expected = dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    assert days.to_date(days.add_months(np.array([days.day_number(day)]), months)[0]) == expected


@pytest.mark.parametrize(
    ("first", "stop", "months"),
    [
        ("2021-03-01", "2021-03-31", 0),
        ("2021-03-01", "2021-04-01", 1),
        ("2021-03-01", "2026-02-28", 59),
        ("2021-03-01", "2026-03-01", 60),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2021-03-01", "2021-03-01", 0),
        ("2021-03-01", "2020-03-01", 0),
    ],
)
def test_whole_months_between_two_days(first: str, stop: str, months: int) -> None:
    start, end = (np.array([days.day_number(dt.date.fromisoformat(day))]) for day in (first, stop))
    assert days.whole_months(start, end).tolist() == [months]
