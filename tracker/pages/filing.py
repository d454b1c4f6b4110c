"""Filing: one request, from its fields to the proof that the certificate was handed over."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Severity
from tracker.filing.hints import filing_findings
from tracker.filing.request import Request, requests
from tracker.ui import navigation, session
from tracker.ui.badges import FINDING_ICONS
from tracker.ui.filing_answer import answer_step
from tracker.ui.filing_checks import checks_step
from tracker.ui.filing_fields import fields_step
from tracker.ui.filing_handover import handover_step
from tracker.ui.filing_proof import proof_step
from tracker.ui.filing_send import send_step
from tracker.ui.filing_standing import standing
from tracker.ui.text import count_text, md_escape, span_text

STEPS = {
    "1 · Fill in": fields_step,
    "2 · Check": checks_step,
    "3 · Send": send_step,
    "4 · SSA's answer": answer_step,
    "5 · Hand over": handover_step,
    "6 · Proof file": proof_step,
}


def page() -> None:
    """The request that is worked on, how far it has come, and one step of it."""
    analysis = session.analysis()
    found = session.kept("filing.requests", lambda: requests(analysis))
    if not found:
        _nothing_yet()
        return
    request = _chosen(found, len(set(analysis.periods["traveler"])) > 1)
    _hints(analysis)
    standing(analysis, request)
    step = st.segmented_control(
        "Step", list(STEPS), default=next(iter(STEPS)), key="filing.step", required=True, wrap=True
    )
    STEPS[step or next(iter(STEPS))](analysis, request)


def _chosen(found: tuple[Request, ...], several_people: bool) -> Request:
    """One request per work period and agreement country; another page may have asked for one."""
    newest_first = sorted(found, key=lambda one: str(one.first_day or ""), reverse=True)
    by_key = {one.key: one for one in newest_first}
    if st.session_state.get("filing.request") not in by_key:
        st.session_state.pop("filing.request", None)
    key = st.selectbox(
        f"Which of the {count_text(len(found), 'request')}?" if len(found) > 1 else "Request",
        list(by_key),
        format_func=lambda key: _label(by_key[key], several_people),
        key="filing.request",
        persist_state="session",
    )
    return by_key[key]


def _hints(analysis: Analysis) -> None:
    """What is wrong with any of the filings, so that none is forgotten behind the one that is shown."""
    found = session.kept("filing.findings", lambda: filing_findings(analysis))
    if len(found):
        with st.expander(f"{count_text(len(found), 'hint')} about your filings", icon=":material/notifications:"):
            for row in found.itertuples(index=False):
                st.markdown(
                    f"{FINDING_ICONS[Severity(str(row.severity))]} {md_escape(f'{row.subject}: {row.message}')}"
                )


def _label(request: Request, several_people: bool) -> str:
    who = f"{request.name or request.traveler} · " if several_people else ""
    days = span_text(request.first_day, request.last_day) if request.first_day else ""
    work = f" · {request.assignment}" if request.assignment else ""
    return f"{who}{request.host_name} · {days}{work}"


def _nothing_yet() -> None:
    with st.container(border=True):
        st.header("There is no work to file for yet", anchor=False)
        st.markdown(
            "A request to SSA is made for work in **one agreement country** in one run of work. As soon as such work "
            "is logged it stands here: what the request must say, what to check before it is sent, how to send it, and "
            "what to keep and to hand over afterwards. Work in countries without an agreement has no request: the "
            "case says what to do instead."
        )
        with st.container(horizontal=True):
            if st.button("Log a trip", key="filing.log_trip", type="primary"):
                navigation.go_to(navigation.TRIPS)
            if st.button("See the cases", key="filing.to_cases"):
                navigation.go_to(navigation.CASES)


if __name__ == "__main__":
    page()
