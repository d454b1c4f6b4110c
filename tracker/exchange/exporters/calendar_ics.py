"""Trips, certificates and deadlines as a calendar file: days as all-day events, the same event at every export.

In a calendar file the end of an all-day event is the day after its last one. What has no last day is drawn on its
first day only and says so: a calendar cannot draw an open end, and an invented one would be read as a fact.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import icalendar
import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import NOT_LEGAL_ADVICE, Activity, Certainty, CertificateState, Deadline
from tracker.days import date_of
from tracker.exchange.about import about_lines
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.filing.deadlines import deadlines
from tracker.filing.rows import rows_of
from tracker.words.names import certificate_of, in_sentence

_PRODUCT = "-//Coverline//Coverline//EN"
_NO_WINDOW = [str(CertificateState.REFUSED), str(CertificateState.WITHDRAWN)]
_HELD = [str(CertificateState.ISSUED), str(CertificateState.DELIVERED)]
_ACTIVITY = {Activity.WORK: "Work in", Activity.NON_WORK: "No work, in", Activity.TRANSIT: "Passing through"}


@dataclass(frozen=True)
class _Entry:
    """One all-day event; days inclusive. ``names`` tell it from every other one and do not change with its dates."""

    kind: str
    names: tuple[str, ...]
    title: str
    first_day: dt.date
    last_day: dt.date | None
    lines: tuple[str, ...]
    is_tentative: bool = False
    place: str = ""


def _write(analysis: Analysis, choice: Choice) -> Made:
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    # Properties that the standard does not name are escaped only when they are said to be text.
    calendar.add("x-wr-calname", icalendar.vText("Coverline"))
    calendar.add("x-wr-caldesc", icalendar.vText(_plain("\n".join(_about(analysis, choice)))))
    made_on = dt.datetime.combine(analysis.settings.as_of, dt.time(), dt.UTC)
    seen: dict[tuple[str, ...], int] = {}
    for entry in _entries(analysis, choice.traveler):
        names = (entry.kind, *entry.names)
        seen[names] = seen.get(names, 0) + 1
        calendar.add_component(_event(entry, seen[names], made_on))
    return Made(calendar.to_ical())


def _about(analysis: Analysis, choice: Choice) -> list[str]:
    told = about_lines(analysis, choice.redact, choice.traveler)
    return [NOT_LEGAL_ADVICE, *(f"{name}: {text}" for name, text in told)]


def _entries(analysis: Analysis, traveler: str) -> Iterator[_Entry]:
    people = _people(analysis)
    for entries in (_trips, _certificates, _deadlines):
        for who, entry in entries(analysis):
            if traveler in ("", who):
                title = entry.title if len(people) < 2 or traveler else f"{people.get(who, who)}: {entry.title}"
                yield _Entry(**{**vars(entry), "title": title})


def _people(analysis: Analysis) -> dict[str, str]:
    """Everybody with a trip or certificate, and the name to call them by."""
    tables = analysis.workspace
    names = dict(zip(tables.travelers["traveler"], tables.travelers["name"], strict=True))
    found = dict.fromkeys([*tables.trips["traveler"], *tables.certificates["traveler"], *names])
    return {str(one): names.get(one) or str(one) for one in found}


def _trips(analysis: Analysis) -> Iterator[tuple[str, _Entry]]:
    handed_over = set(analysis.log.trip[analysis.log.handed_over])
    for row in rows_of(analysis.workspace.trips):
        where = countries.name(row.country)
        activity = Activity(row.activity)
        is_planned = row.certainty == Certainty.PLANNED
        last = date_of(row.last_day)
        lines = [f"Trip {row.trip}" + (f", assignment {row.assignment}" if row.assignment else "")]
        if last is None:
            as_of = analysis.settings.as_of
            lines.append(f"Ongoing: no last day is logged, so only the first day is shown. Counted up to {as_of}.")
        if row.trip in handed_over:
            lines.append(
                f"The travel day {last} counts for the next trip's country: the last work day here is one day earlier."
            )
        if row.certainty != Certainty.CONFIRMED:
            lines.append(f"Dates {row.certainty}: {Certainty(row.certainty).sentence}")
        yield (
            row.traveler,
            _Entry(
                kind="trip",
                names=_names_of_trip(row),
                title=f"{_ACTIVITY[activity]} {where}" + (", ongoing since this day" if last is None else ""),
                first_day=_first(row.first_day),
                last_day=last,
                lines=tuple(lines),
                is_tentative=is_planned,
                place=f"{row.place}, {where}" if row.place else where,
            ),
        )


def _names_of_trip(row: Any) -> tuple[str, ...]:
    """Its id; a trip that was given none has only a row number, which changes: then what it says."""
    if not str(row.trip).startswith("row-"):
        return (row.traveler, row.trip)
    return (row.traveler, row.country, row.place, f"{row.first_day:%Y-%m-%d}", row.activity, row.assignment)


def _certificates(analysis: Analysis) -> Iterator[tuple[str, _Entry]]:
    rows = analysis.workspace.certificates
    for row in rows_of(rows[~rows["state"].isin(_NO_WINDOW)]):
        state = row.state or str(CertificateState.DRAFT)
        word, last = words.CERTIFICATES[state], date_of(row.last_day)
        lines = [f"Certificate {row.certificate}. {CertificateState(state).sentence}"]
        if last is None:
            lines.append("No end date stands on it, so only the first day is shown.")
        if row.control_number:
            lines.append(f"Control number {row.control_number}.")
        if word.next:
            lines.append(f"Next: {word.next}")
        yield (
            row.traveler,
            _Entry(
                kind="certificate",
                names=(row.certificate,),
                title=f"{_capital(certificate_of(row.issuer))} for {in_sentence(row.host)}: {state}",
                first_day=_first(row.first_day),
                last_day=last,
                lines=tuple(lines),
                is_tentative=state not in _HELD,
            ),
        )


def _deadlines(analysis: Analysis) -> Iterator[tuple[str, _Entry]]:
    for row in rows_of(deadlines(analysis)):
        word = words.DEADLINES[row.kind]
        day = _first(row.day)
        period = "" if pd.isna(row.period) else str(row.period)
        where = f": {countries.name(row.host)}" if row.host else ""
        yield (
            row.traveler,
            _Entry(
                kind="deadline",
                names=(row.traveler, row.kind, row.host, row.subject, period, _what(row)),
                title=row.action if row.kind == Deadline.OWN else f"{word.text}{where}",
                first_day=day,
                last_day=day,
                lines=(word.help, row.action),
            ),
        )


def _what(row: Any) -> str:
    """What tells deadlines of one kind apart: an own one is what is to be done, a yearly notice is its day."""
    if row.kind == Deadline.OWN:
        return str(row.action)
    return f"{row.day:%Y-%m-%d}" if row.kind == Deadline.TAX_NOTICE else ""


def _event(entry: _Entry, number: int, made_on: dt.datetime) -> icalendar.Event:
    """An all-day event. Its UID names the row, not the moment; ``number`` tells equal rows apart."""
    event = icalendar.Event()
    told = "\x1f".join([entry.kind, *entry.names, str(number)])
    event.add("uid", f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@coverline")
    event.add("dtstamp", made_on)
    event.add("dtstart", entry.first_day)
    event.add("dtend", (entry.last_day or entry.first_day) + dt.timedelta(days=1))
    event.add("summary", _plain(entry.title))
    event.add("description", _plain("\n".join([*entry.lines, NOT_LEGAL_ADVICE])))
    if entry.place:
        event.add("location", _plain(entry.place))
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a trip of three months must not make every hour busy
    return event


def _plain(text: str) -> str:
    """Without signs that a calendar file cannot hold; line breaks stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _first(day: Any) -> dt.date:
    found: dt.date = day.date()
    return found


CALENDAR_ICS = Exporter(
    ".ics", "Trips, certificates and deadlines for a calendar", "text/calendar", _write, narrows=True
)
