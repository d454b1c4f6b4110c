"""Whoever does the parts, the results are the same; who is lost takes nothing along, who cannot be used is named."""

from __future__ import annotations

import filecmp
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.batch.test_run import RULES, as_parquet, assert_equal, in_one_piece
from tests.cli.commands import run
from tests.scenario_files import Scenario, all_scenarios, in_one_log
from tests.test_samples import AS_OF, FOLDER
from tracker import batch
from tracker.batch.engine import Crew, Ended
from tracker.batch.part import Part, finish
from tracker.batch.run import parts_folder
from tracker.batch.split import POSITION
from tracker.errors import TableNotReadable
from tracker.exchange.results import result_tables
from tracker.exchange.text import as_text
from tracker.itinerary.read import read_csv

SETTINGS = tracker.Settings(AS_OF)


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """The address of a Dask cluster with two workers on this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask, the extra coverline[cluster], is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=None,
        silence_logs=50,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(params=["processes", "dask"])
def two(request: pytest.FixtureRequest) -> batch.Engine:
    """An engine with two workers."""
    if request.param == "processes":
        return batch.Local(2)
    return batch.engine_named("dask", scheduler=request.getfixturevalue("scheduler"))


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A workspace of many people."""
    return as_parquet({file.stem: read_csv(file) for file in (FOLDER / "program").glob("*.csv")}, tmp_path / "in")


@dataclass(frozen=True)
class _Both:
    """Every part is done by a worker of the cluster, then here: the files are the same, byte for byte."""

    cluster: batch.Engine

    @contextmanager
    def crew(self, folder: Path, files: Sequence[Path] = ()) -> Iterator[Crew]:
        def compared(work: Any, tasks: Iterable[Any], /) -> Iterator[tuple[Any, Any]]:
            for part, problem in theirs(work, tasks):
                if work is not finish:
                    yield part, problem
                    continue
                here = replace(part, target=part.target.with_name(f"here-{part.number}"))
                assert problem == work(here) == ""
                names = [file.name for file in sorted(here.target.iterdir())]
                assert len(names) == 6
                assert filecmp.cmpfiles(here.target, part.target, names, shallow=False) == (names, [], [])
                yield part, problem

        with self.cluster.crew(folder, files) as theirs:
            yield compared


def test_the_people_of_all_scenarios_on_a_cluster_in_parts_and_in_one_piece(scheduler: str, tmp_path: Path) -> None:
    """The large log goes all the way from files to files; the logs of a few people are a part each, to save time."""
    both = _Both(batch.engine_named("dask", scheduler=scheduler))
    (workspace, cases), *few = sorted(in_one_log(all_scenarios()), key=lambda log: -len(log[0].trips))
    place = as_parquet({name: as_text(table) for name, table in workspace.tables().items()}, tmp_path / "in")
    result = batch.analyze_in_parts(place, tmp_path / "out", RULES, _settings(cases), parts=3, engine=both)
    assert result.parts == 3
    assert_equal(result, in_one_piece(tracker.read_workspace(place), _settings(cases)), tmp_path / "out")

    parts = [_as_part(log, _settings(cases), tmp_path / str(number)) for number, (log, cases) in enumerate(few)]
    with both.crew(tmp_path) as crew:
        done = {part.target.name: part for part, _ in crew(finish, parts)}
    for number, (log, cases) in enumerate(few):
        whole = in_one_piece(log, _settings(cases))
        for name in ("segments", "periods", "coverage"):
            expected = result_tables(whole)[name]
            found = pd.read_parquet(done[str(number)].target / f"{name}.parquet").astype(expected.dtypes.to_dict())
            pd.testing.assert_frame_equal(found, expected)


def _settings(cases: dict[str, Scenario]) -> tracker.Settings:
    case = next(iter(cases.values()))  # they are the same for all cases of a log
    return tracker.Settings(case.as_of, **case.settings)


def _as_part(log: tracker.Workspace, settings: tracker.Settings, target: Path) -> Part:
    trips = target.with_suffix(".parquet")
    log.trips.assign(**{POSITION: range(len(log.trips))}).to_parquet(trips, index=False)
    tables = {name: table for name, table in log.tables().items() if name != "trips"}
    files = {name: f"{name}.parquet" for name in log.tables()}
    return Part(int(target.name), trips, target, tables, log.travelers.iloc[:1], files, RULES, settings, "parquet")


