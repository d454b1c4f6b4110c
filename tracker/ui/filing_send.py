"""Step 3: by when to file, through which channel, the packet to send, and the record that it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from tracker import days, standing
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Channel, RequestKind
from tracker.filing.differences import certificate_row
from tracker.filing.gate import Banner
from tracker.filing.places import Fact, Route, load_filing
from tracker.filing.request import Request
from tracker.store import RowChange
from tracker.ui import session
from tracker.ui.certificates import free_id
from tracker.ui.filing_checks import gate_of
from tracker.ui.filing_packet import packet_section
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.row_editor import day_input
from tracker.ui.sources import sources_line
from tracker.ui.text import count_text, day_text, md_escape, with_day_texts

PROCESSING, PROCESSING_ON = "processing_note", "processing_noted_on"
_CHANNELS = (Channel.ONLINE, Channel.MAIL, Channel.FAX, Channel.OTHER)


def send_step(analysis: Analysis, request: Request) -> None:
    """What keeps the request from being sent, and everything for sending it."""
    judged = gate_of(analysis, request)
    if judged.banner == Banner.NOT_READY:
        st.error("**Not ready to file**, as it says above. The files below say so on their first page.")
    _file_by(analysis, request)
    packet_section(analysis, request, is_ready=judged.is_ready_to_file)
    _channels(analysis)
    _sent(analysis, request)


def _file_by(analysis: Analysis, request: Request) -> None:
    st.header("By when", anchor=False)
    book = session.ledger()
    buffer = session.settings().buffer_days
    _file_by_day(analysis, request, buffer)
    with st.form("filing.buffer", border=False):
        left, right = st.columns(2)
        wanted = left.number_input(
            "Days you want between the request and the first work day",
            0,
            730,
            buffer,
            key="filing.buffer.days",
            help="Your choice. No official page names a number.",
        )
        note = right.text_input(
            "How long SSA takes, as SSA told you",
            book.setting(PROCESSING),
            key="filing.buffer.note",
            placeholder="About 6 weeks, SSA by phone",
            help="SSA publishes no processing time. Enter what you verified; the day is kept with it.",
        )
        if noted := book.setting(PROCESSING_ON):
            right.caption(with_day_texts(f"Noted on {noted}."))
        kept = st.form_submit_button("Save both", key="filing.buffer.save", **session.for_managers())
    if kept:
        with session.problems_shown() as outcome:
            _keep(int(wanted), note)
        if outcome.succeeded:
            st.rerun()


def _file_by_day(analysis: Analysis, request: Request, buffer: int) -> None:
    """The day of ``standing.file_by``, or why there is none."""
    rows = standing.file_by(analysis)
    about = (rows["traveler"] == request.traveler) & (rows["period"] == request.period)
    rows = rows[about & (rows["jurisdiction"] == request.host)]
    row = certificate_row(analysis, request.certificate)
    was_sent = row is not None and row.state not in ("", CertificateState.DRAFT)
    if rows.empty:
        st.text("This request was sent: see step 4." if was_sent else "There is no date yet: see above what is open.")
        return
    by, begins = rows["file_by"].iloc[0].date(), rows["beginning_date"].iloc[0]
    ahead = (by - session.today()).days
    when = {0: "today", 1: "tomorrow"}.get(ahead, f"in {ahead} days")
    between = f"; you want {count_text(buffer, 'day')} in between." if buffer else "."
    st.markdown(
        f"**File by {day_text(by)}** ({when if ahead >= 0 else 'overdue: request it now'}). The certificate would "
        f"begin on {day_text(begins)}{between}"
    )


def _keep(wanted: int, note: str) -> None:
    book = session.ledger()
    if note.strip() != book.setting(PROCESSING):
        book.set_setting(PROCESSING, note.strip())
        book.set_setting(PROCESSING_ON, session.today().isoformat() if note.strip() else "")
    book.set_setting(session.BUFFER_DAYS, str(wanted))


def _channels(analysis: Analysis) -> None:
    channels, general = load_filing().channels, load_filing().general
    st.header("Which way", anchor=False)
    st.markdown(md_escape(channels.verdict))
    for place, route in zip(st.columns(len(channels.routes)), channels.routes, strict=True):
        with place, st.container(border=True):
            _route(route, analysis)
    st.markdown(_cited(general.free, analysis))
    with st.expander("What SSA's pages say about online requests from the self-employed, by date"):
        st.dataframe(
            pd.DataFrame(
                {
                    "Page": [one.title for one in channels.statements],
                    "Date": [one.page_date for one in channels.statements],
                    "What it says": [one.says for one in channels.statements],
                    "Self-employed online": [
                        {"yes": "yes", "no": "no", "not_said": "not said"}[one.self_employed_online]
                        for one in channels.statements
                    ],
                }
            ),
            hide_index=True,
            alt="Dated pages and what they say about online requests",
        )
        for sentence in channels.unknown:
            st.markdown(f"- Not known: {md_escape(sentence)}")


def _route(route: Route, analysis: Analysis) -> None:
    st.markdown(f"**{md_escape(route.title)}**")
    if route.link:
        st.markdown(f"[{md_escape(route.link)}]({route.link})")
    if route.fax:
        st.markdown(f"Fax {md_escape(route.fax)}")
    if route.address:
        st.text("\n".join(route.address))
    if route.note:
        st.markdown(md_escape(route.note))
    for fact in route.help:
        st.markdown(md_escape(fact.text))
    st.markdown(f":small[{sources_line(route.sources, analysis.rules)}]")


def _cited(fact: Fact, analysis: Analysis) -> str:
    cited = f" {sources_line(fact.sources, analysis.rules)}" if fact.sources else ""
    return f"{md_escape(fact.text)}{cited}"


def _sent(analysis: Analysis, request: Request) -> None:
    """The form that notes the request as sent: the row of certificates that goes on to the answer."""
    st.header("Record that it was sent", anchor=False)
    rows = session.rows("certificates")
    stored = next((row for _, row in rows[rows["certificate"] == request.certificate].iterrows()), None)
    known = {} if stored is None else {str(column): str(value) for column, value in stored.items()}
    if known.get("state") in (CertificateState.ISSUED, CertificateState.DELIVERED):
        st.text("SSA has decided on this request: see step 4. Record a request for more time or for a correction here.")
        known, stored = {"refers_to": known["certificate"], "request": str(RequestKind.EXTENSION)}, None
    else:
        st.text(
            "Do this right after sending. It starts the life line of the certificate, and the requested dates are "
            "later compared with the ones that SSA prints."
        )
    base = f"filing.sent.{request.key}.{known.get('refers_to', '')}"
    with open_form(base, row_shown("certificates", stored)) as shown:
        values = _sent_inputs(known, request, rows, shown)
        submitted = st.form_submit_button(
            "Save the request", key=f"{shown}.save", type="primary", **session.for_writers()
        )
    if submitted and _save_sent(values, known, stored, request):
        st.rerun()


def _sent_inputs(known: Mapping[str, str], request: Request, rows: pd.DataFrame, key: str) -> dict[str, str]:
    left, right = st.columns(2)
    kinds = [str(kind) for kind in RequestKind]
    values = {"certificate": known.get("certificate") or free_id(rows["certificate"])}
    values["request"] = left.selectbox(
        "What was requested",
        kinds,
        kinds.index(known["request"]) if known.get("request") in kinds else 0,
        format_func=lambda kind: RequestKind(kind).sentence,
        key=f"{key}.request",
    )
    earlier = ["", *(name for name in rows["certificate"] if name != values["certificate"])]
    values["refers_to"] = right.selectbox(
        "Earlier certificate that it is about",
        earlier,
        earlier.index(known["refers_to"]) if known.get("refers_to") in earlier else 0,
        format_func=lambda name: name or "None",
        key=f"{key}.refers_to",
    )
    first = known.get("requested_first_day") or (request.first_day.isoformat() if request.first_day else "")
    last = known.get("requested_last_day") or (request.last_day.isoformat() if request.last_day else "")
    values["requested_first_day"] = day_input(left, "Requested beginning date", first, f"{key}.first")
    values["requested_last_day"] = day_input(right, "Requested ending date (empty: none)", last, f"{key}.last")
    channels = ["", *map(str, _CHANNELS)]
    values["channel"] = left.selectbox(
        "Sent how",
        channels,
        channels.index(known["channel"]) if known.get("channel") in channels else 0,
        format_func=lambda code: Channel(code).sentence if code else "Not sent yet: a draft",
        key=f"{key}.channel",
    )
    values["submitted_on"] = day_input(right, "Sent on", known.get("submitted_on", ""), f"{key}.submitted_on")
    values["control_number"] = left.text_input(
        "SSA's control number", known.get("control_number", ""), key=f"{key}.control_number"
    )
    values["confirmation"] = right.text_input(
        "Confirmation (email, fax report, postal receipt)",
        known.get("confirmation", ""),
        key=f"{key}.confirmation",
    )
    values["note"] = st.text_input("Your own note", known.get("note", ""), key=f"{key}.note")
    return values


def _save_sent(values: dict[str, str], known: Mapping[str, str], stored: pd.Series | None, request: Request) -> bool:
    if problem := sent_problem(values, session.today()):
        st.error(md_escape(f"Not saved. {problem}"), icon=":material/error:")
        return False
    state = CertificateState.SUBMITTED if values["submitted_on"] else CertificateState.DRAFT
    values |= {
        "state": str(state),
        "first_day": values["requested_first_day"],
        "last_day": values["requested_last_day"],
    }
    message = "The request is recorded as sent." if state == CertificateState.SUBMITTED else "The draft is saved."
    if stored is not None:
        change = RowChange(str(stored["row_id"]), int(stored["version"]), values)
        return session.save("certificates", changed=[change], message=message)
    added = {"traveler": request.traveler, "host": request.host, "assignment": request.assignment, **values}
    return session.save("certificates", added=[added], message=message)


def sent_problem(values: Mapping[str, str], today: dt.date) -> str:
    """Why these values cannot be saved, in one sentence; "" when they can."""
    if not values["requested_first_day"]:
        return "Enter the requested beginning date."
    if values["requested_last_day"] and values["requested_last_day"] < values["requested_first_day"]:
        return "The ending date is before the beginning date."
    if values["submitted_on"] and days.parse_day(values["submitted_on"]) > today:
        return "The day of sending is after today. Leave it empty until the request is sent."
    if values["submitted_on"] and not values["channel"]:
        return "Say how it was sent."
    if values["channel"] and not values["submitted_on"]:
        return "Enter the day on which it was sent."
    if values["request"] != RequestKind.NEW and not values["refers_to"]:
        return "Choose the earlier certificate: SSA requires its control number."
    return ""
