"""From a database URL to an engine that keeps what it acknowledged, and from driver errors to plain sentences."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from tracker.errors import StoreAway, StoreUnavailable

URL_VARIABLE = "COVERLINE_DATABASE_URL"
LOCK_WAIT_SECONDS = 10
IDLE_MINUTES = 5  # of a transaction in PostgreSQL: by then its program's machine has lost power or the network

_POSTGRES_LOCK = 0x636F7665726C  # "coverl": any constant of our own


def database_url(text: str | None) -> URL:
    """The database that ``text``, else the environment, else the default names; a SQLite file as an absolute path."""
    text = text or os.environ.get(URL_VARIABLE, "")
    if not text:
        return URL.create("sqlite", database=str(data_folder() / "ledger.db"))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise StoreUnavailable(
            "The database URL cannot be read. Write it like sqlite:////home/me/ledger.db or postgresql://user@host/name."
        ) from error
    match url.get_backend_name():
        case "sqlite" if url.database in (None, "", ":memory:") or url.query:
            raise StoreUnavailable("The database URL names no file. Write it like sqlite:////home/me/ledger.db.")
        case "sqlite":
            return URL.create("sqlite", database=str(Path(str(url.database)).expanduser().absolute()))
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
    raise StoreUnavailable(f"{url.get_backend_name()} databases are not supported: use sqlite or postgresql.")


def data_folder() -> Path:
    """Where the ledger lies unless another place is named; made when it is new. Raises ``StoreUnavailable``."""
    folder = Path(platformdirs.user_data_dir("coverline"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"The folder {folder} for the ledger cannot be created.") from error
    return folder


def file_of(url: URL) -> Path | None:
    """The SQLite file of a URL made by ``database_url``; None for another database."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def shown(url: URL) -> str:
    """The database for people: without the password, which may stand among the options too."""
    return str(file_of(url) or url.set(drivername="postgresql", query={}).render_as_string(hide_password=True))


def connect(url: URL) -> Engine:
    """An engine for a URL made by ``database_url``. A missing SQLite file is created, readable by its owner only.

    A transaction takes the write lock when it begins (one that begins as a reader and then writes can fail at once
    whatever the timeout), unless its connection has the execution option ``readonly``.
    """
    file = file_of(url)
    if file is None:
        return _connect_to_server(url)
    _create_private(file)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


_PATIENCE = {
    "connect_timeout": str(LOCK_WAIT_SECONDS),
    "tcp_user_timeout": str(LOCK_WAIT_SECONDS * 1000),
    "keepalives_idle": str(LOCK_WAIT_SECONDS),
    "keepalives_interval": "2",
    "keepalives_count": "5",
}
"""When a server that no longer answers is given up; the system's own limits are a quarter of an hour and more."""


def _connect_to_server(url: URL) -> Engine:
    patient = url.set(query={**_PATIENCE, **url.query})
    try:
        engine = create_engine(patient, pool_pre_ping=True, pool_timeout=LOCK_WAIT_SECONDS, hide_parameters=True)
    except ImportError as error:
        raise StoreUnavailable(
            "PostgreSQL needs one more package. Install coverline[postgres] and start again."
        ) from error
    event.listen(engine, "connect", _limit_waiting)
    return engine


def _limit_waiting(connection: Any, _record: object) -> None:
    """A transaction that waits for another one gives up as soon as one on SQLite does; one that was left is ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_MINUTES}min'")
    connection.commit()


def _create_private(file: Path) -> None:
    """Before SQLite does it: its -wal, -shm and -journal files take over the mode of the database file."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailable(
            f"The ledger {file} cannot be created. Check that its folder exists and may be written to."
        ) from error


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug, which could corrupt a database in WAL mode.

    Fixed in 3.51.3 and 3.53.0, and in the maintenance releases 3.50.7 and 3.44.6.
    """
    fixed = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
    branch = (version[0], version[1])
    return version >= (3, 53) or (branch in fixed and version[2] >= fixed[branch])


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own implicit BEGIN would come too late
    _choose_journal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _choose_journal(connection: sqlite3.Connection) -> None:
    wanted = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == wanted:
        return
    try:
        connection.execute(f"PRAGMA journal_mode={wanted}")
    except sqlite3.OperationalError:
        if wanted != "wal":  # entering WAL can wait until nobody else is connected; leaving an unsafe WAL cannot
            raise


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if connection.get_execution_options().get("readonly", False):
        driver.execute("BEGIN")
    else:
        _take_the_write_lock(driver)


def _take_the_write_lock(connection: sqlite3.Connection) -> None:
    """Looks again every few milliseconds.

    SQLite's own waiting soon looks ten times a second only, and then may find the file locked each time where several
    programs save one change after the other.
    """
    last = time.monotonic() + LOCK_WAIT_SECONDS
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= last:
                    raise
            time.sleep(random.uniform(0.001, 0.01))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")


def answers() -> bool:
    """Whether the database that the environment names can be read, or a first ledger made. Changes nothing."""
    try:
        place = database_url(None)
        file = file_of(place)
        if file and not file.exists():  # SQLite would make it, for everybody to read
            return os.access(file.parent, os.W_OK)
        with _watched(place).connect() as connection:
            connection.execution_options(readonly=True).execute(select(1))
    except (StoreUnavailable, SQLAlchemyError, sqlite3.Error):
        return False
    return True


@functools.lru_cache(maxsize=4)
def _watched(url: URL) -> Engine:
    return connect(url)


@contextlib.contextmanager
def exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction during which no other program sets up this database."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
        yield connection


@contextlib.contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Database errors inside become ``StoreUnavailable`` with a sentence that shows neither SQL nor values."""
    try:
        yield
    except (SQLAlchemyError, CommandError, sqlite3.Error) as error:
        words = _in_words(error)
        kind = StoreAway if words in (_NOT_REACHED, _TOO_MANY) else StoreUnavailable
        raise kind(f"The ledger {shown(url)} {words}") from error


