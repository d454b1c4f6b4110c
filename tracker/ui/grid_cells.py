"""What is typed or pasted into a grid of trips → what is stored: days and countries by the rules of an import.

Nothing is guessed: what has two readings is asked, what cannot be read is refused and the old value stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from tracker import countries, days, schema
from tracker.countries import Nearness
from tracker.reading.dates import DayKind, DayReading, read_day
from tracker.ui.forms import FIRST_DAY, LAST_DAY
from tracker.ui.text import day_text

DAYS = schema.day_columns("trips")
JUMP = dt.timedelta(days=366)
_NAMES = {"first_day": "First day", "last_day": "Last day", "country": "Country"}

Texts = dict[str, str]


@dataclass(frozen=True)
class Cell:
    """One edited cell: the trip's id, the column, its stored text and what was typed."""

    trip: str
    column: str
    stored: str
    typed: str

    @property
    def name(self) -> str:
        """``First day of trip t1``."""
        return f"{_NAMES[self.column]} of trip {self.trip}"


@dataclass(frozen=True)
class Change:
    """A cell that will change, in the words of the screen. ``is_jump``: by more than a year."""

    sentence: str
    is_jump: bool = False


@dataclass
class Understood:
    """What the edits mean. ``rows``: row id → texts to store; ``waiting``: ids of rows that cannot be saved yet.

    ``refused``: sentences about cells that cannot be read. ``two_orders``: dates to which an order must be chosen;
    ``countries``: text → the countries that it may mean, best first.
    """

    rows: dict[str, Texts] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    two_orders: list[str] = field(default_factory=list)
    countries: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """What the user answered beside the grid: the order of day and month, and the country of a text."""

    order: str = ""
    countries: Mapping[str, str] = field(default_factory=dict)


def shown(column: str, stored: str) -> str:
    """A stored text as the grid shows it: ``Mar 2, 2026``, ``Germany``."""
    if column == "country":
        return countries.name(stored)
    return day_text(days.parse_day(stored)) if column in DAYS and stored else stored


def understood(typed: Mapping[str, Texts], snapshot: pd.DataFrame, chosen: Chosen) -> Understood:
    """What the edited cells mean. ``typed``: row id → column → what stands in the cell now."""
    result = Understood()
    for row_id, cells in typed.items():
        values = {column: text for column, text in cells.items() if column not in _NAMES}
        for column in (name for name in _NAMES if name in cells):
            stored = str(snapshot.at[row_id, column])
            cell = Cell(str(snapshot.at[row_id, "trip"]), column, stored, cells[column])
            text = _country(cell, chosen, result) if column == "country" else _day(cell, chosen.order, result)
            if text is None:
                result.waiting.add(row_id)
            elif text != stored:
                values[column] = text
        if values and row_id not in result.waiting:
            result.rows[row_id] = values
    return result


def is_same(column: str, typed: str, stored: str) -> bool:
    """Whether a cell says what is stored already."""
    return typed == shown(column, stored)


def _country(cell: Cell, chosen: Chosen, result: Understood) -> str | None:
    """The code of the country; None where it is asked or refused."""
    found = countries.find(cell.typed)
    code = found.codes[0] if found.nearness is Nearness.EXACT else chosen.countries.get(cell.typed, "")
    if code:
        if code != cell.stored:
            result.changes.append(Change(f"{cell.name}: {shown('country', cell.stored)} → {countries.name(code)}"))
        return code
    if found.codes:
        result.countries[cell.typed] = found.codes
    else:
        _refuse(cell, f'"{cell.typed}" is not a country that Coverline knows.', result)
    return None


def _day(cell: Cell, order: str, result: Understood) -> str | None:
    """The day as ISO text, "" for an open end; None where it is asked or refused."""
    reading = read_day(cell.typed, order)
    if reading.kind is DayKind.TWO_ORDERS:
        result.two_orders.append(cell.typed)
        return None
    if cell.column == "last_day" and reading.kind in (DayKind.EMPTY, DayKind.OPEN) and reading.first is None:
        if cell.stored:
            result.changes.append(Change(f"{cell.name}: {shown(cell.column, cell.stored)} → ongoing"))
        return ""
    if problem := _problem(cell, reading):
        _refuse(cell, problem, result)
        return None
    day = reading.first
    if day is None:  # every reading without a problem has its day
        return None
    if day.isoformat() != cell.stored:
        result.changes.append(_change(cell, day))
    return day.isoformat()


def _problem(cell: Cell, reading: DayReading) -> str:
    """Why a reading cannot be the day of this cell; "" where it can."""
    if reading.kind is DayKind.DAY and reading.first is not None:
        if reading.remark:
            return f'"{reading.remark}" stands behind the date. Put it into the note.'
        if reading.instant:
            return f'"{cell.typed}" is a time in UTC. Write the day at the place.'
        if not FIRST_DAY <= reading.first <= LAST_DAY:
            return f"The day must be from {day_text(FIRST_DAY)} to {day_text(LAST_DAY)}."
        return ""
    if reading.kind is DayKind.SERIAL and reading.first is not None:
        return f'"{cell.typed}" may be the number of {day_text(reading.first)} in a spreadsheet. Write the date.'
    if reading.kind is DayKind.EMPTY:
        return "A trip needs its first day."
    if reading.kind in (DayKind.OPEN, DayKind.MAYBE_OPEN):
        is_end = cell.column == "last_day" and reading.first is None
        what = "Empty the cell if the trip goes on." if is_end else "Write one day."
        return f'"{cell.typed}" is not a date. {what}'
    if reading.kind in (DayKind.RANGE, DayKind.MONTH):
        return f'"{cell.typed}" says more than one day. Write one day.'
    return reading.why


def _change(cell: Cell, day: dt.date) -> Change:
    old = days.parse_day(cell.stored) if cell.stored else None
    sentence = f"{cell.name}: {day_text(old) or 'ongoing'} → {day_text(day)}"
    return Change(sentence, is_jump=old is not None and abs(day - old) > JUMP)


def _refuse(cell: Cell, problem: str, result: Understood) -> None:
    kept = shown(cell.column, cell.stored) or "ongoing"
    result.refused.append(f"{cell.name} stays {kept}. {problem}")
