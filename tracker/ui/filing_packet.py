"""The files to send and to keep: the packet as PDF, calendar, workbook, backup, and a page for an adviser."""

from __future__ import annotations

from functools import partial

import streamlit as st

from tracker.analysis import Analysis
from tracker.exchange.exporters import Choice, Exporter
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
from tracker.exchange.exporters.requests_xlsx import REQUESTS_XLSX
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.exchange.exporters.workspace_xlsx import WORKSPACE_XLSX
from tracker.exchange.redaction import Redaction
from tracker.filing.completeness import unlogged_so_far
from tracker.filing.identity import checked_identity
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.calendar_file import calendar_button
from tracker.ui.text import count_text, md_escape

_EVERYTHING: tuple[tuple[Exporter, Choice, str], ...] = (
    (REQUESTS_XLSX, Choice(requests=True), "Requests (Excel workbook)"),
    (FILING_CSV, Choice(), "Filing dates (CSV, for programs)"),
    (WORKSPACE_XLSX, Choice(), "Everything (Excel workbook)"),
    (WORKSPACE_JSON, Choice(), "Full backup (.json)"),
)


def packet_section(analysis: Analysis, request: Request, *, is_ready: bool) -> None:
    """The filing copy of this request, and the files of everything."""
    st.header("The files", anchor=False)
    if missing := unlogged_so_far(analysis, request.traveler):
        verb = "is" if missing == 1 else "are"
        whose = f"{md_escape(request.name or request.traveler)}: " if len(set(analysis.periods["traveler"])) > 1 else ""
        st.warning(
            f"{whose}{count_text(missing, 'day')} between the trips {verb} not logged. A filing should "
            "leave no gap: the Calendar lists the days and fills them.",
            icon=":material/event_busy:",
        )
    _filing_copy(analysis, request, is_ready=is_ready)
    left, right = st.columns(2)
    with left, st.container(border=True):
        _adviser_page(analysis, request)
    with right, st.container(border=True):
        st.markdown("**Calendar and everything**")
        st.caption("Trips, certificates and deadlines for a calendar program; and your whole ledger with its results.")
        calendar_button("Calendar (.ics)", analysis, f"filing.get.ics.{request.traveler}", request.traveler)
        for exporter, choice, label in _EVERYTHING:
            name = "coverline-requests" if choice.requests else "coverline"
            _download(label, exporter, analysis, choice, f"filing.get.{label}", name=name)


def _filing_copy(analysis: Analysis, request: Request, *, is_ready: bool) -> None:
    """The PDF. What is typed here goes into that one file: it is in no state that is kept, saved or logged."""
    with st.container(border=True):
        st.markdown("**Filing copy (PDF)**")
        st.text(
            "One sheet in the order of SSA's request, then what its dates rest on: timeline, days, trips, rules and "
            "sources, checks."
            + ("" if is_ready else " It says on its first page that it is not ready to file, and what is open.")
        )
        key = f"filing.identity.{request.traveler}"
        left, right = st.columns(2)
        ssn = left.text_input(
            "US Social Security number, for this file only",
            type="password",
            key=f"{key}.ssn",
            autocomplete="off",
            placeholder="000-00-0000, or leave it blank on the sheet",
        )
        born = right.text_input(
            "Date of birth, for this file only",
            type="password",
            key=f"{key}.born",
            autocomplete="off",
            placeholder="1990-12-31, or leave it blank on the sheet",
        )
        st.caption("Both are deleted when you leave this step. Neither is saved, logged or put into any other file.")
        with session.problems_shown("No file was made.") as outcome:
            identity = checked_identity(ssn, born, analysis.settings.as_of)
        if outcome.succeeded:
            choice = Choice(request.traveler, request.host, request.period, identity=identity)
            _download(
                "Download the filing copy",
                REQUESTS_PDF,
                analysis,
                choice,
                f"filing.get.pdf.{request.key}",
                name=f"coverline-{request.host.lower()}-request",
                primary=True,
            )
            _unprintable(analysis, request)


def _unprintable(analysis: Analysis, request: Request) -> None:
    """What the file will say about itself, such as letters that its fonts lack; made when it is opened."""
    section = st.expander("Will every letter be printed?", key="filing.remarks", on_change="rerun")
    if not section.open:
        return
    with section:
        choice = Choice(request.traveler, request.host, request.period)
        remarks = session.kept("filing.remarks", lambda: REQUESTS_PDF.make(analysis, choice).remarks, request.key)
        for remark in remarks:
            st.warning(md_escape(remark), icon=":material/font_download_off:")
        if not remarks:
            st.success("Yes: the fonts of the file have every letter of it.", icon=":material/check_circle:")


def _adviser_page(analysis: Analysis, request: Request) -> None:
    st.markdown("**Page for an adviser (.html)**")
    st.caption(
        "One file that opens in any browser without a network. Choose what to take out: it is then not in the file."
    )
    chosen = [
        one for one in Redaction if st.checkbox(_redaction_words(one), key=f"filing.redact.{one}", help=one.sentence)
    ]
    choice = Choice(traveler=request.traveler, redact=tuple(chosen))
    key = f"filing.get.html.{request.traveler}.{'-'.join(chosen)}"
    _download("Download the page", ADVISER_HTML, analysis, choice, key)


def _redaction_words(one: Redaction) -> str:
    return f"Without {one.value}"


def _download(
    label: str,
    exporter: Exporter,
    analysis: Analysis,
    choice: Choice,
    key: str,
    *,
    name: str = "coverline",
    primary: bool = False,
) -> None:
    """A button that makes the file when it is pressed, not before."""
    st.download_button(
        label,
        data=session.on_click(partial(exporter.to_bytes, analysis, choice)),
        file_name=f"{name}-{session.today().isoformat()}{exporter.ending}",
        mime=exporter.media_type,
        on_click="ignore",
        icon=":material/download:",
        type="primary" if primary else "secondary",
        key=key,
    )
