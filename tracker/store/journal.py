"""The change journal: what each saved change did, so that it can be told and undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from tracker.store import chain, rows, tables
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


def write(
    connection: Connection, owner: str, actor: str, group: str, edits: Sequence[Edit], undoes: str, head: str
) -> str:
    """Adds the edits as one group; ``undoes`` names the group that they revert, or is "".

    ``actor`` is who made them. ``head`` is the hash of the newest entry so far; the new one comes back. Only whoever
    holds the owner's lock may write, else two entries could follow the same one.
    """
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
            "actor": actor,
        }
        for edit in edits
    ]
    links, new_head = chain.linked(entries, head)
    connection.execute(insert(tables.change), links)
    return new_head


def entries(connection: Connection, owner: str) -> list[dict[str, Any]]:
    """Everything that the journal says of this owner, oldest first: what is under each hash, and the hashes."""
    change = tables.change
    columns = [change.c[name] for name in (*chain.FIELDS, *chain.SEALED)]
    found = connection.execute(select(*columns).where(change.c.owner == owner).order_by(change.c.number))
    return [dict(entry) for entry in found.mappings()]


def table_of(entries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Entries as a person reads them, one row each, in the order given.

    ``entry`` (int64, from 1), ``when`` (datetime64[s, UTC]), and as text ``actor``, ``kind``, ``table``, ``row`` (what
    a person calls the row), ``what`` (the columns with old and new text), ``undoes`` (yes: it took a change back).
    """
    seen = [(entry, *_states(entry)) for entry in entries]
    texts = {
        "actor": [entry["actor"] for entry, *_ in seen],
        "kind": [entry["kind"] for entry, *_ in seen],
        "table": [entry["table_name"] for entry, *_ in seen],
        "row": [rows.readable_key(entry["table_name"], after or before) for entry, before, after in seen],
        "what": [_what(before, after) for _, before, after in seen],
        "undoes": ["yes" if entry["undoes"] else "" for entry, *_ in seen],
    }
    when = pd.to_datetime(pd.Series([entry["changed_at"] for entry in entries], dtype="str"), utc=True)
    return pd.DataFrame(
        {
            "entry": pd.Series(range(1, len(seen) + 1), dtype="int64"),
            "when": when.astype("datetime64[s, UTC]"),
            **{name: pd.Series(values, dtype="str") for name, values in texts.items()},
        }
    )


def _states(entry: Mapping[str, Any]) -> tuple[rows.Texts, rows.Texts]:
    """All columns of the row before and after; none where it did not exist."""
    before, after = entry["before"], entry["after"]
    return (before["extra"] | before["values"] if before else {}), (after["extra"] | after["values"] if after else {})


def _what(before: rows.Texts, after: rows.Texts) -> str:
    if not before or not after:
        return "; ".join(f"{column}: {text}" for column, text in (before or after).items() if text)
    changed = [column for column in {**before, **after} if before.get(column, "") != after.get(column, "")]
    return "; ".join(f"{column}: {before.get(column) or '–'} → {after.get(column) or '–'}" for column in changed)


def edits_of(connection: Connection, owner: str, group: str) -> list[Edit]:
    """The edits of a group, in the order in which they were made; none for an unknown group."""
    change = tables.change
    found = connection.execute(
        select(change.c.table_name, change.c.before, change.c.after)
        .where(change.c.owner == owner, change.c.change_group == group)
        .order_by(change.c.number)
    )
    return [Edit(table, rows.from_json(table, before), rows.from_json(table, after)) for table, before, after in found]


def times_added(connection: Connection, owner: str, table: str) -> int:
    """How often a row was added to the table: a number that only grows."""
    change = tables.change
    mine = (change.c.owner == owner, change.c.table_name == table, change.c.kind == "added")
    return int(connection.scalars(select(func.count()).select_from(change).where(*mine)).one())


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
