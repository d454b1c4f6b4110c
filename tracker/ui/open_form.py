"""A form over stored rows that keeps what was typed when somebody else saves one of the rows in the meantime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from tracker.ui import session
from tracker.ui.text import md_escape

_BUTTONS = ("save", "delete")


class _Typed:
    """Stands for what was shown in a field in which something was typed already: it differs from all else."""


@dataclass(frozen=True)
class Shown:
    """A stored row that a form shows. A new row has no ``row_id``; its ``version`` is a word that changes when the form
    is to begin anew."""

    table: str
    row_id: str
    version: str


@dataclass(frozen=True)
class _Begun:
    """A form as it was first shown: the start of its widgets' keys, its rows, and what stood in each field."""

    key: str
    rows: tuple[Shown, ...]
    fields: Mapping[str, Any]


def row_shown(table: str, row: Mapping[str, Any] | pd.Series | None, new: str = "new") -> Shown:
    """The row of a table as it was read with its row_id and version; None: one that is not stored yet."""
    return Shown(table, "", new) if row is None else Shown(table, str(row["row_id"]), str(row["version"]))


@contextmanager
def open_form(base: str, *rows: Shown) -> Iterator[str]:
    """A form whose widgets' keys start with ``base`` and the rows' versions; its buttons are ``.save`` and ``.delete``.

    So a form that was filled in on older values is never sent: a press of its button is answered by who changed what,
    and the form stands there again on the new values, with what was typed in its fields. The next press saves.
    """
    key = f"{base}.{'.'.join(row.version for row in rows)}"
    begun: _Begun | None = st.session_state.get(f"{base}.begun")
    refused: _Begun | None = None
    typed: dict[str, Any] = {}
    if begun and begun.key != key and any(st.session_state.get(f"{begun.key}.{button}") for button in _BUTTONS):
        refused, typed = begun, _typed(begun)
        for name, value in typed.items():
            st.session_state[f"{key}.{name}"] = value
    with st.form(key, border=False):
        yield key
    if refused is not None:  # below the form: the pressed button is there, and the head of a long form out of sight
        _say(refused)
    if begun is None or begun.key != key:
        fields = _fields(key) | dict.fromkeys(typed, _Typed())
        st.session_state[f"{base}.begun"] = _Begun(key, rows, fields)


def _typed(begun: _Begun) -> dict[str, Any]:
    """The fields that hold something else than they began with."""
    return {name: value for name, value in _fields(begun.key).items() if value != begun.fields.get(name)}


def _fields(key: str) -> dict[str, Any]:
    start = f"{key}."
    names = [str(name) for name in st.session_state if str(name).startswith(start)]
    fields = {name.removeprefix(start): st.session_state[name] for name in names}
    return {name: value for name, value in fields.items() if name not in _BUTTONS}


def _say(begun: _Begun) -> None:
    st.warning(
        md_escape(f"Not saved: {_told(begun.rows)}, while this form was open.")
        + " **What you typed is still here; the other fields show the new values.** Look at them and save again.",
        icon=":material/sync_problem:",
    )


def _told(rows: Sequence[Shown]) -> str:
    """Who changed which of the rows, in words."""
    book = session.ledger()
    told = [book.changed_since(row.table, row.row_id, int(row.version)) for row in rows if row.row_id]
    return "; ".join(filter(None, told)) or "something here was changed elsewhere"
