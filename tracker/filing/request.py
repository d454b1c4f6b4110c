"""The request record: what a Certificate of Coverage request must say, per work period and agreement country.

Its dates come from ``filing_dates`` and so from the itinerary; nothing is typed a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Code, Employer, Worker
from tracker.days import iso
from tracker.filing.dates import filing_dates
from tracker.filing.fields import BY_CODE, FIELDS, FieldKind, FieldState, Section
from tracker.filing.places import Filing, load_filing
from tracker.filing.rows import rows_of
from tracker.rules.tables import Law

__all__ = ["Field", "FieldState", "Request", "Section", "requests"]

_NO_LONGER = [str(CertificateState.REFUSED), str(CertificateState.WITHDRAWN)]
_OPEN = (CertificateState.DRAFT, CertificateState.SUBMITTED)
_CODES: dict[str, type[Code]] = {"employer": Employer}
_AFFILIATES = (str(Employer.AFFILIATE), str(Employer.AFFILIATE_3121L))
_RECORDED_AS = {"last_day": ("expected_last_day",)}
"""Under which column's name a record of a derived field may stand, besides its own."""


@dataclass(frozen=True)
class Field:
    """One field of a request.

    ``value`` is text as shown ("" = empty), ``origin`` says where it comes from. ``table`` and ``column`` name where it
    can be entered; both "" where it is derived or never kept. ``record`` is the document it was compared with and
    ``record_value`` what stands there, ``checked_on`` the day of the comparison. ``asked``: an official list asks for
    it; ``sources`` are ids of data/sources.toml.
    """

    code: str
    label: str
    section: Section
    value: str
    origin: str
    table: str
    column: str
    record: str
    record_value: str
    checked_on: dt.date | None
    state: FieldState
    asked: bool
    help: str
    sources: tuple[str, ...]
    raw: str = ""  # as the table holds it, where that is written differently: a country's code


@dataclass(frozen=True)
class Request:
    """What is asked of SSA for one work period and one agreement country; days are inclusive."""

    traveler: str
    name: str
    period: int
    assignment: str
    host: str
    host_name: str
    worker: str  # codes.Worker, "" = not known
    first_day: dt.date | None
    last_day: dt.date | None
    end_note: str
    work_days: int
    trips: tuple[str, ...]
    decision: str
    open_question: str
    provisions: tuple[str, ...]
    certificate: str  # id of the certificates row that records this request, "" = none yet
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """Names the request: whose, which period, which country."""
        return f"{self.traveler}.{self.period}.{self.host}"

    def field(self, code: str) -> Field | None:
        """The field with this code, if this request has it."""
        return next((field for field in self.fields if field.code == code), None)

    def value(self, code: str) -> str:
        """The value of a field, "" where it is empty or absent."""
        field = self.field(code)
        return field.value if field else ""


def requests(analysis: Analysis) -> tuple[Request, ...]:
    """One request per row of ``filing_dates``, in its order."""
    filing = load_filing()
    tables = analysis.workspace
    people = {row.traveler: row for row in rows_of(tables.travelers)}
    engagements = {(row.traveler, row.assignment): row for row in rows_of(tables.assignments)}
    law = Law(analysis.rules, tables.verifications)
    places = dict(zip(tables.trips["trip"], tables.trips["place"], strict=True))
    records: dict[str, list[Any]] = {}
    for row in rows_of(tables.records):
        records.setdefault(row.traveler, []).append(row)
    found = []
    for row in rows_of(filing_dates(analysis)):
        engagement = engagements.get((row.traveler, row.assignment)) if row.assignment else None
        request = Request(
            traveler=row.traveler,
            name=row.name,
            period=int(row.period),
            assignment=row.assignment,
            host=row.agreement_country,
            host_name=row.agreement_country_name,
            worker=_worker(analysis, row.assignment, engagement),
            first_day=_day(row.beginning_date),
            last_day=_day(row.anticipated_end),
            end_note=row.end_note,
            work_days=int(row.work_days),
            trips=tuple(filter(None, row.trips.split("+"))),
            decision=row.decision,
            open_question=row.open_question,
            provisions=tuple(filter(None, row.provision.split("+"))),
            certificate="",
            fields=(),
        )
        request = replace(request, certificate=_certificate(analysis, request, law))
        values = _values(analysis, request, people.get(row.traveler), engagement, places)
        mine = [one for one in records.get(row.traveler, []) if one.assignment in ("", row.assignment)]
        found.append(replace(request, fields=tuple(_fields(request, filing, values, mine))))
    return tuple(found)


