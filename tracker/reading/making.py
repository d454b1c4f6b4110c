"""What one table becomes while its columns are read: columns of text, lines that wait or are left out, and remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from tracker import schema
from tracker.findings import FindingCode
from tracker.reading.book import CellError, Line, Value
from tracker.reading.cells import cell_text, kept_text
from tracker.reading.content import text_of
from tracker.reading.dates import DayKind, DayReading, in_utc, read_day
from tracker.reading.headings import folded
from tracker.reading.plan import (
    LEFT_OUT,
    NO_SERIAL,
    ONGOING,
    SERIAL_1904,
    Asks,
    ColumnPlan,
    Field,
    Plan,
    TablePlan,
    date_order_key,
    serial_key,
    value_key,
)
from tracker.reading.remark import Remark
from tracker.words import count

_TABLE_WIDE = (Asks.DIRECTION, Asks.COLUMN, Asks.SHEET, Asks.YEAR)
_DITTO = frozenset(
    ('"', '""', "''", "″", "〃", "”", "“", "ditto", "do.", "same", "same as above", "idem", "dito", "as above")
)
T = TypeVar("T")

_MOST_NAMED = 8  # rows that one sentence names


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What one cell gives: a ``value``, or why its line makes no row.

    ``wrong``: a sentence; ``is_wanted``: the line is left out because somebody said so. ``waits``: key of a question.
    """

    value: T
    wrong: str = ""
    waits: str = ""
    is_wanted: bool = False