class _Killer(threading.Thread):
    """Kills one process in the middle of a part."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.parts, self.killed = parts_folder(out), ""

    def run(self) -> None:
        until = time.monotonic() + 60
        while not self.killed and time.monotonic() < until:
            for unfinished in self.parts.glob("*/done/*.new"):
                os.kill(int(unfinished.name.split(".")[-2].rpartition("-")[2]), signal.SIGKILL)
                time.sleep(0.05)
                if unfinished.exists():  # nobody was left to tidy up
                    self.killed = unfinished.name.partition(".")[0]
                    return
            time.sleep(0.001)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_lost_worker_loses_nothing_and_a_part_that_cannot_be_read_is_named(
    two: batch.Engine, program: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killer = _Killer(out)

    def break_the_second_part(what: str, done: int, of: int) -> None:
        if what == "analyzing" and not done:
            (second,) = parts_folder(out).glob("*/trips/part-1.parquet")
            second.write_bytes(b"no Parquet")
            killer.start()

    result = batch.analyze_in_parts(program, out, RULES, SETTINGS, parts=4, engine=two, tick=break_the_second_part)
    killer.join()
    assert killer.killed
    (failure,) = result.failures
    assert failure.part == 2
    assert "Parquet" in failure.problem
    whole = tracker.analyze(tracker.read_workspace(program), RULES, as_of=AS_OF).segments
    delivered = pd.read_parquet(out / "segments.parquet")
    missing = set(whole["traveler"]) - set(delivered["traveler"])
    assert missing
    assert missing <= set(failure.travelers)
    assert len(delivered) == (~whole["traveler"].isin(failure.travelers)).sum()


def test_what_is_wrong_with_the_trips_is_said_whoever_reads_them(two: batch.Engine, tmp_path: Path) -> None:
    trips = pd.DataFrame({"country": ["FR"], "first_day": ["2024-01-01"], "place": [["Paris", "Lyon"]]})
    place = as_parquet({"trips": trips}, tmp_path / "in")
    with pytest.raises(TableNotReadable) as alone:
        batch.analyze_in_parts(place, tmp_path / "out", RULES, SETTINGS)
    with pytest.raises(TableNotReadable) as told:
        batch.analyze_in_parts(place, tmp_path / "out", RULES, SETTINGS, engine=two)
    assert str(told.value) == str(alone.value)
    assert told.value.file == "trips.parquet"
    assert not parts_folder(tmp_path / "out").exists()


def _analyze(program: Path, *words: object) -> str:
    """What the command line complains about; nothing was written."""
    out = program.parent / "out"
    result = run("analyze", program, "--out", out, *words)
    assert result.exit_code == 2
    assert not out.exists()
    assert not parts_folder(out).exists()
    return result.stderr


def test_the_command_starts_a_cluster_of_its_own(program: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask, the extra coverline[cluster], is not installed")
    words = ("--as-of", AS_OF.isoformat(), "--format", "parquet", "--engine", "dask", "--workers", 1)
    result = run("analyze", program, "--out", tmp_path / "out", "--partitions", 2, *words)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Parts: 2" in result.stdout
    whole = tracker.analyze(tracker.read_workspace(program), RULES, as_of=AS_OF)
    found = pd.read_parquet(tmp_path / "out" / "coverage.parquet").astype(whole.coverage.dtypes.to_dict())
    pd.testing.assert_frame_equal(found, whole.coverage)


def test_nobody_answers(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = pytest.importorskip("tracker.batch.cluster", reason="Dask is not installed")
    monkeypatch.setattr(cluster, "_SECONDS_TO_CONNECT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # something else listens there
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        told = _analyze(program, "--engine", "dask", "--scheduler", address)
        assert told.startswith(f"{address}: no Dask scheduler can be reached there")
    assert "no Dask scheduler can be reached there" in _analyze(program, "--engine", "dask", "--scheduler", address)
    for not_an_address in ("nonsense", "http://127.0.0.1:80", ""):
        assert "no Dask scheduler" in _analyze(program, "--engine", "dask", "--scheduler", not_an_address)


def test_workers_that_cannot_be_used(scheduler: str, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = pytest.importorskip("tracker.batch.cluster", reason="Dask is not installed")
    chosen = ("--engine", "dask", "--scheduler", scheduler)
    with monkeypatch.context() as patched:
        patched.setattr(cluster, "_WORD", "in a folder that only has the same name")
        told = _analyze(program, *chosen)
        assert told.startswith("tcp://127.0.0.1:")
        assert f"or read and write in {program.parent} (another folder of the same name)" in told
        assert "--out" in told
    ours = cluster._versions()
    monkeypatch.setattr(cluster, "_versions", lambda: ours | {"pandas": "9.9"})
    assert f"this worker has pandas {ours['pandas']} instead of 9.9" in _analyze(program, *chosen)
    assert "has not the same Coverline" in cluster._problem(ModuleNotFoundError("No module named 'tracker'"), program)
    assert "ValueError: odd" in cluster._problem(ValueError("odd"), program)


def test_dask_is_not_installed(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tracker.batch.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "dask", None)
    told = _analyze(program, "--engine", "dask")
    assert "Dask, which is not installed" in told
    assert 'pip install "coverline[cluster]"' in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--engine", "spark"), "--engine: local or dask, not 'spark'"),
        (("--scheduler", "tcp://localhost:8786"), "--scheduler: only --engine dask"),
        (("--workers", 0), "--workers: a number from 1 to 61"),
        (("--workers", 62), "--workers: a number from 1 to 61"),
    ],
)
def test_options_that_do_not_go_together(words: tuple[object, ...], told: str, program: Path) -> None:
    assert told in _analyze(program, *words)


def test_a_cluster_that_runs_has_its_own_workers(program: Path) -> None:
    pytest.importorskip("distributed", reason="Dask, the extra coverline[cluster], is not installed")
    words = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", 2)
    assert "has its own workers" in _analyze(program, *words)
    assert "--workers: a number from 1" in _analyze(program, "--engine", "dask", "--workers", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_task_that_ends_its_process_is_known(tmp_path: Path) -> None:
    """Twice is enough; the others are done."""
    with batch.Local(2).crew(tmp_path) as crew:
        done = list(crew(signal.raise_signal, [0, signal.SIGKILL, 0, 0]))
    assert sorted(number for number, result in done if result is None) == [0, 0, 0]
    assert [number for number, result in done if isinstance(result, Ended)] == [signal.SIGKILL]
