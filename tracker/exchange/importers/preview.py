"""What an import would do, before it does anything: every row is new, the same, changed or unusable."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd

from tracker import findings, schema
from tracker.codes import Severity
from tracker.errors import BadOption, TableNotReadable
from tracker.exchange.importers.importer import Importer
from tracker.exchange.importers.spelling import with_iso_days, with_known_columns
from tracker.exchange.text import as_text
from tracker.findings import FindingCode
from tracker.itinerary.normalize import normalized
from tracker.itinerary.workspace import Workspace

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_ROWS = 200_000  # of one table

EMPTY_WORDS = ("", "none", r"\n", "null", "nan", "nat", "<na>")
"""What programs write for an id that is not there."""

_MAY_BE_UNSAID = ("place", "assignment")
"""Columns of a trip's identity that a file without them says nothing about: they are compared only if it has them."""


@dataclass(frozen=True)
class Preview:
    """The rows of one table of a file, as they would be stored.

    ``new``, ``same`` and ``changed`` are frames of text with the schema's columns, then unknown ones; days are ISO, the
    index is the row's number in the file, from 1. ``changed`` rows have the id of a stored row and other content: they
    are a proposal. ``unusable`` and ``warnings`` are findings frames: rows that cannot be used, and why; rows that can
    be used, but not all of what they say.
    """

    table: str
    new: pd.DataFrame
    same: pd.DataFrame
    changed: pd.DataFrame
    unusable: pd.DataFrame
    warnings: pd.DataFrame

    @property
    def unusable_rows(self) -> int:
        """How many rows cannot be used; one row may have several findings."""
        return int(self.unusable["row"].nunique())


def preview_file(
    content: bytes,
    file: str,
    into: Workspace,
    importers: tuple[Importer, ...],
    *,
    date_order: str | None = None,
    format: str | None = None,
    traveler: str | None = None,
) -> list[Preview]:
    """``preview_import`` with the importers to choose from."""
    if len(content) > LARGEST_FILE:
        raise TableNotReadable(file, f"larger than {LARGEST_FILE // 1024**2} MB. Split it into smaller files")
    tables = _importer(file, format, importers).read(content, file)
    filled = {name: table for name, table in tables.items() if len(table)}
    if not filled:
        raise TableNotReadable(file, "there is no row to import")
    return [
        _preview(name, filled[name], file, into, date_order, traveler) for name in schema.WORKSPACE if name in filled
    ]


def _importer(file: str, format: str | None, importers: tuple[Importer, ...]) -> Importer:
    ending = PurePath(file).suffix.lower()
    for importer in importers:
        if importer.name == format or (format is None and ending in importer.endings):
            return importer
    available = ", ".join(importer.name for importer in importers)
    if format is not None:
        raise BadOption(f"there is no import format {format!r}. Available: {available}")
    raise BadOption(f"{file}: its ending does not tell the format. Say which one it is: {available}")


def _preview(
    name: str, raw: pd.DataFrame, file: str, into: Workspace, date_order: str | None, traveler: str | None
) -> Preview:
    if len(raw) > MOST_ROWS:
        raise TableNotReadable(file, f"more than {MOST_ROWS:,} rows. Split it into smaller files")
    problems = [raw.attrs.pop("problems", findings.none())]
    table = with_iso_days(name, with_known_columns(name, raw, file), file, date_order)
    blank = (table == "").all(axis="columns").to_numpy(dtype=bool)
    row_numbers = np.flatnonzero(~blank) + 1
    table = table[~blank].reset_index(drop=True)
    if traveler and "traveler" in schema.WORKSPACE[name].columns:
        table["traveler"] = _traveler_or(traveler, table)
    said = [column for column in schema.column_names(name) if column in table]
    has_id = _have_ids(name, table)
    if name == "trips":
        table, has_id = _with_stored_ids(table, has_id, into.trips)
        table["trip"] = table.get("trip", pd.Series("", index=table.index)).where(
            has_id, [f"row-{n}" for n in row_numbers]
        )
    usable, found = normalized(name, table, file)
    problems.append(found.assign(row=row_numbers[found["row"].to_numpy() - 1]) if len(found) else found)
    named = has_id[usable.index]
    rows = as_text(usable).set_axis(pd.Index(row_numbers[usable.index], name="row"))
    new, same, changed, again = _classified(name, rows, named, said, as_text(into.tables()[name]))
    problems.append(_used_twice(name, rows[again], file))
    if name == "trips":
        taken = {*rows.loc[named, "trip"], *into.trips["trip"], *into.problems["subject"]}
        rows.loc[~named, "trip"] = ""
        rows.loc[new & ~named, "trip"] = list(itertools.islice(_free_ids(taken), int((new & ~named).sum())))
    told = findings.together(problems)
    is_error = told["severity"] == Severity.ERROR
    return Preview(
        name, rows[new], rows[same], rows[changed], *(_by_row(told[which]) for which in (is_error, ~is_error))
    )


