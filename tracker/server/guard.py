"""Every request passes here first: a foreign name or page is refused, too much is not read, and answers carry rules.

Pure ASGI: nothing is buffered, and a websocket is passed on untouched once it is let in.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from tracker import log

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH = "/healthz"
METRICS = "/_stcore/metrics"
INVITATION = "invite"
"""The part of an address that holds an invitation, and the cookie that keeps it while its reader signs in."""
_UPLOADS = "/_stcore/upload_file/"
_DOWNLOADS = "/media/"
ENVELOPE = 64 * 1024
"""Bytes beside the file in an upload, and all that any other request may bring."""

_INVITATION = re.compile(rf"(?:^|&){INVITATION}=(?P<token>[A-Za-z0-9_-]{{20,100}})(?:&|$)")
_INVITATION_SECONDS = 1800
_HOST = re.compile(r"(?P<name>\[[0-9a-f:]+\]|[a-z0-9._-]+?)\.?(?P<port>:\d{1,5})?")


@dataclass(frozen=True)
class Rules:
    """What one server lets in and says. ``hosts``: its names in addresses, ``*.example.org`` for all below one.

    ``is_signed_in`` says it of the value of a Cookie header; None: nobody has to be.
    """

    hosts: tuple[str, ...]
    largest_upload: int  # bytes
    shows_metrics: bool = False
    always_https: bool = False  # also where the proxy in front does not say so
    scripts: tuple[str, ...] = ()  # of the page itself, as sources of a policy
    is_signed_in: Callable[[str], bool] | None = None

    @property
    def keeps_invitations(self) -> bool:
        """For those who must sign in first, which leads back to the bare address."""
        return self.is_signed_in is not None


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, and the status of HTTP for it."""

    status: int
    reason: str
    words: str


FOREIGN_HOST = Refusal(421, "host", "This server does not go by that name.")
FOREIGN_ORIGIN = Refusal(403, "origin", "Requests of other sites are refused.")
NOT_SIGNED_IN = Refusal(403, "sign_in", "Sign in first.")
TOO_LARGE = Refusal(413, "size", "That is more than this server takes.")
BAD_LENGTH = Refusal(400, "length", "The length of the request cannot be read.")
NOT_SHOWN = Refusal(404, "metrics", "Not found.")


class _TooLarge(Exception):
    """More came than was announced or allowed."""


class Guard:
    """The middleware. ``rules`` is asked once, with the first request: before that not all settings are read."""

    def __init__(self, app: Application, rules: Callable[[], Rules]) -> None:
        self._app = app
        self._ask = rules
        self._rules: Rules | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the start and stop of the server."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        self._rules = self._rules or self._ask()
        if refusal := refused(scope, self._rules):
            await _refuse(scope, send, refusal)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send, self._rules)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, rules: Rules) -> None:
        left, is_answered = _allowance(scope, rules), False

        async def limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLarge
            return message

        async def with_rules(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                message = {**message, "headers": answer_headers(message.get("headers", ()), scope, rules)}
            await send(message)

        try:
            await self._app(scope, limited, with_rules)
        except _TooLarge:
            if is_answered:
                raise
            await _refuse(scope, send, TOO_LARGE)


def refused(scope: Scope, rules: Rules) -> Refusal | None:
    """Why this request is refused before anything is read of it; None: it is not."""
    if scope["path"] == HEALTH:  # whoever watches over the server may know it by its number only
        return None
    hosts = _headers(scope, b"host")
    if len(hosts) != 1 or not is_own(hosts[0], rules.hosts):
        return FOREIGN_HOST
    if any(origin.lower().partition("://")[2] != hosts[0].lower() for origin in _headers(scope, b"origin")):
        return FOREIGN_ORIGIN
    if scope["path"].startswith(METRICS) and not rules.shows_metrics:
        return NOT_SHOWN
    # Pages say themselves who may see them; files are sent and fetched beside them.
    is_file = scope["path"].startswith((_UPLOADS, _DOWNLOADS))
    if is_file and rules.is_signed_in and not rules.is_signed_in("; ".join(_headers(scope, b"cookie"))):
        return NOT_SIGNED_IN
    for length in _headers(scope, b"content-length"):
        if not length.isascii() or not length.isdecimal():
            return BAD_LENGTH
        if int(length) > _allowance(scope, rules):
            return TOO_LARGE
    return None


def is_own(host: str, names: tuple[str, ...]) -> bool:
    """Whether the value of a Host header is one of these names, with any port."""
    asked = _HOST.fullmatch(host.lower())
    if asked is None:
        return False
    name = asked["name"].strip("[]")
    own = {known.strip().lower().strip("[]") for known in names}
    return "*" in own or name in own or any(known[:2] == "*." and name.endswith(known[1:]) for known in own)


def answer_headers(sent: Any, scope: Scope, rules: Rules) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with what browsers must be told."""
    is_https = rules.always_https or scope.get("scheme") == "https"
    path = scope["path"]
    told = {b"content-security-policy": policy(scope, rules, is_https).encode(), **_ALWAYS}
    if is_https:
        told[b"strict-transport-security"] = b"max-age=31536000"
    if path.startswith(_DOWNLOADS):
        told[b"cache-control"] = b"private, no-store"
    kept = [(name, value) for name, value in sent if name.lower() not in told]
    if rules.keeps_invitations and (token := invitation_in(scope.get("query_string", b"").decode("latin-1"))):
        cookie = f"{INVITATION}={token}; Max-Age={_INVITATION_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
        kept.append((b"set-cookie", cookie.encode()))
    if is_https:
        kept = [(name, _secure(value) if name.lower() == b"set-cookie" else value) for name, value in kept]
    return [*kept, *told.items()]


def invitation_in(query: str) -> str:
    """The token of an invitation in the query of an address; "": there is none."""
    found = _INVITATION.search(query)
    return found["token"] if found else ""


_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


def policy(scope: Scope, rules: Rules, is_https: bool) -> str:
    """What a page may load, and from where: this server alone.

    ``blob:`` lets the components' own code be loaded, ``unsafe-inline`` the styles that Streamlit writes; no text is
    ever run as a program.
    """
    host = "".join(_headers(scope, b"host")[:1])
    socket = f"{'wss' if is_https else 'ws'}://{host}" if _HOST.fullmatch(host.lower()) else ""
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", "blob:", *rules.scripts)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {socket}".strip(),
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


def _secure(cookie: bytes) -> bytes:
    attributes = {part.strip().lower() for part in cookie.split(b";")[1:]}
    return cookie if b"secure" in attributes else cookie + b"; Secure"


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key.lower() == name]


def _allowance(scope: Scope, rules: Rules) -> int:
    return ENVELOPE + (rules.largest_upload if scope["path"].startswith(_UPLOADS) else 0)


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    log.event("refused", reason=refusal.reason)
    if scope["type"] == "websocket":  # before it is accepted: the browser sees 403
        await send({"type": "websocket.close", "code": 1008})
        return
    words = refusal.words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"connection", b"close"),  # whatever else was to come is not read
        *_ALWAYS.items(),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
