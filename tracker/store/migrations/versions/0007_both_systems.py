"""Who issued a certificate, whether work is meant to end, and which record brought a trip."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0007"
down_revision = "ledger_0006"
branch_labels = None
depends_on = None

_ADDED = (
    ("trips", "source_kind"),
    ("trips", "source_ref"),
    ("assignments", "temporary"),
    ("certificates", "issuer"),
)
"""All are text, "" = not known. An empty issuer stands for the United States, so rows from before stay US ones."""


def upgrade() -> None:
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)
