"""The part of a period's card about a case that is not plain: why it is mixed, what remains, what to do."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Decision
from tracker.rules.model import Rules
from tracker.ui import forms, session
from tracker.ui.case_view import CASES, PeriodView, country_names, decision_word
from tracker.ui.mixed import PROFESSIONAL, Situation, cause_texts, explanation, remaining, situations
from tracker.ui.sources import sources_line
from tracker.ui.text import count_text, md_escape, span_text

_NOT_PLAIN = (Decision.CLARIFY, Decision.STOP, Decision.ASK_HOST)


def mixed_section(view: PeriodView, analysis: Analysis) -> None:
    """The trips that make the period mixed, each to be edited, and what the rest would be."""
    left = session.kept("cases.remaining", lambda: remaining(view, analysis), view.traveler, view.number)
    st.markdown(f"**Why it is mixed.** {md_escape(explanation(view, left))}")
    with st.container(horizontal=True, vertical_alignment="center"):
        for cause, text in zip(view.causes, cause_texts(view), strict=True):
            if st.button(
                md_escape(f"Edit {text}"),
                key=f"cases.cause.{view.key}.{cause}",
                icon=":material/edit:",
                type="tertiary",
            ):
                forms.forget("cases.edit")
                _edit_dialog(cause)
    if left:
        lines = ["**What would remain** without them, by the same rules:", "", *map(_remaining_line, left)]
        lines.append(
            "\nThat holds only if the work was separate. Resolve this first: no certificate covers all of a mixed "
            "period."
        )
        st.markdown("\n".join(lines))


def _remaining_line(other: PeriodView) -> str:
    word = decision_word(other)
    what = f"{country_names(other.hosts)}, {span_text(other.first_day, other.last_day)}"
    about = f"{count_text(other.work_days, 'work day')}. {CASES[other.case]}"
    return f"- {md_escape(what)} · {md_escape(about)} :{word.color}-badge[{md_escape(word.text)}]"


@st.dialog("Trip", width="medium")
def _edit_dialog(trip: str) -> None:
    forms.edit_trip("cases.edit", forms.row_id_of(trip) or "")


def situation_section(view: PeriodView, analysis: Analysis) -> None:
    """What to do, step by step, about everything that needs more than a plain filing; nothing for a plain case."""
    known = situations(view, analysis)
    if not known:
        return
    section = st.expander(
        "What to do, step by step",
        expanded=view.decision in _NOT_PLAIN,
        key=f"cases.steps.{view.key}",
        on_change="rerun",
        type="compact",
    )
    if not section.open:
        return
    with section:
        for situation in known:
            st.markdown(_situation(situation, analysis.rules))
        reasons = "\n".join(f"- {md_escape(reason)}" for reason in PROFESSIONAL)
        st.markdown(f"**Get advice from a professional who knows both systems** when\n\n{reasons}")


def _situation(situation: Situation, rules: Rules) -> str:
    steps = "\n".join(f"{number}. {md_escape(step)}" for number, step in enumerate(situation.steps, 1))
    cited = f"\n\n{sources_line(situation.sources, rules)}" if situation.sources else ""
    return f"**{md_escape(situation.title)}.** {md_escape(situation.why)}\n\n{steps}{cited}"
