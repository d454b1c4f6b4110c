"""Reads a workspace: a folder of CSV or Parquet files, one of either with trips, a workbook of sheets, or a .json.

Tables in the documented form are read column by column; every other list goes through the steps of an import.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tracker import findings
from tracker.errors import BadOption, TableNotReadable, WorkspaceNotReadable
from tracker.findings import FindingCode
from tracker.itinerary import documented
from tracker.itinerary.documented import TextTable, csv_from_bytes
from tracker.itinerary.parquet import read_parquet, table_in
from tracker.itinerary.plain import workspace_digest
from tracker.itinerary.workspace import Workspace, empty_table
from tracker.reading.plan import NO_ANSWERS, Answers
from tracker.reading.remark import Remark

if TYPE_CHECKING:
    from tracker.itinerary.lists import ListRead, RowPlaces

_EDITED = (
    "The tables in this file were edited after the export. The results in it are from before the edit: export the file "
    "again to bring them up to date."
)
_LARGEST_FILE = 512 * 1024 * 1024  # bytes
_LONG_TABLE = 20_000  # rows; of a longer one with columns of the user's own, a sample is planned and not all of it


@dataclass
class _Read:
    """What was read so far. ``files``: of each table; ``places``: of rows that are not numbered from the first one.

    ``taken``: the answers that some file took.
    """

    tables: dict[str, TextTable] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    places: dict[str, RowPlaces] = field(default_factory=dict)
    problems: list[pd.DataFrame] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    is_planned: bool = False  # the trips: what their columns are was worked out, and said
    made_from: str = ""  # the digest of the workspace that results in the file were made from

    def add(self, name: str, table: TextTable, file: str) -> None:
        """A table in the documented form. Raises ``TableNotReadable`` for trips without a column that they need."""
        self.tables[name], lacking = documented.without_unusable_table(name, table, file)
        self.files[name] = file
        self.problems.append(lacking)

    def add_list(self, read: ListRead, file: str) -> None:
        """All tables of a list."""
        self.tables |= read.tables
        self.places |= read.places
        self.files |= dict.fromkeys(read.tables, file)
        self.problems.append(read.problems)
        self.taken |= {*read.taken.fields, *read.taken.choices}
        self.is_planned |= read.is_planned and "trips" in read.tables


def read_workspace(path: Path | str, answers: Answers = NO_ANSWERS) -> Workspace:
    """The workspace at ``path``. Rows that cannot be used are left out and reported in ``problems``.

    ``answers``: what columns are and how dates are meant, where the files do not say it as documented.

    Raises ``WorkspaceNotReadable`` when there is nothing to read at all, ``TableNotReadable`` when a file is no table,
    ``DateOrderNeeded`` for dates with two readings, ``BadOption`` for an answer that no file takes.
    """
    place = Path(path)
    read = _Read()
    if place.is_dir() or place.suffix.lower() == ".parquet":
        for name, file in tables_at(place).items():
            _read_table_file(read, name, file, answers)
    elif not place.is_file():
        raise WorkspaceNotReadable(path, "no such file or folder")
    else:
        _read_file(read, _content(place), place.name, answers)
    _refuse_unused(answers, read.taken)
    return _workspace(read)


def _read_table_file(read: _Read, name: str, file: Path, answers: Answers) -> None:
    """A file that is named after its table."""
    if file.suffix.lower() != ".csv":
        _read_table(read, name, read_parquet(file), file.name, answers)
        return
    _read_csv(read, name, _content(file), file.name, answers)


def workspace_from_bytes(content: bytes, file: str, answers: Answers = NO_ANSWERS) -> Workspace:
    """``read_workspace`` for one file that is already in memory; ``file`` names it."""
    read = _Read()
    _read_file(read, content, file, answers)
    _refuse_unused(answers, read.taken)
    return _workspace(read)


def _read_file(read: _Read, content: bytes, file: str, answers: Answers) -> None:
    """One file of any format. One called .csv holds trips, as its name cannot say."""
    from tracker.itinerary.lists import documented_sheets, read_list
    from tracker.reading.files import open_book

    if file.lower().endswith(".csv"):
        _read_csv(read, "trips", content, file, answers)
        return
    book = open_book(content, file, encoding=answers.choices.get("encoding", ""))
    read.made_from = book.made_from
    sheets = None if answers.fields or answers.choices else documented_sheets(book)
    if sheets is None:
        read.add_list(read_list(book, answers), file)
    else:
        read.add_list(sheets, file)


def _read_csv(read: _Read, name: str, content: bytes, file: str, answers: Answers) -> None:
    """A file of text with one table."""
    from tracker.itinerary.lists import read_list
    from tracker.reading.files import open_book

    table = None if answers.fields or answers.choices else _documented_csv(name, content, file, read)
    if table is not None:
        read.add(name, table, file)
        return
    book = open_book(content, file, encoding=answers.choices.get("encoding", ""))
    first = book.sheets[0].lines[:1] if len(book.sheets) == 1 else ()
    header = documented.header_cells(list(map(str, first[0].cells))) if first else []
    read.add_list(read_list(book, answers, name, is_documented=documented.knows_headings(name, header)), file)


def _documented_csv(name: str, content: bytes, file: str, read: _Read) -> TextTable | None:
    """The table, where all of it is written as documented; None where it has to be looked at closely."""
    try:
        text = documented.text_of(content, file)
        header, _ = documented.header_of(text)
        is_known = documented.knows_headings(name, header)
        if not header or len(set(header)) < len(header) or not (is_known or text.count("\n") > _LONG_TABLE):
            return None
        table = documented.csv_from_text(text, file)
    except (TableNotReadable, csv.Error):
        return None
    if documented.has_unclosed_mark(text, table):
        return None
    if is_known:
        return table if documented.knows_values(name, table) else None
    return _with_known_columns(read, name, table, file)


def _with_known_columns(read: _Read, name: str, table: TextTable, file: str) -> TextTable | None:
    """A long table with its columns named as documented; None for one that is short, or not that simple."""
    from tracker.itinerary.lists import columns_of

    columns = columns_of(table, name, file) if len(table) >= _LONG_TABLE else None
    if columns is None:
        return None
    renamed = table.rename(columns=columns.names)
    if not documented.knows_values(name, renamed):
        return None
    read.problems.append(columns.problems)
    return renamed


def _read_table(read: _Read, name: str, table: TextTable, file: str, answers: Answers) -> None:
    """A table whose cells are typed already. It has no lines: its rows are counted."""
    from tracker.itinerary.lists import book_of, columns_of, read_list

    if documented.knows_headings(name, list(table.columns)):
        read.add(name, table, file)
    elif columns := columns_of(table, name, file):
        read.add(name, table.rename(columns=columns.names), file)
        read.problems.append(columns.problems)
    else:
        read.add_list(read_list(book_of(table, file), answers, name, is_documented=True), file)


def _refuse_unused(answers: Answers, taken: set[str]) -> None:
    from tracker.reading.plan import Asks

    unused = [key for key in [*answers.fields, *answers.choices] if key not in taken and key != Asks.DATE_ORDER]
    if unused:
        option = "--map" if unused[0] in answers.fields else "--answer"
        raise BadOption(f"{option}: no file has a column or a question {unused[0]!r}, or it cannot be that")


def _workspace(read: _Read) -> Workspace:
    """Checked, with every finding about a row where the user sees that row."""
    from tracker.itinerary import lists
    from tracker.itinerary.check import unknown_references

    own = file_names({name: name for name in read.tables})
    usable, problems = usable_tables(read.tables, own)
    found = findings.together([*problems, unknown_references(usable, own)])
    named = file_names(read.files)
    for name in read.tables:
        if name in read.places:
            found = lists.with_places(found, name, read.places[name])
        else:
            found = found.assign(file=found["file"].mask(found["file"] == name, named[name]))
    trips = usable["trips"]
    said = () if read.is_planned else lists.all_open(trips, named["trips"])
    problems = [*read.problems, lists.remarks_found(said, named["trips"]), found]
    workspace = Workspace(**{name: rows.reset_index(drop=True) for name, rows in usable.items()})
    if read.made_from and workspace_digest(workspace) != read.made_from:
        edited = Remark(FindingCode.ASSUMED_READING, _EDITED)
        problems.append(lists.remarks_found((edited,), named["trips"]))
    return replace(workspace, problems=findings.together(problems))


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
        table, lacking = documented.without_unusable_table(name, tables[name], files[name])
        rows, found = normalized(name, table, files[name])
        problems += [lacking, found, tables[name].attrs.get("problems", findings.none())]
        rows, found = without_repeats(name, rows, files[name])
        usable[name] = put_away(name, rows)
        problems.append(found)
    return usable, problems


def read_csv(file: Path) -> TextTable:
    """A CSV file in the documented form as text; rows with too many cells are reported."""
    return csv_from_bytes(_content(file), file.name)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise TableNotReadable(file.name, f"larger than {_LARGEST_FILE // 1024**2} MB. Split it into smaller files")
        return file.read_bytes()
    except OSError as error:
        raise TableNotReadable(file.name, "the file cannot be read") from error
