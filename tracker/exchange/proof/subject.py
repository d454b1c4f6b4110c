"""What belongs to one certificate: which rows, and which entries of the journal may be shown with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker.errors import BadOption
from tracker.store.changes import Snapshot

_OF_A_CERTIFICATE = ("certificates", "deliveries", "steps", "deadlines")


@dataclass(frozen=True)
class Subject:
    """A certificate with the ones that it extends or corrects, its person, engagement and country.

    ``assignment`` "": it is for any engagement, so all of the person belong to it.
    """

    certificates: frozenset[str]
    traveler: str
    assignment: str
    host: str
    trips: frozenset[str] = frozenset()

    def has(self, table: str, row: Mapping[str, str]) -> bool:
        """Whether a row belongs to it. A residence or an own check of the country's rule does; nobody else's row."""
        mine = row.get("traveler", "") == self.traveler
        of_it = not self.assignment or row.get("assignment", "") == self.assignment
        match table:
            case _ if table in _OF_A_CERTIFICATE:
                return row.get("certificate", "") in self.certificates
            case "travelers" | "residences":
                return mine
            case "trips" | "assignments":
                return mine and of_it
            case "records" | "clarifications":
                return mine and (of_it or not row.get("assignment", ""))
            case "exceptions":
                return bool(self.assignment) and of_it
            case "verifications":
                return row.get("host", "") == self.host
            case "attachments":
                return self._is_about_it(row.get("about", ""), row.get("subject", ""))
        return False

    def _is_about_it(self, about: str, subject: str) -> bool:
        named = {
            "certificates": self.certificates,
            "assignments": {self.assignment} - {""},
            "travelers": {self.traveler},
            "trips": self.trips,
        }
        return subject in named.get(about, ())


def subject_of(snapshot: Snapshot, certificate: str) -> Subject:
    """The subject that ``certificate`` names; ``BadOption`` when there is no such certificate."""
    rows = _rows(snapshot.rows["certificates"])
    named = next((row for row in rows if row["certificate"] == certificate), None)
    if named is None:
        known = ", ".join(row["certificate"] for row in rows[:10]) or "none is in the ledger"
        raise BadOption(f"certificate: there is no {certificate!r}. Known: {known}")
    subject = Subject(_related(rows, named), named["traveler"], named["assignment"], named["host"])
    states = [*_rows(snapshot.rows["trips"]), *_states_of("trips", snapshot.entries)]
    return replace(subject, trips=frozenset(row.get("trip", "") for row in states if subject.has("trips", row)))


def states(entry: Mapping[str, Any]) -> list[dict[str, str]]:
    """The row of an entry of the journal, before and after, as far as it existed."""
    return [{**row["extra"], **row["values"]} for row in (entry["before"], entry["after"]) if row]


def _states_of(table: str, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [row for entry in entries if entry.get("table_name") == table for row in states(entry)]


def _related(rows: list[dict[str, str]], named: Mapping[str, str]) -> frozenset[str]:
    """The certificate, and those of the same person that refer to it or that it refers to, however far."""
    pairs = [(row["certificate"], row["refers_to"]) for row in rows if row["traveler"] == named["traveler"]]
    found, before = {named["certificate"]}, 0
    while len(found) > before:
        before = len(found)
        found |= {one for pair in pairs if found & set(pair) for one in pair if one}
    return frozenset(found)


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(column): str(text) for column, text in row.items()} for row in frame.to_dict("records")]


def only(subject: Subject, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that belong to the subject."""
    mine = [subject.has(table, row) for row in _rows(frame)]
    return frame[pd.Series(mine, index=frame.index, dtype="bool")].reset_index(drop=True)
