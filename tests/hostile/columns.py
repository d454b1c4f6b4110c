"""Names that a user's own columns may have, and tables that have all of them at once."""

from __future__ import annotations

import pandas as pd

from tracker import schema

OWN = (
    "Trip type",
    "class",
    "def",
    "None",
    "2nd column",
    "_1",
    "\u00a0",  # looks empty
    "Notes",
    "notes",
    "NOTES ",
    "🧭 compass",
    "x" * 500,
    # what the program itself might call something
    "row_id",
    "version",
    "own_columns",
    "id",
    "owner",
    "position",
    "extra",
    "index",
    "_index",
    "level_0",
    "Index",
    "Row",
    "count",
    "key",
    "check",
    "period",
    "jurisdiction",
    "side",
    "look",
    "planned",
    "trips",
    "places",
    "why",
    "verdict",
    "status",
    "answer",
    "days",
    "day",
    "row",
    "place_2",
    "first_day_told",
    "traveler_x",
    "Country",  # a documented one, but for the case
    "0",
    "__proto__",
    "constructor",
    # what steers a program
    'say "x"; DROP TABLE trips; --',
    "it's",
    "%s",
    "{0}",
    "%{x}",
    "</script><script>alert(1)</script>",
    "=1+1",
    "a,b",
    "line\nbreak",
    "[link](https://example.org)",
    "#set page(width: 1pt)",
    "col:on",
    "a/b\\c",
    ".",
)


def with_own(table: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """A table of text with a column of many of these names (trips: of all), all filled in.

    Each cell says where it stands.
    """
    frame = pd.DataFrame(rows, dtype="str").fillna("")
    wanted = OWN if table in ("trips", "certificates") else OWN[::5]
    names = [name for name in wanted if name not in schema.column_names(table)]
    own = {name: [f"own {OWN.index(name)} of {table} {row}" for row in range(len(frame))] for name in names}
    return pd.concat([frame, pd.DataFrame(own, dtype="str")], axis="columns")


def tables() -> dict[str, pd.DataFrame]:
    """A log with work, a certificate, a delivery, an open question and a trip that goes on; own columns everywhere."""
    trips = [
        {"trip": "a", "country": "FR", "first_day": "2026-01-05", "last_day": "2026-02-27", "assignment": "fr"},
        {"trip": "b", "country": "US", "first_day": "2026-03-01", "last_day": "2026-05-31", "activity": "non_work"},
        {"trip": "c", "country": "DE", "first_day": "2026-04-01", "last_day": "2026-04-09"},
        {"trip": "d", "country": "TH", "first_day": "2026-06-01", "last_day": "2026-06-20"},
        {"trip": "e", "country": "PT", "first_day": "2026-10-01", "certainty": "planned"},
    ]
    certificate = {
        "certificate": "c1", "traveler": "me", "host": "FR", "assignment": "fr", "state": "delivered",
        "first_day": "2026-01-05", "last_day": "2026-02-27", "submitted_on": "2025-12-01", "issued_on": "2025-12-20",
        "delivered_on": "2026-01-04", "receipt": "RR1",
    }  # fmt: skip
    delivery = {"delivery": "D1", "certificate": "c1", "purpose": "foreign_authority", "recipient": "URSSAF"}
    rows = {
        "trips": [{"traveler": "me"} | trip for trip in trips],
        "travelers": [{"traveler": "me", "name": "Ann Other", "residence": "US", "nationalities": "US"}],
        "residences": [{"traveler": "me", "country": "US", "first_day": "2020-01-01"}],
        "assignments": [{"assignment": "fr", "traveler": "me", "host": "FR", "worker": "self_employed"}],
        "certificates": [certificate],
        "clarifications": [{"traveler": "me", "assignment": "fr", "clarified_on": "2026-02-02", "by": "me"}],
        "exceptions": [{"assignment": "fr", "host": "FR", "until": "2027-01-01", "granted_on": "2026-01-01"}],
        "verifications": [{"host": "FR", "checked_on": "2026-01-01", "source": "a letter"}],
        "records": [{"traveler": "me", "field": "name", "record": "passport"}],
        "deliveries": [delivery],
        "steps": [{"certificate": "c1", "step": "keep", "done_on": "2026-01-04"}],
        "deadlines": [{"traveler": "me", "day": "2026-12-24", "action": "ask"}],
        "attachments": [
            {"attachment": "f1", "about": "trips", "subject": "a", "file_name": "x.pdf", "sha256": "0" * 64}
        ],
    }
    return {table: with_own(table, some) for table, some in rows.items()}
