"""What ``analyze`` needs, in seconds and memory, for a synthetic program in Parquet that is analyzed in parts.

Run ``python -m tests.benchmarks.parts --trips 1000000`` (Linux, macOS). Each run is a process of its own, whose
greatest resident memory the system tells when it ends; the trips are in random order and have to be grouped.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from tests.benchmarks.programs import synthetic_trips

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes


def _run(*words: object) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and MiB of the command line with these words."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "tracker", *map(str, words)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    if status:
        raise SystemExit(f"coverline {' '.join(map(str, words))} failed")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT / 2**20


def main() -> None:
    """Make the trips, analyze them, print a line per run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trips", type=int, default=1_000_000)
    options.add_argument("--partitions", type=int, nargs="*", default=[4], help="one run with each; 1 is one part")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place, folder = Path(temporary) / "trips.parquet", Path(temporary)
        synthetic_trips(chosen.trips).to_parquet(place, index=False)
        print(
            f"{chosen.trips:,} trips, {place.stat().st_size / 2**20:.0f} MiB of Parquet, load {os.getloadavg()[0]:.1f}"
        )
        rows = {}
        for parts in chosen.partitions:
            out = folder / f"out-{parts}"
            how = ("--as-of", "2026-11-22", "--format", "parquet", "--partitions", parts)
            took, cpu, memory = _run("analyze", place, "--out", out, *how)
            rows = pq.read_metadata(out / "coverage.parquet").num_rows
            print(f"{parts:>3} parts: {took:6.1f} s, {cpu:6.1f} s of CPU, {memory:7.0f} MiB, {rows:,} rows of coverage")
        print("load at the end", os.getloadavg()[0])


if __name__ == "__main__":
    main()
