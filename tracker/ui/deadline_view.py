"""The deadlines in words: what to do now, the next change, what is overdue, what is ahead, and what is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries, standing
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import Deadline, Decision
from tracker.filing.headroom import NextChange, Urgency
from tracker.filing.questions import open_questions
from tracker.filing.rows import rows_of
from tracker.rules.model import Source
from tracker.ui.case_view import DECISIONS
from tracker.ui.people_view import question_words
from tracker.ui.text import count_text, day_text, with_day_texts

URGENCIES = {
    Urgency.OVERDUE: "Overdue",
    Urgency.DUE: "Ahead",
    Urgency.SETTLED: "Nothing to do",
}
SETTLED_HELP = "The work ends before it is reached, or has ended, or another certificate follows."


@dataclass(frozen=True)
class DeadlineView:
    """One deadline in words; ``who`` is "" where there is only one person."""

    day: dt.date
    urgency: Urgency
    what: str
    sentence: str  # what that means
    about: str  # country, person, assignment or certificate
    action: str
    source: Source | None
    standing: str  # "26 days left", "175 days ago"

    @property
    def title(self) -> str:
        """The day and what it is."""
        return f"{day_text(self.day)} · {self.what}"


@dataclass(frozen=True)
class ToDo:
    """Something to do now that has no day of its own."""

    traveler: str
    period: int
    certificate: str  # the one to deliver, "" = this is about a work period
    title: str  # what to do, and about which work
    text: str


_DELIVER = (
    "Deliver a certificate",
    "It is issued and not delivered yet. Deliver it to the employer or agency that needs it, and keep the receipt.",
)


def to_do(analysis: Analysis, ordered: pd.DataFrame, names: Mapping[str, str], traveler: str = "") -> list[ToDo]:
    """What must be done now and is not among the deadlines that are open, by traveler and period.

    ``ordered`` are the ``deadlines_with_urgency``; ``names``: person id → name; ``traveler``: of one person only.
    Empty when nothing is to be done.
    """
    rows = standing.needs_action_of(analysis, traveler) if traveler else standing.needs_action(analysis)
    questions = open_questions(analysis).drop_duplicates(["traveler", "period"])
    first = {(row.traveler, row.period): question_words(row.question, row.message) for row in rows_of(questions)}
    by_day = ordered[(ordered["kind"] == Deadline.FILE_BY) & (ordered["urgency"] != Urgency.SETTLED)]
    has_day = set(zip(by_day["traveler"], by_day["period"], strict=True))
    return [
        _to_do(row, names, first.get((row.traveler, row.period), ""))
        for row in rows_of(rows)
        if not (row.what == Decision.REQUEST and (row.traveler, row.period) in has_day)
    ]


def _to_do(row: Any, names: Mapping[str, str], question: str) -> ToDo:
    """``question``: the first open question of the work period, which says more than the decision; "" = none."""
    title, text = _DELIVER
    if row.what != standing.DELIVER:
        word = DECISIONS[Decision(row.what)]
        title, text = word.text, word.next
        if row.what == Decision.CLARIFY and question:
            text = question
    about = [
        ", ".join(countries.name(code) for code in row.host.split("+") if code),
        names.get(row.traveler, row.traveler) if len(names) > 1 else "",
        row.certificate or f"period {row.period}",
        count_text(row.days, "work day"),
    ]
    work = " · ".join(part for part in about if part)
    return ToDo(row.traveler, row.period, row.certificate, f"{title}: {work}", text)


def deadline_views(ordered: pd.DataFrame, analysis: Analysis, names: Mapping[str, str]) -> list[DeadlineView]:
    """The rows of ``deadlines_with_urgency`` in their order; ``names``: person id → name."""
    return [_view(row, analysis, names) for row in rows_of(ordered)]


def _view(row: Any, analysis: Analysis, names: Mapping[str, str]) -> DeadlineView:
    about = [
        countries.name(row.host) if row.host else "",
        names.get(row.traveler, row.traveler) if len(names) > 1 else "",
        row.subject,
    ]
    return DeadlineView(
        day=row.day.date(),
        urgency=Urgency(row.urgency),
        what=words.DEADLINES[Deadline(row.kind)].text,
        sentence=Deadline(row.kind).sentence,
        about=" · ".join(part for part in about if part),
        action=row.action,
        source=analysis.rules.sources.get(row.source),
        standing=_standing((row.day.date() - analysis.settings.as_of).days),
    )


def _standing(number: int) -> str:
    if number == 0:
        return "today"
    return f"in {count_text(number, 'day')}" if number > 0 else f"{count_text(-number, 'day')} ago"


def deadline_table(views: list[DeadlineView]) -> pd.DataFrame:
    """The same as a table: Day (``datetime64[s]``) and, as ``str``, Standing, When, About, What, What to do, Source."""
    texts = {
        "Standing": [URGENCIES[view.urgency] for view in views],
        "When": [view.standing for view in views],
        "About": [view.about for view in views],
        "What": [view.what for view in views],
        "What to do": [with_day_texts(view.action) for view in views],
        "Source": [view.source.href if view.source else "" for view in views],
    }
    return pd.DataFrame(
        {
            "Day": pd.to_datetime(pd.Series([view.day for view in views])).astype("datetime64[s]"),
            **{name: pd.Series(values, dtype="str") for name, values in texts.items()},
        }
    )


def next_words(change: NextChange | None, as_of: dt.date, names: Mapping[str, str]) -> str:
    """The next date on which anything changes, in one sentence."""
    if change is None:
        return "Nothing changes as far as your log and your certificates reach."
    who = f"{names.get(change.traveler, change.traveler)}, " if len(names) > 1 else ""
    where = countries.name(change.host) if change.host else ""
    if change.deadline:
        what = _as_clause(change.deadline.sentence)
    elif change.verdict:
        where = where or "no work abroad"
        what = f"from this day on: {_as_clause(change.verdict.sentence)}"
    else:
        what = "planned end of the work"
    return f"{day_text(change.day)} ({_standing((change.day - as_of).days)}): {who}{where}, {what}."


def _as_clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].removesuffix(".")
