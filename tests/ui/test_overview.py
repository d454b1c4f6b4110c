"""The sentence on top of the Timeline and the lists below its chart."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import tracker
from tests.charts.frames import both_systems
from tests.scenario_files import workspace_of
from tracker import standing
from tracker.analysis import Analysis
from tracker.charts.view import timeline_view
from tracker.paths import data_folder
from tracker.ui import overview
from tracker.ui.overview import ASK_HOST, ASK_US_LETTER, LISTS, NO_AGREEMENT, TRIP, Mood, open_points

TODAY = dt.date(2026, 11, 22)
EMPLOYEE = {"worker": "employee", "us_covered_before": "yes", "temporary": "yes"}
SENT = {"assignment": "de", "traveler": "me", "host": "DE", "employer": "us", "expected_last_day": "2026-06-30"}
IN_GERMANY = {"trip": "t", "country": "DE", "first_day": "2026-03-01", "last_day": "2026-06-30", "assignment": "de"}
HIRED_IN_FRANCE = {"assignment": "fr", "traveler": "me", "host": "FR", "employer": "host"}
IN_FRANCE = {"trip": "f", "country": "FR", "first_day": "2026-07-01", "last_day": "2026-08-31", "assignment": "fr"}
IN_THAILAND = {"trip": "x", "country": "TH", "first_day": "2026-10-01", "last_day": "2026-10-09"}
REQUESTED = {
    "certificate": "C", "traveler": "me", "host": "DE", "first_day": "2026-03-01", "last_day": "2026-06-30",
    "state": "submitted",
}  # fmt: skip


def analyzed(**tables: list[dict[str, Any]]) -> Analysis:
    """The answer for these rows."""
    return tracker.analyze(workspace_of(tables), tracker.load_rules(), as_of=TODAY)


def points_of(analysis: Analysis) -> dict[str, list[str]]:
    """The titles of each list, all of the log."""
    found = open_points(analysis, timeline_view(analysis, "me", today=TODAY))
    return {key: [point.title for point in points] for key, points in found.items()}


@pytest.mark.parametrize("sample", ["nomad", "employee", "mixed", "program"])
def test_somebody_must_act_exactly_where_standing_says_so(sample: str) -> None:
    workspace = tracker.read_workspace(data_folder() / "samples" / sample)
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=TODAY)
    must_act = standing.travelers_who_must_act(analysis)
    for traveler in analysis.segments["traveler"].unique():
        headline = overview.headline(analysis, traveler)
        assert (headline.mood == Mood.ACT) == (traveler in must_act)
        assert headline.sentence.startswith("Nothing to do") == (headline.mood != Mood.ACT)


def test_a_request_that_waits_is_said_and_listed_but_asks_nobody_to_act() -> None:
    analysis = analyzed(trips=[IN_GERMANY], assignments=[EMPLOYEE | SENT], certificates=[REQUESTED])
    assert overview.headline(analysis, "me") == (
        "Nothing to do about certificates now: 1 requested certificate waits for an agency's answer.",
        Mood.NOTE,
    )
    assert points_of(analysis) == {"requested": ["Germany · Mar 1 – Jun 30, 2026 · 122 days"]}
    refused = analyzed(
        trips=[IN_GERMANY], assignments=[EMPLOYEE | SENT], certificates=[REQUESTED | {"state": "refused"}]
    )
    assert overview.headline(refused, "me") == ("1 US certificate can be requested now.", Mood.ACT)
    assert points_of(refused) == {"would_cover": ["Germany · Mar 1 – Jun 30, 2026 · 122 days"]}


def test_work_in_the_other_system_names_its_certificate_and_has_a_list_apart_from_no_agreement() -> None:
    analysis = analyzed(trips=[IN_FRANCE, IN_THAILAND], assignments=[EMPLOYEE | HIRED_IN_FRANCE])
    headline = overview.headline(analysis, "me")
    assert headline.mood == Mood.ACT
    assert headline.sentence == (
        "1 case needs the French certificate, 1 case has no agreement and 30 days so far have no entry."
    )
    found = points_of(analysis)
    assert found[ASK_HOST] == ["France · Jul 1 – Aug 31, 2026 · 62 days"]
    assert found[NO_AGREEMENT] == ["Thailand · Oct 1 – 9, 2026 · 9 days"]


def test_the_certificate_of_the_host_ends_it() -> None:
    held = {
        "certificate": "F", "traveler": "me", "issuer": "FR", "host": "FR", "first_day": "2026-07-01",
        "last_day": "2026-08-31", "state": "issued",
    }  # fmt: skip
    analysis = analyzed(trips=[IN_FRANCE], assignments=[EMPLOYEE | HIRED_IN_FRANCE], certificates=[held])
    assert overview.headline(analysis, "me") == (
        "Nothing to do: all foreign work is covered by certificates on file.",
        Mood.DONE,
    )
    assert points_of(analysis) == {}
    cards = overview.totals_html(timeline_view(analysis, "me", today=TODAY), dark=False)
    assert "Other country&#x27;s system, proven" in cards
    assert "Requested" not in cards


def test_a_country_without_certificates_leads_to_a_letter_from_ssa() -> None:
    points = open_points(both_systems(), timeline_view(both_systems(), "me", today=TODAY))
    assert [point.where for point in points[ASK_US_LETTER]] == ["Australia"]
    assert [point.where for point in points[ASK_HOST]] == ["United Kingdom"]
    assert [point.where for point in points["requested"]] == ["Germany", "Spain"]
    assert [point.why.partition(".")[0] for point in points["requested"]] == ["Certificate D-1", "Certificate E-1"]


def test_an_open_trip_under_a_later_one_is_a_trip_to_check_and_can_be_opened() -> None:
    later = {"trip": "p", "country": "PT", "first_day": "2026-09-10", "last_day": "2026-09-24"}
    open_trip = {"trip": "o", "country": "ES", "first_day": "2026-02-01", "last_day": ""}
    analysis = analyzed(trips=[open_trip, later])
    (point,) = open_points(analysis, timeline_view(analysis, "me", today=TODAY))[TRIP]
    assert (point.trip, point.title) == ("o", "Trip o, Spain · Sep 10 – 24, 2026 · 15 days")
    assert "has no last day" in point.why


def test_every_list_has_a_heading_and_a_next_step() -> None:
    assert all(heading and next_step.endswith(".") for heading, next_step in LISTS.values())
    assert len({heading for heading, _ in LISTS.values()}) == len(LISTS)
