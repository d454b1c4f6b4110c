"""The annex as PDF: what the dates rest on, in bounded pages."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest

from tests.exchange.exporters.papers import inflated, pages_of
from tests.exchange.files import analysis_of, plain_workspace
from tracker.analysis import Analysis
from tracker.codes import Paper as PaperSize
from tracker.exchange.exporters import ANNEX_PDF, Choice
from tracker.exchange.exporters.annex_pdf import annex_content
from tracker.filing.checkpoints import DO_NOT_RELY, CheckpointCode
from tracker.filing.packet import packet
from tracker.itinerary import workspace_from_text
from tracker.words.days import with_day_texts


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysis_of(plain_workspace())


@pytest.fixture(scope="module")
def content(analysis: Analysis) -> dict[str, Any]:
    return annex_content(analysis, packet(analysis, "me"), Choice())


def _rows(content: dict[str, Any], title: str) -> list[list[str]]:
    return next(part["rows"] for part in content["tables"] if part["title"] == title)


def test_it_is_tagged_and_every_page_names_the_person(analysis: Analysis, content: dict[str, Any]) -> None:
    text = inflated(ANNEX_PDF.to_bytes(analysis))
    for part in (b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"/Figure", b"/TH", b"/URI"):
        assert part in text
    assert content["head"] == "Zora Quux · Annex to the requests for Certificates of Coverage"
    assert analysis.rules.digest in content["foot"][-1]


def test_each_entry_says_in_words_where_it_comes_from(content: dict[str, Any]) -> None:
    france = next(part for part in content["requests"] if "France" in part["title"])
    entries = {row[0]: row[1:3] for row in france["fields"]}
    assert entries["Client"] == ["Atelier Bleu", "Entered with the assignment"]
    assert entries["Beginning date of the assignment"] == ["03/10/2026", "Trips t2"]
    assert entries["Place of birth"] == ["", "Not entered"]
    text = json.dumps(content)
    assert "assignments: " not in text
    assert "travelers: " not in text


def test_checks_that_passed_are_one_line_and_those_that_need_a_person_are_rows(content: dict[str, Any]) -> None:
    france = next(part for part in content["requests"] if "France" in part["title"])
    assert france["passed"].endswith(".")
    assert " checks passed: " in france["passed"]
    assert {row[0] for row in france["checks"]} <= {"STOP", "WARN"}
    assert france["checkpoints_sentence"] == with_day_texts(DO_NOT_RELY)
    assert [row[0] for row in france["checkpoints"]] == [str(code.sentence) for code in CheckpointCode]


def test_days_trips_rules_and_how_it_was_made_are_there_with_american_dates(
    analysis: Analysis, content: dict[str, Any]
) -> None:
    assert sum(int(row[2]) for row in _rows(content, "Day table")) == analysis.coverage["days"].sum()
    trips = _rows(content, "Trips")
    assert [row[0] for row in trips] == ["t1", "t2", "t3", "t4"]
    assert trips[0][1:3] == ["01/05/2026", "02/27/2026"]
    assert trips[3][2] == "ongoing"
    assert content["rules"]
    assert ["As of", "11/22/2026"] in content["made"]
    assert "2026-" not in json.dumps(content)


def test_a_redacted_copy_has_no_checks(analysis: Analysis) -> None:
    from tracker.exchange.redaction import Redaction, redacted

    lean, _ = redacted(analysis, (Redaction.NAMES,))
    choice = Choice(redact=(Redaction.NAMES,))
    content = annex_content(lean, packet(lean, "person 1", redact=choice.redact), choice)
    assert all(part["checks"] == [] and part["no_checks"] for part in content["requests"])
    assert "Quux" not in json.dumps(content)


def test_a_log_of_many_years_is_summed_up_and_says_what_is_left_out() -> None:
    """Every part is bounded, so pages and memory are; the last rows are those that are printed."""
    first = [dt.date(2000, 1, 1) + dt.timedelta(days=18 * n) for n in range(400)]
    trips = pd.DataFrame(
        {
            "trip": [f"t{n}" for n in range(400)],
            "traveler": "me",
            "country": ["FR", "DE", "PT", "US"] * 100,
            "first_day": [day.isoformat() for day in first],
            "last_day": [(day + dt.timedelta(days=4)).isoformat() for day in first],
            "assignment": [f"a{n}" for n in range(400)],
        }
    )
    analysis = analysis_of(workspace_from_text({"trips": trips}))
    content = annex_content(analysis, packet(analysis, "me"), Choice())
    assert len(content["requests"]) == 12
    assert "The latest 12 of 300 requests are printed; all of them are in the workbook" in content["requests_note"]
    assert _rows(content, "Trips")[-1][0] == "t399"
    notes = [part["note"] for part in content["tables"]]
    assert sum("all of them are in the workbook (.xlsx)" in note for note in notes) >= 2
    assert pages_of(ANNEX_PDF.to_bytes(analysis)) < 60


def test_the_drawing_keeps_within_the_margins_of_both_papers(analysis: Analysis) -> None:
    made = packet(analysis, "me")
    widths = {paper: annex_content(analysis, made, Choice(paper=paper))["drawing"]["width"] for paper in PaperSize}
    assert {str(paper): width for paper, width in widths.items()} == {"letter": 612 - 96, "a4": 595 - 96}
