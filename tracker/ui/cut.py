"""The one-click cut: a trip of work in the United States, split around the trips abroad that lie inside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from tracker import days
from tracker.store import Changes, RowChange

ONE_DAY = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date | None]  # both counted; None: ongoing


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


def cut(row: Mapping[str, str], row_id: str, version: int, others: Sequence[Span]) -> Changes:
    """The stored trip shortened to its first piece, and a new trip, alike in all else, for each further piece.

    ``row`` holds the trip's texts. Nothing changes when no day of it would remain.
    """
    span = days.parse_day(row["first_day"]), days.parse_day(row["last_day"]) if row["last_day"] else None
    pieces = [_texts(piece) for piece in pieces_around(span, others)]
    if not pieces:
        return Changes()
    return Changes(
        added=[{**row, "trip": "", **piece} for piece in pieces[1:]],
        changed=[RowChange(row_id, version, pieces[0])],
    )


def _texts(piece: Span) -> dict[str, str]:
    first, last = piece
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else ""}
