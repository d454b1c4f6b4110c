"""Lists as people bring them: each is read right, or the part that is not understood is named.

Every list here once stored wrong days without a word. One stands for its kind; random lists of many kinds are in
``tests/reading/test_random_lists.py``.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

import tracker
from tests.cli.commands import AS_OF, run

Trip = tuple[str, str, str, str]  # traveler, country, first day, last day ("" ongoing)


@dataclass(frozen=True)
class Imported:
    """What an import into an empty workspace did."""

    status: int
    stdout: str
    stderr: str
    log: Path

    @property
    def trips(self) -> list[Trip]:
        return [(who, where, first, last) for who, where, first, last, *_ in self._cells()]

    def column(self, name: str) -> list[str]:
        return [] if not self.log.exists() else tracker.read_workspace(self.log).trips[name].tolist()

    def _cells(self) -> list[tuple[str, ...]]:
        if not self.log.exists():
            return []
        trips = tracker.read_workspace(self.log).trips.sort_values(["first_day", "traveler"], kind="stable")
        days = trips[["first_day", "last_day"]].apply(lambda column: column.dt.strftime("%Y-%m-%d").fillna(""))
        return list(zip(trips["traveler"], trips["country"], days["first_day"], days["last_day"], strict=True))


def imported(folder: Path, content: str | bytes, *options: str, name: str = "list.csv") -> Imported:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    result = run("import", file, "--into", folder / "log", *options)
    return Imported(result.exit_code, result.stdout, result.stderr, folder / "log")


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> bytes:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path.read_bytes()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# The last day


def test_a_heading_for_the_last_day_in_other_words(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Country,City,Arrival Date,Exit Date,Notes\n"
        "Germany,Berlin,2025-02-02,2025-02-20,client visit\n"
        "Japan,Osaka,2025-05-05,2025-05-12,workshop\n",
    )
    assert done.status == 0
    assert done.trips == [("me", "DE", "2025-02-02", "2025-02-20"), ("me", "JP", "2025-05-05", "2025-05-12")]


@pytest.mark.parametrize(("heading", "last_days"), [("Nights", ("03-06", "05-11")), ("Days", ("03-05", "05-10"))])
def test_a_length_makes_the_last_day(heading: str, last_days: tuple[str, str], tmp_path: Path) -> None:
    done = imported(tmp_path, f"Country,Arrival,{heading}\nGermany,2026-03-02,4\nThailand,2026-05-04,7\n")
    assert [last for *_, last in done.trips] == [f"2026-{last}" for last in last_days]
    assert heading in done.stdout + done.stderr  # never without a word


def test_a_list_without_any_last_day_says_so(tmp_path: Path) -> None:
    done = imported(tmp_path, "Country,Start\nGermany,2026-03-02\nFrance,2026-05-04\n")
    assert done.status == 1
    assert "last day" in done.stderr


def test_a_date_column_with_an_unknown_heading_is_asked_about(tmp_path: Path) -> None:
    text = "Country,Start,Quux\nGermany,2026-03-02,2026-03-06\nFrance,2026-05-04,2026-05-08\n"
    asked = imported(tmp_path, text)
    assert (asked.status, asked.trips) == (1, [])
    assert "Quux" in asked.stderr
    answered = imported(tmp_path, text, "--map", "Quux=last_day")
    assert answered.status == 0
    assert [last for *_, last in answered.trips] == ["2026-03-06", "2026-05-08"]


def test_a_column_that_is_mapped_by_hand_wins(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Country,Start,End,Real end\nGermany,2026-03-02,2026-03-06,2026-03-09\n",
        *("--map", "End=not_used", "--map", "Real end=last_day"),
    )
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-09")]


@pytest.mark.parametrize("word", ["present", "ongoing", "Current", "still there"])
def test_words_for_a_trip_that_goes_on(word: str, tmp_path: Path) -> None:
    assert imported(tmp_path, f"Country,Start,End\nGermany,2026-03-02,{word}\n").trips == [
        ("me", "DE", "2026-03-02", "")
    ]


@pytest.mark.parametrize("sign", ["-", "n/a", "TBD", "?"])
def test_signs_that_may_mean_so_are_asked(sign: str, tmp_path: Path) -> None:
    done = imported(tmp_path, f"Country,Start,End\nGermany,2026-03-02,{sign}\nFrance,2026-05-04,2026-05-08\n")
    assert done.status == 1
    assert done.trips == [("me", "FR", "2026-05-04", "2026-05-08")]


def test_an_error_in_a_workbook_is_no_open_end(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Log")
        sheet.write_row(0, 0, ["Country", "Start", "End"])
        sheet.write_row(1, 0, ["Germany", day("2026-03-02")])
        sheet.write_formula(1, 2, "=B2+X", value="#VALUE!")
        sheet.write_row(2, 0, ["France", day("2026-04-06"), day("2026-04-10")])
    done = imported(tmp_path, path.read_bytes(), name="list.xlsx")
    assert done.status == 1
    assert done.trips == [("me", "FR", "2026-04-06", "2026-04-10")]
    assert ":2:" in done.stderr


# People, purposes, statuses


@pytest.mark.parametrize("heading", ["Employee Name", "Name", "Mitarbeiter", "Salarié", "Staff member", "Empleado"])
def test_people_stay_different_people(heading: str, tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        f"{heading},Country,Start Date,End Date,Cost Center\n"
        "Ann Example,Germany,2026-02-02,2026-02-20,410\n"
        "Bob Sample,Thailand,2026-02-05,2026-02-12,410\n",
    )
    assert done.status == 0
    assert [who for who, *_ in done.trips] == ["Ann Example", "Bob Sample"]


def test_a_holiday_is_no_work(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Start Date,End Date,Country,Category,Days,Notes\n"
        "2026-03-02,2026-03-20,France,business,19,client in Lyon\n"
        "2026-03-21,2026-04-05,Thailand,personal,16,holiday\n",
    )
    assert done.column("activity") == ["work", "non_work"]
    assert "personal" in done.stdout + done.stderr


def test_a_word_of_purpose_that_is_not_known_holds_its_row_back(tmp_path: Path) -> None:
    text = "Country,Start,End,Purpose\nFrance,2026-03-02,2026-03-20,business\nItaly,2026-05-04,2026-05-08,zorbing\n"
    asked = imported(tmp_path, text)
    assert asked.status == 1
    assert [where for _, where, *_ in asked.trips] == ["FR"]
    assert "zorbing" in asked.stderr
    answered = imported(tmp_path, text, "--answer", "value:Purpose:zorbing=non_work")
    assert answered.status == 0
    assert answered.column("activity") == ["work", "non_work"]


def test_a_canceled_trip_does_not_count(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Country,Start,End,Status\nGermany,2026-03-02,2026-03-06,Completed\n"
        "Brazil,2026-03-09,2026-03-20,Cancelled\nFrance,2027-04-05,2027-04-09,Planned\n",
    )
    assert [where for _, where, *_ in done.trips] == ["DE", "FR"]
    assert done.column("certainty") == ["confirmed", "planned"]
    assert "Cancelled" in done.stdout + done.stderr


def test_words_of_activity(tmp_path: Path) -> None:
    words = ["Business", "Vacation", "Holiday", "Personal", "Layover"]
    rows = "".join(f"Germany,2026-03-{2 * n + 1:02},2026-03-{2 * n + 1:02},{word}\n" for n, word in enumerate(words))
    done = imported(tmp_path, f"Country,Start,End,Activity\n{rows}")
    assert done.column("activity") == ["work", "non_work", "non_work", "non_work", "transit"]


def test_a_file_named_like_a_table_is_read_by_its_columns(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Traveler,Country,Start Date,End Date\nAnn,Germany,2026-03-02,2026-03-06\nBob,France,2026-04-06,2026-04-10\n",
        name="Travelers.csv",
    )
    assert done.trips == [("Ann", "DE", "2026-03-02", "2026-03-06"), ("Bob", "FR", "2026-04-06", "2026-04-10")]


# What is left out is named


def test_a_quotation_mark_that_is_not_closed_swallows_nothing(tmp_path: Path) -> None:
    text = (
        "country,first_day,last_day,note\nFR,2026-01-05,2026-01-09,ok\n"
        'DE,2026-02-02,2026-02-06,"visa page 12\nTH,2026-03-02,2026-03-06,work here\nJP,2026-04-06,2026-04-10,end\n'
    )
    done = imported(tmp_path, text)
    assert done.status in (1, 2)
    assert "3" in done.stderr
    assert "quotation mark" in done.stderr
    (tmp_path / "trips.csv").write_text(text, encoding="utf-8")
    analyzed = run("analyze", tmp_path / "trips.csv", *AS_OF)
    assert analyzed.exit_code in (1, 2)
    assert "quotation mark" in analyzed.stderr


def test_a_stray_mark_that_a_later_one_closes_swallows_nothing(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "country,first_day,last_day,note\n"
        'DE,2026-02-02,2026-02-06,"visa page 12\nTH,2026-03-02,2026-03-06,work here\nJP,2026-04-06,2026-04-10,"end\n',
    )
    assert done.status in (1, 2)
    assert "quotation mark" in done.stderr


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    head: list[object] = ["Country", "Start", "End"]
    sheets = {
        "2024": [head, ["Germany", day("2024-03-04"), day("2024-03-15")]],
        "2025": [head, ["Thailand", day("2025-03-03"), day("2025-03-14")]],
        "2026": [head, ["France", day("2026-03-02"), day("2026-03-13")]],
    }
    done = imported(tmp_path, workbook(tmp_path / "made.xlsx", sheets), name="list.xlsx")
    assert done.status == 0
    assert [where for _, where, *_ in done.trips] == ["DE", "TH", "FR"]


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("2026-01-05 - 2026-01-09", "", ("2026-01-05", "2026-01-09")),
        ("2026-02-02 to 2026-02-06", "", ("2026-02-02", "2026-02-06")),
        ("2026-03-06 (check stamp)", "2026-03-09", ("2026-03-06", "2026-03-09")),
    ],
)
def test_text_behind_a_date_is_not_cut_off(first: str, last: str, kept: tuple[str, str], tmp_path: Path) -> None:
    done = imported(tmp_path, f"Country,Start,End\nFrance,{first},{last}\n")
    assert done.trips == [("me", "FR", *kept)]


def test_a_doubtful_day_leaves_its_row_out(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Country,Start,End\nJapan,2026-03-02 or 2026-03-03?,2026-03-06\nFrance,2026-05-04,2026-05-08\n",
    )
    assert (done.status, len(done.trips)) == (1, 1)
    assert ":2:" in done.stderr


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Country", "Start", "End"], [], [], ["Germany", day("2026-03-02"), day("2026-03-06")], [],
        ["Atlantis", day("2026-04-06"), day("2026-04-10")],
    ]  # fmt: skip
    done = imported(tmp_path, workbook(tmp_path / "made.xlsx", {"Log": rows}), name="list.xlsx")
    assert (done.status, len(done.trips)) == (1, 1)
    assert ":6:" in done.stderr


def test_a_refusal_names_what_was_found_and_what_would_be_understood(tmp_path: Path) -> None:
    done = imported(tmp_path, "Foo,Bar\n1,2\n3,4\n")
    assert (done.status, done.trips) == (2, [])
    assert "Foo" in done.stderr
    assert "Country" in done.stderr or "country" in done.stderr


def test_two_columns_of_notes_are_no_reason_to_refuse(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Country,Start,End,City,Location,Notes,Comments\nGermany,2026-03-02,2026-03-06,Berlin,Head office,a,b\n",
    )
    assert done.status == 0
    assert done.column("place") == ["Berlin"]
    assert "Head office" in (done.log / "trips.csv").read_text(encoding="utf-8")


# Dates


def test_an_order_that_the_file_disproves_refuses_it(tmp_path: Path) -> None:
    text = "Country,Start,End\nGermany,03/04/2026,05/04/2026\nFrance,25/04/2026,28/04/2026\n"
    refused = imported(tmp_path, text, "--date-order", "mdy")
    assert (refused.status, refused.trips) == (2, [])
    assert "25/04/2026" in refused.stderr
    proven = imported(tmp_path, text)
    assert proven.status == 0
    assert proven.trips == [("me", "DE", "2026-04-03", "2026-04-05"), ("me", "FR", "2026-04-25", "2026-04-28")]


def test_real_dates_and_texts_in_one_column_are_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Country", "Start", "End"],
        ["Germany", day("2026-04-03"), day("2026-06-03")],
        ["France", "15/03/2026", "25/03/2026"],
    ]
    done = imported(tmp_path, workbook(tmp_path / "made.xlsx", {"Log": rows}), name="list.xlsx")
    assert "text" in done.stderr + done.stdout


def test_a_moment_in_utc_becomes_the_day_there(tmp_path: Path) -> None:
    done = imported(tmp_path, "Country,City,Start,End\nJapan,Tokyo,2026-03-01T23:30:00Z,2026-03-05T16:00:00Z\n")
    assert done.trips == [("me", "JP", "2026-03-02", "2026-03-06")]
    assert "UTC" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2 Mar 2026", "6 Mar 2026"),
        ("02-Mar-2026", "06-Mar-2026"),
        ('"March 2, 2026"', '"March 6, 2026"'),
        ("2nd March 2026", "6th March 2026"),
        ("20260302", "20260306"),
        ("2. März 2026", "6. März 2026"),
        ("2 mars 2026", "6 mars 2026"),
        ("2 de marzo de 2026", "6 de marzo de 2026"),
        ("02.03.2026", "06.03.2026"),
        ("02-MAR-26", "06-MAR-26"),
        ("\u200e2026-03-02\u00a0", "2026-03-06"),
    ],
)
def test_dates_as_people_write_them(first: str, last: str, tmp_path: Path) -> None:
    done = imported(tmp_path, f"Country,Start,End\nGermany,{first},{last}\n")
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-06")]


def test_serial_numbers_of_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Country", "Start", "End"], ["Germany", 46083, 46087]]
    done = imported(tmp_path, workbook(tmp_path / "made.xlsx", {"Log": rows}), name="list.xlsx")
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-06")]


def test_an_entry_of_a_calendar_ends_the_day_before(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        '"Subject","Start Date","Start Time","End Date","End Time","All day event","Location","Country"\n'
        '"Client week","2026-03-02","00:00:00","2026-03-07","00:00:00","True","Berlin","Germany"\n',
    )
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-06")]


# Layouts


def test_title_rows_above_the_headings(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Travel log of A. Example"], [], ["Year:", 2026], [], ["Country", "Start", "End"],
        ["Germany", day("2026-03-02"), day("2026-03-06")], ["Total", "", 5],
    ]  # fmt: skip
    done = imported(tmp_path, workbook(tmp_path / "made.xlsx", {"Log": rows}), name="list.xlsx")
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-06")]


def test_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Log")
        sheet.write_row(0, 0, ["Country", "City", "Start", "End"])
        sheet.write_row(1, 1, ["Berlin", day("2026-03-02"), day("2026-03-06")])
        sheet.write_row(2, 1, ["Munich", day("2026-03-07"), day("2026-03-09")])
        sheet.merge_range(1, 0, 2, 0, "Germany")
    done = imported(tmp_path, path.read_bytes(), name="list.xlsx")
    assert [where for _, where, *_ in done.trips] == ["DE", "DE"]


def test_people_by_days(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Employee,2026-03-02,2026-03-03,2026-03-04,2026-03-05,2026-03-06\n"
        "Ann Example,DE,DE,DE,tr/FR,FR\nBob Sample,,JP,JP,JP,\n",
    )
    assert done.trips == [
        ("Ann Example", "DE", "2026-03-02", "2026-03-04"),
        ("Bob Sample", "JP", "2026-03-03", "2026-03-05"),
        ("Ann Example", "FR", "2026-03-05", "2026-03-06"),
    ]


def test_a_row_for_each_day(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "Date,Country,City\n2026-03-02,Germany,Berlin\n2026-03-03,Germany,Berlin\n2026-03-04,Thailand,Bangkok\n",
    )
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-03"), ("me", "TH", "2026-03-04", "2026-03-04")]


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\nCountry;Start;End\nGermany;2026-03-02;2026-03-06\n",
        "Country|Start|End\nGermany|2026-03-02|2026-03-06\n",
        "| Country | Start | End |\n|---|---|---|\n| Germany | 2026-03-02 | 2026-03-06 |\n",
        "Country\tStart\tEnd\nGermany\t2026-03-02\t2026-03-06\n".encode("utf-16"),
        "Pays;Date de début;Date de fin\r\nAllemagne;02.03.2026;06.03.2026\r\n".encode("cp1252"),
        "Land;Von;Bis (einschl.)\nDeutschland;2.3.2026;6.3.2026\n",
        "País,Fecha de inicio,Fecha de fin\nAlemania,2026-03-02,2026-03-06\n",
        "Country*,Start Date [yyyy-mm-dd],End Date (inclusive)\nGermany,2026-03-02,2026-03-06\n",
        "Country,First day,Last day\r\rGermany,2026-03-02,2026-03-06\r",
    ],
)
def test_files_of_text_in_many_forms(content: str | bytes, tmp_path: Path) -> None:
    done = imported(tmp_path, content)
    assert done.trips == [("me", "DE", "2026-03-02", "2026-03-06")]


@pytest.mark.parametrize(
    ("encoding", "city"), [("cp1252", "München"), ("mac-roman", "Besançon"), ("utf-8-sig", "Łódź")]
)
def test_letters_of_other_encodings(encoding: str, city: str, tmp_path: Path) -> None:
    done = imported(tmp_path, f"Country,City,Start,End\nGermany,{city},2026-03-02,2026-03-06\n".encode(encoding))
    assert done.column("place") == [city]


def test_a_calendar_file_is_named(tmp_path: Path) -> None:
    done = imported(tmp_path, "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", name="trips.ics")
    assert done.status == 2
    assert "calendar" in done.stderr


def test_a_timeline_of_a_phone_is_named(tmp_path: Path) -> None:
    done = imported(tmp_path, json.dumps({"semanticSegments": []}), name="Timeline.json")
    assert done.status == 2
    assert "Google" in done.stderr


# A second import


def test_a_corrected_list_corrects(tmp_path: Path) -> None:
    imported(tmp_path, "Country,City,Start,End\nGermany,Berlin,2026-01-05,\n")
    text = "Country,City,Start,End\nGermany,Berlin,2026-01-05,2026-03-20\nFrance,Lyon,2026-04-06,2026-05-29\n"
    asked = imported(tmp_path, text)
    assert asked.status == 1
    assert ("me", "DE", "2026-01-05", "") in asked.trips
    corrected = imported(tmp_path, text, "--answer", "correction=correct")
    assert corrected.status == 0
    assert corrected.trips == [("me", "DE", "2026-01-05", "2026-03-20"), ("me", "FR", "2026-04-06", "2026-05-29")]


def test_numbers_of_another_list_delete_nothing(tmp_path: Path) -> None:
    imported(tmp_path, "Trip,Country,Start,End\n1,Germany,2024-03-04,2024-03-15\n2,Japan,2024-06-03,2024-06-14\n")
    done = imported(
        tmp_path,
        "Trip,Country,Start,End\n1,France,2025-02-03,2025-02-14\n2,Thailand,2025-05-05,2025-05-16\n"
        "3,Italy,2025-09-01,2025-09-12\n",
    )
    assert [where for _, where, *_ in done.trips] == ["DE", "JP", "FR", "TH", "IT"]
    assert "number" in done.stdout + done.stderr


# A workspace folder reads the same spellings


@pytest.mark.parametrize(
    "heading",
    [
        "country,first_day,last day",
        "country,first_day,Last-Day",
        "Country,Start Date,End Date",
        "country,first_day,lastday",
    ],
)
def test_a_workspace_reads_the_headings_that_import_reads(heading: str, tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text(f"{heading}\nGermany,2026-02-02,2026-02-20\nFrance,2026-04-06,2026-04-10\n", encoding="utf-8")
    trips = tracker.read_workspace(file).trips
    assert trips["last_day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-02-20", "2026-04-10"]


def test_a_workspace_that_a_spreadsheet_rewrote_says_how_to_repair_it(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text("trip,country,first_day,last_day\nt1,DE,3/2/2026,3/6/2026\n", encoding="utf-8")
    refused = run("analyze", file, *AS_OF)
    assert refused.exit_code in (1, 2)
    assert "--date-order" in refused.stderr
    answered = run("analyze", file, *AS_OF, "--date-order", "mdy")
    assert answered.exit_code == 0


def test_a_workspace_without_a_needed_column_says_it_once(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text("country,Foo\nDE,a\nFR,b\n", encoding="utf-8")
    refused = run("analyze", file, *AS_OF)
    assert refused.exit_code in (1, 2)
    assert refused.stderr.count("first_day") <= 2
    assert "Foo" in refused.stderr


def test_a_wrong_century_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text("country,first_day,last_day\nDE,1926-03-02,2026-03-06\n", encoding="utf-8")
    assert (
        "trip_very_long"
        in tracker.analyze(tracker.read_workspace(file), tracker.load_rules(), as_of=day("2026-11-22"))
        .findings["code"]
        .tolist()
    )
