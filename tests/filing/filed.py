"""One work period in France, about which everything is entered, and its request: what the tests of filings change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import tracker
from tests.scenario_files import text_tables
from tracker.analysis import Analysis
from tracker.filing.request import Request, requests
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
AS_OF = dt.date(2026, 2, 1)
TRIP = {"trip": "t1", "traveler": "ann", "country": "FR", "place": "Lyon", "assignment": "x"}
TRIP |= {"first_day": "2026-03-02", "last_day": "2026-06-26"}
PERSON = {"traveler": "ann", "name": "Ann Example", "nationalities": "US", "residence": "US", "place_of_birth": "Reno"}
PERSON |= {"other_surnames": "no other", "address": "1 Elm Street, Reno"}
JOB = {"assignment": "x", "traveler": "ann", "host": "FR", "worker": "self_employed", "first_day": "2026-03-02"}
JOB |= {"expected_last_day": "2026-06-26", "business_in_us": "yes", "health_insurance": "yes", "sent_from": "US"}
JOB |= {"business_name": "Ann Example", "business_address": "1 Elm Street, Reno", "host_business_address": "2 rue B"}
JOB |= {
    "activity_description": "Designing twelve theater posters",
    "client_name": "Théâtre Ltd",
    "client_country": "FR",
}
EMPLOYEE = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "business_name": "Acme Inc"}
EMPLOYEE |= {"host_business_name": "Acme SARL", "hired_on": "2020-01-01", "place_of_hire": "Reno"}
CERTIFICATE = {"certificate": "c", "traveler": "ann", "host": "FR", "assignment": "x", "first_day": "2026-03-02"}
CERTIFICATE |= {"last_day": "2026-06-26", "state": "issued", "submitted_on": "2026-01-05", "issued_on": "2026-01-20"}
CERTIFICATE |= {"control_number": "N-1", "requested_first_day": "2026-03-02", "requested_last_day": "2026-06-26"}


def analyzed(
    *, trip: Row | None = None, person: Row | None = None, job: Row | None = None, as_of: dt.date = AS_OF, **tables: Any
) -> Analysis:
    """The usual work with these cells changed; ``tables`` add rows, or replace the usual ones."""
    given = {"trips": [TRIP | (trip or {})], "travelers": [PERSON | (person or {})], "assignments": [JOB | (job or {})]}
    return tracker.analyze(workspace_from_text(text_tables(given | tables)), tracker.load_rules(), as_of=as_of)


def one(analysis: Analysis) -> Request:
    """Its only request."""
    (request,) = requests(analysis)
    return request


def record(field: str, value: str = "", **more: str) -> Row:
    """A record for a field of the usual work."""
    usual = {"traveler": "ann", "field": field, "record": "contract", "value": value, "checked_on": "2026-01-03"}
    return usual | more
