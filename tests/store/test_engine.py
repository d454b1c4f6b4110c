"""Which database is opened, how it is opened, and what is said when it cannot be."""

import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tracker.errors import StoreUnavailable
from tracker.store import engine, open_ledger

PARIS = {"country": "FR", "first_day": "2026-01-05"}


def test_the_default_is_a_private_file_in_a_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "coverline"
    monkeypatch.delenv(engine.URL_VARIABLE, raising=False)
    monkeypatch.setattr(engine.platformdirs, "user_data_dir", lambda name: str(tmp_path / "data" / name))
    open_ledger().save("trips", added=[PARIS])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "ledger.db").stat().st_mode) == 0o600


def test_the_environment_names_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.URL_VARIABLE, f"sqlite:///{tmp_path}/other.db")
    open_ledger()
    assert (tmp_path / "other.db").exists()


def test_every_file_of_an_open_ledger_is_private(url: str, ledger_file: Path) -> None:
    ledger = open_ledger(url)
    with engine.connect(engine.database_url(url)).begin() as connection:
        connection.execute(text("UPDATE revision SET number = number"))
        modes = {stat.S_IMODE(file.stat().st_mode) for file in ledger_file.parent.iterdir()}
    assert modes == {0o600}
    assert ledger.revision() == 0


def test_a_name_with_percent_and_spaces_is_no_trouble(tmp_path: Path) -> None:
    open_ledger(f"sqlite:///{tmp_path}/100% mine ü.db").save("trips", added=[PARIS])
    assert (tmp_path / "100% mine ü.db").exists()


def test_connections_are_careful(url: str, place: str, ledger_file: Path) -> None:
    expected_mode = place.removeprefix("sqlite ")
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "busy_timeout")
    with engine.connect(engine.database_url(url)).connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
    assert found == [expected_mode, 2, 1, 1, 0, 10_000]


def test_a_transaction_takes_the_write_lock_when_it_begins(url: str, ledger_file: Path) -> None:
    open_ledger(url)
    other = sqlite3.connect(ledger_file, timeout=0, isolation_level=None)
    database = engine.connect(engine.database_url(url))
    with database.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with database.connect().execution_options(readonly=True) as reader, reader.begin():
        other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 3), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_used_only_where_its_bug_is_fixed(version: tuple[int, ...], safe: bool) -> None:
    assert engine.wal_is_safe(version) is safe


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/srv/ledger.db", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file"),
        ("mysql://me:secret@localhost/x", "not supported"),
        ("postgresql://me:secret@localhost:port/x", "cannot be read"),
        ("sqlite:////no/such/folder/ledger.db", "folder exists"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_plainly(url: str, said: str) -> None:
    with pytest.raises(StoreUnavailable, match=said) as refused:
        open_ledger(url)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(ledger_file: Path) -> None:
    content = b"Dear diary, " * 100
    ledger_file.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="not a Coverline ledger"):
        open_ledger(f"sqlite:///{ledger_file}")
    assert ledger_file.read_bytes() == content


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_ledger(f"sqlite:///{tmp_path}")


def test_a_ledger_that_stays_locked_is_reported_without_what_was_typed(
    url: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 0)
    impatient = open_ledger(url)
    other = sqlite3.connect(ledger_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="in use by another program") as refused:
        impatient.save("trips", added=[PARIS | {"note": "private"}])
    other.close()
    assert "private" not in str(refused.value) + str(refused.value.__cause__)


def test_a_missing_driver_of_postgresql_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"Install coverline\[postgres\]") as refused:
        open_ledger("postgresql://me:secret@localhost/x")
    assert "secret" not in str(refused.value)


def test_postgresql_urls_get_the_driver_that_is_installed_on_request() -> None:
    assert engine.database_url("postgresql://me@host/name").drivername == "postgresql+psycopg"
