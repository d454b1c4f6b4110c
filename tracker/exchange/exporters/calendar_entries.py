"""What a calendar shows of an analysis: trips, certificates and deadlines as all-day entries, each with an identity.

What has no last day is drawn on its first day only and says so: a calendar cannot draw an open end, and an invented one
would be read as a fact.

An identity survives edits. It is made of ids, never of a day or of the number of a work period, which move when
another trip is added. Rows that say the same are told apart by their order in time, so that moving one of them is a
change of its entry and no new entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import countries, schema
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import Activity, Certainty, CertificateState, Deadline
from tracker.days import date_of
from tracker.filing.deadlines import deadlines
from tracker.filing.headroom import Window, headroom
from tracker.filing.rows import rows_of
from tracker.words.days import day_text, with_day_texts
from tracker.words.names import certificate_of, in_sentence

Identity = tuple[str, ...]

_NO_WINDOW = [str(CertificateState.REFUSED), str(CertificateState.WITHDRAWN)]
_HELD = [str(CertificateState.ISSUED), str(CertificateState.DELIVERED)]
_ACTIVITY = {Activity.WORK: "Work in", Activity.NON_WORK: "No work, in", Activity.TRANSIT: "Passing through"}
_OF_LIMITS = (Deadline.LIMIT, Deadline.EXTENSION)
_ROW_NUMBER = re.compile(r"row-\d+")
"""The id that a trip gets which was given none; another row before it changes it."""


@dataclass(frozen=True)
class Entry:
    """One all-day event. Both days are inclusive; ``last_day`` None: no last day is known.

    ``identity`` tells it from every other entry. ``is_due``: a deadline that lies ahead or is today.
    """

    traveler: str
    identity: Identity
    title: str
    first_day: dt.date
    last_day: dt.date | None
    lines: tuple[str, ...]
    is_tentative: bool = False
    is_due: bool = False
    place: str = ""


def entries(analysis: Analysis, traveler: str = "") -> list[Entry]:
    """All entries of one traveler ("" = of everybody): trips, certificates, deadlines, each in the order of its table.

    No two have the same identity. With several people in the list, the titles say whose each entry is.
    """
    people = _people(analysis)
    drawn = [*_trips(analysis), *_certificates(analysis), *dict.fromkeys(_deadlines(analysis))]
    of_traveler = [entry for entry in drawn if traveler in ("", entry.traveler)]
    if len(people) > 1 and not traveler:
        of_traveler = [
            replace(entry, title=f"{people.get(entry.traveler, entry.traveler)}: {entry.title}")
            for entry in of_traveler
        ]
    return _told_apart(of_traveler)


def _told_apart(drawn: list[Entry]) -> list[Entry]:
    """The same entries; those of one identity are numbered by their days."""
    far = dt.date.max
    by_day = sorted(range(len(drawn)), key=lambda place: (drawn[place].first_day, drawn[place].last_day or far, place))
    used: dict[Identity, int] = {}
    numbers = [0] * len(drawn)
    for place in by_day:
        identity = drawn[place].identity
        numbers[place] = used[identity] = used.get(identity, 0) + 1
    return [
        replace(entry, identity=(*entry.identity, str(number))) for entry, number in zip(drawn, numbers, strict=True)
    ]


def _people(analysis: Analysis) -> dict[str, str]:
    """Everybody with a trip or certificate, and the name to call them by."""
    tables = analysis.workspace
    names = dict(zip(tables.travelers["traveler"], tables.travelers["name"], strict=True))
    ids = dict.fromkeys([*tables.trips["traveler"], *tables.certificates["traveler"], *names])
    return {str(person): names.get(person) or str(person) for person in ids}


def _trips(analysis: Analysis) -> Iterator[Entry]:
    handed_over = set(analysis.log.trip[analysis.log.handed_over])
    for row in rows_of(analysis.workspace.trips):
        where = countries.name(row.country)
        last = date_of(row.last_day)
        lines = [_called(row) + (f", assignment {row.assignment}" if row.assignment else "")]
        if last is None:
            lines.append("Ongoing: no last day is logged, so only the first day is shown.")
        if row.trip in handed_over:
            lines.append(
                f"The travel day {day_text(last)} counts for the next trip's country: the last work day here is one "
                "day earlier."
            )
        if row.certainty != Certainty.CONFIRMED:
            lines.append(f"Dates {row.certainty}: {Certainty(row.certainty).sentence}")
        yield Entry(
            traveler=row.traveler,
            identity=("trip", *_names_of_trip(row)),
            title=f"{_ACTIVITY[Activity(row.activity)]} {where}" + (", ongoing since this day" if last is None else ""),
            first_day=row.first_day.date(),
            last_day=last,
            lines=tuple(lines),
            is_tentative=row.certainty == Certainty.PLANNED,
            place=f"{row.place}, {where}" if row.place else where,
        )


def _called(row: Any) -> str:
    """What its first line says. A row number says nothing in a calendar, and each row before it would change it."""
    return "Trip without an id" if _ROW_NUMBER.fullmatch(row.trip) else f"Trip {row.trip}"


def _names_of_trip(row: Any) -> Identity:
    """Its id; without one its row of the ledger, then the record that it came from, then what it says but its days."""
    if not _ROW_NUMBER.fullmatch(row.trip):
        return (row.traveler, row.trip)
    if row_id := _row_id(row):
        return (row.traveler, "row", row_id)
    if row.source_ref:
        return (row.traveler, "source", row.source_kind, row.source_ref)
    return (row.traveler, row.country, row.place, row.activity, row.assignment)


def _row_id(row: Any) -> str:
    """Which row of the ledger it is; "" for a row of a file."""
    return str(getattr(row, schema.ROW_ID, ""))


def _certificates(analysis: Analysis) -> Iterator[Entry]:
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
        yield Entry(
            traveler=row.traveler,
            identity=("certificate", row.certificate),
            title=f"{_capital(certificate_of(row.issuer))} for {in_sentence(row.host)}: {state}",
            first_day=row.first_day.date(),
            last_day=last,
            lines=tuple(lines),
            is_tentative=state not in _HELD,
        )


def _deadlines(analysis: Analysis) -> Iterator[Entry]:
    finished, work_over = _limits_of_finished_stays(analysis), _FinishedWork(analysis)
    work, own_rows = _WorkNames(analysis), _own_rows(analysis)
    for row in rows_of(deadlines(analysis)):
        is_limit_of_finished = row.kind in _OF_LIMITS and (row.traveler, row.period, row.host, row.day) in finished
        if is_limit_of_finished or work_over.is_end_of(row):
            continue
        day, is_own = row.day.date(), row.kind == Deadline.OWN
        word = words.DEADLINES[row.kind]
        if is_own:
            names = own_rows.get((row.traveler, row.day, row.action, row.subject)) or (row.action, row.subject)
        else:
            names = work.of_deadline(row)
        yield Entry(
            traveler=row.traveler,
            identity=("deadline", row.traveler, row.kind, row.host, *names),
            title=row.action if is_own else word.text + (f": {countries.name(row.host)}" if row.host else ""),
            first_day=day,
            last_day=day,
            lines=(word.help, row.action if is_own else with_day_texts(row.action)),
            is_due=day >= analysis.settings.as_of,
        )


def _limits_of_finished_stays(analysis: Analysis) -> set[tuple[str, int, str, pd.Timestamp]]:
    """Traveler, period, jurisdiction and day of limits that no work can reach any more, because the stay is over."""
    rows = headroom(analysis)
    rows = rows[rows["finished"] & (rows["kind"] == Window.LIMIT)]
    return {(row.traveler, row.period, row.host, row.last_day) for row in rows_of(rows)}


class _FinishedWork:
    """Whether the work is over that a certificate or an exception was for: nothing has to be done at its end."""

    def __init__(self, analysis: Analysis) -> None:
        stays, as_of = analysis.stays, pd.Timestamp(analysis.settings.as_of)
        ends = stays[["last_day", "expected_last_day"]].max(axis=1)
        self._stays = stays.assign(goes_on=stays["open_ended"] | (ends >= as_of))
        self._law = analysis.law
        held = analysis.verdicts.certificates
        self._begins = dict(zip(held["certificate"], held["first_day"], strict=True))

    def is_end_of(self, row: Any) -> bool:
        """Whether this deadline is such an end. False where no work is logged for it: the work may lie ahead."""
        stays = self._stays
        there = stays[(stays["traveler"] == row.traveler) & (stays["jurisdiction"] == self._law.jurisdiction(row.host))]
        if row.kind == Deadline.EXCEPTION_ENDS:
            there = there[there["assignment"] == row.subject]
            is_meant = there["assignment"] != ""
        elif row.kind == Deadline.CERTIFICATE_ENDS:
            is_meant = (there["first_day"] <= row.day) & (there["last_day"] >= self._begins[row.subject])
        else:
            return False
        return bool(is_meant.any() and not there["goes_on"].any())


def _own_rows(analysis: Analysis) -> dict[tuple[str, pd.Timestamp, str, str], Identity]:
    """Traveler, day, action and certificate of an own deadline → its row of the ledger; empty for a file."""
    rows = rows_of(analysis.workspace.deadlines)
    return {(row.traveler, row.day, row.action, row.certificate): (_row_id(row),) for row in rows if _row_id(row)}


class _WorkNames:
    """What names the work that a deadline is about, whatever the days and the numbers of the work periods."""

    def __init__(self, analysis: Analysis) -> None:
        trips = analysis.workspace.trips.merge(analysis.period_of_trip, on=["trip", "traveler"])
        self._trips: dict[tuple[str, int], list[tuple[str, Identity]]] = {}
        for row in rows_of(trips.sort_values(["first_day", "last_day"], kind="stable")):
            place = analysis.law.jurisdiction(str(row.country))
            self._trips.setdefault((row.traveler, row.period), []).append((place, _names_of_trip(row)))

    def of_deadline(self, row: Any) -> Identity:
        """A yearly notice: its title and year. Else the assignment or certificate; without one, the first trip."""
        if row.kind == Deadline.TAX_NOTICE:
            return (row.subject, str(row.day.year))
        if row.subject or pd.isna(row.period):
            return (row.subject,)
        trips = self._trips.get((row.traveler, row.period), [])
        return next((names for place, names in trips if place == row.host), trips[0][1] if trips else ("",))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
