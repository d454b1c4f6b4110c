"""The printed sheet: what it lists, and how much smaller it gets with more on it."""

from __future__ import annotations

import pandas as pd

from tracker.ui.overview import OpenPoint
from tracker.ui.print_view import LARGEST, MOST_POINTS, points_html, scale


def holes(number: int) -> dict[str, list[OpenPoint]]:
    day = pd.Timestamp("2026-03-01")
    return {"unlogged": [OpenPoint("unlogged", "<b>", day, day, 1, 1, "") for _ in range(number)]}


def figure(height: int) -> dict[str, dict[str, int]]:
    return {"layout": {"height": height}}


def test_a_list_that_is_too_long_counts_what_it_leaves_out() -> None:
    assert points_html(holes(MOST_POINTS)).count("<li>") == MOST_POINTS
    assert "more" not in points_html(holes(MOST_POINTS))
    longer = points_html(holes(MOST_POINTS + 2))
    assert longer.count("<li>") == MOST_POINTS + 1
    assert "and 2 more" in longer
    assert f"Days without an entry ({MOST_POINTS + 2})" in longer


def test_what_a_user_typed_is_text_on_the_sheet() -> None:
    assert "&lt;b&gt; · Mar 1, 2026 · 1 day" in points_html(holes(1))


def test_a_sheet_without_open_points_says_so() -> None:
    assert "none in the days shown" in points_html({})


def test_the_sheet_shrinks_only_when_it_must() -> None:
    assert scale(figure(300), {}) == LARGEST
    tall, taller = scale(figure(900), holes(6)), scale(figure(1800), holes(6))
    assert taller < tall < LARGEST
    assert scale(figure(900), holes(60)) == tall
