"""Empty ledgers without the migrations: the first of a process is made, the others are copies of its file.

The tests of the migrations and of the engine open their databases themselves.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from tracker.store import Ledger, open_ledger


def address(file: Path) -> str:
    """The database URL of a ledger's file."""
    return f"sqlite:///{file.as_posix()}"


def new_ledger_at(file: Path) -> Ledger:
    """An empty ledger in ``file``, which must not be there yet; readable by its owner only, as ``open_ledger`` does."""
    return ledger_from(_empty(), file)


def ledger_from(content: bytes, file: Path) -> Ledger:
    """A copy of a ledger, whose file has this ``content``, in ``file``, which must not be there yet."""
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(content)
    return open_ledger(address(file))


@functools.cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.db"
        open_ledger(address(file))
        return file.read_bytes()
