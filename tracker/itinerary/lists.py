"""A list as people write it → tables of a workspace, by the same steps as an import: book, plan, rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from tracker import findings, schema
from tracker.errors import DateOrderNeeded, TableNotReadable
from tracker.findings import FindingCode
from tracker.itinerary import documented
from tracker.itinerary.clean import with_text_days
from tracker.reading.answering import planned
from tracker.reading.book import Book, CellError, Line, Sheet, Value
from tracker.reading.making import rows_words
from tracker.reading.plan import NO_ANSWERS, Answers, Asks, Plan, Shape, TablePlan, sheet_key
from tracker.reading.remark import Remark, as_findings, place_of
from tracker.reading.rows import ReadRows, read_rows

_REPAIR = (
    "A spreadsheet program has probably rewritten them. Say the order with --date-order mdy (month first) or dmy (day "
    "first), or write a repaired log once and for all: coverline import {file} --into NEW_FOLDER --date-order mdy"
)
_REWRITTEN = (
    "A spreadsheet program has probably rewritten the dates. They were read as said here. To write them as documented, "
    "once and for all: coverline import {file} --into NEW_FOLDER."
)
_NUMBERS = re.compile(r"\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s*")
_SAMPLE = 200  # rows that show what the columns of a long table are


@dataclass(frozen=True)
class RowPlaces:
    """Where each row of a table is: the file as messages name it, and the number that the user sees there."""

    files: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class ListRead:
    """The tables of one file as text. ``problems``: a findings frame, its rows numbered as the user sees them.

    ``places``: of the rows of each table, in their order. ``taken``: those of the answers that the file took.
    ``is_planned``: its columns were worked out; otherwise they are the documented ones.
    """

    tables: dict[str, pd.DataFrame]
    problems: pd.DataFrame
    places: dict[str, RowPlaces]
    taken: Answers = field(default_factory=Answers)
    is_planned: bool = False


def read_list(book: Book, answers: Answers, table: str = "", *, is_documented: bool = False) -> ListRead:
    """Every table of a file. ``table``: what the file is, where its name says so; its columns are read as that table's.

    ``is_documented``: it has the headings of the documentation, whose rows are counted without the heading.

    Raises ``TableNotReadable`` for a file without a table and for a table without a column that each row needs,
    ``DateOrderNeeded`` for dates with two readings.
    """
    own = sheet_key(book.sheets[0].name)
    is_named = bool(table) and len(book.sheets) == 1
    done = planned(book, answers.with_choice(own, table) if is_named else answers)
    taken = done.taken.with_choice(own, "") if is_named else done.taken
    _refuse_two_orders(done.plan)
    reads = read_rows(book, done.plan)
    if table:
        _refuse_other_table(book, done.plan, reads, table)
    for read in reads:
        _refuse_without_columns(book, done.plan, read)
    remarks = [*book.remarks, *done.plan.remarks, *(remark for read in reads for remark in read.remarks)]
    remarks += [remark for read in reads if (remark := _nameless(read))]
    if is_documented and _is_rewritten(book):
        remarks.append(Remark(FindingCode.ASSUMED_READING, _REWRITTEN.format(file=book.file)))
    tables, places = _tables(reads, done.plan, book.file)
    if is_documented and table in places:
        counted = {line: n for n, line in enumerate(done.plan.tables[0].body, start=1)}
        numbers = tuple(counted.get(number, number) for number in places[table].numbers)
        places = {table: replace(places[table], numbers=numbers)}
        remarks = [replace(remark, row=counted.get(remark.row, remark.row)) for remark in remarks]
    return ListRead(tables, as_findings(tuple(dict.fromkeys(remarks)), book.file), places, taken, is_planned=True)


def _nameless(read: ReadRows) -> Remark | None:
    """That some rows name nobody where others name people: they would count as the trips of one more person."""
    if read.table != "trips" or "traveler" not in read.rows:
        return None
    is_empty = read.rows["traveler"].str.strip() == ""
    if not is_empty.any() or is_empty.all():
        return None
    numbers = [int(number) for number in read.rows.index[is_empty]]
    nobody = schema.default_values("trips")["traveler"]
    sentence = (
        f"No person is named in {rows_words(numbers)}, although other rows name people. The trips there were taken as "
        f'those of "{nobody}". Fill in the person.'
    )
    return Remark(FindingCode.PART_NOT_USED, sentence, read.sheet, numbers[0] if len(numbers) == 1 else 0, "traveler")


def book_of(table: pd.DataFrame, file: str) -> Book:
    """A table as a book of text with one sheet."""
    table = with_text_days(table)
    lines = [Line(1, tuple(map(str, table.columns)))]
    lines += [Line(number, tuple(map(str, row))) for number, row in enumerate(table.itertuples(index=False), start=2)]
    return Book(file, "csv", "", (Sheet("", tuple(lines)),))


@dataclass(frozen=True)
class Columns:
    """What the columns of a long table are. ``names``: heading in small letters → documented column.

    ``problems``: a findings frame about the columns of the user's own, which decide nothing.
    """

    names: dict[str, str]
    problems: pd.DataFrame


def columns_of(table: pd.DataFrame, name: str, file: str) -> Columns | None:
    """What the columns of a long table are, from some of its rows; None where one has to look at all of them.

    Without a row no column decides anything.
    """
    if table.empty:
        return Columns({}, findings.none())
    book = book_of(table.head(_SAMPLE), file)
    plan = planned(book, NO_ANSWERS.with_choice(sheet_key(""), name)).plan
    columns = (
        [(column.heading.strip().lower(), column.field) for column in plan.tables[0].columns] if plan.tables else []
    )
    is_other = len(plan.tables) != 1 or plan.tables[0].table != name or plan.tables[0].shape != Shape.ROWS
    documented_ones = {"", *schema.column_names(name)}
    if is_other or plan.questions or any(field not in documented_ones for _, field in columns):
        return None
    if any(remark.code not in (FindingCode.COLUMN_NOT_USED, FindingCode.ASSUMED_READING) for remark in plan.remarks):
        return None
    names = {heading: field for heading, field in columns if field}
    return Columns(names, as_findings(plan.remarks, file))


def not_documented(table: str, headings: Iterable[str]) -> str:
    """That the columns of a table are not those of the documentation, which a very long one needs."""
    return (
        f"its columns do not say all that {table} needs. Found: {', '.join(headings)}. Name them as documented: "
        f"{', '.join(schema.column_names(table))}"
    )


def documented_sheets(book: Book) -> ListRead | None:
    """The tables of a book in which every sheet is named like a table and written as documented; None for others.

    A workspace that this program exported may have columns of the user's own in it.
    """
    tables, places = {}, {}
    for sheet in book.sheets:
        name = sheet.name.lower()
        table = _as_table(sheet, is_text=book.form == "json")
        if name not in schema.WORKSPACE or name in tables or table is None:
            return None
        is_known = book.is_ours or documented.knows_headings(name, list(table.columns))
        if not is_known or not documented.knows_values(name, table):
            return None
        tables[name] = table
        numbers = tuple(line.number for line in sheet.lines[1:])
        shift = 1 if book.form == "json" else 0  # a row of JSON has no line of its own: they are counted
        place = book.file if book.form == "json" else place_of(book.file, sheet.name)
        places[name] = RowPlaces((place,) * len(numbers), tuple(number - shift for number in numbers))
    return ListRead(tables, remarks_found(book.remarks, book.file), places) if tables else None


def _as_table(sheet: Sheet, *, is_text: bool) -> pd.DataFrame | None:
    """The sheet as a table whose first line has the headings; None where it cannot be one."""
    lines = sheet.lines
    if not lines:
        return pd.DataFrame()
    headings = [str(cell) for cell in lines[0].cells]
    header = headings if is_text else documented.header_cells(headings)
    width = len(header)
    is_even = all(len(line.cells) <= width and not line.is_hidden for line in lines[1:])
    if not is_even or len(set(header)) < width or not all(header) or sheet.is_hidden:
        return None
    rows = [[*map(_as_text, line.cells), *[""] * (width - len(line.cells))] for line in lines[1:]]
    if any(isinstance(cell, CellError) for line in lines for cell in line.cells):
        return None
    return pd.DataFrame(rows, columns=header, dtype="str")


def _as_text(cell: Value) -> str:
    """A cell as a CSV file in the documented form holds it; a clock time is dropped, never converted."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def _is_rewritten(book: Book) -> bool:
    """Whether a date stands there as a spreadsheet program shows it, such as 3/20/2026."""
    cells = (cell for sheet in book.sheets for line in sheet.lines for cell in line.cells)
    return any(isinstance(cell, str) and _NUMBERS.fullmatch(cell) for cell in cells)


