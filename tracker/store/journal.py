"""The change journal: what each saved change did, so that it can be told and undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from tracker.store import chain, rows, tables
from tracker.store.changes import ChangeGroup
from tracker.store.rows import StoredRow
from tracker.store.scope import Beyond, Scope, whose

_KINDS = ("added", "changed", "deleted")
_MOST_TOLD, _LONGEST_TOLD = 3, 40  # columns, and characters of what stands in one


@dataclass(frozen=True)
class Edit:
    """One row before and after a change; None where it does not exist."""

    table: str
    before: StoredRow | None
    after: StoredRow | None

    @property
    def row(self) -> StoredRow:
        """The row as it last was."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def kind(self) -> str:
        """added, changed or deleted."""
        if self.before is None:
            return "added"
        return "deleted" if self.after is None else "changed"


class Subjects:
    """Whom edits are about. Made before they are written, and asked after: rows belong to other rows, which change."""

    def __init__(self, connection: Connection, scope: Scope, edits: Sequence[Edit]) -> None:
        self._connection, self._scope, self._edits = connection, scope, edits
        self._before = self._whose([(edit.table, edit.before.values if edit.before else None) for edit in edits])

    def travelers(self) -> list[str]:
        """For each edit the traveler whose row it was and is; "" for nobody, and for more than one."""
        after = self._whose([(edit.table, edit.after.values if edit.after else None) for edit in self._edits])
        both = [was | now for was, now in zip(self._before, after, strict=True)]
        return [next(iter(travelers)) if len(travelers) == 1 else "" for travelers in both]

    def _whose(self, states: Sequence[tuple[str, Mapping[str, str] | None]]) -> list[set[str]]:
        there = [(table, values) for table, values in states if values]
        found = iter(whose(self._connection, self._scope, there))
        return [next(found) if values else set() for _, values in states]


def write(
    connection: Connection,
    scope: Scope,
    group: str,
    edits: Sequence[Edit],
    travelers: Sequence[str],
    undoes: str,
    head: str,
) -> str:
    """Adds the edits as one group; ``undoes`` names the group that they revert, or is "".

    ``travelers``: whom each is about (``Subjects``). ``head`` is the hash of the newest entry so far; the new one comes
    back. Only whoever holds the owner's lock may write, else two entries could follow the same one.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entries = [
        {
            "owner": scope.owner,
            "change_group": group,
            "undoes": undoes,
            "changed_at": now,
            "kind": edit.kind,
            "table_name": edit.table,
            "row_id": edit.row.id,
            "before": edit.before and edit.before.as_json(),
            "after": edit.after and edit.after.as_json(),
            "actor": scope.actor.name or scope.owner,
        }
        for edit in edits
    ]
    links, new_head = chain.linked(entries, head)
    connection.execute(
        insert(tables.change),
        [{**link, "traveler": traveler} for link, traveler in zip(links, travelers, strict=True)],
    )
    return new_head


def entries(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    """Everything that the journal tells the actor, oldest first: what is under each hash, and the hashes."""
    return [entry for _, entry in _seen(connection, scope)]


def chain_of(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    """The same, with all other entries of the program that have a hash in their places: sealed (``chain.SEALED``)."""
    seen = _seen(connection, scope)
    if scope.is_whole:
        return [entry for _, entry in seen]
    change = tables.change
    columns = [change.c[name] for name in ("number", *chain.SEALED)]
    others = select(*columns).where(scope.program(change), ~scope.mine(change), change.c.hash != "")
    sealed = connection.execute(others.execution_options(beyond=Beyond.CHAIN)).mappings()
    all_of_it = [*seen, *((entry["number"], {name: entry[name] for name in chain.SEALED}) for entry in sealed)]
    return [entry for _, entry in sorted(all_of_it, key=lambda numbered: numbered[0])]


def _seen(connection: Connection, scope: Scope) -> list[tuple[int, dict[str, Any]]]:
    change = tables.change
    columns = [change.c[name] for name in (*chain.FIELDS, *chain.SEALED)]
    found = connection.execute(select(change.c.number, *columns).where(scope.mine(change)).order_by(change.c.number))
    return [(number, dict(zip((*chain.FIELDS, *chain.SEALED), entry, strict=True))) for number, *entry in found]


def table_of(entries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Entries as a person reads them, one row each, in the order given.

    ``entry`` (int64, from 1), ``when`` (datetime64[s, UTC]), and as text ``actor``, ``kind``, ``table``, ``row`` (what
    a person calls the row), ``what`` (the columns with old and new text), ``undoes`` (yes: it took a change back).
    """
    seen = [(entry, *_states(entry)) for entry in entries]
    texts = {
        "actor": [entry["actor"] for entry, *_ in seen],
        "kind": [entry["kind"] for entry, *_ in seen],
        "table": [entry["table_name"] for entry, *_ in seen],
        "row": [rows.readable_key(entry["table_name"], after or before) for entry, before, after in seen],
        "what": [_what(before, after) for _, before, after in seen],
        "undoes": ["yes" if entry["undoes"] else "" for entry, *_ in seen],
    }
    when = pd.to_datetime(pd.Series([entry["changed_at"] for entry in entries], dtype="str"), utc=True)
    return pd.DataFrame(
        {
            "entry": pd.Series(range(1, len(seen) + 1), dtype="int64"),
            "when": when.astype("datetime64[s, UTC]"),
            **{name: pd.Series(values, dtype="str") for name, values in texts.items()},
        }
    )


def _states(entry: Mapping[str, Any]) -> tuple[rows.Texts, rows.Texts]:
    """All columns of the row before and after; none where it did not exist."""
    before, after = entry["before"], entry["after"]
    return (before["extra"] | before["values"] if before else {}), (after["extra"] | after["values"] if after else {})


