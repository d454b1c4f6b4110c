"""The timeline of a packet as plain geometry, for formats that draw it with vectors: no plotly, no browser.

The same bars, words and looks as on the timeline page; only the places are numbers: ``left`` and ``width`` are shares
of the whole width (0 to 1), rows count from 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker import days
from tracker.analysis import Analysis
from tracker.charts import bars, months, words
from tracker.charts.bars import OTHER_TRIP, Bar
from tracker.charts.spans import pack
from tracker.charts.theme import Style, lighter, palette
from tracker.charts.view import TimelineView, drawn_near, view_of_months
from tracker.filing.packet import Packet
from tracker.words import count
from tracker.words.days import day_text, month_text, span_text

LIGHT = palette(False)
_TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months
_MOST_TICKS = 12


@dataclass(frozen=True)
class Drawn:
    """One bar with its look and the words that may stand on it, the longest first."""

    left: float
    width: float
    row: int
    style: Style
    labels: tuple[str, ...]
    title: str  # the whole of it in words: country, answer, days
    is_planned: bool = False
    part: tuple[float, float] = (0.0, 1.0)  # of the row's height, from the top: months are divided by their days


@dataclass(frozen=True)
class DrawnLane:
    """One lane: its name, its bars in rows, and what each look in it means."""

    name: str
    rows: int
    bars: tuple[Drawn, ...]
    empty: str
    legend: tuple[tuple[Style, str], ...]


@dataclass(frozen=True)
class Drawing:
    """The lanes from top to bottom over the days ``first_day``..``last_day``, inclusive."""

    first_day: dt.date
    last_day: dt.date
    lanes: tuple[DrawnLane, ...]
    ticks: tuple[tuple[float, str], ...]  # place and day or month in words
    today: float | None  # place of the as-of day, where it lies inside
    sentence: str  # what the drawing shows, for those who cannot see it


def drawing(analysis: Analysis, packet: Packet) -> Drawing | None:
    """The timeline of the days of a packet; None where nothing is logged."""
    if packet.first_day is None or packet.last_day is None:
        return None
    as_of = analysis.settings.as_of
    first, last = packet.first_day, packet.last_day
    months_only = view_of_months(packet.own, packet.traveler, packet.deadlines, today=as_of, window=(first, last))
    view = drawn_near(months_only, packet.own, None)
    start, stop = days.day_number(first), days.day_number(last) + 1
    worked, held, answered = _bars(view)
    lanes = (
        _lane("Where the work was", worked, _words_of_work(), LIGHT.statuses | {OTHER_TRIP: LIGHT.trip}, start, stop),
        _lane("Certificates on file", held, words.CERTIFICATES, LIGHT.certificates, start, stop, "No certificate"),
        _lane("Would a certificate cover it?", answered, words.ANSWERS, LIGHT.answers, start, stop),
    )
    now = (days.day_number(as_of) + 0.5 - start) / (stop - start)
    return Drawing(
        first,
        last,
        lanes,
        tuple(_ticks(first, last)),
        now if 0 <= now <= 1 else None,
        f"Timeline from {day_text(first)} to {day_text(last)} in three lanes: "
        f"{'; '.join(_told(lane) for lane in lanes)}. The day table below says the same in words.",
    )


def _bars(view: TimelineView) -> tuple[list[Bar], list[Bar], list[Bar]]:
    held = bars.certificates(view)
    rows = pack([(bar.start, bar.stop) for bar in held])
    held = [replace(bar, row=row) for bar, row in zip(held, rows, strict=True)]
    if view.drawn:
        return bars.worked(view), held, bars.verdicts(view)
    return months.worked(view), held, months.verdicts(view)


def _words_of_work() -> dict[str, words.Word]:
    return {str(status): word for status, word in words.STATUSES.items()} | {OTHER_TRIP: words.SAME_DAYS}


def _lane(
    name: str,
    found: Iterable[Bar],
    said: Mapping[str, words.Word],
    styles: Mapping[Any, Style],
    start: int,
    stop: int,
    empty: str = "Nothing logged",
) -> DrawnLane:
    drawn, used = [], []
    for bar in found:
        left, right = max(bar.start, start), min(bar.stop, stop)
        if right <= left:
            continue
        used.append(bar.key)
        style = styles[bar.key]
        drawn.append(
            Drawn(
                left=(left - start) / (stop - start),
                width=(right - left) / (stop - start),
                row=bar.row,
                style=lighter(style, LIGHT.background) if bar.planned else style,
                labels=tuple(filter(None, bar.labels)),
                title=f"{bar.title}, {_days_of(bar)}",
                is_planned=bar.planned,
                part=bar.part,
            )
        )
    legend = tuple((styles[key], f"{word.text}: {word.help}") for key, word in said.items() if key in used)
    planned = next((bar.style for bar in drawn if bar.is_planned), None)
    if planned is not None:
        legend += ((planned, f"{words.PLANNED.text}: {words.PLANNED.help}"),)
    rows = 1 + max((bar.row for bar in drawn), default=0)
    return DrawnLane(name, rows, tuple(drawn), "" if drawn else empty, legend)


def _days_of(bar: Bar) -> str:
    """The days of a bar, both counted; of one without a last day why it has none."""
    first = days.to_date(bar.start)
    return f"from {day_text(first)}, {bar.open_end}" if bar.open_end else span_text(first, days.to_date(bar.stop - 1))


def _told(lane: DrawnLane) -> str:
    return f"{lane.name.rstrip('?')}, {count(len(lane.bars), 'span')}"


def _ticks(first: dt.date, last: dt.date) -> Iterable[tuple[float, str]]:
    """The first days of months, so many that their names fit; at least both ends."""
    start, stop = days.day_number(first), days.day_number(last) + 1
    whole = _month(last) - _month(first) + 1
    step = next((length for length in _TICK_STEPS if whole / length <= _MOST_TICKS), _TICK_STEPS[-1])
    every = [dt.date(month // 12, month % 12 + 1, 1) for month in range(_month(first), _month(last) + 1)]
    inside = [(days.day_number(month), month) for month in every if _month(month) % step == 0 and month >= first]
    if len(inside) < 2:
        return [(0.0, day_text(first)), (1.0, day_text(last))]
    return [((number - start) / (stop - start), month_text(month)) for number, month in inside]


def _month(day: dt.date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def words_on(labels: tuple[str, ...], width: float, letter: float) -> str:
    """The first of the labels that fits into ``width`` with ``letter`` per letter, both in the same unit; else ""."""
    return next((label for label in labels if (len(label) + 1.5) * letter <= width), "")
