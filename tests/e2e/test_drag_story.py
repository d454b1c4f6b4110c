"""Dragging a trip to other days: by mouse, by keyboard and by finger; nothing is stored before Save."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NEW_YORK, TOKYO, AppServer, OpenPage, only_in, ready
from tests.pages.ledgers import fill
from tracker.store import Ledger, open_ledger

# France alone until it reaches the trip to Thailand within 30 days: 31 days lie between, 28 after three days
# more. From 14 May to 31 August are 110 more days without an entry.
LOG = {
    "trips": [
        {"trip": "fr", "country": "FR", "place": "Lyon", "first_day": "2026-03-01", "last_day": "2026-03-31"},
        {"trip": "th", "country": "TH", "place": "Krabi", "first_day": "2026-05-02", "last_day": "2026-05-13"},
        {"trip": "us", "country": "US", "first_day": "2026-09-01"},
    ]
}
Spans = dict[str, tuple[str, str]]


@pytest.fixture
def ledger(app_server: AppServer) -> Ledger:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill(ledger, LOG)
    return ledger


def spans(ledger: Ledger) -> Spans:
    return {row["trip"]: (row["first_day"], row["last_day"]) for row in ledger.rows("trips").to_dict("records")}


STORED = {"fr": ("2026-03-01", "2026-03-31"), "th": ("2026-05-02", "2026-05-13"), "us": ("2026-09-01", "")}


def bar_of(page: Page, name: str) -> Locator:
    """The bar, in view and at rest, where a pointer can reach it."""
    ready(page)
    bar = page.get_by_role("button", name=f"{name}:")
    bar.focus()  # scrolls it into view, sideways too
    wait_for_rest(page, bar)  # what lies above it may still grow
    return bar


def wait_for_rest(page: Page, bar: Locator) -> None:
    places = [bar.bounding_box()]
    while len(places) < 4 or any(place != places[-1] for place in places[-4:]):
        assert len(places) < 100, "the bar does not come to rest"
        page.wait_for_timeout(150)
        places.append(bar.bounding_box())


def days_wide(bar: Locator, days: int) -> tuple[float, float]:
    """Pixels of a day, and the middle of the bar."""
    box = bar.locator(".paint").bounding_box()
    assert box is not None
    return box["width"] / days, box["x"] + box["width"] / 2


def preview(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def middle_height(bar: Locator) -> float:
    box = bar.bounding_box()
    assert box is not None
    return float(box["y"] + box["height"] / 2)


def test_a_trip_is_dragged_previewed_saved_and_undone(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page("trips")
    bar = bar_of(page, "France, Lyon")
    day, x = days_wide(bar, 31)
    y = middle_height(bar)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3 * day, y, steps=6)
    expect(page.locator(".status")).to_have_text(
        "France, Lyon: Mar 4 – Apr 3, 2026, 31 days, first and last day counted."
    )
    page.mouse.up()
    expect(preview(page, "becomes mixed: pause and clarify, because of trip th")).to_be_visible()
    expect(preview(page, "3 fewer days Nothing logged (141 → 138)")).to_be_visible()
    assert spans(ledger) == STORED, "nothing may be stored before Save"

    page.get_by_role("button", name="Save the new dates").click()
    expect(page.get_by_text("Moved: France, Lyon, from Mar 1 – 31, 2026 to Mar 4 – Apr 3, 2026.")).to_be_visible()
    assert spans(ledger) == STORED | {"fr": ("2026-03-04", "2026-04-03")}
    expect(page.get_by_role("button", name="France, Lyon: Mar 4 – Apr 3, 2026")).to_be_visible()
    ready(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="France, Lyon: Mar 1 – 31, 2026")).to_be_visible()
    assert spans(ledger) == STORED


@only_in(NEW_YORK)  # the other two drag in both places
def test_an_end_is_stretched_and_a_bar_without_a_drag_opens_its_trip(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page("trips")
    bar = bar_of(page, "Thailand, Krabi")
    day, _ = days_wide(bar, 12)
    grip = bar.locator(".grip.last").bounding_box()
    assert grip is not None
    assert grip["width"] >= 20
    x, y = grip["x"] + grip["width"] / 2, middle_height(bar)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12 * day, y, steps=6)
    page.mouse.up()
    expect(preview(page, "12 more days Not under the US system (12 → 24)")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Thailand, Krabi: May 2 – 13, 2026, 12 days")).to_be_visible()
    ready(page)
    bar_of(page, "Thailand, Krabi").click()
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Place")).to_have_value("Krabi")
    assert spans(ledger) == STORED


def test_the_keyboard_does_the_same(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page("trips")
    bar = bar_of(page, "France, Lyon")
    spoken = page.locator(".spoken")
    for keys, said in {
        "ArrowRight": "Mar 2 – Apr 1, 2026, 31 days",
        "PageDown": "Mar 9 – Apr 8, 2026, 31 days",
        "Shift+ArrowLeft": "Mar 9 – Apr 7, 2026, 30 days",
        "Alt+ArrowLeft": "Mar 8 – Apr 7, 2026, 31 days",
    }.items():
        bar.press(keys)
        expect(spoken).to_have_text(f"France, Lyon: {said}, first and last day counted.")
    bar.press("Escape")
    expect(spoken).to_have_text("Back at: France, Lyon: Mar 1 – 31, 2026, 31 days, first and last day counted.")
    bar.press("Shift+PageDown")
    bar.press("Enter")
    expect(spoken).to_contain_text("becomes mixed")
    expect(bar).to_be_focused()
    bar.press("Escape")
    expect(page.get_by_text("If you save:")).to_have_count(0)
    ready(page)
    bar.press("Shift+PageDown")
    bar.press("Enter")
    page.get_by_role("button", name="Save the new dates").press("Enter")
    expect(page.get_by_text("to Mar 1 – Apr 7, 2026.")).to_be_visible()
    assert spans(ledger) == STORED | {"fr": ("2026-03-01", "2026-04-07")}

    ongoing = bar_of(page, "United States")
    ongoing.press("Shift+ArrowRight")
    expect(spoken).to_have_text("United States is ongoing: only its first day can be moved.")
    ongoing.press("ArrowLeft")
    expect(spoken).to_contain_text("since Aug 31, 2026")


def touch(page: Page, *moves: tuple[str, float, float]) -> None:
    session = page.context.new_cdp_session(page)
    for kind, x, y in moves:
        points: list[dict[str, Any]] = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@only_in(TOKYO)
def test_a_finger_moves_a_bar_sideways_and_the_page_up_and_down(open_page: OpenPage, ledger: Ledger) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_page("trips", **phone)
    bar = bar_of(page, "France, Lyon")
    main = page.get_by_test_id("stMain")
    day, x = days_wide(bar, 31)
    y = middle_height(bar)
    down = [("touchMove", x, y - 20.0 * step) for step in range(1, 8)]
    scrolled = main.evaluate("main => main.scrollTop")
    touch(page, ("touchStart", x, y), *down, ("touchEnd", 0, 0))
    wait_for_rest(page, bar)
    assert main.evaluate("main => main.scrollTop") > scrolled + 50, "a bar must not hold the page"
    expect(page.get_by_text("If you save:")).to_have_count(0)

    main.evaluate("(main, top) => { main.scrollTop = top; }", scrolled)  # a quick finger throws the page further
    wait_for_rest(page, bar)
    day, x = days_wide(bar, 31)
    y = middle_height(bar)
    across = [("touchMove", x + 3 * day * step / 6, y) for step in range(1, 7)]
    touch(page, ("touchStart", x, y), *across, ("touchEnd", 0, 0))
    expect(preview(page, "becomes mixed: pause and clarify")).to_be_visible()
    assert main.evaluate("element => element.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Save the new dates").tap()
    expect(page.get_by_text("Moved: France, Lyon")).to_be_visible()
    assert spans(ledger)["fr"] == ("2026-03-04", "2026-04-03")
