"""A small table on a page: choose one of its rows or a new one, fill in a form, save or delete it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from tracker.store import RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.open_form import open_form, row_shown
from tracker.ui.text import md_escape

Texts = dict[str, str]

_NEW = ""
_EARLIEST, _LATEST = dt.date(1950, 1, 1), dt.date(2199, 12, 31)


@dataclass(frozen=True)
class RowEditor:
    """What is special about the rows of one table."""

    table: str
    noun: str  # as in "Save the residence"
    label: Callable[[Texts], str]  # a stored row in words, for the list to choose from
    fields: Callable[[Texts, str], Texts]  # draws the inputs on what is stored ("" or missing: empty); what they hold
    problem: Callable[[Texts, Sequence[Texts]], str]  # one sentence against these values beside the other rows, or ""
    given: Mapping[str, str] = field(default_factory=dict)  # columns of a new row that are not asked for

    def show(self, rows: pd.DataFrame, key: str) -> None:
        """The form for ``rows``, some rows of the ledger with their row_id and version; ``key`` starts widget keys.

        Saving or deleting runs the page again and offers undo. With a problem nothing is saved and all stays as typed.
        """
        stored = {str(row["row_id"]): _texts(row) for _, row in rows.iterrows()}
        chosen = self._chosen(stored, key)
        known = stored.get(chosen, {})
        others = [row for row_id, row in stored.items() if row_id != chosen]
        # A new row begins with an empty form.
        with open_form(f"{key}.{chosen or 'new'}", row_shown(self.table, known or None, new=str(len(stored)))) as form:
            values = self.fields(known, form)
            with st.container(horizontal=True):
                save = st.form_submit_button(
                    f"Save the {self.noun}", key=f"{form}.save", type="primary", **session.for_writers()
                )
                delete = bool(known) and st.form_submit_button(
                    "Delete it", key=f"{form}.delete", **session.for_writers()
                )
        if (delete and self._deleted(known)) or (save and self._saved(values, known, others)):
            st.rerun()

    def _chosen(self, stored: Mapping[str, Texts], key: str) -> str:
        if not stored:
            return _NEW
        return st.selectbox(
            "Add or change",
            [_NEW, *stored],
            format_func=lambda row_id: self.label(stored[row_id]) if row_id in stored else f"Add a new {self.noun}",
            key=f"{key}.which",
        )

    def _saved(self, values: Texts, known: Texts, others: Sequence[Texts]) -> bool:
        if problem := self.problem(values, others):
            st.error(md_escape(f"Not saved. {problem}"), icon=":material/error:")
            return False
        if known:
            change = RowChange(known["row_id"], int(known["version"]), values)
            return session.save(self.table, changed=[change], message=f"The {self.noun} is changed.")
        return session.save(self.table, added=[{**self.given, **values}], message=f"The {self.noun} is saved.")

    def _deleted(self, known: Texts) -> bool:
        gone = RowDeletion(known["row_id"], int(known["version"]))
        return session.save(self.table, deleted=[gone], message=f"The {self.noun} is deleted.")


def _texts(row: pd.Series) -> Texts:
    return {str(column): str(value) for column, value in row.items()}


def day_input(place: st.delta_generator.DeltaGenerator, label: str, value: str, key: str) -> str:
    """A day as ISO text, "" for none; what is stored is shown even where nobody would type such a day."""
    day = dt.date.fromisoformat(value) if value else None
    picked = place.date_input(
        label, day, key=key, format="MM/DD/YYYY", min_value=min(day or _EARLIEST, _EARLIEST), max_value=_LATEST
    )
    return picked.isoformat() if isinstance(picked, dt.date) else ""
