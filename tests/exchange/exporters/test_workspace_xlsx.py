"""The workspace as an Excel workbook."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import tracker
from tests.exchange.files import analysis_of, assert_same_tables, awkward_workspace
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import BadOption
from tracker.exchange.exporters.workspace_xlsx import LONGEST_TEXT, WORKSPACE_XLSX
from tracker.itinerary import Workspace, workspace_from_text


def test_read_back_equal_with_unknown_columns(tmp_path: Path) -> None:
    workspace = awkward_workspace()
    file = tmp_path / "all.xlsx"
    file.write_bytes(WORKSPACE_XLSX.to_bytes(analysis_of(workspace)))
    again = tracker.read_workspace(file)
    assert_same_tables(workspace, again)
    assert again.tables()["trips"]["cost center"].tolist() == ["=A1", "", "x", "TRUE", "3.0"]


def test_empty_workspace_is_read_back_empty(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    file.write_bytes(WORKSPACE_XLSX.to_bytes(analysis_of(Workspace())))
    assert_same_tables(Workspace(), tracker.read_workspace(file))


def test_no_cell_is_a_formula_or_a_link() -> None:
    content = WORKSPACE_XLSX.to_bytes(analysis_of(awkward_workspace()))
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        sheets = [members.read(name) for name in members.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 24  # about, 6 for reading, 13 tables of the workspace, 4 of results
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_sheets_of_results_and_about() -> None:
    analysis = analysis_of(awkward_workspace())
    book = CalamineWorkbook.from_filelike(io.BytesIO(WORKSPACE_XLSX.to_bytes(analysis)))
    assert book.sheet_names[0] == "about"
    about = dict(book.get_sheet_by_name("about").to_python())
    assert (about["note"], about["rules_digest"]) == (NOT_LEGAL_ADVICE, analysis.rules.digest)
    assert about["join_gap_days"] == "30"
    coverage = book.get_sheet_by_name("results_coverage").to_python()
    assert coverage[0] == list(analysis.coverage.columns)
    assert [row[5] for row in coverage[1:]] == analysis.coverage["days"].tolist()


def test_own_checks_and_stale_sources_stand_on_the_first_sheet() -> None:
    checks = pd.DataFrame([{"host": "RO", "checked_on": "2026-11-01", "source": "SSA's list", "note": "=1+1"}])
    workspace = awkward_workspace().with_tables(
        verifications=workspace_from_text({"verifications": checks}).verifications
    )
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2027, 12, 1))
    book = CalamineWorkbook.from_filelike(io.BytesIO(WORKSPACE_XLSX.to_bytes(analysis)))
    about = dict(book.get_sheet_by_name("about").to_python())
    assert about["verifications: 1"] == "host: RO; checked_on: 2026-11-01; source: SSA's list; note: =1+1"
    stale = [text for name, text in about.items() if name.startswith("stale_sources: ")]
    assert "host: GB; provision: GB.self_employed.residence; read_on: 2026-11-22" in stale
    assert len(stale) == len(analysis.summary["stale_sources"])


@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 1), "a\ufffeb", "a\uffffb"], ids=["long", "fffe", "ffff"])
def test_text_that_no_cell_holds_is_refused_instead_of_lost(text: str) -> None:
    trips = pd.DataFrame({"country": ["FR"], "first_day": ["2026-01-01"], "last_day": ["2026-01-02"], "note": [text]})
    with pytest.raises(BadOption, match=r"trips: note .* \.json"):
        WORKSPACE_XLSX.to_bytes(analysis_of(workspace_from_text({"trips": trips})))
