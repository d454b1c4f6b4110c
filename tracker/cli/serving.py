"""The command that opens the dashboard: serve."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

from tracker.cli.terminal import complain, plain_errors
from tracker.errors import BadOption, TrackerError

DEFAULT_PORT = 8501
_OWN_NAMES = ("localhost", "127.0.0.1")  # as in .streamlit/config.toml


def serve(
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port on this machine.")] = (
        DEFAULT_PORT
    ),
    address: Annotated[
        str, typer.Option("--address", metavar="IP", help="Where to listen. Default: for this machine only.")
    ] = "",
    host: Annotated[
        list[str] | None,
        typer.Option("--host", metavar="NAME", help="A name under which browsers reach it, beside this machine's own."),
    ] = None,
) -> None:
    """Open the dashboard in the browser. Stop it with Ctrl+C.

    COVERLINE_SIGN_IN names the file that turns sign-in on for a team (help: team).
    """
    import runpy
    import signal

    from tracker.paths import shipped
    from tracker.server.sign_in_file import sign_in

    with plain_errors():
        signing_in = sign_in()
        if _is_taken(port):
            raise BadOption(f"port {port} is in use: stop what runs there, or choose another one with --port N")
    _back_up_if_due()
    names = [*(host or ()), *([signing_in.host] if signing_in else ())]
    options = ["--server.port", str(port), *(["--server.address", address] if address else ())]
    for name in [*_OWN_NAMES, *names] if names else ():
        options += ["--server.allowedHosts", name]
    sys.argv = ["streamlit", "run", str(shipped("asgi_app.py")), *options]
    # Given back to us by the server when everything is closed: then Ctrl+C is no failure.
    before = signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    finally:
        signal.signal(signal.SIGINT, before)


def _back_up_if_due() -> None:
    """The daily copy of a ledger in a file. The dashboard starts without it too: it says itself what is wrong."""
    from tracker.store.backup import back_up_if_due, file_in_use

    try:
        if file := file_in_use():
            back_up_if_due(file, dt.datetime.now(dt.UTC))
    except TrackerError as error:
        complain(str(error))


def _is_taken(port: int) -> bool:
    """Whether a program on this machine answers at the port."""
    import socket

    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
