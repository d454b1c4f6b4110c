"""Files as rows of the workspace: reviewed first, then stored."""

from __future__ import annotations

from tracker.exchange.importers.delimited import DELIMITED
from tracker.exchange.importers.folder import apply_to_folder, folder_workspace
from tracker.exchange.importers.importer import Importer
from tracker.exchange.importers.outcome import COLUMNS, FileReview, Review, Source, What, file_key, row_key
from tracker.exchange.importers.preview import Preview, preview_file
from tracker.exchange.importers.review import review
from tracker.exchange.importers.shared_days import shared_days_of
from tracker.exchange.importers.workbook import WORKBOOK
from tracker.exchange.importers.workspace_json import WORKSPACE_JSON
from tracker.itinerary.workspace import Workspace

IMPORTERS: tuple[Importer, ...] = (DELIMITED, WORKBOOK, WORKSPACE_JSON)

__all__ = [
    "COLUMNS",
    "IMPORTERS",
    "FileReview",
    "Importer",
    "Preview",
    "Review",
    "Source",
    "What",
    "apply_to_folder",
    "file_key",
    "folder_workspace",
    "preview_import",
    "review",
    "row_key",
    "shared_days_of",
]


def preview_import(
    content: bytes,
    file_name: str,
    into: Workspace,
    *,
    date_order: str | None = None,
    format: str | None = None,
    traveler: str | None = None,
) -> list[Preview]:
    """What importing a file (or pasted text, with ``format="csv"``) into a workspace would do; one preview per table.

    The format follows from the ending of ``file_name`` unless ``format`` names it; a CSV file holds the table that it
    is named after, else trips. ``date_order`` (``mdy`` or ``dmy``) says how dates such as 05/01/2026 are meant.
    ``traveler`` is whose rows they are where the file does not say.

    Raises ``TableNotReadable`` for a file that is no table or too large, ``DateOrderNeeded`` for dates that can be
    read in two ways, ``BadOption`` for a format or date order that does not exist.
    """
    return preview_file(content, file_name, into, IMPORTERS, date_order=date_order, format=format, traveler=traveler)
