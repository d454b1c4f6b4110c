"""Two more facts of an assignment: the fixed base of the self-employed, and a second job in the host."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0002"
down_revision = "ledger_0001"
branch_labels = None
depends_on = None

_ADDED = ("fixed_base", "second_job_first_day")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("assignments", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in reversed(_ADDED):
        op.drop_column("assignments", name)
