"""A change is tried in a scenario, read, applied to the log, seen on the Timeline and undone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import TOKYO, AppServer, OpenPage, choose, only_in, ready
from tests.e2e.test_drag_story import bar_of
from tests.e2e.test_first_story import type_day
from tests.pages.ledgers import fill_with_sample
from tracker.store import open_ledger


@only_in(TOKYO)  # typed and dragged days are read in both places by other stories
def test_a_plan_is_tried_applied_and_undone(open_page: OpenPage, app_server: AppServer) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill_with_sample(ledger, "mixed")
    logged = ledger.rows("trips")
    page = open_page()
    page.get_by_role("button", name="Try a change without saving").click()
    page.get_by_role("textbox", name="Name").fill("No Bangkok, no Genoa")
    page.get_by_role("button", name="Start this scenario").click()
    expect(page.get_by_text("No day and no case gets another answer.")).to_be_visible()

    # By keyboard: the three days in Bangkok begin and end a week later, over days in Marseille.
    bar = bar_of(page, "Thailand, Bangkok")
    bar.press("PageDown")
    bar.press("Enter")
    expect(page.get_by_text("Thailand, Bangkok: May 3 – 5, 2026 → May 10 – 12, 2026")).to_be_visible()
    expect(page.get_by_role("button", name="Thailand, Bangkok: May 10 – 12, 2026")).to_be_visible()
    for place in ("Thailand, Bangkok", "Italy, Genoa"):
        ready(page)
        bar_of(page, place).click()
        page.get_by_role("dialog").get_by_role("button", name="Drop it from the scenario").click()
        expect(page.get_by_text(f"Dropped: {place}")).to_be_visible()
    expect(page.get_by_text("March – June 2026 is no longer mixed")).to_be_visible()

    ready(page)
    page.get_by_role("button", name="Add a trip").click()
    dialog = page.get_by_role("dialog")
    choose(dialog, "Country", "Portugal", typed="Portug")
    type_day(dialog, page, "Arrived / first day", "2026-10-05")
    type_day(dialog, page, "Last day", "2026-10-09")
    ready(page)
    dialog.get_by_role("button", name="Add it to the scenario").click()
    expect(page.get_by_text("Added (planned): Portugal, Oct 5 – 9, 2026")).to_be_visible()
    assert ledger.rows("trips").equals(logged), "nothing may reach the log before it is applied"

    ready(page)
    page.get_by_role("button", name="Apply to my log").click()
    page.get_by_role("dialog").get_by_role("button", name="Change my log").click()
    applied = "to your log: 1 trip added, 2 dropped"
    expect(page.get_by_text(applied)).to_be_visible()
    expect(page.get_by_text("All of it is in your log.")).to_be_visible()
    trips = ledger.rows("trips").set_index("trip")
    assert set(trips.index) == {*logged["trip"], "t1"} - {"m03", "m05"}
    assert trips.loc["t1", "certainty"] == "planned"

    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    expect(page.get_by_text("mixed: pause and clarify")).to_have_count(0)
    ready(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("mixed: pause and clarify").first).to_be_visible()
    assert set(ledger.rows("trips")["trip"]) == set(logged["trip"])
