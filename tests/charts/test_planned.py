"""Days that rest on planned trips, on every chart that draws them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.charts.frames import TODAY, analysis, answer, period, segment, trip
from tracker.analysis import Analysis
from tracker.charts import months, theme
from tracker.charts.people import people_timeline, people_view
from tracker.charts.planned import cut_at_planned, planned_trips
from tracker.charts.timeline import timeline, timeline_view

Span = tuple[str, str, bool]


def source(*trips: dict[str, Any]) -> Analysis:
    """Work in France from 1 November to 31 December, on these trips."""
    return analysis(
        trips=list(trips),
        segments=[segment("2026-11-01", "2026-12-31", "FR", "agreement")],
        periods=[period(1, "2026-11-01", "2026-12-31", "FR", "single_agreement", "request")],
        coverage=[answer("2026-11-01", "2026-12-31", "would_cover", "us_coverage_assigned", "FR", 1)],
    )


DONE = trip("t1", "FR", "2026-11-01", "2026-11-30")
AHEAD = trip("t2", "FR", "2026-12-01", "2026-12-31", certainty="planned")
HALF = source(DONE, AHEAD)
HALVES = [("2026-11-01", "2026-11-30", False), ("2026-12-01", "2026-12-31", True)]


def spans(of: Analysis, table: str) -> list[Span]:
    rows = cut_at_planned(getattr(of, table), planned_trips(of.workspace.trips, TODAY))
    assert (rows["days"] == (rows["last_day"] - rows["first_day"]).dt.days + 1).all()
    ends = (rows[name].dt.strftime("%Y-%m-%d") for name in ("first_day", "last_day"))
    return list(zip(*ends, rows["planned"], strict=True))


@pytest.mark.parametrize("table", ["segments", "coverage"])
def test_rows_are_cut_where_their_days_become_planned(table: str) -> None:
    assert spans(HALF, table) == HALVES


@pytest.mark.parametrize("table", ["segments", "coverage"])
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (trip("t2", "IT", "2026-12-01", "2026-12-31", certainty="planned"), [("2026-11-01", "2026-12-31", False)]),
        (AHEAD | {"activity": "non_work"}, [("2026-11-01", "2026-12-31", False)]),
        (AHEAD | {"traveler": "you"}, [("2026-11-01", "2026-12-31", False)]),
        (AHEAD | {"certainty": "estimated"}, [("2026-11-01", "2026-12-31", False)]),
        (
            AHEAD | {"last_day": ""},
            [
                ("2026-11-01", "2026-11-30", False),
                ("2026-12-01", "2026-12-01", True),
                ("2026-12-02", "2026-12-31", False),
            ],
        ),
    ],
)
def test_only_planned_work_in_that_country_counts_and_an_ongoing_trip_its_first_day(
    table: str, other: dict[str, Any], expected: list[Span]
) -> None:
    assert spans(source(DONE, other), table) == expected


def test_overlapping_planned_trips_are_one_planned_run() -> None:
    more = trip("t3", "FR", "2026-12-10", "2027-02-01", certainty="planned")
    earlier = trip("t4", "FR", "2026-10-01", "2026-11-10", certainty="planned")
    assert spans(source(DONE, AHEAD, more, earlier), "coverage") == [
        ("2026-11-01", "2026-11-10", True),
        ("2026-11-11", "2026-11-30", False),
        ("2026-12-01", "2026-12-31", True),
    ]


def test_no_work_and_work_at_home_are_planned_too_but_holes_are_not() -> None:
    ahead = {"certainty": "planned"}
    found = analysis(
        trips=[trip("t1", "US", "2026-12-01", "2026-12-05", **ahead),
               trip("t2", "TH", "2026-12-06", "2026-12-10", activity="non_work", **ahead),
               trip("t3", "FR", "2026-12-11", "2026-12-12", **ahead)],
        segments=[segment("2026-12-01", "2026-12-05", "US", "home"),
                  segment("2026-12-06", "2026-12-10", "TH", "non_work"),
                  segment("2026-12-11", "2026-12-12", "", "unlogged")],
        coverage=[answer("2026-12-01", "2026-12-05", "not_needed", "us_work"),
                  answer("2026-12-06", "2026-12-10", "not_needed", "no_work"),
                  answer("2026-12-11", "2026-12-12", "unlogged", "nothing_logged")],
    )  # fmt: skip
    for table in ("segments", "coverage"):
        assert [planned for *_, planned in spans(found, table)] == [True, True, False]


def bars(figure: dict[str, Any], legend: str) -> list[tuple[str, str, str]]:
    """First day, last day and color of every bar of a lane."""
    return [
        (custom[2], custom[3], trace["marker"]["color"])
        for trace in figure["data"]
        if trace["type"] == "bar" and trace.get("legend") == legend and "text" in trace
        for custom in trace["customdata"]
    ]


def frames(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("line", {}).get("dash") == "5px,3px"]


def lighter_sky(dark: bool) -> tuple[str, str]:
    colors = theme.palette(dark)
    style = colors.answers["would_cover"]
    return style.fill, theme.lighter(style, colors.background).fill


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("chart", ["timeline", "people"])
def test_both_lanes_are_lighter_and_dashed_from_the_first_planned_day_on(chart: str, dark: bool) -> None:
    if chart == "timeline":
        figure = timeline(timeline_view(HALF, "me", today=TODAY), dark=dark)
    else:
        figure = people_timeline(people_view(HALF, {"me": "Nora"}, today=TODAY), dark=dark)
    firm, planned = lighter_sky(dark)
    for legend in ("legend", "legend3"):
        found = bars(figure, legend)
        assert [found[0], found[-1]] == [("2026-11-01", "2026-11-30", firm), ("2026-12-01", "2026-12-31", planned)]
    [frame] = frames(figure)
    assert frame["x"].count(None) == 2, "one frame in each lane"
    assert frame["showlegend"]
    assert "Planned" in frame["name"]


def test_nothing_planned_needs_no_entry_in_the_legend() -> None:
    figure = people_timeline(people_view(source(DONE), {"me": "Nora"}, today=TODAY), dark=False)
    assert frames(figure) == []


def test_months_keep_planned_days_apart() -> None:
    view = timeline_view(source(DONE, AHEAD | {"first_day": "2026-12-16"}), "me", today=TODAY)
    for lane, what in ((months.worked(view), "Country with an agreement"), (months.verdicts(view), "request it")):
        firm, planned = (bar for bar in lane if bar.title.startswith("December"))
        assert (firm.planned, planned.planned) == (False, True)
        assert firm.lines == planned.lines
        for line, number in zip(firm.lines, ("15 days", "16 planned days"), strict=True):
            assert line.endswith(f"{what}: {number}")
