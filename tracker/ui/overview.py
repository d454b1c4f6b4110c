"""What the Timeline page says beside the chart: the sentence on top, the day totals, the list of what is open.

Everything is read off the same ``TimelineView`` and ``Analysis`` as the chart and its table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker import countries, days, standing
from tracker.analysis import Analysis
from tracker.charts import theme, words
from tracker.charts.view import TimelineView, Window
from tracker.codes import Case, DayAnswer, Decision, Reason
from tracker.filing.completeness import unlogged_so_far
from tracker.filing.rows import rows_of
from tracker.ui.text import count_text, span_text
from tracker.words.names import certificate_of


@dataclass(frozen=True)
class OpenPoint:
    """One thing to do: ``days`` counts the days it is about, ``period`` is 0 where it belongs to none."""

    answer: str  # a key of words.ANSWERS, "mixed" or TRIP
    where: str
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    days: int
    spans: int
    why: str  # "" where the heading of its part says it all
    period: int = 0
    trip: str = ""  # the trip to open; "" where it is about none
    finding: str = ""  # the code of the finding about that trip

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
        return self.answer == DayAnswer.UNLOGGED


CLARIFY_FIRST = "clarify_first"
"""Days that could be covered, in a work period that must not be filed as it stands."""

ASK_HOST, ASK_US_LETTER = str(Decision.ASK_HOST), str(Decision.ASK_US_LETTER)
"""Days that belong to the host's system, which its certificate or a letter from SSA would prove."""

NO_AGREEMENT = "no_agreement"
"""Days of work on which no agreement is in force."""

TRIP = "trip"
"""Trips whose dates overlap other trips."""

LISTS = {
    "mixed": ("Pause and clarify", "Do not file yet: see what makes the case mixed, and record what you find out."),
    TRIP: (
        words.TRIP_TO_CHECK.text,
        "Correct the dates before anything is filed: the answers count the days as they are logged.",
    ),
    str(DayAnswer.UNCLEAR): ("Questions to answer", words.ANSWERS[DayAnswer.UNCLEAR].next),
    str(DayAnswer.WOULD_COVER): ("Could be covered", words.ANSWERS[DayAnswer.WOULD_COVER].next),
    CLARIFY_FIRST: ("Could be covered once the case is clear", words.CLARIFY_FIRST.next),
    ASK_HOST: (
        "Belongs to the other country's system",
        "Request that country's certificate: it is what keeps US contributions off these days. The case shows the "
        "steps.",
    ),
    ASK_US_LETTER: (
        "Belongs to the other country's system, which issues no certificate",
        "Request a letter from SSA that says so. The case shows the steps.",
    ),
    str(DayAnswer.COVERED_NOT_DELIVERED): (
        "Certificates to deliver",
        words.ANSWERS[DayAnswer.COVERED_NOT_DELIVERED].next,
    ),
    str(DayAnswer.REQUESTED): ("Requested, no answer yet", words.ANSWERS[DayAnswer.REQUESTED].next),
    str(DayAnswer.UNLOGGED): ("Days without an entry", words.ANSWERS[DayAnswer.UNLOGGED].next),
    NO_AGREEMENT: ("No agreement", words.NO_AGREEMENT.next),
}
"""Heading and next action of each part of the list of open points, most urgent first."""

_NEEDS_NO_LIST = [str(answer) for answer in (DayAnswer.COVERED, DayAnswer.COVERED_BY_HOST, DayAnswer.NOT_NEEDED)]
_WITHOUT_AGREEMENT = (Reason.NO_AGREEMENT, Reason.AGREEMENT_NOT_IN_FORCE)
_ONLY_WHERE_THEY_OCCUR = (DayAnswer.COVERED_BY_HOST, DayAnswer.REQUESTED)


def day_totals(view: Window) -> dict[DayAnswer, int]:
    """Days per answer inside the window, in the order of the legend; delivered or not, covered days are one number.

    Work in two countries on one day counts for both, as in coverage.csv.
    """
    totals = {DayAnswer(answer): _days_inside(view, view.coverage["answer"] == answer) for answer in words.ANSWERS}
    totals[DayAnswer.COVERED] += totals.pop(DayAnswer.COVERED_NOT_DELIVERED)
    return totals


def undelivered_days(view: Window) -> int:
    """Covered days whose certificate was not delivered yet."""
    return _days_inside(view, view.coverage["answer"] == DayAnswer.COVERED_NOT_DELIVERED)


def unlogged_ahead(view: Window) -> int:
    """Days without an entry that lie after today: nobody can log them yet."""
    rows = view.coverage[view.coverage["answer"] == DayAnswer.UNLOGGED]
    tomorrow = max(days.day_number(view.today) + 1, days.day_number(view.first_day))
    stop = np.minimum(days.stops(rows["last_day"]), days.day_number(view.last_day) + 1)
    return int(np.maximum(stop - np.maximum(days.starts(rows["first_day"]), tomorrow), 0).sum())


