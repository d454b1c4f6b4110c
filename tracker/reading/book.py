"""A file as it is: sheets of cells with the row numbers that the user sees, before anybody asks what they mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tracker.reading.remark import Remark

REQUESTS_TITLE = "US Certificates of Coverage: requests"
"""The first cell of the list of requests that is exported, by which it is known again: it is no log."""


@dataclass(frozen=True)
class CellError:
    """A cell that shows an error such as ``#VALUE!``, or a formula whose value is not in the file (``text`` "")."""

    text: str = ""


Value = str | dt.date | dt.datetime | dt.time | dt.timedelta | float | int | bool | CellError | None
"""What a cell holds. Files of text hold ``str`` only; ``""`` and ``None`` are both an empty cell."""


@dataclass(frozen=True)
class Line:
    """A row of a sheet, or a record of a file of text.

    ``number``: the row that a spreadsheet program shows, or the line of the file on which the record begins, from 1.
    ``is_struck``: a text in it is crossed out.
    """

    number: int
    cells: tuple[Value, ...]
    is_hidden: bool = False
    is_struck: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of cells. ``lines`` are in order, blank ones are left out; they may differ in length.

    Merged cells hold the value of their first cell, each of them. ``name`` is "" where a file has one table only.
    """

    name: str
    lines: tuple[Line, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class Decoding:
    """One way to read the letters of a file of text. ``name``: of the encoding; ``word``: one of the file, in it."""

    name: str
    word: str


@dataclass(frozen=True)
class Book:
    """A whole file. ``form``: its format as ``--from`` names it (csv, xlsx, xls, ods, markdown, json).

    ``title`` says what it is in words: "CSV with semicolons, Windows-1252". ``remarks``: what had to be assumed or was
    left out to get this far. ``is_ours``: a workspace that this program wrote; sheets of results are left out then.
    ``decodings``: how the letters can be read where several ways give words, the one in force first.
    ``made_from``: the digest (SHA-256) of the workspace that its results were made from, "" = not known.
    ``is_1904``: the spreadsheet counts its days from 1904, so numbers that are days mean other days.
    """

    file: str
    form: str
    title: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = field(default=())
    is_ours: bool = False
    is_1904: bool = False
    decodings: tuple[Decoding, ...] = ()
    made_from: str = ""
