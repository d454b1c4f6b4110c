"""A plan carried out: cells → rows of the workspace, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from tracker import schema
from tracker.reading.book import Book, Line
from tracker.reading.cells import cell_text, line_text
from tracker.reading.day_rows import entries_of_days, entries_of_matrix, trips_of
from tracker.reading.making import LeftOut, Making, Waits
from tracker.reading.plan import Plan, Shape, TablePlan
from tracker.reading.remark import Remark
from tracker.reading.trip_rows import TripReader

_HIDDEN = ("row_id", "version")


@dataclass(frozen=True)
class ReadRows:
    """The rows of one table of one sheet.

    ``rows``: text; the documented columns that the file says something about, then the unknown ones under their
    headings; days are ISO text. What could not be read stays as it stands in the file, to be refused with its row by
    ``itinerary.normalize``. The index, named ``row``, is ``Line.number`` (of the first line, where several became one
    trip; one line of a matrix may make several). ``raw``: the line as it stands in the file, same index. ``left_out``:
    lines that made no row, and why. ``waiting``: line number → key of the question that it waits for; such a line made
    no row.
    """

    table: str
    sheet: str
    rows: pd.DataFrame
    raw: pd.Series
    remarks: tuple[Remark, ...] = ()
    left_out: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)


def read_rows(book: Book, plan: Plan) -> list[ReadRows]:
    """The rows of every table that the plan reads, in the order of the plan.

    Names of people beside their trips come as rows of ``travelers`` before the trips.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    results: list[ReadRows] = []
    for table in plan.tables:
        if not table.table or table.sheet not in sheets:
            continue
        by_number = {line.number: line for line in sheets[table.sheet].lines}
        body = [by_number[number] for number in table.body if number in by_number]
        making = Making(plan, table, is_1904=book.is_1904)
        if blocker := making.open_for_the_table():
            making.waiting |= {line.number: blocker for line in body}
        elif table.table != "trips":
            _read_other_table(making, body)
        elif table.shape is Shape.ROWS:
            _read_trips(making, body)
        else:
            read_entries = entries_of_days if table.shape is Shape.DAYS else entries_of_matrix
            trips_of(read_entries(making, body), making)
        results += _people(making, body)
        results.append(_result(making, body))
    return results


def _read_trips(making: Making, body: Sequence[Line]) -> None:
    reader = TripReader(making)
    for line in body:
        try:
            making.rows.append(reader.row(line))
            making.numbers.append(line.number)
        except Waits as wait:
            making.waiting[line.number] = wait.key
        except LeftOut as reason:
            making.left_out[line.number] = str(reason)
    reader.tell_once()


def _read_other_table(making: Making, body: Sequence[Line]) -> None:
    """Tables other than trips: every documented column as it stands, days as ISO text."""
    days = set(schema.day_columns(making.table.table))
    for line in body:
        try:
            row = {
                column.field or making.own_name(column): making.iso_day(column, line)
                if column.field in days
                else cell_text(making.cell(column, line))
                for column in making.table.columns
            }
        except Waits as wait:
            making.waiting[line.number] = wait.key
        except LeftOut as reason:
            making.left_out[line.number] = str(reason)
        else:
            making.rows.append(row)
            making.numbers.append(line.number)


def _people(making: Making, body: Sequence[Line]) -> list[ReadRows]:
    """The names that stand beside trips, as rows of travelers: every person once, at the first of their lines."""
    if not making.names:
        return []
    lines = {line.number: line for line in body}
    numbers = pd.Index([number for number, _ in making.names.values()], name="row", dtype="int64")
    people = pd.DataFrame(
        {"traveler": list(making.names), "name": [name for _, name in making.names.values()]},
        index=numbers,
        dtype="str",
    )
    raw = pd.Series([line_text(lines[number]) for number in numbers], index=numbers, dtype="str")
    return [ReadRows("travelers", making.table.sheet, people, raw)]


def _result(making: Making, body: Sequence[Line]) -> ReadRows:
    table = making.table
    lines = {line.number: line for line in body}
    numbers = pd.Index(making.numbers, name="row", dtype="int64")
    columns = _columns(table, making.rows)
    rows = pd.DataFrame(
        {column: [row.get(column, "") for row in making.rows] for column in columns}, index=numbers, dtype="str"
    )
    raw = pd.Series([line_text(lines[number]) for number in making.numbers], index=numbers, dtype="str")
    making.tell_left_out()
    return ReadRows(
        table.table, table.sheet, rows, raw, tuple(making.remarks), dict(making.left_out), dict(making.waiting)
    )


def _columns(table: TablePlan, rows: Sequence[dict[str, str]]) -> list[str]:
    """The documented columns in their order, then the unknown ones as they stand in the file."""
    said = dict.fromkeys(column for row in rows for column in row)
    documented = [column for column in schema.column_names(table.table) if column in said]
    return [*documented, *(column for column in said if column not in documented)]
