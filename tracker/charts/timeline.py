"""The timeline: where I worked, the certificates on file, and whether a certificate would cover it, on one axis.

The figure is a plain dict for plotly. One y unit is one pixel, counted from the top of the plot, so that rows keep
their height however many there are; x is epoch milliseconds. A bar is drawn to the day after its last day; what it
says about days comes from ``customdata``: kind, id, first day, last day, dates in words, title, text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tracker.charts import bars, theme, words
from tracker.charts.bars import Bar, safe
from tracker.charts.lanes import BRACKET, NARROW, WIDE, Axis, Lane, Sizes, axis_of, lanes_of, ms
from tracker.charts.layout import layout_of
from tracker.charts.spans import words_that_fit
from tracker.charts.theme import Palette, Style
from tracker.charts.view import TimelineView, timeline_view
from tracker.charts.words import Word
from tracker.codes import Certainty, Status

__all__ = ["TimelineView", "timeline", "timeline_view"]

Trace = dict[str, Any]

HOVER = "<b>%{customdata[5]}</b><br>%{customdata[4]}<br>%{customdata[6]}<extra></extra>"
SHORTEST_BAR = 0.004  # of the axis: anything shorter also gets a point, so that one day is seen among years
FADE_STEPS = 8
FADE = 0.035  # of the axis
POINTS = {"": "circle", ".": "diamond", "x": "x", "\\": "triangle-up", "+": "cross", "-": "square", "/": "hexagon"}


def timeline(
    view: TimelineView, *, dark: bool, narrow: bool = False, zoom: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The figure as ``{"data": […], "layout": {…}}``; ``narrow`` is for a phone (made for 390 pixels).

    ``zoom`` names the days between which it opens, as plotly writes them; None: all days of the view.
    """
    sizes, colors, axis = NARROW if narrow else WIDE, theme.palette(dark), axis_of(view)
    brackets = bars.mixed(view)
    lanes = lanes_of(view, brackets, colors, sizes)
    worked, _, verdicts = lanes
    data = [trace for lane in lanes for trace in _lane_traces(lane, axis, colors)]
    data += _outlines(view, worked, axis, colors)
    data += _brackets(brackets, verdicts, axis, colors)
    data += _marks(verdicts, axis, colors)
    data = data or [{"type": "scatter", "x": [None], "y": [None], "showlegend": False}]  # streamlit refuses no data
    layout = layout_of(view, lanes, data, axis, colors, narrow)
    if zoom:
        layout["xaxis"] |= {"range": list(zoom), "autorange": False}
    return {"data": data, "layout": layout}


