"""The plan that the program proposes for a file."""

from __future__ import annotations

from tracker.reading.book import Book
from tracker.reading.plan import Answers, Plan

NO_ANSWERS = Answers()


def make_plan(book: Book, answers: Answers = NO_ANSWERS) -> Plan:
    """What each sheet and column is taken for, with the answers so far.

    Raises ``TableNotReadable`` when no table is found at all; the sentence names the headings found and those that
    would be understood. Raises ``BadOption`` for an answer that no column and no question takes.
    """
    raise NotImplementedError
