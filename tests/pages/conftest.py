"""Page tests start at app.py, on a ledger of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_runs import quick_runs
from tests.pages.ledgers import new_ledger
from tracker.store import Ledger
from tracker.ui import session

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True, scope="session")
def _quick_runs() -> Iterator[None]:
    with quick_runs():
        yield


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The empty ledger that the app works on, on a fixed day."""
    monkeypatch.setattr(session, "today", lambda: TODAY)
    return new_ledger(tmp_path, monkeypatch)
