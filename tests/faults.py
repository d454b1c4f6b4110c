"""What can happen to a ledger in use: many programs saving at once, killed while they save, copied and restored.

    python -m tests.faults URL [--journal wal|delete] [--programs N] [--edits N] [--kills N] [--restores N]

prints what was found as JSON. The tests run it with small counts, ``tests.benchmarks.faults`` with large ones. Each
program is a process, forked before any of them opens the ledger: quicker than to start each one. Not on Windows.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracker.errors import BadOption, StaleEdit
from tracker.store import Changes, Ledger, RowChange, engine, open_ledger

ROWS = 3  # trips that all programs edit
TRIP = {"country": "FR", "first_day": "2026-01-01"}
PROGRAMS_KILLED = 3  # of one round
PAUSE = 0.1  # seconds between two saves beside restores
SECONDS_ALIVE = 0.4  # at most, from a program's first save to its end by kill -9
MOST_SECONDS = 600

Tell = Callable[[str, str], None]
"""What a program did, and what to; it is told only once it was acknowledged."""


@dataclass
class Found:
    """``saved``: acknowledged; ``lost``: those that are not in the ledger; ``stale``: refused because somebody else
    changed the row; ``errors``: every other refusal, in its own words; ``unheard``: in the ledger though the program
    was killed before it could say so; ``torn``: saves of which only a part is there; ``restored``: restores and
    ``kept``: saves that are in the backup made before one only; ``broken``: what a check of the file and of the journal
    found. ``seconds``: how long the saving took.
    """

    programs: int = 0
    kills: int = 0
    saved: int = 0
    lost: int = 0
    stale: int = 0
    unheard: int = 0
    torn: int = 0
    restored: int = 0
    kept: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened but saves and stale edits."""
        return not (self.lost or self.torn or self.errors or self.broken)


def found_of(url: str, journal: str, *, programs: int, edits: int, kills: int, restores: int) -> list[Found]:
    """Runs this module by itself on the empty ledger at ``url``: many at once, then killed ones, then restores."""
    counts = {"--journal": journal, "--programs": programs, "--edits": edits, "--kills": kills, "--restores": restores}
    words = [str(word) for pair in counts.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", url, *words],
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Found(**one) for one in json.loads(done.stdout)]


# ----------------------------------------------------------------------------------------------- many at once


def edited_at_once(url: str, programs: int, edits: int) -> Found:
    """So many programs each add 1 to the notes of the same few trips, so many times: read, modify, write.

    All of them find a database without tables when they start.
    """
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(_program(_editing(url, n, edits))) for n in range(programs)]
        told = _told(running)
    seconds = time.monotonic() - begun
    counted, state = Counter(what for what, _ in told), _state(url)
    return Found(
        programs=programs,
        saved=counted["saved"],
        lost=counted["saved"] - sum(state.notes),
        stale=counted["stale"],
        seconds=seconds,
        errors=[words for what, words in told if what == "error"],
        broken=state.broken,
    )


def _editing(url: str, number: int, edits: int) -> Callable[[Tell], None]:
    def edit(tell: Tell) -> None:
        ledger, chance, done = open_ledger(url), random.Random(number), 0
        if number == 0:
            ledger.save("trips", added=[TRIP | {"note": "0", "place": f"shared {n}"} for n in range(ROWS)])
        while ledger.is_empty():
            time.sleep(0.01)
        while done < edits:
            row = ledger.rows("trips").iloc[chance.randrange(ROWS)]
            more = {"note": str(int(row["note"]) + 1)}
            try:
                ledger.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), more)])
            except StaleEdit:
                tell("stale", row["trip"])
            else:
                done += 1
                tell("saved", row["trip"])

    return edit


# ------------------------------------------------------------------------------------------------------ killed


def killed_while_saving(url: str, kills: int) -> Found:
    """Three programs at once add a trip and a deadline in one save, again and again; each is killed in the middle.

    After every round the ledger is opened anew and checked, and the next round goes on with it.
    """
    found, said = Found(programs=PROGRAMS_KILLED, kills=kills), set[str]()
    for first in range(0, kills, PROGRAMS_KILLED):
        begun = time.monotonic()
        with contextlib.ExitStack() as stack:
            victims = [
                stack.enter_context(_program(_adding(url, f"{n}")))
                for n in range(first, min(first + PROGRAMS_KILLED, kills))
            ]
            told = _told(victims, killed=True)
        found.seconds += time.monotonic() - begun
        said |= {place for what, place in told if what == "saved"}
        found.errors += [words for what, words in told if what == "error"]
        found.broken += _state(url).broken  # the next start works
    _compare(found, said, _state(url))
    return found


