"""The one call that everybody uses: workspace and rules in, segments, periods, coverage and findings out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tracker import coverage, days, findings
from tracker.codes import Case, Decision, Reason, Verdict, Worker
from tracker.coverage.answers import NUMBER, VERDICT, VERDICTS
from tracker.coverage.asked import deciding_limits
from tracker.coverage.facts import WORKERS
from tracker.coverage.hints import coverage_findings, stale_sources
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.itinerary.workspace import Workspace
from tracker.periods import CASES, Periods, find_periods, neighbors, period_findings
from tracker.rules.model import Rules
from tracker.rules.readings import Reading
from tracker.rules.tables import Law
from tracker.segments import (
    Bools,
    Ints,
    Log,
    Pieces,
    distinct,
    join_texts,
    log_findings,
    read_log,
    segments_frame,
    sweep,
    texts,
)
from tracker.settings import DEFAULT_JOIN_GAP_DAYS, Settings

__all__ = ["DEFAULT_JOIN_GAP_DAYS", "Analysis", "Settings", "analyze", "clarified"]


@dataclass(frozen=True)
class Analysis:
    """The answer, with everything it was made from. Frames have the columns of the contract, in order.

    What a page or an export needs to know about a day, a stay or a period is here: nothing above works it out again.
    """

    workspace: Workspace
    rules: Rules
    settings: Settings
    law: Law  # the rules with the user's own checks applied
    segments: pd.DataFrame
    periods: pd.DataFrame
    coverage: pd.DataFrame
    findings: pd.DataFrame
    summary: dict[str, Any]
    period_of_trip: pd.DataFrame  # trip, traveler, period: the trips behind each period
    stays: pd.DataFrame  # work per period and jurisdiction, with its clock; see _stays_frame
    log: Log = field(repr=False)
    pieces: Pieces = field(repr=False)
    verdicts: Coverage = field(repr=False)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answer of every day, with requests and deliveries: what charts, lists and counts show.

        See ``coverage.day_answers``; ``coverage`` has the same days, joined where only these differ.
        """
        return coverage.day_answers(self.log, self.pieces, self.verdicts)


