"""The drawing of the adviser's page: places inside its width, months in words."""

from __future__ import annotations

import datetime as dt

from tracker.exchange.exporters.adviser_shapes import Looks, shapes_of
from tracker.exchange.exporters.drawing import LIGHT, Drawing, Drawn, DrawnLane

STYLE = next(iter(LIGHT.answers.values()))


def _drawing(*bars: Drawn, ticks: tuple[tuple[float, str], ...] = ()) -> Drawing:
    lane = DrawnLane("Work", 1, bars, "" if bars else "Nothing logged", ((STYLE, "Covered"),))
    return Drawing(dt.date(2026, 3, 2), dt.date(2026, 5, 1), (lane,), ticks, None, "A drawing")


def test_a_single_day_at_the_end_is_still_seen_inside() -> None:
    day = Drawn(left=0.9999, width=0.0001, row=0, style=STYLE, labels=("Long words",), title="One day")
    [bar] = shapes_of(_drawing(day), Looks()).lanes[0].bars
    assert bar.width == 3
    assert bar.x + bar.width <= 1000
    assert bar.label == ""


def test_ticks_are_words_and_none_runs_out_of_the_drawing() -> None:
    shapes = shapes_of(_drawing(ticks=((0.1, "Mar 2026"), (0.98, "May 2026"))), Looks())
    assert [(tick.x, tick.text, tick.anchor) for tick in shapes.ticks] == [(100, "Mar 2026", "start")]
    assert shapes.grid == (100, 980)
    ends = shapes_of(_drawing(ticks=((0.0, "Mar 2, 2026"), (1.0, "May 1, 2026"))), Looks())
    assert [(tick.text, tick.anchor) for tick in ends.ticks] == [("Mar 2, 2026", "start"), ("May 1, 2026", "end")]


def test_a_look_has_one_name_in_all_drawings() -> None:
    looks = Looks()
    shapes_of(_drawing(), looks)
    shapes_of(_drawing(), looks)
    assert looks.all == [("look-1", STYLE)]
