"""A plan carried out: cells → rows of the workspace, as text."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from tracker.reading.book import Book
from tracker.reading.plan import Plan
from tracker.reading.remark import Remark


@dataclass(frozen=True)
class ReadRows:
    """The rows of one table of one sheet.

    ``rows``: text; the documented columns that the file says something about, then the unknown ones under their
    headings; days are ISO text. What could not be read stays as it stands in the file, to be refused with its row by
    ``itinerary.normalize``. The index, named ``row``, is ``Line.number`` (of the first line, where several became one
    trip). ``raw``: the line as it stands in the file, same index. ``left_out``: lines that made no row, each with its
    remark. ``waiting``: line number → key of the question that it waits for; such a line made no row.
    """

    table: str
    sheet: str
    rows: pd.DataFrame
    raw: pd.Series
    remarks: tuple[Remark, ...] = ()
    left_out: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)


def read_rows(book: Book, plan: Plan) -> list[ReadRows]:
    """The rows of every table that the plan reads, in the order of the plan."""
    raise NotImplementedError
