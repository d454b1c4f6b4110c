"""Ledgers in databases of their own. Whatever database is added here has to pass the whole of test_ledger.py."""

from pathlib import Path

import pytest

from tracker.store import Ledger, engine, open_ledger


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture(params=["sqlite delete", "sqlite wal"])
def url(request: pytest.FixtureRequest, ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database for each way in which a ledger may be kept."""
    monkeypatch.setattr(engine, "wal_is_safe", lambda version: request.param == "sqlite wal")
    return f"sqlite:///{ledger_file}"


@pytest.fixture
def ledger(url: str) -> Ledger:
    return open_ledger(url)