def analyze(workspace: Workspace, rules: Rules, settings: Settings | None = None, **options: Any) -> Analysis:
    """Segments, work periods and verdicts for everybody in the workspace.

    ``settings`` travel as one value; ``options`` are the fields of ``Settings`` by name, for callers who have none
    (``as_of`` is needed then). Raises ``BadOption`` for a setting that cannot be used.
    """
    if settings is None:
        settings = Settings(**options)
    elif options:
        settings = replace(settings, **options)
    law = Law(rules, workspace.verifications)
    log = read_log(workspace.trips, law, settings.as_of)
    pieces = sweep(log)
    logged_periods = find_periods(log, settings.join_gap_days)
    verdicts = coverage.decide(log, pieces, logged_periods, workspace, law, settings)
    periods = verdicts.periods
    self_employed = verdicts.engagements.worker == WORKERS.index(Worker.SELF_EMPLOYED)
    near = neighbors(log, periods, self_employed, settings.join_gap_days)
    segments = segments_frame(log, pieces)
    periods_frame = _periods_frame(log, periods)
    is_clarified = clarified(periods_frame, workspace.clarifications, settings.as_of)
    periods_frame["decision"] = pd.Series(_decisions(log, verdicts, near, is_clarified), dtype="str")
    stale = stale_sources(log, verdicts, law, settings.as_of)
    all_findings = findings.together(
        [
            workspace.problems,
            log_findings(workspace.trips, log, law, settings.as_of),
            period_findings(log, periods, near, settings.join_gap_days),
            coverage_findings(log, pieces, periods, verdicts, workspace, law, stale, settings.as_of),
        ]
    )
    return Analysis(
        workspace=workspace,
        rules=rules,
        settings=settings,
        law=law,
        segments=segments,
        periods=periods_frame,
        coverage=verdicts.frame,
        findings=all_findings,
        summary=_summary(law, settings, segments, verdicts.frame, stale),
        period_of_trip=_period_of_trip(log, periods),
        stays=_stays_frame(log, verdicts),
        log=log,
        pieces=pieces,
        verdicts=verdicts,
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


def _decisions(log: Log, verdicts: Coverage, near: pd.DataFrame, is_clarified: Bools) -> list[str]:
    """What to do about each period: the first that holds in the contract's order."""
    rows, periods = verdicts.rows, verdicts.periods
    verdict = VERDICT[rows.answer]

    def any_row(which: Bools) -> Bools:
        result = np.zeros(len(periods), dtype=bool)
        result[rows.period[which]] = True
        return result

    def is_verdict(wanted: Verdict) -> Bools:
        return np.asarray(verdict == VERDICTS.index(wanted))

    same_day = rows.answer == NUMBER[str(Reason.SEVERAL_COUNTRIES_SAME_DAY)]
    would, unclear, would_not = map(is_verdict, (Verdict.WOULD_COVER, Verdict.UNCLEAR, Verdict.WOULD_NOT_COVER))
    belongs_to_host = would_not & (log.places.start[rows.country] <= rows.start)
    has_letter = log.places.us_letter[rows.country]
    neighboring = np.zeros(len(periods), dtype=bool)
    neighboring[near["period"].unique()] = True
    mixed = periods.case == CASES.index(Case.MIXED)
    open_question = ((mixed | any_row(same_day) | neighboring) & ~is_clarified) | any_row(unclear & ~same_day)
    conditions = [
        (periods.case == CASES.index(Case.DOMESTIC), Decision.NOT_NEEDED),
        (open_question, Decision.CLARIFY),
        (any_row(would) & ~any_row(would & (rows.requested == NONE)), Decision.PENDING),
        (any_row(would), Decision.REQUEST),
        (any_row(belongs_to_host & ~has_letter), Decision.ASK_HOST),
        (any_row(belongs_to_host), Decision.ASK_US_LETTER),
        (any_row(is_verdict(Verdict.COVERED) | is_verdict(Verdict.COVERED_BY_HOST)), Decision.ON_FILE),
        (~any_row(~would_not), Decision.STOP),
    ]
    options = [decision for _, decision in conditions] + [Decision.CLARIFY]
    chosen = np.select([holds for holds, _ in conditions], list(range(len(conditions))), len(conditions))
    return [str(options[n]) for n in chosen]


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


def _stays_frame(log: Log, verdicts: Coverage) -> pd.DataFrame:
    """Work per period and jurisdiction with its clock; days are inclusive, NaT = not known or none.

    Short stays that count each by itself (docs/contract.md, rule 6) have a row each, by first day. ``host`` is the
    countries as logged, joined by ``+``; ``worker``, ``residence`` (on the first work day that a rule was asked about)
    and ``assignment`` are as judged, "" = not known or none. ``within_reach``: the rule of the agreement reaches the
    work, so that its limit matters. ``granted_until``: last day of a granted exception. ``certificate``: ids of the
    certificates that cover days of it, joined by ``+``.
    """
    periods, clock = verdicts.periods, verdicts.clock
    stays = periods.stays
    names = np.unique(log.places.jurisdiction)
    limit, provision = deciding_limits(verdicts)
    limiting = np.array([*(p.id for p in verdicts.table.provisions), ""], dtype=object)  # "" = no limit decides
    workers = pd.Index([*map(str, WORKERS), ""], dtype="str")
    held = verdicts.certificates["certificate"]
    granted = clock.granted_stop > days.ALWAYS
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
            "host": _distinct_of_stays(verdicts, verdicts.rows.country, list(log.places.codes)),
            "worker": texts(workers, verdicts.engagements.worker[stays.period]),
            "residence": texts(verdicts.residences, _first_of_stays(verdicts, verdicts.rows.residence)),
            "assignment": periods.assignment.iloc[stays.period].reset_index(drop=True).astype("str"),
            "within_reach": _within_reach(verdicts),
            "granted_until": _or_nat(np.where(granted, clock.granted_stop, days.NEVER), back=1),
            "certificate": _distinct_of_stays(verdicts, verdicts.rows.certificate, [str(id) for id in held]),
        }
    )


def _distinct_of_stays(verdicts: Coverage, value: Ints, names: Sequence[str]) -> pd.Series:
    """The different names that the rows of each stay point to, in the order of ``names``, joined by ``+``."""
    known = value != NONE
    many = len(names) + 1
    pairs = distinct(verdicts.rows.stay[known] * many + value[known])
    return join_texts(pairs // many, texts(list(names), pairs % many), len(verdicts.periods.stays.period))


def _first_of_stays(verdicts: Coverage, value: Ints) -> Ints:
    """The first value other than 0 along the rows of each stay; 0 where there is none."""
    rows = verdicts.rows
    result = np.zeros(len(verdicts.periods.stays.period), dtype=np.int64)
    known = np.flatnonzero(value != 0)
    late_first = known[np.argsort(-rows.start[known], kind="stable")]
    result[rows.stay[late_first]] = value[late_first]
    return result


def _within_reach(verdicts: Coverage) -> Bools:
    """Stays with a day that the rule assigns to the US, may assign to it, or would but for its limit."""
    rows = verdicts.rows
    of_host = [VERDICTS.index(verdict) for verdict in (Verdict.WOULD_NOT_COVER, Verdict.COVERED_BY_HOST)]
    reached = ~np.isin(VERDICT[rows.answer], of_host) | (rows.answer == NUMBER[str(Reason.OVER_LIMIT)])
    result = np.zeros(len(verdicts.periods.stays.period), dtype=bool)
    result[rows.stay[reached]] = True
    return result


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
