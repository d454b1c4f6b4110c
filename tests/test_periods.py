"""Work periods: what joins, what kind of case it is, which trips make it mixed, which periods are neighbors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tracker
from tests.scenario_files import plain_rows, workspace_of
from tracker.periods import find_periods, neighbors
from tracker.rules.tables import Law
from tracker.segments import read_log

AS_OF = dt.date(2026, 6, 1)


def _trip(trip: str, country: str, first_day: str, last_day: str, **more: str) -> dict[str, str]:
    return {"trip": trip, "traveler": "me", "country": country, "first_day": first_day, "last_day": last_day, **more}


def _analysis(
    trips: list[dict[str, str]], assignments: list[dict[str, str]] | None = None, **settings: Any
) -> tracker.Analysis:
    engaged = [{"traveler": "me", "worker": "self_employed", **row} for row in assignments or []]
    workspace = workspace_of({"trips": trips, "assignments": engaged})
    return tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF, **settings)


def _periods(trips: list[dict[str, str]], **given: Any) -> list[dict[str, Any]]:
    return plain_rows(_analysis(trips, **given).periods)


def _subjects(analysis: tracker.Analysis, code: str) -> list[str]:
    return analysis.findings.loc[analysis.findings["code"] == code, "subject"].tolist()


def _days_later(day: str, days: int) -> str:
    return str(dt.date.fromisoformat(day) + dt.timedelta(days=days))


# What joins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [0, 1, 30])
def test_a_break_of_the_setting_joins_and_one_day_more_parts(gap: int) -> None:
    def count(days_between: int) -> int:
        again = _days_later("2024-03-05", days_between + 1)
        trips = [_trip("a", "FR", "2024-03-01", "2024-03-05"), _trip("b", "FR", again, again)]
        return len(_periods(trips, join_gap_days=gap))

    assert (count(gap), count(gap + 1)) == (1, 2)


def test_thirty_days_are_the_default() -> None:
    trips = [_trip("a", "FR", "2024-03-01", "2024-03-01"), _trip("b", "FR", "2024-04-01", "2024-04-01")]
    assert len(_periods(trips)) == 1
    trips[1] = _trip("b", "FR", "2024-04-02", "2024-04-02")
    assert len(_periods(trips)) == 2


def test_a_short_trip_inside_a_long_one_does_not_shorten_the_reach() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-20"),
        _trip("b", "FR", "2024-03-02", "2024-03-03"),
        _trip("c", "FR", "2024-03-25", "2024-03-25"),
    ]
    assert len(_periods(trips, join_gap_days=4)) == 1
    assert len(_periods(trips, join_gap_days=3)) == 2


def test_only_foreign_work_bridges_a_break() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05"),
        _trip("b", "US", "2024-03-06", "2024-04-20"),
        _trip("c", "FR", "2024-03-20", "2024-04-10", activity="non_work"),
        _trip("d", "FR", "2024-04-21", "2024-04-22"),
    ]
    assert [(row["first_day"], row["work_days"]) for row in _periods(trips)] == [
        (dt.date(2024, 3, 1), 5),
        (dt.date(2024, 4, 21), 2),
    ]


@pytest.mark.parametrize("year", [1960, 1970, 2024])
def test_far_trips_of_one_person_do_not_reach_the_first_trips_of_the_next(year: int) -> None:
    first, last = f"{year}-01-01", f"{year + 9}-12-31"
    trips = [
        _trip(f"{who}{n}", "FR", day, day, traveler=who)
        for who in ("ann", "bob")
        for n, day in enumerate((last, first))
    ]
    assert [(row["traveler"], row["first_day"]) for row in _periods(trips)] == [
        (who, dt.date.fromisoformat(day)) for who in ("ann", "bob") for day in (first, last)
    ]


def test_an_assignment_is_one_period_whatever_its_gaps() -> None:
    trips = [
        _trip("a", "FR", "2020-03-01", "2020-03-05", assignment="x"),
        _trip("b", "FR", "2024-03-01", "2024-03-05", assignment="x"),
    ]
    rows = _periods(trips, assignments=[{"assignment": "x"}])
    assert [(row["first_day"], row["last_day"], row["work_days"]) for row in rows] == [
        (dt.date(2020, 3, 1), dt.date(2024, 3, 5), 10)
    ]


def test_assignments_and_loose_trips_stay_apart() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05", assignment="y"),
        _trip("b", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("c", "FR", "2024-03-01", "2024-03-05"),
    ]
    rows = _periods(trips, assignments=[{"assignment": "x"}, {"assignment": "y"}])
    assert [(row["period"], row["assignment"]) for row in rows] == [(1, ""), (2, "x"), (3, "y")]


def test_periods_are_numbered_by_first_day_for_each_traveler() -> None:
    trips = [
        _trip("a", "FR", "2024-05-01", "2024-05-05"),
        _trip("b", "FR", "2024-01-01", "2024-01-05"),
        _trip("c", "FR", "2024-03-01", "2024-03-05", traveler="ann"),
    ]
    rows = _periods(trips)
    assert [(row["traveler"], row["period"], row["first_day"].month) for row in rows] == [
        ("ann", 1, 3),
        ("me", 1, 1),
        ("me", 2, 5),
    ]


def test_an_assignment_begins_and_ends_on_a_foreign_work_day() -> None:
    trips = [
        _trip("a", "US", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", "FR", "2024-03-07", "2024-03-09", assignment="x"),
        _trip("c", "FR", "2024-03-10", "2024-03-12", assignment="x", activity="non_work"),
        _trip("d", "US", "2024-03-13", "2024-03-15", assignment="x"),
    ]
    (row,) = _periods(trips, assignments=[{"assignment": "x"}])
    assert (row["first_day"], row["last_day"], row["work_days"]) == (dt.date(2024, 3, 7), dt.date(2024, 3, 9), 3)
    assert (row["countries"], row["case"]) == ("FR", "single_agreement")


def test_an_assignment_worked_only_in_the_us_is_domestic() -> None:
    trips = [_trip("a", "PR", "2024-03-01", "2024-03-05", assignment="x")]
    analysis = _analysis(trips, [{"assignment": "x"}])
    (row,) = plain_rows(analysis.periods)
    assert (row["first_day"], row["last_day"], row["work_days"]) == (dt.date(2024, 3, 1), dt.date(2024, 3, 5), 0)
    assert (row["countries"], row["case"], row["decision"]) == ("", "domestic", "not_needed")
    assert _subjects(analysis, "assignment_without_trips") == []


def test_an_assignment_without_work_is_no_period() -> None:
    rest = [_trip("a", "FR", "2024-03-01", "2024-03-05", assignment="x", activity="non_work")]
    for trips in (rest, []):
        analysis = _analysis(trips, [{"assignment": "x"}])
        assert len(analysis.periods) == 0
        assert _subjects(analysis, "assignment_without_trips") == ["x"]


def test_us_work_without_an_assignment_is_no_period() -> None:
    assert _periods([_trip("a", "US", "2024-03-01", "2024-03-05")]) == []


def test_an_unknown_assignment_still_groups_its_trips() -> None:
    trips = [
        _trip("a", "FR", "2020-03-01", "2020-03-05", assignment="x"),
        _trip("b", "FR", "2024-03-01", "2024-03-05", assignment="x"),
    ]
    assert [(row["assignment"], row["work_days"]) for row in _periods(trips)] == [("x", 10)]


def test_work_days_are_different_days() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05"),
        _trip("b", "RE", "2024-03-05", "2024-03-06"),
        _trip("c", "DE", "2024-03-04", "2024-03-04"),
    ]
    assert [row["work_days"] for row in _periods(trips)] == [6]


def test_a_handed_over_day_counts_for_the_receiving_period() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", "DE", "2024-03-05", "2024-03-06", assignment="y"),
    ]
    rows = _periods(trips, assignments=[{"assignment": "x"}, {"assignment": "y"}])
    assert [(row["last_day"].day, row["work_days"]) for row in rows] == [(4, 4), (6, 2)]


# The case ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trips", "case"),
    [
        ([("FR", "2024-03-01", "work")], "single_agreement"),
        ([("FR", "2024-03-01", "work"), ("RE", "2024-03-03", "work")], "single_agreement"),
        ([("TH", "2024-03-01", "work")], "single_non_agreement"),
        ([("RO", "2026-09-02", "work")], "single_non_agreement"),
        ([("FR", "2024-03-01", "work"), ("TH", "2024-03-03", "non_work")], "single_agreement"),
        ([("FR", "2024-03-01", "work"), ("TH", "2024-03-03", "transit")], "single_agreement"),
        ([("FR", "2024-03-01", "work"), ("US", "2024-03-03", "work")], "single_agreement"),
        ([("FR", "2024-03-01", "work"), ("TH", "2024-03-03", "work")], "mixed"),
        ([("FR", "2024-03-01", "work"), ("DE", "2024-03-03", "work")], "mixed"),
        ([("TH", "2024-03-01", "work"), ("VN", "2024-03-03", "work")], "mixed"),
        ([("FR", "2024-03-01", "work"), ("NC", "2024-03-03", "work")], "mixed"),
    ],
)
def test_the_case_of_a_period(trips: list[tuple[str, str, str]], case: str) -> None:
    logged = [_trip(f"t{n}", country, day, day, activity=activity) for n, (country, day, activity) in enumerate(trips)]
    assert [row["case"] for row in _periods(logged)] == [case]


@pytest.mark.parametrize(
    ("first", "last", "case"),
    [
        ("1988-06-25", "1988-06-30", "single_non_agreement"),
        ("1988-06-25", "1988-07-01", "single_agreement"),
    ],
)
def test_an_agreement_in_force_on_any_work_day_is_enough(first: str, last: str, case: str) -> None:
    assert [row["case"] for row in _periods([_trip("a", "FR", first, last)])] == [case]


def test_an_agreement_that_starts_in_a_pause_is_in_force_on_a_later_work_day_only() -> None:
    before = _trip("a", "FR", "1988-06-20", "1988-06-25")
    assert [row["case"] for row in _periods([before])] == ["single_non_agreement"]
    assert [row["case"] for row in _periods([before, _trip("b", "FR", "1988-07-10", "1988-07-10")])] == [
        "single_agreement"
    ]


# Causes --------------------------------------------------------------------------------------------------------------

CAUSES: dict[str, tuple[list[tuple[str, str, str]], str]] = {
    # (country, first day, last day) of trips t0, t1, …; the trips that make the case mixed
    "an agreement beats more days without one": (
        [("FR", "2024-03-01", "2024-03-02"), ("TH", "2024-03-05", "2024-03-20")],
        "t1",
    ),
    "most work days": (
        [("FR", "2024-03-01", "2024-03-02"), ("DE", "2024-03-05", "2024-03-20")],
        "t0",
    ),
    "days of a jurisdiction count together": (
        [("FR", "2024-03-01", "2024-03-02"), ("DE", "2024-03-05", "2024-03-07"), ("RE", "2024-03-09", "2024-03-10")],
        "t1",
    ),
    "days before the agreement's start count too": (
        [("FR", "1988-06-20", "1988-07-01"), ("DE", "1988-07-05", "1988-07-10")],
        "t1",
    ),
    "a tie goes to the one worked in first": (
        [("DE", "2024-03-05", "2024-03-06"), ("FR", "2024-03-01", "2024-03-02")],
        "t0",
    ),
    "a tie on one day goes by the alphabet": (
        [("FR", "2024-03-01", "2024-03-02"), ("DE", "2024-03-01", "2024-03-02")],
        "t0",
    ),
    "nowhere an agreement: most work days": (
        [("TH", "2024-03-01", "2024-03-02"), ("VN", "2024-03-05", "2024-03-08")],
        "t0",
    ),
    "all causes by first day, then id": (
        [
            ("FR", "2024-03-01", "2024-03-31"),
            ("TH", "2024-03-20", "2024-03-20"),
            ("VN", "2024-03-05", "2024-03-05"),
            ("DE", "2024-03-05", "2024-03-05"),
        ],
        "t2+t3+t1",
    ),
    "the US is no cause": (
        [("FR", "2024-03-01", "2024-03-10"), ("US", "2024-03-11", "2024-03-12"), ("TH", "2024-03-13", "2024-03-13")],
        "t2",
    ),
    "a handed-over day does not count": (
        # France has two days left after the handover, so Germany leads by one.
        [("FR", "2024-03-01", "2024-03-03"), ("DE", "2024-03-03", "2024-03-05")],
        "t0",
    ),
    "no case is mixed by one country": ([("FR", "2024-03-01", "2024-03-02"), ("RE", "2024-03-05", "2024-03-08")], ""),
}


@pytest.mark.parametrize("name", CAUSES)
def test_causes(name: str) -> None:
    trips, causes = CAUSES[name]
    rows = _periods([_trip(f"t{n}", *trip) for n, trip in enumerate(trips)])
    assert [row["causes"] for row in rows] == [causes]


def test_causes_of_one_day_are_sorted_by_id_and_not_by_row() -> None:
    trips = [
        _trip("b", "TH", "2024-03-05", "2024-03-05"),
        _trip("home", "FR", "2024-03-01", "2024-03-31"),
        _trip("a", "VN", "2024-03-05", "2024-03-05"),
    ]
    assert [row["causes"] for row in _periods(trips)] == ["a+b"]


def test_work_at_home_is_no_cause_though_the_assignment_holds_it() -> None:
    trips = [
        _trip("a", "US", "2024-02-01", "2024-02-20", assignment="x"),
        _trip("b", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("c", "TH", "2024-03-06", "2024-03-06", assignment="x"),
        _trip("d", "FR", "2024-04-01", "2024-04-02", assignment="y"),
        _trip("e", "US", "2024-04-03", "2024-04-30", assignment="y"),
    ]
    assert [(row["case"], row["causes"]) for row in _periods(trips)] == [("mixed", "c"), ("single_agreement", "")]


def test_rest_is_no_cause() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05"),
        _trip("b", "TH", "2024-03-06", "2024-03-06"),
        _trip("c", "TH", "2024-03-07", "2024-03-20", activity="non_work"),
    ]
    assert [row["causes"] for row in _periods(trips)] == ["b"]


# Neighbors -----------------------------------------------------------------------------------------------------------


def _two_engagements(
    one: str, other: str, gap: int, worker: str = "self_employed", **settings: Any
) -> tracker.Analysis:
    begins = _days_later("2024-03-05", gap + 1)
    trips = [
        _trip("a", one, "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", other, begins, _days_later(begins, 3), assignment="y"),
    ]
    return _analysis(trips, [{"assignment": "x"}, {"assignment": "y", "worker": worker}], **settings)


@pytest.mark.parametrize(
    ("gap", "near"), [(10, True), (11, False), (0, True), (-3, True)], ids=["at most", "more", "touch", "overlap"]
)
def test_neighbors_lie_within_the_join_gap(gap: int, near: bool) -> None:
    analysis = _two_engagements("FR", "DE", gap, join_gap_days=10)
    assert _subjects(analysis, "neighboring_period") == (["me/1", "me/2"] if near else [])


@pytest.mark.parametrize(
    ("one", "other", "worker", "near"),
    [
        ("FR", "RE", "self_employed", False),
        ("FR", "FR", "self_employed", False),
        ("FR", "TH", "self_employed", True),
        ("FR", "DE", "employee", False),
        ("FR", "DE", "", False),
        ("FR", "US", "self_employed", False),
    ],
)
def test_neighbors_are_self_employed_in_different_jurisdictions(one: str, other: str, worker: str, near: bool) -> None:
    assert bool(_subjects(_two_engagements(one, other, 3, worker), "neighboring_period")) is near


def test_loose_work_beside_an_assignment_is_a_neighbor() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", "DE", "2024-03-08", "2024-03-09"),
    ]
    assert _subjects(_analysis(trips, [{"assignment": "x"}]), "neighboring_period") == ["me/1", "me/2"]
    as_employee = _analysis(trips, [{"assignment": "x"}], worker="employee")
    assert _subjects(as_employee, "neighboring_period") == []


def test_people_are_no_neighbors_of_each_other() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05"),
        _trip("b", "DE", "2024-03-08", "2024-03-09", traveler="ann"),
    ]
    assert _subjects(_analysis(trips), "neighboring_period") == []


def test_a_long_period_reaches_over_the_next_one_to_a_later_neighbor() -> None:
    trips = [
        _trip("a", "FR", "2024-01-01", "2024-06-30", assignment="x"),
        _trip("b", "FR", "2024-02-01", "2024-02-02", assignment="y"),
        _trip("c", "DE", "2024-07-15", "2024-07-20", assignment="z"),
    ]
    engaged = [{"assignment": name} for name in "xyz"]
    assert _subjects(_analysis(trips, engaged), "neighboring_period") == ["me/1", "me/3"]


def _told(analysis: tracker.Analysis, code: str) -> list[tuple[str, dt.date, dt.date, str]]:
    """(subject, first day, last day, message) of the findings of this code."""
    found = analysis.findings[analysis.findings["code"] == code]
    return [(row["subject"], row["first_day"], row["last_day"], row["message"]) for row in plain_rows(found)]


def test_the_finding_about_a_neighbor_names_both_periods_and_the_gap() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", "DE", "2024-03-08", "2024-03-09", assignment="y"),
        _trip("c", "IT", "2024-03-10", "2024-03-12", assignment="y"),
        _trip("d", "FR", "2020-01-01", "2020-01-02", traveler="ann"),
    ]
    told = _told(_analysis(trips, [{"assignment": "x"}, {"assignment": "y"}], join_gap_days=7), "neighboring_period")
    assert [row[:3] for row in told] == [
        ("me/1", dt.date(2024, 3, 1), dt.date(2024, 3, 5)),
        ("me/2", dt.date(2024, 3, 8), dt.date(2024, 3, 12)),
    ]
    assert "work in Germany, Italy (work period 2) overlaps this work or is within 7 days" in told[0][3]
    assert "work in France (work period 1) overlaps this work or is within 7 days" in told[1][3]


def test_a_period_with_several_neighbors_is_told_once_with_the_first() -> None:
    trips = [
        _trip("a", "FR", "2024-03-01", "2024-03-05", assignment="x"),
        _trip("b", "DE", "2024-03-08", "2024-03-09", assignment="y"),
        _trip("c", "IT", "2024-03-12", "2024-03-13", assignment="z"),
    ]
    told = _told(_analysis(trips, [{"assignment": name} for name in "xyz"]), "neighboring_period")
    assert [
        (subject, message.partition("work in ")[2].partition(" overlaps")[0]) for subject, _, _, message in told
    ] == [
        ("me/1", "Germany (work period 2)"),
        ("me/2", "France (work period 1)"),
        ("me/3", "France (work period 1)"),
    ]


def test_neighbors_of_each_traveler_stand_there_both_ways_and_sorted() -> None:
    trips = [
        _trip(f"{who}{n}", country, f"2024-0{n}-01", f"2024-0{n}-28", traveler=who, assignment=f"{who}{n}")
        for who in ("ann", "bob")
        for n, country in enumerate(["FR", "DE", "FR", "IT"], start=1)
    ]
    workspace = workspace_of({"trips": trips})
    log = read_log(workspace.trips, Law(tracker.load_rules(), None), AS_OF)
    periods = find_periods(log, 5)
    near = neighbors(log, periods, np.ones(len(periods), dtype=bool), 5)
    assert near.values.tolist() == [
        [0, 1], [1, 0], [1, 2], [2, 1], [2, 3], [3, 2],
        [4, 5], [5, 4], [5, 6], [6, 5], [6, 7], [7, 6],
    ]  # fmt: skip
    assert (list(near.columns), list(near.index)) == (["period", "other"], list(range(12)))
    none = neighbors(log, periods, np.zeros(len(periods), dtype=bool), 5)
    assert (list(none.columns), len(none)) == (["period", "other"], 0)


@pytest.mark.parametrize("year", [1960, 2024])
@pytest.mark.parametrize("gap", [0, 30])
def test_neighbors_at_either_end_of_the_log_are_found(year: int, gap: int) -> None:
    stays = [("FR", "01-01", "01-01"), ("DE", "01-02", "01-02"), ("FR", "12-30", "12-30"), ("DE", "12-31", "12-31")]
    trips = [
        _trip(f"{who}{n}", country, f"{year}-{first}", f"{year}-{last}", traveler=who, assignment=f"{who}{n}")
        for who in ("ann", "bob", "cat")
        for n, (country, first, last) in enumerate(stays)
    ]
    log = read_log(workspace_of({"trips": trips}).trips, Law(tracker.load_rules(), None), AS_OF)
    periods = find_periods(log, gap)
    near = neighbors(log, periods, np.ones(len(periods), dtype=bool), gap)
    pairs = [[period + shift for period in pair] for shift in range(0, 12, 2) for pair in ([0, 1], [1, 0])]
    assert near.values.tolist() == pairs


def test_everybodys_periods_in_one_log_are_those_of_each_alone() -> None:
    """Many people with the same few months: a number that is too small mixes them up."""
    trips = [
        _trip(f"{who}-{n}", country, first, last, traveler=who, **more)
        for who, shift in (("ann", 0), ("bob", 1), ("cat", 2), ("dan", 3))
        for n, (country, first, last, more) in enumerate(
            [
                ("FR", "2024-01-01", "2024-01-10", {}),
                ("DE", "2024-02-01", "2024-02-20", {"assignment": "x"}),
                ("TH", "2024-03-15", "2024-03-20", {}),
                ("GB", "2024-01-11", "2024-01-12", {"assignment": "x"}),
                ("IM", "2024-06-01", "", {}),
                ("US", "2024-02-21", "2024-02-22", {"assignment": "y"}),
            ][shift:]
        )
    ]
    together = _analysis(trips)
    for who in ("ann", "bob", "cat", "dan"):
        alone = _analysis([trip for trip in trips if trip["traveler"] == who])
        for name in ("periods", "stays", "period_of_trip"):
            frame = getattr(together, name)
            mine = frame[frame["traveler"] == who] if "traveler" in frame else frame[frame["trip"].str.startswith(who)]
            pd.testing.assert_frame_equal(mine.reset_index(drop=True), getattr(alone, name))


# Trips and periods ---------------------------------------------------------------------------------------------------


def test_every_work_trip_knows_its_period() -> None:
    trips = [
        _trip("b", "TH", "2024-03-05", "2024-03-05"),
        _trip("a", "FR", "2024-03-01", "2024-03-05"),
        _trip("c", "FR", "2024-01-01", "2024-01-02", assignment="x"),
        _trip("d", "US", "2024-01-03", "2024-01-04", assignment="x"),
        _trip("e", "US", "2024-02-01", "2024-02-02"),
        _trip("f", "FR", "2024-02-03", "2024-02-04", activity="non_work"),
    ]
    found = _analysis(trips, [{"assignment": "x"}]).period_of_trip
    assert sorted(found[["trip", "period"]].values.tolist()) == [["a", 2], ["b", 2], ["c", 1], ["d", 1]]


def test_a_stay_is_open_ended_if_one_of_its_trips_abroad_is() -> None:
    trips = [
        _trip("a", "FR", "2026-03-01", "2026-03-05", assignment="x"),
        _trip("b", "RE", "2026-04-01", "", assignment="x"),
        _trip("c", "DE", "2026-03-01", "2026-03-05", assignment="x"),
        _trip("d", "US", "2026-05-01", "", assignment="x"),
        _trip("e", "DE", "2026-05-01", "", assignment="x", activity="non_work"),
        _trip("f", "FR", "2026-03-01", "2026-03-05", assignment="y"),
    ]
    log = read_log(workspace_of({"trips": trips}).trips, Law(tracker.load_rules(), None), AS_OF)
    stays = find_periods(log, 30).stays
    names = np.unique(log.places.jurisdiction)[stays.jurisdiction]
    told = zip(stays.period.tolist(), names.tolist(), stays.open_ended.tolist(), strict=True)
    assert list(told) == [(0, "DE", False), (0, "FR", True), (1, "FR", False)]


def test_non_agreement_work_is_told_for_every_run() -> None:
    trips = [
        _trip("a", "TH", "2024-03-01", "2024-03-02"),
        _trip("b", "FR", "2024-03-03", "2024-03-05"),
        _trip("c", "TH", "2024-03-08", "2024-03-09"),
    ]
    told = _analysis(trips).findings
    told = told[told["code"] == "non_agreement_work"]
    assert told[["subject", "first_day", "last_day"]].values.tolist() == [
        ["me/1", pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-02")],
        ["me/1", pd.Timestamp("2024-03-08"), pd.Timestamp("2024-03-09")],
    ]
    assert set(told["severity"]) == {"warning"}