def _worker(analysis: Analysis, assignment: str, engagement: Any) -> str:
    """As the engine judges: work without an assignment is what the setting says, else self-employed."""
    if assignment:
        return str(engagement.worker) if engagement is not None else ""
    return str(analysis.settings.worker or Worker.SELF_EMPLOYED)


def _certificate(analysis: Analysis, request: Request, law: Law) -> str:
    """The row that records this request: the newest open one, else the newest that was answered."""
    rows = analysis.workspace.certificates
    rows = rows[(rows["traveler"] == request.traveler) & ~rows["state"].isin(_NO_LONGER)]
    fits = [
        row
        for row in rows_of(rows)
        if law.jurisdiction(row.host) == request.host
        and (
            row.assignment == request.assignment != ""
            or (not (row.assignment and request.assignment) and _touches(row, request))
        )
    ]
    rank = {str(state): 1 for state in _OPEN}
    fits.sort(key=lambda row: (rank.get(row.state, 0), row.assignment != "", row.first_day, row.certificate))
    return str(fits[-1].certificate) if fits else ""


def _touches(row: Any, request: Request) -> bool:
    begins_by_then = request.last_day is None or row.first_day.date() <= request.last_day
    lasts = request.first_day is None or pd.isna(row.last_day) or row.last_day.date() >= request.first_day
    return begins_by_then and lasts


@dataclass(frozen=True)
class _Value:
    text: str = ""
    origin: str = ""
    raw: str = ""  # as the table holds it, where that is written differently


def _values(
    analysis: Analysis, request: Request, person: Any, engagement: Any, places: dict[str, str]
) -> dict[str, _Value]:
    """Field → value and origin. Fields that are never kept are missing."""
    tables = {"travelers": person, "assignments": engagement}
    values = {
        field.code: _typed(field, tables[field.table])
        for field in FIELDS
        if field.table and tables[field.table] is not None
    }
    values["residence"] = _residence(analysis, request, person, engagement)
    trips = f"trips {', '.join(request.trips)}" if request.trips else ""
    where = dict.fromkeys(place for trip in request.trips if (place := places.get(trip, "")))
    activity = values.get("activity_description", _Value())
    return values | {
        "host": _Value(request.host_name, trips, request.host),
        "work_places": _Value(", ".join(where), trips),
        "first_day": _Value(iso(request.first_day), trips),
        "last_day": _Value(iso(request.last_day), _origin_of_end(analysis, request, engagement, trips)),
        "scope": activity,
    }


def _origin_of_end(analysis: Analysis, request: Request, engagement: Any, trips: str) -> str:
    if request.last_day is None:
        return ""
    end = pd.Timestamp(request.last_day)
    if engagement is not None and engagement.expected_last_day == end:
        return "assignments: expected_last_day"
    logged = analysis.workspace.trips
    return trips if (logged.loc[logged["trip"].isin(request.trips), "last_day"] == end).any() else "the rule's limit"


def _typed(field: FieldKind, row: Any) -> _Value:
    cell = getattr(row, field.column)
    raw = iso(cell) if field.kind == "day" else str(cell)
    return _Value(_shown(field, raw), f"{field.table}: {field.column}" if raw else "", raw)


def _shown(field: FieldKind, raw: str) -> str:
    if field.kind in ("country", "countries"):
        return ", ".join(countries.name(code) for code in raw.split("+") if code)
    if field.kind == "code" and field.column in _CODES and raw:
        return _CODES[field.column](raw).sentence
    return raw


