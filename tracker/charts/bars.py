"""The lanes of the timeline as bars: what each says, what it leads to, and the row it lies in."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Literal

import pandas as pd

from tracker import countries, days
from tracker.charts import words
from tracker.charts.planned import cut_at_planned
from tracker.charts.spans import pack
from tracker.charts.view import TimelineView
from tracker.codes import Certainty, CertificateState, Decision, Reason, Status, Verdict
from tracker.filing.rows import rows_of
from tracker.words.days import day_text, span_text, with_day_texts
from tracker.words.names import certificate_of

Kind = Literal["trip", "certificate", "coverage", "month", "deadline", "traveler"]

OTHER_TRIP = "trip"
"""Key of a trip that lies below another one on the same days."""

AHEAD, PAST = "ahead", "past"
"""Keys of the days on which something is due."""

MOST_ASSIGNMENTS = 8
"""More assignments than these at once share one row: a lane for each would fill the screen."""

_WITHOUT_AGREEMENT = {Reason.NO_AGREEMENT, Reason.AGREEMENT_NOT_IN_FORCE, Reason.AGREEMENT_UNVERIFIED}
_NO_COVER = {CertificateState.REFUSED, CertificateState.WITHDRAWN}


@dataclass(frozen=True)
class Step:
    """One dated step in a certificate's life."""

    day: int  # day number
    text: str


@dataclass(frozen=True)
class Group:
    """The rows of one assignment in the lane of work; "" holds what belongs to none."""

    assignment: str
    first_row: int
    rows: int


@dataclass(frozen=True)
class Bar:
    """One span of days. ``start``..``stop`` are half-open day numbers; ``last_day`` may be empty ("")."""

    kind: Kind
    id: str  # the trip, the certificate, or trips joined by +
    start: int
    stop: int
    title: str
    lines: tuple[str, ...]  # of the hover text, plain
    key: str  # which words and which look
    labels: tuple[str, ...] = ()  # what may stand on the bar, the longest first
    row: int = 0
    open_end: str = ""  # why there is no last day, in words
    planned: bool = False
    thin: bool = False
    flagged: bool = False  # work without an agreement
    part: tuple[float, float] = (0.0, 1.0)  # of the row's height, from the top
    steps: tuple[Step, ...] = ()  # of a certificate's life, by day

    @property
    def days(self) -> int:
        return self.stop - self.start

    @cached_property
    def _dates(self) -> tuple[str, str, str]:
        """First day, last day ("" where it is open), both in words."""
        first, last = days.to_date(self.start), days.to_date(self.stop - 1)
        if self.open_end:
            return str(first), "", f"from {day_text(first)}, {self.open_end}"
        when = f"{day_text(first)}, 1 day" if self.days == 1 else f"{span_text(first, last)}, {self.days} days"
        return str(first), str(last), when

    def custom(self, chars: int) -> tuple[str, ...]:
        """What plotly carries along: kind, id, first day, last day, dates in words, title, text. All made safe.

        A tuple of texts: the garbage collector, which runs after every run, does not look into it.
        """
        first, last, when = self._dates
        body = "<br>".join(_wrapped(with_day_texts(line), chars) for line in self.lines)
        title = _wrapped(self.title, chars - 4)
        return self.kind, self.id, first, last, when, title, body


@lru_cache(maxsize=4096)  # many bars share their sentences, and wrapping is what a figure spends its time on
def _wrapped(line: str, chars: int) -> str:
    return "<br>".join(safe(part) for part in textwrap.wrap(line, chars))


def safe(text: str) -> str:
    """Text of the user made harmless: plotly reads a small HTML and fills in ``%{…}``."""
    return html.escape(str(text), quote=False).replace("%{", "&#37;{")


def worked(view: TimelineView) -> list[Bar]:
    """Segments by status, and below them each trip that shares its days with a trip above; per assignment, if several.

    Work of two assignments on one day stands in the rows of both.
    """
    ongoing = set(view.trips.loc[view.trips["last_day"].isna(), "trip"])
    found, rows = groups(view), trip_rows(view)
    first_row = {group.assignment: group.first_row for group in found}
    if found:
        pieces = list(_pieces_by_assignment(view))
    else:
        pieces = [(row, "") for row in rows_of(view.work)]
    bars = [_segment_bar(row, view, ongoing, first_row.get(assignment, 0)) for row, assignment in pieces]
    for row, trip in zip(rows, rows_of(view.trips), strict=True):
        if row != first_row.get(trip.assignment, 0):
            bars.append(_other_trip_bar(trip, view, row))
    return bars


