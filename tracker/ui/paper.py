"""The paper of PDFs and workbooks: US Letter, or A4 where somebody chose it. It holds for the whole ledger."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tracker.codes import Paper
from tracker.exchange.exporters import Choice
from tracker.ui import session

SETTING = "paper"
_NAMES = {Paper.LETTER: "US Letter", Paper.A4: "A4"}


def paper() -> Paper:
    """The paper that was chosen; US Letter where none was, or where the stored word is no paper."""
    stored = session.ledger().setting(SETTING)
    return Paper(stored) if stored in map(str, Paper) else Paper.LETTER


def for_paper(choice: Choice) -> Choice:
    """The same choice for the paper that was chosen."""
    return replace(choice, paper=paper())


def paper_choice(key: str) -> None:
    """The control that chooses it; ``key`` names the widget."""
    kinds, now = list(_NAMES), paper()
    chosen = st.radio(
        "Paper of PDFs and workbooks",
        kinds,
        kinds.index(now),
        format_func=lambda kind: _NAMES[kind],
        horizontal=True,
        key=key,
        **session.for_managers(),
    )
    if chosen != now:
        with session.problems_shown() as outcome:
            session.ledger().set_setting(SETTING, str(chosen))
        if outcome.succeeded:
            st.rerun()
