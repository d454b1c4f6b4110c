"""A plan carried out: cells → rows of the workspace, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from tracker import countries, schema
from tracker.countries import Nearness
from tracker.reading.book import Book, Value
from tracker.reading.cells import cell_text, line_text
from tracker.reading.dates import DayKind, DayReading
from tracker.reading.day_rows import trips_of_days, trips_of_matrix
from tracker.reading.making import Making, Outcome, iso
from tracker.reading.plan import ColumnPlan, Plan, Shape
from tracker.reading.remark import Remark
from tracker.reading.trip_rows import Columns, read_trips


@dataclass(frozen=True)
class ReadRows:
    """The rows of one table of one sheet.

    ``rows``: text; the documented columns that the file says something about, then the unknown ones under their
    headings; days are ISO text. What could not be read stays as it stands in the file, to be refused with its row by
    ``itinerary.normalize``. The index, named ``row``, is ``Line.number`` (of the first line, where several became one
    trip; one line of a matrix may make several). ``raw``: the line as it stands in the file, same index. ``left_out``:
    lines that made no row, and why. ``waiting``: line number → key of the question that it waits for; such a line made
    no row. Every line of the plan's body is in exactly one of the three.
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

    Names of people beside their ids come as rows of ``travelers`` before the trips.
    """
    sheets = {sheet.name: sheet for sheet in reversed(book.sheets)}
    results: list[ReadRows] = []
    for table in plan.tables:
        if not table.table or table.sheet not in sheets:
            continue
        by_number = {line.number: line for line in sheets[table.sheet].lines}
        body = [by_number[number] for number in table.body if number in by_number]
        making = Making(plan, table, body, is_1904=book.is_1904)
        rows = _read(making)
        results += [*_people(making), rows]
    return results


def _read(making: Making) -> ReadRows:
    table = making.table
    if blocker := making.open_for_the_table():
        making.waiting |= dict.fromkeys(range(len(making.body)), blocker)
        return _result(making, {}, [], [])
    if table.table != "trips" or table.shape is Shape.ROWS:
        columns = read_trips(making) if table.table == "trips" else _other_table(making)
        rows = [at for at in range(len(making.body)) if making.makes_a_row(at)]
        kept = {name: [texts[at] for at in rows] for name, texts in columns.items()}
        return _result(making, kept, rows, [line_text(making.body[at]) for at in rows])
    trips = trips_of_days(making) if table.shape is Shape.DAYS else trips_of_matrix(making)
    return _result(making, trips.columns, [positions[0] for positions in trips.lines], trips.raw)


def _other_table(making: Making) -> Columns:
    """Tables other than trips: every documented column as it stands, days as ISO text, countries as codes."""
    days = schema.day_columns(making.table.table)
    places = schema.columns_of_kind(making.table.table, schema.COUNTRY)
    columns: Columns = {}
    for column in making.table.columns:
        name = column.field or making.own_name(column)
        if column.field in days:
            columns[name] = making.taken(column, _IsoReader(making, column))
        elif column.field in places:
            columns[name] = making.each(column, _code_or_text)
        else:
            columns[name] = making.kept(column)
    return columns


def _code_or_text(value: Value) -> str:
    text = cell_text(value)
    place = countries.find(text)
    return place.codes[0] if text and place.nearness is Nearness.EXACT else text


class _IsoReader:
    """Reads the cells of one column of days: one day as ISO text, other texts as they stand."""

    def __init__(self, making: Making, column: ColumnPlan) -> None:
        self._making, self._column = making, column

    def __call__(self, value: Value) -> Outcome[str]:
        outcome = self._making.day(value, self._column.heading)
        return Outcome(self._text(value, outcome.value), outcome.wrong, outcome.waits, outcome.is_wanted)

    def _text(self, value: Value, reading: DayReading) -> str:
        if reading.kind is DayKind.DAY and reading.instant is None and not reading.remark:
            return iso(reading.first)
        is_open = reading.kind is DayKind.OPEN and reading.first is None and self._column.field == "last_day"
        return "" if is_open or reading.kind is DayKind.EMPTY else cell_text(value)


def _people(making: Making) -> list[ReadRows]:
    """The names beside ids of people, as rows of travelers: every person once, at the first of their lines."""
    if not making.names:
        return []
    lines = [making.body[at] for at, _ in making.names.values()]
    numbers = pd.Index([line.number for line in lines], name="row", dtype="int64")
    names = [name for _, name in making.names.values()]
    people = pd.DataFrame({"traveler": list(making.names), "name": names}, index=numbers, dtype="str")
    raw = pd.Series([line_text(line) for line in lines], index=numbers, dtype="str")
    return [ReadRows("travelers", making.table.sheet, people, raw)]


def _result(making: Making, columns: Columns, positions: Sequence[int], raw: Sequence[str]) -> ReadRows:
    table = making.table
    numbers = pd.Index([making.body[at].number for at in positions], name="row", dtype="int64")
    documented = [column for column in schema.column_names(table.table) if column in columns]
    names = [*documented, *(column for column in columns if column not in documented)]
    rows = pd.DataFrame({name: columns[name] for name in names}, index=numbers, dtype="str")
    making.tell_all()
    left_out, waiting = making.numbers()
    texts = pd.Series(raw, index=numbers, dtype="str")
    return ReadRows(table.table, table.sheet, rows, texts, tuple(making.remarks), left_out, waiting)
