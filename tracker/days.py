"""The date convention, and the only place that knows it.

What people log, store and read is ``first_day``..``last_day``, both inclusive. The engine computes with *day
numbers*: ``start``..``stop``, int64 days since 1970-01-01, half-open (``stop`` is the day after the last one).
A day is a calendar date of the place where the person was: no clock, no time zone, ever.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

DayNumbers = npt.NDArray[np.int64]

NEVER = 2_932_897  # 10000-01-01, the day number after the last date that Python can write: "no end"
ALWAYS = -719_162  # 0001-01-01: "since ever"

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_day(text: str) -> dt.date:
    """The date that an ISO text such as ``2026-03-01`` names; ValueError for every other spelling."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a date like 2026-03-01")
    return dt.date.fromisoformat(text)


def date_of(day: Any) -> dt.date | None:
    """The date of a timestamp; None for a missing one (None, NaT)."""
    return None if pd.isna(day) else day.date()


def iso(day: Any) -> str:
    """A date or timestamp as text such as ``2026-03-01``; "" for a missing one (None, NaT)."""
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - 719_163


def to_date(number: int) -> dt.date:
    """The date of a day number."""
    return dt.date.fromordinal(int(number) + 719_163)


def numbers(days: pd.Series) -> DayNumbers:
    """Day numbers of a datetime column without missing values."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def starts(first_days: pd.Series) -> DayNumbers:
    """First days → half-open starts."""
    return numbers(first_days)


def stops(last_days: pd.Series, *, missing: int = NEVER) -> DayNumbers:
    """Inclusive last days → half-open stops; a missing last day gives ``missing`` (already half-open)."""
    values = last_days.to_numpy().astype("datetime64[D]")
    result: DayNumbers = values.astype(np.int64) + 1
    result[np.isnat(values)] = missing
    return result


def to_first_days(starts: DayNumbers) -> npt.NDArray[np.datetime64]:
    """Half-open starts → first days, as ``datetime64[s]``."""
    return starts.astype("datetime64[D]").astype("datetime64[s]")


def to_last_days(stops: DayNumbers) -> npt.NDArray[np.datetime64]:
    """Half-open stops → inclusive last days, as ``datetime64[s]``."""
    return to_first_days(stops - 1)


def add_months(day_numbers: DayNumbers, months: npt.ArrayLike) -> DayNumbers:
    """The same day of the month ``months`` later; a day that month does not have becomes its last day.

    2021-03-01 plus 60 months is 2026-03-01; 2021-01-31 plus 1 month is 2021-02-28. A limit of N months that starts
    on day D ends the day before ``add_months(D, N)``, so the result is the half-open stop (docs/contract.md, rule 6).
    """
    days = np.asarray(day_numbers, dtype=np.int64).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    result: DayNumbers = target.astype("datetime64[D]").astype(np.int64) + np.minimum(day_of_month, length - 1)
    return result


def whole_months(starts: DayNumbers, stops: DayNumbers) -> DayNumbers:
    """How many months of ``add_months`` fit between half-open ``starts`` and ``stops``; 0 where nothing does.

    2021-03-01 to 2021-03-31 (``stop`` 2021-04-01) is 1 month; one day less is 0.
    """
    first, end = (np.asarray(numbers, dtype=np.int64).astype("datetime64[D]") for numbers in (starts, stops))
    months: DayNumbers = (end.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
    return np.maximum(months - (add_months(starts, months) > stops), 0)
