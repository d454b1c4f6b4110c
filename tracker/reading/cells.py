"""Cells as text: what stays of a cell when it is kept, shown, or handed on."""

from __future__ import annotations

import datetime as dt
import re

from tracker.reading.book import CellError, Line, Value

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def cell_text(value: Value) -> str:
    """A cell as text, without invisible characters; days are ISO text, an error is the text of the error."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _INVISIBLE.sub("", str(value)).replace("\xa0", " ").strip()


def kept_text(value: Value) -> str:
    """A cell as text that is kept as it was written, invisible characters too."""
    return value.strip() if isinstance(value, str) else cell_text(value)


def line_text(line: Line) -> str:
    """The cells of a line in one text, as a person reads them from left to right."""
    return " | ".join([cell if cell.__class__ is str else cell_text(cell) for cell in line.cells]).rstrip(" |")


def shortened(text: str) -> str:
    """A text as sentences quote it: its first letters where it is long."""
    return text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 3]}…"


_LONGEST_QUOTED = 60
