"""Rows between the screen and the database: as they are stored, as they are typed, and made fit to be stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from tracker import findings, schema
from tracker.findings import FindingCode
from tracker.store import tables
from tracker.store.scope import Scope

Texts = dict[str, str]


@dataclass(frozen=True)
class StoredRow:
    """One row: ``values`` holds every documented column, ``extra`` the unknown ones."""

    id: str
    version: int
    position: int
    values: Texts
    extra: Texts

    @property
    def texts(self) -> Texts:
        """All columns of the row."""
        return self.values | self.extra

    def same_content(self, other: StoredRow | None) -> bool:
        """Whether both say the same, whatever their versions."""
        return other is not None and self.texts == other.texts

    def as_columns(self, owner: str) -> dict[str, Any]:
        """The row as the columns of its SQL table."""
        row = {"id": self.id, "version": self.version, "position": self.position, "extra": self.extra}
        return {"owner": owner, **row, **self.values}

    def as_json(self) -> dict[str, Any]:
        """The row as the journal keeps it."""
        return asdict(self)


def from_columns(table: str, row: Mapping[str, Any]) -> StoredRow:
    """A row of the SQL table. An unknown column that the schema knows by now has become a documented one."""
    values = {column: row[column] or row["extra"].get(column, "") for column in schema.column_names(table)}
    extra = {column: text for column, text in row["extra"].items() if column not in values}
    return StoredRow(row["id"], row["version"], row["position"], values, extra)


def from_json(table: str, row: dict[str, Any] | None) -> StoredRow | None:
    """A row of the journal; a column that was added to the schema since is empty in it."""
    if row is None:
        return None
    known = dict.fromkeys(schema.column_names(table), "") | row["values"]
    return from_columns(table, row | known)


def readable_key(table: str, texts: Mapping[str, str]) -> str:
    """What a person calls the row: its id, or where a table has none the first two columns."""
    columns = schema.KEYS.get(table) or tuple(schema.column_names(table)[:2])
    return " ".join(filter(None, (texts.get(column, "") for column in columns)))


def text_frame(table: str, rows: Sequence[StoredRow]) -> pd.DataFrame:
    """Text columns: the documented ones in order, then the unknown ones as they first appear; "" = empty."""
    unknown = dict.fromkeys(column for row in rows for column in row.extra)
    columns: dict[str, list[str]] = {
        column: [row.values[column] for row in rows] for column in schema.column_names(table)
    }
    columns |= {column: [row.extra.get(column, "") for row in rows] for column in unknown}
    return pd.DataFrame(columns, dtype="str")


def texts_of(frame: pd.DataFrame) -> list[Texts]:
    """The rows of a frame of text, or of a workspace table, whose day columns become ISO text."""
    columns = {}
    for column in frame.columns:
        values = frame[column]
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        columns[str(column)] = [_text(value) for value in values.astype("object")]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _text(value: object) -> str:
    return "" if value is None or value is pd.NaT or value != value else str(value)


def text_table(connection: Connection, scope: Scope, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The documented columns of a table as text, and beside them the hidden ones; row by row, in order.

    ``own_columns`` is among the hidden ones where a row has any.
    """
    source, names = tables.WORKSPACE[table], schema.column_names(table)
    wanted = [*names, "id", "version", "extra"]
    ordered = (
        select(*(source.c[name] for name in wanted)).where(scope.mine(source)).order_by(source.c.position, source.c.id)
    )
    found = connection.execute(ordered).all()
    columns: dict[str, Sequence[Any]] = dict.fromkeys(wanted, ())
    columns |= zip(wanted, zip(*found, strict=True), strict=False)
    extras = [dict(extra) for extra in columns["extra"]]
    for name in {name for extra in extras for name in extra}.intersection(names):  # documented by now
        late = [extra.pop(name, "") for extra in extras]
        columns[name] = [text or old for text, old in zip(columns[name], late, strict=True)]
    hidden = {
        schema.ROW_ID: pd.Series(columns["id"], dtype="str"),
        schema.VERSION: pd.Series(columns["version"], dtype="int64"),
    }
    if any(extras):
        own = [json.dumps(extra, ensure_ascii=False) if extra else "" for extra in extras]
        hidden[schema.OWN_COLUMNS] = pd.Series(own, dtype="str")
    return pd.DataFrame({name: columns[name] for name in names}, dtype="str"), pd.DataFrame(hidden)


