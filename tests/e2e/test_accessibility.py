"""Every page meets WCAG 2.2 AA as far as axe-core can tell, in both themes, and fits a phone.

A new page joins by being in the list of pages. What is not ours to mend stands in ``KNOWN``, by name and with its
reason; an entry that is no longer met fails the test, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.e2e.conftest import NEW_YORK, AppServer, OpenPage, ready
from tests.pages.ledgers import fill_with_sample
from tracker.pages.filing import STEPS
from tracker.store import open_ledger
from tracker.ui.navigation import PAGES, PageSpec

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# As high as it takes to show the whole page: axe measures only what is in view.
WIDE, PHONE = ViewportSize(width=1280, height=5000), ViewportSize(width=390, height=9000)
CLOSED_SECTION = "[data-testid=stExpander] details:not([open]) > summary"


@dataclass(frozen=True)
class Known:
    """A violation that we cannot mend: the rule of axe, a CSS selector of the element, why, and the pages it is on.

    ``always``: whether every machine shows it. What hangs on the width of a font shows on some machines only.
    """

    rule: str
    element: str
    why: str
    pages: frozenset[str]
    always: bool = True


KNOWN = (
    Known(
        "target-size",
        "[data-testid=stDateInput] [role=spinbutton]",
        "Streamlit: month and day of a date field are 18 × 20 px; the field around them takes the click as well.",
        frozenset({"timeline", "cases", "filing"}),
    ),
    Known(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "Streamlit: the area to drop a file on is presentational and has a name; the button inside it does the same.",
        frozenset({"trips", "filing", "backup"}),
    ),
    Known(
        "scrollable-region-focusable",
        "[data-testid=stTable] div",
        "Streamlit: a table wider than the phone scrolls in a box without a tabindex; browsers let the keys reach it.",
        frozenset({"cases"}),
        always=False,  # whether the table is wider than the phone depends on the font that is installed
    ),
)


@dataclass(frozen=True)
class Violation:
    """What axe found: the rule, where (CSS), and how the page looked then."""

    rule: str
    target: str
    problem: str
    look: str
    known: Known | None


def violations(page: Page, look: str) -> list[Violation]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": list(RULES)}).response["violations"]
    return [
        Violation(
            rule["id"],
            str(node["target"]),
            f"{node['html'][:200]} {node['failureSummary']}",
            look,
            known(page, rule, node),
        )
        for rule in found
        for node in rule["nodes"]
    ]


def known(page: Page, rule: dict[str, Any], node: dict[str, Any]) -> Known | None:
    """The entry for this element. Elements inside our own component (a target of several steps) have none."""
    if len(node["target"]) != 1 or not isinstance(node["target"][0], str):
        return None
    matches = "([target, element]) => document.querySelector(target)?.matches(element) ?? false"
    entries = (entry for entry in KNOWN if entry.rule == rule["id"])
    return next((entry for entry in entries if page.evaluate(matches, [node["target"][0], entry.element])), None)


def too_wide(page: Page) -> bool:
    """Whether the page as a whole scrolls sideways."""
    widest = (
        "() => Math.max(...document.querySelectorAll('html, [data-testid=stMain]').values().map(e => e.scrollWidth))"
    )
    return bool(page.evaluate(f"({widest})() > window.innerWidth"))


def wait_until_it_rests(page: Page) -> None:
    """Wait until the page has kept its height for half a second: tables are laid out after the run has ended."""
    page.evaluate("window.restsAt = [0, 0]")
    page.wait_for_function(
        """() => {
            const height = document.querySelector('[data-testid=stMain]').scrollHeight;
            if (height !== window.restsAt[0]) window.restsAt = [height, performance.now()];
            return performance.now() - window.restsAt[1] > 500;
        }"""
    )


def resize(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.wait_for_timeout(300)  # the page tells the server, which draws it anew
    ready(page)


def open_sections(page: Page) -> None:
    closed = page.locator(CLOSED_SECTION)
    while closed.count():  # one after the other: each opens by a run of the page
        closed.first.click()
        ready(page)


once = pytest.mark.parametrize("surroundings", [NEW_YORK], ids=["both themes"])


@once
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.url_path)
def test_a_page_is_accessible_and_fits_a_phone(spec: PageSpec, app_server: AppServer, open_page: OpenPage) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    fill_with_sample(ledger, "program")
    page = open_page(spec.url_path, color_scheme="dark", viewport=PHONE)
    wait_until_it_rests(page)
    assert not too_wide(page)
    found = violations(page, "dark, phone")

    app_server.empty_the_ledger()
    fill_with_sample(ledger, "employee")  # one case with everything: its sections are soon opened
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    page.reload()  # in the window that knows the program already
    ready(page)
    open_sections(page)
    found += violations(page, "light, wide, sections open")
    for step in STEPS if spec.url_path == "filing" else ():
        page.get_by_role("radio", name=step).click()
        ready(page)
        open_sections(page)
        found += violations(page, f"light, wide, {step}")
    resize(page, PHONE)
    assert not too_wide(page)

    ours = [one for one in found if one.known is None or spec.url_path not in one.known.pages]
    assert not ours
    expected = {entry for entry in KNOWN if entry.always and spec.url_path in entry.pages}
    gone = expected - {one.known for one in found}
    assert not gone, "take this page out of the entry"


@once
def test_a_phone_shows_the_first_page_and_a_sample(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    assert not violations(page, "empty, light, phone")
    assert not too_wide(page)
    page.get_by_role("button", name="Open this sample").first.click()
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    page.wait_for_function("plot => plot.getBoundingClientRect().width > 300", arg=plot.element_handle())


@once
def test_the_checks_find_what_they_look_for(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    page.set_content('<main data-testid="stMain"><h1>Page</h1><p style="color:#aaa">Pale</p></main>')
    assert {one.rule for one in violations(page, "")} == {"color-contrast", "document-title", "html-has-lang"}
    assert not too_wide(page)
    page.set_content('<main data-testid="stMain" style="overflow:auto"><p style="width:400px">Wide</p></main>')
    assert too_wide(page)


def test_every_page_named_in_the_list_exists() -> None:
    assert frozenset().union(*(entry.pages for entry in KNOWN)) <= {spec.url_path for spec in PAGES}
