"""Taking the dates away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from tracker.analysis import Analysis
from tracker.exchange.exporters import Choice, Exporter
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.exchange.exporters.requests_xlsx import REQUESTS_XLSX
from tracker.filing.completeness import unlogged_so_far
from tracker.ui import navigation, session
from tracker.ui.paper import for_paper
from tracker.ui.text import count_text


def filing_dates_buttons(analysis: Analysis, key: str, traveler: str = "") -> None:
    """Buttons that make and download the list of requests and the filing dates; ``key`` begins the widgets' names.

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
        _buttons(analysis, key)
        st.page_link(navigation.FILING.file, label="Prepare a request", icon=":material/outgoing_mail:")


def _buttons(analysis: Analysis, key: str) -> None:
    """The workbook for a person first; the table for programs second."""
    with st.container(horizontal=True, gap="small"):
        for exporter, choice, label, name in (
            (REQUESTS_XLSX, Choice(requests=True), "Requests (Excel workbook)", "requests"),
            (FILING_CSV, Choice(), "Filing dates (CSV, for programs)", "filing-dates"),
        ):
            download(label, exporter, analysis, choice, f"{key}{exporter.ending}", name=f"coverline-{name}")


def download(
    label: str, exporter: Exporter, analysis: Analysis, choice: Choice, key: str, *, name: str = "coverline"
) -> None:
    """A button that makes the file when it is pressed, not before, on the paper that was chosen; ``name`` begins it."""
    st.download_button(
        label,
        data=session.on_click(partial(exporter.to_bytes, analysis, for_paper(choice))),
        file_name=f"{name}-{session.today().isoformat()}{exporter.ending}",
        mime=exporter.media_type,
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )
