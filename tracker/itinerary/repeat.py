"""Days for a trip that is made again: every few weeks on the same weekdays, or once more on the next free days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from tracker.itinerary.edit import ONE_DAY, Span

MOST_REPEATS = 520
"""Spans that one repeat gives at most: ten years of weeks."""
_WEEK = dt.timedelta(days=7)


def weekly_spans(
    after: dt.date, every: int, weekdays: Collection[int], until: dt.date
) -> list[tuple[dt.date, dt.date]]:
    """The runs of chosen weekdays (0 is Monday) in every ``every``-th week, later than ``after`` and up to ``until``.

    Weeks begin on Monday and are counted from the one of ``after``, which is the first. Days that follow each other
    are one span, also from a Sunday to a Monday; both its days count. In order of days, at most ``MOST_REPEATS``.
    Empty without a weekday and where ``until`` is not later than ``after``.
    """
    monday = after - dt.timedelta(days=after.weekday())
    spans: list[tuple[dt.date, dt.date]] = []
    while weekdays and monday <= until and len(spans) <= MOST_REPEATS:
        for weekday in sorted(set(weekdays)):
            day = monday + dt.timedelta(days=weekday)
            if after < day <= until:
                goes_on = bool(spans) and spans[-1][1] + ONE_DAY == day
                if goes_on:
                    spans[-1] = (spans[-1][0], day)
                else:
                    spans.append((day, day))
        monday += every * _WEEK
    return spans[:MOST_REPEATS]


def next_free_days(span: Span, others: Iterable[Span]) -> tuple[dt.date, dt.date]:
    """As many days as ``span`` has, the first ones after it that none of the other trips claims; both days count.

    An ongoing ``span`` has one day. An ongoing trip among the others claims its first day only: nobody knows how long
    it goes on.
    """
    length = (span[1] or span[0]) - span[0]
    start = (span[1] or span[0]) + ONE_DAY
    for first, last in sorted(((first, last or first) for first, last in others), key=lambda other: other[0]):
        if first <= start + length and last >= start:
            start = last + ONE_DAY
    return start, start + length


def without(spans: Sequence[tuple[dt.date, dt.date]], taken: Collection[int]) -> list[tuple[dt.date, dt.date]]:
    """The spans whose place in the list is not in ``taken``."""
    return [span for place, span in enumerate(spans) if place not in taken]
