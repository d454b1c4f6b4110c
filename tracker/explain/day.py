"""One day of one traveler: what is logged, what each host's verdict rests on. All of it is read off the analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker import countries, days
from tracker.analysis import Analysis
from tracker.codes import Case, CertificateState, Decision, Reason, Severity, Standing, Status, Verdict
from tracker.coverage.asks import reason_sentence
from tracker.errors import UnknownTraveler
from tracker.explain.facts import facts_used
from tracker.explain.model import (
    AgreementOfDay,
    CertificateOfDay,
    Explanation,
    Hint,
    HostAnswer,
    OwnCheck,
    PeriodOfDay,
    Rule,
    TripOfDay,
)
from tracker.explain.rule import clock_of, governing, stay_of
from tracker.findings import FindingCode
from tracker.rules.model import Provision
from tracker.rules.tables import Law
from tracker.segments import read_log

LIST_OF_AGREEMENTS = "poms-gn-01703.001"
"""SSA's list of all agreements: the source for there being none."""


def explain(analysis: Analysis, traveler: str, day: dt.date) -> Explanation:
    """Why ``day`` of ``traveler`` has its verdict. A day outside the log is explained too: nothing is logged.

    Raises ``UnknownTraveler`` where nothing in the workspace is about the traveler.
    """
    if traveler not in (known := travelers(analysis)):
        raise UnknownTraveler(traveler, known)
    law = Law(analysis.rules, analysis.workspace.verifications)
    logged = analysis.segments[analysis.segments["traveler"] == traveler]
    segment = containing(logged, day)
    rows = containing(analysis.coverage[analysis.coverage["traveler"] == traveler], day)
    at_rest = rows[rows["host"] == ""]
    trips = _trips(analysis, law, traveler, day)
    periods = _periods(analysis, traveler, trips)
    answers = tuple(_answer(analysis, law, row, day) for row in rows[rows["host"] != ""].to_dict("records"))
    verdict, reason = (None, "") if answers else (Verdict.UNLOGGED, str(Reason.NOTHING_LOGGED))
    if len(at_rest):
        verdict, reason = Verdict(at_rest["verdict"].iloc[0]), str(at_rest["reason"].iloc[0])
    people = analysis.workspace.travelers
    return Explanation(
        traveler=traveler,
        name="".join(people.loc[people["traveler"] == traveler, "name"].head(1)),
        day=day,
        status=Status(segment["status"].iloc[0]) if len(segment) else Status.UNLOGGED,
        countries=_parts(segment["countries"].iloc[0]) if len(segment) else (),
        verdict=verdict,
        reason=reason,
        sentence=reason_sentence(reason) if reason else "",
        first_logged_day=_day(logged["first_day"].min()),
        last_logged_day=_day(logged["last_day"].max()),
        trips=trips,
        periods=periods,
        answers=answers,
        hints=_hints(analysis, traveler, day, trips, periods, answers),
        as_of=analysis.settings.as_of,
        rules_digest=analysis.rules.digest,
    )


def travelers(analysis: Analysis) -> list[str]:
    """Everybody whom the workspace says anything about, as their first rows come."""
    workspace = analysis.workspace
    tables = (workspace.trips, workspace.travelers, workspace.assignments)
    return list(dict.fromkeys(str(who) for table in tables for who in table["traveler"]))


