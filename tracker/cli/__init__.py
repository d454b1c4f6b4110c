"""The command line: ``coverline …``, also ``python -m tracker …``.

Exit status: 0 done · 1 some input rows were unusable, all others were used · 2 nothing could be done.
Whatever is wrong stands on standard error as ``file:row: column: what is wrong, what to do``, never as a traceback.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.law import show_agreements, show_country
from tracker.cli.results import show_analysis, show_previews
from tracker.cli.team import team
from tracker.cli.terminal import complain, is_about_an_unusable_row, plain, plain_errors
from tracker.errors import BadOption, TrackerError

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis import Analysis, Settings
    from tracker.batch import Engine
    from tracker.filing.identity import Identity

SOME_ROWS_UNUSABLE = 1
SOMETHING_CHANGED = 1  # found by verify
DEFAULT_PORT = 8501
_OWN_NAMES = ("localhost", "127.0.0.1")  # as in .streamlit/config.toml
_TRIPS_IN_ONE_PIECE = 1_000_000

main = typer.Typer(
    name="coverline",
    help="Which of your work abroad a US Certificate of Coverage would or would not cover, day by day.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

main.add_typer(team)

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


@main.callback(invoke_without_command=True)
def _coverline(
    version: Annotated[bool, typer.Option("--version", help="Show the version and leave.")] = False,
) -> None:
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a letter shows a question mark instead of failing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if version:
        from tracker import __version__

        typer.echo(f"coverline {__version__}")
        raise typer.Exit


@main.command()
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
        if asked or _is_large(workspace):
            if not out:
                raise BadOption("--out DIR is needed: results of trips that are analyzed in parts are written to files")
            from tracker.batch import engine_named

            settings = _settings(as_of, join_gap_days, worker, residence, buffer_days)
            chosen = engine_named(engine or "local", scheduler=scheduler, workers=workers)
            _analyze_in_parts(workspace, out, settings, form or "csv", partitions, resume, chosen)
            return
        analysis = _analysis(workspace, as_of, join_gap_days, worker, residence, buffer_days)
        if out:
            from tracker.exchange.files import write_files
            from tracker.exchange.results import result_files

            files = result_files(analysis, form or "csv")
            write_files(out, files)
            typer.echo(f"Written to {out}: {', '.join(files)}")
        else:
            show_analysis(analysis)
        _leave(analysis.workspace.problems, analysis.workspace.unusable_rows)


@main.command()
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

        asked = _day("--day", day)
        analysis = _analysis(workspace, as_of, join_gap_days, worker, residence)
        explained = explain(analysis, traveler or _only_traveler(analysis), asked)
        what_if = what_would_change(analysis, explained)
        if form == "json":
            typer.echo(as_json(explained, what_if))
        else:
            show_explanation(analysis, explained, what_if)
        _leave(analysis.workspace.problems, analysis.workspace.unusable_rows)


@main.command()
def agreements(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day. Default: today.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="Only this country, with rules, doubts and sources.")
    ] = None,
) -> None:
    """The agreements in force on a day, with the rule for employees and for the self-employed."""
    with plain_errors():
        from tracker.rules import load_rules

        day = _day("--on", on)
        if country:
            show_country(_country("--country", country), load_rules(), day)
        else:
            show_agreements(load_rules(), day)


@main.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, .xlsx or workspace .json.")],
    into: Annotated[Path, typer.Option("--into", metavar="WORKSPACE", help="Workspace folder; made if it is new.")],
    form: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="csv, xlsx or json. Default: by the file's ending.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, and write nothing.")] = False,
    date_order: Annotated[
        str | None,
        typer.Option("--date-order", metavar="ORDER", help="How dates like 05/01/2026 are meant: mdy or dmy."),
    ] = None,
) -> None:
    """Show the rows of a file as new, same, changed or unusable, and add the new ones to a workspace folder."""
    with plain_errors():
        from tracker.exchange.importers import apply_to_folder, folder_workspace, preview_import
        from tracker.exchange.importers.preview import LARGEST_FILE
        from tracker.exchange.text import ROWS_WITHOUT_FILES

        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)  # one byte more is enough to see that it is too much
        previews = preview_import(content, file.name, folder_workspace(into), date_order=date_order, format=form)
        show_previews(previews)
        added = sum(len(preview.new) for preview in previews)
        if dry_run:
            typer.echo(f"Dry run: nothing was written. {added} new rows would be added to {into}.")
        elif added:
            apply_to_folder(previews, into)
            typer.echo(f"{added} new rows were added to {into}.")
            if any(preview.table == "attachments" and len(preview.new) for preview in previews):
                typer.echo(ROWS_WITHOUT_FILES)
        else:
            typer.echo(f"Nothing new: {into} was left as it is.")
        left_out = 0
        for preview in previews:
            _complain_about(preview.unusable)
            _complain_about(preview.warnings)
            for number, row in preview.changed.iterrows():
                complain(f"{file.name}:{number}: {_changed(preview.table, row)}")
            left_out += preview.unusable_rows + len(preview.changed)
        if left_out:
            raise typer.Exit(SOME_ROWS_UNUSABLE)


@main.command()
def export(
    workspace: WorkspaceArgument,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help=".csv: the filing dates. .xlsx, .json: the workspace with results. .pdf: the filing packet of one "
            "traveler. .ics: a calendar. .html: a page for an adviser.",
        ),
    ],
    traveler: Annotated[
        str, typer.Option("--traveler", metavar="T", help="Only this traveler (.pdf, .ics, .html).")
    ] = "",
    host: Annotated[
        str, typer.Option("--host", metavar="CC", help="Only requests for this agreement country (.pdf, .html).")
    ] = "",
    period: Annotated[
        int | None, typer.Option("--period", metavar="N", help="Only requests of this work period (.pdf, .html).")
    ] = None,
    redact: Annotated[
        str, typer.Option("--redact", metavar="WHAT", help="Take out names, places, notes: any of them, with commas.")
    ] = "",
    ask_identity: Annotated[
        bool,
        typer.Option(
            "--ask-identity", help="Ask for SSN and date of birth, hidden, for this one .pdf; they are kept nowhere."
        ),
    ] = False,
    as_of: AsOf = None,
    join_gap_days: JoinGap = 30,
    worker: WorkerOption = None,
    residence: Residence = None,
    buffer_days: Buffer = 0,
) -> None:
    """Write one file by its ending: filing dates, packet, calendar, adviser's page, or the whole workspace."""
    with plain_errors():
        from tracker.exchange.exporters import Choice, exporter_for
        from tracker.exchange.files import write_file
        from tracker.exchange.text import ROWS_WITHOUT_FILES
        from tracker.filing.redaction import redaction_of

        exporter = exporter_for(to.name)
        _refuse_to_overwrite(workspace, to)
        choice = Choice(
            traveler=traveler,
            host=_country("--host", host) if host else "",
            period=period,
            redact=redaction_of(redact) if redact else (),
        )
        analysis = _analysis(workspace, as_of, join_gap_days, worker, residence, buffer_days)
        if ask_identity:
            exporter.check_identity(choice)
            choice = replace(choice, identity=_asked_identity(analysis.settings.as_of))
        made = exporter.make(analysis, choice)
        write_file(to, made.content)
        typer.echo(f"Written: {to} ({exporter.title[0].lower()}{exporter.title[1:]})")
        if len(analysis.workspace.attachments):
            typer.echo(ROWS_WITHOUT_FILES)
        for remark in made.remarks:
            complain(remark)
        _leave(analysis.workspace.problems, analysis.workspace.unusable_rows)


