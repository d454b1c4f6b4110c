"""The rows behind many requests, each table read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.filing.questions import open_questions
from tracker.filing.rows import rows_of
from tracker.standing import file_by

Key = tuple[str, int, str]  # traveler, work period, jurisdiction


class Lookup:
    """The rows of an analysis by what they are about; of one traveler only, where one is named.

    A function that is asked about one request makes its own; one that is asked about many hands the same one on, so
    that no table is searched again for every request.
    """

    def __init__(self, analysis: Analysis, traveler: str = "") -> None:
        self.analysis = analysis
        self.traveler = traveler

    def keys_of(self, traveler: str) -> tuple[Key, ...]:
        """The keys of ``answers`` of one traveler ("" = of everybody), by traveler, period and jurisdiction."""
        if not traveler:
            return tuple(sorted(self.answers))
        return self._keys_by_traveler.get(traveler, ())

    @cached_property
    def _keys_by_traveler(self) -> dict[str, tuple[Key, ...]]:
        by_traveler: dict[str, list[Key]] = {}
        for key in sorted(self.answers):
            by_traveler.setdefault(key[0], []).append(key)
        return {traveler: tuple(keys) for traveler, keys in by_traveler.items()}

    def _mine(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["traveler"] == self.traveler] if self.traveler else frame

    @cached_property
    def people(self) -> dict[str, Any]:
        """Traveler → row of travelers."""
        return {str(row.traveler): row for row in rows_of(self._mine(self.analysis.workspace.travelers))}

    @cached_property
    def trips(self) -> dict[str, Any]:
        """Trip → row of trips."""
        return {str(row.trip): row for row in rows_of(self._mine(self.analysis.workspace.trips))}

    @cached_property
    def assignments(self) -> dict[tuple[str, str], Any]:
        """(traveler, assignment) → row of assignments."""
        rows = rows_of(self._mine(self.analysis.workspace.assignments))
        return {(str(row.traveler), str(row.assignment)): row for row in rows}

    @cached_property
    def records(self) -> dict[str, list[Any]]:
        """Traveler → rows of records, in their order."""
        return _together(self._mine(self.analysis.workspace.records), ("traveler",))

    @cached_property
    def certificates(self) -> dict[tuple[str, str], list[Any]]:
        """(traveler, jurisdiction) → rows of certificates with ``side`` (codes.Issuer), in their order."""
        return _together(self._mine(self.analysis.verdicts.certificates), ("traveler", "jurisdiction"))

    @cached_property
    def certificate_rows(self) -> dict[str, Any]:
        """Certificate → row of certificates, the first where an id stands there twice."""
        rows = rows_of(self._mine(self.analysis.workspace.certificates))
        return {str(row.certificate): row for row in reversed(list(rows))}

    @cached_property
    def judged_certificates(self) -> dict[str, Any]:
        """Certificate → its row with ``side`` (codes.Issuer) and ``jurisdiction``, the first where an id is twice."""
        rows = rows_of(self._mine(self.analysis.verdicts.certificates))
        return {str(row.certificate): row for row in reversed(list(rows))}

    @cached_property
    def worker_of_certificate(self) -> dict[str, str]:
        """Certificate → how the person works whose first logged work it covers; only of those that cover any."""
        rows = self._mine(self.analysis.coverage)
        rows = rows[rows["certificate"] != ""].drop_duplicates("certificate")
        return dict(zip(rows["certificate"], rows["worker"], strict=True))

    @cached_property
    def deliveries(self) -> dict[str, list[Any]]:
        """Certificate → rows of its deliveries, in their order."""
        return _together(self.analysis.workspace.deliveries, ("certificate",))

    @cached_property
    def attachments(self) -> dict[str, list[Any]]:
        """Certificate → rows of the files that are attached to it, in their order."""
        kept = self.analysis.workspace.attachments
        return _together(kept[kept["about"] == "certificates"], ("subject",))

    @cached_property
    def periods(self) -> dict[tuple[str, int], Any]:
        """(traveler, period) → row of periods."""
        return {(str(row.traveler), int(row.period)): row for row in rows_of(self._mine(self.analysis.periods))}

    @cached_property
    def stays(self) -> dict[Key, list[Any]]:
        """Key → its stays by first day: several where short stays count each by itself, else one."""
        return _together(self._mine(self.analysis.stays), ("traveler", "period", "jurisdiction"))

    @cached_property
    def answers(self) -> dict[Key, list[Any]]:
        """Key → its runs of work days (``Analysis.answers``), by first day."""
        rows = self._mine(self.analysis.answers)
        rows = rows[rows["host"] != ""].astype({"period": "int64"})
        return _together(rows, ("traveler", "period", "jurisdiction"))

    @cached_property
    def questions(self) -> dict[tuple[str, int], list[Any]]:
        """(traveler, period) → its open questions."""
        return _together(open_questions(self.analysis), ("traveler", "period"))

    @cached_property
    def file_by(self) -> dict[Key, dt.date]:
        """Key → last day on which its request is in time; only where one can be made now."""
        rows = rows_of(file_by(self.analysis))
        return {(row.traveler, int(row.period), row.jurisdiction): row.file_by.date() for row in rows}

    @cached_property
    def trips_of_periods(self) -> dict[Key, tuple[str, ...]]:
        """Key → its work trips by first day, then id."""
        behind = self._mine(self.analysis.period_of_trip)
        law, jurisdictions = self.analysis.law, {}
        together: dict[Key, list[Any]] = {}
        for row in rows_of(behind):
            trip = self.trips[row.trip]
            if trip.country not in jurisdictions:
                jurisdictions[trip.country] = law.jurisdiction(trip.country)
            together.setdefault((row.traveler, int(row.period), jurisdictions[trip.country]), []).append(trip)
        return {
            key: tuple(str(trip.trip) for trip in sorted(rows, key=lambda trip: (trip.first_day, trip.trip)))
            for key, rows in together.items()
        }

    @cached_property
    def handed_over(self) -> dict[str, list[Any]]:
        """Traveler → the trips whose last day counts for the country of the next one (docs/contract.md, rule 1)."""
        log = self.analysis.log
        by_traveler: dict[str, list[Any]] = {}
        for trip in log.trip[log.handed_over]:
            if trip in self.trips:
                by_traveler.setdefault(str(self.trips[trip].traveler), []).append(self.trips[trip])
        return by_traveler

    @cached_property
    def residences(self) -> dict[str, list[Any]]:
        """Traveler → rows of residences, in their order."""
        return _together(self._mine(self.analysis.workspace.residences), ("traveler",))

    @cached_property
    def trips_by_first_day(self) -> dict[tuple[str, pd.Timestamp], list[Any]]:
        """(traveler, day) → the trips that begin on it."""
        return _together(self._mine(self.analysis.workspace.trips), ("traveler", "first_day"))


def _together(frame: pd.DataFrame, columns: Iterable[str]) -> dict[Any, list[Any]]:
    """The rows of a frame by the values of these columns, in the order of the frame; one column: by its value."""
    names = tuple(columns)
    groups: dict[Any, list[Any]] = {}
    for row in rows_of(frame):
        values = tuple(getattr(row, name) for name in names)
        groups.setdefault(values if len(names) > 1 else values[0], []).append(row)
    return groups
