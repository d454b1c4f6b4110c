"""Taking the dates away."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.ui import session


def filing_dates_button(analysis: Analysis, key: str) -> None:
    """A button that makes and downloads the filing dates; ``key`` names the widget."""
    st.download_button(
        "Download the filing dates (CSV)",
        data=lambda: FILING_CSV.to_bytes(analysis),
        file_name=f"coverline-filing-dates-{session.today().isoformat()}.csv",
        mime=FILING_CSV.media_type,
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )
