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
    moment,
    settings_of,
)
from tracker.cli.terminal import complain, leave, plain_errors
from tracker.codes import Paper
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
            help=".csv: the filing dates. .xlsx, .json: the workspace with results. .pdf: the requests of one "
            "traveler, one page each, and their annex beside it. .ics: a calendar. .html: a page for an adviser. "
            "With --all: the requests of everybody (.xlsx, .pdf).",
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
    everybody: Annotated[
        bool, typer.Option("--all", help="The requests of everybody in one list (.xlsx, .pdf).")
    ] = False,
    travelers: Annotated[
        str, typer.Option("--travelers", metavar="T,…", help="With --all: only these travelers, with commas.")
    ] = "",
    decisions: Annotated[
        list[str] | None,
        typer.Option(
            "--decision",
            metavar="WORD",
            help="With --all: only what is to be done so, such as request_now, answer_first or on_file, or what was "
            "decided so, such as request. Several times, or with commas.",
        ),
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
    paper: Annotated[Paper, typer.Option("--paper", help="What a .pdf is printed on.")] = Paper.LETTER,
    after: Annotated[
        Path | None,
        typer.Option(
            "--after",
            metavar="FILE",
            help="The .ics file that your calendar has. Default: the one at --to, if there is one.",
        ),
    ] = None,
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
        from tracker.exchange.exporters import Choice, companions, exporter_for
        from tracker.exchange.files import write_file
        from tracker.exchange.redaction import redaction_of
        from tracker.exchange.text import ROWS_WITHOUT_FILES
        from tracker.filing.identity import not_encrypted

        exporter = exporter_for(to.name, requests=everybody)
        _refuse_to_overwrite(workspace, to)
        choice = Choice(
            traveler=traveler,
            host=country_of("--host", host) if host else "",
            period=period,
            redact=redaction_of(redact) if redact else (),
            requests=everybody,
            travelers=_words(travelers),
            decisions=_words(*decisions or ()),
            earlier=_earlier_calendar(to, after),
            made_at=moment(),
            paper=paper,
        )
        exporter.check(choice)
        settings = settings_of(as_of, join_gap_days, worker, residence, buffer_days)
        analysis = analysis_of(workspace, settings, answers_of(date_order, mapped, answered))
        if ask_identity:
            exporter.check_identity(choice)
            choice = replace(choice, identity=_asked_identity(analysis.settings.as_of))
        made = exporter.make(analysis, choice)
        beside = {
            to.with_stem(f"{to.stem}{suffix}"): (companion, companion.make(analysis, replace(choice, identity=None)))
            for suffix, companion in companions(exporter, choice)
        }
        is_secret = choice.identity is not None and not choice.identity.is_blank
        contents = {path.name: file.content for path, (_, file) in beside.items()}
        write_file(to, made.content, contents, owner_only=is_secret)
        for path, written in ((to, exporter), *((path, companion) for path, (companion, _) in beside.items())):
            typer.echo(f"Written: {path} ({written.title[0].lower()}{written.title[1:]})")
        if is_secret:
            complain(not_encrypted(to.name))
        if made.outcome:
            typer.echo(made.outcome)
        if len(analysis.workspace.attachments):
            typer.echo(ROWS_WITHOUT_FILES)
        for remark in dict.fromkeys(
            [*made.remarks, *(remark for _, file in beside.values() for remark in file.remarks)]
        ):
            complain(remark)
        leave(analysis.workspace.problems)


def _words(*texts: str) -> tuple[str, ...]:
    """What is written with commas, each word once."""
    return tuple(dict.fromkeys(filter(None, (word.strip() for text in texts for word in text.split(",")))))


def _refuse_to_overwrite(workspace: Path, to: Path) -> None:
    """Only ``import`` writes into a workspace."""
    from tracker import schema

    tables = {f"{name}.csv" for name in schema.WORKSPACE}
    own = workspace if workspace.is_file() else workspace / to.name
    if to.resolve() == own.resolve() and (workspace.is_file() or to.name.lower() in tables):
        raise BadOption(f"{to}: this file is part of the workspace. Choose another name")


def _earlier_calendar(to: Path, after: Path | None) -> bytes:
    """The file that a calendar goes on from: the one that was named, else the one that is replaced; b"" = none.

    Raises ``BadOption`` where another program's calendar would be replaced: its events would be lost.
    """
    from tracker.exchange.exporters.calendar_memory import is_calendar, is_own

    if after is not None:
        if not is_own(content := after.read_bytes()):
            raise BadOption(f"{after}: this is not a calendar file that Coverline wrote")
        return content
    if to.suffix.lower() != ".ics" or not to.is_file() or not is_calendar(content := to.read_bytes()):
        return b""
    if not is_own(content):
        raise BadOption(f"{to}: this calendar is not from Coverline, so it is not replaced. Choose another name")
    return content


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
