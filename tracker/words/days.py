"""Days as people in the US read them: ``Mar 2, 2026``. Files, ids and codes keep ISO (``days.iso``)."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

Day = dt.date | pd.Timestamp

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"(?<![\w\-/=\"'“‘`])(\d{4})-(\d\d)-(\d\d)(?![\w/-]|\.\w)")


def day_text(day: Day | None) -> str:
    """``May 3, 2026``; "" for a missing day."""
    if day is None or pd.isna(day):
        return ""
    return f"{month_day(day)}, {day.year}"


def month_day(day: Day) -> str:
    """``May 3``."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def month_text(day: Day) -> str:
    """The month of a day: ``May 2026``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def span_text(first: Day, last: Day | None) -> str:
    """``May 3 – 5, 2026``, both counted; without a last day ``since May 3, 2026``."""
    if last is None or pd.isna(last):
        return f"since {day_text(first)}"
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{month_day(first)} – {last.day}, {last.year}"
    if first.year == last.year:
        return f"{month_day(first)} – {day_text(last)}"
    return f"{day_text(first)} – {day_text(last)}"


def with_day_texts(sentence: str) -> str:
    """The sentence with its ISO dates as ``May 3, 2026``; quoted ones and parts of names stay as they are."""
    return _ISO.sub(_spoken, sentence)


def _spoken(written: re.Match[str]) -> str:
    try:
        return day_text(dt.date(*map(int, written.groups())))
    except ValueError:
        return written.group()
