"""Files as rows of the workspace: reviewed first, then stored."""

from __future__ import annotations

from tracker.exchange.importers.folder import apply_to_folder, folder_workspace
from tracker.exchange.importers.outcome import COLUMNS, FileReview, Review, Source, What, file_key, row_key
from tracker.exchange.importers.review import review

__all__ = [
    "COLUMNS",
    "FileReview",
    "Review",
    "Source",
    "What",
    "apply_to_folder",
    "file_key",
    "folder_workspace",
    "review",
    "row_key",
]
