"""The command line: ``coverline …``, also ``python -m tracker …``.

Exit status: 0 done · 1 some input rows were unusable, all others were used · 2 nothing could be done.
Whatever is wrong stands on standard error as ``file:row: column: what is wrong, what to do``, never as a traceback.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.errors import BadOption, TrackerError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tracker.analysis import Analysis
    from tracker.exchange.importers import Preview
    from tracker.rules import Agreement, Provision, Rules

SOME_ROWS_UNUSABLE, NOTHING_DONE = 1, 2
DEFAULT_PORT = 8501
_PIPED_WIDTH = 140  # columns, where there is no terminal that says how wide it is
_MOST_SHOWN = 200  # rows of one table of the summary
_MOST_DRAWN = 2_000  # rows of one table with a frame; more are plain lines with tabs

main = typer.Typer(
    name="coverline",
    help="Which of your work abroad a US Certificate of Coverage would or would not cover, day by day.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

WorkspaceArgument = Annotated[
    Path, typer.Argument(metavar="WORKSPACE", help="Folder of CSV files, or one .csv of trips, .xlsx or .json.")
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
    form: Annotated[
        str | None, typer.Option("--format", metavar="F", help="Of the files in DIR: csv (default), json or parquet.")
    ] = None,
) -> None:
    """Segments, work periods, verdicts and findings of a workspace: shown, or with --out written as files."""
    with _plain_errors():
        if form and not out:
            raise BadOption("--format says how files are written: name their folder with --out DIR")
        analysis = _analysis(workspace, as_of, join_gap_days, worker, residence)
        if out:
            from tracker.exchange.files import write_files
            from tracker.exchange.results import result_files

            files = result_files(analysis, form or "csv")
            write_files(out, files)
            typer.echo(f"Written to {out}: {', '.join(files)}")
        else:
            _show_analysis(analysis)
        _leave(analysis.workspace.problems, analysis.workspace.unusable_rows)


@main.command()
def agreements(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day. Default: today.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="Only this country, with rules, doubts and sources.")
    ] = None,
) -> None:
    """The agreements in force on a day, with the rule for employees and for the self-employed."""
    with _plain_errors():
        from tracker.rules import load_rules

        day = _day("--on", on)
        if country:
            _show_country(_country("--country", country), load_rules(), day)
        else:
            _show_agreements(load_rules(), day)


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
    with _plain_errors():
        from tracker.exchange.importers import apply_to_folder, folder_workspace, preview_import
        from tracker.exchange.importers.preview import LARGEST_FILE

        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)  # one byte more is enough to see that it is too much
        previews = preview_import(content, file.name, folder_workspace(into), date_order=date_order, format=form)
        _show_previews(previews)
        added = sum(len(preview.new) for preview in previews)
        if dry_run:
            typer.echo(f"Dry run: nothing was written. {added} new rows would be added to {into}.")
        elif added:
            apply_to_folder(previews, into)
            typer.echo(f"{added} new rows were added to {into}.")
        else:
            typer.echo(f"Nothing new: {into} was left as it is.")
        left_out = 0
        for preview in previews:
            _complain_about(preview.unusable)
            _complain_about(preview.warnings)
            for number, row in preview.changed.iterrows():
                _complain(f"{file.name}:{number}: {_changed(preview.table, row)}")
            left_out += preview.unusable_rows + len(preview.changed)
        if left_out:
            raise typer.Exit(SOME_ROWS_UNUSABLE)


@main.command()
def export(
    workspace: WorkspaceArgument,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", help=".csv: the filing dates. .xlsx, .json: the workspace with results."),
    ],
    as_of: AsOf = None,
    join_gap_days: JoinGap = 30,
    worker: WorkerOption = None,
    residence: Residence = None,
) -> None:
    """Write the filing dates, or the whole workspace with its results, as one file."""
    with _plain_errors():
        from tracker.exchange.exporters import exporter_for
        from tracker.exchange.files import write_file

        exporter = exporter_for(to.name)
        _refuse_to_overwrite(workspace, to)
        analysis = _analysis(workspace, as_of, join_gap_days, worker, residence)
        write_file(to, exporter.to_bytes(analysis))
        typer.echo(f"Written: {to} ({exporter.title[0].lower()}{exporter.title[1:]})")
        _leave(analysis.workspace.problems, analysis.workspace.unusable_rows)


@main.command()
def serve(
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port on this machine.")] = (
        DEFAULT_PORT
    ),
) -> None:
    """Open the dashboard in the browser. Stop it with Ctrl+C."""
    import runpy

    from tracker.paths import shipped

    with _plain_errors():
        if _is_taken(port):
            raise BadOption(f"port {port} is in use: stop what runs there, or choose another one with --port N")
    sys.argv = ["streamlit", "run", str(shipped("app.py")), "--server.port", str(port)]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


# ---------------------------------------------------------------------------------------------- what goes wrong


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Whatever the user can mend becomes one line on standard error and exit status 2."""
    try:
        yield
    except TrackerError as error:
        _complain(str(error))
        raise typer.Exit(NOTHING_DONE) from error
    except BrokenPipeError:  # whoever read the output has enough of it
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _complain(f"{where}{error.strerror or error}")
        raise typer.Exit(NOTHING_DONE) from error


