"""Which logged work meets which certificate, how many days that is, and the words in which findings say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from tracker import countries, days, findings
from tracker.codes import CertificateState, Issuer, Reason
from tracker.coverage.answers import NUMBER
from tracker.coverage.certificates import COVERING, engagements_agree, matchable
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.periods import Periods
from tracker.segments import Bools, Ints, Log, first_of_runs, islands, last_of_runs

_DISAGREE = NUMBER[str(Reason.CERTIFICATES_DISAGREE)]
_NO_AGREEMENT = [NUMBER[str(Reason.NO_AGREEMENT)], NUMBER[str(Reason.AGREEMENT_NOT_IN_FORCE)]]


def is_covering(certificates: pd.DataFrame) -> Bools:
    """Which certificates cover days: issued or delivered, by the US or by the country of the work."""
    return np.asarray(certificates["state"].isin(COVERING) & (certificates["side"] != Issuer.OTHER), dtype=bool)


def meetings(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Every row of foreign work beside every issued, delivered or refused certificate of the same person.

    ``row`` points into ``verdicts.rows``, ``position`` into ``verdicts.certificates``; ``start`` and ``stop`` are the
    row's days, ``start_c`` and ``stop_c`` the certificate's (half-open). Bools: ``same_country`` (jurisdiction),
    ``same_engagement`` (or either names none), ``agreement`` (one that may help is in force), ``covers`` (this
    certificate covers the row) and ``uncovered`` (no certificate names the day).
    """
    rows, held = verdicts.rows, verdicts.certificates
    refused = held["state"].eq(CertificateState.REFUSED) & (held["side"] != Issuer.OTHER)
    position = np.flatnonzero(is_covering(held) | refused.to_numpy(dtype=bool))
    known = held.iloc[position][["start", "stop", "jurisdiction", "assignment"]].assign(
        position=position, traveler=log.travelers.get_indexer(pd.Index(held["traveler"].iloc[position]))
    )
    person = periods.traveler[rows.period]
    row = np.flatnonzero(np.isin(person, known["traveler"]))
    asked = matchable(log, periods, rows.period[row], rows.country[row], rows.start[row], rows.stop[row])
    pairs = asked.assign(row=row, traveler=person[row]).merge(known, on="traveler", suffixes=("", "_c"))
    which = pairs["row"].to_numpy(dtype=np.int64)
    return pairs[["row", "position", "start", "stop", "start_c", "stop_c"]].assign(
        same_country=pairs["jurisdiction"] == pairs["jurisdiction_c"],
        same_engagement=engagements_agree(pairs["assignment"], pairs["assignment_c"]),
        agreement=~np.isin(rows.answer[which], _NO_AGREEMENT),
        covers=rows.certificate[which] == pairs["position"].to_numpy(),
        uncovered=(rows.certificate[which] == NONE) & (rows.answer[which] != _DISAGREE),
    )


def inside(met: pd.DataFrame) -> pd.DataFrame:
    """Meetings on days inside the certificate's dates, cut to them."""
    cut = met.assign(
        start=np.maximum(met["start"], met["start_c"]),
        stop=np.minimum(met["stop"], met["stop_c"]),
    )
    return cut[cut["start"] < cut["stop"]]


def outside(met: pd.DataFrame) -> pd.DataFrame:
    """Meetings wholly before or after the certificate's dates."""
    return met[(met["stop"] <= met["start_c"]) | (met["start"] >= met["stop_c"])]


def tally(met: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """One row per combination of ``keys``: first day and last day (``start``, ``stop``, half-open), number of ``days``.

    A day is counted once, however many engagements or territories were worked in on it.
    """
    if not len(met):
        return pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in (*keys, "start", "stop", "days")})
    group = np.asarray(met.groupby(list(keys), sort=False).ngroup(), dtype=np.int64)
    owner, start, stop = islands(group, met["start"].to_numpy(dtype=np.int64), met["stop"].to_numpy(dtype=np.int64))
    first = first_of_runs(np.diff(owner) != 0)
    last = last_of_runs(first, len(owner))
    named = met.drop_duplicates(list(keys))[list(keys)].reset_index(drop=True)
    return named.assign(start=start[first], stop=stop[last], days=np.add.reduceat(stop - start, first))


def days_per_certificate(met: pd.DataFrame, verdicts: Coverage) -> Ints:
    """The number of work days for each certificate, 0 for those that are not in ``met``."""
    found = tally(met, "position")
    count = np.zeros(len(verdicts.certificates), dtype=np.int64)
    count[found["position"]] = found["days"]
    return count


def told(code: FindingCode, verdicts: Coverage, counted: pd.DataFrame, **facts: findings.Values) -> pd.DataFrame:
    """One finding per row of a tally, about its certificate; ``facts`` are added to those of the certificate."""
    mine = verdicts.certificates.iloc[counted["position"]]
    of_certificate: dict[str, Any] = {
        "host": country_names(mine["host"]),
        "days": work_days(counted["days"]),
        "control_number": control_numbers(mine["control_number"]),
        "agency": agencies(mine["side"]),
    }
    return findings.findings(
        code,
        list(mine["certificate"]),
        first_days=days.to_first_days(counted["start"].to_numpy(dtype=np.int64)),
        last_days=days.to_last_days(counted["stop"].to_numpy(dtype=np.int64)),
        **(of_certificate | facts),
    )


def country_names(codes: Iterable[Any]) -> list[str]:
    """English names of country codes."""
    return [countries.name(str(code)) for code in codes]


def agencies(sides: Iterable[Any]) -> list[str]:
    """Whom to ask about certificates: SSA, or the agency of the country of the work."""
    return ["SSA" if side == Issuer.US else "the agency that issued it" for side in sides]


def work_days(counts: Iterable[int]) -> list[str]:
    """``no work day``, ``1 work day``, ``1,204 work days``."""
    words = {0: "no work day", 1: "1 work day"}
    return [words.get(count, f"{count:,} work days") for count in counts]


def control_numbers(*numbers: pd.Series) -> list[str]:
    """What to refer to when writing to an agency about one certificate, or about several at once."""
    known = [" and ".join(filter(None, row)) for row in zip(*numbers, strict=True)]
    return [f"control number {text}" if text else "the control number" for text in known]