def _refuse_two_orders(plan: Plan) -> None:
    for question in plan.questions:
        if question.about == Asks.DATE_ORDER and question.is_open:
            example = question.values[0] if question.values else "03/04/2026"
            raise DateOrderNeeded(plan.file, example, _REPAIR.format(file=plan.file))


def _refuse_other_table(book: Book, plan: Plan, reads: Sequence[ReadRows], table: str) -> None:
    """A file whose name says one table, and whose columns another one, is not read as either."""
    if any(read.table == table for read in reads):
        return
    other = next((read.table for read in reads), "")
    why = next((sheet.why_not for sheet in plan.tables if sheet.why_not), "")
    if other:
        problem = f"it is named like {table}, but its columns are those of {other}. Rename the file, or its headings"
    else:
        problem = (why or f"it holds no {table}").rstrip(".")
    raise TableNotReadable(book.file, problem)


def _refuse_without_columns(book: Book, plan: Plan, read: ReadRows) -> None:
    if read.rows.empty:
        return
    missing = [column for column in schema.required_columns(read.table) if column not in read.rows]
    if missing:
        headings = next((_headings(table) for table in plan.tables if table.sheet == read.sheet), [])
        raise TableNotReadable(
            place_of(book.file, read.sheet), documented.without_column(read.table, missing[0], headings)
        )


