"""What ``analyze`` shows while it works in parts, and what it says at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tracker.batch import BatchResult
    from tracker.batch.run import Failure

_MOST_NAMED = 20


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, which is only drawn where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def show_result(result: BatchResult, out: Path) -> None:
    """Which files were written, from how many parts."""
    reused = f", {result.reused} of them finished by an earlier run" if result.reused else ""
    missing = f", {len(result.failures)} failed" if result.failures else ""
    typer.echo(f"Written to {out}: {', '.join(result.files)}")
    typer.echo(f"Parts: {result.parts}{reused}{missing}")
    if result.kept:
        typer.echo(
            f"Finished parts are kept in {result.kept}: the same command with --resume does only what is missing."
        )


def failure_line(failure: Failure) -> str:
    """One line about a part whose results are missing."""
    some = ", ".join(failure.travelers[:_MOST_NAMED])
    more = len(failure.travelers) - _MOST_NAMED
    rest = f" and {more} more, all of them in summary.json" if more > 0 else ""
    return f"part {failure.part}: nothing was written for {some}{rest}. {failure.problem}"
