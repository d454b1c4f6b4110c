"""Random but plausible workspaces: overlaps, handovers, holes, several travelers, each fact known or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

# Days around which something starts, ends or leaps: agreements, an old German rule, a leap day, a new year.
ANCHORS = (
    dt.date(1996, 4, 20),
    dt.date(2003, 8, 25),
    dt.date(2019, 2, 20),
    dt.date(2024, 2, 20),
    dt.date(2024, 12, 20),
    dt.date(2026, 8, 20),
)
COUNTRIES = ("US", "FR", "DE", "IT", "GB", "IM", "YT", "BE", "FI", "ES", "NO", "CH", "RO", "TH")
HOSTS = tuple(code for code in COUNTRIES if code not in ("US", "IM", "YT", "TH"))
TRAVELERS = ("ann", "bob")
ASSIGNMENTS = ("x", "y")

_yes_no = st.sampled_from(["", "yes", "no"])
_assignment = st.sampled_from(["", "", *ASSIGNMENTS])


@st.composite
def _span(draw: st.DrawFn, anchor: dt.date, longest: int = 40) -> tuple[dt.date, dt.date]:
    first = anchor + dt.timedelta(days=draw(st.integers(0, 60)))
    return first, first + dt.timedelta(days=draw(st.one_of(st.integers(0, 3), st.integers(0, longest))))


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[dict[str, list[dict[str, Any]]], dt.date, dict[str, Any]]:
    """(tables, as_of, settings) as ``oracle.decide`` takes them."""
    anchor = draw(st.sampled_from(ANCHORS))
    trips = []
    for n in range(draw(st.integers(0, 7))):
        first, last = draw(_span(anchor))
        trips.append(
            {
                "trip": f"t{n}",
                "traveler": draw(st.sampled_from(TRAVELERS)),
                "country": draw(st.sampled_from(COUNTRIES)),
                "place": str(n),  # so that no two trips are the same trip
                "first_day": first,
                "last_day": draw(st.sampled_from([last, last, last, last, None])),
                "activity": draw(st.sampled_from(["work", "work", "work", "non_work", "transit"])),
                "assignment": draw(_assignment),
            }
        )
    tables: dict[str, list[dict[str, Any]]] = {"trips": trips}
    tables["travelers"] = [
        {
            "traveler": traveler,
            "nationalities": draw(st.sampled_from(["", "US", "US+IT", "IT", "DE"])),
            "residence": draw(st.sampled_from(["", "US", "FR", "GB", "FI"])),
        }
        for traveler in draw(st.lists(st.sampled_from(TRAVELERS), unique=True))
    ]
    tables["assignments"] = [
        draw(_engagement(anchor, assignment, draw(st.sampled_from(TRAVELERS))))
        for assignment in draw(st.lists(st.sampled_from(ASSIGNMENTS), unique=True))
    ]
    tables["residences"] = []
    for _ in range(draw(st.integers(0, 2))):
        first, last = draw(_span(anchor))
        row = {"traveler": draw(st.sampled_from(TRAVELERS)), "country": draw(st.sampled_from(["US", "FR", "ES", "BE"]))}
        tables["residences"].append({**row, "first_day": first, "last_day": draw(st.sampled_from([last, None]))})
    tables["certificates"] = [draw(_certificate(anchor, n)) for n in range(draw(st.integers(0, 3)))]
    tables["clarifications"] = []
    for _ in range(draw(st.integers(0, 1))):
        first, last = draw(_span(anchor, 120))
        named = draw(_assignment)
        tables["clarifications"].append(
            {
                "traveler": draw(st.sampled_from(TRAVELERS)),
                "assignment": named,
                "first_day": None if named else first,
                "last_day": None if named else last,
                "clarified_on": anchor + dt.timedelta(days=draw(st.integers(0, 60))),
                "by": "SSA",
            }
        )
    tables["exceptions"] = [
        {
            "assignment": draw(st.sampled_from(ASSIGNMENTS)),
            "host": draw(st.sampled_from(HOSTS)),
            "until": anchor + dt.timedelta(days=draw(st.integers(0, 3000))),
            "granted_on": anchor,
        }
        for _ in range(draw(st.integers(0, 1)))
    ]
    tables["verifications"] = [draw(_verification(anchor)) for _ in range(draw(st.integers(0, 1)))]
    settings = {
        "join_gap_days": draw(st.sampled_from([0, 1, 5, 30])),
        "worker": draw(st.sampled_from([None, None, "employee", "self_employed"])),
        "residence": draw(st.sampled_from([None, "US", "DE"])),
    }
    return tables, anchor + dt.timedelta(days=draw(st.integers(0, 80))), settings


@st.composite
def _engagement(draw: st.DrawFn, anchor: dt.date, assignment: str, traveler: str) -> dict[str, Any]:
    # Ends near the limits of 12, 24 and 60 months as well as near the trips.
    limit = draw(st.sampled_from([0, 0, 365, 731, 1826]))
    end = anchor + dt.timedelta(days=limit + draw(st.integers(0, 90)))
    return {
        "assignment": assignment,
        "traveler": traveler,
        "host": draw(st.sampled_from(["", *HOSTS])),
        "worker": draw(st.sampled_from(["", "employee", "self_employed", "self_employed"])),
        "employer": draw(st.sampled_from(["", "us", "us", "affiliate_3121l", "affiliate", "host"])),
        "residence": draw(st.sampled_from(["", "US", "US", "FR", "IM"])),
        "expected_last_day": draw(st.sampled_from([None, end])),
        "sent_from": draw(st.sampled_from(["", "US", "TH"])),
        "us_covered_before": draw(st.sampled_from(["", "yes", "yes", "no"])),
        "business_in_us": draw(st.sampled_from(["", "yes", "yes", "no"])),
        "works_in_both_countries": draw(_yes_no),
        "health_insurance": draw(st.sampled_from(["", "yes", "yes", "no"])),
        "election": draw(st.sampled_from(["", "us", "host"])),
    }


@st.composite
def _certificate(draw: st.DrawFn, anchor: dt.date, n: int) -> dict[str, Any]:
    first, last = draw(_span(anchor))
    return {
        "certificate": f"c{n}",
        "traveler": draw(st.sampled_from(TRAVELERS)),
        "host": draw(st.sampled_from(HOSTS)),
        "assignment": draw(_assignment),
        "first_day": first,
        "last_day": draw(st.sampled_from([last, None])),
        "state": draw(st.sampled_from(["issued", "issued", "delivered", "submitted", "submitted", "refused", "draft"])),
        "issued_on": draw(st.sampled_from([None, anchor, anchor + dt.timedelta(days=3)])),
    }


@st.composite
def _verification(draw: st.DrawFn, anchor: dt.date) -> dict[str, Any]:
    return {
        "host": draw(st.sampled_from(["RO", "RO", "ES"])),
        "provision": draw(st.sampled_from(["", "ES.self_employed.transfer", "RO.self_employed.transfer"])),
        "in_force_from": draw(st.sampled_from([None, anchor + dt.timedelta(days=10)])),
        "checked_on": anchor,
        "source": "SSA",
    }
