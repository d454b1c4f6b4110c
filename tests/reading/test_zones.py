"""The day in a country at a moment in UTC."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker import countries
from tracker.reading.zones import _zones, local_day


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moment", "country", "day", "is_agreed"),
    [
        (at(1, 23, 30), "JP", 2, True),
        (at(5, 16), "JP", 6, True),
        (at(1, 23, 30), "GB", 1, True),
        (at(2, 3), "US", 1, True),
        (at(1, 21, 30), "RU", 1, False),
        (at(1, 23, 30), "ZZ", 1, False),
        (at(1, 23, 30), "", 1, False),
        (at(1, 23, 30), "XK", 2, True),
    ],
)
def test_the_day_there(moment: dt.datetime, country: str, day: int, is_agreed: bool) -> None:
    assert local_day(moment, country) == (dt.date(2026, 3, day), is_agreed)


def test_a_moment_without_a_zone_is_one_in_utc() -> None:
    assert local_day(at(1, 23, 30).replace(tzinfo=None), "JP") == (dt.date(2026, 3, 2), True)


def test_every_country_has_a_zone() -> None:
    without = {code for code in countries.names() if not _zones(code)}
    assert without <= {"BV", "HM"}  # islands where nobody lives
