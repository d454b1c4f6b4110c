"""Certificates against the facts: work that a certificate on file does not cover, or covers against the rule.

Everything is counted in logged work days, never in calendar days.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import days, findings
from tracker.codes import Issuer, Reason, Verdict
from tracker.coverage.answers import ANSWERS, UNDECIDED, VERDICT, VERDICTS
from tracker.coverage.certificate_days import (
    agencies,
    control_numbers,
    country_names,
    days_per_certificate,
    inside,
    is_covering,
    outside,
    tally,
    told,
    work_days,
)
from tracker.coverage.certificates import engagements_agree
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.periods import CASES, Periods
from tracker.segments import Log

_MIXED = CASES.index("mixed")


def fit_findings(log: Log, periods: Periods, verdicts: Coverage, met: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Where issued and delivered certificates and the logged work differ; ``met`` are their meetings."""
    met = met[is_covering(verdicts.certificates)[met["position"]]]
    return findings.joined(
        [
            _contradictions(log, verdicts, met),
            _without_agreement(verdicts, met),
            _outside(verdicts, met),
            _other_assignment(periods, verdicts, met),
            _other_host(log, verdicts, met),
            _on_mixed_period(log, periods, verdicts, met),
            _covers_no_work(verdicts, met, as_of),
            _overlapping(verdicts, met),
        ]
    )


def _matching(met: pd.DataFrame) -> pd.DataFrame:
    """Meetings in the certificate's jurisdiction and for its engagement, whatever the dates."""
    return met[met["same_country"] & met["same_engagement"]]


