"""What if: a few trips of the log moved, added or dropped, without touching the log.

A scenario keeps only what it does to single trips, never a copy of the log. So whatever else is logged meanwhile is
part of it at once, what differs from the log is what it holds, and a trip that changed underneath is noticed.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from tracker import schema
from tracker.errors import UnusableRows
from tracker.itinerary.normalize import normalized
from tracker.itinerary.workspace import Workspace, with_rows_added

Texts = Mapping[str, str]
"""A row of the trips as text, by column; a missing column is empty."""


class Stand(enum.Enum):
    """How an edit of a scenario and the log stand to each other now."""

    OPEN = "the log is as it was when the trip was edited"
    DONE = "the log says what the edit says"
    OVERTAKEN = "the log says something else by now"


@dataclass(frozen=True)
class TripEdit:
    """What a scenario does to one trip. ``before`` and ``after`` are rows of the trips; at most one of them is None.

    ``before``: what the log said when the scenario first touched the trip; None: the log does not have it.
    ``after``: what the scenario says; None: dropped. ``trip`` "": a new trip that gets its id when it is saved.
    """

    trip: str
    before: Texts | None
    after: Texts | None

    @property
    def row(self) -> Texts:
        """The row as it is in the scenario, or as it was before it was dropped."""
        row = self.before if self.after is None else self.after
        assert row is not None
        return row

    def stand(self, logged: Texts | None) -> Stand:
        """How it stands to ``logged``, the log's row of this trip (None: there is none)."""
        if _same(logged, self.after):
            return Stand.DONE
        return Stand.OPEN if _same(logged, self.before) else Stand.OVERTAKEN


@dataclass(frozen=True)
class Scenario:
    """A named set of edits, at most one per trip. ``traveler`` "": about everybody's trips."""

    id: str
    version: int  # grows with each save of this scenario
    name: str
    traveler: str
    edits: tuple[TripEdit, ...] = ()

    def edit_of(self, trip: str) -> TripEdit | None:
        """The edit of a trip, if it has one."""
        return next((edit for edit in self.edits if edit.trip == trip), None)

    def with_trip(self, trip: str, after: Texts | None, logged: Texts | None) -> Scenario:
        """A copy that says ``after`` about a trip (None: drops it); ``logged`` is the log's row now, if it has one.

        A first edit remembers ``logged``. Nothing is kept about a trip that is again what it was before.
        """
        known = self.edit_of(trip)
        edit = replace(known, after=after) if known else TripEdit(trip, logged, after)
        others = [one for one in self.edits if one is not known]
        is_nothing = _same(edit.before, edit.after)
        return replace(self, edits=(*others, *([] if is_nothing else [edit])))

    def without(self, trip: str) -> Scenario:
        """A copy that takes this trip as the log has it."""
        return replace(self, edits=tuple(edit for edit in self.edits if edit.trip != trip))

    def on_top_of(self, trip: str, logged: Texts | None) -> Scenario:
        """A copy whose edit of this trip is made once more, on what the log says now."""
        known = self.edit_of(trip)
        return self if known is None else self.without(trip).with_trip(trip, known.after, logged)

    def trips(self, logged: Mapping[str, Texts]) -> dict[str, Texts]:
        """The scenario's trips by id: those of the log (by id) in their order, then the new ones."""
        after = {edit.trip: edit.after for edit in self.edits}
        whole = {trip: after.get(trip, row) for trip, row in logged.items()} | after
        return {trip: row for trip, row in whole.items() if row is not None}


def with_edits(workspace: Workspace, edits: Sequence[TripEdit]) -> Workspace:
    """A copy of the log in which these edits are made; trips keep their order, new ones come last.

    Raises ``UnusableRows`` for an edit that cannot be read, which the store never keeps.
    """
    touched = {edit.trip for edit in edits}
    rows = [edit.after for edit in edits if edit.after is not None]
    columns = schema.column_names("trips")
    typed = pd.DataFrame({column: [row.get(column, "") for row in rows] for column in columns}, dtype="str")
    usable, problems = normalized("trips", typed, file="trips")
    if len(problems):
        raise UnusableRows(problems)
    trips = workspace.trips
    place = {trip: number for number, trip in enumerate(trips["trip"])}
    whole = with_rows_added(trips[~trips["trip"].isin(touched)], usable.to_dict("records"))
    order = whole["trip"].map(lambda trip: place.get(trip, len(place))).argsort(kind="stable")
    whole = whole.iloc[order].reset_index(drop=True)
    missing = pd.DataFrame(new_assignments(workspace, edits), columns=schema.column_names("assignments"), dtype="str")
    if missing.empty:
        return workspace.with_tables(trips=whole)
    named, _ = normalized("assignments", missing.fillna(""), file="assignments")
    assignments = with_rows_added(workspace.assignments, named.to_dict("records"))
    return workspace.with_tables(trips=whole, assignments=assignments)


def new_assignments(workspace: Workspace, edits: Iterable[TripEdit]) -> list[dict[str, str]]:
    """An assignment for each name that an edited trip brings and its traveler does not have yet."""
    known = set(zip(workspace.assignments["assignment"], workspace.assignments["traveler"], strict=True))
    rows = (edit.after for edit in edits if edit.after is not None)
    named = ((row.get("assignment", ""), row.get("traveler", "")) for row in rows)
    return [
        {"assignment": name, "traveler": who} for name, who in dict.fromkeys(named) if name and (name, who) not in known
    ]


def _same(one: Texts | None, other: Texts | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(one.get(column, "") == other.get(column, "") for column in schema.column_names("trips"))
