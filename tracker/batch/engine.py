"""What works through the parts: this process, several processes, or a Dask cluster. One file for each.

Nothing outside such a file knows which it is. The function and its tasks must be able to travel to another process,
and the files that a task names must lie where that process can read and write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Ended:
    """In place of a result: whoever worked on the task ended without one."""

    problem: str


class Crew(Protocol):
    """Does the tasks with one function and hands out each with its result, in the order in which they are done.

    Raises what the function raises.
    """

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], /
    ) -> Iterator[tuple[Task, Result | Ended]]:
        """Tasks are taken from the iterable when there is room for them, so that few are in memory."""


class Engine(Protocol):
    """How a crew is got together."""

    def crew(self, folder: Path, files: Sequence[Path] = ()) -> AbstractContextManager[Crew]:
        """A crew that can work in ``folder`` and read ``files``. Raises ``TrackerError`` if there is none."""
