"""The one call that everybody uses: workspace and rules in, segments, periods, coverage and findings out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tracker import countries, coverage, days, findings
from tracker.codes import CertificateState, Decision, Reason, Verdict
from tracker.coverage import certificates as on_file
from tracker.coverage.answers import ANSWERS, VERDICT, VERDICTS
from tracker.coverage.asked import deciding_limits
from tracker.coverage.facts import WORKERS
from tracker.coverage.hints import coverage_findings, stale_sources
from tracker.coverage.verdicts import Coverage
from tracker.errors import BadOption
from tracker.itinerary.workspace import Workspace
from tracker.periods import CASES, Periods, find_periods, neighbors, period_findings
from tracker.rules.model import Rules
from tracker.rules.readings import Reading
from tracker.rules.tables import Law
from tracker.segments import Bools, Ints, Log, log_findings, read_log, segments_frame, sweep

DEFAULT_JOIN_GAP_DAYS = 30


@dataclass(frozen=True)
class Settings:
    """What the answer depends on besides the log and the law; printed on every export."""

    as_of: dt.date
    join_gap_days: int = DEFAULT_JOIN_GAP_DAYS
    worker: str | None = None
    residence: str | None = None
    buffer_days: int = 0


@dataclass(frozen=True)
class Analysis:
    """The answer, with everything it was made from. Frames have the columns of the contract, in order."""

    workspace: Workspace
    rules: Rules
    settings: Settings
    segments: pd.DataFrame
    periods: pd.DataFrame
    coverage: pd.DataFrame
    findings: pd.DataFrame
    summary: dict[str, Any]
    period_of_trip: pd.DataFrame  # trip, traveler, period: the trips behind each period
    stays: pd.DataFrame  # work per period and jurisdiction, with its clock; see _stays_frame


def analyze(
    workspace: Workspace,
    rules: Rules,
    *,
    as_of: dt.date,
    join_gap_days: int = DEFAULT_JOIN_GAP_DAYS,
    worker: str | None = None,
    residence: str | None = None,
    buffer_days: int = 0,
) -> Analysis:
    """Segments, work periods and verdicts for everybody in the workspace.

    ``as_of`` is the day on which the question is asked; ongoing trips count to it. ``join_gap_days`` joins trips
    without an assignment. ``worker`` and ``residence`` stand in where the workspace says nothing. ``buffer_days`` is
    how long before work begins the user wants to have asked: it moves ``file_by`` and no verdict. Nobody publishes how
    long SSA takes, so there is no number of ours.
    Raises ``BadOption`` for a setting that cannot be used.
    """
    if join_gap_days < 0:
        raise BadOption("join_gap_days must be 0 or more")
    if buffer_days < 0:
        raise BadOption("buffer_days must be 0 or more")
    if worker not in (None, *map(str, WORKERS)):
        raise BadOption(f"worker must be one of {', '.join(map(str, WORKERS))}")
    if residence is not None and not countries.to_code(residence):
        raise BadOption(f"residence: {residence!r} is no country that is known; use a code such as US")
    residence = countries.to_code(residence) if residence else None
    settings = Settings(as_of, join_gap_days, worker, residence, buffer_days)
    law = Law(rules, workspace.verifications)
    log = read_log(workspace.trips, law, as_of)
    pieces = sweep(log)
    periods = find_periods(log, join_gap_days)
    verdicts = coverage.decide(log, pieces, periods, workspace, law, worker, residence)
    self_employed = verdicts.engagements.worker == WORKERS.index("self_employed")
    near = neighbors(log, periods, self_employed, join_gap_days)
    segments = segments_frame(log, pieces)
    periods_frame = _periods_frame(log, periods)
    is_clarified = clarified(periods_frame, workspace.clarifications, as_of)
    periods_frame["decision"] = pd.Series(_decisions(log, periods, verdicts, near, is_clarified), dtype="str")
    stale = stale_sources(log, verdicts, law, as_of)
    found = findings.together(
        [
            workspace.problems,
            log_findings(workspace.trips, log, as_of),
            period_findings(log, periods, near, join_gap_days),
            coverage_findings(log, pieces, periods, verdicts, workspace, law, stale, as_of),
        ]
    )
    return Analysis(
        workspace=workspace,
        rules=rules,
        settings=settings,
        segments=segments,
        periods=periods_frame,
        coverage=verdicts.frame,
        findings=found,
        summary=_summary(law, settings, segments, verdicts.frame, stale),
        period_of_trip=_period_of_trip(log, periods),
        stays=_stays_frame(log, periods, verdicts),
    )


def clarified(periods: pd.DataFrame, clarifications: pd.DataFrame, as_of: dt.date) -> Bools:
    """For which rows of a periods frame a clarification holds on ``as_of`` (docs/contract.md, ``decision``)."""
    result = np.zeros(len(periods), dtype=bool)
    known = clarifications[clarifications["clarified_on"] <= pd.Timestamp(as_of)]
    if not len(known):
        return result
    columns = ["traveler", "assignment", "first_day", "last_day"]
    told = (
        periods[columns].assign(place=range(len(periods))).merge(known[columns], on="traveler", suffixes=("", "_told"))
    )
    named = told["assignment_told"] != ""
    # Without a first or a last day it contains nothing: a comparison with a missing day is false.
    around = (told["first_day_told"] <= told["first_day"]) & (told["last_day"] <= told["last_day_told"])
    holds = (named & (told["assignment_told"] == told["assignment"])) | (~named & around)
    result[told.loc[holds, "place"]] = True
    return result


def _decisions(log: Log, periods: Periods, verdicts: Coverage, near: pd.DataFrame, is_clarified: Bools) -> list[str]:
    """What to do about each period: the first that holds in the contract's order."""
    rows = verdicts.rows
    frame = pd.DataFrame({"period": rows.period, "verdict": _verdict_of(verdicts), "reason": _reason_of(verdicts)})

    def any_row(which: pd.Series) -> Bools:
        found = np.zeros(len(periods), dtype=bool)
        found[frame.loc[which, "period"].unique()] = True
        return found

    same_day = frame["reason"] == Reason.SEVERAL_COUNTRIES_SAME_DAY
    would, unclear = frame["verdict"] == Verdict.WOULD_COVER, frame["verdict"] == Verdict.UNCLEAR
    neighboring = np.zeros(len(periods), dtype=bool)
    neighboring[near["period"].unique()] = True
    mixed = periods.case == CASES.index("mixed")
    open_question = ((mixed | any_row(same_day) | neighboring) & ~is_clarified) | any_row(unclear & ~same_day)
    waiting = _pending(log, periods, verdicts, would.to_numpy(dtype=bool))
    conditions = [
        (periods.case == CASES.index("domestic"), Decision.NOT_NEEDED),
        (open_question, Decision.CLARIFY),
        (any_row(would) & ~any_row(would & ~waiting), Decision.PENDING),
        (any_row(would), Decision.REQUEST),
        (any_row(frame["verdict"] == Verdict.COVERED), Decision.ON_FILE),
        (~any_row(frame["verdict"] != Verdict.WOULD_NOT_COVER), Decision.STOP),
    ]
    options = [decision for _, decision in conditions] + [Decision.CLARIFY]
    chosen = np.select([holds for holds, _ in conditions], list(range(len(conditions))), len(conditions))
    return [str(options[n]) for n in chosen]


