"""The user's ledger: the workspace tables in a database, with safe edits, undo, settings and backups."""

from tracker.store.actors import LOCAL, Actor, Role
from tracker.store.changes import ChangeGroup, Changes, RowChange, RowDeletion, Saved
from tracker.store.ledger import Ledger, open_ledger

__all__ = [
    "LOCAL",
    "Actor",
    "ChangeGroup",
    "Changes",
    "Ledger",
    "Role",
    "RowChange",
    "RowDeletion",
    "Saved",
    "open_ledger",
]
