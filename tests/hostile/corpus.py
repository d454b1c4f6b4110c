"""Files that are broken, absurd or meant to harm, made by code: file name → content. No real person's data."""

from __future__ import annotations

import functools
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping

import pandas as pd
import xlsxwriter

HEADER = b"trip,country,first_day,last_day,note\n"
GOOD = b"a,FR,2026-01-01,2026-01-31,\n"
DEEP = 100_000


def _row(*cells: str) -> bytes:
    return HEADER + GOOD + ",".join(cells).encode() + b"\n"


def _xlsx(write: Callable[[xlsxwriter.worksheet.Worksheet], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        write(book.add_worksheet("trips"))
    return content.getvalue()


def _table(*rows: tuple[object, ...]) -> bytes:
    def write(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)

    return _xlsx(write)


def _formulas(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_row(0, 0, ["trip", "country", "first_day", "note"])
    sheet.write_row(1, 0, ["a", "FR", "2026-01-01"])
    sheet.write_formula(1, 3, '=HYPERLINK("http://example.org","x")', None, "x")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")


SHEET = _table(("trip", "country", "first_day", "last_day"), ("a", "FR", "2026-01-01", "2026-01-31"))


def _with_part(part: str, content: bytes, of: bytes = SHEET, **facts: int) -> bytes:
    """The workbook with one part exchanged or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        about = zipfile.ZipInfo(part)
        about.compress_type = zipfile.ZIP_DEFLATED
        for fact, value in facts.items():
            setattr(about, fact, value)
        new.writestr(about, content)
    return out.getvalue()


_SHEET_PART = "xl/worksheets/sheet1.xml"


def _sheet(cells: str, dimension: str = "A1:D2") -> bytes:
    start = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    whole = f'{start}<dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'
    return _with_part(_SHEET_PART, whole.encode())


def _cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def _far_cells() -> bytes:
    """Two cells at opposite corners: 17 thousand million cells for whoever makes room for all between them."""
    row = "".join(
        _cell(f"{letter}1", name) for letter, name in zip("ABC", ("trip", "country", "first_day"), strict=True)
    )
    return _sheet(f'<row r="1">{row}</row><row r="1048576">{_cell("XFD1048576", "x")}</row>')


def _far_cells_unnamed() -> bytes:
    """The same for a reader that believes single quotes and blanks."""
    return _sheet(f"<row r='1'>{_cell('A1', 'trip')}</row><row r = '1048576'><c r = 'XFD1048576'><v>1</v></c></row>")


def _entities() -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    return _with_part(_SHEET_PART, f'<?xml version="1.0"?>{bomb}]><worksheet>&j;</worksheet>'.encode())


@functools.cache
def _bomb() -> bytes:
    return _with_part("xl/media/image1.png", bytes(150 * 1024 * 1024))


@functools.cache
def _lying_bomb() -> bytes:
    """Its table of contents says that the part unpacks to 100 bytes."""
    content = bytearray(_with_part(_SHEET_PART, b"<worksheet>" + b" " * (150 * 1024 * 1024) + b"</worksheet>"))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 100)
    return bytes(content)


def _encrypted() -> bytes:
    content = bytearray(SHEET)
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    return bytes(content)


def _parquet() -> bytes:
    return pd.DataFrame({"country": ["FR"], "first_day": ["2026-01-01"]}).to_parquet()


def _json(**trip: object) -> bytes:
    trips = [{"trip": "a", "country": "FR", "first_day": "2026-01-01"}, {"trip": "b", "country": "FR", **trip}]
    return json.dumps({"workspace": {"trips": trips}}).encode()


_UTF16 = (HEADER + GOOD).decode()

_ABSURD_DAYS = (
    *("0000-00-00", "2026-02-30", "2026-13-01", "9999-99-99", "99999-01-01", "-2026-01-01", "1e9", "1899-12-31"),
    *("2200-01-01", "2026-W01", "46000", "0", "nan", "inf", "2026-01-01T25:99", "１９９９-０１-０１"),
)

SMALL: Mapping[str, bytes] = {
    # Nothing, or nearly nothing
    "empty.csv": b"",
    "bom-only.csv": b"\xef\xbb\xbf",
    "two-boms.csv": b"\xef\xbb\xbf\xef\xbb\xbf" + HEADER + GOOD,
    "utf16-bom-only.csv": b"\xff\xfe",
    "blanks.csv": b" \r\n\t\r\n",
    "commas.csv": b",,,\n,,,\n",
    "quotes-only.csv": b'""\n',
    "one-quote.csv": b'"',
    "header-only.csv": HEADER,
    "empty.xlsx": b"",
    "empty.json": b"",
    "empty-list.json": b"[]",
    "null.json": b"null",
    # Broken text
    "broken-utf8.csv": HEADER + b"a,FR,2026-01-01,,caf\xe9\n",
    "broken-utf16.csv": b"\xff\xfe" + HEADER + b"x",
    "half-pair-utf16.csv": b"\xff\xfe" + _UTF16.encode("utf-16-le") + b"\x3e\xd8",
    "utf16-without-bom.csv": _UTF16.encode("utf-16-le"),
    "utf32.csv": _UTF16.encode("utf-32"),
    "nul.csv": HEADER + b"a,FR,2026-01-01,,\0\n",
    "control.csv": _row("b", "FR", "2026-02-01", "", "\x1b[2J\x07\x08"),
    "right-to-left.csv": _row("b\u202e", "F\u202eR", "2026-02-01", "", "\u202e\u2066fdp.exe"),
    "zero-width.csv": _row("b", "F\u200bR", "2026-02-01", "", "\u200b\ufeff"),
    "half-character.json": _json(first_day="2026-01-01", note="\ud83e"),
    "nul.json": _json(first_day="2026-01-01", note="a\0b"),
    "nul-in-a-name.json": _json(first_day="2026-01-01", **{"a\0b": "x", "\ud83e": "y"}),
    # Cells that run elsewhere
    "formulas.csv": _row("=1+1", "FR", "2026-02-01", "", "\"=cmd|' /C calc'!A0\"")
    + b"@x,FR,2026-03-01,,+1\n-x,FR,2026-04-01,,\t=1\n",
    "formulas.xlsx": _xlsx(_formulas),
    "html.csv": _row("b", "FR", "2026-02-01", "", "<script>alert(1)</script>![x](http://example.org)"),
    "sql.csv": _row("'; DROP TABLE trips;--", "FR", "2026-02-01", "", "%s :x {x} {0}"),
    # Wrong kinds of file
    "pdf.csv": b"%PDF-1.7\n1 0 obj\n%%EOF\n",
    "cut.pdf": b"%PDF-1.7\n1 0 obj",
    "program.csv": b"MZ\x90\0\3\0\0\0",
    "page.csv": b"<!DOCTYPE html><html><table><tr><td>country</td></tr></table></html>",
    "csv.xlsx": HEADER + GOOD,
    "csv.json": HEADER + GOOD,
    "zip.csv": SHEET,
    "old-excel.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "table.parquet": _parquet(),
    "cut.parquet": _parquet()[:-20],
    "no-ending": HEADER + GOOD,
    "..csv": b"x",
    # Tables that are none
    "no-country.csv": b"trip,place\na,Paris\n",
    "repeated-header.csv": b"trip,country,country,first_day\na,FR,DE,2026-01-01\n",
    "repeated-header.xlsx": _table(("country", "first_day", "country"), ("FR", "2026-01-01", "DE")),
    "ragged.csv": HEADER + b"a,FR\nb,FR,2026-01-01,2026-01-02,x,y,z\n" + GOOD,
    "open-quote.csv": HEADER + b'a,FR,2026-01-01,,"never closed\n' + GOOD * 5000,
    "carriage-returns.csv": (HEADER + GOOD).replace(b"\n", b"\r"),
    "nested.json": b'{"workspace": {"trips": [{"country": ' + b"[" * DEEP + b"]" * DEEP + b"}]}}",
    "open-nested.json": b"[" * DEEP,
    "objects.json": b'{"a":' * DEEP,
    "trips-is-a-number.json": b'{"workspace": {"trips": 5}}',
    "rows-are-lists.json": b'{"workspace": {"trips": [["FR", "2026-01-01"]]}}',
    "workspace-is-a-list.json": b'{"workspace": []}',
    "cells-are-objects.json": _json(first_day={"a": 1}, note=["x"], place=True),
    "huge-number.json": b'{"workspace": {"trips": [{"country": ' + b"9" * 10_000 + b"}]}}",
    "not-a-number.json": b'{"workspace": {"trips": [{"country": NaN, "first_day": Infinity, "note": 1e999}]}}',
    "repeated-keys.json": b'{"workspace": {"trips": [{"country": "FR", "country": "DE", "first_day": "2026-01-01"}]}}',
    # Absurd values
    "absurd-days.csv": HEADER + b"".join(f"{n},FR,{day},,\n".encode() for n, day in enumerate(_ABSURD_DAYS)),
    "eternal.csv": _row("b", "FR", "1900-01-01", "2199-12-31", ""),
    "huge-numbers.csv": _row("9" * 5000, "9" * 5000, "9" * 5000, "1e400", "9" * 5000),
    "odd-cells.xlsx": _table(
        ("trip", "country", "first_day", "last_day", "note"),
        (1e300, True, 2958466, -1, 0.1),
        ("b", "FR", 46000, "2026-01-31", -1e-300),
    ),
    # Workbooks
    "cut.xlsx": SHEET[: len(SHEET) // 2],
    "cut-end.xlsx": SHEET[:-10],
    "encrypted.xlsx": _encrypted(),
    "link.xlsx": _with_part("xl/link", b"/etc/passwd", external_attr=0o120777 << 16),
    "outside.xlsx": _with_part("../../evil.xml", b"<x/>"),
    "two-of-a-name.xlsx": _with_part("XL/WORKSHEETS/SHEET1.XML", b"<x/>"),
    "no-sheet.xlsx": _with_part("xl/workbook.xml", b"<workbook/>"),
    "broken-xml.xlsx": _with_part(_SHEET_PART, b"<worksheet><sheetData><row r='1'><c r='A1'"),
    "no-xml.xlsx": _with_part(_SHEET_PART, b"\0\1\2\3" * 100),
    "entities.xlsx": _entities(),
    "missing-text.xlsx": _sheet('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'),
    "odd-place.xlsx": _sheet(
        '<row r="0"><c r="A0"><v>1</v></c><c r="ZZZZZZ9"><v>1</v></c><c r="1A"><v>1</v></c></row>'
    ),
    "backwards.xlsx": _sheet(f'<row r="9">{_cell("B9", "x")}</row><row r="1">{_cell("A1", "country")}</row>', "D9:A1"),
    "control.xlsx": _sheet(f'<row r="1">{_cell("A1", "coun&#0;try")}{_cell("B1", "_x0000_&#x202e;")}</row>'),
    "far-cells.xlsx": _far_cells(),
    "far-cells-unnamed.xlsx": _far_cells_unnamed(),
    "beyond-numbers.xlsx": _sheet(f'<row r="1">{_cell("A1", "x")}{_cell("A99999999992", "x")}</row>'),
    "absurd-count.xlsx": _with_part(
        "xl/sharedStrings.xml",
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9" uniqueCount="99999999999"/>',
    ),
    "zip-without-workbook.xlsx": _with_part("a", b"x", of=b"PK\x05\x06" + bytes(18)),
}

LARGE: Mapping[str, Callable[[], bytes]] = {
    "ten-megabytes.csv": lambda: b"x" * (10 * 1024 * 1024),
    "ten-megabytes-of-lines.csv": lambda: b"x\n" * (5 * 1024 * 1024),
    "one-cell-of-four-megabytes.csv": lambda: _row("b", "FR", "2026-02-01", "", "x" * (4 * 1024 * 1024)),
    "a-million-columns.csv": lambda: b",".join(b"c%d" % n for n in range(600_000)) + b"\n" + GOOD,
    "a-million-commas.csv": lambda: b"," * 1_000_000 + b"\n" + GOOD,
    "a-million-quotes.csv": lambda: b'"' * 1_000_001 + b"\n",
    "many-bad-rows.csv": lambda: HEADER + b"x,nowhere,never,,\n" * 20_000,
    "large.json": lambda: b'{"workspace": {"trips": [' + b"{}," * 1_000_000 + b"{}]}}",
    "bomb.xlsx": _bomb,
    "lying-bomb.xlsx": _lying_bomb,
}
"""Made when they are needed."""

NAMES = (*SMALL, *LARGE)


def content_of(name: str) -> bytes:
    """The bytes of a file of the corpus."""
    return SMALL[name] if name in SMALL else LARGE[name]()
