"""``/healthz`` says whether the database answers, soon, and asks it no more often than it must."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tracker.server import health
from tracker.server.health import Health
from tracker.store import open_ledger
from tracker.store.engine import answers
from tracker.ui import serving


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ledger will be."""
    place = tmp_path / "ledger.db"
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{place.as_posix()}")
    return place


def status() -> int:
    return asyncio.run(serving.health(None)).status_code  # type: ignore[arg-type]


def test_a_ledger_that_can_be_read_is_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_health", Health())
    open_ledger()
    assert status() == 200


def test_a_ledger_that_will_be_made_is_well_and_is_not_made_by_asking(file: Path) -> None:
    assert answers()
    assert not file.exists()


def test_what_is_no_ledger_is_not_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_health", Health())
    file.write_text("this is no database " * 100)
    assert status() == 503


def test_a_database_that_takes_its_time_is_not_well_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def slow() -> bool:
        asked.append(1)
        time.sleep(0.2)
        return True

    async def ask_often() -> list[bool]:
        probe = Health()
        return await asyncio.gather(*(probe.is_well() for _ in range(5)))

    monkeypatch.setattr(health, "answers", slow)
    assert asyncio.run(ask_often()) == [True] * 5
    assert len(asked) == 1
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    assert asyncio.run(ask_often()) == [False] * 5
