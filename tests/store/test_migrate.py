"""Old ledgers are backed up and brought up to date; newer and foreign ones are left alone."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from tests.store.releases import HEAD, later_release
from tracker.errors import StoreUnavailable
from tracker.store import engine, migrate, open_ledger, tables

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}


@pytest.fixture
def url(ledger_file: Path) -> str:
    return f"sqlite:///{ledger_file}"


def sql(file: Path, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def backups(file: Path) -> list[Path]:
    return list(file.parent.glob("*.backup-*.db"))


def test_migrations_make_exactly_the_tables_that_the_program_uses(url: str) -> None:
    open_ledger(url)
    with engine.connect(engine.database_url(url)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("table", ["trips", "residences", "certificates", "clarifications"])
def test_the_database_itself_refuses_a_last_day_before_the_first(url: str, ledger_file: Path, table: str) -> None:
    open_ledger(url)
    row = (
        "INSERT INTO {} (id, owner, version, position, extra, first_day, last_day) VALUES ('{}', '', 1, 1, '{{}}', {})"
    )
    sql(ledger_file, row.format(table, 1, "'2026-01-02', '2026-01-02'"))
    sql(ledger_file, row.format(table, 2, "'2026-01-02', ''"))
    with pytest.raises(sqlite3.IntegrityError):
        sql(ledger_file, row.format(table, 3, "'2026-01-02', '2026-01-01'"))


def test_opening_again_changes_nothing(url: str, ledger_file: Path) -> None:
    open_ledger(url).save("trips", added=[PARIS])
    before = ledger_file.read_bytes()
    open_ledger(url)
    assert ledger_file.read_bytes() == before
    assert backups(ledger_file) == []


def test_an_older_ledger_is_backed_up_and_migrated(
    url: str, ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ledger(url).save("trips", added=[PARIS])
    later_release(tmp_path, monkeypatch)
    assert list(open_ledger(url).rows("trips")["place"]) == ["Paris"]
    assert sql(ledger_file, "SELECT visa FROM trips") == [("",)]
    [copy] = backups(ledger_file)
    assert sql(copy, "SELECT place FROM trips") == [("Paris",)]
    assert sql(copy, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_new_ledger_is_not_backed_up(
    url: str, ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_release(tmp_path, monkeypatch)
    open_ledger(url)
    assert backups(ledger_file) == []


def test_no_migration_without_its_backup(
    url: str, ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(file: Path) -> Path:
        raise StoreUnavailable("No backup could be made.")

    open_ledger(url)
    later_release(tmp_path, monkeypatch)
    monkeypatch.setattr(migrate, "back_up", disk_full)
    with pytest.raises(StoreUnavailable, match="No backup"):
        open_ledger(url)
    assert ("visa",) not in sql(ledger_file, "SELECT name FROM pragma_table_info('trips')")


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone(url: str, ledger_file: Path) -> None:
    open_ledger(url)
    sql(ledger_file, "UPDATE alembic_version SET version_num = 'ledger_9999'")
    before = ledger_file.read_bytes()
    with pytest.raises(StoreUnavailable, match="written by a newer Coverline"):
        open_ledger(url)
    assert ledger_file.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(url: str, ledger_file: Path) -> None:
    sql(ledger_file, "CREATE TABLE bookmarks (place TEXT)")
    before = ledger_file.read_bytes()
    with pytest.raises(StoreUnavailable, match="not Coverline's"):
        open_ledger(url)
    assert ledger_file.read_bytes() == before
