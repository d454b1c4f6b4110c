"""The headroom: one bar per limit and certificate, all of them as long as what is allowed, filled as far as it is used.

The figure is a plain dict for plotly. x is the share of the window (1 = the last day allowed), one y unit is one pixel
from the top of the plot. ``customdata`` of a bar: its title, what it stands for, the sentences below it.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.charts import theme, words
from tracker.charts.bars import safe
from tracker.charts.theme import Palette, Style
from tracker.charts.words import HOST_CERTIFICATE, LEFT, LENGTHENED, OVER, USED, Word
from tracker.codes import Issuer
from tracker.filing.headroom import Window
from tracker.filing.rows import rows_of
from tracker.rules import Rules
from tracker.rules.words import months_text, rule_words
from tracker.words.days import day_text
from tracker.words.names import certificate_of

Trace = dict[str, Any]

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
AT_MOST = 1.6  # of the window: a plan far past the limit is cut there, its sentence tells the number


@dataclass(frozen=True)
class Sizes:
    """Pixels; ``chars`` is the number of letters in a line."""

    bar: int
    title: int  # height of a line above the bar
    line: int  # height of a line below it
    gap: int
    font: int
    chars: int
    legend_columns: int
    legend_row: int


WIDE = Sizes(bar=24, title=20, line=18, gap=22, font=13, chars=150, legend_columns=3, legend_row=38)
NARROW = Sizes(bar=22, title=18, line=17, gap=20, font=12, chars=54, legend_columns=1, legend_row=23)


@dataclass(frozen=True)
class Room:
    """One row of the headroom in words; ``name`` is the person, "" where there is only one."""

    country: str
    name: str
    what: str  # the rule, or the certificate
    sentence: str  # used, left, and when it is reached

    @property
    def title(self) -> str:
        """Country and person."""
        return f"{self.country} · {self.name}" if self.name else self.country


@dataclass(frozen=True)
class Part:
    """A piece of a bar: shares of the window from its first day on."""

    look: str  # a key of words.HEADROOM or words.CERTIFICATE_DAYS
    start: float
    stop: float
    days: int
    planned: bool = False


Piece = tuple[Part, float, Room]
"""What is drawn, the middle of its bar in pixels, and the row it belongs to."""


def room(row: Any, rules: Rules, name: str = "") -> Room:
    """A row of ``filing.headroom.headroom`` in words."""
    where = countries.name(row.host)
    if row.kind == Window.CERTIFICATE:
        return Room(where, name, f"{_paper(row)} {row.subject}", _certificate_sentence(row))
    what = rule_words(rules.provision(row.provision))
    assignment = f" ({row.subject})" if row.subject else ""
    return Room(where, name, what + assignment, _limit_sentence(row))


def _limit_sentence(row: Any) -> str:
    if row.kind == Window.NO_NUMBER:
        return f"{_days(row.used)} so far. This rule sets no number of months: it asks that the work is not permanent."
    months = f" ({row.used_months} of {row.months} months)" if row.own_last_day == row.last_day else ""
    parts = [f"{row.used:,} of {_days(row.total)} used{months}."]
    limit = day_text(row.last_day)
    if pd.isna(row.plan_last_day):
        parts.append(f"{_days(row.left)} left. No end is logged: if it goes on, the limit is reached on {limit}.")
    elif row.spare < 0:
        parts.append(f"The plan ends on {day_text(row.plan_last_day)}, {_days(-row.spare)} past the limit of {limit}.")
    elif row.finished:
        parts.append(f"It ended on {day_text(row.plan_last_day)} with {_days(row.left)} left.")
    elif row.spare == 0:
        parts.append(f"The plan ends on the last day allowed, {limit}.")
    else:
        parts.append(
            f"{_days(row.left)} left. The plan ends on {day_text(row.plan_last_day)}, "
            f"{_days(row.spare)} before the limit of {limit}."
        )
    if row.all_over:
        parts.append("More than the limit was expected, so no day of it has US coverage by the rule.")
    if row.own_last_day < row.last_day:
        parts.append(f"An exception moved the limit from {day_text(row.own_last_day)}.")
    return " ".join(parts)


def _certificate_sentence(row: Any) -> str:
    if pd.isna(row.last_day):
        return f"{_days(row.used)} so far. It has no last day."
    if row.finished:
        return f"All of its {_days(row.total)} are over: it ended on {day_text(row.last_day)}."
    if not row.used:
        return f"It begins on {day_text(row.first_day)} and covers {_days(row.total)}, up to {day_text(row.last_day)}."
    return f"{row.used:,} of {_days(row.total)} used. {_days(row.left)} left, up to {day_text(row.last_day)}."


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"


def parts(row: Any) -> list[Part]:
    """The pieces of a row's bar, from left to right; none where there is no last day to measure against."""
    if pd.isna(row.total):
        return []
    total, used = int(row.total), int(row.used)
    planned = 0 if pd.isna(row.planned) else int(row.planned)
    own = total - (row.last_day - row.own_last_day).days
    end = used + planned
    gone = _look_of_certificate(row) if row.kind == Window.CERTIFICATE else OVER if row.all_over else USED
    pieces = [
        (gone, 0, min(used, total), False),
        (gone, min(used, total), min(end, total), True),
        (LEFT, min(end, own), own, False),
        (LENGTHENED, max(min(end, total), own), total, False),
        (OVER, total, max(used, total), False),
        (OVER, max(used, total), max(end, total), True),
    ]
    return [
        Part(look, start / total, min(stop / total, AT_MOST), stop - start, is_planned)
        for look, start, stop, is_planned in pieces
        if start < stop and start / total < AT_MOST
    ]


