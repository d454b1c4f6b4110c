"""Answers, findings and documents as pieces of markdown, the same on all pages."""

from __future__ import annotations

from typing import Any

from tracker.charts import words
from tracker.codes import DayAnswer, Reason, Severity, Verdict
from tracker.ui.text import md_escape

_COLORS: dict[str, str] = {
    str(DayAnswer.COVERED): "green",
    str(DayAnswer.COVERED_NOT_DELIVERED): "green",
    str(DayAnswer.COVERED_BY_HOST): "green",
    str(DayAnswer.REQUESTED): "violet",
    str(DayAnswer.WOULD_COVER): "blue",
    str(DayAnswer.WOULD_NOT_COVER): "orange",
    str(DayAnswer.UNCLEAR): "yellow",
    str(DayAnswer.NOT_NEEDED): "gray",
    str(DayAnswer.UNLOGGED): "gray",
}
_WITHOUT_AGREEMENT = (Reason.NO_AGREEMENT, Reason.AGREEMENT_NOT_IN_FORCE)
FINDING_ICONS = {
    Severity.ERROR: ":material/error:",
    Severity.WARNING: ":material/warning:",
    Severity.INFO: ":material/info:",
}


def verdict_badge(verdict: Verdict) -> str:
    """A verdict in its words and color."""
    word = words.VERDICTS[verdict]
    return _badge(_COLORS[str(verdict)], word)


def answer_badge(row: Any, *, decision: str, letter: bool = False) -> str:
    """The answer of a row of ``Analysis.answers`` in its words and color, in the light of its period's decision.

    ``letter``: the host issues no certificate for this work, and SSA writes a letter instead.
    """
    word = words.of_answer(row.answer, decision, row.reason, row.host, letter=letter)
    return _badge("red" if row.reason in _WITHOUT_AGREEMENT else _COLORS[row.answer], word)


def _badge(color: str, word: words.Word) -> str:
    return f":{color}-badge[{word.mark} {md_escape(word.text)}]"
