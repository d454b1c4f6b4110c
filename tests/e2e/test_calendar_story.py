"""The Calendar in a real browser: see the hole, pick days by clicking cells, fill the hole, see it gone."""

from __future__ import annotations

import pandas as pd
from playwright.sync_api import Page, expect

from tests.e2e.conftest import AppServer, OpenPage, choose, ready
from tracker.charts.calendar import SLOTS
from tracker.store import open_ledger

TRIPS = [
    {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-05-05"},
    {"trip": "b", "country": "DE", "first_day": "2026-05-11", "last_day": ""},
]


def click_day(page: Page, month: int, slot: int) -> None:
    """A cell by its row and its place in the row, both from 0."""
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + (slot + 0.5) * box["width"] / SLOTS, box["y"] + (month + 0.5) * box["height"] / 12)
    ready(page)


def test_a_hole_is_seen_picked_and_filled(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all({"trips": pd.DataFrame(TRIPS)})
    page = open_page("calendar", viewport={"width": 1280, "height": 1100})
    expect(page.get_by_text("5 days between your entries have no entry (May 6 – 10, 2026)")).to_be_visible()
    choose(page, "Year", "2026")
    click_day(page, 4, 10)  # May 1, 2026 is a Friday, so the 6th stands in the eleventh place of its row
    expect(page.get_by_role("button", name="Log 1 day")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_contain_text("Days you picked")  # the chart is drawn anew for them
    click_day(page, 4, 14)
    expect(page.get_by_role("button", name="Log 5 days")).to_be_visible()
    expect(page.get_by_text("Nothing is logged on May 6 – 10, 2026.")).to_be_visible()

    page.get_by_role("button", name="No work: still in France").click()
    expect(page.get_by_text("Logged from memory: France, May 6 – 10, 2026, no work.")).to_be_visible()
    expect(page.get_by_text("have no entry")).to_have_count(0)
    logged = ledger.rows("trips").iloc[-1]
    assert (logged["country"], logged["first_day"], logged["last_day"]) == ("FR", "2026-05-06", "2026-05-10")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("5 days between your entries have no entry")).to_be_visible()
