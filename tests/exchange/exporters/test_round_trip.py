"""Any workspace that can be read comes back equal from the formats that hold all of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from tests.exchange.files import AS_OF, assert_same_tables
from tracker import schema
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters import exporter_for
from tracker.exchange.importers import Source, apply_to_folder, review
from tracker.itinerary import Workspace, workspace_from_text

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff"), max_size=12)
_TYPED = st.one_of(
    _TEXT, st.sampled_from(["=1+1", "-5", "007", "1e5", "TRUE", "2026-01-01", "null", "a\nb", "_x0041_", "東京"])
)
_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)).map(str)


def _cell(table: str, column: str) -> st.SearchStrategy[str]:
    may_be_empty = [] if column in schema.required_columns(table) else [""]
    if column in schema.day_columns(table):
        return st.one_of(_DAYS, st.sampled_from(may_be_empty)) if may_be_empty else _DAYS
    for kind in (schema.CODE, schema.YES_NO):
        if column in schema.columns_of_kind(table, kind):
            return st.sampled_from([*schema.allowed_values(table, column), *may_be_empty])
    if column in schema.columns_of_kind(table, schema.COUNTRY):
        return st.sampled_from(["FR", "DE", "US", "JP", "TH", *may_be_empty])
    if column in schema.columns_of_kind(table, schema.COUNTRIES):
        return st.sampled_from(["", "US", "US+IT"])
    return _TYPED


@st.composite
def _workspaces(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    tables = {}
    for name in schema.WORKSPACE:
        rows = draw(st.lists(st.fixed_dictionaries({c: _cell(name, c) for c in schema.column_names(name)}), max_size=2))
        tables[name] = pd.DataFrame(rows, columns=schema.column_names(name), dtype="str")
    return tables


@pytest.mark.parametrize("ending", [".json", ".xlsx"])
def test_export_and_import_give_an_equal_workspace_with_the_same_digest(ending: str, tmp_path: Path) -> None:
    rules, exporter = tracker.load_rules(), exporter_for(f"x{ending}")
    file = tmp_path / f"x{ending}"

    @settings(max_examples=4, derandomize=True)
    @given(_workspaces())
    def comes_back(tables: dict[str, pd.DataFrame]) -> None:
        workspace = workspace_from_text(tables)
        file.write_bytes(exporter.to_bytes(tracker.analyze(workspace, rules, as_of=AS_OF)))
        again = tracker.read_workspace(file)
        assert_same_tables(workspace, again)
        assert workspace_digest(again) == workspace_digest(workspace)
        brought = review([Source(file.name, file.read_bytes())], Workspace())
        imported = workspace_from_text({"trips": Workspace().trips, **brought.new})
        assert brought.unusable + brought.waiting == 0
        assert_same_tables(_each_row_once(workspace), imported)

    comes_back()


def _each_row_once(workspace: Workspace) -> Workspace:
    """An import counts equal rows once, also in tables without keys."""
    frames = {name: rows.drop_duplicates(ignore_index=True) for name, rows in workspace.frames().items()}
    return Workspace(**frames)


_BOTH_SYSTEMS = {
    "trips": [
        {"country": "PT", "first_day": "2026-01-05", "last_day": "2026-02-27", "assignment": "a"}
        | {"source_kind": "calendar", "source_ref": "=uid-1"}
    ],
    "assignments": [{"assignment": "a", "traveler": "me", "employer": "us_own_choice", "temporary": "no"}],
    "certificates": [
        {"certificate": "pt", "traveler": "me", "issuer": "PT", "host": "PT", "first_day": "2026-01-05"},
        {"certificate": "us", "traveler": "me", "host": "PT", "first_day": "2026-01-05"},
    ],
}
_ADDED = {
    "trips": ["source_kind", "source_ref"],
    "assignments": ["employer", "temporary"],
    "certificates": ["issuer"],
}


def _told(workspace: Workspace) -> dict[str, list[list[str]]]:
    return {name: getattr(workspace, name)[columns].to_numpy().tolist() for name, columns in _ADDED.items()}


TOLD = {
    "trips": [["calendar", "=uid-1"]],
    "assignments": [["us_own_choice", "no"]],
    "certificates": [["PT"], ["US"]],
}


@pytest.mark.parametrize("way", ["json", "xlsx", "folder of CSV", "parquet", "import of json", "import of xlsx"])
def test_who_issued_and_whether_it_is_temporary_and_where_it_came_from_come_back(way: str, tmp_path: Path) -> None:
    workspace = workspace_from_text({name: pd.DataFrame(rows).fillna("") for name, rows in _BOTH_SYSTEMS.items()})
    assert (_told(workspace), len(workspace.problems)) == (TOLD, 0)
    ending = way.rpartition(" ")[2]
    if ending in ("json", "xlsx"):
        analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)
        file = tmp_path / f"log.{ending}"
        file.write_bytes(exporter_for(file.name).to_bytes(analysis))
        if way.startswith("import"):
            apply_to_folder(review([Source(file.name, file.read_bytes())], Workspace()), tmp_path / "log")
            file = tmp_path / "log"
        assert _told(tracker.read_workspace(file)) == TOLD
        return
    for name, rows in workspace.tables().items():
        if way == "parquet":
            rows.to_parquet(tmp_path / f"{name}.parquet")
        else:
            rows.to_csv(tmp_path / f"{name}.csv", index=False, date_format="%Y-%m-%d")
    assert _told(tracker.read_workspace(tmp_path)) == TOLD
