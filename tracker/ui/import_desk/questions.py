"""What only a person can say: every question of a review, one group per kind, answered in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from tracker import countries
from tracker.codes import Activity, Certainty
from tracker.countries import Nearness
from tracker.exchange.importers import Review
from tracker.exchange.importers.new_people import key_of as key_of_fact
from tracker.exchange.importers.outcome import NOT_NOW
from tracker.reading.dates import DayKind, read_day
from tracker.reading.plan import Asks, Choice, Question
from tracker.ui import session
from tracker.ui.import_desk import kept
from tracker.ui.import_desk.kept import KEY
from tracker.ui.text import count_text, day_text, md_escape, md_verbatim

Width = int | Literal["stretch"]

ABOUT_STORED = (Asks.CORRECTION, Asks.CHANGED, Asks.REUSED_IDS, Asks.SHARED_DAYS)
"""Asked beside the rows that they decide."""

_TITLES = {
    Asks.RECIPE: "You brought a list like this before",
    Asks.SHEET: "Sheets",
    Asks.ENCODING: "Special letters",
    Asks.COLUMN: "A column that is missing",
    Asks.DIRECTION: "Days there, or days of travel?",
    Asks.DATE_ORDER: "Dates",
    Asks.YEAR: "Days without a year",
    Asks.SERIAL: "Numbers in place of dates",
    Asks.OPEN_END: "Words in place of a last day",
    Asks.COUNTRY: "Countries",
    Asks.VALUE: "What the words mean",
    Asks.WHOSE: "Whose trips",
    Asks.PERSON: "Who is who",
    Asks.NEW_PEOPLE: "New people",
}
_ORDER = [*map(str, Activity), *map(str, Certainty)]
_FEW_CHOICES, _FEW_ASSUMED = 3, 6
_WIDTH = {True: 250, False: 330}  # pixels: of a short label, of a sentence


def show_questions(review: Review) -> None:
    """All questions but those about stored rows; open ones first."""
    questions = [question for question in review.questions if question.about not in ABOUT_STORED]
    numbers = {question.key: number for number, question in enumerate(review.questions)}
    if is_open := [question for question in review.questions if question.is_open]:
        _say_open(is_open, review.waiting)
    for group in _groups(questions):
        _group(group, numbers, has_files=len(review.files) > 1)


def ask(question: Question, label: str, *, key: str, also: Sequence[str] = (), width: Width = "stretch") -> None:
    """One question with the answer in force; a change is taken at once, for the questions ``also``, too."""
    if question.is_open:
        label = f"{label} (open)"
    elif not question.is_chosen and question.answer != NOT_NOW:
        label = f"{label} (assumed)"
    options = {choice.value: choice for choice in _choices(question)}
    answer = question.answer or None
    if answer and options and answer not in options:
        options[answer] = Choice(answer, answer)
    asked = (question.key, *also)
    control = {"key": key, "on_change": _answered, "args": (key, asked), **session.for_writers()}
    if not options:
        _show_anew(key, question.answer)
        st.text_input(label, **control, width=width)
        return
    _show_anew(key, answer)
    if len(options) <= _FEW_CHOICES:
        st.radio(label, list(options), index=None, format_func=lambda value: md_escape(options[value].words), **control)
    else:
        is_country = _asks_country(question)
        st.selectbox(
            label,
            list(options),
            index=None,
            format_func=lambda value: options[value].words if value in options else str(value),
            placeholder="Start typing a country" if is_country else "Choose",
            accept_new_options=is_country,
            width=width,
            **control | ({"on_change": _answered_country} if is_country else {}),
        )


def _asks_country(question: Question) -> bool:
    """Whether the answer is a country, which people may type in any spelling that is known."""
    return question.about == Asks.COUNTRY or question.key in _COUNTRIES_OF_NEW_PEOPLE


_COUNTRIES_OF_NEW_PEOPLE = (key_of_fact("residence"), key_of_fact("nationality"))


def key_of(number: int) -> str:
    """Key of the widget of a question, by its place among the questions of the review."""
    return f"{KEY}.ask.{number}"


def _show_anew(key: str, value: object) -> None:
    """The answer in force is what is shown, whoever changed it; unless it is shown already."""
    if key not in st.session_state or (st.session_state[key] or None) != (value or None):
        st.session_state[key] = value


def _answered(key: str, asked: Sequence[str]) -> None:
    for question in asked:
        kept.answer(question, str(st.session_state[key] or "").strip())


def _answered_country(key: str, asked: Sequence[str]) -> None:
    """A country that was chosen, or typed in any spelling that is known."""
    answer = str(st.session_state[key] or "").strip()
    if answer and answer not in countries.names() and answer != NOT_NOW:
        answer = _country_typed(answer)
    for question in asked:
        kept.answer(question, answer)


def _country_typed(text: str) -> str:
    """The code of a country that was typed; "" with a word about it where no country is known by that text."""
    place = countries.find(text)
    if place.nearness is Nearness.EXACT:
        return place.codes[0]
    likely = f" Do you mean {countries.name(place.codes[0])}?" if place.codes else ""
    st.toast(md_escape(f'"{text}" is not known as a country.{likely}'), icon=":material/help:")
    return ""


def _say_open(questions: Sequence[Question], waiting: int) -> None:
    number = count_text(len(questions), "question")
    if waiting:
        words = f"{number} before {count_text(waiting, 'row')} can be imported. Rows that wait are left out until then."
    else:
        words = f"{number} without an answer."
    st.info(words, icon=":material/help:")


def _groups(questions: Sequence[Question]) -> list[list[Question]]:
    """One group per kind; of dates one per file, of words one per column. Groups with an open question come first."""
    groups: dict[object, list[Question]] = {}
    for question in questions:
        file = question.key.partition("!")[0] if question.about in (Asks.VALUE, Asks.DATE_ORDER) else ""
        column = question.column if question.about == Asks.VALUE else ""
        groups.setdefault((question.about, file, column), []).append(question)
    order = list(_TITLES)
    place = {about: number for number, about in enumerate(order)}
    return sorted(
        groups.values(),
        key=lambda group: (
            group[0].about != Asks.RECIPE,
            not any(question.is_open for question in group),
            place.get(group[0].about, len(order)),
        ),
    )


def _group(group: Sequence[Question], numbers: dict[str, int], *, has_files: bool) -> None:
    about = group[0].about
    title = _TITLES.get(about, about.sentence)
    if about == Asks.VALUE and group[0].column:
        title = f"What the words in “{group[0].column}” mean"
    ordered = sorted(group, key=lambda question: not question.is_open)
    number_open = sum(question.is_open for question in group)
    shown, folded = ordered, ordered[:0]
    if len(ordered) > number_open + _FEW_ASSUMED:
        shown, folded = ordered[: max(number_open, 0)], ordered[number_open:]
    with st.container(border=True):
        st.markdown(f"**{md_escape(title)}**")
        if about == Asks.DATE_ORDER and (rest := _together(group, numbers, has_files=has_files)):
            with st.expander("Column by column", key=f"{KEY}.columns.{numbers[rest[0].key]}", type="compact"):
                _side_by_side(rest, numbers, has_files=has_files)
            return
        _side_by_side(shown, numbers, has_files=has_files)
        if folded:
            label = f"{count_text(len(folded), 'answer')} that were assumed or chosen"
            with st.expander(label, key=f"{KEY}.folded.{numbers[folded[0].key]}"):
                _side_by_side(folded, numbers, has_files=has_files)


def _together(group: Sequence[Question], numbers: dict[str, int], *, has_files: bool) -> Sequence[Question]:
    """One question for all columns of dates, where the answers do not differ; those that it stands for, or none."""
    values = [{choice.value for choice in question.choices} for question in group]
    if (
        len(group) < 2
        or len({question.answer for question in group}) > 1
        or any(value != values[0] for value in values)
    ):
        return ()
    first = replace(group[0], is_chosen=all(question.is_chosen for question in group))
    columns = dict.fromkeys(f"“{question.column}”" for question in group if question.column != first.column)
    more = f"The same in {', '.join(columns)}." if columns else ""
    label = " ".join(filter(None, (_label(first, is_short=False, has_files=has_files), md_escape(more))))
    ask(first, label, key=f"{KEY}.dates.{numbers[first.key]}", also=[question.key for question in group[1:]])
    return group


def _side_by_side(group: Sequence[Question], numbers: dict[str, int], *, has_files: bool) -> None:
    is_short = group[:1] != [] and all(_is_a_word(question) for question in group)
    if is_short and group[0].about != Asks.VALUE:
        for sentence in dict.fromkeys(question.sentence for question in group if len(group) == 1):
            st.markdown(md_escape(sentence))
    with st.container(horizontal=True, gap="medium"):
        for question in group:
            with st.container(width=_WIDTH[is_short] if len(group) > 1 else "stretch", gap="xsmall"):
                ask(
                    question,
                    _label(question, is_short=is_short, has_files=has_files),
                    key=key_of(numbers[question.key]),
                )


def _is_a_word(question: Question) -> bool:
    """Whether the question is about one value of the file, which then says enough."""
    return question.about in (Asks.VALUE, Asks.OPEN_END, Asks.COUNTRY, Asks.PERSON) and len(question.values) == 1


def _label(question: Question, *, is_short: bool, has_files: bool) -> str:
    if is_short:
        rows = f" ({count_text(question.rows, 'row')})" if question.rows else ""
        return md_verbatim(f"“{question.values[0]}”{rows}")
    file = question.key.partition("!")[0] if has_files and "!" in question.key else ""
    return md_escape(f"{file}: {question.sentence}" if file else question.sentence)


def _with_example(choice: Choice, values: Sequence[str]) -> Choice:
    """The order with what a date of this very file is by it: ``Month first: 05/01/2026 is May 1, 2026``."""
    words = {"mdy": "Month first", "dmy": "Day first"}.get(choice.value)
    for value in values:
        day = read_day(value, choice.value).first
        if words and day is not None and read_day(value).kind == DayKind.TWO_ORDERS:
            return Choice(choice.value, f"{words}: {value} is {day_text(day)}")
    return choice


def _choices(question: Question) -> list[Choice]:
    """The answers that are offered. A country may be any country; the ones that the program proposes come first."""
    offered = list(question.choices)
    if question.about == Asks.VALUE:  # the same order for every word, whatever is guessed
        offered.sort(key=lambda choice: _ORDER.index(choice.value) if choice.value in _ORDER else len(_ORDER))
    if question.about == Asks.DATE_ORDER:
        return [_with_example(choice, question.values) for choice in offered]
    if question.about == Asks.COUNTRY:
        named = {choice.value for choice in offered}
        offered += [Choice(code, name) for code, name in countries.names().items() if code not in named]
    return offered
