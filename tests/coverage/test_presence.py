"""Days of physical presence per tax year, counted by hand. How verdicts turn on them: test_rule_hints.py."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker import days
from tracker.coverage.presence import days_present, first_day_of, year_of
from tracker.itinerary import workspace_from_text
from tracker.rules.tables import Law
from tracker.segments import Log, read_log

Trip = tuple[str, str, str, str]


def _log(*trips: Trip, activity: str = "work") -> Log:
    """Trips as (traveler, country, first day, last day)."""
    rows = [
        {"traveler": who, "country": country, "first_day": first, "last_day": last, "activity": activity}
        for who, country, first, last in trips
    ]
    read = workspace_from_text(text_tables({"trips": rows}))
    return read_log(read.trips, Law(tracker.load_rules()), dt.date(2026, 6, 1))


def _counted(log: Log, who: str, country: str, year: int) -> tuple[int, int, int]:
    """(days in the US, in the country, without an entry)."""
    traveler = np.array([log.travelers.get_loc(who)], dtype=np.int64)
    place = np.flatnonzero(np.unique(log.places.jurisdiction) == country)
    found = days_present(log, traveler, place, np.array([year]))
    return int(found.in_us[0]), int(found.in_host[0]), int(found.open[0])


@pytest.mark.parametrize(("day", "year"), [("2023-12-31", 2023), ("2024-01-01", 2024), ("1969-12-31", 1969)])
def test_the_year_of_a_day(day: str, year: int) -> None:
    number = np.array([days.day_number(dt.date.fromisoformat(day))])
    assert year_of(number).tolist() == [year]
    assert days.to_date(int(first_day_of(np.array([year]))[0])) == dt.date(year, 1, 1)


def test_a_trip_across_new_year_counts_in_both_years() -> None:
    log = _log(("me", "FR", "2023-12-30", "2024-01-03"), ("me", "US", "2024-01-05", "2024-02-29"))
    assert _counted(log, "me", "FR", 2023) == (0, 2, 363)
    assert _counted(log, "me", "FR", 2024) == (56, 3, 366 - 59)


def test_a_day_logged_twice_counts_once_and_a_territory_is_its_country() -> None:
    log = _log(
        ("me", "FR", "2025-01-01", "2025-01-10"),
        ("me", "RE", "2025-01-10", "2025-01-12"),
        ("me", "PR", "2025-02-01", "2025-02-02"),
    )
    assert _counted(log, "me", "FR", 2025) == (2, 12, 351)


def test_people_and_places_are_kept_apart() -> None:
    countries = ["BE", "CH", "DE", "FR", "US"]
    trips = [
        (f"p{n}", country, f"2025-{month + 1:02}-01", f"2025-{month + 1:02}-{n + 1:02}")
        for n in range(5)
        for month, country in enumerate(countries)
    ]
    log = _log(*trips)
    traveler, place = (part.ravel() for part in np.meshgrid(np.arange(5), np.arange(4)))
    found = days_present(log, traveler, place, np.full(20, 2025))  # all asked in one go
    assert found.in_us.tolist() == found.in_host.tolist() == (traveler + 1).tolist()
    assert found.open.tolist() == (365 - 5 * (traveler + 1)).tolist()


def test_passing_through_is_an_entry_but_no_presence() -> None:
    log = _log(("me", "FR", "2025-01-01", "2025-01-10"), activity="transit")
    assert _counted(log, "me", "FR", 2025) == (0, 0, 355)


def test_a_log_without_the_us_has_no_day_there() -> None:
    assert _counted(_log(("me", "FR", "2025-01-01", "2025-01-10")), "me", "FR", 2025)[0] == 0
