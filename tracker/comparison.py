"""What a change of the log does to the answer: days per answer, and what becomes of each work period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from tracker.analysis import Analysis, analyze
from tracker.codes import Case, DayAnswer, Decision
from tracker.itinerary import Workspace


@dataclass(frozen=True)
class WorkPeriod:
    """A row of periods.csv. Both days are counted; ``trips`` are the ids behind it."""

    number: int = field(compare=False)
    assignment: str
    first_day: dt.date
    last_day: dt.date
    work_days: int
    countries: tuple[str, ...]
    case: Case
    causes: tuple[str, ...]
    decision: Decision
    trips: frozenset[str] = field(compare=False)


@dataclass(frozen=True)
class PeriodChange:
    """A work period that is not what it was. None: there was no such period, or there is none any more.

    ``relatives`` are periods of the other side that share a trip with one that has no partner: what a new period was
    split off from, or what a period that is gone was joined with.
    """

    before: WorkPeriod | None
    after: WorkPeriod | None
    relatives: tuple[WorkPeriod, ...] = ()

    @property
    def is_other_case(self) -> bool:
        """Whether what the period is changed, a period that came or went included."""
        return _case(self.before) != _case(self.after)

    @property
    def is_other_decision(self) -> bool:
        """Whether what to do changed, a period that came or went included."""
        return _decision(self.before) != _decision(self.after)


@dataclass(frozen=True)
class Change:
    """The difference between two answers for one person."""

    traveler: str
    days: dict[DayAnswer, tuple[int, int]]  # before and after, per country of work; each answer is there
    periods: tuple[PeriodChange, ...]  # those that differ in anything but their number, by first day

    def more(self, answer: DayAnswer) -> int:
        """How many days of this answer there are more; negative: fewer."""
        before, after = self.days[answer]
        return after - before

    @property
    def is_nothing(self) -> bool:
        """Whether neither a day nor a period changed."""
        return not self.periods and not any(self.more(answer) for answer in DayAnswer)


def analyze_again(before: Analysis, workspace: Workspace) -> Analysis:
    """The answer for another log, under the law and the settings of an answer that is there."""
    return analyze(workspace, before.rules, before.settings)


def compare(before: Analysis, after: Analysis, traveler: str) -> Change:
    """What is different for one person. ``after`` may be the answer for that person's log alone."""
    old, new = _days_per_answer(before, traveler), _days_per_answer(after, traveler)
    return Change(
        traveler,
        {answer: (int(old.get(answer, 0)), int(new.get(answer, 0))) for answer in DayAnswer},
        tuple(_period_changes(_periods(before, traveler), _periods(after, traveler))),
    )


def _days_per_answer(analysis: Analysis, traveler: str) -> pd.Series:
    rows = analysis.answers[analysis.answers["traveler"] == traveler]
    return rows.groupby("answer")["days"].sum()


def _periods(analysis: Analysis, traveler: str) -> list[WorkPeriod]:
    behind = analysis.period_of_trip
    trips = behind[behind["traveler"] == traveler].groupby("period")["trip"].agg(frozenset)
    rows = analysis.periods[analysis.periods["traveler"] == traveler]
    return [
        WorkPeriod(
            number=row["period"],
            assignment=row["assignment"],
            first_day=row["first_day"].date(),
            last_day=row["last_day"].date(),
            work_days=row["work_days"],
            countries=_split(row["countries"]),
            case=Case(row["case"]),
            causes=_split(row["causes"]),
            decision=Decision(row["decision"]),
            trips=trips.get(row["period"], frozenset()),
        )
        for row in rows.to_dict("records")
    ]


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split("+") if part)


def _period_changes(before: list[WorkPeriod], after: list[WorkPeriod]) -> list[PeriodChange]:
    pairs = _partners(before, after)
    changes = [PeriodChange(old, new) for old, new in pairs if old != new]
    gone = [old for old in before if not any(old is one for one, _ in pairs)]
    came = [new for new in after if not any(new is one for _, one in pairs)]
    changes += [PeriodChange(old, None, _relatives(old, after)) for old in gone]
    changes += [PeriodChange(None, new, _relatives(new, before)) for new in came]
    return sorted(changes, key=lambda change: min(p.first_day for p in (change.before, change.after) if p))


def _partners(before: list[WorkPeriod], after: list[WorkPeriod]) -> list[tuple[WorkPeriod, WorkPeriod]]:
    """Which period is which: the ones that share the most trips, the earlier ones first where there is a choice."""
    new_of = {trip: place for place, new in enumerate(after) for trip in new.trips}
    shared = Counter((place, new_of[trip]) for place, old in enumerate(before) for trip in old.trips if trip in new_of)
    pairs: dict[int, int] = {}
    for (old, new), _ in sorted(shared.items(), key=lambda found: (-found[1], found[0])):
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    return [(before[old], after[new]) for old, new in pairs.items()]


def _relatives(period: WorkPeriod, others: list[WorkPeriod]) -> tuple[WorkPeriod, ...]:
    return tuple(other for other in others if period.trips & other.trips)


def _case(period: WorkPeriod | None) -> Case | None:
    return period.case if period else None


def _decision(period: WorkPeriod | None) -> Decision | None:
    return period.decision if period else None
