"""The program overview as a reader sees it: who is shown, in which order, in which words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.charts import theme, words
from tracker.codes import Case, Deadline, Decision
from tracker.findings import FindingCode
from tracker.standing import WORST_FIRST
from tracker.ui.case_view import DECISIONS
from tracker.ui.text import count_text, day_text

URGENT, DEADLINE, NOT_COVERABLE, QUESTIONS, NAME = (
    "Most urgent first",
    "Next deadline first",
    "Most days outside the US system",
    "Most open questions",
    "Name",
)
SORTS = (URGENT, DEADLINE, NOT_COVERABLE, QUESTIONS, NAME)

_ORDER_OF_DECISIONS = (
    Decision.STOP,
    Decision.CLARIFY,
    Decision.REQUEST,
    Decision.ASK_HOST,
    Decision.ASK_US_LETTER,
    Decision.PENDING,
    Decision.ON_FILE,
    Decision.NOT_NEEDED,
)


def filtered(
    people: pd.DataFrame,
    *,
    name: str = "",
    answers: Collection[str] = (),
    hosts: Collection[str] = (),
    decisions: Collection[str] = (),
    needs_action: bool = False,
) -> pd.DataFrame:
    """The people to show: every filter that is set must hold; of several values of one, one is enough."""
    shown = pd.Series(True, index=people.index)
    if typed := " ".join(name.split()).casefold():
        searched = (people["name"] + "\n" + people["traveler"]).str.casefold()
        shown &= searched.str.contains(typed, regex=False)
    if answers:
        shown &= people["worst"].isin(list(answers))
    if hosts:
        shown &= people["hosts"].str.split("+").map(lambda codes: not set(hosts).isdisjoint(codes)).astype(bool)
    if decisions:
        shown &= (people[[f"cases_{decision}" for decision in decisions]] > 0).any(axis="columns")
    if needs_action:
        shown &= people["needs_action"]
    return people[shown]


def ordered(people: pd.DataFrame, sort: str) -> pd.DataFrame:
    """The same rows in one of the orders of ``SORTS``; ties by deadline, then name."""
    rank = people["worst"].map({answer: place for place, answer in enumerate(WORST_FIRST)})
    first = {
        URGENT: rank,
        DEADLINE: people["next_day"],
        NOT_COVERABLE: -people["days_would_not_cover"],
        QUESTIONS: -people["open_questions"],
        NAME: people["name"].str.casefold(),
    }[sort]
    keys = pd.DataFrame({"first": first, "day": people["next_day"], "name": people["name"].str.casefold()})
    return people.loc[keys.sort_values(["first", "day", "name"], kind="stable").index]


def all_hosts(people: pd.DataFrame) -> list[str]:
    """Every country that anybody works in, by name."""
    codes = {code for joined in people["hosts"].unique() for code in joined.split("+") if code}
    return sorted(codes, key=countries.name)


def all_decisions(people: pd.DataFrame) -> list[Decision]:
    """What there is to do about anybody's work periods, the most urgent first."""
    return [decision for decision in _ORDER_OF_DECISIONS if people[f"cases_{decision}"].any()]


def decision_words(decision: str) -> str:
    """``Request a certificate``."""
    return DECISIONS[Decision(decision)].text


def answer_words(answer: str) -> str:
    """``✕ Not under the US system``."""
    word = words.ANSWERS[answer]
    return f"{word.mark} {word.short}"


ROW_HEIGHT, SHOWN_ROWS = 70, 8
"""Pixels of a row: from 65 on its text is wrapped. And how many rows stand on the page at once."""


def people_table(people: pd.DataFrame) -> pd.DataFrame:
    """The rows in words, one column per thing that a program asks about a person."""
    columns: dict[str, Any] = {
        "Person": people["name"],
        "Worst answer": _worst(people),
        "What to do": _cases(people),
        "Open questions": people["open_questions"],
        "The first one": _first_questions(people),
        "Next deadline": _deadlines(people),
        "Worked in": people["hosts"].map(_country_list).astype("str"),
    }
    for answer in WORST_FIRST:
        columns[f"Days {answer_words(answer)}"] = people[f"days_{answer}"]
    return pd.DataFrame(columns)


