"""How a cell is read as a day. Nothing is guessed: what has two readings is told as such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.codes import Code
from tracker.reading.book import Value


class DayKind(Code):
    """What a cell says where a day is expected."""

    EMPTY = "empty", "Nothing."
    DAY = "day", "One day."
    MONTH = "month", "A month only: both its ends are bounds."
    RANGE = "range", "A first and a last day."
    OPEN = "open", "A word for an end that is not there yet, such as present."
    MAYBE_OPEN = "maybe_open", "A sign that may mean so, such as a dash, TBD or n/a: asked."
    TWO_ORDERS = "two_orders", "03/04/2026: month or day first."
    SERIAL = "serial", "A number that may be a day of a spreadsheet: asked in a file of text."
    NO_DAY = "no_day", "Not a date."
    ERROR = "error", "An error of the spreadsheet program."


@dataclass(frozen=True)
class DayReading:
    """What one cell says. ``first`` and ``last`` are inclusive, equal for one day, None where there is none.

    ``remark``: text beside the date, such as "check stamp"; it lowers the certainty. ``instant``: the moment in UTC
    of a text such as 2026-03-01T23:30:00Z; its day depends on the place (``local_day``). ``why``: what is wrong, for
    the kinds that cannot be used.
    """

    kind: DayKind
    first: dt.date | None = None
    last: dt.date | None = None
    remark: str = ""
    instant: dt.datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a whole column says about the order of its dates.

    ``order``: "mdy" or "dmy" where it proves one, "both" where it disproves itself, "" where it leaves both open.
    ``example``: a date that has two readings; ``proof``: the one that decides, or the two that contradict.
    ``real``, ``texts``: how many cells are real dates of a spreadsheet, and how many are numeric texts.
    """

    order: str = ""
    example: str = ""
    proof: tuple[str, ...] = ()
    real: int = 0
    texts: int = 0


def read_day(value: Value, order: str = "", *, is_1904: bool = False) -> DayReading:
    """The day that a cell says. ``order`` ("mdy", "dmy" or "") is how texts such as 03/04/2026 are meant."""
    raise NotImplementedError


def evidence(values: Iterable[Value]) -> Evidence:
    """What the cells of one column prove about the order of day and month."""
    raise NotImplementedError


def local_day(instant: dt.datetime, country: str) -> tuple[dt.date, bool]:
    """The day there at a moment in UTC, and whether all zones of that country agree on it. Unknown country: UTC's."""
    raise NotImplementedError
