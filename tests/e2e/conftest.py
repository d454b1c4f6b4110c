"""Browser tests start the real server with an empty ledger and drive a real Chromium.

Fixtures: ``app_server`` (a running dashboard), ``open_page`` (opens it in a browser, with options), ``page`` (already
open) and ``requested_hosts``. After every test it is checked that no page asked anything but this machine.
Helper: ``from tests.e2e.conftest import ready``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CLONE = Path(__file__).resolve().parents[2]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
START_SECONDS = 60
SETTLE_MS = 30_000
expect.set_options(timeout=SETTLE_MS)  # other tests take their share of the machine


@dataclass(frozen=True)
class AppServer:
    """A running dashboard and the files it works on."""

    url: str
    home: Path
    database: Path
    log: Path


OpenPage = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait(10)


@contextlib.contextmanager
def serving(folder: Path, **environment: str) -> Iterator[AppServer]:
    """Serve the dashboard with its ledger and its home in ``folder``; the same folder again is a restart."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    server = AppServer(f"http://127.0.0.1:{free_port()}", home, folder / "ledger.db", folder / "server.log")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("STREAMLIT_", "COVERLINE_"))}
    own = {
        "COVERLINE_DATABASE_URL": f"sqlite:///{server.database.as_posix()}",
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "STREAMLIT_SERVER_HEADLESS": "true",  # open no window
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "tracker", "serve", "--port", str(urlsplit(server.url).port)]
    with server.log.open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=CLONE,
            env=inherited | own | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_until_healthy(server, process)
            yield server
        finally:
            _stop(process)


def _wait_until_healthy(server: AppServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                log = server.log.read_text(encoding="utf-8", errors="replace")
                pytest.fail(f"the dashboard did not start:\n{log}", pytrace=False)
            time.sleep(0.1)


def ready(page: Page) -> None:
    """Wait until the page has loaded and its script has run to the end."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)
    page.wait_for_timeout(300)  # a callback may start another run at once
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)


@pytest.fixture
def app_server(chromium: Path, tmp_path: Path) -> Iterator[AppServer]:
    """The dashboard on an empty ledger of its own."""
    with serving(tmp_path / "app") as server:
        yield server


# One browser per test file: playwright's event loop must not stay open under the tests that come after.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def requested_hosts() -> set[str]:
    """Every host that a page of this test asked for anything."""
    return set()


@pytest.fixture
def open_page(browser: Browser, app_server: AppServer, requested_hosts: set[str]) -> Iterator[OpenPage]:
    """``open_page("trips", timezone_id="Asia/Tokyo", color_scheme="dark", viewport={"width": 390, "height": 844})``."""
    contexts = []

    def note_host(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss"):
            requested_hosts.add(urlsplit(url).hostname or "")

    def open_page(path: str = "", **options: Any) -> Page:
        defaults = {"locale": "en-US", "timezone_id": "Europe/Berlin", "viewport": {"width": 1280, "height": 900}}
        context = browser.new_context(**(defaults | options))
        contexts.append(context)
        context.on("request", lambda request: note_host(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: note_host(socket.url))
        page.goto(f"{app_server.url}/{path}")
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert requested_hosts <= LOOPBACK, "a page asked another machine"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The dashboard, open in a browser."""
    return open_page()
