"""Cases: each work period abroad, the go or no-go answer, what is missing and what to do."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.ui import navigation, session
from tracker.ui.case_view import period_views
from tracker.ui.downloads import filing_dates_buttons
from tracker.ui.exposure_section import exposure_section
from tracker.ui.period_card import period_card
from tracker.ui.stale import stale_banner
from tracker.ui.text import count_text

EVERYBODY = ""


def page() -> None:
    """One card per work period, newest first."""
    analysis = session.analysis()
    if not len(analysis.periods):
        _nothing_yet()
        return
    stale_banner(analysis, "cases.stale")
    names = _names(analysis)
    wanted = _wanted(analysis, names)
    traveler = wanted[0] if wanted else _traveler(names)
    views = period_views(analysis, traveler)
    if wanted:
        views = [view for view in views if view.number == wanted[1]]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(f"{count_text(len(views), 'work period')}, newest first.")
        filing_dates_buttons(analysis, "cases.download", traveler)
    for view in views:
        period_card(view, analysis, name=names[view.traveler] if len(names) > 1 else "")
    exposure_section(analysis, names if traveler == EVERYBODY else {traveler: names[traveler]})


def _names(analysis: Analysis) -> dict[str, str]:
    """Everybody with a work period, by name."""
    people = analysis.workspace.travelers
    entered = dict(zip(people["traveler"], people["name"], strict=True))
    return {str(person): entered.get(person) or str(person) for person in analysis.periods["traveler"].unique()}


def _traveler(names: dict[str, str]) -> str:
    if len(names) == 1:
        return next(iter(names))
    return st.selectbox(
        "Whose work?",
        [EVERYBODY, *names],
        format_func=lambda person: names.get(person, "Everybody"),
        key="cases.traveler",
        persist_state="session",
    )


def _wanted(analysis: Analysis, names: dict[str, str]) -> tuple[str, int] | None:
    """Traveler and number of the only period to show: the one that another page sent the reader to, or None."""
    if "cases.period" in st.session_state:  # from the Timeline, about the person that it shows
        who = st.session_state.get("timeline.traveler") or next(iter(names))
        st.session_state["cases.asked"] = (who, st.session_state.pop("cases.period"))
    wanted = st.session_state.get("cases.asked")
    periods = analysis.periods
    if wanted is None or not ((periods["traveler"] == wanted[0]) & (periods["period"] == wanted[1])).any():
        return None
    if len(periods) > 1 and st.button("Show all work periods", key="cases.show_all", icon=":material/arrow_back:"):
        del st.session_state["cases.asked"]
        st.rerun()
    return str(wanted[0]), int(wanted[1])


def _nothing_yet() -> None:
    with st.container(border=True):
        st.header("No work abroad is logged yet", anchor=False)
        st.markdown(
            "A **work period** is work abroad that is filed together: all trips of one assignment, or trips without "
            "an assignment with at most 30 days between their work days. Each one gets a card here that answers three "
            "questions:\n\n"
            "1. Is an agreement in force on these days?\n"
            "2. Does the rule assign the work to the US?\n"
            "3. Should a certificate be requested now?"
        )
        if st.button("Add a trip", key="cases.log_trip", type="primary"):
            navigation.go_to(navigation.TRIPS)


if __name__ == "__main__":
    page()
