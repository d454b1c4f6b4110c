"""Small books for tests: tables written as text, sheets of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.reading.book import Book, Line, Sheet, Value
from tracker.reading.plan import Answers, Plan
from tracker.reading.planning import make_plan


def sheet(rows: Sequence[Sequence[Value]], name: str = "", *, is_hidden: bool = False) -> Sheet:
    """The rows from line 1; blank ones are left out, as readers do."""
    lines = [Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1)]
    kept = tuple(line for line in lines if any(cell not in ("", None) for cell in line.cells))
    return Sheet(name, kept, is_hidden)


def text_rows(text: str) -> list[list[Value]]:
    """Lines of cells with a bar between them."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def text_book(text: str, file: str = "list.csv") -> Book:
    """A file of text with one table."""
    return Book(file, "csv", "CSV", (sheet(text_rows(text)),))


def workbook(sheets: Mapping[str, Sequence[Sequence[Value]]], hidden: Sequence[str] = ()) -> Book:
    """A workbook with these sheets."""
    made = tuple(sheet(rows, name, is_hidden=name in hidden) for name, rows in sheets.items())
    return Book("list.xlsx", "xlsx", "Excel workbook", made)


def plan_of(text: str, fields: Mapping[str, str] | None = None, choices: Mapping[str, str] | None = None) -> Plan:
    """The plan of a file of text with these answers."""
    return make_plan(text_book(text), Answers(fields or {}, choices or {}))


def fields_of(plan: Plan, table: int = 0) -> dict[str, str]:
    """Heading → field of one table."""
    return {column.heading: column.field for column in plan.tables[table].columns}


def open_keys(plan: Plan) -> list[str]:
    """The keys of the questions that wait."""
    return [question.key for question in plan.questions if question.is_open]


def codes_of(plan: Plan) -> list[str]:
    """The codes of the remarks."""
    return [str(remark.code) for remark in plan.remarks]
