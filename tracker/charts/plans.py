"""Plans beside each other: the log and a scenario as two bands on one axis, and the days that differ as a third."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tracker import days
from tracker.charts import words
from tracker.charts.people import PeopleView, people_view
from tracker.filing.rows import rows_of

if TYPE_CHECKING:
    from tracker.analysis import Analysis

LOG, SCENARIO, CHANGES = "log", "scenario", "changes"
"""Whose bands they are, where the chart of several people has the ids of travelers."""


def plans_view(before: Analysis, after: Analysis, traveler: str, *, today: dt.date) -> PeopleView:
    """One person's days in the log and in a scenario, in the chart of several people: a band for each.

    A third band holds the scenario's answers on the days that get another answer, if there are any in its log.
    """
    log, scenario = (people_view(answer, {traveler: ""}, today=today) for answer in (before, after))
    changes = changed_days(log.coverage, scenario.coverage)
    bands = {LOG: "Your log", SCENARIO: "This scenario"} | ({CHANGES: "What changes"} if len(changes) else {})

    def joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
        named = [table.assign(traveler=band) for band, table in zip(bands, tables, strict=False)]
        return pd.concat(named, ignore_index=True)

    return replace(
        log,
        people=bands,
        first_day=min(log.first_day, scenario.first_day),
        last_day=max(log.last_day, scenario.last_day),
        segments=joined([log.segments, scenario.segments]),
        coverage=joined([log.coverage, scenario.coverage, changes]),
        planned=joined([log.planned, scenario.planned, scenario.planned]),
        hint="",
    )


def changed_days(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``after``, cut to the days on which any host has another answer in words than in ``before``.

    Both: the columns of ``PeopleView.coverage`` of one person.
    """
    old, new = _by_day(before), _by_day(after)
    told = ["day", "host", "said"]
    differing = pd.concat([old[told], new[told]]).drop_duplicates(keep=False)["day"]
    new = new[new["day"].isin(differing)].sort_values(["row", "day"], kind="stable")
    begins = (new["row"].diff() != 0) | (new["day"].diff() != 1)
    runs = new.groupby(begins.cumsum()).agg(row=("row", "first"), start=("day", "first"), stop=("day", "last"))
    start, stop = runs["start"].to_numpy(np.int64), runs["stop"].to_numpy(np.int64) + 1
    return (
        after.iloc[runs["row"].to_numpy(np.int64)]
        .reset_index(drop=True)
        .assign(first_day=days.to_first_days(start), last_day=days.to_last_days(stop), days=stop - start)
    )


def _by_day(coverage: pd.DataFrame) -> pd.DataFrame:
    """One row per coverage row and day. Columns: row (its position), day (number), host, said."""
    start, stop = days.starts(coverage["first_day"]), days.stops(coverage["last_day"])
    row = np.repeat(np.arange(len(coverage)), stop - start)
    day = start[row] + np.arange(len(row)) - np.repeat(np.cumsum(stop - start) - (stop - start), stop - start)
    said = [words.of_row(row).text for row in rows_of(coverage)]
    host = coverage["host"].to_numpy()[row]
    return pd.DataFrame({"row": row, "day": day, "host": host, "said": np.array(said, dtype="object")[row]})
