"""Whose the rows are where no column says it: lines above rows, titles, names of sheets, empty cells."""

from __future__ import annotations

import pytest

from tests.reading.books import open_keys, text_book, workbook
from tracker.reading.above import person_in
from tracker.reading.book import Book
from tracker.reading.plan import NO_ANSWERS, Answers
from tracker.reading.planning import make_plan
from tracker.reading.rows import read_rows

SECTIONS = (
    "Country|Start|End\nAnn Example||\nGermany|2026-02-02|2026-02-20\nFrance|2026-03-02|2026-03-06\n"
    "Bob Sample||\nThailand|2026-02-05|2026-02-12"
)
GROUPS = (
    "Employee|Country|Start|End\nAnn Example|Germany|2026-02-02|2026-02-20\n|France|2026-03-02|2026-03-06\n"
    "Bob Sample|Thailand|2026-02-05|2026-02-12"
)
THREE = [("Ann Example", "DE"), ("Ann Example", "FR"), ("Bob Sample", "TH")]


def people(book: Book, key: str = "", answer: str = "") -> list[tuple[str, str]]:
    """Traveler and country of every row that is read."""
    plan = make_plan(book, Answers(choices={key: answer}) if key else NO_ANSWERS)
    rows = [read.rows for read in read_rows(book, plan) if read.table == "trips"]
    return [(str(row.get("traveler", "")), str(row["country"])) for frame in rows for row in frame.to_dict("records")]


@pytest.mark.parametrize(("text", "key"), [(SECTIONS, "column::traveler"), (GROUPS, "column::empty_traveler")])
def test_people_above_their_rows_are_asked_about_and_then_right(text: str, key: str) -> None:
    book = text_book(text)
    assert open_keys(make_plan(book)) == [key]
    assert people(book) == []
    assert people(book, key, "above") == THREE


def test_labels_above_each_table_name_the_person() -> None:
    book = text_book(
        "Employee: Ann Example (1001)\nCountry|Start|End\nGermany|2026-02-02|2026-02-20\nSubtotal||19\n"
        "Employee: Bob Sample (1002)\nCountry|Start|End\nThailand|2026-02-05|2026-02-12"
    )
    assert people(book, "column::traveler", "above") == [("Ann Example", "DE"), ("Bob Sample", "TH")]


def test_sheets_that_are_called_like_people_are_asked_about() -> None:
    table = [["Country", "Start", "End"], ["Germany", "2026-02-02", "2026-02-20"]]
    book = workbook({"Ann Example": table, "Bob Sample": table})
    assert open_keys(make_plan(book)) == ["column:Ann Example:traveler", "column:Bob Sample:traveler"]
    answered = people(book, "column:Ann Example:traveler", "sheet")
    assert answered == [("Ann Example", "DE"), ("Bob Sample", "DE")]
    assert open_keys(make_plan(workbook({"2025": table, "Archive": table}))) == []


def test_titles_of_several_sheets_that_name_people_are_asked_about() -> None:
    table = [["Country", "Start", "End"], ["Germany", "2026-02-02", "2026-02-20"]]
    book = workbook({"1": [["Employee:", "Ann Example"], *table], "2": [["Employee:", "Bob Sample"], *table]})
    assert open_keys(make_plan(book)) == ["column:1:traveler", "column:2:traveler"]
    assert people(book, "column:1:traveler", "above") == [("Ann Example", "DE"), ("Bob Sample", "DE")]


def test_a_sheet_of_canceled_trips_is_told() -> None:
    table = [["Country", "Start", "End"], ["Germany", "2026-02-02", "2026-02-20"]]
    plan = make_plan(workbook({"Trips": table, "Cancelled": table}))
    assert [remark.sheet for remark in plan.remarks if remark.matters] == ["Cancelled"]


def test_a_line_above_rows_that_names_nobody_is_told_and_is_no_row() -> None:
    plan = make_plan(
        text_book(SECTIONS.replace("Bob Sample", "Cancelled trips")), Answers(choices={"column::traveler": "above"})
    )
    assert ["Cancelled trips" in remark.sentence for remark in plan.remarks if remark.matters] == [True]
    assert 5 not in plan.tables[0].body


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ann Example", "Ann Example"),
        ("Employee: Ann Example (1001)", "Ann Example"),
        ("Mitarbeiter: | Jürgen Groß", "Jürgen Groß"),
        ("Travel Log", ""),
        ("Vacation", ""),
        ("March", ""),
        ("Year: 2026", ""),
    ],
)
def test_whom_a_line_names(text: str, person: str) -> None:
    assert person_in(text) == person
