"""Bring your own list: a messy file, 40 people of an HR list, a corrected list, the choices used again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import TOKYO, AppServer, OpenPage, only_in, ready
from tracker.store import Ledger, open_ledger

pytestmark = only_in(TOKYO)  # the server reads the files

MESSY = """Trips of Ann,,,,,
,,,,,
Where,Arrival,Departure,Trip type,Seat,Comments
Germany,03/02/2026,03/06/2026,Business,12A,Berlin client
Thailand,03/20/2026,03/27/2026,Vacation,,
"Korea, Republic of",04/06/2026,04/10/2026,Offsite,4C,
Atlantis,05/01/2026,05/02/2026,Business,,
"""
MONTHS = ("Jan", "Feb", "Mar", "Apr")
HR = "Employee ID,Employee name,Host country,Assignment start,Assignment end,Cost center\n" + "".join(
    f"E{1000 + n},Person {n:02d} Example,{('Germany', 'France')[n % 2]},{n % 28 + 1}-{MONTHS[n % 4]}-2026,,410\n"
    for n in range(40)
)
FIRST = "Country,Place,Start,End,Purpose\nGermany,Berlin,2026-01-05,,Business\n"
CORRECTED = FIRST.replace("2026-01-05,", "2026-01-05,2026-03-20") + "France,Lyon,2026-03-23,2026-04-10,Business\n"


class Hand:
    """Counts what a person does: files that are chosen, answers, buttons."""

    def __init__(self, page: Page) -> None:
        self.page, self.moves = page, 0

    def bring(self, text: str, name: str) -> None:
        self.page.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
        expect(self.page.get_by_role("heading", name="Your import")).to_be_visible()
        self.done()

    def click(self, on: Locator) -> None:
        on.click()
        self.done()

    def pick(self, label: str, option: str) -> None:
        box = self.page.get_by_test_id("stSelectbox").filter(has_text=label).get_by_role("combobox")
        box.focus()
        box.press("ArrowDown")
        box.fill(option)
        self.click(self.page.get_by_role("option", name=option, exact=True).first)

    def answer(self, question: str, words: str) -> None:
        group = self.page.get_by_role("radiogroup").filter(has=self.page.get_by_text(question))
        self.click(group.or_(self.page.get_by_role("radiogroup", name=question)).first.get_by_text(words).first)

    def done(self) -> None:
        self.moves += 1
        ready(self.page)


def stored(app_server: AppServer) -> Ledger:
    return open_ledger(f"sqlite:///{app_server.database.as_posix()}")


def test_a_messy_file_becomes_a_right_timeline_in_under_ten_clicks(
    open_page: OpenPage, app_server: AppServer, tmp_path: Path
) -> None:
    page = open_page("trips")
    hand = Hand(page)
    hand.bring(MESSY, "Ann's trips (final).txt")
    hand.answer("“Offsite”", "Work")
    page.reload()  # as after a restart: nothing is lost
    ready(page)
    expect(page.get_by_text("Atlantis").last).to_be_visible()
    hand.click(page.get_by_role("button", name="Import 3 trips"))
    expect(page.get_by_text("1 line was left out.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download 1 line").click()
    left_out = tmp_path / "left-out.csv"
    download.value.save_as(left_out)
    assert "Atlantis" in left_out.read_text(encoding="utf-8-sig")
    hand.click(page.get_by_role("link", name="Timeline").first)
    assert hand.moves < 10
    rows = stored(app_server).rows("trips").sort_values("first_day")
    assert rows[["country", "first_day", "last_day", "activity"]].to_numpy().tolist() == [
        ["DE", "2026-03-02", "2026-03-06", "work"],
        ["TH", "2026-03-20", "2026-03-27", "non_work"],
        ["KR", "2026-04-06", "2026-04-10", "work"],
    ]


def test_forty_people_of_an_hr_list_are_asked_about_once(open_page: OpenPage, app_server: AppServer) -> None:
    page = open_page("trips")
    hand = Hand(page)
    hand.bring(HR, "HR extract.csv")
    hand.pick("40 people are new in your log. How do they work abroad?", "Employees whom a US employer sent there")
    hand.pick("40 people are new in your log. In which country do they live?", "United States")
    hand.click(page.get_by_role("button", name="Import 40 trips"))
    ledger = stored(app_server)
    assert ledger.rows("trips")["traveler"].nunique() == 40
    assert set(ledger.rows("assignments")["worker"]) == {"employee"}
    assert ledger.rows("travelers")["name"].str.endswith("Example").all()
    hand.click(page.get_by_role("button", name="Undo"))
    assert ledger.is_empty()
    assert hand.moves < 10


def test_a_corrected_list_corrects_and_its_choices_are_used_again(open_page: OpenPage, app_server: AppServer) -> None:
    page = open_page("trips")
    hand = Hand(page)
    hand.bring(FIRST.replace("Business", "Offsite"), "first.csv")
    hand.answer("“Offsite”", "Work")
    hand.click(page.get_by_role("button", name="Import 1 trip"))
    hand.bring(CORRECTED.replace("Business", "Offsite"), "second.csv")
    expect(page.get_by_text("You brought a list like this before")).to_be_visible()
    hand.answer("1 row looks like a stored trip", "Correct the stored trips")
    hand.click(page.get_by_role("button", name="Import 1 trip and correct 1 trip"))
    rows = stored(app_server).rows("trips").sort_values("first_day")
    assert rows[["country", "first_day", "last_day", "activity"]].to_numpy().tolist() == [
        ["DE", "2026-01-05", "2026-03-20", "work"],
        ["FR", "2026-03-23", "2026-04-10", "work"],
    ]
    assert hand.moves < 10
