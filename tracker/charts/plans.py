"""Plans beside each other: the log and a scenario as two bands on one axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tracker.charts.people import PeopleView, people_view

if TYPE_CHECKING:
    from tracker.analysis import Analysis


def plans_view(plans: Mapping[str, Analysis], traveler: str, *, today: dt.date) -> PeopleView:
    """One person's days under several plans (name → answer), in the chart of several people: a band for each plan."""
    views = [people_view(answer, {traveler: name}, today=today) for name, answer in plans.items()]
    first, last = min(view.first_day for view in views), max(view.last_day for view in views)
    names = [str(number) for number in range(len(plans))]

    def joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
        named = [table.assign(traveler=name) for name, table in zip(names, tables, strict=True)]
        return pd.concat(named, ignore_index=True)

    return replace(
        views[0],
        people=dict(zip(names, plans, strict=True)),
        first_day=first,
        last_day=last,
        segments=joined(view.segments for view in views),
        coverage=joined(view.coverage for view in views),
        hint="",
    )
