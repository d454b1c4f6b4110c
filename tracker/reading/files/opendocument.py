"""Spreadsheets of LibreOffice (.ods). Read here, because errors, merged cells and hidden rows matter."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tracker.errors import TableNotReadable
from tracker.reading.book import Book, CellError, Sheet, Value
from tracker.reading.files.sheet_marks import Marks
from tracker.reading.files.unpack import MOST_CELLS, NO_WORKBOOK, parts_of
from tracker.reading.files.workbook import PASSWORD, lines_of, refuse_text, titled, without_results

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DURATION = re.compile(r"-?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?)?")
_ERROR_TEXT = re.compile(r"(#[A-Z0-9/]+[!?]?|Err:\d+)")
_Range = tuple[tuple[int, int], tuple[int, int]]


def ods_book(content: bytes, file: str) -> Book:
    """The sheets of an .ods. Raises ``TableNotReadable`` for one that cannot be read."""
    parts = parts_of(content, file)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise TableNotReadable(file, PASSWORD)
    xml = parts.get("content.xml", b"")
    if not xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise TableNotReadable(file, NO_WORKBOOK)
    try:
        sheets = tuple(_sheets(xml, file))
    except (ElementTree.ParseError, ValueError, OverflowError) as error:
        raise TableNotReadable(file, f"{NO_WORKBOOK}. It may be damaged or have a password") from error
    if not any(sheet.lines for sheet in sheets):
        raise TableNotReadable(file, "there is no row in it")
    settings = parts.get("settings.xml", b"") + xml
    is_1904 = b'null-date table:date-value="1904-01-01"' in settings
    plain = Book(file, "ods", titled("OpenDocument spreadsheet", sheets), sheets, is_1904=is_1904)
    return without_results(plain)


@dataclass
class _Grid:
    """A sheet while it is read. ``row``, ``column``: where the next cell goes, from 0."""

    name: str
    is_hidden: bool
    rows: dict[int, list[Value]] = field(default_factory=dict)
    merged: list[_Range] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    row: int = 0
    line: list[Value] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    cells: int = 0


def _sheets(xml: bytes, file: str) -> Iterator[Sheet]:
    grid: _Grid | None = None
    hidden_styles: set[str] = set()
    struck_styles: set[str] = set()
    deleted = 0
    for event, node in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        name = _local(node.tag)
        if name == "tracked-changes":  # cells that were deleted are still in the file
            deleted += 1 if event == "start" else -1
        elif deleted:
            continue
        elif event == "start" and name == "table" and grid is None:
            grid = _Grid(_get(node, "name"), _get(node, "style-name") in hidden_styles)
        elif event == "end" and name == "style":
            if _is_hiding(node):
                hidden_styles.add(_get(node, "name"))
            if _is_striking(node):
                struck_styles.add(_get(node, "name"))
        elif event == "end" and grid is not None:
            if name in ("table-cell", "covered-table-cell"):
                _take_cell(grid, node, file)
                if _get(node, "style-name") in struck_styles and _get(node, "value-type", "office"):
                    grid.marks.struck.add(grid.row)
            elif name == "table-row":
                _end_row(grid, node, file)
                node.clear()
            elif name == "table" and _get(node, "name") == grid.name:
                yield Sheet(grid.name, tuple(lines_of(grid.rows, grid.merged, grid.marks)), grid.is_hidden)
                grid = None
                node.clear()


def _take_cell(grid: _Grid, node: ElementTree.Element, file: str) -> None:
    """The cell, as often as it is repeated; empty ones are only counted when something stands behind them."""
    column = len(grid.line)
    value = _cell(node, file) if _local(node.tag) == "table-cell" else ""
    times = _count(node, "number-columns-repeated")
    across, down = _count(node, "number-columns-spanned"), _count(node, "number-rows-spanned")
    if across > 1 or down > 1:
        grid.merged.append(((grid.row, column), (grid.row + down - 1, column + across - 1)))
    if column + times > _LAST_COLUMN:
        times = max(_LAST_COLUMN - column, 0)
    if isinstance(value, CellError):
        grid.errors += range(column, column + times)
    grid.line += [value] * times


def _end_row(grid: _Grid, node: ElementTree.Element, file: str) -> None:
    times = _count(node, "number-rows-repeated")
    if any(cell != "" for cell in grid.line):
        times = min(times, _LAST_ROW - grid.row)
        grid.cells += times * len(grid.line)
        if grid.cells > MOST_CELLS:
            raise TableNotReadable(
                file, "a sheet has cells too far from the others. Delete what is far below or far right"
            )
        for row in range(grid.row, grid.row + times):
            grid.rows[row] = list(grid.line)
            if _get(node, "visibility") in ("collapse", "filter"):
                grid.marks.hidden.add(row)
    grid.row = min(grid.row + times, _LAST_ROW)
    grid.line = []


def _cell(node: ElementTree.Element, file: str) -> Value:
    kind = _get(node, "value-type", "office")
    text = "\n".join(_text(one) for one in node if _local(one.tag) == "p")
    refuse_text(text, file)
    formula = _get(node, "formula")
    if _get(node, "value-type", "calcext") == "error" or (formula and _ERROR_TEXT.fullmatch(text)):
        return CellError(text)
    if formula and not text and kind in ("", "string"):
        return "" if '""' in formula and kind == "string" else CellError()
    if kind == "date":
        return _date(_get(node, "date-value"))
    if kind in ("float", "currency", "percentage"):
        number = float(_get(node, "value"))
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return _get(node, "boolean-value") == "true"
    if kind == "time":
        return _time(_get(node, "time-value"))
    return text or _get(node, "string-value")


def _date(value: str) -> Value:
    if len(value) == 10:
        return dt.date.fromisoformat(value)
    moment = dt.datetime.fromisoformat(value)
    return moment.date() if moment.time() == dt.time() else moment


def _time(value: str) -> Value:
    match = _DURATION.fullmatch(value)
    if not match:
        return value
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _text(node: ElementTree.Element) -> str:
    """The text of a paragraph, with its blanks and line ends, without comments."""
    name = _local(node.tag)
    if name == "annotation":
        return ""
    own = {"s": " " * _count(node, "c"), "tab": "\t", "line-break": "\n"}.get(name, "")
    return own + (node.text or "") + "".join(_text(child) + (child.tail or "") for child in node)


def _is_hiding(style: ElementTree.Element) -> bool:
    return any(_get(one, "display") == "false" for one in style if _local(one.tag) == "table-properties")


def _is_striking(style: ElementTree.Element) -> bool:
    marks = (_get(one, "text-line-through-style") for one in style if _local(one.tag) == "text-properties")
    return any(mark not in ("", "none") for mark in marks)


def _get(node: ElementTree.Element, name: str, prefix: str = "") -> str:
    """An attribute by its local name; ``prefix``: a word of the namespace, where two have the same local name."""
    for key, value in node.attrib.items():
        space, _, local = key.rpartition("}")
        if local == name and prefix in space:
            return value
    return ""


def _count(node: ElementTree.Element, name: str) -> int:
    text = _get(node, name)
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
