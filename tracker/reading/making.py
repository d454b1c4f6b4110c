"""What one table becomes while its lines are read: rows, lines that wait, lines that are left out, and remarks."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from tracker import schema
from tracker.findings import FindingCode
from tracker.reading.book import CellError, Line, Value
from tracker.reading.cells import cell_text
from tracker.reading.dates import DayKind, DayReading, read_day
from tracker.reading.plan import (
    NO_SERIAL,
    SERIAL_1904,
    Asks,
    ColumnPlan,
    Plan,
    Question,
    TablePlan,
    date_order_key,
    serial_key,
    value_key,
)
from tracker.reading.remark import Remark

_TABLE_WIDE = (Asks.DIRECTION, Asks.COLUMN, Asks.SHEET)
_HIDDEN = ("row_id", "version")


class LeftOut(Exception):
    """A line makes no row; the message says why in one sentence."""


class Waits(Exception):
    """A line waits for the answer to a question."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class Making:
    """One table of the plan while it is read.

    ``rows`` and ``numbers`` belong together: texts by column, and the number of the line. ``names``: traveler → number
    of the first line, and the name that stands there. ``left_out``, ``waiting``: as in ``ReadRows``.
    """

    def __init__(self, plan: Plan, table: TablePlan, *, is_1904: bool = False) -> None:
        self.plan, self.table, self._is_1904 = plan, table, is_1904
        self.rows: list[dict[str, str]] = []
        self.numbers: list[int] = []
        self.left_out: dict[int, str] = {}
        self.waiting: dict[int, str] = {}
        self.names: dict[str, tuple[int, str]] = {}
        self.remarks: list[Remark] = []
        self._questions = {question.key: question for question in plan.questions}
        self._own_names = _own_names(table)

    def question(self, key: str) -> Question | None:
        """The question of this key."""
        return self._questions.get(key)

    def open_for_the_table(self) -> str:
        """Key of an open question that holds back the whole table; "" without any."""
        for question in self.plan.questions:
            is_about_it = question.sheet in ("", self.table.sheet)
            if question.is_open and question.about in _TABLE_WIDE and is_about_it:
                return question.key
        return ""

    def cell(self, column: ColumnPlan | None, line: Line) -> Value:
        """The cell of a column in a line; None where there is none."""
        if column is None or column.position >= len(line.cells):
            return None
        return line.cells[column.position]

    def text(self, name: str, line: Line) -> str:
        """The cell of the column with this field as text; "" without such a column."""
        column = self._by_field.get(name)
        return cell_text(self.cell(column, line)) if column else ""

    def column(self, name: str) -> ColumnPlan | None:
        """The column with this field."""
        return self._by_field.get(name)

    @cached_property
    def _by_field(self) -> dict[str, ColumnPlan]:
        return {column.field: column for column in reversed(self.table.columns) if column.field}

    def own_name(self, column: ColumnPlan) -> str:
        """Under which name the cells of a column that is not used are kept."""
        return self._own_names[column.position]

    def day(self, column: ColumnPlan, line: Line) -> DayReading:
        """What a cell says as a day, with the answers in force. Raises ``Waits`` and ``LeftOut``."""
        return self.day_of(column.heading, self.cell(column, line))

    def day_of(self, heading: str, value: Value, key_heading: str | None = None) -> DayReading:
        """The same for a value. ``key_heading``: the heading that questions name, where it is another one."""
        asked = heading if key_heading is None else key_heading
        sheet = self.table.sheet
        order = self.plan_answer(date_order_key(sheet, asked))
        reading = read_day(value, order, is_1904=self._is_1904)
        if reading.kind is DayKind.TWO_ORDERS:
            raise Waits(date_order_key(sheet, asked))
        if reading.kind is DayKind.SERIAL:
            return self._serial(heading, value, serial_key(sheet, asked))
        if reading.kind in (DayKind.NO_DAY, DayKind.ERROR):
            raise LeftOut(f"{heading}: {reading.why}")
        return reading

    def _serial(self, heading: str, value: Value, key: str) -> DayReading:
        answer = self.plan_answer(key)
        if answer in ("", NO_SERIAL):
            if self.question(key) is not None and not answer:
                raise Waits(key)
            raise LeftOut(f'{heading}: "{cell_text(value)}" is a number, not a date.')
        return read_day(value, is_1904=answer == SERIAL_1904)

    def plan_answer(self, key: str) -> str:
        """The answer in force; "" where the question is open, or was never asked."""
        question = self._questions.get(key)
        return question.answer if question else ""

    def word(self, about: Asks, column: ColumnPlan, text: str) -> str | None:
        """The answer about a word of a column; None where nothing was asked about it. Raises ``Waits``."""
        key = value_key(about, column.heading, text)
        question = self._questions.get(key)
        if question is None:
            return None
        if question.is_open:
            raise Waits(key)
        return question.answer

    def iso_day(self, column: ColumnPlan, line: Line) -> str:
        """One day as ISO text; "" for an empty cell. Raises ``Waits`` and ``LeftOut``."""
        reading = self.day(column, line)
        if reading.kind is DayKind.DAY and reading.first is not None and reading.instant is None:
            return reading.first.isoformat()
        return "" if reading.kind is DayKind.EMPTY else cell_text(self.cell(column, line))

    def refuse_error(self, column: ColumnPlan | None, line: Line) -> None:
        """Raises ``LeftOut`` where the cell shows an error of the spreadsheet program."""
        value = self.cell(column, line)
        if column is not None and isinstance(value, CellError):
            shown = f"the error {value.text}" if value.text else "a formula without a value"
            raise LeftOut(f"{column.heading}: the cell holds {shown}. Correct it in the file.")

    def tell(
        self, sentence: str, row: int = 0, column: str = "", code: FindingCode = FindingCode.ASSUMED_READING
    ) -> None:
        """One more remark about this table."""
        self.remarks.append(Remark(code, sentence, self.table.sheet, row, column))

    def tell_left_out(self) -> None:
        """A remark for every line that is left out, in the order of the file."""
        for number, reason in sorted(self.left_out.items()):
            heading, _, rest = reason.partition(": ")
            is_heading = any(column.heading == heading for column in self.table.columns)
            column = heading if is_heading else ""
            self.tell(rest if is_heading else reason, number, column, FindingCode.UNUSABLE_ROW)


def own_days(first: dt.date, last: dt.date | None) -> dict[str, str]:
    """The days of a row as texts."""
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else ""}


def _own_names(table: TablePlan) -> dict[int, str]:
    """Position of each column that is not used → the name that its cells are kept under: never a documented one."""
    documented = {*schema.column_names(table.table), *_HIDDEN} if table.table else set(_HIDDEN)
    names: dict[int, str] = {}
    taken: set[str] = set()
    for column in table.columns:
        name = column.heading.strip() or f"Column {column.position + 1}"
        if name.casefold().replace(" ", "_") in documented:
            name = f"{name} (file)"
        unique, number = name, 2
        while unique.casefold() in taken:
            unique, number = f"{name} ({number})", number + 1
        taken.add(unique.casefold())
        names[column.position] = unique
    return names
