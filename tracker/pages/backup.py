"""Backup: the copies of the ledger, a new one, one to take away, and the way back to one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from tracker.errors import TrackerError
from tracker.store import Role
from tracker.store.backup import Copy, copies, ledger_file
from tracker.ui import session
from tracker.ui.copies import copies_table, copy_label, restore_section
from tracker.ui.text import md_escape


def page() -> None:
    """What there is, what can be taken away, and what can be put back."""
    try:
        file = ledger_file()
        if session.actor().role is not Role.OWNER:
            session.ledger().require_file("see and make copies of it")
    except TrackerError as error:
        st.info(md_escape(str(error)))
        return
    found = copies(file, session.actor().owner)
    st.header("Copies beside your ledger", anchor=False)
    if found:
        st.dataframe(
            copies_table(found), hide_index=True, height="content", alt="Every copy with its time, size and rows"
        )
        st.text("The newest ten stay. They are on the same disk as the ledger: keep a copy on another one, too.")
    else:
        _none_yet(file)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Make a copy now", key="backup.make", type="secondary" if found else "primary"):
            _make()
        if found:
            _take_away(found)
    restore_section(found)


def _none_yet(file: Path) -> None:
    with st.container(border=True):
        st.markdown(
            "**There is no copy yet.** A copy is one file with everything that you entered and attached. One is made "
            "when `coverline serve` starts and something changed since the last one, at most once a day, and before "
            "anything is restored. You can make one now, and download it to keep it on another disk."
        )
        st.text(f"Your ledger: {file}")


def _make() -> None:
    with session.problems_shown("No copy was made.") as outcome:
        session.ledger().backup()
    if outcome.succeeded:
        session.flash("A copy was made, read again and checked.")
        st.rerun()


def _take_away(found: list[Copy]) -> None:
    by_name = {copy.path.name: copy for copy in found}
    chosen = st.selectbox(
        "Copy to take away", list(by_name), format_func=lambda name: copy_label(by_name[name]), key="backup.taken"
    )
    st.download_button(
        "Download this copy",
        data=session.on_click(by_name[chosen].path.read_bytes),
        file_name=chosen,
        mime="application/vnd.sqlite3",
        on_click="ignore",
        icon=":material/download:",
        key="backup.download",
    )


if __name__ == "__main__":
    page()
