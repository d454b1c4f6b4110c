"""What ``proof`` and ``verify`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tracker.cli.terminal import plain

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.exchange.proof import Proof, ProofCheck


def show_proof(proof: Proof, to: Path) -> None:
    """What is in the ZIP, and the SHA-256 to keep."""
    rows = ", ".join(f"{number} in {table}" for table, number in proof.rows.items())
    _say(f"Written: {to}")
    _say(f"Rows: {rows}. Attached files: {proof.files}.")
    _say(proof.journal)
    _show_missing(proof.missing)
    _show_sha256(proof.sha256)


def show_check(found: ProofCheck, file: Path) -> None:
    """What holds, what does not go to standard error, and what no such check can find out."""
    from tracker.codes import NOT_LEGAL_ADVICE
    from tracker.exchange.proof.layout import CANNOT_DETECT

    about = found.about
    whose = f"the certificate {about['certificate']}" if about.get("certificate") else "a whole ledger"
    made_with = f"version {about.get('version')}, rules {about.get('rules_digest')}"
    _say(f"Proof file of {whose}, as of {about.get('as_of')}, {made_with}")
    for problem in found.problems:
        typer.echo(plain(f"{file.name}: {problem}"), err=True)
    if not found.problems:
        _say(f"Nothing was changed: {found.members} files in the ZIP, {found.files} of them attached ones.")
        _say(found.journal)
    _show_missing(found.missing)
    _show_sha256(found.sha256)
    _say(CANNOT_DETECT)
    _say(NOT_LEGAL_ADVICE)


def _show_missing(missing: tuple[str, ...]) -> None:
    if missing:
        _say(
            f"Not in it, because the ledger had only their rows: {len(missing)} attached files ({', '.join(missing)})."
        )


def _show_sha256(sha256: str) -> None:
    _say(f"SHA-256 of the ZIP: {sha256}")
    _say("Keep this number in another place, for example in an e-mail to yourself.")


def _say(line: str) -> None:
    typer.echo(plain(line))
