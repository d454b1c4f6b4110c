"""Step 4: what to do after sending, what SSA decided, and where its dates differ from the requested ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import CertificateState
from tracker.filing.after_request import Done, after_request
from tracker.filing.differences import certificate_row, comment, issued_differently
from tracker.filing.request import Request
from tracker.store import RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.row_editor import day_input
from tracker.ui.text import day_text, md_escape

_ANSWERS = (CertificateState.SUBMITTED, CertificateState.ISSUED, CertificateState.REFUSED, CertificateState.WITHDRAWN)


def answer_step(analysis: Analysis, request: Request) -> None:
    """The checklist after sending and SSA's decision; before anything was sent it says so."""
    row = certificate_row(analysis, request.certificate)
    if row is None or row.state in ("", CertificateState.DRAFT):
        st.info("Nothing was sent yet. Note the request under step 3 when it is.", icon=":material/info:")
        return
    if text := comment(analysis, request):
        st.markdown("**For the comment box** of SSA's form, or the letter:")
        st.code(text, language=None, wrap_lines=True)
    _answer(row, request)
    _differences(row)
    _checklist(analysis, request)


def _answer(row: Any, request: Request) -> None:
    st.header("SSA's decision", anchor=False)
    st.text(
        "Enter the dates exactly as they are printed, even where you think that they are wrong. Only these days count."
    )
    rows = session.rows("certificates")
    stored = rows[rows["certificate"] == row.certificate].iloc[0]
    known = {str(column): str(value) for column, value in stored.items()}
    with open_form(f"filing.answer.{request.key}", row_shown("certificates", stored)) as shown:
        states = [str(state) for state in _ANSWERS]
        if known["state"] not in states:
            states.append(known["state"])
        left, right = st.columns(2)
        values = {
            "state": left.selectbox(
                "How far has it come?",
                states,
                states.index(known["state"]),
                format_func=lambda state: words.CERTIFICATES[state].text,
                key=f"{shown}.state",
            ),
            "control_number": right.text_input(
                "SSA's control number", known["control_number"], key=f"{shown}.control_number"
            ),
            "first_day": day_input(left, "First day on the certificate", known["first_day"], f"{shown}.first_day"),
            "last_day": day_input(right, "Last day on it (empty: no end date)", known["last_day"], f"{shown}.last_day"),
            "issued_on": day_input(left, "Issued on", known["issued_on"], f"{shown}.issued_on"),
            "delivered_on": day_input(right, "Delivered on", known["delivered_on"], f"{shown}.delivered_on"),
            "note": st.text_input("Your own note", known["note"], key=f"{shown}.note"),
        }
        submitted = st.form_submit_button(
            "Save the decision", key=f"{shown}.save", type="primary", **session.for_writers()
        )
    if submitted and _save(values, stored):
        st.rerun()


def _save(values: dict[str, str], stored: pd.Series) -> bool:
    if problem := answer_problem(values, session.today().isoformat()):
        st.error(md_escape(f"Not saved. {problem}"), icon=":material/error:")
        return False
    if values["delivered_on"] and values["state"] == CertificateState.ISSUED:
        values["state"] = str(CertificateState.DELIVERED)
    change = RowChange(str(stored["row_id"]), int(stored["version"]), values)
    return session.save("certificates", changed=[change], message="SSA's decision is saved.")


def answer_problem(values: Mapping[str, str], today: str) -> str:
    """Why these values cannot be saved, in one sentence; "" when they can."""
    is_issued = values["state"] in (CertificateState.ISSUED, CertificateState.DELIVERED)
    if not values["first_day"]:
        return "Enter the first day that is printed."
    if values["last_day"] and values["last_day"] < values["first_day"]:
        return "The last day is before the first day."
    if is_issued and not values["issued_on"]:
        return "Enter the day on which it was issued."
    if max(values["issued_on"], values["delivered_on"]) > today:
        return "A day is after today. Enter the decision when it has come."
    if values["delivered_on"] and not is_issued:
        return "Only an issued certificate can be delivered: change how far it has come."
    if values["delivered_on"] and values["delivered_on"] < values["issued_on"]:
        return "It was delivered before it was issued: correct one of the days."
    return ""


def _differences(row: Any) -> None:
    found = issued_differently(row)
    if found:
        st.warning(
            "**The certificate does not say what was requested.** "
            + md_escape(" ".join(one.sentence for one in found))
            + " Days outside it are not covered. If it is SSA's mistake, request a correction under step 3 and quote "
            "the control number.",
            icon=":material/difference:",
        )
    elif row.state in (CertificateState.ISSUED, CertificateState.DELIVERED) and pd.notna(row.requested_first_day):
        st.success("The dates on the certificate are the requested ones.", icon=":material/check_circle:")


def _checklist(analysis: Analysis, request: Request) -> None:
    st.header("After sending: catch failures early", anchor=False)
    st.text("Check off a step when it is done; the day is recorded. What your entries show is beside it.")
    for done in after_request(analysis, request.certificate):
        _step(done, request)


def _step(done: Done, request: Request) -> None:
    key = f"filing.step.{request.certificate}.{done.step}"
    with st.container(horizontal=True, vertical_alignment="center"):
        sign = "✓" if done.done_on else "○"
        told = [f"{sign} {done.sentence}"]
        if done.done_on:
            told.append(f"Done on {day_text(done.done_on)}.")
        if done.seen:
            told.append(f"In your entries: {done.seen}")
        if done.doubt:
            told.append(f"Check this: {done.doubt}")
        st.markdown(md_escape(" ".join(told)), width="stretch")
        if done.done_on is None and done.is_due:
            if st.button("Done today", key=key, **session.for_writers()):
                added = {"certificate": request.certificate, "step": done.step, "done_on": session.today().isoformat()}
                if session.save("steps", added=[added], message="The step is done."):
                    st.rerun()
        elif done.done_on is not None and st.button(
            "Not done", key=f"{key}.undo", type="tertiary", **session.for_writers()
        ):
            _untick(done, request)


def _untick(done: Done, request: Request) -> None:
    rows = session.rows("steps")
    mine = rows[(rows["certificate"] == request.certificate) & (rows["step"] == done.step)]
    gone = [RowDeletion(str(row["row_id"]), int(row["version"])) for _, row in mine.iterrows()]
    if session.save("steps", deleted=gone, message="The step is open again."):
        st.rerun()
