"""The editable grid of trips: edits are kept by row id, outlive a change of page, and are saved on request.

The grid shows a snapshot of the ledger (``shown``) until its edits are saved or dropped, so that a change made
elsewhere can neither move an edit to another trip nor be overwritten without notice.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.errors import StaleEdit
from tracker.store import Changes, RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.forms import ACTIVITIES, CERTAINTIES
from tracker.ui.grid_cells import Chosen, Understood, is_same, shown, understood
from tracker.ui.shared_days import confirmed
from tracker.ui.text import count_text, md_escape

_KEY = "trips.grid"
_COLUMNS = [
    "country", "place", "first_day", "last_day", "activity", "assignment", "certainty", "source", "note", "traveler",
    "trip", "source_kind", "source_ref",
]  # fmt: skip
_GIVEN_BY_IMPORT = ("source_kind", "source_ref")
_ORDERS = {"mdy": "Month first: 05/01/2026 is May 1", "dmy": "Day first: 05/01/2026 is January 5"}
_LISTED = 6


@dataclass
class Draft:
    """Edits that are not saved yet: what stands in the cells per row id and column, and rows to delete."""

    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.changed.keys() - self.deleted) + len(self.deleted)


def grid(problems: Mapping[str, str]) -> None:
    """The trips as a grid. ``problems`` maps a trip id to what is to be checked, shown in the trip's row."""
    stored = session.rows("trips").set_index("row_id").sort_values("first_day", kind="stable")
    snapshot = _snapshot(stored)
    draft = _draft()
    frame = _mounted(snapshot, draft, problems)
    key = _widget_key()
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="delete",
        column_order=_column_order(frame),
        column_config=_column_config(),
        disabled=session.for_writers().get("disabled", ["check", "trip", *_GIVEN_BY_IMPORT]),
        alt="Your trips, one per row; every cell but the id can be edited",
        placeholder="",
    )

    draft = _with_edits(frame, st.session_state[key], snapshot)
    st.session_state[f"{_KEY}.draft"] = draft
    _buttons(draft, snapshot, stored)


def _column_order(frame: pd.DataFrame) -> list[str]:
    """What was noticed first, if anything was; then whose trip it is, where there are several people."""
    first = ["check"] if frame["check"].any() else []
    first += ["traveler"] if frame["traveler"].nunique() > 1 else []
    unused = {column for column in _GIVEN_BY_IMPORT if not frame[column].any()}
    return [column for column in dict.fromkeys([*first, *_COLUMNS]) if column not in unused]


def _snapshot(stored: pd.DataFrame) -> pd.DataFrame:
    """The rows as the grid first showed them; renewed whenever there is no edit that depends on them."""
    kept: pd.DataFrame | None = st.session_state.get(f"{_KEY}.snapshot")
    if kept is None or (not len(_draft()) and not kept.equals(stored)):
        kept = stored
        st.session_state[f"{_KEY}.snapshot"] = stored
        _remount()
    return kept


def _draft() -> Draft:
    found: Draft = st.session_state.setdefault(f"{_KEY}.draft", Draft())
    return found


def _drop_draft() -> None:
    for name in ("draft", "snapshot", "mounted", "stale"):
        st.session_state.pop(f"{_KEY}.{name}", None)
    _remount()


def _widget_key() -> str:
    return f"{_KEY}.{st.session_state.setdefault(f'{_KEY}.nonce', 0)}"


def _remount() -> None:
    st.session_state[f"{_KEY}.nonce"] = st.session_state.get(f"{_KEY}.nonce", 0) + 1


def _mounted(snapshot: pd.DataFrame, draft: Draft, problems: Mapping[str, str]) -> pd.DataFrame:
    """What the grid is fed: the same frame as long as the browser holds edits relative to it."""
    if _widget_key() not in st.session_state or f"{_KEY}.mounted" not in st.session_state:
        stored = snapshot.drop(index=list(draft.deleted), errors="ignore")[_COLUMNS]
        texts = stored.apply(lambda column: column.map(partial(shown, column.name)).astype("str"))
        for row_id, values in draft.changed.items():
            if row_id in texts.index:
                texts.loc[row_id, list(values)] = list(values.values())
        st.session_state[f"{_KEY}.mounted"] = texts
        st.session_state[f"{_KEY}.mounted_draft"] = copy.deepcopy(draft)
    texts = st.session_state[f"{_KEY}.mounted"]
    fed = texts.astype("object").where(texts != "", None)
    fed.insert(0, "check", [problems.get(trip, "") for trip in texts["trip"]])
    return pd.DataFrame(fed)


