"""Scenarios in the database. ``Ledger`` calls this with its transaction and takes care of the owner's lock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracker.errors import BadOption, StaleEdit, UnusableRows
from tracker.itinerary.scenario import Scenario, TripEdit
from tracker.store import rows
from tracker.store.tables import scenario as table

LONGEST_NAME = 80


def all_of(connection: Connection, owner: str) -> list[Scenario]:
    """The scenarios of this owner by name."""
    found = connection.execute(select(table).where(table.c.owner == owner))
    return sorted(map(_from_row, found.mappings()), key=lambda one: one.name.casefold())


def add(connection: Connection, owner: str, name: str, traveler: str) -> Scenario:
    """A new scenario without an edit. Raises ``BadOption`` for a name that cannot be used."""
    made = Scenario(uuid.uuid4().hex, 1, _usable(connection, owner, name), traveler)
    connection.execute(insert(table).values(owner=owner, id=made.id, **_columns(made)))
    return made


def save(connection: Connection, owner: str, wanted: Scenario, free_trip_ids: Iterator[str]) -> Scenario:
    """Writes the name and the edits over the version that was shown, and gives back what stands now.

    Raises ``StaleEdit``, ``BadOption`` for the name, and ``UnusableRows`` for a trip that no log could hold.
    """
    _require_shown(connection, owner, wanted)
    saved = replace(
        wanted,
        version=wanted.version + 1,
        name=_usable(connection, owner, wanted.name, but=wanted.id),
        edits=_checked([_named(edit, free_trip_ids) for edit in wanted.edits]),
    )
    connection.execute(update(table).where(table.c.owner == owner, table.c.id == wanted.id).values(**_columns(saved)))
    return saved


def remove(connection: Connection, owner: str, shown: Scenario) -> None:
    """Throws a scenario away, if it still is what was shown."""
    _require_shown(connection, owner, shown)
    connection.execute(delete(table).where(table.c.owner == owner, table.c.id == shown.id))


def _require_shown(connection: Connection, owner: str, shown: Scenario) -> None:
    stored = select(table.c.version).where(table.c.owner == owner, table.c.id == shown.id)
    if connection.scalar(stored) != shown.version:
        raise StaleEdit("scenarios", shown.name)


def _usable(connection: Connection, owner: str, name: str, but: str = "") -> str:
    tidy = " ".join(name.split())
    if not tidy or not tidy.isprintable():
        raise BadOption("Give the scenario a name.")
    if len(tidy) > LONGEST_NAME:
        raise BadOption(f"The name is too long: {LONGEST_NAME} characters are the most.")
    taken = select(table.c.id).where(table.c.owner == owner, table.c.name == tidy, table.c.id != but)
    if connection.scalar(taken) is not None:
        raise BadOption(f"There is a scenario {tidy!r} already. Choose another name.")
    return tidy


def _named(edit: TripEdit, free_trip_ids: Iterator[str]) -> TripEdit:
    if edit.trip:
        return edit
    trip = next(free_trip_ids)
    return replace(edit, trip=trip, after=dict(edit.row) | {"trip": trip})


def _checked(edits: list[TripEdit]) -> tuple[TripEdit, ...]:
    """The edits with their trips as a log would store them."""
    clean, problems = rows.checked("trips", [dict(edit.after) for edit in edits if edit.after is not None])
    if len(problems):
        raise UnusableRows(problems)
    stored = iter(clean)
    return tuple(edit if edit.after is None else replace(edit, after=next(stored)[0]) for edit in edits)


def _columns(scenario: Scenario) -> dict[str, Any]:
    edits = [
        {"trip": edit.trip, "before": edit.before and dict(edit.before), "after": edit.after and dict(edit.after)}
        for edit in scenario.edits
    ]
    return {"version": scenario.version, "name": scenario.name, "traveler": scenario.traveler, "edits": edits}


def _from_row(row: Any) -> Scenario:
    edits = tuple(TripEdit(edit["trip"], edit["before"], edit["after"]) for edit in row["edits"])
    return Scenario(row["id"], row["version"], row["name"], row["traveler"], edits)
