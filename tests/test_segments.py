"""The sweep: every day of every traveler in one segment, whatever was logged and in whatever order."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from tests.scenario_files import plain_rows, workspace_of
from tracker import countries, segment
from tracker.rules.tables import Law
from tracker.segments import distinct, islands, join_texts, read_log

AS_OF = dt.date(2026, 6, 1)
Trip = tuple[str, str, str] | tuple[str, str, str, str] | tuple[str, str, str, str, str]


def _log(*trips: Trip) -> pd.DataFrame:
    """(country, first day, last day or "", activity = work, traveler = me) → trips as a workspace holds them."""
    rows = []
    for number, trip in enumerate(trips):
        country, first_day, last_day, activity, traveler = (*trip, *("work", "me")[len(trip) - 3 :])
        rows.append(
            {
                "trip": f"t{number}",
                "traveler": traveler,
                "country": country,
                "place": str(number),  # so that no two rows are the same trip
                "first_day": first_day,
                "last_day": last_day,
                "activity": activity,
            }
        )
    return workspace_of({"trips": rows}).trips.copy()


def _segments(*trips: Trip, as_of: dt.date = AS_OF) -> list[tuple[str, str, str, str]]:
    """(first day, last day, countries, status) of one traveler."""
    frame = segment(_log(*trips), tracker.load_rules(), as_of=as_of)
    return [(f"{row.first_day:%F}", f"{row.last_day:%F}", row.countries, row.status) for row in frame.itertuples()]


def _found(*trips: Trip, as_of: dt.date = AS_OF) -> list[tuple[str, str]]:
    """(code, subject) of the findings that the log itself gives."""
    rows = _log(*trips)
    analysis = tracker.analyze(tracker.Workspace(trips=rows), tracker.load_rules(), as_of=as_of)
    about_log = {"shared_travel_day", "home_trip_overlaps", "ongoing_not_begun", "estimated_dates"}
    told = analysis.findings
    return [(c, s) for c, s in zip(told["code"], told["subject"], strict=True) if c in about_log]


def test_one_trip_is_one_segment() -> None:
    assert _segments(("FR", "2024-03-01", "2024-03-05")) == [("2024-03-01", "2024-03-05", "FR", "agreement")]


@pytest.mark.parametrize(
    ("trip", "status"),
    [
        (("US", "2024-03-01", "2024-03-05"), "home"),
        (("PR", "2024-03-01", "2024-03-05"), "home"),
        (("TH", "2024-03-01", "2024-03-05"), "non_agreement"),
        (("RO", "2026-09-02", "2026-09-03"), "non_agreement"),
        (("RE", "2024-03-01", "2024-03-05"), "agreement"),
        (("YT", "2024-03-01", "2024-03-05"), "agreement"),
        (("NC", "2024-03-01", "2024-03-05"), "non_agreement"),
        (("FR", "2024-03-01", "2024-03-05", "non_work"), "non_work"),
        (("FR", "2024-03-01", "2024-03-05", "transit"), "non_work"),
        (("US", "2024-03-01", "2024-03-05", "non_work"), "non_work"),
    ],
)
def test_what_a_day_is(trip: Trip, status: str) -> None:
    assert [found[3] for found in _segments(trip)] == [status]


def test_a_one_day_trip_has_one_day() -> None:
    frame = segment(_log(("FR", "2024-03-01", "2024-03-01")), tracker.load_rules(), as_of=AS_OF)
    assert frame["days"].tolist() == [1]


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        ("2024-02-28", "2024-03-01", 3),
        ("2023-02-28", "2023-03-01", 2),
        ("2023-12-31", "2024-01-01", 2),
        ("2024-02-29", "2024-02-29", 1),
        ("2000-02-29", "2000-03-01", 2),
        ("1969-12-31", "1970-01-01", 2),
        ("1900-01-01", "2199-12-31", 109_573),
    ],
)
def test_leap_days_new_year_and_the_beginning_of_the_count(first: str, last: str, length: int) -> None:
    frame = segment(_log(("TH", first, last)), tracker.load_rules(), as_of=AS_OF)
    assert frame[["first_day", "last_day"]].values.tolist() == [[pd.Timestamp(first), pd.Timestamp(last)]]
    assert frame["days"].tolist() == [length]


# How windows meet --------------------------------------------------------------------------------------------------


def test_trips_that_touch_in_one_country_merge() -> None:
    touching = _segments(("FR", "2024-03-01", "2024-03-05"), ("FR", "2024-03-06", "2024-03-09"))
    assert touching == [("2024-03-01", "2024-03-09", "FR", "agreement")]


def test_trips_that_touch_in_two_countries_leave_no_hole() -> None:
    touching = _segments(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-06", "2024-03-09"))
    assert touching == [
        ("2024-03-01", "2024-03-05", "FR", "agreement"),
        ("2024-03-06", "2024-03-09", "DE", "agreement"),
    ]


def test_a_hole_is_unlogged_and_has_no_country() -> None:
    assert _segments(("FR", "2024-03-01", "2024-03-05"), ("FR", "2024-03-07", "2024-03-09"))[1] == (
        "2024-03-06",
        "2024-03-06",
        "",
        "unlogged",
    )


@pytest.mark.parametrize(
    "trips",
    [
        [("2024-03-01", "2024-03-09"), ("2024-03-03", "2024-03-05")],
        [("2024-03-01", "2024-03-09"), ("2024-03-01", "2024-03-09")],
        [("2024-03-01", "2024-03-05"), ("2024-03-05", "2024-03-09")],
        [("2024-03-01", "2024-03-05"), ("2024-03-04", "2024-03-09"), ("2024-03-02", "2024-03-02")],
        [("2024-03-01", "2024-03-04"), ("2024-03-05", "2024-03-05"), ("2024-03-06", "2024-03-09")],
    ],
    ids=["nested", "whole row twice", "end is a start", "overlapping", "touching thrice"],
)
def test_the_same_country_several_times_is_one_stay(trips: list[tuple[str, str]]) -> None:
    for order in itertools.permutations(trips):
        logged = _segments(*[("FR", first, last) for first, last in order])
        assert logged == [("2024-03-01", "2024-03-09", "FR", "agreement")]


def test_the_end_of_one_trip_on_an_inner_day_of_another() -> None:
    logged = _segments(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-03", "2024-03-09"))
    assert logged == [
        ("2024-03-01", "2024-03-02", "FR", "agreement"),
        ("2024-03-03", "2024-03-05", "DE+FR", "multi_country"),
        ("2024-03-06", "2024-03-09", "DE", "agreement"),
    ]


def test_two_codes_of_one_jurisdiction_on_a_day_are_two_countries() -> None:
    logged = _segments(("GB", "2024-03-01", "2024-03-03"), ("IM", "2024-03-02", "2024-03-02"))
    assert [row[2:] for row in logged] == [("GB", "agreement"), ("GB+IM", "multi_country"), ("GB", "agreement")]


def test_us_territories_are_the_united_states() -> None:
    logged = _segments(("US", "2024-03-01", "2024-03-03"), ("PR", "2024-03-02", "2024-03-05"))
    assert logged == [("2024-03-01", "2024-03-05", "US", "home")]


def test_work_wins_over_rest_and_the_country_of_rest_is_not_shown_beside_it() -> None:
    logged = _segments(("FR", "2024-03-01", "2024-03-05"), ("TH", "2024-03-04", "2024-03-07", "non_work"))
    assert logged == [
        ("2024-03-01", "2024-03-05", "FR", "agreement"),
        ("2024-03-06", "2024-03-07", "TH", "non_work"),
    ]


def test_a_layover_does_not_count_as_work() -> None:
    logged = _segments(("FR", "2024-03-01", "2024-03-05"), ("TH", "2024-03-03", "2024-03-03", "transit"))
    assert logged == [("2024-03-01", "2024-03-05", "FR", "agreement")]


def test_rest_in_several_countries_lists_them_all() -> None:
    rest = [(code, "2024-03-01", "2024-03-02", "non_work") for code in ("TH", "FR", "US")]
    assert _segments(*rest) == [("2024-03-01", "2024-03-02", "FR+TH+US", "non_work")]


def test_an_agreement_that_starts_inside_a_trip_cuts_it() -> None:
    assert _segments(("FR", "1988-06-28", "1988-07-03")) == [
        ("1988-06-28", "1988-06-30", "FR", "non_agreement"),
        ("1988-07-01", "1988-07-03", "FR", "agreement"),
    ]


def test_a_verified_start_cuts_too() -> None:
    checked = {"host": "RO", "checked_on": "2026-10-01", "in_force_from": "2026-10-02", "source": "SSA"}
    verifications = workspace_of({"verifications": [checked]}).verifications
    frame = segment(
        _log(("RO", "2026-10-01", "2026-10-03")), tracker.load_rules(), as_of=AS_OF, verifications=verifications
    )
    assert frame["status"].tolist() == ["non_agreement", "agreement"]


# The handover day --------------------------------------------------------------------------------------------------

HANDOVERS: dict[str, tuple[list[Trip], list[str], list[str]]] = {
    # trips; segments as "days countries"; ids of the trips that give up a day
    "two long trips": (
        [("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09")],
        ["4 FR", "5 DE"],
        ["t0"],
    ),
    "two days are long": (
        [("FR", "2024-03-04", "2024-03-05"), ("DE", "2024-03-05", "2024-03-06")],
        ["1 FR", "2 DE"],
        ["t0"],
    ),
    "a one-day trip gives up nothing": (
        [("FR", "2024-03-05", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09")],
        ["1 DE+FR", "4 DE"],
        [],
    ),
    "a one-day trip takes nothing": (
        [("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-05")],
        ["4 FR", "1 DE+FR"],
        [],
    ),
    "two shared days are an overlap": (
        [("FR", "2024-03-01", "2024-03-06"), ("DE", "2024-03-05", "2024-03-09")],
        ["4 FR", "2 DE+FR", "3 DE"],
        [],
    ),
    "one jurisdiction does not hand over": (
        [("GB", "2024-03-01", "2024-03-05"), ("IM", "2024-03-05", "2024-03-09")],
        ["4 GB", "1 GB+IM", "4 IM"],
        [],
    ),
    "the US hands over like any other": (
        [("US", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09"), ("US", "2024-03-09", "2024-03-12")],
        ["4 US", "4 DE", "4 US"],
        ["t0", "t1"],
    ),
    "a chain": (
        [("FR", "2024-03-01", "2024-03-03"), ("DE", "2024-03-03", "2024-03-05"), ("IT", "2024-03-05", "2024-03-07")],
        ["2 FR", "2 DE", "3 IT"],
        ["t0", "t1"],
    ),
    "a chain of two-day trips": (
        [("FR", "2024-03-01", "2024-03-02"), ("DE", "2024-03-02", "2024-03-03"), ("IT", "2024-03-03", "2024-03-04")],
        ["1 FR", "1 DE", "2 IT"],
        ["t0", "t1"],
    ),
    "an ongoing trip takes the day": (
        [("FR", "2026-05-01", "2026-05-05"), ("DE", "2026-05-05", "")],
        ["4 FR", "28 DE"],
        ["t0"],
    ),
    "an ongoing trip never gives up a day": (
        [("FR", "2026-05-01", ""), ("DE", "2026-06-01", "2026-06-05")],
        ["31 FR", "1 DE+FR", "4 DE"],
        [],
    ),
    "rest takes no part": (
        [("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09", "non_work")],
        ["5 FR", "4 DE"],
        [],
    ),
    "both of two ending trips give up": (
        [("FR", "2024-03-01", "2024-03-05"), ("IT", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-06")],
        ["4 FR+IT", "2 DE"],
        ["t0", "t1"],
    ),
    "a third trip keeps the day": (
        [("FR", "2024-03-01", "2024-03-05"), ("IT", "2024-03-01", "2024-03-06"), ("DE", "2024-03-05", "2024-03-06")],
        ["4 FR+IT", "2 DE+IT"],
        ["t0"],
    ),
    "one beginning trip of another jurisdiction is enough": (
        [("FR", "2024-03-01", "2024-03-05"), ("FR", "2024-03-05", "2024-03-07"), ("DE", "2024-03-05", "2024-03-07")],
        ["4 FR", "3 DE+FR"],
        ["t0"],
    ),
    "other people do not matter": (
        [("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09", "work", "you")],
        ["5 FR", "5 DE"],
        [],
    ),
}


@pytest.mark.parametrize("name", HANDOVERS)
def test_handover_day(name: str) -> None:
    trips, expected, gives_up = HANDOVERS[name]
    frame = segment(_log(*trips), tracker.load_rules(), as_of=AS_OF)
    assert [f"{row.days} {row.countries}" for row in frame.itertuples()] == expected
    assert [subject for code, subject in _found(*trips) if code == "shared_travel_day"] == gives_up


@pytest.mark.parametrize("year", [1969, 2024])
def test_nobody_hands_a_day_over_to_somebody_else(year: int) -> None:
    whole = (f"{year}-01-01", f"{year}-12-31")
    people = [("FR", *whole, "work", "ann"), ("DE", *whole, "work", "bob"), ("IT", *whole, "work", "cat")]
    frame = segment(_log(*people), tracker.load_rules(), as_of=AS_OF)
    assert frame["last_day"].dt.strftime("%F").tolist() == [whole[1]] * 3


# Time --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "last"),
    [("2024-03-10", "2024-03-10"), ("2024-03-01", "2024-03-01"), ("2024-02-01", "2024-03-01")],
    ids=["later", "same day", "not begun"],
)
def test_an_ongoing_trip_counts_to_the_day_asked_about(as_of: str, last: str) -> None:
    found = _segments(("FR", "2024-03-01", ""), as_of=dt.date.fromisoformat(as_of))
    assert found == [("2024-03-01", last, "FR", "agreement")]


def test_an_ongoing_trip_that_has_not_begun_is_told() -> None:
    trip = ("FR", "2024-03-01", "")
    assert _found(trip, as_of=dt.date(2024, 2, 29)) == [("ongoing_not_begun", "t0")]
    assert _found(trip, as_of=dt.date(2024, 3, 1)) == []


def test_a_trip_with_a_last_day_counts_in_full_whenever_one_asks() -> None:
    for as_of in (dt.date(2000, 1, 1), dt.date(2024, 3, 3)):
        assert _segments(("FR", "2024-03-01", "2024-03-05"), as_of=as_of)[0][:2] == ("2024-03-01", "2024-03-05")


@pytest.mark.parametrize(
    ("home", "away", "told"),
    [
        (("2024-03-01", "2024-03-09"), ("2024-03-03", "2024-03-05"), True),
        (("2024-03-01", "2024-03-09"), ("2024-03-01", "2024-03-09"), True),
        (("2024-03-01", ""), ("2024-03-03", "2024-03-05"), True),
        (("2024-03-01", "2024-03-09"), ("2024-03-03", "2024-03-10"), False),
        (("2024-03-04", "2024-03-09"), ("2024-03-03", "2024-03-05"), False),
        (("2024-03-01", "2024-03-03"), ("2024-03-03", "2024-03-05"), False),
    ],
)
def test_home_work_that_lies_under_a_foreign_trip(home: tuple[str, str], away: tuple[str, str], told: bool) -> None:
    found = _found(("US", *home), ("FR", *away))
    assert (("home_trip_overlaps", "t0") in found) is told


def _told(code: str, log: pd.DataFrame, as_of: dt.date = AS_OF) -> list[list[Any]]:
    """[subject, first day, last day] of the findings of this code."""
    found = tracker.analyze(tracker.Workspace(trips=log), tracker.load_rules(), as_of=as_of).findings
    days = found[["first_day", "last_day"]].apply(lambda column: column.dt.strftime("%F").fillna(""))
    return days.assign(subject=found["subject"])[["subject", "first_day", "last_day"]][
        found["code"] == code
    ].values.tolist()


def test_the_finding_about_a_shared_day_names_that_day() -> None:
    log = _log(
        ("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09"), ("IT", "2024-03-09", "2024-03-11")
    )
    assert _told("shared_travel_day", log) == [
        ["t0", "2024-03-05", "2024-03-05"],
        ["t1", "2024-03-09", "2024-03-09"],
    ]


def test_the_finding_about_a_trip_that_has_not_begun_names_its_first_day() -> None:
    log = _log(("FR", "2024-03-01", "2024-03-05"), ("DE", "2026-07-01", ""), ("IT", "2026-06-01", ""))
    assert _told("ongoing_not_begun", log) == [["t1", "2026-07-01", "2026-07-01"]]


def test_the_finding_about_doubtful_dates_shows_them_as_logged() -> None:
    log = _log(
        ("FR", "2024-03-01", "2024-03-05"),
        ("DE", "2024-03-05", "2024-03-09"),
        ("IT", "2026-05-01", ""),
        ("ES", "2024-05-01", "2024-05-02"),
        ("TH", "2024-06-01", "2024-06-02", "non_work"),
    )
    log["certainty"] = ["estimated", "confirmed", "inferred", "planned", "estimated"]
    assert _told("estimated_dates", log) == [["t0", "2024-03-01", "2024-03-05"], ["t2", "2026-05-01", ""]]
    messages = tracker.analyze(tracker.Workspace(trips=log), tracker.load_rules(), as_of=AS_OF).findings["message"]
    assert messages.str.contains("t0 are marked estimated").any()
    assert messages.str.contains("t2 are marked inferred").any()


def test_each_overlapped_trip_at_home_is_told_once_with_a_trip_inside_it() -> None:
    log = _log(
        ("FR", "2024-03-20", "2024-03-22"),
        ("US", "2024-03-01", "2024-03-31", "work", "you"),
        ("DE", "2024-03-10", "2024-03-12"),
        ("US", "2024-03-02", "2024-03-30"),
        ("US", "2024-03-15", "2024-03-22"),
        ("IT", "2024-03-25", "2024-04-05"),
        ("US", "2024-04-10", "2024-04-20"),
        ("TH", "2024-04-11", "2024-04-12", "non_work"),
        ("US", "2024-05-01", "2024-05-09", "non_work"),
        ("TH", "2024-05-02", "2024-05-03"),
        ("ES", "2024-06-01", "2024-06-02", "work", "zoe"),
        ("US", "2024-06-02", "2024-06-03", "work", "zoe"),
        ("PR", "2024-07-01", "2024-07-31", "work", "zoe"),
        ("GB", "2024-07-01", "2024-07-31", "work", "zoe"),
    )
    assert _told("home_trip_overlaps", log) == [
        ["t3", "2024-03-10", "2024-03-12"],
        ["t4", "2024-03-20", "2024-03-22"],
        ["t12", "2024-07-01", "2024-07-31"],
    ]
    found = tracker.analyze(tracker.Workspace(trips=log), tracker.load_rules(), as_of=AS_OF).findings
    messages = found.loc[found["code"] == "home_trip_overlaps", "message"].tolist()
    assert ["t2" in messages[0], "t0" in messages[1], "t13" in messages[2]] == [True] * 3


def test_an_outer_trip_abroad_does_not_hide_one_that_lies_inside_home_work() -> None:
    log = _log(
        ("FR", "2024-03-03", "2024-05-05"), ("US", "2024-03-01", "2024-03-31"), ("DE", "2024-03-05", "2024-03-06")
    )
    assert _told("home_trip_overlaps", log) == [["t1", "2024-03-05", "2024-03-06"]]


def test_work_at_home_is_not_overlapped_by_somebody_elses_trip() -> None:
    for last in ("2024-03-31", "1970-01-20", "1969-12-31"):
        log = _log(
            ("US", "1969-12-01", last, "work", "ann"),
            ("FR", "1969-12-01", "1969-12-01", "work", "bob"),
            ("DE", last, last, "work", "Zoe"),
        )
        assert _told("home_trip_overlaps", log) == []


def test_overlaps_are_found_whoever_traveled_first() -> None:
    log = _log(
        ("US", "2024-05-01", "2024-05-31", "work", "ann"),
        ("FR", "2024-05-10", "2024-05-12", "work", "ann"),
        ("US", "2024-01-01", "2024-01-31", "work", "bob"),
        ("DE", "2024-01-10", "2024-01-12", "work", "bob"),
        ("US", "2024-03-01", "2024-03-31", "work", "cat"),
        ("IT", "2024-03-10", "2024-03-12", "work", "cat"),
        ("ES", "2023-01-10", "2023-01-12", "work", "cat"),
    )
    assert [subject for subject, _, _ in _told("home_trip_overlaps", log)] == ["t2", "t4", "t0"]


def test_of_trips_on_the_same_days_the_first_row_is_named() -> None:
    abroad = [("FR", f"2024-03-{day:02}", f"2024-03-{day:02}") for day in (3, 2) for _ in range(40)]
    found = tracker.analyze(
        tracker.Workspace(trips=_log(("US", "2024-03-01", "2024-03-09"), *abroad)), tracker.load_rules(), as_of=AS_OF
    ).findings
    assert "that trip t41 spends abroad" in found.loc[found["code"] == "home_trip_overlaps", "message"].item()


# Many travelers, many countries, any order ---------------------------------------------------------------------------


def test_travelers_never_touch() -> None:
    """The axis has a spare day: nobody's last day runs into the next one's first."""
    trips = [("FR", "2024-03-01", "2024-03-05", "work", f"p{n}") for n in range(4)]
    frame = segment(_log(*trips), tracker.load_rules(), as_of=AS_OF)
    assert frame["traveler"].tolist() == ["p0", "p1", "p2", "p3"]
    assert frame["days"].tolist() == [5] * 4


def test_travelers_are_sorted_by_name_whatever_the_order_of_the_rows() -> None:
    people = ["zoe", "Ann", "ann", "me"]
    frame = segment(
        _log(*[("FR", "2024-03-01", "2024-03-05", "work", who) for who in people]), tracker.load_rules(), as_of=AS_OF
    )
    assert frame["traveler"].tolist() == sorted(people)


def _plain(rows: list[tuple[str, dt.date, dt.date]], day: dt.date) -> str:
    return "+".join(sorted({code for code, first, last in rows if first <= day <= last}))


@pytest.mark.parametrize("count", [63, 64, 65, 128, 130, 240])
def test_any_number_of_countries_on_a_day(count: int) -> None:
    """64 countries fill one machine word; more need further ones."""
    codes = [code for code in countries.names() if code != "US"][:count]
    begin = dt.date(2024, 1, 1)
    logged = [
        (code, begin + dt.timedelta(days=n % 7), begin + dt.timedelta(days=20 + (n * 13) % 9))
        for n, code in enumerate(codes)
    ]
    frame = segment(
        _log(*[(code, str(first), str(last)) for code, first, last in logged]), tracker.load_rules(), as_of=AS_OF
    )
    for row in frame.itertuples():
        for day in (row.first_day.date(), row.last_day.date()):
            handed = {code for code, _, last in logged if last == day}  # nobody begins on a day on which one ends
            assert not handed & {code for code, first, _ in logged if first == day}
            assert row.countries == _plain(logged, day)
    assert frame["countries"].str.count(r"\+").max() == count - 1


def test_days_that_differ_in_one_of_many_countries_are_told_apart() -> None:
    codes = [code for code in countries.names() if code != "US"]
    days = [str(dt.date(2024, 1, 1) + dt.timedelta(days=n)) for n in range(len(codes))]
    found = _segments(*[(code, day, day, "non_work") for code, day in zip(codes, days, strict=True)])
    assert found == [(day, day, code, "non_work") for code, day in zip(codes, days, strict=True)]


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = _log(*[trip for trips, _, _ in HANDOVERS.values() for trip in trips])
    rows["traveler"] = [f"p{n % 5}" for n in range(len(rows))]
    straight = segment(rows, tracker.load_rules(), as_of=AS_OF)
    for seed in range(5):
        mixed = rows.sample(frac=1, random_state=seed)
        pd.testing.assert_frame_equal(segment(mixed, tracker.load_rules(), as_of=AS_OF), straight)


# The frame that is given ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("last_unit", ["s", "ns"])
def test_the_unit_of_the_day_columns_does_not_matter(first_unit: str, last_unit: str) -> None:
    rows = _log(("FR", "2024-02-28", "2024-03-01"), ("DE", "2026-05-30", ""), ("TH", "1969-12-30", "1970-01-02"))
    changed = rows.assign(
        first_day=rows["first_day"].astype(f"datetime64[{first_unit}]"),
        last_day=rows["last_day"].astype(f"datetime64[{last_unit}]"),
    )
    expected = segment(rows, tracker.load_rules(), as_of=AS_OF)
    assert expected["first_day"].dtype == "datetime64[s]"
    pd.testing.assert_frame_equal(segment(changed, tracker.load_rules(), as_of=AS_OF), expected)


def test_the_given_frame_is_not_changed() -> None:
    rows = _log(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09"), ("US", "2024-03-01", ""))
    before = rows.copy(deep=True)
    segment(rows, tracker.load_rules(), as_of=AS_OF)
    pd.testing.assert_frame_equal(rows, before)


def test_columns_that_may_only_be_read_are_enough() -> None:
    rows = _log(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", ""))
    frozen = rows.copy(deep=True)
    for column in ("first_day", "last_day"):
        values = rows[column].to_numpy().copy()
        values.flags.writeable = False
        frozen[column] = pd.Series(values, index=rows.index, copy=False)
    pd.testing.assert_frame_equal(
        segment(frozen, tracker.load_rules(), as_of=AS_OF), segment(rows, tracker.load_rules(), as_of=AS_OF)
    )


def test_any_index_will_do() -> None:
    rows = _log(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", "2024-03-09"))
    expected = segment(rows, tracker.load_rules(), as_of=AS_OF)
    odd = rows.set_axis(["x", "x"])
    pd.testing.assert_frame_equal(segment(odd, tracker.load_rules(), as_of=AS_OF), expected)
    pd.testing.assert_frame_equal(segment(rows[::-1], tracker.load_rules(), as_of=AS_OF), expected)


def test_columns_that_are_left_out_mean_my_work() -> None:
    rows = _log(("FR", "2024-03-01", "2024-03-05"), ("DE", "2024-03-05", ""))
    bare = rows[["country", "first_day", "last_day"]]
    frame = segment(bare, tracker.load_rules(), as_of=AS_OF)
    assert set(frame["traveler"]) == {"me"}
    pd.testing.assert_frame_equal(frame, segment(rows, tracker.load_rules(), as_of=AS_OF))
    log = read_log(bare, Law(tracker.load_rules(), None), AS_OF)
    assert (log.trip.tolist(), log.assignment.tolist()) == (["row-1", "row-2"], ["", ""])


def test_nothing_logged_gives_no_segment_with_all_columns() -> None:
    frame = segment(_log(), tracker.load_rules(), as_of=AS_OF)
    assert len(frame) == 0
    assert list(frame.columns) == ["traveler", "first_day", "last_day", "days", "countries", "status"]


# The parts --------------------------------------------------------------------------------------------------------


def _union(intervals: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Intervals of (group, start, stop) joined one after the other."""
    joined: list[tuple[int, int, int]] = []
    for group, start, stop in sorted(intervals):
        if joined and joined[-1][0] == group and start <= joined[-1][2]:
            joined[-1] = (group, joined[-1][1], max(stop, joined[-1][2]))
        else:
            joined.append((group, start, stop))
    return joined


