"""Findings about certificates: what does not fit, what is still to be done."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import countries, days, findings
from tracker.codes import CertificateState, Reason, Status, Verdict
from tracker.coverage.answers import ANSWERS, NUMBER, STEP, UNDECIDED, VERDICT, VERDICTS
from tracker.coverage.certificates import COVERING, engagements_agree, matchable
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.periods import Periods
from tracker.segments import STATUSES, Log, Pieces


def certificate_findings(
    log: Log, pieces: Pieces, periods: Periods, verdicts: Coverage, as_of: dt.date
) -> pd.DataFrame:
    """What the certificates on file, and the lack of them, give reason to say."""
    held = verdicts.certificates
    late = _late_request(log, periods, verdicts, as_of)
    if not len(held):
        return late
    by_state = {
        CertificateState.SUBMITTED: FindingCode.REQUEST_PENDING,
        CertificateState.REFUSED: FindingCode.CERTIFICATE_REFUSED,
        CertificateState.ISSUED: FindingCode.CERTIFICATE_NOT_DELIVERED,
    }
    frames = [late]
    for state, code in by_state.items():
        rows = held[held["state"] == state]
        frames.append(
            findings.findings(
                code,
                list(rows["certificate"]),
                first_days=rows["first_day"].to_numpy(),
                last_days=rows["last_day"].to_numpy(),
                host=_names(rows["host"].to_numpy()),
            )
        )
    frames += [
        _contradictions(log, verdicts),
        _without_agreement(log, periods, verdicts),
        _outside(log, periods, verdicts),
        _gaps(log, pieces, verdicts),
        _overlapping(verdicts),
    ]
    return findings.joined(frames)


def _contradictions(log: Log, verdicts: Coverage) -> pd.DataFrame:
    rows = verdicts.rows
    would_not = VERDICTS.index(Verdict.WOULD_NOT_COVER)
    ruled = np.where(rows.rule_answer == UNDECIDED, 0, rows.rule_answer)
    which = np.flatnonzero((rows.certificate != NONE) & (rows.provision != NONE) & (VERDICT[ruled] == would_not))
    ids = verdicts.certificates["certificate"].to_numpy(dtype=object)
    provisions = np.array([p.id for p in verdicts.table.provisions], dtype=object)
    reasons = np.array([str(answer.reason) for answer in ANSWERS], dtype=object)
    return findings.findings(
        FindingCode.CERTIFICATE_CONTRADICTS_RULE,
        list(ids[rows.certificate[which]]),
        first_days=days.to_first_days(rows.start[which]),
        last_days=days.to_last_days(rows.stop[which]),
        host=_names(np.array(log.places.codes, dtype=object)[rows.country[which]]),
        provision=list(provisions[rows.provision[which]]),
        reason=[_words(reason) for reason in reasons[rows.rule_answer[which]]],
    )


def _words(reason: str) -> str:
    return Reason(reason.partition(":")[0]).sentence.rstrip(".")


def _matching(log: Log, periods: Periods, verdicts: Coverage, states: tuple[str, ...]) -> pd.DataFrame:
    """Pairs of a row of days and a certificate for the same person, jurisdiction and engagement, whatever the dates."""
    rows = verdicts.rows
    asked = matchable(log, periods, rows.period, rows.country, rows.start, rows.stop).rename(
        columns={"assignment": "engagement", "start": "row_start", "stop": "row_stop"}
    )
    held = verdicts.certificates[verdicts.certificates["state"].isin(states)]
    asked = asked.assign(row=np.arange(len(asked)))[asked["traveler"].isin(held["traveler"])]
    pairs = asked.merge(held, on=["traveler", "jurisdiction"])
    return pairs[engagements_agree(pairs["assignment"], pairs["engagement"])]


def _without_agreement(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    pairs = _matching(log, periods, verdicts, COVERING)
    rows = verdicts.rows
    which = pairs["row"].to_numpy(dtype=np.int64)
    no_agreement = [NUMBER[str(Reason.NO_AGREEMENT)], NUMBER[str(Reason.AGREEMENT_NOT_IN_FORCE)]]
    touches = (pairs["start"] < pairs["row_stop"]) & (pairs["row_start"] < pairs["stop"])
    hit = pairs[np.isin(rows.answer[which], no_agreement) & touches]
    start = hit[["start", "row_start"]].max(axis=1).to_numpy(dtype=np.int64)
    stop = hit[["stop", "row_stop"]].min(axis=1).to_numpy(dtype=np.int64)
    return findings.findings(
        FindingCode.CERTIFICATE_WITHOUT_AGREEMENT,
        list(hit["certificate"]),
        first_days=days.to_first_days(start),
        last_days=days.to_last_days(stop),
        host=_names(hit["host"].to_numpy()),
    )


def _outside(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Work days of a certificate's own engagement and host that no certificate covers."""
    pairs = _matching(log, periods, verdicts, COVERING)
    rows = verdicts.rows
    which = pairs["row"].to_numpy(dtype=np.int64)
    period_has_it = pairs.assign(
        period=rows.period[which], uncovered=(rows.certificate[which] == NONE) & (STEP[rows.answer[which]] >= 2)
    )
    used = set(zip(period_has_it["period"], period_has_it["certificate"], strict=True)) & {
        (period, str(verdicts.certificates["certificate"].iloc[certificate]))
        for period, certificate in zip(rows.period, rows.certificate, strict=True)
        if certificate != NONE
    }
    mine = [pair in used for pair in zip(period_has_it["period"], period_has_it["certificate"], strict=True)]
    loose = period_has_it[np.array(mine, dtype=bool) & period_has_it["uncovered"].to_numpy(dtype=bool)]
    return findings.findings(
        FindingCode.OUTSIDE_CERTIFICATE,
        list(loose["certificate"]),
        first_days=days.to_first_days(loose["row_start"].to_numpy(dtype=np.int64)),
        last_days=days.to_last_days(loose["row_stop"].to_numpy(dtype=np.int64)),
        host=_names(loose["host"].to_numpy()),
        days=list(loose["row_stop"] - loose["row_start"]),
    )


