"""The calendar day in a country at a moment."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_MORE_ZONES = {"XK": ("Europe/Belgrade",), "CQ": ("Europe/Guernsey",)}  # Kosovo and Sark have no zones of their own


def local_day(instant: dt.datetime, country: str) -> tuple[dt.date, bool]:
    """The day there at a moment in UTC, and whether all zones of that country agree on it.

    Where they differ, and for an unknown country: the day in UTC, and False.
    """
    moment = instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
    days = {moment.astimezone(zone).date() for zone in _zones(country)}
    if len(days) == 1:
        return days.pop(), True
    return moment.date(), False


def day_there(moment: dt.datetime, country: str) -> tuple[dt.date, bool]:
    """The day there at a moment with an offset, and whether it is sure.

    As written where a zone of that country has the offset then, and for an unknown country; else the day on which all
    its zones agree. Where they differ: the day as written, and False.
    """
    zones = _zones(country)
    if not zones or any(moment.astimezone(zone).utcoffset() == moment.utcoffset() for zone in zones):
        return moment.date(), True
    day, is_agreed = local_day(moment, country)
    return (day, True) if is_agreed else (moment.date(), False)


@lru_cache(maxsize=512)
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    """The zones of a country by its code; empty for an unknown one."""
    names = _zone_names().get(country, _MORE_ZONES.get(country, ()))
    return tuple(zone for zone in map(_zone, names) if zone is not None)


def _zone(name: str) -> ZoneInfo | None:
    """The zone; None where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, tuple[str, ...]]:
    zones: dict[str, tuple[str, ...]] = {}
    for zone, country in sorted(get_global("zone_territories").items()):
        zones[country] = (*zones.get(country, ()), zone)
    return zones
