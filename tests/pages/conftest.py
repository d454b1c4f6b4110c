"""Page tests start at app.py, on a ledger of their own."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.pages.ledgers import new_ledger
from tracker.store import Ledger
from tracker.ui import session

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True, scope="session")
def _installed_components_are_looked_for_once() -> Iterator[None]:
    """Streamlit looks through every installed package at each start of an app: a fifth of the time of these tests."""
    with pytest.MonkeyPatch.context() as patched:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The empty ledger that the app works on, on a fixed day."""
    monkeypatch.setattr(session, "today", lambda: TODAY)
    return new_ledger(tmp_path, monkeypatch)
