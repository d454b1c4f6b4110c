"""Changing a log without storing anything: every function takes tables and gives new ones, or the days that remain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from tracker import days
from tracker.codes import Activity
from tracker.errors import BadOption
from tracker.itinerary.check import SharedDays
from tracker.itinerary.workspace import Workspace

ONE_DAY = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date | None]  # both counted; None: ongoing


def with_trip_moved(workspace: Workspace, trip: str, first_day: dt.date, last_day: dt.date | None) -> Workspace:
    """A copy in which one trip has other days, both counted; no last day: ongoing. All else stays, ``problems`` too.

    Raises ``BadOption`` for a trip that is not there and for days in the wrong order.
    """
    if last_day is not None and last_day < first_day:
        raise BadOption(f"Trip {trip}: the last day is before the first day.")
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
            for name, table in workspace.frames().items()
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


def cut_for_later(earlier: Span, later: Span, *, hands_over: bool) -> list[Span]:
    """What remains of ``earlier`` if the person was at ``later`` on the days that both claim, in order of days.

    It ends on the day on which ``later`` begins where that day can be handed over (``hands_over``: the two are in
    different jurisdictions; and ``later`` has two days or more, docs/contract.md, rule 1), else on the day before.
    Days after the end of ``later`` remain as a piece of their own; but an ongoing trip just ends, because nobody
    knows whether the person came back. No piece when nothing remains. Trips without a common day: ``earlier`` itself.
    """
    (first, last), (begins, ends) = earlier, later
    if (last is not None and last < begins) or (ends is not None and ends < first):
        return [earlier]
    is_handed_over = hands_over and begins > first and (ends is None or ends > begins)
    end = begins if is_handed_over else begins - ONE_DAY
    pieces: list[Span] = [(first, end)] if end >= first else []
    if last is not None and ends is not None and last > ends:
        pieces.append((ends + ONE_DAY, last))
    return pieces


def cut_earlier_trips(
    rows: Mapping[str, Mapping[str, str]], shared: Sequence[SharedDays], jurisdiction: Callable[[str], str]
) -> dict[str, list[Span]]:
    """The days that remain of each earlier trip of ``shared``, so that no day is claimed twice: key → its pieces.

    ``rows`` maps the keys of ``shared`` to the texts of trips; ``jurisdiction`` gives the agreement partner of a
    country. A trip of which nothing remains has no piece.
    """
    pieces: dict[str, list[Span]] = {}
    for pair in shared:
        later = rows[pair.later]
        hands_over = jurisdiction(rows[pair.earlier]["country"]) != jurisdiction(later["country"])
        whole = pieces.get(pair.earlier, [_span(rows[pair.earlier])])
        cut = (cut_for_later(piece, _span(later), hands_over=hands_over) for piece in whole)
        pieces[pair.earlier] = [piece for some in cut for piece in some]
    return pieces


def cut_open_trip(trips: pd.DataFrame, trip: str, jurisdiction: Callable[[str], str]) -> list[Span]:
    """The one piece of an ongoing trip that ends when the next work trip in another jurisdiction begins.

    ``trips`` is a workspace's table. No piece when nothing remains; the trip as it is when no such trip follows.
    """
    open_trip = trips[trips["trip"] == trip].iloc[0]
    place = jurisdiction(str(open_trip["country"]))
    later = trips[
        (trips["traveler"] == open_trip["traveler"])
        & (trips["activity"] == Activity.WORK)
        & (trips["first_day"] > open_trip["first_day"])
        & (trips["country"].map(jurisdiction) != place)
    ].sort_values("first_day", kind="stable")
    whole = _spans(trips[trips["trip"] == trip])[0]
    return cut_for_later(whole, _spans(later)[0], hands_over=True) if len(later) else [whole]


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


def _span(row: Mapping[str, str]) -> Span:
    return days.parse_day(row["first_day"]), days.parse_day(row["last_day"]) if row.get("last_day") else None


def _spans(trips: pd.DataFrame) -> list[Span]:
    return [
        (first.date(), None if pd.isna(last) else last.date())
        for first, last in zip(trips["first_day"], trips["last_day"], strict=True)
    ]
