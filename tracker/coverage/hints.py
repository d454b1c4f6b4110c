"""Findings about verdicts: what was assumed, what does not fit together, what to do about certificates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import countries, days, findings
from tracker.codes import Reason, Worker
from tracker.coverage.answers import NUMBER
from tracker.coverage.certificate_hints import certificate_findings
from tracker.coverage.facts import WORKERS, has_nationality, split_nationalities
from tracker.coverage.naming import about_stays, host_names, jurisdictions_of
from tracker.coverage.rule_hints import rule_findings
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.itinerary.workspace import Workspace
from tracker.periods import Periods
from tracker.rules import readings
from tracker.rules.model import Provision
from tracker.rules.readings import Reading
from tracker.rules.tables import UNITED_STATES, Law
from tracker.segments import Log, Pieces

_JAPAN = "JP"


def coverage_findings(
    log: Log,
    pieces: Pieces,
    periods: Periods,
    verdicts: Coverage,
    workspace: Workspace,
    law: Law,
    stale: list[Reading],
    as_of: dt.date,
) -> pd.DataFrame:
    """Everything that the verdicts give reason to say; ``stale`` is what ``stale_sources`` found."""
    return findings.joined(
        [
            _assumed_worker(log, periods, verdicts),
            _assignments_without_trips(log, periods, workspace),
            _expected_end_assumed(log, periods, verdicts),
            _no_agreement(log, periods, verdicts),
            _agreement_starts_inside(log, periods, verdicts),
            _client_elsewhere(log, periods, verdicts),
            _repeat_rule_unknown(log, periods, verdicts),
            _repeat_rule_unread(log, periods, verdicts),
            _us_law_may_not_reach(log, periods, verdicts),
            _health_insurance_advice(log, periods, verdicts),
            _sources(verdicts, stale),
            rule_findings(log, periods, verdicts, workspace, law, as_of),
            certificate_findings(log, pieces, periods, verdicts, as_of),
        ]
    )


def _assumed_worker(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    judged = periods.case != 0
    people = np.unique(periods.traveler[verdicts.engagements.worker_assumed & judged])
    worker = verdicts.engagements.worker
    assumed = worker[np.flatnonzero(verdicts.engagements.worker_assumed)[:1]]
    words = {Worker.EMPLOYEE: "employed", Worker.SELF_EMPLOYED: "self-employed"}
    word = words[WORKERS[int(assumed[0])]] if len(assumed) else ""
    return findings.findings(FindingCode.ASSUMED_WORKER, list(log.travelers.take(people)), worker=[word] * len(people))


def _assignments_without_trips(log: Log, periods: Periods, workspace: Workspace) -> pd.DataFrame:
    known = workspace.assignments[["traveler", "assignment"]]
    if not len(known):
        return findings.none()
    worked = pd.DataFrame(
        {"traveler": log.travelers.take(periods.traveler), "assignment": periods.assignment.to_numpy()}
    ).astype("str")
    idle = ~pd.MultiIndex.from_frame(known).isin(pd.MultiIndex.from_frame(worked))
    return findings.findings(FindingCode.ASSIGNMENT_WITHOUT_TRIPS, list(known.loc[idle, "assignment"]))


def _expected_end_assumed(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Only where a limit was tested and the last logged day kept it."""
    clock, stays = verdicts.clock, periods.stays
    limited = np.zeros(len(stays.period), dtype=bool)
    for limb in clock.limbs:
        limited |= (limb.limit_stop < days.NEVER) & (clock.last_stop <= limb.limit_stop)
    decided = np.zeros(len(stays.period), dtype=bool)
    applied = verdicts.rows.rule_answer
    said = np.flatnonzero(applied == NUMBER[str(Reason.US_COVERAGE_ASSIGNED)])
    with_limit = np.array([p.limit_months is not None for p in verdicts.table.provisions] + [False])
    said = said[with_limit[verdicts.rows.provision[said]]]
    decided[verdicts.rows.stay[said]] = True
    which = np.flatnonzero(limited & decided & (clock.expected_stop == days.NEVER))
    return about_stays(FindingCode.EXPECTED_END_ASSUMED, which, log, periods)


