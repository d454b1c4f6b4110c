"""The Timeline page in a real browser: from everybody to one person, and from months to days."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from playwright.sync_api import Page, expect

import tracker
from tests.e2e.conftest import NEW_YORK, AppServer, OpenPage, only_in, ready
from tracker.paths import data_folder
from tracker.store import open_ledger


def click_bar(page: Page, text: str) -> None:
    """Clicks the first bar of the chart on which these words stand."""
    label = page.locator(".js-plotly-plot .bartext").filter(has_text=text).first
    label.scroll_into_view_if_needed()
    box = label.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] - 4, box["y"] + box["height"] / 2)


@only_in(NEW_YORK)
def test_a_click_on_a_band_leads_to_the_person(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all(tracker.read_workspace(data_folder() / "samples" / "program").tables())
    page = open_page()
    expect(page.get_by_role("combobox", name="Traveler")).to_have_value("Everybody (8 people)")
    click_bar(page, "Covered")
    expect(page.get_by_role("combobox", name="Traveler")).to_have_value("Ada Anybody")
    ready(page)
    chart = page.locator(".js-plotly-plot")
    expect(chart).to_contain_text("requested → issued → delivered, receipt kept")
    expect(chart).to_contain_text("Germany: certificate ends Dec 18, 2026")


def test_a_click_on_a_month_shows_its_days(app_server: AppServer, open_page: OpenPage) -> None:
    start = dt.date(2020, 1, 1)
    days = [str(start + dt.timedelta(days=3 * n)) for n in range(600)]
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all(
        {
            "trips": pd.DataFrame(
                [{"trip": f"t{day}", "country": "FR", "first_day": day, "last_day": day} for day in days]
            )
        }
    )
    page = open_page()
    expect(page.get_by_text("Each column is 1 month")).to_be_visible()
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    box = plot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 25)
    expect(page.get_by_text("Drawn here:")).to_be_visible()
    ready(page)
    first, last = page.locator(".js-plotly-plot").evaluate("plot => plot._fullLayout.xaxis.range")
    assert 27 <= (dt.date.fromisoformat(last[:10]) - dt.date.fromisoformat(first[:10])).days <= 31
    expect(page.locator(".js-plotly-plot")).to_contain_text("France")
