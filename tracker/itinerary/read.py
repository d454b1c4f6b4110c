"""Reads a workspace: a folder of CSV or Parquet files, one of either with trips, an .xlsx of sheets, or a .json."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from tracker import findings
from tracker.errors import TableNotReadable, WorkspaceNotReadable
from tracker.findings import FindingCode
from tracker.itinerary.parquet import read_parquet, table_in
from tracker.itinerary.unusable import BROKEN_TEXT, LONGEST_CELL, MOST_COLUMNS, longest, refuse_unusable_columns
from tracker.itinerary.workspace import Workspace, empty_table
from tracker.reading.files.unpack import parts_of, repacked

TextTable = pd.DataFrame  # every column text, "" = empty

_LARGEST_FILE = 512 * 1024 * 1024  # bytes
_LONG_CELL = f"a cell has more than {LONGEST_CELL:,} characters, or a quotation mark is not closed. Correct that line"
_MOST_UNUSABLE = 10_000  # rows of a table that are told one by one although none of them can be used


def read_workspace(path: Path | str) -> Workspace:
    """The workspace at ``path``. Rows that cannot be used are left out and reported in ``problems``.

    Raises ``WorkspaceNotReadable`` when there is nothing to read at all, ``TableNotReadable`` when a file is no table.
    """
    place = Path(path)
    if place.is_dir() or place.suffix.lower() == ".parquet":
        found = tables_at(place)
        texts = {name: read_table(file) for name, file in found.items()}
        return workspace_from_text(texts, files={name: file.name for name, file in found.items()})
    if not place.is_file():
        raise WorkspaceNotReadable(path, "no such file or folder")
    suffix = place.suffix.lower()
    if suffix not in _READERS:
        raise WorkspaceNotReadable(path, "not a workspace: use a folder, .csv, .parquet, .xlsx or .json")
    tables = _READERS[suffix](_content(place), place.name)
    return workspace_from_text(tables, file=place.name if suffix == ".csv" else None)


def tables_at(place: Path) -> dict[str, Path]:
    """Where a folder, or one Parquet file of trips, keeps each table. Raises ``WorkspaceNotReadable`` without trips."""
    from tracker.schema import WORKSPACE

    if place.suffix.lower() == ".parquet" and place.is_file():
        return {"trips": place}
    if not place.is_dir():
        raise WorkspaceNotReadable(place, "no such file or folder")
    found = {name: file for name in WORKSPACE if (file := _table_in(place, name))}
    if "trips" not in found:
        raise WorkspaceNotReadable(place, "there is no trips.csv in this folder, and no trips.parquet")
    return found


def _table_in(folder: Path, table: str) -> Path | None:
    text, parquet = folder / f"{table}.csv", table_in(folder, table)
    if text.is_file() and parquet:
        raise WorkspaceNotReadable(folder, f"there are {text.name} and {parquet.name}. Keep one of them")
    return text if text.is_file() else parquet


def read_table(place: Path) -> TextTable:
    """One table of ``tables_at`` as text."""
    return read_csv(place) if place.suffix.lower() == ".csv" else read_parquet(place)


def workspace_from_text(
    tables: Mapping[str, TextTable],
    file: str | None = None,
    files: Mapping[str, str] | None = None,
    hidden: Mapping[str, pd.DataFrame] | None = None,
) -> Workspace:
    """A workspace from tables of text.

    ``file`` names the trips' file in messages, ``files`` that of each table (default: trips.csv and so on).
    ``hidden``: what a ledger knows of each row besides (``schema.HIDDEN``), row by row as ``tables``.
    """
    from tracker.itinerary.check import unknown_references

    named = file_names(files or ({"trips": file} if file else {}))
    usable, problems = usable_tables(tables, named)
    problems.append(unknown_references(usable, named))
    known = hidden or {}
    left_out = {
        name: tables[name].join(known[name]).drop(index=usable[name].index)
        for name in known
        if len(usable[name]) < len(known[name])
    }
    usable |= {name: usable[name].join(columns) for name, columns in known.items()}
    return Workspace(
        **{name: rows.reset_index(drop=True) for name, rows in usable.items()},
        problems=findings.together(problems),
    ).with_left_out(left_out)


def file_names(known: Mapping[str, str]) -> dict[str, str]:
    """The file of each table for messages."""
    from tracker.schema import WORKSPACE

    return {name: known.get(name, f"{name}.csv") for name in WORKSPACE}


def usable_tables(
    tables: Mapping[str, TextTable], files: Mapping[str, str]
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """Every table of a workspace without the rows that cannot be used, and what was found about those.

    The index is the row position in the table's file. Columns of the user's own are put away.
    """
    from tracker import schema
    from tracker.itinerary.check import without_repeats
    from tracker.itinerary.normalize import normalized
    from tracker.itinerary.own_columns import put_away

    usable: dict[str, pd.DataFrame] = {}
    problems = []
    for name in schema.WORKSPACE:
        if name not in tables:
            usable[name] = empty_table(name)
            continue
        refuse_without_columns(name, tables[name], files[name])
        rows, found = normalized(name, tables[name], files[name])
        problems += [found, tables[name].attrs.get("problems", findings.none())]
        rows, found = without_repeats(name, rows, files[name])
        usable[name] = put_away(name, rows)
        problems.append(found)
    return usable, problems


def refuse_without_columns(name: str, table: TextTable, file: str) -> None:
    """A long table without a column that each row needs: a finding for every one of its rows would help nobody."""
    from tracker import schema

    if len(table) <= _MOST_UNUSABLE:
        return
    missing = [column for column in schema.required_columns(name) if column not in table]
    if missing:
        needed = f"The first line must name the columns of {name}, at least: {', '.join(schema.required_columns(name))}"
        raise TableNotReadable(file, f"there is no column {missing[0]}. {needed}")


def read_csv(file: Path) -> TextTable:
    """A CSV file as text. A BOM, blank lines and UTF-16 are understood; rows with too many cells are reported."""
    return csv_from_bytes(_content(file), file.name)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise TableNotReadable(file.name, f"larger than {_LARGEST_FILE // 1024**2} MB. Split it into smaller files")
        return file.read_bytes()
    except OSError as error:
        raise TableNotReadable(file.name, "the file cannot be read") from error


def csv_from_bytes(content: bytes, file: str) -> TextTable:
    """``read_csv`` for content that is already in memory; ``file`` names it in messages."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableNotReadable(file, "not UTF-8 text. Save it as CSV UTF-8 and try again") from error
    if "\0" in text:
        raise TableNotReadable(file, "not a text file")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # the line ends of old Macs
    try:
        return _csv_from_text(text, file)
    except csv.Error as error:
        raise TableNotReadable(file, _LONG_CELL) from error


