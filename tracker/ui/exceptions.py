"""Extensions and special exceptions that were granted for a work period, and what the law files say about them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Worker
from tracker.days import parse_day
from tracker.rules.model import Agreement, Rules
from tracker.ui import session
from tracker.ui.agreement_view import WORKERS, staying_longer
from tracker.ui.case_view import PeriodView, agreement_hosts
from tracker.ui.row_editor import RowEditor, Texts, day_input
from tracker.ui.sources import sources_line
from tracker.ui.text import day_text, md_escape


def exception_section(view: PeriodView, analysis: Analysis) -> None:
    """What was granted, the form to add or change it, and beside it what the agreements say on staying longer."""
    granted, law_says = st.columns([3, 2])
    with granted:
        _granted(view, agreement_hosts(view, analysis))
    with law_says:
        law = analysis.law
        agreements = {law.jurisdiction(host): law.agreement(host) for host in agreement_hosts(view, analysis)}
        for agreement in filter(None, agreements.values()):
            _staying_longer(agreement, view.facts.get("worker", ""), analysis.rules)


def _granted(view: PeriodView, hosts: list[str]) -> None:
    if not view.assignment:
        st.text(
            "What was granted belongs to an assignment, and this work has none yet. Answer the facts about this work "
            "first: saving them makes one."
        )
        return
    st.text(
        "Enter an extension or a special exception when both agencies have granted it, not before: days up to its last "
        "one are then judged as within the limit."
    )
    rows = session.rows("exceptions")
    rows = rows[rows["assignment"] == view.assignment]
    if len(rows):
        table = {
            "Country": rows["host"].map(countries.name),
            "Until": [day_text(parse_day(day)) for day in rows["until"]],
            "Granted on": [day_text(parse_day(day)) for day in rows["granted_on"]],
            "Reference": rows["reference"],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, alt=f"Extensions and exceptions: {view.title}")

    def fields(known: Texts, key: str) -> Texts:
        return _fields(known, key, hosts)

    editor = RowEditor("exceptions", "exception", _label, fields, exception_problem, {"assignment": view.assignment})
    editor.show(rows, f"cases.exception.{view.key}")


def _label(row: Texts) -> str:
    return f"{countries.name(row['host'])}, until {day_text(parse_day(row['until']))}"


def _fields(known: Texts, key: str, hosts: list[str]) -> Texts:
    host = known.get("host") or hosts[0]
    options = list(dict.fromkeys([*hosts, host]))  # a stored host stays, also where no work is logged any more
    left, right = st.columns(2)
    return {
        "host": left.selectbox("Country", options, options.index(host), format_func=countries.name, key=f"{key}.host"),
        "until": day_input(right, "Granted until", known.get("until", ""), f"{key}.until"),
        "granted_on": day_input(left, "Granted on", known.get("granted_on", ""), f"{key}.granted_on"),
        "reference": right.text_input("Reference of the grant", known.get("reference", ""), key=f"{key}.reference"),
    }


def exception_problem(values: Texts, others: Sequence[Texts]) -> str:
    """Why these values cannot stand beside the assignment's other rows, in one sentence; "" when they can."""
    if not values["until"]:
        return "Give the last day that was granted."
    if not values["granted_on"]:
        return "Give the day on which it was granted."
    if values["granted_on"] > session.today().isoformat():
        return "The day of the grant lies ahead. Enter an exception only when it was granted."
    if any(other["host"] == values["host"] and other["until"] == values["until"] for other in others):
        return "The same country and last day are entered already. Change that row instead."
    return ""


def _staying_longer(agreement: Agreement, worker: str, rules: Rules) -> None:
    workers = (Worker(worker),) if worker else tuple(WORKERS)
    st.markdown(f"**Staying longer: {md_escape(agreement.name)}**")
    said = staying_longer(agreement.extension, workers)
    if not said:
        st.text("The sources read say nothing about it. Ask SSA.")
        return
    st.markdown("\n".join(f"- {md_escape(line)}" for line in said))
    if agreement.extension.sources:
        st.markdown(sources_line(agreement.extension.sources, rules))
