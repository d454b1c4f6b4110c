"""The workspace: typed tables, replaced as a whole, with a count of what was left out."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from tests.new_ledgers import new_ledger_at
from tests.scenario_files import text_tables
from tracker import schema
from tracker.exchange.about import workspace_digest
from tracker.exchange.text import as_text
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.edit import of_traveler, with_trip_moved
from tracker.itinerary.workspace import with_rows_added

PARIS = {"country": "FR", "first_day": "2026-01-05", "last_day": "2026-02-10"}


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


# Rows of the ledger


def test_frames_of_a_ledger_know_their_stored_rows_and_keep_them_in_step(tmp_path: Path) -> None:
    ledger = new_ledger_at(tmp_path / "ledger.db")
    ledger.save("trips", added=[PARIS | {"traveler": who, "Trip type": who} for who in ("ada", "bob", "ada")])
    workspace = ledger.workspace()
    stored = ledger.rows("trips")
    assert workspace.trips[["row_id", "version"]].values.tolist() == stored[["row_id", "version"]].values.tolist()[:2]
    pd.testing.assert_frame_equal(workspace.rows("trips"), stored)
    bob = of_traveler(workspace, "bob")
    assert bob.trips["row_id"].tolist() == [stored["row_id"][1]]
    assert bob.tables()["trips"]["Trip type"].tolist() == ["bob"]
    moved = with_trip_moved(workspace, "t1", dt.date(2026, 3, 1), None)
    assert moved.trips["row_id"].tolist() == workspace.trips["row_id"].tolist()


@pytest.mark.parametrize("table", list(schema.WORKSPACE))
def test_an_empty_table_of_a_ledger_has_the_hidden_columns_too(table: str, tmp_path: Path) -> None:
    ledger = new_ledger_at(tmp_path / "ledger.db")
    pd.testing.assert_frame_equal(ledger.workspace().rows(table), ledger.rows(table))


def test_rows_that_cannot_be_used_stay_in_their_place_to_be_edited(tmp_path: Path) -> None:
    ledger = new_ledger_at(tmp_path / "ledger.db")
    ledger.save("trips", added=[PARIS | {"place": place} for place in "abcd"])
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        database.execute("UPDATE trips SET country = 'Nowhere' WHERE place IN ('a', 'c')")
        database.commit()
    workspace = ledger.workspace()
    assert workspace.trips["place"].tolist() == ["b", "d"]
    assert workspace.unusable_rows == 2
    pd.testing.assert_frame_equal(workspace.rows("trips"), ledger.rows("trips"))
    assert workspace.with_tables(trips=workspace.trips).rows("trips")["place"].tolist() == ["b", "d"]


def test_no_file_and_no_digest_holds_a_hidden_column(tmp_path: Path) -> None:
    ledger = new_ledger_at(tmp_path / "ledger.db")
    ledger.save("trips", added=[PARIS])
    workspace = ledger.workspace()
    assert list(workspace.tables()["trips"]) == schema.column_names("trips")
    again = workspace_from_text({"trips": as_text(workspace.tables()["trips"])})
    assert workspace_digest(again) == workspace_digest(workspace)


@pytest.mark.parametrize("table", ["trips", "assignments", "clarifications", "exceptions", "verifications"])
def test_a_row_that_is_added_to_a_frame_of_a_ledger_keeps_its_types(table: str, tmp_path: Path) -> None:
    ledger = new_ledger_at(tmp_path / "ledger.db")
    frame = getattr(ledger.workspace(), table)
    [day] = schema.day_columns(table)[:1]
    more = with_rows_added(with_rows_added(frame, [{day: "2026-01-05"}]), [{day: pd.Timestamp("2026-01-06")}, {}])
    assert more.dtypes.to_dict() == frame.dtypes.to_dict()
    assert more[day].tolist() == [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-06"), pd.NaT]
    assert more[["row_id", "version"]].values.tolist() == [["", 0]] * 3
