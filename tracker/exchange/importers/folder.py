"""Imports into a workspace folder: new rows go to the end of its CSV files, everything else stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tracker import schema
from tracker.errors import BadOption
from tracker.exchange.files import write_files
from tracker.exchange.importers.preview import Preview
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.read import read_csv

_BOM = b"\xef\xbb\xbf"


def folder_workspace(folder: Path) -> Workspace:
    """The workspace in a folder, empty where there is none yet.

    Raises ``BadOption`` for a file: rows can be added to a folder of CSV files only.
    """
    if folder.is_file():
        raise BadOption(f"{folder}: import writes into a workspace folder, not into a single file")
    found = {name: folder / f"{name}.csv" for name in schema.WORKSPACE if (folder / f"{name}.csv").is_file()}
    return workspace_from_text({name: read_csv(file) for name, file in found.items()})


def apply_to_folder(previews: Sequence[Preview], folder: Path) -> None:
    """Add the new rows of the previews to the CSV files of ``folder``; both are made where they do not exist.

    Rows that are there already, unknown columns and the order stay as they are. All files are replaced whole, or none
    is. Without a new row nothing is written.
    """
    files = {}
    for preview in previews:
        if len(preview.new):
            file = folder / f"{preview.table}.csv"
            before = file.read_bytes() if file.is_file() else b""
            files[file.name] = _with_rows(before, preview.table, preview.new)
    if not files:
        return
    if not (folder / "trips.csv").is_file():  # what makes a folder a workspace
        files.setdefault("trips.csv", _with_rows(b"", "trips", pd.DataFrame()))
    write_files(folder, files)


def _with_rows(before: bytes, table: str, new: pd.DataFrame) -> bytes:
    """The file with rows added. Always UTF-8; a byte order mark and the kind of line ends are kept."""
    utf16 = before[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = before.decode("utf-16" if utf16 else "utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    at = next((n for n, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    header = schema.column_names(table) if at is None else lines[at]
    known = [cell.strip().lower() for cell in header]
    added = [column for column in new.columns if column not in known and _says_something(table, new[column])]
    body = [] if at is None else [_widened(line, len(header), len(added)) for line in lines[at + 1 :]]
    cells = pd.DataFrame({column: new.get(column, "") for column in [*known, *added]}, index=new.index)
    written = io.StringIO()
    ends = "\r\n" if "\r\n" in text else "\n"
    csv.writer(written, lineterminator=ends).writerows([[*header, *added], *body, *cells.to_numpy().tolist()])
    return (_BOM if utf16 or before.startswith(_BOM) else b"") + written.getvalue().encode("utf-8")


def _says_something(table: str, values: pd.Series) -> bool:
    """Whether a column must be written: it holds more than what an empty cell means anyway."""
    return bool((values != schema.default_values(table).get(str(values.name), "")).any())


def _widened(line: list[str], width: int, added: int) -> list[str]:
    """A row with cells for the added columns. One that has too many cells keeps too many: it stays unusable."""
    if not any(cell.strip() for cell in line):
        return line
    return [*line[:width], *[""] * (max(width - len(line), 0) + added), *line[width:]]