@pytest.mark.parametrize("factor", [1, 2**40, 2**50], ids=["packed", "last packed", "too large to pack"])
@pytest.mark.parametrize("low", [-400, 0, 20_000])
def test_islands_are_the_union_of_the_intervals_of_each_group(factor: int, low: int) -> None:
    random = np.random.default_rng(20240229)
    for _ in range(10):
        group = random.integers(0, 4, 30) * factor
        start = random.integers(low, low + 300, 30)
        stop = start + random.integers(1, 30, 30)
        found = islands(group, start, stop)
        plain = list(zip(group.tolist(), start.tolist(), stop.tolist(), strict=True))
        assert list(zip(*(column.tolist() for column in found), strict=True)) == _union(plain)


def test_distinct_values_are_sorted() -> None:
    assert distinct(np.array([3, 1, 3, -2, 1])).tolist() == [-2, 1, 3]
    assert distinct(np.zeros(0, dtype=np.int64)).tolist() == []


def test_texts_of_a_group_are_joined_and_an_empty_group_has_none() -> None:
    joined = join_texts(np.array([1, 1, 3]), pd.Series(["a", "b", "c"], dtype="str"), 5)
    assert joined.tolist() == ["", "a+b", "", "c", ""]
    assert joined.dtype == "str"


# What holds for every log --------------------------------------------------------------------------------------------

