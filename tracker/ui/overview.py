"""What the Timeline page says beside the chart: the sentence on top, the day totals, the list of what is open.

Everything is read off the same ``TimelineView`` and ``Analysis`` as the chart and its table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from tracker import countries, days
from tracker.analysis import Analysis
from tracker.charts import theme, words
from tracker.charts.bars import rows_of
from tracker.charts.view import TimelineView, Window
from tracker.charts.words import COVERED_NOT_DELIVERED
from tracker.codes import Case, Decision, Verdict
from tracker.filing.completeness import unlogged_so_far
from tracker.ui.text import count_text, span_text


@dataclass(frozen=True)
class OpenPoint:
    """One thing to do: ``days`` counts the days it is about, ``period`` is 0 where it belongs to none."""

    answer: str  # a key of words.ANSWERS, or "mixed"
    where: str
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    days: int
    spans: int
    why: str  # "" where the heading of its part says it all
    period: int = 0

    @property
    def title(self) -> str:
        """Where, when and how many days."""
        parts = [f"{self.where} · "] if self.where else []
        parts.append(span_text(self.first_day, self.last_day))
        parts.append(f" · {count_text(self.days, 'day')}")
        if self.spans > 1:
            parts.append(f" in {self.spans} spans")
        return "".join(parts)

    @property
    def is_gap(self) -> bool:
        """Whether logging a trip answers it."""
        return self.answer == Verdict.UNLOGGED


CLARIFY_FIRST = "clarify_first"
"""Days that could be covered, in a work period that must not be filed as it stands."""

LISTS = {
    "mixed": ("Pause and clarify", "Do not file yet: see what makes the case mixed, and record what you find out."),
    str(Verdict.UNCLEAR): ("Questions to answer", words.VERDICTS[Verdict.UNCLEAR].next),
    str(Verdict.WOULD_COVER): ("Could be covered", words.VERDICTS[Verdict.WOULD_COVER].next),
    CLARIFY_FIRST: ("Could be covered once the case is clear", words.CLARIFY_FIRST.next),
    COVERED_NOT_DELIVERED: ("Certificates to hand over", words.ANSWERS[COVERED_NOT_DELIVERED].next),
    str(Verdict.UNLOGGED): ("Days without an entry", words.VERDICTS[Verdict.UNLOGGED].next),
    str(Verdict.WOULD_NOT_COVER): ("No certificate can help", words.VERDICTS[Verdict.WOULD_NOT_COVER].next),
}
"""Heading and next action of each part of the list of open points, most urgent first."""

_NEVER_NEEDS_A_LIST = [str(Verdict.COVERED), str(Verdict.NOT_NEEDED)]


def day_totals(view: Window) -> dict[Verdict, int]:
    """Days per verdict inside the window; work in two countries on one day counts for both, as in coverage.csv."""
    return {verdict: _days_inside(view, view.coverage["verdict"] == verdict) for verdict in words.VERDICTS}


def undelivered_days(view: Window) -> int:
    """Days of ``covered`` whose certificate was not handed over yet."""
    return _days_inside(view, view.coverage["answer"] == COVERED_NOT_DELIVERED)


def unlogged_ahead(view: Window) -> int:
    """Days without an entry that lie after today: nobody can log them yet."""
    rows = view.coverage[view.coverage["verdict"] == Verdict.UNLOGGED]
    tomorrow = max(days.day_number(view.today) + 1, days.day_number(view.first_day))
    stop = np.minimum(days.stops(rows["last_day"]), days.day_number(view.last_day) + 1)
    return int(np.maximum(stop - np.maximum(days.starts(rows["first_day"]), tomorrow), 0).sum())


def _days_inside(view: Window, which: pd.Series) -> int:
    rows = view.coverage[which]
    first = np.maximum(days.starts(rows["first_day"]), days.day_number(view.first_day))
    stop = np.minimum(days.stops(rows["last_day"]), days.day_number(view.last_day) + 1)
    return int(np.maximum(stop - first, 0).sum())


def totals_html(view: Window, *, dark: bool) -> str:
    """The day totals as a row of cards in the chart's order, signs and colors. All words in it are our own."""
    colors, undelivered = theme.palette(dark), undelivered_days(view)
    cards = []
    for verdict, number in day_totals(view).items():
        word, style = words.VERDICTS[verdict], colors.answers[verdict]
        help_text = word.help
        if verdict == Verdict.COVERED and undelivered:
            help_text = f"{undelivered:,} not delivered yet"
        if verdict == Verdict.UNLOGGED and (ahead := unlogged_ahead(view)):
            help_text = f"{number - ahead:,} so far, {ahead:,} still to come"
        cards.append(
            f'<div role="listitem" class="{"some" if number else "none"}">'
            f'<span class="mark" style="background:{style.fill};color:{style.text};border-color:{style.line}">'
            f"{escape(word.mark)}</span>"
            f'<span><b>{number:,}</b> <span class="unit">{"day" if number == 1 else "days"}</span><br>'
            f'<span class="word">{escape(word.text)}</span><br>'
            f'<span class="help">{escape(help_text)}</span></span></div>'
        )
    sheet = _TOTALS_STYLE.format(line=colors.grid, muted=colors.muted)
    return f'{sheet}<div class="day-totals" role="list" aria-label="Days per answer">{"".join(cards)}</div>'