def stored(connection: Connection, scope: Scope, table: str) -> dict[str, StoredRow]:
    """The rows of a table that the actor sees, by id, in order."""
    source = tables.WORKSPACE[table]
    ordered = select(source).where(scope.mine(source)).order_by(source.c.position, source.c.id)
    return {row["id"]: from_columns(table, dict(row)) for row in connection.execute(ordered).mappings()}


def completed(table: str, typed: Mapping[str, str], free_trip_ids: Iterator[str], traveler: str) -> Texts:
    """An added row with what it may leave out: whose it is (then ``traveler``'s), and the id of a trip."""
    texts = {column: _text(value) for column, value in typed.items()}
    if "traveler" in schema.WORKSPACE[table].columns and not texts.get("traveler", "").strip():
        texts["traveler"] = traveler
    if table == "trips" and not texts.get("trip", "").strip():
        texts["trip"] = next(free_trip_ids)
    return texts


def checked(table: str, rows: Sequence[Mapping[str, str]]) -> tuple[list[tuple[Texts, Texts]], pd.DataFrame]:
    """Documented and unknown columns of each row, normalized, and findings about what cannot be stored.

    With any finding the first result is empty. A value that is not understood is a finding too: dropping it, as
    reading a file does, would lose what the user typed.
    """
    from tracker.itinerary.normalize import normalized

    if not rows:
        return [], findings.none()
    texts = [{column: _text(value) for column, value in row.items()} for row in rows]
    problems = _not_storable(table, texts)
    if len(problems):
        return [], problems
    columns = dict.fromkeys(column for row in texts for column in row)
    typed = pd.DataFrame({column: [row.get(column, "") for row in texts] for column in columns}, dtype="str")
    usable, problems = normalized(table, typed, file=table)
    if len(problems):
        return [], _as_refused(problems)
    documented = schema.column_names(table)
    clean = texts_of(usable)
    return [
        (
            {column: cells[column] for column in documented},
            {column: cells[column] for column in row if column not in documented},
        )
        for row, cells in zip(texts, clean, strict=True)
    ], problems


def _not_storable(table: str, rows: Sequence[Texts]) -> pd.DataFrame:
    """Half characters and null characters, which no database takes."""
    frames = []
    for n, row in enumerate(rows, start=1):
        for column, text in row.items():
            if _is_broken(column):
                column, text = "A column", column  # whose name no message can hold
            if _is_broken(text):
                problem = f"{column} holds a broken character. Type the text again."
                found = findings.findings(
                    FindingCode.UNUSABLE_ROW, [f"row {n}"], file=table, rows=[n], column=column, problem=[problem]
                )
                frames.append(found)
    return _as_refused(findings.together(frames))


def _is_broken(text: str) -> bool:
    return "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)


def repeated_keys(table: str, rows: Sequence[StoredRow], touched: set[str]) -> pd.DataFrame:
    """A finding for each row, of those in ``touched``, whose id another row has as well."""
    key = schema.KEYS.get(table)
    if not key:
        return findings.none()
    count = Counter(tuple(row.values[column] for column in key) for row in rows)
    return repeated(
        table,
        [row for row in rows if row.id in touched and count[tuple(row.values[column] for column in key)] > 1],
    )


def repeated(table: str, rows: Sequence[StoredRow]) -> pd.DataFrame:
    """A finding for each of these rows, whose id another row has as well."""
    names = [readable_key(table, row.values) for row in rows]
    found = findings.findings(FindingCode.DUPLICATE_ID, names, file=table, column=schema.KEYS[table][0])
    found["message"] = pd.Series(
        [f"The id {name} is used twice. Give each row an id of its own." for name in names], dtype="str"
    )
    return found


_LEFT_OUT = FindingCode.UNUSABLE_ROW.sentence.removeprefix("{problem}")
_TAKEN_AS_UNKNOWN = FindingCode.UNKNOWN_VALUE.sentence.rpartition("{allowed}.")[2]


def _as_refused(found: pd.DataFrame) -> pd.DataFrame:
    """The same findings without the sentence about what reading a file would have done instead."""
    shorter = [message.removesuffix(_LEFT_OUT).removesuffix(_TAKEN_AS_UNKNOWN) for message in found["message"]]
    return found.assign(message=pd.Series(shorter, dtype="str"))
