"""Cells read by the plan of their table."""

from __future__ import annotations

from tracker.reading.book import Book, Line, Sheet
from tracker.reading.plan import ColumnPlan, Plan, Shape, Sureness, TablePlan
from tracker.reading.rows import read_rows

FIELDS = {"Country": "country", "Start": "first_day", "End": "last_day"}


def test_numbers_of_a_workbook_that_counts_from_1904_are_days_by_its_count() -> None:
    lines = (Line(1, tuple(FIELDS)), Line(2, ("DE", 44621, 44625.0)))
    columns = tuple(
        ColumnPlan(position, heading, name, Sureness.KNOWN) for position, (heading, name) in enumerate(FIELDS.items())
    )
    plan = Plan("a.xlsx", "xlsx", "Workbook", (TablePlan("", "trips", Shape.ROWS, (1,), (2,), columns),))
    for is_1904, days in ((True, ["2026-03-02", "2026-03-06"]), (False, ["2022-03-01", "2022-03-05"])):
        book = Book("a.xlsx", "xlsx", "Workbook", (Sheet("", lines),), is_1904=is_1904)
        (trips,) = read_rows(book, plan)
        assert trips.rows.loc[2, ["first_day", "last_day"]].tolist() == days