_TOTALS_STYLE = """<style>
.day-totals {{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.6rem}}
.day-totals > div {{display:flex;gap:.6rem;padding:.6rem .7rem;border:1px solid {line};border-radius:.6rem;
  line-height:1.3}}
.day-totals .mark {{flex:none;width:1.5rem;height:1.5rem;border:1px solid;border-radius:.4rem;text-align:center;
  line-height:1.4rem;font-weight:700;font-size:.85rem}}
.day-totals b {{font-size:1.35rem}}
.day-totals .none b,.day-totals .none .word {{color:{muted};font-weight:400}}
.day-totals .word {{font-weight:600;font-size:.9rem}}
.day-totals .unit,.day-totals .help {{color:{muted};font-size:.85rem}}
</style>"""


def people_with_work_to_do(analysis: Analysis) -> set[str]:
    """Travelers with a work period that asks for something."""
    periods = analysis.periods
    return set(periods.loc[periods["decision"].isin([Decision.CLARIFY, Decision.REQUEST, Decision.STOP]), "traveler"])


def headline(analysis: Analysis, traveler: str) -> tuple[str, bool]:
    """One sentence on what to do next for one traveler, and whether there is anything to do."""
    periods = analysis.periods[analysis.periods["traveler"] == traveler]
    decisions = periods["decision"].value_counts()
    rows = analysis.coverage[analysis.coverage["traveler"] == traveler]
    issued = analysis.workspace.certificates
    issued = issued[(issued["traveler"] == traveler) & (issued["state"] == "issued")]
    to_deliver = int(issued["certificate"].isin(rows["certificate"]).sum())
    unlogged = unlogged_so_far(analysis, traveler)
    clarify, request = int(decisions.get(Decision.CLARIFY, 0)), int(decisions.get(Decision.REQUEST, 0))
    pending, stop = int(decisions.get(Decision.PENDING, 0)), int(decisions.get(Decision.STOP, 0))
    todo = []
    if clarify:
        todo.append(f"{count_text(clarify, 'case')} {'has' if clarify == 1 else 'have'} an open question")
    if request:
        todo.append(f"{count_text(request, 'certificate')} can be asked for now")
    if to_deliver:
        todo.append(f"{count_text(to_deliver, 'certificate')} must still be handed over")
    if unlogged:
        todo.append(f"{count_text(unlogged, 'day')} so far {'has' if unlogged == 1 else 'have'} no entry")
    if stop:
        todo.append(f"{count_text(stop, 'case')} cannot be covered by any certificate")
    if pending:
        todo.append(f"{count_text(pending, 'request')} {'waits' if pending == 1 else 'wait'} for SSA's answer")
    if todo:
        return _sentence(todo), True
    if len(periods) and (rows["verdict"] == Verdict.COVERED).any():
        return "Nothing to do: all foreign work is covered by certificates on file.", False
    return "Nothing to do: no foreign work is logged, so no certificate is needed.", False


def _sentence(parts: list[str]) -> str:
    whole = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{whole}."


def open_points(analysis: Analysis, view: TimelineView) -> dict[str, list[OpenPoint]]:
    """Everything in the window that waits for somebody, by the keys of ``LISTS``, most urgent first."""
    found: dict[str, list[OpenPoint]] = {key: [] for key in LISTS}
    for row in rows_of(view.mixed):
        if row.decision == Decision.CLARIFY:
            found["mixed"].append(_mixed_point(row))
    waiting = view.coverage[~view.coverage["answer"].isin(_NEVER_NEEDS_A_LIST)]
    asked = _pending_periods(analysis, view.traveler)
    # Days without an entry are one point per hole; the rest one per country and reason of a work period.
    together: dict[tuple[Any, ...], list[Any]] = {}
    for place, row in enumerate(rows_of(waiting)):
        if row.answer != Verdict.UNLOGGED:
            period = 0 if pd.isna(row.period) else int(row.period)
            together.setdefault((period, row.answer, row.host, row.reason), []).append(row)
        elif row.first_day.date() <= view.today:
            together[place, row.answer] = [row]
    for rows in together.values():
        found[_list_of(rows[0])].append(_point(rows, asked))
    return {key: points for key, points in found.items() if points}