class Making:
    """One table of the plan while it is read.

    Everything about lines is by their position in ``body``. ``left_out``, ``waiting``: position → why, or the key of
    the question; the first reason holds. ``names``: traveler → position of the first line, and the name there.
    """

    def __init__(self, plan: Plan, table: TablePlan, body: Sequence[Line], *, is_1904: bool = False) -> None:
        self.plan, self.table, self.body, self._is_1904 = plan, table, body, is_1904
        self.left_out: dict[int, str] = {}
        self.waiting: dict[int, str] = {}
        self.names: dict[str, tuple[int, str]] = {}
        self.remarks: list[Remark] = []
        self._wanted: set[int] = set()
        self._where: dict[int, str] = {}  # position → heading of the cell that made the line impossible
        self._questions = {question.key: question for question in plan.questions}
        self._own_names = _own_names(table)
        self._texts: dict[int, list[str]] = {}
        self._counted: dict[tuple[str, str], list[int]] = {}

    def open_for_the_table(self) -> str:
        """Key of an open question that holds back the whole table; "" without any."""
        for question in self.plan.questions:
            is_about_it = question.sheet in ("", self.table.sheet)
            if question.about is Asks.DIRECTION:
                is_about_it = self.column(Field.LEFT_HOME) is not None or self.column(Field.CAME_HOME) is not None
            if question.is_open and question.about in _TABLE_WIDE and is_about_it:
                return question.key
        return ""

    # columns

    def column(self, *names: str) -> ColumnPlan | None:
        """The column with the first of these fields that a column has."""
        return next((self._by_field[name] for name in names if name in self._by_field), None)

    @cached_property
    def _by_field(self) -> dict[str, ColumnPlan]:
        return {column.field: column for column in reversed(self.table.columns) if column.field}

    def values(self, column: ColumnPlan) -> list[Value]:
        """The cells of a column, one for each line."""
        at = column.position
        return [line.cells[at] if at < len(line.cells) else None for line in self.body]

    def texts(self, column: ColumnPlan | None) -> list[str]:
        """The same as text; "" for each line without such a column."""
        if column is None:
            return [""] * len(self.body)
        if column.position not in self._texts:
            self._texts[column.position] = self.each(column, cell_text)
        return self._texts[column.position]

    def kept(self, column: ColumnPlan) -> list[str]:
        """The cells of a column as they are kept, one for each line."""
        return self.each(column, kept_text)

    def each(self, column: ColumnPlan, meaning: Callable[[Value], T]) -> list[T]:
        """``meaning`` of each cell, asked once per different one."""
        known: dict[object, T] = {}
        meanings = []
        for value in self.values(column):
            key = value if value.__class__ is str else (value.__class__, value)
            if key not in known:
                known[key] = meaning(value)
            meanings.append(known[key])
        return meanings

    def taken(self, column: ColumnPlan, meaning: Callable[[Value], Outcome[T]]) -> list[T]:
        """The values of the cells; lines whose cell gives none wait, or are left out."""
        outcomes = self.each(column, meaning)
        for at, outcome in enumerate(outcomes):
            if outcome.wrong:
                self.leave_out(at, outcome.wrong, column.heading, is_wanted=outcome.is_wanted)
            elif outcome.waits:
                self.waiting.setdefault(at, outcome.waits)
        return [outcome.value for outcome in outcomes]

    def own_name(self, column: ColumnPlan) -> str:
        """Under which name the cells of a column are kept that are no cells of a documented one."""
        return self._own_names[column.position]

    # lines

    def leave_out(self, at: int, why: str, heading: str = "", *, is_wanted: bool = False) -> None:
        """A line makes no row. ``is_wanted``: by an answer, or because it says itself that it does not count."""
        if at not in self.left_out:
            self.left_out[at] = why
            self._where[at] = heading
            if is_wanted:
                self._wanted.add(at)

    def wait_together(self, key: str) -> None:
        """Where a line waits for this question, all do: a run of days with holes in it would be another trip."""
        if key in self.waiting.values():
            self.waiting |= {at: key for at in range(len(self.body)) if self.makes_a_row(at)}

    def makes_a_row(self, at: int) -> bool:
        """Whether nothing speaks against a line so far."""
        return at not in self.left_out and at not in self.waiting

    def numbers(self) -> tuple[dict[int, str], dict[int, str]]:
        """``left_out`` and ``waiting`` by the number of the line. What is left out does not wait."""
        left_out = {self.body[at].number: self._with_heading(at, why) for at, why in sorted(self.left_out.items())}
        waiting = {self.body[at].number: key for at, key in sorted(self.waiting.items()) if at not in self.left_out}
        return left_out, waiting

    def _with_heading(self, at: int, why: str) -> str:
        heading = self._where.get(at, "")
        return why if not heading or f'"{heading}"' in why else f"{heading}: {why}"

    # answers

    def answer(self, key: str) -> str:
        """The answer in force; "" where the question is open, or was never asked."""
        question = self._questions.get(key)
        return question.answer if question else ""

    def is_asked(self, key: str) -> bool:
        """Whether there is such a question."""
        return key in self._questions

    def word(self, about: Asks, column: ColumnPlan, value: Value) -> Outcome[str] | None:
        """The answer about a word of a column; None where nothing was asked about it."""
        key = value_key(about, column.heading, text_of(value))
        if not self.is_asked(key):
            return None
        answer = self.answer(key)
        return Outcome(answer) if answer else Outcome("", waits=key)

    # days

    def day(self, value: Value, heading: str, asked: str | None = None) -> Outcome[DayReading]:
        """What a cell says as a day, with the answers in force.

        ``asked``: the heading that questions name, where it is another one.
        """
        named = heading if asked is None else asked
        order, serial = date_order_key(self.table.sheet, named), serial_key(self.table.sheet, named)
        value = in_utc(value) if _UTC & set(folded(heading).split()) else value
        reading = read_day(value, self.answer(order), is_1904=self._is_1904)
        if reading.kind is DayKind.TWO_ORDERS and self.is_asked(order):
            return Outcome(reading, waits=order)
        if reading.kind is DayKind.SERIAL:
            return self._serial(value, reading, serial)
        if reading.kind is DayKind.MAYBE_OPEN:
            return self._maybe_open(value, reading, heading)
        if reading.kind in (DayKind.NO_DAY, DayKind.ERROR, DayKind.TWO_ORDERS):
            return Outcome(reading, wrong=reading.why)
        return Outcome(reading)

    def _serial(self, value: Value, reading: DayReading, key: str) -> Outcome[DayReading]:
        answer = self.answer(key)
        if answer in ("", NO_SERIAL):
            if self.is_asked(key) and not answer:
                return Outcome(reading, waits=key)
            return Outcome(reading, wrong=f'"{cell_text(value)}" is a number, not a date.', is_wanted=bool(answer))
        serial = read_day(value, is_1904=answer == SERIAL_1904)
        return Outcome(DayReading(DayKind.DAY, serial.first, serial.first))

    def _maybe_open(self, value: Value, reading: DayReading, heading: str) -> Outcome[DayReading]:
        key = value_key(Asks.OPEN_END, heading, text_of(value))
        answer = self.answer(key)
        if answer == ONGOING:
            return Outcome(DayReading(DayKind.OPEN, reading.first, remark=reading.remark))
        if self.is_asked(key) and not answer:
            return Outcome(reading, waits=key)
        wrong = f'"{cell_text(value)}" is no day. Write the day.'
        if reading.first is not None or self.is_asked(key):
            wrong = f'"{cell_text(value)}" does not say whether the trip has ended. Write the last day, or "ongoing".'
        return Outcome(reading, wrong=wrong, is_wanted=answer == LEFT_OUT)

    # remarks

    def tell(
        self, sentence: str, row: int = 0, column: str = "", code: FindingCode = FindingCode.ASSUMED_READING
    ) -> None:
        """One more remark about this table."""
        self.remarks.append(Remark(code, sentence, self.table.sheet, row, column))

    def note(self, at: int, sentence: str, column: str = "") -> None:
        """Something that may hold for many lines: told once, with ``{rows}`` of the sentence filled in."""
        self._counted.setdefault((sentence, column), []).append(at)

    def tell_all(self) -> None:
        """What held for many lines, then a remark for every line that is left out, in the order of the file."""
        for (sentence, column), positions in self._counted.items():
            if lines := [self.body[at].number for at in dict.fromkeys(positions) if self.makes_a_row(at)]:
                self.tell(sentence.format(rows=rows_words(lines)), lines[0] if len(lines) == 1 else 0, column)
        for at, why in sorted(self.left_out.items()):
            code = FindingCode.ASSUMED_READING if at in self._wanted else FindingCode.UNUSABLE_ROW
            words = f"{why} The row was left out." if at in self._wanted else why
            self.tell(words, self.body[at].number, self._where.get(at, ""), code)


