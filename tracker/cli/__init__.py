"""The command line: ``coverline …``, also ``python -m tracker …``.

Exit status: 0 done · 1 some rows were unusable, or a part of a file that may matter was not used; all the rest was
used · 2 nothing could be done.
Whatever is wrong stands on standard error as ``file:row: column: what is wrong, what to do``, never as a traceback.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tracker.cli.answers import agreements, analyze, explain
from tracker.cli.files import export
from tracker.cli.importing import import_file
from tracker.cli.ledgers import backup, move, proof, restore, verify
from tracker.cli.serving import serve
from tracker.cli.team import team

main = typer.Typer(
    name="coverline",
    help="Which of your work abroad a US Certificate of Coverage would or would not cover, day by day.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

main.command()(analyze)
main.command()(explain)
main.command()(agreements)
main.command("import")(import_file)
main.command()(export)
main.command()(proof)
main.command()(verify)
main.command()(backup)
main.command()(restore)
main.command()(move)
main.command()(serve)
main.add_typer(team)


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
