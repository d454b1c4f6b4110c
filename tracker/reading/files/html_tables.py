"""A web page that is called a spreadsheet, as many programs export it: its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from tracker.errors import TableNotReadable
from tracker.reading.book import Book, Line, Sheet
from tracker.reading.files.letters import Letters

_MOST_CELLS = 2_000_000
_WIDEST = 1_000  # columns, and rows that one cell reaches over
_START = re.compile(
    r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|table|meta|div|style)\b", re.I | re.S
)
_CELL, _ENDS = ("td", "th"), ("td", "th", "tr", "table", "thead", "tbody", "tfoot")


def is_page(text: str) -> bool:
    """Whether a text begins like a web page, or like a table cut out of one."""
    return bool(_START.match(text[:4096]))


def html_book(letters: Letters, file: str) -> Book:
    """A sheet for each table that holds no other. Raises ``TableNotReadable`` for a page without any."""
    reader = _Tables()
    try:
        reader.feed(letters.text)
        reader.close()
    except AssertionError as error:  # how the library says that a declaration is broken
        raise TableNotReadable(file, "a web page that cannot be read. Save it as .xlsx or CSV and try again") from error
    tables = [table for table in reader.tables if table]
    if reader.is_too_large:
        raise TableNotReadable(file, "a web page with far too many cells. Save it as .xlsx or CSV and try again")
    if not tables:
        problem = "a web page without a table. Download the list as .xlsx or CSV and use that file"
        raise TableNotReadable(file, problem)
    sheets = [
        Sheet(f"table {number}" if len(tables) > 1 else "", tuple(table))
        for number, table in enumerate(tables, start=1)
    ]
    return Book(file, "html", "table of a web page", tuple(sheets), letters.remarks, decodings=letters.decodings)


class _Tables(HTMLParser):
    """Collects rows. Cells that reach over several rows or columns fill all of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Line]] = []
        self.is_too_large = False
        self._open: list[list[Line]] = []
        self._row: list[str] | None = None
        self._number = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._reaching: dict[int, tuple[int, str]] = {}  # column → rows that it still fills, text
        self._cells = 0
        self._skipped = 0
        self._is_struck = False  # a text in the row

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self._is_struck = self._is_struck or _is_striking(tag, facts)
        if tag in ("script", "style"):
            self._skipped += 1
        elif tag == "table":
            self._end_cell()
            self._end_row()
            self._open.append([])
            self._number, self._reaching = 0, {}
        elif tag == "tr" and self._open:
            self._end_cell()
            self._end_row()
            self._row, self._number, self._is_struck = [], self._number + 1, _is_striking(tag, facts)
        elif tag in _CELL and self._row is not None:
            self._end_cell()
            self._cell = []
            self._spans = (_span(facts.get("colspan")), _span(facts.get("rowspan")))
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skipped = max(self._skipped - 1, 0)
        if tag in _ENDS:
            self._end_cell()
        if tag in ("tr", "table", "thead", "tbody", "tfoot"):
            self._end_row()
        if tag == "table" and self._open:
            self.tables.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipped:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        self._end_row()
        while self._open:
            self.tables.append(self._open.pop())

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            self._cell = None
            return
        text = re.sub(r"[ \t\r\f\v]+", " ", "".join(self._cell)).replace("\xa0", " ")
        text = "\n".join(line.strip() for line in text.split("\n")).strip()
        self._fill()
        across, down = self._spans
        for _ in range(across):
            if down > 1:
                self._reaching[len(self._row)] = (down, text)
            self._row.append(text)
        self._cells += across
        self._cell = None

    def _fill(self) -> None:
        """Cells of earlier rows that reach down to here."""
        assert self._row is not None
        while self._reaching.get(len(self._row), (0, ""))[0] > 0:
            self._row.append(self._reaching[len(self._row)][1])

    def _end_row(self) -> None:
        if self._row is None or not self._open:
            self._row = None
            return
        self._fill()
        self._reaching = {at: (left - 1, text) for at, (left, text) in self._reaching.items() if left > 1}
        cells = list(self._row)
        while cells and not cells[-1]:
            cells.pop()
        if self._cells > _MOST_CELLS:
            self.is_too_large = True
        elif cells:
            self._open[-1].append(Line(self._number, tuple(cells), is_struck=self._is_struck))
        self._row = None


def _is_striking(tag: str, facts: Mapping[str, str | None]) -> bool:
    return tag in ("s", "del", "strike") or "line-through" in (facts.get("style") or "")


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _WIDEST) if text and text.strip().isdecimal() and len(text) < 6 else 1