def _gaps(log: Log, pieces: Pieces, verdicts: Coverage) -> pd.DataFrame:
    """Days without any entry inside a certificate's dates."""
    held = verdicts.certificates[verdicts.certificates["state"].isin(COVERING)]
    empty = pieces.status == STATUSES.index(Status.UNLOGGED)
    holes = pd.DataFrame(
        {
            "traveler": pd.Series(log.travelers.take(pieces.traveler[empty]), dtype="str"),
            "hole_start": pieces.start[empty],
            "hole_stop": pieces.stop[empty],
        }
    )
    pairs = held.merge(holes, on="traveler")
    start = pairs[["start", "hole_start"]].max(axis=1).to_numpy(dtype=np.int64)
    stop = pairs[["stop", "hole_stop"]].min(axis=1).to_numpy(dtype=np.int64)
    inside = start < stop
    return findings.findings(
        FindingCode.GAP_BESIDE_CERTIFICATE,
        list(pairs.loc[inside, "certificate"]),
        first_days=days.to_first_days(start[inside]),
        last_days=days.to_last_days(stop[inside]),
    )


def _overlapping(verdicts: Coverage) -> pd.DataFrame:
    held = verdicts.certificates[verdicts.certificates["state"].isin(COVERING)]
    pairs = held.merge(held, on=["traveler", "jurisdiction"], suffixes=("", "_other"))
    pairs = pairs[pairs["certificate"] < pairs["certificate_other"]]
    agrees = engagements_agree(pairs["assignment"], pairs["assignment_other"])
    start = pairs[["start", "start_other"]].max(axis=1).to_numpy(dtype=np.int64)
    stop = pairs[["stop", "stop_other"]].min(axis=1).to_numpy(dtype=np.int64)
    both = agrees.to_numpy(dtype=bool) & (start < stop)
    open_ended = stop[both] >= days.NEVER
    last = days.to_last_days(np.where(open_ended, days.ALWAYS + 1, stop[both]))
    last[open_ended] = np.datetime64("NaT")
    return findings.findings(
        FindingCode.OVERLAPPING_CERTIFICATES,
        list(pairs.loc[both, "certificate"]),
        first_days=days.to_first_days(start[both]),
        last_days=last,
        other=list(pairs.loc[both, "certificate_other"]),
        host=_names(pairs.loc[both, "host"].to_numpy()),
    )


def _late_request(log: Log, periods: Periods, verdicts: Coverage, as_of: dt.date) -> pd.DataFrame:
    """Work that could be covered, has begun, and for which nothing was asked before it began."""
    rows = verdicts.rows
    today = days.day_number(as_of)
    would = np.flatnonzero((rows.answer == NUMBER[str(Reason.US_COVERAGE_ASSIGNED)]) & (rows.start <= today))
    stay, first = np.unique(rows.stay[would], return_index=True)
    begins = rows.start[would[first]]
    stays = periods.stays
    asked = verdicts.certificates[verdicts.certificates["submitted_on"].notna()] if len(verdicts.certificates) else None
    late = np.ones(len(stay), dtype=bool)
    if asked is not None and len(asked):
        names = np.unique(log.places.jurisdiction)
        wanted = pd.DataFrame(
            {
                "at": np.arange(len(stay)),
                "traveler": pd.Series(log.travelers.take(periods.traveler[stays.period[stay]]), dtype="str"),
                "jurisdiction": pd.Series(names[stays.jurisdiction[stay]], dtype="str"),
                "began": begins,
            }
        )
        pairs = wanted.merge(asked, on=["traveler", "jurisdiction"])
        in_time = pairs[days.starts(pairs["submitted_on"]) <= pairs["began"]]
        late[in_time["at"].unique()] = False
    which = stay[late]
    return findings.findings(
        FindingCode.LATE_REQUEST,
        periods.name(log, stays.period[which]),
        first_days=days.to_first_days(begins[late]),
        last_days=days.to_first_days(begins[late]),
        host=_names(np.unique(log.places.jurisdiction)[stays.jurisdiction[which]]),
        began=[days.to_date(day).isoformat() for day in begins[late]],
    )


def _names(codes: np.ndarray) -> list[str]:
    return [countries.name(str(code)) for code in codes]
