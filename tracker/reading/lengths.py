"""Lengths of stays: a number of nights or days → the last day."""

from __future__ import annotations

import datetime as dt
import re

from tracker.reading.book import CellError, Value
from tracker.reading.plan import Field

LONGEST = 36_525  # days: a century

_UNITS = {
    Field.NIGHTS: r"(?:nights?|n\.?|nachte?|nächte?|nuits?|noches?|notti|notte|noites?|x)?",
    Field.DAYS: r"(?:days?|d\.?|tage?|jours?|d[ií]as?|giorni|giorno|x)?",
}


class NoLength(Exception):
    """A cell that is no length; the message says why in words."""


def length_of(value: Value, unit: Field) -> int | None:
    """The number in a cell: 4, 4.0, ``4 nights``; None for an empty cell. Raises ``NoLength`` for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, CellError):
        raise NoLength(f"the cell shows the error {value.text}" if value.text else "its formula has no value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NoLength(f'"{value}" is not a number of {unit}')
    number = _number(value, unit)
    if number is None or number != int(number):
        raise NoLength(f'"{value}" is not a whole number of {unit}')
    least = 0 if unit is Field.NIGHTS else 1
    if not least <= number <= LONGEST:
        raise NoLength(f"a stay cannot have {int(number)} {unit}")
    return int(number)


def _number(value: str | float, unit: Field) -> float | None:
    if not isinstance(value, str):
        return float(value) if abs(value) < 1e9 else None
    match = re.fullmatch(rf"([+-]?\d{{1,9}}(?:[.,]0+)?)\s*{_UNITS[unit]}", value.strip().casefold())
    return float(match[1].replace(",", ".")) if match else None


def last_day(first: dt.date, length: int, unit: Field) -> dt.date:
    """March 2 and 4 nights → March 6; March 2 and 4 days, both ends counted → March 5."""
    return first + dt.timedelta(days=length if unit is Field.NIGHTS else length - 1)
