"""The trips of one person as bars of the drag timeline, in the colors of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from tracker import countries
from tracker.charts.view import TimelineView
from tracker.codes import Activity, Certainty
from tracker.filing.rows import rows_of
from tracker.ui.drag import Run, TripBar


def trip_bars(trips: pd.DataFrame, versions: Mapping[str, int], colored_by: TimelineView) -> list[TripBar]:
    """A bar per trip, a lane per country in the order of their first days.

    ``trips``: rows of a workspace's table, as they are stored. ``versions``: of their stored rows, by trip id; a trip
    without one is left out. ``colored_by`` holds the answers, which may be those of a changed log.
    """
    runs = runs_of(colored_by)
    return [
        TripBar(
            trip=row.trip,
            version=versions[row.trip],
            label=row.place,
            lane=countries.name(row.country),
            first_day=row.first_day.date(),
            last_day=None if pd.isna(row.last_day) else row.last_day.date(),
            activity=Activity(row.activity),
            planned=row.certainty == Certainty.PLANNED,
            runs=tuple(runs[row.trip]),
        )
        for row in rows_of(trips.sort_values("first_day", kind="stable"))
        if row.trip in versions
    ]


def runs_of(view: TimelineView) -> defaultdict[str, list[Run]]:
    """Trip id → the days that it is behind, with their answer. Days that another trip answers for are left out."""
    ends = {row.trip: (row.first_day, row.last_day) for row in rows_of(view.trips)}
    found: defaultdict[str, list[Run]] = defaultdict(list)
    for row in rows_of(view.coverage):
        for trip in filter(None, row.trips.split("+")):
            first, last = ends[trip]
            first_day = max(first, row.first_day)
            last_day = row.last_day if pd.isna(last) else min(last, row.last_day)
            if first_day <= last_day:
                found[trip].append(Run(first_day.date(), last_day.date(), row.answer))
    return found