_UTC = frozenset(("utc", "gmt", "zulu"))
"""Words of a heading that say in which zone the times below it are."""


def rows_words(numbers: Sequence[int]) -> str:
    """``row 3``, ``rows 3, 4 and 7``, ``120 rows (3, 4, 7 …)``."""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    if len(numbers) <= _MOST_NAMED:
        return f"rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"{count(len(numbers), 'row')} ({', '.join(map(str, numbers[:_MOST_NAMED]))} …)"


def refused(value: Value) -> str:
    """Why a cell of a column that decides cannot be used: an error, or a sign for "as above"; "" where it can."""
    if isinstance(value, CellError):
        shown = f"the error {value.text}" if value.text else "a formula without a value"
        return f"The cell holds {shown}. Correct it in the file."
    if isinstance(value, str) and value.strip().casefold() in _DITTO:
        return f'The cell holds {value.strip()} for "the same as above". Write it out.'
    return ""


def iso(day: dt.date | None) -> str:
    """A day as text; "" for none."""
    return day.isoformat() if day else ""


def _own_names(table: TablePlan) -> dict[int, str]:
    """Position of each column → the name that its cells are kept under: never a documented or a hidden one."""
    documented = {*(schema.column_names(table.table) if table.table else ()), *schema.HIDDEN}
    names: dict[int, str] = {}
    taken: set[str] = set()
    for column in table.columns:
        name = cell_text(column.heading) or f"Column {column.position + 1}"
        if name.casefold().replace(" ", "_") in documented:
            name = f"{name} (file)"
        unique, number = name, 2
        while unique.casefold() in taken:
            unique, number = f"{name} ({number})", number + 1
        taken.add(unique.casefold())
        names[column.position] = unique
    return names
