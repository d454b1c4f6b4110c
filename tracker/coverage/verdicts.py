"""Assembles the verdicts: work cut into rows on which nothing changes, each judged once, equal neighbors joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import Condition, Kind, Reason, Status
from tracker.coverage import certificates as on_file
from tracker.coverage.answers import ANSWERS, NUMBER, STEP, UNDECIDED, VERDICT, VERDICTS, Ruling, missing
from tracker.coverage.facts import (
    NO,
    UNKNOWN,
    YES,
    Engagements,
    RowFacts,
    has_nationality,
    read_engagements,
    residence_on,
    resides,
)
from tracker.coverage.kinds import KINDS
from tracker.coverage.stays import NONE, Clock, start_clocks
from tracker.itinerary.workspace import Workspace
from tracker.periods import CASES, Periods
from tracker.rules.model import Provision
from tracker.rules.tables import UNITED_STATES, Law, ProvisionTable
from tracker.segments import STATUSES, Bools, Ints, Log, Pieces, distinct, first_of_runs, islands, last_of_runs, texts

_MIXED = CASES.index("mixed")


@dataclass(frozen=True)
class Rows:
    """Foreign work, one entry per (period, host) and run of days on which nothing that matters changes."""

    period: Ints
    country: Ints  # as numbered by the log's places
    stay: Ints
    start: Ints
    stop: Ints
    several: Bools  # work in more than one country is logged on these days
    answer: Ints  # points into ANSWERS
    rule_answer: Ints  # what the rules alone would say; UNDECIDED where none was asked
    provision: Ints  # row of the provision table, NONE where no rule was applied
    certificate: Ints  # position in ``Coverage.certificates``, NONE on rows that are not covered


@dataclass(frozen=True)
class Coverage:
    """The verdicts, and everything that explains them."""

    frame: pd.DataFrame  # coverage.csv of the contract
    rows: Rows
    engagements: Engagements
    clock: Clock
    table: ProvisionTable
    certificates: pd.DataFrame  # with jurisdiction, start and stop


def decide(
    log: Log,
    pieces: Pieces,
    periods: Periods,
    workspace: Workspace,
    law: Law,
    worker: str | None,
    residence: str | None,
) -> Coverage:
    """The verdict of every day and host."""
    table = law.provisions()
    engagements = read_engagements(log, periods, workspace.assignments, workspace.travelers, law, worker)
    clock = start_clocks(log, periods, engagements, law, table, workspace.exceptions)
    certificates = on_file.with_day_numbers(workspace.certificates, law)
    period, country, stay, start, stop = _cut_work(log, pieces, periods, clock, certificates, workspace)
    several = _several_countries(log, pieces, periods.traveler[period], start)
    lives = residence_on(
        periods.traveler[period],
        start,
        stop,
        engagements.residence.iloc[period],
        log,
        workspace.residences,
        workspace.travelers,
        law,
        residence,
    )
    jurisdiction = texts(list(log.places.jurisdiction), country)
    rule_answer, provision = _apply_rules(
        log, engagements, clock, table, period, country, stay, start, lives, jurisdiction
    )
    asked = pd.DataFrame(
        {
            "traveler": texts(log.travelers, periods.traveler[period]),
            "jurisdiction": jurisdiction,
            "assignment": periods.assignment.iloc[period].reset_index(drop=True),
            "start": start,
            "stop": stop,
        }
    )
    certificate = on_file.fitting(asked, certificates)
    answer = _in_order(log, country, start, several, certificate, rule_answer)
    step = STEP[answer]
    applied = (step == 2) | (step >= 4)
    rows = _joined(
        Rows(
            period,
            country,
            stay,
            start,
            stop,
            several,
            answer,
            np.where(applied, rule_answer, UNDECIDED),
            np.where(applied, provision, NONE),
            np.where(step == 2, certificate, NONE),
        )
    )
    frame = _frame(log, pieces, periods, table, certificates, rows)
    return Coverage(frame, rows, engagements, clock, table, certificates)


def _cut_work(
    log: Log, pieces: Pieces, periods: Periods, clock: Clock, certificates: pd.DataFrame, workspace: Workspace
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """(period, country, stay, start, stop): foreign work, cut wherever an answer may change."""
    foreign = log.foreign_work()
    many = len(log.places.codes) + 1
    group = periods.of_trip[foreign] * many + log.country[foreign]
    owner, start, stop = islands(group, log.start[foreign], log.stop[foreign])
    period, country = owner // many, owner % many
    stays = periods.stays
    stay_keys = stays.period * many + stays.jurisdiction
    stay = np.searchsorted(stay_keys, period * many + log.places.jurisdiction_ids[country])

    several = pieces.status == STATUSES.index(Status.MULTI_COUNTRY)
    people, edges = [pieces.traveler[several]] * 2, [pieces.start[several], pieces.stop[several]]
    for table in (certificates, workspace.residences):
        if len(table):
            person = log.travelers.get_indexer(pd.Index(table["traveler"]))
            people += [person, person]
            edges += [days.starts(table["first_day"]), days.stops(table["last_day"])]
    row, start, stop = _cut(periods.traveler[period], start, stop, np.concatenate(people), np.concatenate(edges))
    period, country, stay = period[row], country[row], stay[row]

    in_force = np.minimum(log.places.start, log.places.reported)
    limits = np.concatenate([limb.limit_stop for limb in clock.limbs])
    row, start, stop = _cut(stay, start, stop, np.tile(np.arange(len(stays.period)), len(clock.limbs)), limits)
    period, country, stay = period[row], country[row], stay[row]
    row, start, stop = _cut(country, start, stop, np.arange(len(in_force)), in_force)
    return period[row], country[row], stay[row], start, stop


def _cut(owner: Ints, start: Ints, stop: Ints, cut_owner: Ints, cut_day: Ints) -> tuple[Ints, Ints, Ints]:
    """Cuts half-open runs at the days of their owner that fall inside: (row that each part came from, start, stop)."""
    if not len(owner):
        return owner, start, stop
    low = int(start.min())
    span = int(stop.max()) - low + 1
    inside = (cut_owner >= 0) & (cut_day > low) & (cut_day < low + span)
    cuts = distinct(cut_owner[inside] * span + (cut_day[inside] - low))
    base = owner * span - low
    first = np.searchsorted(cuts, base + start, side="right")
    parts = np.searchsorted(cuts, base + stop, side="left") - first + 1
    row = np.repeat(np.arange(len(owner)), parts)
    if len(row) == len(owner):
        return row, start, stop
    nth = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    at = np.concatenate([cuts, [0]])
    begins = np.where(nth == 0, start[row], at[np.maximum(first[row] + nth - 1, 0)] - base[row])
    ends = np.where(nth == parts[row] - 1, stop[row], at[np.minimum(first[row] + nth, len(cuts))] - base[row])
    return row, begins, ends


def _several_countries(log: Log, pieces: Pieces, traveler: Ints, start: Ints) -> Bools:
    """Which rows lie on days with work in more than one country, the US included."""
    if not len(start):
        return np.zeros(0, dtype=bool)
    low = int(pieces.start.min())
    span = int(pieces.stop.max()) - low + 1
    begins = pieces.traveler * span + (pieces.start - low)
    at = np.searchsorted(begins, traveler * span + (start - low), side="right") - 1
    return np.asarray(pieces.status[at] == STATUSES.index(Status.MULTI_COUNTRY))


def _apply_rules(
    log: Log,
    engagements: Engagements,
    clock: Clock,
    table: ProvisionTable,
    period: Ints,
    country: Ints,
    stay: Ints,
    start: Ints,
    lives: pd.Series,
    jurisdiction: pd.Series,
) -> tuple[Ints, Ints]:
    """What the rules say of each row, and the provision that says it: of alternatives the one that gets furthest."""
    worker_known = engagements.worker[period] != UNKNOWN
    answer = np.where(worker_known, NUMBER[str(Reason.RULE_UNVERIFIED)], NUMBER[missing("worker")])
    chosen = np.full(len(period), NONE, dtype=np.int64)
    for n, limb in enumerate(clock.limbs):
        provision = limb.provision[stay]
        said = _judge(log, engagements, clock, n, table, period, country, stay, start, lives, jurisdiction, provision)
        better = (provision != NONE) & ((chosen == NONE) | (STEP[said] > STEP[answer]))
        answer = np.where(better, said, answer)
        chosen = np.where(better, provision, chosen)
    return answer, chosen


def _judge(
    log: Log,
    engagements: Engagements,
    clock: Clock,
    limb_number: int,
    table: ProvisionTable,
    period: Ints,
    country: Ints,
    stay: Ints,
    start: Ints,
    lives: pd.Series,
    jurisdiction: pd.Series,
    provision: Ints,
) -> Ints:
    """The answer of one alternative for every row; rows without a provision stay at 0."""
    limb = clock.limbs[limb_number]
    limit, expected, last = limb.limit_stop[stay], clock.expected_stop[stay], clock.last_stop[stay]
    expected_known = expected < days.NEVER
    not_permanent = _flag(table, lambda p: p.not_permanent)[provision]
    past = (start >= limit) | (expected_known & (expected > limit))
    end_unknown = ~expected_known & ((last > limit) | (not_permanent & clock.open_ended[stay]))
    sent_from = engagements.sent_from.to_numpy(dtype=object)[period]
    nationalities = engagements.nationalities.iloc[period].reset_index(drop=True)
    facts = RowFacts(
        employer=engagements.employer[period],
        election=engagements.election[period],
        us_covered_before=engagements.us_covered_before[period],
        business_in_us=engagements.business_in_us[period],
        works_in_both=engagements.works_in_both[period],
        health_insurance=engagements.health_insurance[period],
        sent_from_us=np.select([sent_from == "", sent_from == UNITED_STATES], [UNKNOWN, YES], NO).astype(np.int64),
        residence=resides(lives, jurisdiction),
        nationality_known=(nationalities != "").to_numpy(dtype=bool),
        us_national=has_nationality(nationalities, (UNITED_STATES,)),
        host_national=_nationals_of_host(nationalities, provision, table),
        route_open=_may_come_by_third_country(nationalities, provision, table),
        repeat_too_soon=limb.repeat_too_soon[stay],
        over_limit=past,
        end_unknown=end_unknown,
        unverified=~np.append(table.verified, True)[provision] | log.places.open[country],
        conditions={condition: _names(table, condition)[provision] for condition in Condition},
    )
    answer = np.zeros(len(period), dtype=np.int64)
    kinds = np.array([tuple(Kind).index(p.kind) for p in table.provisions] + [NONE], dtype=np.int64)[provision]
    for number, kind in enumerate(Kind):
        rows = np.flatnonzero(kinds == number)
        if len(rows):
            answer[rows] = KINDS[kind](facts.at(rows))
    return answer


def _flag(table: ProvisionTable, of: Callable[[Provision], bool]) -> Bools:
    """A yes or no per provision; the extra last one is for rows without a provision (NONE = -1)."""
    return np.array([of(provision) for provision in table.provisions] + [False], dtype=np.bool_)


def _names(table: ProvisionTable, condition: Condition) -> Bools:
    return _flag(table, lambda provision: condition in provision.conditions)


def _nationals_of_host(nationalities: pd.Series, provision: Ints, table: ProvisionTable) -> Bools:
    result = np.zeros(len(provision), dtype=bool)
    for n, rule in enumerate(table.provisions):
        if rule.kind == Kind.NATIONALITY:
            rows = np.flatnonzero(provision == n)
            result[rows] = has_nationality(nationalities.iloc[rows], (rule.id.partition(".")[0],))
    return result


def _may_come_by_third_country(nationalities: pd.Series, provision: Ints, table: ProvisionTable) -> Bools:
    result = np.zeros(len(provision), dtype=bool)
    for n, rule in enumerate(table.provisions):
        if rule.route_open_to:
            rows = np.flatnonzero(provision == n)
            result[rows] = has_nationality(nationalities.iloc[rows], rule.route_open_to)
    return result


def _in_order(log: Log, country: Ints, start: Ints, several: Bools, certificate: Ints, rule_answer: Ints) -> Ints:
    """One reason per row: the first that holds in the contract's order."""
    ruling = Ruling(len(country))
    in_force, reported = log.places.start[country], log.places.reported[country]
    ruling.give(Reason.NO_AGREEMENT, (in_force == days.NEVER) & (reported == days.NEVER))
    ruling.give(Reason.AGREEMENT_NOT_IN_FORCE, start < np.minimum(in_force, reported))
    ruling.give(Reason.CERTIFICATE_ON_FILE, certificate != NONE)
    ruling.give(Reason.AGREEMENT_UNVERIFIED, in_force == days.NEVER)
    ruling.give(Reason.SEVERAL_COUNTRIES_SAME_DAY, several)
    return np.where(ruling.answer == UNDECIDED, rule_answer, ruling.answer)


