"""The log as frames: what a user entered, read and made comparable, with the problems that were found on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from tracker import findings


@lru_cache
def _columns(table: str) -> pd.DataFrame:
    from tracker import schema

    day_columns = schema.day_columns(table)
    return pd.DataFrame(
        {
            name: pd.Series([], dtype="datetime64[s]" if name in day_columns else "str")
            for name in schema.column_names(table)
        }
    )


def empty_table(table: str) -> pd.DataFrame:
    """A workspace table without a row."""
    return _columns(table).copy(deep=False)


def with_rows_added(frame: pd.DataFrame, rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """A frame of a workspace with more rows at its end, counted anew; what a row does not say is empty.

    Days may be ISO text. The rows are in no ledger yet: their ``row_id`` is "" and their ``version`` 0.
    """
    added = {}
    for name, dtype in frame.dtypes.items():
        cells = pd.Series([row.get(name, 0 if dtype.kind == "i" else "") for row in rows], dtype="object")
        added[name] = (pd.to_datetime(cells, errors="coerce") if dtype.kind == "M" else cells).astype(dtype)
    return pd.concat([frame, pd.DataFrame(added)], ignore_index=True)


def _table(name: str) -> pd.DataFrame:
    return field(default_factory=lambda: empty_table(name))


@dataclass(frozen=True)
class Workspace:
    """One frame per table of ``schema.WORKSPACE``; day columns are ``datetime64[s]``, all others text ("" = empty).

    Every row in it is usable. ``problems`` is a findings frame about what was left out or doubtful. A frame has the
    documented columns and, where there is something to keep, those of ``schema.HIDDEN``: columns of the user's own
    are put away in one of them, so that no name of theirs meets a name of the program.

    Of a ledger, every frame has ``row_id`` and ``version``. ``left_out`` then holds the rows that are in no frame, by
    table: text, with all hidden columns, and with the place of the row in the table as index.
    """

    trips: pd.DataFrame = _table("trips")
    travelers: pd.DataFrame = _table("travelers")
    residences: pd.DataFrame = _table("residences")
    assignments: pd.DataFrame = _table("assignments")
    certificates: pd.DataFrame = _table("certificates")
    clarifications: pd.DataFrame = _table("clarifications")
    exceptions: pd.DataFrame = _table("exceptions")
    verifications: pd.DataFrame = _table("verifications")
    records: pd.DataFrame = _table("records")
    deliveries: pd.DataFrame = _table("deliveries")
    steps: pd.DataFrame = _table("steps")
    deadlines: pd.DataFrame = _table("deadlines")
    attachments: pd.DataFrame = _table("attachments")
    problems: pd.DataFrame = field(default_factory=findings.none)
    left_out: Mapping[str, pd.DataFrame] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        from tracker.itinerary.own_columns import all_put_away

        for name, frame in self.frames().items():
            object.__setattr__(self, name, all_put_away(name, frame))

    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames by name of their table, as they are worked with, without the problems."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("problems", "left_out")}

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name as they were entered, for files and for the ledger: no hidden column, all own ones."""
        from tracker.itinerary.own_columns import taken_out

        return {name: taken_out(name, frame) for name, frame in self.frames().items()}

    def rows(self, table: str) -> pd.DataFrame:
        """All rows of a table of the ledger, to be shown and edited: text, "" = empty, in the order of the ledger.

        Also those that cannot be used. The documented columns, then the user's own, then ``row_id`` (text) and
        ``version`` (int64), which ``RowChange`` and ``RowDeletion`` ask for.
        """
        from tracker import schema
        from tracker.itinerary.own_columns import taken_out

        frame, left_out = getattr(self, table), self.left_out.get(table)
        texts = frame.copy(deep=False)
        for column in schema.day_columns(table):
            texts[column] = frame[column].dt.strftime("%Y-%m-%d").fillna("").astype("str")
        if left_out is not None and len(left_out):
            places = pd.RangeIndex(len(frame) + len(left_out))
            texts = texts.set_axis(places.difference(list(left_out.index)))
            texts = pd.concat([texts, left_out]).sort_index()
        identity = {column: texts[column] for column in (schema.ROW_ID, schema.VERSION)}
        return taken_out(table, texts).assign(**identity)

    def with_tables(self, **tables: pd.DataFrame) -> Workspace:
        """A copy in which these tables are replaced: nothing is left out of them any more."""
        left_out = {name: rows for name, rows in self.left_out.items() if name not in tables}
        changed: dict[str, Any] = dict(tables)
        return replace(self, **changed).with_left_out(left_out)

    def with_left_out(self, left_out: Mapping[str, pd.DataFrame]) -> Workspace:
        """A copy that keeps these rows of the ledger, which are in no frame."""
        other = replace(self)
        object.__setattr__(other, "left_out", left_out)
        return other

    @property
    def unusable_rows(self) -> int:
        """How many rows were left out."""
        left_out = self.problems["code"].isin(findings.LEFT_OUT)
        return int(self.problems.loc[left_out, ["file", "row"]].drop_duplicates().shape[0])
