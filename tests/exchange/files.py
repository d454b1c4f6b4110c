"""What the tests of files share: a workspace full of awkward text, and its analysis."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import tracker
from tracker.analysis import Analysis
from tracker.itinerary import Workspace, workspace_from_text

AS_OF = dt.date(2026, 11, 22)


def awkward_workspace() -> Workspace:
    """Text that runs as a formula, looks like a number or a link, or steers a parser; unknown columns; empty cells."""
    trips = pd.DataFrame(
        {
            "trip": ["=1+1", "@sum", "007", "d", "_x000D_"],
            "traveler": ["=cmd|' /C calc'!A0", "me", "me", "me", "me"],
            "country": ["FR", "DE", "TH", "GB", "US"],
            "place": ["a,b", 'say "x"', "1e5", "https://example.org", "Zürich 😀"],
            "first_day": ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"],
            "last_day": ["2026-01-31", "2026-02-20", "2026-03-02", "2026-04-30", ""],
            "note": ["line\nbreak", "tab\tinside", "＝1", "'=quoted", "-5"],
            "cost center": ["=A1", "", "x", "TRUE", "3.0"],
        },
        dtype="str",
    )
    travelers = pd.DataFrame({"traveler": ["=cmd|' /C calc'!A0", "me"], "name": ["-Ann", "+Bo"], "residence": "US"})
    certificates = pd.DataFrame(
        {"certificate": ["c1"], "traveler": ["me"], "host": ["GB"], "first_day": ["2026-04-01"], "state": ["issued"]}
    )
    return workspace_from_text({"trips": trips, "travelers": travelers, "certificates": certificates})


def plain_workspace() -> Workspace:
    """One self-employed person: a certificate in hand, work that it could be asked for, a hole, an ongoing trip."""
    trips = pd.DataFrame(
        {
            "trip": ["t1", "t2", "t3", "t4"],
            "traveler": "me",
            "country": ["GB", "FR", "US", "PT"],
            "place": ["Leeds", "Nantes", "Reno", "Porto"],
            "first_day": ["2026-01-05", "2026-03-10", "2026-06-01", "2026-10-01"],
            "last_day": ["2026-02-27", "2026-05-29", "2026-08-31", ""],
            "activity": ["work", "work", "non_work", "work"],
            "assignment": ["gb", "fr", "", "pt"],
            "certainty": ["confirmed", "estimated", "confirmed", "planned"],
            "source": ["lease", "memory", "", ""],
            "note": ["Quill Ltd paid", "", "", "with Zora"],
        },
        dtype="str",
    )
    travelers = pd.DataFrame(
        {
            "traveler": ["me"],
            "name": ["Zora Quux"],
            "nationalities": "US",
            "residence": "US",
            "address": "7 Oak Row, Reno",
        }
    )
    assignments = pd.DataFrame(
        {
            "assignment": ["gb", "fr", "pt"],
            "traveler": "me",
            "host": ["GB", "FR", "PT"],
            "worker": "self_employed",
            "expected_last_day": ["2026-02-27", "2026-05-29", ""],
            "business_in_us": "yes",
            "health_insurance": "yes",
            "business_name": "Quux Drawings",
            "activity_description": [
                "Maps for Quill Ltd of Leeds",
                "Drawing 20 maps of harbors",
                "Drawing maps of rivers",
            ],
            "client_name": ["Quill Ltd", "Atelier Bleu", "Rio Lda"],
        },
        dtype="str",
    )
    certificates = pd.DataFrame(
        {
            "certificate": ["c1", "c2", "c3"],
            "traveler": "me",
            "host": ["GB", "FR", "PT"],
            "assignment": ["gb", "fr", "pt"],
            "first_day": ["2026-01-05", "2026-03-10", "2026-10-01"],
            "last_day": ["2026-02-27", "2026-05-29", ""],
            "state": ["issued", "refused", "submitted"],
            "control_number": ["CTRL-77", "", ""],
        },
        dtype="str",
    )
    deadlines = pd.DataFrame(
        {
            "traveler": ["me", "me"],
            "day": ["2026-12-01", "2026-01-01"],
            "action": ["Call Zora's bank", "Done long ago"],
            "done_on": ["", "2026-01-01"],
        }
    )
    tables = {"trips": trips, "travelers": travelers, "assignments": assignments, "certificates": certificates}
    return workspace_from_text({**tables, "deadlines": deadlines})


def analysis_of(workspace: Workspace) -> Analysis:
    """The analysis as of the day of the stories."""
    return tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)


def assert_same_tables(one: Workspace, other: Workspace) -> None:
    """Every table equal: rows, order, columns, dtypes."""
    again = other.tables()
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, again[name], check_index_type=False)
