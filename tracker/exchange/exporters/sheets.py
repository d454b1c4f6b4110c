"""Sheets of a workbook that can be read on a screen, printed and sorted, in every country's spreadsheet program.

Texts are text, never a formula or a link. Days are real dates. Row heights are written, because LibreOffice does not
make a row taller for text that is wrapped.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd
import xlsxwriter

from tracker.codes import Paper
from tracker.errors import BadOption
from tracker.exchange.text import as_text

Cell = str | int | dt.date | None

LONGEST_TEXT = 32_767  # of one cell, a limit of the format
MOST_ROWS = 1_048_575  # of one sheet, below its header
ISO_DAYS = "yyyy-mm-dd"
US_DAYS = '[$-409]mm"/"dd"/"yyyy'  # US English, with its slashes: other programs show the date of their own country

_FIRST_REAL_DAY = dt.date(1900, 3, 1)  # spreadsheet programs disagree about the number of each day before it
_NO_SIGN = re.compile("[\ufffe\uffff]")  # no characters, says Unicode, and a workbook would come back with others
_NARROW, _WIDE, _OF_FILTER = 8, 60, 3  # characters; the button of a filter covers three
_LINE, _TALLEST = 13.0, 409.0  # points of a line of text; the tallest row that the format has
_FONT = {"font_name": "Arial", "font_size": 10}  # one that is on every machine, or has a substitute of the same width
_WIDEST, _BLANK = 1.35, 0.55  # of a letter, in digits
_PAPERS = {Paper.LETTER: 1, Paper.A4: 9}  # their numbers in the format
_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Column:
    """A column: its heading and its width in characters.

    ``fills``: the color (#rrggbb) behind the cells that hold a text; ``is_bold``: its cells are bold.
    """

    title: str
    width: float
    fills: Mapping[str, str] = field(default_factory=dict)
    is_bold: bool = False


@dataclass(frozen=True)
class Table:
    """What a sheet shows: ``title`` and ``notes`` above, the table, and ``below`` it more lines; "" and () leave out.

    ``day_format``: ``ISO_DAYS`` or ``US_DAYS``. ``is_exact``: the sheet is read back, so a text that no cell holds is
    refused; otherwise it is shortened. ``is_ruled``: a line below each row. ``frozen``: columns that stay on the
    screen. ``tab``: color of its tab.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    notes: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    day_format: str = US_DAYS
    is_exact: bool = False
    is_ruled: bool = False
    frozen: int = 0
    tab: str = ""


@dataclass(frozen=True)
class _Looks:
    """The formats of a column's cells. ``plain``: of numbers and empty cells; ``filled``: by the text of the cell."""

    plain: Any
    day: Any
    text: Any
    filled: Mapping[str, Any]


class Workbook:
    """A workbook that is being written; ``footer`` is printed below each page, with the number of the page."""

    def __init__(
        self, content: Any, made_on: dt.date, title: str, footer: Sequence[str], paper: Paper = Paper.LETTER
    ) -> None:
        self._book = xlsxwriter.Workbook(content, _OPTIONS | {"default_format_properties": _FONT})
        created = dt.datetime.combine(made_on, dt.time())  # else the hour of the export would make every file another
        self._book.set_properties({"title": title, "created": created})
        lines = "\n".join(line.replace("&", "&&") for line in footer)
        self._footer = f"&L&8{lines}&R&8&A, page &P of &N"
        self._paper = _PAPERS[paper]
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def close(self) -> None:
        """Write the file. Nothing can be added afterwards."""
        self._book.close()

    def add(self, table: Table) -> None:
        """One more sheet. Raises ``BadOption`` for what a sheet cannot hold."""
        if len(table.rows) > MOST_ROWS - len(table.notes) - len(table.below) - 4:
            rows = f"{len(table.rows):,} rows, more than an .xlsx sheet holds"
            raise BadOption(f"{table.name} has {rows}. Export to .json instead")
        sheet = self._book.add_worksheet(table.name)
        header = self._lines_above(sheet, table)
        self._header(sheet, table, header)
        self._rows(sheet, table, header + 1)
        last = header + len(table.rows)
        for place, line in enumerate(table.below, start=last + 2):
            sheet.write_string(place, 0, line, self._format(font_size=8))
        sheet.freeze_panes(header + 1, table.frozen)
        if table.rows:
            sheet.autofilter(header, 0, last, len(table.columns) - 1)
        self._print_setup(sheet, header)
        if table.tab:
            sheet.set_tab_color(table.tab)

    def _lines_above(self, sheet: Any, table: Table) -> int:
        """Title and notes; the row of the header."""
        row = 0
        if table.title:
            sheet.set_row(row, 22)
            sheet.write_string(row, 0, table.title, self._format(bold=True, font_size=14))
            row += 1
        for note in table.notes:
            sheet.write_string(row, 0, _shortened(note), self._format())
            row += 1
        return row

    def _header(self, sheet: Any, table: Table, row: int) -> None:
        look = self._format(bold=True, bottom=1, text_wrap=True, valign="bottom", bg_color="#eceff3")
        tallest = 1
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(row, place, _checked(table, column, column.title), look)
            tallest = max(tallest, line_count(column.title, column.width - _OF_FILTER + 1))
        sheet.set_row(row, height_of(tallest))

    def _rows(self, sheet: Any, table: Table, first: int) -> None:
        looks = [self._looks(table, column) for column in table.columns]
        for row, cells in enumerate(table.rows, start=first):
            tallest = 1
            for place, (cell, look) in enumerate(zip(cells, looks, strict=True)):
                if cell is None or cell == "":
                    if table.is_ruled:
                        sheet.write_blank(row, place, None, look.plain)
                elif isinstance(cell, int):
                    sheet.write_number(row, place, cell, look.plain)
                elif isinstance(cell, dt.date) and cell >= _FIRST_REAL_DAY:
                    sheet.write_datetime(row, place, cell, look.day)
                else:
                    column = table.columns[place]
                    text = _checked(table, column, _text_of(cell, table.day_format))
                    sheet.write_string(row, place, text, look.filled.get(text, look.text))
                    tallest = max(tallest, line_count(text, column.width * (0.9 if column.is_bold else 1)))
            sheet.set_row(row, height_of(tallest))

    def _looks(self, table: Table, column: Column) -> _Looks:
        every: dict[str, Any] = {"valign": "top", "align": "left"}
        if column.is_bold:
            every |= {"bold": True}
        if table.is_ruled:
            every |= {"bottom": 1, "bottom_color": "#b8bec8"}
        return _Looks(
            plain=self._format(**every),
            day=self._format(**every, num_format=table.day_format),
            text=self._format(**every, text_wrap=True),
            filled={text: self._format(**every, text_wrap=True, bg_color=fill) for text, fill in column.fills.items()},
        )

    def _format(self, **looks: Any) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(looks)
        return self._formats[key]

    def _print_setup(self, sheet: Any, header: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(self._paper)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header)
        sheet.set_footer(self._footer, {"margin": 0.3})


def table_of(frame: pd.DataFrame, name: str, **more: Any) -> Table:
    """A frame as a table: its columns as wide as what they hold, days as days, numbers as numbers.

    ``more``: fields of ``Table``. Columns are text, ``datetime64`` or whole numbers; a missing value is an empty cell.
    """
    columns = [_cells(frame[title]) for title in frame.columns]
    widths = [_width(str(title), cells) for title, cells in zip(frame.columns, columns, strict=True)]
    rows = list(zip(*columns, strict=True))
    return Table(
        name, tuple(Column(str(title), w) for title, w in zip(frame.columns, widths, strict=True)), rows, **more
    )


def _cells(values: pd.Series) -> list[Cell]:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [None if pd.isna(day) else day.date() for day in values]
    texts = as_text(values.to_frame())[str(values.name)].tolist()
    if pd.api.types.is_numeric_dtype(values.dtype):
        return [int(text) if text else None for text in texts]
    return texts


def _width(title: str, cells: Iterable[Cell]) -> float:
    """Characters: wide enough for the longest cell, within bounds, and for the heading with the filter's button."""
    longest = max((breadth(line) for cell in cells for line in str(cell or "").split("\n")), default=0)
    return min(max(math.ceil(longest) + 2, math.ceil(breadth(title)) + _OF_FILTER + 1, _NARROW), _WIDE)


def _text_of(cell: str | dt.date, day_format: str) -> str:
    """A text as it is; a day that programs disagree about, written as the other days of its sheet are shown."""
    return f"{cell:%m/%d/%Y}" if isinstance(cell, dt.date) and day_format == US_DAYS else str(cell)


def _checked(table: Table, column: Column, text: str) -> str:
    if not table.is_exact:
        return _shortened(text)
    if len(text) > LONGEST_TEXT:
        raise BadOption(
            f"{table.name}: {column.title} holds a text too long for an .xlsx cell. Export to .json instead"
        )
    if _NO_SIGN.search(text):
        sign = "a sign that an .xlsx cell cannot hold"
        raise BadOption(f"{table.name}: {column.title} holds {sign}. Export to .json instead")
    return text


def _shortened(text: str) -> str:
    clean = _NO_SIGN.sub("\ufffd", text)
    return clean if len(clean) <= LONGEST_TEXT else f"{clean[: LONGEST_TEXT - 1]}…"


def height_of(lines: int) -> float:
    """Points of a row with so many lines of text."""
    return min(max(15.0, lines * _LINE + 2), _TALLEST)


@lru_cache(maxsize=1 << 14)  # most texts stand there many times
def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width`` characters: rather one too many than one too few."""
    room = max(width - 1, 1.0)  # a cell has a margin
    if "\n" not in text and len(text) * (_WIDEST if text.isascii() else 2) <= room:
        return 1
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    """The lines of a text without a line break: words go on while they fit, longer ones are broken anywhere."""
    lines, used = 1, 0.0
    for word in line.split(" "):
        needed = breadth(word)
        if used and used + _BLANK + needed <= room:
            used += _BLANK + needed
            continue
        if used:
            lines += 1
        more = max(math.ceil(needed / room) - 1, 0)
        lines += more
        used = needed - more * room
    return lines


@lru_cache(maxsize=1 << 14)
def breadth(text: str) -> float:
    """The width of a text in digits of its font, rather too wide than too narrow."""
    return sum(map(_breadth_of, text))


@lru_cache(maxsize=4096)
def _breadth_of(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 2.0
    if sign.isupper() or sign in "mw@%&—…":
        return _WIDEST
    return _BLANK if sign in "fijlrt.,;:'|!()[] " else 1.0
