"""Everything of one owner, from one database into another. ``Ledger`` calls this with both transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from tracker.store import tables

_AT_ONCE = 100  # rows: attached files are among them, up to 10 MB each


def replace(target: Connection, source: Connection, owner: str, *, version: int) -> None:
    """Removes what ``target`` holds of the owner and writes what ``source`` holds, but for the revision.

    Rows get ``version``, a revision that was never used, and scenarios later versions than any so far: whoever still
    looks at a row from before is told so when saving it.
    """
    drafts = tables.scenario
    newest_draft = target.scalar(select(func.max(drafts.c.version)).where(drafts.c.owner == owner)) or 0
    for table in (*tables.WORKSPACE.values(), tables.change, tables.attachment_content, drafts, tables.setting):
        target.execute(delete(table).where(table.c.owner == owner))
        mine = select(table).where(table.c.owner == owner)
        if table is tables.change:
            mine = mine.order_by(table.c.number)
        for some in source.execute(mine).mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [_row(table, row, version, newest_draft) for row in some])


def _row(table: Table, row: Mapping[Any, Any], version: int, newest_draft: int) -> dict[str, Any]:
    values = dict(row)
    if table is tables.change:
        del values["number"]  # the database counts on
    elif table is tables.scenario:
        values["version"] += newest_draft
    elif "version" in values:
        values["version"] = version
    return values
