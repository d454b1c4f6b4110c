"""What an actor sees, as SQL: the one place that decides which rows a statement may reach.

Every statement on a table with an ``owner`` goes through ``Scope.mine``, reads and writes alike; the few that must look
further say why (``Beyond``), and give away no more than that an id is in use.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select, true

from tracker import schema
from tracker.errors import NotAllowed
from tracker.store import tables
from tracker.store.actors import Actor

READ_BY_ALL = frozenset({"verifications", "setting", "revision"})
"""Tables that are about the program, not about a person: everybody in it reads them, managers write them."""

PARENT_COLUMNS: Mapping[str, tuple[str, str]] = {
    "exceptions": ("assignment", "assignments"),
    "deliveries": ("certificate", "certificates"),
    "steps": ("certificate", "certificates"),
}
"""Tables whose rows name no traveler → the column that names the row they belong to, and its table. The rows of
``attachments`` say themselves which table that is."""

SUBJECTS: Mapping[str, str] = {
    "certificates": "certificate",
    "assignments": "assignment",
    "travelers": "traveler",
    "trips": "trip",
}
"""What a file may be about, and what other rows may belong to → the column that names the row."""

_MANY_IDS = 500  # in one statement


class Beyond(enum.Enum):
    """Why a statement looks beyond what its actor may see."""

    IDS = "an id is given once in a program: whether it is in use is asked, nothing else"
    HOLDERS = "whose a row is decides whether it may be written; the actor is told nothing else"
    CHAIN = "the chain runs through the entries of everybody: others show their hash only"
    WHOLE_GROUP = "a change is undone as a whole or not at all: whether somebody else's rows are in it is asked"
    NUMBERS = "rows are counted, for numbers that never come back"
    ROOM = "attached files are measured together, for the limit of all of them"


class Scope:
    """The rows of one actor. ``owner`` names the program."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.owner = actor.owner
        self.is_whole = actor.sees_everything

    def program(self, table: Table) -> ColumnElement[bool]:
        """All rows of the program, whoever they are about. Only with a reason: see ``Beyond``."""
        return table.c.owner == self.owner

    def mine(self, table: Table) -> ColumnElement[bool]:
        """The rows of a table that the actor may see. A table that no rule here knows is refused."""
        if table is tables.own_note:
            return and_(self.program(table), table.c.actor == self.actor.name)
        if self.is_whole or table.name in READ_BY_ALL:
            return self.program(table)
        return and_(self.program(table), self._about_the_traveler(table))

    def require_whole(self, what: str) -> None:
        """Raises ``NotAllowed`` unless the actor sees the whole program; ``what`` such as "restore a backup"."""
        if not self.is_whole:
            raise NotAllowed(f"Only a manager of the program can {what}.")

    def _about_the_traveler(self, table: Table) -> ColumnElement[bool]:
        if "traveler" in table.c:
            return table.c.traveler == self.actor.traveler
        if table is tables.attachment_content:
            rows = tables.WORKSPACE["attachments"]
            return table.c.sha256.in_(select(rows.c.sha256).where(self.mine(rows)))
        if table.name == "attachments":
            return or_(
                *(
                    and_(table.c.about == about, table.c.subject.in_(self._own_ids(about)))
                    for about in SUBJECTS
                    if about not in ("travelers", "assignments")
                ),
                and_(table.c.about == "travelers", table.c.subject == self.actor.traveler),
                and_(
                    table.c.about == "assignments",
                    table.c.subject.in_(self._own_ids("assignments")),
                    table.c.subject.not_in(self._ids_of_others("assignments")),
                ),
            )
        if table.name in PARENT_COLUMNS:
            column, parent = PARENT_COLUMNS[table.name]
            return table.c[column].in_(self._own_ids(parent))
        raise NotAllowed(f"Nothing says whose the rows of {table.name} are.")

    def _own_ids(self, parent: str) -> Select[Any]:
        table = tables.WORKSPACE[parent]
        return select(table.c[SUBJECTS[parent]]).where(self.mine(table))

    def _ids_of_others(self, parent: str) -> Select[Any]:
        table = tables.WORKSPACE[parent]
        return select(table.c[SUBJECTS[parent]]).where(self.program(table), table.c.traveler != self.actor.traveler)