def _residence(analysis: Analysis, request: Request, person: Any, engagement: Any) -> _Value:
    """Where the person lives on the first day, as the engine reads it: engagement, dated residence, person, setting."""
    if engagement is not None and engagement.residence:
        return _Value(countries.name(engagement.residence), "assignments: residence", engagement.residence)
    dated = analysis.workspace.residences
    dated = dated[dated["traveler"] == request.traveler]
    if request.first_day and len(dated):
        day = pd.Timestamp(request.first_day)
        dated = dated[(dated["first_day"] <= day) & ~(dated["last_day"] < day)].sort_values("first_day", kind="stable")
        if len(dated):
            code = str(dated["country"].iloc[-1])
            return _Value(countries.name(code), "residences", code)
    if person is not None and person.residence:
        return _Value(countries.name(person.residence), "travelers: residence", person.residence)
    if analysis.settings.residence:
        code = analysis.settings.residence
        return _Value(countries.name(code), "settings: residence", code)
    return _Value()


def _fields(request: Request, filing: Filing, values: dict[str, _Value], records: list[Any]) -> Iterator[Field]:
    asks = filing.asks(request.host, request.worker)
    for_affiliate = values.get("employer", _Value()).raw in ("", *_AFFILIATES)
    for kind in FIELDS:
        ask = asks.get(kind.code) if kind.code != "section_3121l_from" or for_affiliate else None
        if not kind.is_for(request.worker) or (kind.kind == "not_kept" and ask is None):
            continue
        value = values.get(kind.code, _Value())
        record, state = _record_of(kind, value, records)
        yield Field(
            code=kind.code,
            label=kind.title(request.worker),
            section=kind.section,
            value=value.text,
            origin=value.origin,
            table=kind.table,
            column=kind.column,
            record=str(record.record) if record is not None else "",
            record_value=(str(record.value) or value.text) if record is not None else "",
            checked_on=None if record is None or pd.isna(record.checked_on) else record.checked_on.date(),
            state=state,
            asked=ask is not None,
            help=f"{kind.help} {ask.note}".strip() if ask else kind.help,
            sources=ask.sources if ask else (),
            raw=value.raw,
        )


def _record_of(kind: FieldKind, value: _Value, records: list[Any]) -> tuple[Any, FieldState]:
    """The record that matters most for a field: one that differs, else the latest one that holds the same."""
    if kind.kind == "at_export":
        return None, FieldState.AT_EXPORT
    mine = [record for record in records if record.field in _names(kind)]
    differing = [record for record in mine if record_differs(value, record)]
    if differing:
        return differing[-1], FieldState.DIFFERS
    if not value.text:
        return (mine[-1] if mine else None), FieldState.EMPTY
    if mine:
        return max(mine, key=lambda record: (pd.notna(record.checked_on), record.checked_on)), FieldState.CHECKED
    return None, FieldState.ENTERED


def records_that_differ(analysis: Analysis, request: Request) -> Iterator[tuple[Field, str, str]]:
    """Every record that holds another value than a field of this request: the field, the record, its value."""
    kept = analysis.workspace.records
    mine = [
        row for row in rows_of(kept[kept["traveler"] == request.traveler]) if row.assignment in ("", request.assignment)
    ]
    for field in request.fields:
        kind = BY_CODE[field.code]
        for record in mine:
            if record.field in _names(kind) and record_differs(_Value(field.value, raw=field.raw), record):
                yield field, str(record.record), str(record.value)


def _names(kind: FieldKind) -> set[str]:
    """Under which names a record of this field may stand."""
    return {kind.code, kind.column or kind.code, *_RECORDED_AS.get(kind.code, ())}


def record_differs(value: _Value, record: Any) -> bool:
    """Whether a record holds another value. Letter by letter; only blanks count as one."""
    held = _plain(str(record.value))
    return bool(held) and held not in {_plain(value.text), _plain(value.raw)}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
