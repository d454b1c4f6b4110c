"""Writing to a terminal: tables, and text that cannot steer it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from tracker.errors import TrackerError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tracker.rules import Rules


SOME_ROWS_UNUSABLE, NOTHING_DONE = 1, 2  # exit status

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DISK_FULL = "the disk is full, or its limit for you is reached. Nothing was written: make room and try again"
_PIPED_WIDTH = 140  # columns, where there is no terminal that says how wide it is
_MOST_SHOWN = 200  # rows of one table of the summary
_MOST_DRAWN = 2_000  # rows of one table with a frame; more are plain lines with tabs


def console_of_this_terminal() -> Console:
    """As wide as the terminal; wide enough for the tables where there is none."""
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else _PIPED_WIDTH, highlight=False, markup=False, emoji=False)


def plain(text: object) -> str:
    """On one line, and without signs that would steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))


@contextmanager
def plain_errors() -> Iterator[None]:
    """Whatever the user can mend becomes one line on standard error and exit status 2."""
    try:
        yield
    except TrackerError as error:
        complain(str(error))
        raise typer.Exit(NOTHING_DONE) from error
    except BrokenPipeError:  # whoever read the output has enough of it
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        is_full = error.errno in _NO_ROOM or "No space left" in str(error)
        complain(f"{where}{_DISK_FULL if is_full else error.strerror or error}")
        raise typer.Exit(NOTHING_DONE) from error


def complain(line: str) -> None:
    """One line on standard error."""
    typer.echo(plain(line), err=True)


def show_table(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table with a frame; very long ones as plain lines."""
    from rich.table import Table
    from rich.text import Text

    if len(rows) > _MOST_DRAWN:  # drawing so many takes minutes, and nobody reads them in a frame
        lines = ("\t".join(plain(cell) for cell in row) for row in [columns, *rows])
        typer.echo("\n".join([title, *lines]))
        return
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column.endswith("days") else "left")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console.print(table)


def show_rows(console: Console, title: str, columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    """A table of the summary: nothing when empty, cut with a word about it when very long."""
    if rows:
        show_table(console, title, columns, rows[:_MOST_SHOWN])
    if len(rows) > _MOST_SHOWN:
        console.print(f"… and {len(rows) - _MOST_SHOWN} more. With --out DIR all of them are written.")


def show_foot(console: Console, rules: Rules) -> None:
    """What every answer carries: not legal advice, version and rules digest."""
    from tracker import __version__
    from tracker.codes import NOT_LEGAL_ADVICE

    console.print(f"Coverline {__version__} · rules {rules.digest}")
    console.print(NOT_LEGAL_ADVICE)


def country_names(codes: Sequence[str]) -> str:
    """Country names for codes, with commas."""
    from tracker import countries

    return ", ".join(f"{countries.name(code)} ({code})" for code in codes)


def is_about_a_file(findings: pd.DataFrame) -> pd.Series:
    """Which findings are about a row, a column or a part of a file that was not used."""
    from tracker.codes import Severity
    from tracker.findings import FindingCode
    from tracker.reading.remark import MATTERS

    is_error = (findings["severity"] == Severity.ERROR) & (findings["file"] != "")
    return is_error | findings["code"].isin([*MATTERS, FindingCode.HEADING_NOT_KNOWN])


def complain_about(findings: pd.DataFrame) -> None:
    """Findings about rows of a file, one line each."""
    for finding in findings.to_dict("records"):
        place = f"{finding['file']}:{finding['row']}: " if finding["row"] else f"{finding['file']}: "
        column = f"{finding['column']}: " if finding["column"] else ""
        message = finding["message"].removeprefix(column)  # most messages name their column themselves
        complain(f"{place}{column}{message}")


def leave(problems: pd.DataFrame, failed: int = 0) -> None:
    """Say what of the files was not used, and leave with the status for that. ``failed``: parts that failed."""
    from tracker.reading.remark import MATTERS

    complain_about(problems[is_about_a_file(problems)])
    if failed or problems["code"].isin(MATTERS).any():
        raise typer.Exit(SOME_ROWS_UNUSABLE)
