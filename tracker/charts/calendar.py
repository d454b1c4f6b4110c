"""The year calendar: one cell per day in the colors and patterns of the timeline, weeks below each other.

Months are rows on a wide page and columns on a phone; days of the same weekday stand in line. The figure is a plain
dict for plotly. The long side of the grid counts slots (days, shifted so that weekdays line up), one y unit is one
pixel from the top of the plot. ``customdata`` of a cell: the day in ISO, the day in words, what there is to say.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tracker import countries, days
from tracker.charts import theme, words
from tracker.charts.bars import certificate_line, safe
from tracker.charts.theme import Palette, Style
from tracker.charts.view import TimelineView
from tracker.charts.words import Word
from tracker.codes import Status, Verdict
from tracker.filing.rows import rows_of

Trace = dict[str, Any]
Points = list[tuple[float | None, float | None]]

HOVER = "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>"
SLOTS = 37  # six weeks hold every month, and the last of them never more than two days
WEEKDAYS = ("Su", "Mo", "Tu", "We", "Th", "Fr", "Sa")
HOME, OUTSIDE = "home", "outside"
"""Looks of cells that are no answer of the engine: work in the US beside work abroad, and days outside the log."""


@dataclass(frozen=True)
class Sizes:
    """Pixels, except ``gap``."""

    narrow: bool
    row: int
    cell: int
    gap: float  # between two cells, as a share of a cell's width
    left: int
    top: int
    font: int
    hover: int  # characters in a line
    legend_columns: int
    legend_row: int


WIDE = Sizes(False, 40, 36, 0.08, 46, 30, 11, 64, 3, 38)
NARROW = Sizes(True, 21, 18, 0.1, 24, 28, 10, 40, 1, 23)


@dataclass(frozen=True)
class Cell:
    """A part of a day; most days have one. ``start`` is a day number."""

    start: int
    look: str  # a key of words.ANSWERS, or HOME or OUTSIDE
    host: str
    part: int
    parts: int
    planned: bool
    row: int  # of view.coverage; -1: none
    work: int  # row of view.work; -1: none


def cells(view: TimelineView) -> list[Cell]:
    """Every day of the window, split where several countries or answers share it, in order.

    The cells whose ``look`` is an answer are the coverage rows, day by day, no more and no less.
    """
    first, stop = days.day_number(view.first_day), days.day_number(view.last_day) + 1
    work_of = np.full(stop - first, -1, dtype=np.int64)
    for row, (start, end) in enumerate(_spans(view.work, first, stop)):
        work_of[start - first : end - first] = row
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, (start, end) in enumerate(_spans(view.coverage, first, stop)):
        for day in range(start, end):
            rows_of[day].append(row)
    answers, hosts = view.coverage["answer"].tolist(), view.coverage["host"].tolist()
    planned = view.work["planned"].tolist()
    at_home_too = [
        status == Status.MULTI_COUNTRY and "US" in where.split("+")
        for status, where in zip(view.work["status"], view.work["countries"], strict=True)
    ]
    found: list[Cell] = []
    for day in range(first, stop):
        work = int(work_of[day - first])
        parts = [(answers[row], hosts[row], row) for row in rows_of.get(day, [])]
        if work >= 0 and at_home_too[work]:
            parts.append((HOME, "US", -1))
        is_planned = work >= 0 and planned[work]
        for part, (look, host, row) in enumerate(parts or [(OUTSIDE, "", -1)]):
            found.append(Cell(day, look, host, part, max(len(parts), 1), is_planned, row, work))
    return found


def _spans(frame: pd.DataFrame, first: int, stop: int) -> Iterable[tuple[int, int]]:
    """Half-open days of each row, cut to ``first``..``stop``."""
    starts = np.clip(days.starts(frame["first_day"]), first, stop).tolist()
    return zip(starts, np.clip(days.stops(frame["last_day"]), first, stop).tolist(), strict=True)


def calendar(
    view: TimelineView, *, dark: bool, narrow: bool = False, picked: tuple[dt.date, dt.date] | None = None
) -> dict[str, Any]:
    """The figure as ``{"data": […], "layout": {…}}`` for a view whose window is one calendar year.

    ``narrow`` is for a phone (made for 390 pixels); ``picked`` are a first and a last day (inclusive) to outline.
    """
    sizes, colors, found = NARROW if narrow else WIDE, theme.palette(dark), cells(view)
    texts = _texts(view, found, sizes.hover)
    by_look: dict[tuple[str, bool], list[Cell]] = defaultdict(list)
    for cell in found:
        by_look[cell.look, cell.planned].append(cell)
    starts_run = _run_starts(found)
    data = []
    for look, (word, style) in _looks(colors).items():
        drawn = [
            _cell_trace(by_look[look, planned], style_of(style), texts, starts_run, sizes)
            for planned, style_of in ((False, lambda s: s), (True, lambda s: theme.lighter(s, colors.background)))
            if by_look[look, planned]
        ]
        name = {"name": _legend_name(word, sizes), "legendgroup": look}
        data += [trace | name | {"showlegend": number == 0} for number, trace in enumerate(drawn)]
    data += _outlines(view, found, picked, colors, sizes)
    return {"data": data, "layout": _layout(view, data, colors, sizes)}


def _looks(colors: Palette) -> dict[str, tuple[Word, Style]]:
    """Words and style of every look, in the order of the legend."""
    answers = {answer: (word, colors.answers[answer]) for answer, word in words.ANSWERS.items()}
    outside = Style(colors.background, "", colors.grid, colors.muted, colors.grid)
    return answers | {
        HOME: (words.HOME_SAME_DAY, colors.statuses[Status.HOME]),
        OUTSIDE: (words.OUTSIDE, outside),
    }


def _legend_name(word: Word, sizes: Sizes) -> str:
    name = f"{word.mark} {word.text}" if word.mark else word.text
    return name if sizes.narrow else f"<b>{name}</b><br>{word.help}"


def _slot(day: int) -> tuple[int, int]:
    """(month from 0, place in the month's line) of a day number."""
    date = days.to_date(day)
    first_weekday = (date.replace(day=1).weekday() + 1) % 7  # the week begins on Sunday
    return date.month - 1, first_weekday + date.day - 1


def _corners(start: int, stop: int, sizes: Sizes) -> tuple[float, float, float, float]:
    """x0, x1, y0, y1 of a run of days inside one month (half-open)."""
    month, first = _slot(start)
    last = first + stop - start
    air = (sizes.row - sizes.cell) / 2
    if sizes.narrow:
        return month + sizes.gap / 2, month + 1 - sizes.gap / 2, first * sizes.row + air, last * sizes.row - air
    return first + sizes.gap / 2, last - sizes.gap / 2, month * sizes.row + air, (month + 1) * sizes.row - air


def _cell_trace(
    found: Sequence[Cell], style: Style, texts: dict[int, list[str]], starts_run: set[int], sizes: Sizes
) -> Trace:
    boxes = []
    for cell in found:
        x0, x1, y0, y1 = _corners(cell.start, cell.start + 1, sizes)
        if sizes.narrow:  # a cell is split where it is longer
            width = (x1 - x0) / cell.parts
            x0, x1 = x0 + cell.part * width, x0 + (cell.part + 1) * width
        else:
            height = (y1 - y0) / cell.parts
            y0, y1 = y0 + cell.part * height, y0 + (cell.part + 1) * height
        boxes.append((x0, x1, y0, y1))
    untouched = {"marker": {"opacity": 1}, "textfont": {"color": style.text}}  # a click must not dim the other cells
    return {
        "type": "bar",
        "orientation": "h",
        "base": [round(x0, 3) for x0, *_ in boxes],
        "x": [round(x1 - x0, 3) for x0, x1, *_ in boxes],
        "y": [round((y0 + y1) / 2, 2) for *_, y0, y1 in boxes],
        "width": [round(y1 - y0, 2) for *_, y0, y1 in boxes],
        "marker": theme.marker(style),
        "text": [_label(cell, starts_run, sizes) for cell in found],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",  # a number that fills its cell is better than a smaller one, or none
        "textangle": 0,
        "insidetextfont": {"color": style.text, "size": sizes.font},
        "customdata": [texts[cell.start] for cell in found],
        "hovertemplate": HOVER,
        "selected": untouched,
        "unselected": untouched,
    }


def _label(cell: Cell, starts_run: set[int], sizes: Sizes) -> str:
    """The number of the day; where a run begins, its country too."""
    number = str(days.to_date(cell.start).day)
    if cell.parts > 1:
        return f"<b>{cell.host}</b>" if cell.host and cell.start in starts_run else "" if cell.part else number
    if cell.start not in starts_run or not cell.host or sizes.narrow:
        return number
    return f"{number}<br><b>{cell.host}</b>"


def _run_starts(found: Sequence[Cell]) -> set[int]:
    """Days on which another country or answer begins, and the first of each month."""
    of_day: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for cell in found:
        of_day[cell.start].append((cell.host, cell.look))
    return {day for day, what in of_day.items() if days.to_date(day).day == 1 or of_day.get(day - 1) != what}


def _texts(view: TimelineView, found: Sequence[Cell], chars: int) -> dict[int, list[str]]:
    """customdata of each day. Days of a run share their sentences, so each is written once."""
    of_day: dict[int, list[Cell]] = defaultdict(list)
    for cell in found:
        of_day[cell.start].append(cell)
    first_entry = days.day_number(view.work["first_day"].min().date()) if len(view.work) else days.NEVER
    today = days.day_number(view.today)
    answers, work = list(rows_of(view.coverage)), list(rows_of(view.work))
    known: dict[tuple[Any, ...], str] = {}
    texts = {}
    for day, parts in of_day.items():
        outside, where = parts[0].look == OUTSIDE, parts[0].work
        key = (*(cell.row for cell in parts), where, day > today, outside and day < first_entry)
        if key not in known:
            if outside:
                lines = _outside_lines(day, first_entry, today)
            else:
                said = [(cell, answers[cell.row] if cell.row >= 0 else None) for cell in parts]
                lines = _lines(said, work[where] if where >= 0 else None, day > today)
            known[key] = "<br>".join(_wrapped(line, chars) for line in lines)
        date = days.to_date(day)
        texts[day] = [date.isoformat(), f"{date:%A}, {date:%B} {date.day}, {date.year}", known[key]]
    return texts


def _outside_lines(day: int, first_entry: int, today: int) -> list[str]:
    if day > today:
        return ["Still to come; nothing is planned."]
    if day < first_entry:
        return ["Before your first entry.", "Click it to log where you were."]
    return ["After your last entry.", "Click it to log where you were."]


def _lines(parts: Sequence[tuple[Cell, Any]], work: Any, is_ahead: bool) -> list[str]:
    """What there is to say about a day: its parts with their coverage rows, and its row of ``view.work`` (or None)."""
    lines = []
    for cell, row in parts:
        if row is None:
            lines.append(f"**{countries.name('US')}: work on the same day")
            continue
        word = words.of_row(row)
        lines.append(f"**{words.at_host(word, cell.host)}")
        lines.append(row.why)
        if row.rule:
            lines.append(f"Rule: {row.rule}")
        if paper := certificate_line(row):
            lines.append(paper)
        if row.mixed == "yes":
            lines.append("Part of a mixed period: never assume that one certificate covers all of it.")
        if word.next and not (cell.look == Verdict.UNLOGGED and is_ahead):
            lines.append(f"Next: {word.next}")
    if work is not None and work.trips:
        where = " + ".join(countries.name(code) for code in work.countries.split("+"))
        place = f" · {work.places}" if work.places else ""
        lines.append(f"Logged: {where}{place} (trip {', '.join(work.trips.split('+'))})")
    if parts[0][0].planned:
        lines.append("Planned: it has not happened yet.")
    return lines


def _wrapped(line: str, chars: int) -> str:
    """Safe text in lines; what begins with ** is bold."""
    is_bold = line.startswith("**")
    text = "<br>".join(safe(part) for part in textwrap.wrap(line.removeprefix("**"), chars))
    return f"<b>{text}</b>" if is_bold else text


def _outlines(
    view: TimelineView, found: Sequence[Cell], picked: tuple[dt.date, dt.date] | None, colors: Palette, sizes: Sizes
) -> list[Trace]:
    """Dashed frames around what is planned, one around today, one around the days that were picked."""
    first, stop = days.day_number(view.first_day), days.day_number(view.last_day) + 1
    planned = sorted({cell.start for cell in found if cell.planned})
    today = days.day_number(view.today)
    chosen = range(0)
    if picked:
        chosen = range(max(days.day_number(picked[0]), first), min(days.day_number(picked[1]) + 1, stop))
    wanted = (
        (planned, words.PLANNED, {"color": colors.text, "width": 1.5, "dash": "5px,3px"}),
        ([today] if first <= today < stop else [], words.TODAY, {"color": colors.today, "width": 3}),
        (list(chosen), words.PICKED, {"color": colors.alert, "width": 3}),
    )
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "line": line,
            "hoverinfo": "skip",
            "name": _legend_name(word, sizes),
        }
        for of_days, word, line in wanted
        if (points := _frames(of_days, sizes))
    ]


