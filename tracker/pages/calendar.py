"""Calendar: one cell per day of a year, picking days to log, and whether any day is missing."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from tracker.analysis import Analysis
from tracker.charts.calendar import calendar, calendar_table
from tracker.charts.drawn import Drawn
from tracker.charts.timeline import TimelineView, timeline_view
from tracker.ui import day_picker, forms, navigation, overview, session
from tracker.ui.completeness_section import completeness_section, status

CHART = "calendar.chart"


def page() -> None:
    """The sentence on top, the numbers, the year, the days that were picked, the table, the holes."""
    if session.is_empty():
        _nothing_yet()
        return
    analysis, today = session.analysis(), session.today()
    traveler, year = _choices(analysis)
    status(analysis, traveler)
    first_day, last_day = dt.date(year, 1, 1), dt.date(year, 12, 31)
    view = session.kept(
        "calendar.view",
        lambda: timeline_view(analysis, traveler, today=today, first_day=first_day, last_day=last_day),
        traveler,
        year,
    )
    st.html(overview.totals_html(view, dark=session.dark()))
    _chart(view)
    day_picker.day_picker(view, _ask_for_trip, _open_trip)
    _table(view)
    completeness_section(analysis, traveler, year, _ask_for_trip)
    _dialogs(traveler)


def _nothing_yet() -> None:
    with st.container(border=True):
        st.header("Your year, one cell per day", anchor=False)
        st.markdown(
            "Each day gets the color and the pattern of its answer: covered, could be covered, requested, not under "
            "the US system, unclear, no certificate needed. Days without an entry are hatched, so that no hole stays "
            "hidden.\n\n"
            "Add a trip first, or open a sample on the Timeline."
        )
        with st.container(horizontal=True):
            if st.button("Add a trip", key="calendar.log_trip", type="primary"):
                navigation.go_to(navigation.TRIPS)
            if st.button("See the samples", key="calendar.samples"):
                navigation.go_to(navigation.TIMELINE)


def _choices(analysis: Analysis) -> tuple[str, int]:
    """Whose year, and which one."""
    people = forms.travelers()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        traveler = next(iter(people))
        if len(people) > 1:
            if st.session_state.get("calendar.traveler") not in people:
                shown = st.session_state.get("timeline.traveler")
                st.session_state["calendar.traveler"] = shown if shown in people else traveler
            traveler = st.selectbox(
                "Traveler",
                list(people),
                format_func=people.__getitem__,
                key="calendar.traveler",
                persist_state="session",
                width=280,
            )
        years = _years(analysis, traveler)
        if st.session_state.get("calendar.year") not in years:
            st.session_state["calendar.year"] = min(session.today().year, years[-1])
        year = int(st.session_state["calendar.year"])
        st.selectbox("Year", years, key="calendar.year", persist_state="session", width=110)
        for label, icon, to in (("Earlier", "arrow_back", year - 1), ("Later", "arrow_forward", year + 1)):
            st.button(
                label,
                key=f"calendar.{label.lower()}",
                icon=f":material/{icon}:",
                disabled=to not in years,
                on_click=_turn_to,
                args=(to,),
            )
    return traveler, year


def _years(analysis: Analysis, traveler: str) -> range:
    """The years of the log and the present one, and a year of room on both sides."""
    own = analysis.segments[analysis.segments["traveler"] == traveler]
    now = session.today().year
    logged = [int(own["first_day"].min().year), int(own["last_day"].max().year)] if len(own) else []
    return range(min([now, *logged]) - 1, max([now, *logged]) + 2)


def _turn_to(year: int) -> None:
    st.session_state["calendar.year"] = year


def _chart(view: TimelineView) -> None:
    st.plotly_chart(
        Drawn(calendar(view, dark=session.dark(), narrow=session.narrow(), picked=day_picker.picked())),
        key=CHART,
        theme=None,
        on_select=lambda: day_picker.clicked(CHART),
        selection_mode="points",
        config={"displayModeBar": False, "showSendToCloud": False},
        alt=f"Calendar of {view.first_day.year}: one cell per day, with the answer for that day. "
        "The table below holds the same days.",
    )


def _table(view: TimelineView) -> None:
    with st.expander("The same as a table"):
        st.dataframe(
            calendar_table(view),
            hide_index=True,
            column_config={
                "From": st.column_config.DateColumn(format="MMM D, YYYY"),
                "To": st.column_config.DateColumn(format="MMM D, YYYY"),
            },
            alt="Every run of days of the year with its country, answer, reason, rule and certificate",
        )


def _ask_for_trip(first: str, last: str) -> None:
    st.session_state["calendar.asked"] = ("log", first, last)


def _open_trip(trip: str) -> None:
    st.session_state["calendar.asked"] = ("edit", trip, "")


def _dialogs(traveler: str) -> None:
    """Opens what a click asked for, once."""
    what, *about = st.session_state.pop("calendar.asked", None) or ("", "", "")
    if what == "log":
        forms.forget("calendar.gap")
        _log_dialog(traveler, *about)
    elif what == "edit":
        forms.forget("calendar.edit")
        _edit_dialog(about[0])


@st.dialog("Log these days", width="medium")
def _log_dialog(traveler: str, first: str, last: str) -> None:
    forms.new_trip("calendar.gap", given={"traveler": traveler, "first_day": first, "last_day": last})


@st.dialog("Trip", width="medium")
def _edit_dialog(trip: str) -> None:
    forms.edit_trip("calendar.edit", forms.row_id_of(trip) or "")


if __name__ == "__main__":
    page()
