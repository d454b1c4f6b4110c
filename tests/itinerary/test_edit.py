"""A log changed in memory: a trip moved, one person's part, a US trip cut around work abroad."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.errors import BadOption
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.edit import cut_around_work_abroad, of_traveler, pieces_around, with_trip_moved
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
