"""Trips: the log itself. Add, edit, delete, import; every problem in words beside its row."""

from __future__ import annotations

import streamlit as st

from tracker.ui import forms, navigation, samples, session
from tracker.ui.import_desk import import_desk, is_under_way
from tracker.ui.residences import residence_section
from tracker.ui.trip_checks import per_trip, show_checks
from tracker.ui.trip_drag import drag_section
from tracker.ui.trip_grid import grid


def page() -> None:
    """The form for a new trip, the import, the bars to drag, the grid, what to check."""
    number = len(session.rows("trips"))
    with st.expander("Add a trip", expanded=not is_under_way(), icon=":material/add:"):
        forms.new_trip("trips.add")
    import_desk(forms.travelers(), expanded=not number)
    if number:
        st.header(f"Your trips ({number:,})", anchor=False)
        drag_section()
        grid(per_trip())
        show_checks()
        if st.button("See timeline", key="trips.to_timeline", icon=":material/calendar_month:"):
            navigation.go_to(navigation.TIMELINE)
    elif not is_under_way():
        st.info("Nothing is logged yet. Add a trip, import a spreadsheet, or open a sample.")
    _where_you_lived()
    if session.is_empty() and not is_under_way():
        samples.offer_samples("trips.sample")


def _where_you_lived() -> None:
    section = st.expander("Where you lived", icon=":material/home:", key="trips.residences", on_change="rerun")
    if not section.open:
        return
    with section:
        people = forms.travelers()
        who = next(iter(people))
        if len(people) > 1:
            who = st.selectbox("Whose residence?", list(people), format_func=people.__getitem__, key="trips.resident")
        residence_section(who, f"trips.residence.{who}", session.analysis())


if __name__ == "__main__":
    page()
