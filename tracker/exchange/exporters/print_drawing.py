"""The timeline for paper and fax: black patterns on white, so that a scanner with two tones keeps answers apart."""

from __future__ import annotations

from typing import Any

from tracker.charts.theme import CLOSE, Style
from tracker.charts.words import PLANNED
from tracker.exchange.exporters.drawing import LIGHT, Drawing, words_on
from tracker.exchange.exporters.paper_words import on_paper

WIDTH, ROW = 516, 19  # points: the width of the drawing on US Letter and the height of its bars
WIDTH_A4 = 499  # points: A4 is narrower
_PLANNED = f"{PLANNED.text} (dashed edge): not happened yet"
_LETTER = 4.6  # points: width of a letter on a bar
_THINNEST = 1.6  # points: a single day is still seen


def drawing_for_print(timeline: Drawing | None, width: int = WIDTH) -> dict[str, Any] | None:
    """The drawing as the template takes it; None where nothing is logged. ``width`` in points, between the margins."""
    if timeline is None:
        return None
    return {
        "row": ROW,
        "width": width,
        "sentence": on_paper(timeline.sentence),
        "today": timeline.today,
        "ticks": [{"x": place, "text": text} for place, text in timeline.ticks],
        "lanes": [
            {
                "name": lane.name,
                "rows": lane.rows,
                "empty": lane.empty,
                "legend": [_entry(style, text) for style, text in lane.legend],
                "bars": [
                    {
                        "x": min(bar.left * width, width - _THINNEST),
                        "w": max(bar.width * width, _THINNEST),
                        "row": bar.row,
                        "top": bar.part[0],
                        "height": bar.part[1] - bar.part[0],
                        "look": _look(bar.style),
                        "label": words_on(bar.labels, bar.width * width, _LETTER),
                        "planned": bar.is_planned,
                    }
                    for bar in lane.bars
                ],
            }
            for lane in timeline.lanes
        ],
    }


def _entry(style: Style, text: str) -> dict[str, Any]:
    """One look and what it means; *planned* is an edge that any pattern can have."""
    if text.startswith(PLANNED.text):
        return {"look": {**_look(style), "pattern": ""}, "text": _PLANNED, "planned": True}
    return {"look": _look(style), "text": text, "planned": False}


def _look(style: Style) -> dict[str, Any]:
    """The pattern, whether its strokes are close, and the edge: what has neither fill nor pattern is dotted."""
    is_empty = style.pattern == "" and style.fill == LIGHT.background
    return {"pattern": style.pattern, "close": style.spacing == CLOSE, "edge": "dotted" if is_empty else "solid"}
