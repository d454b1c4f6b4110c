"""Step 2: the checks before a request is sent, each with both values side by side and what to fix."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.filing.checks import Check, Level, checks
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.text import count_text, md_escape

_MARKS = {
    Level.STOP: (":material/block:", ":red-badge[✕ stop]", "Put right first"),
    Level.WARN: (":material/warning:", ":orange-badge[! look at it]", "Look at these"),
    Level.PASS: (":material/check_circle:", ":green-badge[✓ in order]", "In order"),
}


def checks_of(analysis: Analysis, request: Request) -> tuple[Check, ...]:
    """The checks of one request, made once per state of the ledger."""
    return session.kept("filing.checks", lambda: checks(analysis, request), request.key)


def checks_step(analysis: Analysis, request: Request) -> None:
    """Everything that was checked, the most serious first."""
    found = checks_of(analysis, request)
    st.text("What delays or spoils a request, looked for in your entries. SSA may still ask for more.")
    for level in (Level.STOP, Level.WARN):
        mine = [check for check in found if check.level == level]
        if mine:
            st.header(f"{_MARKS[level][2]} ({len(mine)})", anchor=False)
            for check in mine:
                _check(check)
    passed = [check for check in found if check.level == Level.PASS]
    if len(passed) == len(found):
        st.success("Every check is in order.", icon=":material/check_circle:")
    with st.expander(f"{count_text(len(passed), 'check')} in order", expanded=len(passed) == len(found)):
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
