"""What several commands ask: the options, and what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import BadOption

if TYPE_CHECKING:
    from tracker.analysis import Analysis, Settings
    from tracker.reading.plan import Answers

WorkspaceArgument = Annotated[
    Path,
    typer.Argument(
        metavar="WORKSPACE",
        help="Folder of CSV or Parquet files, or one file with trips: .csv, .parquet, .xlsx, .xls, .ods, .json.",
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


DateOrder = Annotated[
    str | None,
    typer.Option("--date-order", metavar="ORDER", help="How dates like 05/01/2026 are meant: mdy or dmy."),
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HEADING=FIELD",
        help="What a column is, like 'Exit Date=last_day'; not_used for a column to leave out. May be repeated.",
    ),
]
Answered = Annotated[
    list[str] | None,
    typer.Option("--answer", metavar="KEY=VALUE", help="Answer to a question about the list. May be repeated."),
]


def analysis_of(workspace: Path, settings: Settings, answers: Answers) -> Analysis:
    """The answer for a workspace. Raises ``BadOption``."""
    import tracker

    return tracker.analyze(tracker.read_workspace(workspace, answers), tracker.load_rules(), settings)


def answers_of(date_order: str | None, mapped: Sequence[str] | None, answered: Sequence[str] | None = None) -> Answers:
    """What was typed about the columns, dates and words of a list. Raises ``BadOption`` for what is no pair."""
    from tracker.reading.plan import NOT_USED, Answers, Asks

    if date_order not in (None, "mdy", "dmy"):
        raise BadOption(f"--date-order: {date_order!r} is not known. Use mdy (month first) or dmy (day first)")
    fields = {
        heading: NOT_USED if field == "not_used" else field
        for heading, field in _pairs("--map", mapped or (), "'Exit Date=last_day'").items()
    }
    choices = _pairs("--answer", answered or (), "'direction=there'")
    if date_order:
        choices[str(Asks.DATE_ORDER)] = date_order
    return Answers(fields, choices)


def _pairs(option: str, typed: Sequence[str], example: str) -> dict[str, str]:
    pairs = {}
    for text in typed:
        key, sign, value = text.rpartition("=")
        if not sign or not key.strip():
            raise BadOption(f"{option}: {text!r} is no pair. Write it like {example}")
        pairs[key.strip()] = value.strip()
    return pairs


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


def moment() -> dt.datetime:
    """Now, in UTC: when a file is made. The day on which a question is asked is ``day_of``."""
    return dt.datetime.now(dt.UTC)


def country_of(option: str, text: str) -> str:
    """The code of the country that was typed."""
    from tracker import countries

    code = countries.to_code(text)
    if not code:
        raise BadOption(f"{option}: {text!r} is not a known country. Use a code such as FR, or the English name")
    return code
