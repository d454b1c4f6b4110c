"""Frames as text, and text that a spreadsheet program must not take for a formula."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from tracker.itinerary.plain import as_text

__all__ = ["ROWS_WITHOUT_FILES", "as_text", "disarmed", "rearmed"]

ROWS_WITHOUT_FILES = (
    "Of attached files only the rows are in it. The files themselves are in the ledger, in its backups and in the "
    "proof ZIP (coverline proof)."
)

# What spreadsheet programs take for the beginning of a formula; the full-width signs are read like the plain ones.
# Apostrophes before it count too: otherwise a text that already has one would come back without it.
_FORMULA = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
_DISARMED = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")


def disarmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Text cells that would run as a formula get a leading apostrophe, which makes them plain text."""
    return _each_cell(frame, _FORMULA, lambda text: f"'{text}")


def rearmed(frame: pd.DataFrame) -> pd.DataFrame:
    """``disarmed`` taken back: the apostrophe goes, the text is what the user once entered."""
    return _each_cell(frame, _DISARMED, lambda text: _DISARMED.sub("", text))


def _each_cell(frame: pd.DataFrame, pattern: re.Pattern[str], change: Callable[[str], str]) -> pd.DataFrame:
    """The frame with the cells that the pattern matches changed; most columns have none, and stay as they are."""
    changed = frame.copy()
    for name in frame.columns:
        matches = frame[name].str.match(pattern)
        if matches.any():
            changed[name] = frame[name].where(~matches, frame.loc[matches, name].map(change)).astype("str")
    return changed
