"""The demo ledgers of invented people that a first start offers."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from tracker.itinerary import read_workspace
from tracker.paths import data_folder
from tracker.ui import session


@dataclass(frozen=True)
class Sample:
    """One story: ``name`` is its folder in ``data/samples``."""

    name: str
    title: str
    icon: str
    sentence: str


SAMPLES = (
    Sample("nomad", "Self-employed", ":material/laptop_mac:", "A writer who works in one country after another."),
    Sample("employee", "Employee sent abroad", ":material/work:", "Three years in Germany for a US employer."),
    Sample("mixed", "A mixed case", ":material/alt_route:", "Three days of work in Thailand change everything."),
    Sample("program", "Program of many people", ":material/groups:", "Eight people of one employer, many countries."),
)


def offer_samples(key: str) -> None:
    """One button per sample. Opening one fills the empty ledger; Undo empties it again.

    Nothing for whoever sees one traveler only: a sample takes the place of everything.
    """
    if not session.actor().sees_everything:
        return
    with st.container(horizontal=True):
        for sample in SAMPLES:
            with st.container(border=True, width=260, key=f"{key}.{sample.name}.card"):
                st.markdown(f"{sample.icon} **{sample.title}**")
                st.text(sample.sentence)
                st.button(
                    "Open this sample",
                    key=f"{key}.{sample.name}",
                    on_click=open_sample,
                    args=(sample,),
                    **session.for_managers(),
                )


def open_sample(sample: Sample) -> None:
    """Fill the empty ledger with a sample; for a callback. A ledger with entries is left as it is."""
    workspace = read_workspace(data_folder() / "samples" / sample.name)
    message = f"Opened the sample “{sample.title}”: invented people. Undo empties your log again."
    session.open_tables(workspace.tables(), message=message)
