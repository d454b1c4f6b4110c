"""The log as frames: what a user entered, read and made comparable, with the problems that were found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

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


def _table(name: str) -> pd.DataFrame:
    return field(default_factory=lambda: empty_table(name))


@dataclass(frozen=True)
class Workspace:
    """One frame per table of ``schema.WORKSPACE``; day columns are ``datetime64[s]``, all others text ("" = empty).

    Every row in it is usable. ``problems`` is a findings frame about what was left out or doubtful. A frame has the
    documented columns and, where there is something to keep, those of ``schema.HIDDEN``: columns of the user's own
    are put away in one of them, so that no name of theirs meets a name of the program.
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

    def __post_init__(self) -> None:
        from tracker.itinerary.own_columns import all_put_away

        for name, frame in self.frames().items():
            object.__setattr__(self, name, all_put_away(name, frame))

    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames by name of their table, as they are worked with, without the problems."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "problems"}

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name as they were entered, for files and for the ledger: no hidden column, all own ones."""
        from tracker.itinerary.own_columns import taken_out

        return {name: taken_out(name, frame) for name, frame in self.frames().items()}

    def with_tables(self, **tables: pd.DataFrame) -> Workspace:
        """A copy in which these tables are replaced."""
        return replace(self, **tables)

    @property
    def unusable_rows(self) -> int:
        """How many rows were left out."""
        left_out = self.problems["code"].isin([findings.FindingCode.UNUSABLE_ROW, findings.FindingCode.DUPLICATE_ID])
        return int(self.problems.loc[left_out, ["file", "row"]].drop_duplicates().shape[0])
