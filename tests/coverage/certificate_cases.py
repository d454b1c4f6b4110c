"""Small logs with certificates, and what is said about them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import tracker
from tests.scenario_files import text_tables
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
# Everything that the French and the British rules ask, so that both assign the work to the US.
KNOWN = {"worker": "self_employed", "business_in_us": "yes", "health_insurance": "yes", "residence": "US"}


class Said(NamedTuple):
    """One finding; "" for a missing day."""

    subject: str
    first_day: str
    last_day: str
    message: str


def trip(country: str, first: str, last: str, **more: str) -> Row:
    """A work trip of ``me`` under engagement x."""
    named = {"trip": f"{country}{first}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def certificate(**cells: str) -> Row:
    """A delivered certificate of ``me`` for France without an end and for no engagement, except what is given."""
    usual = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "delivered"}
    return usual | cells


def said(code: str, trips: list[Row], held: list[Row], as_of: str = "2026-12-01", **facts: str) -> list[Said]:
    """The findings of one code, in order; ``facts`` change what is known about the engagements."""
    names = dict.fromkeys(row["assignment"] for row in trips if row["assignment"])
    assignments = [KNOWN | {"assignment": name, "traveler": "me"} | facts for name in names]
    workspace = workspace_from_text(text_tables({"trips": trips, "assignments": assignments, "certificates": held}))
    found = tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date.fromisoformat(as_of)).findings
    rows = found[found["code"] == code]
    first, last = (rows[day].dt.strftime("%F").fillna("") for day in ("first_day", "last_day"))
    return [Said(*row) for row in zip(rows["subject"], first, last, rows["message"], strict=True)]


FRANCE = trip("FR", "2024-03-01", "2024-03-10")
