"""Who is let in, how much is taken, and what browsers are told: held without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from tracker.server.guard import ENVELOPE, Guard, Message, Receive, Rules, Scope, Send, is_own, refused

RULES = Rules(hosts=("localhost", "127.0.0.1", "*.example.org"), largest_upload=1000)
UPLOAD = "/_stcore/upload_file/session/file"


def request(path: str = "/", host: str | None = "localhost:8501", **headers: str) -> Scope:
    given = {} if host is None else {"host": host}
    sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in (given | headers).items()]
    return {"type": "http", "scheme": "http", "method": "GET", "path": path, "headers": sent}


class Answering:
    """Reads the whole body, then answers with a cookie."""

    def __init__(self) -> None:
        self.read = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        cookies = [(b"set-cookie", b"a=1; Path=/"), (b"Set-Cookie", b"b=2; secure"), (b"cache-control", b"public")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})
        await send({"type": "http.response.body", "body": b"ok"})


def asked(scope: Scope, body: Iterable[bytes] = (b"",), rules: Rules = RULES) -> tuple[list[Message], Answering]:
    """What is sent back for the request, and the application behind the guard."""
    sent: list[Message] = []
    parts = list(body)

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    behind = Answering()
    asyncio.run(Guard(behind, lambda: rules)(scope, receive, send))
    return sent, behind


def headers(sent: list[Message]) -> dict[str, Any]:
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("LOCALHOST:8501", True),
        ("127.0.0.1:1", True),
        ("localhost.", True),
        ("team.example.org", True),
        ("example.org", False),
        ("evil-example.org", False),
        ("evil.test", False),
        ("localhost.evil.test", False),
        ("localhost@evil.test", False),
        ("localhost:8501/x", False),
        ("localhost evil", False),
        ("", False),
    ],
)
def test_only_own_names_are_served(host: str, own: bool) -> None:
    assert is_own(host, RULES.hosts) is own


def test_an_address_of_ipv6_and_any_name_can_be_own() -> None:
    assert is_own("[::1]:8501", ("::1",))
    assert is_own("whatever.test", ("*",))


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (request(), None),
        (request(origin="http://localhost:8501"), None),
        (request(host="evil.test"), "host"),
        (request(host=None), "host"),
        (request(origin="http://evil.test"), "origin"),
        (request(origin="http://localhost:9999"), "origin"),
        (request(origin="null"), "origin"),
        (request("/_stcore/metrics"), "metrics"),
        (request("/healthz", host="10.0.0.7"), None),
        (request(content_length="-1"), "length"),
        (request(content_length="many"), "length"),
        (request(content_length=str(ENVELOPE)), None),
        (request(content_length=str(ENVELOPE + 1)), "size"),
        (request(UPLOAD, content_length=str(ENVELOPE + 1000)), None),
        (request(UPLOAD, content_length=str(ENVELOPE + 1001)), "size"),
    ],
)
def test_what_is_refused_before_anything_is_read(scope: Scope, reason: str | None) -> None:
    refusal = refused(scope, RULES)
    assert (refusal.reason if refusal else None) == reason


def test_two_host_headers_are_none() -> None:
    scope = request()
    scope["headers"].append((b"host", b"evil.test"))
    assert refused(scope, RULES)


def test_metrics_are_shown_when_asked_for() -> None:
    assert refused(request("/_stcore/metrics"), Rules(("localhost",), 1, shows_metrics=True)) is None


def test_a_refused_request_reaches_nobody() -> None:
    sent, behind = asked(request(host="evil.test"))
    assert sent[0]["status"] == 421
    assert (b"connection", b"close") in sent[0]["headers"]
    assert behind.read == 0


def test_a_refused_websocket_is_closed_before_it_is_open() -> None:
    scope = request("/_stcore/stream", origin="http://evil.test") | {"type": "websocket", "scheme": "ws"}
    sent, _ = asked(scope)
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_body_that_was_announced_too_small_is_not_read_to_its_end() -> None:
    parts = [b"x" * ENVELOPE] * 20
    sent, behind = asked(request(UPLOAD, content_length="5"), parts)
    assert sent[0]["status"] == 413
    assert behind.read <= ENVELOPE + 1000


def test_a_body_within_the_limit_passes_whole() -> None:
    sent, behind = asked(request(UPLOAD), [b"x" * 500] * 4)
    assert sent[0]["status"] == 200
    assert behind.read == 2000


def test_answers_say_what_a_page_may_do() -> None:
    told = headers(asked(request())[0])
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self' ws://localhost:8501;" in policy
    assert "unsafe-eval" not in policy
    assert told["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in told
    assert told["cache-control"] == "public"


def test_over_https_cookies_are_for_https_only() -> None:
    for scope, rules in (
        (request() | {"scheme": "https"}, RULES),
        (request(), Rules(("localhost",), 1, always_https=True)),
    ):
        sent, _ = asked(scope, rules=rules)
        cookies = [value for name, value in sent[0]["headers"] if name.lower() == b"set-cookie"]
        assert cookies == [b"a=1; Path=/; Secure", b"b=2; secure"]
        told = headers(sent)
        assert told["strict-transport-security"].startswith("max-age=")
        assert "wss://localhost:8501" in told["content-security-policy"]


def test_downloads_are_kept_nowhere() -> None:
    assert headers(asked(request("/media/abc.csv"))[0])["cache-control"] == "private, no-store"


def test_files_are_sent_and_fetched_only_by_whoever_signed_in() -> None:
    asking = Rules(("localhost",), 1000, is_signed_in=lambda cookies: cookies == "user=ada")
    for path in (UPLOAD, "/media/abc.csv"):
        assert refused(request(path, cookie="user=ada"), asking) is None
        for cookies in ({}, {"cookie": "user=eve"}):
            refusal = refused(request(path, **cookies), asking)
            assert refusal is not None
            assert refusal.reason == "sign_in"
    assert refused(request("/"), asking) is None, "the page itself leads to the sign-in"


def test_an_invitation_is_kept_in_a_cookie_while_its_reader_signs_in() -> None:
    token = "a-Token_" * 5
    keeping = Rules(("localhost",), 1, always_https=True, is_signed_in=lambda _: False)
    for query, is_kept in (
        (f"invite={token}", True),
        (f"a=b&invite={token}&c=d", True),
        ("invite=short", False),
        (f"invite={token};%20Domain=evil.test", False),
        (f"reinvite={token}", False),
    ):
        sent, _ = asked(request() | {"query_string": query.encode()}, rules=keeping)
        kept = [value.decode() for name, value in sent[0]["headers"] if value.startswith(b"invite=")]
        assert bool(kept) is is_kept, query
        for cookie in kept:
            assert cookie.startswith(f"invite={token}; ")
            assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
    sent, _ = asked(request() | {"query_string": f"invite={token}".encode()})
    assert not [value for name, value in sent[0]["headers"] if value.startswith(b"invite=")], "nobody signs in here"
