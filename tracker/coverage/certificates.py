"""Certificates on file: which one, if any, fits each row of days (docs/contract.md, rule 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import CertificateState
from tracker.periods import Periods
from tracker.rules.tables import Law
from tracker.segments import Ints, Log, islands, texts

COVERING = (str(CertificateState.DELIVERED), str(CertificateState.ISSUED))  # in the order of preference
NONE = -1


def with_day_numbers(certificates: pd.DataFrame, law: Law) -> pd.DataFrame:
    """Certificates with ``jurisdiction``, ``start`` and ``stop`` (half-open) added; the index is 0, 1, …"""
    return certificates.reset_index(drop=True).assign(
        jurisdiction=[law.jurisdiction(str(host)) for host in certificates["host"]],
        start=days.starts(certificates["first_day"]),
        stop=days.stops(certificates["last_day"]),
    )


def fitting(rows: pd.DataFrame, certificates: pd.DataFrame, states: tuple[str, ...] = COVERING) -> Ints:
    """For each row the certificate (position in ``certificates``) that fits and is preferred, or NONE.

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


def wholly_inside(rows: pd.DataFrame, certificates: pd.DataFrame) -> Ints:
    """Positions of the rows whose every day lies in one of their matching certificates; several may share a row."""
    if not len(rows) or not len(certificates):
        return np.zeros(0, dtype=np.int64)
    pairs = rows.assign(row=np.arange(len(rows))).merge(
        certificates, on=["traveler", "jurisdiction"], suffixes=("", "_c")
    )
    touches = (pairs["start_c"] < pairs["stop"]) & (pairs["start"] < pairs["stop_c"])
    pairs = pairs[touches & engagements_agree(pairs["assignment_c"], pairs["assignment"])]
    start = pairs[["start", "start_c"]].max(axis=1).to_numpy(dtype=np.int64)
    stop = pairs[["stop", "stop_c"]].min(axis=1).to_numpy(dtype=np.int64)
    owner, begins, ends = islands(pairs["row"].to_numpy(dtype=np.int64), start, stop)
    whole = rows.iloc[owner]
    within = (begins == whole["start"].to_numpy()) & (ends == whole["stop"].to_numpy())
    return np.asarray(owner[within])


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
