"""The part of an analysis that is about one traveler, for files about many: each table is cut by traveler once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis import Analysis
from tracker.filing.deadlines import deadlines

_TABLES = (
    "trips",
    "travelers",
    "residences",
    "assignments",
    "certificates",
    "clarifications",
    "records",
    "deadlines",
)
"""Tables of the workspace that name a traveler in every row."""


class ByTraveler:
    """A frame with a column ``traveler`` (text), cut once: the rows of each traveler in the order of the frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        number, travelers = pd.factorize(frame["traveler"])
        # Sorted once, so that the rows of a traveler are one slice of it, which copies nothing.
        is_in_order = bool((np.diff(number) >= 0).all())
        order = np.arange(len(frame)) if is_in_order else np.argsort(number, kind="stable")
        self._rows = frame if is_in_order else frame.take(order)
        self._bounds = np.searchsorted(number[order], np.arange(len(travelers) + 1))
        self._number = {str(traveler): place for place, traveler in enumerate(travelers)}

    def of(self, traveler: str) -> pd.DataFrame:
        """The rows of one traveler with a new index; none where there are none."""
        place = self._number.get(traveler)
        rows = self._rows[:0] if place is None else self._rows[self._bounds[place] : self._bounds[place + 1]]
        return rows.reset_index(drop=True)


class People:
    """An analysis by traveler. Nothing is cut before it is needed, and everything at most once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def analysis_of(self, traveler: str) -> Analysis:
        """The analysis with the tables, results and findings of one traveler alone.

        ``log``, ``pieces``, ``verdicts`` and ``summary`` stay those of everybody: they are no tables.
        """
        tables = {name: rows.of(traveler) for name, rows in self._tables.items()}
        results = {name: rows.of(traveler) for name, rows in self._results.items()}
        answers = results.pop("answers")
        subjects = {
            traveler,
            *tables["trips"]["trip"],
            *tables["trips"]["assignment"],
            *tables["assignments"]["assignment"],
            *tables["certificates"]["certificate"],
            *(f"{traveler}/{number}" for number in results["periods"]["period"]),
        }
        changed: dict[str, Any] = {
            **results,
            "workspace": self.analysis.workspace.with_tables(**tables),
            "findings": self.findings_about(subjects),
        }
        own = replace(self.analysis, **changed)
        own.__dict__["answers"] = answers  # cached there, so that they are not worked out again
        return own

    def deadlines_of(self, traveler: str) -> pd.DataFrame:
        """The deadlines of one traveler, as in ``deadlines``."""
        return self._deadlines.of(traveler)

    def findings_about(self, subjects: Iterable[str]) -> pd.DataFrame:
        """The findings whose subject is one of these, in the order of the analysis."""
        places = [self._places_of_findings[subject] for subject in set(subjects) if subject in self._places_of_findings]
        chosen = np.sort(np.concatenate(places)) if places else np.array([], dtype=np.int64)
        return self.analysis.findings.take(chosen).reset_index(drop=True)

    @cached_property
    def _tables(self) -> dict[str, ByTraveler]:
        frames = self.analysis.workspace.frames()
        return {name: ByTraveler(frames[name]) for name in _TABLES}

    @cached_property
    def _results(self) -> dict[str, ByTraveler]:
        names = ("segments", "periods", "coverage", "answers", "stays", "period_of_trip")
        return {name: ByTraveler(getattr(self.analysis, name)) for name in names}

    @cached_property
    def _deadlines(self) -> ByTraveler:
        return ByTraveler(deadlines(self.analysis))

    @cached_property
    def _places_of_findings(self) -> dict[str, np.ndarray]:
        """Subject → the places of its findings, ascending."""
        groups = self.analysis.findings.groupby("subject", sort=False).indices
        return {str(subject): np.asarray(places) for subject, places in groups.items()}
