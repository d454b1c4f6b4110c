"""Everybody at a glance: one band per person on one axis, where they worked above and the answer below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker import countries, days
from tracker.charts import theme, words
from tracker.charts.bars import Bar, safe
from tracker.charts.lanes import NARROW, WIDE, Lane, Sizes, axis_of
from tracker.charts.layout import frame_of
from tracker.charts.months import WORST_ANSWERS, WORST_STATUSES, counted, days_per_month, months_of
from tracker.charts.planned import cut_at_planned, planned_trips
from tracker.charts.spans import pack
from tracker.charts.theme import Palette
from tracker.charts.timeline import lane_traces, planned_frames
from tracker.charts.view import MOST_BARS, explained, touching, window_of
from tracker.codes import Status, Verdict
from tracker.filing.rows import rows_of

if TYPE_CHECKING:
    from tracker.analysis import Analysis

MOST_PEOPLE = 25
"""More people than these in one chart cannot be told apart; the page turns over."""

BAND = 44  # pixels per person
NAME = 20  # and for the name above the band on a phone
OPEN_IT = "A click opens the timeline of this person."


@dataclass(frozen=True)
class PeopleView:
    """What the chart of several people and its table show; frames hold the rows that touch the window."""

    people: dict[str, str]  # id → name, from top to bottom
    today: dt.date
    first_day: dt.date
    last_day: dt.date
    chosen: bool  # the window was asked for, not taken from the log
    segments: pd.DataFrame  # the columns of segments.csv
    coverage: pd.DataFrame  # rows of ``explained``
    planned: pd.DataFrame  # see planned_trips
    hint: str = OPEN_IT  # what a click does

    @property
    def months(self) -> int:
        """0: every span is drawn. Else of how many months a piece is made, because there are too many spans."""
        if len(self.segments) + len(self.coverage) <= MOST_BARS:
            return 0
        return months_of(self, rows=max(1, len(self.people) // 4))

    def page(self, which: slice) -> PeopleView:
        """Only some of the people, on the same days."""
        people = dict(list(self.people.items())[which])
        segments, coverage = (rows[rows["traveler"].isin(list(people))] for rows in (self.segments, self.coverage))
        return replace(self, people=people, segments=segments, coverage=coverage)


def people_view(
    analysis: Analysis,
    people: Mapping[str, str],
    *,
    today: dt.date,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> PeopleView:
    """The chart of these people (id → name). A missing end of the window is taken from their logs."""
    held = analysis.workspace.certificates
    segments, coverage, certificates, trips = (
        frame[frame["traveler"].isin(list(people))]
        for frame in (analysis.segments, analysis.answers, held, analysis.workspace.trips)
    )
    first, last = window_of(segments, certificates, today)
    first, last = first_day or first, last_day or last
    last = max(first, last)
    return PeopleView(
        people=dict(people),
        today=today,
        first_day=first,
        last_day=last,
        chosen=first_day is not None or last_day is not None,
        segments=touching(segments, first, last),
        coverage=explained(touching(coverage, first, last), analysis.periods, analysis.law),
        planned=planned_trips(trips, analysis.settings.as_of),
    )


def people_timeline(view: PeopleView, *, dark: bool, narrow: bool = False) -> dict[str, Any]:
    """The figure as ``{"data": […], "layout": {…}}``; see ``timeline`` for its units and ``customdata``."""
    sizes, colors = replace(NARROW if narrow else WIDE, least=0), theme.palette(dark)
    axis, lanes = axis_of(view), _lanes(view, colors, sizes)
    data = [trace for lane in lanes for trace in lane_traces(lane, axis, colors)]
    data += planned_frames(lanes[::-1], axis, colors)
    data = data or [{"type": "scatter", "x": [None], "y": [None], "showlegend": False}]
    pitch = lanes[0].row
    tops = [number * pitch + (NAME if narrow else 0) for number in range(len(view.people))]
    names = [_name(name, top, colors, sizes, narrow) for name, top in zip(view.people.values(), tops, strict=True)]
    return {
        "data": data,
        "layout": frame_of(
            view,
            lanes,
            data,
            axis,
            colors,
            narrow,
            bands=[(top, top + BAND - 6) for top in tops],
            rows=list(view.people.values()),
            plot=pitch * len(view.people),
            notes=names,
        ),
    }


def _lanes(view: PeopleView, colors: Palette, sizes: Sizes) -> tuple[Lane, Lane]:
    """Work and answers as two lanes that lie in each other: each person's rows are a thin one and a thick one."""
    pitch, below_name = (BAND + NAME, NAME) if sizes.header else (BAND, 0)
    worked = Lane(
        1, "Above: where they worked", "", "", {str(s): word for s, word in words.STATUSES.items()}, colors.statuses,
        _months(view, view.segments, "status", WORST_STATUSES) if view.months else list(_worked(view)),
        0, below_name + 8 - pitch // 2, sizes, pitch, 11,
        unmarked=[Status.UNLOGGED, Status.HOME, Status.NON_WORK],
    )  # fmt: skip
    answers = Lane(
        3, "Below: would a certificate cover it?", "", "", words.ANSWERS, colors.answers,
        _months(view, view.coverage, "answer", WORST_ANSWERS) if view.months else list(_answers(view)),
        0, below_name + 26 - pitch // 2, sizes, pitch, 20, is_explained=True,
        unmarked=[Verdict.UNLOGGED, Verdict.NOT_NEEDED],
    )  # fmt: skip
    return worked, answers


