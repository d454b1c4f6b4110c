"""What one person keeps for oneself: a half-done import, the choices of earlier ones, the calendar downloaded last.

No result depends on a note: the revision does not grow with them, ``undo`` does not know them, and no export holds
them. Managers of the program do not see those of others.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from tracker.errors import BadOption
from tracker.store.scope import Scope
from tracker.store.tables import own_note as table

LARGEST_NOTE = 8 * 1024 * 1024  # bytes


def starting_with(connection: Connection, scope: Scope, beginning: str) -> dict[str, bytes]:
    """The actor's notes whose names begin so, name → content, by name."""
    rows = connection.execute(
        select(table.c.name, table.c.content)
        .where(scope.mine(table), table.c.name.startswith(beginning, autoescape=True))
        .order_by(table.c.name)
    )
    return {str(name): bytes(content) for name, content in rows}


def keep(connection: Connection, scope: Scope, name: str, content: bytes) -> None:
    """Writes a note over the one of its name; empty content removes it. Raises ``BadOption`` for too much."""
    if len(content) > LARGEST_NOTE:
        raise BadOption(f"This is too large to keep: {LARGEST_NOTE // 1024**2} MB are the most.")
    connection.execute(delete(table).where(scope.mine(table), table.c.name == name))
    if content:
        row = {"owner": scope.owner, "actor": scope.actor.name, "name": name, "content": content}
        connection.execute(insert(table).values(row))
