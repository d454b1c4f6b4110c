"""Changing the trips of a scenario: by dragging their bars or with a form. Each edit is saved into the scenario."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker.charts.view import timeline_view
from tracker.codes import Certainty
from tracker.itinerary.scenario import Scenario, Texts
from tracker.ui import change_view, drag, forms, plan, session
from tracker.ui.drag.bars import trip_bars
from tracker.ui.plan import Log, Plan
from tracker.ui.trip_drag import in_view

DRAG = "plan.drag"
_FORM = "plan.trip"


def hear_drag(scenario: Scenario, log: Log) -> Scenario:
    """Makes the move that was just dragged in the scenario; gives back the scenario that stands then."""
    move = drag.proposed(DRAG)
    if move is None:
        return scenario
    drag.drop(DRAG)
    row = scenario.trips(log.texts).get(move.trip)
    if row is None or move.version != scenario.version:
        st.info("The scenario was changed elsewhere in the meantime, so the bar went back. Move it again.")
        return scenario
    last = "" if move.last_day is None else move.last_day.isoformat()
    days = {"first_day": move.first_day.isoformat(), "last_day": last}
    saved = plan.save(scenario.with_trip(move.trip, {**row, **days}, log.texts.get(move.trip)))
    if saved is not None:
        st.session_state[f"{DRAG}.heard"] = True
    return saved or scenario


def edit_section(shown: Plan) -> None:
    """The bars to drag, and the same with a form."""
    st.header("Change the trips of this scenario", anchor=False)
    trips = shown.after.workspace.trips
    if len(trips):
        _bars(shown, trips)
    _forms(shown, trips)


def _bars(shown: Plan, trips: pd.DataFrame) -> None:
    trips, (first_day, last_day) = in_view(trips, DRAG)
    heard = st.session_state.pop(f"{DRAG}.heard", False)
    drag.drag_timeline(
        trip_bars(
            trips,
            dict.fromkeys(trips["trip"], shown.scenario.version),
            timeline_view(shown.after, shown.traveler, today=session.today(), first_day=first_day, last_day=last_day),
        ),
        key=DRAG,
        first_day=first_day,
        last_day=last_day,
        today=session.today(),
        dark=session.dark(),
        label="Trips of this scenario on a time line",
        idle="Each move is kept in this scenario. Your log stays as it is.",
        announce=f"Compared with your log: {change_view.summary(shown.change)}" if heard else "",
    )


def _forms(shown: Plan, trips: pd.DataFrame) -> None:
    rows = shown.scenario.trips(shown.log.texts)
    own = [trip for trip in trips.sort_values("first_day", kind="stable")["trip"] if trip in rows]
    clicked = drag.opened(DRAG)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if own:
            trip = st.selectbox(
                "Or with a form: trip",
                own,
                format_func=lambda one: forms.trip_name(rows[one]),
                key="plan.which",
                width=420,
            )
            if st.button("Change it", key="plan.change", icon=":material/edit:", **session.for_writers()):
                clicked = trip
            if st.button("Drop it", key="plan.drop", icon=":material/remove:", **session.for_writers()):
                _save(shown.scenario.with_trip(trip, None, shown.log.texts.get(trip)))
        add = st.button("Add a trip", key="plan.add", icon=":material/add:", **session.for_writers())
    if add:
        forms.forget(f"{_FORM}.new")
        _new_dialog(shown.scenario, shown.traveler)
    elif clicked is not None and clicked in rows:
        forms.forget(f"{_FORM}.edit")
        _edit_dialog(shown.scenario, clicked, rows[clicked], shown.log.texts.get(clicked))


def _save(scenario: Scenario) -> None:
    if plan.save(scenario) is not None:
        st.rerun()


@st.dialog("Change a trip of the scenario", width="medium")
def _edit_dialog(scenario: Scenario, trip: str, row: Texts, logged: Texts | None) -> None:
    key = f"{_FORM}.edit"
    # With a version an empty last day means ongoing, as for a stored row.
    values, problems = forms.ask(key, {**row, "version": ""}, whose=False)
    with st.container(horizontal=True):
        save = forms.save_button(key, "Change it in the scenario")
        drop = st.button(
            "Drop it from the scenario", key=f"{key}.drop", icon=":material/remove:", **session.for_writers()
        )
    if save and not problems:
        _save(scenario.with_trip(trip, {**row, **forms.row_of(values)}, logged))
    if drop:
        _save(scenario.with_trip(trip, None, logged))


@st.dialog("Add a trip to the scenario", width="medium")
def _new_dialog(scenario: Scenario, traveler: str) -> None:
    key = f"{_FORM}.new"
    given = {"traveler": traveler, "certainty": str(Certainty.PLANNED)}
    values, problems = forms.ask(key, given, whose=False)
    if forms.save_button(key, "Add it to the scenario", icon=":material/add:") and not problems:
        _save(scenario.with_trip("", forms.row_of(values), None))
