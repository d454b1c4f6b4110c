"""The proof file: one ZIP of a filing or of the whole ledger, with the number to keep elsewhere."""

from __future__ import annotations

import streamlit as st

from tracker.analysis import Analysis
from tracker.exchange.proof import proof_of
from tracker.exchange.proof.layout import CANNOT_DETECT
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.text import count_text, md_escape

_THIS, _ALL = "This request only", "The whole ledger"


def zip_section(analysis: Analysis, request: Request) -> None:
    """Makes the ZIP while the section is open: records, attached files, journal and a list of all of it."""
    section = st.expander("One ZIP of all of it", key="filing.zip", on_change="rerun", icon=":material/folder_zip:")
    if not section.open:
        return
    with section:
        choices = [_THIS, _ALL] if request.certificate else [_ALL]
        chosen = st.radio("What goes in", choices, key=f"filing.zip_of.{request.key}", horizontal=True)
        certificate = request.certificate if chosen == _THIS else None
        made = session.kept(
            "filing.proof",
            lambda: proof_of(
                session.ledger(),
                as_of=analysis.settings.as_of.isoformat(),
                rules_digest=analysis.rules.digest,
                certificate=certificate,
            ),
            certificate,
        )
        rows = ", ".join(f"{number} in {table}" for table, number in made.rows.items())
        st.text(f"Rows: {rows}. {count_text(made.files, 'attached file')}. {made.journal}")
        if made.missing:
            st.warning(
                f"{count_text(len(made.missing), 'attached file')} missing: only the rows were imported. Attach the "
                "files again.",
                icon=":material/warning:",
            )
        st.markdown("**SHA-256 of the ZIP:** keep this number in another place, for example in an e-mail to yourself.")
        st.code(made.sha256, language=None, wrap_lines=True)
        st.download_button(
            "Download the ZIP",
            data=made.content,
            file_name=f"coverline-proof-{certificate or 'ledger'}-{session.today().isoformat()}.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            key=f"filing.zip_get.{request.key}.{certificate}",
        )
        st.caption(md_escape(f"Check it later with: coverline verify FILE.zip. {CANNOT_DETECT}"))
