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
        yield _one_by_one if self.workers == 1 else _Processes(self.workers)


def _one_by_one(work: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[tuple[Task, Result | Ended]]:
    for task in tasks:
        yield task, work(task)


@dataclass(frozen=True)
class _Processes:
    workers: int

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], /
    ) -> Iterator[tuple[Task, Result | Ended]]:
        """A process that is killed takes the others with it. What was under way is then done again, one at a time: so
        a task that kills its process is known, and nothing else is lost."""
        left = iter(tasks)
        while lost := (yield from _until_broken(work, left, self.workers)):
            suspects = iter(lost)
            while again := (yield from _until_broken(work, suspects, 1)):
                yield from ((task, _ENDED) for task in again)


def _until_broken(
    work: Callable[[Task], Result], tasks: Iterator[Task], workers: int
) -> Generator[tuple[Task, Result | Ended], None, list[Task]]:
    """Returns the tasks that were under way when a process ended; none if all tasks are done."""
    underway: dict[Future[Result], Task] = {}
    lost: list[Task] = []
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin_worker)
    try:
        while not lost:
            for task in islice(tasks, workers - len(underway)):
                try:
                    underway[pool.submit(work, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
                    break
            if not underway:
                break
            for future in wait(underway, return_when=FIRST_COMPLETED).done:
                task = underway.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append(task)
                else:
                    yield task, future.result()
        return lost + list(underway.values())
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """Ctrl+C is for the process that started this one; when that one is gone, this one goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
