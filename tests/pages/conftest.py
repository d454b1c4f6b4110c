"""Page tests start at app.py, on a ledger of their own, or on one with a sample that they only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tracker
from tests.app_runs import quick_runs
from tests.new_ledgers import address, new_ledger_at
from tests.pages.ledgers import fill_with_sample, new_ledger
from tracker.store import Ledger
from tracker.store.engine import URL_VARIABLE
from tracker.ui import session

TODAY = dt.date(2026, 11, 22)

ReadSample = Callable[[str], tracker.Analysis]


@pytest.fixture(autouse=True, scope="session")
def _quick_runs() -> Iterator[None]:
    with quick_runs():
        yield


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The empty ledger that the app works on, on a fixed day."""
    monkeypatch.setattr(session, "today", lambda: TODAY)
    return new_ledger(tmp_path, monkeypatch)


class SharedSamples:
    """Ledgers with a sample each, made when they are first asked for, and what the engine says about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledgers: dict[str, Ledger] = {}
        self.analyses: dict[str, tracker.Analysis] = {}

    def analysis(self, name: str) -> tracker.Analysis:
        if name not in self.ledgers:
            self.ledgers[name] = ledger = new_ledger_at(self.file(name))
            fill_with_sample(ledger, name)
            self.analyses[name] = tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)
        return self.analyses[name]

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def assert_untouched(self) -> None:
        changed = [name for name, ledger in self.ledgers.items() if ledger.revision() != 1]
        assert not changed, "other tests read these ledgers too: a test that writes takes the fixture ledger"


@pytest.fixture(scope="session")
def _shared_samples(tmp_path_factory: pytest.TempPathFactory) -> SharedSamples:
    return SharedSamples(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def read_sample(_shared_samples: SharedSamples, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadSample]:
    """``read_sample("nomad")``: what the engine says about a shipped sample, on which the app works then.

    For tests that only read. The ledger is the same for all of them, so the app knows its answer after the first one.
    """
    monkeypatch.setattr(session, "today", lambda: TODAY)

    def read_sample(name: str) -> tracker.Analysis:
        analysis = _shared_samples.analysis(name)
        monkeypatch.setenv(URL_VARIABLE, address(_shared_samples.file(name)))
        return analysis

    yield read_sample
    _shared_samples.assert_untouched()
