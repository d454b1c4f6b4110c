"""Everything of one owner, from one database into another. ``Ledger`` calls this with both transactions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, insert, select

from tracker.store import tables

_AT_ONCE = 100  # rows: attached files are among them, up to 10 MB each


_TABLES = (
    *tables.WORKSPACE.values(),
    tables.change,
    tables.attachment_content,
    tables.scenario,
    tables.setting,
    tables.own_note,
)


def replace(target: Connection, source: Connection, owner: str, *, version: int | None) -> None:
    """Removes what ``target`` holds of the owner and writes what ``source`` holds, but for the revision.

    Rows get ``version``, a revision that was never used, and scenarios later versions than any so far: whoever still
    looks at a row from before is told so when saving it. None, for a target that nobody ever saw: they keep theirs.
    """
    drafts = tables.scenario
    newest_draft = target.scalar(select(func.max(drafts.c.version)).where(drafts.c.owner == owner)) or 0
    for table in _TABLES:
        target.execute(delete(table).where(table.c.owner == owner))
        for some in source.execute(_mine(table, owner)).mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [_row(table, row, version, newest_draft) for row in some])


def different(one: Connection, other: Connection, owner: str) -> list[str]:
    """The tables in which two databases do not hold the same of an owner, whatever the versions of the rows are."""
    return [table.name for table in _TABLES if _digests(one, table, owner) != _digests(other, table, owner)]


def _mine(table: Table, owner: str) -> Select[Any]:
    mine = select(table).where(table.c.owner == owner)
    return mine.order_by(table.c.number) if table is tables.change else mine


def _digests(connection: Connection, table: Table, owner: str) -> list[str]:
    """One of each row: the journal's in its order, all others sorted, since each database sorts text in its own way."""
    found = []
    for some in connection.execute(_mine(table, owner)).mappings().partitions(_AT_ONCE):
        for row in some:
            said = {name: value for name, value in row.items() if name not in ("number", "version")}
            if "content" in said:
                said["content"] = hashlib.sha256(said["content"]).hexdigest()
            found.append(hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest())
    return found if table is tables.change else sorted(found)


def _row(table: Table, row: Mapping[Any, Any], version: int | None, newest_draft: int) -> dict[str, Any]:
    values = dict(row)
    if table is tables.change:
        del values["number"]  # the database counts on
    elif table is tables.scenario:
        values["version"] += newest_draft
    elif "version" in values and version is not None:
        values["version"] = version
    return values
