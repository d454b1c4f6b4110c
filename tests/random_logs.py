"""Logs made from a fixed seed: quicker than hypothesis where many are wanted and none has to be made smaller."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tracker.codes import Employer
from tracker.schema import allowed_values

Rows = list[dict[str, Any]]
HOSTS = ("FR", "DE", "IT", "GB", "ES", "CH", "CA", "JP", "NL", "AU", "RO", "TH", "US", "IM", "AT", "FI", "PT")


def random_logs(seed: int, travelers: int) -> dict[str, Rows]:
    """The tables of one log with so many travelers, ``p000`` and so on; the same for the same seed."""
    random = np.random.default_rng(seed)
    tables: dict[str, Rows] = {}
    for number in range(travelers):
        for name, rows in _log(random, f"p{number:03}").items():
            tables.setdefault(name, []).extend(rows)
    return tables


def _log(random: np.random.Generator, who: str) -> dict[str, Rows]:
    """The rows of one traveler with one assignment: few countries, so that trips, facts and papers meet."""

    def pick(*values: Any) -> Any:
        return values[int(random.integers(len(values)))]

    places = [pick(*HOSTS) for _ in range(int(random.integers(1, 4)))]
    anchor = dt.date(2024, 1, 1) + dt.timedelta(days=int(random.integers(0, 700)))

    def span(longest: int) -> dict[str, Any]:
        first = anchor + dt.timedelta(days=int(random.integers(0, 200)))
        return {"first_day": first, "last_day": first + dt.timedelta(days=int(random.integers(0, longest)))}

    trips = [
        span(60)
        | {
            "trip": f"{who}t{n}",
            "traveler": who,
            "country": pick(*places),
            "activity": pick("work", "work", "non_work"),
        }
        | {"assignment": pick("x", "x", ""), "place": str(n)}
        for n in range(int(random.integers(1, 6)))
    ]
    if pick(True, False, False):
        trips[-1]["last_day"] = None
    facts = {column: pick("yes", "yes", "no", "") for column in _YES_OR_NO}
    job = {
        "assignment": "x",
        "traveler": who,
        "worker": pick("employee", "self_employed", "self_employed", ""),
        "employer": pick("us", "us", *map(str, Employer), ""),
        "residence": pick("", "", "US", places[0]),
        "host": pick("", places[0]),
        "sent_from": pick("US", "US", "", "DE"),
        "expected_last_day": pick(None, anchor + dt.timedelta(days=int(random.integers(100, 2500)))),
    }
    held = [
        span(200)
        | {"certificate": f"{who}c{n}", "traveler": who, "host": pick(*places), "issuer": pick("", "US", *places)}
        | {"assignment": pick("", "x"), "state": pick(*allowed_values("certificates", "state"))}
        for n in range(int(random.integers(0, 3)))
    ]
    return {
        "trips": trips,
        "assignments": [job | facts],
        "travelers": [{"traveler": who, "nationalities": pick("", "US", "US+IT"), "residence": pick("", "US", "PR")}],
        "residences": [span(120) | {"traveler": who, "country": pick("US", *places)}] if pick(True, False) else [],
        "certificates": held,
    }


_YES_OR_NO = ("temporary", "us_covered_before", "business_in_us", "health_insurance", "works_in_both_countries")
