"""Imports into a workspace folder: new rows go to the end of its CSV files, changed ones change in place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from tracker import schema
from tracker.errors import BadOption, TableNotReadable
from tracker.exchange.files import write_files
from tracker.exchange.importers.outcome import Review
from tracker.exchange.text import rearmed
from tracker.itinerary import Workspace, documented, lists, workspace_from_text
from tracker.itinerary.clean import is_nothing
from tracker.reading.answering import planned
from tracker.reading.dates import DayKind, read_day
from tracker.reading.formulas import disarmed_text, rearmed_text
from tracker.reading.plan import NO_ANSWERS, Field, sheet_key

_BOM = b"\xef\xbb\xbf"


def folder_workspace(folder: Path) -> Workspace:
    """The workspace in a folder, empty where there is none yet.

    Its rows are counted as ``apply_to_folder`` counts them, so that a trip without an id is found again. Raises
    ``BadOption`` for a file: rows can be added to a folder of CSV files only; ``TableNotReadable`` for a CSV file that
    is not written as documented, because a row that was added to it might be read in another way than those in it.
    """
    if folder.is_file():
        raise BadOption(f"{folder}: import writes into a workspace folder, not into a single file")
    files = {name: folder / f"{name}.csv" for name in schema.WORKSPACE if (folder / f"{name}.csv").is_file()}
    return workspace_from_text(
        {name: _Text.of(file.read_bytes(), name, str(file)).table() for name, file in files.items()}
    )


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
        before = _Text.of(file.read_bytes() if file.is_file() else b"", table, str(file))
        files[file.name] = before.with_changes(changed).with_rows(new).content()
    if not files:
        return
    if not (folder / "trips.csv").is_file():  # what makes a folder a workspace
        files.setdefault("trips.csv", _Text.of(b"", "trips", "trips.csv").content())
    write_files(folder, files)


@dataclass(frozen=True)
class _Text:
    """A CSV file of a table: its lines of cells, from the line of names on. Written as UTF-8 always; a byte order mark,
    the sign between cells and the kind of line ends are kept.

    ``names``: what each column is, a documented column or its heading in small letters.
    """

    table_name: str
    file: str
    header: list[str]
    names: list[str]
    body: list[list[str]]
    form: _Form

    @classmethod
    def of(cls, content: bytes, table: str, file: str) -> _Text:
        """``content`` empty: a new file with the columns of the schema."""
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = documented.text_of(content, file)
        between = _sign_between(text)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
        at = next((n for n, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
        form = _Form(between, "\r\n" if "\r\n" in text else "\n", utf16 or content.startswith(_BOM))
        if at is None:
            header = schema.column_names(table)
            return cls(table, file, header, list(header), [], form)
        header, body = lines[at], lines[at + 1 :]
        read = cls(table, file, header, documented.header_cells(header), body, form)
        return replace(read, names=read._documented_names())

    def _documented_names(self) -> list[str]:
        """What the columns are; a heading in other words is understood where it means a documented column."""
        known = set(schema.column_names(self.table_name))
        if not set(filter(None, self.names)) - known:
            return self.names
        sample = pd.DataFrame(self._rows()[:_SAMPLE], columns=_unique(self.names), dtype="str")
        if sample.empty:
            return self.names
        own = NO_ANSWERS.with_choice(sheet_key(""), self.table_name)
        plan = planned(lists.book_of(sample, self.file), own).plan
        meanings = {column.heading.strip().lower(): column.field for table in plan.tables for column in table.columns}
        names: list[str] = []
        for name in self.names:
            meant = name if name in known else meanings.get(name, "")
            if meant and meant not in known and _SAID_BY.get(meant, name) not in self.names:
                raise TableNotReadable(self.file, _NOT_DOCUMENTED)
            is_free = meant == name or meant not in (*self.names, *names)
            names.append(meant if meant in known and is_free else name)
        return names

    def _rows(self) -> list[list[str]]:
        """The lines that are not blank, each as wide as the header; one with too many cells is unusable: empty."""
        width = len(self.header)
        return [
            [""] * width if any(cell.strip() for cell in line[width:]) else (line + [""] * width)[:width]
            for line in self.body
            if any(cell.strip() for cell in line)
        ]

    def table(self) -> pd.DataFrame:
        """The rows as text, with days as ISO text. Raises ``TableNotReadable`` for days and codes in other words."""
        table = pd.DataFrame(self._rows(), columns=_unique(self.names), dtype="str")
        table = rearmed(table.drop(columns=[name for name in table if not str(name)]))
        known = schema.column_names(self.table_name)
        for column in schema.day_columns(self.table_name):
            if column in table:
                days = {text: self._day(column, text) for text in table[column].unique()}
                table[column] = table[column].map(days).astype("str")
        words = table.drop(columns=schema.day_columns(self.table_name), errors="ignore")
        if not documented.knows_values(self.table_name, words[[name for name in words if name in known]]):
            raise TableNotReadable(self.file, _NOT_DOCUMENTED)
        return table

    def _day(self, column: str, text: str) -> str:
        reading = read_day(text)
        if reading.kind in (DayKind.DAY, DayKind.MONTH) and reading.first and reading.last and not reading.instant:
            return (reading.last if column == "last_day" else reading.first).isoformat()
        if reading.kind in (DayKind.TWO_ORDERS, DayKind.SERIAL, DayKind.RANGE, DayKind.OPEN, DayKind.MAYBE_OPEN):
            raise TableNotReadable(self.file, _NOT_DOCUMENTED)
        return text

    def content(self) -> bytes:
        """The bytes of the file."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator=self.form.ends, delimiter=self.form.between)
        writer.writerows([self.header, *self.body])
        return (_BOM if self.form.has_bom else b"") + written.getvalue().encode("utf-8")

    def with_columns(self, columns: Sequence[str]) -> _Text:
        """With these columns at the end, empty. A row that has too many cells keeps too many: it stays unusable."""
        if not columns:
            return self
        body = [_widened(line, len(self.header), len(columns)) for line in self.body]
        header = [*self.header, *map(disarmed_text, columns)]
        return replace(self, header=header, names=[*self.names, *columns], body=body)

    def with_rows(self, new: pd.DataFrame | None) -> _Text:
        """With these rows at the end."""
        if new is None:
            return self
        new = self._named_as_here(new)
        wider = self.with_columns(
            [column for column in new.columns if column not in self.names and self._says_something(new[column])]
        )
        empty = pd.Series("", index=new.index, dtype="str")
        cells = zip(*(new.get(column, empty).map(disarmed_text) for column in wider.names), strict=True)
        return replace(wider, body=[*wider.body, *map(list, cells)])

    def _named_as_here(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The frame with its unknown columns named as the file names them: capitals make no other column."""
        names = {column: column.strip().lower() for column in rows.columns}
        return rows.rename(columns={column: name for column, name in names.items() if name in self.names})

    def with_changes(self, changed: pd.DataFrame | None) -> _Text:
        """With the cells of some rows changed; ``changed`` as in ``Review``."""
        if changed is None:
            return self
        key = list(schema.KEYS[self.table_name])
        changed = self._named_as_here(changed)
        texts = [column for column in changed.columns if column not in key]
        wider = self.with_columns([column for column in texts if column not in self.names])
        body = [list(line) for line in wider.body]
        rows = wider._rows_by_key(body, key)
        for change in changed.to_dict("records"):
            name = tuple(str(change[column]) for column in key)
            if name not in rows:
                raise BadOption(f"{self.table_name}.csv: row {', '.join(name)} is no longer there. Import again")
            line = body[rows[name]]
            line += [""] * (len(wider.header) - len(line))
            for column in texts:
                if pd.notna(change[column]):
                    line[wider.names.index(column)] = disarmed_text(str(change[column]))
        return replace(wider, body=body)

    def _rows_by_key(self, body: Sequence[Sequence[str]], key: Sequence[str]) -> Mapping[tuple[str, ...], int]:
        """Key of a row → its first line in ``body``; a trip without an id is ``row-N``, as the reader names it."""
        places = [self.names.index(column) if column in self.names else -1 for column in key]
        defaults = schema.default_values(self.table_name)
        rows: dict[tuple[str, ...], int] = {}
        number = 0
        for at, line in enumerate(body):
            if not any(cell.strip() for cell in line):
                continue
            number += 1
            cells = [rearmed_text(line[place]).strip() if 0 <= place < len(line) else "" for place in places]
            cells = [cell or defaults.get(column, "") for cell, column in zip(cells, key, strict=True)]
            if self.table_name == "trips" and is_nothing(cells[0]):
                cells = [f"row-{number}"]
            rows.setdefault(tuple(cells), at)
        return rows

    def _says_something(self, values: pd.Series) -> bool:
        """Whether a column must be written: it holds more than what an empty cell means anyway."""
        return bool((values != schema.default_values(self.table_name).get(str(values.name), "")).any())


_SAMPLE = 200  # rows that show what the columns are

_SAID_BY = {
    str(Field.PURPOSE): "activity",
    str(Field.STATUS): "certainty",
    **dict.fromkeys(map(str, (Field.NIGHTS, Field.DAYS, Field.CAME_HOME, Field.DATES)), "last_day"),
    **dict.fromkeys(map(str, (Field.LEFT_HOME, Field.DAY)), "first_day"),
}
"""What a list says in its own way → the documented column that says it in a workspace."""

_NOT_DOCUMENTED = (
    "it is not written as documented, so no row was added to it: one file must not say days and words in two ways. "
    "Import it into a new folder first, with coverline import, and then add to that one"
)


@dataclass(frozen=True)
class _Form:
    """How a file is written: the sign between cells, the ends of lines, and whether it begins with a BOM."""

    between: str
    ends: str
    has_bom: bool


def _sign_between(text: str) -> str:
    """The sign that stands most often in the first line that says something, outside of quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=re.sub(r'"[^"]*"', "", header).count)


def _unique(names: Sequence[str]) -> list[str]:
    """The names, a repeated one without a name: only the first one is read."""
    return [name if names.index(name) == at else "" for at, name in enumerate(names)]


def _widened(line: list[str], width: int, added: int) -> list[str]:
    """A row with cells for the added columns, behind those that it has."""
    if not any(cell.strip() for cell in line):
        return line
    return [*line[:width], *[""] * (max(width - len(line), 0) + added), *line[width:]]
