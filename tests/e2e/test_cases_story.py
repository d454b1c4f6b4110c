"""The Cases page in a real browser: a question is answered on a card, and the verdict changes."""

from __future__ import annotations

import pandas as pd
from playwright.sync_api import expect

from tests.e2e.conftest import NEW_YORK, TOKYO, AppServer, OpenPage, choose, only_in, ready
from tests.pages.ledgers import fill_with_sample
from tracker.store import open_ledger

TRIP = {"trip": "t1", "country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01"}


@only_in(TOKYO)
def test_an_answer_on_a_card_changes_the_verdict(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all({"trips": pd.DataFrame([TRIP])})
    page = open_page("cases")
    expect(page.get_by_role("heading", name="Not known yet")).to_be_visible()
    choose(page, "How do you work here?", "Self-employed, for")
    choose(page, "Are you normally self-employed in the US", "Yes")
    page.get_by_role("button", name="Save the answers").click()
    ready(page)
    expect(page.get_by_role("heading", name="Yes, from SSA")).to_be_visible()
    expect(page.get_by_text("Request a certificate", exact=True)).to_be_visible()
    assert list(ledger.rows("assignments")["business_in_us"]) == ["yes"]
    page.get_by_role("button", name="Undo").click()
    ready(page)
    expect(page.get_by_role("heading", name="Not known yet")).to_be_visible()
    assert not len(ledger.rows("assignments"))


def test_a_section_stays_open_when_a_row_is_added_to_it(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all({"trips": pd.DataFrame([TRIP | {"country": "GB"}])})
    page = open_page("cases")
    page.get_by_text("Where you lived · 0").click()
    ready(page)
    choose(page, "Country where you lived", "Portugal", typed="Portug")
    page.get_by_role("spinbutton", name="month, First day of living there").click()
    page.keyboard.type("02012026")
    page.get_by_role("button", name="Save the residence").click()
    ready(page)
    expect(page.get_by_text("Where you lived · 1")).to_be_visible()
    expect(page.get_by_role("button", name="Save the residence")).to_be_visible()
    assert ledger.rows("residences")[["country", "first_day"]].to_numpy().tolist() == [["PT", "2026-02-01"]]


@only_in(NEW_YORK)
def test_a_mixed_case_is_explained_and_a_clarification_moves_it_on(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill_with_sample(ledger, "mixed")
    page = open_page("cases")
    expect(page.get_by_text("Why it is mixed.")).to_be_visible()
    expect(page.get_by_text("What would remain")).to_be_visible()
    expect(page.get_by_text("Pause and clarify").first).to_be_visible()
    page.get_by_text("Clarifications · 0").click()
    ready(page)
    page.get_by_role("textbox", name="By whom?").fill("SSA, by phone")
    page.get_by_role("textbox", name="What was the answer?").fill("Ask for France alone.")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_text("The case moves from “Resolve first” to “Request a certificate”.")).to_be_visible()
    expect(page.get_by_text("Request a certificate", exact=True).first).to_be_visible()
    assert ledger.rows("clarifications")["by"].tolist() == ["SSA, by phone"]


@only_in(TOKYO)
def test_what_both_systems_may_charge_is_estimated_from_typed_figures_only(
    app_server: AppServer, open_page: OpenPage
) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill_with_sample(ledger, "mixed")
    page = open_page("cases")
    expect(page.get_by_text("Both systems may charge all 117 work days abroad")).to_be_visible()
    expect(page.get_by_label("Earnings of this work")).to_have_count(0)
    page.get_by_text("Estimate what these days could cost").click()
    ready(page)
    page.get_by_label("Earnings of this work in 2026").fill("10000")
    page.get_by_label("Rate in France, in percent").fill("20")
    page.get_by_label("Source of the rate in France").fill("The fund's letter")
    page.keyboard.press("Tab")
    expect(page.get_by_text("France: 10,000.00 ×")).to_be_visible()
    expect(page.get_by_text("Source of the rate: The fund's letter")).to_be_visible()
    assert b"The fund's letter" not in app_server.database.read_bytes()
