"""Around midnight "today" is the reader's day, not the server's: on the page, in a form, and in what is saved."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import AppServer, OpenPage, Surroundings, ready
from tests.pages.ledgers import fill
from tracker.store import open_ledger
from tracker.ui.text import day_text

MIXED = {
    "trips": [
        {"trip": "fr", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-31"},
        {"trip": "th", "country": "TH", "first_day": "2026-04-02", "last_day": "2026-04-13"},
    ]
}


def zone_in_its(hour: int) -> str:
    """A time zone whose clocks show this hour now, on another day than UTC's clocks if there is one."""
    now = dt.datetime.now(dt.UTC)
    found = [
        offset for offset in range(-12, 15) if (now + dt.timedelta(hours=offset)).hour == hour
    ]  # there is a zone for each: 27 hours, so every hour of the day
    ahead = max(found, key=lambda offset: (now + dt.timedelta(hours=offset)).date() != now.date())
    return f"Etc/GMT{-ahead:+d}"  # the sign of these names counts westward


@pytest.fixture(params=[23, 0], ids=["last hour of the day", "first hour of the day"])
def surroundings(request: pytest.FixtureRequest) -> Surroundings:
    """In place of New York and Tokyo: where midnight is near."""
    return Surroundings(zone_in_its(request.param), "light")


def test_today_is_the_day_on_the_readers_calendar(
    app_server: AppServer, open_page: OpenPage, surroundings: Surroundings
) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill(ledger, MIXED)
    before = surroundings.today()
    page = open_page("cases")
    shown = page.get_by_text(" · as of ").inner_text()
    page.get_by_text("Clarifications · 0").click()
    page.get_by_role("textbox", name="By whom?").first.fill("SSA, by phone")
    page.get_by_role("textbox", name="What was the answer?").first.fill("One assignment")
    page.get_by_role("button", name="Record the answer").first.click()
    ready(page)
    expect(page.get_by_text("Clarification recorded.")).to_be_visible()
    days = {before, surroundings.today()}  # midnight may pass
    assert any(f" · as of {day_text(day)} · " in shown for day in days)
    (saved,) = ledger.rows("clarifications")["clarified_on"]
    assert saved in {day.isoformat() for day in days}
