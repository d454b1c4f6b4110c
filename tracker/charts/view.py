"""What the timeline of one traveler shows: the analysis, cut to a window, with everything that a bar or a row says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.charts.words import CERTIFICATE_WITHOUT_AGREEMENT, COVERED_NOT_DELIVERED, reason_sentence
from tracker.codes import Activity, Case, Certainty, CertificateState, Reason, Status, Verdict
from tracker.findings import FindingCode

if TYPE_CHECKING:
    from tracker.analysis import Analysis
    from tracker.rules import Rules


@dataclass(frozen=True)
class TimelineView:
    """Everything the timeline and its table show. Day columns are ``datetime64[s]``, inclusive, not cut to the window.

    ``first_day``..``last_day`` is the window; every frame holds the rows that touch it.
    """

    traveler: str
    today: dt.date
    as_of: dt.date
    first_day: dt.date
    last_day: dt.date
    chosen: bool  # the window was asked for, not taken from the log
    work: pd.DataFrame  # segments, cut where the trips behind them change; + trips (joined by +), places, planned
    trips: pd.DataFrame  # the columns of trips.csv
    certificates: pd.DataFrame  # the columns of certificates.csv; + look, a key of words.CERTIFICATES
    coverage: pd.DataFrame  # the columns of coverage.csv; + answer (a key of words.ANSWERS), why, rule, sources, trips
    mixed: pd.DataFrame  # the mixed rows of periods.csv


def timeline_view(
    analysis: Analysis,
    traveler: str,
    *,
    today: dt.date,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> TimelineView:
    """The timeline of one traveler. A missing end of the window is taken from the log, its certificates and today."""
    as_of = analysis.settings.as_of
    segments, coverage, periods, trips, certificates = (
        frame[frame["traveler"] == traveler].reset_index(drop=True)
        for frame in (
            analysis.segments,
            analysis.coverage,
            analysis.periods,
            analysis.workspace.trips,
            analysis.workspace.certificates,
        )
    )
    first, last = _window(segments, certificates, today)
    first, last = first_day or first, last_day or last
    last = max(first, last)
    shown = [_touching(frame, first, last) for frame in (segments, coverage, certificates, trips)]
    mixed = periods[periods["case"] == Case.MIXED]
    return TimelineView(
        traveler=traveler,
        today=today,
        as_of=as_of,
        first_day=first,
        last_day=last,
        chosen=first_day is not None or last_day is not None,
        work=_touching(_cut_at_trips(shown[0], _Trips(trips, as_of)), first, last),
        trips=shown[3],
        certificates=_with_looks(shown[2], coverage, analysis.findings),
        coverage=_explained(shown[1], periods, certificates, _Trips(trips, as_of), analysis.rules),
        mixed=_touching(mixed, first, last),
    )


def _window(segments: pd.DataFrame, certificates: pd.DataFrame, today: dt.date) -> tuple[dt.date, dt.date]:
    """The log and its certificates; today if the log ends near it. What reaches far beyond the log is cut."""
    if segments.empty and certificates.empty:
        return today - dt.timedelta(days=30), today + dt.timedelta(days=30)
    logged = segments if len(segments) else certificates
    first = days.day_number(logged["first_day"].min().date())
    last = days.day_number(logged[["first_day", "last_day"]].max().max().date())
    room = max((last - first) // 2, 31)
    wanted = days.day_number(today)
    earliest = [first, *days.starts(certificates["first_day"])]
    latest = [last, *(days.stops(certificates["last_day"].dropna()) - 1)]
    if last - room <= wanted <= last + room:
        latest.append(wanted)
    return days.to_date(max(min(earliest), first - room)), days.to_date(min(max(latest), last + room))


def _touching(rows: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Rows with any day in the window; an empty last day has no end."""
    inside = (rows["first_day"] <= pd.Timestamp(last)) & ~(rows["last_day"] < pd.Timestamp(first))
    return rows[inside].reset_index(drop=True)


class _Trips:
    """The trips of one traveler as arrays, to find the ones behind a span of days."""

    def __init__(self, trips: pd.DataFrame, as_of: dt.date) -> None:
        self.table = trips
        self.start = days.starts(trips["first_day"])
        self.stop = np.maximum(
            days.stops(trips["last_day"], missing=days.day_number(as_of) + 1),
            self.start + 1,
        )
        self.country, self.assignment = trips["country"].to_numpy(str), trips["assignment"].to_numpy(str)
        self.is_work = (trips["activity"] == Activity.WORK).to_numpy()
        self.is_planned = (trips["certainty"] == Certainty.PLANNED).to_numpy()
        self.ids, self.places = trips["trip"].to_numpy(str), trips["place"].to_numpy(str)

    def behind(self, start: int, stop: int, countries: list[str], *, work: bool) -> npt.NDArray[np.intp]:
        """Positions of the trips with a day in the half-open span; only in these countries, only of work, if asked."""
        found = (self.start < stop) & (self.stop > start)
        if work:
            found &= self.is_work
        if countries:
            found &= np.isin(self.country, countries)
        return np.flatnonzero(found)

    def joined(self, positions: npt.NDArray[np.intp]) -> str:
        return "+".join(self.ids[positions])


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
        places=_texts(", ".join(dict.fromkeys(p for p in trips.places[behind] if p)) for *_, behind in pieces),
        planned=[bool(trips.is_planned[behind].any()) for *_, behind in pieces],
    )


