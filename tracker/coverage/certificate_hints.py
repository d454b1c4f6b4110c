"""Findings about certificates: what their own state asks for, and the lack of them; how they fit: certificate_fit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import days, findings
from tracker.codes import CertificateState, Issuer, Reason, Status
from tracker.coverage.answers import NUMBER
from tracker.coverage.certificate_days import (
    control_numbers,
    country_names,
    days_per_certificate,
    inside,
    is_covering,
    meetings,
    work_days,
)
from tracker.coverage.certificate_fit import fit_findings
from tracker.coverage.certificates import issued_by
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.periods import Periods
from tracker.segments import STATUSES, Bools, Ints, Log, Pieces


def certificate_findings(
    log: Log, pieces: Pieces, periods: Periods, verdicts: Coverage, as_of: dt.date
) -> pd.DataFrame:
    """What the certificates on file, and the lack of them, give reason to say."""
    late = _late_request(log, periods, verdicts, as_of)
    if not len(verdicts.certificates):
        return late
    met = meetings(log, periods, verdicts)
    return findings.joined(
        [
            late,
            _states(verdicts, met),
            fit_findings(log, periods, verdicts, met, as_of),
            _gaps(log, pieces, verdicts),
        ]
    )


def _states(verdicts: Coverage, met: pd.DataFrame) -> pd.DataFrame:
    """What has to be done about a certificate because of how far it has come, or because it has no end."""
    held = verdicts.certificates
    matching = inside(met[met["same_country"] & met["same_engagement"]])
    # A refused certificate takes away only what no other one covers and an agreement could have given.
    lost = days_per_certificate(matching[matching["uncovered"] & matching["agreement"]], verdicts)
    covered = days_per_certificate(met[met["covers"]], verdicts)
    endless = is_covering(held) & held["last_day"].isna().to_numpy(dtype=bool)

    def told(code: FindingCode, which: Bools, counted: Ints) -> pd.DataFrame:
        rows = held[which]
        return findings.findings(
            code,
            list(rows["certificate"]),
            first_days=rows["first_day"].to_numpy(),
            last_days=rows["last_day"].to_numpy(),
            host=country_names(rows["host"]),
            days=work_days(counted[which]),
            control_number=control_numbers(rows["control_number"]),
        )

    def in_state(state: CertificateState) -> Bools:
        return (held["state"].eq(state) & (held["side"] != Issuer.OTHER)).to_numpy(dtype=bool)

    return findings.joined(
        [
            told(FindingCode.REQUEST_PENDING, in_state(CertificateState.SUBMITTED), covered),
            told(FindingCode.CERTIFICATE_REFUSED, in_state(CertificateState.REFUSED), lost),
            told(FindingCode.CERTIFICATE_NOT_DELIVERED, in_state(CertificateState.ISSUED), covered),
            told(FindingCode.CERTIFICATE_OPEN_END, endless, covered),
            _unknown_issuers(verdicts),
        ]
    )


def _unknown_issuers(verdicts: Coverage) -> pd.DataFrame:
    """Certificates that neither the US nor the country of the work issued."""
    rows = issued_by(verdicts.certificates, Issuer.OTHER)
    return findings.findings(
        FindingCode.CERTIFICATE_ISSUER_UNKNOWN,
        list(rows["certificate"]),
        first_days=rows["first_day"].to_numpy(),
        last_days=rows["last_day"].to_numpy(),
        host=country_names(rows["host"]),
        issuer=country_names(rows["issuer"]),
    )


def _gaps(log: Log, pieces: Pieces, verdicts: Coverage) -> pd.DataFrame:
    """Days without any entry inside a certificate's dates."""
    held = verdicts.certificates[is_covering(verdicts.certificates)]
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


def _late_request(log: Log, periods: Periods, verdicts: Coverage, as_of: dt.date) -> pd.DataFrame:
    """Work that could be covered, has begun, and for which nothing was asked before it began."""
    rows = verdicts.rows
    today = days.day_number(as_of)
    would = np.flatnonzero((rows.answer == NUMBER[str(Reason.US_COVERAGE_ASSIGNED)]) & (rows.start <= today))
    stay, first = np.unique(rows.stay[would], return_index=True)
    begins = rows.start[would[first]]
    stays = periods.stays
    by_us = issued_by(verdicts.certificates, Issuer.US)
    asked = by_us[by_us["submitted_on"].notna()] if len(by_us) else None
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
        host=country_names(np.unique(log.places.jurisdiction)[stays.jurisdiction[which]]),
        began=[days.to_date(day).isoformat() for day in begins[late]],
    )
