"""The form for the facts behind a work period, and how its answers are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from tracker import countries, schema
from tracker.analysis import Analysis
from tracker.coverage.asks import ANSWER_CODES, COUNTRY_ANSWERS, DAY_ANSWERS, DAYS_PRESENT, QUESTIONS
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.case_view import PeriodView
from tracker.ui.country_box import countries_box, country_box
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.questions import TRAVELER_COLUMNS, Question, new_assignment_id, wanted, years_to_log
from tracker.ui.row_editor import day_input
from tracker.ui.text import count_text, md_escape

_YES_NO = {"yes": "Yes", "no": "No"}


def fact_form(view: PeriodView, analysis: Analysis) -> None:
    """Ask for the facts of this period. Saving them changes the verdict on the next run, which follows at once."""
    questions = wanted(view, analysis)
    if not view.assignment:
        st.text(
            f"Saving makes an assignment of {count_text(len(view.trips), 'trip')} "
            f"({', '.join(view.trips['trip'])}), so that your answers hold for this work and no other."
        )
    if years := years_to_log(view):
        st.info(
            f"**Log all of {' and '.join(map(str, years))}** on the Trips page, days without work too. "
            f"{md_escape(QUESTIONS[DAYS_PRESENT][1])} There is nothing to fill in here.",
            icon=":material/calendar_month:",
        )
    rows = (row_shown("assignments", _assignment_row(view)), row_shown("travelers", _traveler_row(view)))
    with open_form(f"cases.fact.{view.key}", *rows) as shown:
        answers = {}
        for pair in (questions[n : n + 2] for n in range(0, len(questions), 2)):
            for place, question in zip(st.columns(2), pair, strict=False):
                with place:
                    answers[question.column] = _input(question, view, f"{shown}.{question.column}")
        submitted = st.form_submit_button(
            "Save the answers", key=f"{shown}.save", type="primary", **session.for_writers()
        )
    if submitted and session.save_many(changes(view, answers), message="Answers saved. The verdicts are new."):
        st.rerun()


def _input(question: Question, view: PeriodView, key: str) -> str:
    """One answer as text; "" is not known."""
    label = f"{question.ask} (needed)" if question.missing else question.ask
    answer = fact_input(question, label, key, hosts=view.hosts)
    st.caption(question.why)
    return answer


def fact_input(question: Question, label: str, key: str, *, hosts: Sequence[str] = ()) -> str:
    """The widget that a fact is answered with; the answer as it is stored, "" is not known."""
    match question.column:
        case "nationalities":
            return countries_box(label, key, question.value, question.unset)
        case column if column in DAY_ANSWERS:
            return day_input(st.container(), label, question.value, key)
        case "host":
            return _choice(question, label, {host: countries.name(host) for host in hosts}, key)
        case column if column in COUNTRY_ANSWERS:
            return country_box(st.container(), label, key, question.value, is_in_form=True)
        case column if column in ANSWER_CODES:
            return _choice(question, label, {str(member): member.sentence for member in ANSWER_CODES[column]}, key)
        case _:
            return _choice(question, label, _YES_NO, key)


def _choice(question: Question, label: str, answers: Mapping[str, str], key: str) -> str:
    options = {"": question.unset} | dict(answers)
    codes = list(options)
    index = codes.index(question.value) if question.value in options else 0
    chosen = st.selectbox(label, codes, index, format_func=lambda code: options[code], key=key)
    return chosen or ""


def changes(view: PeriodView, answers: Mapping[str, str]) -> dict[str, Changes]:
    """What saving these answers does to the ledger.

    They go to the assignment and, for facts about the person, to the traveler. Work without an assignment gets one:
    all trips of the period are put into it, in the same change, so that one undo takes all of it back.
    """
    facts = {column: value for column, value in answers.items() if column not in TRAVELER_COLUMNS}
    return save_for(view, facts, {column: answers[column] for column in TRAVELER_COLUMNS if column in answers})


def save_for(view: PeriodView, facts: Mapping[str, str], person: Mapping[str, str]) -> dict[str, Changes]:
    """The same for values that are already told apart: ``facts`` of the assignment and of the ``person``."""
    result: dict[str, Changes] = {}
    stored = _assignment_row(view)
    if stored is not None:
        result["assignments"] = Changes(changed=[RowChange(stored["row_id"], int(stored["version"]), facts)])
    else:
        name = view.assignment or new_assignment_id(view, set(session.rows("assignments")["assignment"]))
        only_host = {"host": view.hosts[0]} if len(view.hosts) == 1 else {}
        added = {"assignment": name, "traveler": view.traveler} | only_host | dict(facts)
        result["assignments"] = Changes(added=[added])
        if not view.assignment:
            result["trips"] = _put_into(name, view)
    if person:
        result["travelers"] = person_changes(view, person)
    return result


def _put_into(assignment: str, view: PeriodView) -> Changes:
    stored = zip(view.trips[schema.ROW_ID], view.trips[schema.VERSION], strict=True)
    return Changes(changed=[RowChange(row_id, version, {"assignment": assignment}) for row_id, version in stored])


def person_changes(view: PeriodView, values: Mapping[str, str]) -> Changes:
    """Values of the person: a change of the row, or a new one."""
    stored = _traveler_row(view)
    if stored is not None:
        return Changes(changed=[RowChange(stored["row_id"], int(stored["version"]), values)])
    return Changes(added=[{"traveler": view.traveler, **values}]) if any(values.values()) else Changes()


def _assignment_row(view: PeriodView) -> pd.Series | None:
    if not view.assignment:
        return None
    rows = session.rows("assignments")
    return _first(rows[(rows["assignment"] == view.assignment) & (rows["traveler"] == view.traveler)])


def _traveler_row(view: PeriodView) -> pd.Series | None:
    rows = session.rows("travelers")
    return _first(rows[rows["traveler"] == view.traveler])


def _first(rows: pd.DataFrame) -> pd.Series | None:
    return rows.iloc[0] if len(rows) else None


def assignment_words(view: PeriodView) -> str:
    """Which engagement the period belongs to, as plain text for a caption."""
    if view.assignment:
        client = view.facts.get("client_country", "")
        where = (
            f" Its client is in {countries.name(client)}: context only, the place of the work decides."
            if client and client not in view.hosts
            else ""
        )
        return md_escape(f"Assignment {view.assignment}.{where}")
    return "No assignment yet: judged as self-employed work until you say otherwise."
