"""What a rerun of the Timeline costs the server, and how long people wait for it, at 1, 25 and 50 sessions.

    python -m tests.benchmarks.sessions

Starts the real server on a ledger of 500 trips and talks to it as browsers do: over a websocket, in Streamlit's own
messages. CPU is the server process's own, read from ``/proc`` (so only on Linux), and hardly depends on what else runs.
Waiting times do: the load is printed above them. README.md says what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests import postgres
from tests.benchmarks.programs import one_traveler, synthetic_trips
from tracker.store import Ledger, RowChange, open_ledger

CLONE = Path(__file__).resolve().parents[2]
TRIPS = 500
SESSIONS = (25, 50)
ALONE, SAVES = 30, 8  # reruns of each kind by one session, one right after the other
SECONDS, THINK = 15, 5.0  # of many sessions: how long, and the mean time between two reruns of one
KEPT_RUNS = 2  # how many runs a browser keeps a message, as Streamlit's own does
PRESETS = ("This year", "Last 12 months", "All")

Step = Callable[["Session", int], list[WidgetState]]
"""The widgets that a session changes at its n-th step."""


# ------------------------------------------------------------------------------------------------------- the server


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far."""
        used = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MB that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextlib.contextmanager
def serving(database: str, log: Path) -> Iterator[Server]:
    """The dashboard on this database, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STREAMLIT_")}
    environment |= {"COVERLINE_DATABASE_URL": database, "STREAMLIT_SERVER_HEADLESS": "true"}
    command = [sys.executable, "-m", "tracker", "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=CLONE, env=environment, stdout=out, stderr=out)
    try:
        _wait_until_healthy(port, process, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"The dashboard did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


# ------------------------------------------------------------------------------------------------------- a session


@dataclass
class Session:
    """One browser: what it has on its page, and how long it waited for each rerun (seconds)."""

    number: int
    socket: ClientConnection
    runs: int = 0
    charts: int = 0  # figures that came as a whole
    widgets: dict[str, str] = field(default_factory=dict)  # key → id
    kept: dict[str, int] = field(default_factory=dict)  # hash of a message → the run in which it was last needed
    states: dict[str, WidgetState] = field(default_factory=dict)  # by id

    async def rerun(self, changed: list[WidgetState]) -> float:
        """Ask for one run and read it to its end."""
        self.runs += 1
        self.states |= {state.id: state for state in changed}
        asked = BackMsg()
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        asked.rerun_script.context_info.timezone = "America/New_York"
        fresh = [known for known, run in self.kept.items() if run >= self.runs - KEPT_RUNS]
        asked.rerun_script.cached_message_hashes.extend(fresh)
        begun = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), 60))
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                self.kept[message.ref_hash] = self.runs
            elif kind == "delta" and message.delta.HasField("new_element"):
                self._read(message)
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise SystemExit(f"A run ended with {message.script_finished}.")
                return time.perf_counter() - begun

    def _read(self, message: ForwardMsg) -> None:
        if message.metadata.cacheable:
            self.kept[message.hash] = self.runs
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise SystemExit(f"The page shows an error: {element.exception.message}")
            case "button_group" | "bidi_component" as kind:
                widget = getattr(element, kind).id
                self.widgets[widget.rpartition("-")[2]] = widget
            case "plotly_chart":
                self.charts += 1


@contextlib.asynccontextmanager
async def _opened(server: Server, number: int) -> contextlib.AsyncGenerator[Session]:
    """A browser with the Timeline open."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=60) as socket:
        session = Session(number, socket)
        await session.rerun([])
        await session.rerun([])  # streamlit collects garbage and sends the menu only once
        yield session


def _nothing(session: Session, step: int) -> list[WidgetState]:
    return []


def _other_days(session: Session, step: int) -> list[WidgetState]:
    """The next preset of days: the same for everybody, so somebody may have looked at it before."""
    state = WidgetState(id=session.widgets["timeline.range"])
    state.string_array_value.data.append(PRESETS[step % len(PRESETS)])
    return [state]


def _new_zoom(session: Session, step: int) -> list[WidgetState]:
    """Zoomed to days that nobody ever looked at: the chart is drawn anew."""
    first = dt.date(2021, 1, 1) + dt.timedelta(days=7 * session.number + step)
    edges = f'["{first} 00:00:00", "{first + dt.timedelta(days=400 + step)} 00:00:00"]'
    state = WidgetState(id=session.widgets["timeline.chart.zoom_listener"])
    state.json_value = f'{{"range": {edges}}}'
    return [state]