def _csv_from_text(text: str, file: str) -> TextTable:
    header, text = _from_header(text)
    if not header:
        raise TableNotReadable(file, "the file is empty. The first line must name the columns")
    refuse_unusable_columns(header, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # it would cut a row short and go on
            table = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_filter=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        table = _row_by_row(text, file)
    if len(text) > LONGEST_CELL and any(longest(table.iloc[:, n]) > LONGEST_CELL for n in range(len(header))):
        raise TableNotReadable(file, _LONG_CELL)
    table.columns = pd.Index(header)
    return table.drop(columns=[""], errors="ignore")


def _from_header(text: str) -> tuple[list[str], str]:
    """The names of the columns, and the text from their line on: lines of nothing but commas before it do not count."""
    reader, before = csv.reader(io.StringIO(text)), 0
    for row in reader:
        if any(cell.strip() for cell in row):
            return _header(row), text.split("\n", before)[before]
        before = reader.line_num
    return [], ""


def _header(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _row_by_row(text: str, file: str) -> TextTable:
    """For files with broken rows: good rows are kept, rows with too many cells get a finding."""
    reader = csv.reader(io.StringIO(text))
    rows = [row for row in reader if any(cell.strip() for cell in row)]
    header, body = rows[0], rows[1:]
    too_long = [n for n, row in enumerate(body, start=1) if any(cell.strip() for cell in row[len(header) :])]
    good = [(row + [""] * len(header))[: len(header)] for row in body]
    table = pd.DataFrame(good, columns=header, dtype="str")
    for n in too_long:  # a blank row is skipped without shifting the numbers of the others
        table.iloc[n - 1] = ""
    table.attrs["problems"] = findings.findings(
        FindingCode.UNUSABLE_ROW,
        [f"row {n}" for n in too_long],
        file=file,
        rows=too_long,
        problem=["The row has more cells than the header. Put text that contains a comma into quotes."] * len(too_long),
    )
    return table


def xlsx_from_bytes(content: bytes, file: str) -> dict[str, TextTable]:
    """The sheets of an .xlsx file that are named like a table; else its first sheet, taken as trips."""
    from python_calamine import CalamineError, CalamineWorkbook

    from tracker.schema import WORKSPACE

    plain = repacked(parts_of(content, file))
    tables = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        names = [name for name in book.sheet_names if name.lower() in WORKSPACE] or book.sheet_names[:1]
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise TableNotReadable(file, "not an .xlsx file that can be read") from error
    for name, cells in sheets.items():
        rows = [[_as_text(cell) for cell in row] for row in cells]
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if not rows:
            continue
        header = _header(rows[0])
        refuse_unusable_columns(header, file)
        known = name.lower() if name.lower() in WORKSPACE else "trips"
        tables[known] = _text_table(rows[1:], header, file).drop(columns=[""], errors="ignore")
    if not tables:
        raise TableNotReadable(file, "there is no row in it")
    return tables


def _as_text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _text_table(rows: list[list[str]], columns: list[str], file: str) -> TextTable:
    """A frame of text; refused when a text holds a zero or half a character, which no file or database takes."""
    try:
        table = pd.DataFrame(rows, columns=columns, dtype="str")
        is_broken = any("\0" in column for column in columns) or any(
            table.iloc[:, n].str.contains("\0", regex=False).any() for n in range(len(columns))
        )
    except UnicodeEncodeError:
        is_broken = True
    if is_broken:
        raise TableNotReadable(file, BROKEN_TEXT)
    return table


def json_from_bytes(content: bytes, file: str) -> dict[str, TextTable]:
    """The tables of a workspace in one JSON object: table name → list of rows, each an object of texts."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableNotReadable(file, "not a JSON file that can be read") from error
    return tables_from_json(document, file)


def tables_from_json(content: object, file: str) -> dict[str, TextTable]:
    """``json_from_bytes`` for a parsed document; results beside the tables are ignored."""
    from tracker.schema import WORKSPACE

    tables = content.get("workspace", content) if isinstance(content, dict) else None
    if not isinstance(tables, dict) or "trips" not in tables:
        raise TableNotReadable(file, "no trips in it: not a workspace written by this program")
    read = {}
    for name in WORKSPACE:
        rows = tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise TableNotReadable(file, f"{name} is not a list of rows")
        columns = list(dict.fromkeys(column for row in rows for column in row))
        texts = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
        if len(columns) > MOST_COLUMNS:
            raise TableNotReadable(file, f"{name} has more than {MOST_COLUMNS:,} columns")
        read[name] = _text_table(texts if columns else [], columns, file)
    return read


_READERS: dict[str, Callable[[bytes, str], Mapping[str, TextTable]]] = {
    ".csv": lambda content, file: {"trips": csv_from_bytes(content, file)},
    ".xlsx": xlsx_from_bytes,
    ".json": json_from_bytes,
}
