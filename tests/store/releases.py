"""The program as it was before some migrations, and as it might be after one more."""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tracker.store import migrate

HEAD = str(ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head())

NEXT_MIGRATION = '''
"""A migration that a later release might bring."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("trips") as trips:
        trips.add_column(sa.Column("visa", sa.Text(), nullable=False, server_default=""))
    {last_step}
'''


def later_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last_step: str = "") -> None:
    """From now on the program has one migration more."""
    migrations = tmp_path / "100% later" / "migrations"
    shutil.copytree(migrate.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "9999_next.py").write_text(NEXT_MIGRATION.format(head=HEAD, last_step=last_step))
    monkeypatch.setattr(migrate, "MIGRATIONS", migrations)


def older_release(monkeypatch: pytest.MonkeyPatch, last: str, tmp_path: Path) -> None:
    """The program as it was when ``last`` was its newest migration."""
    migrations = tmp_path / "older" / "migrations"
    shutil.copytree(migrate.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (migrations / "versions").glob("0*.py"):
        if later.name[:4] > last:
            later.unlink()
    monkeypatch.setattr(migrate, "MIGRATIONS", migrations)
