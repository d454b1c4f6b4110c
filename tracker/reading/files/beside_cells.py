"""What people say in an .xlsx without writing it into a cell: a text that is crossed out, a comment beside a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from tracker.codes import Activity
from tracker.findings import FindingCode
from tracker.reading import values
from tracker.reading.cells import shortened
from tracker.reading.remark import Remark

_STYLED = re.compile(rb"""<(?:\w+:)?c(?=\s)([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)""", re.DOTALL)
_STYLE = re.compile(rb"""(?<![\w:])s\s*=\s*["'](\d+)["']""")
_ROW = re.compile(rb"""(?<![\w:])r\s*=\s*["'][A-Za-z]*(\d+)["']""")
_MOST_COMMENTS = 10  # that are quoted


def struck_styles(parts: Mapping[str, bytes]) -> frozenset[bytes]:
    """The numbers of the styles of cells whose font is crossed out."""
    styles = _parsed(next((text for name, text in parts.items() if name.lower() == "xl/styles.xml"), b""))
    if styles is None:
        return frozenset()
    fonts = [_is_struck(font) for font in _inside(styles, "fonts")]
    numbers = (cell.get("fontId", "") for cell in _inside(styles, "cellXfs"))
    struck = [number.isdecimal() and int(number) < len(fonts) and fonts[int(number)] for number in numbers]
    return frozenset(b"%d" % number for number, is_struck in enumerate(struck) if is_struck)


def struck_rows(sheet: bytes, styles: frozenset[bytes]) -> set[int]:
    """The rows, from 0, in which a cell that holds something has one of these styles."""
    if not styles or not any(b's="%s"' % style in sheet for style in styles):
        return set()
    rows = set()
    for cell in _STYLED.finditer(sheet):
        style, row = _STYLE.search(cell.group(1)), _ROW.search(cell.group(1))
        if style and row and style.group(1) in styles and cell.group(2):
            rows.add(int(row.group(1)) - 1)
    return rows


def comments_of(parts: Mapping[str, bytes]) -> list[Remark]:
    """That comments were not read. One that says "canceled" or "vacation" may change an answer."""
    remarks = []
    for name, part in sorted(parts.items()):
        root = _parsed(part) if re.fullmatch(r"xl/(?:\w+/)?comments\d*\.xml", name.lower()) else None
        for place, text in _comments(root):
            canceled = values.status(text) == values.Meaning(values.CANCELED, is_sure=True)
            is_off = values.purpose(text) == values.Meaning(str(Activity.NON_WORK), is_sure=True)
            code = FindingCode.PART_NOT_USED if canceled or is_off else FindingCode.ASSUMED_READING
            sentence = f'The comment beside {place} was not read: "{shortened(text)}".'
            remarks.append(Remark(code, sentence))
    return sorted(remarks, key=lambda remark: not remark.matters)[:_MOST_COMMENTS]


def _comments(root: ElementTree.Element | None) -> Iterator[tuple[str, str]]:
    """Place and text of every comment, without the name of its author in front."""
    for comment in root.iter() if root is not None else ():
        if _local(comment) == "comment":
            text = "".join(run.text or "" for run in comment.iter() if _local(run) == "t").strip()
            text = text.partition("\n")[2].strip() or text if text.partition("\n")[0].endswith(":") else text
            if text:
                yield comment.get("ref", ""), " ".join(text.split())


def _is_struck(font: ElementTree.Element) -> bool:
    return any(_local(mark) == "strike" and mark.get("val", "1") not in ("0", "false") for mark in font)


def _inside(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return next((list(node) for node in root if _local(node) == name), [])


def _parsed(xml: bytes) -> ElementTree.Element | None:
    """None for what is no XML: the reader of workbooks refuses what matters."""
    if not xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        return None
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        return None


def _local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
