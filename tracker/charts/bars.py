"""The three lanes of the timeline as bars: what each says, what it leads to, and the row it lies in."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from tracker import countries, days
from tracker.charts import words
from tracker.charts.spans import pack
from tracker.charts.view import TimelineView
from tracker.codes import Certainty, CertificateState, Decision, Reason, Status, Verdict

Kind = Literal["trip", "certificate", "coverage"]

OTHER_TRIP = "trip"
"""Key of a trip that lies below another one on the same days."""

_WITHOUT_AGREEMENT = {Reason.NO_AGREEMENT, Reason.AGREEMENT_NOT_IN_FORCE, Reason.AGREEMENT_UNVERIFIED}
_NO_COVER = {CertificateState.REFUSED, CertificateState.WITHDRAWN}


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

    @property
    def days(self) -> int:
        return self.stop - self.start

    def custom(self, chars: int) -> list[str]:
        """What plotly carries along: kind, id, first day, last day, dates in words, title, text. All made safe."""
        first, last = str(days.to_date(self.start)), str(days.to_date(self.stop - 1))
        length = "1 day" if self.days == 1 else f"{self.days} days"
        if self.open_end:
            when, last = f"from {first}, {self.open_end}", ""
        else:
            when = f"{first}, 1 day" if self.days == 1 else f"{first} to {last}, {length}"
        body = "<br>".join(_wrapped(line, chars) for line in self.lines)
        title = _wrapped(self.title, chars - 4)
        return [self.kind, self.id, first, last, when, title, body]


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows, with a column per attribute."""
    return iter(frame.itertuples(index=False))


@lru_cache(maxsize=4096)  # many bars share their sentences, and wrapping is what a figure spends its time on
def _wrapped(line: str, chars: int) -> str:
    return "<br>".join(safe(part) for part in textwrap.wrap(line, chars))


def safe(text: str) -> str:
    """Text of the user made harmless: plotly reads a small HTML and fills in ``%{…}``."""
    return html.escape(str(text), quote=False).replace("%{", "&#37;{")


def worked(view: TimelineView) -> list[Bar]:
    """Segments by status, and below them each trip that shares its days with a trip above."""
    ongoing = set(view.trips.loc[view.trips["last_day"].isna(), "trip"])
    bars = [_segment_bar(row, view, ongoing) for row in rows_of(view.work)]
    rows = trip_rows(view)
    for row, trip in zip(rows, rows_of(view.trips), strict=True):
        if row:
            bars.append(_other_trip_bar(trip, view, row))
    return bars


def trip_rows(view: TimelineView) -> list[int]:
    """The row of each trip: 0 on the segments, more where it overlaps another. Sharing a travel day is no overlap."""
    half_days = [
        (2 * start, 2 * stop) if stop - start == 1 else (2 * start + 1, 2 * stop - 1)
        for start, stop in trip_spans(view)
    ]
    return pack(half_days)


def trip_spans(view: TimelineView) -> list[tuple[int, int]]:
    """Half-open days of each trip; an ongoing one reaches to ``as_of``, and at least over its first day."""
    starts = days.starts(view.trips["first_day"]).tolist()
    stops = days.stops(view.trips["last_day"], missing=days.day_number(view.as_of) + 1).tolist()
    return [(start, max(stop, start + 1)) for start, stop in zip(starts, stops, strict=True)]


def _segment_bar(row: Any, view: TimelineView, ongoing_trips: set[str]) -> Bar:
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
        "trip", row.trips, start, stop, title, tuple(lines), row.status, labels,
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
    """One bar per certificate. One without an end reaches to the end of the window."""
    bars = [_certificate_bar(row, view) for row in rows_of(view.certificates)]
    return _packed(bars)


def _certificate_bar(row: Any, view: TimelineView) -> Bar:
    word, where = words.CERTIFICATES[row.look], _names(row.host)
    start = days.day_number(row.first_day.date())
    is_open = pd.isna(row.last_day)
    stop = max(days.day_number(view.last_day), start) + 1 if is_open else days.day_number(row.last_day.date()) + 1
    lines = [f"Certificate {row.certificate}: {_small(word.text)}, {word.help}."]
    if row.control_number:
        lines.append(f"Control number {row.control_number}.")
    if word.next:
        lines.append(f"Next: {word.next}")
    labels = (
        f"{where}: {_small(word.text)}",
        word.text,
        f"{row.host}: {_small(word.short)}",
        f"{row.host} {word.mark}",
        row.host,
    )
    thin = row.look in _NO_COVER
    return Bar(
        "certificate", row.certificate, start, stop, f"{where}: {word.text}", tuple(lines), row.look,
        () if thin else labels, open_end="no end date" if is_open else "", thin=thin,
    )  # fmt: skip


def verdicts(view: TimelineView) -> list[Bar]:
    """One bar per coverage row; hosts that share a day lie below each other and name themselves."""
    bars = _packed([_coverage_bar(row, view) for row in rows_of(view.coverage)])
    below = [bar for bar in bars if bar.row]
    return [
        replace(bar, labels=_with_host(bar.labels, host)) if host and _shares_days(bar, below) else bar
        for bar, host in zip(bars, view.coverage["host"], strict=True)
    ]


def _shares_days(bar: Bar, below: Sequence[Bar]) -> bool:
    return bar.row > 0 or any(other.start < bar.stop and bar.start < other.stop for other in below)


def _coverage_bar(row: Any, view: TimelineView) -> Bar:
    word, (start, stop) = words.of_answer(row.answer, row.decision), _span(row)
    lines = [row.why]
    if row.rule:
        lines.append(f"Rule: {row.rule}")
    if row.sources:
        lines.append(f"Source: {row.sources}")
    if row.certificate:
        lines.append(f"Certificate: {row.certificate}")
    if row.mixed == "yes":
        lines.append("Part of a mixed period: never assume that one certificate covers all of it.")
    if word.next and not (row.answer == Verdict.UNLOGGED and row.first_day.date() > view.today):
        lines.append(f"Next: {word.next}")
    title = f"{_names(row.host)}: {word.text}" if row.host else word.text
    return Bar(
        "coverage", row.trips, start, stop, title, tuple(lines), row.answer, (word.text, word.short, word.mark),
        flagged=row.reason in _WITHOUT_AGREEMENT,
    )  # fmt: skip


def mixed(view: TimelineView) -> list[Bar]:
    """A bracket over each mixed period; it leads to the trips that make it mixed."""
    bars = []
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
    return _packed(bars)


def _packed(bars: Sequence[Bar]) -> list[Bar]:
    rows = pack([(bar.start, bar.stop) for bar in bars])
    return [replace(bar, row=row) for bar, row in zip(bars, rows, strict=True)]


def _with_host(labels: tuple[str, ...], host: str) -> tuple[str, ...]:
    text, short, mark = labels
    return (
        f"{_names(host)}: {_small(text)}",
        f"{host}: {_small(text)}",
        f"{host}: {_small(short)}",
        f"{host} {mark}",
        mark,
    )


def _names(codes: str) -> str:
    return " + ".join(countries.name(code) for code in codes.split("+"))


def _small(text: str) -> str:
    """For use inside a sentence."""
    return text[0].lower() + text[1:]


def _span(row: Any) -> tuple[int, int]:
    return days.day_number(row.first_day.date()), days.day_number(row.last_day.date()) + 1
