"""Frames as text, and text that a spreadsheet program must not take for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Literal

import pandas as pd

from tracker.itinerary.plain import as_text
from tracker.reading.formulas import DISARMED, LIVE, disarmed_text, rearmed_text

__all__ = ["ROWS_WITHOUT_FILES", "as_text", "csv_bytes", "disarmed", "rearmed"]

ROWS_WITHOUT_FILES = (
    "Of attached files only the rows are in it. The files themselves are in the ledger, in its backups and in the "
    "proof ZIP (coverline proof)."
)


def csv_bytes(
    frame: pd.DataFrame, *, ends: str = "\n", is_quoted: bool = False, has_header: bool = True, has_bom: bool = False
) -> bytes:
    """A frame as CSV in UTF-8: the only way in which a CSV file is made from one, so that none holds a live formula.

    Days are ISO text, missing values empty. ``ends``: of the lines. ``is_quoted``: every cell in quotation marks.
    ``has_bom``: begins with a byte order mark; without one, spreadsheet programs take UTF-8 for the code page of the
    machine and spoil names. A frame without rows is its header.
    """
    quoting: Literal[0, 1] = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    text = disarmed(as_text(frame)).to_csv(index=False, header=has_header, lineterminator=ends, quoting=quoting)
    return text.encode("utf-8-sig" if has_bom else "utf-8")


def disarmed(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of text in which headings and cells that would run as a formula get a leading apostrophe."""
    return _changed(frame, LIVE, disarmed_text)


def rearmed(frame: pd.DataFrame) -> pd.DataFrame:
    """``disarmed`` taken back: the apostrophe goes, the text is what the user once entered."""
    return _changed(frame, DISARMED, rearmed_text)


def _changed(frame: pd.DataFrame, pattern: re.Pattern[str], change: Callable[[str], str]) -> pd.DataFrame:
    """The frame with what the pattern matches changed; most columns have no such cell, and stay as they are."""
    changed = frame.copy()
    for name in frame.columns:
        matches = frame[name].str.match(pattern)
        if matches.any():
            changed[name] = frame[name].where(~matches, frame.loc[matches, name].map(change)).astype("str")
    return changed.set_axis([change(str(name)) for name in frame.columns], axis="columns")
