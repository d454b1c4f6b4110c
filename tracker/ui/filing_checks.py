"""Step 2: the checks before a request is sent, each with both values side by side and what to fix; the gate."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.filing.checks import Check, Level, checks
from tracker.filing.gate import Gate, gate
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.text import count_text, md_escape

_MARKS = {
    Level.STOP: (":material/block:", ":red-badge[✕ blocked]", "Fix before sending"),
    Level.WARN: (":material/warning:", ":orange-badge[! check]", "Check these"),
    Level.PASS: (":material/check_circle:", ":green-badge[✓ OK]", "OK"),
}


def checks_of(analysis: Analysis, request: Request) -> tuple[Check, ...]:
    """The checks of one request, made once per state of the ledger."""
    return session.kept("filing.checks", lambda: checks(analysis, request), request.key)


def gate_of(analysis: Analysis, request: Request) -> Gate:
    """What stands between one request and its filing, judged once per state of the ledger."""
    results = checks_of(analysis, request)
    return session.kept("filing.gate", lambda: gate(analysis, request, results), request.key)


def checks_step(analysis: Analysis, request: Request) -> None:
    """Everything that was checked, the most serious first."""
    results = checks_of(analysis, request)
    st.text("These checks look for what delays or spoils a request. SSA may still request more.")
    for level in (Level.STOP, Level.WARN):
        of_level = [check for check in results if check.level == level]
        if of_level:
            st.header(f"{_MARKS[level][2]} ({len(of_level)})", anchor=False)
            for check in of_level:
                _check(check)
    passed = [check for check in results if check.level == Level.PASS]
    if len(passed) == len(results):
        st.success("Every check is OK.", icon=":material/check_circle:")
    with st.expander(f"{count_text(len(passed), 'check')} OK", expanded=len(passed) == len(results)):
        for check in passed:
            _, badge, _ = _MARKS[Level.PASS]
            st.markdown(f"{badge} **{md_escape(check.title)}.** {md_escape(check.sentence)}")


def _check(check: Check) -> None:
    icon, badge, _ = _MARKS[check.level]
    with st.container(border=True):
        st.markdown(f"{badge} **{md_escape(check.title)}**")
        st.markdown(md_escape(check.sentence))
        sides = [side for side in (check.left, check.right) if any(side)]
        if sides:
            for place, (label, value) in zip(st.columns(2), sides, strict=False):
                with place:
                    st.caption(md_escape(label))
                    st.text(value or "–")
        if check.fix:
            st.markdown(f"{icon} {md_escape(check.fix)}")