@main.command()
def proof(
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The .zip to write.")],
    certificate: Annotated[
        str | None,
        typer.Option("--certificate", metavar="ID", help="Only what belongs to this certificate. Default: everything."),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Write the proof file of the ledger: records, attached files and journal in one ZIP that `verify` can check."""
    with plain_errors():
        from tracker.cli.proof import show_proof
        from tracker.exchange.files import write_file
        from tracker.exchange.proof import proof_of
        from tracker.rules import load_rules
        from tracker.store import open_ledger

        if to.suffix.lower() != ".zip":
            raise BadOption(f"--to: {to} does not end in .zip")
        day = _day("--as-of", as_of).isoformat()
        made = proof_of(open_ledger(), as_of=day, rules_digest=load_rules().digest, certificate=certificate)
        write_file(to, made.content)
        show_proof(made, to)


@main.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="ZIP", help="A proof file.")],
    sha256: Annotated[
        str | None,
        typer.Option("--sha256", metavar="HEX", help="The number that you kept: the ZIP must be this very one."),
    ] = None,
) -> None:
    """Check a proof file: every file in it, the journal, the attached files. Nothing is unpacked to the disk.

    Exit status: 0 nothing was changed · 1 something was, each named · 2 no proof file, or not safe to look into.
    """
    with plain_errors():
        from tracker.cli.proof import show_check
        from tracker.exchange.proof import verify as check

        found = check(file)
        show_check(found, file)
        is_another = sha256 is not None and sha256.strip().lower() != found.sha256
        if is_another:
            complain(f"{file.name}: this is not the ZIP whose SHA-256 you gave.")
        if found.problems or is_another:
            raise typer.Exit(SOMETHING_CHANGED)


@main.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FOLDER", help="Default: beside the ledger, where the newest ten copies are kept."
        ),
    ] = None,
) -> None:
    """Copy the ledger into one file, checked: rows, attached files, scenarios, settings, journal. Also while in use."""
    with plain_errors():
        from tracker.cli.backup import show_copy
        from tracker.store import open_ledger
        from tracker.store.backup import about

        _require_ledger("copy")
        show_copy(about(open_ledger().backup(to)), is_automatic=to is None)


@main.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by `backup`, or by Coverline itself.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: replace what the ledger holds, which is backed up first.")
    ] = False,
) -> None:
    """Check a copy, show what it would change, and put it in place of the ledger: whole or not at all."""
    with plain_errors():
        from tracker.cli.backup import confirmed, show_comparison
        from tracker.store import open_ledger
        from tracker.store.restore import compare
        from tracker.store.restore import restore as put_back

        ledger = open_ledger()
        found = compare(ledger, file)
        show_comparison(found)
        for doubt in found.doubts:
            complain(f"{file.name}: {doubt}")
        if found.asks and not yes and not confirmed("restore", "replace your ledger by the copy"):
            raise BadOption("Nothing was restored: your ledger is as it was. Scripts confirm with --yes")
        before = put_back(ledger, file, shown=found.now.revision)
        typer.echo(f"Restored from {plain(file)}.")
        if before:
            typer.echo(f"What was there before: {plain(before)}")


@main.command()
def move(
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL", help="The database: postgresql://user@host/name or sqlite:////folder/file."
        ),
    ],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: replace what that database holds, which is backed up first.")
    ] = False,
) -> None:
    """Copy the whole ledger into another database, from a file to PostgreSQL or back, and compare both.

    All rows with their ids, attached files, scenarios, settings and the journal: whole or not at all. The ledger that
    is in use now stays as it is.
    """
    with plain_errors():
        from tracker.cli.backup import confirmed, show_comparison
        from tracker.store import open_ledger
        from tracker.store.restore import compared, move

        _require_ledger("move")
        source, target = open_ledger(), open_ledger(to)
        if source.is_at(target):
            raise BadOption(f"--to: {target.place} is the ledger that is in use now. Name another database")
        found = compared(target, source)
        show_comparison(found, "target", "ledger")
        for doubt in found.doubts:
            complain(f"{source.place}: {doubt}")
        if found.asks and not yes and not confirmed("move", f"replace what {plain(target.place)} holds"):
            raise BadOption("Nothing was moved. Scripts confirm with --yes")
        before = move(source, target, shown=found.now.revision)
        typer.echo(f"Copied to {plain(target.place)}, read again and compared: both hold the same.")
        if before:
            typer.echo(f"What was there before: {plain(before)}")
        typer.echo(
            f"{plain(source.place)} stays as it is. To use the new one, set COVERLINE_DATABASE_URL to its address."
        )


@main.command()
def serve(
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port on this machine.")] = (
        DEFAULT_PORT
    ),
    address: Annotated[
        str, typer.Option("--address", metavar="IP", help="Where to listen. Default: for this machine only.")
    ] = "",
    host: Annotated[
        list[str] | None,
        typer.Option("--host", metavar="NAME", help="A name under which browsers reach it, beside this machine's own."),
    ] = None,
) -> None:
    """Open the dashboard in the browser. Stop it with Ctrl+C.

    COVERLINE_SIGN_IN names the file that turns sign-in on for a team (help: team).
    """
    import runpy
    import signal

    from tracker.paths import shipped
    from tracker.server.sign_in_file import sign_in

    with plain_errors():
        signing_in = sign_in()
        if _is_taken(port):
            raise BadOption(f"port {port} is in use: stop what runs there, or choose another one with --port N")
    _back_up_if_due()
    names = [*(host or ()), *([signing_in.host] if signing_in else ())]
    options = ["--server.port", str(port), *(["--server.address", address] if address else ())]
    for name in [*_OWN_NAMES, *names] if names else ():
        options += ["--server.allowedHosts", name]
    sys.argv = ["streamlit", "run", str(shipped("asgi_app.py")), *options]
    # Given back to us by the server when everything is closed: then Ctrl+C is no failure.
    before = signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    finally:
        signal.signal(signal.SIGINT, before)


# ---------------------------------------------------------------------------------------------- what goes wrong


def _complain_about(findings: pd.DataFrame) -> None:
    """Findings about rows of a file, one line each."""
    for finding in findings.to_dict("records"):
        place = f"{finding['file']}:{finding['row']}: " if finding["row"] else f"{finding['file']}: "
        column = f"{finding['column']}: " if finding["column"] else ""
        message = finding["message"].removeprefix(column)  # most messages name their column themselves
        complain(f"{place}{column}{message}")


def _leave(problems: pd.DataFrame, unusable_rows: int) -> None:
    """Say which rows were unusable, and leave with the status for that."""
    _complain_about(problems[is_about_an_unusable_row(problems)])
    if unusable_rows:
        raise typer.Exit(SOME_ROWS_UNUSABLE)


def _changed(table: str, row: pd.Series) -> str:
    from tracker import schema

    key = schema.KEYS[table][0]
    return (
        f"{key}: {row[key]} is stored with other content. The stored row was left as it is: change it there, "
        "or give this row an id of its own."
    )


def _require_ledger(verb: str) -> None:
    """A file that is not there is not made only to be read."""
    from tracker.store.backup import file_in_use

    file = file_in_use()
    if file is not None and not file.exists():
        raise BadOption(f"{file}: there is no ledger yet, so there is nothing to {verb}")


def _back_up_if_due() -> None:
    """The daily copy. The dashboard starts without it too: it says itself what is wrong with the ledger."""
    from tracker.store.backup import back_up_if_due, ledger_file

    try:
        back_up_if_due(ledger_file(), dt.datetime.now(dt.UTC))
    except TrackerError as error:
        complain(str(error))


def _refuse_to_overwrite(workspace: Path, to: Path) -> None:
    """Only ``import`` writes into a workspace."""
    from tracker import schema

    tables = {f"{name}.csv" for name in schema.WORKSPACE}
    own = workspace if workspace.is_file() else workspace / to.name
    if to.resolve() == own.resolve() and (workspace.is_file() or to.name.lower() in tables):
        raise BadOption(f"{to}: this file is part of the workspace. Choose another name")


def _is_taken(port: int) -> bool:
    """Whether a program on this machine answers at the port."""
    import socket

    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


# ---------------------------------------------------------------------------------------------- what is asked


def _analysis(
    workspace: Path,
    as_of: str | None,
    join_gap_days: int,
    worker: str | None,
    residence: str | None,
    buffer_days: int = 0,
) -> Analysis:
    import tracker

    return tracker.analyze(
        tracker.read_workspace(workspace),
        tracker.load_rules(),
        as_of=_day("--as-of", as_of),
        join_gap_days=join_gap_days,
        worker=worker,
        residence=_country("--residence", residence) if residence else None,
        buffer_days=buffer_days,
    )


def _settings(
    as_of: str | None, join_gap_days: int, worker: str | None, residence: str | None, buffer_days: int
) -> Settings:
    from tracker.analysis import Settings

    country = _country("--residence", residence) if residence else None
    return Settings(_day("--as-of", as_of), join_gap_days, worker, country, buffer_days)


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
    _leave(result.problems, result.unusable_rows or len(result.failures))


def _asked_identity(as_of: dt.date) -> Identity:
    """Typed without being shown; never an argument, which other programs and the shell's history could read."""
    from tracker.filing.identity import checked_identity

    ssn = typer.prompt(
        "US Social Security number, 000-00-0000 (Enter: leave blank)", default="", hide_input=True, show_default=False
    )
    born = typer.prompt(
        "Date of birth, like 1990-12-31 (Enter: leave blank)", default="", hide_input=True, show_default=False
    )
    return checked_identity(ssn, born, as_of)


def _only_traveler(analysis: Analysis) -> str:
    """The one person in the workspace, for a question that names nobody."""
    from tracker.explain import travelers

    people = travelers(analysis)
    if len(people) != 1:
        raise BadOption(f"--traveler: say whose day it is: {', '.join(people) or 'nobody is in the workspace'}")
    return people[0]


def _day(option: str, text: str | None) -> dt.date:
    from tracker.days import parse_day

    if text is None:
        return dt.date.today()
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadOption(f"{option}: {text!r} is not a date. Write it as year-month-day, like 2026-03-01") from error


def _country(option: str, text: str) -> str:
    from tracker import countries

    code = countries.to_code(text)
    if not code:
        raise BadOption(f"{option}: {text!r} is no country that is known. Use a code such as FR, or the English name")
    return code
