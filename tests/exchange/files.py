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


def analysis_of(workspace: Workspace) -> Analysis:
    """The analysis as of the day of the stories."""
    return tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)


def assert_same_tables(one: Workspace, other: Workspace) -> None:
    """Every table equal: rows, order, columns, dtypes."""
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, getattr(other, name), check_index_type=False)
