"""Any workspace that can be read comes back equal from the formats that hold all of it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from tests.exchange.files import AS_OF, assert_same_tables
from tracker import schema
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters import exporter_for
from tracker.exchange.importers.workspace_json import WORKSPACE_JSON
from tracker.itinerary import workspace_from_text
from tracker.itinerary.read import xlsx_from_bytes

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
def test_export_and_import_give_an_equal_workspace_with_the_same_digest(ending: str) -> None:
    rules, exporter = tracker.load_rules(), exporter_for(f"x{ending}")
    read = WORKSPACE_JSON.read if ending == ".json" else xlsx_from_bytes

    @settings(max_examples=4)
    @given(_workspaces())
    def comes_back(tables: dict[str, pd.DataFrame]) -> None:
        workspace = workspace_from_text(tables)
        content = exporter.to_bytes(tracker.analyze(workspace, rules, as_of=AS_OF))
        again = workspace_from_text(read(content, f"x{ending}"))
        assert_same_tables(workspace, again)
        assert workspace_digest(again) == workspace_digest(workspace)

    comes_back()
