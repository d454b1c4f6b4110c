"""Carrying out a plan: every line becomes a row, waits for an answer, or is left out with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import TrackerError
from tracker.findings import FindingCode
from tracker.reading.book import Book, CellError, Line, Sheet, Value
from tracker.reading.files import open_book
from tracker.reading.plan import Answers
from tracker.reading.planning import make_plan
from tracker.reading.rows import ReadRows, read_rows

DAYS = ["country", "first_day", "last_day"]


def book_of(*lines: tuple[Value, ...], form: str = "xlsx") -> Book:
    return Book("list.xlsx", form, "", (Sheet("", tuple(Line(n, cells) for n, cells in enumerate(lines, start=1))),))


def read(*lines: tuple[Value, ...], **choices: str) -> ReadRows:
    return _trips(book_of(*lines), Answers(choices=choices))


def read_text(text: str, choices: dict[str, str] | None = None) -> ReadRows:
    return _trips(open_book(text.encode(), "list.csv"), Answers(choices=choices or {}))


def _trips(book: Book, answers: Answers) -> ReadRows:
    (trips,) = (part for part in read_rows(book, make_plan(book, answers)) if part.table == "trips")
    return trips


def texts(part: ReadRows, *columns: str) -> list[list[str]]:
    return part.rows[list(columns)].to_numpy().tolist()


def words(part: ReadRows, code: FindingCode = FindingCode.ASSUMED_READING) -> str:
    return " ".join(remark.sentence for remark in part.remarks if remark.code is code)


def test_an_error_in_a_cell_leaves_its_row_out_and_is_never_an_open_end() -> None:
    day = dt.date(2026, 3, 2)
    trips = read(
        ("Country", "Start", "End"),
        ("Germany", day, CellError("#VALUE!")),
        ("France", day, day),
        (CellError(""), day, day),
    )
    assert texts(trips, *DAYS) == [["FR", "2026-03-02", "2026-03-02"]]
    assert "#VALUE!" in trips.left_out[2]
    assert set(trips.left_out) == {2, 4}


def test_a_range_fills_both_days_and_text_beside_a_day_goes_to_the_note() -> None:
    trips = read_text(
        "Country,Start,End\nFR,2026-01-05 - 2026-01-09,\nDE,2026-03-02,2026-03-06 (check stamp)\n"
        "IT,2026-03-02 or 2026-03-03?,2026-03-06\n"
    )
    assert texts(trips, *DAYS) == [["FR", "2026-01-05", "2026-01-09"], ["DE", "2026-03-02", "2026-03-06"]]
    assert trips.rows.loc[3, ["note", "certainty"]].tolist() == ["check stamp", "estimated"]
    assert set(trips.left_out) == {4}


def test_one_day_under_a_heading_of_whole_trips_is_no_open_trip() -> None:
    trips = read_text("Country;Dates\nDE;2 - 6 March 2026\nFR;April 2026\nPT;3 July 2026\nIT;2026-05-02 - present\n")
    assert texts(trips, *DAYS) == [
        ["DE", "2026-03-02", "2026-03-06"],
        ["FR", "2026-04-01", "2026-04-30"],
        ["PT", "2026-07-03", "2026-07-03"],
        ["IT", "2026-05-02", ""],
    ]
    assert trips.rows["certainty"].tolist() == ["", "estimated", "", ""]


def test_a_month_without_an_end_is_left_out() -> None:
    trips = read_text("Country,Start,End\nDE,March 2026,March 2026\nFR,April 2026,\n")
    assert texts(trips, *DAYS) == [["DE", "2026-03-01", "2026-03-31"]]
    assert "month" in trips.left_out[3]


@pytest.mark.parametrize(
    ("nights", "last"),
    [
        ("4", "2026-03-06"),
        ("4 nights", "2026-03-06"),
        ("1 week", "2026-03-09"),
        ("0", "2026-03-02"),
        ("5 days", "2026-03-06"),
    ],
)
def test_nights_make_the_last_day(nights: str, last: str) -> None:
    trips = read_text(f"Country,Arrival,Nights\nDE,2026-03-02,{nights}\nFR,2026-05-02,3\n")
    assert trips.rows.loc[2, "last_day"] == last


@pytest.mark.parametrize("nights", ["", "-1", "2.5", "some", "#REF!"])
def test_a_length_that_says_nothing_leaves_the_row_out(nights: str) -> None:
    trips = read_text(f"Country,Arrival,Nights\nDE,2026-03-02,{nights}\nFR,2026-05-02,3\n")
    assert set(trips.left_out) == {2}


def test_a_length_that_does_not_fit_the_days_is_told() -> None:
    trips = read_text("Country,Start,End,Days\nDE,2026-03-02,2026-03-06,5\nFR,2026-04-02,2026-04-06,4\n")
    assert "does not fit 2026-04-02 to 2026-04-06" in words(trips)


def test_times_in_utc_are_days_of_the_country_or_told() -> None:
    trips = read_text(
        "Country,Start,End\nJapan,2026-03-01T23:30:00Z,2026-03-05T16:00:00Z\n"
        "United States,2026-03-01T05:30:00Z,2026-03-05T16:00:00Z\n"
    )
    assert texts(trips, *DAYS)[0] == ["JP", "2026-03-02", "2026-03-06"]
    assert trips.rows["certainty"].tolist() == ["", "estimated"]
    assert "time in UTC" in words(trips)


def test_an_all_day_entry_of_a_calendar_ends_the_day_before() -> None:
    trips = read_text(
        "Subject,Start Date,Start Time,End Date,End Time,All day event,Country\n"
        "A,2026-03-02,00:00:00,2026-03-07,00:00:00,True,Germany\nB,2026-03-09,09:00,2026-03-13,17:00,False,France\n"
    )
    assert trips.rows["last_day"].tolist() == ["2026-03-06", "2026-03-13"]


def test_all_day_entries_without_times_are_asked_about_or_proven() -> None:
    text = "Subject,Start Date,End Date,All Day Event,Country\nA,2026-03-02,2026-03-06,True,Germany\n"
    assert read_text(text).waiting == {2: "column::all_day"}
    for answer, last in (("last_day", "2026-03-06"), ("day_after", "2026-03-05")):
        assert read_text(text, {"column::all_day": answer}).rows["last_day"].tolist() == [last]
    proven = read_text(f"{text}B,2026-04-02,2026-04-02,True,France\n")
    assert proven.rows["last_day"].tolist() == ["2026-03-06", "2026-04-02"]


def test_an_all_day_mark_in_german() -> None:
    german = "Betreff,Beginnt am,Beginnt um,Endet am,Endet um,Ganztägiges Ereignis,Ort\n"
    trips = read_text(f"{german}Kunde,02.03.2026,00:00:00,07.03.2026,00:00:00,Ein,Deutschland\n")
    assert trips.rows["last_day"].tolist() == ["2026-03-06"]


def test_entries_from_midnight_to_midnight_are_asked_about() -> None:
    text = "Start Date,Start Time,End Date,End Time,Country\n2026-03-02,00:00:00,2026-03-07,00:00:00,Germany\n"
    assert read_text(text).waiting == {2: "column::all_day"}
    for answer, last in (("last_day", "2026-03-07"), ("day_after", "2026-03-06")):
        assert read_text(text, {"column::all_day": answer}).rows["last_day"].tolist() == [last]
    timed = read_text(f"{text}2026-04-06,09:00:00,2026-04-10,17:00:00,France\n")
    assert timed.rows["last_day"].tolist() == ["2026-03-07", "2026-04-10"]


@pytest.mark.parametrize("person", ["Ann & Bob", "Ann/Bob", "Ann and Bob", "Ann Example, Bob Sample"])
def test_several_people_in_one_cell_are_no_person(person: str) -> None:
    row = "DE,2026-03-02,2026-03-06"
    trips = read_text(f'Employee,Country,Start,End\n"{person}",{row}\nCyd,{row}\n')
    assert trips.rows["traveler"].tolist() == ["Cyd"]


def test_a_traveler_of_a_log_of_ours_may_have_any_id() -> None:
    trips = read_text("traveler,country,first_day\nAnn & Bob,DE,2026-03-02\nR&D,DE,2026-03-02\n")
    assert trips.rows["traveler"].tolist() == ["Ann & Bob", "R&D"]


def test_a_stay_of_decades_is_told() -> None:
    trips = read_text("Country,From,To\nDE,2026-03-02,2062-03-06\nUS,2010-01-01,2026-03-01\nFR,2026-04-06,2026-04-10\n")
    assert [remark.row for remark in trips.remarks if remark.code is FindingCode.YEAR_DOUBTFUL] == [2]


@pytest.mark.parametrize("clock", ["23:30", "11:30 PM", "23:30:00Z"])
def test_a_heading_that_says_utc_makes_moments_in_utc(clock: str) -> None:
    trips = read_text(f"Country,Start (UTC),End (UTC)\nJapan,2026-03-01 {clock},2026-03-05 16:00\n")
    assert texts(trips, *DAYS) == [["JP", "2026-03-02", "2026-03-06"]]


def test_days_that_are_one_less_are_told() -> None:
    trips = read_text("Country,Start,End,Days\nDE,2026-03-02,2026-03-07,5\nFR,2026-04-06,2026-04-11,5\n")
    assert trips.rows["last_day"].tolist() == ["2026-03-07", "2026-04-11"]
    assert "day after" in words(trips)


def test_a_deleted_row_is_left_out() -> None:
    trips = read_text("Country,Start,End,Deleted\nDE,2026-03-02,2026-03-07,0\nFR,2026-04-06,2026-04-11,1\n")
    assert trips.rows["country"].tolist() == ["DE"]


def test_a_time_of_another_place_is_the_day_there() -> None:
    trips = read_text(
        "Country,Start,End\nJapan,2026-03-01T23:30:00-05:00,2026-03-05T16:00:00+09:00\n"
        "United States,2026-03-01T23:30:00-08:00,2026-03-05T23:30:00+01:00\n"
        "Australia,2026-03-01T23:30:00Z,2026-03-05T14:30:00+00:30\n"
    )
    assert texts(trips, *DAYS)[0] == ["JP", "2026-03-02", "2026-03-05"]
    assert texts(trips, *DAYS)[1] == ["US", "2026-03-01", "2026-03-05"]
    assert trips.rows["certainty"].tolist() == ["", "", "estimated"]
    assert "In Japan it is Mar 2, 2026" in words(trips)


def test_an_end_that_is_no_day_is_no_open_trip() -> None:
    assert set(read_text("Country,Start,End\nGermany,2026-03-02,6\nFrance,2026-04-05,8\n").left_out) == {2, 3}


def test_cells_that_moved_to_another_column_are_left_out() -> None:
    trips = read_text(
        "Traveler,Country,City,Start,End\nAnn,Germany,Berlin,2026-02-02,2026-02-20\nAnn,France,2026-03-02,2026-03-06\n"
        "Ann,Germany,Bonn,2026-04-02,2026-04-20\n"
    )
    assert "moved" in trips.left_out[3]


def test_a_cell_with_several_people_is_left_out() -> None:
    trips = read_text(
        "Travelers,Country,Start,End\nAnn Example; Bob Sample,Germany,2026-02-02,2026-02-20\n"
        '"Example, Ann",France,2026-03-02,2026-03-06\nAnn Example and Bob Sample,France,2026-03-02,2026-03-06\n'
    )
    assert set(trips.left_out) == {2, 4}


@pytest.mark.parametrize("note", ["vacation with family", "Cancelled - storm"])
def test_a_note_that_takes_the_work_away_is_told(note: str) -> None:
    trips = read_text(f"Country,Start,End,Notes\nGermany,2026-02-02,2026-02-20,{note}\n")
    assert note in words(trips, FindingCode.PART_NOT_USED)


def test_days_of_leaving_home_wait_for_the_direction() -> None:
    text = "Country,Departure,Return\nDE,2026-03-02,2026-03-06\n"
    assert read_text(text).waiting == {2: "direction"}
    assert texts(read_text(text, {"direction": "there"}), *DAYS) == [["DE", "2026-03-02", "2026-03-06"]]
    away = read_text(text, {"direction": "away"})
    assert away.rows["certainty"].tolist() == ["estimated"]


def test_a_canceled_trip_is_left_out_and_told_and_is_no_error() -> None:
    trips = read_text(
        "Country,Start,End,Status\nDE,2026-03-02,2026-03-06,Completed\nBR,2026-03-09,2026-03-20,Cancelled\n"
    )
    assert texts(trips, "country", "certainty") == [["DE", "confirmed"]]
    assert set(trips.left_out) == {3}
    assert not any(remark.matters for remark in trips.remarks)


def test_an_empty_purpose_is_work_and_told_once() -> None:
    trips = read_text("Country,Start,End,Purpose\nDE,2026-03-02,2026-03-06,Vacation\nFR,2026-04-02,2026-04-06,\n")
    assert trips.rows["activity"].tolist() == ["non_work", "work"]
    assert "empty in row 3: taken as work" in words(trips)


def test_signs_for_the_same_as_above_are_refused() -> None:
    trips = read_text("Employee,Country,Start,End\nAnn,DE,2026-03-02,2026-03-06\nditto,〃,2026-04-02,2026-04-06\n")
    assert set(trips.left_out) == {3}


def test_names_beside_ids_become_travelers() -> None:
    text = (
        "Employee ID,Employee Name,Country,Start,End\n7,Ann Example,DE,2026-03-02,2026-03-06\n"
        "7,Ann Example,FR,2026-04-02,2026-04-06\n"
    )
    book = open_book(text.encode(), "list.csv")
    people, trips = read_rows(book, make_plan(book))
    assert people.rows.to_numpy().tolist() == [["7", "Ann Example"]]
    assert trips.rows["traveler"].tolist() == ["7", "7"]


def test_unknown_columns_never_have_the_name_of_a_documented_or_hidden_one() -> None:
    trips = read_text("Country,Start,End,Row_ID,version,own_columns\nDE,2026-03-02,2026-03-06,7,8,9\n")
    assert {"Row_ID (file)", "version (file)", "own_columns (file)"} <= set(trips.rows.columns)


# a row for each day, and people by days


def test_days_become_runs_and_holes_stay_holes() -> None:
    trips = read_text(
        "Date,Country,City\n2026-03-06,Germany,Berlin\n2026-03-02,Germany,Berlin\n2026-03-03,Germany,Berlin\n"
        "2026-03-03,Germany,Berlin\n2026-03-03,France,Paris\n"
    )
    assert sorted(texts(trips, *DAYS)) == [
        ["DE", "2026-03-02", "2026-03-03"],
        ["DE", "2026-03-06", "2026-03-06"],
        ["FR", "2026-03-03", "2026-03-03"],
    ]
    assert "1 gap" in words(trips)
    assert "counted once: row 5" in words(trips)


def test_people_by_days() -> None:
    trips = read_text(
        "Employee,2026-03-02,2026-03-03,2026-03-04,2026-03-05,2026-03-06\nAnn,DE,DE,DE,tr/FR,FR\nBob,,JP,JP,JP,OFF\n"
        "Cyd,OFF,,,,\nDan,DE/FR,FR (vacation),XQ,tr,-\n"
    )
    assert texts(trips, "traveler", *DAYS) == [
        ["Ann", "DE", "2026-03-02", "2026-03-04"],
        ["Ann", "FR", "2026-03-05", "2026-03-06"],
        ["Bob", "JP", "2026-03-03", "2026-03-05"],
        ["Dan", "DE", "2026-03-02", "2026-03-02"],
        ["Dan", "FR", "2026-03-02", "2026-03-02"],
        ["Dan", "FR", "2026-03-03", "2026-03-03"],
    ]
    assert set(trips.left_out) == {4}
    assert words(trips, FindingCode.PART_NOT_USED).count("not understood") == 2


def test_month_first_headings_of_days_are_all_used() -> None:
    days = [dt.date(2026, 1, 30) + dt.timedelta(days=n) for n in range(5)]
    head = ",".join(f"{day.month}/{day.day}/{day.year}" for day in days)
    trips = read_text(f"Employee,{head}\nAnn,DE,DE,DE,DE,DE\n")
    assert texts(trips, *DAYS) == [["DE", "2026-01-30", "2026-02-03"]]


def test_days_by_people_with_somebody_who_stayed_home() -> None:
    trips = read_text("Date,Ann Example,Bob Sample\n2026-03-02,DE,\n2026-03-03,DE,-\n")
    assert texts(trips, "traveler", *DAYS) == [["Ann Example", "DE", "2026-03-02", "2026-03-03"]]


CELLS = st.sampled_from(
    [
        "",
        "DE",
        "Germny",
        "Paris",
        "2026-03-02",
        "03/04/2026",
        "46083",
        "present",
        "-",
        "March 2026",
        "x y z",
        '"',
        "Vacation",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_every_line_becomes_a_row_waits_or_is_left_out(lines: list[tuple[str, ...]]) -> None:
    first = ("DE", "2026-03-02", "2026-03-06", "Work", "Planned")
    book = book_of(("Country", "Start", "End", "Purpose", "Status"), first, *lines, form="csv")
    try:
        plan = make_plan(book)
    except TrackerError:
        return  # refused as a whole
    for part, table in zip(read_rows(book, plan), plan.tables, strict=True):
        assert sorted([*part.rows.index, *part.left_out, *part.waiting]) == sorted(table.body)
        assert part.raw.index.equals(part.rows.index)
