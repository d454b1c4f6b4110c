"""Headings of grids that say a day only in part: 2-Mar without a year, 3/2, or the numbers 1 to 31 below a month."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.reading.book import Line, Value
from tracker.reading.cells import cell_text
from tracker.reading.content import is_empty
from tracker.reading.dates import DayKind, read_day
from tracker.reading.day_cells import day_cell
from tracker.reading.month_names import month_of, weekdays_of

_FEWEST = 3
_LONGEST_STEP = 4  # days from one heading to the next: a long weekend
_LEAP_YEAR = 2004  # has every day that a heading may name
_WORD = r"[^\W\d_]+"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD})\.?,?\s+)?"
_DAY_MONTH = re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]?\s?(?P<name>{_WORD})\.?", re.I)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}(?P<name>{_WORD})\.?[\s/-]?\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?", re.I)
_NUMBERS = re.compile(rf"{_WEEKDAY}(?P<one>\d{{1,2}})(?P<by>[/.])(?P<two>\d{{1,2}})\.?")
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")


@dataclass(frozen=True)
class Grid:
    """A line of headings that are days. ``days``: their positions; ``headings``: all texts of the line.

    ``is_yearless``: the days have no year, see ``with_year``; otherwise they are whole days.
    """

    days: tuple[int, ...]
    headings: tuple[str, ...]
    is_yearless: bool


@dataclass(frozen=True)
class Month:
    """A month that a title names; ``year`` 0: without its year."""

    number: int
    year: int = 0


def grid_of(above: Sequence[Line], line: Line, below: Sequence[Line], sheet: str) -> Grid | None:
    """The grid whose headings are in this line; None where they are no days, or no cell below names a country."""
    texts = tuple(re.sub(r"\s+", " ", cell_text(cell)) for cell in line.cells)
    partial = tuple(at for at, text in enumerate(texts) if _partial(text))
    if _is_run(partial, texts) and _name_countries(below, partial):
        return Grid(partial, texts, is_yearless=True)
    numbers = _day_numbers(line)
    if len(numbers) < _FEWEST or not _name_countries(below, numbers):
        return None
    if _is_wall_calendar(above, line, below):
        return None
    month = _month_beside(texts, numbers) or _month_above(above) or month_in(sheet)
    if month is None:
        return None
    names = above[-1].cells if above else ()
    whole = [_own_heading(at, text, names) for at, text in enumerate(texts)]
    for at in numbers:
        day = int(texts[at])
        whole[at] = f"{month.year:04}-{month.number:02}-{day:02}" if month.year else f"{day} {_NAMES[month.number - 1]}"
    return Grid(numbers, tuple(whole), is_yearless=not month.year)


_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def begins_another(line: Line) -> bool:
    """Whether a line below a grid has the day numbers of another one."""
    return len(_day_numbers(line)) >= _FEWEST


def with_year(headings: Sequence[str], days: Sequence[int], year: int) -> tuple[str, ...]:
    """The headings with the year behind the days at these positions, the next year from New Year's Day on."""
    dated = list(headings)
    earlier: tuple[int, int] | None = None
    for at in days:
        part = _partial(headings[at])
        if part is None:
            continue
        if earlier is not None and part.month_and_day < earlier and not part.is_numeric:
            year += 1
        earlier = part.month_and_day
        dated[at] = part.dated(year)
    return tuple(dated)


def is_of_a_calendar(heading: str) -> bool:
    """Whether a heading is a day, a month or the number of a day: its cells say something about these days."""
    return bool(_partial(heading) or month_in(heading)) or re.fullmatch(r"[1-9]|[12]\d|3[01]", heading) is not None


def month_in(text: str) -> Month | None:
    """The month that a title names, such as "Travel calendar March 2026"; None without one, or with several."""
    reading = read_day(text) if text else None
    if reading is not None and reading.kind is DayKind.MONTH and reading.first is not None:
        return Month(reading.first.month, reading.first.year)
    months = {month for word in re.findall(_WORD, text) if (month := month_of(word))}
    years = set(_YEAR.findall(text))
    if len(months) != 1 or len(years) > 1:
        return None
    return Month(months.pop(), int(years.pop()) if years else 0)


