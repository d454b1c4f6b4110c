"""The workspace as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import tracker
from tests.exchange.files import analysis_of, assert_same_tables, awkward_workspace
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.itinerary.read import workspace_from_bytes


def test_read_back_equal_with_unknown_columns(tmp_path: Path) -> None:
    workspace = awkward_workspace()
    file = tmp_path / "all.json"
    file.write_bytes(WORKSPACE_JSON.to_bytes(analysis_of(workspace)))
    again = tracker.read_workspace(file)
    assert_same_tables(workspace, again)
    assert again.tables()["trips"]["cost center"].tolist() == ["=A1", "", "x", "TRUE", "3.0"]
    assert again.problems.empty


def test_results_and_note_stand_beside_the_workspace() -> None:
    analysis = analysis_of(awkward_workspace())
    told = json.loads(WORKSPACE_JSON.to_bytes(analysis))
    assert told["about"]["note"] == NOT_LEGAL_ADVICE
    assert told["about"]["rules_digest"] == analysis.rules.digest
    assert set(told["results"]) == {"segments", "periods", "coverage", "findings"}
    assert len(told["results"]["coverage"]) == len(analysis.coverage)
    assert told["results"]["coverage"][0]["first_day"] == "2026-01-01"


def test_an_edited_file_is_read_with_what_its_results_do_not_follow_and_what_is_not_read() -> None:
    document = json.loads(WORKSPACE_JSON.to_bytes(analysis_of(awkward_workspace())))
    document["workspace"]["trips"][0]["place"] = "Lyon"
    document["workspace"] |= {"notes": [{"text": "call SSA"}], "empty": []}
    again = workspace_from_bytes(json.dumps(document).encode(), "log.json")
    assert again.trips["place"].iloc[0] == "Lyon"
    added, edited = sorted(again.problems["message"])
    assert added.startswith("The list 'notes' is no table of the workspace. It was not read.")
    assert edited.startswith("The tables in this file were edited after the export.")