def _joined(rows: Rows) -> Rows:
    """Neighboring rows that say the same become one."""
    if not len(rows.period):
        return rows
    same = rows.start[1:] == rows.stop[:-1]
    for values in (rows.period, rows.country, rows.answer, rows.provision, rows.certificate):
        same &= values[1:] == values[:-1]
    begins = first_of_runs(~same)
    ends = last_of_runs(begins, len(rows.period))
    kept = {name: getattr(rows, name)[begins] for name in vars(rows)}
    return Rows(**(kept | {"stop": rows.stop[ends]}))


_AT_REST = {
    Status.HOME: NUMBER[str(Reason.US_WORK)],
    Status.NON_WORK: NUMBER[str(Reason.NO_WORK)],
    Status.UNLOGGED: NUMBER[str(Reason.NOTHING_LOGGED)],
}


def _days_without_foreign_work(pieces: Pieces) -> tuple[Ints, Ints, Ints, Ints]:
    """(traveler, start, stop, answer) of home, non-work and unlogged runs, whatever country they were in."""
    answers = np.array([_AT_REST.get(status, UNDECIDED) for status in STATUSES], dtype=np.int64)[pieces.status]
    rows = np.flatnonzero(answers != UNDECIDED)
    traveler, start, stop, answer = pieces.traveler[rows], pieces.start[rows], pieces.stop[rows], answers[rows]
    if not len(rows):
        return traveler, start, stop, answer
    same = (traveler[1:] == traveler[:-1]) & (answer[1:] == answer[:-1]) & (start[1:] == stop[:-1])
    begins = first_of_runs(~same)
    ends = last_of_runs(begins, len(rows))
    return traveler[begins], start[begins], stop[ends], answer[begins]


