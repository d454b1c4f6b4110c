"""Changing a log without storing anything: every function takes tables and gives new ones, or the days that remain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from tracker.codes import Activity
from tracker.errors import BadOption
from tracker.itinerary.workspace import Workspace

ONE_DAY = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date | None]  # both counted; None: ongoing


def with_trip_moved(workspace: Workspace, trip: str, first_day: dt.date, last_day: dt.date | None) -> Workspace:
    """A copy in which one trip has other days, both counted; no last day: ongoing. All else stays, ``problems`` too.

    Raises ``BadOption`` for a trip that is not there and for days in the wrong order.
    """
    if last_day is not None and last_day < first_day:
        raise BadOption(f"Trip {trip}: the last day lies before the first day.")
    trips = workspace.trips.copy()
    row = trips["trip"] == trip
    if not row.any():
        raise BadOption(f"There is no trip {trip!r} in this log.")
    trips.loc[row, "first_day"] = pd.Timestamp(first_day)
    trips.loc[row, "last_day"] = pd.NaT if last_day is None else pd.Timestamp(last_day)
    return workspace.with_tables(trips=trips)


def of_traveler(workspace: Workspace, traveler: str) -> Workspace:
    """The log of one person. Nobody's answer depends on anybody else's rows, so theirs stays what it was."""
    return workspace.with_tables(
        **{
            name: table[table["traveler"] == traveler].reset_index(drop=True)
            for name, table in workspace.tables().items()
            if "traveler" in table
        }
    )


def cut_around_work_abroad(trips: pd.DataFrame, trip: str) -> list[Span]:
    """What remains of a trip at home without the work abroad that lies inside it. ``trips`` is a workspace's table."""
    home = trips[trips["trip"] == trip].iloc[0]
    inside = (trips["first_day"] >= home["first_day"]) & ~(trips["last_day"] > home["last_day"])
    if pd.notna(home["last_day"]):
        inside &= trips["last_day"].notna()
    is_work_abroad = (trips["country"] != "US") & (trips["activity"] == Activity.WORK)
    abroad = trips[inside & is_work_abroad & (trips["traveler"] == home["traveler"])]
    return pieces_around(_spans(trips[trips["trip"] == trip])[0], _spans(abroad))


def pieces_around(trip: Span, others: Sequence[Span]) -> list[Span]:
    """What remains of ``trip`` without the days of ``others``, in order; no piece when nothing remains."""
    start, end = trip
    found: list[Span] = []
    for first, last in sorted(others, key=lambda other: other[0]):
        if first > start:
            found.append((start, first - ONE_DAY))
        if last is None:
            return found
        start = max(start, last + ONE_DAY)
    if end is None or start <= end:
        found.append((start, end))
    return found


def _spans(trips: pd.DataFrame) -> list[Span]:
    return [
        (first.date(), None if pd.isna(last) else last.date())
        for first, last in zip(trips["first_day"], trips["last_day"], strict=True)
    ]
