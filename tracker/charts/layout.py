"""What surrounds the bars of the timeline: axes, bands, names, legends and today's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker import days
from tracker.charts import theme, words
from tracker.charts.bars import Group, safe
from tracker.charts.lanes import Axis, Lane, Sizes, ms
from tracker.charts.theme import Palette
from tracker.charts.view import TimelineView, Window

# Pixels: above the plot, for the axis below it, and for the parts of a legend.
TOP, AXIS = 28, 40
MOST_LETTERS = 26  # of the name of an assignment; the rest is told when one points at it
LEGEND_TITLE, LEGEND_ITEM, LEGEND_LINE = 26, 35, 20


def layout_of(
    view: TimelineView, lanes: Sequence[Lane], data: Sequence[dict[str, Any]], axis: Axis, colors: Palette, narrow: bool
) -> dict[str, Any]:
    """The layout of the timeline of one person."""
    last = lanes[-1]
    bands = [(lane.top - 3, lane.top + lane.height + 3) for lane in lanes]
    return frame_of(
        view,
        lanes,
        data,
        axis,
        colors,
        narrow,
        bands=bands,
        rows=[lane.name for lane in lanes],
        plot=last.top + last.height + 6,
        notes=[
            *(_name(lane, colors, narrow) for lane in lanes),
            *(_group_name(lane, group, colors, narrow) for lane in lanes for group in lane.groups),
            *(_nothing(lane, colors) for lane in lanes if not lane.bars),
        ],
    )


def frame_of(
    view: Window,
    lanes: Sequence[Lane],
    data: Sequence[dict[str, Any]],
    axis: Axis,
    colors: Palette,
    narrow: bool,
    *,
    bands: Sequence[tuple[int, int]],
    rows: Sequence[str],
    plot: int,
    notes: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Plotly's layout; the figure is as high as its rows and legends need.

    ``bands`` are the pixels that each of the ``rows`` takes of the height ``plot``; ``notes`` are their names.
    """
    sizes = lanes[0].sizes
    legends, legend_height = _legends(lanes, data, TOP + plot + AXIS, colors, narrow)
    height = TOP + plot + AXIS + legend_height
    for legend in legends.values():
        legend["y"] = 1 - legend["y"] / height
    today = ms(days.day_number(view.today) + 0.5)
    is_today_seen = ms(axis.start) <= today <= ms(axis.stop)
    return {
        "height": height,
        "margin": {"l": sizes.left, "r": sizes.right, "t": TOP, "b": AXIS + legend_height, "autoexpand": False},
        "barmode": "overlay",
        "barcornerradius": 3,
        "uirevision": "keep",
        "hovermode": "closest",
        "dragmode": False if narrow else "pan",  # on a phone a drag scrolls the page
        "clickmode": "event",
        **theme.ground(colors, sizes.font),
        "uniformtext": {"mode": "hide", "minsize": sizes.font - 2},
        "xaxis": _time_axis(view, axis, colors, narrow),
        "yaxis": {
            "range": [plot, 0],
            "fixedrange": True,
            "tickvals": [(top + bottom) / 2 for top, bottom in bands],
            "ticktext": list(rows),
            "showticklabels": False,  # the names are annotations, which can stand at the left of their space
            "showgrid": False,
            "zeroline": False,
        },
        "shapes": [
            *(_band(band, colors) for band in bands),
            *(line for line in _today_lines(today, bands, plot, colors, narrow) if is_today_seen),
        ],
        "annotations": [*notes, *[_today_name(today, colors, sizes)] * is_today_seen],
        **legends,
    }


def _legends(
    lanes: Sequence[Lane], data: Sequence[dict[str, Any]], top: int, colors: Palette, narrow: bool
) -> tuple[dict[str, dict[str, Any]], int]:
    """One legend per lane below the plot: side by side, or below each other on a phone. ``y`` in pixels from above."""
    legends: dict[str, dict[str, Any]] = {}
    heights = [0]
    below = top
    places = (0.01, 0.34, 0.67) if len(lanes) > 2 else (0.01, 0.5)
    for lane, place in zip(lanes, [*places, 0], strict=False):
        entries = sum(trace.get("legend") == lane.legend and bool(trace.get("showlegend")) for trace in data)
        if not entries:
            continue
        height = LEGEND_TITLE + entries * (LEGEND_ITEM if lane.is_explained else LEGEND_LINE) + 6
        legends[lane.legend] = {
            "title": {"text": f"<b>{lane.name}</b>", "font": {"size": lane.sizes.font, "color": colors.muted}},
            "orientation": "v",
            "xref": "container",
            "yref": "container",
            "xanchor": "left",
            "yanchor": "top",
            "x": 0.0 if narrow else place,
            "y": below,
            "font": {"size": 12, "color": colors.text},
            "bgcolor": "rgba(0,0,0,0)",
            "itemsizing": "trace",
            "tracegroupgap": 0,
            "maxheight": 1,  # of the figure; plotly's own half of it would scroll below a low plot
        }
        heights.append(height if not narrow else heights[-1] + height)
        below += height if narrow else 0
    return legends, max(heights)


