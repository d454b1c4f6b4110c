"""The adviser's page: whole in one file, nothing that runs or is loaded, well-formed, readable aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from tests.exchange.files import analysis_of, plain_workspace
from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.redaction import Redaction
from tracker.itinerary import workspace_from_text

_VOID = {"meta", "br", "col"}
_LOADS = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "style"}
"""Attributes that load something, or look as if they did; a link inside the page is no such thing."""


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


@pytest.fixture(scope="module")
def program() -> str:
    return ADVISER_HTML.to_bytes(_program()).decode()


def _program() -> Analysis:
    """Four people: two with one name, one without facts of their own."""
    trips = pd.DataFrame(
        {
            "trip": ["t1", "zed-secret", "t3", "t4"],
            "traveler": ["b", "a", "c", "d"],
            "country": ["FR", "DE", "FR", "TH"],
        }
        | {"first_day": "2026-03-01", "last_day": "2026-05-20", "activity": "work"}
    )
    people = pd.DataFrame({"traveler": ["a", "b", "c"], "name": ["Zed", "Ann", "Ann"], "residence": "US"})
    return analysis_of(workspace_from_text({"trips": trips, "travelers": people}))


def test_it_is_well_formed_and_loads_and_runs_nothing(text: str) -> None:
    page = _Page(text)
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "image", "use", "base"}
    attributes = [(tag, name, value or "") for tag, attrs in page.seen for name, value in attrs.items()]
    loading = [(tag, name) for tag, name, _ in attributes if name in _LOADS or name.startswith("on")]
    assert set(loading) == {("a", "href")}
    assert all(value.startswith("#") for _, name, value in attributes if name == "href")
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text


def test_every_table_has_a_caption_scopes_and_columns_that_fill_it(text: str) -> None:
    page = _Page(text)
    assert text.count("<table>") == text.count("<table>\n<caption>") > 5
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.seen if tag == "th")
    assert {attrs.get("lang") for tag, attrs in page.seen if tag == "html"} == {"en"}
    groups = re.findall(r"<colgroup>(.*?)</colgroup>", text)
    assert [sum(map(int, re.findall(r'class="w(\d+)"', group))) for group in groups] == [100] * text.count("<table>")
    assert all(f".w{share} {{" in text for share in re.findall(r'col class="w(\d+)"', text))


def test_the_timeline_is_vectors_with_words_and_every_place_that_is_named_exists(text: str) -> None:
    names = re.findall(r' id="([^"]+)"', text)
    assert len(set(names)) == len(names)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(names)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(names)
    svg = text.split('<svg class="timeline"')[1].split("</svg>")[0]
    for word in ("Not delivered", "France", "Mar 10 – May 29, 2026", "Certificates on file"):
        assert word in svg


def test_headings_come_in_order_and_one_person_has_no_list_of_people(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in _Page(text).seen if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "Everyone in this file" not in text
    assert text.count("Zora Quux</h1>") == 1


def test_days_are_american_and_codes_are_words(text: str) -> None:
    assert not re.findall(r"\d{4}-\d{2}-\d{2}", text)
    assert "Mar 10, 2026" in text
    for code in (
        "self_employed<",
        "fact_missing",
        "non_work",
        "_last_day",
        "assignments:",
        "travelers:",
        "business_in_us",
    ):
        assert code not in text


def test_what_the_user_typed_stands_as_typed() -> None:
    trips = pd.DataFrame(
        {"trip": ["on 2026-01-02"], "country": ["FR"], "place": ["Hall 2026-03-04"], "note": ["seen 2026-05-06 & kept"]}
        | {"first_day": ["2026-01-01"], "last_day": ["2026-01-09"]}
    )
    page = ADVISER_HTML.to_bytes(analysis_of(workspace_from_text({"trips": trips}))).decode()
    typed = ("on 2026-01-02", "Hall 2026-03-04", "seen 2026-05-06 &amp; kept")
    assert all(words in page for words in typed)
    assert not re.findall(r"\d{4}-\d{2}-\d{2}", re.sub("|".join(typed), "", page))


def test_only_checks_that_need_somebody_are_rows(text: str) -> None:
    tables = re.findall(r"<caption>Checks that need you: .*?</table>", text, re.DOTALL)
    results = [result for table in tables for result in re.findall(r'<th scope="row">([^<]*)</th>', table)]
    assert set(results) <= {"Fix first", "Review"}
    assert results
    assert "PASS" not in text
    assert text.count("<p>Passed: ") == 3


def test_a_program_has_a_list_of_people_that_leads_to_each(program: str) -> None:
    people = program.split("<caption>Everyone in this file</caption>")[1].split("</table>")[0]
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', people)
    assert [name for _, name in links] == ["Ann (b)", "Ann (c)", "d", "Zed (a)"]
    for anchor, name in links:
        assert f'<section class="person" id="{anchor}">\n<h2>{name}</h2>' in program
        assert f"#{anchor} {{ page: {anchor}; }}" in program  # its printed pages carry the name
    requests = program.split("<caption>Every request and what to do</caption>")[1].split("</table>")[0]
    assert re.findall(r'<a href="#(request-\d+-1)">France</a>', requests)
    assert program.count(NOT_LEGAL_ADVICE) == 2 + 4  # on top, at the end, and below each person
    assert program.count("Back to the list of people") >= 4
    names = re.findall(r' id="([^"]+)"', program)
    assert len(set(names)) == len(names)


def test_a_page_about_one_of_many_names_nobody_else() -> None:
    page = ADVISER_HTML.to_bytes(_program(), Choice(traveler="b")).decode()
    assert "Zed" not in page
    assert "secret" not in page
    assert "trips 1, travelers 1" in page
    assert "list of people" not in page


def test_a_workspace_without_a_row_is_a_page() -> None:
    page = ADVISER_HTML.to_bytes(analysis_of(workspace_from_text({}))).decode()
    assert "Everyone in this file: none." in page
    assert _Page(page).open == []


def test_a_name_cannot_leave_the_style_of_the_page() -> None:
    nasty = "\"; } </style><script> \u202e \\ 山田 O'Neill\n"
    people = pd.DataFrame({"traveler": ["a", "b"], "name": [nasty, "Bo"]})
    page = ADVISER_HTML.to_bytes(analysis_of(workspace_from_text({"travelers": people}))).decode()
    style = page.split("<style>")[1].split("</style>")[0]
    assert "script" in style  # its letters are in a string,
    assert "<" not in style  # and no sign that could end it
    assert page.count("</style>") == 1
    assert r"\5c71 \7530 " in style


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
    table = text.split("<caption>Every day and its result", 1)[1].split("</table>")[0]
    shown = [int(cells[1]) for cells in (re.findall(r"<td>([^<]*)</td>", row) for row in table.split("<tr>")[2:])]
    assert sum(shown) == analysis.coverage["days"].sum()


def test_one_request_alone_shows_only_its_days() -> None:
    page = ADVISER_HTML.to_bytes(analysis_of(plain_workspace()), Choice(traveler="me", host="FR")).decode()
    assert "Mar 10, 2026" in page
    assert "Jan 5, 2026" not in page


def test_a_redacted_page_says_what_was_taken_out() -> None:
    page = ADVISER_HTML.to_bytes(analysis_of(plain_workspace()), Choice(redact=(Redaction.NAMES,))).decode()
    assert "person 1" in page
    assert "Removed before this file was written" in page
    assert "Taken out of this copy" in page
    assert "Leeds" in page
    assert "Zora" not in page


def test_a_certificate_on_file_is_said_once() -> None:
    trip = {"trip": "t1", "traveler": "me", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-20"}
    paper = {"certificate": "c1", "traveler": "me", "host": "FR", "first_day": "2026-03-01", "last_day": "2026-03-20"}
    tables = {"trips": [trip | {"activity": "work"}], "certificates": [paper | {"issuer": "US", "state": "issued"}]}
    workspace = workspace_from_text({name: pd.DataFrame(rows) for name, rows in tables.items()})
    page = ADVISER_HTML.to_bytes(analysis_of(workspace)).decode()
    assert "ON FILE: nothing to send" in page
    assert "<li>A certificate is on file.</li>" not in page
