"""How long the engine takes, beside a bare sort of the same events in the same run.

Run with ``make bench``. Nothing here passes or fails on a time; the ratios are printed for the reader.
Targets: the integer core at 100k and 1M trips at most 8 sorts, ``segment`` at most 3 and ``analyze`` at most
12 times ``DataFrame.sort_values`` of the same trips.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import tracker
from tests.benchmarks.programs import packed_events, synthetic_trips
from tracker.itinerary import Workspace
from tracker.rules.tables import Law
from tracker.segments import read_log, sweep

AS_OF = dt.date(2026, 11, 22)
SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 5


@pytest.fixture(scope="module", params=SIZES, ids=lambda count: f"{count:,} trips")
def trips(request: pytest.FixtureRequest) -> pd.DataFrame:
    return synthetic_trips(request.param)


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _measure(benchmark: BenchmarkFixture, trips: pd.DataFrame, work: Callable[[], object], rounds: int) -> None:
    """Medians of the work, of a bare sort of the 2n packed events and of sort_values, taken in the same run."""
    events = packed_events(trips)
    sort = _median(lambda: np.sort(events))
    sort_values = _median(lambda: trips.sort_values(["traveler", "first_day"]))
    benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)
    took = benchmark.stats.stats.median
    benchmark.extra_info.update(
        {"trips": len(trips), "times np.sort": round(took / sort, 1), "times sort_values": round(took / sort_values, 2)}
    )
    print(
        f"\n{len(trips):>9,} trips: {took * 1000:9.1f} ms = {took / sort:6.1f} x np.sort ({sort * 1000:.1f} ms)"
        f" = {took / sort_values:5.2f} x sort_values ({sort_values * 1000:.1f} ms)"
    )


def test_sweep(benchmark: BenchmarkFixture, trips: pd.DataFrame) -> None:
    log = read_log(trips, Law(tracker.load_rules()), AS_OF)
    _measure(benchmark, trips, lambda: sweep(log), ROUNDS)


def test_segment(benchmark: BenchmarkFixture, trips: pd.DataFrame) -> None:
    rules = tracker.load_rules()
    _measure(benchmark, trips, lambda: tracker.segment(trips, rules, as_of=AS_OF), ROUNDS)


def test_analyze(benchmark: BenchmarkFixture, trips: pd.DataFrame) -> None:
    rules, workspace = tracker.load_rules(), Workspace().with_tables(trips=trips)
    _measure(benchmark, trips, lambda: tracker.analyze(workspace, rules, as_of=AS_OF), 3)
