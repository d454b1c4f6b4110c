"""How the engine judged one host on one day: the row of its answer and the stay behind it, read and never redone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.coverage.stays import NONE, Limb
from tracker.explain.model import ClockOfStay
from tracker.rules.model import Provision


@dataclass(frozen=True)
class Judged:
    """One row of the engine: ``row`` points into ``analysis.verdicts.rows``, whose days contain ``day``."""

    analysis: Analysis
    traveler: str
    period: int
    host: str
    day: dt.date
    row: int

    @cached_property
    def stay_number(self) -> int:
        """Position of the stay in ``analysis.stays``, and in the engine's arrays along the stays."""
        return int(self.analysis.verdicts.rows.stay[self.row])

    @cached_property
    def stay(self) -> pd.Series:
        """The row of ``analysis.stays``."""
        return self.analysis.stays.iloc[self.stay_number]

    @property
    def jurisdiction(self) -> str:
        """The partner whose agreement reaches the host, or the host itself."""
        return str(self.stay["jurisdiction"])

    @property
    def assignment(self) -> str:
        """The assignment of the work, "" = none."""
        return str(self.stay["assignment"])

    @property
    def worker(self) -> str:
        """How the person works (codes.Worker), "" = not known."""
        return str(self.stay["worker"])

    @property
    def residence(self) -> str:
        """The jurisdiction where the person lives on the day, "" = not known, or no rule was asked."""
        verdicts = self.analysis.verdicts
        return str(verdicts.residences[verdicts.rows.residence[self.row]])

    @property
    def is_last_stay(self) -> bool:
        """False for an earlier one of several short stays that count each by itself."""
        return bool(self.analysis.verdicts.periods.stays.is_last[self.stay_number])

    @property
    def repeats(self) -> bool:
        """Whether a rule on repeated stays may reach this stay: it comes too soon, or the rule's text was not read."""
        number = self.stay_number
        limbs = self.analysis.verdicts.clock.limbs
        return any(bool(limb.repeat_too_soon[number] or limb.repeat_unread[number]) for limb in limbs)

    def alternatives(self) -> list[Provision]:
        """The provisions in force when the clock of the stay starts, in file order."""
        table = self.analysis.verdicts.table
        numbers = (int(limb.provision[self.stay_number]) for limb in self._limbs())
        return [table.provisions[number] for number in numbers]

    def clock(self, provision: Provision) -> ClockOfStay | None:
        """The clock of the stay under one provision; None where no agreement is in force during the stay."""
        stay = self.stay
        if pd.isna(stay["clock_first_day"]):
            return None
        return ClockOfStay(
            first_day=stay["clock_first_day"].date(),
            expected_last_day=days.date_of(stay["expected_last_day"]),
            last_work_day=stay["last_day"].date(),
            limit_months=provision.limit_months,
            limit_last_day=self.limit_last_day(provision),
            granted_until=days.date_of(stay["granted_until"]),
        )

    def limit_last_day(self, provision: Provision) -> dt.date | None:
        """The last day within the limit, moved by a granted exception; None: the rule has no limit.

        ``analysis.stays`` has the limit of the rule behind the stay's last day; another day may rest on an alternative.
        """
        for limb, alternative in zip(self._limbs(), self.alternatives(), strict=True):
            stop = int(limb.limit_stop[self.stay_number])
            if alternative.id == provision.id and stop < days.NEVER:
                return days.to_date(stop - 1)
        return None

    def _limbs(self) -> list[Limb]:
        return [limb for limb in self.analysis.verdicts.clock.limbs if limb.provision[self.stay_number] != NONE]


def judged(analysis: Analysis, traveler: str, period: int, host: str, day: dt.date) -> Judged:
    """The engine's row for work of one period in one host on a day. ``LookupError`` where there is no such work."""
    rows, periods = analysis.verdicts.rows, analysis.verdicts.periods
    who = analysis.log.travelers.get_loc(traveler)
    of_period = (periods.traveler == who) & (np.asarray(periods.number) == period)
    country, at = analysis.log.places.codes.index(host), days.day_number(day)
    is_row = of_period[rows.period] & (rows.country == country) & (rows.start <= at) & (at < rows.stop)
    numbers = np.flatnonzero(is_row)
    if not len(numbers):
        raise LookupError(f"no work of period {period} in {host} on {day}")
    return Judged(analysis, traveler, period, host, day, int(numbers[0]))


def engagement_row(analysis: Analysis, traveler: str, assignment: str) -> pd.Series | None:
    """The row of assignments behind work; None for work without one, and where nobody described it."""
    rows = analysis.workspace.assignments
    named = rows[(rows["assignment"] == assignment) & (rows["traveler"] == traveler)]
    return named.iloc[0] if assignment and len(named) else None