def _headings(table: TablePlan) -> list[str]:
    return [column.heading for column in table.columns]


def _tables(reads: Sequence[ReadRows], plan: Plan, file: str) -> tuple[dict[str, pd.DataFrame], dict[str, RowPlaces]]:
    """The rows of all sheets by table, and where they are."""
    tables, places = {}, {}
    for name in schema.WORKSPACE:
        mine = [read for read in reads if read.table == name]
        if not mine:
            continue
        lines = [(read.sheet, int(line)) for read in mine for line in read.rows.index]
        rows = pd.concat([_in_small_letters(read.rows) for read in mine], ignore_index=True).fillna("").astype("str")
        tables[name] = _with_ids(rows, lines, plan) if name == "trips" else rows
        places[name] = RowPlaces(
            tuple(place_of(file, sheet) for sheet, _ in lines), tuple(number for _, number in lines)
        )
    return tables, places


def _in_small_letters(rows: pd.DataFrame) -> pd.DataFrame:
    """Headings as a documented table has them; the second of two that differ in letter case only keeps its own."""
    names: list[str] = []
    for heading in map(str, rows.columns):
        small = heading.strip().lower()
        names.append(heading if small in names else small)
    return rows.set_axis(pd.Index(names), axis="columns")


def _with_ids(rows: pd.DataFrame, lines: Sequence[tuple[str, int]], plan: Plan) -> pd.DataFrame:
    """``row-N`` for trips without an id, N the number of the row in the file, whatever was left out before it.

    Where a row made several trips (people by days), N counts the trips. ``lines``: sheet and line of each trip.
    """
    all_lines = [(table.sheet, line) for table in plan.tables if table.table == "trips" for line in table.body]
    number = {line: n for n, line in enumerate(all_lines, start=1)}
    if len(set(lines)) < len(lines):
        numbers = list(range(1, len(lines) + 1))
    else:
        numbers = [number.get(line, len(number) + n) for n, line in enumerate(lines, start=1)]
    ids = pd.Series([f"row-{n}" for n in numbers], index=rows.index, dtype="str")
    if "trip" not in rows:
        return rows.assign(trip=ids)
    return rows.assign(trip=rows["trip"].where(rows["trip"].str.strip() != "", ids).astype("str"))


def with_places(problems: pd.DataFrame, name: str, places: RowPlaces) -> pd.DataFrame:
    """Findings about rows of a table, whose ``row`` is a position from 1, as findings about rows of its files."""
    about = (problems["row"] > 0) & (problems["file"] == name)
    if not about.any():
        return problems
    at = problems.loc[about, "row"].to_numpy() - 1
    moved = problems.copy()
    moved.loc[about, "file"] = [places.files[n] for n in at]
    moved.loc[about, "row"] = [places.numbers[n] for n in at]
    return moved


def all_open(trips: pd.DataFrame, file: str) -> Sequence[Remark]:
    """That no trip of a file has a last day: nearly always a column that was not understood."""
    if len(trips) < 2 or trips["last_day"].notna().any():
        return ()
    sentence = (
        f"None of the {len(trips)} trips in {file} has a last day, so all of them were taken as ongoing. Fill in "
        "last_day for the trips that have ended."
    )
    return (Remark(FindingCode.PART_NOT_USED, sentence, column="last_day"),)


def remarks_found(remarks: Sequence[Remark], file: str) -> pd.DataFrame:
    """Remarks as a findings frame."""
    return as_findings(remarks, file) if remarks else findings.none()
