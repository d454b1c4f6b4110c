"""The Help page, started at app.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.ledgers import new_ledger, opened, texts
from tracker.ui.help_pages import help_pages


@pytest.fixture(autouse=True)
def _ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_ledger(tmp_path, monkeypatch)


def test_it_opens_at_the_start() -> None:
    shown = texts(opened("help"))
    assert "totalization agreement" in shown
    assert "not legal advice" in shown


def test_every_page_can_be_read() -> None:
    app = opened("help")
    for name, page in help_pages().items():
        app.button_group(key="help.page").set_value(name).run()
        assert not app.exception, name
        assert page.text in [element.value for element in app.markdown], name
