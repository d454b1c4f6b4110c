"""Whether the window is a phone's: the browser says so when it is, and again when that changes."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

_KEY = "shell.viewport"

# It shows nothing. A wide window, the usual case, costs no second run.
_JS = """
export default function(component) {
  const phone = window.matchMedia("(max-width: 640px)");
  const tell = () => { component.setStateValue("narrow", phone.matches); };
  if (phone.matches !== component.data.narrow) tell();
  phone.onchange = tell;
  return () => { phone.onchange = null; };
}
"""
_viewport = component("coverline_viewport", js=_JS)


def watch() -> None:
    """Ask the browser; ``is_narrow`` knows the answer from the next run on. Shows nothing on the page."""
    known = {"narrow": is_narrow()}
    _viewport(key=_KEY, data=known, default=known, on_narrow_change=lambda: None, height=1)


def is_narrow() -> bool:
    """Whether the window is at most 640 pixels wide; before the browser has said, whether it calls itself mobile."""
    told = st.session_state.get(_KEY)
    if told is None or "narrow" not in told:
        return "Mobi" in (st.context.headers.get("User-Agent") or "")
    return bool(told["narrow"])
