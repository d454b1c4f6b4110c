"""Certificates on file: which one, if any, fits each row of days (docs/contract.md, rule 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import CertificateState, Issuer
from tracker.periods import Periods
from tracker.rules.tables import UNITED_STATES, Law
from tracker.segments import Ints, Log, texts

COVERING = (str(CertificateState.DELIVERED), str(CertificateState.ISSUED))  # in the order of preference
NONE = -1


def with_day_numbers(certificates: pd.DataFrame, law: Law) -> pd.DataFrame:
    """Certificates with ``jurisdiction``, ``side`` (codes.Issuer), ``start`` and ``stop`` (half-open) added.

    The index is 0, 1, …
    """
    jurisdiction = [law.jurisdiction(str(host)) for host in certificates["host"]]
    issuer = [law.jurisdiction(str(code)) if code else UNITED_STATES for code in certificates["issuer"]]
    return certificates.reset_index(drop=True).assign(
        jurisdiction=jurisdiction,
        side=pd.Series([_side(*pair) for pair in zip(issuer, jurisdiction, strict=True)], dtype="str"),
        start=days.starts(certificates["first_day"]),
        stop=days.stops(certificates["last_day"]),
    )


def _side(issuer: str, host: str) -> str:
    """Whose system a certificate keeps the work in: the US, the country of the work, or (another issuer) none."""
    if issuer == UNITED_STATES:
        return str(Issuer.US)
    return str(Issuer.HOST if issuer == host else Issuer.OTHER)


def issued_by(certificates: pd.DataFrame, side: Issuer) -> pd.DataFrame:
    """The certificates of one side."""
    return certificates[certificates["side"] == side]


def fitting(rows: pd.DataFrame, certificates: pd.DataFrame, states: tuple[str, ...] = COVERING) -> Ints:
    """For each row the certificate (its index label) that fits and is preferred, or NONE.

    ``rows`` has traveler, jurisdiction, assignment, start, stop; a row never spans the edge of a certificate.
    """
    chosen = np.full(len(rows), NONE, dtype=np.int64)
    pairs = fits(rows, certificates[certificates["state"].isin(states)])
    if not len(pairs):
        return chosen
    pairs["not_named"] = (pairs["assignment_c"] == "") | (pairs["assignment_c"] != pairs["assignment"])
    pairs["rank"] = pairs["state"].map({state: n for n, state in enumerate(states)})
    pairs["issued_age"] = -pairs["issued_on"].fillna(pd.Timestamp(1, 1, 1)).astype("datetime64[s]").astype("int64")
    pairs["late_start"] = -pairs["start_c"]
    pairs = pairs.sort_values(["row", "not_named", "rank", "issued_age", "late_start", "certificate"])
    best = pairs.drop_duplicates("row")
    chosen[best["row"].to_numpy()] = best["position"].to_numpy()
    return chosen


def fits(rows: pd.DataFrame, certificates: pd.DataFrame) -> pd.DataFrame:
    """Every pair of a row and a certificate that fits it; ``row`` and ``position`` say which."""
    if not len(rows) or not len(certificates):
        return pd.DataFrame({"row": [], "position": []})
    known = certificates[["certificate", "traveler", "jurisdiction", "assignment", "state", "issued_on"]].assign(
        start_c=certificates["start"], stop_c=certificates["stop"], position=certificates.index
    )
    asked = rows.assign(row=np.arange(len(rows)))
    asked = asked[asked["traveler"].isin(known["traveler"])]
    pairs = asked.merge(known, on=["traveler", "jurisdiction"], suffixes=("", "_c"))
    within = (pairs["start_c"] <= pairs["start"]) & (pairs["stop"] <= pairs["stop_c"])
    return pairs[within & engagements_agree(pairs["assignment_c"], pairs["assignment"])].copy()


def matchable(log: Log, periods: Periods, period: Ints, country: Ints, start: Ints, stop: Ints) -> pd.DataFrame:
    """Rows of days with what decides whether a certificate fits: traveler, jurisdiction, assignment, start, stop."""
    return pd.DataFrame(
        {
            "traveler": texts(log.travelers, periods.traveler[period]),
            "jurisdiction": texts(list(log.places.jurisdiction), country),
            "assignment": periods.assignment.iloc[period].reset_index(drop=True),
            "start": start,
            "stop": stop,
        }
    )


def engagements_agree(one: pd.Series, other: pd.Series) -> pd.Series:
    """Where two rows name the same engagement, or either names none."""
    return (one == "") | (other == "") | (one == other)
