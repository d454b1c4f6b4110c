"""Reads a workspace: a folder of CSV files, one CSV of trips, one .xlsx with a sheet per table, or one .json."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from tracker import findings
from tracker.errors import TableNotReadable, WorkspaceNotReadable
from tracker.findings import FindingCode
from tracker.itinerary.workspace import Workspace, empty_table

TextTable = pd.DataFrame  # every column text, "" = empty


def read_workspace(path: Path | str) -> Workspace:
    """The workspace at ``path``. Rows that cannot be used are left out and reported in ``problems``.

    Raises ``WorkspaceNotReadable`` when there is nothing to read at all, ``TableNotReadable`` when a file is no table.
    """
    from tracker.schema import WORKSPACE

    place = Path(path)
    if place.is_dir():
        found = {name: place / f"{name}.csv" for name in WORKSPACE if (place / f"{name}.csv").is_file()}
        if "trips" not in found:
            raise WorkspaceNotReadable(path, "there is no trips.csv in this folder")
        return workspace_from_text({name: read_csv(file) for name, file in found.items()})
    if not place.is_file():
        raise WorkspaceNotReadable(path, "no such file or folder")
    suffix = place.suffix.lower()
    if suffix not in _READERS:
        raise WorkspaceNotReadable(path, "not a workspace: use a folder, .csv, .xlsx or .json")
    return workspace_from_text(_READERS[suffix](place), file=place.name if suffix == ".csv" else None)


def workspace_from_text(tables: Mapping[str, TextTable], file: str | None = None) -> Workspace:
    """A workspace from tables of text; ``file`` names the trips' file in messages (default: trips.csv)."""
    from tracker import schema
    from tracker.itinerary.check import unknown_references, without_repeats
    from tracker.itinerary.normalize import normalized

    files = {name: f"{name}.csv" for name in schema.WORKSPACE} | ({"trips": file} if file else {})
    usable: dict[str, pd.DataFrame] = {}
    problems = []
    for name in schema.WORKSPACE:
        if name not in tables:
            usable[name] = empty_table(name)
            continue
        rows, found = normalized(name, tables[name], files[name])
        problems += [found, tables[name].attrs.get("problems", findings.none())]
        usable[name], found = without_repeats(name, rows, files[name])
        problems.append(found)
    problems.append(unknown_references(usable, files))
    return Workspace(
        **{name: rows.reset_index(drop=True) for name, rows in usable.items()},
        problems=findings.together(problems),
    )


def read_csv(file: Path) -> TextTable:
    """A CSV file as text. A BOM, blank lines and UTF-16 are understood; rows with too many cells are reported."""
    try:
        return csv_from_bytes(file.read_bytes(), file.name)
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
    if not text.strip():
        raise TableNotReadable(file, "the file is empty. The first line must name the columns")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # it would cut a row short and go on
            table = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_filter=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        table = _row_by_row(text, file)
    header = _header(next(row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)))
    _refuse_repeated_columns(header, file)
    table.columns = pd.Index(header)
    return table.drop(columns=[""], errors="ignore")


def _header(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _refuse_repeated_columns(header: list[str], place: str) -> None:
    named = [name for name in header if name]  # a column without a name is left out
    twice = [name for name in named if named.count(name) > 1]
    if twice:
        raise TableNotReadable(place, f"the column {twice[0]!r} stands there twice")


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


def read_xlsx(file: Path) -> dict[str, TextTable]:
    """The sheets of an .xlsx file that are named like a table; a single sheet of another name is taken as trips."""
    return xlsx_from_bytes(file.read_bytes(), file.name)


def xlsx_from_bytes(content: bytes, file: str) -> dict[str, TextTable]:
    """``read_xlsx`` for content that is already in memory."""
    import datetime as dt

    from python_calamine import CalamineError, CalamineWorkbook

    from tracker.schema import WORKSPACE

    _refuse_zip_bomb(content, file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        raise TableNotReadable(file, "not an .xlsx file that can be read") from error

    def as_text(cell: object) -> str:
        if isinstance(cell, dt.datetime):
            return cell.date().isoformat()
        if isinstance(cell, dt.date):
            return cell.isoformat()
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return str(cell)

    tables = {}
    names = [name for name in book.sheet_names if name.lower() in WORKSPACE] or book.sheet_names[:1]
    for name in names:
        rows = [[as_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if not rows:
            continue
        header = _header(rows[0])
        _refuse_repeated_columns(header, file)
        known = name.lower() if name.lower() in WORKSPACE else "trips"
        table = pd.DataFrame(rows[1:], columns=header, dtype="str")
        tables[known] = table.drop(columns=[""], errors="ignore")
    if not tables:
        raise TableNotReadable(file, "there is no row in it")
    return tables


_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_RATIO = 200


def _refuse_zip_bomb(content: bytes, file: str) -> None:
    import zipfile

    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise TableNotReadable(file, "not an .xlsx file that can be read") from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * max(len(content), 1):
        raise TableNotReadable(file, "the file unpacks to far more than it should; it was not opened")


def read_json(file: Path) -> dict[str, TextTable]:
    """The tables of a workspace in one JSON object: table name → list of rows, each an object of texts."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise TableNotReadable(file.name, "not a JSON file that can be read") from error
    return tables_from_json(content, file.name)


def tables_from_json(content: object, file: str) -> dict[str, TextTable]:
    """``read_json`` for a parsed document; results beside the tables are ignored."""
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
        read[name] = pd.DataFrame(texts, columns=columns, dtype="str")
    return read


_READERS: dict[str, Callable[[Path], Mapping[str, TextTable]]] = {
    ".csv": lambda file: {"trips": read_csv(file)},
    ".xlsx": read_xlsx,
    ".json": read_json,
}
