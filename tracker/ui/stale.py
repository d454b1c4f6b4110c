"""The notice that rules behind the user's days were not read for a year."""

from __future__ import annotations

import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.days import parse_day
from tracker.rules import readings
from tracker.rules.model import Agreement
from tracker.rules.tables import Law
from tracker.ui import navigation, session
from tracker.ui.text import count_text, day_text, md_escape

_ICON = ":material/history:"


def stale_banner(analysis: Analysis, key: str) -> None:
    """One notice for all rules that decide a day and were last read more than a year ago; ``key`` names its button."""
    stale = analysis.summary["stale_sources"]
    if not stale:
        return
    partners = dict.fromkeys(one["host"] for one in stale)
    names = ", ".join(countries.name(partner) for partner in partners)
    oldest = day_text(parse_day(min(one["read_on"] for one in stale)))
    decide = "rule that decides" if len(stale) == 1 else "rules that decide"
    were = "was" if len(stale) == 1 else "were"
    st.warning(
        f"**{len(stale)} {decide} your days {were} last read more than a year ago** ({oldest}): {md_escape(names)}. "
        "Rules change: read the sources again and record your own check.",
        icon=_ICON,
    )
    if st.button("Check on the Agreements page", key=key, icon=":material/fact_check:"):
        navigation.go_to_agreement(next(iter(partners)) if len(partners) == 1 else "")


def stale_agreement(agreement: Agreement, law: Law) -> None:
    """The same for one agreement with all its rules."""
    as_of = session.today()
    every = [readings.of_agreement(agreement, law, as_of)]
    every += [readings.of_rule(provision, law, as_of) for provision in agreement.provisions]
    stale = readings.stale(every, as_of)
    if not stale:
        return
    rules = [one for one in stale if one.provision]
    what = [count_text(len(rules), "rule")] if rules else []
    what += ["the agreement itself"] if len(rules) < len(stale) else []
    st.warning(
        f"**Last read more than a year ago** ({day_text(min(one.read_on for one in stale))}): {' and '.join(what)}. "
        "Read the sources again and record your check below; a check of the whole agreement counts for all its rules.",
        icon=_ICON,
    )
