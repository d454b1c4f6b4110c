"""The change journal: what each saved change did, so that it can be told and undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from tracker.store import rows, tables
from tracker.store.changes import ChangeGroup
from tracker.store.rows import StoredRow

_KINDS = ("added", "changed", "deleted")


@dataclass(frozen=True)
class Edit:
    """One row before and after a change; None where it does not exist."""

    table: str
    before: StoredRow | None
    after: StoredRow | None

    @property
    def row(self) -> StoredRow:
        """The row as it last was."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def kind(self) -> str:
        """added, changed or deleted."""
        if self.before is None:
            return "added"
        return "deleted" if self.after is None else "changed"


def write(connection: Connection, owner: str, group: str, edits: Sequence[Edit], undoes: str) -> None:
    """Adds the edits as one group; ``undoes`` names the group that they revert, or is ""."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entries = [
        {
            "owner": owner,
            "change_group": group,
            "undoes": undoes,
            "changed_at": now,
            "kind": edit.kind,
            "table_name": edit.table,
            "row_id": edit.row.id,
            "before": edit.before and edit.before.as_json(),
            "after": edit.after and edit.after.as_json(),
        }
        for edit in edits
    ]
    connection.execute(insert(tables.change), entries)


def edits_of(connection: Connection, owner: str, group: str) -> list[Edit]:
    """The edits of a group, in the order in which they were made; none for an unknown group."""
    change = tables.change
    found = connection.execute(
        select(change.c.table_name, change.c.before, change.c.after)
        .where(change.c.owner == owner, change.c.change_group == group)
        .order_by(change.c.number)
    )
    return [Edit(table, rows.from_json(table, before), rows.from_json(table, after)) for table, before, after in found]


def last_known(connection: Connection, owner: str, table: str, row_id: str) -> StoredRow | None:
    """The row as the journal last saw it, for naming one that is gone."""
    change = tables.change
    found = connection.execute(
        select(change.c.before, change.c.after)
        .where(change.c.owner == owner, change.c.table_name == table, change.c.row_id == row_id)
        .order_by(change.c.number.desc())
        .limit(1)
    ).first()
    return rows.from_json(table, found.after or found.before) if found else None


def last_standing(connection: Connection, owner: str) -> ChangeGroup | None:
    """The newest change that is not undone. An undo is no change of its own; an undone undo counts for nothing."""
    change = tables.change
    newest_first = connection.execute(
        select(change.c.change_group, change.c.undoes, func.max(change.c.changed_at).label("changed_at"))
        .where(change.c.owner == owner)
        .group_by(change.c.change_group, change.c.undoes)
        .order_by(func.max(change.c.number).desc())
    )
    undone: set[str] = set()
    for group, undoes, changed_at in newest_first:
        if group in undone:
            continue
        if undoes:
            undone.add(undoes)
            continue
        return ChangeGroup(group, dt.datetime.fromisoformat(changed_at), _summary(connection, owner, group))
    return None


def _summary(connection: Connection, owner: str, group: str) -> str:
    """Such as "1 assignment added, 2 trips changed"."""
    change = tables.change
    counted = connection.execute(
        select(change.c.table_name, change.c.kind, func.count())
        .where(change.c.owner == owner, change.c.change_group == group)
        .group_by(change.c.table_name, change.c.kind)
    )
    order = list(tables.WORKSPACE)
    parts = sorted(counted, key=lambda part: (_KINDS.index(part[1]), order.index(part[0])))
    return ", ".join(f"{n} {table if n > 1 else table.removesuffix('s')} {kind}" for table, kind, n in parts)
