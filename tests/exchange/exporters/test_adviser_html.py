"""The adviser's page: whole in one file, nothing that runs or is loaded, well-formed, readable aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.exchange.files import analysis_of, plain_workspace
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.redaction import Redaction
from tracker.itinerary import workspace_from_text

_VOID = {"meta", "br"}
_LOADS = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "style"}


class _Page(HTMLParser):
    """What is open, what was seen; fails on a tag closed out of turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def text() -> str:
    return ADVISER_HTML.to_bytes(analysis_of(plain_workspace())).decode()


def test_it_is_well_formed_and_loads_and_runs_nothing(text: str) -> None:
    page = _Page(text)
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "image", "use", "base"}
    assert not [(tag, name) for tag, attrs in page.seen for name in attrs if name in _LOADS or name.startswith("on")]
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text


def test_every_table_has_a_caption_and_scopes(text: str) -> None:
    page = _Page(text)
    assert text.count("<table>") == text.count("<table><caption>") > 5
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.seen if tag == "th")
    assert {attrs.get("lang") for tag, attrs in page.seen if tag == "html"} == {"en"}


def test_the_timeline_is_vectors_with_words_and_every_reference_exists(text: str) -> None:
    names = re.findall(r' id="([^"]+)"', text)
    assert len(set(names)) == len(names)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(names)
    svg = text[text.index('<svg viewBox="0 0 1000') :].split("</svg>")[0]
    for word in ("Not delivered", "France", "2026-03-10 to 2026-05-29", "Certificates on file"):
        assert word in svg


def test_text_of_the_user_is_never_markup() -> None:
    nasty = "<script>alert(1)</script>\u202e\"'><img src=x onerror=y>"
    trips = pd.DataFrame(
        {
            "trip": ["t1"],
            "country": ["FR"],
            "place": [nasty],
            "first_day": ["2026-01-01"],
            "last_day": ["2026-01-09"],
            "note": [nasty],
        }
    )
    people = pd.DataFrame({"traveler": ["me"], "name": [nasty]})
    page = ADVISER_HTML.to_bytes(analysis_of(workspace_from_text({"trips": trips, "travelers": people}))).decode()
    assert "script" not in {tag for tag, _ in _Page(page).seen}
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page


def test_the_numbers_are_those_of_the_analysis(text: str) -> None:
    analysis = analysis_of(plain_workspace())
    table = text.split("<caption>Every day and its answer", 1)[1].split("</table>")[0]
    shown = [int(cells[1]) for cells in (re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("<tr>")[2:])]
    assert sum(shown) == analysis.coverage["days"].sum()


def test_one_request_alone_shows_only_its_days() -> None:
    page = ADVISER_HTML.to_bytes(analysis_of(plain_workspace()), Choice(traveler="me", host="FR")).decode()
    assert "2026-03-10" in page
    assert "2026-01-05" not in page


def test_a_redacted_page_says_what_was_taken_out() -> None:
    page = ADVISER_HTML.to_bytes(analysis_of(plain_workspace()), Choice(redact=(Redaction.NAMES,))).decode()
    assert "person 1" in page
    assert "Taken out before this file was written" in page
    assert "taken out of this copy" in page
    assert "Leeds" in page
    assert "Zora" not in page
