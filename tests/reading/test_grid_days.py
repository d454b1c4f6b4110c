"""Grids whose headings say a day only in part."""

from __future__ import annotations

import pytest

from tests.reading.books import open_keys, sheet, text_book, text_rows
from tracker.errors import BadOption, TableNotReadable
from tracker.reading.book import Book
from tracker.reading.grid_days import Month, month_in, with_year
from tracker.reading.plan import NO_ANSWERS, Answers
from tracker.reading.planning import make_plan
from tracker.reading.rows import read_rows

BOB = ("FR", "2026-03-03", "2026-03-04")
NUMBERS = "Name|1|2|3|4\nAnn Example||DE|DE|\nBob Sample|||FR|FR"


def trips(book: Book, **choices: str) -> list[tuple[str, ...]]:
    plan = make_plan(book, Answers(choices=choices) if choices else NO_ANSWERS)
    columns = ["country", "first_day", "last_day"]
    reads = [read for read in read_rows(book, plan) if len(read.rows)]
    return [tuple(row) for read in reads for row in read.rows[columns].to_numpy().tolist()]


def named(text: str, name: str) -> Book:
    return Book("list.xlsx", "xlsx", "", (sheet(text_rows(text), name),))


@pytest.mark.parametrize(
    "book",
    [
        text_book(f"Travel calendar March 2026\n{NUMBERS}"),
        text_book(NUMBERS.replace("Name", "Name March 2026")),
        text_book(f"03/2026\n|Su|Mo|Tu|We\n{NUMBERS}"),
        named(NUMBERS, "März 2026"),
    ],
)
def test_day_numbers_below_a_month(book: Book) -> None:
    plan = make_plan(book)
    answers = dict.fromkeys(open_keys(plan), plan.tables[0].columns[0].heading)  # who the people are
    assert BOB in trips(book, **answers)


@pytest.mark.parametrize(
    "days", ["1-Mar|2-Mar|3-Mar|4-Mar", "Mar 1|Mar 2|Mar 3|Mar 4", "Sun 1 Mar|Mon 2 Mar|Tue 3 Mar|Wed 4 Mar"]
)
def test_days_without_a_year_are_asked_about(days: str) -> None:
    book = text_book(NUMBERS.replace("1|2|3|4", days))
    assert open_keys(make_plan(book)) == ["year:"]
    assert trips(book) == []
    assert trips(book, **{"year:": "2026"})[1] == BOB
    with pytest.raises(BadOption, match="four digits"):
        trips(book, **{"year:": "26"})


def test_numbers_without_a_year_have_two_orders_too() -> None:
    book = text_book(NUMBERS.replace("1|2|3|4", "3/1|3/2|3/3|3/4"))
    assert trips(book, **{"year:": "2026"})[1] == BOB


def test_a_year_above_the_headings_is_assumed_and_told() -> None:
    book = text_book(f"Trips 2026\n{NUMBERS.replace('1|2|3|4', '1-Mar|2-Mar|3-Mar|4-Mar')}")
    assert trips(book)[1] == BOB
    assert any("days of 2026" in remark.sentence for remark in make_plan(book).remarks)


def test_months_below_each_other_and_days_that_do_not_exist() -> None:
    days = "|".join(map(str, range(1, 32)))
    text = f"February 2026\nName|{days}\nAnn Example|DE\n\nMarch 2026\nName|{days}\nAnn Example|FR"
    assert trips(text_book(text)) == [("DE", "2026-02-01", "2026-02-01"), ("FR", "2026-03-01", "2026-03-01")]
    assert not any(remark.matters for remark in make_plan(text_book(text)).remarks)


@pytest.mark.parametrize(
    "rows",
    ["Jan-26|Feb-26|Mar-26\nAnn Example|5|20|0", "1|2|3\nAnn Example|5|20|0", "W10|W11|W12\nAnn Example|DE|FR|DE"],
)
def test_a_table_of_people_whose_calendar_is_not_read_is_told(rows: str) -> None:
    plan = make_plan(text_book(f"Employee|{rows}"))
    assert any(remark.matters and "may be stays" in remark.sentence for remark in plan.remarks)


def test_a_calendar_with_a_line_for_each_week_is_refused() -> None:
    with pytest.raises(TableNotReadable):
        make_plan(text_book("March 2026\nMon|Tue|Wed|Thu\n2|3|4|5\nDE|DE|DE|\n6|7|8|9\n|FR|FR|"))


def test_the_year_after_new_year_is_the_next_one() -> None:
    assert with_year(("Name", "31-Dec", "1-Jan"), (1, 2), 2025) == ("Name", "2025-12-31", "2026-01-01")


def test_the_month_of_a_title() -> None:
    assert month_in("Where we were, March 2026") == Month(3, 2026)
    assert month_in("Marzo") == Month(3)
    assert month_in("March to April 2026") is None
