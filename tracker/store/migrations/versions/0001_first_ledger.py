"""The first ledger: the eight workspace tables, the change journal, the settings and the revision."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0001"
down_revision = None
branch_labels = None
depends_on = None

_WORKSPACE = {
    "trips": [
        "trip",
        "traveler",
        "country",
        "place",
        "first_day",
        "last_day",
        "activity",
        "assignment",
        "certainty",
        "source",
        "note",
    ],
    "travelers": [
        "traveler",
        "name",
        "nationalities",
        "residence",
    ],
    "residences": [
        "traveler",
        "country",
        "first_day",
        "last_day",
    ],
    "assignments": [
        "assignment",
        "traveler",
        "host",
        "worker",
        "employer",
        "residence",
        "first_day",
        "expected_last_day",
        "sent_from",
        "us_covered_before",
        "business_in_us",
        "works_in_both_countries",
        "health_insurance",
        "election",
        "business_name",
        "activity_description",
        "client_name",
        "client_address",
        "client_country",
    ],
    "certificates": [
        "certificate",
        "traveler",
        "host",
        "assignment",
        "first_day",
        "last_day",
        "state",
        "control_number",
        "submitted_on",
        "issued_on",
        "delivered_on",
        "receipt",
        "note",
    ],
    "clarifications": [
        "traveler",
        "assignment",
        "first_day",
        "last_day",
        "clarified_on",
        "by",
        "note",
    ],
    "exceptions": [
        "assignment",
        "host",
        "until",
        "granted_on",
        "reference",
    ],
    "verifications": [
        "host",
        "provision",
        "in_force_from",
        "checked_on",
        "source",
        "note",
    ],
}


def upgrade() -> None:
    for name, columns in _WORKSPACE.items():
        op.create_table(
            name,
            sa.Column("id", sa.Text(), primary_key=True),
            sa.Column("owner", sa.Text(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *(sa.Column(column, sa.Text(), nullable=False, server_default="") for column in columns),
            sa.Column("extra", sa.JSON(), nullable=False),
            *_days_in_order(name, columns),
        )
        op.create_index(f"{name}_of_owner", name, ["owner", "position"])
    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("change_group", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
    )
    op.create_index("change_of_group", "change", ["owner", "change_group"])
    op.create_index("change_of_row", "change", ["owner", "row_id"])
    op.create_table(
        "setting",
        sa.Column("owner", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "revision",
        sa.Column("owner", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trip_number", sa.Integer(), nullable=False),
    )


def _days_in_order(name: str, columns: list[str]) -> list[sa.CheckConstraint]:
    if not {"first_day", "last_day"} <= set(columns):
        return []
    in_order = "first_day = '' OR last_day = '' OR last_day >= first_day"
    return [sa.CheckConstraint(in_order, name=f"{name}_days_in_order")]


def downgrade() -> None:
    for name in (*_WORKSPACE, "change", "setting", "revision"):
        op.drop_table(name)
