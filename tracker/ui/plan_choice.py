"""Which scenario is looked at; making, renaming and throwing one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from tracker.itinerary.scenario import Scenario
from tracker.ui import forms, plan, session
from tracker.ui.plan_words import counted
from tracker.ui.text import count_text, md_escape

_KEY, _NEXT = "plan.scenario", "plan.next"
_EVERYBODY = ""


def first_scenario() -> None:
    """What the page is for, and the form for the first scenario."""
    with st.container(border=True):
        st.header("What if you left two weeks earlier?", anchor=False)
        st.markdown(
            "A **scenario** is your log with a few trips changed, on trial. Nothing you do in it touches your log.\n\n"
            "1. Start one and give it a name.\n"
            "2. Move, shorten, add or drop trips in it.\n"
            "3. Read what it would change: days per answer, cases that become mixed, what to do.\n"
            "4. Apply it to your log in one step that can be undone, or throw it away."
        )
        _new_form("plan.first")


def _label(scenario: Scenario, among: Sequence[Scenario]) -> str:
    """Its name; with whom it is about where several have that name, as those of different travelers may."""
    is_alone = [one.name for one in among].count(scenario.name) == 1
    return scenario.name if is_alone else f"{scenario.name} ({scenario.traveler or 'everybody'})"


def choice(scenarios: Sequence[Scenario]) -> tuple[Scenario, str]:
    """The scenario and the person that are looked at, and the buttons for the scenario itself."""
    by_id = {one.id: one for one in scenarios}
    wanted = st.session_state.pop(_NEXT, None)
    if wanted in by_id:
        st.session_state[_KEY] = wanted
    if st.session_state.get(_KEY) not in by_id:
        st.session_state[_KEY] = scenarios[0].id
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = by_id[
            st.selectbox(
                "Scenario",
                list(by_id),
                format_func=lambda one: _label(by_id[one], scenarios),
                key=_KEY,
                persist_state="session",
                width=320,
            )
        ]
        traveler = _traveler(chosen)
        if st.button("New scenario", key="plan.new", icon=":material/add:", **session.for_writers()):
            _new_dialog()
        if st.button("Rename", key="plan.rename", icon=":material/edit:", **session.for_writers()):
            st.session_state["plan.rename.name"] = chosen.name
            _rename_dialog(chosen)
        if st.button("Throw away", key="plan.throw_away", icon=":material/delete:", **session.for_writers()):
            _throw_away_dialog(chosen)
    return chosen, traveler


def _traveler(scenario: Scenario) -> str:
    people = forms.travelers()
    if scenario.traveler:
        if len(people) > 1:
            st.text(f"Trips of {people.get(scenario.traveler, scenario.traveler)}", width="content")
        return scenario.traveler
    if len(people) == 1:
        return next(iter(people))
    if st.session_state.get("plan.traveler") not in people:
        shown = st.session_state.get("timeline.traveler")
        st.session_state["plan.traveler"] = shown if shown in people else next(iter(people))
    return st.selectbox(
        "Traveler",
        list(people),
        format_func=people.__getitem__,
        key="plan.traveler",
        persist_state="session",
        width=260,
    )


def _new_form(key: str) -> None:
    people = forms.travelers()
    with st.form(f"{key}.form", border=False):
        name = st.text_input("Name", key=f"{key}.name", placeholder="Such as: a shorter summer in Lisbon", max_chars=80)
        whose = _EVERYBODY
        if len(people) > 1:
            whose = st.selectbox(
                "Whose trips",
                [*people, _EVERYBODY],
                format_func=lambda who: people.get(who, who) if who else "Everybody's",
                key=f"{key}.whose",
            )
        if st.form_submit_button("Start this scenario", type="primary", key=f"{key}.start", **session.for_writers()):
            with session.problems_shown():
                st.session_state[_NEXT] = session.ledger().add_scenario(name, whose).id
                st.rerun()


@st.dialog("New scenario")
def _new_dialog() -> None:
    st.text("It begins as your log is now. Nothing you change in it touches your log.")
    _new_form("plan.another")


@st.dialog("Rename the scenario")
def _rename_dialog(scenario: Scenario) -> None:
    with st.form("plan.rename.form", border=False):
        name = st.text_input("Name", key="plan.rename.name", max_chars=80)
        if st.form_submit_button(
            "Save the name", type="primary", key="plan.rename.save", **session.for_writers()
        ) and plan.save(replace(scenario, name=name)):
            st.rerun()


@st.dialog("Throw the scenario away?")
def _throw_away_dialog(scenario: Scenario) -> None:
    number = count_text(len(scenario.edits), "change")
    lost = f", with its {number}: {counted(scenario.edits)}" if scenario.edits else ""
    st.markdown(f"**{md_escape(scenario.name)}** goes for good{lost}. Your log stays as it is.")
    with st.container(horizontal=True):
        if st.button("Throw it away", type="primary", key="plan.throw_away.yes", **session.for_writers()):
            with session.problems_shown():
                session.ledger().delete_scenario(scenario)
                session.flash(f"Thrown away: {scenario.name}.")
                st.rerun()
        if st.button("Keep it", key="plan.throw_away.no"):
            st.rerun()