def _pieces_by_assignment(view: TimelineView) -> Iterator[tuple[Any, str]]:
    """The rows of ``view.work``, each for every assignment with a trip in it, told only about these trips."""
    trips = {trip.trip: trip for trip in rows_of(view.trips)}
    for row in rows_of(view.work):
        behind = [trips[trip] for trip in row.trips.split("+") if trip]
        assignments = dict.fromkeys(trip.assignment for trip in behind)
        if len(assignments) < 2:
            yield row, next(iter(assignments), "")
            continue
        for assignment in assignments:
            own = [trip for trip in behind if trip.assignment == assignment]
            yield (
                row._replace(
                    trips="+".join(trip.trip for trip in own),
                    countries="+".join(sorted({trip.country for trip in own})),
                    places=", ".join(dict.fromkeys(trip.place for trip in own if trip.place)),
                ),
                assignment,
            )


def groups(view: TimelineView) -> list[Group]:
    """The assignments of the window in the order of their first trips, those of none first. Empty: all share a row."""
    if not view.drawn or not 1 < view.trips["assignment"].nunique() <= MOST_ASSIGNMENTS:
        return []
    names = sorted(dict.fromkeys(view.trips.sort_values("first_day")["assignment"]), key=bool)
    if names[0] and (view.work["status"] == Status.UNLOGGED).any():
        names = ["", *names]
    found, first_row = [], 0
    packed = _rows_in_group(view)
    for name in names:
        own = [row for row, assignment in zip(packed, view.trips["assignment"], strict=True) if assignment == name]
        found.append(Group(name, first_row, 1 + max(own, default=0)))
        first_row += found[-1].rows
    return found


def trip_rows(view: TimelineView) -> list[int]:
    """The row of each trip: that of the segments, or one below where it overlaps another trip of its group."""
    found = groups(view)
    if not found:
        return _packed_trips(trip_spans(view))
    first_row = {group.assignment: group.first_row for group in found}
    own = zip(_rows_in_group(view), view.trips["assignment"], strict=True)
    return [first_row[assignment] + row for row, assignment in own]


def _rows_in_group(view: TimelineView) -> list[int]:
    spans, rows = trip_spans(view), [0] * len(view.trips)
    for places in view.trips.groupby("assignment").indices.values():
        for place, row in zip(places, _packed_trips([spans[place] for place in places]), strict=True):
            rows[place] = row
    return rows


def _packed_trips(spans: Sequence[tuple[int, int]]) -> list[int]:
    """The row of each trip. Sharing a travel day is no overlap."""
    half_days = [(2 * start, 2 * stop) if stop - start == 1 else (2 * start + 1, 2 * stop - 1) for start, stop in spans]
    return pack(half_days)


def trip_spans(view: TimelineView) -> list[tuple[int, int]]:
    """Half-open days of each trip; an ongoing one reaches to ``as_of``, and at least over its first day."""
    starts = days.starts(view.trips["first_day"]).tolist()
    stops = days.stops(view.trips["last_day"], missing=days.day_number(view.as_of) + 1).tolist()
    return [(start, max(stop, start + 1)) for start, stop in zip(starts, stops, strict=True)]


def _segment_bar(row: Any, view: TimelineView, ongoing_trips: set[str], in_row: int) -> Bar:
    word, (start, stop) = words.STATUSES[row.status], _span(row)
    where = _names(row.countries)
    ids = [trip for trip in row.trips.split("+") if trip]
    lines = [Status(row.status).sentence]
    if len(ids) == 1:
        lines.append(f"Trip {ids[0]}" + (", planned: it has not happened yet." if row.planned else "."))
    elif ids:
        lines.append(f"Trips {', '.join(ids)}.")
    ongoing = stop == days.day_number(view.as_of) + 1 and not ongoing_trips.isdisjoint(ids)
    if ongoing:
        lines.append(f"Ongoing: counted up to {view.as_of}.")
    if row.status == Status.UNLOGGED:
        if row.first_day.date() <= view.today:
            lines.append(f"Next: {word.next}")
        labels: tuple[str, ...] = (word.text, word.short, word.mark)
        title = word.text
    else:
        place = f"{where} · {row.places}" if row.places and len(ids) == 1 else where
        rest = f"{where}: no work" if row.status == Status.NON_WORK else place
        labels = (rest, where, row.countries)
        title = f"{place}: {word.text}"
    return Bar(
        "trip", row.trips, start, stop, title, tuple(lines), row.status, labels, in_row,
        open_end="ongoing" if ongoing else "", planned=row.planned,
    )  # fmt: skip


