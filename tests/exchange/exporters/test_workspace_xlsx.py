"""The workspace as an Excel workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import tracker
from tests.exchange.files import analysis_of, assert_same_tables, awkward_workspace
from tracker import schema
from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE, Decision
from tracker.errors import BadOption
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters.sheets import LONGEST_TEXT
from tracker.exchange.exporters.workspace_xlsx import WORKSPACE_XLSX
from tracker.itinerary import Workspace, workspace_from_text

READING = ["Requests", "summary", "filing_dates", "request", "coverage", "gaps", "method"]
RESULTS = [f"results_{name}" for name in schema.RESULTS]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysis_of(awkward_workspace())


@pytest.fixture(scope="module")
def content(analysis: Analysis) -> bytes:
    return WORKSPACE_XLSX.to_bytes(analysis)


@pytest.fixture(scope="module")
def book(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def _rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    return book.get_sheet_by_name(sheet).to_python()


def _parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        names = [name for name in members.namelist() if name.startswith("xl/worksheets/")]
        return {name: members.read(name).decode("utf-8") for name in names}


def test_read_back_equal_with_unknown_columns(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    file.write_bytes(content)
    again = tracker.read_workspace(file)
    assert_same_tables(awkward_workspace(), again)
    assert again.tables()["trips"]["cost center"].tolist() == ["=A1", "", "x", "TRUE", "3.0"]
    (remark,) = again.problems["message"]
    assert remark == (
        f"These sheets are results and are worked out anew: {', '.join([*READING, *RESULTS, 'about'])}. "
        "Edits in them are not read."
    )


def test_empty_workspace_is_read_back_empty(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    file.write_bytes(WORKSPACE_XLSX.to_bytes(analysis_of(Workspace())))
    assert_same_tables(Workspace(), tracker.read_workspace(file))


def test_no_cell_is_a_formula_or_a_link(content: bytes) -> None:
    sheets = _parts(content)
    assert len(sheets) == 25  # 7 to read, 13 tables of the workspace, 4 of results, about
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets.values())


def test_it_opens_on_the_requests_and_its_sheets_stand_in_three_groups(book: CalamineWorkbook, content: bytes) -> None:
    assert book.sheet_names == [*READING, *schema.WORKSPACE, *RESULTS, "about"]
    (opened,) = [name for name, sheet in _parts(content).items() if 'tabSelected="1"' in sheet]
    assert opened == "xl/worksheets/sheet1.xml"


def test_sheets_of_results_and_about(book: CalamineWorkbook, analysis: Analysis) -> None:
    about = dict(_rows(book, "about"))
    assert (about["note"], about["rules_digest"]) == (NOT_LEGAL_ADVICE, analysis.rules.digest)
    assert about["join_gap_days"] == "30"
    assert about["sheets"] == ", ".join(book.sheet_names[:-1])
    coverage = _rows(book, "results_coverage")
    assert coverage[1] == list(analysis.coverage.columns)
    assert [row[5] for row in coverage[2:]] == analysis.coverage["days"].tolist()
    first_days = [day.date() for day in analysis.coverage["first_day"]]
    assert [row[3] for row in coverage[2:]] == first_days


def test_results_say_that_they_do_not_follow_an_edit(book: CalamineWorkbook, analysis: Analysis) -> None:
    note = (
        f"Results as of Nov 22, 2026, made from the log with SHA-256 {workspace_digest(analysis.workspace)}. "
        "They do not change when you edit this file."
    )
    for name in ("filing_dates", "request", "coverage", "gaps", *RESULTS):
        assert _rows(book, name)[0][0] == note
    assert note in [row[0] for row in _rows(book, "summary")[:4]]
    for name in schema.WORKSPACE:
        assert _rows(book, name)[0][0] == schema.column_names(name)[0]


def test_the_summary_has_names_and_the_decision_in_a_column_of_its_own(
    book: CalamineWorkbook, analysis: Analysis
) -> None:
    rows = _rows(book, "summary")
    header = next(number for number, row in enumerate(rows) if row[0] == "Name")
    table = pd.DataFrame(rows[header + 1 :], columns=rows[header])
    assert table["Name"].unique().tolist() == ["-Ann", "+Bo"]
    assert table["What to do"].tolist() == [Decision(code).sentence for code in analysis.periods["decision"]]
    assert table["First day"].tolist() == [day.date() for day in analysis.periods["first_day"]]


def test_each_sheet_is_printed_one_page_wide_with_its_header_again(content: bytes) -> None:
    for sheet in _parts(content).values():
        assert re.search(r'<pageSetup paperSize="1"[^>]* fitToHeight="0" orientation="landscape"', sheet)
        assert NOT_LEGAL_ADVICE in sheet
        assert "page &amp;P of &amp;N" in sheet
        assert 'state="frozen"' in sheet


def test_a_row_is_as_tall_as_its_wrapped_text() -> None:
    note = "The client asked for another week of work on site. " * 12
    trips = pd.DataFrame({"country": ["FR"], "first_day": ["2026-01-01"], "last_day": ["2026-01-02"], "note": [note]})
    content = WORKSPACE_XLSX.to_bytes(analysis_of(workspace_from_text({"trips": trips})))
    sheet = _parts(content)[f"xl/worksheets/sheet{len(READING) + 1}.xml"]
    height = float(re.findall(r'<row r="2"[^>]* ht="([\d.]+)" customHeight="1"', sheet)[0])
    assert 11 * 13 <= height <= 16 * 13


def test_days_are_real_days_and_come_back_as_the_same() -> None:
    days = ["1990-01-01", "2024-02-29", "2060-12-31"]
    trips = pd.DataFrame({"country": "FR", "first_day": days, "last_day": days, "when": days, "note": days})
    workspace = workspace_from_text({"trips": trips})
    content = WORKSPACE_XLSX.to_bytes(analysis_of(workspace))
    table = _rows(CalamineWorkbook.from_filelike(io.BytesIO(content)), "trips")
    first = [row[table[0].index("first_day")] for row in table[1:]]
    assert first == [dt.date.fromisoformat(day) for day in days]
    assert [row[table[0].index("when")] for row in table[1:]] == days  # a column of the user's own is what it was
    again = tracker.itinerary.read.workspace_from_bytes(content, "log.xlsx")
    assert_same_tables(workspace, again)
    assert workspace_digest(again) == workspace_digest(workspace)


def test_own_checks_and_stale_sources_stand_on_the_sheet_about() -> None:
    checks = pd.DataFrame([{"host": "RO", "checked_on": "2026-11-01", "source": "SSA's list", "note": "=1+1"}])
    workspace = awkward_workspace().with_tables(
        verifications=workspace_from_text({"verifications": checks}).verifications
    )
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2027, 12, 1))
    book = CalamineWorkbook.from_filelike(io.BytesIO(WORKSPACE_XLSX.to_bytes(analysis)))
    about = dict(_rows(book, "about"))
    assert about["verifications: 1"] == "host: RO; checked_on: 2026-11-01; source: SSA's list; note: =1+1"
    stale = [text for name, text in about.items() if str(name).startswith("stale_sources: ")]
    assert "host: GB; provision: GB.self_employed.residence; read_on: 2026-11-22" in stale
    assert len(stale) == len(analysis.summary["stale_sources"])


@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 1), "a\ufffeb", "a\uffffb"], ids=["long", "fffe", "ffff"])
def test_text_that_no_cell_holds_is_refused_instead_of_lost(text: str) -> None:
    trips = pd.DataFrame({"country": ["FR"], "first_day": ["2026-01-01"], "last_day": ["2026-01-02"], "note": [text]})
    with pytest.raises(BadOption, match=r"trips: note .* \.json"):
        WORKSPACE_XLSX.to_bytes(analysis_of(workspace_from_text({"trips": trips})))