def _frame(
    log: Log, pieces: Pieces, periods: Periods, table: ProvisionTable, certificates: pd.DataFrame, rows: Rows
) -> pd.DataFrame:
    at_rest = _days_without_foreign_work(pieces)
    blank = np.full(len(at_rest[0]), NONE, dtype=np.int64)
    traveler = np.concatenate([periods.traveler[rows.period], at_rest[0]])
    start, stop = np.concatenate([rows.start, at_rest[1]]), np.concatenate([rows.stop, at_rest[2]])
    answer = np.concatenate([rows.answer, at_rest[3]])
    period, country, provision, certificate = (
        np.concatenate([values, blank]) for values in (rows.period, rows.country, rows.provision, rows.certificate)
    )
    order = np.lexsort((period, country, start, traveler))  # countries are numbered alphabetically, NONE comes first
    traveler, start, stop, answer, period, country, provision, certificate = (
        values[order] for values in (traveler, start, stop, answer, period, country, provision, certificate)
    )

    def named(names: list[str], which: Ints) -> pd.Series:
        return texts([*names, ""], np.where(which == NONE, len(names), which))

    number = np.append(periods.number, 0)[period]
    mixed = np.append(periods.case == _MIXED, False)[period]
    return pd.DataFrame(
        {
            "traveler": texts(log.travelers, traveler),
            "period": pd.arrays.IntegerArray(number, period == NONE),
            "host": named(list(log.places.codes), country),
            "first_day": days.to_first_days(start),
            "last_day": days.to_last_days(stop),
            "days": stop - start,
            "verdict": named([str(verdict) for verdict in VERDICTS], VERDICT[answer]),
            "reason": named([str(one.reason) for one in ANSWERS], answer),
            "provision": named([p.id for p in table.provisions], provision),
            "certificate": named(list(certificates["certificate"]), certificate),
            "mixed": named(["no", "yes"], mixed.astype(np.int64)),
        }
    )
