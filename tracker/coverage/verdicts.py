"""Assembles the verdicts: each row judged once, equal neighbors joined, days without foreign work added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import CertificateState, DayAnswer, Issuer, Reason, Status, Verdict
from tracker.coverage import certificates as on_file
from tracker.coverage.answers import ANSWERS, NUMBER, STEP, UNDECIDED, VERDICT, VERDICTS, Ruling
from tracker.coverage.facts import UNKNOWN, WORKERS, Engagements, read_engagements
from tracker.coverage.judging import apply_rules
from tracker.coverage.stays import NONE, Clock, short_stays_apart, start_clocks
from tracker.coverage.work import Work, cut_work
from tracker.itinerary.workspace import Workspace
from tracker.periods import CASES, Periods
from tracker.rules.tables import Law, ProvisionTable
from tracker.segments import STATUSES, Bools, Ints, Log, Pieces, first_of_runs, last_of_runs, texts
from tracker.settings import Settings

_MIXED = CASES.index("mixed")

COVERAGE_COLUMNS = (
    "traveler",
    "period",
    "host",
    "first_day",
    "last_day",
    "days",
    "verdict",
    "reason",
    "provision",
    "certificate",
    "mixed",
    "jurisdiction",
    "assignment",
    "worker",
    "residence",
)
"""The columns of coverage.csv, in order."""


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
    certificate: Ints  # position in ``Coverage.certificates``, NONE on rows that no certificate covers
    requested: Ints  # position of the submitted certificate that these days wait for, NONE where there is none
    residence: Ints  # points into ``Coverage.residences``; the empty one where no rule was asked

    def at(self, which: Ints) -> Rows:
        """Some of the rows."""
        return Rows(**{name: values[which] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Coverage:
    """The verdicts, and everything that explains them."""

    frame: pd.DataFrame  # coverage.csv of the contract
    rows: Rows
    periods: Periods  # as they were judged: short stays that count each by itself are apart
    engagements: Engagements
    clock: Clock
    table: ProvisionTable
    certificates: pd.DataFrame  # with jurisdiction, side, start and stop
    residences: pd.Index  # jurisdictions that ``rows.residence`` points into; the first is "" (not known)


def decide(log: Log, pieces: Pieces, periods: Periods, workspace: Workspace, law: Law, settings: Settings) -> Coverage:
    """The verdict of every day and host."""
    table = law.provisions()
    engagements = read_engagements(
        log, periods, workspace.assignments, workspace.travelers, law, settings.default_worker
    )
    periods = short_stays_apart(log, periods, engagements, law, table, settings.join_gap_days)
    clock = start_clocks(log, periods, engagements, law, table, workspace.exceptions)
    certificates = on_file.with_day_numbers(workspace.certificates, law)
    work = cut_work(log, pieces, periods, engagements, clock, certificates, workspace, law, settings.residence)
    rule_answer, provision = apply_rules(work, log, engagements, clock, table)
    asked = on_file.matchable(log, periods, work.period, work.country, work.start, work.stop)
    by_us, by_host = (
        on_file.fitting(asked, on_file.issued_by(certificates, side)) for side in (Issuer.US, Issuer.HOST)
    )
    answer = _in_order(work, log, by_us, by_host, rule_answer)
    step = STEP[answer]
    ruled = (step == 2) | (step >= 4)
    residence, residences = _numbered(work.residence, ruled)
    rows = Rows(
        period=work.period,
        country=work.country,
        stay=work.stay,
        start=work.start,
        stop=work.stop,
        answer=answer,
        rule_answer=np.where(ruled, rule_answer, UNDECIDED),
        provision=np.where(ruled, provision, NONE),
        certificate=np.select([answer == _BY_US, answer == _BY_HOST], [by_us, by_host], NONE),
        requested=_requested(asked, certificates, log, work, answer),
        residence=residence,
    )
    rows = _joined(
        rows, rows.answer, rows.rule_answer, rows.provision, rows.certificate, rows.requested, rows.residence
    )
    coverage = Coverage(pd.DataFrame(), rows, periods, engagements, clock, table, certificates, residences)
    shown = _joined(rows, rows.answer, rows.provision, rows.certificate)
    return replace(coverage, frame=_frame(log, pieces, coverage, shown)[list(COVERAGE_COLUMNS)])


_BY_US, _BY_HOST = NUMBER[str(Reason.CERTIFICATE_ON_FILE)], NUMBER[str(Reason.HOST_CERTIFICATE_ON_FILE)]


def _in_order(work: Work, log: Log, by_us: Ints, by_host: Ints, rule_answer: Ints) -> Ints:
    """One reason per row: the first that holds in the contract's order."""
    ruling = Ruling(len(work.country))
    in_force, reported = log.places.start[work.country], log.places.reported[work.country]
    ruling.give(Reason.NO_AGREEMENT, (in_force == days.NEVER) & (reported == days.NEVER))
    ruling.give(Reason.AGREEMENT_NOT_IN_FORCE, work.start < np.minimum(in_force, reported))
    ruling.give(Reason.CERTIFICATES_DISAGREE, (by_us != NONE) & (by_host != NONE))
    ruling.give(Reason.CERTIFICATE_ON_FILE, by_us != NONE)
    ruling.give(Reason.HOST_CERTIFICATE_ON_FILE, by_host != NONE)
    ruling.give(Reason.AGREEMENT_UNVERIFIED, in_force == days.NEVER)
    ruling.give(Reason.SEVERAL_COUNTRIES_SAME_DAY, work.several)
    return np.where(ruling.answer == UNDECIDED, rule_answer, ruling.answer)


