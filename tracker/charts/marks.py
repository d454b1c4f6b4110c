"""What stands on the timeline beside its bars: lives of certificates, brackets, crosses, dates to keep."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import days
from tracker.charts import words
from tracker.charts.bars import AHEAD, PAST, Bar, safe
from tracker.charts.hover import Trace, hover
from tracker.charts.lanes import BRACKET, Axis, Label, Lane, life_label, ms
from tracker.charts.theme import Palette
from tracker.words.days import day_text


def lives(lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """Below each certificate its dated steps as points on a thin line, with their words at one end."""
    found = [bar for bar in lane.bars if bar.steps]
    if not found:
        return []
    line: list[tuple[float | None, float | None]] = []
    points, texts, sides = [], [], []
    for bar in found:
        y, label = lane.life_y(bar.row), life_label(bar, axis, lane.sizes)
        line += [(ms(bar.steps[0].day + 0.5), y), (ms(bar.steps[-1].day + 0.5), y), (None, None)]
        named = bar.steps[-1] if label.is_right else bar.steps[0]
        for step in bar.steps:
            points.append((ms(step.day + 0.5), y, _step_bar(bar, step.day, step.text)))
            texts.append(_with_air(label) if step is named else "")
            sides.append("middle right" if label.is_right else "middle left")
    return [
        _line(line, colors.muted, 1.5),
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [x for x, _, _ in points],
            "y": [y for _, y, _ in points],
            "text": texts,
            "textposition": sides,
            "textfont": {"color": colors.text, "size": lane.sizes.small},
            "marker": {"size": 8, "color": colors.background, "line": {"color": colors.muted, "width": 2}},
            "showlegend": False,
            **hover([bar for *_, bar in points], lane.sizes, colors.text),
        },
    ]


def _step_bar(bar: Bar, day: int, text: str) -> Bar:
    """What one step says: a day of its own, with the certificate's name."""
    lines = tuple(f"{day_text(days.to_date(step.day))}: {step.text}" for step in bar.steps)
    title = f"{bar.title.partition(':')[0]}: {text}"
    return Bar("certificate", bar.id, day, day + 1, title, lines, bar.key)


def brackets(found: Sequence[Bar], labels: Sequence[Label], lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A bracket with its words over each mixed period."""
    points: list[tuple[float | None, float | None]] = []
    texts = []
    for bar, label in zip(found, labels, strict=True):
        start, stop = axis.clip(bar.start, bar.stop)
        if start >= stop:
            continue
        y = lane.top + (label.row + 1) * BRACKET - 4
        points += [(ms(start), y + 6), (ms(start), y), (ms(stop), y), (ms(stop), y + 6), (None, None)]
        at = axis.day(label.left, lane.sizes) if label.text and label.is_right else start if label.is_right else stop
        texts.append((ms(at), y, label, bar))
    if not texts:
        return []
    text = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, *_ in texts],
        "y": [y for _, y, *_ in texts],
        "text": [f"<b>{safe(label.text)}</b>" if label.text else "" for *_, label, _ in texts],
        "textposition": ["top right" if label.is_right else "top left" for *_, label, _ in texts],
        "textfont": {"color": colors.alert, "size": lane.sizes.font},
        "marker": {"size": 6, "color": colors.alert},
        "cliponaxis": False,
        "showlegend": False,
        **hover([bar for *_, bar in texts], lane.sizes, colors.alert),
    }
    return [_line(points, colors.alert, 2), text]


def without_agreement(lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
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
            "name": _two_lines(words.WITHOUT_AGREEMENT),
            "legend": lane.legend,
            "legendgroup": lane.group("without agreement"),
            "showlegend": True,
            **hover(found, lane.sizes),
        }
    ]


def doubts(found: Sequence[Bar], lane: Lane, axis: Axis, colors: Palette) -> list[Trace]:
    """A triangle above each trip whose dates overlap other trips, where they begin to."""
    inside = [bar for bar in found if bar.stop > axis.start and bar.start < axis.stop]
    if not inside:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [ms(axis.clip(bar.start, bar.stop)[0] + 0.5) for bar in inside],
            "y": [lane.y(bar.row) - lane.bar / 2 - 2 for bar in inside],
            "marker": {
                "symbol": "triangle-down",
                "size": 12,
                "color": colors.alert,
                "line": {"color": colors.background, "width": 1},
            },
            "name": _two_lines(words.TRIP_TO_CHECK) if lane.is_explained else words.TRIP_TO_CHECK.text,
            "legend": lane.legend,
            "legendgroup": lane.group("doubt"),
            "showlegend": True,
            **hover(inside, lane.sizes),
        }
    ]


def _two_lines(word: words.Word) -> str:
    return f"<b>{word.text}</b><br>{word.help}"


def dates(lane: Lane, labels: Sequence[Label], colors: Palette) -> list[Trace]:
    """A mark per day on which something is due, strong where it lies ahead, with its words beside it."""
    traces = []
    for key, color in ((AHEAD, colors.alert), (PAST, colors.muted)):
        found = [(bar, label) for bar, label in zip(lane.bars, labels, strict=True) if bar.key == key]
        if found:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [ms(bar.start + 0.5) for bar, _ in found],
                    "y": [lane.y(bar.row) for bar, _ in found],
                    "text": [_with_air(label) for _, label in found],
                    "textposition": ["middle right" if label.is_right else "middle left" for _, label in found],
                    "textfont": {"color": colors.text if key == AHEAD else colors.muted, "size": lane.sizes.small},
                    "marker": {
                        "symbol": "diamond" if key == AHEAD else "diamond-open",
                        "size": 11,
                        "color": color,
                        "line": {"color": color, "width": 1.5},
                    },
                    "showlegend": False,
                    **hover([bar for bar, _ in found], lane.sizes, colors.text if key == AHEAD else colors.muted),
                }
            )
    return traces


def _with_air(label: Label) -> str:
    """The words with some space between them and their point."""
    text = safe(label.text)
    return f"&nbsp;{text}" if label.is_right else f"{text}&nbsp;"


def _line(points: Sequence[tuple[float | None, float | None]], color: str, width: float) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"color": color, "width": width},
        "hoverinfo": "skip",
        "showlegend": False,
    }
