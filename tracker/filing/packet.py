"""What a packet holds, before any format draws it: one sheet per request, and the annex that proves its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Severity, Verdict
from tracker.coverage.asks import reason_sentence
from tracker.errors import BadOption
from tracker.filing.by_traveler import People
from tracker.filing.checkpoints import Checkpoints, checkpoints
from tracker.filing.checks import Check, checks, ssn_check
from tracker.filing.gate import Gate, gate, gate_of_redacted
from tracker.filing.identity import Identity
from tracker.filing.lookup import Lookup
from tracker.filing.request import Request, requests
from tracker.filing.rows import rows_of

GAP_COLUMNS = ("traveler", "host", "first_day", "last_day", "days", "verdict", "reason", "sentence")
NO_CHECKS = "Checks are left out of a redacted copy: they compare entries that were taken out of it."
_COVERED_OR_HOME = (Verdict.COVERED, Verdict.COVERED_BY_HOST, Verdict.NOT_NEEDED)


@dataclass(frozen=True)
class Sheet:
    """One request with its checks and gate.

    ``checkpoints`` say whether its certificate can be relied on; None in a redacted copy, which has lost the proofs.
    """

    request: Request
    checks: tuple[Check, ...]
    gate: Gate
    checkpoints: Checkpoints | None

    @property
    def open_points(self) -> tuple[str, ...]:
        """What keeps it from being filed today; () = ready to file."""
        return self.gate.what_is_open


@dataclass(frozen=True)
class Document:
    """A document that a rule rests on."""

    title: str
    href: str
    read_on: dt.date
    page_date: str


@dataclass(frozen=True)
class RuleUsed:
    """A rule that was applied to a day of the packet, with everything needed to look it up."""

    provision: str
    host: str
    text: str
    section: str
    doubts: tuple[str, ...]
    texts: tuple[str, ...]  # official texts that give different rules for this work, each with its date
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Packet:
    """The requests of one traveler and what they rest on.

    Frames have the columns of the result and workspace tables and hold only this traveler's rows; where one request
    was chosen, only the days of its work period. ``first_day``..``last_day`` are these days, inclusive; None without
    any. ``answers``: the same days as ``coverage``, with what was requested and delivered (``Analysis.answers``).
    ``gaps`` has the columns of ``GAP_COLUMNS``; ``open_points`` are warnings and errors about what was entered.
    """

    traveler: str
    name: str
    sheets: tuple[Sheet, ...]
    first_day: dt.date | None
    last_day: dt.date | None
    coverage: pd.DataFrame
    answers: pd.DataFrame
    trips: pd.DataFrame
    certificates: pd.DataFrame
    deadlines: pd.DataFrame
    gaps: pd.DataFrame
    rules: tuple[RuleUsed, ...]
    open_points: tuple[str, ...]
    own: Analysis  # the analysis of this traveler alone, for what is drawn or explained


@dataclass(frozen=True)
class Chosen:
    """What of a packet is wanted. The default: every request, with nothing typed and nothing taken out.

    ``host`` (agreement partner) and ``period`` narrow it down; ``identity`` is what was typed for this one file.
    ``redact`` says what the analysis has lost already: checks would take it for something that was never entered.
    """

    host: str = ""
    period: int | None = None
    identity: Identity | None = None
    redact: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether one request is meant, not all of them."""
        return bool(self.host) or self.period is not None


def packet(
    analysis: Analysis,
    traveler: str,
    *,
    host: str = "",
    period: int | None = None,
    identity: Identity | None = None,
    redact: Collection[str] = (),
) -> Packet:
    """The packet of one traveler: all requests, or those of one agreement partner and work period.

    See ``Chosen`` for the rest. ``BadOption`` where the choice fits no request. For the packets of many travelers
    ``packets`` is the quick way.
    """
    chosen = Chosen(host, period, identity, tuple(redact))
    return _packet(Lookup(analysis, traveler), People(analysis), traveler, chosen)


def packets(
    analysis: Analysis, travelers: Iterable[str] | None = None, *, redact: Collection[str] = ()
) -> Iterator[Packet]:
    """The packets of these travelers, one after the other, each with all requests; None: of everybody, by id.

    No table is searched again for each traveler, so that the time grows with the number of packets alone.
    """
    lookup, people, chosen = Lookup(analysis), People(analysis), Chosen(redact=tuple(redact))
    for traveler in everybody(analysis) if travelers is None else travelers:
        yield _packet(lookup, people, traveler, chosen)


def everybody(analysis: Analysis) -> list[str]:
    """Everybody with a trip, a certificate or facts of their own, by id."""
    tables = analysis.workspace
    return sorted({*tables.trips["traveler"], *tables.travelers["traveler"], *tables.certificates["traveler"]})