def _complain(line: str) -> None:
    typer.echo(_plain(line), err=True)


def _complain_about(findings: pd.DataFrame) -> None:
    """Findings about rows of a file, one line each."""
    for finding in findings.to_dict("records"):
        place = f"{finding['file']}:{finding['row']}: " if finding["row"] else f"{finding['file']}: "
        column = f"{finding['column']}: " if finding["column"] else ""
        message = finding["message"].removeprefix(column)  # most messages name their column themselves
        _complain(f"{place}{column}{message}")


def _leave(problems: pd.DataFrame, unusable_rows: int) -> None:
    """Say which rows were unusable, and leave with the status for that."""
    _complain_about(problems[_is_about_an_unusable_row(problems)])
    if unusable_rows:
        raise typer.Exit(SOME_ROWS_UNUSABLE)


def _is_about_an_unusable_row(findings: pd.DataFrame) -> pd.Series:
    from tracker.codes import Severity

    return (findings["severity"] == Severity.ERROR) & (findings["file"] != "")


def _changed(table: str, row: pd.Series) -> str:
    from tracker import schema

    key = schema.KEYS[table][0]
    return (
        f"{key}: {row[key]} is stored with other content. The stored row was left as it is: change it there, "
        "or give this row an id of its own."
    )


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
    workspace: Path, as_of: str | None, join_gap_days: int, worker: str | None, residence: str | None
) -> Analysis:
    import tracker

    return tracker.analyze(
        tracker.read_workspace(workspace),
        tracker.load_rules(),
        as_of=_day("--as-of", as_of),
        join_gap_days=join_gap_days,
        worker=worker,
        residence=_country("--residence", residence) if residence else None,
    )


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


# ---------------------------------------------------------------------------------------------- what is shown


def _console() -> Console:
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else _PIPED_WIDTH, highlight=False, markup=False, emoji=False)


