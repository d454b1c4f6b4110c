"""Where a secret could have been left: in the server's memory, in its files, in the browser."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.conftest import AppServer

SECONDS = 60


def live_in(server: AppServer, *needles: str | bytes) -> list[str]:
    """The live objects of the server that hold one of these, told by their kinds; see ``watched/live_objects.py``."""
    answer = server.hosts.with_suffix(".live")
    answer.unlink(missing_ok=True)
    lines = (f"bytes {one.hex()}" if isinstance(one, bytes) else f"text {one}" for one in needles)
    server.hosts.with_suffix(".wanted").write_text("\n".join(lines), encoding="utf-8")
    os.kill(server.process_id, signal.SIGUSR1)
    deadline = time.monotonic() + SECONDS
    while not answer.exists():
        assert time.monotonic() < deadline, "the server does not say what it holds"
        time.sleep(0.05)
    server.hosts.with_suffix(".wanted").unlink()
    return answer.read_text(encoding="utf-8").splitlines()


def files_with(server: AppServer, needles: Iterable[str]) -> list[Path]:
    """The server's files that hold one of these: ledger with its journal, log, home, folder for temporary files."""
    wanted = [needle.encode() for needle in needles]
    files = [file for file in server.database.parent.rglob("*") if file.is_file()]
    assert {server.database, server.log} <= set(files)
    return [file for file in files if any(needle in file.read_bytes() for needle in wanted)]


def kept_by_browser(page: Page) -> str:
    """Addresses, cookies and everything that the page put into the browser's storage or shows."""
    stored = page.evaluate(
        """async () => JSON.stringify([
            {...localStorage}, {...sessionStorage}, (await indexedDB.databases()).map((one) => one.name),
            await caches.keys(), performance.getEntries().map((entry) => entry.name),
        ])"""
    )
    return "\n".join([page.url, json.dumps(page.context.cookies()), str(stored), page.content()])