def _time_axis(view: Window, axis: Axis, colors: Palette, narrow: bool) -> dict[str, Any]:
    edges = [ms(axis.start), ms(axis.stop)]
    return {
        "type": "date",
        "range": edges,
        "minallowed": edges[0],
        "maxallowed": edges[1],
        # an asked-for window is shown even after the user zoomed; otherwise the zoom survives every edit
        "uirevision": f"{view.first_day} {view.last_day}" if view.chosen else "keep",
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%b %-d, %Y"},
            {"dtickrange": ["M1", "M12"], "value": "%b %Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
        "nticks": 5 if narrow else 10,
        "tickangle": 0,
        "tickfont": {"color": colors.muted, "size": 12},
        "gridcolor": colors.grid,
        "showgrid": True,
        "zeroline": False,
        "showline": False,
        "hoverformat": "%b %-d, %Y",
    }


def _band(band: tuple[int, int], colors: Palette) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": band[0], "y1": band[1],
        "fillcolor": colors.band, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _name(lane: Lane, colors: Palette, narrow: bool) -> dict[str, Any]:
    """The lane's name and a line of help: at the left, or above it on a phone."""
    help_text = f"<span style='font-size:12px;color:{colors.muted}'>{lane.help}</span>"
    place: dict[str, Any] = {"y": lane.top + (lane.height + lane.flags) / 2, "yanchor": "middle", "x": 0}
    place["xshift"] = -lane.sizes.left + 4
    joint = "<br>"
    if narrow:
        place = {"y": lane.top - 6, "yanchor": "bottom", "x": 0, "xshift": 2}
        help_text = help_text.replace("<br>", " ")
    elif lane.groups:
        place |= {"y": lane.top + lane.flags / 2 + 2}
        joint = "&nbsp;&nbsp;&nbsp;"
    return {
        "text": f"<b>{lane.name}</b>{joint}{help_text}", "xref": "paper", "yref": "y", "xanchor": "left",
        "align": "left", "showarrow": False, "font": {"size": 14, "color": colors.text}, **place,
    }  # fmt: skip


def _group_name(lane: Lane, group: Group, colors: Palette, narrow: bool) -> dict[str, Any]:
    """The assignment whose rows these are: at the left, or above them on a phone."""
    name = group.assignment or words.NO_ASSIGNMENT
    top, bottom = lane.y(group.first_row), lane.y(group.first_row + group.rows - 1)
    place: dict[str, Any] = {"y": (top + bottom) / 2, "yanchor": "middle", "xshift": -lane.sizes.left + 14}
    if narrow:
        place = {"y": top - lane.row / 2 + 1, "yanchor": "bottom", "xshift": 2}
    return {
        "text": safe(name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"), "hovertext": safe(name),
        "xref": "paper", "yref": "y", "x": 0, "xanchor": "left", "align": "left", "showarrow": False,
        "font": {"size": lane.sizes.small, "color": colors.text if group.assignment else colors.muted}, **place,
    }  # fmt: skip


def _nothing(lane: Lane, colors: Palette) -> dict[str, Any]:
    return {
        "text": lane.empty, "xref": "paper", "yref": "y", "x": 0.02, "y": lane.y(0), "xanchor": "left",
        "showarrow": False,
        "font": {"size": lane.sizes.font, "color": colors.muted},
    }  # fmt: skip


def _today_lines(
    today: float, bands: Sequence[tuple[int, int]], plot: int, colors: Palette, narrow: bool
) -> list[dict[str, Any]]:
    """One line through everything; on a phone one per lane, so that it spares the words between them."""
    spans = bands if narrow else [(0, plot)]
    return [
        {
            "type": "line", "xref": "x", "x0": today, "x1": today, "yref": "y", "y0": top, "y1": bottom,
            "line": {"color": colors.today, "width": 1.5, "dash": "dot"}, "layer": "above",
        }
        for top, bottom in spans
    ]  # fmt: skip


def _today_name(today: float, colors: Palette, sizes: Sizes) -> dict[str, Any]:
    return {
        "text": "<b>today</b>", "xref": "x", "yref": "y", "x": today, "y": 0, "yanchor": "bottom",
        "showarrow": False, "font": {"size": sizes.font, "color": colors.today},
    }  # fmt: skip
