"""Sheets of a workbook: what a spreadsheet program gets to see."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tracker.errors import BadOption
from tracker.exchange.exporters import sheets
from tracker.exchange.exporters.sheets import (
    ISO_DAYS,
    LONGEST_TEXT,
    US_DAYS,
    Column,
    Table,
    Workbook,
    breadth,
    height_of,
    line_count,
    table_of,
)

TODAY = dt.date(2026, 11, 22)


def _written(*tables: Table) -> bytes:
    content = io.BytesIO()
    book = Workbook(content, TODAY, "A title", ("Q&A below each page",))
    for table in tables:
        book.add(table)
    book.close()
    return content.getvalue()


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        return members.read(name).decode("utf-8")


def _cells(content: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_days_are_days_numbers_are_numbers_and_texts_stay_texts() -> None:
    day = dt.date(2026, 3, 1)
    rows = [(day, 7, "004500"), (dt.date(9999, 12, 31), None, "=1+1"), (None, 0, "2026-03-01")]
    content = _written(Table("a", (Column("Day", 12), Column("No.", 8), Column("Text", 12)), rows))
    assert _cells(content, "a") == [
        ["Day", "No.", "Text"],
        [day, 7, "004500"],
        [dt.date(9999, 12, 31), "", "=1+1"],
        ["", 0, "2026-03-01"],
    ]
    assert "<f>" not in _part(content, "xl/worksheets/sheet1.xml")


def test_days_whose_number_programs_do_not_agree_on_are_text() -> None:
    rows = [(dt.date(1899, 12, 31),), (dt.date(1900, 2, 28),), (dt.date(1900, 3, 1),)]
    columns = (Column("Day", 12),)
    content = _written(Table("a", columns, rows, day_format=ISO_DAYS), Table("b", columns, rows, day_format=US_DAYS))
    assert _cells(content, "a")[1:] == [["1899-12-31"], ["1900-02-28"], [dt.date(1900, 3, 1)]]
    assert _cells(content, "b")[1:] == [["12/31/1899"], ["02/28/1900"], [dt.date(1900, 3, 1)]]


def test_an_american_day_has_its_slashes_quoted_since_each_country_has_its_own() -> None:
    content = _written(
        Table("a", (Column("Day", 12),), [(TODAY,)]),
        Table("b", (Column("Day", 12),), [(TODAY,)], day_format=sheets.ISO_DAYS),
    )
    formats = re.findall(r'formatCode="([^"]+)"', _part(content, "xl/styles.xml"))
    assert formats == ["[$-409]mm&quot;/&quot;dd&quot;/&quot;yyyy", "yyyy-mm-dd"]


def test_notes_stand_above_the_header_which_stays_on_the_screen_and_on_each_page() -> None:
    table = Table("a b", (Column("X", 9),), [("1",), ("2",)], title="T", notes=("n",), below=("end",), frozen=1)
    content = _written(table)
    assert _cells(content, "a b") == [["T"], ["n"], ["X"], ["1"], ["2"], [""], ["end"]]
    sheet = _part(content, "xl/worksheets/sheet1.xml")
    assert 'ySplit="3"' in sheet
    assert '<autoFilter ref="A3:A5"/>' in sheet
    assert "Q&amp;&amp;A below each page" in sheet
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'a b\'!$3:$3<' in _part(content, "xl/workbook.xml")


def test_a_table_without_a_row_has_its_header_and_no_filter() -> None:
    frame = pd.DataFrame({"a": pd.Series([], dtype="str"), "day": pd.Series([], dtype="datetime64[s]")})
    content = _written(table_of(frame, "empty"))
    assert _cells(content, "empty") == [["a", "day"]]
    assert "autoFilter" not in _part(content, "xl/worksheets/sheet1.xml")


def test_a_frame_keeps_its_types_and_its_missing_values() -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series(["x", ""], dtype="str"),
            "number": pd.Series([3, None], dtype="Int64"),
            "day": pd.to_datetime(pd.Series(["2026-03-01", None])),
        }
    )
    table = table_of(frame, "a")
    assert list(table.rows) == [("x", 3, dt.date(2026, 3, 1)), ("", None, None)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("word", 10, 1),
        ("two words here", 10, 2),
        ("a\nb\n", 10, 3),
        ("x" * 95, 11, 10),
        ("東京" * 10, 21, 2),
    ],
)
def test_lines_that_a_text_takes(text: str, width: float, lines: int) -> None:
    assert line_count(text, width) == lines


def test_wide_signs_count_double_and_marks_on_letters_not_at_all() -> None:
    assert breadth("東京") == 4
    assert breadth("e\u0301") == breadth("e")
    assert breadth("WWW") > breadth("lll")


def test_a_row_is_never_taller_than_the_format_allows() -> None:
    assert (height_of(1), height_of(3), height_of(1_000)) == (15.0, 41.0, 409.0)


def test_a_text_that_no_cell_holds_is_refused_or_shortened() -> None:
    too_long = [("x" * (LONGEST_TEXT + 1),)]
    with pytest.raises(BadOption, match="a: X holds a text too long"):
        _written(Table("a", (Column("X", 9),), too_long, is_exact=True))
    ((_, *_), (shown, *_)) = _cells(_written(Table("a", (Column("X", 9),), too_long)), "a")
    assert (len(str(shown)), str(shown)[-1]) == (LONGEST_TEXT, "…")
    assert _cells(_written(Table("a", (Column("X", 9),), [("a\uffffb",)])), "a")[1] == ["a\ufffdb"]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 8)
    with pytest.raises(BadOption, match="a has 5 rows, more than"):
        _written(Table("a", (Column("X", 9),), [("x",)] * 5))
