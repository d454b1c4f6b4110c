"""Completeness: whether every day of a chosen period has an entry, and which trips lie beside each hole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.codes import Status

Ints = npt.NDArray[np.int64]

HOLE_COLUMNS = ("first_day", "last_day", "days", "before", "after")
_WITHOUT_WORK = [str(Status.NON_WORK), str(Status.UNLOGGED)]


@dataclass(frozen=True)
class Completeness:
    """The days of one traveler in ``first_day``..``last_day``, both counted.

    ``work``, ``non_work``, ``unlogged`` and ``outside`` count days up to ``as_of`` and add up, with ``ahead``, to
    ``days``. ``holes`` has the columns of ``HOLE_COLUMNS``: one row per run of days without an entry up to ``as_of``,
    cut to the period (``datetime64[s]``, inclusive; ``days`` int64), with the trips that end right before it and
    begin right after it (``str``, ids joined by +; "" where the log begins or ends).
    """

    first_day: dt.date
    last_day: dt.date
    work: int
    non_work: int
    unlogged: int  # between two entries: the engine's ``unlogged``
    outside: int  # before the first entry of the log, or after its last one
    ahead: int  # after as_of, whether something is planned or not
    logged_ahead: int  # those of ``ahead`` for which something is logged already
    holes: pd.DataFrame

    @property
    def days(self) -> int:
        """All days of the period."""
        return (self.last_day - self.first_day).days + 1

    @property
    def missing(self) -> int:
        """Days up to ``as_of`` without an entry."""
        return self.unlogged + self.outside


def completeness(analysis: Analysis, traveler: str, first_day: dt.date, last_day: dt.date) -> Completeness:
    """How complete the log of one traveler is in a period (inclusive; a last day before the first: that one day)."""
    last_day = max(first_day, last_day)
    first, stop = days.day_number(first_day), days.day_number(last_day) + 1
    now = min(max(days.day_number(analysis.settings.as_of) + 1, first), stop)  # the first day that lies ahead
    segments = analysis.segments[analysis.segments["traveler"] == traveler]
    start, end = days.starts(segments["first_day"]), days.stops(segments["last_day"])
    is_work = ~segments["status"].isin(_WITHOUT_WORK).to_numpy()
    is_hole = (segments["status"] == Status.UNLOGGED).to_numpy()
    so_far, coming = _overlap(start, end, first, now), _overlap(start, end, now, stop)
    logged = int(so_far.sum())
    return Completeness(
        first_day=first_day,
        last_day=last_day,
        work=int(so_far[is_work].sum()),
        non_work=int(so_far[~is_work & ~is_hole].sum()),
        unlogged=int(so_far[is_hole].sum()),
        outside=now - first - logged,
        ahead=stop - now,
        logged_ahead=int(coming[~is_hole].sum()),
        holes=_holes(analysis, traveler, _runs_without_entry(start, end, is_hole, first, now), first, now),
    )


def whole_log(analysis: Analysis, traveler: str) -> tuple[dt.date, dt.date] | None:
    """First and last logged day of one traveler; None where nothing is logged."""
    segments = analysis.segments[analysis.segments["traveler"] == traveler]
    if segments.empty:
        return None
    return segments["first_day"].min().date(), segments["last_day"].max().date()


def unlogged_so_far(analysis: Analysis, traveler: str | None = None) -> int:
    """Days up to ``as_of`` without an entry between the entries of one traveler; None: of everybody together."""
    holes = analysis.segments[analysis.segments["status"] == Status.UNLOGGED]
    if traveler is not None:
        holes = holes[holes["traveler"] == traveler]
    now = days.day_number(analysis.settings.as_of) + 1
    return int(_overlap(days.starts(holes["first_day"]), days.stops(holes["last_day"]), days.ALWAYS, now).sum())


def _overlap(start: Ints, stop: Ints, first: int, end: int) -> Ints:
    """Days of each half-open span inside ``first``..``end`` (half-open)."""
    inside: Ints = np.maximum(np.minimum(stop, end) - np.maximum(start, first), 0)
    return inside


def _runs_without_entry(start: Ints, stop: Ints, is_hole: npt.NDArray[np.bool_], first: int, end: int) -> Ints:
    """Half-open runs that touch ``first``..``end``, not cut to it: rows of (start, stop), in order."""
    if not len(start):
        runs = np.array([[first, end]], dtype=np.int64)
    else:
        before, after = [days.ALWAYS, int(start.min())], [int(stop.max()), days.NEVER]
        runs = np.array([before, *np.stack([start[is_hole], stop[is_hole]], axis=1).tolist(), after], dtype=np.int64)
    return runs[(runs[:, 0] < end) & (runs[:, 1] > first)]


def _holes(analysis: Analysis, traveler: str, runs: Ints, first: int, end: int) -> pd.DataFrame:
    trips = analysis.workspace.trips
    trips = trips[trips["traveler"] == traveler].sort_values(["first_day", "trip"])
    begin = days.starts(trips["first_day"])
    ongoing_to = days.day_number(analysis.settings.as_of) + 1
    stop = np.maximum(days.stops(trips["last_day"], missing=ongoing_to), begin + 1)
    ids = trips["trip"].to_numpy(dtype=object)
    start_cut, stop_cut = np.maximum(runs[:, 0], first), np.minimum(runs[:, 1], end)
    return pd.DataFrame(
        {
            "first_day": days.to_first_days(start_cut),
            "last_day": days.to_last_days(stop_cut),
            "days": stop_cut - start_cut,
            "before": pd.Series(["+".join(ids[stop == edge]) for edge in runs[:, 0]], dtype="str"),
            "after": pd.Series(["+".join(ids[begin == edge]) for edge in runs[:, 1]], dtype="str"),
        }
    )
