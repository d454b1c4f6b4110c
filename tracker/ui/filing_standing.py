"""How far one request has come: the answer at a glance, the life line of its certificate, and the four checkpoints."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Decision
from tracker.filing.request import Request
from tracker.ui.case_view import DECISIONS
from tracker.ui.text import md_escape


def standing(analysis: Analysis, request: Request) -> None:
    """What to do next, and what stands already."""
    word = DECISIONS[Decision(request.decision)]
    st.markdown(f"**{md_escape(word.text)}.** {md_escape(word.next)}")
