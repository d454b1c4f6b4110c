"""Who was asked for anything while a browser test ran, by the pages, by the browser and by the server.

Three views of the same promise, that nothing leaves the machine: what pages request (``HostLog``), what the whole
browser wants to send anywhere else (``WayOut``), and what the server looks up or connects to
(``watched/sitecustomize.py``).
"""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# A browser reports to its maker (updates, sign-in, autofill), whatever is open. The proxy refuses that too, and a page
# that asks one of them is still found by ``HostLog``.
BROWSER_MAKERS = (".google.com", ".googleapis.com", ".gvt1.com", ".bing.com", ".microsoft.com", ".msn.com")
LOCAL_SCHEMES = {"about", "blob", "data"}


@dataclass
class HostLog:
    """What the pages of one test asked, each as ``host:port``; ``addresses`` holds the whole of it.

    ``not_allowed``: what the browser says that a page tried against the server's content security policy.
    """

    asked: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    not_allowed: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Write down every request and every websocket of this context, also of windows that its pages open."""
        context.on("request", lambda request: self.note(request.url))
        context.on("page", self._watch_sockets)
        context.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            self.not_allowed.append(said.text)

    def _watch_sockets(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.note(socket.url))

    def note(self, url: str) -> None:
        """One address that was asked."""
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES:
            self.asked.add(parts.netloc)
            self.addresses.append(url)


class _Refusal(socketserver.StreamRequestHandler):
    """Reads ``CONNECT host:443 …`` or ``GET http://host/… …``, remembers the host and lets nothing through."""

    timeout = 5
    server: WayOut

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            words = self.rfile.readline(65536).decode("latin-1").split()
            if len(words) >= 2:
                address = words[1] if "://" in words[1] else f"//{words[1]}"
                self.server.asked.append(urlsplit(address).hostname or address)
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class WayOut(socketserver.ThreadingTCPServer):
    """The browser's only way to another machine: a proxy that is closed and keeps the list of who wanted through.

    Chromium asks this machine directly and everything else by way of the proxy, so whatever arrives here wanted out.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusal)
        self.asked: list[str] = []  # hosts, in order

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def asked_by_pages(self) -> set[str]:
        """The hosts that pages wanted, without the browser's own."""
        return {host for host in self.asked if not host.endswith(BROWSER_MAKERS)}


@contextlib.contextmanager
def way_out() -> Iterator[WayOut]:
    """A closed way out, for as long as the block runs."""
    with WayOut() as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


def hosts_asked_by_server(log: Path) -> set[str]:
    """Other machines that the server looked up or connected to since its start."""
    if not log.is_file():
        return set()
    # "None" and the wildcard addresses: where to listen, not whom to ask.
    return set(log.read_text(encoding="utf-8").split()) - LOOPBACK - {"None", "", "0.0.0.0", "::"}
