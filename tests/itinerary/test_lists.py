"""Lists that are not written as documented, read as a workspace: the steps and spellings of an import."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from tracker.errors import BadOption, DateOrderNeeded, TableNotReadable
from tracker.itinerary import Workspace, read_workspace
from tracker.itinerary.read import workspace_from_bytes
from tracker.reading.plan import Answers

Trip = tuple[str, str, str]


def _trips(workspace: Workspace) -> list[Trip]:
    days = workspace.trips[["first_day", "last_day"]].apply(lambda column: column.dt.strftime("%Y-%m-%d").fillna(""))
    return list(zip(workspace.trips["country"], days["first_day"], days["last_day"], strict=True))


def _told(workspace: Workspace) -> list[tuple[str, str, int]]:
    told = workspace.problems
    return list(zip(told["code"], told["file"], told["row"], strict=True))


GERMANY = ("DE", "2026-02-02", "2026-02-20")


@pytest.mark.parametrize(
    "text",
    [
        "country,first_day,last day\nDE,2026-02-02,2026-02-20\n",
        "Country;Start;End\nGermany;2.2.2026;20.2.2026\n",
        "sep=;\ncountry;first_day;last_dy\nDE;2026-02-02;2026-02-20\n",
        "Land\tVon\tBis\nDeutschland\t02.02.2026\t20.02.2026\n",
    ],
)
def test_a_workspace_reads_what_an_import_reads(text: str, tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text(text, encoding="utf-8")
    assert _trips(read_workspace(tmp_path)) == [GERMANY]
    assert _trips(workspace_from_bytes(text.encode(), "list.txt")) == [GERMANY]


def test_a_name_of_a_file_decides_between_tables_with_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day,last_day\nDE,2026-02-02,2026-02-20\n", encoding="utf-8")
    (tmp_path / "residences.csv").write_text("traveler;country;first_day\nme;US;2020-01-01\n", encoding="utf-8")
    read = read_workspace(tmp_path)
    assert read.residences[["traveler", "country"]].values.tolist() == [["me", "US"]]
    assert len(read.trips) == 1


def test_dates_with_two_readings_name_the_command_that_repairs_them() -> None:
    text = b"trip,country,first_day,last_day\nt1,DE,3/2/2026,3/6/2026\n"
    with pytest.raises(DateOrderNeeded, match=r"spreadsheet program.*--date-order.*coverline import trips\.csv --into"):
        workspace_from_bytes(text, "trips.csv")
    read = workspace_from_bytes(text, "trips.csv", Answers(choices={"date_order": "mdy"}))
    assert _trips(read) == [("DE", "2026-03-02", "2026-03-06")]
    assert read.problems["message"].str.contains("coverline import trips.csv").any()


def test_a_column_may_be_named_by_hand() -> None:
    text = b"country,first_day,Quux\nDE,2026-02-02,2026-02-20\nFR,2026-04-06,2026-04-10\n"
    read = workspace_from_bytes(text, "trips.csv", Answers({"Quux": "last_day"}))
    assert _trips(read)[0] == GERMANY
    with pytest.raises(BadOption, match="nope"):
        workspace_from_bytes(text, "trips.csv", Answers({"nope": "last_day"}))


@pytest.mark.parametrize("text", ["country,place\nDE,Berlin\nFR,Lyon\n", "country,Foo\nSpain,b\nFR,c\n"])
def test_a_missing_column_is_one_error_that_names_the_headings(text: str) -> None:
    with pytest.raises(TableNotReadable, match=r"first.day") as refused:
        workspace_from_bytes(text.encode(), "trips.csv")
    assert text.splitlines()[0].split(",")[1] in str(refused.value)


def test_another_table_without_a_column_is_named_once_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day,last_day\nDE,2026-02-02,2026-02-20\n", encoding="utf-8")
    (tmp_path / "certificates.csv").write_text("certificate,traveler\na,me\nb,me\n", encoding="utf-8")
    read = read_workspace(tmp_path)
    assert (len(read.trips), len(read.certificates)) == (1, 0)
    assert _told(read) == [("part_not_used", "certificates.csv", 0)]


HEAD = "country,first_day,last_day,note\n"


def test_a_swallowed_row_is_named_with_its_line() -> None:
    text = HEAD + 'FR,2026-01-05,2026-01-09,ok\nDE,2026-02-02,2026-02-06,"p. 12\nTH,2026-03-02,2026-03-06,work\n'
    read = workspace_from_bytes(text.encode(), "trips.csv")
    assert len(read.trips) == 1
    assert _told(read) == [("unusable_row", "trips.csv", 3), ("part_not_used", "trips.csv", 4)]


def test_rows_of_a_documented_table_are_counted_whatever_way_they_are_read() -> None:
    rows = "Atlantis,2026-01-05,2026-01-09,\n"
    for more in ("", "DE,2026-02-02,3 March 2026,\n"):
        assert ("unusable_row", "trips.csv", 1) in _told(
            workspace_from_bytes((HEAD + rows + more).encode(), "trips.csv")
        )


def test_trips_that_all_go_on_are_named_but_one_may() -> None:
    rows = [f"{country},2026-01-05,,\n" for country in ("DE", "FR")]
    assert _told(workspace_from_bytes((HEAD + rows[0]).encode(), "trips.csv")) == []
    assert ("part_not_used", "trips.csv", 0) in _told(
        workspace_from_bytes((HEAD + "".join(rows)).encode(), "trips.csv")
    )


def test_every_sheet_is_read_and_its_rows_have_the_numbers_of_the_sheet() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for year, country in (("2025", "Germany"), ("2026", "Atlantis")):
            sheet = book.add_worksheet(year)
            sheet.write_row(2, 0, ["Country", "Start", "End"])
            sheet.write_row(4, 0, [country, f"{year}-02-02", f"{year}-02-20"])
    read = workspace_from_bytes(content.getvalue(), "log.xlsx")
    assert read.trips["trip"].tolist() == ["row-1"]
    assert ("unusable_row", "log.xlsx, sheet 2026", 5) in _told(read)


def test_people_by_days_get_an_id_for_each_trip() -> None:
    text = "Employee,2026-03-02,2026-03-03,2026-03-04,2026-03-05\nAnn,DE,DE,FR,FR\nBob,JP,JP,JP,JP\n"
    read = workspace_from_bytes(text.encode(), "matrix.csv")
    assert sorted(read.trips["trip"]) == ["row-1", "row-2", "row-3"]


def test_a_long_table_with_other_headings_is_read_by_columns() -> None:
    days = pd.Series("2026-03-01", index=range(20_001))
    frame = pd.DataFrame({"trip": range(20_001), "Country": "FR", "Start Date": days, "End Date": days, "Hotel": "x"})
    read = workspace_from_bytes(frame.to_csv(index=False).encode(), "trips.csv")
    assert len(read.trips) + (read.problems["code"] == "duplicate_trip").sum() == 20_001
    assert "hotel" in read.tables()["trips"]


def test_rows_without_a_person_beside_rows_with_one_are_a_warning() -> None:
    rows = (
        "Employee,Country,Start,End",
        "Ann,DE,2026-02-02,2026-02-20",
        ",FR,2026-03-02,2026-03-06",
        "Ann,DE,2026-04-02,",
    )
    workspace = workspace_from_bytes("\n".join(rows).encode(), "list.csv")
    assert ("part_not_used", "list.csv", 3) in _told(workspace)
    assert workspace.trips["traveler"].tolist() == ["Ann", "me", "Ann"]