def _verdict_of(verdicts: Coverage) -> np.ndarray:
    return np.array([str(v) for v in VERDICTS], dtype=object)[VERDICT[verdicts.rows.answer]]


def _reason_of(verdicts: Coverage) -> np.ndarray:
    return np.array([str(a.reason) for a in ANSWERS], dtype=object)[verdicts.rows.answer]


def _pending(log: Log, periods: Periods, verdicts: Coverage, would: Bools) -> Bools:
    """Which rows lie inside a fitting certificate that was asked for and is not issued yet."""
    rows = verdicts.rows
    result = np.zeros(len(rows.period), dtype=bool)
    submitted = verdicts.certificates[verdicts.certificates["state"] == CertificateState.SUBMITTED]
    which = np.flatnonzero(would)
    asked = on_file.matchable(
        log, periods, rows.period[which], rows.country[which], rows.start[which], rows.stop[which]
    )
    result[which[on_file.wholly_inside(asked, submitted)]] = True
    return result


def _periods_frame(log: Log, periods: Periods) -> pd.DataFrame:
    """The periods as a table, all but the decision."""
    return pd.DataFrame(
        {
            "traveler": pd.Series(log.travelers.take(periods.traveler), dtype="str"),
            "period": periods.number,
            "assignment": periods.assignment.astype("str"),
            "first_day": days.to_first_days(periods.start),
            "last_day": days.to_last_days(periods.stop),
            "work_days": periods.work_days,
            "countries": periods.countries,
            "case": pd.Series([str(CASES[case]) for case in periods.case], dtype="str"),
            "causes": periods.causes,
        }
    )


