"""What happens to a ledger when much goes wrong: many writers, kills, restores, a full disk, a server that is killed.

    python -m tests.benchmarks.faults [--programs 6] [--edits 100] [--kills 60] [--restores 8] [--crashes 10]

SQLite with both of its journals, and PostgreSQL where its programs are installed. Prints one Markdown table; README.md
says what the columns mean. A full disk is a small file system in memory, which only root may mount: skipped otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import faults
from tests import postgres as servers
from tests.faults import Found
from tracker.errors import StoreUnavailable
from tracker.store import engine, open_ledger

DISK_MB = 16
HEAD = """| ledger | what | programs | acknowledged | lost | half saved | stale | other errors | saves/s |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def _line(ledger: str, what: str, found: Found) -> str:
    speed = f"{found.saved / found.seconds:.0f}" if found.seconds else ""
    counts = (found.programs, found.saved, found.lost, found.torn, found.stale, len(found.errors))
    said = "; ".join(dict.fromkeys(found.errors + found.broken))
    return f"| {ledger} | {what} | {' | '.join(f'{count:,}' for count in counts)} | {speed} |{said and f' {said}'}"


def _measured(ledger: str, url: str, journal: str, wanted: argparse.Namespace) -> None:
    counts = {name: getattr(wanted, name) for name in ("programs", "edits", "kills", "restores")}
    at_once, killed, restored = faults.found_of(url, journal, **counts)
    print(_line(ledger, "at once on three rows", at_once))
    print(_line(ledger, f"{killed.kills} killed with -9, {killed.unheard} saved but not heard of", killed))
    kept = f"{restored.kept} saves in the backup only"
    print(_line(ledger, f"{restored.restored} restores beside them, {kept}", restored), flush=True)


def _server_killed(url: str, server: servers.Server, crashes: int) -> Found:
    found = faults.away_while_saving(url, crashes, server.crash, server.start)
    away = [words for words in found.errors if words.startswith("StoreAway")]
    found.errors = [words for words in found.errors if not words.startswith("StoreAway")]
    assert away, "nobody noticed that the server was away"
    return found


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=777", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _disk_full(url: str, disk: Path) -> Found:
    """Saves until the disk is full, ten more times, and once more after there is room again."""
    found, note = Found(programs=1), random.Random(7).randbytes(10_000).hex()  # a server would pack a repeated sign
    filler = disk / "filler"
    filler.write_bytes(bytes(1024**2))
    ledger, refused, begun = open_ledger(url), 0, time.monotonic()
    while refused < 10:
        trip = faults.TRIP | {"place": f"added {found.saved}", "note": note}
        try:
            ledger.save("trips", added=[trip])
            found.saved += 1
        except StoreUnavailable as error:
            refused += 1
            if "disk is full" not in str(error):
                found.errors.append(str(error))
    found.seconds = time.monotonic() - begun
    filler.unlink()
    anew = open_ledger(url)
    anew.save("trips", added=[faults.TRIP | {"place": f"added {found.saved}"}])
    there = set(anew.rows("trips")["place"])
    found.saved += 1
    found.lost = len({f"added {n}" for n in range(found.saved)} - there)
    found.torn = len(there) - found.saved + found.lost
    if not (check := anew.check_chain()).is_whole:
        found.broken.append(check.sentence)
    return found


def _sqlite(wanted: argparse.Namespace) -> None:
    for journal in ("delete", "wal"):
        name = f"SQLite, {journal}"
        with tempfile.TemporaryDirectory() as folder:
            _measured(name, f"sqlite:///{folder}/ledger.db", journal, wanted)
        if os.name == "posix" and os.geteuid() == 0:
            engine.wal_is_safe = lambda version, journal=journal: journal == "wal"  # type: ignore[misc]
            with _small_disk() as disk:
                print(_line(name, f"disk of {DISK_MB} MB full", _disk_full(f"sqlite:///{disk}/ledger.db", disk)))


def _postgres(wanted: argparse.Namespace) -> None:
    if missing := servers.what_is_missing():
        print(f"PostgreSQL: not measured, {missing}")
        return
    with servers.running("fsync=on", "full_page_writes=on") as server:
        _measured("PostgreSQL", server.url, "", wanted)
        server.execute("CREATE SCHEMA crash")
        found = _server_killed(f"{server.url}&options=-csearch_path%3Dcrash", server, wanted.crashes)
        print(_line("PostgreSQL", f"server killed with -9 {wanted.crashes} times", found))
        if os.geteuid() == 0:
            with _small_disk() as disk:
                place = server.own_folder(disk / "tables")
                server.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
                server.execute("CREATE DATABASE small TABLESPACE small")
                url = server.url.replace(f"/{servers.DATABASE}", "/small")
                print(_line("PostgreSQL", f"disk of {DISK_MB} MB full", _disk_full(url, disk)))
                server.execute("DROP DATABASE small WITH (FORCE)")
                server.execute("DROP TABLESPACE small")


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, count in {"programs": 6, "edits": 100, "kills": 60, "restores": 8, "crashes": 10}.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    wanted = parser.parse_args()
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load}\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory() as data:
        os.environ["XDG_DATA_HOME"] = data  # where copies of a ledger on a server lie
        _sqlite(wanted)
        _postgres(wanted)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
