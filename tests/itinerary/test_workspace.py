"""The workspace: typed tables, replaced as a whole, with a count of what was left out."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests.scenario_files import text_tables
from tracker import schema
from tracker.itinerary import Workspace, workspace_from_text


@pytest.mark.parametrize("table", schema.WORKSPACE)
def test_an_empty_workspace_has_every_table_with_its_types(table: str) -> None:
    frame = Workspace().tables()[table]
    assert len(frame) == 0
    assert list(frame.columns) == schema.column_names(table)
    for column in frame.columns:
        assert frame[column].dtype == ("datetime64[s]" if column in schema.day_columns(table) else "str")


def test_a_read_workspace_has_the_same_types_as_an_empty_one() -> None:
    trip = {"country": "FR", "first_day": "2026-03-01"}
    read, empty = workspace_from_text(text_tables({"trips": [trip]})), Workspace()
    for name, table in read.tables().items():
        assert table.dtypes.to_dict() == empty.tables()[name].dtypes.to_dict(), name
        assert isinstance(table.index, pd.RangeIndex)


def test_two_empty_workspaces_share_nothing_that_can_be_changed() -> None:
    one = Workspace()
    one.trips["extra"] = "x"
    assert "extra" not in Workspace().trips


def test_tables_are_replaced_in_a_copy() -> None:
    before = workspace_from_text(text_tables({"trips": [{"country": "FR", "first_day": "2026-03-01"}]}))
    after = before.with_tables(trips=before.trips.iloc[:0])
    assert (len(before.trips), len(after.trips)) == (1, 0)
    assert after.travelers is before.travelers
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.trips = after.trips  # type: ignore[misc]


def test_a_row_with_two_problems_is_one_unusable_row() -> None:
    rows = [
        {"trip": "a", "country": "Atlantis", "first_day": "soon"},
        {"trip": "b", "country": "FR", "first_day": "2026-03-01"},
        {"trip": "b", "country": "DE", "first_day": "2026-03-01"},
        {"trip": "c", "country": "FR", "first_day": "2026-04-01", "certainty": "maybe"},
    ]
    read = workspace_from_text(text_tables({"trips": rows}))
    assert read.unusable_rows == 2
    assert read.trips["trip"].tolist() == ["b", "c"]


def test_nothing_is_wrong_with_nothing() -> None:
    assert Workspace().unusable_rows == 0
    assert len(Workspace().problems) == 0
    assert "problems" not in Workspace().tables()
