"""One day of one traveler: what is logged, what each host's verdict rests on. All of it is read off the analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tracker import countries, days, standing
from tracker.analysis import Analysis
from tracker.codes import Case, CertificateState, Decision, Issuer, Reason, Severity, Standing, Status, Verdict
from tracker.coverage.asks import reason_sentence
from tracker.errors import UnknownTraveler
from tracker.explain.facts import facts_used
from tracker.explain.judged import Judged, judged
from tracker.explain.model import (
    AgreementOfDay,
    CertificateOfDay,
    Explanation,
    Hint,
    HostAnswer,
    OwnCheck,
    PeriodOfDay,
    RepeatRule,
    Rule,
    TextOfRule,
    TripOfDay,
)
from tracker.findings import FindingCode
from tracker.rules import tables
from tracker.rules.model import Provision, Source
from tracker.rules.tables import UNITED_STATES

LIST_OF_AGREEMENTS = "poms-gn-01703.001"
"""SSA's list of all agreements: the source for there being none."""


def explain(analysis: Analysis, traveler: str, day: dt.date) -> Explanation:
    """Why ``day`` of ``traveler`` has its verdict. A day outside the log is explained too: nothing is logged.

    Raises ``UnknownTraveler`` where nothing in the workspace is about the traveler.
    """
    if traveler not in (known := travelers(analysis)):
        raise UnknownTraveler(traveler, known)
    logged = analysis.segments[analysis.segments["traveler"] == traveler]
    segment = containing(logged, day)
    rows = containing(analysis.coverage[analysis.coverage["traveler"] == traveler], day)
    at_rest = rows[rows["host"] == ""]
    trips = _trips(analysis, traveler, day)
    periods = _periods(analysis, traveler, trips)
    answers = answers_on(analysis, traveler, day)
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


def answers_on(analysis: Analysis, traveler: str, day: dt.date) -> tuple[HostAnswer, ...]:
    """The answer for every host that the traveler worked in on the day, as coverage.csv orders them; empty without."""
    coverage = analysis.coverage
    of_traveler = coverage[((coverage["traveler"] == traveler) & (coverage["host"] != "")).to_numpy(dtype=bool)]
    return tuple(_answer(analysis, row, day) for row in containing(of_traveler, day).to_dict("records"))


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


def _trips(analysis: Analysis, traveler: str, day: dt.date) -> tuple[TripOfDay, ...]:
    """All trips of the day, also one that gave it up to the next trip."""
    trips, log, at = analysis.workspace.trips, analysis.log, days.day_number(day)
    given_up = log.handed_over & (log.stop == at)
    contains = (log.start <= at) & ((at < log.stop) | given_up) & (trips["traveler"] == traveler).to_numpy(dtype=bool)
    of_day = trips[contains].assign(handed_over=given_up[contains]).sort_values(["first_day", "trip"])
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
        for row in of_day.to_dict("records")
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


def _answer(analysis: Analysis, row: Mapping[Any, Any], day: dt.date) -> HostAnswer:
    """One host row of coverage with everything behind it."""
    host, reason = str(row["host"]), str(row["reason"])
    work = judged(analysis, str(row["traveler"]), int(row["period"]), host, day)
    provision = analysis.rules.provision(row["provision"]) if row["provision"] else None
    others = [other for other in work.alternatives() if other != provision] if provision else []
    asked = [provision, *others] if provision else []
    return HostAnswer(
        host=host,
        name=countries.name(host),
        period=work.period,
        assignment=work.assignment,
        verdict=Verdict(row["verdict"]),
        reason=reason,
        sentence=reason_sentence(reason),
        mixed=row["mixed"] == "yes",
        worker=work.worker,
        residence=work.residence,
        agreement=_agreement(analysis, host, day),
        rule=_rule(analysis, provision) if provision else None,
        other_rules=tuple(_rule(analysis, other) for other in others),
        texts=_texts(analysis, work, asked),
        repeat=_repeat(analysis, provision) if provision and work.repeats else None,
        clock=work.clock(provision) if provision else None,
        facts=facts_used(work, reason, asked),
        certificates=_certificates(analysis, work, str(row["certificate"])),
    )


def _sources(analysis: Analysis, names: Sequence[str]) -> tuple[Source, ...]:
    return tuple(analysis.rules.sources[name] for name in names)


def _agreement(analysis: Analysis, host: str, day: dt.date) -> AgreementOfDay:
    law = analysis.law
    agreement = law.agreement(host)
    if agreement is None:
        listed = [LIST_OF_AGREEMENTS] if LIST_OF_AGREEMENTS in analysis.rules.sources else []
        none = Standing.NONE
        return AgreementOfDay("", countries.name(host), none, None, True, None, _sources(analysis, listed))
    start = law.start(host)
    first_day = agreement.start.first_day if start == days.NEVER else days.to_date(start)
    if day < first_day:
        stands = Standing.NOT_YET
    else:
        stands = Standing.REPORTED if start == days.NEVER else Standing.IN_FORCE
    return AgreementOfDay(
        partner=agreement.partner,
        name=agreement.name,
        standing=stands,
        first_day=first_day,
        reaches_host=host not in agreement.territory.open,
        own_check=_own_check(law.start_check(host)),
        sources=_sources(analysis, agreement.start.sources),
    )


def _own_check(check: tables.OwnCheck | None) -> OwnCheck | None:
    return OwnCheck(check.checked_on, check.source, check.note) if check else None


def _rule(analysis: Analysis, provision: Provision) -> Rule:
    texts = analysis.rules.agreements[provision.id.partition(".")[0]].texts
    return Rule(
        provision=provision.id,
        kind=provision.kind.sentence,
        rule=provision.rule,
        conditions=tuple(condition.sentence for condition in provision.conditions),
        section=provision.section,
        verified=analysis.law.is_verified(provision),
        own_check=_own_check(analysis.law.rule_check(provision.id)),
        sources=_sources(analysis, provision.sources),
        doubts=provision.doubts,
        texts=tuple(text.name for text in texts if text.worker == provision.worker and text.id in provision.texts),
    )


def _texts(analysis: Analysis, work: Judged, asked: Sequence[Provision]) -> tuple[TextOfRule, ...]:
    """The official texts that state different rules for this work, in file order, where one of the rules is theirs."""
    agreement = analysis.law.agreement(work.host)
    if agreement is None or not any(provision.texts for provision in asked):
        return ()
    return tuple(
        TextOfRule(text.name, text.dated, text.says, _sources(analysis, text.sources))
        for text in agreement.texts
        if text.worker == work.worker
    )


def _repeat(analysis: Analysis, provision: Provision) -> RepeatRule | None:
    series = provision.series
    if series is None:
        return None
    read = series.verified or analysis.law.rule_check(provision.id) is not None
    return RepeatRule(series.section, series.note, read, _sources(analysis, series.sources))


def _certificates(analysis: Analysis, work: Judged, covering: str) -> tuple[CertificateOfDay, ...]:
    """Certificates for this jurisdiction and work whose days contain the day, in whatever state, of either issuer."""
    held = standing.certificates_of(analysis, work.traveler, work.jurisdiction, work.assignment)
    if held.empty:
        return ()
    return tuple(
        CertificateOfDay(
            certificate=row["certificate"],
            issuer=Issuer(row["side"]),
            issued_by=countries.name(row["issuer"] or UNITED_STATES),
            state=CertificateState(row["state"]) if row["state"] else None,
            first_day=_sure(row["first_day"]),
            last_day=_day(row["last_day"]),
            covers=row["certificate"] == covering,
        )
        for row in containing(held, work.day).to_dict("records")
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