_FIRST = dt.date(2024, 2, 20)
_trips = st.lists(
    st.tuples(
        st.sampled_from(["US", "FR", "RE", "DE", "TH"]),
        st.integers(0, 30),
        st.one_of(st.none(), st.integers(0, 12)),
        st.sampled_from(["work", "work", "non_work", "transit"]),
        st.sampled_from(["ann", "bob"]),
    ),
    min_size=1,
    max_size=8,
)


def _drawn(trips: list[Any]) -> pd.DataFrame:
    rows: list[Trip] = []
    for country, begin, length, activity, traveler in trips:
        first = _FIRST + dt.timedelta(days=begin)
        last = "" if length is None else str(first + dt.timedelta(days=length))
        rows.append((country, str(first), last, activity, traveler))
    return _log(*rows)


@settings(max_examples=40, derandomize=True)
@given(_trips, st.integers(0, 50))
def test_segments_part_every_day_without_hole_or_overlap(trips: list[Any], asked: int) -> None:
    as_of = _FIRST + dt.timedelta(days=asked)
    log = _drawn(trips)
    frame = segment(log, tracker.load_rules(), as_of=as_of)
    one_day = pd.Timedelta(days=1)
    shown_last = (
        log["last_day"].fillna(pd.Timestamp(as_of)).where(lambda day: day >= log["first_day"], log["first_day"])
    )
    for traveler, mine in frame.groupby("traveler"):
        logged = log["traveler"] == traveler
        assert mine["first_day"].iloc[0] == log.loc[logged, "first_day"].min()
        assert mine["last_day"].iloc[-1] == shown_last[logged].max()
        assert (mine["first_day"].to_numpy()[1:] == (mine["last_day"] + one_day).to_numpy()[:-1]).all()
        told = list(zip(mine["countries"], mine["status"], strict=True))
        assert all(one != other for one, other in itertools.pairwise(told))
    assert frame["days"].tolist() == ((frame["last_day"] - frame["first_day"]).dt.days + 1).tolist()
    assert set(frame["traveler"]) == set(log["traveler"])
    for row in plain_rows(frame):
        codes = row["countries"].split("+") if row["countries"] else []
        assert codes == sorted(set(codes))
        assert (not codes) == (row["status"] == "unlogged")
        assert (codes == ["US"]) or row["status"] != "home"
        assert (len(codes) > 1) or row["status"] != "multi_country"


