"""What happens to every line of the files: one table, in groups by what happens, each folded under its count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from tracker import countries, days, schema
from tracker.codes import Activity, Certainty
from tracker.exchange.importers import COLUMNS, Review, What, row_key
from tracker.reading.plan import Asks, Question
from tracker.ui import session
from tracker.ui.forms import ACTIVITIES, CERTAINTIES
from tracker.ui.import_desk import kept, questions
from tracker.ui.import_desk.kept import KEY
from tracker.ui.text import count_text, md_escape, md_verbatim, span_text

SHOWN_ROWS = 200  # of each group
_ROWS_IN_FULL, _HEIGHT = 12, 460  # a longer table scrolls in this many pixels
OPEN = "(open)"
RAW, _OLD, _UNDERSTOOD, _DECISION = "In your list", "In your log now", "Understood as", "Decision"
_ROW = "Row"

_GROUPS: Mapping[str, tuple[str, str]] = {
    str(What.WAITING): ("Needs a decision first", "These rows wait for an answer above."),
    str(What.CORRECTION): ("Corrections of trips that you have", "Old and new side by side."),
    str(What.CHANGED): ("Same id, other content", "Old and new side by side."),
    str(What.OVERLAPS): ("Work on the same days", "New rows on days that another work trip has too."),
    str(What.NEW): ("New", "Will be added."),
    str(What.LEFT_OUT): (
        "Left out",
        "After the import you can download these lines, correct them and bring them again.",
    ),
    str(What.SAME): ("There already", "Nothing happens to these rows."),
}
_IN_SHORT = {
    str(What.WAITING): "to decide first",
    str(What.CORRECTION): "to correct",
    str(What.CHANGED): "with the id of another trip",
    str(What.OVERLAPS): "on days of another work trip",
    str(What.NEW): "new",
    str(What.LEFT_OUT): "left out",
    str(What.SAME): "there already",
}
_OF_QUESTION = {
    Asks.CORRECTION: str(What.CORRECTION),
    Asks.CHANGED: str(What.CHANGED),
    Asks.REUSED_IDS: str(What.CHANGED),
    Asks.SHARED_DAYS: str(What.OVERLAPS),
}
_FOLDED = (str(What.SAME),)


@dataclass(frozen=True)
class Names:
    """What the rows are called: people by id, and whether a row has to say its file or sheet, or whose it is."""

    people: Mapping[str, str]
    has_files: bool
    has_sheets: bool
    has_people: bool


def show_rows(review: Review, people: Mapping[str, str]) -> None:
    """The review table. ``people``: id → name of those whom the log knows."""
    if not review.tables:
        return
    for table, rows in review.tables.items():
        if rows.empty:
            continue
        st.subheader("Row by row" if table == "trips" else f"Row by row: {table}", anchor=False)
        group_of = _group_of(rows, review.questions)
        st.text(_in_short(group_of))
        names = Names(
            people,
            has_files=rows["file"].nunique() > 1,
            has_sheets=rows["sheet"].nunique() > 1,
            has_people="traveler" in rows and rows["traveler"].replace("", None).nunique() > 1,
        )
        for what in _GROUPS:
            own = rows[group_of == what]
            if len(own):
                _show_group(table, what, own, review, names)


def _group_of(rows: pd.DataFrame, asked: Iterable[Question]) -> pd.Series:
    """The group of each row: that of its question where it can be decided there, else what happens to it."""
    by_key = {question.key: _OF_QUESTION[question.about] for question in asked if question.about in _OF_QUESTION}
    groups = [by_key.get(question, what) for question, what in zip(rows["question"], rows["what"], strict=True)]
    return pd.Series(groups, index=rows.index, dtype="str")


def _in_short(group_of: pd.Series) -> str:
    """``2 to correct · 37 new``: the counts of the groups, in their order."""
    numbers = group_of.value_counts()
    return " · ".join(f"{int(numbers[what]):,} {words}" for what, words in _IN_SHORT.items() if what in numbers)


def _show_group(table: str, what: str, rows: pd.DataFrame, review: Review, names: Names) -> None:
    title, sentence = _GROUPS[what]
    section = st.expander(
        f"{title}: {count_text(len(rows), 'row')}",
        expanded=what not in _FOLDED,
        key=f"{KEY}.group.{table}.{what}",
        on_change="rerun",
    )
    if not section.open:
        return
    with section:
        asked = [question for question in review.questions if question.key in set(rows["question"])]
        asked = [question for question in asked if question.about in _OF_QUESTION]
        numbers = {question.key: number for number, question in enumerate(review.questions)}
        for question in asked:
            questions.ask(question, md_escape(question.sentence), key=questions.key_of(numbers[question.key]))
        shown = rows.head(SHOWN_ROWS)
        if not asked:
            st.caption(sentence)
        words = {question.key: {choice.value: choice.words for choice in question.choices} for question in asked}
        _show_table(_in_words(table, shown, words, names), title)
        if asked and len(shown) > 1:
            with st.expander("Decide row by row", key=f"{KEY}.one_by_one.{table}.{what}"):
                _decide(table, what, shown, words, names)
        if len(rows) > SHOWN_ROWS:
            st.text(f"The first {SHOWN_ROWS} of {len(rows):,} rows are shown. The others are treated in the same way.")


def _in_words(table: str, rows: pd.DataFrame, words: Mapping[str, Mapping[str, str]], names: Names) -> pd.DataFrame:
    """The rows as they are read: what the list has, what the log has, what was understood, the decision, and why.

    ``words``: question → answer → its words, of the questions that decide these rows. Empty columns are left out.
    """
    records = rows.to_dict("records")
    shown = pd.DataFrame(
        {
            _ROW: [_place(row, names) for row in records],
            RAW: [str(row["raw"]) for row in records],
            _OLD: [str(row["old"]) if words else "" for row in records],
            _UNDERSTOOD: [understood(table, row, names) for row in records],
            _DECISION: [_decision(row, words) for row in records],
            "Why": [str(row["why"]) for row in records],
        }
    )
    return shown[[column for column in shown if column in (_ROW, RAW) or (shown[column] != "").any()]]


def _decision(row: Mapping[Any, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    of_question = words.get(row["question"], {})
    return of_question.get(row["decision"], str(row["decision"])) or (OPEN if of_question else "")


def _show_table(shown: pd.DataFrame, title: str) -> None:
    st.table(
        _escaped(shown),
        hide_index=True,
        border="horizontal",
        height=_HEIGHT if len(shown) > _ROWS_IN_FULL else "content",
        alt=f"{title}: the rows of the list, what was understood, and why",
    )


def _decide(table: str, what: str, rows: pd.DataFrame, words: Mapping[str, Mapping[str, str]], names: Names) -> None:
    """A select for each row, which wins over the answer for all."""
    records = rows.to_dict("records")
    shown = pd.DataFrame(
        {
            _ROW: [_place(row, names) for row in records],
            _UNDERSTOOD: [understood(table, row, names) for row in records],
            _DECISION: [_decision(row, words) for row in records],
        }
    )
    options = [OPEN, *dict.fromkeys(word for of_question in words.values() for word in of_question.values())]
    digest = hashlib.sha256(shown.to_csv().encode()).hexdigest()[:12]
    key = f"{KEY}.rows.{table}.{what}.{digest}"
    st.data_editor(
        shown,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=session.for_writers().get("disabled", [_ROW, _UNDERSTOOD]),
        column_config={
            _ROW: st.column_config.TextColumn(width="small"),
            _UNDERSTOOD: st.column_config.TextColumn(width="large"),
            _DECISION: st.column_config.SelectboxColumn(options=options, required=True, width="large"),
        },
        alt="The rows to decide one by one",
        on_change=_decided,
        args=(key, [(row["question"], _key_of(row)) for row in records], words),
    )


def _key_of(row: Mapping[Any, Any]) -> str:
    return row_key(row["question"], row["file"], row["sheet"], int(row["row"]))


def _decided(key: str, places: list[tuple[str, str]], words: Mapping[str, Mapping[str, str]]) -> None:
    for position, cells in st.session_state[key]["edited_rows"].items():
        question, row = places[int(position)]
        values = {word: value for value, word in words[question].items()}
        kept.answer(row, values.get(cells.get(_DECISION) or "", ""))


def understood(table: str, row: Mapping[object, object], names: Names) -> str:
    """A row in words: ``Ann Example · France, Paris · 2 – 6 Mar 2026 · Work``; "" where nothing was understood."""
    texts = {str(column): str(value) for column, value in row.items() if column not in COLUMNS and value == value}
    if table != "trips":
        documented = schema.column_names(table)
        return "; ".join(f"{column}: {texts[column]}" for column in documented if texts.get(column))
    country = texts.get("country", "")
    if not country and not texts.get("first_day"):
        return ""
    who = texts.get("traveler", "")
    activity, certainty = texts.get("activity", ""), texts.get("certainty", "")
    parts = [
        names.people.get(who, who) if names.has_people else "",
        ", ".join(filter(None, (countries.name(country) if country else "", texts.get("place", "")))),
        _days(texts.get("first_day", ""), texts.get("last_day", "")),
        ACTIVITIES.get(activity, activity).partition(" (")[0] if activity != Activity.WORK else "Work",
        CERTAINTIES.get(certainty, certainty) if certainty not in ("", Certainty.CONFIRMED) else "",
    ]
    return " · ".join(filter(None, parts))


def _days(first: str, last: str) -> str:
    try:
        return span_text(days.parse_day(first), days.parse_day(last) if last else None)
    except ValueError:
        return " – ".join(filter(None, (first, last)))


def _place(row: Mapping[object, object], names: Names) -> str:
    file = f"{row['file']}, " if names.has_files else ""
    sheet = f"sheet {row['sheet']}, " if names.has_sheets and row["sheet"] else ""
    return f"{file}{sheet}{row['row']}"


def _escaped(rows: pd.DataFrame) -> pd.DataFrame:
    """For ``st.table``, which reads markdown. The cells of the file stay as they are, their dates too."""
    escaped = {name: cells.map(md_verbatim if name == RAW else md_escape) for name, cells in rows.items()}
    return pd.DataFrame(escaped, index=rows.index)
