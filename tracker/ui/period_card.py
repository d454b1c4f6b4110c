"""One work period as a card: what it is, three questions with answers, what is missing, what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import Case, Decision, Issuer, Reason, Severity, Verdict
from tracker.filing.request import Request, requests
from tracker.findings import FindingCode
from tracker.ui import navigation, session
from tracker.ui.badges import FINDING_ICONS, answer_badge
from tracker.ui.case_view import (
    CASES,
    CERTIFICATE_PAGE,
    ONLINE_SERVICE,
    Answer,
    Evidence,
    PeriodView,
    agreement_hosts,
    answers,
    decision_word,
    host_system,
    provision_of,
    texts_that_differ,
)
from tracker.ui.certificates import certificate_section
from tracker.ui.clarifications import clarification_section
from tracker.ui.exceptions import exception_section
from tracker.ui.explain_panel import explain_panel
from tracker.ui.facts import assignment_words, fact_form
from tracker.ui.host_path import host_path
from tracker.ui.host_record import host_record
from tracker.ui.mixed_section import mixed_section, situation_section
from tracker.ui.official_texts import official_texts_side_by_side
from tracker.ui.questions import missing_facts
from tracker.ui.residences import lives_matter, residence_section
from tracker.ui.sources import link, sources_line, standing
from tracker.ui.text import count_text, md_escape, span_text

_WITH_SSA = {Decision.REQUEST, Decision.CLARIFY, Decision.PENDING, Decision.ON_FILE}

_TO_FILE = {
    Decision.REQUEST,
    Decision.PENDING,
    Decision.ASK_HOST,
    Decision.ASK_US_LETTER,
    Decision.ON_FILE,
}
_OF_HOST = (Decision.ASK_HOST, Decision.ASK_US_LETTER)
_OWN_CHECK = [str(Reason.AGREEMENT_UNVERIFIED), str(Reason.RULE_UNVERIFIED)]


def period_card(view: PeriodView, analysis: Analysis, *, name: str = "") -> None:
    """Show one work period; ``name`` is whose it is, where there are several people."""
    with st.container(border=True, key=f"cases.card.{view.key}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.header(md_escape(f"{name} · {view.title}" if name else view.title), anchor=False)
            word = decision_word(view)
            st.badge(word.text, color=word.color)  # type: ignore[arg-type]
        st.markdown(f"**{md_escape(CASES[view.case])}.** {md_escape(view.case.sentence)} {assignment_words(view)}")
        _next_action(view, analysis)
        _questions(answers(view, analysis))
        for host, texts in texts_that_differ(view, analysis).items():
            official_texts_side_by_side(countries.name(host), texts, analysis.rules)
        if view.case == Case.MIXED:
            mixed_section(view, analysis)
        situation_section(view, analysis)
        _host_sections(view, analysis)
        _sections(view, analysis)


def _questions(three: tuple[Answer, ...]) -> None:
    for column, (number, answer) in zip(st.columns(len(three)), enumerate(three, 1), strict=True):
        with column:
            st.markdown(f"{number}\\. {md_escape(answer.question)}")
            st.markdown(f"### {answer.mark} {md_escape(answer.word)}")
            for evidence in answer.evidence:
                st.markdown(_evidence(evidence))


def _evidence(evidence: Evidence) -> str:
    text = md_escape(evidence.text)
    return f"{text} Source: {link(evidence.source)}" if evidence.source else text


def _next_action(view: PeriodView, analysis: Analysis) -> None:
    official = ""
    if view.decision in _WITH_SSA:
        official = (
            f" SSA: [certificate service]({ONLINE_SERVICE}) · [about the Certificate of Coverage]({CERTIFICATE_PAGE})"
        )
    st.markdown(f"**What to do next.** {md_escape(decision_word(view).next)}{official}")
    if view.decision in _TO_FILE and st.button(
        "Open the filing", key=f"cases.filing.{view.key}", icon=":material/outgoing_mail:"
    ):
        partners = [analysis.law.jurisdiction(host) for host in agreement_hosts(view, analysis)]
        of_host = host_system(view) if view.decision in _OF_HOST else partners
        navigation.go_to_filing(f"{view.traveler}.{view.number}.{of_host[0]}")
    if view.spans["reason"].isin(_OWN_CHECK).any() and st.button(
        "Record your own check", key=f"cases.check.{view.key}", icon=":material/fact_check:"
    ):
        navigation.go_to_agreement(view.hosts[0] if len(view.hosts) == 1 else "")


def _host_sections(view: PeriodView, analysis: Analysis) -> None:
    """For each country whose own system has days of the period: the way to its certificate, and how far it has come."""
    by_host = {}
    if partners := host_system(view):
        everything = session.kept("filing.requests", lambda: requests(analysis))
        by_host = {one.host: one for one in everything if (one.traveler, one.period) == (view.traveler, view.number)}
    for partner in partners:
        request = by_host.get(partner)
        if request is not None and (
            section := _opened(
                f"The certificate of {countries.name(partner)}, step by step",
                f"cases.host.{view.key}.{partner}",
                opened=view.decision in _OF_HOST or None,
            )
        ):
            with section:
                host_path(analysis, request)
                _record(request)


def _record(request: Request) -> None:
    if request.side != Issuer.HOST:
        st.text("Enter it under Certificates below when you request it: choose the country that issues it.")
        return
    st.markdown("**How far it has come**")
    host_record(request, "cases.host_record")
    st.caption("On the Filing page: the US tax years that a copy goes with, and the files that belong to it.")


def _sections(view: PeriodView, analysis: Analysis) -> None:
    missing = missing_facts(view)
    needed = f" · {count_text(len(missing), 'answer')} needed" if missing else ""
    if view.hosts:
        if section := _opened(f"Facts about this work{needed}", f"cases.facts.{view.key}", opened=bool(missing)):
            with section:
                fact_form(view, analysis)
        if lives_matter(view, analysis) and (
            section := _opened(f"Where you lived · {len(view.residences)}", f"cases.residences.{view.key}")
        ):
            with section:
                for_this_work = view.facts.get("residence", "")
                key = f"cases.residence.{view.key}"
                residence_section(view.traveler, key, analysis, for_this_work=for_this_work)
        if section := _opened(f"Days and rules · {len(view.spans)}", f"cases.days.{view.key}"):
            with section:
                _spans(view, analysis)
                _rules(view, analysis)
        if section := _opened(f"Certificates · {len(view.certificates)}", f"cases.certificates.{view.key}"):
            with section:
                certificate_section(view, analysis)
        if agreement_hosts(view, analysis) and (
            section := _opened(f"Extensions and exceptions · {len(view.exceptions)}", f"cases.exceptions.{view.key}")
        ):
            with section:
                exception_section(view, analysis)
        if _can_be_clarified(view) and (
            section := _opened(f"Clarifications · {len(view.clarifications)}", f"cases.clarifications.{view.key}")
        ):
            with section:
                clarification_section(view, analysis)
    if view.hosts and (section := _opened("Why? Look at one day", f"cases.explain.{view.key}")):
        with section:
            explain_panel(analysis, view.traveler, _day_to_ask_about(view), f"cases.explain_day.{view.key}")
    if len(view.findings) and (
        section := _opened(f"Problems and hints · {len(view.findings)}", f"cases.findings.{view.key}")
    ):
        with section:
            _findings(view.findings)


def _day_to_ask_about(view: PeriodView) -> dt.date:
    """The first day that is open or that no certificate covers, else the first one."""
    doubtful = view.spans.loc[view.spans["verdict"].isin([Verdict.UNCLEAR, Verdict.WOULD_NOT_COVER]), "first_day"]
    day: pd.Timestamp = doubtful.min() if len(doubtful) else view.first_day
    return day.date()


def _can_be_clarified(view: PeriodView) -> bool:
    """Whether a recorded answer can change the decision, or one is recorded."""
    same_day = (view.spans["reason"] == Reason.SEVERAL_COUNTRIES_SAME_DAY).any()
    neighbor = (view.findings["code"] == FindingCode.NEIGHBORING_PERIOD).any()
    return bool(view.case == Case.MIXED or same_day or neighbor or len(view.clarifications))


def _opened(label: str, key: str, *, opened: bool | None = None) -> st.delta_generator.DeltaGenerator | None:
    """A section that can be opened; its content is made only while it is open.

    ``opened`` says how it begins; without it, it begins closed and stays as the user left it. Streamlit takes a new
    label (a row more) for a new section, so what the user did to the old one is remembered here.
    """
    begun, open_before = st.session_state.get(f"{key}.begun", {}), st.session_state.get(f"{key}.open", False)
    begins = begun.get(label, open_before) if opened is None else opened
    section = st.expander(label, expanded=begins, key=key, on_change="rerun", type="compact")
    st.session_state[f"{key}.begun"], st.session_state[f"{key}.open"] = {label: begins}, section.open
    return section if section.open else None


def _spans(view: PeriodView, analysis: Analysis) -> None:
    for row in view.day_answers.itertuples():
        agreement = analysis.law.agreement(str(row.host))
        letter = agreement is not None and bool(agreement.certificate.us_letter)
        badge = answer_badge(row, decision=str(view.decision), letter=letter)
        st.markdown(f"{badge} {_span_words(row)}")


def _span_words(row: Any) -> str:
    """One row of answers as markdown: where, which days, why."""
    what = [countries.name(row.host), span_text(row.first_day, row.last_day), count_text(row.days, "day")]
    sentence = words.reason_sentence(row.reason)
    if row.certificate:
        sentence = f"{sentence} Certificate {row.certificate}."
    if row.requested:
        sentence = f"{sentence} Requested ({row.requested})."
    return f"**{md_escape(' · '.join(what))}.** {md_escape(sentence)}"


def _rules(view: PeriodView, analysis: Analysis) -> None:
    for provision_id in dict.fromkeys(filter(None, view.spans["provision"])):
        provision = provision_of(provision_id, analysis)
        if provision is None:
            continue
        name = analysis.rules.agreements[provision_id.partition(".")[0]].name
        st.markdown(f"**The rule in {md_escape(name)}** ({md_escape(provision_id)})")
        st.markdown(md_escape(provision.rule))
        cited = sources_line(provision.sources, analysis.rules)
        st.markdown(f"{md_escape(provision.section)}. {standing(provision, analysis.law)} {cited}")
        for doubt in provision.doubts:
            st.markdown(f"- Doubt: {md_escape(doubt)}")


def _findings(findings: pd.DataFrame) -> None:
    for row in findings.itertuples():
        st.markdown(_finding_line(row))


def _finding_line(row: Any) -> str:
    when = f"{span_text(row.first_day, row.last_day)}: " if pd.notna(row.first_day) else ""
    return f"{FINDING_ICONS[Severity(row.severity)]} {md_escape(when + row.message)}"
