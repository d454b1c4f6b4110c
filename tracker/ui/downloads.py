"""Taking the dates away."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.filing.completeness import unlogged_so_far
from tracker.ui import navigation, session
from tracker.ui.text import count_text


def filing_dates_button(analysis: Analysis, key: str, traveler: str = "") -> None:
    """A button that makes and downloads the filing dates; ``key`` names the widget.

    The days that are not logged stand before it: those of ``traveler``, "" = of everybody together.
    """
    with st.container(gap="small", width="content"):
        who = traveler or None
        if missing := session.kept("unlogged_so_far", lambda: unlogged_so_far(analysis, who), traveler):
            verb = "is" if missing == 1 else "are"
            st.text(f"{count_text(missing, 'day')} between the trips {verb} not logged. A filing should leave no gap.")
            st.page_link(
                navigation.CALENDAR.file, label="See and fill them in the calendar", icon=":material/event_busy:"
            )
        _button(analysis, key)
        st.page_link(navigation.FILING.file, label="Prepare a request", icon=":material/outgoing_mail:")


def _button(analysis: Analysis, key: str) -> None:
    st.download_button(
        "Download the filing dates (CSV)",
        data=session.on_click(lambda: FILING_CSV.to_bytes(analysis)),
        file_name=f"coverline-filing-dates-{session.today().isoformat()}.csv",
        mime=FILING_CSV.media_type,
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )
