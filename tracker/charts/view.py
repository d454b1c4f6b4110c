"""What the timeline shows: the analysis, cut to a window, with everything that a bar or a row says."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.charts.planned import planned_trips
from tracker.charts.words import (
    CERTIFICATE_OF_THIRD_COUNTRY,
    CERTIFICATE_WITHOUT_AGREEMENT,
    HOST_CERTIFICATE,
    reason_sentence,
)
from tracker.codes import Activity, Case, Certainty, CertificateState, Issuer, Reason, Status
from tracker.filing import deadlines
from tracker.findings import FindingCode

if TYPE_CHECKING:
    from tracker.analysis import Analysis
    from tracker.rules import Rules
    from tracker.rules.tables import Law

MOST_BARS = 1_000
"""More spans than these at once are drawn as months."""

STEP_DAYS = ["submitted_on", "issued_on", "delivered_on"]
"""The dated steps in a certificate's life, in the order in which they should happen."""

TRIP_FINDINGS = (
    FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS,
    FindingCode.OVERLAPPING_TRIPS,
    FindingCode.HOME_TRIP_OVERLAPS,
)
"""Findings about the dates of trips that get a mark where the trip is drawn."""


class Window(Protocol):
    """The days that a chart shows."""

    @property
    def today(self) -> dt.date: ...
    @property
    def first_day(self) -> dt.date: ...
    @property
    def last_day(self) -> dt.date: ...
    @property
    def chosen(self) -> bool:
        """Whether they were asked for, not taken from the log."""

    @property
    def coverage(self) -> pd.DataFrame:
        """Rows of ``explained``."""


@dataclass(frozen=True)
class TimelineView:
    """Everything the timeline and its table show. Day columns are ``datetime64[s]``, inclusive, not cut to the window.

    ``first_day``..``last_day`` is the window; every frame holds the rows that touch it. ``drawn`` are the days whose
    spans are drawn one by one; ``work`` holds only these, and only they know their trips. None: there are too many,
    so months are drawn.
    """

    traveler: str
    today: dt.date
    as_of: dt.date
    first_day: dt.date
    last_day: dt.date
    chosen: bool  # the window was asked for, not taken from the log
    drawn: tuple[dt.date, dt.date] | None
    segments: pd.DataFrame  # the columns of segments.csv
    work: pd.DataFrame  # segments, cut where the trips behind them change; + trips (joined by +), places, planned
    trips: pd.DataFrame  # the columns of trips.csv
    planned: pd.DataFrame  # see planned_trips: all of the traveler's
    certificates: pd.DataFrame  # the columns of certificates.csv; + look, a key of words.CERTIFICATES
    coverage: pd.DataFrame  # rows of ``explained``; + trips (joined by +)
    mixed: pd.DataFrame  # the mixed rows of periods.csv
    doubts: pd.DataFrame  # findings of TRIP_FINDINGS about the traveler's trips: the columns of findings.csv
    deadlines: pd.DataFrame  # the columns of filing.deadlines
    later: pd.DataFrame  # deadlines after the window

    @property
    def spans(self) -> int:
        """How many spans of work and of answers lie in the window."""
        return len(self.segments) + len(self.coverage)

    @property
    def spans_drawn(self) -> pd.DataFrame:
        """The coverage rows that are drawn one by one."""
        return touching(self.coverage, *self.drawn) if self.drawn else self.coverage.head(0)


def timeline_view(
    analysis: Analysis,
    traveler: str,
    *,
    today: dt.date,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    zoom: tuple[dt.date, dt.date] | None = None,
) -> TimelineView:
    """The timeline of one traveler. A missing end of the window is taken from the log, its certificates and today.

    ``zoom`` names the days that are looked at; of a window with too many spans only those near them are drawn.
    """
    dates = deadlines(_only(analysis, traveler))
    dates = dates[dates["traveler"] == traveler]
    in_months = view_of_months(analysis, traveler, dates, today=today, window=(first_day, last_day))
    return drawn_near(in_months, analysis, zoom)


