"""Help: the pages of tracker/help, one after the other."""

from __future__ import annotations

import streamlit as st

from tracker.ui.help_pages import help_pages


def page() -> None:
    """Choose a page of help and read it."""
    pages = help_pages()
    chosen = st.pills(
        "About",
        list(pages),
        default=next(iter(pages)),
        format_func=lambda name: pages[name].title,
        key="help.page",
        required=True,
        bind="query-params",
    )
    st.markdown(pages[chosen or next(iter(pages))].text)


if __name__ == "__main__":
    page()