def _pieces(
    start: int, stop: int, countries: str, status: str, trips: _Trips
) -> list[tuple[int, int, npt.NDArray[np.intp]]]:
    """One segment as (start, stop, positions of the trips behind), neighbors with the same trips joined again."""
    is_work = status not in (Status.NON_WORK, Status.UNLOGGED)
    found = trips.behind(start, stop, countries.split("+") if countries else [], work=is_work)
    changes = {start, stop, *trips.start[found].tolist(), *trips.stop[found].tolist()}
    edges = sorted(day for day in changes if start <= day <= stop)
    pieces: list[tuple[int, int, npt.NDArray[np.intp]]] = []
    for left, right in pairwise(edges):
        behind = found[(trips.start[found] < right) & (trips.stop[found] > left)]
        if right - left == 1:  # two trips of one country that meet on a day: the day goes to the one that begins
            ends_here = (trips.stop[behind] == right) & (trips.start[behind] < left)
            begins_here = trips.start[behind] == left
            behind = behind[~ends_here] if begins_here.any() and len(set(trips.country[behind])) == 1 else behind
        if pieces and np.array_equal(pieces[-1][2], behind):
            left = pieces.pop()[0]
        pieces.append((left, right, behind))
    return pieces


def _with_looks(certificates: pd.DataFrame, coverage: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Certificates with ``look``: their state, or that they cover nothing because no agreement is in force."""
    useless = findings.loc[findings["code"] == FindingCode.CERTIFICATE_WITHOUT_AGREEMENT, "subject"]
    is_useless = certificates["certificate"].isin(useless) & ~certificates["certificate"].isin(coverage["certificate"])
    state = certificates["state"].where(certificates["state"] != "", str(CertificateState.DRAFT))
    return certificates.assign(look=state.mask(is_useless, CERTIFICATE_WITHOUT_AGREEMENT).astype("str"))


def _explained(
    coverage: pd.DataFrame, periods: pd.DataFrame, certificates: pd.DataFrame, trips: _Trips, rules: Rules
) -> pd.DataFrame:
    """Coverage rows with the answer, the reason as a sentence, the rule's section and sources, the trips behind."""
    issued = certificates.loc[certificates["state"] == CertificateState.ISSUED, "certificate"]
    undelivered = (coverage["verdict"] == Verdict.COVERED) & coverage["certificate"].isin(issued)
    assignments = dict(zip(periods["period"], periods["assignment"], strict=True))
    decisions = dict(zip(periods["period"], periods["decision"], strict=True))
    laws = {provision: _law(provision, rules) for provision in coverage["provision"].unique()}
    sentences = {reason: reason_sentence(reason) for reason in coverage["reason"].unique()}
    behind = []
    for start, stop, host, reason, period in _spans(coverage, "host", "reason", "period"):
        countries = [host] if host else ["US"] if reason == Reason.US_WORK else []
        found = trips.behind(start, stop, countries, work=bool(countries))
        if host:
            found = found[trips.assignment[found] == assignments.get(period, "")]
        behind.append(trips.joined(found))
    return coverage.assign(
        answer=coverage["verdict"].mask(undelivered, COVERED_NOT_DELIVERED).astype("str"),
        why=coverage["reason"].map(sentences).astype("str"),
        rule=_texts(laws[provision][0] for provision in coverage["provision"]),
        sources=_texts(laws[provision][1] for provision in coverage["provision"]),
        trips=_texts(behind),
        decision=_texts(decisions.get(period, "") for period in coverage["period"]),
    )


def _law(provision: str, rules: Rules) -> tuple[str, str]:
    """The section and the titles of the sources of a provision; the id itself where the law files do not have it."""
    try:
        found = rules.provision(provision)
    except (KeyError, StopIteration):
        return provision, ""
    return found.section, "; ".join(rules.sources[source].title for source in found.sources)


def _spans(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Per row: half-open start and stop as ints, then the values of these columns."""
    values = (rows[column] for column in columns)
    starts, stops = days.starts(rows["first_day"]).tolist(), days.stops(rows["last_day"]).tolist()
    return zip(starts, stops, *values, strict=True)


def _texts(values: Iterable[str]) -> pd.Series:
    return pd.Series(list(values), dtype="str")
