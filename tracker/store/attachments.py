"""What is in the attached files: kept under its SHA-256, once per owner however often it is attached.

The rows of ``attachments`` come and go like all rows. The content stays when its last row is removed, because undo
brings rows back; only ``Ledger.forget_removed_files`` removes what no row names any more.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, delete, func, insert, select

from tracker.errors import BadOption, FileRefused, StoreUnavailable
from tracker.store import tables
from tracker.store.scope import Beyond, Scope

LARGEST_TOTAL = 200 * 1024 * 1024  # bytes of one owner: every backup copies them


def sha256_of(content: bytes) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def store(connection: Connection, scope: Scope, file_name: str, content: bytes) -> tuple[str, bool]:
    """Keeps the content unless it is there already; its SHA-256, and whether it is new.

    Raises ``FileRefused`` when there would be too much.
    """
    table, sha256 = tables.attachment_content, sha256_of(content)
    kept = {
        known: int(size)
        for known, size in connection.execute(
            select(table.c.sha256, func.length(table.c.content))
            .where(scope.program(table))
            .execution_options(beyond=Beyond.ROOM)
        )
    }
    if sha256 in kept:
        return sha256, False
    if sum(kept.values()) + len(content) > LARGEST_TOTAL:
        raise FileRefused(
            file_name,
            f"does not fit: all attached files, removed ones included, may have {LARGEST_TOTAL // 1024**2} MB together",
        )
    connection.execute(insert(table).values(owner=scope.owner, sha256=sha256, content=content))
    return sha256, True


def sizes(connection: Connection, scope: Scope) -> dict[str, int]:
    """SHA-256 → bytes of what is kept and the actor may see."""
    table = tables.attachment_content
    found = connection.execute(select(table.c.sha256, func.length(table.c.content)).where(scope.mine(table)))
    return {sha256: int(size) for sha256, size in found}


def content(connection: Connection, scope: Scope, sha256: str) -> bytes:
    """The content. Raises ``BadOption`` when it is not kept here, ``StoreUnavailable`` when it is not what it was."""
    table = tables.attachment_content
    found = connection.scalar(select(table.c.content).where(scope.mine(table), table.c.sha256 == sha256))
    if found is None:
        raise BadOption(
            f"The file with the SHA-256 {sha256} is not in this ledger: only its row is. Attach the file again."
        )
    if sha256_of(found) != sha256:
        raise StoreUnavailable(
            f"The attached file with the SHA-256 {sha256} was changed inside the database. Take it from a backup."
        )
    return bytes(found)


def forget(connection: Connection, scope: Scope) -> int:
    """Removes what no row names; how many contents that were."""
    table, rows = tables.attachment_content, tables.WORKSPACE["attachments"]
    named = select(rows.c.sha256).where(scope.mine(rows))
    gone = connection.execute(delete(table).where(scope.mine(table), table.c.sha256.not_in(named)))
    return int(gone.rowcount)
