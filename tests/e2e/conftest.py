"""Browser tests drive a real Chromium on a real server with an empty ledger.

Fixtures: ``app_server`` (a running dashboard), ``open_page`` (opens it in a browser, with options), ``page`` (already
open), ``open_file`` (a file in a browser), ``surroundings`` (the reader's time zone and theme) and ``host_log``. A test
that opens a page runs twice, in New York on a light page and in Tokyo on a dark one, where the browser works with days:
it reads typed ones, draws them or knows what day it is. A test in which only the server does that runs in one place:
``@only_in(TOKYO)``. Every test fails if a page or the server asked another machine. Helpers:
``from tests.e2e.conftest import choose, ready``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.e2e.host_log import HostLog, WayOut, hosts_asked_by_server, way_out
from tracker.store.tables import metadata

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
WATCHED = Path(__file__).with_name("watched")  # makes the server write down whom it asks
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
    hosts: Path
    process_id: int = 0

    def empty_the_ledger(self) -> None:
        """As after the first start; the revision grows, so that the server does not answer from what it knew."""
        if not self.database.is_file():
            return
        with contextlib.closing(sqlite3.connect(self.database)) as database, database:
            for table in metadata.tables.keys() - {"revision"}:
                database.execute(f"DELETE FROM {table}")
            database.execute("UPDATE revision SET number = number + 1, trip_number = 0, chain_head = ''")


@dataclass(frozen=True)
class Surroundings:
    """Where the reader is and how the page looks there."""

    zone: str
    color_scheme: str

    def __str__(self) -> str:
        return f"{self.zone.rpartition('/')[2]}-{self.color_scheme}"

    def today(self) -> dt.date:
        """The day on the reader's calendar."""
        return dt.datetime.now(ZoneInfo(self.zone)).date()


NEW_YORK = Surroundings("America/New_York", "light")
TOKYO = Surroundings("Asia/Tokyo", "dark")

OpenPage = Callable[..., Page]
OpenFile = Callable[..., Page]


def only_in(place: Surroundings) -> pytest.MarkDecorator:
    """For a story in which the browser works with no day: it runs once, in this place and its theme."""
    return pytest.mark.parametrize("surroundings", [place], ids=str)


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
def serving(folder: Path, port: int = 0, **environment: str) -> Iterator[AppServer]:
    """Serve the dashboard with its ledger and its home in ``folder``; the same folder again is a restart."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    url = f"http://127.0.0.1:{port or free_port()}"
    server = AppServer(url, home, folder / "ledger.db", folder / "server.log", folder / "hosts.log")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("STREAMLIT_", "COVERLINE_"))}
    own = {
        "COVERLINE_DATABASE_URL": f"sqlite:///{server.database.as_posix()}",
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "STREAMLIT_SERVER_HEADLESS": "true",  # open no window
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp")),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(WATCHED), inherited.get("PYTHONPATH")))),
        "HOSTS_ASKED_BY_SERVER": str(server.hosts),
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
            yield replace(server, process_id=process.pid)
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


class Runs:
    """Whether the page asked for a run of its script that has not come to its end."""

    def __init__(self, page: Page) -> None:
        self.one_is_awaited = False
        page.on("websocket", self._watch)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", lambda _: self._ended())

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.one_is_awaited = True

    def _received(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
            self._ended()

    def _ended(self) -> None:
        self.one_is_awaited = False


_runs: WeakKeyDictionary[Page, Runs] = WeakKeyDictionary()


def ready(page: Page) -> None:
    """Wait until the page has loaded and its script has run to the end."""
    app = page.get_by_test_id("stApp")
    deadline = time.monotonic() + SETTLE_MS / 1000
    is_at_rest = False
    while not is_at_rest:
        assert time.monotonic() < deadline, "the page does not come to rest"
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)
        page.wait_for_timeout(200)  # what was just pressed, and what a callback starts at once, is on its way by then
        is_at_rest = not _runs[page].one_is_awaited
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)


def choose(form: Page | Locator, label: str, option: str, *, typed: str = "") -> None:
    """Choose from a list, after typing part of it; once more if the page was drawn anew and closed the list.

    ``label`` may be the beginning of what stands above the list: the first such list is meant.
    """
    page = form if isinstance(form, Page) else form.page
    field = form.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}")).first
    wanted = page.get_by_role("option", name=option).first
    for patience in (3_000, 10_000, SETTLE_MS):
        field.focus()
        field.press("ArrowDown")
        if typed:
            field.fill(typed)
        try:
            wanted.click(timeout=patience)
            break
        except TookTooLong:
            if patience == SETTLE_MS:
                raise
    ready(page)


@pytest.fixture(scope="session")
def running_server(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One dashboard for all browser tests of this process: a start costs more than most tests."""
    with serving(tmp_path_factory.mktemp("app")) as server:
        yield server


