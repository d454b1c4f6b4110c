"""Copies of a ledger that are whole: never a plain copy of its file, which misses what is still in its log.

A copy is a SQLite file. The one of a ledger in PostgreSQL is written by ``Ledger`` and holds its owner's rows only.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from tracker import schema
from tracker.errors import StoreUnavailable
from tracker.store.engine import LOCK_WAIT_SECONDS, data_folder, database_url, file_of

AUTOMATIC_KEPT = 10
AUTOMATIC_EVERY = dt.timedelta(days=1)

_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Copy:
    """A copy beside the ledger or elsewhere.

    ``made``: in UTC; None when the file does not have the name of a copy. ``size``: bytes. ``rows``: table → number of
    the owner's rows, only tables that have any; None when the file cannot be read.
    """

    path: Path
    made: dt.datetime | None
    size: int
    rows: Mapping[str, int] | None

    def sha256(self) -> str:
        """64 hexadecimal digits over the whole file."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def file_in_use(url: str | None = None) -> Path | None:
    """The SQLite file that ``open_ledger(url)`` opens, which need not exist; None for a server's database."""
    return file_of(database_url(url))


def ledger_file(url: str | None = None) -> Path:
    """The same where there must be one. Raises ``StoreUnavailable``."""
    file = file_in_use(url)
    if file is None:
        raise StoreUnavailable(
            "This ledger is in PostgreSQL: whoever runs the server backs it up with pg_dump and restores it with "
            "pg_restore. On the command line coverline backup and coverline restore do both for one ledger."
        )
    return file


def original_of(url: URL) -> Path:
    """The file beside which the automatic copies of the ledger at ``url`` lie, named after it.

    That is the ledger itself; for a database on a server a file in the user's data folder that never exists.
    """
    if (file := file_of(url)) is not None:
        return file
    name = "".join(
        sign if sign.isalnum() or sign in "-_." else "-" for sign in f"{url.database} on {url.host or 'here'}"
    )
    return data_folder() / f"{name}.db"


def about(copy: Path, owner: str = "me") -> Copy:
    """What a copy holds, without changing a byte of it."""
    rows = None
    with contextlib.suppress(sqlite3.Error):
        rows = _rows(copy, owner)
    return Copy(copy, _made(copy), copy.stat().st_size, rows)


def copies(ledger: Path, owner: str = "me") -> list[Copy]:
    """The copies beside the ledger, newest first. One that goes away meanwhile is left out."""
    found = []
    for path in reversed(_automatic(ledger)):
        with contextlib.suppress(FileNotFoundError):
            found.append(about(path, owner))
    return found


def back_up_if_due(ledger: Path, now: dt.datetime) -> Path | None:
    """An automatic copy when the newest one is a day old or there is none, and the ledger changed since; else None.

    Leaves alone what does not exist or is no ledger. Raises ``StoreUnavailable``.
    """
    if (state := _state(ledger)) is None:
        return None
    newest = next(reversed(_automatic(ledger)), None)
    if newest is not None:
        made = _made(newest)
        if (made is not None and now - made < AUTOMATIC_EVERY) or _state(newest) == state:
            return None
    return back_up(ledger)


def back_up(ledger: Path, folder: Path | None = None, write: Callable[[Path], None] | None = None) -> Path:
    """Copies the SQLite file ``ledger`` and returns the copy, which appears only when it is whole and checked.

    ``write`` fills an empty file with what else is to be copied; ``ledger`` then only says where and how it is named.
    Without a ``folder`` the copy is an automatic one: it lies beside the ledger, and of these only the newest ten
    stay. A copy in a ``folder`` of its own is never removed. Raises ``StoreUnavailable``.
    """
    stamp = dt.datetime.now(dt.UTC).strftime(_STAMP)
    copy = (folder or ledger.parent) / f"{ledger.stem}.backup-{stamp}.db"
    unfinished = copy.with_suffix(".unfinished")
    try:
        _write(unfinished, write or (lambda target: _copy(ledger, target)))
        unfinished.replace(copy)
        if os.name == "posix":  # elsewhere a folder cannot be flushed
            _flush(copy.parent)
        if folder is None:
            _remove_old(ledger)
    except (OSError, sqlite3.Error, StoreUnavailable) as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        if isinstance(error, StoreUnavailable):
            raise
        raise StoreUnavailable(
            f"No backup of {ledger} could be made in {copy.parent}. "
            "Check that the folder exists, may be written to and has room."
        ) from error
    return copy


def _write(target: Path, write: Callable[[Path], None]) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    write(target)
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
    for old in _automatic(ledger)[:-AUTOMATIC_KEPT]:
        old.unlink(missing_ok=True)


def _automatic(ledger: Path) -> list[Path]:
    """The copies beside the ledger, oldest first: their names sort by time."""
    return sorted(ledger.parent.glob(f"{glob.escape(ledger.stem)}.backup-*.db"))


def _made(copy: Path) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(copy.stem.rpartition(".backup-")[2], _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _reading(file: Path) -> contextlib.closing[sqlite3.Connection]:
    """Creates no file: one that does not exist is an error."""
    return contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True))


def _rows(copy: Path, owner: str) -> dict[str, int]:
    with _reading(copy) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "revision" not in there:
            raise sqlite3.DatabaseError("not a ledger")
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table} WHERE owner = ?", [owner]).fetchone()[0]
            for table in schema.WORKSPACE
            if table in there
        }
    return {table: number for table, number in counts.items() if number}


def _state(ledger: Path) -> tuple[list[object], list[object]] | None:
    """Differs whenever rows, settings or scenarios differ; None for what is no ledger of this program's kind."""
    try:
        with _reading(ledger) as connection:
            revisions = connection.execute("SELECT owner, number FROM revision ORDER BY owner").fetchall()
            drafts = connection.execute("SELECT id, version FROM scenario ORDER BY id").fetchall()
    except sqlite3.Error:
        return None
    return revisions, drafts
