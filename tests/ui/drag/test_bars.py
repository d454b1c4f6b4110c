"""Trips as bars: where they lie, and the answers they are colored with."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd

import tracker
from tracker.charts.view import TimelineView, timeline_view
from tracker.codes import Activity
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.edit import with_trip_moved
from tracker.ui.drag import Run
from tracker.ui.drag.bars import trip_bars

TODAY = dt.date(2026, 6, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


TRIPS = """
trip,country,place,first_day,last_day,activity,certainty
th,TH,Krabi,2026-05-01,2026-05-12,work,confirmed
fr,FR,,2026-03-01,2026-03-10,work,confirmed
de,DE,,2026-03-10,2026-03-12,work,planned
us,US,,2026-05-20,,non_work,confirmed
"""
LOG = workspace_from_text({"trips": pd.read_csv(io.StringIO(TRIPS), dtype="str", keep_default_na=False)})
VERSIONS = {"th": 1, "fr": 2, "de": 3, "us": 4}


def view_of(workspace: Workspace) -> TimelineView:
    return timeline_view(tracker.analyze(workspace, tracker.load_rules(), as_of=TODAY), "me", today=TODAY)


def test_bars_stand_in_the_order_of_their_days_a_lane_per_country() -> None:
    bars = trip_bars(LOG.trips, VERSIONS, view_of(LOG))
    assert [(bar.trip, bar.version, bar.lane, bar.name) for bar in bars] == [
        ("fr", 2, "France", "France"),
        ("de", 3, "Germany", "Germany"),
        ("th", 1, "Thailand", "Thailand, Krabi"),
        ("us", 4, "United States", "United States"),
    ]
    assert [bar.planned for bar in bars] == [False, True, False, False]
    assert (bars[3].last_day, bars[3].activity) == (None, Activity.NON_WORK)


def test_a_shared_travel_day_is_colored_on_the_trip_that_counts_it() -> None:
    france, germany, thailand, _ = trip_bars(LOG.trips, VERSIONS, view_of(LOG))
    assert [(run.first_day, run.last_day) for run in france.runs] == [(day("03-01"), day("03-09"))]
    assert [(run.first_day, run.last_day) for run in germany.runs] == [(day("03-10"), day("03-12"))]
    assert thailand.runs == (Run(day("05-01"), day("05-12"), "would_not_cover"),)


def test_an_ongoing_trip_is_colored_to_today() -> None:
    *_, home = trip_bars(LOG.trips, VERSIONS, view_of(LOG))
    assert home.runs == (Run(day("05-20"), TODAY, "not_needed"),)


def test_a_proposal_colors_its_new_days_and_the_bar_stays_as_stored() -> None:
    moved = view_of(with_trip_moved(LOG, "th", day("04-01"), day("04-03")))
    bar = trip_bars(LOG.trips, VERSIONS, moved)[2]
    assert (bar.first_day, bar.last_day) == (day("05-01"), day("05-12"))
    assert [(run.first_day, run.last_day) for run in bar.runs] == [(day("04-01"), day("04-03"))]


def test_a_trip_that_is_not_stored_cannot_be_moved() -> None:
    assert [bar.trip for bar in trip_bars(LOG.trips, {"th": 1}, view_of(LOG))] == ["th"]
