"""Foreign work as rows of days on which nothing that a rule asks about changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import Status
from tracker.coverage.facts import COUNTS_DAYS, Engagements, residence_on
from tracker.coverage.presence import first_day_of, year_of
from tracker.coverage.stays import Clock
from tracker.itinerary.workspace import Workspace
from tracker.periods import Periods, Stays
from tracker.rules.tables import Law
from tracker.segments import STATUSES, Bools, Ints, Log, Pieces, distinct, islands, texts


@dataclass(frozen=True)
class Work:
    """One entry per (period, host) and run of days; day numbers are half-open."""

    period: Ints
    country: Ints  # as numbered by the log's places
    stay: Ints
    traveler: Ints
    start: Ints
    stop: Ints
    several: Bools  # work in more than one country is logged on these days, the US included
    jurisdiction: pd.Series
    residence: pd.Series  # jurisdiction where the person lives on these days, "" = not known


def cut_work(
    log: Log,
    pieces: Pieces,
    periods: Periods,
    engagements: Engagements,
    clock: Clock,
    certificates: pd.DataFrame,
    workspace: Workspace,
    law: Law,
    default_residence: str | None,
) -> Work:
    """All foreign work days, cut wherever an answer may change."""
    period, country, stay, start, stop = _cut_everywhere(
        log, pieces, periods, engagements, clock, certificates, workspace
    )
    traveler = periods.traveler[period]
    residence = residence_on(
        traveler,
        start,
        stop,
        engagements.residence.iloc[period],
        log,
        workspace.residences,
        workspace.travelers,
        law,
        default_residence,
    )
    jurisdiction = texts(list(log.places.jurisdiction), country)
    several = _several_countries(pieces, traveler, start)
    return Work(period, country, stay, traveler, start, stop, several, jurisdiction, residence)


def _cut_everywhere(
    log: Log,
    pieces: Pieces,
    periods: Periods,
    engagements: Engagements,
    clock: Clock,
    certificates: pd.DataFrame,
    workspace: Workspace,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """(period, country, stay, start, stop) of every row."""
    foreign = log.foreign_work()
    many = len(log.places.codes) + 1
    group = periods.of_trip[foreign] * many + log.country[foreign]
    owner, start, stop = islands(group, log.start[foreign], log.stop[foreign])
    period, country = owner // many, owner % many
    stays = periods.stays
    stay = _stay_of(stays, period, log.places.jurisdiction_ids[country], start)

    several = pieces.status == STATUSES.index(Status.MULTI_COUNTRY)
    people, edges = [pieces.traveler[several]] * 2, [pieces.start[several], pieces.stop[several]]
    for table in (certificates, workspace.residences):
        if len(table):
            person = log.travelers.get_indexer(pd.Index(table["traveler"]))
            people += [person, person]
            edges += [days.starts(table["first_day"]), days.stops(table["last_day"])]
    row, start, stop = _cut(periods.traveler[period], start, stop, np.concatenate(people), np.concatenate(edges))
    period, country, stay = period[row], country[row], stay[row]

    in_force = np.minimum(log.places.start, log.places.reported)
    cut_stay, cut_day = _days_of_stays(stays, clock, engagements)
    row, start, stop = _cut(stay, start, stop, cut_stay, cut_day)
    period, country, stay = period[row], country[row], stay[row]
    row, start, stop = _cut(country, start, stop, np.arange(len(in_force)), in_force)
    return period[row], country[row], stay[row], start, stop


def _stay_of(stays: Stays, period: Ints, jurisdiction: Ints, start: Ints) -> Ints:
    """The stay of each run of work days: of several in one period and jurisdiction the last that began by then.

    Stays are sorted by period, jurisdiction and start, so one number per stay keeps that order. Period 2,
    jurisdiction 3 of 10, day 4 of a span of 100 → (2 * 10 + 3) * 100 + 4 = 2304.
    """
    if not len(period):
        return period
    low = min(int(stays.start.min()), int(start.min()))
    span = max(int(stays.start.max()), int(start.max())) - low + 1
    many = int(max(stays.jurisdiction.max(), jurisdiction.max())) + 1
    keys = (stays.period * many + stays.jurisdiction) * span + (stays.start - low)
    asked = (period * many + jurisdiction) * span + (start - low)
    return np.searchsorted(keys, asked, side="right") - 1


def _days_of_stays(stays: Stays, clock: Clock, engagements: Engagements) -> tuple[Ints, Ints]:
    """(stay, day) on which an answer may change: limits, granted exceptions, second jobs, and where days of presence
    are counted each new tax year."""
    every = np.arange(len(stays.period))
    fixed = [*(limb.limit_stop for limb in clock.limbs), clock.granted_stop, engagements.second_job_start[stays.period]]
    counted = every[np.isin(engagements.fixed_base[stays.period], COUNTS_DAYS)]
    years = year_of(stays.start[counted]), year_of(stays.stop[counted] - 1)
    new_years = years[1] - years[0]
    owner = np.repeat(counted, new_years)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(new_years) - new_years, new_years) + 1
    january = first_day_of(np.repeat(years[0], new_years) + nth)
    return np.concatenate([np.tile(every, len(fixed)), owner]), np.concatenate([*fixed, january])


def _cut(owner: Ints, start: Ints, stop: Ints, cut_owner: Ints, cut_day: Ints) -> tuple[Ints, Ints, Ints]:
    """Cuts half-open runs at the days of their owner that fall inside: (row that each part came from, start, stop)."""
    if not len(owner):
        return owner, start, stop
    low = int(start.min())
    span = int(stop.max()) - low + 1
    inside = (cut_owner >= 0) & (cut_day > low) & (cut_day < low + span)
    cuts = distinct(cut_owner[inside] * span + (cut_day[inside] - low))
    base = owner * span - low
    first = np.searchsorted(cuts, base + start, side="right")
    parts = np.searchsorted(cuts, base + stop, side="left") - first + 1
    row = np.repeat(np.arange(len(owner)), parts)
    if len(row) == len(owner):
        return row, start, stop
    nth = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    at = np.concatenate([cuts, [0]])
    begins = np.where(nth == 0, start[row], at[np.maximum(first[row] + nth - 1, 0)] - base[row])
    ends = np.where(nth == parts[row] - 1, stop[row], at[np.minimum(first[row] + nth, len(cuts))] - base[row])
    return row, begins, ends


def _several_countries(pieces: Pieces, traveler: Ints, start: Ints) -> Bools:
    """Which rows lie on days with work in more than one country, the US included."""
    if not len(start):
        return np.zeros(0, dtype=bool)
    low = int(pieces.start.min())
    span = int(pieces.stop.max()) - low + 1
    begins = pieces.traveler * span + (pieces.start - low)
    at = np.searchsorted(begins, traveler * span + (start - low), side="right") - 1
    return np.asarray(pieces.status[at] == STATUSES.index(Status.MULTI_COUNTRY))
