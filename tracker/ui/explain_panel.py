"""Look at one day: what its answer rests on, and which fact would change it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Reason
from tracker.explain import Explanation, explain
from tracker.explain.model import Change, HostAnswer
from tracker.explain.words import Line, Section, logged, question, sections
from tracker.ui import session
from tracker.ui.badges import FINDING_ICONS, verdict_badge
from tracker.ui.case_view import official_texts
from tracker.ui.official_texts import official_texts_side_by_side
from tracker.ui.sources import link
from tracker.ui.text import day_text, md_escape

_EARLIEST = dt.date(1978, 1, 1)


def explain_panel(analysis: Analysis, traveler: str, first_asked: dt.date, key: str) -> None:
    """A field for the day, which shows ``first_asked`` at first, and the explanation of the day in it."""
    day = st.date_input(
        "Which day?",
        first_asked,
        min_value=min(_EARLIEST, first_asked),
        max_value=dt.date.max,
        key=f"{key}.day",
        format="MM/DD/YYYY",
        width=200,
    )
    explained = explain(analysis, traveler, day)
    _explanation(explained, analysis)
    _what_if(explained, f"{key}.what_if")


def day_to_ask_about(analysis: Analysis, traveler: str, today: dt.date) -> dt.date:
    """Today where it is logged, else the last logged day, else today."""
    explained = explain(analysis, traveler, today)
    return today if explained.trips or explained.last_logged_day is None else explained.last_logged_day


def _explanation(explained: Explanation, analysis: Analysis) -> None:
    st.markdown(f"**{md_escape(f'{day_text(explained.day)}.')}** {md_escape(explained.status.sentence)}")
    if explained.verdict is not None:
        st.markdown(f"{verdict_badge(explained.verdict)} {md_escape(explained.sentence)}")
    _section(logged(explained))
    for answer in explained.answers:
        _answer(answer, analysis)
    if explained.hints:
        lines = [f"- {FINDING_ICONS[hint.severity]} {md_escape(hint.message)}" for hint in explained.hints]
        st.markdown("\n".join(["**Problems and hints**\n", *lines]))


def _answer(answer: HostAnswer, analysis: Analysis) -> None:
    with st.container(border=True):
        st.markdown(f"{verdict_badge(answer.verdict)} **{md_escape(f'{answer.name}.')}** {md_escape(answer.sentence)}")
        if answer.reason == Reason.OFFICIAL_SOURCES_DISAGREE:
            official_texts_side_by_side(
                answer.name, official_texts(answer.host, _worker(answer), analysis), analysis.rules
            )
        for section in sections(answer):
            _section(section)


def _worker(answer: HostAnswer) -> str:
    """How the person works, as the day was judged; "" where it is not known."""
    return next((fact.value for fact in answer.facts if fact.column == "worker"), "")


def _section(section: Section) -> None:
    st.markdown("\n".join([f"**{md_escape(section.title)}**\n", *(f"- {_line(line)}" for line in section.lines)]))


def _line(line: Line) -> str:
    sources = " · ".join(
        f"{link(source)} ({'official' if source.official else 'not official'}, read {source.read_on})"
        for source in line.sources
    )
    text = f"**{md_escape(line.lead)}** {md_escape(line.text)}" if line.lead else md_escape(line.text)
    return f"{text} Source: {sources}" if sources else text


def _what_if(explained: Explanation, key: str) -> None:
    """Behind a button: every possibility is asked as a question of its own."""
    about = (explained.traveler, explained.day)
    if st.button("What would change it?", key=key, icon=":material/alt_route:"):
        st.session_state[f"{key}.about"] = about
    if st.session_state.get(f"{key}.about") != about:
        return
    answers = session.what_would_change(*about)
    several = len(explained.answers) > 1
    names = {answer.host: answer.name for answer in explained.answers}
    lines = [f"- {_change(change, names[change.host] if several else '')}" for change in answers.changes]
    if lines:
        st.markdown("\n".join(["**If just one answer were different**\n", *lines]))
    for remark in answers.remarks:
        st.markdown(md_escape(remark))


def _change(change: Change, name: str) -> str:
    asks = f"{name}: {question(change.question)}" if name else question(change.question)
    then = f"{verdict_badge(change.verdict)} {md_escape(change.sentence)}"
    return f"**{md_escape(asks)}** {md_escape(change.words.removesuffix('.'))}: {then}"
