"""The commands on the ledger: proof, verify, backup, restore, move."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.asked import AsOf, day_of
from tracker.cli.terminal import complain, plain, plain_errors
from tracker.errors import BadOption

SOMETHING_CHANGED = 1  # found by verify


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
        day = day_of("--as-of", as_of).isoformat()
        made = proof_of(open_ledger(), as_of=day, rules_digest=load_rules().digest, certificate=certificate)
        write_file(to, made.content)
        show_proof(made, to)


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


def _require_ledger(verb: str) -> None:
    """A file that is not there is not made only to be read."""
    from tracker.store.backup import file_in_use

    file = file_in_use()
    if file is not None and not file.exists():
        raise BadOption(f"{file}: there is no ledger yet, so there is nothing to {verb}")
