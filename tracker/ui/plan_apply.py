"""What a scenario changes, trip by trip; what the log changed underneath; making the changes in the log."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tracker.itinerary.scenario import Scenario, Stand, TripEdit, new_assignments
from tracker.store import Changes, RowChange, RowDeletion
from tracker.ui import forms, plan, session
from tracker.ui.plan import Log
from tracker.ui.plan_words import changed_values, counted, edit_sentence, overtaken_sentence
from tracker.ui.text import md_escape


def overtaken_section(scenario: Scenario, log: Log) -> None:
    """Trips that changed in the log after the scenario touched them; each is decided before anything is applied."""
    overtaken = [edit for edit in scenario.edits if log.stand(edit) is Stand.OVERTAKEN]
    if not overtaken:
        return
    with st.container(border=True):
        st.warning(
            "**Your log changed underneath.** These trips are no longer what they were when you changed them here. "
            "Decide for each before you apply the scenario; nothing is overwritten until then.",
            icon=":material/sync_problem:",
        )
        for edit in overtaken:
            logged = log.texts.get(edit.trip)
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(width="stretch", gap=None):
                    st.text(overtaken_sentence(edit, logged))
                    st.caption(md_escape(f"This scenario says: {edit_sentence(edit, edit.before)}"))
                if st.button("Keep the scenario's", key=f"plan.keep.{edit.trip}", **session.for_writers()):
                    _save(scenario.on_top_of(edit.trip, logged))
                if st.button("Take the log's", key=f"plan.take.{edit.trip}", **session.for_writers()):
                    _save(scenario.without(edit.trip))


def edits_section(scenario: Scenario, log: Log) -> None:
    """Every edit with a button that takes it back, and the way into the log."""
    st.header("What this scenario changes", anchor=False)
    if not scenario.edits:
        st.info("Nothing yet: it is your log as it stands. Drag a trip above, or change one with the form.")
        return
    people = forms.travelers()
    with st.container(border=True):
        for edit in scenario.edits:
            stand = log.stand(edit)
            name = f"{people.get(edit.row['traveler'], edit.row['traveler'])} · " if len(people) > 1 else ""
            with st.container(horizontal=True, vertical_alignment="center"):
                said = edit_sentence(edit, edit.before)
                st.text(f"{name}{said}{_NOTES[stand]}", width="stretch")
                label = "Take it back" if stand is Stand.OPEN else "Leave it out"
                if st.button(label, key=f"plan.back.{edit.trip}", **session.for_writers()):
                    _save(scenario.without(edit.trip))
    open_edits = [edit for edit in scenario.edits if log.stand(edit) is Stand.OPEN]
    is_blocked = any(log.stand(edit) is Stand.OVERTAKEN for edit in scenario.edits)
    if not open_edits and not is_blocked:
        st.success(
            "All of it is in your log. Undo takes it out again; throw the scenario away, or go on from here.",
            icon=":material/check_circle:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Apply to my log",
            type="primary",
            key="plan.apply",
            icon=":material/done_all:",
            **{"disabled": is_blocked} | session.for_writers(),
        ):
            _apply_dialog(scenario, open_edits, log)
        if is_blocked:
            st.text("First decide about the trips that changed in your log, above.")


_NOTES = {Stand.OPEN: "", Stand.DONE: " (in your log now)", Stand.OVERTAKEN: " (your log changed, see above)"}


def _save(scenario: Scenario) -> None:
    if plan.save(scenario) is not None:
        st.rerun()


@st.dialog("Apply to my log?", width="medium")
def _apply_dialog(scenario: Scenario, edits: Sequence[TripEdit], log: Log) -> None:
    st.text("This changes your log, in one step that one Undo takes back:")
    st.markdown("\n".join(f"- {md_escape(edit_sentence(edit, log.texts.get(edit.trip)))}" for edit in edits))
    with st.container(horizontal=True):
        if st.button("Change my log", type="primary", key="plan.apply.yes", **session.for_writers()):
            message = f"Applied “{scenario.name}” to your log: {counted(edits)}."
            if session.save_many(_changes(edits, log), message=message):
                st.rerun()
        if st.button("Not yet", key="plan.apply.no"):
            st.rerun()


def _changes(edits: Sequence[TripEdit], log: Log) -> dict[str, Changes]:
    """The edits as changes of the rows that ``log`` shows: refused as a whole if one of these is another by then."""
    row_of = {row["trip"]: (str(row["row_id"]), int(row["version"])) for row in log.rows.to_dict("records")}
    made = [edit for edit in edits if edit.after is not None]
    trips = Changes(
        added=[dict(edit.row) for edit in made if edit.trip not in row_of],
        changed=[
            RowChange(*row_of[edit.trip], changed_values(log.texts[edit.trip], edit.row))
            for edit in made
            if edit.trip in row_of
        ],
        deleted=[RowDeletion(*row_of[edit.trip]) for edit in edits if edit.after is None and edit.trip in row_of],
    )
    missing = new_assignments(session.analysis().workspace, made)
    return {"trips": trips, "assignments": Changes(added=missing)} if missing else {"trips": trips}
