"""Answers for several files at once: each file takes those that are about it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import BadOption
from tracker.reading.book import Book
from tracker.reading.plan import NO_ANSWERS, Answers, Plan
from tracker.reading.planning import make_plan


@dataclass(frozen=True)
class Planned:
    """A plan, and those of the answers that it took."""

    plan: Plan
    taken: Answers


def planned(book: Book, answers: Answers) -> Planned:
    """The plan with every answer that this file takes: the others may be meant for another file."""
    try:
        return Planned(make_plan(book, answers), answers)
    except BadOption:
        if not answers.fields and not answers.choices:
            raise
    done = Planned(make_plan(book), NO_ANSWERS)
    waiting = [
        *(Answers({heading: name}) for heading, name in answers.fields.items()),
        *(Answers(choices={key: value}) for key, value in answers.choices.items()),
    ]
    while True:  # an answer may lead to the question that another one answers
        refused = []
        for answer in waiting:
            tried = Answers({**done.taken.fields, **answer.fields}, {**done.taken.choices, **answer.choices})
            try:
                done = Planned(make_plan(book, tried), tried)
            except BadOption:
                refused.append(answer)
        if len(refused) == len(waiting):
            return done
        waiting = refused