def _days_inside(view: Window, which: pd.Series) -> int:
    rows = view.coverage[which]
    first = np.maximum(days.starts(rows["first_day"]), days.day_number(view.first_day))
    stop = np.minimum(days.stops(rows["last_day"]), days.day_number(view.last_day) + 1)
    return int(np.maximum(stop - first, 0).sum())


def totals_html(view: Window, *, dark: bool) -> str:
    """The day totals as a row of cards in the chart's order, signs and colors. All words in it are our own.

    The answers that few logs have get a card where there are such days.
    """
    colors, undelivered = theme.palette(dark), undelivered_days(view)
    cards = []
    for answer, number in day_totals(view).items():
        if answer in _ONLY_WHERE_THEY_OCCUR and not number:
            continue
        word, style = words.ANSWERS[answer], colors.answers[answer]
        help_text = word.help
        if answer == DayAnswer.COVERED and undelivered:
            help_text = f"{undelivered:,} not delivered yet"
        if answer == DayAnswer.UNLOGGED and (ahead := unlogged_ahead(view)):
            help_text = f"{number - ahead:,} so far, {ahead:,} still to come"
        cards.append(
            f'<div role="listitem" class="{"some" if number else "none"}">'
            f'<span class="mark" style="background:{style.fill};color:{style.text};border-color:{style.line}">'
            f"{escape(word.mark)}</span>"
            f'<span><b>{number:,}</b> <span class="unit">{"day" if number == 1 else "days"}</span><br>'
            f'<span class="word">{escape(word.text)}</span><br>'
            f'<span class="help">{escape(help_text)}</span></span></div>'
        )
    columns = len(cards) if len(cards) <= _MOST_COLUMNS else -(-len(cards) // 2)  # two rows alike, no card alone
    sheet = _TOTALS_STYLE.format(line=colors.grid, muted=colors.muted, share=f"{100 / columns - 1:.1f}%")
    return f'{sheet}<div class="day-totals" role="list" aria-label="Days per answer">{"".join(cards)}</div>'


_MOST_COLUMNS = 6
_TOTALS_STYLE = """<style>
.day-totals {{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(10.5rem,{share}),1fr));gap:.6rem}}
.day-totals > div {{display:flex;gap:.6rem;padding:.6rem .7rem;border:1px solid {line};border-radius:.6rem;
  line-height:1.3}}
.day-totals .mark {{flex:none;width:1.5rem;height:1.5rem;border:1px solid;border-radius:.4rem;text-align:center;
  line-height:1.4rem;font-weight:700;font-size:.85rem}}
.day-totals b {{font-size:1.35rem}}
.day-totals .none b,.day-totals .none .word {{color:{muted};font-weight:400}}
.day-totals .word {{font-weight:600;font-size:.9rem}}
.day-totals .unit,.day-totals .help {{color:{muted};font-size:.85rem}}
</style>"""


class Mood(StrEnum):
    """How urgent a headline is."""

    ACT = "act"  # somebody must act
    NOTE = "note"  # nobody must act, but an answer or an entry is missing
    DONE = "done"


class Headline(NamedTuple):
    """What to do next in one sentence."""

    sentence: str
    mood: Mood


def headline(analysis: Analysis, traveler: str) -> Headline:
    """What to do next for one traveler: who must act says ``standing.needs_action``, what is only missing stands last.

    Days that wait for an agency's answer and days without an entry ask nobody to act on a certificate.
    """
    actions = standing.needs_action_of(analysis, traveler)
    parts = [_action_sentence(str(what), rows) for what, rows in actions.groupby("what", sort=False)]
    rows = analysis.answers[analysis.answers["traveler"] == traveler]
    waiting = rows.loc[rows["answer"] == DayAnswer.REQUESTED, "requested"].nunique()
    unlogged = unlogged_so_far(analysis, traveler)
    notes = []
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        notes.append(f"{count_text(waiting, 'requested certificate')} {verb} for an agency's answer")
    if unlogged:
        notes.append(f"{count_text(unlogged, 'day')} so far {'has' if unlogged == 1 else 'have'} no entry")
    if parts:
        return Headline(_sentence([*parts, *notes]), Mood.ACT)
    if notes:
        return Headline(f"Nothing to do about certificates now: {_sentence(notes)}", Mood.NOTE)
    if len(rows) and rows["answer"].isin([DayAnswer.COVERED, DayAnswer.COVERED_BY_HOST]).any():
        return Headline("Nothing to do: all foreign work is covered by certificates on file.", Mood.DONE)
    return Headline("Nothing to do: no foreign work is logged, so no certificate is needed.", Mood.DONE)


def _action_sentence(what: str, rows: pd.DataFrame) -> str:
    """The rows of ``needs_action`` of one kind as a clause without a full stop."""
    number = len(rows)
    cases = f"{count_text(number, 'case')} {'needs' if number == 1 else 'need'}"
    match what:
        case Decision.CLARIFY:
            return f"{count_text(number, 'case')} {'has' if number == 1 else 'have'} an open question"
        case Decision.REQUEST:
            return f"{count_text(number, 'US certificate')} can be requested now"
        case Decision.ASK_HOST:
            return f"{cases} {_certificates_of_hosts(rows['host'])}"
        case Decision.ASK_US_LETTER:
            return f"{cases} a letter from SSA"
        case standing.DELIVER:
            return f"{count_text(number, 'certificate')} must still be delivered"
        case _:
            return f"{count_text(number, 'case')} {'has' if number == 1 else 'have'} no agreement"


def _certificates_of_hosts(joined: pd.Series) -> str:
    """``the French certificate``; more than two countries are counted."""
    hosts = list(dict.fromkeys(host for codes in joined for host in codes.split("+") if host))
    if len(hosts) > 2:
        return f"the certificates of {count_text(len(hosts), 'country', 'countries')}"
    return " and ".join(f"the {certificate_of(host)}" for host in hosts)


def _sentence(parts: list[str]) -> str:
    whole = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{whole}."


def open_points(analysis: Analysis, view: TimelineView) -> dict[str, list[OpenPoint]]:
    """Everything in the window that waits for somebody, by the keys of ``LISTS``, most urgent first."""
    found: dict[str, list[OpenPoint]] = {key: [] for key in LISTS}
    for row in rows_of(view.mixed):
        if row.decision == Decision.CLARIFY:
            found["mixed"].append(_mixed_point(row))
    found[TRIP] = [_trip_point(row, view) for row in rows_of(view.doubts)]
    waiting = view.coverage[~view.coverage["answer"].isin(_NEEDS_NO_LIST)]
    # Days without an entry are one point per hole; the rest one per country and reason of a work period.
    together: dict[tuple[Any, ...], list[Any]] = {}
    for place, row in enumerate(rows_of(waiting)):
        if row.answer != DayAnswer.UNLOGGED:
            period = 0 if pd.isna(row.period) else int(row.period)
            together.setdefault((period, row.answer, row.host, row.reason, row.requested), []).append(row)
        elif row.first_day.date() <= view.today:
            together[place, row.answer] = [row]
    for rows in together.values():
        found[_list_of(rows[0])].append(_point(rows))
    return {key: points for key, points in found.items() if points}


def _list_of(row: Any) -> str:
    """The part of the list that a row belongs to."""
    if row.answer == DayAnswer.WOULD_COVER and row.decision == Decision.CLARIFY:
        return CLARIFY_FIRST
    if row.answer != DayAnswer.WOULD_NOT_COVER:
        return str(row.answer)
    if row.reason in _WITHOUT_AGREEMENT:
        return NO_AGREEMENT
    return ASK_US_LETTER if row.us_letter else ASK_HOST


def _trip_point(finding: Any, view: TimelineView) -> OpenPoint:
    countries_of = dict(zip(view.trips["trip"], view.trips["country"], strict=True))
    where = countries_of.get(finding.subject, "")
    return OpenPoint(
        TRIP,
        f"Trip {finding.subject}, {countries.name(where)}" if where else f"Trip {finding.subject}",
        finding.first_day,
        finding.last_day,
        int((finding.last_day - finding.first_day).days) + 1,
        1,
        finding.message,
        trip=finding.subject,
        finding=finding.code,
    )


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


def _point(rows: Sequence[Any]) -> OpenPoint:
    first = rows[0]
    why = f"Certificate {first.requested}. {first.why}" if first.answer == DayAnswer.REQUESTED else first.why
    return OpenPoint(
        str(first.answer),
        countries.name(first.host) if first.host else "",
        min(row.first_day for row in rows),
        max(row.last_day for row in rows),
        sum(row.days for row in rows),
        len(rows),
        why if first.answer != DayAnswer.UNLOGGED else "",
        0 if pd.isna(first.period) else int(first.period),
    )


def _names(codes: str) -> str:
    return ", ".join(countries.name(code) for code in codes.split("+"))


def headline_of_all(people: Sequence[str], busy: Collection[str]) -> Headline:
    """The same for several people: how many of them must act, by ``standing.travelers_who_must_act``."""
    waiting = [who for who in people if who in busy]
    if waiting:
        verb = "has" if len(waiting) == 1 else "have"
        number = f"{len(waiting)} of {count_text(len(people), 'person', 'people')}"
        return Headline(f"{number} {verb} something to do. Choose one to see what.", Mood.ACT)
    return Headline("Nothing to do: nobody has work abroad that needs action.", Mood.DONE)


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
