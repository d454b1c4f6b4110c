"""One transaction in which rows of a program are changed: from what was wanted to rows, journal and counters."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, update

from tracker import findings
from tracker.errors import BadOption, NotAllowed, StaleEdit, UnusableRows
from tracker.store import journal, permits, rows, tables
from tracker.store import scope as scopes
from tracker.store.changes import Changes, RowChange, RowDeletion, Saved
from tracker.store.journal import Edit
from tracker.store.rows import StoredRow, Texts
from tracker.store.scope import Scope

_ASKED_AT_ONCE = 100  # ids

_SAVED_IN_ORDER = sorted(tables.WORKSPACE, key=lambda table: "traveler" in tables.WORKSPACE[table].c)
"""What belongs to other rows first: whether it may be changed is seen by those rows as they were."""


@dataclass
class Writing:
    """Holds the lock of a program, as far as ``scope`` lets its actor write, and the counters it started from."""

    connection: Connection
    scope: Scope
    revision: int
    trip_number: int
    chain_head: str

    def stored(self, table: str) -> dict[str, StoredRow]:
        """The rows of a table that the actor sees, by id, in order."""
        return rows.stored(self.connection, self.scope, table)

    def save(self, changes: Mapping[str, Changes]) -> Saved:
        """Makes the changes of several tables, all or none. See ``Ledger.save_many``."""
        stored = {table: self.stored(table) for table in changes}
        edits, problems = [], []
        for table, wanted in changes.items():
            made, found = self._edits(table, wanted, stored[table])
            edits += made
            problems.append(found)
        _refuse(problems)
        return self.commit(stored, edits)

    def _edits(self, table: str, wanted: Changes, stored: Mapping[str, StoredRow]) -> tuple[list[Edit], pd.DataFrame]:
        """What the wanted changes do to each row; findings instead when a row cannot be used."""
        to_change = [self._shown(table, stored, change) for change in wanted.changed]
        to_delete = [self._shown(table, stored, deletion) for deletion in wanted.deleted]
        if len({row.id for row in to_change + to_delete}) < len(to_change + to_delete):
            raise BadOption(f"{table}: a row is changed or deleted twice in one save.")
        free_trip_ids = self.free_trip_ids(stored.values(), wanted) if table == "trips" else iter(())
        traveler = self.scope.actor.traveler or "me"
        added = [rows.completed(table, typed, free_trip_ids, traveler) for typed in wanted.added]
        changed = [_with(table, row, change.values) for row, change in zip(to_change, wanted.changed, strict=True)]
        clean, problems = rows.checked(table, [*added, *changed])
        if len(problems):
            return [], problems
        end = max((row.position for row in stored.values()), default=0) + 1
        new = [
            StoredRow(uuid.uuid4().hex, 0, end + n, values, extra)
            for n, (values, extra) in enumerate(clean[: len(added)])
        ]
        edited = [
            replace(row, values=values, extra=extra)
            for row, (values, extra) in zip(to_change, clean[len(added) :], strict=True)
        ]
        return [
            *(Edit(table, row, None) for row in to_delete),
            *(Edit(table, old, row) for old, row in zip(to_change, edited, strict=True) if not row.same_content(old)),
            *(Edit(table, None, row) for row in new),
        ], problems

    def _shown(self, table: str, stored: Mapping[str, StoredRow], wanted: RowChange | RowDeletion) -> StoredRow:
        """The stored row that the user saw; ``StaleEdit`` when it is another by now."""
        row = stored.get(wanted.row_id)
        if row is None:
            known = journal.last_known(self.connection, self.scope, table, wanted.row_id)
            if known is None and not self.scope.is_whole:
                raise NotAllowed(f"{table}: this row is not among those that you may see.")
            raise self._stale(table, known, wanted.row_id, wanted.version)
        if row.version != wanted.version:
            raise self._stale(table, row, row.id, wanted.version)
        return row

    def _stale(self, table: str, row: StoredRow | None, row_id: str, shown: int) -> StaleEdit:
        """The refusal of an edit of a row, as it is or last was, that is no longer the ``shown`` version."""
        told = journal.told_since(self.connection, self.scope, table, row_id, shown)
        return StaleEdit(table, rows.readable_key(table, row.values) if row else row_id, told)

    def reverted(self, edit: Edit, now: StoredRow | None) -> Edit:
        """The edit that takes this one back; ``StaleEdit`` when the row is no longer what the edit made it."""
        unchanged = now is None if edit.after is None else edit.after.same_content(now)
        if not unchanged:
            raise self._stale(edit.table, edit.row, edit.row.id, edit.after.version if edit.after else 0)
        return Edit(edit.table, now, edit.before)

    def commit(self, stored: Mapping[str, Mapping[str, StoredRow]], edits: Sequence[Edit], undoes: str = "") -> Saved:
        """Writes the edits, their journal and the counters. The transaction commits right after."""
        if not edits:
            return Saved(self.revision, (), "")
        revision = self.revision + 1
        edits = permits.permitted(self.connection, self.scope, edits, self.stored)
        edits = [replace(edit, after=edit.after and replace(edit.after, version=revision)) for edit in edits]
        _refuse([_repeated_keys(table, before, edits) for table, before in stored.items()])
        group = uuid.uuid4().hex
        about = journal.Subjects(self.connection, self.scope, edits)
        for table in sorted({edit.table for edit in edits}, key=_SAVED_IN_ORDER.index):
            self._apply(table, [edit for edit in edits if edit.table == table])
        self.chain_head = journal.write(
            self.connection, self.scope, group, edits, about.travelers(), undoes, self.chain_head
        )
        self.count()
        added = tuple(edit.row.id for edit in edits if edit.kind == "added")
        return Saved(revision, added, group)

    def _apply(self, table: str, edits: Sequence[Edit]) -> None:
        target = tables.WORKSPACE[table]
        mine = (self.scope.mine(target), target.c.id == bindparam("row_id"))
        gone = [{"row_id": edit.row.id} for edit in edits if edit.kind == "deleted"]
        new = [edit.row.as_columns(self.scope.owner) for edit in edits if edit.kind == "added"]
        other = [
            {"row_id": edit.row.id, "version": edit.row.version, "extra": edit.row.extra, **edit.row.values}
            for edit in edits
            if edit.kind == "changed"
        ]
        reached = 0
        if gone:
            reached += self.connection.execute(delete(target).where(*mine), gone).rowcount
        if other:
            reached += self.connection.execute(update(target).where(*mine), other).rowcount
        if reached != len(gone) + len(other):  # never so: the rows were read in this transaction, by the same rule
            raise NotAllowed(f"{table}: a row is not among those that you may change.")
        if new:
            self.connection.execute(insert(target), new)

    def free_trip_ids(self, stored: Iterable[StoredRow], wanted: Changes) -> Iterator[str]:
        """t1, t2, …: never one that is in use, nor one that was given out before, since exports name trips by id."""
        taken = {row.values["trip"] for row in stored} | {str(row.get("trip", "")).strip() for row in wanted.added}
        taken |= {change.values["trip"] for change in wanted.changed if "trip" in change.values}
        candidates = (f"t{n}" for n in itertools.count(self.trip_number + 1) if f"t{n}" not in taken)
        for trip in self.out_of_use("trips", candidates):
            self.trip_number = int(trip[1:])
            yield trip

    def out_of_use(self, table: str, ids: Iterator[str]) -> Iterator[str]:
        """Those ids that no row has which the actor does not see, and that no such row names."""
        if self.scope.is_whole:
            yield from ids
        while some := list(itertools.islice(ids, _ASKED_AT_ONCE)):
            taken = scopes.ids_in_use(self.connection, self.scope, table, some)
            yield from (id_ for id_ in some if id_ not in taken)

    def count(self) -> None:
        """The revision grows, and the counters are kept."""
        counters = {
            "number": self.revision + 1,
            "trip_number": self.trip_number,
            "chain_head": self.chain_head,
        }
        self.connection.execute(update(tables.revision).where(self.scope.mine(tables.revision)).values(**counters))


def _with(table: str, row: StoredRow, values: Mapping[str, str]) -> Texts:
    """The row's texts with new values. The id of a trip cannot be emptied: it stays."""
    texts = row.texts | dict(values)
    return texts | {"trip": texts["trip"] or row.values["trip"]} if table == "trips" else texts


def _repeated_keys(table: str, before: Mapping[str, StoredRow], edits: Sequence[Edit]) -> pd.DataFrame:
    mine = [edit for edit in edits if edit.table == table]
    after = dict(before) | {edit.row.id: edit.row for edit in mine}
    gone = {edit.row.id for edit in mine if edit.after is None}
    touched = {edit.row.id for edit in mine} - gone
    return rows.repeated_keys(table, [row for row in after.values() if row.id not in gone], touched)


def _refuse(problems: Sequence[pd.DataFrame]) -> None:
    found = findings.together(problems)
    if len(found):
        raise UnusableRows(found)
