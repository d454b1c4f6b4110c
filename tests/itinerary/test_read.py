"""Files as people have them: encodings, odd spellings, broken rows, workbooks, JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
import warnings
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

import tracker
from tracker.errors import TableNotReadable, WorkspaceNotReadable
from tracker.itinerary import Workspace, read_workspace
from tracker.itinerary.plain import workspace_digest
from tracker.itinerary.read import csv_from_bytes, workspace_from_bytes, workspace_from_text

HEADER = "trip,traveler,country,first_day,last_day,activity,assignment,note\n"
ROW = "t1,ann,FR,2026-03-01,2026-03-05,work,,\n"


def _folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


def _read(tmp_path: Path, trips: str | bytes, **files: str | bytes) -> Workspace:
    return read_workspace(_folder(tmp_path, trips=trips, **files))


def _codes(workspace: Workspace) -> list[str]:
    return workspace.problems["code"].tolist()


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def _assert_one_french_trip(workspace: Workspace) -> None:
    assert _codes(workspace) == []
    assert workspace.trips[["country", "first_day", "last_day"]].values.tolist() == [
        ["FR", pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-05")]
    ]


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + ROW).encode(),
        (HEADER + ROW).encode("utf-8-sig"),
        (HEADER + ROW).encode("utf-16"),
        b"\xfe\xff" + (HEADER + ROW).encode("utf-16-be"),
        ("\n" + HEADER + ROW).encode(),
        ("\ufeff\n" + HEADER + ROW).encode(),
        (HEADER + "\n\n" + ROW + "\n").encode(),
        (HEADER + ROW).encode("utf-16-le"),
        (HEADER + ROW).replace(",", ";").encode(),
        ("sep=\t\n" + HEADER + ROW).replace(",", "\t").encode(),
        (HEADER + ROW).replace("\n", "\r\n").encode(),
        (HEADER + ROW).rstrip("\n").encode(),
        (HEADER.upper().replace(",", " , ") + ROW).encode(),
        b"country,first_day,last_day\nFR,2026-03-01,2026-03-05\n",
        b'country,first_day,last_day\n"FR","2026-03-01","2026-03-05"\n',
    ],
    ids=[
        "plain",
        "BOM",
        "UTF-16 little",
        "UTF-16 big",
        "blank first line",
        "BOM and blank first line",
        "blank lines",
        "UTF-16 without BOM",
        "semicolons",
        "sep= and tabs",
        "CRLF",
        "no last newline",
        "shouted header",
        "only needed columns",
        "all quoted",
    ],
)
def test_the_same_table_in_many_wrappings(tmp_path: Path, content: bytes) -> None:
    _assert_one_french_trip(_read(tmp_path, content))


def test_text_in_quotes_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    read = _read(tmp_path, HEADER + 't1,ann,FR,2026-03-01,2026-03-05,work,,"Paris, ""Rive\nGauche"""\n')
    assert read.trips["note"].tolist() == ['Paris, "Rive\nGauche"']
    assert _codes(read) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (HEADER.encode() + b"t1,ann,F\0R,2026-03-01,,work,,\n", "not a text file"),
        (HEADER.encode() + "t1,ann,FR,2026-03-01,,work,,Łódź\n".encode("cp1250"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
    ],
    ids=["empty", "blank", "only a BOM", "NUL", "Polish of old Windows", "image"],
)
def test_what_is_no_table_is_refused_with_its_name(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(TableNotReadable, match=r"^trips\.csv: ") as caught:
        _read(tmp_path, content)
    assert problem in caught.value.problem


def test_a_header_without_rows_is_an_empty_log(tmp_path: Path) -> None:
    read = _read(tmp_path, HEADER)
    assert len(read.trips) == 0
    assert _codes(read) == []
    assert read.trips["first_day"].dtype == "datetime64[s]"
    assert len(tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2026, 6, 1)).coverage) == 0