def _with_edits(frame: pd.DataFrame, delta: Mapping[str, Any], snapshot: pd.DataFrame) -> Draft:
    """The draft that the grid began with and what was edited since. Positions are those of ``frame``."""
    draft: Draft = copy.deepcopy(st.session_state[f"{_KEY}.mounted_draft"])
    for position, cells in delta.get("edited_rows", {}).items():
        row_id = str(frame.index[int(position)])
        typed = {column: _text(value) for column, value in cells.items() if column in _COLUMNS}
        mine = draft.changed.pop(row_id, {}) | typed
        mine = {
            column: text for column, text in mine.items() if not is_same(column, text, str(snapshot.at[row_id, column]))
        }
        if mine:
            draft.changed[row_id] = mine
    draft.deleted |= {str(frame.index[int(position)]) for position in delta.get("deleted_rows", [])}
    return draft


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _buttons(draft: Draft, snapshot: pd.DataFrame, stored: pd.DataFrame) -> None:
    edits = _understood(draft, snapshot)
    number = len(edits.rows) + len(draft.deleted)
    with st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(
            f"Save {count_text(number, 'change')}" if number else "Save changes",
            type="primary",
            key=f"{_KEY}.save",
            **{"disabled": not number} | session.for_writers(),
        )
        st.button("Drop my changes", disabled=not len(draft), key=f"{_KEY}.drop", on_click=_drop_draft)
        st.text(_state_words(len(draft), len(edits.waiting)))
    if number:
        wanted = confirmed(_KEY, _wanted(draft, edits, snapshot), is_pressed=save)
        if wanted is not None:
            _save(wanted, {row_id: draft.changed[row_id] for row_id in edits.waiting})
    if st.session_state.get(f"{_KEY}.stale"):
        _explain_stale(draft, snapshot, stored)


def _state_words(edited: int, waiting: int) -> str:
    if waiting:
        return f"Not saved yet. {count_text(waiting, 'trip waits', 'trips wait')} for what is asked or refused above."
    if edited:
        return "Not saved yet."
    return "Edit any cell, then save. To delete: tick rows at the left, press the bin above the grid, then save."


def _understood(draft: Draft, snapshot: pd.DataFrame) -> Understood:
    """What the edited cells mean, with the questions, refusals and changed days shown under the grid."""
    typed = {row_id: cells for row_id, cells in draft.changed.items() if row_id not in draft.deleted}
    asked = understood(typed, snapshot, Chosen())
    edits = understood(typed, snapshot, _asked(asked, has_edits=bool(len(draft))))
    for sentence in edits.refused:
        st.error(md_escape(sentence))
    jumps = [change.sentence for change in edits.changes if change.is_jump]
    if jumps:
        st.warning("These days change by more than a year. Check them before you save.\n\n" + _listed(jumps))
    others = [change.sentence for change in edits.changes if not change.is_jump]
    if others:
        with st.container(height=220 if len(others) > _LISTED else "content", border=False):
            st.markdown(_listed(others))
    return edits


def _listed(sentences: list[str]) -> str:
    return "\n".join(f"- {md_escape(sentence)}" for sentence in sentences)


def _asked(edits: Understood, *, has_edits: bool) -> Chosen:
    """Asks what the cells leave open. The answers stay visible, and hold for these edits only."""
    if not has_edits:
        for key in [str(key) for key in st.session_state if str(key).startswith(f"{_KEY}.asked.")]:
            del st.session_state[key]
        return Chosen()
    order = ""
    if edits.two_orders:
        examples = ", ".join(dict.fromkeys(edits.two_orders[:3]))
        order = (
            st.radio(
                md_escape(f"How are these dates written: {examples}?"),
                list(_ORDERS),
                format_func=_ORDERS.__getitem__,
                index=None,
                key=f"{_KEY}.asked.order",
                persist_state="session",
            )
            or ""
        )
    return Chosen(order, {text: _country_asked(text, codes) for text, codes in edits.countries.items()})


def _country_asked(text: str, codes: tuple[str, ...]) -> str:
    """The code that the user chose for a text; "" while it is open."""
    code = st.selectbox(
        md_escape(f'Which country is "{text}"?'),
        list(dict.fromkeys([*codes, *countries.names()])),
        format_func=countries.name,
        index=None,
        key=f"{_KEY}.asked.country.{text}",
        placeholder=f"{countries.name(codes[0])}?",
        persist_state="session",
    )
    return str(code or "")


