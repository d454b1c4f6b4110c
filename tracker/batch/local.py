"""The parts on this machine: one after the other in this process, or in several processes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from tracker.batch.engine import Crew, Ended, Result, Task
from tracker.errors import BadOption

MOST_WORKERS = 61  # Windows cannot wait for more processes
_ENDED = Ended("the process that worked on it was ended by the system or by somebody, twice. Was there enough memory?")


@dataclass(frozen=True)
class Local:
    """``workers``: how many processes; 1 is this one."""

    workers: int = 1

    @contextmanager
    def crew(self, folder: Path, files: Sequence[Path] = ()) -> Iterator[Crew]:
        """Nothing to ask: these processes can read and write what this one can."""
        if not 1 <= self.workers <= MOST_WORKERS:
            raise BadOption(f"--workers: a number from 1 to {MOST_WORKERS}")
        if self.workers == 1:
            yield _one_by_one
            return
        processes = _Processes(self.workers)
        try:
            yield processes
        finally:
            processes.dismiss()


def _one_by_one(work: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[tuple[Task, Result | Ended]]:
    for task in tasks:
        yield task, work(task)


class _Processes:
    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], /
    ) -> Iterator[tuple[Task, Result | Ended]]:
        """A process that is killed takes the others with it. What was under way is then done again, one at a time: so
        a task that kills its process is known, and nothing else is lost."""
        left = iter(tasks)
        while lost := (yield from self._until_broken(work, left, self._workers)):
            suspects = iter(lost)
            while again := (yield from self._until_broken(work, suspects, 1)):
                yield from ((task, _ENDED) for task in again)

    def dismiss(self) -> None:
        """What is under way is finished first."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _until_broken(
        self, work: Callable[[Task], Result], tasks: Iterator[Task], at_once: int
    ) -> Generator[tuple[Task, Result | Ended], None, list[Task]]:
        """Returns the tasks that were under way when a process ended; none if all tasks are done."""
        underway: dict[Future[Result], Task] = {}
        lost: list[Task] = []
        while not lost:
            for task in islice(tasks, at_once - len(underway)):
                underway[self._submit(work, task)] = task
            if not underway:
                return lost
            for future in wait(underway, return_when=FIRST_COMPLETED).done:
                task = underway.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append(task)
                else:
                    yield task, future.result()
        self.dismiss()
        return lost + list(underway.values())

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, get_context("spawn"), _begin_worker)
        try:
            return self._pool.submit(work, task)
        except BrokenProcessPool as error:  # since the last task was submitted
            future: Future[Result] = Future()
            future.set_exception(error)
            return future


def _begin_worker() -> None:
    """Ctrl+C is for the process that started this one; when that one is gone, this one goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