@pytest.fixture
def app_server(running_server: AppServer) -> AppServer:
    """The dashboard on an empty ledger."""
    running_server.empty_the_ledger()
    return running_server


@pytest.fixture(scope="session")
def closed_way_out() -> Iterator[WayOut]:
    """Where the browser is sent with whatever it wants from another machine."""
    with way_out() as proxy:
        yield proxy


# One browser per test file: playwright's event loop must not stay open under the tests that come after.
@pytest.fixture(scope="module")
def browser(chromium: Path, closed_way_out: WayOut) -> Iterator[Browser]:
    # Not playwright's own setting, which sends requests to this machine through the proxy, too.
    arguments = [*CHROMIUM_ARGUMENTS, f"--proxy-server={closed_way_out.url}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments, headless=True)
        yield browser
        browser.close()


@pytest.fixture(params=[NEW_YORK, TOKYO], ids=str)
def surroundings(request: pytest.FixtureRequest) -> Surroundings:
    """Stories with days are read in two places: the day must not shift, and both themes must do."""
    chosen: Surroundings = request.param
    return chosen


@pytest.fixture
def own_hosts(app_server: AppServer) -> set[str]:
    """Whom a page may ask for anything."""
    return {urlsplit(app_server.url).netloc}


@pytest.fixture
def host_log(app_server: AppServer, own_hosts: set[str], closed_way_out: WayOut) -> Iterator[HostLog]:
    """Everybody whom this test asked for anything; at its end that must have been the dashboard alone.

    Nor may a page have tried what the server's content security policy forbids.
    """
    log = HostLog()
    closed_way_out.asked.clear()
    yield log
    assert log.asked <= own_hosts, f"a page asked another machine: {log.addresses}"
    assert not log.not_allowed
    assert not closed_way_out.asked_by_pages(), "a page wanted something from another machine"
    assert not hosts_asked_by_server(app_server.hosts), "the server asked another machine"


@pytest.fixture
def open_page(
    browser: Browser, app_server: AppServer, surroundings: Surroundings, host_log: HostLog
) -> Iterator[OpenPage]:
    """``open_page("trips", viewport={"width": 390, "height": 844})``: a new window, in the test's surroundings."""
    contexts = []

    def open_page(path: str = "", **options: Any) -> Page:
        defaults = {
            "locale": "en-US",
            "timezone_id": surroundings.zone,
            "color_scheme": surroundings.color_scheme,
            "viewport": {"width": 1280, "height": 900},
        }
        context = browser.new_context(**(defaults | options))
        contexts.append(context)
        host_log.watch(context)
        page = context.new_page()
        _runs[page] = Runs(page)
        page.goto(f"{app_server.url}/{path}")
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def open_file(browser: Browser, closed_way_out: WayOut) -> Iterator[OpenFile]:
    """``open_file(path, viewport=…)``: a window with a file in it, which must not ask anybody for anything."""
    log, contexts = HostLog(), []
    closed_way_out.asked.clear()

    def open_file(file: Path, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        log.watch(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert not {host for host in log.asked if host}, f"a file asked another machine: {log.addresses}"
    assert not closed_way_out.asked_by_pages(), "a file wanted something from another machine"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The dashboard, open in a browser."""
    return open_page()
