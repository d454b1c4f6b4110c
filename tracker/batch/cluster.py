"""The parts on a Dask cluster: one that runs already, or processes of this machine. The only room of Dask.

Only ``tracker.batch`` may import this file, and only when it is asked for: Dask is the extra ``coverline[cluster]``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import shutil
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import cryptography  # noqa: F401  # Dask asks for it late: for the certificates of a cluster of our own
import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security
from distributed.core import connect

from tracker.batch.engine import Crew, Ended, Result, Task
from tracker.errors import BadOption, ClusterUnavailable, TrackerError

_SECONDS_TO_CONNECT = 10
_SECONDS_WITHOUT_WORKERS = 60  # a cluster may have to start some
_SAME_EVERYWHERE = ("numpy", "pandas", "pyarrow", "distributed")  # tables travel between them
_LEAVE_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"  # to the process that began the workers
_WORD = "written by the process that asks"


@dataclass(frozen=True)
class Cluster:
    """``scheduler``: address of a cluster that runs, like tcp://host:8786; without it one is started on this machine.

    ``workers``: processes of the one that is started; without it as many as there are cores.
    """

    scheduler: str | None = None
    workers: int | None = None

    @contextmanager
    def crew(self, folder: Path, files: Sequence[Path] = ()) -> Iterator[Crew]:
        """Every worker has been asked whether it can read and write in ``folder``, and read ``files``."""
        if self.scheduler is not None and self.workers is not None:
            raise BadOption("--workers: a cluster that runs has its own workers. Leave this option or --scheduler out")
        if self.workers is not None and self.workers < 1:
            raise BadOption("--workers: a number from 1")
        with warnings.catch_warnings(), _quiet(), self._client() as client:
            warnings.filterwarnings("ignore", module="distributed")  # versions are compared here, in plain words
            _ask_workers(client, client.scheduler.address, folder, files)
            yield _Crew(client)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        if self.scheduler is not None:
            client = _connected(self.scheduler)
            try:
                yield client
            finally:
                client.close()
            return
        with _started(self.workers) as cluster, Client(cluster, set_as_default=False) as client:
            yield client


@contextmanager
def _started(workers: int | None) -> Iterator[LocalCluster]:
    """A cluster of processes of this machine, which only this program can speak to: not other users either.

    Its HTTP server, which cannot be left out, has nothing to show.
    """
    nothing: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
    with (
        tempfile.TemporaryDirectory(prefix="coverline-") as scratch,
        dask.config.set({**nothing, "temporary-directory": scratch}),
        LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls",
            security=True,
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address=None,
            memory_limit=None,  # a part needs what it needs; a worker that is paused for it would never go on
            silence_logs=logging.CRITICAL,
            preload=_LEAVE_CTRL_C,
        ) as cluster,
    ):
        yield cluster


def _connected(address: str) -> Client:
    try:
        asyncio.run(asyncio.wait_for(_greet(address), _SECONDS_TO_CONNECT))  # Client waits for ever for a silent port
        return Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ImportError, TypeError, ValueError) as error:
        problem = str(error) or f"no answer in {_SECONDS_TO_CONNECT} seconds"
        raise ClusterUnavailable(address, f"no Dask scheduler can be reached there ({problem})") from error


async def _greet(address: str) -> None:
    certificates = Security().get_connection_args("client")
    comm = await connect(address, timeout=_SECONDS_TO_CONNECT, **certificates)
    comm.abort()


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is said by Coverline, once."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    before = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


# ------------------------------------------------------------------------------------------------ before it begins


def _versions(_: object = None) -> dict[str, str]:
    from tracker import __version__

    python = ".".join(platform.python_version_tuple()[:2])
    return {"coverline": __version__, "python": python, **{name: version(name) for name in _SAME_EVERYWHERE}}


def _look(folder: str, sizes: dict[str, int]) -> dict[str, str]:
    """Runs on a worker: look at the files, read what the asking process wrote, and write beside it."""
    for file, size in sizes.items():
        if Path(file).stat().st_size != size or not os.access(file, os.R_OK):
            raise OSError(f"{file}: another file of the same name, or one that it may not read")
    place = Path(folder)
    if (place / "asked").read_text(encoding="utf-8") != _WORD:
        raise OSError("another folder of the same name")
    (place / f"{socket.gethostname()}-{os.getpid()}").write_text(_WORD, encoding="utf-8")
    return _versions()


def _ask_workers(client: Client, address: str, folder: Path, files: Sequence[Path]) -> None:
    """Raises ``ClusterUnavailable`` unless every worker has the same programs, can work in ``folder`` and read."""
    sizes = {str(file): file.stat().st_size for file in files}
    try:
        client.submit(_versions, pure=False).result(timeout=_SECONDS_WITHOUT_WORKERS)  # wakes a cluster without workers
    except TimeoutError as error:
        raise ClusterUnavailable(address, f"no worker took up work in {_SECONDS_WITHOUT_WORKERS} seconds") from error
    except Exception:  # said below, with the worker's name
        pass
    asked = Path(tempfile.mkdtemp(prefix=".coverline-", dir=folder))
    try:
        (asked / "asked").write_text(_WORD, encoding="utf-8")
        for worker, answer in client.run(_look, str(asked), sizes, on_error="return").items():
            if problem := _problem(answer, folder):
                raise ClusterUnavailable(worker, problem)
    finally:
        shutil.rmtree(asked, ignore_errors=True)


def _problem(answer: Any, folder: Path) -> str:
    if isinstance(answer, ImportError):
        return f"this worker has not the same Coverline as you ({answer}). Install the same version on all of them"
    if isinstance(answer, OSError):
        return (
            f"this worker cannot read the trips, or read and write in {folder} ({answer}). All machines of the cluster "
            "must share both folders, the trips' and that of --out, under the same names and for the workers' user"
        )
    if isinstance(answer, Exception):
        return f"this worker cannot be used ({type(answer).__name__}: {answer})"
    ours = _versions()
    other = [f"{name} {answer.get(name)} instead of {ours[name]}" for name in ours if answer.get(name) != ours[name]]
    return f"this worker has {', '.join(other)}. Install the same versions on all machines" if other else ""


# ---------------------------------------------------------------------------------------------------- while it runs


@dataclass(frozen=True)
class _Crew:
    client: Client

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], /
    ) -> Iterator[tuple[Task, Result | Ended]]:
        """What a lost worker was working on is given to another one by the scheduler."""
        left = iter(tasks)
        underway: dict[Future, Task] = {}
        done: SimpleQueue[Future] = SimpleQueue()
        while True:
            room = 2 * self._threads() - len(underway)  # so the next one is there in time
            for task in islice(left, max(0, room)):
                future = self.client.submit(work, task, pure=False)
                underway[future] = task
                future.add_done_callback(done.put)
            if not underway:
                return
            future = self._next(done)
            yield underway.pop(future), self._result(future)

    def _next(self, done: SimpleQueue[Future]) -> Future:
        quiet_since = time.monotonic()
        while True:
            try:
                return done.get(timeout=_SECONDS_TO_CONNECT)
            except Empty:
                if self._workers():
                    quiet_since = time.monotonic()
                elif time.monotonic() - quiet_since > _SECONDS_WITHOUT_WORKERS:
                    raise self._lost("it has no workers any more") from None

    def _threads(self) -> int:
        """Of all workers, which may come and go; at least one, so that a cluster without workers is woken."""
        return max(1, sum(self._workers().values()))

    def _workers(self) -> dict[str, int]:
        try:
            threads: dict[str, int] = self.client.nthreads()
            return threads
        except (OSError, RuntimeError) as error:
            raise self._lost("the connection was lost") from error

    def _result(self, future: Future) -> Any:
        try:
            error = future.exception()
            result = None if error else future.result()
        except (CancelledError, OSError) as problem:
            raise self._lost("the connection was lost") from problem
        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return Ended(f"the worker that worked on it was lost, {times} times. Was there enough memory?")
        if isinstance(error, TrackerError | OSError):
            raise error
        # Else a worker that came later and has not the same programs.
        return Ended(f"{type(error).__name__}: {error}") if error else result

    def _lost(self, problem: str) -> ClusterUnavailable:
        address = self.client.scheduler.address if self.client.scheduler else "the Dask cluster"
        return ClusterUnavailable(
            address, f"{problem}. The same command with --resume does not do again what is finished"
        )
