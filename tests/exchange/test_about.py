"""What every export says about itself."""

from __future__ import annotations

import hashlib
import json

from tests.exchange.files import analysis_of, awkward_workspace, plain_workspace
from tracker.exchange.about import ABOUT, about, about_lines, row_counts, uncertain_trips, workspace_digest
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.itinerary import Workspace


def test_the_digest_can_be_recomputed_from_the_json_export_with_any_tool() -> None:
    workspace = awkward_workspace()
    told = json.loads(WORKSPACE_JSON.to_bytes(analysis_of(workspace)))
    compact = json.dumps(told["workspace"], ensure_ascii=False, separators=(",", ":")).encode()
    assert told["about"]["workspace_sha256"] == hashlib.sha256(compact).hexdigest() == workspace_digest(workspace)


def test_one_changed_cell_is_another_digest() -> None:
    workspace = plain_workspace()
    changed = workspace.with_tables(trips=workspace.trips.assign(note="x"))
    assert workspace_digest(changed) != workspace_digest(workspace)


def test_dates_that_are_not_sure_are_declared() -> None:
    assert uncertain_trips(plain_workspace()) == {"estimated": ("t2",), "planned": ("t4",)}
    lines = dict(about_lines(analysis_of(plain_workspace())))
    assert lines["Uncertain dates"] == "estimated: t2; planned: t4"
    assert dict(about_lines(analysis_of(Workspace())))["Uncertain dates"].startswith("none")


def test_rows_are_counted_and_what_was_taken_out_is_named() -> None:
    analysis = analysis_of(plain_workspace())
    assert row_counts(analysis.workspace) == {
        "trips": 4, "travelers": 1, "assignments": 3, "certificates": 3, "deadlines": 2,
    }  # fmt: skip
    assert about(analysis, ("names",))["redacted"] == ["names"]
    assert set(about(analysis)) == set(ABOUT)
    assert dict(about_lines(analysis, ("names",)))["Redacted"] == "names"