def _name(name: str, top: int, colors: Palette, sizes: Sizes, narrow: bool) -> dict[str, Any]:
    place: dict[str, Any] = {"y": top + (BAND - 6) / 2, "yanchor": "middle", "xshift": -sizes.left + 4}
    if narrow:
        place = {"y": top, "yanchor": "bottom", "xshift": 2}
    short = name if len(name) <= 24 else f"{name[:23]}…"
    return {
        "text": f"<b>{safe(short)}</b>", "hovertext": safe(name), "xref": "paper", "yref": "y", "x": 0,
        "xanchor": "left", "align": "left", "showarrow": False, "font": {"size": 13, "color": colors.text}, **place,
    }  # fmt: skip


def _worked(view: PeopleView) -> Iterator[Bar]:
    place = {who: number for number, who in enumerate(view.people)}
    for row in rows_of(cut_at_planned(view.segments, view.planned)):
        where = _names(row.countries)
        word = words.STATUSES[row.status]
        said = word.text if row.status == Status.UNLOGGED else f"{where}: {word.text}"
        yield _bar(
            view, row, f"{view.people[row.traveler]} · {said}", (Status(row.status).sentence,), row.status, place
        )


def _answers(view: PeopleView) -> Iterator[Bar]:
    """One bar per coverage row; countries that share days share the height of the row."""
    place = {who: number for number, who in enumerate(view.people)}
    for _, rows in cut_at_planned(view.coverage, view.planned).groupby("traveler", sort=False):
        spans = list(zip(days.starts(rows["first_day"]).tolist(), days.stops(rows["last_day"]).tolist(), strict=True))
        levels = pack(spans)
        below = [span for span, level in zip(spans, levels, strict=True) if level]
        high = 1 + max(levels)
        for row, level, (start, stop) in zip(rows_of(rows), levels, spans, strict=True):
            word = words.of_row(row)
            title = f"{view.people[row.traveler]} · {words.at_host(word, row.host)}"
            lines = (row.why, *([f"Next: {word.next}"] if word.next else []))
            shares = level > 0 or any(left < stop and start < right for left, right in below)
            part = (level / high, (level + 1) / high) if shares else (0.0, 1.0)
            labels = (word.text, word.short, word.mark) if not shares else ()
            yield replace(_bar(view, row, title, lines, row.answer, place), part=part, labels=labels)


def _bar(view: PeopleView, row: Any, title: str, lines: tuple[str, ...], key: str, place: Mapping[str, int]) -> Bar:
    start, stop = days.day_number(row.first_day.date()), days.day_number(row.last_day.date()) + 1
    said = (*lines, *(["Planned: it has not happened yet."] if row.planned else []), *filter(None, [view.hint]))
    return Bar("traveler", row.traveler, start, stop, title, said, key, row=place[row.traveler], planned=row.planned)


def _months(view: PeopleView, rows: pd.DataFrame, key: str, worst_first: Sequence[str]) -> list[Bar]:
    """Runs of months, each with the most serious status or answer of its days; all of them are counted in its text."""
    said: Mapping[Any, words.Word] = words.STATUSES if key == "status" else words.ANSWERS
    rank = {str(code): number for number, code in enumerate(worst_first)}
    bars = []
    rows = cut_at_planned(rows, view.planned)
    for place, (who, name) in enumerate(view.people.items()):
        own = rows[rows["traveler"] == who]
        counts = days_per_month(own, key, view.first_day, view.last_day, months=view.months)
        counts = counts.assign(rank=counts["key"].map(rank)).sort_values(["start", "rank", "planned"])
        for _, piece in counts.groupby("start"):
            found = list(rows_of(piece))
            lines = tuple(f"{said[row.key].text}: {counted(row.days, row.planned)}" for row in found)
            title = f"{name} · {said[found[0].key].text}"
            start, stop = int(found[0].start), int(found[0].stop)
            bars.append(
                Bar("traveler", who, start, stop, title, (*lines, *filter(None, [view.hint])), found[0].key, row=place)
            )
    return bars


def _names(codes: str) -> str:
    return " + ".join(countries.name(code) for code in codes.split("+"))
