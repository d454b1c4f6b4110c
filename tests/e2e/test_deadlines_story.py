"""The Deadlines page in a real browser: how much of a limit is used, a deadline of one's own, the calendar file."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page, expect

from tests.e2e.conftest import AppServer, OpenPage, Surroundings, ready
from tests.pages.ledgers import fill
from tracker.store import RowDeletion, open_ledger


def test_a_limit_is_seen_and_an_own_deadline_is_kept_until_done(
    app_server: AppServer, open_page: OpenPage, surroundings: Surroundings
) -> None:
    today = surroundings.today()
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fact = {"worker": "self_employed", "business_in_us": "yes", "expected_last_day": str(today + dt.timedelta(days=90))}
    trip = {"trip": "t1", "country": "DE", "first_day": str(today - dt.timedelta(days=29)), "assignment": "a"}
    assignment = {"assignment": "a", "traveler": "me", "host": "DE", **fact}
    fill(ledger, {"trips": [trip | {"last_day": ""}], "assignments": [assignment]})
    page = open_page("deadlines")
    expect(page.locator(".js-plotly-plot")).to_contain_text("30 days")
    tomorrow = today + dt.timedelta(days=1)
    page.get_by_role("spinbutton", name="month, Last day to do it").click()
    page.keyboard.type(f"{tomorrow:%m%d%Y}")
    page.get_by_role("textbox", name="What to do").fill("Call the fund")
    page.get_by_role("button", name="Save the deadline").click()
    ready(page)
    assert ledger.rows("deadlines")[["day", "action"]].to_numpy().tolist() == [[str(tomorrow), "Call the fund"]]
    expect(page.get_by_text("Ahead: in 1 day")).to_be_visible()
    expect(page.get_by_text("Call the fund").first).to_be_visible()

    first = downloaded_calendar(page)
    assert f"DTSTART;VALUE=DATE:{tomorrow:%Y%m%d}".encode() in first
    assert downloaded_calendar(page) == first
    [row_id], [version] = ledger.rows("deadlines")[["row_id", "version"]].to_numpy().T.tolist()
    ledger.save("deadlines", deleted=[RowDeletion(row_id, version)])
    page.reload()
    ready(page)
    assert b"SUMMARY:Canceled: Call the fund" in downloaded_calendar(page)


def downloaded_calendar(page: Page) -> bytes:
    """What the button gives, which goes on from the file before it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as a calendar (.ics)").click()
    return download.value.path().read_bytes()