@pytest.mark.parametrize(
    "rows",
    [
        "t1,ann,FR,2026-03-01,2026-03-05,work,,\nt2,ann,DE,2026-04-01,2026-04-05,work,,Paris, again\n",
        "t2,ann,DE,2026-04-01,2026-04-05,work,,Paris, again\nt1,ann,FR,2026-03-01,2026-03-05,work,,\n",
        "t2,ann,DE,2026-04-01,2026-04-05,work,,Paris, again\n" * 2 + "t1,ann,FR,2026-03-01,2026-03-05,work,,\n",
    ],
    ids=["last row", "first row", "twice"],
)
def test_a_row_with_too_many_cells_is_left_out_and_named(tmp_path: Path, rows: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as for a user: what is only warned about is lost
        read = _read(tmp_path, HEADER + rows)
    assert read.trips["trip"].tolist() == ["t1"]
    numbers = [n for n, line in enumerate(rows.splitlines(), start=1) if line.startswith("t2")]
    problems = read.problems[read.problems["code"] == "unusable_row"]
    assert sorted(set(problems["row"])) == numbers
    assert problems["message"].str.contains("more cells than the header").sum() == len(numbers)
    assert read.unusable_rows == len(numbers)


def test_a_row_with_too_few_cells_is_used(tmp_path: Path) -> None:
    read = _read(tmp_path, HEADER + "t1,ann,FR,2026-03-01\n")
    assert read.trips["last_day"].isna().tolist() == [True]
    assert _codes(read) == []


def test_unknown_columns_are_kept(tmp_path: Path) -> None:
    read = _read(tmp_path, "Hotel,country,first_day,Seat\nRitz,FR,2026-03-01,12A\n")
    assert read.tables()["trips"][["hotel", "seat"]].values.tolist() == [["Ritz", "12A"]]
    assert list(read.tables()["trips"])[-2:] == ["hotel", "seat"]


def test_a_file_alone_is_taken_as_trips_and_keeps_its_name_in_messages(tmp_path: Path) -> None:
    file = tmp_path / "my log.csv"
    file.write_text(HEADER + ROW + "t2,ann,Atlantis,2026-03-01,,work,,\n", encoding="utf-8")
    read = read_workspace(file)
    assert read.trips["trip"].tolist() == ["t1"]
    assert read.problems[["file", "row", "column"]].values.tolist() == [["my log.csv", 2, "country"]]
    assert len(read.assignments) == 0


def test_a_text_path_is_as_good_as_a_path(tmp_path: Path) -> None:
    _assert_one_french_trip(read_workspace(str(_folder(tmp_path, trips=HEADER + ROW))))


def test_missing_files_are_empty_tables_and_others_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    read = _read(tmp_path, HEADER + ROW, travelers="traveler,residence\nann,US\n", budget="a\n1\n")
    assert read.travelers["residence"].tolist() == ["US"]
    assert {name for name, table in read.tables().items() if len(table)} == {"trips", "travelers"}


@pytest.mark.parametrize("name", ["nothing", "trips.parquet"])
def test_what_is_not_there_or_unknown_is_no_workspace(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkspaceNotReadable):
        read_workspace(tmp_path / name)


def test_a_folder_without_trips_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotReadable, match=r"no trips\.csv"):
        read_workspace(_folder(tmp_path, travelers="traveler\nann\n"))


SHEETS: dict[str, list[list[object]]] = {
    "Trips": [
        ["trip", "traveler", "country", "first_day", "last_day", "activity"],
        [1, "ann", "FR", dt.date(2026, 3, 1), dt.datetime(2026, 3, 5, 23, 59), "work"],  # noqa: DTZ001 - a cell
        ["t2", "ann", "Norway", "2026-04-01", "", "work"],
    ],
    "assignments": [["assignment", "traveler", "business_in_us"], ["x", "ann", True]],
    "Budget": [["a"], [1]],
}


def test_a_workbook_has_a_sheet_per_table(tmp_path: Path) -> None:
    read = read_workspace(_workbook(tmp_path / "log.xlsx", SHEETS))
    assert _codes(read) == []
    assert read.trips["trip"].tolist() == ["1", "t2"]
    assert read.trips["country"].tolist() == ["FR", "NO"]
    assert read.trips["last_day"].tolist() == [pd.Timestamp("2026-03-05"), pd.NaT]
    assert read.assignments["business_in_us"].tolist() == ["yes"]