def column_config(*, dark: bool) -> dict[str, Any]:
    """How the columns of ``people_table`` are drawn."""
    colors = theme.palette(dark).answers
    return {
        "Person": st.column_config.TextColumn(pinned=True, width=145),
        "Worst answer": st.column_config.MultiselectColumn(
            options=[answer_words(answer) for answer in WORST_FIRST],
            color=[_under_white(colors[answer].fill) for answer in WORST_FIRST],
            width=135,
            help="The most pressing answer to any of the person's days.",
        ),
        "What to do": st.column_config.TextColumn(width=180, help="Work periods by what to do about them now."),
        "Open questions": st.column_config.NumberColumn("Questions", width=85, help="Open questions of the cases."),
        "The first one": st.column_config.TextColumn("The first question", width=290),
        "Next deadline": st.column_config.TextColumn(width=205, help="The first one that is open: overdue ones first."),
        "Worked in": st.column_config.TextColumn(width=170),
        **{f"Days {answer_words(answer)}": st.column_config.NumberColumn(width=150) for answer in WORST_FIRST},
    }


def _under_white(fill: str) -> str:
    """The color, darker until white words on it can be read."""
    shades = (theme.mix(fill, "#000000", share / 20) for share in range(21))
    return next(shade for shade in shades if theme.contrast(shade, "#ffffff") >= 4.5)


def question_words(question: str, message: str) -> str:
    """An open question of ``filing.questions`` as a sentence; "" stays ""."""
    if question == Case.MIXED:
        return Case.MIXED.sentence
    if question == FindingCode.NEIGHBORING_PERIOD:
        return message
    return words.reason_sentence(question) if question else ""


def _worst(people: pd.DataFrame) -> list[list[str]]:
    """The most pressing answer, and below it the days that have it."""
    days = people[[f"days_{answer}" for answer in WORST_FIRST]].to_numpy()
    return [
        [answer_words(worst), count_text(int(row[WORST_FIRST.index(worst)]), "day")]
        for worst, row in zip(people["worst"], days, strict=True)
    ]


def _first_questions(people: pd.DataFrame) -> pd.Series:
    questions = zip(people["first_question"], people["first_message"], strict=True)
    return pd.Series([question_words(*question) for question in questions], index=people.index, dtype="str")


def _cases(people: pd.DataFrame) -> pd.Series:
    """``1 resolve first · 2 on file``."""
    parts = pd.DataFrame(
        {
            decision: people[f"cases_{decision}"].map(
                lambda number, said=DECISIONS[decision].text: f"{number} {said[0].lower()}{said[1:]}" if number else ""
            )
            for decision in _ORDER_OF_DECISIONS
        }
    )
    texts = [" · ".join(filter(None, row)) for row in parts.itertuples(index=False)]
    return pd.Series(texts, index=people.index, dtype="str")


def _deadlines(people: pd.DataFrame) -> pd.Series:
    """``Dec 18, 2026 · Germany: Certificate ends``; one that was missed begins with ``Overdue since``."""
    columns = ("next_day", "next_host", "next_kind", "next_is_overdue")
    texts = [_deadline_words(*row) if row[2] else "" for row in zip(*(people[name] for name in columns), strict=True)]
    return pd.Series(texts, index=people.index, dtype="str")


def _deadline_words(day: pd.Timestamp, host: str, kind: str, is_overdue: bool) -> str:
    since = "Overdue since " if is_overdue else ""
    where = f"{countries.name(host)}: " if host else ""
    return f"{since}{day_text(day)} · {where}{words.DEADLINES[Deadline(kind)].text}"


def _country_list(joined: str) -> str:
    return ", ".join(countries.name(code) for code in joined.split("+") if code)


def whose_requests(chosen: Collection[str], shown: Collection[str]) -> str:
    """Whose requests the files hold: ``For the 2 people chosen.``, or those of everybody shown."""
    if chosen:
        return f"For the {count_text(len(chosen), 'person', 'people')} chosen."
    people = count_text(len(shown), "person", "people")
    return f"For all {people} shown." if len(shown) > 1 else f"For the {people} shown."


def shown_words(shown: pd.DataFrame, everyone: pd.DataFrame) -> str:
    """How many people the table shows, and for how many of them somebody must act."""
    number = count_text(len(shown), "person", "people")
    of = "" if len(shown) == len(everyone) else f" of {len(everyone):,}"
    acting = int(shown["needs_action"].sum())
    return f"{number}{of}. {count_text(acting, 'person needs', 'people need')} action now."
