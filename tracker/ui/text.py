"""Small pieces of text, the same on all pages."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from tracker.words import count

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")

Day = dt.date | pd.Timestamp


def md_escape(text: str) -> str:
    """User text for a place that reads markdown (labels, errors, titles): shown as typed, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def day_text(day: Day | None) -> str:
    """``3 May 2026``; "" for a missing day."""
    if day is None or pd.isna(day):
        return ""
    return f"{day.day} {day:%b %Y}"


def span_text(first: Day, last: Day | None) -> str:
    """``3 – 5 May 2026``, both counted; without a last day ``since 3 May 2026``."""
    if last is None or pd.isna(last):
        return f"since {day_text(first)}"
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day_text(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {day_text(last)}"
    return f"{day_text(first)} – {day_text(last)}"


count_text = count
"""``1 day``, ``2 days``, ``1,204 days``: the same on pages as everywhere."""
