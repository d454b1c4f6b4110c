"""Brings a database to the schema of this program, after a backup of what was there."""

from __future__ import annotations

import functools
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from tracker.errors import StoreUnavailable
from tracker.store.backup import back_up

MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(connection: Connection, file: Path | None) -> None:
    """Runs the migrations that are missing; ``file`` is the SQLite file, which is backed up before a change.

    The connection's transaction must be exclusive: it keeps other programs from doing the same, and commits all or
    nothing. Raises ``StoreUnavailable`` for a database of a newer program or with tables that are not ours.
    """
    recorded = MigrationContext.configure(connection).get_current_revision()
    if recorded == _scripts(MIGRATIONS).get_current_head():
        return
    _require_ours(connection, recorded)
    if recorded and file:
        back_up(file)
    _upgrade(connection)


def known_revisions() -> set[str]:
    """The schemas that this program can open, its own and every earlier one."""
    return {script.revision for script in _scripts(MIGRATIONS).walk_revisions()}


@functools.cache
def _scripts(folder: Path) -> ScriptDirectory:
    # Kept: it runs every migration's file to learn its name, and each opening of a ledger asks for the newest.
    return ScriptDirectory(str(folder))


def _require_ours(connection: Connection, recorded: str | None) -> None:
    if recorded is None and inspect(connection).get_table_names():
        raise StoreUnavailable("The database holds tables that are not Coverline's. Choose an empty one.")
    if recorded is not None and recorded not in known_revisions():
        raise StoreUnavailable("The ledger was written by a newer Coverline. Update Coverline and open it again.")


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
