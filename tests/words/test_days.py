"""Days in the words of the screen."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tracker.words.days import day_text, month_text, span_text, with_day_texts

D = dt.date


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (D(2026, 5, 3), D(2026, 5, 3), "May 3, 2026"),
        (D(2026, 5, 3), D(2026, 5, 5), "May 3 – 5, 2026"),
        (D(2026, 5, 30), D(2026, 6, 5), "May 30 – Jun 5, 2026"),
        (D(2025, 12, 30), D(2026, 1, 2), "Dec 30, 2025 – Jan 2, 2026"),
        (D(2026, 5, 3), None, "since May 3, 2026"),
        (pd.Timestamp("2026-05-03"), pd.NaT, "since May 3, 2026"),
    ],
)
def test_spans_count_both_ends(first: dt.date, last: dt.date | None, text: str) -> None:
    assert span_text(first, last) == text


def test_a_month_has_its_year() -> None:
    assert month_text(D(2026, 5, 3)) == "May 2026"


def test_missing_day_is_empty() -> None:
    assert day_text(None) == day_text(pd.NaT) == ""


def test_iso_dates_inside_a_sentence() -> None:
    assert with_day_texts("From 2026-05-03 to 2026-06-01.") == "From May 3, 2026 to Jun 1, 2026."
    for text in ("2026-13-03", "12026-05-03", "a-2026-05-03.csv", '"2026-05-03 (stamp)"', "2026-05-03.pdf"):
        assert with_day_texts(text) == text
