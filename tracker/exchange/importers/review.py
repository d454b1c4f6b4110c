"""What an import would do with every line of the files, before it does anything: one table to look at, then one Apply.

Everything that a person may decide is a ``Question`` of the plan or of the review; the answers to both are one
``Answers``, so that the app, the command line and a recipe give them alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from tracker.codes import Code
from tracker.itinerary.workspace import Workspace
from tracker.reading.plan import Answers, Plan, Question
from tracker.reading.remark import Remark


class What(Code):
    """What happens to a line of a file."""

    NEW = "new", "Will be added."
    SAME = "same", "There already: nothing happens."
    CORRECTION = "correction", "Looks like a stored trip with other dates: corrects it."
    CHANGED = "changed", "Has the id of a stored row with other content: replaces it."
    OVERLAPS = "overlaps", "New, on days that another work trip has too."
    WAITING = "waiting", "Waits for an answer."
    LEFT_OUT = "left_out", "Left out."


COLUMNS = ("file", "sheet", "row", "raw", "what", "why", "question", "stored", "old")
"""First columns of a review table, before the texts of the row: where it stands in the file, what happens to it and
why, the key of the question that decides it (""), the key of the stored row that it is about (""), and what stands
there now (``2026-01-05 – open``, "")."""


@dataclass(frozen=True)
class Source:
    """A file, or pasted cells (``name`` "pasted cells")."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FileReview:
    """One file: what it is ("CSV with semicolons"), what is in it ("212 rows, 3 people, 2019–2026"), how it is read.

    ``plan`` None: the file was refused, ``refused`` says why in one sentence. ``recipe``: the words for a recipe that
    was used ("" without one).
    """

    name: str
    title: str
    told: str
    plan: Plan | None
    refused: str = ""
    recipe: str = ""


@dataclass(frozen=True)
class Review:
    """All files together. ``tables``: a frame per workspace table, with ``COLUMNS`` and then the texts of the rows.

    ``questions``: those of the plans, then those of the review. ``new`` and ``changed``: what Apply would store, text
    frames per table; ``changed`` has the stored row's key in its columns and only the columns that change it.
    """

    files: tuple[FileReview, ...]
    tables: Mapping[str, pd.DataFrame]
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    new: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def count(self, what: What) -> int:
        """How many lines this happens to."""
        return sum(int((rows["what"] == what).sum()) for rows in self.tables.values())

    def left_out_csv(self) -> bytes:
        """The lines that were left out or wait, as they stand in the files, with the reason in the last column."""
        raise NotImplementedError


def review(
    sources: Sequence[Source],
    into: Workspace,
    answers: Answers | None = None,
    *,
    traveler: str = "",
    form: str | None = None,
) -> Review:
    """What importing these files into a workspace would do. A file that is refused does not stop the others.

    ``traveler``: whose rows they are where a file does not say.
    """
    raise NotImplementedError