def _list_of(row: Any) -> str:
    """The part of the list that a row belongs to."""
    clarify_first = row.answer == Verdict.WOULD_COVER and row.decision == Decision.CLARIFY
    return CLARIFY_FIRST if clarify_first else str(row.answer)


def _mixed_point(row: Any) -> OpenPoint:
    causes = str(row.causes).split("+")
    by = f" Trip {', '.join(causes)} {'makes' if len(causes) == 1 else 'make'} it so." if row.causes else ""
    return OpenPoint(
        "mixed",
        _names(row.countries),
        row.first_day,
        row.last_day,
        int(row.work_days),
        1,
        f"{Case.MIXED.sentence.partition(':')[0]}, so one certificate may not cover it all.{by}",
        int(row.period),
    )


def _point(rows: Sequence[Any], asked: set[int]) -> OpenPoint:
    first = rows[0]
    period = 0 if pd.isna(first.period) else int(first.period)
    is_asked = first.answer == Verdict.WOULD_COVER and period in asked
    why = "Asked for already: wait for SSA's answer, and do not rely on it before." if is_asked else first.why
    return OpenPoint(
        str(first.answer),
        countries.name(first.host) if first.host else "",
        min(row.first_day for row in rows),
        max(row.last_day for row in rows),
        sum(row.days for row in rows),
        len(rows),
        why if first.answer != Verdict.UNLOGGED else "",
        period,
    )


def _pending_periods(analysis: Analysis, traveler: str) -> set[int]:
    periods = analysis.periods
    mine = (periods["traveler"] == traveler) & (periods["decision"] == Decision.PENDING)
    return set(periods.loc[mine, "period"])


def _names(codes: str) -> str:
    return ", ".join(countries.name(code) for code in codes.split("+"))


def headline_of_all(analysis: Analysis, people: Sequence[str], busy: set[str]) -> tuple[str, bool]:
    """The same for several people: how many of them have something to do, and whether anybody has."""
    waiting = [who for who in people if who in busy]
    if waiting:
        verb = "has" if len(waiting) == 1 else "have"
        number = f"{len(waiting)} of {count_text(len(people), 'person', 'people')}"
        return f"{number} {verb} work that asks for something. Choose one to see what.", True
    return "Nothing to do: nobody has work abroad that asks for something.", False


ALL, THIS_YEAR, LAST_12_MONTHS, TAX_YEAR, AROUND = "All", "This year", "Last 12 months", "Tax year", "Around a trip"
PRESETS = (ALL, THIS_YEAR, LAST_12_MONTHS, TAX_YEAR, AROUND)

Days = tuple[dt.date | None, dt.date | None]
"""First and last day of a window; None where the log decides."""


def window(preset: str, today: dt.date) -> Days:
    """The days of a preset that needs no further choice."""
    if preset == THIS_YEAR:
        return tax_year(today.year)
    if preset == LAST_12_MONTHS:
        return _year_from(today, -1) + dt.timedelta(days=1), today
    return None, None


def tax_year(year: int) -> tuple[dt.date, dt.date]:
    """The tax year of the United States is the calendar year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def tax_years(analysis: Analysis, people: Collection[str], today: dt.date) -> list[int]:
    """The years of the log and the current one, the newest first."""
    rows = analysis.segments[analysis.segments["traveler"].isin(list(people))]
    if rows.empty:
        return [today.year]
    first, last = rows["first_day"].min().year, rows["last_day"].max().year
    return list(range(max(last, today.year), min(first, today.year) - 1, -1))


def around_trip(analysis: Analysis, trip: str) -> tuple[dt.date, dt.date]:
    """From a year before the trip to a year after it; an ongoing one ends today."""
    trips = analysis.workspace.trips
    row = trips[trips["trip"] == trip].iloc[0]
    first_day = row["first_day"].date()
    last_day = analysis.settings.as_of if pd.isna(row["last_day"]) else row["last_day"].date()
    return _year_from(first_day, -1), _year_from(max(first_day, last_day), 1)


def _year_from(day: dt.date, years: int) -> dt.date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    year = min(max(day.year + years, dt.MINYEAR), dt.MAXYEAR)
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def trips_to_choose(analysis: Analysis, traveler: str) -> dict[str, str]:
    """Trip id → words, the newest first."""
    trips = analysis.workspace.trips
    own = trips[trips["traveler"] == traveler].sort_values("first_day", ascending=False, kind="stable")
    return {
        row.trip: f"{countries.name(row.country)}{f', {row.place}' if row.place else ''}: "
        f"{span_text(row.first_day, row.last_day)}"
        for row in rows_of(own)
    }
