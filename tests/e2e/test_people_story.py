"""A program in a real browser: find one person among many, open the cases, set one fact for two people."""

from __future__ import annotations

from playwright.sync_api import expect

import tracker
from tests.e2e.conftest import TOKYO, AppServer, OpenPage, only_in, ready
from tracker.paths import data_folder
from tracker.store import open_ledger

HEAD, ROW = 36, 70  # pixels


@only_in(TOKYO)
def test_from_the_table_to_one_persons_cases(app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all(tracker.read_workspace(data_folder() / "samples" / "program").tables())
    page = open_page("people")
    expect(page.get_by_text("8 people.")).to_be_visible()

    grid = page.get_by_test_id("stDataFrame").first
    for row in (0, 1):  # the table must not move under the pointer after the first tick
        grid.click(position={"x": 16, "y": HEAD + ROW // 2 + row * ROW})
        ready(page)
    chosen = page.get_by_test_id("stMultiSelect").filter(has_text="Chosen people")
    expect(chosen).to_contain_text("Hana Hypothetical")
    expect(chosen).to_contain_text("Eve Example")

    page.get_by_role("button", name="Clear all").last.click()
    ready(page)
    page.get_by_role("textbox", name="Name").fill("finn")
    page.keyboard.press("Enter")
    ready(page)
    expect(page.get_by_text("1 person of 8.")).to_be_visible()
    page.get_by_role("button", name="Cases of Finn Fictional").click()
    ready(page)
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    expect(page.get_by_role("heading", name="Romania")).to_be_visible()
    expect(page.get_by_text("1 work period, newest first.")).to_be_visible()
    expect(page.get_by_text("What both systems may charge")).to_be_visible()

    page.get_by_role("link", name="People").first.click()
    ready(page)
    expect(page.get_by_text("1 person of 8.")).to_be_visible()