def view_of_months(
    analysis: Analysis,
    traveler: str,
    dates: pd.DataFrame,
    *,
    today: dt.date,
    window: tuple[dt.date | None, dt.date | None] = (None, None),
) -> TimelineView:
    """The timeline of one traveler before its spans are cut out: ``drawn_near`` does that.

    ``dates`` are the traveler's deadlines, as in ``filing.deadlines``: what draws many people has them already.
    ``window`` is the first and last day; None: from the log, its certificates and today.
    """
    first_day, last_day = window
    as_of = analysis.settings.as_of
    segments, coverage, periods, trips, certificates = (
        frame[frame["traveler"] == traveler].reset_index(drop=True)
        for frame in (
            analysis.segments,
            analysis.answers,
            analysis.periods,
            analysis.workspace.trips,
            analysis.workspace.certificates,
        )
    )
    if first_day is None or last_day is None:
        first, last = window_of(segments, certificates, today)
        first, last = first_day or first, last_day or last
    else:
        first, last = first_day, last_day
    last = max(first, last)
    work, answers = touching(segments, first, last), touching(coverage, first, last)
    rows = explained(answers, periods, analysis.law)
    due = dates["day"].to_numpy()
    return TimelineView(
        traveler=traveler,
        today=today,
        as_of=as_of,
        first_day=first,
        last_day=last,
        chosen=first_day is not None or last_day is not None,
        drawn=None,
        segments=work,
        work=_no_work(work),
        trips=touching(trips, first, last),
        planned=planned_trips(trips, as_of),
        certificates=_with_looks(_with_life_touching(certificates, first, last), coverage, analysis),
        coverage=rows.assign(trips=pd.Series("", index=rows.index, dtype="str")),
        mixed=touching(periods[periods["case"] == Case.MIXED], first, last),
        doubts=touching(_doubts(analysis.findings, trips), first, last),
        deadlines=dates[(due >= np.datetime64(first)) & (due <= np.datetime64(last))].reset_index(drop=True),
        later=dates[due > np.datetime64(last)].reset_index(drop=True),
    )


def drawn_near(view: TimelineView, analysis: Analysis, zoom: tuple[dt.date, dt.date] | None) -> TimelineView:
    """The same view with spans for the days near ``zoom`` where it holds months only; whatever is in it stays."""
    if view.drawn:
        return view
    drawn = _drawn(view.segments, view.coverage, view.first_day, view.last_day, zoom)
    if drawn is None:
        return view
    trips = _of(analysis.workspace.trips, view.traveler)
    behind = _Trips(trips, view.as_of)
    return replace(
        view,
        drawn=drawn,
        work=touching(_cut_at_trips(touching(view.segments, *drawn), behind), *drawn),
        trips=touching(trips, *drawn),
        coverage=view.coverage.assign(
            trips=_trips_behind(view.coverage, _of(analysis.periods, view.traveler), behind, drawn)
        ),
    )


def _only(analysis: Analysis, traveler: str) -> Analysis:
    """The analysis with the stays, days and periods of one traveler: what the deadlines of many people would cost."""
    own = replace(
        analysis,
        stays=_of(analysis.stays, traveler),
        coverage=_of(analysis.coverage, traveler),
        periods=_of(analysis.periods, traveler),
    )
    own.__dict__["answers"] = _of(analysis.answers, traveler)  # cached there, so that they are not worked out again
    return own


def _doubts(findings: pd.DataFrame, trips: pd.DataFrame) -> pd.DataFrame:
    """The findings about the dates of these trips, the first days first."""
    rows = findings[findings["code"].isin(TRIP_FINDINGS)]
    if rows.empty:
        return rows
    rows = rows[rows["subject"].isin(trips["trip"])]
    return rows.sort_values(["first_day", "subject"], kind="stable", ignore_index=True)


def _of(frame: pd.DataFrame, traveler: str) -> pd.DataFrame:
    return frame[frame["traveler"] == traveler] if len(frame) else frame


def _drawn(
    segments: pd.DataFrame,
    coverage: pd.DataFrame,
    first: dt.date,
    last: dt.date,
    zoom: tuple[dt.date, dt.date] | None,
) -> tuple[dt.date, dt.date] | None:
    """The window if it does not hold too many spans; else the days looked at with as many on both sides; else None."""
    tried = [(first, last)]
    if zoom:
        length = zoom[1] - zoom[0]
        tried.append((max(first, zoom[0] - length), min(last, zoom[1] + length)))
    for left, right in tried:
        if left <= right and _touch(segments, left, right).sum() + _touch(coverage, left, right).sum() <= MOST_BARS:
            return left, right
    return None


