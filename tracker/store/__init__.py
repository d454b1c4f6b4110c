"""The user's ledger: the workspace tables in a database, with safe edits, undo, settings and backups."""

from tracker.store.changes import ChangeGroup, Changes, RowChange, RowDeletion, Saved
from tracker.store.ledger import Ledger, open_ledger

__all__ = ["ChangeGroup", "Changes", "Ledger", "RowChange", "RowDeletion", "Saved", "open_ledger"]