def _wanted(draft: Draft, edits: Understood, snapshot: pd.DataFrame) -> Changes:
    """What the draft asks the ledger to change, on the versions that the grid shows."""
    version = snapshot["version"].to_dict()
    changed = [RowChange(row_id, int(version[row_id]), values) for row_id, values in edits.rows.items()]
    return Changes(changed=changed, deleted=[RowDeletion(row_id, int(version[row_id])) for row_id in draft.deleted])


def _save(wanted: Changes, waiting: dict[str, dict[str, str]]) -> None:
    """Saves the changes; the edits of rows that wait stay in the grid."""
    kinds = ((wanted.changed, "changed"), (wanted.deleted, "deleted"), (wanted.added, "added"))
    parts = [count_text(len(rows), f"trip {word}", f"trips {word}") for rows, word in kinds if rows]
    with session.problems_shown() as outcome:
        try:
            saved = session.ledger().save_many({"trips": wanted})
        except StaleEdit:
            st.session_state[f"{_KEY}.stale"] = True
            return
    if outcome.succeeded:
        _drop_draft()
        if waiting:
            st.session_state[f"{_KEY}.draft"] = Draft(changed=waiting)
        session.flash(f"{', '.join(parts)}.", undo_group=saved.change_group or None)
        st.rerun()


def _explain_stale(draft: Draft, snapshot: pd.DataFrame, stored: pd.DataFrame) -> None:
    """Nothing was saved: says what changed elsewhere, and lets the user save over it or drop the edits."""
    lines = [line for row_id in [*draft.changed, *draft.deleted] for line in _differences(row_id, snapshot, stored)]
    if not lines:
        return
    st.warning(
        "Nothing was saved, because these trips were changed elsewhere after you opened them. Your edits are still "
        "here.\n\n" + "\n".join(f"- {md_escape(line)}" for line in lines)
    )
    st.button("Keep my edits on top of the new values", key=f"{_KEY}.rebase", on_click=_rebase, args=(stored,))


def _differences(row_id: str, snapshot: pd.DataFrame, stored: pd.DataFrame) -> list[str]:
    old = snapshot.loc[row_id]
    name = f"Trip {old['trip']} ({countries.name(str(old['country']))})"
    if told := session.ledger().changed_since("trips", row_id, int(str(old["version"]))):
        return [f"{name}: {told}."]
    if row_id not in stored.index:
        return [f"{name} was deleted."]
    new = stored.loc[row_id]
    return [
        f"{name}: {column} is now {new[column] or 'empty'} (was {old[column] or 'empty'})."
        for column in _COLUMNS
        if old[column] != new[column]
    ]


def _rebase(stored: pd.DataFrame) -> None:
    """Puts the edits on the rows as they are now; edits of rows that are gone go with them."""
    draft = _draft()
    draft.changed = {row_id: values for row_id, values in draft.changed.items() if row_id in stored.index}
    draft.deleted &= set(stored.index)
    st.session_state[f"{_KEY}.snapshot"] = stored
    st.session_state.pop(f"{_KEY}.mounted", None)
    st.session_state.pop(f"{_KEY}.stale", None)
    _remount()


def _named(words: Mapping[str, str]) -> Callable[[object], str]:
    """What a cell shows for a code."""
    return lambda code: words.get(str(code), str(code))


_DAY_HELP = "A date such as Mar 2, 2026 or 2026-03-02."


def _column_config() -> dict[str, Any]:
    config = st.column_config
    return {
        "check": config.TextColumn("To check", width="medium", help="What Coverline noticed about this trip"),
        "country": config.TextColumn(
            "Country", required=True, width="medium", help="The name or the code of a country, such as Germany or DE"
        ),
        "place": config.TextColumn("Place"),
        "first_day": config.TextColumn("First day", required=True, help=_DAY_HELP),
        "last_day": config.TextColumn("Last day", help=f"{_DAY_HELP} Empty: ongoing."),
        "activity": config.SelectboxColumn(
            "What for", options=list(ACTIVITIES), format_func=_named(ACTIVITIES), required=True
        ),
        "assignment": config.TextColumn("Assignment"),
        "certainty": config.SelectboxColumn(
            "How sure", options=list(CERTAINTIES), format_func=_named(CERTAINTIES), required=True
        ),
        "source": config.TextColumn("Record"),
        "note": config.TextColumn("Note", width="medium"),
        "traveler": config.TextColumn("Traveler", required=True),
        "trip": config.TextColumn("Id", width="small"),
        "source_kind": config.TextColumn("Imported from", help="The import that brought the trip"),
        "source_ref": config.TextColumn("Its id there"),
    }
