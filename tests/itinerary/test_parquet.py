"""Tables kept as Parquet say the same as the CSV files that they were made from."""

from __future__ import annotations

import datetime as dt
import decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.test_samples import FOLDER, NAMES
from tracker.errors import TableNotReadable, WorkspaceNotReadable
from tracker.itinerary import parquet as own
from tracker.itinerary import read_workspace
from tracker.itinerary.read import read_csv


def as_parquet(folder: Path, to: Path) -> Path:
    """The CSV workspace ``folder`` once more, each table as text in a Parquet file."""
    to.mkdir()
    for file in folder.glob("*.csv"):
        read_csv(file).to_parquet(to / f"{file.stem}.parquet", index=False)
    return to


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_parquet_is_the_same_workspace(name: str, tmp_path: Path) -> None:
    expected, found = read_workspace(FOLDER / name), read_workspace(as_parquet(FOLDER / name, tmp_path / name))
    for table, rows in expected.tables().items():
        pd.testing.assert_frame_equal(found.tables()[table], rows)
    pd.testing.assert_frame_equal(found.problems, expected.problems)


def test_columns_of_any_type_are_read_as_a_csv_file_would_hold_them(tmp_path: Path) -> None:
    late = dt.datetime(2026, 3, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    table = pa.table(
        {
            " Trip ": pa.array([7, None], pa.int64()),
            "traveler": pa.array(["007", "007"]).dictionary_encode(),
            "country": pa.array(["NA", "fr"]),
            "assignment": pa.array([decimal.Decimal(12), None], pa.decimal128(38, 0)),
            "first_day": pa.array([late, late], pa.timestamp("us", tz="+02:00")),
            "last_day": pa.array([dt.date(2026, 3, 2), None], pa.date32()),
            "note": pa.array([True, None]),
            "source": pa.array([1.0, 1.5]),
            "place": pa.nulls(2),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    trips = read_workspace(tmp_path / "t.parquet").trips
    assert trips["trip"].tolist() == ["7", "row-2"]
    assert trips["traveler"].tolist() == ["007", "007"]
    assert trips["country"].tolist() == ["NA", "FR"]
    assert trips["assignment"].tolist() == ["12", ""]
    assert trips["first_day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-01", "2026-03-01"]
    assert trips["last_day"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2026-03-02", ""]
    assert trips["note"].tolist() == ["yes", ""]
    assert trips["source"].tolist() == ["1", "1.5"]
    assert trips["place"].tolist() == ["", ""]


def test_a_partitioned_folder_is_one_table_and_its_rows_are_counted_through(tmp_path: Path) -> None:
    for traveler, country in (("001", "FR"), ("a%2Fb", "Atlantis"), (own._NO_VALUE, "DE")):
        part = tmp_path / "trips" / f"traveler={traveler}"
        part.mkdir(parents=True)
        pd.DataFrame({"country": [country], "first_day": ["2026-01-01"]}).to_parquet(part / "0.parquet")
    (tmp_path / "trips" / "_metadata.parquet").write_bytes(b"not of the table")
    workspace = read_workspace(tmp_path)
    # In the order of names: 001, __HIVE…, a%2Fb
    assert workspace.trips[["trip", "traveler", "country"]].to_numpy().tolist() == [
        ["row-1", "001", "FR"],
        ["row-2", "me", "DE"],
    ]
    assert workspace.problems["code"].tolist() == ["unusable_row", "part_not_used"]  # no trip has a last day
    problem = workspace.problems.to_dict("records")[0]
    assert (problem["file"], problem["row"], problem["column"]) == ("trips", 3, "country")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1 or not")
    with pytest.raises(TableNotReadable, match=r"x\.parquet: not a Parquet file"):
        read_workspace(tmp_path / "x.parquet")
    with pytest.raises(WorkspaceNotReadable, match="no such file"):
        read_workspace(tmp_path / "none.parquet")
    with pytest.raises(WorkspaceNotReadable, match=r"no trips\.csv"):
        read_workspace(tmp_path)
    parquet.write_table(pa.table({"country": ["FR"], "first_day": [["2026-01-01"]]}), tmp_path / "list.parquet")
    with pytest.raises(TableNotReadable, match="'first_day' holds list"):
        read_workspace(tmp_path / "list.parquet")
    parquet.write_table(pa.table({"country": ["F\0"], "first_day": ["2026-01-01"]}), tmp_path / "zero.parquet")
    with pytest.raises(TableNotReadable, match="broken character"):
        read_workspace(tmp_path / "zero.parquet")
    no_utf8 = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    )
    parquet.write_table(pa.table({"country": no_utf8, "first_day": ["2026-01-01"]}), tmp_path / "utf8.parquet")
    with pytest.raises(TableNotReadable, match="broken character"):
        read_workspace(tmp_path / "utf8.parquet")
    parquet.write_table(pa.table({"note": ["x" * 200_000]}), tmp_path / "long.parquet")
    with pytest.raises(TableNotReadable, match="more than"):
        read_workspace(tmp_path / "long.parquet")


def test_one_table_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day\nFR,2026-01-01\n", encoding="utf-8")
    pd.DataFrame({"country": ["DE"], "first_day": ["2026-01-01"]}).to_parquet(tmp_path / "trips.parquet")
    with pytest.raises(WorkspaceNotReadable, match=r"trips\.csv and trips\.parquet. Keep one"):
        read_workspace(tmp_path)


def test_a_damaged_file_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    rows = {"country": ["FR", "DE"], "first_day": ["2026-01-01", "2026-02-01"], "note": ["a", None]}
    pd.DataFrame(rows).to_parquet(tmp_path / "whole.parquet")
    whole, refused = (tmp_path / "whole.parquet").read_bytes(), 0
    for place in range(0, len(whole), 61):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        (tmp_path / "x.parquet").write_bytes(damaged)
        try:
            read_workspace(tmp_path / "x.parquet")
        except TableNotReadable as error:
            refused += "\n" not in str(error)
    assert refused > 10
