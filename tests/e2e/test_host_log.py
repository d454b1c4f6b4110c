"""The proof that nothing leaves the machine, and the proof that it would notice: pages, browser and server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.e2e.conftest import NEW_YORK, WATCHED, AppServer, OpenPage, Surroundings, only_in
from tests.e2e.host_log import HostLog, WayOut, hosts_asked_by_server

ASK_OTHERS = """async () => {
    const image = new Image();
    const ends = [
        fetch("https://fetch.test/x"),
        new Promise(done => { image.onerror = done; image.src = "http://image.test/x"; }),
        new Promise(done => { new WebSocket("wss://socket.test/x").onerror = done; }),
        new Promise(done => { new WebSocket("ws://127.0.0.1:9/x").onerror = done; }),
    ];
    window.open("http://window.test/x");
    await Promise.allSettled(ends);
}"""


@only_in(NEW_YORK)
def test_the_dashboard_itself_is_in_the_log(
    open_page: OpenPage, app_server: AppServer, host_log: HostLog, surroundings: Surroundings
) -> None:
    open_page()
    assert host_log.asked == {urlsplit(app_server.url).netloc}
    assert {"http", "ws"} <= {urlsplit(address).scheme for address in host_log.addresses}
    assert app_server.hosts.is_file(), "the server's own log is not kept"


def test_a_page_that_asks_another_machine_is_caught_and_refused(browser: Browser, closed_way_out: WayOut) -> None:
    log = HostLog()
    closed_way_out.asked.clear()
    context = browser.new_context()
    log.watch(context)
    page = context.new_page()
    page.evaluate(ASK_OTHERS)
    others = {"fetch.test", "image.test", "socket.test", "window.test"}
    for _ in range(100):  # the new window asks in its own time
        if others <= closed_way_out.asked_by_pages():
            break
        page.wait_for_timeout(100)
    context.close()
    assert log.asked == others | {"127.0.0.1:9"}
    assert closed_way_out.asked_by_pages() == others
    closed_way_out.asked.clear()


@only_in(NEW_YORK)
def test_a_page_that_runs_a_text_as_a_program_is_refused_and_caught(open_page: OpenPage, host_log: HostLog) -> None:
    page = open_page()
    page.evaluate("() => { document.body.setAttribute('onclick', 'document.title = 1'); document.body.click(); }")
    assert page.title() != "1"
    assert len(host_log.not_allowed) == 1
    host_log.not_allowed.clear()


def test_a_server_that_asks_another_machine_is_caught(tmp_path: Path) -> None:
    script = (
        "import contextlib, socket, urllib.request\n"
        "with contextlib.suppress(OSError): urllib.request.urlopen('http://looked-up.test/', timeout=1)\n"
        "with contextlib.suppress(OSError): socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.7', 9))\n"
        "with contextlib.suppress(OSError): socket.create_connection(('127.0.0.1', 9), 1)\n"
    )
    log = tmp_path / "hosts.log"
    without_proxy = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    subprocess.run(
        [sys.executable, "-c", script],
        env=without_proxy | {"PYTHONPATH": str(WATCHED), "HOSTS_ASKED_BY_SERVER": str(log)},
        check=True,
    )
    assert hosts_asked_by_server(log) == {"looked-up.test", "192.0.2.7"}


def test_every_window_is_opened_where_it_is_watched() -> None:
    files = {file.name: file.read_text("utf-8") for file in Path(__file__).parent.glob("*.py")}
    opening = {name for name, text in files.items() if re.search(r"\b(new_context|new_page|sync_playwright)\(", text)}
    assert opening == {"conftest.py", Path(__file__).name}, "use open_page"
