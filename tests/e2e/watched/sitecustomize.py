"""Python reads this at the start of a server under test: every host that it looks up or connects to is written down."""

import os
import sys
from pathlib import Path

import live_objects

LOG = Path(os.environ.get("HOSTS_ASKED_BY_SERVER", os.devnull))


def note(event: str, details: tuple[object, ...]) -> None:
    """Called by Python itself, below every library; each line of the file is one host."""
    if event == "socket.getaddrinfo":
        host = details[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(details[1], tuple):  # else a local pipe
        host = details[1][0]
    else:
        return
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"{host.decode() if isinstance(host, bytes) else host}\n")


if "HOSTS_ASKED_BY_SERVER" in os.environ:
    sys.addaudithook(note)
    live_objects.answer_by_signal(LOG)
