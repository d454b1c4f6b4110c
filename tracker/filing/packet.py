"""What a packet holds, before any format draws it: one sheet per request, and the annex that proves its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Severity, Verdict
from tracker.coverage.asks import reason_sentence
from tracker.errors import BadOption
from tracker.filing.checkpoints import Checkpoints, checkpoints
from tracker.filing.checks import Check, checks, ssn_check
from tracker.filing.deadlines import deadlines
from tracker.filing.gate import Gate, gate, gate_of_redacted
from tracker.filing.identity import Identity
from tracker.filing.lookup import Lookup
from tracker.filing.request import Request, requests

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

    ``redact`` says what the analysis has lost already: checks would take it for something that was never entered.
    ``BadOption`` where the choice fits no request.
    """
    lookup = Lookup(analysis, traveler)
    every = requests(analysis, traveler, lookup)
    chosen = [one for one in every if host in ("", one.host) and period in (None, one.period)]
    if not chosen and (host or period is not None):
        raise BadOption(_no_such_request(host, period, every))
    narrowed = {one.period for one in chosen} if host or period is not None else None
    coverage, answers = _mine(analysis.coverage, traveler), _mine(analysis.answers, traveler)
    trips = _mine(analysis.workspace.trips, traveler)
    certificates = _mine(analysis.workspace.certificates, traveler)
    dates = _mine(deadlines(analysis), traveler)
    if narrowed is not None:
        coverage = coverage[coverage["period"].isin(narrowed)]
        answers = answers[answers["period"].isin(narrowed)]
        behind = _mine(analysis.period_of_trip, traveler)
        trips = trips[trips["trip"].isin(behind.loc[behind["period"].isin(narrowed), "trip"])]
        hosts = {one.host for one in chosen}
        certificates = certificates[certificates["host"].isin(hosts)]
        dates = dates[dates["period"].isin(narrowed) | (dates["period"].isna() & dates["host"].isin(hosts))]
    names = dict(zip(analysis.workspace.travelers["traveler"], analysis.workspace.travelers["name"], strict=True))
    return Packet(
        traveler=traveler,
        name=names.get(traveler, ""),
        sheets=tuple(_sheet(lookup, one, identity, redact) for one in chosen),
        first_day=None if coverage.empty else coverage["first_day"].min().date(),
        last_day=None if coverage.empty else coverage["last_day"].max().date(),
        coverage=coverage.reset_index(drop=True),
        answers=answers.reset_index(drop=True),
        trips=trips.sort_values(["first_day", "trip"]).reset_index(drop=True),
        certificates=certificates.reset_index(drop=True),
        deadlines=dates.reset_index(drop=True),
        gaps=gaps(coverage),
        rules=rules_used(analysis, coverage),
        open_points=_open_points(analysis, traveler, trips, certificates, coverage),
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


def _sheet(lookup: Lookup, request: Request, identity: Identity | None, redact: Collection[str]) -> Sheet:
    analysis = lookup.analysis
    if redact:
        return Sheet(request, (), gate_of_redacted(analysis, request, list(redact), lookup), None)
    results = checks(analysis, request, lookup)
    if identity is not None:
        results = (*results, ssn_check(identity.ssn, analysis.settings.as_of))
    return Sheet(request, results, gate(analysis, request, results, lookup), checkpoints(analysis, request, lookup))


def _no_such_request(host: str, period: int | None, every: Collection[Request]) -> str:
    asked = " ".join(filter(None, [f"host {host}" if host else "", f"period {period}" if period is not None else ""]))
    known = ", ".join(f"period {one.period} in {one.host}" for one in every) or "none at all"
    return f"There is no request for {asked}. Requests of this traveler: {known}"


def _open_points(
    analysis: Analysis, traveler: str, trips: pd.DataFrame, certificates: pd.DataFrame, coverage: pd.DataFrame
) -> tuple[str, ...]:
    """Warnings and errors about these trips, certificates and periods."""
    periods = {f"{traveler}/{number}" for number in coverage["period"].dropna().unique()}
    about = {*trips["trip"], *certificates["certificate"], *trips["assignment"], *periods, traveler} - {""}
    told = analysis.findings
    told = told[told["severity"].isin([str(Severity.ERROR), str(Severity.WARNING)]) & told["subject"].isin(about)]
    return tuple(dict.fromkeys(f"{row.subject}: {row.message}" for row in told.itertuples(index=False)))


def _mine(frame: pd.DataFrame, traveler: str) -> pd.DataFrame:
    return frame[frame["traveler"] == traveler]
