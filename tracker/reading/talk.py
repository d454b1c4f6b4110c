"""What a plan asks and tells while it is made, and the answers that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import BadOption
from tracker.findings import FindingCode
from tracker.reading.plan import Answers, Asks, Choice, Question
from tracker.reading.remark import Remark

_MOST_VALUES = 12


@dataclass(frozen=True)
class Asked:
    """What a question is about: where it stands in the file, the values there, and how many rows need it."""

    sheet: str = ""
    column: str = ""
    values: tuple[str, ...] = ()
    rows: int = 0


class Talk:
    """Collects questions and remarks of one file. Every answer that is looked up counts as taken."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._questions: dict[str, Question] = {}
        self._remarks: list[Remark] = []
        self._taken: set[str] = set()

    @property
    def questions(self) -> tuple[Question, ...]:
        """In the order in which they were asked."""
        return tuple(self._questions.values())

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Without repetitions."""
        return tuple(dict.fromkeys(self._remarks))

    def chosen(self, key: str) -> str:
        """What a person chose for this key; "" for nothing."""
        self._taken.add(key)
        return self._answers.choices.get(key, "")

    def ask(
        self, key: str, about: Asks, sentence: str, choices: Sequence[Choice], asked: Asked, guess: str = ""
    ) -> str:
        """The answer in force, chosen or guessed; "" while it is open.

        A question of the same key that was asked before is widened by the rows and values of this one.
        """
        answer = self.chosen(key)
        guess = guess or self._of_another_sheet(key, about, [choice.value for choice in choices])
        if answer and choices and answer not in [choice.value for choice in choices] and about is not Asks.COUNTRY:
            allowed = ", ".join(choice.value for choice in choices)
            raise BadOption(f"{key}: {answer!r} is no answer to this question. Use one of {allowed}")
        earlier = self._questions.get(key)
        values = tuple(dict.fromkeys([*(earlier.values if earlier else ()), *asked.values]))[:_MOST_VALUES]
        rows = asked.rows + (earlier.rows if earlier else 0)
        in_force = answer or guess
        self._questions[key] = Question(
            key, about, sentence, tuple(choices), in_force, bool(answer), asked.sheet, asked.column, values, rows
        )
        return in_force

    def _of_another_sheet(self, key: str, about: Asks, values: Sequence[str]) -> str:
        """What a person answered to the same question about another sheet, where the answer fits here too."""
        if about is not Asks.COLUMN:
            return ""
        name = key.rpartition(":")[2]
        answers = {
            answer
            for other, answer in self._answers.choices.items()
            if other.startswith(f"{about}:") and other.rpartition(":")[2] == name and answer in values
        }
        return answers.pop() if len(answers) == 1 else ""

    def tell(self, code: FindingCode, sentence: str, sheet: str = "", row: int = 0, column: str = "") -> None:
        """One more remark."""
        self._remarks.append(Remark(code, sentence, sheet, row, column))

    def mark(self) -> tuple[int, int]:
        """Where the talk is, for ``back_to``."""
        return len(self._questions), len(self._remarks)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was asked and told since: the table is not read after all."""
        questions, remarks = mark
        self._questions = dict(list(self._questions.items())[:questions])
        self._remarks = self._remarks[:remarks]

    def tell_open(self) -> None:
        """A remark for every question that is open: rows wait."""
        for question in self._questions.values():
            if question.is_open:
                self.tell(FindingCode.ANSWER_NEEDED, _how_to_answer(question), question.sheet, column=question.column)

    def refuse_unknown(self) -> None:
        """Raises ``BadOption`` for an answer that no question takes."""
        left = [key for key in self._answers.choices if key not in self._taken and key not in self._questions]
        if left:
            asked = ", ".join(self._questions) or "none"
            raise BadOption(f"{left[0]}: this file asks no such question. Its questions: {asked}")


def _how_to_answer(question: Question) -> str:
    values = ", ".join(choice.value for choice in question.choices[:8])
    how = f"--answer '{question.key}=…'" + (f" with one of: {values}" if values else "")
    return f"{question.sentence} Answer with {how}."