def _look_of_certificate(row: Any) -> str:
    return HOST_CERTIFICATE if row.issuer == Issuer.HOST else str(row.state)


def _paper(row: Any) -> str:
    """``US certificate``, ``French certificate``; a third country's has no name of its own."""
    if row.issuer == Issuer.OTHER:
        return "Certificate"
    name = certificate_of(row.host if row.issuer == Issuer.HOST else "US")
    return f"{name[0].upper()}{name[1:]}"


def headroom_chart(
    frame: pd.DataFrame, rules: Rules, names: dict[str, str], *, dark: bool, narrow: bool = False
) -> dict[str, Any]:
    """The figure of these rows of ``headroom``; ``names``: person id → name, said where there are several people."""
    sizes, colors = NARROW if narrow else WIDE, theme.palette(dark)
    rooms = [
        room(row, rules, names.get(row.traveler, row.traveler) if len(names) > 1 else "") for row in rows_of(frame)
    ]
    top, drawn, notes = 24, defaultdict(list), []
    frames: dict[str, list[float | None]] = {"x": [], "y": []}
    tick: dict[str, list[float | None]] = {"x": [], "y": []}
    widest = 1.0
    for row, said in zip(rows_of(frame), rooms, strict=True):
        heading, below = _heading(said, sizes), textwrap.wrap(said.sentence, sizes.chars)
        notes.append(_note(heading, top, colors.text, sizes.font))
        top += len(heading) * sizes.title + 2
        for part in parts(row):
            drawn[part.look, part.planned].append((part, top + sizes.bar / 2, said))
            widest = max(widest, part.stop)
            if part.planned:
                box = ((part.start, top), (part.stop, top), (part.stop, top + sizes.bar), (part.start, top + sizes.bar))
                for x, y in (*box, box[0], (None, None)):
                    frames["x"].append(x)
                    frames["y"].append(y)
        if pd.isna(row.total):
            notes.append(_open_line(top + sizes.bar / 2, colors))
        elif row.own_last_day < row.last_day:
            share = 1 - (row.last_day - row.own_last_day).days / row.total
            tick["x"] += [share, share, None]
            tick["y"] += [top - 3, top + sizes.bar + 3, None]
        top += sizes.bar + 3
        notes.append(_note([safe(line) for line in below], top, colors.muted, 12))
        top += len(below) * sizes.line + sizes.gap
    data = _traces(drawn, colors, sizes)
    data += _lines(frames, tick, colors, sizes)
    data = data or [{"type": "scatter", "x": [None], "y": [None], "showlegend": False}]  # streamlit refuses no data
    return {"data": data, "layout": _layout(data, notes, top, widest, colors, sizes)}


def _heading(said: Room, sizes: Sizes) -> list[str]:
    """Country and person in bold, then the rule: on one line where there is room."""
    if len(said.title) + len(said.what) + 3 <= sizes.chars * 0.9:
        return [f"<b>{safe(said.title)}</b> · {safe(said.what)}"]
    title, what = textwrap.wrap(said.title, sizes.chars - 6), textwrap.wrap(said.what, sizes.chars)
    return [*(f"<b>{safe(line)}</b>" for line in title), *map(safe, what)]


def _looks(colors: Palette) -> dict[str, tuple[Word, Style]]:
    looks = {look: (word, colors.headroom[look]) for look, word in words.HEADROOM.items()}
    return looks | {look: (word, colors.certificates[look]) for look, word in words.CERTIFICATE_DAYS.items()}


def _traces(
    drawn: dict[tuple[str, bool], list[tuple[Part, float, Room]]], colors: Palette, sizes: Sizes
) -> list[Trace]:
    traces = []
    for look, (word, style) in _looks(colors).items():
        name = _legend_name(word, sizes)
        styles = ((False, style), (True, theme.lighter(style, colors.background)))
        found = [(drawn[look, planned], shown) for planned, shown in styles if drawn.get((look, planned))]
        for number, (pieces, shown) in enumerate(found):
            traces.append(_bar_trace(pieces, word, shown, sizes) | {"name": name, "legendgroup": look})
            traces[-1]["showlegend"] = number == 0
    return traces


def _legend_name(word: Word, sizes: Sizes) -> str:
    name = f"{word.mark} {word.text}" if word.mark else word.text
    return name if sizes is NARROW else f"<b>{name}</b><br>{word.help}"


