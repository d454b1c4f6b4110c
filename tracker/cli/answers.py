"""The commands that answer: analyze, explain, agreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asked import (
    Answered,
    AsOf,
    Buffer,
    DateOrder,
    JoinGap,
    Mapped,
    Residence,
    WorkerOption,
    WorkspaceArgument,
    analysis_of,
    answers_of,
    country_of,
    day_of,
    settings_of,
)
from tracker.cli.law import show_agreements, show_country
from tracker.cli.results import show_analysis
from tracker.cli.terminal import complain, leave, plain_errors
from tracker.errors import BadOption

if TYPE_CHECKING:
    from tracker.analysis import Analysis, Settings
    from tracker.batch import Engine

_TRIPS_IN_ONE_PIECE = 1_000_000


def analyze(
    workspace: WorkspaceArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the result tables into this folder.")
    ] = None,
    as_of: AsOf = None,
    join_gap_days: JoinGap = 30,
    worker: WorkerOption = None,
    residence: Residence = None,
    buffer_days: Buffer = 0,
    date_order: DateOrder = None,
    mapped: Mapped = None,
    answered: Answered = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="F", help="Of the files in DIR: csv (default), json or parquet.")
    ] = None,
    partitions: Annotated[
        int | None,
        typer.Option("--partitions", metavar="N", help="Trips in Parquet: analyze the travelers in N parts."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="In parts: do not do again what an earlier run finished.")
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="E", help="What does the parts: local (default), or dask: a Dask cluster."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Of a Dask cluster that runs, like tcp://host:8786. Default: start one here.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", help="Processes on this machine. Default: local 1, dask one for each core."
        ),
    ] = None,
) -> None:
    """Segments, work periods, verdicts and findings of a workspace: shown, or with --out written as files.

    More than a million trips in Parquet are analyzed in parts, each with whole travelers, so that they need not fit
    into memory; --partitions, --resume, --engine, --scheduler or --workers ask for that with any number of them.
    """
    with plain_errors():
        if form and not out:
            raise BadOption("--format says how files are written: name their folder with --out DIR")
        asked = resume or any(option is not None for option in (partitions, engine, scheduler, workers))
        settings = settings_of(as_of, join_gap_days, worker, residence, buffer_days)
        if asked or _is_large(workspace):
            if date_order or mapped or answered:
                raise BadOption("--date-order, --map and --answer are not for trips that are analyzed in parts")
            if not out:
                raise BadOption("--out DIR is needed: results of trips that are analyzed in parts are written to files")
            from tracker.batch import engine_named

            chosen = engine_named(engine or "local", scheduler=scheduler, workers=workers)
            _analyze_in_parts(workspace, out, settings, form or "csv", partitions, resume, chosen)
            return
        analysis = analysis_of(workspace, settings, answers_of(date_order, mapped, answered))
        if out:
            from tracker.exchange.files import write_files
            from tracker.exchange.results import result_files

            files = result_files(analysis, form or "csv")
            write_files(out, files)
            typer.echo(f"Written to {out}: {', '.join(files)}")
        else:
            show_analysis(analysis)
        leave(analysis.workspace.problems)


def explain(
    workspace: WorkspaceArgument,
    day: Annotated[str, typer.Option("--day", metavar="D", help="The day, like 2026-03-01.")],
    traveler: Annotated[
        str | None, typer.Option("--traveler", metavar="T", help="Id of the traveler. Not needed where there is one.")
    ] = None,
    as_of: AsOf = None,
    join_gap_days: JoinGap = 30,
    worker: WorkerOption = None,
    residence: Residence = None,
    buffer_days: Buffer = 0,
    date_order: DateOrder = None,
    mapped: Mapped = None,
    answered: Answered = None,
    form: Annotated[
        str, typer.Option("--format", metavar="F", help="text (default) or json: the same as one JSON object.")
    ] = "text",
) -> None:
    """Why one day of one traveler has its verdict: facts, rule and source; and which fact would change it."""
    with plain_errors():
        if form not in ("text", "json"):
            raise BadOption(f"--format: {form!r} is not known. Use text or json")
        from tracker.cli.explain import as_json, show_explanation
        from tracker.explain import explain, what_would_change

        asked = day_of("--day", day)
        settings = settings_of(as_of, join_gap_days, worker, residence, buffer_days)
        analysis = analysis_of(workspace, settings, answers_of(date_order, mapped, answered))
        explained = explain(analysis, traveler or _only_traveler(analysis), asked)
        what_if = what_would_change(analysis, explained)
        if form == "json":
            typer.echo(as_json(explained, what_if))
        else:
            show_explanation(analysis, explained, what_if)
        leave(analysis.workspace.problems)


def agreements(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day. Default: today.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="Only this country, with rules, doubts and sources.")
    ] = None,
) -> None:
    """The agreements in force on a day, with the rule for employees and for the self-employed."""
    with plain_errors():
        from tracker.rules import load_rules

        day = day_of("--on", on)
        if country:
            show_country(country_of("--country", country), load_rules(), day)
        else:
            show_agreements(load_rules(), day)


def _is_large(workspace: Path) -> bool:
    """Trips in Parquet, and so many that they are analyzed in parts without being asked for it."""
    from tracker.itinerary.parquet import row_count, table_in

    if workspace.suffix.lower() == ".parquet" and workspace.is_file():
        trips: Path | None = workspace
    else:
        trips = table_in(workspace, "trips")
    return trips is not None and row_count(trips) > _TRIPS_IN_ONE_PIECE


def _analyze_in_parts(
    workspace: Path,
    out: Path,
    settings: Settings,
    form: str,
    partitions: int | None,
    resume: bool,
    engine: Engine,
) -> None:
    import tracker
    from tracker.batch import analyze_in_parts
    from tracker.cli.batch import failure_line, progress_bar, show_result

    with progress_bar() as tick:
        result = analyze_in_parts(
            workspace,
            out,
            tracker.load_rules(),
            settings,
            form=form,
            parts=partitions,
            resume=resume,
            engine=engine,
            tick=tick,
        )
    show_result(result, out)
    for failure in result.failures:
        complain(failure_line(failure))
    leave(result.problems, len(result.failures))


def _only_traveler(analysis: Analysis) -> str:
    """The one person in the workspace, for a question that names nobody."""
    from tracker.explain import travelers

    people = travelers(analysis)
    if len(people) != 1:
        raise BadOption(f"--traveler: say whose day it is: {', '.join(people) or 'nobody is in the workspace'}")
    return people[0]
