"""Every page with a log whose rows have own columns of any name: nothing breaks, and nothing is lost by an edit."""

from __future__ import annotations

import pytest

from tests.hostile.columns import OWN, tables
from tests.pages.ledgers import opened
from tests.pages.test_trips import edit_grid
from tracker.store import Ledger
from tracker.ui.navigation import PAGES


@pytest.fixture(autouse=True)
def _filled(ledger: Ledger) -> None:
    ledger.replace_all(tables())


def test_every_page_opens() -> None:
    for page in PAGES:  # on one ledger: the log is analyzed once
        app = opened(page.url_path)
        assert not app.exception, page.title
        assert not app.error, page.title


def test_an_edit_keeps_them(ledger: Ledger) -> None:
    app = opened("trips")
    edit_grid(app, edited={0: {"place": "Lyon"}})
    app.button(key="trips.grid.save").click().run()
    assert not app.exception
    trip = ledger.rows("trips").iloc[0]
    assert trip["place"] == "Lyon"
    hidden = [OWN.index("row_id"), OWN.index("version")]  # the page has its own of these names
    own = {f"own {n} of trips 0" for n in range(len(OWN)) if n not in hidden}
    assert own <= set(trip.astype("str"))
