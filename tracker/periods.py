"""Work periods: which work would be filed together, what case it is, and which trips make it mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tracker import countries, days, findings
from tracker.codes import Case
from tracker.findings import FindingCode
from tracker.segments import Bools, Ints, Log, distinct, islands, join_texts, texts

CASES = tuple(Case)
_DOMESTIC, _SINGLE_AGREEMENT, _SINGLE_NON_AGREEMENT, _MIXED = range(len(CASES))


@dataclass(frozen=True)
class Stays:
    """Work of one period in one foreign jurisdiction, sorted by period; day numbers are half-open."""

    period: Ints
    jurisdiction: Ints  # as numbered by the log's places
    start: Ints
    stop: Ints
    work_days: Ints
    has_agreement: Bools  # in force on any of the work days
    open_ended: Bools  # one of its trips has no last day
    is_last: Bools  # False: an earlier one of several short stays that count each by itself (see split_stays)


@dataclass(frozen=True)
class Periods:
    """One entry per work period, sorted by traveler, first day, assignment; day numbers are half-open."""

    traveler: Ints
    number: Ints  # 1, 2, … per traveler
    assignment: pd.Series
    start: Ints
    stop: Ints
    work_days: Ints
    countries: pd.Series
    jurisdictions: pd.Series  # the same, by jurisdiction: what decides the case
    case: Ints  # points into CASES
    causes: pd.Series
    of_trip: Ints  # per trip of the log: its period, or -1
    stays: Stays

    def __len__(self) -> int:
        return len(self.traveler)

    def name(self, log: Log, which: Ints) -> list[str]:
        """How findings call these periods: traveler/number."""
        people = log.travelers.take(self.traveler[which])
        return [f"{person}/{number}" for person, number in zip(people, self.number[which], strict=True)]


def find_periods(log: Log, join_gap_days: int) -> Periods:
    """The work periods of everybody (docs/contract.md, rules 3 to 5)."""
    raw = _group_trips(log, join_gap_days)
    foreign = log.foreign_work()
    start, stop, abroad = _extent(log, raw, foreign)
    order = _order(log, raw, start)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    of_trip = np.append(rank, -1)[raw]  # -1 stays -1
    some_trip = _some_trip(of_trip, len(order))
    traveler = log.traveler[some_trip]
    new = np.diff(traveler, prepend=-1) != 0
    position = np.arange(len(order))
    number = position - np.maximum.accumulate(np.where(new, position, 0)) + 1
    owner, island_start, island_stop = islands(of_trip[foreign], log.start[foreign], log.stop[foreign])
    stays = _stays(log, of_trip, foreign)
    case, anchor = _cases(stays, len(order), abroad[order])
    return Periods(
        traveler=traveler,
        number=number,
        assignment=log.assignment.iloc[some_trip].reset_index(drop=True),
        start=start[order],
        stop=stop[order],
        work_days=np.bincount(owner, island_stop - island_start, len(order)).astype(np.int64),
        countries=_joined(of_trip, log.country, log.places.codes, foreign, len(order)),
        jurisdictions=_joined(
            of_trip, log.jurisdiction(), list(np.unique(log.places.jurisdiction)), foreign, len(order)
        ),
        case=case,
        causes=_causes(log, of_trip, foreign, anchor),
        of_trip=of_trip,
        stays=stays,
    )


def _group_trips(log: Log, join_gap_days: int) -> Ints:
    """A provisional period number for each trip, -1 where it belongs to none."""
    group = np.full(len(log.start), -1, dtype=np.int64)
    named = np.flatnonzero((log.assignment != "").to_numpy(dtype=bool) & log.work)
    engagement, _ = pd.factorize(log.assignment.iloc[named])
    pair, pairs = pd.factorize(log.traveler[named] * (int(engagement.max(initial=0)) + 1) + engagement)
    group[named] = pair
    loose = np.flatnonzero((log.assignment == "").to_numpy(dtype=bool) & log.foreign_work())
    if len(loose):
        # Lengthening every trip by the gap turns "at most that many days between" into "they touch".
        owner, start, _ = islands(log.traveler[loose], log.start[loose], log.stop[loose] + join_gap_days)
        low, span = int(start.min()), int(log.start[loose].max()) - int(start.min()) + 1
        begins = owner * span + (start - low)
        at = np.searchsorted(begins, log.traveler[loose] * span + (log.start[loose] - low), side="right") - 1
        group[loose] = len(pairs) + at
    return group


def _extent(log: Log, group: Ints, foreign: Bools) -> tuple[Ints, Ints, Bools]:
    """First and last (half-open) foreign work day of each group, of any work where there is none abroad."""
    count = int(group.max(initial=-1)) + 1
    abroad = np.zeros(count, dtype=bool)
    abroad[group[foreign]] = True
    counts = (group >= 0) & (foreign | (log.work & ~np.append(abroad, True)[group]))
    start, stop = np.full(count, days.NEVER, dtype=np.int64), np.full(count, days.ALWAYS, dtype=np.int64)
    np.minimum.at(start, group[counts], log.start[counts])
    np.maximum.at(stop, group[counts], log.stop[counts])
    return start, stop, abroad


def _order(log: Log, group: Ints, start: Ints) -> Ints:
    some_trip = _some_trip(group, len(start))
    assignment = log.assignment.iloc[some_trip]
    text_rank = pd.factorize(assignment, sort=True)[0]
    return np.lexsort((text_rank, start, log.traveler[some_trip]))


def _some_trip(group: Ints, count: int) -> Ints:
    """One trip of each group: they agree in traveler and assignment."""
    trip = np.zeros(count, dtype=np.int64)
    grouped = np.flatnonzero(group >= 0)
    trip[group[grouped]] = grouped
    return trip


def _joined(of_trip: Ints, code: Ints, names: Sequence[str], which: Bools, count: int) -> pd.Series:
    """The distinct names of each period's trips, alphabetical, joined by "+"."""
    pairs = distinct(of_trip[which] * (len(names) + 1) + code[which])
    return join_texts(pairs // (len(names) + 1), texts(names, pairs % (len(names) + 1)), count)


def _stays(log: Log, of_trip: Ints, foreign: Bools) -> Stays:
    jurisdiction = log.jurisdiction()
    many = int(jurisdiction.max(initial=0)) + 1
    group = of_trip * many + jurisdiction
    owner, start, stop = islands(group[foreign], log.start[foreign], log.stop[foreign])
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    last = np.concatenate([first[1:] - 1, [len(owner) - 1]]) if len(first) else first
    stay = owner[first]
    total = np.add.reduceat(stop - start, first) if len(first) else np.zeros(0, dtype=np.int64)
    in_force = np.full(many, days.NEVER, dtype=np.int64)
    in_force[log.places.jurisdiction_ids] = log.places.start
    ongoing = np.isin(stay, group[foreign & log.ongoing])
    return Stays(
        period=stay // many,
        jurisdiction=stay % many,
        start=start[first],
        stop=stop[last],
        work_days=total,
        has_agreement=stop[last] > in_force[stay % many],
        open_ended=ongoing,
        is_last=np.ones(len(stay), dtype=bool),
    )


def split_stays(log: Log, periods: Periods, which: Bools, join_gap_days: int) -> Periods:
    """The periods with the stays of ``which`` split wherever more than ``join_gap_days`` lie between two trips.

    Short intermittent stays each have their own clock where the record says so (docs/contract.md, rule 6). Two weeks
    in each January from 2018 to 2020 under one assignment are one stay before and three stays after. All other stays
    and everything else about the periods keep their values; stays are sorted by period, jurisdiction and start.
    """
    stays = periods.stays
    if not which.any():
        return periods
    many = int(log.jurisdiction().max(initial=0)) + 1
    key_of_stay = stays.period * many + stays.jurisdiction
    key_of_trip = periods.of_trip * many + log.jurisdiction()
    foreign = log.foreign_work()
    trips = np.flatnonzero(foreign & np.isin(key_of_trip, key_of_stay[which]))
    # Lengthening every trip by the gap turns "at most that many days between" into "they touch".
    key, start, stop = islands(key_of_trip[trips], log.start[trips], log.stop[trips] + join_gap_days)
    stop = stop - join_gap_days
    day_key, day_start, day_stop = islands(key_of_trip[trips], log.start[trips], log.stop[trips])
    run = _containing(key, start, day_key, day_start)
    run_of_trip = _containing(key, start, key_of_trip[trips], log.start[trips])
    is_open = np.zeros(len(key), dtype=bool)
    is_open[run_of_trip[log.ongoing[trips]]] = True
    old = np.searchsorted(key_of_stay, key)
    kept = np.flatnonzero(~which)
    split = Stays(
        period=np.concatenate([stays.period[kept], stays.period[old]]),
        jurisdiction=np.concatenate([stays.jurisdiction[kept], stays.jurisdiction[old]]),
        start=np.concatenate([stays.start[kept], start]),
        stop=np.concatenate([stays.stop[kept], stop]),
        work_days=np.concatenate(
            [stays.work_days[kept], np.bincount(run, day_stop - day_start, len(key)).astype(np.int64)]
        ),
        has_agreement=np.concatenate([stays.has_agreement[kept], stays.has_agreement[old]]),
        open_ended=np.concatenate([stays.open_ended[kept], is_open]),
        is_last=np.concatenate([stays.is_last[kept], np.append(key[1:] != key[:-1], True)]),
    )
    order = np.lexsort((split.start, split.jurisdiction, split.period))
    return replace(periods, stays=Stays(**{name: values[order] for name, values in vars(split).items()}))


def _containing(key: Ints, start: Ints, asked_key: Ints, asked_start: Ints) -> Ints:
    """Which of the runs (sorted by key and start, disjoint within a key) begins last at or before each asked day."""
    low = min(int(start.min()), int(asked_start.min()))
    span = max(int(start.max()), int(asked_start.max())) - low + 1
    return np.searchsorted(key * span + (start - low), asked_key * span + (asked_start - low), side="right") - 1


def _cases(stays: Stays, count: int, abroad: Bools) -> tuple[Ints, Ints]:
    """The case of each period and its anchor jurisdiction (docs/contract.md, rules 4 and 5)."""
    number = np.bincount(stays.period, minlength=count)
    agreed = np.bincount(stays.period, stays.has_agreement, count) > 0
    case = np.select(
        [~abroad, (number == 1) & agreed, number == 1], [_DOMESTIC, _SINGLE_AGREEMENT, _SINGLE_NON_AGREEMENT], _MIXED
    )
    best = np.lexsort((stays.jurisdiction, stays.start, -stays.work_days, ~stays.has_agreement, stays.period))
    anchor = np.full(count, -1, dtype=np.int64)
    anchor[stays.period[best[::-1]]] = stays.jurisdiction[best[::-1]]
    return case.astype(np.int64), anchor


def _causes(log: Log, of_trip: Ints, foreign: Bools, anchor: Ints) -> pd.Series:
    """The trips outside the anchor's jurisdiction, by first day, then id, joined by "+"; none unless it is mixed."""
    away = np.flatnonzero(foreign)
    which = away[log.jurisdiction()[away] != anchor[of_trip[away]]]
    ids = log.trip.iloc[which]
    order = np.lexsort((pd.factorize(ids, sort=True)[0], log.logged_start[which], of_trip[which]))
    return join_texts(of_trip[which][order], ids.iloc[order], len(anchor))


def neighbors(log: Log, periods: Periods, self_employed: Bools, join_gap_days: int) -> pd.DataFrame:
    """Pairs of self-employed periods of one traveler, in different jurisdictions, that overlap or nearly touch.

    Columns ``period`` and ``other``; every pair stands there both ways (docs/contract.md, rule 3).
    """
    able = np.flatnonzero(self_employed & (periods.case != _DOMESTIC))
    if not len(able):
        return pd.DataFrame({"period": able, "other": able})
    low = int(periods.start[able].min())
    span = int(periods.stop[able].max()) + join_gap_days - low + 2
    begins = periods.traveler[able] * span + (periods.start[able] - low)  # already in rising order
    reach = begins + (periods.stop - periods.start)[able] + join_gap_days
    until = np.searchsorted(begins, reach, side="right")
    follows = until - np.arange(len(able)) - 1
    one = np.repeat(np.arange(len(able)), follows)
    offset = np.arange(len(one)) - np.repeat(np.cumsum(follows) - follows, follows)
    pair = pd.DataFrame({"period": able[one], "other": able[one + 1 + offset]})
    where = pd.factorize(periods.jurisdictions)[0]
    same_person = periods.traveler[pair["period"]] == periods.traveler[pair["other"]]
    pair = pair[same_person & (where[pair["period"]] != where[pair["other"]])]
    both = pd.concat([pair, pair.rename(columns={"period": "other", "other": "period"})])
    ordered: pd.DataFrame = both.sort_values(["period", "other"], ignore_index=True)
    return ordered


def period_findings(log: Log, periods: Periods, near: pd.DataFrame, join_gap_days: int) -> pd.DataFrame:
    """Warnings about periods that lie too close to each other to be filed apart unasked."""
    each = near.drop_duplicates("period")
    one, other = each["period"].to_numpy(dtype=np.int64), each["other"].to_numpy(dtype=np.int64)
    return findings.findings(
        FindingCode.NEIGHBORING_PERIOD,
        periods.name(log, one),
        first_days=days.to_first_days(periods.start[one]),
        last_days=days.to_last_days(periods.stop[one]),
        other=periods.number[other],
        other_countries=[
            ", ".join(countries.name(code) for code in codes.split("+")) for codes in periods.countries.iloc[other]
        ],
        gap=[join_gap_days] * len(one),
    )