def _traveler_or(traveler: str, table: pd.DataFrame) -> pd.Series:
    """Whose row it is, where the file does not say."""
    if "traveler" not in table:
        return pd.Series(traveler, index=table.index, dtype="str")
    return table["traveler"].where(table["traveler"].str.strip() != "", traveler)


def _with_stored_ids(table: pd.DataFrame, has_id: np.ndarray, stored: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Trips without an id of their own get the one of the stored trip that came from the same record.

    So an export that overlaps an earlier one adds only what is new, and a record that changed is a proposed change. A
    record that several trips name, here or in the log, names none of them.
    """
    record = ["traveler", "source_kind", "source_ref"]
    known = stored[(stored["source_kind"] != "") & (stored["source_ref"] != "")].drop_duplicates(record, keep=False)
    if known.empty or not set(record[1:]) <= set(table.columns):
        return table, has_id
    rows = _traveler_or(schema.default_values("trips")["traveler"], table).to_frame("traveler")
    of_row = pd.MultiIndex.from_frame(rows.join(table[record[1:]]).apply(lambda texts: texts.str.strip()))
    position = pd.MultiIndex.from_frame(known[record]).get_indexer(of_row)
    takes = ~has_id & (position >= 0) & ~of_row.duplicated(keep=False)
    trip = table["trip"].to_numpy(copy=True) if "trip" in table else np.full(len(table), "", dtype=object)
    trip[takes] = known["trip"].to_numpy()[position[takes]]
    return table.assign(trip=pd.Series(trip, index=table.index, dtype="str")), has_id | takes


def _have_ids(name: str, table: pd.DataFrame) -> np.ndarray:
    """Which rows have a key of their own: of the tables that have one, only trips may go without."""
    if name == "trips" and "trip" in table:
        return (~table["trip"].str.strip().str.lower().isin(EMPTY_WORDS)).to_numpy(dtype=bool)
    return np.full(len(table), name in schema.KEYS and name != "trips")


def _classified(
    name: str, rows: pd.DataFrame, named: np.ndarray, said: list[str], stored: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Masks over ``rows``: new, same, changed, and ids that an earlier row of the file uses for something else.

    A row of a stored id takes over in place what its file has no column for.
    """
    key = list(schema.KEYS.get(name, ()))
    is_stored = np.zeros(len(rows), dtype=bool)
    if key:
        by_key = pd.MultiIndex.from_frame(stored[key])
        position = by_key.get_indexer(pd.MultiIndex.from_frame(rows[key]))
        is_stored = named & (position >= 0)
        for column in schema.column_names(name):
            if column not in said and column not in key:
                rows.loc[is_stored, column] = stored[column].to_numpy()[position[is_stored]]
    identity = _identity(name, said)
    content = pd.MultiIndex.from_frame(rows[identity])
    same = content.isin(pd.MultiIndex.from_frame(stored[identity])) | content.duplicated()
    rest = named & ~same
    again = np.zeros(len(rows), dtype=bool)
    if key:
        again[rest] = rows.loc[rest, key].duplicated()
    changed = is_stored & ~same & ~again
    return ~same & ~changed & ~again, same, changed, again


def _identity(name: str, said: list[str]) -> list[str]:
    """The columns in which two equal rows agree: the contract's for trips, all that the file has for the others."""
    if name == "trips":
        return [column for column in schema.TRIP_IDENTITY if column in said or column not in _MAY_BE_UNSAID]
    return said


def _used_twice(name: str, rows: pd.DataFrame, file: str) -> pd.DataFrame:
    key = schema.KEYS.get(name, ("",))[0]
    subjects = list(rows[key]) if len(rows) else []
    return findings.findings(FindingCode.DUPLICATE_ID, subjects, file=file, rows=rows.index.to_numpy(), column=key)


def _free_ids(taken: set[str]) -> Iterator[str]:
    return (f"t{number}" for number in itertools.count(1) if f"t{number}" not in taken)


def _by_row(told: pd.DataFrame) -> pd.DataFrame:
    return told.sort_values("row", kind="stable").reset_index(drop=True)
