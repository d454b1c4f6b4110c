"""Import on the Trips page: a file or pasted cells, a preview of every row, then one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from tracker import countries, schema
from tracker.errors import DateOrderNeeded, TrackerError
from tracker.exchange.importers import Preview, preview_import, shared_days_of
from tracker.exchange.importers.preview import LARGEST_FILE
from tracker.exchange.text import ROWS_WITHOUT_FILES
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.shared_days import Proposal, proposal
from tracker.ui.text import count_text, md_escape

_KEY = "trips.import"
_ORDERS = {"mdy": "Month first: 05/01/2026 is 1 May", "dmy": "Day first: 05/01/2026 is 5 January"}
_SHOWN_ROWS = 200
_IN_BOTH, _CUT, _LEAVE_OUT = "both", "cut", "leave_out"


def import_trips(people: Mapping[str, str]) -> None:
    """Upload or paste, look at what each row would do, confirm. The same file twice changes nothing.

    ``people``: traveler id → name.
    """
    st.text("Bring trips from a spreadsheet: columns such as country, first day, last day, activity, note.")
    traveler = next(iter(people))
    if len(people) > 1:
        traveler = st.selectbox(
            "Whose trips they are, where the file does not say",
            list(people),
            format_func=people.__getitem__,
            key=f"{_KEY}.traveler",
            persist_state="session",
        )
    nonce = st.session_state.setdefault(f"{_KEY}.nonce", 0)
    left, right = st.columns(2)
    uploaded = left.file_uploader(
        "A CSV or Excel file",
        type=["csv", "xlsx"],
        max_upload_size=LARGEST_FILE // 1024**2,
        key=f"{_KEY}.file.{nonce}",
        **session.for_writers(),
    )
    pasted = right.text_area(
        "Or paste cells from a spreadsheet, with the line of column names",
        key=f"{_KEY}.pasted.{nonce}",
        placeholder="country\tfirst day\tlast day\nFrance\t2026-03-01\t2026-03-20",
        persist_state="session",
        height=120,
    )
    if uploaded is not None:
        content, name, form = uploaded.getvalue(), uploaded.name, None
    elif pasted.strip():
        content, name, form = pasted.encode(), "pasted cells", "csv"
    else:
        return
    previews = _previews(content, name, form, traveler)
    if previews:
        take_changed = bool(st.session_state.get(f"{_KEY}.changed"))
        now = session.analysis()
        questions = {
            preview.table: shared_days_of(preview, now.workspace, now.law.jurisdiction, with_changed=take_changed)
            for preview in previews
        }
        _show(previews, questions)
        _confirm(previews, questions.get("trips", {}))


def _previews(content: bytes, name: str, form: str | None, traveler: str) -> list[Preview]:
    order = st.session_state.get(f"{_KEY}.order")
    into = session.analysis().workspace
    try:
        return preview_import(content, name, into, date_order=order, format=form, traveler=traveler)
    except DateOrderNeeded as error:
        st.warning(md_escape(str(error)))
        st.radio(
            "How are the dates written?",
            list(_ORDERS),
            format_func=_ORDERS.__getitem__,
            index=None,
            key=f"{_KEY}.order",
            persist_state="session",
        )
    except TrackerError as error:
        st.error(md_escape(str(error)))
    return []


def _show(previews: list[Preview], questions: Mapping[str, Mapping[int, list[str]]]) -> None:
    for preview in previews:
        if len(previews) > 1:
            st.markdown(f"**{preview.table}**")
        counts = [
            f"{count_text(len(preview.new), 'new row')}",
            f"{len(preview.same):,} there already",
            f"{len(preview.changed):,} changed",
            f"{preview.unusable_rows:,} unusable",
        ]
        st.text(" · ".join(counts))
        if preview.table == "attachments":
            st.text(ROWS_WITHOUT_FILES)
        rows = _rows(preview, questions[preview.table])
        if len(rows):
            st.dataframe(rows, hide_index=True, alt="What the import would do with each row of the file")
            if len(preview.new) + len(preview.same) + len(preview.changed) > _SHOWN_ROWS:
                st.text(f"The first {_SHOWN_ROWS} rows of each kind are shown.")


def _rows(preview: Preview, questions: Mapping[int, list[str]]) -> pd.DataFrame:
    """One line per row of the file, with what would happen to it and why."""
    kinds = {"New": preview.new, "Changed": preview.changed, "There already": preview.same}
    parts = []
    for kind, rows in kinds.items():
        part = rows.head(_SHOWN_ROWS).copy()
        part["What happens"], part["Row"], part["Why"] = kind, part.index, ""
        parts.append(part)
    unusable = preview.unusable.head(_SHOWN_ROWS)
    if len(unusable):
        parts.append(pd.DataFrame({"What happens": "Left out", "Row": unusable["row"], "Why": unusable["message"]}))
    whole = pd.concat(parts, ignore_index=True).fillna("")
    warned = {int(str(row)): " ".join(of_row["message"]) for row, of_row in preview.warnings.groupby("row")}
    asked = {row: " ".join(sentences) for row, sentences in questions.items()}
    told = {row: " ".join(filter(None, (warned.get(row), asked.get(row)))) for row in {*warned, *asked}}
    whole["Why"] = [why or told.get(row, "") for why, row in zip(whole["Why"], whole["Row"], strict=True)]
    documented = schema.column_names(preview.table)
    columns = [column for column in documented if column in whole and (whole[column] != "").any()]
    for column in {"country", "host"} & set(columns):
        whole[column] = [countries.name(code) for code in whole[column]]
    return whole[["Row", "What happens", "Why", *columns]]


def _confirm(previews: list[Preview], questions: Mapping[int, list[str]]) -> None:
    changed = sum(len(preview.changed) for preview in previews)
    take_changed = False
    if changed:
        take_changed = st.checkbox(
            f"Also replace {count_text(changed, 'row')} that I have with other content", key=f"{_KEY}.changed"
        )
    answer = _shared_days_answer(questions) if questions else _IN_BOTH
    if answer is None:
        return
    if answer == _LEAVE_OUT:
        previews = [_without(preview, set(questions)) if preview.table == "trips" else preview for preview in previews]
    changes = {preview.table: _changes(preview, take_changed) for preview in previews}
    number = sum(len(wanted.added) + len(wanted.changed) for wanted in changes.values())
    if not number:
        st.text("Nothing to import: every usable row is in your log already, or left out.")
        return
    if answer == _CUT and "trips" in changes:
        cut = _cut(proposal(changes["trips"]))
        if cut is None:
            return
        changes["trips"] = cut
    rows = count_text(number, "row")
    is_pressed = st.button(f"Import {rows}", type="primary", key=f"{_KEY}.confirm", **session.for_writers())
    if is_pressed and session.save_many(changes, message=f"{rows} imported."):
        st.session_state[f"{_KEY}.nonce"] += 1
        for name in ("order", "shared", "changed"):
            st.session_state.pop(f"{_KEY}.{name}", None)
        st.rerun()


def _shared_days_answer(questions: Mapping[int, list[str]]) -> str | None:
    """What is to be done with rows whose days another work trip claims; None while that is open.

    An answer holds for the questions that it was given to, never for those of the next file.
    """
    if st.session_state.get(f"{_KEY}.asked") != questions:
        st.session_state.pop(f"{_KEY}.shared", None)
        st.session_state[f"{_KEY}.asked"] = questions
    words = {
        _IN_BOTH: "Yes, I worked in both: import them as they are",
        _CUT: "No: end each earlier trip when the later one begins",
        _LEAVE_OUT: "Leave these rows out",
    }
    number = count_text(len(questions), "row has", "rows have")
    answer: str | None = st.radio(
        f"{number} work days that another trip has too (see Why in the table). Did you work in both on these days?",
        list(words),
        format_func=words.__getitem__,
        index=None,
        key=f"{_KEY}.shared",
    )
    if answer is None:
        st.text("Answer this first: nothing is imported before.")
    return answer


def _cut(made: Proposal) -> Changes | None:
    """The changes with each earlier trip ended; None, and why, where nothing would remain of one."""
    if made.can_be_cut:
        return made.cut()
    gone = ", ".join(made.rows[key]["trip"] for key, pieces in made.cuts.items() if not pieces)
    st.warning(md_escape(f"No day would remain of {gone}. Choose another answer, or correct the dates in the file."))
    return None


def _without(preview: Preview, rows: set[int]) -> Preview:
    """The preview without these rows of the file."""
    new, changed = (part[~part.index.isin(list(rows))] for part in (preview.new, preview.changed))
    return replace(preview, new=new, changed=changed)


def _changes(preview: Preview, take_changed: bool) -> Changes:
    added = _texts(preview.new)
    if not take_changed or preview.changed.empty:
        return Changes(added=added)
    key = list(schema.KEYS[preview.table])
    rows = session.ledger().rows(preview.table)
    names = rows[key].itertuples(index=False, name=None)
    stored = dict(zip(names, zip(rows["row_id"], rows["version"], strict=True), strict=True))
    changed = []
    for values in _texts(preview.changed):
        row_id, version = stored[tuple(values[column] for column in key)]
        changed.append(RowChange(str(row_id), int(version), values))
    return Changes(added=added, changed=changed)


def _texts(rows: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(column): str(value) for column, value in row.items()} for row in rows.to_dict("records")]