def _contradictions(log: Log, verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Days that a US certificate covers and the rule leaves to the host, or the other way round."""
    rows, covered = verdicts.rows, met[met["covers"]]
    which = covered["row"].to_numpy(dtype=np.int64)
    ruled = covered.assign(country=rows.country[which], provision=rows.provision[which], answer=rows.rule_answer[which])
    ruled = ruled[(ruled["provision"] != NONE) & (ruled["answer"] != UNDECIDED)]
    by_host = (verdicts.certificates["side"] == Issuer.HOST).to_numpy(dtype=bool)[ruled["position"]]
    opposite = np.where(by_host, VERDICTS.index(Verdict.WOULD_COVER), VERDICTS.index(Verdict.WOULD_NOT_COVER))
    against = ruled[VERDICT[ruled["answer"]] == opposite]
    counted = tally(against, "position", "country", "provision", "answer")
    sides = verdicts.certificates["side"].iloc[counted["position"]]
    return told(
        FindingCode.CERTIFICATE_CONTRADICTS_RULE,
        verdicts,
        counted,
        host=country_names(log.places.codes[country] for country in counted["country"]),
        system=["the US system" if side == Issuer.US else "that country's system" for side in sides],
        provision=[verdicts.table.provisions[provision].id for provision in counted["provision"]],
        reason=[_words(str(ANSWERS[answer].reason)) for answer in counted["answer"]],
    )


def _words(reason: str) -> str:
    return Reason(reason.partition(":")[0]).sentence.rstrip(".")


def _without_agreement(verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    hit = inside(_matching(met))
    counted = tally(hit[~hit["agreement"]], "position")
    return told(FindingCode.CERTIFICATE_WITHOUT_AGREEMENT, verdicts, counted)


def _outside(verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Uncovered work of a certificate's own host and engagement, in a period that it covers in part.

    Of several such certificates only the nearest on either side is asked about: a later one's days are no reason to
    extend the one before it.
    """
    period, many = verdicts.rows.period, len(verdicts.certificates)
    used = met[met["covers"]]
    mine = np.isin(period[met["row"]] * many + met["position"], period[used["row"]] * many + used["position"])
    loose = outside(_matching(met[mine & met["uncovered"] & met["agreement"]]))
    loose = loose.assign(before=loose["stop"] <= loose["start_c"])
    away = np.where(loose["before"], loose["start_c"] - loose["stop"], loose["start"] - loose["stop_c"])
    nearest = loose.assign(away=away).sort_values(["away", "position"]).drop_duplicates(["row", "before"])
    counted = tally(nearest, "position", "before")
    held = verdicts.certificates.iloc[counted["position"]]
    edge = np.where(counted["before"], held["first_day"], held["last_day"])
    return told(
        FindingCode.OUTSIDE_CERTIFICATE,
        verdicts,
        counted,
        begins_or_ends=["begins" if before else "ends" for before in counted["before"]],
        edge=[str(day) for day in edge.astype("datetime64[D]")],
        before_or_after=["before" if before else "after" for before in counted["before"]],
        correct_or_extend=["correct" if before else "extend" for before in counted["before"]],
    )


def _other_assignment(periods: Periods, verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Uncovered work in a certificate's host and dates for an engagement that it does not name."""
    hit = inside(met[met["same_country"] & ~met["same_engagement"] & met["uncovered"] & met["agreement"]])
    counted = tally(hit.assign(period=verdicts.rows.period[hit["row"]]), "position", "period")
    return told(
        FindingCode.CERTIFICATE_OTHER_ASSIGNMENT,
        verdicts,
        counted,
        named=list(verdicts.certificates["assignment"].iloc[counted["position"]]),
        other=list(periods.assignment.iloc[counted["period"]]),
    )


def _other_host(log: Log, verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Uncovered work of a certificate's engagement elsewhere in its dates; one finding per certificate and country."""
    hit = inside(met[~met["same_country"] & met["same_engagement"] & met["uncovered"]])
    hit = hit.assign(elsewhere=log.places.jurisdiction_ids[verdicts.rows.country[hit["row"]]])
    counted = tally(hit, "position", "elsewhere")
    with_agreement = tally(hit[hit["agreement"]], "position", "elsewhere")
    can_ask = pd.MultiIndex.from_frame(counted[["position", "elsewhere"]]).isin(
        pd.MultiIndex.from_frame(with_agreement[["position", "elsewhere"]])
    )
    return told(
        FindingCode.CERTIFICATE_OTHER_HOST,
        verdicts,
        counted,
        other=country_names(np.unique(log.places.jurisdiction)[counted["elsewhere"]]),
        what_to_do=[
            "ask whether you can request one for that country too"
            if asked
            else "no agreement is in force for these days, so find out what that country asks of you"
            for asked in can_ask
        ],
    )


def _on_mixed_period(log: Log, periods: Periods, verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Certificates that cover a part of a mixed period. A day with work in two countries may count on both sides."""
    met = met.assign(period=verdicts.rows.period[met["row"]])
    met = met[periods.case[met["period"]] == _MIXED]
    counted = tally(met[met["covers"]], "position", "period")
    left = tally(met[~met["covers"]], "position", "period")
    rest = counted[["position", "period"]].merge(left, on=["position", "period"], how="left")["days"].fillna(0)
    period = counted["period"].to_numpy(dtype=np.int64)
    return told(
        FindingCode.CERTIFICATE_ON_MIXED_PERIOD,
        verdicts,
        counted,
        period=periods.name(log, period),
        total=work_days(periods.work_days[period]),
        rest=work_days(rest.astype("int64")),
    )


def _covers_no_work(verdicts: Coverage, met: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Certificates that have begun and match no logged work. One for work still to come has nothing to match yet."""
    held, matching = verdicts.certificates, _matching(met)
    idle = is_covering(held) & (held["start"].to_numpy() <= days.day_number(as_of))
    idle[inside(matching)["position"]] = False
    elsewhen = days_per_certificate(matching[matching["uncovered"] & matching["agreement"]], verdicts)
    mine = held[idle]
    return findings.findings(
        FindingCode.CERTIFICATE_COVERS_NO_WORK,
        list(mine["certificate"]),
        first_days=mine["first_day"].to_numpy(),
        last_days=mine["last_day"].to_numpy(),
        host=country_names(mine["host"]),
        days=work_days(elsewhen[idle]),
        control_number=control_numbers(mine["control_number"]),
    )


def _overlapping(verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """Pairs of certificates for one person, jurisdiction and engagement that share days, with the work on these."""
    held = verdicts.certificates.assign(position=np.arange(len(verdicts.certificates)))
    held = held[is_covering(held)]
    pairs = held.merge(held, on=["traveler", "jurisdiction", "side"], suffixes=("", "_other"))
    pairs = pairs[pairs["certificate"] < pairs["certificate_other"]]
    pairs = pairs[engagements_agree(pairs["assignment"], pairs["assignment_other"])]
    start = np.maximum(pairs["start"], pairs["start_other"])
    stop = np.minimum(pairs["stop"], pairs["stop_other"])
    both = pairs.assign(from_day=start, to_day=stop)[start < stop].reset_index(drop=True)
    endless = both["to_day"].to_numpy() >= days.NEVER
    last = days.to_last_days(np.where(endless, days.ALWAYS + 1, both["to_day"]))
    last[endless] = np.datetime64("NaT")
    return findings.findings(
        FindingCode.OVERLAPPING_CERTIFICATES,
        list(both["certificate"]),
        first_days=days.to_first_days(both["from_day"].to_numpy(dtype=np.int64)),
        last_days=last,
        other=list(both["certificate_other"]),
        host=country_names(both["host"]),
        days=_worked_in_both(both, met),
        control_number=control_numbers(both["control_number"], both["control_number_other"]),
        agency=agencies(both["side"]),
    )


def _worked_in_both(both: pd.DataFrame, met: pd.DataFrame) -> list[str]:
    """The work days that each pair of overlapping certificates could cover twice."""
    one = inside(_matching(met))[["row", "position", "start", "stop"]]
    pairs = both[["position", "position_other"]].assign(pair=np.arange(len(both)))
    twice = pairs.merge(one, on="position").merge(
        one, left_on=["row", "position_other"], right_on=["row", "position"], suffixes=("", "_c")
    )
    shared = tally(inside(twice), "pair")
    count = np.zeros(len(both), dtype=np.int64)
    count[shared["pair"]] = shared["days"]
    return work_days(count)