def _lane_traces(lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """Per answer of the lane: one trace of bars, and where needed planned ones, points for short ones, fading ends."""
    by_key: dict[str, list[Bar]] = defaultdict(list)
    for bar in lane.bars:
        start, stop = axis.clip(bar.start, bar.stop)
        if start < stop:
            by_key[bar.key].append(bar)
    traces: list[Trace] = []
    fades: list[Trace] = []
    for key in [key for key in lane.words if key in by_key]:
        found, style = by_key[key], lane.styles[key]
        common = {"name": _legend_name(lane, lane.words[key]), "legend": lane.legend, "legendgroup": lane.group(key)}
        firm = [bar for bar in found if not bar.planned]
        planned = [bar for bar in found if bar.planned]
        parts = [_bar_trace(firm, lane, axis, style)] if firm else []
        if planned:
            parts.append(_bar_trace(planned, lane, axis, theme.lighter(style, colors.background)))
        short = [bar for bar in found if bar.days < SHORTEST_BAR * axis.length]
        if short:
            parts.append(_point_trace(short, lane, axis, style))
        traces += [{**part, **common, "showlegend": n == 0} for n, part in enumerate(parts)]
        fading = [bar for bar in found if bar.open_end]
        if fading:
            fades.append({**_fade_trace(fading, lane, axis, style), **common, "showlegend": False})
    return [*traces, *fades]


def _legend_name(lane: Lane, word: Word) -> str:
    """What a look means, and a second line that explains it; on a phone that line is kept for the answers."""
    name = f"{word.mark} {word.text}" if word.mark else word.text
    return f"<b>{name}</b><br>{word.help}" if lane.is_explained else name


def _bar_trace(found: Sequence[Bar], lane: Lane, axis: Axis, style: Style) -> Trace:
    sizes = lane.sizes
    drawn = [axis.clip(bar.start, _stop(bar, lane, axis)) for bar in found]
    scale = sizes.plot / axis.length
    return {
        "type": "bar",
        "orientation": "h",
        "base": [ms(start) for start, _ in drawn],
        "x": [ms(stop - start) for start, stop in drawn],
        "y": [lane.y(bar.row) for bar in found],
        "width": [lane.bar * 0.3 if bar.thin else lane.bar for bar in found],
        "marker": {
            "color": style.fill,
            "line": {"color": style.line, "width": 1},
            "pattern": {
                "shape": style.pattern,
                "bgcolor": style.fill,
                "fgcolor": style.hatch,
                "size": 7,
                "solidity": 0.2,
            },
        },
        "text": [
            "<br>".join(map(safe, words_that_fit(bar.labels, (stop - start) * scale, lane.font, lines=lane.lines)))
            for bar, (start, stop) in zip(found, drawn, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": style.text, "size": sizes.font},
        **_hover(found, sizes, style.text),
    }


def _stop(bar: Bar, lane: Lane, axis: Axis) -> float:
    """Where the solid part of a bar ends: a certificate without an end leaves room to fade before the axis does."""
    if bar.open_end and bar.kind == "certificate":
        return max(axis.stop - FADE * axis.length, bar.start + 1)
    return bar.stop


def _point_trace(found: Sequence[Bar], lane: Lane, axis: Axis, style: Style) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [ms((bar.start + bar.stop) / 2) for bar in found],
        "y": [lane.y(bar.row) for bar in found],
        "marker": {
            "symbol": POINTS[style.pattern],
            "size": 11,
            "color": style.fill,
            "line": {"color": style.line, "width": 1.5},
        },
        **_hover(found, lane.sizes),
    }


def _fade_trace(found: Sequence[Bar], lane: Lane, axis: Axis, style: Style) -> Trace:
    """Slices of decreasing opacity behind an open end, cut where the next bar of the row begins."""
    slices = []
    for bar in found:
        begin = _stop(bar, lane, axis)
        followers = [
            other.start
            for other in lane.bars
            if other.row == bar.row and other.start >= bar.stop and other.key != Status.UNLOGGED
        ]
        end = min([begin + FADE * axis.length, *followers])
        step = (end - begin) / FADE_STEPS
        slices += [(bar, begin + n * step, step, 0.75 * (1 - n / FADE_STEPS)) for n in range(FADE_STEPS) if step > 0]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [ms(begin) for _, begin, _, _ in slices],
        "x": [ms(step) for _, _, step, _ in slices],
        "y": [lane.y(bar.row) for bar, *_ in slices],
        "width": lane.bar,
        "marker": {"color": [theme.see_through(style.fill, opacity) for *_, opacity in slices], "line": {"width": 0}},
        **_hover([bar for bar, *_ in slices], lane.sizes),
    }


def _outlines(view: TimelineView, lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A frame around each trip, dashed where it is planned, open at the right where it is ongoing."""
    frames: dict[bool, list[tuple[float | None, float | None]]] = {False: [], True: []}
    half = lane.bar / 2
    for trip, row, span in zip(bars.rows_of(view.trips), bars.trip_rows(view), bars.trip_spans(view), strict=True):
        start, stop = axis.clip(*span)
        if start >= stop:
            continue
        left, right, top, bottom = ms(start), ms(stop), lane.y(row) - half, lane.y(row) + half
        frame: list[tuple[float | None, float | None]] = [(right, top), (left, top), (left, bottom), (right, bottom)]
        is_closed = not pd.isna(trip.last_day)
        frames[trip.certainty == Certainty.PLANNED] += [*frame, *frame[:1] * is_closed, (None, None)]
    traces = []
    for planned, points in frames.items():
        if points:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [x for x, _ in points],
                    "y": [y for _, y in points],
                    "line": {"color": colors.text, "width": 1.5, "dash": "5px,3px" if planned else "solid"},
                    "hoverinfo": "skip",
                    "name": _legend_name(lane, words.PLANNED),
                    "legend": lane.legend,
                    "legendgroup": lane.group("planned" if planned else "trips"),
                    "showlegend": planned,
                }
            )
    return traces


def _brackets(found: Sequence[Bar], lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A bracket with its words over each mixed period. The words start where it starts, or end where it ends."""
    points: list[tuple[float | None, float | None]] = []
    seen = [(bar, *axis.clip(bar.start, bar.stop)) for bar in found]
    seen = [(bar, start, stop) for bar, start, stop in seen if start < stop]
    if not seen:
        return []
    for bar, start, stop in seen:
        y = lane.top + (bar.row + 1) * BRACKET - 4
        points += [(ms(start), y + 6), (ms(start), y), (ms(stop), y), (ms(stop), y + 6), (None, None)]
    late = [start > axis.start + 0.6 * axis.length for _, start, _ in seen]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"color": colors.alert, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    text = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [ms(stop if is_late else start) for (_, start, stop), is_late in zip(seen, late, strict=True)],
        "y": [lane.top + (bar.row + 1) * BRACKET - 4 for bar, *_ in seen],
        "text": [f"<b>{safe(bar.labels[0])}</b>" for bar, *_ in seen],
        "textposition": ["top left" if is_late else "top right" for is_late in late],
        "textfont": {"color": colors.alert, "size": lane.sizes.font},
        "marker": {"size": 6, "color": colors.alert},
        "cliponaxis": False,
        "showlegend": False,
        **_hover([bar for bar, *_ in seen], lane.sizes, colors.alert),
    }
    return [line, text]


def _marks(lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A cross above each run of work without an agreement."""
    found = [bar for bar in lane.bars if bar.flagged and bar.stop > axis.start and bar.start < axis.stop]
    if not found:
        return []
    middles = [sum(axis.clip(bar.start, bar.stop)) / 2 for bar in found]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [ms(middle) for middle in middles],
            "y": [lane.y(bar.row) - lane.bar / 2 - 3 for bar in found],
            "marker": {
                "symbol": "x",
                "size": 11,
                "color": colors.alert,
                "line": {"color": colors.background, "width": 1},
            },
            "name": _legend_name(lane, words.WITHOUT_AGREEMENT),
            "legend": lane.legend,
            "legendgroup": lane.group("without agreement"),
            "showlegend": True,
            **_hover(found, lane.sizes),
        }
    ]


def _hover(found: Sequence[Bar], sizes: Sizes, text_color: str | None = None) -> Trace:
    """What the bars say and lead to. A click must dim neither the other bars nor the words on them."""
    untouched: Trace = {"marker": {"opacity": 1}}
    if text_color:
        untouched["textfont"] = {"color": text_color}
    return {
        "customdata": [bar.custom(sizes.hover) for bar in found],
        "hovertemplate": HOVER,
        "selected": untouched,
        "unselected": untouched,
    }
