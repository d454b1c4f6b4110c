"""How far the certificate of the country of the work has come: one form for its request, its issue and its delivery."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from tracker.codes import CertificateState, Decision
from tracker.days import iso
from tracker.filing.request import Request
from tracker.store import RowChange
from tracker.ui import session
from tracker.ui.certificates import free_id
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.row_editor import day_input
from tracker.ui.text import md_escape

STATES: dict[CertificateState, str] = {
    CertificateState.DRAFT: "Draft, nothing sent",
    CertificateState.SUBMITTED: "Requested, no answer yet",
    CertificateState.ISSUED: "Issued",
    CertificateState.DELIVERED: "Issued, and delivered or filed",
    CertificateState.REFUSED: "Refused",
    CertificateState.WITHDRAWN: "Withdrawn",
}


def paper_name(request: Request) -> str:
    """What is requested for this work, as in ``Portugal's certificate``, for the middle of a sentence."""
    if request.here == Decision.ASK_US_LETTER:
        return "SSA's letter"
    return f"the certificate of {request.host_name}"


def host_record(request: Request, base: str) -> None:
    """The form on what is stored, or for a new row; ``base`` starts its widget keys. Saving runs the page again."""
    rows = session.rows("certificates")
    stored = next((row for _, row in rows[rows["certificate"] == request.certificate].iterrows()), None)
    known = {} if stored is None else {str(column): str(value) for column, value in stored.items()}
    if request.here == Decision.ASK_US_LETTER:
        st.text(
            f"Record SSA's letter here under {request.host_name}: it proves the same as a certificate of that country, "
            "that the work is not in the US system."
        )
    with open_form(f"{base}.{request.key}", row_shown("certificates", stored)) as shown:
        values = _inputs(known, request, shown)
        submitted = st.form_submit_button("Save", key=f"{shown}.save", type="primary", **session.for_writers())
    if submitted and _save(values, stored, request, rows):
        st.rerun()


def _inputs(known: Mapping[str, str], request: Request, key: str) -> dict[str, str]:
    states = [str(state) for state in STATES]
    stored_state = known.get("state") or str(CertificateState.SUBMITTED)
    left, right = st.columns(2)
    return {
        "state": left.selectbox(
            "How far has it come?",
            states,
            states.index(stored_state) if stored_state in states else 1,
            format_func=lambda state: STATES[CertificateState(state)],
            key=f"{key}.state",
        ),
        "control_number": right.text_input(
            "Number on it, or of the request", known.get("control_number", ""), key=f"{key}.control_number"
        ),
        "first_day": day_input(
            left, "First day on it", known.get("first_day") or iso(request.first_day), f"{key}.first_day"
        ),
        "last_day": day_input(
            right,
            "Last day on it (empty: no end date)",
            known.get("last_day", iso(request.last_day)),
            f"{key}.last_day",
        ),
        "submitted_on": day_input(left, "Requested on", known.get("submitted_on", ""), f"{key}.submitted_on"),
        "issued_on": day_input(right, "Issued on", known.get("issued_on", ""), f"{key}.issued_on"),
        "delivered_on": day_input(left, "Delivered or filed on", known.get("delivered_on", ""), f"{key}.delivered_on"),
        "receipt": right.text_input("Proof of that", known.get("receipt", ""), key=f"{key}.receipt"),
        "note": st.text_input("Your own note", known.get("note", ""), key=f"{key}.note"),
    }


def _save(values: dict[str, str], stored: pd.Series | None, request: Request, rows: pd.DataFrame) -> bool:
    if problem := record_problem(values, session.today().isoformat()):
        st.error(md_escape(f"Not saved. {problem}"), icon=":material/error:")
        return False
    if values["delivered_on"] and values["state"] == CertificateState.ISSUED:
        values["state"] = str(CertificateState.DELIVERED)
    message = f"Saved: {paper_name(request)}."
    if stored is not None:
        change = RowChange(str(stored["row_id"]), int(stored["version"]), values)
        return session.save("certificates", changed=[change], message=message)
    added = {
        "certificate": free_id(rows["certificate"]),
        "traveler": request.traveler,
        "issuer": request.host,
        "host": request.host,
        "assignment": request.assignment,
        **values,
    }
    return session.save("certificates", added=[added], message=message)


def record_problem(values: Mapping[str, str], today: str) -> str:
    """Why these values cannot be saved, in one sentence; "" when they can. Days are ISO text, "" = empty."""
    is_issued = CertificateState(values["state"]).is_issued
    if not values["first_day"]:
        return "Enter the first day that it is for."
    if values["last_day"] and values["last_day"] < values["first_day"]:
        return "The last day is before the first day."
    if values["state"] == CertificateState.SUBMITTED and not values["submitted_on"]:
        return "Enter the day on which you requested it."
    if is_issued and not values["issued_on"]:
        return "Enter the day on which it was issued."
    if max(values["submitted_on"], values["issued_on"], values["delivered_on"]) > today:
        return "A day is after today. Enter it when it has come."
    if values["delivered_on"] and not is_issued:
        return "Only an issued certificate can be delivered: change how far it has come."
    if values["delivered_on"] and values["delivered_on"] < values["issued_on"]:
        return "It was delivered before it was issued: correct one of the days."
    return ""
