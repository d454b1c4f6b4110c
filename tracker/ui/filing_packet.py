"""The files to send and to keep: the packet as PDF, calendar, workbook, backup, and a page for an adviser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from tracker.analysis import Analysis
from tracker.errors import BadOption
from tracker.exchange.exporters import Choice, Exporter
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.exporters.annex_pdf import ANNEX_PDF
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF as FILING_COPY
from tracker.exchange.exporters.requests_xlsx import REQUESTS_XLSX
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.exchange.exporters.workspace_xlsx import WORKSPACE_XLSX
from tracker.exchange.redaction import Redaction
from tracker.filing.completeness import unlogged_so_far
from tracker.filing.identity import (
    BIRTH_FORM,
    BIRTH_LABEL,
    SSN_FORM,
    SSN_LABEL,
    Identity,
    checked_birth,
    checked_ssn,
    not_encrypted,
)
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.browser_file import BrowserFile, hand_over
from tracker.ui.calendar_file import calendar_button
from tracker.ui.downloads import download
from tracker.ui.paper import for_paper, paper_choice
from tracker.ui.text import count_text, md_escape

T = TypeVar("T")

_BOX, _TURN = "filing.copy", "filing.identity.turn"
# Streamlit gives the sentence about a wrong field to screen readers only; everybody else would have to point at a sign.
_SAID_BESIDE_THE_FIELD = f"""<style>
.st-key-{_BOX.replace(".", "-")} .stTextInput span[role="alert"] {{position: static; width: auto; height: auto;
  margin: .25rem 0 0; overflow: visible; clip: auto; clip-path: none; white-space: normal; font-size: .875rem}}
