"""Which days rest on trips that are only planned, so that every chart can draw them so."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.codes import Activity, Certainty, Reason, Status, Verdict

Days = npt.NDArray[np.int64]


def planned_trips(trips: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The trips that are only planned. Columns: traveler, country, is_work, start, stop (half-open day numbers).

    ``trips``: the columns of trips.csv. One without a last day counts to ``as_of``, at least its first day.
    """
    found = trips[trips["certainty"] == Certainty.PLANNED]
    start = days.starts(found["first_day"])
    stop = np.maximum(days.stops(found["last_day"], missing=days.day_number(as_of) + 1), start + 1)
    own = found[["traveler", "country"]].reset_index(drop=True)
    return own.assign(is_work=(found["activity"] == Activity.WORK).to_numpy(), start=start, stop=stop)


def cut_at_planned(rows: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """The rows, cut where their days begin or cease to rest on planned trips; + planned (bool).

    ``rows``: the columns of segments.csv or coverage.csv. A day is planned when any trip in a country of its row is.
    """
    if planned.empty or rows.empty:
        return rows.assign(planned=False)
    by_traveler = {who: _Planned(trips) for who, trips in planned.groupby("traveler")}
    starts, stops = days.starts(rows["first_day"]).tolist(), days.stops(rows["last_day"]).tolist()
    pieces: list[tuple[int, int, int, bool]] = []
    about = zip(starts, stops, rows["traveler"], _countries(rows), strict=True)
    for number, (start, stop, traveler, countries) in enumerate(about):
        own = by_traveler.get(traveler)
        spans = [] if own is None or countries is None else own.spans(start, stop, *countries)
        pieces += [(number, *piece) for piece in _pieces(start, stop, spans)]
    first, last = (np.array([piece[n] for piece in pieces], dtype=np.int64) for n in (1, 2))
    return (
        rows.iloc[[piece[0] for piece in pieces]]
        .reset_index(drop=True)
        .assign(
            first_day=days.to_first_days(first),
            last_day=days.to_last_days(last),
            days=last - first,
            planned=[piece[3] for piece in pieces],
        )
    )


def _countries(rows: pd.DataFrame) -> Iterator[tuple[frozenset[str], bool] | None]:
    """Per row the countries of its trips (none named: any) and whether they are work; None: no trip is behind it."""
    if "status" in rows:
        for where, status in zip(rows["countries"], rows["status"], strict=True):
            is_work = status != Status.NON_WORK
            yield None if status == Status.UNLOGGED else (frozenset(where.split("+")), is_work)
        return
    for host, reason, verdict in zip(rows["host"], rows["reason"], rows["verdict"], strict=True):
        at_home = ["US"] if reason == Reason.US_WORK else []
        named = frozenset([host] if host else at_home)
        yield None if verdict == Verdict.UNLOGGED else (named, bool(named))


class _Planned:
    """The planned trips of one traveler by first day, to find those behind a run of days."""

    def __init__(self, trips: pd.DataFrame) -> None:
        trips = trips.sort_values("start", kind="stable")
        self.start, self.stop = trips["start"].tolist(), trips["stop"].tolist()
        self.reach = list(accumulate(self.stop, max))  # no trip up to here ends later
        self.country, self.is_work = trips["country"].tolist(), trips["is_work"].tolist()

    def spans(self, start: int, stop: int, countries: frozenset[str], is_work: bool) -> list[tuple[int, int]]:
        """Half-open days of ``start``..``stop`` that planned trips of these countries cover, in order."""
        return [
            (max(self.start[place], start), min(self.stop[place], stop))
            for place in range(bisect_right(self.reach, start), bisect_left(self.start, stop))
            if self.stop[place] > start
            and (self.is_work[place] or not is_work)
            and (not countries or self.country[place] in countries)
        ]


def _pieces(start: int, stop: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """``start``..``stop`` as runs that are planned or not. ``spans`` lie inside, in order of their first days."""
    at = start
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    for left, right in joined:
        if at < left:
            yield at, left, False
        yield left, right, True
        at = right
    if at < stop:
        yield at, stop, False
