"""Files as people have them: what each is, by its content, and which cells it has in which line."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import BadOption, TableNotReadable
from tracker.findings import FindingCode
from tracker.reading.book import REQUESTS_TITLE, Book, CellError, Line, Sheet, Value
from tracker.reading.files import open_book
from tracker.reading.files.workbook import without_results
from tracker.reading.plan import Answers
from tracker.reading.planning import make_plan

TABLE = "country,first_day,last_day\nFR,2026-03-01,2026-03-05\n"
CELLS = [(1, ("country", "first_day", "last_day")), (2, ("FR", "2026-03-01", "2026-03-05"))]


def _cells(book: Book, sheet: int = 0) -> list[tuple[int, tuple[Value, ...]]]:
    return [(line.number, line.cells) for line in book.sheets[sheet].lines]


def _codes(book: Book) -> list[tuple[FindingCode, int]]:
    return [(remark.code, remark.row) for remark in book.remarks]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", "|").encode(),
        TABLE.replace(",", "~").encode(),
        TABLE.replace("\n", ",,,\n").encode(),
        b'"country","first_day","last_day"\n"FR","2026-03-01","2026-03-05"\n',
    ],
)
def test_one_table_in_many_wrappings(content: bytes) -> None:
    book = open_book(content, "list.txt")
    assert _cells(book) == CELLS
    assert (book.form, book.remarks, book.sheets[0].name) == ("csv", (), "")


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_hint_of_excel_is_no_row_and_counts_as_a_line(hint: str) -> None:
    book = open_book(f"{hint}\r\nCountry;Start\r\nGermany, north;2026-03-02\r\n".encode(), "a.csv")
    assert _cells(book) == [(2, ("Country", "Start")), (3, ("Germany, north", "2026-03-02"))]


def test_the_separator_is_the_one_that_most_lines_agree_on() -> None:
    text = "My trips, all of them\n\nCountry;Place;Start\nDE;Berlin, Mitte;2026-03-02\nFR;Lyon;2026-03-09\n"
    assert _cells(open_book(text.encode(), "a.csv"))[1:] == [
        (3, ("Country", "Place", "Start")),
        (4, ("DE", "Berlin, Mitte", "2026-03-02")),
        (5, ("FR", "Lyon", "2026-03-09")),
    ]


def test_lines_are_those_on_which_a_record_begins() -> None:
    text = 'a,b\n1,"x\ny"\n\n2,z\n'
    assert _cells(open_book(text.encode(), "a.csv")) == [(1, ("a", "b")), (2, ("1", "x\ny")), (5, ("2", "z"))]


# Letters


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("place", ["München", "Köln", "Málaga", "Besançon", "A Coruña", "Zürich"])
def test_letters_are_read_so_that_words_come_out(place: str, encoding: str) -> None:
    text = f"country,place\nDE,{place}\nFR,São Tomé\n"
    if encoding != "cp850":
        text = text.replace("FR,São Tomé\n", "")
    book = open_book(text.encode(encoding), "a.csv")
    assert book.sheets[0].lines[1].cells == ("DE", place)
    [remark] = book.remarks
    assert remark.code is FindingCode.ASSUMED_READING
    assert "CSV UTF-8" in remark.sentence


def test_a_doubt_about_letters_shows_both_words() -> None:
    [remark] = open_book("country,place\nDE,Köln\n".encode("cp1252"), "a.csv").remarks
    assert "Windows-1252" in remark.sentence
    assert "'Köln'" in remark.sentence
    assert "'Kˆln'" in remark.sentence


def test_another_reading_of_the_letters_can_be_chosen() -> None:
    content = "country,first_day,place\nDE,2026-02-02,Köln\n".encode("cp1252")
    book = open_book(content, "a.csv")
    assert [(way.name, way.word) for way in book.decodings][:2] == [("Windows-1252", "Köln"), ("Mac Roman", "Kˆln")]
    question = make_plan(book).question("encoding")
    assert question is not None
    assert (question.answer, question.is_chosen) == ("Windows-1252", False)
    chosen = open_book(content, "a.csv", encoding="Mac Roman")
    assert chosen.sheets[0].lines[1].cells[2] == "Kˆln"
    assert make_plan(chosen, Answers(choices={"encoding": "Mac Roman"})).answer("encoding") == "Mac Roman"
    assert open_book(b"country\nDE\n", "a.csv").decodings == ()


def test_a_damaged_letter_does_not_change_all_others() -> None:
    book = open_book("country,place\nDE,München\nFR,".encode() + "Besançon\n".encode("cp1252"), "a.csv")
    assert [cells[1] for _, cells in _cells(book)] == ["place", "München", "Besançon"]
    assert "line 3" in book.remarks[0].sentence


@pytest.mark.parametrize(("word", "encoding"), [("Москва", "cp1251"), ("東京", "shift_jis"), ("Łódź", "cp1250")])
def test_letters_that_no_word_is_made_of_are_refused(word: str, encoding: str) -> None:
    with pytest.raises(TableNotReadable, match="CSV UTF-8"):
        open_book(f"country,place\nXX,{word}\n".encode(encoding), "a.csv")


# Quotation marks

HEAD = "country,first_day,last_day,note\nFR,2026-01-05,2026-01-09,ok\n"


@pytest.mark.parametrize(
    "rows",
    [
        'DE,2026-02-02,2026-02-06,"visa page 12\nTH,2026-03-02,2026-03-06,work\nJP,2026-04-06,2026-04-10,end\n',
        'DE,2026-02-02,2026-02-06,"visa page 12\nTH,2026-03-02,2026-03-06,work\nJP,2026-04-06,2026-04-10,"end\n',
        'DE,2026-02-02,2026-02-06,"visa page 12\nTH,2026-03-02,2026-03-06,work"\nJP,2026-04-06,2026-04-10,end\n',
        'DE,"2026-02-02,2026-02-06,visa\nTH,2026-03-02,2026-03-06,work\nJP,2026-04-06,2026-04-10,end\n',
        'DE,"2026-02-02,2026-02-06,visa\nTH,"2026-03-02",2026-03-06,work\nJP,2026-04-06,2026-04-10,end\n',
        '"DE,2026-02-02,2026-02-06,visa\nTH,2026-03-02,,"work"\nJP,2026-04-06,2026-04-10,end\n',
    ],
    ids=["last cell", "stray mark below", "closed below", "middle cell", "middle, quoted below", "first cell"],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_are_not_swallowed_by_a_quotation_mark(rows: str, separator: str) -> None:
    book = open_book((HEAD + rows).replace(",", separator).encode(), "a.csv")
    assert [number for number, _ in _cells(book)] == [1, 2]
    assert _codes(book) == [(FindingCode.UNUSABLE_ROW, 3), (FindingCode.PART_NOT_USED, 4)]
    assert "line 3" in book.remarks[0].sentence
    assert "lines 4 to 5" in book.remarks[1].sentence


def test_a_mark_that_is_not_closed_in_the_heading_refuses_the_file() -> None:
    with pytest.raises(TableNotReadable, match="quotation mark in line 1"):
        open_book(b'country,"first_day,last_day\nFR,2026-03-01,2026-03-05\n', "a.csv")


@pytest.mark.parametrize(
    "note",
    ["two\nlines", "Paris,\nLyon, Nice,\nNantes, and Dijon", "said yes\nand left", "\n", "a\n\n\nb", "1,2,3,4\n5"],
)
def test_notes_of_several_lines_are_fine(note: str) -> None:
    rows = f'DE,2026-02-02,2026-02-06,"{note}"\nTH,2026-03-02,2026-03-06,work\n'
    book = open_book((HEAD + rows).encode(), "a.csv")
    assert book.remarks == ()
    assert len(book.sheets[0].lines) == 4


_CELL = st.text(st.sampled_from(['"', "\n", ",", " ", "a", "é", "7"]), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=4))
def test_what_a_program_wrote_comes_back_or_is_named(notes: list[tuple[str, str]]) -> None:
    rows = [["country", "first_day", "one", "two"], *(["FR", "2026-01-05", *both] for both in notes)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    try:
        book = open_book(out.getvalue().encode(), "a.csv")
    except TableNotReadable as refused:
        assert "quotation mark" in refused.problem  # noqa: PT017 - one of two right ways
        return
    cells = [[*map(str, line.cells)] for line in book.sheets[0].lines]
    kept = [list(row) for row in rows]
    for row in kept:
        while row and not row[-1].strip():
            row.pop()
    assert cells == kept[: len(cells)]
    assert len(cells) == len(kept) or {code for code, _ in _codes(book)} & {FindingCode.UNUSABLE_ROW}


# Tables drawn with signs


@pytest.mark.parametrize(
    "text",
    [
        "| Country | Start |\n|---|:--:|\n| DE | 2026-03-02 |\n| **FR** | [2026-03-09](x) |\n",
        "Country | Start\n--- | ---\nDE | 2026-03-02\nFR | 2026-03-09\n",
        "+---------+------------+\n| Country | Start      |\n+---------+------------+\n| DE      | 2026-03-02 |\n"
        "| FR      | 2026-03-09 |\n+---------+------------+\n",
        " Country |   Start    \n---------+------------\n DE      | 2026-03-02\n FR      | 2026-03-09\n",
    ],
    ids=["Markdown", "without outer bars", "frame", "psql"],
)
def test_a_drawn_table_is_read(text: str) -> None:
    book = open_book(text.encode(), "a.md")
    assert book.form == "markdown"
    assert [cells for _, cells in _cells(book)] == [("Country", "Start"), ("DE", "2026-03-02"), ("FR", "2026-03-09")]


def test_each_drawn_table_is_a_sheet_under_its_heading() -> None:
    text = "# Log\n\n## 2025\n\n| C | S |\n|---|---|\n| DE | x |\n\n## 2026\n| C | S |\n|---|---|\n| FR | y |\nend\n"
    book = open_book(text.encode(), "a.md")
    assert [sheet.name for sheet in book.sheets] == ["2025", "2026"]
    assert _cells(book, 1) == [(9, ("## 2026",)), (10, ("C", "S")), (12, ("FR", "y")), (13, ("end",))]


# JSON and web pages


def test_a_workspace_in_json_has_a_sheet_per_table() -> None:
    trips = [{"country": "FR", "first_day": "2026-03-01", "last_day": None}]
    for document in ({"trips": trips}, {"workspace": {"trips": trips, "residences": []}, "coverage": [{"x": 1}]}):
        book = open_book(json.dumps(document).encode(), "log.json")
        assert [sheet.name for sheet in book.sheets] == ["trips"]
        assert _cells(book) == [(1, ("country", "first_day", "last_day")), (2, ("FR", "2026-03-01", ""))]
        assert book.is_ours


@pytest.mark.parametrize(
    "text", ['[{"country": "FR", "first_day": "2026-03-01"}]', '{"country":"FR","first_day":"2026-03-01"}\n' * 2]
)
def test_a_list_of_records_is_a_table(text: str) -> None:
    book = open_book(text.encode(), "log.txt")
    assert _cells(book)[:2] == [(1, ("country", "first_day")), (2, ("FR", "2026-03-01"))]
    assert not book.is_ours


def test_a_web_page_called_spreadsheet_is_its_table() -> None:
    page = (
        "<html><head><style>td{x}</style></head><body><table><tr><th>Country<th colspan=2>Stay</tr>"
        "<tr><td rowspan='2'>C&ocirc;te d&#39;Ivoire</td><td>2026-03-01</td><td>2026-03-05</td></tr>"
        "<tr><td>2026-04-01<td>2026-04-05</table></body></html>"
    )
    book = open_book(page.encode(), "export.xls")
    assert [cells for _, cells in _cells(book)] == [
        ("Country", "Stay", "Stay"),
        ("Côte d'Ivoire", "2026-03-01", "2026-03-05"),
        ("Côte d'Ivoire", "2026-04-01", "2026-04-05"),
    ]


# Workbooks


def _xlsx(write: object) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"}) as book:
        write(book)  # type: ignore[operator]
    return content.getvalue()


def _log(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Log")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ["Country", "Start", "End", "Id"])
    sheet.merge_range(2, 0, 3, 0, "Germany")
    sheet.write_row(2, 1, [dt.date(2026, 3, 2), dt.date(2026, 3, 6), 410])
    sheet.write_row(3, 1, [dt.date(2026, 3, 9)])
    sheet.write_formula(3, 2, "=B4+4", day, "#VALUE!")
    sheet.write_row(5, 0, ["France", 46083, "x", True])
    sheet.write_formula(5, 2, "=B6+4", day, "")
    sheet.set_row(5, None, None, {"hidden": True})
    book.add_worksheet("Old").hide()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Log!$B$1:$B$3"})
    book.add_chartsheet("Chart").set_chart(chart)


def test_a_workbook_keeps_days_errors_merged_cells_and_row_numbers() -> None:
    book = open_book(_xlsx(_log), "log.csv")
    assert (book.form, book.is_1904) == ("xlsx", False)
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Log", False), ("Old", True)]
    assert _cells(book) == [
        (1, ("Country", "Start", "End", "Id")),
        (3, ("Germany", dt.date(2026, 3, 2), dt.date(2026, 3, 6), 410)),
        (4, ("Germany", dt.date(2026, 3, 9), CellError("#VALUE!"))),
        (6, ("France", 46083, CellError(""), True)),
    ]
    assert [line.is_hidden for line in book.sheets[0].lines] == [False, False, False, True]
    [remark] = book.remarks
    assert "'Chart'" in remark.sentence


def test_a_formula_without_a_value_is_no_empty_cell() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Start</t></is></c><c r="B1"><f>A1+1</f></c></row>'
        b'<row><c t="inlineStr"><is><t>x</t></is></c><c><f>A2+1</f><v></v></c></row><row><c t="inlineStr"><is><t>y</t>'
        b'</is></c><c t="str"><f>IF(C3="","",C3)</f><v></v></c></row></sheetData></worksheet>'
    )
    old, new = io.BytesIO(_xlsx(lambda book: book.add_worksheet())), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    book = open_book(new.getvalue(), "a.xlsx")
    assert _cells(book) == [(1, ("Start", CellError(""))), (2, ("x", CellError(""))), (3, ("y",))]


def test_days_from_1904_are_told() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"date_1904": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet().write_row(0, 0, [dt.date(2026, 3, 2), 44621])
    opened = open_book(content.getvalue(), "a.xlsx")
    assert opened.is_1904
    assert _cells(opened) == [(1, (dt.date(2026, 3, 2), 44621))]


def _ods(body: str) -> bytes:
    content = io.BytesIO()
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:'
            f'xmlns:calcext:1.0"><office:automatic-styles><style:style style:name="ta2"><style:table-properties '
            f'table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{body}'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def _text(text: str, **facts: str) -> str:
    more = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in facts.items())
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


_DAY = '<table:table-cell office:value-type="date" office:date-value="{}"><text:p>x</text:p></table:table-cell>'


def test_a_spreadsheet_of_libreoffice_is_read() -> None:
    error = (
        '<table:table-cell table:formula="of:=[.B2]+1" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#VALUE!</text:p></table:table-cell>'
    )
    body = (
        "<table:tracked-changes><table:deletion><table:table-cell><text:p>gone</text:p></table:table-cell>"
        "</table:deletion></table:tracked-changes>"
        f'<table:table table:name="Log"><table:table-row>{_text("Country")}{_text("Start")}{_text("End")}'
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{_text('Germany', number_rows_spanned='2')}{_DAY.format('2026-03-02')}{error}"
        "</table:table-row>"
        f'<table:table-row table:visibility="collapse"><table:covered-table-cell/>{_DAY.format("2026-03-09T00:00:00")}'
        '<table:table-cell table:formula="of:=1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"'
        '/></table:table-row></table:table><table:table table:name="Old" table:style-name="ta2">'
        f"<table:table-row>{_text('x')}</table:table-row></table:table>"
    )
    book = open_book(_ods(body), "log")
    assert book.form == "ods"
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Log", False), ("Old", True)]
    assert [(line.number, line.cells, line.is_hidden) for line in book.sheets[0].lines] == [
        (1, ("Country", "Start", "End"), False),
        (4, ("Germany", dt.date(2026, 3, 2), CellError("#VALUE!")), False),
        (5, ("Germany", dt.date(2026, 3, 9), CellError("")), True),
    ]


def test_a_spreadsheet_that_repeats_itself_endlessly_is_not_opened() -> None:
    row = f'<table:table-row table:number-rows-repeated="1000000">{_text("x", number_columns_repeated="16000")}'
    with pytest.raises(TableNotReadable, match="too far from the others"):
        open_book(_ods(f'<table:table table:name="a">{row}</table:table-row></table:table>'), "a.ods")


# Wrong files


def _zip(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
        (b'{"semanticSegments": []}', "Google"),
        (b'{"timelineObjects": [{}]}', "Google"),
        (b'{"locations": [{}]}', "Google"),
        (b'[{"startTime": "x", "visit": {}}]', "Google"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "shortcut"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\0\0\0\x18ftypheic\0", "picture"),
        (_zip(word__document_dot_xml="x"), "Word"),
        (_zip(ppt__presentation_dot_xml="x"), "presentation"),
        (_zip(Index__Document_dot_iwa="x"), "Numbers"),
        (_zip(xl__workbook_dot_bin="x"), "xlsb"),
        (_zip(manifest_dot_json="{}", records__workspace_dot_json="{}"), "proof ZIP"),
        (_zip(trips_dot_csv="x"), "trips.csv"),
        (_zip(readme_dot_txt="x"), "without a table"),
        (b"SQLite format 3\0" + bytes(100), "backup"),
        (b"PAR1\0\0", "Parquet"),
        (b"{\\rtf1 x}", "document"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "without a table"),
        (b"From: a@example.org\nTo: b@example.org\nSubject: trips\n\nHi", "e-mail"),
        (b'<?xml version="1.0"?><kml xmlns="x"></kml>', "map"),
        (b"\x7fELF\0\0", "program"),
        (b"country,first\0day\n", "not a text file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"PK\x03\x04 cut off", "not a workbook"),
    ],
)
def test_a_wrong_file_is_named_in_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(TableNotReadable, match=words) as refused:
        open_book(content, "trips.xlsx")
    assert str(refused.value).startswith("trips.xlsx: ")
    assert "\n" not in str(refused.value)


def test_a_format_can_be_forced_and_must_exist() -> None:
    assert open_book(b'{"a": 1, "b": 2}\n', "a", "csv").form == "csv"
    with pytest.raises(TableNotReadable):
        open_book(TABLE.encode(), "a.csv", "xlsx")
    with pytest.raises(BadOption, match="csv"):
        open_book(TABLE.encode(), "a.csv", "docx")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{", b"<table>", b"|a|\n|--|\n"):
        for form in (None, "xls"):
            with suppress(TableNotReadable):
                open_book(head + content, "x", form)


def test_a_column_of_json_with_a_broken_name_is_refused() -> None:
    trip = '{"country": "FR", "first_day": "2026-01-01", "%s": "x"}'
    for name in ("a\\u0000b", "\\ud83e"):
        with pytest.raises(TableNotReadable, match="broken character"):
            open_book(('{"trips": [' + trip % name + "]}").encode(), "a.json")


def test_an_export_that_another_program_saved_is_still_ours() -> None:
    sheets = tuple(Sheet(name, ()) for name in ("about", "trips", "results_coverage", "gaps"))
    kept = without_results(Book("log.ods", "ods", "OpenDocument spreadsheet", sheets))
    assert (kept.is_ours, [sheet.name for sheet in kept.sheets]) == (True, ["trips"])
    (results,) = kept.remarks
    assert (results.code, results.matters) == (FindingCode.ASSUMED_READING, False)
    assert "worked out anew: about, results_coverage, gaps. Edits" in results.sentence
    foreign = Book("log.ods", "ods", "OpenDocument spreadsheet", (sheets[0], sheets[1], sheets[3]))
    assert without_results(foreign) == foreign


def test_a_sheet_that_was_added_to_an_export_is_named_as_not_read() -> None:
    rows = (Line(1, ("a", "b")), Line(2, (1, 2)))
    about = (Line(1, ("note",)), Line(2, ("workspace_sha256", "abc")))
    names = {"about": about, "trips": rows, "results_coverage": rows, "Requests": rows, "Sheet1": (), "My notes": rows}
    sheets = tuple(Sheet(name, lines) for name, lines in names.items())
    book = without_results(Book("log.xlsx", "xlsx", "Excel workbook", sheets))
    assert [sheet.name for sheet in book.sheets] == ["trips"]
    assert book.made_from == "abc"
    (added,) = [remark for remark in book.remarks if remark.matters]
    assert (added.sheet, added.code) == ("My notes", FindingCode.PART_NOT_USED)
    assert "was not read" in added.sentence


@pytest.mark.parametrize("gone", ["about", "results_coverage", "filing_dates"])
def test_an_export_without_some_of_its_results_is_still_ours(gone: str) -> None:
    names = ("Requests", "filing_dates", "TRIPS ", "results_periods", "results_coverage", "about")
    sheets = tuple(Sheet(name, (Line(1, ("a",)),)) for name in names if name != gone)
    book = without_results(Book("log.xlsx", "xlsx", "Excel workbook", sheets))
    assert (book.is_ours, [sheet.name for sheet in book.sheets]) == (True, ["TRIPS "])


def test_results_are_not_read_as_trips_where_the_sheet_of_trips_is_gone() -> None:
    rows = (Line(1, ("a", "b")),)
    renamed = tuple(Sheet(name, rows) for name in ("Requests", "Trips 2026", "travelers", "results_coverage", "about"))
    with pytest.raises(TableNotReadable, match=r"no sheet trips .* Sheets with other names: 'Trips 2026'"):
        without_results(Book("log.xlsx", "xlsx", "Excel workbook", renamed))
    requests = (Sheet("List for Mary", (Line(1, (REQUESTS_TITLE,)), *rows)),)
    with pytest.raises(TableNotReadable, match="use the log that the workbook was made from"):
        without_results(Book("requests.ods", "ods", "OpenDocument spreadsheet", requests))