def _plain(text: object) -> str:
    """On one line, and without signs that would steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))


def _show_table(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if len(rows) > _MOST_DRAWN:  # drawing so many takes minutes, and nobody reads them in a frame
        lines = ("\t".join(_plain(cell) for cell in row) for row in [columns, *rows])
        typer.echo("\n".join([title, *lines]))
        return
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column.endswith("days") else "left")
    for row in rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    console.print(table)


def _show_rows(console: Console, title: str, columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    """A table of the summary: nothing when empty, cut with a word about it when very long."""
    if rows:
        _show_table(console, title, columns, rows[:_MOST_SHOWN])
    if len(rows) > _MOST_SHOWN:
        console.print(f"… and {len(rows) - _MOST_SHOWN} more. With --out DIR all of them are written.")


def _show_analysis(analysis: Analysis) -> None:
    from tracker import codes
    from tracker.charts.words import VERDICTS

    console, told = _console(), analysis.summary
    settings = {key: value for key, value in told["settings"].items() if value is not None}
    console.print(f"As of {told['as_of']}" + "".join(f" · {key}: {value}" for key, value in settings.items()))
    counted = told["host_days_per_verdict"]
    _show_rows(
        console,
        "Days",
        ("verdict", "days", "in words"),
        [(v, counted[v], VERDICTS[v].text) for v in codes.Verdict if v in counted],
    )
    _show_rows(
        console,
        "Work periods",
        ("traveler", "period", "assignment", "first day", "last day", "work days", "countries", "case", "decision"),
        [
            (
                period["traveler"],
                period["period"],
                period["assignment"],
                _iso(period["first_day"]),
                _iso(period["last_day"]),
                period["work_days"],
                period["countries"],
                period["case"] + (f" (because of {period['causes']})" if period["causes"] else ""),
                f"{period['decision']}: {codes.Decision(period['decision']).sentence}",
            )
            for period in analysis.periods.to_dict("records")
        ],
    )
    found = analysis.findings
    matters = found["severity"].isin([codes.Severity.ERROR, codes.Severity.WARNING])
    shown = found[matters & ~_is_about_an_unusable_row(found)]
    _show_rows(
        console,
        "Errors and warnings",
        ("severity", "about", "first day", "last day", "what, and what to do"),
        [(f.severity, f.subject, _iso(f.first_day), _iso(f.last_day), f.message) for f in shown.itertuples()],
    )
    if analysis.workspace.unusable_rows:
        rows = analysis.workspace.unusable_rows
        console.print(f"{rows} {'row was' if rows == 1 else 'rows were'} unusable and left out: see the error lines.")
    _show_foot(console, analysis.rules)


def _show_foot(console: Console, rules: Rules) -> None:
    from tracker import __version__
    from tracker.codes import NOT_LEGAL_ADVICE

    console.print(f"Coverline {__version__} · rules {rules.digest}")
    console.print(NOT_LEGAL_ADVICE)


def _show_previews(previews: Sequence[Preview]) -> None:
    import pandas as pd

    from tracker import schema

    console = _console()
    for preview in previews:
        counts = f"{len(preview.new)} new, {len(preview.same)} same, {len(preview.changed)} changed"
        title = f"{preview.table}: {counts}, {preview.unusable_rows} unusable"
        rows = pd.concat([preview.new, preview.changed])
        if len(rows):
            kinds = ["new"] * len(preview.new) + ["changed"] * len(preview.changed)
            usual = schema.default_values(preview.table)
            telling = [c for c in rows.columns if not rows[c].isin(["", usual.get(str(c), "")]).all()]
            values = rows[telling].to_numpy().tolist()
            cells = [(number, kind, *row) for number, kind, row in zip(rows.index, kinds, values, strict=True)]
            cells.sort(key=lambda row: int(row[0]))
            _show_table(console, title, ("row", "is", *map(str, telling)), cells)
        else:
            console.print(title)


def _iso(day: Any) -> str:
    return "" if day != day else f"{day:%Y-%m-%d}"  # a missing day does not equal itself


def _show_agreements(rules: Rules, day: dt.date) -> None:
    console = _console()
    in_force = [a for a in rules.agreements.values() if a.start.first_day <= day]
    _show_table(
        console,
        f"Agreements with the United States in force on {day}",
        ("code", "country", "in force since", "employees", "self-employed", "confidence"),
        [
            (
                agreement.partner,
                agreement.name,
                _since(agreement),
                _rules_in_short(agreement, "employee", day),
                _rules_in_short(agreement, "self_employed", day),
                agreement.confidence,
            )
            for agreement in sorted(in_force, key=lambda agreement: (not agreement.start.confirmed, agreement.name))
        ],
    )
    console.print("One country with rules, doubts and sources: coverline agreements --country CC")
    _show_foot(console, rules)


def _since(agreement: Agreement) -> str:
    return f"{'' if agreement.start.confirmed else 'reported, not confirmed: '}{agreement.start.first_day}"


def _decides(provision: Provision, day: dt.date) -> bool:
    return provision.first_day <= day and (provision.last_day is None or day <= provision.last_day)


def _rules_in_short(agreement: Agreement, worker: str, day: dt.date) -> str:
    rules = [p for p in agreement.provisions if p.worker == worker and _decides(p, day)]
    return "; or ".join(map(_in_short, rules)) or "no rule found"


def _in_short(provision: Provision) -> str:
    from tracker.codes import Kind

    what = {
        Kind.DETACHED_EMPLOYEE: "sent",
        Kind.RESIDENCE: "residence decides",
        Kind.TEMPORARY_TRANSFER: "business moved",
        Kind.NATIONALITY: "nationality decides",
    }[provision.kind]
    limit = f", up to {_duration(provision.limit_months)}" if provision.limit_months else ""
    return what + limit + ("" if provision.verified else " (not verified)")


def _duration(months: int) -> str:
    if months % 12:
        return f"{months} months"
    return "1 year" if months == 12 else f"{months // 12} years"


def _show_country(code: str, rules: Rules, day: dt.date) -> None:
    from tracker import countries
    from tracker.rules.tables import UNITED_STATES, Law

    console, name = _console(), countries.name(code)
    partner = Law(rules).jurisdiction(code)
    agreement = rules.agreements.get(partner)
    if code == UNITED_STATES or partner == UNITED_STATES:
        console.print("Work in the United States: no certificate is needed.")
    elif agreement is None:
        console.print(f"{name} ({code}): the United States has no totalization agreement with it.")
        console.print("No US certificate can cover work there: take the contingency path.")
    else:
        if partner != code:
            console.print(f"{name} ({code}) belongs to the agreement with {agreement.name} ({partner}).")
        for line in _about_agreement(agreement, rules, day):
            console.print(_plain(line), soft_wrap=False)
    _show_foot(console, rules)


def _about_agreement(agreement: Agreement, rules: Rules, day: dt.date) -> Iterator[str]:
    """What the law file says about one partner, line by line."""
    start, territory = agreement.start, agreement.territory
    if not start.confirmed:
        status = f"reported to be in force from {start.first_day}, not confirmed"
    elif start.first_day <= day:
        status = f"in force on {day}, since {start.first_day}"
    else:
        status = f"not in force on {day}; it starts on {start.first_day}"
    yield f"{agreement.name} ({agreement.partner}): {status}. Confidence in what follows: {agreement.confidence}."
    yield from _line("", start.note)
    yield ""
    for provision in agreement.provisions:
        yield from _about_provision(provision, day)
    yield from _line("Employees, longer than that: ", agreement.extension.employee)
    yield from _line("Self-employed, longer than that: ", agreement.extension.self_employed)
    yield from _line("Also reaches: ", _names(territory.included))
    yield from _line("Does not reach: ", _names(territory.excluded))
    yield from _line("The sources do not say whether it reaches: ", _names(territory.open))
    yield from _line("Territory: ", territory.note)
    yield from _line("Self-employed ask for the certificate: ", agreement.certificate.self_employed_when)
    yield from _line("Asks for more: ", "; ".join(agreement.certificate.extra_information))
    yield from _line("Takes off: ", "; ".join(agreement.contributions.covered))
    yield from _line("Does not take off: ", "; ".join(agreement.contributions.not_covered))
    for note in agreement.notes:
        yield f"Note: {note}"
    for doubt in agreement.doubts:
        yield f"Doubt: {doubt}"
    yield ""
    yield "Sources"
    cited = [*start.sources, *territory.sources]
    for provision in agreement.provisions:
        cited += [*provision.sources, *(provision.series.sources if provision.series else ())]
    for source in (rules.sources[key] for key in dict.fromkeys(cited)):
        yield f"- {source.title}, read on {source.read_on}: {source.href}"


def _about_provision(provision: Provision, day: dt.date) -> Iterator[str]:
    since = f"since {provision.first_day}" if provision.first_day <= day else f"from {provision.first_day}"
    until = f" to {provision.last_day}" if provision.last_day else ""
    who = "Self-employed" if provision.worker == "self_employed" else "Employees"
    yield f"{who} ({provision.id}, {since}{until}): {_in_short(provision)}"
    yield f"  {provision.rule}"
    for condition in provision.conditions:
        yield f"  Condition: {condition.sentence}"
    if provision.series:
        yield from _line("  Repeated stays: ", provision.series.note)
    yield f"  Section: {provision.section}"
    for doubt in provision.doubts:
        yield f"  Doubt: {doubt}"
    yield ""


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"{label}{text}"


def _names(codes: Sequence[str]) -> str:
    from tracker import countries

    return ", ".join(f"{countries.name(code)} ({code})" for code in codes)
