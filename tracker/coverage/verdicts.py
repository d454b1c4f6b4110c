"""Assembles the verdicts: each row judged once, equal neighbors joined, days without foreign work added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import Reason, Status
from tracker.coverage import certificates as on_file
from tracker.coverage.answers import ANSWERS, NUMBER, STEP, UNDECIDED, VERDICT, VERDICTS, Ruling
from tracker.coverage.facts import Engagements, read_engagements
from tracker.coverage.judging import apply_rules
from tracker.coverage.stays import NONE, Clock, start_clocks
from tracker.coverage.work import Work, cut_work
from tracker.itinerary.workspace import Workspace
from tracker.periods import CASES, Periods
from tracker.rules.tables import Law, ProvisionTable
from tracker.segments import STATUSES, Ints, Log, Pieces, first_of_runs, last_of_runs, texts

_MIXED = CASES.index("mixed")


@dataclass(frozen=True)
class Rows:
    """Foreign work with its answers, one entry per (period, host) and run of days with equal answers.

    Finer than coverage.csv: what the rules alone would say stands beside what a certificate says.
    """

    period: Ints
    country: Ints  # as numbered by the log's places
    stay: Ints
    start: Ints
    stop: Ints
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
    work = cut_work(log, pieces, periods, engagements, clock, certificates, workspace, law, residence)
    rule_answer, provision = apply_rules(work, log, engagements, clock, table)
    asked = on_file.matchable(log, periods, work.period, work.country, work.start, work.stop)
    certificate = on_file.fitting(asked, certificates)
    answer = _in_order(work, log, certificate, rule_answer)
    step = STEP[answer]
    ruled = (step == 2) | (step >= 4)
    rows = Rows(
        period=work.period,
        country=work.country,
        stay=work.stay,
        start=work.start,
        stop=work.stop,
        answer=answer,
        rule_answer=np.where(ruled, rule_answer, UNDECIDED),
        provision=np.where(ruled, provision, NONE),
        certificate=np.where(step == 2, certificate, NONE),
    )
    rows = _joined(rows, rows.answer, rows.rule_answer, rows.provision, rows.certificate)
    shown = _joined(rows, rows.answer, rows.provision, rows.certificate)
    frame = _frame(log, pieces, periods, table, certificates, shown)
    return Coverage(frame, rows, engagements, clock, table, certificates)


def _in_order(work: Work, log: Log, certificate: Ints, rule_answer: Ints) -> Ints:
    """One reason per row: the first that holds in the contract's order."""
    ruling = Ruling(len(work.country))
    in_force, reported = log.places.start[work.country], log.places.reported[work.country]
    ruling.give(Reason.NO_AGREEMENT, (in_force == days.NEVER) & (reported == days.NEVER))
    ruling.give(Reason.AGREEMENT_NOT_IN_FORCE, work.start < np.minimum(in_force, reported))
    ruling.give(Reason.CERTIFICATE_ON_FILE, certificate != NONE)
    ruling.give(Reason.AGREEMENT_UNVERIFIED, in_force == days.NEVER)
    ruling.give(Reason.SEVERAL_COUNTRIES_SAME_DAY, work.several)
    return np.where(ruling.answer == UNDECIDED, rule_answer, ruling.answer)


def _joined(rows: Rows, *says: Ints) -> Rows:
    """Neighboring rows of one period and host that say the same become one."""
    if not len(rows.period):
        return rows
    same = rows.start[1:] == rows.stop[:-1]
    for values in (rows.period, rows.country, *says):
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
