"""Ledgers in databases of their own. Whatever database is added here has to pass the whole of test_ledger.py."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from tests import postgres as servers
from tests.new_ledgers import new_ledger_at
from tracker.store import Ledger, engine, open_ledger

SQLITE = ("sqlite delete", "sqlite wal")
"""By the journal that SQLite keeps."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite and PostgreSQL; but a test that looks into the SQLite file itself runs only where there is one."""
    asked = set(metafunc.fixturenames)
    if "place" in asked:
        journals = SQLITE if asked & {"ledger_file", "each_journal"} else SQLITE[:1]
        metafunc.parametrize("place", journals if "ledger_file" in asked else (*journals, "postgresql"))


@pytest.fixture
def each_journal() -> None:
    """Asked for by tests whose end could depend on the journal that SQLite keeps."""


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def url(place: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database for each way in which a ledger may be kept."""
    if place == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    monkeypatch.setattr(engine, "wal_is_safe", lambda version: place == "sqlite wal")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Ledger:
    """An empty ledger. Those that test the migrations open a database of their own."""
    return new_ledger_at(tmp_path / "ledger.db") if url.startswith("sqlite") else open_ledger(url)


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Server]:
    """One server for all tests of this process."""
    if missing := servers.what_is_missing():
        if os.environ.get(servers.REQUIRE_ENV, "") not in ("", "0"):
            pytest.fail(f"{servers.REQUIRE_ENV} is set, but: {missing}", pytrace=False)
        pytest.skip(missing)
    with servers.running() as server:
        yield server


_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres: servers.Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty schema of one test, which is quicker than a database. All connections to it are closed at the end."""
    made = []

    def remembered(*words: object, **options: object) -> sqlalchemy.Engine:
        made.append(sqlalchemy.create_engine(*words, **options))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(engine, "create_engine", remembered)
    schema = f"test_{next(_numbers)}"
    postgres.execute(f"CREATE SCHEMA {schema}")
    yield f"{postgres.url}&options=-csearch_path%3D{schema}"
    for database in made:
        database.dispose()
    postgres.execute(f"DROP SCHEMA {schema} CASCADE")