def _period_of_trip(log: Log, periods: Periods) -> pd.DataFrame:
    member = np.flatnonzero(periods.of_trip >= 0)
    period = periods.of_trip[member]
    return pd.DataFrame(
        {
            "trip": log.trip.to_numpy()[member],
            "traveler": log.travelers.take(periods.traveler[period]),
            "period": periods.number[period],
        }
    ).astype({"trip": "str", "traveler": "str"})


def _stays_frame(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Work per period and jurisdiction with its clock; days are inclusive, NaT = not known or none."""
    stays, clock = periods.stays, verdicts.clock
    names = np.unique(log.places.jurisdiction)
    limit, provision = deciding_limits(verdicts)
    limiting = np.array([*(p.id for p in verdicts.table.provisions), ""], dtype=object)  # "" = no limit decides
    return pd.DataFrame(
        {
            "traveler": pd.Series(log.travelers.take(periods.traveler[stays.period]), dtype="str"),
            "period": periods.number[stays.period],
            "jurisdiction": pd.Series(names[stays.jurisdiction] if len(names) else [], dtype="str"),
            "first_day": days.to_first_days(stays.start),
            "last_day": days.to_last_days(stays.stop),
            "clock_first_day": _or_nat(clock.start),
            "expected_last_day": _or_nat(clock.expected_stop, back=1),
            "limit_last_day": _or_nat(limit, back=1),
            "open_ended": clock.open_ended,
            "provision": pd.Series(limiting[provision], dtype="str"),
        }
    )


def _or_nat(numbers: Ints, back: int = 0) -> np.ndarray:
    """Day numbers as dates, NEVER as NaT."""
    known = numbers < days.NEVER
    dates = days.to_first_days(np.where(known, numbers - back, 0))
    dates[~known] = np.datetime64("NaT")
    return dates


def _summary(
    law: Law, settings: Settings, segments: pd.DataFrame, rows: pd.DataFrame, stale: list[Reading]
) -> dict[str, Any]:
    from tracker import __version__

    per_status = segments.groupby("status")["days"].sum()
    per_verdict = rows.groupby("verdict")["days"].sum()
    return {
        "version": __version__,
        "rules_digest": law.rules.digest,
        "as_of": settings.as_of.isoformat(),
        "settings": {
            "join_gap_days": settings.join_gap_days,
            "worker": settings.worker,
            "residence": settings.residence,
            "buffer_days": settings.buffer_days,
        },
        "calendar_days_per_status": {str(status): int(number) for status, number in per_status.items()},
        "host_days_per_verdict": {str(verdict): int(number) for verdict, number in per_verdict.items()},
        "verifications": [
            {
                "host": check.partner,
                "provision": check.provision,
                "in_force_from": check.in_force_from and check.in_force_from.isoformat(),
                "checked_on": check.checked_on.isoformat(),
                "source": check.source,
                "note": check.note,
            }
            for check in law.own_checks
        ],
        "stale_sources": [
            {"host": one.partner, "provision": one.provision, "read_on": one.read_on.isoformat()} for one in stale
        ],
    }