def year_in(text: str) -> int:
    """The only year that a text names; 0 for none, and for several."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else 0


@dataclass(frozen=True)
class _Partial:
    """A day without a year as it is written. ``by``: the sign between two numbers, "" where the month has a name."""

    one: int
    two: int
    by: str = ""
    weekday: str = ""

    @property
    def is_numeric(self) -> bool:
        return bool(self.by)

    @property
    def month_and_day(self) -> tuple[int, int]:
        """As if it were month first."""
        return self.one, self.two

    def dated(self, year: int) -> str:
        before = f"{self.weekday} " if self.weekday else ""
        if self.by:
            return f"{before}{self.one}{self.by}{self.two}{self.by}{year}"
        return (
            f"{before}{self.two} {_NAMES[self.one - 1]} {year}" if before else f"{year:04}-{self.one:02}-{self.two:02}"
        )


def _partial(text: str) -> _Partial | None:
    for pattern in (_DAY_MONTH, _MONTH_DAY, _NUMBERS):
        spelled = pattern.fullmatch(text)
        if not spelled:
            continue
        weekday = spelled["weekday"] or ""
        if weekday and not weekdays_of(weekday):
            continue
        if pattern is _NUMBERS:
            return _Partial(int(spelled["one"]), int(spelled["two"]), spelled["by"], weekday)
        if month := month_of(spelled["name"]):
            return _Partial(month, int(spelled["day"]), "", weekday)
    return None


def _is_run(positions: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether days without a year follow each other, in one of the two orders."""
    parts = [part for at in positions if (part := _partial(texts[at])) is not None]
    if len(parts) < _FEWEST:
        return False
    orders = [parts, [replace(part, one=part.two, two=part.one) if part.by else part for part in parts]]
    return any(_follow_each_other(order) for order in orders)


def _follow_each_other(parts: Sequence[_Partial]) -> bool:
    days = []
    for part in parts:
        try:
            days.append(dt.date(_LEAP_YEAR, part.one, part.two))
        except ValueError:
            return False
    steps = [(later - earlier).days % 366 for earlier, later in itertools.pairwise(days)]
    return all(1 <= step <= _LONGEST_STEP for step in steps)


def _day_numbers(line: Line) -> tuple[int, ...]:
    """The positions of numbers from 1 to 31 that follow each other; none where there are other numbers, too."""
    numbers = [(at, number) for at, cell in enumerate(line.cells) if (number := _number(cell))]
    follow = all(later == earlier + 1 for (_, earlier), (_, later) in itertools.pairwise(numbers))
    return tuple(at for at, _ in numbers) if follow else ()


def _is_wall_calendar(above: Sequence[Line], line: Line, below: Sequence[Line]) -> bool:
    """Whether the numbers go on in another line: the days of one month in a line for each week."""
    numbers = _numbers(line)
    lines_around = [_numbers(other) for other in (*above, *below)]
    return any(other and (other[0] == numbers[-1] + 1 or other[-1] == numbers[0] - 1) for other in lines_around)


def _numbers(line: Line) -> list[int]:
    return [number for at in _day_numbers(line) if (number := _number(line.cells[at]))]


def _number(cell: Value) -> int:
    text = cell_text(cell)
    return int(text) if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", text) else 0


def _month_beside(texts: Sequence[str], numbers: Sequence[int]) -> Month | None:
    """The month in a cell of the line itself."""
    months = [month for at, text in enumerate(texts) if at not in numbers and (month := month_in(text))]
    return months[0] if len(months) == 1 else None


def _month_above(above: Sequence[Line]) -> Month | None:
    """The month in the nearest title above; names of weekdays are none."""
    for line in reversed(above[-_TITLES:]):
        texts = [cell_text(cell) for cell in line.cells if not is_empty(cell)]
        if len(set(texts)) <= _FEW and (month := month_in(" ".join(dict.fromkeys(texts)))):
            return month
    return None


_TITLES, _FEW = 4, 3


def _own_heading(at: int, text: str, names: Sequence[Value]) -> str:
    """The heading of a column that is no day: it may stand beside the weekdays, in the line above."""
    above = names[at] if at < len(names) else None
    return text or (above if isinstance(above, str) else "")


def _name_countries(below: Sequence[Line], days: Sequence[int]) -> bool:
    """Whether the cells below the days are those of a grid: countries, marks of travel and of days off."""
    rows = itertools.takewhile(lambda line: not begins_another(line), below)
    texts = [cell_text(line.cells[at]) for line in rows for at in days if at < len(line.cells)]
    said = [day_cell(text, lambda _: "") for text in texts if text]
    understood = sum(bool(cell.codes) or cell.is_nothing for cell in said)
    return any(cell.codes for cell in said) and understood >= 0.5 * len(said)
