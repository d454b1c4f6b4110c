"""Imports into a workspace folder: new rows go to the end of its CSV files, changed ones change in place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker import schema
from tracker.errors import BadOption
from tracker.exchange.files import write_files
from tracker.exchange.importers.outcome import Review
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.read import read_csv

_BOM = b"\xef\xbb\xbf"


def folder_workspace(folder: Path) -> Workspace:
    """The workspace in a folder, empty where there is none yet.

    Raises ``BadOption`` for a file: rows can be added to a folder of CSV files only.
    """
    if folder.is_file():
        raise BadOption(f"{folder}: import writes into a workspace folder, not into a single file")
    files = {name: folder / f"{name}.csv" for name in schema.WORKSPACE if (folder / f"{name}.csv").is_file()}
    return workspace_from_text({name: read_csv(file) for name, file in files.items()})


def apply_to_folder(review: Review, folder: Path) -> None:
    """Add the new rows of a review to the CSV files of ``folder``, and change the cells of the changed ones in place.

    The files and the folder are made where they do not exist. All other rows, unknown columns and the order stay as
    they are. All files are replaced whole, or none is. Without a row to store nothing is written. Raises ``BadOption``
    when a row that is to be changed is no longer there.
    """
    files = {}
    for table in schema.WORKSPACE:
        new, changed = review.new.get(table), review.changed.get(table)
        if new is None and changed is None:
            continue
        file = folder / f"{table}.csv"
        before = _Text.of(file.read_bytes() if file.is_file() else b"", table)
        files[file.name] = before.with_changes(changed).with_rows(new).content()
    if not files:
        return
    if not (folder / "trips.csv").is_file():  # what makes a folder a workspace
        files.setdefault("trips.csv", _Text.of(b"", "trips").content())
    write_files(folder, files)


@dataclass(frozen=True)
class _Text:
    """A CSV file of a table: its lines of cells, from the line of names on. Written as UTF-8 always; a byte order mark
    and the kind of line ends are kept."""

    table: str
    header: list[str]
    body: list[list[str]]
    ends: str
    has_bom: bool

    @classmethod
    def of(cls, content: bytes, table: str) -> _Text:
        """``content`` empty: a new file with the columns of the schema."""
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline="")))
        at = next((n for n, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
        header = schema.column_names(table) if at is None else lines[at]
        body = [] if at is None else lines[at + 1 :]
        return cls(table, header, body, "\r\n" if "\r\n" in text else "\n", utf16 or content.startswith(_BOM))

    @property
    def names(self) -> list[str]:
        """The names of the columns, as the reader takes them."""
        return [cell.strip().lower() for cell in self.header]

    def content(self) -> bytes:
        """The bytes of the file."""
        written = io.StringIO()
        csv.writer(written, lineterminator=self.ends).writerows([self.header, *self.body])
        return (_BOM if self.has_bom else b"") + written.getvalue().encode("utf-8")

    def with_columns(self, columns: Sequence[str]) -> _Text:
        """With these columns at the end, empty. A row that has too many cells keeps too many: it stays unusable."""
        width, more = len(self.header), len(columns)
        body = [_widened(line, width, more) for line in self.body] if more else self.body
        return _Text(self.table, [*self.header, *columns], body, self.ends, self.has_bom)

    def with_rows(self, new: pd.DataFrame | None) -> _Text:
        """With these rows at the end."""
        if new is None:
            return self
        known = {column.strip().lower(): column for column in new.columns}
        new = new.rename(columns={column: name for name, column in known.items() if name in self.names})
        more = [column for column in new.columns if column not in self.names and self._says_something(new[column])]
        wider = self.with_columns(more)
        names = [*self.names, *more]
        cells = pd.DataFrame([new.get(column, pd.Series("", index=new.index)) for column in names]).T
        body = [*wider.body, *cells.to_numpy().tolist()]
        return _Text(self.table, wider.header, body, self.ends, self.has_bom)

    def with_changes(self, changed: pd.DataFrame | None) -> _Text:
        """With the cells of some rows changed; ``changed`` as in ``Review``."""
        if changed is None:
            return self
        key = list(schema.KEYS[self.table])
        known = {column: column.strip().lower() for column in changed.columns}
        changed = changed.rename(columns={column: name for column, name in known.items() if name in self.names})
        texts = [column for column in changed.columns if column not in key]
        wider = self.with_columns([column for column in texts if column not in self.names])
        names = [*self.names, *wider.header[len(self.header) :]]
        body = [list(line) for line in wider.body]
        rows = wider._rows_by_key(body, key)
        for change in changed.to_dict("records"):
            name = tuple(str(change[column]) for column in key)
            if name not in rows:
                raise BadOption(f"{self.table}.csv: row {', '.join(name)} is no longer there. Import again")
            line = body[rows[name]]
            line += [""] * (len(wider.header) - len(line))
            for column in texts:
                if pd.notna(change[column]):
                    line[names.index(column)] = str(change[column])
        return _Text(self.table, wider.header, body, self.ends, self.has_bom)

    def _rows_by_key(self, body: Sequence[Sequence[str]], key: Sequence[str]) -> Mapping[tuple[str, ...], int]:
        """Key of a row → its first line in ``body``; a trip without an id is ``row-N``, as the reader names it."""
        places = [self.names.index(column) if column in self.names else -1 for column in key]
        defaults = schema.default_values(self.table)
        rows: dict[tuple[str, ...], int] = {}
        number = 0
        for at, line in enumerate(body):
            if not any(cell.strip() for cell in line):
                continue
            number += 1
            cells = [line[place].strip() if 0 <= place < len(line) else "" for place in places]
            cells = [cell or defaults.get(column, "") for cell, column in zip(cells, key, strict=True)]
            if self.table == "trips" and cells[0].lower() in _EMPTY_WORDS:
                cells = [f"row-{number}"]
            rows.setdefault(tuple(cells), at)
        return rows

    def _says_something(self, values: pd.Series) -> bool:
        """Whether a column must be written: it holds more than what an empty cell means anyway."""
        return bool((values != schema.default_values(self.table).get(str(values.name), "")).any())


_EMPTY_WORDS = ("", "none", r"\n", "null", "nan", "nat", "<na>")


def _widened(line: list[str], width: int, added: int) -> list[str]:
    """A row with cells for the added columns, behind those that it has."""
    if not any(cell.strip() for cell in line):
        return line
    return [*line[:width], *[""] * (max(width - len(line), 0) + added), *line[width:]]
