"""The frame around every page, put there by ``app.py``: heading, help, footer, messages, and one place for errors."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import streamlit as st

import tracker
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import StoreAway, TrackerError
from tracker.paths import PACKAGE
from tracker.rules import load_rules
from tracker.ui import session, sign_in, viewport
from tracker.ui.navigation import PageSpec
from tracker.ui.text import day_text, md_escape

SECONDS_UNTIL_NEXT_TRY = 3
_WAS_AWAY = "shell.was_away"

# Less empty space above the heading, so that the answer stands on the first screen.
_STYLE = ".stMainBlockContainer {padding-top: 4.25rem; padding-bottom: 2rem;}"
# Streamlit writes the chosen one of several pills in the primary color, which is too dark a blue on a dark page.
_DARK_STYLE = 'button[role="radio"][aria-checked="true"] p {color: #8ec5ff;}'


def page_header(spec: PageSpec) -> None:
    """The page's only h1, its purpose in one line, and its help. ``app.py`` calls it: pages do not."""
    st.html(f"<style>{_STYLE}{_DARK_STYLE if session.dark() else ''}</style>")
    viewport.watch()
    with st.container(horizontal=not session.narrow(), vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None, width="stretch"):
            st.title(spec.title, anchor=False)
            st.text(spec.purpose)
        help_page = PACKAGE / "help" / f"{spec.url_path}.md"
        with st.container(horizontal=True, width="content"):
            if help_page.is_file():
                with st.popover("How this page works", icon=":material/help:", type="tertiary"):
                    st.markdown(help_page.read_text(encoding="utf-8"))
            sign_in.account_menu()
    user = session.actor()
    if not user.may_write:
        st.info(
            md_escape(f"Read only: you see what is about {user.traveler} and can change nothing."),
            icon=":material/lock:",
        )


def page_footer() -> None:
    """What must stand on every page. ``app.py`` calls it: pages do not."""
    kept = "your entries lie on a server" if session.is_on_server() else "your entries stay on this computer"
    st.divider()
    st.text(NOT_LEGAL_ADVICE)
    st.text(
        f"Rules {load_rules().digest} · as of {day_text(session.today())} · Coverline {tracker.__version__} · {kept}"
    )


@contextlib.contextmanager
def ledger_awaited() -> Iterator[None]:
    """While the database server is away the page stays as it is, with all that was typed, and tries again by itself.

    A run that ends in a rerun takes nothing off the page: only the message comes, below, where it is always in sight.
    """
    try:
        yield
    except StoreAway as error:
        session.write_down_refusal(error)
        st.session_state[_WAS_AWAY] = True
        with st.bottom:
            words = f"{session.told(error)} What you typed stays on the page, which tries again every few seconds."
            st.error(md_escape(words), icon=":material/cloud_off:")
        time.sleep(SECONDS_UNTIL_NEXT_TRY)
        st.rerun()
    if st.session_state.pop(_WAS_AWAY, False):
        session.flash(
            "The ledger can be reached again. If you were saving: look whether it is there, else save once more.",
            is_problem=True,
        )


@contextlib.contextmanager
def error_border() -> Iterator[None]:
    """Says in words why something could not be done. Anything unforeseen goes on to Streamlit, which hides details."""
    try:
        yield
    except StoreAway:
        raise
    except TrackerError as error:
        session.write_down_refusal(error)
        st.error(md_escape(session.told(error)), icon=":material/error:")


@contextlib.contextmanager
def failure_border() -> Iterator[None]:
    """A page that fails ends its run here: what was saved before, and the offer to take it back, are still shown."""
    try:
        yield
    except StoreAway:
        raise
    except Exception:
        show_flashes()
        raise


def show_flashes() -> None:
    """Shows what was said before the rerun, and the offer to take the last change back."""
    for said in session.waiting_flashes():
        if said.undo_group or said.is_problem:
            session.offer_undo(said)
        else:
            st.toast(md_escape(said.message))
    last = session.undoable()
    if last is None:
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", border=True):
        sign = ":material/error:" if last.is_problem else ":material/check:"
        st.markdown(f"{sign} {md_escape(last.message)}", width="stretch")
        if last.undo_group:
            st.button(last.button, key="shell.undo_button", on_click=session.undo, args=(last.undo_group,))
        st.button("Dismiss", key="shell.dismiss", type="tertiary", on_click=session.offer_undo, args=(None,))
