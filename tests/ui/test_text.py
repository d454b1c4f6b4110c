"""Small pieces of text."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tracker.ui.text import count_text, day_text, md_escape, span_text

D = dt.date


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (D(2026, 5, 3), D(2026, 5, 3), "3 May 2026"),
        (D(2026, 5, 3), D(2026, 5, 5), "3 – 5 May 2026"),
        (D(2026, 5, 30), D(2026, 6, 5), "30 May – 5 Jun 2026"),
        (D(2025, 12, 30), D(2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
        (D(2026, 5, 3), None, "since 3 May 2026"),
        (pd.Timestamp("2026-05-03"), pd.NaT, "since 3 May 2026"),
    ],
)
def test_spans_count_both_ends(first: dt.date, last: dt.date | None, text: str) -> None:
    assert span_text(first, last) == text


def test_missing_day_is_empty() -> None:
    assert day_text(None) == day_text(pd.NaT) == ""


def test_counts() -> None:
    assert [count_text(n, "day") for n in (0, 1, 1200)] == ["0 days", "1 day", "1,200 days"]


def test_markup_is_shown_as_typed() -> None:
    assert md_escape("![x](http://a/b.png)\n# *h* :red[x] $y$ `c`") == (
        r"\!\[x\]\(http\://a/b\.png\) \# \*h\* \:red\[x\] \$y\$ \`c\`"
    )
