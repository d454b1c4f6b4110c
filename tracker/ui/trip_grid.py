"""The editable grid of trips: edits are kept by row id, outlive a change of page, and are saved on request.

The grid shows a snapshot of the ledger (``shown``) until its edits are saved or dropped, so that a change made
elsewhere can neither move an edit to another trip nor be overwritten without notice.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from tracker import countries, days, schema
from tracker.errors import StaleEdit
from tracker.store import Changes, RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.forms import ACTIVITIES, CERTAINTIES, FIRST_DAY, LAST_DAY
from tracker.ui.shared_days import confirmed
from tracker.ui.text import count_text, md_escape

_KEY = "trips.grid"
_COLUMNS = [
    "country", "place", "first_day", "last_day", "activity", "assignment", "certainty", "source", "note", "traveler",
    "trip", "source_kind", "source_ref",
]  # fmt: skip
_GIVEN_BY_IMPORT = ("source_kind", "source_ref")
_DAYS = schema.day_columns("trips")


@dataclass
class Draft:
    """Edits that are not saved yet: new texts per row id and column, and rows to delete."""

    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.changed.keys() - self.deleted) + len(self.deleted)


def grid(problems: Mapping[str, str]) -> None:
    """The trips as a grid. ``problems`` maps a trip id to what is to be checked, shown in the trip's row."""
    stored = session.ledger().rows("trips").set_index("row_id").sort_values("first_day", kind="stable")
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
        texts = snapshot.drop(index=list(draft.deleted), errors="ignore")[_COLUMNS].copy()
        for row_id, values in draft.changed.items():
            if row_id in texts.index:
                texts.loc[row_id, list(values)] = list(values.values())
        st.session_state[f"{_KEY}.mounted"] = texts
        st.session_state[f"{_KEY}.mounted_draft"] = copy.deepcopy(draft)
    texts = st.session_state[f"{_KEY}.mounted"]
    shown = texts.astype("object").where(texts != "", None)
    for column in _DAYS:
        shown[column] = [days.parse_day(day) if day else None for day in texts[column]]
    shown.insert(0, "check", [problems.get(trip, "") for trip in texts["trip"]])
    return pd.DataFrame(shown)


def _with_edits(frame: pd.DataFrame, delta: Mapping[str, Any], snapshot: pd.DataFrame) -> Draft:
    """The draft that the grid began with and what was edited since. Positions are those of ``frame``."""
    draft: Draft = copy.deepcopy(st.session_state[f"{_KEY}.mounted_draft"])
    for position, cells in delta.get("edited_rows", {}).items():
        row_id = str(frame.index[int(position)])
        typed = {column: _text(value) for column, value in cells.items() if column in _COLUMNS}
        mine = draft.changed.pop(row_id, {}) | typed
        mine = {column: text for column, text in mine.items() if text != snapshot.at[row_id, column]}
        if mine:
            draft.changed[row_id] = mine
    draft.deleted |= {str(frame.index[int(position)]) for position in delta.get("deleted_rows", [])}
    return draft


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return str(value).strip()


def _buttons(draft: Draft, snapshot: pd.DataFrame, stored: pd.DataFrame) -> None:
    number = len(draft)
    with st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(
            f"Save {count_text(number, 'change')}" if number else "Save changes",
            type="primary",
            key=f"{_KEY}.save",
            **{"disabled": not number} | session.for_writers(),
        )
        st.button("Drop my changes", disabled=not number, key=f"{_KEY}.drop", on_click=_drop_draft)
        st.text(
            "Not saved yet."
            if number
            else "Edit any cell, then save. To delete: tick rows at the left, press the bin above the grid, then save."
        )
    if number:
        wanted = confirmed(_KEY, _wanted(draft, snapshot), is_pressed=save)
        if wanted is not None:
            _save(wanted)
    if st.session_state.get(f"{_KEY}.stale"):
        _explain_stale(draft, snapshot, stored)


def _wanted(draft: Draft, snapshot: pd.DataFrame) -> Changes:
    """What the draft asks the ledger to change, on the versions that the grid shows."""
    version = snapshot["version"].to_dict()
    changed = [
        RowChange(row_id, int(version[row_id]), values)
        for row_id, values in draft.changed.items()
        if row_id not in draft.deleted
    ]
    return Changes(changed=changed, deleted=[RowDeletion(row_id, int(version[row_id])) for row_id in draft.deleted])


def _save(wanted: Changes) -> None:
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


def _column_config() -> dict[str, Any]:
    config, names = st.column_config, countries.names()
    return {
        "check": config.TextColumn("To check", width="medium", help="What Coverline noticed about this trip"),
        "country": config.SelectboxColumn(
            "Country", options=list(names), format_func=_named(names), required=True, width="medium"
        ),
        "place": config.TextColumn("Place"),
        "first_day": config.DateColumn(
            "First day", format="YYYY-MM-DD", required=True, min_value=FIRST_DAY, max_value=LAST_DAY
        ),
        "last_day": config.DateColumn(
            "Last day", format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY, help="Empty: ongoing"
        ),
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
