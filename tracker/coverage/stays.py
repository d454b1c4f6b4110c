"""The clock of each stay: its start, the provisions that govern it, its limits (docs/contract.md, rule 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import days
from tracker.coverage.facts import WORKERS, Engagements
from tracker.periods import Periods, Stays, split_stays
from tracker.rules.tables import Law, ProvisionTable
from tracker.segments import Bools, Ints, Log

NONE = -1


@dataclass(frozen=True)
class Limb:
    """One provision (of possibly several alternatives) for each stay."""

    provision: Ints  # row of the provision table, NONE where there is none
    limit_stop: Ints  # half-open; NEVER without a limit
    repeat_too_soon: Bools
    repeat_unread: Bools  # a later stay that a series rule may reach whose text was not read


@dataclass(frozen=True)
class Clock:
    """One entry per stay."""

    start: Ints  # NEVER where no agreement is in force during the stay
    expected_stop: Ints  # half-open, NEVER = not known for this jurisdiction
    last_stop: Ints  # half-open end of the logged work
    open_ended: Bools
    granted_stop: Ints  # half-open end of the exception granted, ALWAYS where there is none
    limbs: tuple[Limb, ...]
    earlier_stays: Ints  # how many stays with the same worker and jurisdiction began before


def start_clocks(
    log: Log,
    periods: Periods,
    engagements: Engagements,
    law: Law,
    table: ProvisionTable,
    exceptions: pd.DataFrame,
) -> Clock:
    """The clock of every stay, with the provisions in force on the day on which it starts."""
    stays = periods.stays
    partner, start = _clock_starts(log, stays, law)
    worker = engagements.worker[stays.period]
    expected = _expected_stops(periods, stays, partner, engagements)
    order, earlier = _sequence(periods, stays, worker, start)
    granted = _granted_until(periods, stays, partner, exceptions, law)
    series = _Series(periods, order, earlier, worker, start, expected)
    limbs = tuple(
        Limb(
            provision,
            _limit_stops(provision, start, granted, table),
            *_repeats(provision, series, table),
        )
        for provision in _governing(partner, worker, start, table)
    )
    return Clock(start, expected, stays.stop, stays.open_ended, granted, limbs, earlier)


def short_stays_apart(
    log: Log, periods: Periods, engagements: Engagements, law: Law, table: ProvisionTable, join_gap_days: int
) -> Periods:
    """The periods with short intermittent stays split, where the rule in force at their start says so (Canada)."""
    apart = np.array([*(p.separate_short_stays for p in table.provisions), False], dtype=bool)
    if not apart.any():
        return periods
    partner, start = _clock_starts(log, periods.stays, law)
    which = np.zeros(len(start), dtype=bool)
    for provision in _governing(partner, engagements.worker[periods.stays.period], start, table):
        which |= apart[provision]
    return split_stays(log, periods, which, join_gap_days)


def _clock_starts(log: Log, stays: Stays, law: Law) -> tuple[pd.Series, Ints]:
    """The partner of each stay, and the day number on which its clock starts; NEVER where no agreement is in force."""
    names = np.unique(log.places.jurisdiction)
    partner = pd.Series(names[stays.jurisdiction] if len(names) else [], dtype="str")
    in_force = np.array([law.start(str(name)) for name in names], dtype=np.int64)[stays.jurisdiction]
    return partner, np.where(stays.stop > in_force, np.maximum(stays.start, in_force), days.NEVER)


def _governing(partner: pd.Series, worker: Ints, start: Ints, table: ProvisionTable) -> list[Ints]:
    """The alternatives in force on the clock's first day, in file order: one array per alternative."""
    asked = pd.DataFrame(
        {
            "stay": np.arange(len(partner)),
            "partner": partner,
            "worker": pd.Index([*map(str, WORKERS), ""], dtype="str").take(worker),
            "clock": start,
        }
    )
    found = asked[asked["clock"] < days.NEVER].merge(table.frame, on=["partner", "worker"])
    found = found[(found["start"] <= found["clock"]) & (found["clock"] < found["stop"])]
    found = found.sort_values(["stay", "provision"])
    rank = found.groupby("stay").cumcount().to_numpy()
    limbs = []
    for n in range(max(1, int(rank.max(initial=0)) + 1)):
        provision = np.full(len(partner), NONE, dtype=np.int64)
        chosen = found[rank == n]
        provision[chosen["stay"].to_numpy()] = chosen["provision"].to_numpy()
        limbs.append(provision)
    return limbs


def _expected_stops(periods: Periods, stays: Stays, partner: pd.Series, engagements: Engagements) -> Ints:
    """The expected end belongs to the engagement's host; without one, to the only country worked in.

    Of several short stays that count each by itself it belongs to the last; the others ended when they ended.
    """
    host = engagements.host.to_numpy(dtype=object)[stays.period]
    single = np.bincount(stays.period[stays.is_last], minlength=len(periods))[stays.period] == 1
    belongs = (host == partner.to_numpy(dtype=object)) | ((host == "") & single)
    expected = np.where(belongs, engagements.expected_stop[stays.period], days.NEVER)
    return np.where(stays.is_last, expected, stays.stop)


