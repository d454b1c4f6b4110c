"""What somebody who sees the rows of one traveler only may write: nothing that reaches anybody else, now or later.

Three rules keep it so. A row is about the traveler before and after the change. An id that other rows stand behind,
seen or not, is not given to a new row. And what belongs to a row goes with it: nothing is left that whoever is given
its id next would inherit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from tracker import findings, schema
from tracker.errors import NotAllowed, UnusableRows
from tracker.store import rows
from tracker.store import scope as scopes
from tracker.store.changes import Changes
from tracker.store.journal import Edit
from tracker.store.rows import StoredRow
from tracker.store.scope import READ_BY_ALL, Scope

REFERENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "trips": (("assignment", "assignments"),),
    "certificates": (("assignment", "assignments"), ("refers_to", "certificates")),
    "clarifications": (("assignment", "assignments"),),
    "records": (("assignment", "assignments"),),
    "deadlines": (("certificate", "certificates"),),
}
"""Columns that may name a row of the same traveler → its table. An id that nobody has may be named too."""

_KEPT_WITH_THE_FILE = ("sha256", "size", "media_type")


def require_own_files(scope: Scope, wanted: Changes) -> None:
    """A row of ``attachments`` shows the content that has its SHA-256: only whoever has the file may add one."""
    if scope.is_whole:
        return
    if wanted.added:
        raise NotAllowed("attachments: attach the file itself. Rows without their files are added by managers only.")
    if any(column in change.values for change in wanted.changed for column in _KEPT_WITH_THE_FILE):
        raise NotAllowed("attachments: what is known of the file itself cannot be changed. Attach the other file.")


def permitted(
    connection: Connection, scope: Scope, edits: Sequence[Edit], visible: Callable[[str], Mapping[str, StoredRow]]
) -> list[Edit]:
    """The edits, and with them the deletion of what belongs to rows that they take away.

    ``visible`` gives the rows of a table that the actor sees. Raises ``NotAllowed`` for an edit that does not stay
    with the actor's traveler, ``UnusableRows`` for an id that is not free. Asked before anything is written.
    """
    if scope.is_whole:
        return list(edits)
    for edit in edits:
        if edit.table in READ_BY_ALL:
            raise NotAllowed(
                f"{edit.table}: they hold for everybody, so only a manager of the program can change them."
            )
        if any(values.get("traveler", scope.actor.traveler) != scope.actor.traveler for values in _states(edit)):
            raise NotAllowed(f"{edit.table}: you can only enter and change what is about {scope.actor.traveler!r}.")
    _require_free_ids(connection, scope, edits)
    edits = [*edits, *_going_along(connection, scope, edits, visible)]
    _require_own_parents(connection, scope, edits)
    _require_own_references(connection, scope, edits)
    return edits


def _require_free_ids(connection: Connection, scope: Scope, edits: Sequence[Edit]) -> None:
    """No new id that a row out of sight has, or that such rows stand behind."""
    problems = []
    for table in {edit.table for edit in edits} & {*schema.KEYS}:
        new = {
            _id(edit.table, edit.after): edit.after
            for edit in edits
            if edit.table == table and edit.after
            if _is_renamed(edit)
        }
        taken = scopes.ids_in_use(connection, scope, table, new)
        problems.append(rows.repeated(table, [row for id_, row in new.items() if id_ in taken]))
    found = findings.together(problems)
    if len(found):
        raise UnusableRows(found)


def _going_along(
    connection: Connection, scope: Scope, edits: Sequence[Edit], visible: Callable[[str], Mapping[str, StoredRow]]
) -> list[Edit]:
    released = _released(edits)
    if not released:
        return []
    edited = {edit.row.id for edit in edits}
    left = [
        (table, row)
        for table in (*scopes.PARENT_COLUMNS, "attachments")
        for row in visible(table).values()
        if row.id not in edited and scopes.parent_of(table, row.values) in released
    ]
    holders = scopes.whose(connection, scope, [(table, row.values) for table, row in left])
    alone = [one for one, travelers in zip(left, holders, strict=True) if travelers == {scope.actor.traveler}]
    for table, row in alone:
        parent = scopes.parent_of(table, row.values)
        if parent and not released[parent]:
            raise NotAllowed(f"{parent[0]}: {table} name {parent[1]!r}, so its id stays. Remove them first.")
    return [Edit(table, row, None) for table, row in alone]


def _released(edits: Sequence[Edit]) -> dict[tuple[str, str], bool]:
    """Rows, as their table and id, that others may belong to and that will not be there any more → whether deleted."""
    parents = [edit for edit in edits if edit.table in scopes.SUBJECTS and edit.table != "travelers"]
    stay = {(edit.table, _id(edit.table, edit.after)) for edit in parents if edit.after}
    gone = {(edit.table, _id(edit.table, edit.before)): edit.after is None for edit in parents if edit.before}
    return {parent: deleted for parent, deleted in gone.items() if parent not in stay}


def _require_own_parents(connection: Connection, scope: Scope, edits: Sequence[Edit]) -> None:
    """A row that names no traveler belongs, before and after, to a row that is the traveler's alone."""
    alone = {scope.actor.traveler}
    new = {(edit.table, _id(edit.table, edit.after)) for edit in edits if edit.after and edit.table in scopes.SUBJECTS}
    released = _released(edits)
    dependent = [edit for edit in edits if edit.table in scopes.PARENT_COLUMNS or edit.table == "attachments"]
    before = [(edit.table, edit.before.values) for edit in dependent if edit.before]
    for (table, _), travelers in zip(before, scopes.whose(connection, scope, before), strict=True):
        if travelers != alone:
            raise NotAllowed(f"{table}: this row is not about {scope.actor.traveler!r} alone.")
    after = [(edit.table, edit.after.values) for edit in dependent if edit.after]
    granted = {values["assignment"] for table, values in after if table == "exceptions"}
    if granted and scopes.named_by_others(connection, scope, granted):
        raise NotAllowed("exceptions: other people's trips name this assignment too, so a manager enters them.")
    for (table, values), travelers in zip(after, scopes.whose(connection, scope, after), strict=True):
        parent = scopes.parent_of(table, values)
        if parent in released or (travelers != alone and not (parent in new and not travelers)):
            named = f"{parent[0]} {parent[1]!r} is" if parent else "what it is about is"
            raise NotAllowed(f"{table}: {named} not among what is about {scope.actor.traveler!r} alone.")


def _require_own_references(connection: Connection, scope: Scope, edits: Sequence[Edit]) -> None:
    named = [
        (edit.table, parent, edit.after.values[column])
        for edit in edits
        for column, parent in REFERENCES.get(edit.table, ())
        if edit.after and edit.after.values[column]
        if edit.before is None or edit.before.values[column] != edit.after.values[column]
    ]
    holders = scopes.holders(connection, scope, {(parent, id_) for _, parent, id_ in named})
    for table, parent, id_ in named:
        travelers = holders.get((parent, id_))
        if travelers and scope.actor.traveler not in travelers:
            raise NotAllowed(f"{table}: {parent} {id_!r} is not about {scope.actor.traveler!r}.")


def _states(edit: Edit) -> list[Mapping[str, str]]:
    return [row.values for row in (edit.before, edit.after) if row]


def _id(table: str, row: StoredRow) -> str:
    return row.values[schema.KEYS[table][0]]


def _is_renamed(edit: Edit) -> bool:
    """Whether it gives a row an id that this row did not have."""
    if edit.before is None or edit.after is None:
        return edit.after is not None
    return _id(edit.table, edit.before) != _id(edit.table, edit.after)
