"""Scenarios: changes of trips that are tried out before they are made in the log."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0003"
down_revision = "ledger_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scenario",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("traveler", sa.Text(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
    )
    op.create_index("scenario_of_owner", "scenario", ["owner", "name"], unique=True)


def downgrade() -> None:
    op.drop_table("scenario")
