"""Certificates of one work period: the list, and the form that adds or changes one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import CertificateState
from tracker.days import iso
from tracker.store import RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.case_view import PeriodView, agreement_hosts
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.row_editor import day_input
from tracker.ui.text import span_text

_DAYS = {"submitted_on": "Asked for on", "issued_on": "Issued on", "delivered_on": "Handed over on"}
_TEXTS = {
    "control_number": "SSA's control number",
    "receipt": "Proof that it was handed over (a receipt or a reply is strong, “I sent it” is weak)",
    "note": "Your own note",
}
_NEW = ""


def certificate_section(view: PeriodView, analysis: Analysis) -> None:
    """What is on file for this period, and the form to add or change a certificate."""
    if len(view.certificates):
        st.dataframe(_table(view.certificates), hide_index=True, alt=f"Certificates: {view.title}")
    else:
        st.text(
            "No certificate is on file for this work. Enter one when you have asked for it: its days and its state."
        )
    hosts = agreement_hosts(view, analysis)
    if not hosts:
        st.text("No agreement is in force for this work, so there is no certificate to enter.")
        return
    rows = session.ledger().rows("certificates")
    mine = rows[rows["certificate"].isin(view.certificates["certificate"])].set_index("certificate")
    key = f"cases.certificate.{view.key}"
    chosen = _NEW
    if len(mine):
        options = [_NEW, *mine.index]
        chosen = st.selectbox(
            "Which one?", options, 1, format_func=lambda name: name or "A new certificate", key=f"{key}.which"
        )
    _form(
        view,
        hosts,
        mine[mine.index == chosen].iloc[0] if chosen else None,
        chosen or free_id(rows["certificate"]),
        key,
    )


def _table(certificates: pd.DataFrame) -> pd.DataFrame:
    """Text columns in the words of the timeline."""

    def day(column: str) -> list[str]:
        return [iso(day) for day in certificates[column]]

    spans = zip(certificates["first_day"], certificates["last_day"], strict=True)
    return pd.DataFrame(
        {
            "Certificate": certificates["certificate"],
            "Country": certificates["host"].map(countries.name),
            "Days": [span_text(first, last) for first, last in spans],
            "State": certificates["state"].map(lambda state: words.CERTIFICATES[state].text if state else "Not known"),
            "Control number": certificates["control_number"],
            "Asked for": day("submitted_on"),
            "Issued": day("issued_on"),
            "Handed over": day("delivered_on"),
            "Proof": certificates["receipt"],
        }
    ).astype("str")


def free_id(taken: pd.Series, letter: str = "C") -> str:
    """C1, C2, …: the first name that no row has."""
    return next(name for n in range(1, len(taken) + 2) if (name := f"{letter}{n}") not in set(taken))


def _form(view: PeriodView, hosts: list[str], stored: pd.Series | None, name: str, key: str) -> None:
    known = {} if stored is None else {str(column): str(value) for column, value in stored.items()}
    first = known.get("first_day") or f"{view.first_day:%Y-%m-%d}"
    last = known.get("last_day", view.facts.get("expected_last_day", ""))
    with open_form(f"{key}.{name}", row_shown("certificates", stored)) as shown:
        left, right = st.columns(2)
        values = {"certificate": left.text_input("Your name for it", name, key=f"{shown}.certificate")}
        values["host"] = right.selectbox(
            "Country",
            hosts,
            hosts.index(known["host"]) if known.get("host") in hosts else 0,
            format_func=countries.name,
            key=f"{shown}.host",
        )
        values["first_day"] = day_input(left, "First day on it", first, f"{shown}.first_day")
        values["last_day"] = day_input(right, "Last day on it (empty: no end date)", last, f"{shown}.last_day")
        states = [str(state) for state in CertificateState]
        values["state"] = st.selectbox(
            "How far has it come?",
            states,
            states.index(known["state"]) if known.get("state") in states else 0,
            format_func=lambda state: f"{words.CERTIFICATES[state].text}: {CertificateState(state).sentence}",
            key=f"{shown}.state",
        )
        for column, (place, label) in zip(_DAYS, zip(st.columns(3), _DAYS.values(), strict=True), strict=True):
            values[column] = day_input(place, label, known.get(column, ""), f"{shown}.{column}")
        for column, label in _TEXTS.items():
            values[column] = st.text_input(label, known.get(column, ""), key=f"{shown}.{column}")
        with st.container(horizontal=True):
            saved = st.form_submit_button(
                "Save the certificate", key=f"{shown}.save", type="primary", **session.for_writers()
            )
            deleted = stored is not None and st.form_submit_button(
                "Delete it", key=f"{shown}.delete", **session.for_writers()
            )
    if deleted and stored is not None:
        gone = RowDeletion(str(stored["row_id"]), int(stored["version"]))
        if session.save("certificates", deleted=[gone], message=f"Certificate {name} deleted."):
            st.rerun()
    if saved and _save(view, stored, values):
        st.rerun()


def _save(view: PeriodView, stored: pd.Series | None, values: dict[str, str]) -> bool:
    message = f"Certificate {values['certificate']} saved."
    if stored is not None:
        change = RowChange(str(stored["row_id"]), int(stored["version"]), values)
        return session.save("certificates", changed=[change], message=message)
    added = {"traveler": view.traveler, "assignment": view.assignment, **values}
    return session.save("certificates", added=[added], message=message)
