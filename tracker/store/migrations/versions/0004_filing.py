"""What a filing needs: more facts, five tables, the content of attached files, and a chain through the journal."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0004"
down_revision = "ledger_0003"
branch_labels = None
depends_on = None

_ADDED = {
    "travelers": ["other_surnames", "place_of_birth", "address"],
    "assignments": [
        "business_address",
        "host_business_name",
        "host_business_address",
        "hired_on",
        "place_of_hire",
        "section_3121l_from",
    ],
    "certificates": [
        "request",
        "refers_to",
        "requested_first_day",
        "requested_last_day",
        "channel",
        "confirmation",
    ],
    "change": ["actor", "previous_hash", "hash"],
}

_TABLES = {
    "records": ["traveler", "assignment", "field", "record", "value", "checked_on", "note"],
    "deliveries": [
        "delivery",
        "certificate",
        "purpose",
        "recipient",
        "sent_on",
        "channel",
        "evidence",
        "receipt",
        "received_on",
        "note",
    ],
    "steps": ["certificate", "step", "done_on", "proof", "note"],
    "deadlines": ["traveler", "day", "action", "certificate", "done_on", "note"],
    "attachments": [
        "attachment",
        "about",
        "subject",
        "kind",
        "file_name",
        "media_type",
        "size",
        "sha256",
        "added_on",
        "note",
    ],
}


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for name in columns:
            op.add_column(table, _text(name))
    for name, columns in _TABLES.items():
        op.create_table(
            name,
            sa.Column("id", sa.Text(), primary_key=True),
            sa.Column("owner", sa.Text(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *(_text(column) for column in columns),
            sa.Column("extra", sa.JSON(), nullable=False),
        )
        op.create_index(f"{name}_of_owner", name, ["owner", "position"])
    op.create_table(
        "attachment_content",
        sa.Column("owner", sa.Text(), primary_key=True),
        sa.Column("sha256", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def downgrade() -> None:
    for name in ("attachment_content", *_TABLES):
        op.drop_table(name)
    for table, columns in _ADDED.items():
        for name in reversed(columns):
            op.drop_column(table, name)