def _other_trip_bar(trip: Any, view: TimelineView, row: int) -> Bar:
    start = days.day_number(trip.first_day.date())
    ongoing = pd.isna(trip.last_day)
    stop = days.day_number(view.as_of if ongoing else trip.last_day.date()) + 1
    where = _names(trip.country)
    place = f"{where} · {trip.place}" if trip.place else where
    lines = (f"Trip {trip.trip} lies on days of another trip.",)
    return Bar(
        "trip", trip.trip, start, max(stop, start + 1), place, lines, OTHER_TRIP, (place, where, trip.country), row,
        open_end="ongoing" if ongoing else "", planned=trip.certainty == Certainty.PLANNED,
    )  # fmt: skip


def certificates(view: TimelineView) -> list[Bar]:
    """One bar per certificate, not put into rows yet. One without an end reaches to the end of the window."""
    return [_certificate_bar(row, view) for row in rows_of(view.certificates)]


def _certificate_bar(row: Any, view: TimelineView) -> Bar:
    word, where, paper = words.CERTIFICATES[row.look], _names(row.host), _capital(certificate_of(row.issuer))
    start = days.day_number(row.first_day.date())
    is_open = pd.isna(row.last_day)
    stop = max(days.day_number(view.last_day), start) + 1 if is_open else days.day_number(row.last_day.date()) + 1
    lines = [f"Certificate {row.certificate}: {_small(word.text)}, {word.help}."]
    if row.control_number:
        lines.append(f"Control number {row.control_number}.")
    if word.next:
        lines.append(f"Next: {word.next}")
    labels = (
        f"{paper} for {where}: {_small(word.text)}",
        f"{paper}, {where}: {_small(word.short)}",
        f"{paper}: {_small(word.short)}",
        f"{row.host}: {_small(word.short)}",
        f"{row.host} {word.mark}",
        row.host,
    )
    thin = row.look in _NO_COVER
    return Bar(
        "certificate", row.certificate, start, stop, f"{paper} for {where}: {_small(word.text)}",
        tuple(lines), row.look,
        () if thin else labels, open_end="no end date" if is_open else "", thin=thin, steps=_steps(row, view),
    )  # fmt: skip


def _steps(row: Any, view: TimelineView) -> tuple[Step, ...]:
    """The dated steps inside the window, by day, whatever their order should be; the last names the receipt."""
    first, last = days.day_number(view.first_day), days.day_number(view.last_day)
    dated = {column: getattr(row, column) for column in words.STEPS}
    found = [Step(days.day_number(day.date()), words.STEPS[column]) for column, day in dated.items() if pd.notna(day)]
    if pd.notna(dated["delivered_on"]):
        proof = words.RECEIPT_KEPT if row.receipt else words.NO_RECEIPT
        found[-1] = replace(found[-1], text=f"{found[-1].text}, {proof}")
    return tuple(sorted((step for step in found if first <= step.day <= last), key=lambda step: step.day))


def deadlines(view: TimelineView) -> list[Bar]:
    """One bar of one day per day on which something is due, not put into rows yet; its labels are for beside it."""
    bars = []
    for day, rows in groupby(rows_of(view.deadlines), key=lambda row: row.day):
        due = list(rows)
        number = days.day_number(day.date())
        first = due[0]
        word = words.DEADLINES[first.kind]
        more = f" +{len(due) - 1}" if len(due) > 1 else ""
        labels = (_at(first.host, f"{word.short} {day_text(day)}{more}"), f"{first.host} {word.short}{more}".strip())
        lines = [line for row in due for line in (_at(row.host, words.DEADLINES[row.kind].help), row.action)]
        period = "" if pd.isna(first.period) else str(first.period)
        is_past = number < days.day_number(view.today)
        title = " · ".join(dict.fromkeys(_at(row.host, words.DEADLINES[row.kind].text) for row in due))
        key = PAST if is_past else AHEAD
        bars.append(Bar("deadline", period, number, number + 1, title, tuple(lines), key, labels))
    return bars


def _at(host: str, text: str) -> str:
    """A deadline with its country; one of the user's own may have none."""
    return f"{_names(host)}: {text}" if host else text


def verdicts(view: TimelineView) -> list[Bar]:
    """One bar per coverage row, cut where it is planned; hosts that share a day lie below each other, with names."""
    rows = cut_at_planned(view.spans_drawn, view.planned)
    bars = _packed([_coverage_bar(row, view) for row in rows_of(rows)])
    below = [bar for bar in bars if bar.row]
    return [
        replace(bar, labels=_with_host(bar.labels, host)) if host and _shares_days(bar, below) else bar
        for bar, host in zip(bars, rows["host"], strict=True)
    ]


def _shares_days(bar: Bar, below: Sequence[Bar]) -> bool:
    return bar.row > 0 or any(other.start < bar.stop and bar.start < other.stop for other in below)


