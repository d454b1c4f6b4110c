"""What stands beside the cells of a workbook: text that is crossed out, and comments."""

from __future__ import annotations

import io

import xlsxwriter

from tracker.reading.files import open_book
from tracker.reading.planning import make_plan


def workbook() -> bytes:
    """Two trips, the second crossed out; two comments."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Trips")
        sheet.write_row(0, 0, ["Country", "Start", "End"])
        sheet.write_row(1, 0, ["Germany", "2026-02-02", "2026-02-06"])
        sheet.write_row(2, 0, ["France", "2026-03-02", "2026-03-06"], book.add_format({"font_strikeout": True}))
        sheet.write_comment("C2", "Checked with HR", {"author": "Ann"})
        sheet.write_comment("C3", "canceled!")
    return content.getvalue()


def test_text_that_is_crossed_out_and_comments_are_told() -> None:
    book = open_book(workbook(), "list.xlsx")
    assert [line.is_struck for line in book.sheets[0].lines] == [False, False, True]
    told = [(remark.sentence, remark.matters) for remark in make_plan(book).remarks]
    assert [words for words, matters in told if matters] == [
        'The comment beside C3 was not read: "canceled!".',
        "Text is crossed out in row 3, and was read like any other. Delete the rows of trips that did not take place.",
    ]
    assert ('The comment beside C2 was not read: "Checked with HR".', False) in told


def test_text_that_is_crossed_out_on_a_page() -> None:
    page = (
        b"<table><tr><td>Country<td>Start</tr><tr><td><s>DE</s><td>2026-02-02</tr><tr><td>FR<td>2026-03-02</tr></table>"
    )
    lines = open_book(page, "list.html").sheets[0].lines
    assert [line.is_struck for line in lines] == [False, True, False]
