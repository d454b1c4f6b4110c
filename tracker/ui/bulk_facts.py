"""One fact for several people or assignments: chosen, previewed, saved in one change that one Undo takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from tracker import countries, schema
from tracker.coverage.asks import QUESTIONS, answer_words
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.facts import fact_input
from tracker.ui.questions import Question
from tracker.ui.text import count_text, md_escape

_NOT_ALIKE = ("host",)  # says which of several countries an assignment's expected end is for
SHOWN_AT_ONCE = 12


@dataclass(frozen=True)
class Fact:
    """A column of ``assignments`` or ``travelers`` that rules ask for."""

    table: str
    column: str

    @property
    def meaning(self) -> str:
        """What the column holds, as the data model says it."""
        return str(schema.WORKSPACE[self.table].columns[self.column].description)

    @property
    def is_about_people(self) -> bool:
        """Whether it is kept with the person and not with each assignment."""
        return self.table == "travelers"


@dataclass(frozen=True)
class Row:
    """One stored row that a fact may be set in. ``row_id`` is "" for a person without a row yet."""

    row_id: str
    version: int
    traveler: str
    label: str
    value: str


def facts() -> list[Fact]:
    """Every fact that can be set for several at once: those that rules ask for, in the order of the facts form."""
    found = []
    for column in QUESTIONS:
        tables = [table for table in ("assignments", "travelers") if column in schema.WORKSPACE[table].columns]
        found += [Fact(table, column) for table in tables if column not in _NOT_ALIKE]
    return found


def rows_of(fact: Fact, travelers: Sequence[str], names: Mapping[str, str], stored: pd.DataFrame) -> list[Row]:
    """The rows of these people, by person, then assignment. People without an assignment have none for its facts.

    ``stored``: all rows of the fact's table, as ``session.rows`` gives them.
    """
    stored = stored[stored["traveler"].isin(list(travelers))]
    by_person: dict[str, list[Row]] = {traveler: [] for traveler in travelers}
    for row in stored.to_dict("records"):
        traveler = str(row["traveler"])
        label = names.get(traveler, traveler)
        if not fact.is_about_people:
            host = f" ({countries.name(row['host'])})" if row["host"] else ""
            label = f"{label} · {row['assignment']}{host}"
        value = str(row[fact.column])
        by_person[traveler].append(Row(str(row["row_id"]), int(row["version"]), traveler, label, value))
    if fact.is_about_people:
        missing = [traveler for traveler, own in by_person.items() if not own]
        for traveler in missing:
            by_person[traveler].append(Row("", 0, traveler, names.get(traveler, traveler), ""))
    return [row for own in by_person.values() for row in own]


def changes(fact: Fact, rows: Sequence[Row], value: str) -> Changes:
    """What setting ``value`` in these rows does to the ledger; rows that hold it already are left alone."""
    wanted = [row for row in rows if row.value != value]
    return Changes(
        added=[{"traveler": row.traveler, fact.column: value} for row in wanted if not row.row_id],
        changed=[RowChange(row.row_id, row.version, {fact.column: value}) for row in wanted if row.row_id],
    )


def preview(fact: Fact, rows: Sequence[Row], value: str) -> str:
    """``3 assignments change to “Yes”. Until now: “Not known” (2), “No” (1). 1 has it already.``"""
    changing = [row.value for row in rows if row.value != value]
    same = len(rows) - len(changing)
    already = f" {same} {'has' if same == 1 else 'have'} it already." if same else ""
    if not changing:
        return f"Nothing changes.{already}"
    before = pd.Series(changing).value_counts(sort=False)
    was = ", ".join(f"{_quoted(fact, str(old))} ({number})" for old, number in before.items())
    verb = "changes" if len(changing) == 1 else "change"
    return f"{_counted(fact, len(changing))} {verb} to {_quoted(fact, value)}. Until now: {was}.{already}"


def _quoted(fact: Fact, value: str) -> str:
    words = answer_words(fact.column, value) or "Not known"
    return f"“{words.removesuffix('.')}”"


def _counted(fact: Fact, number: int) -> str:
    return count_text(number, "person", "people") if fact.is_about_people else count_text(number, "assignment")


def bulk_facts(travelers: Sequence[str], names: Mapping[str, str]) -> None:
    """The form: which fact, for which rows of these people, which value; then what changes, and the button."""
    fact = st.selectbox(
        "Which fact?", facts(), index=None, format_func=_fact_label, key="people.fact", placeholder="Choose a fact"
    )
    if fact is None:
        return
    everything = rows_of(fact, travelers, names, session.rows(fact.table))
    if without := set(travelers) - {row.traveler for row in everything}:
        left_out = ", ".join(names.get(who, who) for who in travelers if who in without)
        st.info(
            md_escape(f"Without an assignment, so left out: {left_out}. An answer on one of their cases makes one.")
        )
    rows = _chosen_rows(fact, everything)
    value = _value(fact)
    if value is None or not rows:
        return
    st.markdown(f"**What changes.** {md_escape(preview(fact, rows, value))}")
    wanted = [row for row in rows if row.value != value]
    if not wanted:
        return
    lines = [f"- {md_escape(row.label)}: {md_escape(_quoted(fact, row.value))}" for row in wanted[:SHOWN_AT_ONCE]]
    if len(wanted) > SHOWN_AT_ONCE:
        lines.append(f"- and {len(wanted) - SHOWN_AT_ONCE:,} more")
    st.markdown("\n".join(["These change, with what they say now:", "", *lines]))
    # The revision is part of the key: a preview of older values is never saved.
    pressed = st.button(
        f"Change {_counted(fact, len(wanted))}",
        key=f"people.bulk.save.{session.ledger().revision()}",
        type="primary",
        **session.for_writers(),
    )
    message = f"{_counted(fact, len(wanted))} changed to {_quoted(fact, value)}."
    if pressed and session.save_many({fact.table: changes(fact, rows, value)}, message=message):
        st.rerun()


def _fact_label(fact: Fact) -> str:
    return f"{'Person' if fact.is_about_people else 'Assignment'}: {fact.meaning}"


def _chosen_rows(fact: Fact, rows: list[Row]) -> list[Row]:
    if fact.is_about_people or len(rows) < 2:
        return rows
    labels = {row.row_id: row.label for row in rows}
    only = st.multiselect(
        "For which assignments?",
        list(labels),
        format_func=lambda row_id: labels.get(row_id, row_id),
        key="people.bulk.rows",
        placeholder=f"All {len(rows)} of the people chosen",
    )
    return [row for row in rows if row.row_id in only] if only else rows


def _value(fact: Fact) -> str | None:
    """The new value; "" is not known; None while nothing was chosen."""
    key = f"people.bulk.{fact.table}.{fact.column}"
    if st.checkbox("Empty it: not known", key=f"{key}.empty"):
        return ""
    question = Question(fact.column, *QUESTIONS[fact.column], unset="Choose")
    return fact_input(question, "The new value", f"{key}.value") or None
