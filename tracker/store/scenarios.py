"""Scenarios in the database. ``Ledger`` calls this with its transaction and takes care of the owner's lock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracker.errors import BadOption, NotAllowed, StaleEdit, UnusableRows
from tracker.itinerary.scenario import Scenario, TripEdit
from tracker.store import rows
from tracker.store.scope import Scope
from tracker.store.tables import scenario as table

LONGEST_NAME = 80


def all_of(connection: Connection, scope: Scope) -> list[Scenario]:
    """The scenarios that the actor sees, by name."""
    found = connection.execute(select(table).where(scope.mine(table)))
    return sorted(map(_from_row, found.mappings()), key=lambda one: one.name.casefold())


def add(connection: Connection, scope: Scope, name: str, traveler: str) -> Scenario:
    """A new scenario without an edit. Raises ``BadOption`` for a name that cannot be used.

    "About everybody" is about one person where the actor sees only that one. Raises ``NotAllowed`` for another one.
    """
    traveler = traveler or scope.actor.traveler
    _require_own(scope, [traveler])
    made = Scenario(uuid.uuid4().hex, 1, _usable(connection, scope, name), traveler)
    connection.execute(insert(table).values(owner=scope.owner, id=made.id, **_columns(made)))
    return made


def save(connection: Connection, scope: Scope, wanted: Scenario, free_trip_ids: Iterator[str]) -> Scenario:
    """Writes the name and the edits over the version that was shown, and gives back what stands now.

    Raises ``StaleEdit``, ``BadOption`` for the name, and ``UnusableRows`` for a trip that no log could hold.
    """
    _require_shown(connection, scope, wanted)
    saved = replace(
        wanted,
        version=wanted.version + 1,
        name=_usable(connection, scope, wanted.name, but=wanted.id),
        edits=_checked([_named(edit, free_trip_ids) for edit in wanted.edits]),
    )
    rows_of = [row for edit in saved.edits for row in (edit.before, edit.after) if row is not None]
    _require_own(scope, [saved.traveler, *(row.get("traveler", "") for row in rows_of)])
    connection.execute(update(table).where(scope.mine(table), table.c.id == wanted.id).values(**_columns(saved)))
    return saved


def remove(connection: Connection, scope: Scope, shown: Scenario) -> None:
    """Throws a scenario away, if it still is what was shown."""
    _require_shown(connection, scope, shown)
    connection.execute(delete(table).where(scope.mine(table), table.c.id == shown.id))


def _require_shown(connection: Connection, scope: Scope, shown: Scenario) -> None:
    stored = select(table.c.version).where(scope.mine(table), table.c.id == shown.id)
    if connection.scalar(stored) != shown.version:
        raise StaleEdit("scenarios", shown.name)


def _require_own(scope: Scope, travelers: Sequence[str]) -> None:
    if not scope.is_whole and set(travelers) != {scope.actor.traveler}:
        raise NotAllowed(f"scenarios: yours are about {scope.actor.traveler!r} only.")


def _usable(connection: Connection, scope: Scope, name: str, but: str = "") -> str:
    tidy = " ".join(name.split())
    if not tidy or not tidy.isprintable():
        raise BadOption("Give the scenario a name.")
    if len(tidy) > LONGEST_NAME:
        raise BadOption(f"The name is too long: {LONGEST_NAME} characters are the most.")
    taken = select(table.c.id).where(scope.mine(table), table.c.name == tidy, table.c.id != but)
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
