"""Where the table is in a sheet."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.reading.books import sheet, text_rows
from tracker.reading.header import Area, Beside, column_letter, find_areas

DAY = dt.date(2026, 3, 2)


def areas(text: str) -> list[Area]:
    return find_areas(sheet(text_rows(text)))


def only(text: str) -> Area:
    (area,) = areas(text)
    return area


def numbers(area: Area) -> list[int]:
    return [line.number for line in area.body]


def asides(area: Area) -> dict[int, Beside]:
    return {aside.number: aside.what for aside in area.asides}


def test_titles_above_and_totals_below() -> None:
    area = only(
        "Travel log of A. Example\n\nYear:|2026\n\nCountry|Start|End\nGermany|2026-03-02|2026-03-06\n"
        "Country|Start|End\nFrance|2026-04-02|2026-04-06\nTotal||10\nPage 1 of 2\nPrepared by:|Ann"
    )
    assert (area.header, numbers(area)) == ((5,), [6, 8])
    assert asides(area) == {
        1: Beside.TITLE,
        3: Beside.TITLE,
        7: Beside.REPEATED,
        9: Beside.TOTAL,
        10: Beside.FOOTER,
        11: Beside.FOOTER,
    }


@pytest.mark.parametrize("word", ["Total", "Grand total", "Summe", "Gesamt", "Total général", "Totale", "Subtotal"])
def test_words_of_totals(word: str) -> None:
    area = only(f"Country|Start|End\nGermany|2026-03-02|2026-03-06\n{word}||5")
    assert asides(area) == {3: Beside.TOTAL}


def test_a_row_in_which_much_is_missing_is_no_footer() -> None:
    area = only("Country|Start|End\nGermany|2026-03-02|2026-03-06\nFrance||\n|2026-05-04|")
    assert numbers(area) == [2, 3, 4]


def test_two_lines_of_headings() -> None:
    area = only("|Arrival||Departure|\nCountry|Date|City|Date|City\nGermany|2026-03-02|Berlin|2026-03-06|Bonn")
    assert area.header == (1, 2)
    assert area.headings == ("Country", "Arrival Date", "Arrival City", "Departure Date", "Departure City")


def test_the_second_line_is_no_heading_because_de_is_a_word() -> None:
    assert only("country|Foo\nDE|a\nFR|b").header == (1,)


def test_units_below_the_headings() -> None:
    area = only("Country|Start|End\n(ISO)|(YYYY-MM-DD)|(YYYY-MM-DD)\nDE|2026-03-02|2026-03-06")
    assert (numbers(area), area.units[1]) == ([3], "(YYYY-MM-DD)")


def test_a_table_that_begins_in_column_c() -> None:
    area = only("||My trips\n||Country|From|To\n||Germany|2026-03-02|2026-03-06")
    assert (area.header, area.headings[2:]) == ((2,), ("Country", "From", "To"))


def test_days_as_headings() -> None:
    (area,) = find_areas(
        sheet([["Name", DAY, DAY + dt.timedelta(1), DAY + dt.timedelta(2)], ["Ann", "DE", "DE", "FR"]])
    )
    assert area.days == (1, 2, 3)
    assert only("Employee|3/2/2026|3/3/2026|3/4/2026\nAnn|DE|DE|FR").days == (1, 2, 3)


def test_no_headings_at_all() -> None:
    area = only("Germany|2026-03-02|2026-03-06\nFrance|2026-04-02|2026-04-06")
    assert (area.header, area.headings) == ((), ("Column A", "Column B", "Column C"))


def test_headings_that_nobody_knows() -> None:
    assert only("Foo|Bar\n1|2\n3|4").headings == ("Foo", "Bar")


def test_a_heading_that_a_person_names_is_one() -> None:
    rows = text_rows("Some list\nQuux|Zork\nGermany|2026-03-02\nFrance|2026-04-02")
    assert find_areas(sheet(rows), {"quux", "zork"})[0].header == (2,)


def test_two_tables_one_below_the_other() -> None:
    first, second = areas(
        "Country|Start|End\nGermany|2026-03-02|2026-03-06\n\nStart|End|Country\n2026-04-02|2026-04-06|France"
    )
    assert (numbers(first), second.header, numbers(second)) == ([2], (4,), [5])


def test_nothing_is_no_table() -> None:
    assert areas("") == []
    assert areas("Hello") == []


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(position: int, letter: str) -> None:
    assert column_letter(position) == letter