</style>"""
_EVERYTHING: tuple[tuple[Exporter, Choice, str], ...] = (
    (REQUESTS_XLSX, Choice(requests=True), "Requests (Excel workbook)"),
    (FILING_CSV, Choice(), "Filing dates (CSV, for programs)"),
    (WORKSPACE_XLSX, Choice(), "Everything (Excel workbook)"),
    (WORKSPACE_JSON, Choice(), "Full backup (.json)"),
)


def packet_section(analysis: Analysis, request: Request, *, is_ready: bool) -> None:
    """The filing copy of this request, and the files of everything."""
    st.header("The files", anchor=False)
    if missing := unlogged_so_far(analysis, request.traveler):
        verb = "is" if missing == 1 else "are"
        whose = f"{md_escape(request.name or request.traveler)}: " if len(set(analysis.periods["traveler"])) > 1 else ""
        st.warning(
            f"{whose}{count_text(missing, 'day')} between the trips {verb} not logged. A filing should "
            "leave no gap: the Calendar lists the days and fills them.",
            icon=":material/event_busy:",
        )
    paper_choice("filing.paper")
    _filing_copy(analysis, request, is_ready=is_ready)
    with st.container(border=True):
        _annex(analysis, request)
    left, right = st.columns(2)
    with left, st.container(border=True):
        _adviser_page(analysis, request)
    with right, st.container(border=True):
        st.markdown("**Calendar and everything**")
        st.caption("Trips, certificates and deadlines for a calendar program; and your whole ledger with its results.")
        calendar_button("Calendar (.ics)", analysis, f"filing.get.ics.{request.traveler}", request.traveler)
        for exporter, choice, label in _EVERYTHING:
            name = "coverline-requests" if choice.requests else "coverline"
            download(label, exporter, analysis, choice, f"filing.get.{label}", name=name)


@dataclass(frozen=True)
class _Attempt:
    """What became of the fields: a file, or what is wrong with each of them; nothing before the button is pressed."""

    file: BrowserFile | None = None
    ssn_problem: str = ""
    birth_problem: str = ""


def _filing_copy(analysis: Analysis, request: Request, *, is_ready: bool) -> None:
    """The PDF of this request, made of exactly what stands in the fields when the button is pressed.

    The browser keeps what is typed to itself until then, and as long as it does not have the form of a number or a
    date. Here it is known in that one run only: the fields are then new and empty, and the file goes to the browser.
    """
    key = f"filing.identity.{request.key}"
    with st.container(border=True, key=_BOX):
        st.markdown("**Filing copy (PDF)**")
        st.text(
            "One page in the order of SSA's request. "
            + ("It is ready to be sent." if is_ready else "Its first line says what to do with it, and what is open.")
        )
        place_of_form, place_of_work, place_of_file = st.container(), st.empty(), st.container()
        attempt, is_pressed = _Attempt(), bool(st.session_state.get(_of_this_turn(key, "make")))
        if is_pressed:
            with place_of_work.container(), st.spinner("Making the filing copy …"):
                attempt = _attempt(analysis, request, key)
        with place_of_file:  # before the fields are emptied: a run that a second click ends in between is done again
            hand_over(f"{key}.file", attempt.file, watched=_BOX, turn=_turn() + is_pressed)
        if is_pressed:
            _next_turn()
        with place_of_form:
            _identity_form(key, attempt)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                "Neither is saved, logged or put into any other file. Both fields are emptied when you press the "
                "button, and when you leave this step. If your browser offers to save a password, decline.",
                width="stretch",
            )
            # Not in the form: it must work, and send nothing, while a field holds what the form does not accept.
            st.button("Forget both", key=f"{key}.forget", on_click=_next_turn)


def _annex(analysis: Analysis, request: Request) -> None:
    st.markdown("**Annex (PDF)**")
    st.caption(
        "For your own file: what the dates of the request rest on. Timeline, days, trips, rules with their sources, "
        "checks. It never holds a Social Security number or a date of birth."
    )
    choice = Choice(request.traveler, request.host, request.period)
    name = f"coverline-{request.host.lower()}-request-annex"
    download("Download the annex", ANNEX_PDF, analysis, choice, f"filing.get.annex.{request.key}", name=name)


def _identity_form(key: str, attempt: _Attempt) -> None:
    with st.form(f"{key}.form", border=False):
        left, right = st.columns(2)
        with left:
            st.text_input(
                f"US {SSN_LABEL}, for this file only",
                type="password",
                key=_of_this_turn(key, "ssn"),
                autocomplete="off",
                placeholder="000-00-0000",
                help="Nine digits, with or without hyphens. Empty: a blank on the sheet, to write in by hand.",
                validate=SSN_FORM,
            )
            _problem(attempt.ssn_problem)
        with right:
            st.text_input(
                f"{BIRTH_LABEL}, for this file only",
                type="password",
                key=_of_this_turn(key, "born"),
                autocomplete="off",
                placeholder="MM/DD/YYYY",
                help="Month first, as on SSA's form: 12/31/1990. Empty: a blank on the sheet, to write in by hand.",
                validate=BIRTH_FORM,
            )
            _problem(attempt.birth_problem)
        st.form_submit_button(
            "Download the filing copy", key=_of_this_turn(key, "make"), type="primary", icon=":material/download:"
        )
    st.html(_SAID_BESIDE_THE_FIELD)


def _problem(sentence: str) -> None:
    if sentence:
        st.error(md_escape(f"No file was made. {sentence} Type both again."))


def _attempt(analysis: Analysis, request: Request, key: str) -> _Attempt:
    """The file of what was typed, or what is wrong with it."""
    as_of = analysis.settings.as_of
    ssn, ssn_problem = _checked(lambda: checked_ssn(st.session_state.get(_of_this_turn(key, "ssn"), "")))
    born, birth_problem = _checked(lambda: checked_birth(st.session_state.get(_of_this_turn(key, "born"), ""), as_of))
    if ssn_problem or birth_problem:
        return _Attempt(None, ssn_problem, birth_problem)
    identity, file = Identity(ssn or "", born), None
    with session.problems_shown("No file was made."):
        choice = for_paper(Choice(request.traveler, request.host, request.period, identity=identity))
        made = FILING_COPY.make(analysis, choice)
        name = f"coverline-{request.host.lower()}-request-{session.today().isoformat()}{FILING_COPY.ending}"
        secret = () if identity.is_blank else (not_encrypted(name),)
        file = BrowserFile(name, FILING_COPY.media_type, made.content, (*made.remarks, *secret))
    return _Attempt(file)


def _checked(check: Callable[[], T]) -> tuple[T | None, str]:
    """What ``check`` gives, and what is wrong in words ("" = nothing)."""
    try:
        return check(), ""
    except BadOption as error:
        session.write_down_refusal(error)
        return None, str(error)


def _turn() -> int:
    """Counts the files that were made and the times that the fields were emptied."""
    return int(st.session_state.get(_TURN, 0))


def _next_turn() -> None:
    """A new form, empty. Streamlit drops what stood in the old one, as it does with everything not drawn any more."""
    st.session_state[_TURN] = _turn() + 1


def _of_this_turn(key: str, name: str) -> str:
    """The key of a field or button. A button of an older turn does nothing: its fields are gone."""
    return f"{key}.{_turn()}.{name}"


def _adviser_page(analysis: Analysis, request: Request) -> None:
    st.markdown("**Page for an adviser (.html)**")
    st.caption(
        "One file that opens in any browser without a network. Choose what to take out: it is then not in the file."
    )
    chosen = [
        one for one in Redaction if st.checkbox(_redaction_words(one), key=f"filing.redact.{one}", help=one.sentence)
    ]
    choice = Choice(traveler=request.traveler, redact=tuple(chosen))
    key = f"filing.get.html.{request.traveler}.{'-'.join(chosen)}"
    download("Download the page", ADVISER_HTML, analysis, choice, key)


def _redaction_words(one: Redaction) -> str:
    return f"Without {one.value}"
