"""A log changed in memory: a trip moved, one person's part, a US trip cut around work abroad."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.errors import BadOption
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.check import newly_shared
from tracker.itinerary.edit import (
    cut_around_work_abroad,
    cut_earlier_trips,
    cut_for_later,
    cut_open_trip,
    of_traveler,
    pieces_around,
    with_trip_moved,
)
from tracker.paths import data_folder


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def log(*trips: tuple[str, str, str, str], **more: str) -> Workspace:
    names = ("trip", "country", "first_day", "last_day")
    return workspace_from_text(text_tables({"trips": [dict(zip(names, trip, strict=True)) | more for trip in trips]}))


TWO = log(("a", "FR", "2026-01-01", "2026-01-10"), ("b", "DE", "2026-02-01", ""))


def test_a_moved_trip_has_its_new_days_and_the_old_log_keeps_the_old_ones() -> None:
    moved = with_trip_moved(TWO, "a", day(4), day(13))
    assert moved.trips["first_day"].dt.date.tolist() == [day(4), dt.date(2026, 2, 1)]
    assert moved.trips["last_day"].iloc[0] == pd.Timestamp("2026-01-13")
    assert pd.isna(moved.trips["last_day"].iloc[1])
    assert TWO.trips["first_day"].iloc[0] == pd.Timestamp("2026-01-01")
    assert moved.trips.dtypes.equals(TWO.trips.dtypes)


def test_a_trip_may_last_one_day_or_become_ongoing() -> None:
    assert with_trip_moved(TWO, "a", day(4), day(4)).trips["last_day"].iloc[0] == pd.Timestamp("2026-01-04")
    assert pd.isna(with_trip_moved(TWO, "a", day(4), None).trips["last_day"].iloc[0])


@pytest.mark.parametrize(("trip", "last"), [("a", day(3)), ("nobody", day(9))])
def test_what_cannot_be_moved_is_refused(trip: str, last: dt.date) -> None:
    with pytest.raises(BadOption):
        with_trip_moved(TWO, trip, day(4), last)


@pytest.mark.parametrize("sample", ["program", "nomad"])
def test_one_persons_log_gives_that_person_the_same_answer(sample: str) -> None:
    workspace, rules = tracker.read_workspace(data_folder() / "samples" / sample), tracker.load_rules()
    everybody = tracker.analyze(workspace, rules, as_of=dt.date(2026, 6, 1))
    for traveler in workspace.trips["traveler"].unique():
        alone = tracker.analyze(of_traveler(workspace, traveler), rules, as_of=dt.date(2026, 6, 1))
        for name in ("segments", "periods", "coverage"):
            theirs = getattr(everybody, name)
            theirs = theirs[theirs["traveler"] == traveler].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), theirs, check_dtype=False)


def test_no_day_of_the_others_remains_and_every_other_day_does() -> None:
    pieces = pieces_around((day(1), day(31)), [(day(20), day(25)), (day(5), day(10)), (day(8), day(12))])
    assert pieces == [(day(1), day(4)), (day(13), day(19)), (day(26), day(31))]


def test_a_trip_abroad_on_the_first_day_leaves_no_empty_piece() -> None:
    assert pieces_around((day(1), day(9)), [(day(1), day(3))]) == [(day(4), day(9))]


def test_an_ongoing_trip_stays_ongoing_in_its_last_piece() -> None:
    assert pieces_around((day(1), None), [(day(5), day(6))]) == [(day(1), day(4)), (day(7), None)]
    assert pieces_around((day(1), None), [(day(5), None)]) == [(day(1), day(4))]


def test_no_piece_remains_of_a_trip_that_lies_under_others() -> None:
    assert pieces_around((day(1), day(5)), [(day(1), day(5))]) == []


HOME = ("home", "US", "2026-01-01", "2026-01-31")


def test_a_us_trip_is_cut_around_the_work_abroad_inside_it() -> None:
    trips = log(HOME, ("fr", "FR", "2026-01-05", "2026-01-10"), ("out", "DE", "2026-01-30", "2026-02-03")).trips
    assert cut_around_work_abroad(trips, "home") == [(day(1), day(4)), (day(11), day(31))]


def test_a_holiday_and_an_ongoing_trip_do_not_cut_a_us_trip_that_has_ended() -> None:
    holiday = log(HOME, ("fr", "FR", "2026-01-05", "2026-01-10"), activity="non_work").trips
    ongoing = log(HOME, ("fr", "FR", "2026-01-05", "")).trips
    assert cut_around_work_abroad(holiday, "home") == cut_around_work_abroad(ongoing, "home") == [(day(1), day(31))]


@pytest.mark.parametrize(
    ("earlier", "later", "left", "left_without_handover"),
    [
        ((1, 20), (10, 31), [(1, 10)], [(1, 9)]),
        ((1, 20), (10, None), [(1, 10)], [(1, 9)]),
        ((1, 20), (10, 12), [(1, 10), (13, 20)], [(1, 9), (13, 20)]),
        ((1, 20), (10, 10), [(1, 9), (11, 20)], [(1, 9), (11, 20)]),  # a one-day trip takes no handover day
        ((1, 20), (1, 5), [(6, 20)], [(6, 20)]),
        ((1, 20), (1, 20), [], []),
        ((1, None), (10, 12), [(1, 10)], [(1, 9)]),  # nobody knows whether the person came back
        ((1, None), (1, 12), [], []),
        ((1, 5), (6, 9), [(1, 5)], [(1, 5)]),
        ((6, 9), (1, 5), [(6, 9)], [(6, 9)]),
    ],
)
def test_an_earlier_trip_ends_when_the_later_one_begins(
    earlier: tuple[int, int | None],
    later: tuple[int, int | None],
    left: list[tuple[int, int]],
    left_without_handover: list[tuple[int, int]],
) -> None:
    def span(of: tuple[int, int | None]) -> tuple[dt.date, dt.date | None]:
        return day(of[0]), None if of[1] is None else day(of[1])

    for hands_over, expected in ((True, left), (False, left_without_handover)):
        assert cut_for_later(span(earlier), span(later), hands_over=hands_over) == [span(piece) for piece in expected]


def test_cut_trips_share_no_day_any_more() -> None:
    def row(country: str, first: int, last: int) -> dict[str, str]:
        return {"country": country, "first_day": str(day(first)), "last_day": str(day(last))}

    rows = {"a": row("FR", 1, 31), "b": row("DE", 10, 20), "c": row("IT", 15, 25)}
    shared = newly_shared({}, rows, str)
    assert [(pair.earlier, pair.later) for pair in shared] == [("a", "b"), ("a", "c"), ("b", "c")]
    cuts = cut_earlier_trips(rows, shared, str)
    assert cuts == {"a": [(day(1), day(10)), (day(26), day(31))], "b": [(day(10), day(15))]}
    pieces = {
        f"{key}{n}": rows[key] | {"first_day": str(first), "last_day": str(last)}
        for key, left in cuts.items()
        for n, (first, last) in enumerate(left)
    }
    assert newly_shared({}, {"c": rows["c"], **pieces}, str) == []


@pytest.mark.parametrize(
    ("later", "last"),
    [
        (("b", "DE", "2026-02-01", "2026-02-10"), dt.date(2026, 2, 1)),
        (("b", "DE", "2026-02-01", "2026-02-01"), dt.date(2026, 1, 31)),
        (("b", "FR", "2026-02-01", "2026-02-10"), None),
    ],
)
def test_an_open_trip_ends_when_the_person_went_elsewhere(
    later: tuple[str, str, str, str], last: dt.date | None
) -> None:
    workspace = log(("a", "FR", "2026-01-05", ""), ("c", "IT", "2026-05-01", "2026-05-09"), later)
    if last is None:
        last = dt.date(2026, 5, 1)
    assert cut_open_trip(workspace.trips, "a", str) == [(day(5), last)]


def test_an_open_trip_that_nothing_follows_stays_open() -> None:
    assert cut_open_trip(log(("a", "FR", "2026-01-05", "")).trips, "a", str) == [(day(5), None)]