def window_of(segments: pd.DataFrame, certificates: pd.DataFrame, today: dt.date) -> tuple[dt.date, dt.date]:
    """The log, its certificates and their life; today if the log ends near it. What reaches far beyond is cut."""
    if segments.empty and certificates.empty:
        return today - dt.timedelta(days=30), today + dt.timedelta(days=30)
    logged = segments if len(segments) else certificates
    first = days.day_number(logged["first_day"].min().date())
    last = days.day_number(logged[["first_day", "last_day"]].max().max().date())
    room = max((last - first) // 2, 31)
    wanted = days.day_number(today)
    steps = [day for column in STEP_DAYS for day in days.numbers(certificates[column].dropna())]
    earliest = [first, *days.starts(certificates["first_day"]), *steps]
    latest = [last, *(days.stops(certificates["last_day"].dropna()) - 1), *steps]
    if last - room <= wanted <= last + room:
        latest.append(wanted)
    return days.to_date(max(min(earliest), first - room)), days.to_date(min(max(latest), last + room))


def touching(rows: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Rows with any day in the window; an empty last day has no end."""
    return rows[_touch(rows, first, last)].reset_index(drop=True)


def _touch(rows: pd.DataFrame, first: dt.date, last: dt.date) -> npt.NDArray[np.bool_]:
    """Whether each row has a day in the window. (In numpy: pandas takes ten times as long for a few rows.)"""
    begins, ends = rows["first_day"].to_numpy(), rows["last_day"].to_numpy()
    return (begins <= np.datetime64(last)) & ~(ends < np.datetime64(first))


def _with_life_touching(certificates: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Certificates with a day or a step of their life in the window."""
    if certificates.empty:
        return certificates
    steps = certificates[STEP_DAYS]
    has_step = ((steps >= pd.Timestamp(first)) & (steps <= pd.Timestamp(last))).any(axis=1)
    return certificates[_touch(certificates, first, last) | has_step].reset_index(drop=True)


class _Trips:
    """The trips of one traveler as arrays, to find the ones behind a span of days."""

    def __init__(self, trips: pd.DataFrame, as_of: dt.date) -> None:
        trips = trips.sort_values("first_day", kind="stable")
        ongoing = days.stops(trips["last_day"], missing=days.day_number(as_of) + 1)
        self.start: list[int] = days.starts(trips["first_day"]).tolist()
        self.stop = [max(stop, start + 1) for start, stop in zip(self.start, ongoing.tolist(), strict=True)]
        self.reach = list(accumulate(self.stop, max))  # no trip up to here ends later
        self.country, self.assignment = trips["country"].tolist(), trips["assignment"].tolist()
        self.is_work = (trips["activity"] == Activity.WORK).tolist()
        self.is_planned = (trips["certainty"] == Certainty.PLANNED).tolist()
        self.ids, self.places = trips["trip"].tolist(), trips["place"].tolist()

    def behind(
        self, start: int, stop: int, countries: Collection[str], *, work: bool, assignment: str | None = None
    ) -> list[int]:
        """Positions of the trips with a day in the half-open span; only in these countries, only of work, if asked."""
        return [
            place
            for place in range(bisect_right(self.reach, start), bisect_left(self.start, stop))
            if self.stop[place] > start
            and (self.is_work[place] or not work)
            and (not countries or self.country[place] in countries)
            and (assignment is None or self.assignment[place] == assignment)
        ]

    def joined(self, positions: list[int]) -> str:
        return "+".join(self.ids[place] for place in positions)


def _cut_at_trips(segments: pd.DataFrame, trips: _Trips) -> pd.DataFrame:
    """The segments, cut where the trips behind them change, so that every bar leads to its own trips."""
    pieces = [
        (number, left, right, behind)
        for number, (start, stop, countries, status) in enumerate(_spans(segments, "countries", "status"))
        for left, right, behind in _pieces(start, stop, countries, status, trips)
    ]
    rows = segments.iloc[[number for number, *_ in pieces]].reset_index(drop=True)
    starts = np.array([left for _, left, _, _ in pieces], dtype=np.int64)
    stops = np.array([right for _, _, right, _ in pieces], dtype=np.int64)
    return rows.assign(
        first_day=days.to_first_days(starts),
        last_day=days.to_last_days(stops),
        days=stops - starts,
        trips=_texts(trips.joined(behind) for *_, behind in pieces),
        places=_texts(", ".join(dict.fromkeys(filter(None, map(trips.places.__getitem__, n)))) for *_, n in pieces),
        planned=[any(trips.is_planned[place] for place in behind) for *_, behind in pieces],
    )


def _no_work(segments: pd.DataFrame) -> pd.DataFrame:
    """``_cut_at_trips`` of no segment: its columns, no rows."""
    none = segments.head(0)
    return none.assign(trips=none["traveler"], places=none["traveler"], planned=np.array([], dtype=np.bool_))


def _pieces(start: int, stop: int, countries: str, status: str, trips: _Trips) -> list[tuple[int, int, list[int]]]:
    """One segment as (start, stop, positions of the trips behind), neighbors with the same trips joined again."""
    is_work = status not in (Status.NON_WORK, Status.UNLOGGED)
    found = trips.behind(start, stop, countries.split("+") if countries else [], work=is_work)
    changes = {start, stop, *(trips.start[place] for place in found), *(trips.stop[place] for place in found)}
    edges = sorted(day for day in changes if start <= day <= stop)
    pieces: list[tuple[int, int, list[int]]] = []
    for left, right in pairwise(edges):
        behind = [place for place in found if trips.start[place] < right and trips.stop[place] > left]
        if right - left == 1 and len({trips.country[place] for place in behind}) == 1:
            # two trips of one country that meet on a day: the day goes to the one that begins
            begins_here = any(trips.start[place] == left for place in behind)
            behind = [n for n in behind if not (begins_here and trips.stop[n] == right and trips.start[n] < left)]
        if pieces and pieces[-1][2] == behind:
            left = pieces.pop()[0]
        pieces.append((left, right, behind))
    return pieces


def _with_looks(certificates: pd.DataFrame, coverage: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    """Certificates with ``look``: their state, whose system they prove, or that they cover nothing."""
    if certificates.empty:
        return certificates.assign(look=certificates["state"])
    findings, judged = analysis.findings, analysis.verdicts.certificates
    judged = judged[judged["certificate"].isin(certificates["certificate"])]
    useless = findings.loc[findings["code"] == FindingCode.CERTIFICATE_WITHOUT_AGREEMENT, "subject"]
    is_useless = certificates["certificate"].isin(useless) & ~certificates["certificate"].isin(coverage["certificate"])
    side = certificates["certificate"].map(dict(zip(judged["certificate"], judged["side"], strict=True)))
    state = certificates["state"].where(certificates["state"] != "", str(CertificateState.DRAFT))
    is_issued = state.isin([str(known) for known in CertificateState if known.is_issued])
    look = state.mask(is_issued & (side == Issuer.HOST), HOST_CERTIFICATE)
    look = look.mask(side == Issuer.OTHER, CERTIFICATE_OF_THIRD_COUNTRY)
    return certificates.assign(look=look.mask(is_useless, CERTIFICATE_WITHOUT_AGREEMENT).astype("str"))


def explained(answers: pd.DataFrame, periods: pd.DataFrame, law: Law) -> pd.DataFrame:
    """Rows of ``Analysis.answers`` with what there is to say about them.

    Added: why (the reason as a sentence), rule (the provision's section), sources (titles joined by ``;``), decision
    (about the work period, "" without one), all text, and us_letter (bool: the host issues no certificate for work in
    its own system, and SSA writes a letter).
    """
    decided = zip(periods["traveler"], periods["period"], periods["decision"], strict=True)
    decisions = {(who, number): decision for who, number, decision in decided}
    laws = {provision: _law(provision, law.rules) for provision in answers["provision"].unique()}
    sentences = {reason: reason_sentence(reason) for reason in answers["reason"].unique()}
    letters = {host: _has_letter(host, law) for host in answers["host"].unique()}
    return answers.assign(
        why=_texts(sentences[reason] for reason in answers["reason"]),
        rule=_texts(laws[provision][0] for provision in answers["provision"]),
        sources=_texts(laws[provision][1] for provision in answers["provision"]),
        decision=_texts(decisions.get(pair, "") for pair in zip(answers["traveler"], answers["period"], strict=True)),
        us_letter=np.array([letters[host] for host in answers["host"]], dtype=np.bool_),
    )


def _has_letter(host: str, law: Law) -> bool:
    agreement = law.agreement(host) if host else None
    return agreement is not None and bool(agreement.certificate.us_letter)


def _trips_behind(
    coverage: pd.DataFrame, periods: pd.DataFrame, trips: _Trips, drawn: tuple[dt.date, dt.date]
) -> pd.Series:
    """The ids of the trips behind each coverage row, joined by +; "" where the row is not drawn by itself."""
    first, stop_drawn = days.day_number(drawn[0]), days.day_number(drawn[1]) + 1
    assignments = dict(zip(periods["period"], periods["assignment"], strict=True))
    behind = []
    for start, stop, host, reason, period in _spans(coverage, "host", "reason", "period"):
        if start >= stop_drawn or stop <= first:
            behind.append("")
            continue
        countries = [host] if host else ["US"] if reason == Reason.US_WORK else []
        assignment = assignments.get(period, "") if host else None
        found = trips.behind(start, stop, countries, work=bool(countries), assignment=assignment)
        behind.append(trips.joined(found))
    return _texts(behind)


def _law(provision: str, rules: Rules) -> tuple[str, str]:
    """The section and the titles of the sources of a provision; the id itself where the law files do not have it."""
    try:
        found = rules.provision(provision)
    except (KeyError, StopIteration):
        return provision, ""
    return found.section, "; ".join(rules.sources[source].title for source in found.sources)


def _spans(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Per row: half-open start and stop as ints, then the values of these columns."""
    values = (rows[column].tolist() for column in columns)
    starts, stops = days.starts(rows["first_day"]).tolist(), days.stops(rows["last_day"]).tolist()
    return zip(starts, stops, *values, strict=True)


def _texts(values: Iterable[str]) -> pd.Series:
    return pd.Series(list(values), dtype="str")