def _what(before: rows.Texts, after: rows.Texts) -> str:
    if not before or not after:
        return "; ".join(f"{column}: {text}" for column, text in (before or after).items() if text)
    changed = [column for column in {**before, **after} if before.get(column, "") != after.get(column, "")]
    return "; ".join(f"{column}: {before.get(column) or '–'} → {after.get(column) or '–'}" for column in changed)


def edits_of(connection: Connection, scope: Scope, group: str) -> list[Edit]:
    """The edits of a group, in the order in which they were made; none for an unknown group."""
    change = tables.change
    found = connection.execute(
        select(change.c.table_name, change.c.before, change.c.after)
        .where(scope.mine(change), change.c.change_group == group)
        .order_by(change.c.number)
    )
    return [Edit(table, rows.from_json(table, before), rows.from_json(table, after)) for table, before, after in found]


def is_all_seen(connection: Connection, scope: Scope, group: str) -> bool:
    """Whether the actor sees every edit of the group."""
    change = tables.change
    others = select(change.c.number).where(scope.program(change), ~scope.mine(change), change.c.change_group == group)
    return scope.is_whole or connection.scalar(others.execution_options(beyond=Beyond.WHOLE_GROUP)) is None


def times_added(connection: Connection, scope: Scope, table: str) -> int:
    """How often a row was added to the table: a number that only grows."""
    change = tables.change
    added = (scope.program(change), change.c.table_name == table, change.c.kind == "added")
    counted = select(func.count()).select_from(change).where(*added).execution_options(beyond=Beyond.NUMBERS)
    return int(connection.scalars(counted).one())


def last_known(connection: Connection, scope: Scope, table: str, row_id: str) -> StoredRow | None:
    """The row as the journal last saw it, for naming one that is gone."""
    change = tables.change
    found = connection.execute(
        select(change.c.before, change.c.after)
        .where(scope.mine(change), change.c.table_name == table, change.c.row_id == row_id)
        .order_by(change.c.number.desc())
        .limit(1)
    ).first()
    return rows.from_json(table, found.after or found.before) if found else None


def told_since(connection: Connection, scope: Scope, table: str, row_id: str, version: int) -> str:
    """Who changed the row after this version of it, and how it differs now; "" when the journal does not say."""
    change = tables.change
    newest_first = connection.execute(
        select(change.c.before, change.c.after, change.c.actor, change.c.changed_at)
        .where(scope.mine(change), change.c.table_name == table, change.c.row_id == row_id)
        .order_by(change.c.number.desc())
    )
    since = []
    for entry in newest_first:
        since.append(entry)
        if entry.before and entry.before["version"] == version:
            break
    else:
        return ""
    now, shown = rows.from_json(table, since[0].after), rows.from_json(table, since[-1].before)
    when = f"on {dt.datetime.fromisoformat(since[0].changed_at):%Y-%m-%d at %H:%M} UTC"
    if now is None or shown is None:
        return f"{_called(scope, since[0].actor)} deleted it {when}"
    who = " and ".join(dict.fromkeys(_called(scope, entry.actor) for entry in reversed(since)))
    return f"{who} {_told_difference(shown.texts, now.texts)} {when}"


def _called(scope: Scope, actor: str) -> str:
    return "somebody else, in another window," if actor in ("", scope.owner) else actor


def _told_difference(shown: rows.Texts, now: rows.Texts) -> str:
    """Such as "changed last day from 2026-03-01 to 2026-04-01"; three columns at most."""
    changed = [column for column in {**shown, **now} if shown.get(column, "") != now.get(column, "")]
    told = [f"{column.replace('_', ' ')} from {_quoted(shown, column)} to {_quoted(now, column)}" for column in changed]
    if len(told) > _MOST_TOLD:
        told[_MOST_TOLD:] = [f"{len(told) - _MOST_TOLD} more"]
    *first, last = told or ["it, and changed it back"]
    return f"changed {', '.join(first)} and {last}" if first else f"changed {last}"


def _quoted(texts: rows.Texts, column: str) -> str:
    text = " ".join(texts.get(column, "").split()) or "empty"
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def last_standing(connection: Connection, scope: Scope) -> ChangeGroup | None:
    """The newest change that is not undone. An undo is no change of its own; an undone undo counts for nothing.

    Only changes of which the actor sees all.
    """
    change = tables.change
    partly = select(change.c.change_group).where(scope.program(change), ~scope.mine(change))
    newest_first = connection.execute(
        select(change.c.change_group, change.c.undoes, func.max(change.c.changed_at).label("changed_at"))
        .where(scope.mine(change), *([] if scope.is_whole else [change.c.change_group.not_in(partly)]))
        .group_by(change.c.change_group, change.c.undoes)
        .order_by(func.max(change.c.number).desc())
    )
    undone: set[str] = set()
    for group, undoes, changed_at in newest_first:
        if group in undone:
            continue
        if undoes:
            undone.add(undoes)
            continue
        return ChangeGroup(group, dt.datetime.fromisoformat(changed_at), _summary(connection, scope, group))
    return None


def _summary(connection: Connection, scope: Scope, group: str) -> str:
    """Such as "1 assignment added, 2 trips changed"."""
    change = tables.change
    counted = connection.execute(
        select(change.c.table_name, change.c.kind, func.count())
        .where(scope.mine(change), change.c.change_group == group)
        .group_by(change.c.table_name, change.c.kind)
    )
    order = list(tables.WORKSPACE)
    parts = sorted(counted, key=lambda part: (_KINDS.index(part[1]), order.index(part[0])))
    return ", ".join(f"{n} {table if n > 1 else table.removesuffix('s')} {kind}" for table, kind, n in parts)
