"""A program with two travelers, a manager and an adviser, where everything about one traveler is marked as secret."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from tests.store.files import PDF
from tracker.store import Actor, Changes, Ledger, Role, RowChange, RowDeletion, open_ledger, tables, transfer

SECRET = "secret"
"""Stands in every text about Bob that nobody but him and managers may read, in no id."""


@dataclass(frozen=True)
class Team:
    """One program, as each of them sees it. The adviser sees what is about Ann."""

    local: Ledger
    manager: Ledger
    ann: Ledger
    bob: Ledger
    adviser: Ledger

    @property
    def bobs_file(self) -> str:
        """SHA-256 of what Bob attached."""
        return str(found(self.manager, "attachments", "attachment", "fb")["sha256"])


def as_team(local: Ledger) -> Team:
    """A ledger as each of them sees it."""
    max_, ann, bob, eve = (
        local.seen_by(Actor("me", f"{name}@example.org", role, traveler))
        for name, role, traveler in (
            ("max", Role.MANAGER, ""),
            ("ann", Role.TRAVELER, "ann"),
            ("bob", Role.TRAVELER, "bob"),
            ("eve", Role.ADVISER, "ann"),
        )
    )
    return Team(local, max_, ann, bob, eve)


def fill(local: Ledger) -> None:
    """The program, in a new ledger."""
    shared = [_assignment("s", one) for one in ("ann", "bob")]
    verification = {"host": "RO", "checked_on": "2026-02-01", "source": "SSA, by telephone"}
    local.save_many({"verifications": Changes(added=[verification]), "assignments": Changes(added=shared)})
    local.set_setting("join_gap_days", "45")
    hers, his = _rows("ann", "a", "note"), _rows("bob", "b", SECRET)
    local.save_many({table: Changes(added=[*hers[table], *his[table]]) for table in hers})
    team = as_team(local)
    for ledger, letter, note in ((team.ann, "a", "note"), (team.bob, "b", SECRET)):
        trip = found(ledger, "trips", "trip", f"t{letter}")
        ledger.save("trips", changed=[change(trip, place=note)])
        ledger.attach({**_about("trips", f"t{letter}", letter), "note": note}, PDF + note.encode())
        ledger.add_scenario(f"{note} plan")
        ledger.keep_own_note("import", note.encode())


def copied(template: Path, url: str) -> Ledger:
    """What the ``template``, a ledger's file, holds in a new database: much quicker than to enter it again."""
    if url.startswith("sqlite:///"):
        shutil.copy(template, url.removeprefix("sqlite:///"))
        return open_ledger(url)
    ledger, source_ledger = open_ledger(url), open_ledger(f"sqlite:///{template}")
    with source_ledger._reading() as source, ledger._writing() as writing:
        counters = dict(source.execute(select(tables.revision)).mappings().one())
        transfer.replace(writing.connection, source, "me", version=counters["number"])
        writing.connection.execute(update(tables.revision).values(**counters))
    return ledger


def everything(ledger: Ledger) -> str:
    """All that a ledger tells whoever it is opened for, but for the content of attached files."""
    snapshot = ledger.snapshot()
    said: list[Any] = [frame.to_dict("list") for frame in (*snapshot.rows.values(), ledger.journal())]
    said += [snapshot.entries, snapshot.settings, ledger.scenarios(), ledger.last_change(), ledger.file_sizes()]
    return "\n".join(map(str, said))


def found(ledger: Ledger, table: str, column: str, value: str) -> dict[str, Any]:
    """The one row that has this value."""
    frame = ledger.rows(table)
    [row] = frame[frame[column] == value].to_dict("records")
    return row


def change(row: dict[str, Any], **values: str) -> RowChange:
    """A change of a row as it is now."""
    return RowChange(row["row_id"], int(row["version"]), values)


def deletion(row: dict[str, Any]) -> RowDeletion:
    """A deletion of a row as it is now."""
    return RowDeletion(row["row_id"], int(row["version"]))


def _assignment(name: str, traveler: str) -> dict[str, str]:
    return {"assignment": name, "traveler": traveler, "host": "DE", "worker": "self_employed"}


def _about(about: str, subject: str, letter: str) -> dict[str, str]:
    return {"attachment": f"f{letter}", "about": about, "subject": subject, "file_name": "ticket.pdf"}


def _rows(one: str, letter: str, note: str) -> dict[str, list[dict[str, str]]]:
    day, host = {"first_day": "2026-01-05"}, {"host": "FR"}
    assignment, certificate = {"assignment": f"a{letter}"}, {"certificate": f"c{letter}"}
    traveler, noted = {"traveler": one}, {"note": note}
    return {
        "trips": [{"trip": f"t{letter}", **traveler, "country": "FR", **day, **assignment, **noted}],
        "travelers": [{**traveler, "name": note}],
        "residences": [{**traveler, "country": "US", **day}],
        "assignments": [{**_assignment(f"a{letter}", one), "business_name": note}],
        "certificates": [{**certificate, **traveler, **host, **day, **noted}],
        "clarifications": [{**traveler, **assignment, "clarified_on": "2026-02-01", "by": note}],
        "exceptions": [{**assignment, **host, "until": "2031-01-01", "granted_on": "2026-02-01", "reference": note}],
        "records": [{**traveler, "field": "name", "record": note}],
        "deliveries": [{"delivery": f"d{letter}", **certificate, "purpose": "other", "recipient": note}],
        "steps": [{**certificate, "step": "sent", "done_on": "2026-02-01", **noted}],
        "deadlines": [{**traveler, "day": "2026-09-01", "action": note, **certificate}],
    }
