"""A file that the server makes, sends to the browser with the page, and forgets.

Streamlit's own download button keeps the file, or what makes it, on the server under an address of its own, and for a
while after the button is gone. A file that holds a Social Security number must not lie there. Here its bytes go
through the connection that the page has already; the browser saves them at once, and holds them for "Download again"
until the page is left, the file is withdrawn, or the user forgets it.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streamlit.components.v2 import component

WITHDRAWN = (
    "A field was changed, so the last file is withdrawn here. The file that you saved still holds what was in the "
    "fields before. Press the button to make a new one."
)
_JS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_CSS = """
section {font-family: var(--st-font); color: var(--st-text-color); line-height: 1.5}
section:not(:empty) {border: 1px solid var(--st-border-color); border-left: 4px solid var(--st-primary-color);
  border-radius: var(--st-base-radius); padding: .75rem 1rem}
p {margin: 0; overflow-wrap: anywhere}
.name {font-weight: 600}
ul {margin: .25rem 0 0; padding-left: 1.25rem}
.actions {display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin-top: .5rem}
a, button {font: inherit; color: var(--st-link-color); background: none; border: 0; padding: .125rem 0; cursor: pointer;
  text-decoration: underline}
a:focus-visible, button:focus-visible {outline: 2px solid var(--st-primary-color); outline-offset: 2px}
"""
_handover = component("coverline_browser_file", html='<section role="status"></section>', css=_CSS, js=_JS)


@dataclass(frozen=True)
class BrowserFile:
    """A file for the browser, and the sentences that stand beside it as long as the browser holds it."""

    name: str
    media_type: str
    content: bytes
    sentences: Sequence[str] = ()


def hand_over(key: str, file: BrowserFile | None, *, watched: str, turn: int) -> None:
    """Draw the place of the file. With ``file``, the browser saves it now; call once with it, then with None.

    ``watched``: the key of the container whose fields the file was made from; typing into one of them withdraws the
    file. ``turn``: another number than in the last run withdraws it too. Nothing is drawn before the first file.
    """
    sent = None
    if file is not None:
        sent = {
            "id": secrets.token_hex(8),  # the browser draws one message several times, but saves the file once
            "name": file.name,
            "type": file.media_type,
            "content": base64.b64encode(file.content).decode("ascii"),
            "sentences": list(file.sentences),
        }
    data = {"file": sent, "turn": turn, "watched": f"st-key-{watched.replace('.', '-')}", "withdrawn": WITHDRAWN}
    _handover(key=key, data=data)
