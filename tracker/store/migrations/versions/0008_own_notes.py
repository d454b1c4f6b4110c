"""What a person keeps for oneself: a half-done import, and the choices of earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0008"
down_revision = "ledger_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_note",
        sa.Column("owner", sa.Text(), primary_key=True),
        sa.Column("actor", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("own_note")