def away_while_saving(url: str, times: int, stop: Callable[[], None], start: Callable[[], None]) -> Found:
    """Three programs save until the server is gone, which they notice; then it is started, and the next three begin."""
    found, said = Found(programs=PROGRAMS_KILLED), set[str]()
    open_ledger(url).is_empty()
    for n in range(times):
        begun = time.monotonic()
        with contextlib.ExitStack() as stack:
            saving = [stack.enter_context(_program(_adding(url, f"{n} {name}"))) for name in range(PROGRAMS_KILLED)]
            for program in saving:
                select.select([program.out], [], [])  # each has saved
            time.sleep(random.uniform(0, SECONDS_ALIVE))
            stop()
            told = _told(saving)
        found.seconds += time.monotonic() - begun
        start()
        said |= {place for what, place in told if what == "saved"}
        found.errors += [words for what, words in told if what == "error"]
    _compare(found, said, _state(url))
    return found


def _compare(found: Found, said: set[str], state: _State) -> None:
    there = set(state.added)
    found.saved, found.lost, found.unheard = len(said), len(said - there), len(there - said)
    found.torn = len(there ^ set(state.deadlines)) + len(state.added) - len(there)
    found.broken += state.broken


def _adding(url: str, name: str, pause: float = 0) -> Callable[[Tell], None]:
    def add(tell: Tell) -> None:
        ledger, n = open_ledger(url), 0
        while True:
            n += 1
            place = f"added {name} {n}"
            trip = TRIP | {"place": place}
            deadline = {"day": "2026-01-01", "action": place}
            ledger.save_many({"trips": Changes(added=[trip]), "deadlines": Changes(added=[deadline])})
            tell("saved", place)
            time.sleep(pause)

    return add


# ---------------------------------------------------------------------------------------------------- restored


def restored_while_saving(url: str, restores: int) -> Found:
    """Two programs save all the time; a third makes a copy, looks into it, and restores it. At most ten restores.

    Each copy must be of one moment, and each save in the ledger or in the backup made before the restore that took
    its place.
    """
    found = Found(programs=2)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        saving = [stack.enter_context(_program(_adding(url, f"beside {n}", PAUSE))) for n in range(2)]
        restoring = stack.enter_context(_program(_restoring(url, Path(folder), restores)))
        told = _told([*saving, restoring], until=restoring)
    found.seconds = time.monotonic() - begun
    state, said = _state(url), {place for what, place in told if what == "saved"}
    copied = {place for what, words in told if what == "before" for place in json.loads(words)}
    found.errors = [words for what, words in told if what == "error"]
    found.broken = state.broken + [words for what, words in told if what == "broken"]
    there = set(state.added)
    found.restored = sum(what == "before" for what, _ in told)
    found.saved, found.lost, found.kept = len(said), len(said - there - copied), len(said & copied - there)
    found.torn = len(there ^ set(state.deadlines)) + sum(what == "torn" for what, _ in told)
    return found


def _restoring(url: str, folder: Path, restores: int) -> Callable[[Tell], None]:
    def restore_all(tell: Tell) -> None:
        ledger, done = open_ledger(url), 0
        while done < restores:
            time.sleep(3 * PAUSE)
            copy = ledger.backup(folder)
            _tell_of(copy, tell)
            opened, before = open_ledger(f"sqlite:///{copy}"), None
            while before is None:  # ``restore`` without its check, which takes longer than nobody saves here
                with contextlib.suppress(BadOption):  # something was saved between looking and restoring
                    before = ledger.take_over(opened, shown=ledger.revision())
            tell("before", json.dumps(_tell_of(before, tell)))
            done += 1

    return restore_all


def _tell_of(copy: Path, tell: Tell) -> list[str]:
    """What was added in a copy; tells what is wrong with it."""
    url = f"sqlite:///{copy}"
    state = _looked_at(open_ledger(url), url)
    for words in state.broken:
        tell("broken", words)
    if set(state.added) != set(state.deadlines):
        tell("torn", copy.name)
    return state.added


# ---------------------------------------------------------------------------------------------------- programs


@dataclass(frozen=True)
class _Program:
    """A process of its own, and the end of the pipe through which it tells."""

    process: int
    out: int