def _numbered(residence: pd.Series, ruled: Bools) -> tuple[Ints, pd.Index]:
    """Residences as numbers into their different values, "" first; "" on rows where no rule was asked."""
    names = pd.Index(["", *sorted(set(residence.unique()) - {""})], dtype="str")
    return np.where(ruled, names.get_indexer(pd.Index(residence)), 0).astype(np.int64), names


def _requested(asked: pd.DataFrame, certificates: pd.DataFrame, log: Log, work: Work, answer: Ints) -> Ints:
    """The submitted certificate that each row waits for: a US one where one could be issued, the host's own where the
    work belongs to the host's system under an agreement in force."""
    verdict = VERDICT[answer]
    in_force = log.places.start[work.country] <= work.start
    waits_for = {
        Issuer.US: verdict == VERDICTS.index(Verdict.WOULD_COVER),
        Issuer.HOST: in_force & (verdict == VERDICTS.index(Verdict.WOULD_NOT_COVER)),
    }
    result = np.full(len(answer), NONE, dtype=np.int64)
    for side, waits in waits_for.items():
        which = np.flatnonzero(waits)
        mine = on_file.issued_by(certificates, side)
        result[which] = on_file.fitting(asked.iloc[which], mine, states=(str(CertificateState.SUBMITTED),))
    return result


def _joined(rows: Rows, *says: Ints) -> Rows:
    """Neighboring rows of one period and host that say the same become one."""
    if not len(rows.period):
        return rows
    same = rows.start[1:] == rows.stop[:-1]
    for values in (rows.period, rows.country, *says):
        same &= values[1:] == values[:-1]
    begins = first_of_runs(~same)
    ends = last_of_runs(begins, len(rows.period))
    return replace(rows.at(begins), stop=rows.stop[ends])


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


def day_answers(log: Log, pieces: Pieces, coverage: Coverage) -> pd.DataFrame:
    """The answer of every day, finer than coverage.csv: what was requested and what is delivered count too.

    One row per run of days on which nothing changes, in the order of coverage.csv, with its columns and ``answer``
    (codes.DayAnswer) and ``requested`` (id of the submitted certificate that the days wait for, "" = none). Here
    ``residence`` holds on every day of the row. Days are inclusive ``datetime64[s]``. Empty for an empty log.
    """
    frame = _frame(log, pieces, coverage, coverage.rows)
    held = coverage.certificates
    issued = held.loc[held["state"] == CertificateState.ISSUED, "certificate"]
    undelivered = (frame["verdict"] == Verdict.COVERED) & frame["certificate"].isin(issued)
    answer = frame["verdict"].mask(frame["requested"] != "", str(DayAnswer.REQUESTED))
    answer = answer.mask(undelivered, str(DayAnswer.COVERED_NOT_DELIVERED)).astype("str")
    return frame.assign(answer=answer)[[*COVERAGE_COLUMNS, "answer", "requested"]]


def _frame(log: Log, pieces: Pieces, coverage: Coverage, rows: Rows) -> pd.DataFrame:
    """Rows of foreign work and days without any, as a table sorted by traveler, first day and host."""
    at_rest = _days_without_foreign_work(pieces)
    periods, certificates = coverage.periods, list(coverage.certificates["certificate"])
    blank = np.full(len(at_rest[0]), NONE, dtype=np.int64)
    traveler = np.concatenate([periods.traveler[rows.period], at_rest[0]])
    start, stop = np.concatenate([rows.start, at_rest[1]]), np.concatenate([rows.stop, at_rest[2]])
    answer = np.concatenate([rows.answer, at_rest[3]])
    period = np.concatenate([rows.period, blank])
    country = np.concatenate([rows.country, blank])
    order = np.lexsort((period, country, start, traveler))  # countries are numbered alphabetically, NONE comes first
    traveler, start, stop, answer, period, country = (
        values[order] for values in (traveler, start, stop, answer, period, country)
    )

    def named(names: Sequence[str], which: Ints) -> pd.Series:
        return texts([*names, ""], np.where(which == NONE, len(names), which))

    def of_row(names: Sequence[str], which: Ints) -> pd.Series:
        return named(names, np.concatenate([which, blank])[order])

    number = np.append(periods.number, 0)[period]
    mixed = np.append(periods.case == _MIXED, False)[period]
    worker = np.append(coverage.engagements.worker, UNKNOWN)[period]
    return pd.DataFrame(
        {
            "traveler": texts(log.travelers, traveler),
            "period": pd.arrays.IntegerArray(number, period == NONE),
            "host": named(log.places.codes, country),
            "first_day": days.to_first_days(start),
            "last_day": days.to_last_days(stop),
            "days": stop - start,
            "verdict": named([str(verdict) for verdict in VERDICTS], VERDICT[answer]),
            "reason": named([str(known.reason) for known in ANSWERS], answer),
            "provision": of_row([provision.id for provision in coverage.table.provisions], rows.provision),
            "certificate": of_row(certificates, rows.certificate),
            "mixed": named(["no", "yes"], mixed.astype(np.int64)),
            "jurisdiction": named([str(partner) for partner in log.places.jurisdiction], country),
            "assignment": texts([*periods.assignment, ""], np.where(period == NONE, len(periods), period)),
            "worker": named([str(kind) for kind in WORKERS], worker),
            "residence": of_row(list(coverage.residences), rows.residence),
            "requested": of_row(certificates, rows.requested),
        }
    )
