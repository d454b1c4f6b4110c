"""Step 5: who must receive the certificate, what proves that it arrived, and what the US return requires."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker.analysis import Analysis
from tracker.codes import CertificateState, Channel, Evidence, Purpose, Worker
from tracker.filing.deliveries import Delivery, deliveries
from tracker.filing.places import Authority, Fact, Place, TaxNotice, load_filing
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.certificates import free_id
from tracker.ui.row_editor import RowEditor, Texts, day_input
from tracker.ui.sources import sources_line
from tracker.ui.text import day_text, md_escape

_ROLES = {
    "shown_on_request": "Shown to, on request",
    "issues_own": "Issues that country's own certificates; a contact, not a named recipient of yours",
    "liaison": "Liaison agency",
}
_HELD = (CertificateState.ISSUED, CertificateState.DELIVERED)


def handover_step(analysis: Analysis, request: Request) -> None:
    """The deliveries of one certificate, what is known about its country, and the US tax side."""
    st.text(
        "Each recipient is a delivery of its own with its own proof: “I sent it” is weak; a portal receipt, a written "
        "reply or a note from payroll is strong."
    )
    deliveries_section(analysis, request)
    place = load_filing().places.get(request.host)
    if place is not None:
        _place(place, request, analysis)
    _tax_side(request, analysis)


def deliveries_section(analysis: Analysis, request: Request) -> None:
    """The deliveries of the certificate of a request, and the form for them; until it is issued a sentence."""
    st.header("Deliveries", anchor=False)
    certificates = analysis.workspace.certificates
    state = dict(zip(certificates["certificate"], certificates["state"], strict=True)).get(request.certificate, "")
    if state not in _HELD:
        st.info("There is no issued certificate yet: enter the answer first.", icon=":material/info:")
        return
    for delivery in deliveries(analysis, request.certificate):
        st.markdown(delivery_line(delivery))
    rows = session.rows("deliveries")
    mine = rows[rows["certificate"] == request.certificate]
    given = {"certificate": request.certificate, "delivery": free_id(rows["delivery"], "D")}
    editor = RowEditor("deliveries", "delivery", _label, _inputs, delivery_problem, given)
    editor.show(mine, f"filing.delivery.{request.key}")


def delivery_line(delivery: Delivery) -> str:
    """One delivery, or the place of one, as markdown: what it proves first."""
    if not delivery.is_recorded:
        return f":gray-badge[○ not yet] **{md_escape(delivery.purpose.sentence)}** {md_escape(delivery.about)}"
    if delivery.is_proven:
        badge = ":green-badge[✓ proven]"
    else:
        badge = ":red-badge[✕ no proof]" if delivery.evidence == Evidence.NOTHING else ":orange-badge[! not proven]"
    sent = f", sent on {day_text(delivery.sent_on)}" if delivery.sent_on else ""
    receipt = f" Proof: {delivery.receipt}." if delivery.receipt else ""
    told = f"{delivery.recipient}{sent}. {delivery.strength}{receipt}"
    return f"{badge} **{md_escape(delivery.purpose.sentence)}** {md_escape(told)}"


def _label(row: Texts) -> str:
    return f"{row['recipient']} ({row['sent_on'] or 'not sent'})"


def _inputs(known: Texts, key: str) -> Texts:
    left, right = st.columns(2)

    def choice(place: DeltaGenerator, label: str, column: str, words: dict[str, str]) -> str:
        options = list(words)
        stored = known.get(column, "")
        index = options.index(stored) if stored in options else 0
        return place.selectbox(label, options, index, format_func=words.__getitem__, key=f"{key}.{column}") or ""

    purposes = {str(one): one.sentence for one in Purpose}
    channels = {"": "Not sent yet"} | {str(one): one.sentence for one in Channel}
    proofs = {str(one): one.sentence for one in Evidence}
    return {
        "purpose": choice(left, "For whom", "purpose", purposes),
        "recipient": right.text_input(
            "Recipient", known.get("recipient", ""), key=f"{key}.recipient", placeholder="Agency, person or tax file"
        ),
        "sent_on": day_input(left, "Sent or delivered on", known.get("sent_on", ""), f"{key}.sent_on"),
        "channel": choice(right, "How", "channel", channels),
        "evidence": choice(left, "What proves that it arrived", "evidence", proofs),
        "receipt": right.text_input("The proof: number, sender, date", known.get("receipt", ""), key=f"{key}.receipt"),
        "received_on": day_input(left, "Confirmed on", known.get("received_on", ""), f"{key}.received_on"),
        "note": right.text_input("Your own note", known.get("note", ""), key=f"{key}.note"),
    }


def delivery_problem(values: Texts, others: Sequence[Texts]) -> str:
    """Why these values cannot be saved, in one sentence; "" when they can."""
    today = session.today().isoformat()
    if not values["recipient"].strip():
        return "Say who received it."
    if max(values["sent_on"], values["received_on"]) > today:
        return "A day is after today. Enter a delivery when it was made."
    if values["received_on"] and values["sent_on"] and values["received_on"] < values["sent_on"]:
        return "It was confirmed before it was sent: correct one of the days."
    if Evidence(values["evidence"]).is_strong and not values["receipt"].strip():
        return "Name the proof: the number of the receipt, or who replied and when."
    same = ("purpose", "recipient", "sent_on")
    if any(all(other[column] == values[column] for column in same) for other in others):
        return "This delivery is entered already. Change that row instead."
    return ""


def _place(place: Place, request: Request, analysis: Analysis) -> None:
    st.header(f"What is known for {request.host_name}", anchor=False)
    general = load_filing().general
    for authority in place.authorities:
        if authority.is_for(request.worker):
            st.markdown(_authority(authority, analysis))
    _facts("Present it, and keep it", load_filing().keep(request.host), analysis)
    _facts("Copies", [*place.copies, *([] if place.copies else general.copies)], analysis)
    _facts("Worth knowing", place.notes, analysis)
    if not place.has_facts:
        st.text("No official page on a filing for this country was found.")
    lines = "\n".join(f"- {md_escape(sentence)}" for sentence in (*place.unknown, *general.unknown))
    if lines:
        st.markdown(f"**Not known: verify for your case**\n\n{lines}")
    for notice in place.tax_notices:
        if not request.worker or notice.worker == request.worker:
            _notice(notice, request, analysis)


def _authority(authority: Authority, analysis: Analysis) -> str:
    parts = [f"**{_ROLES[authority.role]}:** {md_escape(authority.name)}"]
    parts += [md_escape(text) for text in (authority.address, authority.note) if text]
    cited = f" {sources_line(authority.sources, analysis.rules)}" if authority.sources else ""
    return f"{'. '.join(part.rstrip('.') for part in parts)}. ({md_escape(authority.evidence.sentence)}){cited}"


def _facts(heading: str, facts: Sequence[Fact], analysis: Analysis) -> None:
    if facts:
        lines = []
        for fact in facts:
            cited = f" {sources_line(fact.sources, analysis.rules)}" if fact.sources else ""
            lines.append(f"- {md_escape(fact.text)} ({md_escape(fact.evidence.sentence)}){cited}")
        st.markdown(f"**{heading}**\n\n" + "\n".join(lines))


def _notice(notice: TaxNotice, request: Request, analysis: Analysis) -> None:
    with st.container(border=True):
        st.markdown(f"**{md_escape(notice.title)}: another matter**")
        st.markdown(f"{md_escape(notice.text)} {sources_line(notice.sources, analysis.rules)}")
        if request.first_day is not None:
            last = request.last_day or max(session.today(), request.first_day)
            days = ", ".join(day_text(day) for day in notice.due_for(request.first_day, last))
            st.markdown(f"For the tax years of this work: {days}.")
        for fact in notice.facts:
            st.markdown(f"- {md_escape(fact.text)} ({md_escape(fact.evidence.sentence)})")


def _tax_side(request: Request, analysis: Analysis) -> None:
    tax = load_filing().us_tax
    st.header("The US tax return", anchor=False)
    worker = request.worker or str(Worker.SELF_EMPLOYED)
    for side in tax.sides:
        if side.worker == worker:
            title = "Your US certificate" if side.certificate == "us" else "Another country's certificate"
            goes = "a copy goes with the return" if side.attach else "does not go with the return"
            inferred = " This is our reading of the rule." if side.inferred else ""
            st.markdown(
                f"**{title}: {goes}.** {md_escape(side.text)}{inferred} {sources_line(side.sources, analysis.rules)}"
            )
    years = _years(request)
    rows = [(year, tax.line_of(year)) for year in years]
    st.dataframe(
        pd.DataFrame(
            {
                "Tax year": [str(year) for year, _ in rows],
                "Line for another country's certificate": [
                    line.line if line is not None and line.line else "not known: read the instructions of the year"
                    for _, line in rows
                ],
                "Note": [line.note if line is not None else "" for _, line in rows],
            }
        ),
        hide_index=True,
        alt="Tax years of this work, and the line on which an exemption under another country's certificate stands",
    )
    st.markdown(f"{md_escape(tax.conflict)} {sources_line(tax.conflict_sources, analysis.rules)}")


def _years(request: Request) -> list[int]:
    """The calendar years of the work, at most ten."""
    if request.first_day is None:
        return [session.today().year]
    last = request.last_day or max(session.today(), request.first_day)
    return list(range(request.first_day.year, last.year + 1))[-10:]
