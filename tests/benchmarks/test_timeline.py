"""How long the timeline takes to be worked out and drawn, for one person with many trips and for a program.

Run with ``make bench``. Nothing here passes or fails on a time; CPU is printed for the reader.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import tracker
from tests.benchmarks.programs import one_traveler, synthetic_trips
from tracker.analysis import Analysis
from tracker.charts.people import MOST_PEOPLE, people_timeline, people_view
from tracker.charts.table import timeline_table
from tracker.charts.timeline import timeline, timeline_view
from tracker.itinerary import Workspace

AS_OF = dt.date(2026, 11, 22)
SIZES = (5, 500, 5_000)


@pytest.fixture(scope="module", params=SIZES, ids=lambda count: f"{count:,} trips")
def program(request: pytest.FixtureRequest) -> Analysis:
    trips = synthetic_trips(request.param)
    return tracker.analyze(Workspace().with_tables(trips=trips), tracker.load_rules(), as_of=AS_OF)


@pytest.fixture(scope="module", params=SIZES, ids=lambda count: f"{count:,} trips")
def one_person(request: pytest.FixtureRequest) -> Analysis:
    trips = one_traveler(request.param, until=AS_OF)
    return tracker.analyze(Workspace().with_tables(trips=trips), tracker.load_rules(), as_of=AS_OF)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def _measure(benchmark: BenchmarkFixture, steps: dict[str, Callable[[], object]], spans: int) -> None:
    def all_steps() -> None:
        for step in steps.values():
            step()

    benchmark.pedantic(all_steps, rounds=3, warmup_rounds=1)
    told = ", ".join(f"{name} {_cpu(step):.0f} ms" for name, step in steps.items())
    print(f"\n{spans:>7,} spans: {told} of CPU")


def test_timeline_of_one_person(benchmark: BenchmarkFixture, one_person: Analysis) -> None:
    view = timeline_view(one_person, "me", today=AS_OF)
    steps: dict[str, Callable[[], object]] = {
        "view": lambda: timeline_view(one_person, "me", today=AS_OF),
        "figure": lambda: timeline(view, dark=False),
        "as JSON": lambda: json.dumps(timeline(view, dark=False)),
        "table": lambda: timeline_table(view),
    }
    _measure(benchmark, steps, view.spans)


def test_everybody(benchmark: BenchmarkFixture, program: Analysis) -> None:
    people = {who: who for who in program.segments["traveler"].unique()}
    view = people_view(program, people, today=AS_OF)
    page = view.page(slice(0, MOST_PEOPLE))
    steps: dict[str, Callable[[], object]] = {
        "view": lambda: people_view(program, people, today=AS_OF),
        "figure": lambda: people_timeline(page, dark=False),
    }
    _measure(benchmark, steps, len(view.segments) + len(view.coverage))
