"""Days of physical presence per tax year: they find the principal activity where no single fixed base does.

Source: POMS RS 02001.530 (France). The tax year is the calendar year, as in the United States and in France. A day of
travel counts in both countries, passing through in none. Days without any entry stay open: they could tip the balance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.rules.tables import UNITED_STATES
from tracker.segments import Bools, Ints, Log, islands


@dataclass(frozen=True)
class Presence:
    """One entry per traveler, foreign jurisdiction and year asked about; all are numbers of days."""

    in_us: Ints
    in_host: Ints
    open: Ints  # nothing is logged on these days

    @property
    def mostly_us(self) -> Bools:
        """More days in the United States, wherever the open ones were spent."""
        return self.in_us > self.in_host + self.open

    @property
    def mostly_host(self) -> Bools:
        """More days in the host, wherever the open ones were spent."""
        return self.in_host > self.in_us + self.open


def year_of(day_numbers: Ints) -> Ints:
    """The calendar year of each day."""
    years: Ints = day_numbers.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def first_day_of(years: Ints) -> Ints:
    """Day number of each year's January 1."""
    starts: Ints = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return starts


def days_present(log: Log, traveler: Ints, jurisdiction: Ints, year: Ints) -> Presence:
    """Days of each asked year in the US and in the asked jurisdiction (numbered as in the log's places)."""
    mine = np.isin(log.traveler, traveler)
    here = mine & log.present
    places = log.places.jurisdiction_ids[log.country] if len(log.country) else log.country
    stop = log.stop + log.handed_over  # on a day of travel the person was in both countries
    names = np.unique(log.places.jurisdiction)
    us = np.full(len(traveler), int(np.searchsorted(names, UNITED_STATES)) if UNITED_STATES in names else -1)
    anywhere = np.zeros(len(traveler), dtype=np.int64)
    in_us = _days_in_year(log.traveler[here], places[here], log.start[here], stop[here], traveler, us, year)
    in_host = _days_in_year(log.traveler[here], places[here], log.start[here], stop[here], traveler, jurisdiction, year)
    nowhere = np.zeros(int(mine.sum()), dtype=np.int64)
    logged = _days_in_year(log.traveler[mine], nowhere, log.start[mine], stop[mine], traveler, anywhere, year)
    length = first_day_of(year + 1) - first_day_of(year)
    return Presence(in_us, in_host, length - logged)


def _days_in_year(
    traveler: Ints, place: Ints, start: Ints, stop: Ints, asked_traveler: Ints, asked_place: Ints, year: Ints
) -> Ints:
    """How many different days of the year lie in the traveler's intervals at the place."""
    many = int(max(place.max(initial=0), asked_place.max(initial=0))) + 2
    owner, start, stop = islands(traveler * many + place, start, stop)
    spans = pd.DataFrame({"owner": owner, "start": start, "stop": stop})
    asked = pd.DataFrame(
        {
            "asked": np.arange(len(year)),
            "owner": np.where(asked_place < 0, -1, asked_traveler * many + asked_place),
            "begin": first_day_of(year),
            "end": first_day_of(year + 1),
        }
    )
    both = asked.merge(spans, on="owner")
    inside = both[["stop", "end"]].min(axis=1) - both[["start", "begin"]].max(axis=1)
    found = np.bincount(both["asked"], inside.clip(lower=0), len(year))
    return found.astype(np.int64)
