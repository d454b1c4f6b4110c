"""Certificates of one work period: the list, and the form that adds or changes one. It asks first who issued it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import CertificateState, Issuer, Worker
from tracker.filing.places import load_filing
from tracker.store import RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.case_view import PeriodView, agreement_hosts
from tracker.ui.country_box import country_box, is_country
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.row_editor import day_input
from tracker.ui.text import day_text, md_escape, span_text

_DAYS = {"submitted_on": "Requested on", "issued_on": "Issued on", "delivered_on": "Delivered on"}
_PROOF = "Proof of delivery (a receipt or a reply is strong, “I sent it” is weak)"
_NEW = ""
_US = "US"
_ANOTHER = "another"


@dataclass(frozen=True)
class IssuerWords:
    """What the form says about a certificate, by who issued it. ``{agency}``: the issuing country, in words."""

    meaning: str
    number: str


_BY_ISSUER = {
    Issuer.US: IssuerWords(
        "It says that the work stays in the US system. Deliver it in the country of the work: to the employer, the "
        "client or the agency that may charge contributions there. Keep a copy in your US tax file.",
        "SSA's control number",
    ),
    Issuer.HOST: IssuerWords(
        "It says that the work is in the system of {agency}: you pay there, and no US Social Security taxes are due on "
        "this work. It is delivered to the US side.",
        "Number of the certificate, if {agency} gave it one",
    ),
    Issuer.OTHER: IssuerWords(
        "It decides nothing here: only a certificate of the United States or of the country of the work counts. You "
        "can keep it on file. Check who issued it.",
        "Number of the certificate",
    ),
}


def certificate_section(view: PeriodView, analysis: Analysis) -> None:
    """What is on file for this period, and the form to add or change a certificate."""
    if len(view.certificates):
        st.dataframe(_table(view.certificates), hide_index=True, alt=f"Certificates: {view.title}")
    else:
        st.text(
            "No certificate is on file for this work. Enter one when you have requested it: from which country, its "
            "days and its state."
        )
    hosts = agreement_hosts(view, analysis)
    if not hosts:
        st.text("No agreement is in force for this work, so there is no certificate to enter.")
        return
    rows = session.rows("certificates")
    mine = rows[rows["certificate"].isin(view.certificates["certificate"])].set_index("certificate")
    key = f"cases.certificate.{view.key}"
    chosen = _NEW
    if len(mine):
        options = [_NEW, *mine.index]
        chosen = st.selectbox(
            "Which one?", options, 1, format_func=lambda name: name or "A new certificate", key=f"{key}.which"
        )
    stored = mine[mine.index == chosen].iloc[0] if chosen else None
    _form(view, hosts, stored, chosen or free_id(rows["certificate"]), key)


def _table(certificates: pd.DataFrame) -> pd.DataFrame:
    """Text columns in the words of the timeline."""

    def day(column: str) -> list[str]:
        return [day_text(day) for day in certificates[column]]

    spans = zip(certificates["first_day"], certificates["last_day"], strict=True)
    return pd.DataFrame(
        {
            "Certificate": certificates["certificate"],
            "Issued by": certificates["issuer"].map(issuer_name),
            "Country of the work": certificates["host"].map(countries.name),
            "Days": [span_text(first, last) for first, last in spans],
            "State": certificates["state"].map(lambda state: words.CERTIFICATES[state].text if state else "Not known"),
            "Control number": certificates["control_number"],
            "Requested": day("submitted_on"),
            "Issued": day("issued_on"),
            "Delivered": day("delivered_on"),
            "Proof": certificates["receipt"],
        }
    ).astype("str")


def free_id(taken: pd.Series, letter: str = "C") -> str:
    """C1, C2, …: the first name that no row has."""
    return next(name for n in range(1, len(taken) + 2) if (name := f"{letter}{n}") not in set(taken))


def issuer_name(issuer: str) -> str:
    """Who issued a certificate, in words; "" is the United States."""
    return "United States (SSA)" if issuer in ("", _US) else countries.name(issuer)


def issuer_kind(issuer: str, hosts: list[str], jurisdiction: Callable[[str], str]) -> Issuer:
    """The same, seen from the countries of the work. ``jurisdiction`` gives the agreement partner of a country."""
    if issuer in ("", _US):
        return Issuer.US
    return Issuer.HOST if jurisdiction(issuer) in {jurisdiction(host) for host in hosts} else Issuer.OTHER


def _issuer_input(stored: str, partners: list[str], key: str) -> str:
    """The first question, outside the form, so that all words after it follow the answer; "": no country chosen yet.

    ``stored``: the issuer on file. ``partners``: the agreement partners of this work.
    """
    _show_stored(stored or _US, partners, key)
    chosen = st.radio(
        "Who issued it, or which country did you request it from?",
        [_US, *partners, _ANOTHER],
        format_func=lambda code: "Another country" if code == _ANOTHER else issuer_name(code),
        key=key,
        horizontal=True,
    )
    if chosen != _ANOTHER:
        return str(chosen)
    others = [code for code in countries.names() if code not in (_US, *partners)]
    another = country_box(st.container(), "Which country?", f"{key}.country", among=others)
    return another if is_country(another) else ""


def _show_stored(stored: str, partners: list[str], key: str) -> None:
    """Puts the issuer on file into the question: at first, and again when somebody else changed it meanwhile.

    What was chosen here stays.
    """
    seen: str | None = st.session_state.get(f"{key}.seen")
    choice = stored if stored in (_US, *partners) else _ANOTHER
    before = seen if seen in (_US, *partners) else _ANOTHER
    if key not in st.session_state or (seen != stored and st.session_state[key] == before):
        st.session_state[key] = choice
        if choice == _ANOTHER:
            st.session_state[f"{key}.country"] = stored
    st.session_state[f"{key}.seen"] = stored


def _explain_issuer(issuer: str, kind: Issuer, view: PeriodView) -> None:
    """What a certificate of this issuer does and, for the host's, what the US side asks."""
    meaning = _BY_ISSUER[kind].meaning.format(agency=countries.name(issuer))
    if kind == Issuer.OTHER:
        st.warning(md_escape(meaning), icon=":material/warning:")
        return
    if kind == Issuer.HOST:
        worker = next((known for known in view.spans["worker"] if known), str(Worker.SELF_EMPLOYED))
        sides = (side for side in load_filing().us_tax.sides if side.certificate != "us" and side.worker == worker)
        meaning = " ".join([meaning, *(side.text for side in sides)])
    st.text(meaning)