def has_no_room(error: BaseException | None) -> bool:
    """Whether a full disk was the reason of a database error, or of what ``plain_errors`` made of it."""
    if isinstance(error, StoreUnavailable):
        return has_no_room(error.__cause__)
    return isinstance(error, Exception) and _in_words(error) in (_DISK_FULL, _DISK_FAILS)


_IN_USE = "is in use by another program. Close that program or try again in a moment."
_DISK_FULL = "cannot grow: the disk is full. Make room and try again."
_DISK_FAILS = "could not be written: its disk is full or reports an error. Make room, check the disk and try again."
_WRONG_PASSWORD = "refused the user name or the password."
_NOT_THERE = "does not exist on its server, or its user does not. Check both names, or create them there."
_NO_RIGHTS = "does not let this user make and change tables. Ask whoever runs the server for these rights."
_TOO_MANY = "has no connection left for one more user. Try again in a moment."
_NO_TLS = "offers no encrypted connection, which its address asks for. Ask whoever runs the server."
_NOT_TRUSTED = "shows a certificate that is not trusted here. Check sslrootcert and the server's name in the address."
_NOT_REACHED = "cannot be reached. Check the address and that the database server is running."

_SIGNS = {
    "locked": _IN_USE,
    "readonly": "cannot be written to. Check the permissions of the file and of its folder.",
    "unable to open": "cannot be opened. Check that it is a file and that you may read and write it.",
    "permission": "cannot be opened. Check that you may read and write it.",
    "full": _DISK_FULL,
    "no space": _DISK_FULL,
    "disk i/o": _DISK_FAILS,
    "queuepool limit": _TOO_MANY,
    "not a database": "is not a Coverline ledger. Choose another file.",
    "malformed": "is damaged. Move it to another folder and run coverline restore with one of its backups.",
}
"""What SQLite says; also what is said when all connections of this program to a server are in use."""

_STATES = {
    "08": _NOT_REACHED,
    "25006": "cannot be written to: its server only reads.",
    "28": _WRONG_PASSWORD,
    "3D": _NOT_THERE,
    "40P01": _IN_USE,
    "42501": _NO_RIGHTS,
    "53100": _DISK_FULL,
    "53300": _TOO_MANY,
    "55P03": _IN_USE,
    "57P": _NOT_REACHED,
}
"""How PostgreSQL's codes of what went wrong begin."""

_NO_CONNECTION_SIGNS = {
    "certificate": _NOT_TRUSTED,
    "does not support ssl": _NO_TLS,
    "authentication failed": _WRONG_PASSWORD,
    "no password": _WRONG_PASSWORD,
    "permission denied": _NO_RIGHTS,
    "too many": _TOO_MANY,
    "connection slots": _TOO_MANY,
    "no pg_hba.conf entry": "does not let this user in from this machine. Ask whoever runs the server.",
    "does not exist": _NOT_THERE,
    "invalid connection option": "has an address with an option that PostgreSQL does not know.",
    "": _NOT_REACHED,
}
"""What PostgreSQL says, without a code, when there was no connection yet or when it was lost."""


def _in_words(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause).lower()
    state = getattr(cause, "sqlstate", "")  # None: an error of PostgreSQL's driver that has none
    if state:
        words = (said for beginning, said in _STATES.items() if state.startswith(beginning))
    else:
        signs = _NO_CONNECTION_SIGNS if state is None else _SIGNS
        words = (said for sign, said in signs.items() if sign in text)
    return next(words, "could not be read or written.")
