"""Filing: one request, from its fields to the proof that the certificate was delivered."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Decision, Issuer, Severity
from tracker.filing.hints import filing_findings
from tracker.filing.request import Request, requests
from tracker.ui import navigation, session
from tracker.ui.badges import FINDING_ICONS
from tracker.ui.filing_answer import answer_step
from tracker.ui.filing_checks import checks_step
from tracker.ui.filing_fields import fields_step
from tracker.ui.filing_handover import handover_step
from tracker.ui.filing_host import path_step, record_step, years_step
from tracker.ui.filing_proof import proof_step
from tracker.ui.filing_send import send_step
from tracker.ui.filing_standing import standing
from tracker.ui.text import count_text, md_escape, span_text

Step = Callable[[Analysis, Request], None]

STEPS: dict[str, Step] = {
    "1 · Fill in": fields_step,
    "2 · Check": checks_step,
    "3 · Send": send_step,
    "4 · SSA's decision": answer_step,
    "5 · Deliver": handover_step,
    "6 · Proof file": proof_step,
}
HOST_STEPS: dict[str, Step] = {
    "1 · What to do": path_step,
    "2 · Request and answer": record_step,
    "3 · Tax years and delivery": years_step,
    "4 · Proof file": proof_step,
}
"""For work in the other country's system: its own certificate is requested there."""


def page() -> None:
    """The request that is worked on, how far it has come, and one step of it."""
    analysis = session.analysis()
    everything = session.kept("filing.requests", lambda: requests(analysis))
    if not everything:
        _nothing_yet()
        return
    request = _chosen(everything, len(set(analysis.periods["traveler"])) > 1)
    _hints(analysis)
    standing(analysis, request)
    is_host = request.side == Issuer.HOST
    steps, key = (HOST_STEPS, "filing.host_step") if is_host else (STEPS, "filing.step")
    step = st.segmented_control("Step", list(steps), default=next(iter(steps)), key=key, required=True, wrap=True)
    steps[step or next(iter(steps))](analysis, request)


def _chosen(everything: tuple[Request, ...], several_people: bool) -> Request:
    """One request per work period and agreement country; another page may have asked for one."""
    newest_first = sorted(everything, key=lambda request: str(request.first_day or ""), reverse=True)
    by_key = {request.key: request for request in newest_first}
    if st.session_state.get("filing.request") not in by_key:
        st.session_state.pop("filing.request", None)
    key = st.selectbox(
        f"Which of the {count_text(len(everything), 'request')}?" if len(everything) > 1 else "Request",
        list(by_key),
        format_func=lambda key: _label(by_key[key], several_people),
        key="filing.request",
        persist_state="session",
    )
    return by_key[key]


def _hints(analysis: Analysis) -> None:
    """What is wrong with any of the filings, so that none is forgotten behind the one that is shown."""
    rows = session.kept("filing.findings", lambda: filing_findings(analysis))
    if len(rows):
        with st.expander(f"{count_text(len(rows), 'hint')} about your filings", icon=":material/notifications:"):
            for row in rows.itertuples(index=False):
                st.markdown(
                    f"{FINDING_ICONS[Severity(str(row.severity))]} {md_escape(f'{row.subject}: {row.message}')}"
                )


def _label(request: Request, several_people: bool) -> str:
    who = f"{request.name or request.traveler} · " if several_people else ""
    days = span_text(request.first_day, request.last_day) if request.first_day else ""
    work = f" · {request.assignment}" if request.assignment else ""
    paper = f" · {_paper(request)}" if request.side == Issuer.HOST else ""
    return f"{who}{request.host_name} · {days}{work}{paper}"


def _paper(request: Request) -> str:
    return "letter from SSA" if request.here == Decision.ASK_US_LETTER else "its own certificate"


def _nothing_yet() -> None:
    with st.container(border=True):
        st.header("There is no work to file for yet", anchor=False)
        st.markdown(
            "A request is made for work in **one agreement country** in one work period. Log such work, and this page "
            "shows what the request must say, what to check before you send it, how to send it, and what to keep and "
            "to deliver afterwards. Where the agreement puts the work under the other country's system, it shows how "
            "to request that country's own certificate. Work in countries without an agreement has no request: the "
            "case says what to do instead."
        )
        with st.container(horizontal=True):
            if st.button("Add a trip", key="filing.log_trip", type="primary"):
                navigation.go_to(navigation.TRIPS)
            if st.button("See the cases", key="filing.to_cases"):
                navigation.go_to(navigation.CASES)


if __name__ == "__main__":
    page()
