"""What ``analyze`` needs, in seconds and memory, for a synthetic program in Parquet: in one piece, in parts, on Dask.

Run ``python -m tests.benchmarks.parts --trips 1000000`` (Linux, macOS; needs the extra ``cluster``). Each run is the
command line in a process of its own. Memory is the greatest sum, over time, of what it and all processes that it
starts have in memory; pages that they share are counted for each, so it is rather too much than too little. The trips
are in random order and have to be grouped. With ``--equal`` the results of all runs are compared with the first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks.programs import write_program

_RESULTS = ("segments", "periods", "coverage", "findings")
_LIMIT = 24  # GiB


@dataclass(frozen=True)
class Cost:
    seconds: float
    cpu: float
    memory: float  # MiB


def _engine(name: str) -> list[str]:
    """``piece``, ``local-2``, ``dask-2``: the words for the command line."""
    engine, _, workers = name.partition("-")
    return [] if engine == "piece" else ["--engine", engine, "--workers", workers]


def _run(words: list[str]) -> Cost:
    """What the command line with these words costs, its child processes included."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "tracker", *words], stdout=subprocess.DEVNULL)
    greatest = [0]
    watch = threading.Thread(target=_watch, args=(psutil.Process(process.pid), greatest), daemon=True)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    watch.join()
    if status:
        raise SystemExit(f"coverline {' '.join(words)} failed")
    return Cost(took, usage.ru_utime + usage.ru_stime, greatest[0] / 2**20)


def _watch(process: psutil.Process, greatest: list[int]) -> None:
    """Until the process ends: what it and its children have in memory, twenty times a second."""
    while True:
        now = 0
        try:
            for one in (process, *process.children(recursive=True)):
                now += one.memory_info().rss
        except psutil.NoSuchProcess:
            if not process.is_running():
                return
        if not now:
            return
        greatest[0] = max(greatest[0], now)
        time.sleep(0.05)


def _table(folder: Path, name: str) -> pa.Table:
    """Findings that are alike in what they are ordered by may stand in any order."""
    table = pq.read_table(folder / f"{name}.parquet")
    return table.sort_by([(column, "ascending") for column in table.column_names]) if name == "findings" else table


def _compare(folder: Path, first: Path) -> None:
    for name in _RESULTS:
        if not _table(folder, name).equals(_table(first, name)):
            raise SystemExit(f"{name}: {folder.name} and {first.name} differ")
    print(f"          the results of {folder.name} are those of {first.name}", flush=True)


def main() -> None:
    """Make the trips, analyze them in every way asked for, print a line each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trips", type=int, nargs="*", default=[1_000_000])
    options.add_argument(
        "--engines",
        nargs="*",
        default=["local-1", "local-2", "dask-1", "dask-2"],
        help="piece (all at once), local-N, dask-N: with N processes",
    )
    options.add_argument("--partitions", type=int, help="how many parts; default: one for 250,000 trips")
    options.add_argument("--rounds", type=int, default=1, help="runs of each, one after the other; medians are shown")
    options.add_argument("--format", default="parquet", choices=("csv", "parquet"))
    options.add_argument("--equal", action="store_true", help="compare the results (format parquet)")
    options.add_argument("--folder", help="where trips and results lie meanwhile; default: the temporary folder")
    chosen = options.parse_args()
    for count in chosen.trips:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as temporary:
            _measure(count, chosen, Path(temporary))


def _measure(count: int, chosen: argparse.Namespace, folder: Path) -> None:
    place = folder / "trips.parquet"
    write_program(place, count)
    print(
        f"{count:,} trips, {place.stat().st_size / 2**20:.0f} MiB of Parquet, load {os.getloadavg()[0]:.1f}", flush=True
    )
    costs: dict[str, list[Cost]] = {name: [] for name in chosen.engines}
    for _ in range(chosen.rounds):
        for name in chosen.engines:
            words = ["analyze", str(place), "--out", str(folder / name), "--as-of", "2026-11-22", *_engine(name)]
            parts = ["--partitions", str(chosen.partitions)] if chosen.partitions and name != "piece" else []
            costs[name].append(_run([*words, *parts, "--format", chosen.format]))
            last = costs[name][-1]
            print(f"{name:>9} {last.seconds:8.1f} s {last.cpu:8.1f} s of CPU {last.memory:8.0f} MiB", flush=True)
            if chosen.equal and name != chosen.engines[0]:
                _compare(folder / name, folder / chosen.engines[0])
    first = statistics.median(cost.seconds for cost in costs[chosen.engines[0]])
    for name, all_costs in costs.items():
        seconds = statistics.median(cost.seconds for cost in all_costs)
        memory = max(cost.memory for cost in all_costs)
        print(
            f"{name:>9} {count:>11,} trips {seconds:8.1f} s {count / seconds / 1000:7.0f} thousand trips/s"
            f" {first / seconds:5.2f} x as fast as {chosen.engines[0]},"
            f" {memory / 1024:5.1f} GiB{'' if memory < _LIMIT * 1024 else f', MORE THAN {_LIMIT}'}"
        )
    print("load at the end", os.getloadavg()[0], flush=True)


if __name__ == "__main__":
    main()
