"""The adviser's page in a browser: accessible, on a phone too, whole on paper, and it asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import tracker
from tests.e2e.conftest import OpenFile
from tests.e2e.test_accessibility import RULES
from tests.exchange.files import AS_OF
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.paths import data_folder

_TOO_WIDE = """() => [...document.querySelectorAll('main *')].filter(element =>
    !element.closest('svg') && getComputedStyle(element).display !== 'inline'
    && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0).map(element => element.outerHTML)"""
"""Elements whose content does not fit into them."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a program and the page of one of its people."""
    folder = tmp_path_factory.mktemp("adviser")
    workspace = tracker.read_workspace(data_folder() / "samples" / "program")
    long_word = "Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüssel" * 2
    workspace = workspace.with_tables(
        trips=workspace.trips.assign(place=long_word, note=f"https://x.invalid/{long_word}")
    )
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)
    choices = {"program": Choice(), "person": Choice(traveler="hana")}
    for name, choice in choices.items():
        (folder / f"{name}.html").write_bytes(ADVISER_HTML.to_bytes(analysis, choice))
    return {name: folder / f"{name}.html" for name in choices}


@pytest.mark.parametrize("name", ["program", "person"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_and_fits(name: str, width: int, files: dict[str, Path], open_file: OpenFile) -> None:
    # axe is a script, which the page itself forbids.
    page = open_file(files[name], viewport={"width": width, "height": 9000}, bypass_csp=True)
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": list(RULES)}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("paper", "width"), [("Letter", 725), ("A4", 703)])
def test_nothing_is_cut_on_paper(paper: str, width: int, files: dict[str, Path], open_file: OpenFile) -> None:
    page = open_file(files["program"], viewport={"width": width, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(_TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.pdf(format=paper, prefer_css_page_size=False).startswith(b"%PDF")


def test_the_list_of_people_leads_to_a_person_and_back(files: dict[str, Path], open_file: OpenFile) -> None:
    page = open_file(files["program"])
    page.get_by_role("table", name="Everyone in this file").get_by_role("link", name="Hana").click()
    assert page.evaluate("document.querySelector(':target h2').textContent").startswith("Hana")
    page.locator(":target").get_by_role("link", name="Back to the list of people").last.click()
    assert page.evaluate("document.querySelector(':target').id") == "people"
