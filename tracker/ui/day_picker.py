"""Picking a run of days on the Calendar page, by clicks in the chart or by typing, and what is logged on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from tracker import days
from tracker.charts.view import TimelineView
from tracker.filing.rows import rows_of
from tracker.ui import forms, session
from tracker.ui.text import count_text, md_escape, span_text

FIRST, LAST = "calendar.first_day", "calendar.last_day"
MOST_TRIPS = 3

Run = tuple[dt.date, dt.date]


def picked() -> Run | None:
    """The first and the last day that were picked (inclusive); None: not both, or in the wrong order."""
    first, last = st.session_state.get(FIRST), st.session_state.get(LAST)
    return (first, last) if first and last and first <= last else None


def after_click(run: Run | None, day: dt.date) -> Run:
    """A click picks one day, a second click makes it a run, the next one begins anew."""
    if run is None or run[0] != run[1]:
        return day, day
    return min(run[0], day), max(run[0], day)


def clicked(chart: str) -> None:
    """Take over a click on a cell of the chart with this key; for a callback."""
    points = st.session_state[chart].selection.points
    if points and points[0].get("customdata"):
        run = after_click(picked(), days.parse_day(str(points[0]["customdata"][0])))
        st.session_state[FIRST], st.session_state[LAST] = run


def forget() -> None:
    """Nothing is picked any more; for a callback."""
    st.session_state[FIRST] = st.session_state[LAST] = None


def day_picker(view: TimelineView, ask_for_trip: Callable[[str, str], None], open_trip: Callable[[str], None]) -> None:
    """The two days, the button that logs them, and the trips that are there already."""
    with st.container(border=True, gap="small"):
        st.markdown("**Pick days and log them.** Click a first and a last day in the calendar, or type them here.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for label, key in (("First day", FIRST), ("Last day", LAST)):
                st.date_input(
                    label,
                    value=None,
                    min_value=forms.FIRST_DAY,
                    max_value=forms.LAST_DAY,
                    format="MM/DD/YYYY",
                    key=key,
                    width=170,
                )
            run = picked()
            texts = (run[0].isoformat(), run[1].isoformat()) if run else ("", "")
            st.button(
                f"Log {count_text((run[1] - run[0]).days + 1, 'day')}" if run else "Log these days",
                key="calendar.log",
                type="primary",
                icon=":material/add:",
                on_click=ask_for_trip,
                args=texts,
                **{"disabled": run is None} | session.for_writers(),
            )
            if run:
                st.button("Clear", key="calendar.clear", on_click=forget)
        if run:
            _already_there(view, run, open_trip)
        elif st.session_state.get(FIRST) and st.session_state.get(LAST):
            st.error("The last day is before the first day. Correct one of them.", icon=":material/error:")


def _already_there(view: TimelineView, run: Run, open_trip: Callable[[str], None]) -> None:
    trips = view.trips
    inside = (trips["first_day"] <= str(run[1])) & ~(trips["last_day"] < str(run[0]))
    found = list(rows_of(trips[inside]))
    if not found:
        st.caption(f"Nothing is logged on {md_escape(span_text(*run))}.")
        return
    st.caption(f"Already logged there: {count_text(len(found), 'trip')}. A new one is added, none is replaced.")
    for trip in found[:MOST_TRIPS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(forms.trip_label(trip.trip), width="stretch")
            st.button("Open", key=f"calendar.open.{trip.trip}", on_click=open_trip, args=(trip.trip,))