def test_an_export_that_was_edited_says_that_its_results_are_older(tmp_path: Path) -> None:
    day = dt.date(2026, 3, 1)
    rows: list[list[object]] = [["trip", "country", "first_day", "last_day"], ["a", "FR", day, day]]
    digest = workspace_digest(workspace_from_text({"trips": pd.DataFrame([rows[1]], columns=rows[0]).astype("str")}))
    about: list[list[object]] = [["about", "value"], ["workspace_sha256", digest]]
    sheets = {"about": about, "trips": rows, "results_coverage": [["x"]], "Requests": [["a title"]]}
    read = read_workspace(_workbook(tmp_path / "same.xlsx", sheets))
    assert (_codes(read), len(read.trips)) == (["assumed_reading"], 1)
    assert "results_coverage, Requests. Edits in them are not read" in read.problems["message"][0]
    edited = sheets | {"trips": [*rows, ["b", "DE", day, day]], "Notes": [["mine"]]}
    read = read_workspace(_workbook(tmp_path / "edited.xlsx", edited))
    assert (_codes(read), len(read.trips)) == (["part_not_used", "assumed_reading", "assumed_reading"], 2)
    assert "edited after the export" in " ".join(read.problems["message"])
    assert read.problems["file"].tolist()[0] == "edited.xlsx, sheet Notes"


def test_a_single_sheet_of_any_name_is_taken_as_trips(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], ["country", "first_day", "last_day"], ["FR", "2026-03-01", "2026-03-05"]]
    _assert_one_french_trip(read_workspace(_workbook(tmp_path / "log.xlsx", {"Sheet1": rows})))


@pytest.mark.parametrize(
    "rows",
    [[], [["Foo", "Bar"], ["FR", "DE"]]],
    ids=["empty", "no table"],
)
def test_a_workbook_without_a_table_is_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(TableNotReadable, match=r"^log\.xlsx: "):
        read_workspace(_workbook(tmp_path / "log.xlsx", {"Sheet1": rows}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\x89PNG\r\n\x1a\n"])
def test_what_only_pretends_to_be_a_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(TableNotReadable):
        workspace_from_bytes(content, "log.xlsx")


def test_a_zip_without_a_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(TableNotReadable):
        workspace_from_bytes(packed.getvalue(), "log.xlsx")


def test_json_holds_rows_per_table(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    trip = {"country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-05"}
    for content in ({"trips": [trip]}, {"workspace": {"trips": [trip], "residences": []}, "coverage": [{"x": 1}]}):
        file.write_text(json.dumps(content), encoding="utf-8-sig")
        _assert_one_french_trip(read_workspace(file))


def test_json_null_is_an_empty_cell(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_text('{"trips": [{"country": "FR", "first_day": "2026-03-01", "last_day": null}]}', encoding="utf-8")
    read = read_workspace(file)
    assert read.trips["last_day"].isna().all()
    assert _codes(read) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"trips": 3}', '{"trips": [3]}', '{"workspace": []}', '{"trips": null}']
)
def test_json_that_is_no_workspace_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "log.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TableNotReadable, match=r"^log\.json: "):
        read_workspace(file)


def test_cells_are_text_and_nothing_is_guessed() -> None:
    table = csv_from_bytes(b"country,note\nNA,007\nNO,1e5\n", "trips.csv")
    assert table.values.tolist() == [["NA", "007"], ["NO", "1e5"]]


@pytest.mark.parametrize("country", ["FR", "France"], ids=["documented", "list"])
def test_a_cell_that_was_kept_from_running_is_read_as_it_was_entered(country: str, tmp_path: Path) -> None:
    rows = ["2026-01-01,'=cmd,'+1", "2026-02-01,'s-Hertogenbosch,''=x"]
    text = "\n".join(["country,first_day,place,'=own", *(f"{country},{row}" for row in rows)])
    trips = _read(tmp_path, text).tables()["trips"]
    assert trips[["place", "=own"]].values.tolist() == [["=cmd", "+1"], ["'s-Hertogenbosch", "'=x"]]
