"""Copies of the ledger on the page: their list, and the way back to one, checked and compared first."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from tracker.errors import TrackerError
from tracker.store.backup import Copy
from tracker.store.restore import Comparison, Standing, compare, restore
from tracker.ui import session
from tracker.ui.text import count_text, day_text, md_escape

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

LARGEST_UPLOAD = 400  # MB: the attached files of a ledger may have 200
_UPLOADED = "A file that I kept"


def copies_table(found: Sequence[Copy]) -> pd.DataFrame:
    """One line per copy, in the order given."""
    return pd.DataFrame(
        {
            "Made": [_when(copy) for copy in found],
            "Size": [_size(copy.size) for copy in found],
            "Rows": [_rows(copy) for copy in found],
            "File": [copy.path.name for copy in found],
        },
        dtype="str",
    )


def copy_label(copy: Copy) -> str:
    """Such as "Nov 25, 2026, 01:47:05 UTC · 12 rows"."""
    total = f" · {count_text(sum(copy.rows.values()), 'row')}" if copy.rows is not None else " · cannot be read"
    return _when(copy) + total


def restore_section(found: Sequence[Copy]) -> None:
    """Choose a copy or a file, see what it would change, confirm."""
    st.header("Go back to a copy", anchor=False)
    by_name = {copy.path.name: copy for copy in found}
    if found:
        chosen = st.selectbox(
            "Which copy?",
            [*by_name, _UPLOADED],
            index=None,
            format_func=lambda name: copy_label(by_name[name]) if name in by_name else name,
            placeholder="Choose a copy",
            key="backup.copy",
        )
        if chosen in by_name:
            _check_and_confirm(by_name[chosen].path, chosen)
        if chosen != _UPLOADED:
            return
    uploaded = st.file_uploader(
        "A copy of a ledger that you kept", type=["db"], key="backup.uploaded", max_upload_size=LARGEST_UPLOAD
    )
    if uploaded is not None:
        _of_upload(uploaded)


def _of_upload(uploaded: UploadedFile) -> None:
    with tempfile.TemporaryDirectory(prefix="coverline-") as folder:
        file = Path(folder) / "the file.db"
        file.write_bytes(uploaded.getvalue())
        _check_and_confirm(file, uploaded.file_id)


def _check_and_confirm(file: Path, name: str) -> None:
    try:
        # Asked again in every run: a copy is small, and what is confirmed must be what is there.
        with st.spinner("Checking the copy …"):
            found = compare(session.ledger(), file)
    except TrackerError as error:
        st.error(md_escape(str(error)), icon=":material/error:")
        return
    _show(found)
    key = f"backup.restore.{name}.{found.now.revision}"  # what was confirmed for another state does not count
    agreed = not found.asks or st.checkbox("Replace what is in my ledger now by this copy", key=f"{key}.agreed")
    if not st.button("Restore this copy", key=key, type="primary", disabled=not agreed):
        return
    with session.problems_shown("Not restored.") as outcome:
        before = restore(session.ledger(), file, shown=found.now.revision)
    if outcome.succeeded:
        session.forget_moment()
        was_there = f" What was there before is the newest copy: {before.name}" if before else ""
        session.flash(f"Restored.{was_there}")
        st.rerun()


def _show(found: Comparison) -> None:
    st.dataframe(
        _comparison_table(found), hide_index=True, height="content", alt="Your ledger now beside what the copy holds"
    )
    for doubt in found.doubts:
        st.warning(md_escape(doubt), icon=":material/warning:")
    if not found.doubts:
        st.text(f"The copy was checked. {found.journal}")
    if found.lost:
        verb = "is" if found.lost == 1 else "are"
        st.warning(
            f"{count_text(found.lost, 'changed row')} in your ledger's journal {verb} not in the copy. "
            "Before anything is replaced, your ledger is copied; that copy still has everything.",
            icon=":material/warning:",
        )


def _comparison_table(found: Comparison) -> pd.DataFrame:
    tables = dict.fromkeys([*found.now.rows, *found.copy.rows])
    lines = [*tables, "attached files", "scenarios", "revision", "last change"]
    now, copy = (_column(one, list(tables)) for one in (found.now, found.copy))
    return pd.DataFrame({"What": lines, "Your ledger now": now, "The copy": copy}, dtype="str")


def _column(one: Standing, tables: Sequence[str]) -> list[str]:
    last = f"{day_text(one.last_change)}, {one.last_change:%H:%M} UTC" if one.last_change else "none"
    counts = [*(one.rows.get(table, 0) for table in tables), one.files, one.scenarios, one.revision]
    return [*(f"{number:,}" for number in counts), last]


def _when(copy: Copy) -> str:
    return f"{day_text(copy.made)}, {copy.made:%H:%M:%S} UTC" if copy.made else copy.path.name


def _size(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024**2:,.1f} MB"


def _rows(copy: Copy) -> str:
    if copy.rows is None:
        return "cannot be read"
    return ", ".join(f"{number:,} in {table}" for table, number in copy.rows.items()) or "none"
