"""Step 6: the files that prove it, kept together, and one ZIP of all of it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Attached
from tracker.filing.request import Request
from tracker.store import RowDeletion
from tracker.ui import session
from tracker.ui.filing_zip import zip_section
from tracker.ui.text import count_text, md_escape

_ENDINGS = ["pdf", "png", "jpg", "jpeg", "tif", "tiff", "heic", "heif", "eml", "txt", "csv", "md", "ics"]


def proof_step(analysis: Analysis, request: Request) -> None:
    """What is attached, what is still worth attaching, the form for more, the ZIP and the journal."""
    st.text(
        "Keep the request as it was sent, the confirmation, the certificate and every proof of delivery in one "
        "place. Files are stored in your ledger exactly as they are, never opened and never run."
    )
    subjects = subjects_of(analysis, request)
    rows = session.rows("attachments")
    about = {(table, name) for table, name in subjects}
    named = [pair in about for pair in zip(rows["about"], rows["subject"], strict=True)]
    mine = rows[pd.Series(named, index=rows.index, dtype="bool")]
    _missing(mine, request)
    _attached(mine, subjects)
    _attach(subjects, request)
    zip_section(analysis, request)
    _journal()


def subjects_of(analysis: Analysis, request: Request) -> dict[tuple[str, str], str]:
    """(table, id) → words: what a file of this request may be about."""
    found: dict[tuple[str, str], str] = {}
    if request.certificate:
        found["certificates", request.certificate] = f"The request or certificate {request.certificate}"
    if request.assignment:
        found["assignments", request.assignment] = f"The assignment {request.assignment}"
    if request.traveler in set(analysis.workspace.travelers["traveler"]):
        found["travelers", request.traveler] = f"The person {request.name or request.traveler}"
    return found | {("trips", trip): f"Trip {trip}" for trip in request.trips}


def _missing(mine: pd.DataFrame, request: Request) -> None:
    kinds = (Attached.REQUEST, Attached.CONFIRMATION, Attached.CERTIFICATE, Attached.RECEIPT)
    held = set(mine["kind"])
    lines = [f"{'✓' if kind in held else '○'} {md_escape(kind.sentence)}" for kind in kinds]
    st.markdown("  \n".join(lines))
    if not request.certificate:
        st.caption("Record the request first: then its files can be attached to it.")


def _attached(mine: pd.DataFrame, subjects: dict[tuple[str, str], str]) -> None:
    if mine.empty:
        st.info("No file is attached yet.", icon=":material/attach_file:")
        return
    for _, row in mine.iterrows():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None, width="stretch"):
                st.text(str(row["file_name"]))
                size = int(row["size"]) if str(row["size"]).isdecimal() else 0
                about = subjects[str(row["about"]), str(row["subject"])]
                st.caption(
                    md_escape(
                        f"{Attached(row['kind'] or 'other').sentence} {about}. {_size_text(size)}, added on "
                        f"{row['added_on']}. SHA-256 {row['sha256']}"
                    )
                )
            sha256, name = str(row["sha256"]), str(row["attachment"])
            if sha256 in session.ledger().file_sizes():
                st.download_button(
                    "Download",
                    data=session.on_click(partial(session.ledger().content, sha256)),
                    file_name=str(row["file_name"]),
                    mime="application/octet-stream",  # a browser saves it and never shows it
                    on_click="ignore",
                    key=f"filing.file.{name}.get",
                )
            else:
                st.caption("Only its row was imported: attach the file again.")
            if st.button("Remove", key=f"filing.file.{name}.remove", **session.for_writers()):
                gone = RowDeletion(str(row["row_id"]), int(row["version"]))
                if session.save("attachments", deleted=[gone], message=f"{row['file_name']} is removed."):
                    st.rerun()


def _size_text(size: int) -> str:
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(size / 1024, 0.1):.1f} kB"


def _attach(subjects: dict[tuple[str, str], str], request: Request) -> None:
    if not subjects:
        return
    key = f"filing.attach.{request.key}"
    with st.form(key, clear_on_submit=True, border=True):
        st.markdown("**Attach a file**")
        left, right = st.columns(2)
        kind = left.selectbox("What it is", list(Attached), format_func=lambda one: one.sentence, key=f"{key}.kind")
        about = right.selectbox(
            "What it is about", list(subjects), format_func=subjects.__getitem__, key=f"{key}.about"
        )
        note = st.text_input("Your own note", key=f"{key}.note")
        uploaded = st.file_uploader(
            "File: a PDF, an image, an e-mail or plain text",
            type=_ENDINGS,
            key=f"{key}.file",
            max_upload_size=10,
            **session.for_writers(),
        )
        submitted = st.form_submit_button("Attach", key=f"{key}.save", **session.for_writers())
    if not submitted:
        return
    if uploaded is None:
        st.error("Choose a file first.", icon=":material/error:")
        return
    with session.problems_shown() as outcome:
        row = {"about": about[0], "subject": about[1], "kind": str(kind), "note": note}
        row |= {"file_name": uploaded.name, "added_on": session.today().isoformat()}
        saved = session.ledger().attach(row, uploaded.getvalue())
        session.flash(f"{uploaded.name} is attached.", undo_group=saved.change_group or None)
    if outcome.succeeded:
        st.rerun()


def _journal() -> None:
    section = st.expander("Who changed what, when", key="filing.journal", on_change="rerun")
    if not section.open:
        return
    with section:
        book = session.ledger()
        checked = book.check_chain()
        (st.success if checked.is_whole else st.error)(md_escape(checked.sentence))
        st.text(
            "Each change is linked to the one before it, so an accidental or partial change is detected. A person who "
            "can write to the file could rewrite all of it: keep the SHA-256 of a ZIP elsewhere."
        )
        table = book.journal()
        st.caption(count_text(len(table), "changed row"))
        st.dataframe(
            table.iloc[::-1].head(500),
            hide_index=True,
            alt="Every change, newest first: when, who, table and values",
        )
