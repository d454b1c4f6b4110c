"""Where the chain through the journal ends, so that a missing newest entry is seen."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0005"
down_revision = "ledger_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("chain_head", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("revision", "chain_head")