def _saving(book: Ledger) -> Step:
    """A trip gets another note, as if somebody saved it in another window; the page must find it out by itself."""

    def save(session: Session, step: int) -> list[WidgetState]:
        row = book.rows("trips").iloc[0]
        book.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), {"note": f"note {step}"})])
        return []

    return save


STEPS: dict[str, Step] = {
    "nothing changed": _nothing,
    "other days chosen": _other_days,
    "zoomed to new days": _new_zoom,
}


# ---------------------------------------------------------------------------------------------------- measurements


@dataclass(frozen=True)
class Figures:
    """One line of the table: waiting times and CPU per rerun in ms, memory in MB."""

    what: str
    sessions: int
    waits: list[float]
    cpu: float
    memory: float

    def line(self) -> str:
        """The line as Markdown."""
        p50, p95 = np.percentile(self.waits, [50, 95]) * 1000
        cells = (self.sessions, self.what, len(self.waits), f"{self.cpu:.0f}", f"{p50:.0f}", f"{p95:.0f}")
        return f"| {' | '.join(map(str, cells))} | {self.memory:.0f} |"


HEAD = """| sessions | rerun | reruns | server CPU each, ms | p50, ms | p95, ms | server memory, MB |
| ---: | --- | ---: | ---: | ---: | ---: | ---: |"""


async def _alone(server: Server, what: str, step: Step, reruns: int = ALONE) -> Figures:
    async with _opened(server, 0) as session:
        for n in range(3):
            await session.rerun(step(session, -n))
        begun = server.cpu()
        waits = [await session.rerun(step(session, n)) for n in range(1, reruns + 1)]
        return Figures(what, 1, waits, (server.cpu() - begun) / len(waits) * 1000, server.memory())


async def _together(server: Server, sessions: int, steps: list[Step]) -> Figures:
    """Everybody looks at the Timeline, now and then doing one of the steps in turn."""
    before = server.memory()
    async with contextlib.AsyncExitStack() as stack:
        people = [await stack.enter_async_context(_opened(server, n)) for n in range(1, sessions + 1)]
        opened, begun, stop = server.memory(), server.cpu(), time.monotonic() + SECONDS
        waits = await asyncio.gather(*(_at_work(session, stop, steps) for session in people))
        found = [wait for each in waits for wait in each]
        cpu, grown = (server.cpu() - begun) / len(found) * 1000, (opened - before) / sessions
        what = f"the first {len(steps)} in turn; {grown:.1f} MB a session"
        return Figures(what, sessions, found, cpu, server.memory())


async def _at_work(session: Session, stop: float, steps: list[Step]) -> list[float]:
    chance, waits = random.Random(session.number), []
    while True:
        think = chance.expovariate(1 / THINK)
        if time.monotonic() + think > stop:
            return waits
        await asyncio.sleep(think)
        step = session.number + len(waits)
        waits.append(await session.rerun(steps[step % len(steps)](session, step)))


async def _measure(server: Server, book: Ledger, steps: dict[str, Step]) -> None:
    print(HEAD, flush=True)
    for what, step in steps.items():
        print((await _alone(server, what, step)).line(), flush=True)
    print((await _alone(server, "a trip was saved", _saving(book), SAVES)).line(), flush=True)
    for sessions in SESSIONS:
        print((await _together(server, sessions, list(steps.values()))).line(), flush=True)


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--postgres", action="store_true", help="the ledger on a PostgreSQL server of its own")
    parser.add_argument("--program", action="store_true", help="the trips of fifty people, not of one")
    wanted = parser.parse_args()
    steps = {what: step for what, step in STEPS.items() if not (wanted.program and step is _new_zoom)}  # one person's
    if not sys.platform.startswith("linux"):
        print("Not measured: the CPU of another process is read from /proc, which only Linux has.")
        return
    trips = synthetic_trips(TRIPS) if wanted.program else one_traveler(TRIPS, until=dt.date(2026, 12, 31))
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        database = f"sqlite:///{folder}/ledger.db"
        if wanted.postgres:
            database = stack.enter_context(postgres.running("fsync=on", "full_page_writes=on")).url
        book = open_ledger(database)
        book.replace_all({"trips": trips})
        load = " ".join(f"{load:.1f}" for load in os.getloadavg())
        print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load}\n")
        with serving(database, Path(folder) / "server.log") as server:
            asyncio.run(_measure(server, book, steps))
        print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
