"""What no table may hold, whatever its format: too many columns, one name twice, broken or endless texts."""

from __future__ import annotations

import csv
from collections import Counter

import pandas as pd

from tracker.errors import TableNotReadable

BROKEN_TEXT = "a text in it holds a broken character. Type that text again"
LONGEST_CELL = csv.field_size_limit()  # characters
MOST_COLUMNS = 1_000


def refuse_unusable_columns(header: list[str], place: str) -> None:
    """Too many columns, or one name twice."""
    if len(header) > MOST_COLUMNS:
        raise TableNotReadable(place, f"more than {MOST_COLUMNS:,} columns. Keep those that Coverline knows")
    named = Counter(name for name in header if name)  # a column without a name is left out
    twice = [name for name, times in named.items() if times > 1]
    if twice:
        raise TableNotReadable(place, f"the column {twice[0]!r} stands there twice")


def names_apart(header: list[str], place: str) -> list[str]:
    """The names of the columns, each only once: the second "notes" becomes "notes (2)".

    Raises ``TableNotReadable`` for too many columns, and where a column that Coverline knows stands there twice.
    """
    from tracker.schema import WORKSPACE

    documented = {name for table in WORKSPACE.values() for name in table.columns}
    refuse_unusable_columns([name for name in header if name in documented], place)
    apart: list[str] = []
    for name in header:
        free, number = name, 1
        while free and free in apart:
            number += 1
            free = f"{name} ({number})"
        apart.append(free)
    refuse_unusable_columns(apart, place)
    return apart


def refuse_unusable_texts(table: pd.DataFrame, file: str) -> None:
    """A text that no file or database takes, or one far longer than any that a person writes."""
    for texts in (table.iloc[:, n] for n in range(len(table.columns)) if table.dtypes.iloc[n] == "str"):
        if texts.str.contains("\0", regex=False).any():
            raise TableNotReadable(file, BROKEN_TEXT)
        if longest(texts) > LONGEST_CELL:
            raise TableNotReadable(file, f"a text in it has more than {LONGEST_CELL:,} characters. Shorten it")


def longest(texts: pd.Series) -> int:
    """Characters of the longest text; 0 without any."""
    return int(texts.str.len().max()) if len(texts) else 0
