"""What several commands ask: the options, and what they mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import BadOption

if TYPE_CHECKING:
    from tracker.analysis import Analysis, Settings

WorkspaceArgument = Annotated[
    Path,
    typer.Argument(
        metavar="WORKSPACE", help="Folder of CSV or Parquet files, or one .csv or .parquet of trips, .xlsx, .json."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Day on which the question is asked, like 2026-03-01. Default: today."
    ),
]
JoinGap = Annotated[
    int,
    typer.Option("--join-gap-days", metavar="N", help="Trips without an assignment join across at most so many days."),
]
WorkerOption = Annotated[
    str | None,
    typer.Option("--worker", metavar="W", help="employee or self_employed: for work that has no assignment."),
]
Buffer = Annotated[
    int,
    typer.Option(
        "--buffer-days", metavar="N", help="Days you want between asking SSA and the first work day (moves file_by)."
    ),
]
Residence = Annotated[
    str | None, typer.Option("--residence", metavar="CC", help="Country of residence where the workspace says nothing.")
]


def analysis_of(
    workspace: Path,
    as_of: str | None,
    join_gap_days: int,
    worker: str | None,
    residence: str | None,
    buffer_days: int,
) -> Analysis:
    """The answer for a workspace, with the options as they were typed. Raises ``BadOption``."""
    import tracker

    settings = settings_of(as_of, join_gap_days, worker, residence, buffer_days)
    return tracker.analyze(tracker.read_workspace(workspace), tracker.load_rules(), settings)


def settings_of(
    as_of: str | None, join_gap_days: int, worker: str | None, residence: str | None, buffer_days: int
) -> Settings:
    """The settings of an analysis, from the options as they were typed. Raises ``BadOption``."""
    from tracker.analysis import Settings

    country = country_of("--residence", residence) if residence else None
    return Settings(day_of("--as-of", as_of), join_gap_days, worker, country, buffer_days)


def day_of(option: str, text: str | None) -> dt.date:
    """The day that was typed; today without one."""
    from tracker.days import parse_day

    if text is None:
        return dt.date.today()
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadOption(f"{option}: {text!r} is not a date. Write it as year-month-day, like 2026-03-01") from error


def country_of(option: str, text: str) -> str:
    """The code of the country that was typed."""
    from tracker import countries

    code = countries.to_code(text)
    if not code:
        raise BadOption(f"{option}: {text!r} is no country that is known. Use a code such as FR, or the English name")
    return code
