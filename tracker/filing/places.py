"""What each country, each channel and each tax year asks of a filing: data/filing/*.toml, checked and loaded once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, dataclass_transform

from tracker import codes
from tracker.codes import Backing, Worker
from tracker.errors import LawFileError
from tracker.filing.fields import BY_CODE
from tracker.paths import data_folder
from tracker.rules.load import digest_of, filled, load_rules, parsed
from tracker.rules.model import Source

T = TypeVar("T")
ForWorker = Literal["both", "employee", "self_employed"]
WORDS_OF_FILES = ("general.toml", "channels.toml", "us_tax.toml")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _record(cls: type[T]) -> type[T]:
    """A frozen dataclass in which an unknown key of its file is an error."""
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True)(cls)


class ForOneKind:
    """What holds for one kind of worker or for both."""

    __slots__ = ()
    worker: ForWorker

    def is_for(self, worker: str) -> bool:
        """Whether it concerns this kind of worker; everything concerns a kind that is not known ("")."""
        return not worker or self.worker in ("both", worker)


@_record
class Fact(ForOneKind):
    """One sentence, how well it is supported, and by which documents (ids of data/sources.toml)."""

    text: str
    evidence: Backing
    sources: tuple[str, ...]
    worker: ForWorker = "both"


@_record
class Ask(ForOneKind):
    """One thing that an official list says the request must hold."""

    field: str  # code of tracker/filing/request.py
    worker: ForWorker
    evidence: Backing
    sources: tuple[str, ...]
    note: str = ""


@_record
class Authority(ForOneKind):
    """An authority that official pages name, and for what they name it."""

    name: str
    role: Literal["shown_on_request", "issues_own", "liaison"]
    evidence: Backing
    sources: tuple[str, ...]
    address: str = ""
    note: str = ""
    worker: ForWorker = "both"


@_record
class TaxNotice:
    """A date of another country's tax administration. It proves nothing about coverage."""

    title: str
    worker: Worker
    year_begins: str  # month and day on which the tax year begins, as MM-DD
    due: str  # month and day after the end of the tax year by which the notice is due
    text: str
    evidence: Backing
    sources: tuple[str, ...]
    facts: tuple[Fact, ...] = ()

    def due_for(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The notice day of every tax year that a day from ``first`` to ``last`` (inclusive) lies in."""
        month, day = map(int, self.year_begins.split("-"))
        due_month, due_day = map(int, self.due.split("-"))
        found = []
        for year in range(first.year - 1, last.year + 1):
            begins, next_year = dt.date(year, month, day), dt.date(year + 1, month, day)
            if begins <= last and first < next_year:
                due = dt.date(next_year.year, due_month, due_day)
                found.append(due if due >= next_year else due.replace(year=due.year + 1))
        return found


@_record
class OfficialPage(ForOneKind):
    """The page on which somebody begins who requests the country's own certificate."""

    sources: tuple[str, ...]  # one id of data/sources.toml
    worker: ForWorker = "both"


@_record
class ExemptionLetter:
    """SSA's letter of exemption, where the country issues no certificate for work in its own system."""

    who_requests: tuple[Fact, ...]
    channels: tuple[Fact, ...]
    asks: tuple[Fact, ...]
    refused: tuple[Fact, ...]
    us_return: tuple[Fact, ...]
    keep: tuple[Fact, ...]


@_record
class HostCertificate:
    """What the documents read say about the country's own certificate, for work in that country's system.

    The offices that issue it are the authorities of the place with the role ``issues_own``. Empty: not found.
    """

    issued: Literal["all_work", "sent_workers_only", "not_in_force"]
    language: str  # of the country's offices; whether English is accepted is another question
    who_requests: tuple[Fact, ...] = ()
    forms: tuple[Fact, ...] = ()
    channels: tuple[Fact, ...] = ()
    languages: tuple[Fact, ...] = ()  # what a document says about the language of the request
    asks: tuple[Fact, ...] = ()  # beyond what every country asks for
    waits: tuple[Fact, ...] = ()
    conflicts: tuple[Fact, ...] = ()  # two official texts that differ, both told
    pages: tuple[OfficialPage, ...] = ()
    letter: ExemptionLetter | None = None  # only where it is issued for sent workers only


@_record
class Place:
    """What the documents read say about a filing for one agreement partner. Empty: not found, never "none"."""

    partner: str
    host_certificate: HostCertificate
    asks: tuple[Ask, ...] = ()
    asks_note: str = ""  # what is missing from the list, or why there is none
    employee_may_ask: Literal["yes", "employer_confirms", "employer_asks", "no", "not_found"] = "not_found"
    who_may_ask: tuple[Fact, ...] = ()
    authorities: tuple[Authority, ...] = ()
    keep: tuple[Fact, ...] = ()
    copies: tuple[Fact, ...] = ()
    tax_notices: tuple[TaxNotice, ...] = ()
    notes: tuple[Fact, ...] = ()
    unknown: tuple[str, ...] = ()  # verify for your case

    @property
    def has_facts(self) -> bool:
        """Whether anything was found for this country."""
        return bool(self.asks or self.who_may_ask or self.authorities or self.keep or self.copies or self.notes)


@_record
class HostList:
    """What every country asks for in a request for its own certificate: each item a few words."""

    both: tuple[str, ...]
    employee: tuple[str, ...]
    self_employed: tuple[str, ...]
    evidence: Backing
    sources: tuple[str, ...]

    def items(self, worker: str) -> tuple[str, ...]:
        """The items for one kind of worker, those for both first; of an unknown kind ("") all of them."""
        own = {"employee": self.employee, "self_employed": self.self_employed}
        return (*self.both, *own.get(worker, (*self.employee, *self.self_employed)))


@_record
class GeneralHostCertificate:
    """What holds for the certificate of every country but one whose work gets SSA's letter of exemption."""

    who_requests: tuple[Fact, ...]
    caveat: Fact
    asks: HostList
    letter_is_safe: str  # advice where no form was found
    unknown_paper: tuple[str, ...]  # advice for an office that does not know the certificate
    refused: tuple[Fact, ...]
    keep: tuple[Fact, ...]
    keep_advice: tuple[str, ...]


@_record
class General:
    """What holds for every country, unless its own file says otherwise."""

    host_certificate: GeneralHostCertificate
    asks: tuple[Ask, ...]
    who_may_ask: tuple[Fact, ...]
    keep: tuple[Fact, ...]
    copies: tuple[Fact, ...]
    free: Fact
    unknown: tuple[str, ...]
    notes: tuple[Fact, ...]


@_record
class Route:
    """One way to send a request to SSA."""

    channel: codes.Channel
    title: str
    evidence: Backing
    sources: tuple[str, ...]
    address: tuple[str, ...] = ()  # lines of a postal address
    fax: str = ""
    link: str = ""
    help: tuple[Fact, ...] = ()
    note: str = ""


@_record
class Statement:
    """What one dated page says about online requests of the self-employed."""

    title: str
    page_date: str  # as printed, or how it is known
    says: str
    self_employed_online: Literal["yes", "no", "not_said"]
    evidence: Backing
    sources: tuple[str, ...]


@_record
class Channels:
    """Where a request can go, and the pages that disagree about it."""

    routes: tuple[Route, ...]
    statements: tuple[Statement, ...]
    verdict: str  # why no channel is chosen here
    unknown: tuple[str, ...]


@_record
class TaxSide:
    """What one certificate means for the US return."""

    certificate: Literal["us", "foreign"]
    worker: Worker
    attach: bool  # whether a copy goes with the return
    text: str
    evidence: Backing
    sources: tuple[str, ...]
    inferred: bool = False  # our reading of the rule beside it, not a sentence of a page


@_record
class TaxLine:
    """Where a return of these tax years says that earnings are exempt under a foreign certificate."""

    first_year: int
    line: str  # "" = not known
    evidence: Backing
    sources: tuple[str, ...]
    last_year: int | None = None
    note: str = ""


@_record
class UsTax:
    """The US side: which certificate goes with the return and which does not."""

    sides: tuple[TaxSide, ...]
    lines: tuple[TaxLine, ...]
    conflict: str
    conflict_sources: tuple[str, ...]
    refused: tuple[Fact, ...]  # what the US side says when the other country will not issue its certificate
    notes: tuple[Fact, ...]

    def line_of(self, tax_year: int) -> TaxLine | None:
        """The line for one tax year; None when no source was found for it."""
        fits = (one for one in self.lines if one.first_year <= tax_year <= (one.last_year or one.first_year))
        return next(fits, None)


@_record
class Filing:
    """Everything under data/filing; ``digest`` names exactly these files."""

    places: dict[str, Place]
    general: General
    channels: Channels
    us_tax: UsTax
    digest: str

    def asks(self, host: str, worker: str) -> dict[str, Ask]:
        """Field → what asks for it, for a request of this kind of worker; the country's own list wins."""
        own = self.places[host].asks if host in self.places else ()
        return {ask.field: ask for ask in (*self.general.asks, *own) if ask.is_for(worker)}

    def keep(self, host: str) -> tuple[Fact, ...]:
        """How to use a US certificate there: SSA's newest general sentence first, then the country's own facts.

        A country without facts of its own gets all general ones.
        """
        own = self.places[host].keep if host in self.places else ()
        return (self.general.keep[0], *(own or self.general.keep[1:]))


@lru_cache(maxsize=4)
def load_filing(folder: Path | None = None) -> Filing:
    """The files of data/filing. ``LawFileError`` names the file and the key that is wrong."""
    data = folder or data_folder()
    home = data / "filing"
    general, channels, us_tax = (home / name for name in WORDS_OF_FILES)
    files = sorted(path for path in home.glob("*.toml") if path.name not in WORDS_OF_FILES)
    places = {path: filled(Place, path, parsed(path)) for path in files}
    filing = Filing(
        places={place.partner: place for place in places.values()},
        general=filled(General, general, parsed(general)),
        channels=filled(Channels, channels, parsed(channels)),
        us_tax=filled(UsTax, us_tax, parsed(us_tax)),
        digest=digest_of([*files, general, channels, us_tax]),
    )
    known = load_rules(folder)
    for path, place in places.items():
        _check_place(path.name, place)
        _check_sources(path.name, place, known.sources)
    for path, part in ((general, filing.general), (channels, filing.channels), (us_tax, filing.us_tax)):
        _check_sources(path.name, part, known.sources)
    missing = sorted(known.agreements.keys() - filing.places.keys())
    if missing:
        raise LawFileError(f"filing/{missing[0].lower()}.toml", "", "an agreement without a file on its filing")
    return filing


def _check_place(name: str, place: Place) -> None:
    if name != f"{place.partner.lower()}.toml":
        raise LawFileError(name, "partner", f"{place.partner} belongs in {place.partner.lower()}.toml")
    for number, ask in enumerate(place.asks):
        if ask.field not in BY_CODE:
            raise LawFileError(name, f"asks.{number}.field", f"unknown field {ask.field!r}")
    if not place.asks and not place.asks_note:
        raise LawFileError(name, "asks_note", "without a list, say that none was found")
    if not place.authorities and not place.unknown:
        raise LawFileError(name, "unknown", "without an authority, say what is not known")
    only_sent = place.host_certificate.issued == "sent_workers_only"
    if only_sent != (place.host_certificate.letter is not None):
        raise LawFileError(name, "host_certificate.letter", "belongs where it is issued for sent workers only")
    if place.host_certificate.issued == "all_work" and not any(
        authority.role == "issues_own" for authority in place.authorities
    ):
        raise LawFileError(name, "authorities", "name the office that issues the country's own certificates")


def _check_sources(name: str, part: object, known: Mapping[str, Source]) -> None:
    """Every source is listed; only reported facts may have none, and an official fact has an official one."""
    for key_path, source in _cited(part):
        if source not in known:
            raise LawFileError(name, key_path, f"unknown source {source!r}: add it to sources.toml")
    for key_path, record in _records(part):
        if not record.sources and record.evidence != Backing.REPORTED:
            raise LawFileError(name, key_path, f"{record.evidence} without a source")
        if record.evidence == Backing.OFFICIAL and not any(known[source].official for source in record.sources):
            raise LawFileError(name, key_path, "official without an official source")


def _cited(part: Any) -> Iterator[tuple[str, str]]:
    """Every source id in a record and in the records inside it, with the key path that cites it."""
    for key_path, record in [("", part), *_inside(part)]:
        for one in fields(record):
            if one.name.endswith("sources"):
                yield from ((f"{key_path}.{one.name}".lstrip("."), source) for source in getattr(record, one.name))


def _records(part: Any) -> Iterator[tuple[str, Any]]:
    """Every record inside another one that says how well it is supported."""
    return ((key_path, record) for key_path, record in _inside(part) if hasattr(record, "evidence"))


def _inside(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every record inside a record, with its key path."""
    for one in fields(part):
        value, key_path = getattr(part, one.name), f"{path}.{one.name}".lstrip(".")
        inner = [(key_path, value)] if is_dataclass(value) else []
        if isinstance(value, tuple):
            inner = [(f"{key_path}.{number}", record) for number, record in enumerate(value) if is_dataclass(record)]
        for inner_path, record in inner:
            yield inner_path, record
            yield from _inside(record, inner_path)