@settings(max_examples=20, derandomize=True)
@given(_trips)
def test_travelers_are_answered_alike_alone_and_together(trips: list[Any]) -> None:
    log = _drawn(trips)
    together = segment(log, tracker.load_rules(), as_of=AS_OF)
    alone = [
        segment(log[log["traveler"] == who], tracker.load_rules(), as_of=AS_OF) for who in np.unique(log["traveler"])
    ]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_an_open_trip_is_named_with_the_first_later_work_elsewhere() -> None:
    log = _log(
        ("ES", "2026-01-10", ""),
        ("TH", "2026-02-01", "2026-02-10", "non_work"),
        ("ES", "2026-02-20", "2026-02-25"),
        ("FR", "2026-04-01", "2026-04-05"),
        ("US", "2026-03-01", "2026-03-15"),
        ("DE", "2026-05-01", "2026-05-02", "work", "you"),
    )
    assert _told("open_trip_under_later_trips", log) == [["t0", "2026-03-01", "2026-03-15"]]


@pytest.mark.parametrize(
    "later",
    [("FR", "2026-01-10", "2026-01-12"), ("FR", "2026-01-05", "2026-01-12"), ("ES", "2026-02-01", "2026-02-03")],
    ids=["same first day", "began before", "same country"],
)
def test_an_open_trip_is_not_under_these(later: Trip) -> None:
    assert _told("open_trip_under_later_trips", _log(("ES", "2026-01-10", ""), later)) == []