def _no_agreement(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    rows = verdicts.rows
    which = np.flatnonzero(rows.start < log.places.start[rows.country])
    return findings.findings(
        FindingCode.NON_AGREEMENT_WORK,
        periods.name(log, rows.period[which]),
        first_days=days.to_first_days(rows.start[which]),
        last_days=days.to_last_days(rows.stop[which]),
        host=host_names(np.array(log.places.codes, dtype=object)[rows.country[which]]),
    )


def _agreement_starts_inside(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    stays, start = periods.stays, verdicts.clock.start
    which = np.flatnonzero((start < days.NEVER) & (start > stays.start))
    begins = [days.to_date(day).isoformat() for day in start[which]]
    return about_stays(FindingCode.AGREEMENT_STARTS_INSIDE, which, log, periods, start=begins)


def _client_elsewhere(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    client = verdicts.engagements.client.to_numpy(dtype=object)
    worked_in = periods.jurisdictions
    which = [
        n
        for n in np.flatnonzero((client != "") & (client != UNITED_STATES))
        if worked_in.iloc[n] and client[n] not in worked_in.iloc[n].split("+")
    ]
    chosen = np.array(which, dtype=np.int64)
    return findings.findings(
        FindingCode.CLIENT_ELSEWHERE,
        periods.name(log, chosen),
        client=host_names(client[chosen]),
        host=[", ".join(host_names(np.array(codes.split("+")))) for codes in periods.countries.iloc[chosen]],
    )


def _repeat_rule_unknown(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Later stays under a limit of which no rule on repeats is known."""
    stays, table = periods.stays, verdicts.table
    unknown = np.zeros(len(stays.period), dtype=bool)
    silent = np.array([p.limit_months is not None and p.series is None for p in table.provisions] + [False])
    for limb in verdicts.clock.limbs:
        unknown |= silent[limb.provision]
    which = np.flatnonzero(unknown & (verdicts.clock.earlier_stays > 0))
    return about_stays(FindingCode.REPEAT_RULE_UNKNOWN, which, log, periods)


def _repeat_rule_unread(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Later stays that a rule on repeats may reach whose text was not read."""
    provision = np.full(len(periods.stays.period), NONE, dtype=np.int64)
    for limb in verdicts.clock.limbs:
        provision = np.where(limb.repeat_unread & (provision == NONE), limb.provision, provision)
    which = np.flatnonzero(provision != NONE)
    series = [verdicts.table.provisions[n].series for n in provision[which]]
    sections = [rule.section if rule else "" for rule in series]
    return about_stays(FindingCode.REPEAT_RULE_UNREAD, which, log, periods, section=sections)


def _us_law_may_not_reach(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Work of people who are known to be neither US nationals nor US residents, under an agreement in force."""
    rows, stays = verdicts.rows, periods.stays
    people = verdicts.engagements.nationalities.iloc[stays.period].reset_index(drop=True)
    no_us_national = (people != "").to_numpy(dtype=bool) & ~has_nationality(people, (UNITED_STATES,))
    residence = np.full(len(stays.period), 0, dtype=np.int64)
    abroad = np.flatnonzero((rows.residence != 0) & (verdicts.residences[rows.residence] != UNITED_STATES))
    residence[rows.stay[abroad]] = rows.residence[abroad]
    which = np.flatnonzero(no_us_national & (residence != 0))
    return about_stays(
        FindingCode.US_LAW_MAY_NOT_REACH,
        which,
        log,
        periods,
        nationalities=[", ".join(host_names(split_nationalities(text))) for text in people.iloc[which]],
        residence=host_names(verdicts.residences[residence[which]]),
    )


def _health_insurance_advice(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Japan: health insurance is no condition of coverage, and still needed."""
    stays, facts = periods.stays, verdicts.engagements
    partner = jurisdictions_of(log)[stays.jurisdiction] if len(stays.period) else np.array([], dtype=object)
    begun = verdicts.clock.start < days.NEVER
    uninsured = facts.health_insurance[stays.period] != 1
    japan = np.flatnonzero(begun & (partner == _JAPAN) & uninsured)
    return findings.findings(
        FindingCode.HEALTH_INSURANCE_ADVISED,
        periods.name(log, stays.period[japan]),
        host=host_names(partner[japan]),
    )


def stale_sources(log: Log, verdicts: Coverage, law: Law, as_of: dt.date) -> list[Reading]:
    """What decides a day of work and was last read more than a year before ``as_of``: rules, and agreements' starts."""
    rules = [readings.of_rule(rule, law, as_of) for rule in _applied(verdicts)]
    rows = verdicts.rows
    before_any_rule = np.isin(rows.answer, [NUMBER[str(reason)] for reason in _BY_THE_START])
    places = [log.places.codes[n] for n in np.unique(rows.country[before_any_rule])]
    agreements = {agreement.partner: agreement for place in places if (agreement := law.agreement(place))}
    starts = [readings.of_agreement(agreement, law, as_of) for agreement in agreements.values()]
    return readings.stale([*rules, *starts], as_of)


_BY_THE_START = (Reason.AGREEMENT_NOT_IN_FORCE, Reason.AGREEMENT_UNVERIFIED)


def _applied(verdicts: Coverage) -> list[Provision]:
    return [verdicts.table.provisions[n] for n in np.unique(verdicts.rows.provision) if n != NONE]


def _sources(verdicts: Coverage, stale: list[Reading]) -> pd.DataFrame:
    """Doubts and stale sources behind what was applied, once each."""
    doubts = [(p.id, doubt) for p in _applied(verdicts) for doubt in p.doubts]
    return findings.joined(
        [
            findings.findings(
                FindingCode.SOURCES_CONFLICT,
                [countries.name(provision.partition(".")[0]) for provision, _ in doubts],
                provision=[provision for provision, _ in doubts],
                doubt=[doubt for _, doubt in doubts],
            ),
            findings.findings(
                FindingCode.STALE_SOURCE,
                [reading.provision or countries.name(reading.partner) for reading in stale],
                read_on=[reading.read_on.isoformat() for reading in stale],
            ),
        ]
    )