def _sequence(periods: Periods, stays: Stays, worker: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Stays of one traveler, jurisdiction and worker in a row, by clock start; and how many came before each.

    Several short stays of one period are one stay in this count.
    """
    traveler = periods.traveler[stays.period]
    order = np.lexsort((stays.period, start, worker, stays.jurisdiction, traveler))
    keys = np.stack([traveler, stays.jurisdiction, worker])[:, order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(keys, axis=1) != 0).any(axis=0)
    group = np.cumsum(new)
    of_period = pd.DataFrame({"group": group, "period": stays.period[order]})
    is_first = ~of_period.duplicated().to_numpy()
    begun = np.cumsum(is_first)  # different periods up to here, this one included, over all groups
    before = begun - np.maximum.accumulate(np.where(new, begun - 1, 0)) - 1
    if not is_first.all():  # another period may lie between two short stays of one: only what began before both counts
        before = of_period.assign(before=before).groupby(["group", "period"])["before"].transform("first").to_numpy()
    earlier = np.empty(len(order), dtype=np.int64)
    earlier[order] = before
    return order, earlier


def _limit_stops(provision: Ints, start: Ints, granted: Ints, table: ProvisionTable) -> Ints:
    """Half-open end of each stay's limit, moved by a granted exception; NEVER without a limit."""
    months = np.array([p.limit_months or 0 for p in table.provisions] + [0], dtype=np.int64)[provision]
    limited = months > 0
    limit = np.full(len(provision), days.NEVER, dtype=np.int64)
    limit[limited] = days.add_months(start[limited], months[limited])
    limit[limited] = np.maximum(limit, granted)[limited]
    return limit


def _granted_until(periods: Periods, stays: Stays, partner: pd.Series, exceptions: pd.DataFrame, law: Law) -> Ints:
    """Half-open end of the latest exception granted for each stay; ALWAYS where there is none."""
    until = np.full(len(stays.period), days.ALWAYS, dtype=np.int64)
    if not len(exceptions):
        return until
    granted = pd.DataFrame(
        {
            "assignment": exceptions["assignment"],
            "partner": [law.jurisdiction(str(host)) for host in exceptions["host"]],
            "until": days.stops(exceptions["until"]),
        }
    )
    latest = granted.groupby(["assignment", "partner"], as_index=False)["until"].max()
    asked = pd.DataFrame({"assignment": periods.assignment.to_numpy()[stays.period], "partner": partner})
    found = asked.merge(latest, on=["assignment", "partner"], how="left")["until"]
    return found.fillna(days.ALWAYS).to_numpy(dtype=np.int64)


@dataclass(frozen=True)
class _Series:
    """What a rule on repeated stays looks at; one entry per stay."""

    periods: Periods
    order: Ints  # stays of one traveler, jurisdiction and worker in a row, by clock start
    earlier: Ints  # how many came before
    worker: Ints
    start: Ints
    expected: Ints


def _repeats(provision: Ints, series: _Series, table: ProvisionTable) -> tuple[Bools, Bools]:
    """Later stays that come too soon by a rule on repeats, and those that a rule may reach whose text was not read."""
    applied, unread = [False] * len(table.provisions), [False] * len(table.provisions)
    for n, rule in enumerate(table.provisions):
        if rule.series is not None:
            is_known = rule.series.verified or bool(table.checked[n])
            applied[n] = is_known and rule.series.limit_months is not None
            unread[n] = not is_known
    too_soon = _repeats_too_soon(provision, np.array([*applied, False], dtype=bool), series, table)
    return too_soon, np.array([*unread, False], dtype=bool)[provision] & (series.earlier > 0)


def _repeats_too_soon(provision: Ints, in_series: Bools, series: _Series, table: ProvisionTable) -> Bools:
    """Later stays of a series that end too late after its first start.

    Example (France, five years, one year apart): stays that begin in 2018 and 2021 are one series unless a full year
    lies between; the second must then end by 2023. Source: SSA's annotation to the administrative arrangement with
    France, Art. 4(1).
    """
    too_soon = np.zeros(len(provision), dtype=bool)
    stays, start, expected = series.periods.stays, series.start, series.expected
    rows = series.order[in_series[provision[series.order]]]
    if not len(rows):
        return too_soon
    rules = [p.series for p in table.provisions]
    limits = np.array([(rule and rule.limit_months) or 0 for rule in rules], dtype=np.int64)
    resets = np.array([(rule and rule.reset_months) or 0 for rule in rules], dtype=np.int64)
    traveler = series.periods.traveler[stays.period]
    owner = pd.DataFrame({"t": traveler, "j": stays.jurisdiction, "w": series.worker}).iloc[rows]
    group = owner.groupby(["t", "j", "w"], sort=False).ngroup().to_numpy()
    span = int(stays.stop.max()) + 1
    reached = np.maximum.accumulate(group * span + stays.stop[rows])  # groups follow each other: no reset needed
    first_of_group = np.diff(group, prepend=-1) != 0
    latest_before = np.where(first_of_group, days.ALWAYS, np.concatenate([[0], reached[:-1]]) - group * span)
    fresh = first_of_group.copy()
    fresh[~first_of_group] |= start[rows][~first_of_group] >= days.add_months(
        latest_before[~first_of_group], resets[provision[rows]][~first_of_group]
    )
    first = np.maximum.accumulate(np.where(fresh, np.arange(len(rows)), 0))
    allowed = days.add_months(start[rows][first], limits[provision[rows]])
    end = np.where(expected[rows] < days.NEVER, expected[rows], stays.stop[rows])
    too_soon[rows] = ~fresh & (end > allowed)
    return too_soon
