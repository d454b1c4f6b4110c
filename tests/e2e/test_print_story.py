"""The print view in a real browser: the Timeline and what is open, on one sheet."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import tracker
from tests.e2e.conftest import NEW_YORK, TOKYO, AppServer, OpenPage, ready
from tracker.paths import data_folder
from tracker.store import open_ledger


def sheets(page: Page, paper: str) -> int:
    """Into how many pages the browser prints it."""
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format=paper, margin=margin)))


def crowded() -> dict[str, pd.DataFrame]:
    """Five years of short trips in a dozen countries, with holes between them."""
    hosts = ["FR", "DE", "IT", "ES", "PT", "GB", "IE", "NL", "JP", "KR", "TH", "SG", "HK"]
    start = dt.date(2021, 1, 4)
    trips = [
        {
            "trip": f"t{n}",
            "country": hosts[n % len(hosts)],
            "first_day": str(start + dt.timedelta(days=9 * n)),
            "last_day": str(start + dt.timedelta(days=9 * n + 4)),
            "assignment": f"a{n % 12}",
        }
        for n in range(200)
    ]
    return {"trips": pd.DataFrame(trips)}


# The crowded one is slow to print, and looks the same everywhere.
@pytest.mark.parametrize(
    ("surroundings", "tables"), [(NEW_YORK, "nomad"), (TOKYO, "nomad"), (TOKYO, "crowded")], ids=str
)
def test_the_timeline_prints_on_one_sheet(app_server: AppServer, open_page: OpenPage, tables: str) -> None:
    sample = tracker.read_workspace(data_folder() / "samples" / "nomad").tables()
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all(sample if tables == "nomad" else crowded())
    page = open_page()
    chart = page.locator(".js-plotly-plot .barlayer path")
    expect(chart.first).to_be_attached()
    if tables == "nomad":  # the crowded one takes long to print
        assert sheets(page, "Letter") > 1, "the page itself is no sheet"
    page.get_by_role("button", name="Print view").click()
    ready(page)
    expect(page.get_by_role("button", name="Print this sheet")).to_be_visible()
    expect(chart.first).to_be_attached()
    expect(page.get_by_text("not legal advice")).to_be_visible()
    papers = ("Letter", "A4") if tables == "nomad" else ("Letter",)
    assert {paper: sheets(page, paper) for paper in papers} == dict.fromkeys(papers, 1)
    page.get_by_role("button", name="Back to the timeline").click()
    ready(page)
    expect(page.get_by_role("radio", name="All")).to_be_visible()