def _packet(lookup: Lookup, people: People, traveler: str, chosen: Chosen) -> Packet:
    every = requests(lookup.analysis, traveler, lookup)
    wanted = [
        request for request in every if chosen.host in ("", request.host) and chosen.period in (None, request.period)
    ]
    if not wanted and chosen.is_narrowed:
        raise BadOption(_no_such_request(chosen.host, chosen.period, every))
    own = people.analysis_of(traveler)
    coverage, answers, dates = own.coverage, own.answers, people.deadlines_of(traveler)
    trips, certificates = own.workspace.trips, own.workspace.certificates
    if chosen.is_narrowed:
        numbers, hosts = {request.period for request in wanted}, {request.host for request in wanted}
        coverage = coverage[coverage["period"].isin(numbers)]
        answers = answers[answers["period"].isin(numbers)]
        behind = own.period_of_trip
        trips = trips[trips["trip"].isin(behind.loc[behind["period"].isin(numbers), "trip"])]
        certificates = certificates[certificates["host"].isin(hosts)]
        dates = dates[dates["period"].isin(numbers) | (dates["period"].isna() & dates["host"].isin(hosts))]
    person = lookup.people.get(traveler)
    return Packet(
        traveler=traveler,
        name="" if person is None else str(person.name),
        sheets=tuple(_sheet(lookup, request, chosen) for request in wanted),
        first_day=None if coverage.empty else coverage["first_day"].min().date(),
        last_day=None if coverage.empty else coverage["last_day"].max().date(),
        coverage=coverage.reset_index(drop=True),
        answers=answers.reset_index(drop=True),
        trips=trips.sort_values(["first_day", "trip"]).reset_index(drop=True),
        certificates=certificates.reset_index(drop=True),
        deadlines=dates.reset_index(drop=True),
        gaps=gaps(coverage),
        rules=rules_used(own, coverage),
        open_points=_open_points(people, traveler, trips, certificates, coverage),
        own=own,
    )


def gaps(coverage: pd.DataFrame) -> pd.DataFrame:
    """The rows of days that no certificate on file covers, and of days without an entry, each with its reason.

    Work at home and days without work are no gap.
    """
    open_rows = coverage[~coverage["verdict"].isin([str(verdict) for verdict in _COVERED_OR_HOME])]
    sentences = {reason: reason_sentence(reason) for reason in open_rows["reason"].unique()}
    found = open_rows.assign(sentence=open_rows["reason"].map(sentences).astype("str"))
    return found[list(GAP_COLUMNS)].reset_index(drop=True)


def rules_used(analysis: Analysis, coverage: pd.DataFrame) -> tuple[RuleUsed, ...]:
    """Every rule that was applied to one of these rows, by id."""
    return tuple(_rule_used(analysis, provision) for provision in sorted(set(coverage["provision"]) - {""}))


def _rule_used(analysis: Analysis, provision_id: str) -> RuleUsed:
    rule, sources = analysis.rules.provision(provision_id), analysis.rules.sources
    agreement = analysis.rules.agreements[provision_id.partition(".")[0]]
    documents = tuple(
        Document(sources[name].title, sources[name].href, sources[name].read_on, sources[name].page_date or "")
        for name in rule.sources
    )
    texts = tuple(f"{text.name} ({text.dated}): {text.says}" for text in agreement.texts if text.worker == rule.worker)
    host = countries.name(agreement.partner)
    return RuleUsed(provision_id, host, rule.rule, rule.section, rule.doubts, texts, documents)


def _sheet(lookup: Lookup, request: Request, chosen: Chosen) -> Sheet:
    analysis = lookup.analysis
    if chosen.redact:
        return Sheet(request, (), gate_of_redacted(analysis, request, list(chosen.redact), lookup), None)
    results = checks(analysis, request, lookup)
    judged = gate(analysis, request, results, lookup)
    points = checkpoints(analysis, request, lookup, (results, judged))
    if chosen.identity is not None:
        results = (*results, ssn_check(chosen.identity.ssn, analysis.settings.as_of))
        judged = gate(analysis, request, results, lookup)
    return Sheet(request, results, judged, points)


def _no_such_request(host: str, period: int | None, every: Collection[Request]) -> str:
    asked = " ".join(filter(None, [f"host {host}" if host else "", f"period {period}" if period is not None else ""]))
    known = ", ".join(f"period {one.period} in {one.host}" for one in every) or "none at all"
    return f"There is no request for {asked}. Requests of this traveler: {known}"


def _open_points(
    people: People, traveler: str, trips: pd.DataFrame, certificates: pd.DataFrame, coverage: pd.DataFrame
) -> tuple[str, ...]:
    """Warnings and errors about these trips, certificates and periods, each with what it is about in words."""
    subjects = {traveler: "Person", "": ""}
    subjects |= {assignment: f"Assignment {assignment}" for assignment in trips["assignment"]}
    subjects |= {certificate: f"Certificate {certificate}" for certificate in certificates["certificate"]}
    subjects |= {trip: f"Trip {trip}" for trip in trips["trip"]}
    numbers = coverage["period"].dropna().unique()
    subjects |= {f"{traveler}/{number}": f"Work period {number}" for number in numbers}
    remarks = people.findings_about(subjects.keys() - {""})
    remarks = remarks[remarks["severity"].isin([str(Severity.ERROR), str(Severity.WARNING)])]
    return tuple(dict.fromkeys(_about(subjects[row.subject], str(row.message)) for row in rows_of(remarks)))


def _about(subject: str, message: str) -> str:
    """The message with what it is about before it, where it does not begin with that itself."""
    return message if message.startswith(subject) else f"{subject}: {message}"
