"""Deadlines of the user's own, and the calendar file with all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tracker.analysis import Analysis
from tracker.days import parse_day
from tracker.ui import forms, session
from tracker.ui.calendar_file import calendar_button
from tracker.ui.row_editor import RowEditor, Texts, day_input
from tracker.ui.text import day_text

_CALENDAR_HELP = (
    "Import the file into your calendar program. When the log has changed, download it and import it again: the same "
    "events change, and the events that are gone are canceled. Open deadlines remind you 30 and 7 days before."
)
_CALENDAR_HELP_FOR_READERS = (
    "Import the file into a calendar of its own. When the log has changed, empty that calendar before you import "
    "again: the file of a reader does not cancel events that are gone."
)


def own_deadlines(analysis: Analysis) -> None:
    """The form that adds, changes and ends own deadlines, and the calendar file."""
    st.header("Your own deadlines", anchor=False)
    rows = session.rows("deadlines")
    people = forms.travelers()
    RowEditor("deadlines", "deadline", _label, lambda known, key: _inputs(known, key, people), own_problem).show(
        rows, "deadlines.own"
    )
    calendar_button("Download all as a calendar (.ics)", analysis, "deadlines.calendar")
    st.caption(_CALENDAR_HELP if session.actor().may_write else _CALENDAR_HELP_FOR_READERS)


def _label(row: Texts) -> str:
    done = " (done)" if row["done_on"] else ""
    return f"{day_text(parse_day(row['day']))}: {row['action']}{done}"


def _inputs(known: Texts, key: str, people: dict[str, str]) -> Texts:
    left, right = st.columns(2)
    who = list(dict.fromkeys([*people, *([known["traveler"]] if known.get("traveler") else [])]))
    values = {
        "day": day_input(left, "Last day to do it", known.get("day", ""), f"{key}.day"),
        "action": right.text_input("What to do", known.get("action", ""), key=f"{key}.action"),
        "done_on": day_input(left, "Done on (empty: still open)", known.get("done_on", ""), f"{key}.done_on"),
        "note": right.text_input("Your own note", known.get("note", ""), key=f"{key}.note"),
    }
    values["traveler"] = (
        st.selectbox(
            "Whose deadline",
            who,
            who.index(known["traveler"]) if known.get("traveler") else 0,
            format_func=lambda person: people.get(person, person),
            key=f"{key}.traveler",
        )
        if len(who) > 1
        else who[0]
    )
    return values


def own_problem(values: Texts, others: Sequence[Texts]) -> str:
    """Why these values cannot be saved, in one sentence; "" when they can."""
    if not values["day"]:
        return "Enter the last day on which it can be done."
    if not values["action"].strip():
        return "Enter what is to be done."
    if values["done_on"] > session.today().isoformat():
        return "The day on which it was done is after today. Leave it empty until then."
    same = ("traveler", "day", "action")
    if any(all(other[column] == values[column] for column in same) for other in others):
        return "This deadline is entered already. Change that row instead."
    return ""
