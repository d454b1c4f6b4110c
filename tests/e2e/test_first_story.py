"""The first story: log a trip, see the gap appear, take the dates away and read them back."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import TOKYO, AppServer, OpenPage, Surroundings, choose, only_in, ready
from tests.pages.ledgers import fill
from tracker.filing import FILING_COLUMNS
from tracker.store import open_ledger

FRANCE = {"trip": "t1", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-03-31"}
VISIBLE_DAYS = "plot => plot._fullLayout?.xaxis.range"  # none while it is drawn anew


def type_day(form: Page | Locator, page: Page, label: str, iso: str) -> None:
    """Types into the date field's parts, as a person does."""
    year, month, day = iso.split("-")
    form.get_by_role("group", name=label).get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{month}{day}{year}")


def log_trip(page: Page, country: str, first_day: str, last_day: str) -> None:
    choose(page, "Country", country, typed=country)
    type_day(page, page, "Arrived / first day", first_day)
    type_day(page, page, "Last day", last_day)
    ready(page)
    page.get_by_role("button", name="Save trip").click()
    expect(page.get_by_text(f"Added: {country}")).to_be_visible()
    ready(page)


def new_days(page: Page, chart: Locator, before: list[str]) -> list[str]:
    """The days that the chart shows, once they are others: plotly moves the bars, then the page draws them anew."""
    seen: list[list[str] | None] = [before]
    while seen[-1] in (before, None) or any(days != seen[-1] for days in seen[-4:]):
        assert len(seen) < 100, "the chart does not come to rest on other days"
        ready(page)
        seen.append(chart.evaluate(VISIBLE_DAYS))
    days = seen[-1]
    assert days is not None
    return days


def test_log_a_trip_see_the_gap_download_the_dates(
    open_page: OpenPage, surroundings: Surroundings, tmp_path: Path
) -> None:
    page = open_page()
    log_trip(page, "France", "2026-01-01", "2026-01-31")
    expect(page.get_by_text("What to do next:")).to_be_visible()

    page.get_by_role("link", name="Trips").first.click()
    ready(page)
    log_trip(page, "United Kingdom", "2026-02-11", "2026-03-20")

    page.get_by_role("link", name="Timeline").first.click()
    ready(page)
    expect(page.get_by_text("Feb 1 – 10, 2026 · 10 days")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_contain_text("Unclear: answer a question")

    before = surroundings.today()
    with page.expect_download() as download:
        page.get_by_role("button", name="Filing dates (CSV, for programs)").click()
    days = {before, surroundings.today()}  # midnight may pass
    assert download.value.suggested_filename in {f"coverline-filing-dates-{day}.csv" for day in days}
    saved = tmp_path / "dates.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(FILING_COLUMNS) <= set(rows[0])
    assert [(row["agreement_country"], row["beginning_date"], row["anticipated_end"]) for row in rows] == [
        ("FR", "2026-01-01", "2026-01-31"),
        ("GB", "2026-02-11", "2026-03-20"),
    ]


def test_the_gap_is_logged_from_the_timeline_and_undone(open_page: OpenPage, app_server: AppServer) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill(ledger, {"trips": [FRANCE | {"last_day": "2026-01-31"}, FRANCE | {"trip": "t2", "first_day": "2026-02-11"}]})
    page = open_page("timeline")  # typed by hand: the first page is at the root, and is meant
    expect(page.get_by_text("Page not found")).to_have_count(0)
    page.get_by_role("button", name="Log these days").click()
    dialog = page.get_by_role("dialog")
    choose(dialog, "Country", "United States", typed="United States")
    dialog.get_by_role("combobox", name="Project or assignment").click()
    page.keyboard.type("book tour")
    page.keyboard.press("Enter")  # a name that is new makes the assignment, too
    ready(page)
    dialog.get_by_role("button", name="Save trip").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Added: United States, Feb 1 – 10, 2026")).to_be_visible()
    expect(page.get_by_role("button", name="Log these days")).to_have_count(0)
    added = ledger.rows("trips").iloc[-1]
    assert (added["country"], added["first_day"], added["last_day"]) == ("US", "2026-02-01", "2026-02-10")
    assert ledger.rows("assignments")["assignment"].tolist() == ["book tour"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Log these days")).to_be_visible()
    assert ledger.rows("assignments").empty


@only_in(TOKYO)
def test_a_click_on_a_bar_opens_its_trip(open_page: OpenPage, app_server: AppServer) -> None:
    fill(open_ledger(f"sqlite:///{app_server.database.as_posix()}"), {"trips": [FRANCE]})
    page = open_page()
    chart = page.locator(".js-plotly-plot")
    chart.hover()
    whole = chart.evaluate(VISIBLE_DAYS)
    assert whole
    chart.get_by_role("button", name="Zoom in").click()
    zoomed = new_days(page, chart, whole)
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
    new_days(page, chart, zoomed)  # other days begin unzoomed
