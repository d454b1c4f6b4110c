"""The table of trips in a real browser: pasted days are read by the rules of an import, and shown before saving."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import AppServer, OpenPage, ready
from tests.pages.ledgers import fill
from tracker.store import open_ledger

FRANCE = {"trip": "t1", "country": "FR", "first_day": "2026-01-05", "last_day": "2026-01-09"}
CELLS = {"country": 130, "first_day": 340, "last_day": 430}  # pixels from the left of the table
FIRST_ROW = 53  # its middle, from the top


def paste(page: Page, text: str, *, into: str) -> None:
    """Pastes into a cell of the first row that is not chosen yet, as Ctrl+V does."""
    page.get_by_test_id("stDataFrame").first.click(position={"x": CELLS[into], "y": FIRST_ROW}, delay=50)
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+v")
    ready(page)


def test_a_pasted_day_is_asked_for_or_refused_and_a_jump_is_shown(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill(ledger, {"trips": [FRANCE]})
    page = open_page("trips")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    paste(page, "46083", into="last_day")
    expect(page.get_by_text("Last day of trip t1 stays Jan 9, 2026.")).to_be_visible()
    expect(page.get_by_text("1 trip waits")).to_be_visible()

    paste(page, "Germany", into="country")
    expect(page.get_by_text("Country of trip t1: France → Germany")).to_be_visible()

    paste(page, "04/03/2026\t06/03/2026", into="first_day")
    expect(page.get_by_text("How are these dates written: 04/03/2026, 06/03/2026?")).to_be_visible()
    page.get_by_text("Day first: 05/01/2026 is January 5").click()
    ready(page)
    expect(page.get_by_text("First day of trip t1: Jan 5, 2026 → Mar 4, 2026")).to_be_visible()
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.get_by_text("1 trip changed.").first).to_be_visible()
    assert ledger.rows("trips")[["country", "first_day", "last_day"]].to_numpy().tolist() == [
        ["DE", "2026-03-04", "2026-03-06"]
    ]