def _bar_trace(pieces: Sequence[Piece], word: Word, style: Style, sizes: Sizes) -> Trace:
    def what(part: Part) -> str:
        planned = "planned from here on, " if part.planned else ""
        return f"{word.text}: {planned}{_days(part.days)}"

    return {
        "type": "bar",
        "orientation": "h",
        "base": [part.start for part, *_ in pieces],
        "x": [part.stop - part.start for part, *_ in pieces],
        "y": [y for _, y, _ in pieces],
        "width": sizes.bar,
        "marker": theme.marker(style),
        "text": [_days(part.days) for part, *_ in pieces],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": style.text, "size": 12},
        "customdata": [
            [safe(said.title), safe(what(part)), _wrapped(f"{said.what}. {said.sentence}")] for part, _, said in pieces
        ],
        "hovertemplate": HOVER,
    }


def _wrapped(text: str) -> str:
    return "<br>".join(map(safe, textwrap.wrap(text, 48)))


def _lines(
    frames: dict[str, list[float | None]], tick: dict[str, list[float | None]], colors: Palette, sizes: Sizes
) -> list[Trace]:
    """Dashed frames around what is planned, and a mark where the limit would be without an exception."""
    planned, own = words.PLANNED, words.OWN_LIMIT
    wanted = (
        (frames, planned, {"color": colors.text, "width": 1.5, "dash": "5px,3px"}),
        (tick, own, {"color": colors.alert, "width": 3}),
    )
    return [
        {
            "type": "scatter", "mode": "lines", **points, "line": line, "hoverinfo": "skip",
            "name": _legend_name(word, sizes),
        }
        for points, word, line in wanted
        if points["x"]
    ]  # fmt: skip


def _note(lines: Sequence[str], top: float, color: str, size: int) -> dict[str, Any]:
    return {
        "text": "<br>".join(lines), "xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "y": top, "yanchor": "top",
        "align": "left", "showarrow": False, "font": {"size": size, "color": color}, "borderpad": 0,
    }  # fmt: skip


def _open_line(y: float, colors: Palette) -> dict[str, Any]:
    """Instead of a bar, where nothing says how long it may be: an arrow that leads on."""
    return {
        "text": "", "xref": "x", "axref": "x", "yref": "y", "ayref": "y", "x": 1, "ax": 0, "y": y, "ay": y,
        "showarrow": True, "arrowhead": 2, "arrowwidth": 2, "arrowcolor": colors.muted,
    }  # fmt: skip


def _layout(
    data: Sequence[Trace], notes: Sequence[dict[str, Any]], plot: int, widest: float, colors: Palette, sizes: Sizes
) -> dict[str, Any]:
    entries = sum(bool(trace.get("showlegend", True)) for trace in data)
    legend = -(-entries // sizes.legend_columns) * sizes.legend_row + 16
    height = plot + legend + 4
    end = {
        "text": "last day allowed", "xref": "x", "x": 1, "yref": "y", "y": 0, "yanchor": "top",
        "xanchor": "right", "showarrow": False, "font": {"size": 12, "color": colors.muted},
    }  # fmt: skip
    line = {
        "type": "line", "xref": "x", "x0": 1, "x1": 1, "yref": "y", "y0": 18, "y1": plot - sizes.gap + 6,
        "line": {"color": colors.muted, "width": 1, "dash": "dot"}, "layer": "below",
    }  # fmt: skip
    return {
        "height": height,
        "margin": {"l": 2, "r": 4, "t": 4, "b": legend, "autoexpand": False},
        "barmode": "overlay",
        "barcornerradius": 3,
        "hovermode": "closest",
        "dragmode": False,
        **theme.ground(colors, sizes.font),
        "uniformtext": {"mode": "hide", "minsize": 11},
        "xaxis": {"range": [0, widest + 0.005], "visible": False, "fixedrange": True},
        "yaxis": {"range": [plot, 0], "visible": False, "fixedrange": True},
        "shapes": [line],
        "annotations": [end, *notes],
        "legend": theme.legend_below(colors, (legend - 4) / height, sizes.legend_columns),
    }


def headroom_table(frame: pd.DataFrame, rules: Rules, names: dict[str, str]) -> pd.DataFrame:
    """The same rows in words.

    Who, Country, What, Allowed and In words are ``str``; First day, Last day allowed and Plan ends ``datetime64[s]``
    (inclusive); Used, Left and Total count days (Int64).
    """
    frame = frame.reset_index(drop=True)
    said = [room(row, rules) for row in rows_of(frame)]
    texts = {
        "Who": [names.get(traveler, traveler) for traveler in frame["traveler"]],
        "Country": [one.country for one in said],
        "What": [one.what for one in said],
    }
    return pd.DataFrame(
        {
            **{name: pd.Series(values, dtype="str") for name, values in texts.items()},
            "First day": frame["first_day"],
            "Last day allowed": frame["last_day"],
            "Plan ends": frame["plan_last_day"],
            "Used": frame["used"],
            "Left": frame["left"],
            "Total": frame["total"],
            "Allowed": pd.Series(["" if pd.isna(n) else months_text(int(n)) for n in frame["months"]], dtype="str"),
            "In words": pd.Series([one.sentence for one in said], dtype="str"),
        }
    )