def _coverage_bar(row: Any, view: TimelineView) -> Bar:
    word, (start, stop) = words.of_row(row), _span(row)
    lines = [row.why]
    if row.rule:
        lines.append(f"Rule: {row.rule}")
    if row.sources:
        lines.append(f"Source: {row.sources}")
    if paper := certificate_line(row):
        lines.append(paper)
    if row.mixed == "yes":
        lines.append("Part of a mixed period: never assume that one certificate covers all of it.")
    if row.planned:
        lines.append("Planned: it has not happened yet.")
    if word.next and not (row.answer == Verdict.UNLOGGED and row.first_day.date() > view.today):
        lines.append(f"Next: {word.next}")
    title = words.at_host(word, row.host)
    return Bar(
        "coverage", row.trips, start, stop, title, tuple(lines), row.answer, (word.text, word.short, word.mark),
        planned=row.planned, flagged=row.reason in _WITHOUT_AGREEMENT,
    )  # fmt: skip


def doubts(view: TimelineView) -> list[Bar]:
    """One bar per finding about the dates of a trip, in the row of that trip; it leads to the trip."""
    if not view.drawn:
        return []
    trips = view.trips["trip"].tolist()
    rows, spans = trip_rows(view), trip_spans(view)
    bars = []
    for finding in rows_of(view.doubts):
        if finding.subject not in trips:
            continue
        place = trips.index(finding.subject)
        start, stop = _doubtful_days(finding, spans[place])
        title = f"{words.TRIP_TO_CHECK.text}: {finding.subject}"
        bars.append(Bar("trip", finding.subject, start, stop, title, (finding.message,), "doubt", row=rows[place]))
    return bars


def _doubtful_days(finding: Any, trip: tuple[int, int]) -> tuple[int, int]:
    """The days of a finding inside its trip (half-open); all days of the trip where they share none."""
    if pd.isna(finding.first_day) or pd.isna(finding.last_day):
        return trip
    start, stop = _span(finding)
    start, stop = max(start, trip[0]), min(stop, trip[1])
    return (start, stop) if start < stop else trip


def mixed(view: TimelineView) -> list[Bar]:
    """A bracket over each mixed period, not put into rows yet; it leads to the trips that make it mixed."""
    bars: list[Bar] = []
    if not view.drawn:
        return bars
    for row in rows_of(view.mixed):
        start, stop = _span(row)
        is_open = row.decision == Decision.CLARIFY
        text = words.MIXED if is_open else words.MIXED_CLARIFIED
        lines = [
            f"Work in {_names(row.countries)} belongs to one work period, so one certificate may not cover it all."
        ]
        if row.causes:
            lines.append(f"Made mixed by trip {', '.join(row.causes.split('+'))}.")
        if is_open:
            lines.append("Next: pause, and clarify before filing.")
        title = text[0].upper() + text[1:]
        bars.append(Bar("coverage", row.causes, start, stop, title, tuple(lines), "mixed", (text,)))
    return bars


def _packed(bars: Sequence[Bar]) -> list[Bar]:
    rows = pack([(bar.start, bar.stop) for bar in bars])
    return [replace(bar, row=row) if row else bar for bar, row in zip(bars, rows, strict=True)]


def _with_host(labels: tuple[str, ...], host: str) -> tuple[str, ...]:
    text, short, mark = labels
    is_named = _names(host) in text
    return (
        text if is_named else f"{_names(host)}: {_small(text)}",
        *([] if is_named else [f"{host}: {_small(text)}"]),
        f"{host}: {_small(short)}",
        f"{host} {mark}",
        mark,
    )


def _names(codes: str) -> str:
    return " + ".join(countries.name(code) for code in codes.split("+"))


def _small(text: str) -> str:
    """For use inside a sentence. Abbreviations such as US keep their capitals."""
    return text if text[:2].isupper() else text[0].lower() + text[1:]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _issuer_of(row: Any) -> str:
    """The country whose certificate a row of answers names: its host's or the US."""
    return str(row.host) if row.verdict in (Verdict.COVERED_BY_HOST, Verdict.WOULD_NOT_COVER) else ""


def certificate_line(row: Any) -> str:
    """The certificate that decides a row of ``view.explained``, or that it waits for, with its id; "" without one."""
    paper = _capital(certificate_of(_issuer_of(row)))
    if row.certificate:
        return f"{paper}: {row.certificate}"
    return f"{paper} requested: {row.requested}" if row.requested else ""


def _span(row: Any) -> tuple[int, int]:
    return days.day_number(row.first_day.date()), days.day_number(row.last_day.date()) + 1