def test_work_logged_twice_in_one_country_is_named_with_the_trip_that_reaches_furthest() -> None:
    log = _log(
        ("FR", "2024-03-01", "2024-03-20"),
        ("FR", "2024-03-05", "2024-03-08"),
        ("FR", "2024-03-15", "2024-03-25"),
        ("FR", "2024-03-26", "2024-03-27"),
        ("DE", "2024-03-05", "2024-03-08"),
        ("FR", "2024-03-05", "2024-03-08", "non_work"),
        ("FR", "2024-03-05", "2024-03-08", "work", "you"),
    )
    assert _told("overlapping_trips", log) == [["t1", "2024-03-05", "2024-03-08"], ["t2", "2024-03-15", "2024-03-20"]]


@pytest.mark.parametrize(
    ("trip", "is_named"),
    [
        (("DE", "1926-03-02", "2026-03-06"), True),
        (("DE", "1978-10-31", "1978-11-02"), True),
        (("DE", "1978-11-01", "1978-11-02"), False),
        (("DE", "2012-03-01", "2022-03-02", "non_work"), True),
        (("DE", "2012-03-01", "2022-02-28"), False),
        (("DE", "2015-03-01", ""), True),
        (("US", "1990-01-01", "2026-03-06"), False),
    ],
)
def test_a_trip_of_more_than_ten_years_or_before_any_agreement_is_named(trip: Trip, is_named: bool) -> None:
    told = _told("trip_very_long", _log(("FR", "2026-05-01", "2026-05-02"), trip))
    assert [subject for subject, *_ in told] == (["t1"] if is_named else [])


def test_the_days_of_such_a_trip_are_counted_in_words() -> None:
    log = _log(("DE", "1904-01-01", "1904-01-01"))
    found = tracker.analyze(tracker.Workspace(trips=log), tracker.load_rules(), as_of=AS_OF).findings["message"]
    assert found.str.startswith("Trip t0 lasts 1 day or begins before").any()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12), st.sampled_from("ab")), max_size=14))
@settings(deadline=None, max_examples=50, database=None)
def test_every_trip_that_shares_a_day_with_an_earlier_one_there_is_named(rows: list[tuple[int, int, str]]) -> None:
    day = dt.date(2024, 3, 1)
    trips = [
        ("FR", f"{day + dt.timedelta(first)}", f"{day + dt.timedelta(first + more)}", "work", who)
        for first, more, who in rows
    ]
    named = sorted(subject for subject, *_ in _told("overlapping_trips", _log(*trips)))
    order = sorted(range(len(rows)), key=lambda n: (rows[n][2], rows[n][0], rows[n][1], n))
    again = [
        f"t{n}"
        for place, n in enumerate(order)
        if any(rows[m][2] == rows[n][2] and rows[m][0] + rows[m][1] >= rows[n][0] for m in order[:place])
    ]
    assert named == sorted(again)
