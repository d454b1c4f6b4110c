"""Timeline: which days are safe, which are not, and what to do next."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.charts.table import timeline_table
from tracker.charts.timeline import TimelineView, timeline, timeline_view
from tracker.ui import forms, navigation, overview, samples, session, zoom
from tracker.ui.downloads import filing_dates_button
from tracker.ui.explain_panel import day_to_ask_about, explain_panel
from tracker.ui.overview import LISTS, PRESETS, OpenPoint
from tracker.ui.stale import stale_banner
from tracker.ui.text import md_escape

SHOWN_AT_ONCE = 6


def page() -> None:
    """The answer in one sentence, the totals, the chart, what is open, the table, the download."""
    if session.ledger().is_empty():
        _welcome()
        return
    analysis = session.analysis()
    traveler = _traveler(overview.people_with_work_to_do(analysis))
    sentence, is_open = overview.headline(analysis, traveler)
    (st.warning if is_open else st.success)(
        f"**What to do next:** {sentence}", icon=":material/flag:" if is_open else ":material/check_circle:"
    )
    stale_banner(analysis, "timeline.stale")
    shown_days = _range()
    first_day, last_day = overview.window(shown_days, session.today())
    view = timeline_view(analysis, traveler, today=session.today(), first_day=first_day, last_day=last_day)
    st.html(overview.totals_html(view, dark=session.dark()))
    _chart(view, of=f"{traveler} {shown_days}")
    _open_points(analysis, view)
    _one_day(analysis, traveler)
    _table(view)
    _download(analysis)
    _dialogs()


def _welcome() -> None:
    st.subheader("Welcome. See in minutes which of your work abroad a US certificate would cover.", anchor=False)
    st.markdown(
        "Log where you worked. Coverline shows day by day whether a **Certificate of Coverage** (the paper that keeps "
        "a second country from charging social security on the same earnings) covers it, could cover it, or cannot."
    )
    with st.container(border=True):
        st.subheader("Log your first trip", anchor=False)
        forms.new_trip("timeline.first")
    st.subheader("Or look around in a sample first", anchor=False)
    samples.offer_samples("timeline.sample")


def _traveler(busy: set[str]) -> str:
    people = forms.travelers()
    if len(people) == 1:
        return next(iter(people))
    marked = {who: f"{name} (to do)" if who in busy else name for who, name in people.items()}
    return st.selectbox(
        "Traveler",
        sorted(people, key=lambda who: who not in busy),
        format_func=marked.__getitem__,
        key="timeline.traveler",
        persist_state="session",
        width=320,
    )


def _range() -> str:
    chosen = st.segmented_control(
        "Days shown", PRESETS, default=PRESETS[0], key="timeline.range", persist_state="session", required=True
    )
    return chosen or PRESETS[0]


def _chart(view: TimelineView, of: str) -> None:
    # One key for good: a new one would make a new chart when a trip is only looked at. The price: a second click on
    # the same bar only deselects it.
    st.plotly_chart(
        timeline(view, dark=session.dark(), narrow=session.narrow(), zoom=zoom.remembered("timeline.chart", of)),
        key="timeline.chart",
        theme=None,
        on_select=_clicked,
        selection_mode="points",
        config={"displaylogo": False, "showSendToCloud": False, "scrollZoom": False},
        alt="Three lanes over time: where you worked, certificates on file, and whether a certificate would cover it. "
        "The table below holds the same rows.",
    )
    zoom.watch("timeline.chart")


def _clicked() -> None:
    points = st.session_state["timeline.chart"].selection.points
    if points and points[0].get("customdata"):
        kind, about, first, last, *_ = points[0]["customdata"]
        st.session_state["timeline.clicked"] = (kind, str(about), str(first), str(last))


def _open_points(analysis: Analysis, view: TimelineView) -> None:
    st.subheader("Gaps and open questions", anchor=False)
    found = overview.open_points(analysis, view)
    if not found:
        st.success("None in the days shown.", icon=":material/check_circle:")
    for key, points in found.items():
        heading, next_action = LISTS[key]
        with st.container(border=True):
            st.markdown(f"**{heading}** ({len(points)}) – {next_action}")
            for number, point in enumerate(points[:SHOWN_AT_ONCE]):
                _open_point(point, f"timeline.point.{key}.{number}")
            if len(points) > SHOWN_AT_ONCE:
                with st.expander(f"{len(points) - SHOWN_AT_ONCE} more"):
                    for number, point in enumerate(points[SHOWN_AT_ONCE:], start=SHOWN_AT_ONCE):
                        _open_point(point, f"timeline.point.{key}.{number}")


def _open_point(point: OpenPoint, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.text(point.title)
            if point.why:
                st.caption(md_escape(point.why))
        if point.is_gap:
            span = (point.first_day.date().isoformat(), point.last_day.date().isoformat())
            st.button("Log these days", key=key, on_click=_log_days, args=span)
        elif st.button("Open the case", key=key):
            st.session_state["cases.period"] = point.period
            navigation.go_to(navigation.CASES)


def _log_days(first: str, last: str) -> None:
    st.session_state["timeline.clicked"] = ("gap", "", first, last)


def _one_day(analysis: Analysis, traveler: str) -> None:
    section = st.expander("Ask about one day", key="timeline.explain", on_change="rerun", icon=":material/quiz:")
    if section.open:
        with section:
            day = day_to_ask_about(analysis, traveler, session.today())
            explain_panel(analysis, traveler, day, f"timeline.explain_day.{traveler}")


def _table(view: TimelineView) -> None:
    with st.expander("The same as a table"):
        st.dataframe(
            timeline_table(view),
            hide_index=True,
            column_config={
                "From": st.column_config.DateColumn(format="YYYY-MM-DD"),
                "To": st.column_config.DateColumn(format="YYYY-MM-DD"),
            },
            alt="Every span of days with its country, answer, reason, rule and certificate",
        )


def _download(analysis: Analysis) -> None:
    st.subheader("Take the dates to the filing", anchor=False)
    st.text(
        "One line per work period and agreement country: beginning date, anticipated end, work days, the trips behind "
        "them, and whether to ask now."
    )
    filing_dates_button(analysis, "timeline.download")


def _dialogs() -> None:
    """Opens what a click asked for, once."""
    clicked = st.session_state.pop("timeline.clicked", None)
    if clicked is None:
        return
    kind, about, first, last = clicked
    ids = [trip for trip in about.split("+") if trip]
    if kind == "certificate":
        navigation.go_to(navigation.CASES)
    elif not ids:
        forms.forget("timeline.gap")
        _log_dialog(first, last)
    elif len(ids) == 1:
        forms.forget("timeline.edit")
        _edit_dialog(ids[0])
    else:
        forms.forget("timeline.edit")
        _choose_dialog(ids)


@st.dialog("Log these days", width="medium")
def _log_dialog(first: str, last: str) -> None:
    forms.new_trip("timeline.gap", given={"first_day": first, "last_day": last})


@st.dialog("Trip", width="medium")
def _edit_dialog(trip: str) -> None:
    forms.edit_trip("timeline.edit", forms.row_id_of(trip) or "")


@st.dialog("Trips behind these days", width="medium")
def _choose_dialog(trips: list[str]) -> None:
    trip = st.selectbox("Which one?", trips, format_func=forms.trip_label, key="timeline.which")
    if st.session_state.get("timeline.which_shown") != trip:
        forms.forget("timeline.edit")
        st.session_state["timeline.which_shown"] = trip
    forms.edit_trip("timeline.edit", forms.row_id_of(trip) or "")


if __name__ == "__main__":
    page()
