"""The first story: log a trip, see the gap appear, take the dates away and read them back."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import LOOPBACK, AppServer, OpenPage, ready
from tracker.filing import FILING_COLUMNS
from tracker.store import open_ledger
from tracker.ui.text import day_text

VISIBLE_DAYS = "plot => plot._fullLayout.xaxis.range"


def pick_country(form: Page | Locator, page: Page, name: str) -> None:
    form.get_by_role("combobox", name="Country").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name, exact=True).click()


def type_day(form: Page | Locator, page: Page, label: str, iso: str) -> None:
    """Types into the date field's parts, as a person does."""
    year, month, day = iso.split("-")
    form.get_by_role("group", name=label).get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{year}{month}{day}")


def log_trip(page: Page, country: str, first_day: str, last_day: str) -> None:
    pick_country(page, page, country)
    type_day(page, page, "First day there", first_day)
    type_day(page, page, "Last day there", last_day)
    ready(page)
    page.get_by_role("button", name="Log this trip").click()
    expect(page.get_by_text(f"Logged: {country}")).to_be_visible()
    ready(page)


def test_log_a_trip_see_the_gap_download_the_dates(
    open_page: OpenPage, requested_hosts: set[str], tmp_path: Path
) -> None:
    page = open_page()
    log_trip(page, "France", "2026-01-01", "2026-01-31")
    expect(page.get_by_text("What to do next:")).to_be_visible()

    page.get_by_role("link", name="Trips").first.click()
    ready(page)
    log_trip(page, "United Kingdom", "2026-02-11", "2026-03-20")

    page.get_by_role("link", name="Timeline").first.click()
    ready(page)
    expect(page.get_by_text("1 – 10 Feb 2026 · 10 days")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_contain_text("Unclear: answer a question")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the filing dates").click()
    saved = tmp_path / "dates.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(FILING_COLUMNS) <= set(rows[0])
    assert [(row["agreement_country"], row["beginning_date"], row["anticipated_end"]) for row in rows] == [
        ("FR", "2026-01-01", "2026-01-31"),
        ("GB", "2026-02-11", "2026-03-20"),
    ]
    assert requested_hosts <= LOOPBACK


def test_the_gap_is_logged_from_the_timeline_and_undone(open_page: OpenPage, app_server: AppServer) -> None:
    page = open_page()
    log_trip(page, "France", "2026-01-01", "2026-01-31")
    page.get_by_role("link", name="Trips").first.click()
    ready(page)
    log_trip(page, "France", "2026-02-11", "2026-03-20")
    page.get_by_role("link", name="Timeline").first.click()
    ready(page)
    page.get_by_role("button", name="Log these days").click()
    dialog = page.get_by_role("dialog")
    pick_country(dialog, page, "United States")
    dialog.get_by_role("combobox", name="Assignment").click()
    page.keyboard.type("book tour")
    page.keyboard.press("Enter")  # a name that is new makes the assignment, too
    ready(page)
    dialog.get_by_role("button", name="Log this trip").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Logged: United States, 1 – 10 Feb 2026")).to_be_visible()
    expect(page.get_by_role("button", name="Log these days")).to_have_count(0)
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    assert ledger.rows("assignments")["assignment"].tolist() == ["book tour"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Log these days")).to_be_visible()
    assert ledger.rows("assignments").empty


def test_a_phone_shows_everything_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.get_by_role("button", name="Open this sample").first.click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    ready(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= window.innerWidth")
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    page.wait_for_function("plot => plot.getBoundingClientRect().width > 300", arg=plot.element_handle())


def test_a_click_on_a_bar_opens_its_trip(open_page: OpenPage) -> None:
    page = open_page()
    log_trip(page, "France", "2026-01-01", "2026-03-31")
    chart = page.locator(".js-plotly-plot")
    chart.hover()
    chart.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(1500)  # plotly moves the bars for a moment, then the page draws them for the new days
    ready(page)
    zoomed = chart.evaluate(VISIBLE_DAYS)
    label = page.locator(".js-plotly-plot text").filter(has_text="France").first
    box = label.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] - 30, box["y"] + box["height"] / 2)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert chart.evaluate(VISIBLE_DAYS) == zoomed, "opening a trip must not lose the zoom"
    place = dialog.get_by_role("textbox", name="Place")
    place.fill("Lyon")
    place.press("Tab")
    ready(page)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Saved: France")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_contain_text("Lyon")
    assert chart.evaluate(VISIBLE_DAYS) == zoomed, "an edit must not lose the zoom"
    page.get_by_text("This year").click()
    page.wait_for_timeout(1500)
    ready(page)
    assert chart.evaluate(VISIBLE_DAYS) != zoomed, "other days begin unzoomed"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_today_is_the_day_on_the_browsers_calendar(open_page: OpenPage, zone: str) -> None:
    before = dt.datetime.now(ZoneInfo(zone)).date()
    page = open_page(timezone_id=zone)
    shown = page.get_by_text("as of").first.inner_text()
    after = dt.datetime.now(ZoneInfo(zone)).date()
    assert any(f"as of {day_text(day)} " in shown for day in (before, after))
