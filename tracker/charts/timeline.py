"""The timeline: where I worked, the certificates on file, and whether a certificate would cover it, on one axis.

The figure is a plain dict for plotly. One y unit is one pixel, counted from the top of the plot, so that rows keep
their height however many there are; x is epoch milliseconds. A bar is drawn to the day after its last day; what it
says about days comes from ``customdata``: kind, id, first day, last day, dates in words, title, text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from tracker.charts import bars, marks, theme, words
from tracker.charts.bars import Bar, safe
from tracker.charts.hover import Trace, hover
from tracker.charts.lanes import (
    NARROW,
    WIDE,
    Axis,
    Lane,
    axis_of,
    bracket_labels,
    date_labels,
    lanes_of,
    ms,
)
from tracker.charts.layout import layout_of
from tracker.charts.spans import words_that_fit
from tracker.charts.theme import Palette, Style
from tracker.charts.view import TimelineView, timeline_view
from tracker.charts.words import Word
from tracker.codes import Certainty, Status
from tracker.filing.rows import rows_of

__all__ = ["TimelineView", "timeline", "timeline_view"]

SHORTEST_BAR = 0.004  # of the axis: anything shorter also gets a point, so that one day is seen among years
FRAMED = 4  # pixels: the frames of narrower bars would hide the bars themselves
FADE_STEPS = 8
FADE = 0.035  # of the axis
Points = list[tuple[float | None, float | None]]


def timeline(
    view: TimelineView, *, dark: bool, narrow: bool = False, zoom: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The figure as ``{"data": […], "layout": {…}}``; ``narrow`` is for a phone (made for 390 pixels).

    ``zoom`` names the days between which it opens, as plotly writes them; None: all days of the view.
    """
    sizes, colors, axis = NARROW if narrow else WIDE, theme.palette(dark), axis_of(view, _seen(zoom))
    mixed, due = bars.mixed(view), bars.deadlines(view)
    above, beside = bracket_labels(mixed, axis, sizes), date_labels(due, axis, sizes)
    due = [replace(bar, row=label.row) for bar, label in zip(due, beside, strict=True)]
    lanes = lanes_of(view, 1 + max((label.row for label in above), default=-1), due, axis, colors, sizes)
    worked, held, verdicts, dates = lanes
    data = [trace for lane in lanes[:3] for trace in lane_traces(lane, axis, colors)]
    if view.drawn:
        data += _outlines(view, worked, verdicts, axis, colors)
    else:
        data += planned_frames([worked, verdicts], axis, colors)
    data += marks.doubts(bars.doubts(view), worked, axis, colors)
    data += marks.lives(held, axis, colors)
    data += marks.brackets(mixed, above, verdicts, axis, colors)
    data += marks.without_agreement(verdicts, axis, colors)
    data += marks.dates(dates, beside, colors)
    data = data or [{"type": "scatter", "x": [None], "y": [None], "showlegend": False}]  # streamlit refuses no data
    layout = layout_of(view, lanes, data, axis, colors, narrow)
    if zoom:
        layout["xaxis"] |= {"range": list(zoom), "autorange": False}
    return {"data": data, "layout": layout}


def _seen(zoom: tuple[str, str] | None) -> tuple[float, float] | None:
    """The days between two moments that plotly wrote."""
    if zoom is None:
        return None
    start, stop = ((pd.Timestamp(edge) - pd.Timestamp(0)) / pd.Timedelta(days=1) for edge in zoom)
    return (start, stop) if start < stop else None


def lane_traces(lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
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
        short = [bar for bar in found if bar.days < SHORTEST_BAR * axis.length and bar.kind != "month"]
        short = [] if key in lane.unmarked else short
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
    framed = [(stop - start) * scale >= FRAMED for start, stop in drawn]
    places = [lane.place(bar) for bar in found]
    marker = theme.marker(style)
    if found[0].kind == "month":
        marker |= {"line": {"width": 0}, "cornerradius": 0}
    elif not all(framed):
        marker["line"] = marker["line"] | {"width": [marker["line"]["width"] * has_frame for has_frame in framed]}
    return {
        "type": "bar",
        "orientation": "h",
        "base": [ms(start) for start, _ in drawn],
        "x": [ms(stop - start) for start, stop in drawn],
        "y": [middle for middle, _ in places],
        "width": [height for _, height in places],
        "marker": marker,
        "text": [
            "<br>".join(map(safe, words_that_fit(bar.labels, (stop - start) * scale, lane.font, lines=lane.lines)))
            for bar, (start, stop) in zip(found, drawn, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": style.text, "size": sizes.font},
        **hover(found, sizes, style.text),
    }


def _stop(bar: Bar, lane: Lane, axis: Axis) -> float:
    """Where the solid part of a bar ends: a certificate without an end leaves room to fade before the axis does."""
    if bar.open_end and bar.kind == "certificate":
        return max(axis.stop - FADE * (axis.stop - axis.start), bar.start + 1)
    return bar.stop


def _point_trace(found: Sequence[Bar], lane: Lane, axis: Axis, style: Style) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [ms((bar.start + bar.stop) / 2) for bar in found],
        "y": [lane.y(bar.row) for bar in found],
        "marker": {
            "symbol": style.symbol,
            "size": min(11, lane.bar / 2 + 1),
            "color": style.fill,
            "line": {"color": style.line, "width": 1.5},
        },
        **hover(found, lane.sizes),
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
        **hover([bar for bar, *_ in slices], lane.sizes),
    }


def planned_frames(lanes: Sequence[Lane], axis: Axis, colors: Palette) -> list[Trace]:
    """Dashed frames around the planned bars of these lanes; the legend of the first one says what they mean."""
    points = [point for lane in lanes for point in _planned_points(lane, axis)]
    return [_frame_trace(points, lanes[0], colors, planned=True)] if points else []


def _planned_points(lane: Lane, axis: Axis) -> Points:
    points: Points = []
    for bar in lane.bars:
        start, stop = axis.clip(bar.start, bar.stop)
        if bar.planned and start < stop:
            middle, height = lane.place(bar)
            left, right, top, bottom = ms(start), ms(stop), middle - height / 2, middle + height / 2
            points += [(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (None, None)]
    return points


def _outlines(view: TimelineView, lane: Lane, answers: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A frame around each trip and planned answer, dashed where it is planned, open at the right where ongoing.

    Trips of a few pixels go without: among many of them one would see frames only. A zoom brings theirs back. What is
    planned keeps it: it says so.
    """
    frames: dict[bool, Points] = {False: [], True: _planned_points(answers, axis)}
    half, scale = lane.bar / 2, lane.sizes.plot / axis.length
    for trip, row, span in zip(rows_of(view.trips), bars.trip_rows(view), bars.trip_spans(view), strict=True):
        start, stop = axis.clip(*span)
        if start >= stop or (trip.certainty != Certainty.PLANNED and (stop - start) * scale < FRAMED):
            continue
        left, right, top, bottom = ms(start), ms(stop), lane.y(row) - half, lane.y(row) + half
        frame: Points = [(right, top), (left, top), (left, bottom), (right, bottom)]
        is_closed = not pd.isna(trip.last_day)
        frames[trip.certainty == Certainty.PLANNED] += [*frame, *frame[:1] * is_closed, (None, None)]
    return [_frame_trace(points, lane, colors, planned=planned) for planned, points in frames.items() if points]


def _frame_trace(points: Points, lane: Lane, colors: Palette, *, planned: bool) -> Trace:
    return {
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
