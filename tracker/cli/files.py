"""The command that carries results out: export."""

from __future__ import annotations

import datetime as dt
import sys
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
from tracker.cli.terminal import complain, leave, plain_errors
from tracker.errors import BadOption

if TYPE_CHECKING:
    from tracker.filing.identity import Identity


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
        from tracker.filing.identity import not_encrypted
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
        is_secret = choice.identity is not None and not choice.identity.is_blank
        write_file(to, made.content, owner_only=is_secret)
        typer.echo(f"Written: {to} ({exporter.title[0].lower()}{exporter.title[1:]})")
        if is_secret:
            complain(not_encrypted(to.name))
        if len(analysis.workspace.attachments):
            typer.echo(ROWS_WITHOUT_FILES)
        for remark in made.remarks:
            complain(remark)
        leave(analysis.workspace.problems)


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

    ssn = _hidden("US Social Security number, 000-00-0000 (Enter: leave blank)")
    born = _hidden("Date of birth, month/day/year like 12/31/1990 (Enter: leave blank)")
    return checked_identity(ssn, born, as_of)


def _hidden(question: str) -> str:
    if sys.stdin is None:
        raise BadOption("--ask-identity: nothing can be typed, because the standard input is closed")
    return str(typer.prompt(question, default="", hide_input=True, show_default=False))
