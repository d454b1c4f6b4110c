"""What an import would do with every line of the files, before it does anything: one table to look at, then one Apply.

Everything that a person may decide is a ``Question`` of the plan or of the review; the answers to both are one
``Answers``, so that the app, the command line and a recipe give them alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.exchange.importers.outcome import COLUMNS, FileReview, Review, Source, What, file_key, row_key
from tracker.itinerary.workspace import Workspace
from tracker.reading.plan import Answers

__all__ = ["COLUMNS", "FileReview", "Review", "Source", "What", "file_key", "review", "row_key"]


def review(
    sources: Sequence[Source],
    into: Workspace,
    answers: Answers | None = None,
    *,
    traveler: str = "",
    form: str | None = None,
    recipes: Mapping[str, str] | None = None,
) -> Review:
    """What importing these files into a workspace would do. A file that is refused does not stop the others.

    ``traveler``: whose rows they are where a file does not say. ``form``: the format of all sources that name none.
    ``recipes``: fingerprint → kept recipe; one that fits is used and told, and a question takes it back.
    """
    raise NotImplementedError
