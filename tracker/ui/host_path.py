"""The certificate of the country of the work, step by step: what to do where the work is in that country's system."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Backing, Decision, Worker
from tracker.filing.host_certificate import HostStep, host_steps, request_letter, tax_years
from tracker.filing.places import Fact
from tracker.filing.request import Request
from tracker.rules.model import Rules
from tracker.ui import session
from tracker.ui.agreement_view import WORKERS, staying_longer
from tracker.ui.sources import sources_line
from tracker.ui.text import md_escape

GRADES: dict[Backing, tuple[str, str]] = {
    Backing.OFFICIAL: ("green", "Official"),
    Backing.OFFICIAL_COPY: ("blue", "Copy of an official text"),
    Backing.WEAK: ("orange", "Weak: a reworded or commercial copy"),
    Backing.REPORTED: ("orange", "Only reported"),
}
"""How well a step is supported, in words: the color of its badge and the text on it."""

NOT_UNDER_THE_RULES = (
    "A US certificate is not available under the agreement's rules. Only a special exception agreed by both agencies "
    "could keep this work in the US system, and that is rare."
)


def host_path(analysis: Analysis, request: Request) -> None:
    """The steps, a draft of the request, and what could keep the work in the US system after all."""
    steps = host_steps(request.host, request.worker, years_of_work(request))
    if not steps:
        st.text("Nothing was found on this country's certificate. Contact SSA.")
        return
    st.caption(
        "Each step shows how well it is supported. What was not found says so: contact the agency, and keep its answer."
    )
    for number, step in enumerate(steps, 1):
        st.markdown(step_text(number, step))
    _sources(request, steps, analysis.rules)
    _letter(request)
    _special_exception(analysis, request)


def years_of_work(request: Request) -> tuple[int, ...]:
    """The calendar years of the work, at most the last ten; up to today where the end is not known."""
    if request.first_day is None:
        return ()
    last = request.last_day or max(session.today(), request.first_day, request.dates.last_work_day)
    return tax_years(request.first_day, max(last, request.first_day))[-10:]


def step_text(number: int, step: HostStep) -> str:
    """One step as markdown: its heading with its grade, a line per fact, the page to open.

    A fact with another grade than its step names its own; advice and what was not found have none.
    """
    color, grade = GRADES[step.evidence]
    lines = [f"- {md_escape(sentence)}{_own_grade(fact, step)}" for sentence, fact in _in_order(step)]
    page = f" [Open the page]({step.link})" if step.link else ""
    heading = f"**{number}. {md_escape(step.title)}** :{color}-badge[{md_escape(grade)}]{page}\n"
    return "\n".join([heading, *lines])


def _in_order(step: HostStep) -> list[tuple[str, Fact | None]]:
    """The sentences of a step as they follow each other in its text, each with its fact (None: it has no source)."""
    sentences: list[tuple[str, Fact | None]] = [(fact.text, fact) for fact in step.facts]
    sentences += [(sentence, None) for sentence in step.unsourced]
    return sorted(sentences, key=lambda pair: step.text.find(pair[0]))


def _own_grade(fact: Fact | None, step: HostStep) -> str:
    if fact is None or fact.evidence == step.evidence:
        return ""
    color, grade = GRADES[fact.evidence]
    return f" :{color}-badge[{md_escape(grade)}]"


def _sources(request: Request, steps: Sequence[HostStep], rules: Rules) -> None:
    """The documents behind the steps, by step."""
    number_of = len({source for step in steps for source in step.sources})
    section = st.expander(
        f"Sources of these steps · {number_of}", key=f"host.sources.{request.key}", on_change="rerun", type="compact"
    )
    if section.open:
        with section:
            for number, step in enumerate(steps, 1):
                if step.sources:
                    st.markdown(f"{number}\\. {sources_line(step.sources, rules)}")


def _letter(request: Request) -> None:
    section = st.expander(
        "A draft of the request",
        key=f"host.letter.{request.key}",
        on_change="rerun",
        type="compact",
    )
    if section.open:
        with section:
            st.text("Adapt it, and write it in the language of the agency where you can.")
            st.code(request_letter(request.host, request.worker), language=None, wrap_lines=True)


def _special_exception(analysis: Analysis, request: Request) -> None:
    """What could keep the work in the US system; only while it is not under the US system by the rules."""
    agreement = analysis.law.agreement(request.host)
    if agreement is None or request.here not in (Decision.ASK_HOST, Decision.ASK_US_LETTER):
        return
    section = st.expander(
        "Could this work stay in the US system?", key=f"host.exception.{request.key}", on_change="rerun", type="compact"
    )
    if not section.open:
        return
    with section:
        st.markdown(md_escape(NOT_UNDER_THE_RULES))
        workers = (Worker(request.worker),) if request.worker else tuple(WORKERS)
        lines = staying_longer(agreement.extension, workers)
        if not lines:
            st.markdown("How to request one is not in the sources read: write to SSA.")
            return
        st.markdown("\n".join(f"- {md_escape(line)}" for line in lines))
        if agreement.extension.sources:
            st.markdown(f":small[{sources_line(agreement.extension.sources, analysis.rules)}]")


def years_words(years: tuple[int, ...] | list[int]) -> str:
    """``2026``, ``2026 and 2027``, ``2025, 2026 and 2027``."""
    texts = [str(year) for year in years]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
