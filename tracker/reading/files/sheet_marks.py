"""What the reader of workbooks does not tell about an .xlsx: errors, formulas without a value, hidden rows.

It gives an empty cell for the first two, and an empty last day means that a trip goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree

from tracker.errors import TableNotReadable
from tracker.reading.book import CellError
from tracker.reading.files.unpack import NO_WORKBOOK

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(/?)>")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROW_OR_CELL = re.compile(_ROW.pattern + rb"|" + _CELL.pattern, re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
_INLINE = re.compile(rb"<(?:\w+:)?is\b")
_SHARED = re.compile(rb"""\bsi\s*=\s*["'](\d+)["']""")
_PLACE = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_KIND = re.compile(rb"""(?<![\w:])t\s*=\s*["'](\w+)["']""")
_HIDDEN = re.compile(rb"""(?<![\w:])hidden\s*=\s*["'](?:1|true)["']""")
_WORTH_A_LOOK = re.compile(rb"""<(?:\w+:)?f[\s/>]|(?<![\w:])t\s*=\s*["']e["']|(?<![\w:])hidden\s*=""")
_EMPTY_TEXT = (b'""', b"&quot;&quot;")  # in a formula: it may give an empty text on purpose
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class Marks:
    """``errors``: (row, column), both from 0 → the error. ``hidden``, ``struck``: rows from 0."""

    errors: dict[tuple[int, int], CellError] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class WorkbookFacts:
    """The part of each sheet by its name, and whether days are counted from 1904."""

    parts: Mapping[str, str]
    is_1904: bool


def workbook_facts(parts: Mapping[str, bytes], file: str) -> WorkbookFacts:
    """What the workbook part says. Raises ``TableNotReadable`` when it is no XML."""
    at = next((name for name in parts if name.lower() == "xl/workbook.xml"), "")
    if not at:
        return WorkbookFacts({}, is_1904=False)
    relations = next((name for name in parts if name.lower() == "xl/_rels/workbook.xml.rels"), "")
    book = _parsed(parts[at], file)
    targets = {one.get("Id", ""): one.get("Target", "") for one in _parsed(parts[relations], file)} if relations else {}
    named = {}
    for sheet in book.iter():
        if _local(sheet.tag) == "sheet":
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "", "")
            named[sheet.get("name", "")] = (
                target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            )
    is_1904 = any(one.get("date1904") in ("1", "true") for one in book.iter() if _local(one.tag) == "workbookPr")
    return WorkbookFacts(named, is_1904)


def marks_of(sheet: bytes) -> Marks:
    """The marks of one sheet's XML."""
    marks = Marks()
    if not _WORTH_A_LOOK.search(sheet):
        return marks
    shared: dict[bytes, bytes] = {}
    for row, column, attributes, inside in _cells(sheet, marks):
        error = _error(attributes, inside, shared)
        if error is not None:
            marks.errors[row, column] = error
    return marks


def _cells(sheet: bytes, marks: Marks) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Row and column from 0, attributes and content of every cell; hidden rows are marked on the way."""
    row, column = -1, -1
    for match in _ROW_OR_CELL.finditer(sheet):
        row_attributes, _, cell_attributes, inside = match.groups()
        if row_attributes is not None:
            place = _PLACE.search(row_attributes)
            row, column = int(place.group(2)) - 1 if place else row + 1, -1
            if _HIDDEN.search(row_attributes):
                marks.hidden.add(row)
            continue
        place = _PLACE.search(cell_attributes)
        column = _column(place.group(1)) if place and place.group(1) else column + 1
        yield row, column, cell_attributes, inside or b""


def _error(attributes: bytes, inside: bytes, shared: dict[bytes, bytes]) -> CellError | None:
    kind = _KIND.search(attributes)
    value = _VALUE.search(inside)
    text = value.group(1).strip() if value else b""
    if kind and kind.group(1) == b"e":
        return CellError(text.decode("utf-8", "replace"))
    formula = _FORMULA.search(inside)
    if not formula:
        return None
    told = formula.group(2) or b""
    if number := _SHARED.search(formula.group(1)):
        told = shared.setdefault(number.group(1), told)
    if text or _INLINE.search(inside):
        return None
    gives_text = bool(kind and kind.group(1) == b"str")
    if gives_text and any(sign in told for sign in _EMPTY_TEXT):
        return None  # =IF(B2="","",B2): nothing, and meant so
    return CellError()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _parsed(xml: bytes, file: str) -> ElementTree.Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise TableNotReadable(file, NO_WORKBOOK)
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise TableNotReadable(file, NO_WORKBOOK) from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
