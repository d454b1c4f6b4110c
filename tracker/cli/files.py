"""The commands that carry rows in and results out: import, export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
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
    settings_of,
)
from tracker.cli.results import show_previews
from tracker.cli.terminal import SOME_ROWS_UNUSABLE, complain, complain_about, leave, plain_errors
from tracker.errors import BadOption

if TYPE_CHECKING:
    import pandas as pd

    from tracker.filing.identity import Identity
    from tracker.itinerary import Workspace


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
        from tracker.exchange.importers import apply_to_folder, folder_workspace, preview_import, shared_days_of
        from tracker.exchange.importers.preview import LARGEST_FILE
        from tracker.exchange.text import ROWS_WITHOUT_FILES

        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)  # one byte more is enough to see that it is too much
        workspace = folder_workspace(into)
        previews = preview_import(content, file.name, workspace, date_order=date_order, format=form)
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
            complain_about(preview.unusable)
            complain_about(preview.warnings)
            for asked_row, questions in shared_days_of(preview, workspace, _jurisdiction_of(workspace)).items():
                complain(f"{file.name}:{asked_row}: {' '.join(questions)}")
            for number, row in preview.changed.iterrows():
                complain(f"{file.name}:{number}: {_changed(preview.table, row)}")
            left_out += preview.unusable_rows + len(preview.changed)
        if left_out:
            raise typer.Exit(SOME_ROWS_UNUSABLE)


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
    date_order: DateOrder = None,
    mapped: Mapped = None,
    answered: Answered = None,
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
            host=country_of("--host", host) if host else "",
            period=period,
            redact=redaction_of(redact) if redact else (),
        )
        settings = settings_of(as_of, join_gap_days, worker, residence, buffer_days)
        analysis = analysis_of(workspace, settings, answers_of(date_order, mapped, answered))
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
        leave(analysis.workspace.problems)


def _jurisdiction_of(workspace: Workspace) -> Callable[[str], str]:
    from tracker.rules import load_rules
    from tracker.rules.tables import Law

    return Law(load_rules(), workspace.verifications).jurisdiction


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
