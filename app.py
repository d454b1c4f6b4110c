"""The dashboard: page settings, the list of pages, one place for errors, and the frame around every page."""

from __future__ import annotations

import streamlit as st

from tracker import log
from tracker.ui import navigation, session, shell, sign_in


def main() -> None:
    """Show the page that was asked for, with its heading above and the not-legal-advice line below."""
    st.set_page_config(page_title="Coverline", page_icon="🧭", layout="wide")
    with shell.ledger_awaited(), shell.error_border(), session.one_moment():
        instead = sign_in.reception()
        page, spec = navigation.chosen(None if instead else session.actor())
        if instead:
            instead()
            shell.page_footer()
            return
        with log.timed("page_run", page=spec.url_path):
            shell.page_header(spec)
            with shell.failure_border(), shell.error_border():
                page.run()
            shell.page_footer()
    shell.show_flashes()
    session.page_was_drawn()


if __name__ == "__main__":
    main()
