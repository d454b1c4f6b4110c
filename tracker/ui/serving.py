"""What ``asgi_app.py`` is made of: the rules of this server, what happens at its start and end, and errors in pages."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

import tracker
from tracker import log
from tracker.errors import TrackerError
from tracker.server.guard import Rules
from tracker.server.health import Health
from tracker.server.sign_in_file import sign_in
from tracker.ui import session
from tracker.ui.text import md_escape

SHARED_UPLOAD = 10
"""MB that anybody may send to a server that several people share: the largest file that can be attached."""
METRICS_VARIABLE = "COVERLINE_METRICS"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_health = Health()


def rules() -> Rules:
    """As the settings say."""
    signing_in = sign_in()
    largest = int(st.get_option("server.maxUploadSize"))
    return Rules(
        hosts=tuple(st.get_option("server.allowedHosts")),
        largest_upload=(min(largest, SHARED_UPLOAD) if signing_in else largest) * 1024 * 1024,
        always_https=signing_in is not None and signing_in.is_https,
        is_signed_in=partial(has_signed_in, signing_in.auth["cookie_secret"]) if signing_in else None,
        shows_metrics=os.environ.get(METRICS_VARIABLE, "") not in ("", "0"),
        scripts=_scripts_of_the_page(),
    )


def has_signed_in(secret: str, cookies: str) -> bool:
    """Whether the cookies of a request are those of somebody who signed in here at some time."""
    cookie = cookie_parser(cookies).get(USER_COOKIE_NAME, "")
    return decode_signed_value(secret, USER_COOKIE_NAME, cookie.encode("latin-1", "replace")) is not None


def secrets() -> dict[str, Any] | None:
    """What Streamlit needs to know of the identity provider; None: there is no sign-in. Raises ``BadOption``."""
    signing_in = sign_in()
    return None if signing_in is None else {"auth": dict(signing_in.auth)}


def _scripts_of_the_page() -> tuple[str, ...]:
    """The few lines that stand in Streamlit's own page, by what they are and not by where."""
    page = Path(st.__file__).with_name("static") / "index.html"
    found = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in found)


async def health(_request: Request) -> PlainTextResponse:
    """The answer of ``/healthz``."""
    is_well = await _health.is_well()
    return PlainTextResponse("ok" if is_well else "unavailable", 200 if is_well else 503, {"Cache-Control": "no-store"})


@asynccontextmanager
async def running(_app: object) -> AsyncIterator[None]:
    """From the start of the server to its end."""
    signing_in = sign_in()
    log.start("-" if signing_in else "")
    log.event("start", version=tracker.__version__)
    if not st.get_option("server.headless"):
        here = f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}"
        address = signing_in.address if signing_in else here
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address)
    yield
    log.event("stop")


def unforeseen(problem: Exception) -> bool:
    """Says that a page failed, without what it was about, and by which number the log names it.

    What could not be done for a reason comes here too, from a part of a page that runs by itself; it has words.
    """
    if isinstance(problem, TrackerError):
        session.write_down_refusal(problem)
        st.error(md_escape(session.told(problem)), icon=":material/error:")
        return True
    st.error(
        f"{_what_was_saved(session.writes_not_shown())} Reload the page and try again. "
        f"If it happens again, tell the person who runs this program the number {log.error(problem)}."
    )
    return True


def _what_was_saved(writes: list[bool]) -> str:
    """What a person must know of their entries when a page fails; ``writes``: those that no page has shown yet."""
    if not writes:
        return "This page could not be shown. Your entries were not changed."
    if all(writes):
        undo = " You can still undo it." if (last := session.undoable()) and last.undo_group else ""
        return f"Your change was saved, but this page could not be shown.{undo}"
    if not any(writes):
        return "Something went wrong, and your change was not saved. Your entries are as they were."
    return "Something went wrong, and only a part of what you did was saved. Look at your entries before you go on."
