"""The lines of all files, one collection per table of the workspace: what stands in them, and what happens to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import findings, schema
from tracker.exchange.importers.opening import Opened
from tracker.exchange.importers.outcome import COLUMNS, What, file_key
from tracker.exchange.text import as_text
from tracker.findings import FindingCode
from tracker.itinerary.clean import is_nothing
from tracker.itinerary.normalize import normalized
from tracker.itinerary.workspace import Workspace
from tracker.reading.book import Book, Line
from tracker.reading.cells import line_text
from tracker.reading.rows import ReadRows


@dataclass(frozen=True)
class Part:
    """The rows of one sheet for one table. ``typed``: the cells as the file has them, by position; blank rows are out.

    ``numbers``: row of each in the file. ``said``: documented columns that the file has. ``headings``: documented
    column → its heading in the file.
    """

    file: Opened
    read: ReadRows
    typed: pd.DataFrame
    numbers: np.ndarray
    raw: list[str]
    said: tuple[str, ...]
    headings: Mapping[str, str]

    @property
    def is_ours(self) -> bool:
        """Whether this program wrote the file."""
        return self.file.book is not None and self.file.book.is_ours


@dataclass
class Lines:
    """All lines for one table, in the order of the files.

    ``about``: ``COLUMNS``, one row per line; ``what`` is "" while it is not decided. ``texts``: the row as it would be
    stored. ``typed``: the documented cells as the file has them ("" where it says nothing). ``part``: index into
    ``parts``; ``named``: whether the line has an id of its own.
    """

    table: str
    parts: list[Part]
    about: pd.DataFrame
    texts: pd.DataFrame
    typed: pd.DataFrame
    part: np.ndarray
    named: np.ndarray
    warnings: pd.DataFrame

    def open(self, part: int | None = None) -> np.ndarray:
        """Positions of the lines of which nothing is decided yet."""
        is_open = (self.about["what"] == "").to_numpy()
        return np.flatnonzero(is_open if part is None else is_open & (self.part == part))

    def are(self, *kinds: What) -> np.ndarray:
        """Positions of the lines to which one of these happens."""
        return np.flatnonzero(self.about["what"].isin(kinds).to_numpy())

    def set(self, at: np.ndarray | Sequence[int], **values: object) -> None:
        """Fill columns of ``about`` at these positions."""
        for column, value in values.items():
            self.about.loc[np.asarray(at, dtype=np.int64), column] = value  # type: ignore[call-overload]


def names_beside_trips(file: Opened) -> dict[str, str]:
    """Person as the column of people has them → the name that stands beside the trips."""
    return {
        str(who).strip(): str(name).strip()
        for read in file.rows
        if _is_beside_trips(file, read)
        for who, name in zip(read.rows["traveler"], read.rows["name"], strict=True)
    }


def _is_beside_trips(file: Opened, read: ReadRows) -> bool:
    """Whether rows of travelers are names that stand beside trips, and no list of people."""
    tables = [table.table for table in (file.plan.tables if file.plan else ()) if table.sheet == read.sheet]
    return read.table == "travelers" and "travelers" not in tables


def parts_of(files: Sequence[Opened]) -> dict[str, list[Part]]:
    """What the files say about each table, in the order of the schema; names beside trips are no table."""
    parts: dict[str, list[Part]] = {}
    for name in schema.WORKSPACE:
        of_table = [
            _part(file, read)
            for file in files
            for read in file.rows
            if read.table == name and not _is_beside_trips(file, read)
        ]
        filled = [part for part in of_table if len(part.typed) or part.read.left_out or part.read.waiting]
        if filled:
            parts[name] = filled
    return parts


def _part(file: Opened, read: ReadRows) -> Part:
    typed = read.rows.fillna("").astype("str")
    blank = (typed == "").all(axis="columns").to_numpy(dtype=bool)
    numbers = read.rows.index.to_numpy(dtype=np.int64)
    documented = schema.column_names(read.table)
    tables = [table for table in (file.plan.tables if file.plan else ()) if table.sheet == read.sheet]
    plan = next((table for table in tables if table.table == read.table), None)
    headings = {column.field: column.heading for column in plan.columns} if plan else {}
    return Part(
        file,
        read,
        typed[~blank].reset_index(drop=True),
        numbers[~blank],
        [str(text) for text in read.raw.to_numpy()[~blank]],
        tuple(column for column in documented if column in typed),
        {column: heading for column, heading in headings.items() if column in documented},
    )


def lines_of(table: str, parts: Sequence[Part], into: Workspace) -> Lines:
    """Every line of these parts as it would be stored; what cannot be used is left out, what its file asks waits."""
    about, texts, typed, named, warnings = [], [], [], [], []
    for part in parts:
        collected = _Collected(table, part, into)
        about.append(collected.about())
        texts.append(collected.texts)
        typed.append(collected.cells)
        named.append(collected.named)
        warnings.append(collected.warnings)
    sizes = [len(frame) for frame in about]
    return Lines(
        table,
        list(parts),
        pd.concat(about, ignore_index=True),
        pd.concat(texts, ignore_index=True).fillna(""),
        pd.concat(typed, ignore_index=True).fillna(""),
        np.repeat(np.arange(len(parts)), sizes),
        np.concatenate(named),
        findings.joined(warnings),
    )


class _Collected:
    """One part: its rows, then the lines that made no row, by their number in the file."""

    def __init__(self, table: str, part: Part, into: Workspace) -> None:
        self.table, self.part = table, part
        typed = part.typed
        has_id = have_ids(table, typed)
        if table == "trips":
            typed = _with_source_kind(typed, part)
            typed, has_id = _with_stored_ids(typed, has_id, into.trips)
            place_holder = pd.Series([f"row-{number}" for number in part.numbers], index=typed.index, dtype="str")
            ids = typed["trip"] if "trip" in typed else pd.Series("", index=typed.index, dtype="str")
            typed = typed.assign(trip=ids.where(has_id, place_holder))
        usable, problems = normalized(table, typed, part.file.name)
        self._numbers = part.numbers
        self.problems = problems
        rows = as_text(usable).reindex(typed.index, fill_value="")
        self._is_usable = typed.index.isin(usable.index)
        kept = typed.reindex(columns=rows.columns, fill_value="")
        extra = sorted({*part.read.left_out, *part.read.waiting} - set(part.numbers.tolist()))
        self._extra = extra
        order = np.argsort(np.concatenate([part.numbers, np.array(extra, dtype=np.int64)]), kind="stable")
        self._order = order
        self.texts = self._sorted(rows.where(pd.Series(self._is_usable, index=rows.index), kept, axis=0))
        self.cells = self._sorted(part.typed[list(part.said)])
        self.named = np.concatenate([has_id, np.zeros(len(extra), dtype=bool)])[order]
        is_error = problems["code"].isin([FindingCode.UNUSABLE_ROW])
        self.warnings = self._numbered(problems[~is_error])
        self._reasons = _reasons(problems[is_error], part.headings)

    def _sorted(self, rows: pd.DataFrame) -> pd.DataFrame:
        """With an empty row for each line that made none, in the order of the file."""
        whole = rows.reset_index(drop=True).reindex(range(len(rows) + len(self._extra)), fill_value="")
        return whole.iloc[self._order].reset_index(drop=True)

    def _numbered(self, problems: pd.DataFrame) -> pd.DataFrame:
        return problems.assign(row=self._numbers[problems["row"].to_numpy() - 1]) if len(problems) else problems

    def about(self) -> pd.DataFrame:
        part, extra = self.part, self._extra
        lines = _lines_by_number(part.file.book, part.read.sheet) if extra else {}
        waits_for = [""] * len(part.typed) + [part.read.waiting.get(number, "") for number in extra]
        left_out = [*(self._reasons.get(n, "") for n in range(len(part.typed))), *map(self._why, extra)]
        what = [
            str(What.WAITING) if key else str(What.LEFT_OUT) if n >= len(part.typed) or n in self._reasons else ""
            for n, key in enumerate(waits_for)
        ]
        about = pd.DataFrame(
            {
                "file": part.file.name,
                "sheet": part.read.sheet,
                "row": np.concatenate([part.numbers, np.array(extra, dtype=np.int64)]),
                "raw": [*part.raw, *(line_text(lines[number]) if number in lines else "" for number in extra)],
                "what": what,
                "why": left_out,
                "question": [file_key(part.file.name, key) if key else "" for key in waits_for],
                "decision": "",
                "stored": "",
                "old": "",
            },
            columns=list(COLUMNS),
            index=range(len(what)),
        )
        texts = [column for column in COLUMNS if column != "row"]
        return about.astype(dict.fromkeys(texts, "str")).iloc[self._order].reset_index(drop=True)

    def _why(self, number: int) -> str:
        """Why a line made no row."""
        if reason := self.part.read.left_out.get(number, ""):
            return reason
        plan = self.part.file.plan
        question = plan.question(self.part.read.waiting.get(number, "")) if plan else None
        return question.sentence if question else "Waits for an answer."


def _reasons(problems: pd.DataFrame, headings: Mapping[str, str]) -> dict[int, str]:
    """Position of each row that cannot be used → why, with the columns named as the file names them."""
    reasons: dict[int, str] = {}
    for problem in problems.to_dict("records"):
        message = str(problem["message"]).removesuffix(f" {LEFT_OUT_WORDS}")
        column = str(problem["column"])
        if (heading := headings.get(column, column)) != column and message.startswith(column):
            message = f"{heading}{message.removeprefix(column)}"
        position = int(problem["row"]) - 1
        reasons[position] = f"{reasons[position]} {message}" if position in reasons else message
    return reasons


LEFT_OUT_WORDS = FindingCode.UNUSABLE_ROW.sentence.removeprefix("{problem} ")


def _lines_by_number(book: Book | None, sheet: str) -> dict[int, Line]:
    sheets = [found for found in book.sheets if found.name == sheet] if book else []
    return {line.number: line for found in sheets for line in found.lines}


def have_ids(table: str, typed: pd.DataFrame) -> np.ndarray:
    """Which rows have a key of their own: of the tables that have one, only trips may go without."""
    if table == "trips" and "trip" in typed:
        return np.array([not is_nothing(trip) for trip in typed["trip"]], dtype=bool)
    return np.full(len(typed), table in schema.KEYS and table != "trips")


def _with_source_kind(typed: pd.DataFrame, part: Part) -> pd.DataFrame:
    """Trips say by which format they came, where their file has no column for it; a file of ours says it itself."""
    if part.is_ours or "source_kind" in typed or part.file.book is None:
        return typed
    return typed.assign(source_kind=pd.Series(part.file.book.form, index=typed.index, dtype="str"))


def _with_stored_ids(typed: pd.DataFrame, has_id: np.ndarray, stored: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Trips without an id of their own get the one of the stored trip that came from the same record.

    So an export that overlaps an earlier one adds only what is new, and a record that changed is a proposed change. A
    record that several trips name, here or in the log, names none of them.
    """
    record = ["traveler", "source_kind", "source_ref"]
    known = stored[(stored["source_kind"] != "") & (stored["source_ref"] != "")].drop_duplicates(record, keep=False)
    if known.empty or not set(record[1:]) <= set(typed.columns):
        return typed, has_id
    nobody = schema.default_values("trips")["traveler"]
    who = typed["traveler"] if "traveler" in typed else pd.Series("", index=typed.index, dtype="str")
    rows = who.where(who.str.strip() != "", nobody).to_frame("traveler")
    of_row = pd.MultiIndex.from_frame(rows.join(typed[record[1:]]).apply(lambda texts: texts.str.strip()))
    position = pd.MultiIndex.from_frame(known[record]).get_indexer(of_row)
    takes = ~has_id & (position >= 0) & ~of_row.duplicated(keep=False)
    trip = typed["trip"].to_numpy(copy=True) if "trip" in typed else np.full(len(typed), "", dtype=object)
    trip[takes] = known["trip"].to_numpy()[position[takes]]
    return typed.assign(trip=pd.Series(trip, index=typed.index, dtype="str")), has_id | takes
