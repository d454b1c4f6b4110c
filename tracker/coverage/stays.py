"""The clock of each stay: when it starts, which provisions govern it, when a limit is reached (docs/contract.md, rule 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import days
from tracker.coverage.facts import WORKERS, Engagements
from tracker.periods import Periods, Stays
from tracker.rules.tables import Law, ProvisionTable
from tracker.segments import Bools, Ints, Log

NONE = -1


@dataclass(frozen=True)
class Limb:
    """One provision (of possibly several alternatives) for each stay."""

    provision: Ints  # row of the provision table, NONE where there is none
    limit_stop: Ints  # half-open; NEVER without a limit
    repeat_too_soon: Bools


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
    names = np.unique(log.places.jurisdiction)
    partner = pd.Series(names[stays.jurisdiction] if len(names) else [], dtype="str")
    in_force = np.array([law.start(str(name)) for name in names], dtype=np.int64)[stays.jurisdiction]
    start = np.where(stays.stop > in_force, np.maximum(stays.start, in_force), days.NEVER)
    worker = engagements.worker[stays.period]
    expected = _expected_stops(periods, stays, partner, engagements)
    order, earlier = _sequence(periods, stays, worker, start)
    granted = _granted_until(periods, stays, partner, exceptions, law)
    limbs = tuple(
        _limb(provision, start, expected, granted, stays, periods, table, order, worker)
        for provision in _governing(partner, worker, start, table)
    )
    return Clock(start, expected, stays.stop, stays.open_ended, granted, limbs, earlier)


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
    """The expected end belongs to the engagement's host; without one, to the only country worked in."""
    host = engagements.host.to_numpy(dtype=object)[stays.period]
    single = np.bincount(stays.period, minlength=len(periods))[stays.period] == 1
    belongs = (host == partner.to_numpy(dtype=object)) | ((host == "") & single)
    return np.where(belongs, engagements.expected_stop[stays.period], days.NEVER)


def _sequence(periods: Periods, stays: Stays, worker: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Stays of one traveler, jurisdiction and worker in a row, by clock start; and how many came before each."""
    traveler = periods.traveler[stays.period]
    order = np.lexsort((stays.period, start, worker, stays.jurisdiction, traveler))
    keys = np.stack([traveler, stays.jurisdiction, worker])[:, order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(keys, axis=1) != 0).any(axis=0)
    position = np.arange(len(order))
    earlier = np.empty(len(order), dtype=np.int64)
    earlier[order] = position - np.maximum.accumulate(np.where(new, position, 0))
    return order, earlier


def _limb(
    provision: Ints,
    start: Ints,
    expected: Ints,
    granted: Ints,
    stays: Stays,
    periods: Periods,
    table: ProvisionTable,
    order: Ints,
    worker: Ints,
) -> Limb:
    months = np.array([p.limit_months or 0 for p in table.provisions] + [0], dtype=np.int64)[provision]
    limited = months > 0
    limit = np.full(len(provision), days.NEVER, dtype=np.int64)
    limit[limited] = days.add_months(start[limited], months[limited])
    limit[limited] = np.maximum(limit, granted)[limited]
    too_soon = _repeats_too_soon(provision, start, expected, stays, periods, worker, order, table)
    return Limb(provision, limit, too_soon)


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


def _repeats_too_soon(
    provision: Ints,
    start: Ints,
    expected: Ints,
    stays: Stays,
    periods: Periods,
    worker: Ints,
    order: Ints,
    table: ProvisionTable,
) -> Bools:
    """Later stays of a series that end too late after its first start (France; SSA annotation to the administrative arrangement, Art. 4(1))."""
    too_soon = np.zeros(len(provision), dtype=bool)
    in_series = [
        p.series is not None and (p.series.verified or (bool(table.verified[n]) and not p.verified))
        for n, p in enumerate(table.provisions)
    ]
    rows = order[np.array([*in_series, False], dtype=bool)[provision[order]]]
    if not len(rows):
        return too_soon
    limits = np.array([p.series.limit_months if p.series else 0 for p in table.provisions], dtype=np.int64)
    resets = np.array([p.series.reset_months if p.series else 0 for p in table.provisions], dtype=np.int64)
    owner = pd.DataFrame({"t": periods.traveler[stays.period], "j": stays.jurisdiction, "w": worker}).iloc[rows]
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