def _frames(of_days: Sequence[int], sizes: Sizes) -> Points:
    """A closed frame around each run of days within a month."""
    points: Points = []
    for start, stop in _runs(of_days):
        x0, x1, y0, y1 = _corners(start, stop, sizes)
        points += [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0), (None, None)]
    return points


def _runs(of_days: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive days of one month as half-open runs."""
    runs: list[tuple[int, int]] = []
    for day in of_days:
        if runs and runs[-1][1] == day and days.to_date(day).day > 1:
            runs[-1] = (runs[-1][0], day + 1)
        else:
            runs.append((day, day + 1))
    return runs


def _layout(view: TimelineView, data: Sequence[Trace], colors: Palette, sizes: Sizes) -> dict[str, Any]:
    rows = SLOTS if sizes.narrow else 12
    plot = rows * sizes.row
    entries = sum(bool(trace.get("showlegend", True)) for trace in data)
    legend = -(-entries // sizes.legend_columns) * sizes.legend_row + 14
    names = [months.month_abbr[month] for month in range(1, 13)]
    weekdays = [WEEKDAYS[slot % 7][: 1 if sizes.narrow else 2] for slot in range(SLOTS)]
    common: dict[str, Any] = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": colors.muted, "size": 12},
    }
    over_months = common | {"tickvals": [n + 0.5 for n in range(12)], "ticktext": names, "range": [0, 12]}
    over_slots = common | {"tickvals": [n + 0.5 for n in range(SLOTS)], "ticktext": weekdays, "range": [0, SLOTS]}
    across, down = (over_months, over_slots) if sizes.narrow else (over_slots, over_months)
    middles = [(n + 0.5) * sizes.row for n in range(rows)]
    down = down | {"tickvals": middles, "range": [plot, 0]}
    if not sizes.narrow:
        down |= {"tickfont": {"color": colors.text, "size": 13}, "ticksuffix": " "}
    height = sizes.top + plot + legend
    return {
        "height": height,
        "margin": {"l": sizes.left, "r": 4, "t": sizes.top, "b": legend, "autoexpand": False},
        "barmode": "overlay",
        "barcornerradius": 3,
        "hovermode": "closest",
        "dragmode": False,
        "clickmode": "event",
        **theme.ground(colors, sizes.font, 13 if not sizes.narrow else 12),
        "xaxis": across | {"side": "top"},
        "yaxis": down,
        "legend": theme.legend_below(colors, (legend - 6) / height, sizes.legend_columns),
    }


def calendar_table(view: TimelineView) -> pd.DataFrame:
    """The calendar in words: one row per run of days with the same answer, cut to the window.

    Columns: From, To (``datetime64[s]``, both counted), Days (int64), Country, Answer, Why, Rule, Certificate, Mixed
    and Planned (``yes``/``no``), as ``str``. Days outside the log have no row.
    """
    runs: list[list[Any]] = []  # coverage row, planned, start, stop
    last: dict[int, int] = {}  # coverage row → its newest run
    for cell in cells(view):
        if cell.row < 0:
            continue
        run = runs[last[cell.row]] if cell.row in last else None
        if run and run[1] == cell.planned and run[3] == cell.start:
            run[3] += 1
        else:
            last[cell.row] = len(runs)
            runs.append([cell.row, cell.planned, cell.start, cell.start + 1])
    rows = view.coverage.iloc[[row for row, *_ in runs]].reset_index(drop=True)
    starts, stops = (np.array([run[n] for run in runs], dtype=np.int64) for n in (2, 3))
    return pd.DataFrame(
        {
            "From": days.to_first_days(starts),
            "To": days.to_last_days(stops),
            "Days": stops - starts,
            "Country": [countries.name(host) if host else "" for host in rows["host"]],
            "Answer": [words.of_row(row).text for row in rows_of(rows)],
            "Why": rows["why"],
            "Rule": rows["rule"],
            "Certificate": rows["certificate"].where(rows["certificate"] != "", rows["requested"]),
            "Mixed": rows["mixed"],
            "Planned": ["yes" if planned else "no" for _, planned, *_ in runs],
        }
    ).astype(dict.fromkeys(("Country", "Answer", "Planned"), "str"))