def containing(rows: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """The rows whose days contain the day; a missing first or last day is open."""
    at = pd.Timestamp(day)
    begun = rows["first_day"].isna() | (rows["first_day"] <= at)
    return rows[begun & (rows["last_day"].isna() | (rows["last_day"] >= at))]


def _day(value: Any) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _sure(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def _parts(joined: str) -> tuple[str, ...]:
    return tuple(filter(None, joined.split("+")))


def _trips(analysis: Analysis, law: Law, traveler: str, day: dt.date) -> tuple[TripOfDay, ...]:
    """All trips of the day, also one that gave it up to the next trip."""
    own = analysis.workspace.trips
    own = own[own["traveler"] == traveler].reset_index(drop=True)
    log = read_log(own, law, analysis.settings.as_of)
    at = days.day_number(day)
    given_up = log.handed_over & (log.stop == at)
    contains = (log.start <= at) & ((at < log.stop) | given_up)
    found = own.assign(handed_over=given_up)[contains].sort_values(["first_day", "trip"])
    return tuple(
        TripOfDay(
            trip=row["trip"],
            country=row["country"],
            name=countries.name(row["country"]),
            place=row["place"],
            first_day=_sure(row["first_day"]),
            last_day=_day(row["last_day"]),
            activity=row["activity"],
            assignment=row["assignment"],
            handed_over=bool(row["handed_over"]),
        )
        for row in found.to_dict("records")
    )


def _periods(analysis: Analysis, traveler: str, trips: tuple[TripOfDay, ...]) -> tuple[PeriodOfDay, ...]:
    """The work periods that trips of the day belong to. A trip that gave up the day does not count."""
    of_trip = analysis.period_of_trip
    behind = [trip.trip for trip in trips if not trip.handed_over]
    numbers = of_trip.loc[(of_trip["traveler"] == traveler) & of_trip["trip"].isin(behind), "period"]
    periods = analysis.periods[(analysis.periods["traveler"] == traveler) & analysis.periods["period"].isin(numbers)]
    return tuple(
        PeriodOfDay(
            period=int(row["period"]),
            assignment=row["assignment"],
            first_day=_sure(row["first_day"]),
            last_day=_sure(row["last_day"]),
            case=Case(row["case"]),
            causes=_parts(row["causes"]),
            decision=Decision(row["decision"]),
        )
        for row in periods.to_dict("records")
    )


def _answer(analysis: Analysis, law: Law, row: Mapping[Any, Any], day: dt.date) -> HostAnswer:
    """One host row of coverage with everything behind it."""
    host, traveler, period = str(row["host"]), str(row["traveler"]), int(row["period"])
    periods = analysis.periods
    mine = periods[(periods["traveler"] == traveler) & (periods["period"] == period)].iloc[0]
    assignment = str(mine["assignment"])
    stay = stay_of(analysis, traveler, period, law.jurisdiction(host))
    provision = analysis.rules.provision(row["provision"]) if row["provision"] else None
    others = [p for p in governing(analysis, law, stay, assignment) if p != provision] if provision else []
    reason = str(row["reason"])
    return HostAnswer(
        host=host,
        name=countries.name(host),
        period=period,
        assignment=assignment,
        verdict=Verdict(row["verdict"]),
        reason=reason,
        sentence=reason_sentence(reason),
        mixed=row["mixed"] == "yes",
        agreement=_agreement(analysis, law, host, day),
        rule=_rule(analysis, law, provision) if provision else None,
        other_rules=tuple(_rule(analysis, law, other) for other in others),
        clock=clock_of(analysis, law, stay, assignment, provision) if provision else None,
        facts=facts_used(analysis, law, stay, assignment, host, day, reason, [provision, *others] if provision else []),
        certificates=_certificates(analysis, law, traveler, host, assignment, day, str(row["certificate"])),
    )


def _agreement(analysis: Analysis, law: Law, host: str, day: dt.date) -> AgreementOfDay:
    agreement = law.agreement(host)
    sources = analysis.rules.sources
    if agreement is None:
        listed = (sources[LIST_OF_AGREEMENTS],) if LIST_OF_AGREEMENTS in sources else ()
        return AgreementOfDay("", countries.name(host), Standing.NONE, None, True, None, listed)
    start = law.start(host)
    first_day = agreement.start.first_day if start == days.NEVER else days.to_date(start)
    if day < first_day:
        standing = Standing.NOT_YET
    else:
        standing = Standing.REPORTED if start == days.NEVER else Standing.IN_FORCE
    checks = analysis.workspace.verifications
    dated = checks[checks["in_force_from"].notna()]
    about_start = dated[dated["host"].map(law.jurisdiction) == agreement.partner]
    return AgreementOfDay(
        partner=agreement.partner,
        name=agreement.name,
        standing=standing,
        first_day=first_day,
        reaches_host=host not in agreement.territory.open,
        own_check=_last_check(about_start),
        sources=tuple(sources[name] for name in agreement.start.sources),
    )


def _last_check(checks: pd.DataFrame) -> OwnCheck | None:
    """The check that counts: the latest, as in ``Law``."""
    if not len(checks):
        return None
    last = checks.sort_values("checked_on", kind="stable").iloc[-1]
    return OwnCheck(_sure(last["checked_on"]), str(last["source"]), str(last["note"]))


def _rule(analysis: Analysis, law: Law, provision: Provision) -> Rule:
    checks = analysis.workspace.verifications
    own_check = _last_check(checks[checks["provision"] == provision.id])
    return Rule(
        provision=provision.id,
        kind=provision.kind.sentence,
        rule=provision.rule,
        conditions=tuple(condition.sentence for condition in provision.conditions),
        section=provision.section,
        verified=provision.verified or own_check is not None,
        own_check=own_check,
        sources=tuple(analysis.rules.sources[name] for name in provision.sources),
        doubts=provision.doubts,
    )


def _certificates(
    analysis: Analysis, law: Law, traveler: str, host: str, assignment: str, day: dt.date, covering: str
) -> tuple[CertificateOfDay, ...]:
    """Certificates for this jurisdiction and work whose days contain the day, in whatever state."""
    held = containing(analysis.workspace.certificates, day)
    held = held[
        (held["traveler"] == traveler) & held["assignment"].isin({"", assignment} if assignment else held["assignment"])
    ]
    partner = law.jurisdiction(host)
    return tuple(
        CertificateOfDay(
            certificate=row["certificate"],
            state=CertificateState(row["state"]) if row["state"] else None,
            first_day=_sure(row["first_day"]),
            last_day=_day(row["last_day"]),
            covers=row["certificate"] == covering,
        )
        for row in held.to_dict("records")
        if law.jurisdiction(row["host"]) == partner
    )


def _hints(
    analysis: Analysis,
    traveler: str,
    day: dt.date,
    trips: tuple[TripOfDay, ...],
    periods: tuple[PeriodOfDay, ...],
    answers: tuple[HostAnswer, ...],
) -> tuple[Hint, ...]:
    """Findings about the day's trips, periods, certificates and rules. Doubts stand with their rule."""
    subjects = {trip.trip for trip in trips} | {f"{traveler}/{period.period}" for period in periods}
    subjects |= {certificate.certificate for answer in answers for certificate in answer.certificates}
    subjects |= {answer.rule.provision for answer in answers if answer.rule}
    found = containing(analysis.findings, day)
    about = found["subject"].isin(subjects)
    if any(not answer.assignment for answer in answers):
        about |= (found["code"] == FindingCode.ASSUMED_WORKER) & (found["subject"] == traveler)
    shown = found[about & (found["code"] != FindingCode.SOURCES_CONFLICT)]
    return tuple(
        Hint(Severity(row["severity"]), row["code"], row["subject"], row["message"]) for row in shown.to_dict("records")
    )