def parent_of(table: str, values: Mapping[str, str]) -> tuple[str, str] | None:
    """The row that this one belongs to, as its table and its id; None where a row names its traveler, or nothing."""
    if table == "attachments":
        return (values["about"], values["subject"]) if values["about"] in SUBJECTS else None
    if table in PARENT_COLUMNS:
        column, parent = PARENT_COLUMNS[table]
        return parent, values[column]
    return None


def whose(connection: Connection, scope: Scope, found: Sequence[tuple[str, Mapping[str, str]]]) -> list[set[str]]:
    """For each row, as its table and values, the travelers that it is about as things stand in the database.

    None: nobody in particular. Several: it belongs to an assignment whose id several people have.
    """
    parents = [parent_of(table, values) for table, values in found]
    held = holders(connection, scope, {parent for parent in parents if parent})
    return [
        {values["traveler"]} if "traveler" in values else held.get(parent, set()) if parent else set()
        for parent, (_, values) in zip(parents, found, strict=True)
    ]


def holders(
    connection: Connection, scope: Scope, parents: Collection[tuple[str, str]]
) -> dict[tuple[str, str], set[str]]:
    """Row, as its table and id → the travelers who have it, program-wide; only rows that somebody has."""
    found: dict[tuple[str, str], set[str]] = {}
    for parent in {parent for parent, _ in parents}:
        ids = {id_ for table, id_ in parents if table == parent}
        if parent == "travelers":  # named by their id, whether or not there is a row about them
            found |= {(parent, id_): {id_} for id_ in ids}
            continue
        table = tables.WORKSPACE[parent]
        column = table.c[SUBJECTS[parent]]
        wanted = column.in_(ids) if len(ids) <= _MANY_IDS else column != ""
        holders = select(column, table.c.traveler).where(scope.program(table), wanted)
        for id_, traveler in connection.execute(holders.execution_options(beyond=Beyond.HOLDERS)):
            found.setdefault((parent, id_), set()).add(traveler)
    return found


def named_by_others(connection: Connection, scope: Scope, assignments: Collection[str]) -> set[str]:
    """Which assignments trips name that the actor does not see: an exception holds for all work under an id."""
    trips = tables.WORKSPACE["trips"]
    named = select(trips.c.assignment).where(
        scope.program(trips), trips.c.assignment.in_(assignments), ~scope.mine(trips)
    )
    return set(connection.scalars(named.execution_options(beyond=Beyond.HOLDERS)))


def ids_in_use(connection: Connection, scope: Scope, table: str, ids: Collection[str]) -> set[str]:
    """Which of the ids cannot be given to a row of the actor: a row out of sight has it, or would belong to it."""
    taken: set[str] = set()
    for some in (list(ids)[n : n + _MANY_IDS] for n in range(0, len(ids), _MANY_IDS)):
        taken |= _used_elsewhere(connection, scope, table, some)
        if table in SUBJECTS:
            taken |= _named_elsewhere(connection, scope, table, some)
    return taken


def _used_elsewhere(connection: Connection, scope: Scope, table: str, ids: Collection[str]) -> set[str]:
    """Which of the ids, of a table whose rows have one, rows have that the actor does not see."""
    source = tables.WORKSPACE[table]
    column = source.c[schema.KEYS[table][0]]
    taken = select(column).where(scope.program(source), column.in_(ids), ~scope.mine(source))
    return set(connection.scalars(taken.execution_options(beyond=Beyond.IDS)))


def _named_elsewhere(connection: Connection, scope: Scope, parent: str, ids: Collection[str]) -> set[str]:
    """Which of the ids, of a table that other rows may belong to, such rows name that the actor does not see.

    Whoever were given such an id would see them from then on.
    """
    files = tables.WORKSPACE["attachments"]
    sources = [(files, files.c.subject, files.c.about == parent)]
    for child, (column, of) in PARENT_COLUMNS.items():
        if of == parent:
            source = tables.WORKSPACE[child]
            sources.append((source, source.c[column], true()))
    named: set[str] = set()
    for source, name, belongs in sources:
        taken = select(name).where(scope.program(source), belongs, name.in_(ids), ~scope.mine(source))
        named |= set(connection.scalars(taken.execution_options(beyond=Beyond.IDS)))
    return named
