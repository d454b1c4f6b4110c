"""What an import says that it would do: the values that the desk, the command line and the app hand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from tracker.codes import Code
from tracker.exchange.text import csv_bytes
from tracker.reading.plan import Asks, Plan, Question
from tracker.reading.remark import Remark, place_of

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_ROWS = 200_000  # of one table


class What(Code):
    """What happens to a line of a file."""

    NEW = "new", "Will be added."
    SAME = "same", "There already: nothing happens."
    CORRECTION = "correction", "Looks like a stored trip with other dates: corrects it."
    CHANGED = "changed", "Has the id of a stored row with other content: replaces it."
    OVERLAPS = "overlaps", "New, on days that another work trip has too."
    WAITING = "waiting", "Waits for an answer."
    LEFT_OUT = "left_out", "Left out."


COLUMNS = ("file", "sheet", "row", "raw", "what", "why", "question", "decision", "stored", "old")
"""First columns of a review table, before the texts of the row: where it stands in the file, what happens to it and
why, the key of the question that decides it (""), the answer to it that is in force for this row ("" while it is
open), the key of the stored row that it is about (""), and what is stored there now (``2026-01-05 – open``, "")."""

# Answers to the questions of a review.
CORRECT = "correct"
ADD = "add"
LEAVE_OUT = "leave_out"
REPLACE = "replace"
KEEP = "keep"
NUMBER_ANEW = "number_anew"
BOTH = "both"
CUT = "cut"
NEW_PERSON = "new_person"
NOT_NOW = "not_now"
USE_RECIPE = "use"
READ_ANEW = "anew"

TOUCHING = "touching"
"""Key of the question about rows that begin or end next to a stored trip, without a day in both."""


def file_key(file: str, key: str) -> str:
    """Key of a question about one file, in a review of several: ``list.xlsx!direction``.

    The plain key ``direction`` in ``Answers`` answers it for every file that asks it.
    """
    return f"{file}!{key}"


def row_key(about: Asks | str, file: str, sheet: str, row: int) -> str:
    """Key of the answer for one row, where it differs from the answer for all: ``correction:list.xlsx:6``."""
    return f"{about}:{place_of(file, sheet)}:{row}"


@dataclass(frozen=True)
class Source:
    """A file, or pasted cells (``name`` "pasted cells"). ``form`` forces a format; ``largest``: bytes that are read."""

    name: str
    content: bytes
    form: str | None = None
    largest: int = LARGEST_FILE


@dataclass(frozen=True)
class FileReview:
    """One file: what it is ("CSV with semicolons"), what is in it ("212 rows, 3 people, 2019–2026"), how it is read.

    ``name`` is unique in the review: a second "trips.csv" is "trips.csv (2)". ``plan`` None: the file was refused,
    ``refused`` says why in one sentence. ``recipe``: the words for a recipe that fits ("" without one); the question
    ``file_key(name, "recipe")`` says whether it is used. ``kept``: the answers that this file took, as the text of a
    recipe to keep under ``plan.fingerprint``; "" where there is nothing to keep.
    """

    name: str
    title: str
    told: str
    plan: Plan | None
    refused: str = ""
    recipe: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Review:
    """All files together. ``tables``: a frame per workspace table, with ``COLUMNS`` and then the texts of the rows.

    ``questions``: those of the plans, with ``file_key``, then those of the review. ``new`` and ``changed``: what Apply
    would store, text frames per table; ``changed`` has the stored row's key in its columns and, of the others, only
    those that change; a cell that says nothing there is missing (NaN), "" empties the stored one. Rows that wait are
    in neither. ``remarks``: name of a file → what is said about it; "" → about the import as a whole. ``unused``:
    answers and columns that no file took. ``unusable``: how many rows were left out because they cannot be used.
    ``left_out``: what ``left_out_csv`` writes.
    """

    files: tuple[FileReview, ...]
    tables: Mapping[str, pd.DataFrame]
    questions: tuple[Question, ...]
    remarks: Mapping[str, tuple[Remark, ...]]
    new: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    unusable: int = 0
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)

    def count(self, what: What) -> int:
        """How many lines this happens to."""
        return sum(int((rows["what"] == what).sum()) for rows in self.tables.values())

    def question(self, key: str) -> Question | None:
        """The question of this key."""
        return next((question for question in self.questions if question.key == key), None)

    @property
    def waiting(self) -> int:
        """How many lines wait for an answer and are not stored before it."""
        return sum(int(_waits(rows).sum()) for rows in self.tables.values())

    @property
    def stored_rows(self) -> int:
        """How many rows Apply would add or change."""
        return sum(len(rows) for rows in [*self.new.values(), *self.changed.values()])

    def left_out_csv(self) -> bytes:
        """The lines that were left out or wait, as they stand in the files, with the reason in the last column.

        UTF-8 with a BOM, and nothing that a spreadsheet program would run. It can be corrected and brought again: the
        column of the reason is not read.
        """
        return csv_bytes(self.left_out, ends="\r\n", has_bom=True)


def _waits(rows: pd.DataFrame) -> pd.Series:
    """Which lines wait: for their file, or for a decision that is open."""
    return (rows["what"] == What.WAITING) | ((rows["question"] != "") & (rows["decision"] == ""))
