"""Official texts that give different rules for the same work, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tracker.rules.model import OfficialText, Rules
from tracker.ui.sources import sources_line
from tracker.ui.text import md_escape

AT_ONCE = 3


def official_texts_side_by_side(country: str, texts: Sequence[OfficialText], rules: Rules) -> None:
    """Each text in a box of its own: how a reader finds it, its date, its rule, its sources. Nothing for no texts.

    ``country`` is the name of the country that they are about.
    """
    if not texts:
        return
    st.markdown(
        f"**Official texts on {md_escape(country)} that differ.** For the facts of this work they give different "
        "answers, so the days stay unclear. Write to SSA, quote the texts, and record the answer."
    )
    for first in range(0, len(texts), AT_ONCE):
        row = texts[first : first + AT_ONCE]
        for place, text in zip(st.columns(len(row)), row, strict=True):
            with place, st.container(border=True):
                st.markdown(f"**{md_escape(text.name)}**  \n:small[{md_escape(text.dated)}]")
                st.markdown(md_escape(text.says))
                st.markdown(f":small[{sources_line(text.sources, rules)}]")