def _told(
    programs: Sequence[_Program], *, killed: bool = False, until: _Program | None = None
) -> list[tuple[str, str]]:
    """All that they tell until they end.

    ``killed``: each at a random moment soon after its first word; ``until``: all the others when this one ended.
    """
    heard, of_pipe = {program.out: b"" for program in programs}, {program.out: program for program in programs}
    is_open, ends = set(heard), dict[int, float]()
    while is_open:
        wait = max(0.0, min(ends.values()) - time.monotonic()) if ends else None
        for pipe in select.select(list(is_open), [], [], wait)[0]:
            if not (more := os.read(pipe, 1 << 16)):
                is_open.remove(pipe)
                if until is not None and pipe == until.out:
                    ends = dict.fromkeys(is_open, time.monotonic())
            elif killed and not heard[pipe]:
                ends[pipe] = time.monotonic() + random.uniform(0, SECONDS_ALIVE)
            heard[pipe] += more
        for pipe in [pipe for pipe, end in ends.items() if end <= time.monotonic()]:
            os.kill(of_pipe[pipe].process, signal.SIGKILL)
            del ends[pipe]
    lines = [line for all_of_it in heard.values() for line in all_of_it.decode().split("\n")[:-1]]
    return [(what, words) for what, _, words in (line.partition(" ") for line in lines)]


@contextlib.contextmanager
def _program(work: Callable[[Tell], None]) -> Iterator[_Program]:
    """``work`` in a process of its own; an error becomes one line of what it tells."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)

        def tell(what: str, words: str) -> None:
            os.write(writing, f"{what} {' '.join(words.split())}\n".encode())

        try:
            work(tell)
        except BaseException as error:  # of a process that ends here
            tell("error", f"{type(error).__name__}: {error}")
        finally:
            os._exit(0)
    os.close(writing)
    try:
        yield _Program(process, reading)
    finally:
        os.close(reading)
        os.waitpid(process, 0)


# ------------------------------------------------------------------------------------------------------ checks


@dataclass(frozen=True)
class _State:
    """What is in the ledger: ``notes`` of the shared trips, places of the ``added`` ones, actions of ``deadlines``."""

    notes: list[int]
    added: list[str]
    deadlines: list[str]
    broken: list[str]


def _state(url: str) -> _State:
    """As a program sees it that starts now."""

    def look(tell: Tell) -> None:
        tell("state", json.dumps(asdict(_looked_at(open_ledger(url), url))))

    with _program(look) as program:
        ((what, words),) = _told([program])
    if what == "error":
        return _State([], [], [], [f"it does not open: {words}"])
    return _State(**json.loads(words))


def _looked_at(ledger: Ledger, url: str) -> _State:
    trips, deadlines = ledger.rows("trips"), ledger.rows("deadlines")
    shared = trips["place"].str.startswith("shared")
    numbered = trips["trip"].is_unique
    found = {"two trips have one number": numbered}
    chain = ledger.check_chain()
    found[chain.sentence] = chain.is_whole
    if file := engine.file_of(engine.database_url(url)):
        with contextlib.closing(sqlite3.connect(file)) as database:
            found["SQLite calls the file damaged"] = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return _State(
        [int(note) for note in trips.loc[shared, "note"]],
        list(trips.loc[~shared, "place"]),
        list(deadlines["action"]),
        [words for words, is_right in found.items() if not is_right],
    )


def _warm_up() -> None:
    """Loads what a first save loads, so that not every program does it anew."""
    with tempfile.TemporaryDirectory() as folder:
        open_ledger(f"sqlite:///{folder}/ledger.db").save("trips", added=[TRIP])


def main() -> None:
    """All faults one after the other, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--journal", choices=("wal", "delete", ""), default="", help="of SQLite")
    parser.add_argument("--programs", type=int, default=6)
    parser.add_argument("--edits", type=int, default=3, help="of each program")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--restores", type=int, default=2)
    wanted = parser.parse_args()
    if wanted.journal:
        engine.wal_is_safe = lambda version: wanted.journal == "wal"
    _warm_up()
    at_once = edited_at_once(wanted.url, wanted.programs, wanted.edits)
    killed = killed_while_saving(wanted.url, wanted.kills)
    restored = restored_while_saving(wanted.url, wanted.restores)
    sys.stdout.write(json.dumps([asdict(at_once), asdict(killed), asdict(restored)]))


if __name__ == "__main__":
    main()
