"""The files of tracker/help: written ones are up to date, every screen has one, every one has a heading."""

from __future__ import annotations

import re

import pytest

from tracker.charts.words import VERDICTS
from tracker.codes import Kind, Worker
from tracker.findings import FindingCode
from tracker.rules.load import load_rules
from tracker.ui import navigation
from tracker.ui.help_pages import FOLDER, help_pages
from tracker.ui.reference import pages


@pytest.mark.parametrize("name", pages())
def test_a_written_page_is_what_the_program_says(name: str) -> None:
    stored = (FOLDER / name).read_text(encoding="utf-8")
    assert stored == pages()[name], "run: python -m tracker.ui.reference"


@pytest.mark.parametrize("screen", [s.url_path for s in navigation.PAGES if s is not navigation.HELP])
def test_every_screen_has_its_page(screen: str) -> None:
    assert (FOLDER / f"{screen}.md").is_file()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_begins_with_its_heading(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert re.match(r"# \S", text)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1


def test_the_start_comes_first_and_has_the_words_of_the_chart() -> None:
    name, first = next(iter(help_pages().items()))
    assert name == "start"
    for word in VERDICTS.values():
        assert f"| {word.text} |" in first.text


def test_the_agreements_page_names_every_country_with_a_rule_for_a_moved_business() -> None:
    text = help_pages()["agreements"].text
    moved = [
        agreement.name
        for agreement in load_rules().agreements.values()
        if any(
            rule.worker == Worker.SELF_EMPLOYED and rule.kind == Kind.TEMPORARY_TRANSFER
            for rule in agreement.provisions
        )
    ]
    assert len(moved) >= 12
    assert all(name in text for name in moved)
    assert "never apply it to self-employed work" not in text


def test_the_page_on_the_other_certificate_names_what_every_country_asks_for() -> None:
    text = " ".join(help_pages()["host-certificate"].text.split()).lower()
    for words in (
        "maiden name",
        "date and place of birth",
        "citizenship",
        "letter of exemption",
        "exempt, see attached",
    ):
        assert words in text


def test_no_place_of_a_finding_is_left_unfilled() -> None:
    written = pages()["codes.md"]
    assert "{" not in written
    assert all(f"`{code}`" in written for code in FindingCode)
