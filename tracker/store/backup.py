"""Copies of a SQLite ledger that are whole: never a plain copy of the file, which misses what is still in its log."""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import os
import sqlite3
from pathlib import Path

from tracker.errors import StoreUnavailable
from tracker.store.engine import LOCK_WAIT_SECONDS

AUTOMATIC_KEPT = 10


def back_up(ledger: Path, folder: Path | None = None) -> Path:
    """Copies the SQLite file ``ledger`` and returns the copy, which appears only when it is whole and checked.

    Without a ``folder`` the copy is an automatic one: it lies beside the ledger, and of these only the newest ten
    stay. A copy in a ``folder`` of its own is never removed. Raises ``StoreUnavailable``.
    """
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = (folder or ledger.parent) / f"{ledger.stem}.backup-{stamp}.db"
    unfinished = copy.with_suffix(".unfinished")
    try:
        _write(ledger, unfinished)
        unfinished.replace(copy)
        if os.name == "posix":  # elsewhere a folder cannot be flushed
            _flush(copy.parent)
        if folder is None:
            _remove_old(ledger)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise StoreUnavailable(
            f"No backup of {ledger} could be made in {copy.parent}. "
            "Check that the folder exists, may be written to and has room."
        ) from error
    return copy


def _write(ledger: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    _copy(ledger, target)
    _require_sound(target)
    _flush(target)


def _copy(ledger: Path, target: Path) -> None:
    source = sqlite3.connect(ledger, isolation_level=None, timeout=LOCK_WAIT_SECONDS)
    with contextlib.closing(source):
        source.execute("VACUUM INTO ?", [str(target)])


def _require_sound(copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        raise sqlite3.DatabaseError("the copy is malformed")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(ledger: Path) -> None:
    automatic = sorted(ledger.parent.glob(f"{glob.escape(ledger.stem)}.backup-*.db"))
    for old in automatic[:-AUTOMATIC_KEPT]:
        old.unlink(missing_ok=True)
