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
from tracker.codes import CertificateState, Code, Decision, Employer, Issuer, Worker
from tracker.days import iso
from tracker.filing.dates import FilingDates, work_to_file
from tracker.filing.fields import BY_CODE, FIELDS, FieldKind, FieldState, Section
from tracker.filing.lookup import Lookup
from tracker.filing.places import Filing, load_filing
from tracker.filing.request_kind import is_about, side_of

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
    """What is requested for one work period and one agreement country; days are inclusive.

    Of SSA, or where ``here`` is ask_host of the agency of the country of the work.
    """

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
    dates: FilingDates  # where the days above come from, and what is on file, requested or open

    @property
    def key(self) -> str:
        """Names the request: whose, which period, which country."""
        return f"{self.traveler}.{self.period}.{self.host}"

    @property
    def here(self) -> Decision:
        """What to do about the work in this country; ``decision`` is about the whole period."""
        return self.dates.here

    @property
    def side(self) -> Issuer:
        """Whose certificate it is about: the US one or the one of the country of the work."""
        return side_of(self.dates)

    def field(self, code: str) -> Field | None:
        """The field with this code, if this request has it."""
        return next((field for field in self.fields if field.code == code), None)

    def value(self, code: str) -> str:
        """The value of a field, "" where it is empty or absent."""
        field = self.field(code)
        return field.value if field else ""


def requests(analysis: Analysis, traveler: str = "", lookup: Lookup | None = None) -> tuple[Request, ...]:
    """One request per row of ``filing_dates``, in its order; of one traveler only, where one is named."""
    lookup = lookup or Lookup(analysis, traveler)
    return tuple(_request(lookup, dates) for dates in work_to_file(lookup, traveler))


def _request(lookup: Lookup, dates: FilingDates) -> Request:
    engagement = lookup.assignments.get((dates.traveler, dates.assignment)) if dates.assignment else None
    request = Request(
        traveler=dates.traveler,
        name=dates.name,
        period=dates.period,
        assignment=dates.assignment,
        host=dates.host,
        host_name=dates.host_name,
        worker=_worker(lookup.analysis, dates.assignment, engagement),
        first_day=dates.first_day,
        last_day=dates.last_day,
        end_note=dates.end_note,
        work_days=dates.work_days,
        trips=dates.trips,
        decision=dates.decision,
        open_question=dates.open_question,
        provisions=dates.provisions,
        certificate="",
        fields=(),
        dates=dates,
    )
    request = replace(request, certificate=_certificate(lookup, request))
    records = [row for row in lookup.records.get(dates.traveler, []) if row.assignment in ("", dates.assignment)]
    values = _values(lookup, request, engagement)
    return replace(request, fields=tuple(_fields(request, load_filing(), values, records)))


def _worker(analysis: Analysis, assignment: str, engagement: Any) -> str:
    """As the engine judges: work without an assignment is what the setting says, else self-employed."""
    if assignment:
        return str(engagement.worker) if engagement is not None else ""
    return str(analysis.settings.worker or Worker.SELF_EMPLOYED)


def _certificate(lookup: Lookup, request: Request) -> str:
    """The row that records this request: the newest open one, else the newest that was answered."""
    fits = [
        row
        for row in lookup.certificates.get((request.traveler, request.host), [])
        if row.side == request.side and row.state not in _NO_LONGER and is_about(row, request.dates)
    ]
    rank = {str(state): 1 for state in _OPEN}
    fits.sort(key=lambda row: (rank.get(row.state, 0), row.assignment != "", row.first_day, row.certificate))
    return str(fits[-1].certificate) if fits else ""


@dataclass(frozen=True)
class _Value:
    text: str = ""
    origin: str = ""
    raw: str = ""  # as the table holds it, where that is written differently


def _values(lookup: Lookup, request: Request, engagement: Any) -> dict[str, _Value]:
    """Field → value and origin. Fields that are never kept are missing."""
    person = lookup.people.get(request.traveler)
    tables = {"travelers": person, "assignments": engagement}
    values = {
        field.code: _typed(field, tables[field.table])
        for field in FIELDS
        if field.table and tables[field.table] is not None
    }
    values["residence"] = _residence(lookup, request, person, engagement)
    trips = f"trips {', '.join(request.trips)}" if request.trips else ""
    where = dict.fromkeys(place for trip in request.trips if (place := lookup.trips[trip].place))
    activity = values.get("activity_description", _Value())
    return values | {
        "host": _Value(request.host_name, trips, request.host),
        "work_places": _Value(", ".join(where), trips),
        "first_day": _Value(iso(request.first_day), _origin_of_beginning(lookup, request, trips)),
        "last_day": _Value(iso(request.last_day), _origin_of_end(request, trips)),
        "scope": activity,
    }


def _origin_of_beginning(lookup: Lookup, request: Request, trips: str) -> str:
    """Its trips, or the agreement's start where the work began before it."""
    first = min((lookup.trips[trip].first_day for trip in request.trips), default=None)
    if first is None or request.first_day is None or first.date() >= request.first_day:
        return trips
    is_trip = any(lookup.trips[trip].first_day.date() == request.first_day for trip in request.trips)
    return trips if is_trip else f"the agreement's start; the work began on {iso(first)} (trip {request.trips[0]})"


def _origin_of_end(request: Request, trips: str) -> str:
    """The engagement, the trips, or the limit of the rule: whatever the end really comes from."""
    dates = request.dates
    if dates.last_day is None:
        return ""
    if dates.last_day == dates.limit_last_day and dates.last_day not in (dates.expected_last_day, dates.last_work_day):
        return "the rule's limit"
    is_expected = dates.last_day == dates.expected_last_day
    return "assignments: expected_last_day" if is_expected else trips


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


def _residences_on(day: dt.date | None, rows: list[Any]) -> list[Any]:
    """The dated residences that hold on a day; none where the day is not known."""
    if day is None:
        return []
    at = pd.Timestamp(day)
    return [row for row in rows if row.first_day <= at and not row.last_day < at]


def _residence(lookup: Lookup, request: Request, person: Any, engagement: Any) -> _Value:
    """Where the person lives on the first day, as the engine reads it: engagement, dated residence, person, setting."""
    if engagement is not None and engagement.residence:
        return _Value(countries.name(engagement.residence), "assignments: residence", engagement.residence)
    dated = _residences_on(request.first_day, lookup.residences.get(request.traveler, []))
    if dated:
        code = str(sorted(dated, key=lambda row: row.first_day)[-1].country)
        return _Value(countries.name(code), "residences", code)
    if person is not None and person.residence:
        return _Value(countries.name(person.residence), "travelers: residence", person.residence)
    if lookup.analysis.settings.residence:
        code = lookup.analysis.settings.residence
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


def records_that_differ(
    analysis: Analysis, request: Request, lookup: Lookup | None = None
) -> Iterator[tuple[Field, str, str]]:
    """Every record that holds another value than a field of this request: the field, the record, its value."""
    lookup = lookup or Lookup(analysis, request.traveler)
    mine = [row for row in lookup.records.get(request.traveler, []) if row.assignment in ("", request.assignment)]
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
