"""Agreements: which countries have one, what their rules say, and the reader's own checks."""

from __future__ import annotations

import streamlit as st

from tracker import countries
from tracker.ui import session
from tracker.ui.agreement_card import agreement_card, own_checks
from tracker.ui.agreement_view import OFTEN_TAKEN_FOR_PARTNERS, agreements_table, search
from tracker.ui.text import md_escape


def page() -> None:
    """A search, the table of all agreements, and one agreement in full."""
    analysis = session.analysis()
    law = analysis.law
    typed = st.text_input(
        "Which country?", key="agreements.search", placeholder="A name or a code, for example Portugal", max_chars=60
    )
    found = search(typed, law)
    for sentence in found.sentences:
        (st.warning if sentence.startswith("No ") else st.info)(md_escape(sentence))
    names = [law.rules.agreements[partner].name for partner in found.partners]
    table = agreements_table(law, session.today())
    table = table[table["Country"].isin(names)]
    if len(table):
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            alt="Agreements of the United States with the rules in short",
            column_config={
                "Country": st.column_config.TextColumn(width=150),
                "In force since": st.column_config.TextColumn(width=170),
                "Self-employed": st.column_config.TextColumn(width=330),
                "Employees": st.column_config.TextColumn(width=270),
                "Sure": st.column_config.TextColumn(width=130),
                "Sources read on": st.column_config.TextColumn(width=120),
            },
        )
        st.text(
            "The rules are those for work that begins today. Older work can be under an older rule: see the country."
        )
    if not typed:
        missing = ", ".join(sorted(map(countries.name, OFTEN_TAKEN_FOR_PARTNERS)))
        st.markdown(
            f"**No agreement**, though people often expect one: {md_escape(missing)}, and every country not listed."
        )
    if not found.partners:
        return
    partners = sorted(found.partners, key=lambda partner: law.rules.agreements[partner].name)
    chosen = st.selectbox(
        "Read about one country",
        partners,
        index=0 if len(partners) == 1 else None,
        format_func=lambda partner: law.rules.agreements[partner].name,
        placeholder="Choose a country",
        key=f"agreements.country.{len(partners)}.{partners[0]}",
    )
    if chosen:
        agreement_card(law.rules.agreements[chosen], law)
        own_checks(law.rules.agreements[chosen], law)


if __name__ == "__main__":
    page()
