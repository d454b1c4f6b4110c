"""What was found out about a work period: the list, and the form that records an answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.store import RowDeletion
from tracker.ui import session
from tracker.ui.case_view import DECISIONS, PeriodView, open_questions
from tracker.ui.mixed import after_clarification
from tracker.ui.text import day_text


def clarification_section(view: PeriodView, analysis: Analysis) -> None:
    """Answers recorded for this period, and the form for a new one."""
    st.text(
        "Record what SSA or a professional told you about this case. It lifts “mixed”, two countries on one day and a "
        "neighboring period; a missing fact or an unverified rule stays open."
    )
    _recorded(view)
    key = f"cases.clarification.{view.key}"
    with st.form(key, border=False, clear_on_submit=False):
        left, right = st.columns(2)
        today = session.today()
        on = left.date_input("Answered on", today, key=f"{key}.on", format="MM/DD/YYYY", max_value=today)
        by = right.text_input("By whom?", key=f"{key}.by", placeholder="SSA, by phone")
        note = st.text_area("What was the answer?", key=f"{key}.note")
        submitted = st.form_submit_button("Record the answer", key=f"{key}.save", **session.for_writers())
    if submitted:
        about = (
            {"assignment": view.assignment}
            if view.assignment
            else {"first_day": f"{view.first_day:%Y-%m-%d}", "last_day": f"{view.last_day:%Y-%m-%d}"}
        )
        added = {"traveler": view.traveler, "clarified_on": on.isoformat(), "by": by, "note": note, **about}
        message = f"Clarification recorded. {what_it_did(view, analysis, added)}"
        if session.save("clarifications", added=[added], message=message):
            for name in ("by", "note"):
                del st.session_state[f"{key}.{name}"]
            st.rerun()


def what_it_did(view: PeriodView, analysis: Analysis, added: dict[str, str]) -> str:
    """What recording this answer does to the case, in words: it moves on, or why it stays where it is."""
    before, after = view.decision, after_clarification(view, analysis, added)
    if after.decision != before:
        return f"The case moves from “{DECISIONS[before].text}” to “{DECISIONS[after.decision].text}”."
    still = open_questions(after)
    why = f" Still open: {still[0]}" if still else ""
    return f"The case stays at “{DECISIONS[before].text}”.{why}"


def _recorded(view: PeriodView) -> None:
    if not len(view.clarifications):
        return
    shown = view.clarifications
    st.dataframe(
        pd.DataFrame({"On": shown["clarified_on"].map(day_text), "By": shown["by"], "Answer": shown["note"]}),
        hide_index=True,
        alt=f"Clarifications: {view.title}",
    )
    rows = session.rows("clarifications")
    last = rows[(rows["traveler"] == view.traveler) & rows["by"].isin(shown["by"]) & rows["note"].isin(shown["note"])]
    if len(last) and st.button(
        "Delete the last one", key=f"cases.clarification.{view.key}.delete", **session.for_writers()
    ):
        row = last.iloc[-1]
        gone = RowDeletion(str(row["row_id"]), int(row["version"]))
        if session.save("clarifications", deleted=[gone], message="Clarification deleted."):
            st.rerun()
