"""The choices of one import, kept for the next file with the same headings."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from tracker.reading.plan import Answers, Asks, Plan, Question

VERSION = 1
SETTING = "import_recipe:"
"""Name of the ledger's setting that keeps a recipe, before the fingerprint."""

_REUSED = (
    *(Asks.DATE_ORDER, Asks.DIRECTION, Asks.COLUMN, Asks.VALUE, Asks.OPEN_END, Asks.COUNTRY),
    *(Asks.SHEET, Asks.SERIAL),
)
"""What is asked about a kind of file. Decisions about single rows, and about what is stored, hold for one file only."""


_KEPT_ON = "kept_on"


class UnknownRecipe(ValueError):
    """A kept recipe that this program does not understand; the message says why, in a sentence."""


def kept(answers: Answers, plan: Plan) -> str:
    """The text of a recipe: the columns and the answers of a person that hold for the next file too; "" without any."""
    choices = {
        question.key: question.answer
        for question in plan.questions
        if question.about in _REUSED and question.answer and (question.is_chosen or _is_said_for_all(question, answers))
    }
    if not choices and not answers.fields:
        return ""
    return json.dumps({"version": VERSION, "fields": dict(answers.fields), "choices": choices}, ensure_ascii=False)


def _is_said_for_all(question: Question, answers: Answers) -> bool:
    """Whether a person said the order of day and month for the whole file, and not column by column."""
    return question.about is Asks.DATE_ORDER and str(Asks.DATE_ORDER) in answers.choices


def dated(text: str, day: dt.date) -> str:
    """The same recipe with the day on which it was kept."""
    return json.dumps({**json.loads(text), _KEPT_ON: day.isoformat()}, ensure_ascii=False)


def kept_on(text: str) -> dt.date | None:
    """The day on which a recipe was kept; None where it does not say it."""
    try:
        return dt.date.fromisoformat(str(json.loads(text)[_KEPT_ON]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def read(text: str) -> Answers:
    """The answers of a kept recipe. Raises ``UnknownRecipe`` for one of another version, and for a broken one."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("version"), int):
        raise UnknownRecipe("Your choices for files with these headings cannot be read any more. They are not used.")
    if content["version"] != VERSION:
        raise UnknownRecipe(
            "Your choices for files with these headings were kept by another version of Coverline. They are not used."
        )
    return Answers(_texts(content.get("fields")), _texts(content.get("choices")))


def without_date_order(answers: Answers) -> Answers:
    """The same answers for a file that disproves the order of day and month."""
    kept_choices = {key: value for key, value in answers.choices.items() if not key.startswith(Asks.DATE_ORDER)}
    return Answers(answers.fields, kept_choices)


def in_words(answers: Answers) -> str:
    """What a recipe says: "2 columns, 3 answers"."""
    from tracker.words import count

    parts = [
        count(number, noun)
        for number, noun in ((len(answers.fields), "column"), (len(answers.choices), "answer"))
        if number
    ]
    return ", ".join(parts)


def _texts(content: object) -> Mapping[str, str]:
    if not isinstance(content, dict):
        return {}
    return {str(key): value for key, value in content.items() if isinstance(value, str)}