def _form(view: PeriodView, hosts: list[str], stored: pd.Series | None, name: str, key: str) -> None:
    jurisdiction = session.analysis().law.jurisdiction
    known = {} if stored is None else {str(column): str(value) for column, value in stored.items()}
    partners = list(dict.fromkeys(jurisdiction(host) for host in hosts))
    issuer = _issuer_input(known.get("issuer", ""), partners, f"{key}.issuer.{name}")
    kind = issuer_kind(issuer, hosts, jurisdiction)
    if issuer:
        _explain_issuer(issuer, kind, view)
    if kind == Issuer.HOST:
        hosts = [host for host in hosts if jurisdiction(host) == jurisdiction(issuer)]
    first = known.get("first_day") or f"{view.first_day:%Y-%m-%d}"
    last = known.get("last_day", view.facts.get("expected_last_day", ""))
    with open_form(f"{key}.{name}", row_shown("certificates", stored)) as shown:
        left, right = st.columns(2)
        values = {
            "certificate": left.text_input("Your name for it", name, key=f"{shown}.certificate"),
            "issuer": issuer,
        }
        values["host"] = right.selectbox(
            "Country of the work",
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
        number = _BY_ISSUER[kind].number.format(agency=issuer_name(issuer))
        for column, label in {"control_number": number, "receipt": _PROOF, "note": "Your own note"}.items():
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
    if saved and not issuer:
        st.error("Not saved. Say which country issued it.", icon=":material/error:")
    elif saved and _save(view, stored, values):
        st.rerun()


def _save(view: PeriodView, stored: pd.Series | None, values: dict[str, str]) -> bool:
    message = f"Certificate {values['certificate']} saved."
    if stored is not None:
        change = RowChange(str(stored["row_id"]), int(stored["version"]), values)
        return session.save("certificates", changed=[change], message=message)
    added = {"traveler": view.traveler, "assignment": view.assignment, **values}
    return session.save("certificates", added=[added], message=message)
