"""About how high a request page will be: saves typst from laying out each of many pages twice."""

from __future__ import annotations

import math
from typing import Any
from unicodedata import east_asian_width

SIZES = (10.5, 10.0, 9.5, 9.0)  # points
_SMALL = 9.0
_WIDTH, _LABEL, _WHOLE = 343.0, 147.0, 505.0  # points: inside a value, inside a label, from margin to margin
_LETTER, _BOLD = 0.46, 0.5  # of the size: the usual width of a letter
_FIRST_LINE, _NEXT_LINE = 0.66, 1.17  # of the size
_ROW = 7.7  # points: around the text of a row
_BLANK = 1.5  # of the size: a line to write on
_DATE = 15 * _FIRST_LINE
_AROUND = 88.0  # points: title, frame of the banner, gaps between the blocks
_SIGN = 42.0
_MEASURED = 0.92  # pages of the samples are 0.85 to 0.90 of the sum
_FULL = 0.93  # a line is never quite full


def size_that_fits(page: dict[str, Any], height: float) -> float | None:
    """The largest letters, in points, with which a page should fit into ``height`` points; None: its values are long.

    An estimate: count the pages that come out.
    """
    return next((size for size in SIZES if estimated_height(page, size) <= height), None)


def estimated_height(page: dict[str, Any], size: float) -> float:
    """Points from the top of a page to its last line, with letters of this size."""
    banner = 1.2 * size + sum(_high(point, _WHOLE, size) + 0.6 * size for point in page["points"])
    dates = sum(_date_row(row, size) for row in page["dates"])
    entries = sum(_entry(row, size) for row in page["rows"])
    ways = sum(_high(f"{way['label']}: {way['text']} ({way['source']})", _WHOLE, _SMALL) + 4 for way in page["to"])
    sign = _SIGN if page["sign"] else 0.0
    titles = 2 * (size * _FIRST_LINE + _ROW)
    return _MEASURED * (_AROUND + banner + titles + dates + entries + sign + ways + _SMALL)


def _date_row(row: dict[str, Any], size: float) -> float:
    value = _DATE if row["is_day"] else _high(row["value"], _WIDTH, size)
    note = _high(row["note"], _WIDTH, _SMALL) + 0.5 * size if row["note"] else 0.0
    return max(value + note, _label(row["label"], size)) + _ROW


def _entry(row: dict[str, Any], size: float) -> float:
    parts = [_BLANK * size if not part["value"] else _high(part["value"], _WIDTH, size) for part in row["parts"]]
    return max(sum(parts) + 0.5 * size * (len(parts) - 1), _label(row["label"], size)) + _ROW


def _label(label: str, size: float) -> float:
    return _of_lines(math.ceil(len(label) * size * _BOLD / _LABEL), size)


def _high(text: str, width: float, size: float) -> float:
    """Points of a text: letters of East Asia are as wide as high."""
    letters = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return _of_lines(math.ceil(letters * size * _LETTER / (width * _FULL)) + text.count("\n"), size)


def _of_lines(lines: int, size: float) -> float:
    return size * (_FIRST_LINE + _NEXT_LINE * (max(lines, 1) - 1))
