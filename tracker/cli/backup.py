"""What ``backup``, ``restore`` and ``move`` print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from tracker.cli.terminal import console_of_this_terminal, plain, show_table

if TYPE_CHECKING:
    from tracker.store.backup import Copy
    from tracker.store.restore import Comparison


def show_copy(copy: Copy, *, is_automatic: bool) -> None:
    """Where the copy is, and what to compare it with later."""
    _say(f"Copied to {copy.path} ({copy.size:,} bytes), read again and checked.")
    _say(f"Rows: {_rows(copy.rows or {})}.")
    _say(f"SHA-256: {copy.sha256()}")
    if is_automatic:
        _say("Of the automatic copies there only the newest ten stay. With --to FOLDER a copy goes to another disk.")
    _say("The copy is not encrypted, and it holds everything that you entered and attached.")


def show_comparison(found: Comparison, now: str = "ledger now", copy: str = "copy") -> None:
    """The ledger beside the copy; what both are called."""
    tables = dict.fromkeys([*found.now.rows, *found.copy.rows])
    both = (found.now, found.copy)
    lines: list[tuple[str, ...]] = [(table, *(f"{one.rows.get(table, 0):,}" for one in both)) for table in tables]
    lines += [
        ("attached files", *(f"{one.files:,}" for one in both)),
        ("scenarios", *(f"{one.scenarios:,}" for one in both)),
        ("revision", *(f"{one.revision:,}" for one in both)),
        ("last change (UTC)", *(f"{one.last_change:%Y-%m-%d %H:%M}" if one.last_change else "" for one in both)),
    ]
    show_table(console_of_this_terminal(), "What would change", ("", now, copy), lines)
    _say(f"The {copy}: {found.journal}")
    if found.lost:
        entries = "1 entry" if found.lost == 1 else f"{found.lost:,} entries"
        journal = f"the {now.removesuffix(' now')}'s journal"
        _say(f"The {copy} does not have {entries} of {journal}. They would be only in the backup made before.")


def confirmed(word: str, what: str) -> bool:
    """Asks the person to type the word; False also when nobody is there to answer."""
    try:
        typed = typer.prompt(f"Type {word} to {what}", default="", show_default=False)
    except typer.Abort:
        typer.echo()
        return False
    return str(typed).strip().lower() == word


def _rows(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} in {table}" for table, number in rows.items()) or "none"


def _say(line: str) -> None:
    typer.echo(plain(line))
