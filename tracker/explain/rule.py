"""The rules that may decide a stay, and its clock."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.codes import Worker
from tracker.explain.model import ClockOfStay
from tracker.rules.model import Provision
from tracker.rules.tables import Law


def stay_of(analysis: Analysis, traveler: str, period: int, jurisdiction: str) -> pd.Series:
    """The row of ``Analysis.stays`` behind work of one period in one jurisdiction."""
    stays = analysis.stays
    mine = (stays["traveler"] == traveler) & (stays["period"] == period)
    return stays[mine & (stays["jurisdiction"] == jurisdiction)].iloc[0]


def engagement_row(analysis: Analysis, traveler: str, assignment: str) -> pd.Series | None:
    """The row of assignments behind work; None for work without one, and where nobody described it."""
    rows = analysis.workspace.assignments
    mine = rows[(rows["assignment"] == assignment) & (rows["traveler"] == traveler)]
    return mine.iloc[0] if assignment and len(mine) else None


def worker_of(analysis: Analysis, traveler: str, assignment: str) -> str:
    """How the person works; "" where an assignment does not say."""
    if not assignment:
        return analysis.settings.worker or str(Worker.SELF_EMPLOYED)
    row = engagement_row(analysis, traveler, assignment)
    return "" if row is None else str(row["worker"])


def governing(analysis: Analysis, law: Law, stay: pd.Series, assignment: str) -> list[Provision]:
    """The alternatives in force when the clock of the stay starts, in file order (docs/contract.md, rule 6)."""
    if pd.isna(stay["clock_first_day"]):
        return []
    start = days.day_number(stay["clock_first_day"].date())
    table = law.provisions()
    rows = table.frame
    worker = worker_of(analysis, str(stay["traveler"]), assignment)
    mine = (rows["partner"] == stay["jurisdiction"]) & (rows["worker"] == worker)
    begun = (rows["start"] <= start) & (start < rows["stop"])
    return [table.provisions[n] for n in rows.loc[mine & begun, "provision"]]


def clock_of(
    analysis: Analysis, law: Law, stay: pd.Series, assignment: str, provision: Provision
) -> ClockOfStay | None:
    """The clock of a stay under one provision; None where no agreement is in force during the stay."""
    if pd.isna(stay["clock_first_day"]):
        return None
    expected = stay["expected_last_day"]
    return ClockOfStay(
        first_day=stay["clock_first_day"].date(),
        expected_last_day=None if pd.isna(expected) else expected.date(),
        last_work_day=stay["last_day"].date(),
        limit_months=provision.limit_months,
        limit_last_day=limit_last_day(analysis, law, stay, assignment, provision),
        granted_until=_granted_until(analysis, law, stay, assignment),
    )


def limit_last_day(
    analysis: Analysis, law: Law, stay: pd.Series, assignment: str, provision: Provision
) -> dt.date | None:
    """The last day within the limit, moved by a granted exception; None: no limit (docs/contract.md, rule 6).

    ``Analysis.stays`` has the limit of the rule behind its last day; another day may rest on an alternative.
    """
    if provision.limit_months is None:
        return None
    start = np.array([days.day_number(stay["clock_first_day"].date())])
    last_day = days.to_date(int(days.add_months(start, provision.limit_months)[0]) - 1)
    granted = _granted_until(analysis, law, stay, assignment)
    return max(last_day, granted) if granted else last_day


def _granted_until(analysis: Analysis, law: Law, stay: pd.Series, assignment: str) -> dt.date | None:
    rows = analysis.workspace.exceptions
    mine = rows[(rows["assignment"] == assignment) & (assignment != "")]
    until = mine.loc[mine["host"].map(law.jurisdiction).astype("str") == stay["jurisdiction"], "until"]
    return until.max().date() if len(until) else None
