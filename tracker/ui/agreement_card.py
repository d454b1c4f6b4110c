"""One agreement with its rules in plain words, their sources and doubts, and the reader's own checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.days import NEVER
from tracker.rules.model import Agreement, Provision, Rules
from tracker.rules.tables import WHOLE_AGREEMENT, Law
from tracker.rules.words import (
    official_text_words,
    residence_practice_words,
    rule_words,
    small_print,
    stated_by,
)
from tracker.store import RowDeletion
from tracker.ui import session
from tracker.ui.agreement_view import CONFIDENCE, WORKERS, in_force_text, of_worker, period_of, staying_longer
from tracker.ui.sources import own_check_words, sources_line, standing
from tracker.ui.stale import stale_agreement
from tracker.ui.text import day_text, md_escape


def agreement_card(agreement: Agreement, law: Law) -> None:
    """Everything that the files say about one partner."""
    rules = law.rules
    with st.container(border=True):
        st.header(md_escape(agreement.name), anchor=False)
        stale_agreement(agreement, law)
        _start(agreement, law)
        st.markdown(f"How sure these rules are: {md_escape(CONFIDENCE[agreement.confidence])}.")
        for worker, heading in WORKERS.items():
            st.markdown(f"### {heading}")
            for provision in of_worker(agreement, worker):
                _rule(provision, agreement, law)
            if not of_worker(agreement, worker):
                st.text("No rule was found in the sources read: days of such work are unclear.")
        _more(agreement, rules)


def _start(agreement: Agreement, law: Law) -> None:
    start, check = agreement.start, law.start_check(agreement.partner)
    sources = sources_line(start.sources, law.rules)
    if law.start(agreement.partner) == NEVER:
        told = md_escape(f"{start.note} Read SSA's page, then record what you found below.")
        st.warning(f"**Not confirmed.** {told} {sources}", icon=":material/help:")
        return
    found = f", {md_escape(own_check_words(check))}" if check else ""
    st.markdown(f"**In force since {in_force_text(agreement, law)}**{found}\\. {sources}")


def _rule(provision: Provision, agreement: Agreement, law: Law) -> None:
    when = period_of(provision)
    st.markdown(f"**{md_escape(rule_words(provision))}.** {md_escape(provision.rule)}")
    lines = []
    if when:
        lines.append(md_escape(f"{when}, for the whole stay."))
    lines += [
        md_escape(sentence) for sentence in (*small_print(provision), stated_by(provision, agreement)) if sentence
    ]
    if rests_on := standing(provision, law):
        unclear = "" if law.is_verified(provision) else " Days under it are unclear."
        lines.append(f"{rests_on}{unclear}")
    lines.append(f"{md_escape(provision.section)}. {sources_line(provision.sources, law.rules)}")
    lines += [f"Doubt: {md_escape(doubt)}" for doubt in provision.doubts]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _more(agreement: Agreement, rules: Rules) -> None:
    territory, certificate, money, longer = (
        agreement.territory,
        agreement.certificate,
        agreement.contributions,
        agreement.extension,
    )
    texts = [official_text_words(text) for text in agreement.texts]
    of_texts = tuple(dict.fromkeys(source for text in agreement.texts for source in text.sources))
    _part("Official texts that give different rules", texts, of_texts, rules)
    practice = agreement.residence_there
    _part(
        f"When {agreement.name} itself counts a person as living there",
        [residence_practice_words(agreement)],
        practice.sources if practice else (),
        rules,
    )
    _part(
        "Which places it reaches",
        [
            _places("Included", territory.included),
            _places("Left out", territory.excluded),
            _places("Not said by the sources read", territory.open),
            territory.note,
        ],
        territory.sources,
        rules,
    )
    _part(
        "What the request for a certificate must say",
        [
            certificate.self_employed_when,
            f"SSA's letter in place of a certificate: {certificate.us_letter}" if certificate.us_letter else "",
            *certificate.extra_information,
            certificate.extra_information_note,
            f"Proof: {certificate.proof}" if certificate.proof else "",
            f"Authority there: {certificate.foreign_authority}" if certificate.foreign_authority else "",
        ],
        certificate.sources,
        rules,
    )
    _part(
        "Which contributions it takes off you",
        [
            *(f"Taken off: {text}" for text in money.covered),
            *(f"Still to pay: {text}" for text in money.not_covered),
            money.note,
        ],
        money.sources,
        rules,
    )
    _part("Staying longer", staying_longer(longer, tuple(WORKERS)), longer.sources, rules)
    instruments = [
        f"{i.title}: {f'in force since {day_text(i.first_day)}' if i.first_day else 'no start known'}. {i.note}"
        for i in agreement.instruments
    ]
    cited = tuple(dict.fromkeys(source for i in agreement.instruments for source in i.sources))
    _part("The texts", instruments, cited, rules)
    for understanding in agreement.understandings:
        texts = [understanding.rule, understanding.authorities, understanding.territory]
        _part(understanding.name, texts, understanding.sources, rules)
    _part("Good to know", agreement.notes, (), rules)
    _part("Doubts that the sources leave", agreement.doubts, (), rules)


def _part(heading: str, texts: Iterable[str], sources: tuple[str, ...], rules: Rules) -> None:
    lines = [f"- {md_escape(text)}" for text in texts if text]
    if not lines:
        return
    with st.expander(heading, type="compact"):
        st.markdown("\n".join(lines))
        if sources:
            st.markdown(sources_line(sources, rules))


def _places(label: str, codes: tuple[str, ...]) -> str:
    return f"{label}: {', '.join(countries.name(code) for code in codes)}." if codes else ""


def own_checks(agreement: Agreement, law: Law) -> None:
    """The reader's own checks of this agreement and its rules: the list, and the form for a new one."""
    st.header("Your own checks", anchor=False)
    st.text(
        "Read SSA's page yourself and record it here. A start date that you found counts as the agreement's start; a "
        "rule that you checked counts as verified. Either counts as read on the day of the check; a check of the whole "
        "agreement is a reading of all its rules."
    )
    _recorded(agreement, law)
    key = f"agreements.check.{agreement.partner}"
    about = {WHOLE_AGREEMENT: "The whole agreement: its start and all its rules"} | {
        p.id: f"{WORKERS[p.worker]}: {rule_words(p)}{' (older rule)' if p.last_day else ''}"
        for p in agreement.provisions
    }
    with st.form(key, border=True):
        left, right = st.columns(2)
        provision = left.selectbox(
            "What did you check?", list(about), format_func=about.__getitem__, key=f"{key}.provision"
        )
        earliest, latest = dt.date(1978, 1, 1), dt.date.max
        found = right.date_input(
            "In force from, as you found it (empty: as shown above)",
            None,
            min_value=earliest,
            max_value=latest,
            key=f"{key}.in_force_from",
            format="MM/DD/YYYY",
        )
        source = left.text_input("I checked this on", key=f"{key}.source", placeholder="SSA's page on the agreement")
        on = right.date_input("Checked on", session.today(), key=f"{key}.checked_on", format="MM/DD/YYYY")
        note = st.text_input("Your own note", key=f"{key}.note")
        submitted = st.form_submit_button(
            "Record the check", key=f"{key}.save", type="primary", **session.for_managers()
        )
    if submitted:
        added = {
            "host": agreement.partner,
            "provision": provision or WHOLE_AGREEMENT,
            "in_force_from": _iso(found),
            "checked_on": _iso(on),
            "source": source,
            "note": note,
        }
        if session.save("verifications", added=[added], message=f"Your check of {agreement.name} is recorded."):
            for name in ("source", "note", "in_force_from"):
                del st.session_state[f"{key}.{name}"]
            st.rerun()


def _iso(day: object) -> str:
    return day.isoformat() if isinstance(day, dt.date) else ""


def _recorded(agreement: Agreement, law: Law) -> None:
    rows = session.rows("verifications")
    mine = rows[rows["host"].map(law.jurisdiction).eq(agreement.partner)]
    for number, (_, row) in enumerate(mine.iterrows()):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.text(_check_text(row), width="stretch")
            if st.button(
                "Delete",
                key=f"agreements.check.{row['row_id']}.delete",
                **{"help": f"Delete check {number + 1}"} | session.for_managers(),
            ):
                gone = RowDeletion(str(row["row_id"]), int(row["version"]))
                if session.save("verifications", deleted=[gone], message="The check is deleted."):
                    st.rerun()


def _check_text(row: pd.Series) -> str:
    parts = [
        f"Checked on {row['checked_on']}: {row['provision'] or 'the agreement'}",
        f"in force from {row['in_force_from']}" if row["in_force_from"] else "",
        f"source: {row['source']}",
        row["note"],
    ]
    return ", ".join(filter(None, parts))
