"""Helpers for page tests: a ledger with something in it, and the app opened at one of its pages."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.new_ledgers import address, new_ledger_at
from tracker.itinerary import Workspace
from tracker.paths import PACKAGE, data_folder
from tracker.store import Ledger
from tracker.ui.navigation import FIRST

APP = PACKAGE.parent / "app.py"
SECONDS = 60


def new_ledger(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """An empty ledger of its own, which the app will open."""
    file = folder / "ledger.db"
    monkeypatch.setenv("COVERLINE_DATABASE_URL", address(file))
    return new_ledger_at(file)


def fill(ledger: Ledger, tables: Mapping[str, list[dict[str, str]]]) -> None:
    """Put these rows into an empty ledger."""
    ledger.replace_all({name: pd.DataFrame(rows).fillna("").astype("str") for name, rows in tables.items()})


def fill_with_sample(ledger: Ledger, name: str) -> None:
    """Put a shipped sample into an empty ledger."""
    ledger.replace_all(_sample(name).tables())


@functools.cache
def _sample(name: str) -> Workspace:
    return tracker.read_workspace(data_folder() / "samples" / name)


def spoil(folder: Path, table: str, changes: Mapping[str, str]) -> None:
    """Write past the ledger's checks, as another program could: ``changes`` (column → text) into every row."""
    with contextlib.closing(sqlite3.connect(folder / "ledger.db")) as database:
        columns = ", ".join(f"{column} = ?" for column in changes)
        database.execute(f"UPDATE {table} SET {columns}", tuple(changes.values()))
        database.commit()


def opened(page: str) -> AppTest:
    """The app, opened at the address of ``page``; it must have come there without an exception."""
    app = AppTest.from_file(str(APP), default_timeout=SECONDS)
    if page != FIRST.url_path:
        app.switch_page(str(PACKAGE / "pages" / f"{page}.py"))
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All text that stands on the page, with markdown's escapes taken off."""
    kinds = (
        app.title,
        app.header,
        app.markdown,
        app.text,
        app.caption,
        app.warning,
        app.info,
        app.error,
        app.success,
    )
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")
