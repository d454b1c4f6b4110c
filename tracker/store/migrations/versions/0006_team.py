"""A team: who may sign in and what they may do, whose row each entry of the journal is about, rows by traveler."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0006"
down_revision = "ledger_0005"
branch_labels = None
depends_on = None

_WITH_TRAVELER = (
    "trips",
    "travelers",
    "residences",
    "assignments",
    "certificates",
    "clarifications",
    "records",
    "deadlines",
)

# Entries about rows that name no traveler stay without one: whose they were at the time is not certain any more.
_BEFORE_AND_AFTER = {
    "sqlite": (
        """CASE WHEN json_valid("before") THEN json_extract("before", '$.values.traveler') END""",
        """CASE WHEN json_valid("after") THEN json_extract("after", '$.values.traveler') END""",
    ),
    "postgresql": ("""("before" #>> '{values,traveler}')""", """("after" #>> '{values,traveler}')"""),
}


def upgrade() -> None:
    _make_people()
    for name in _WITH_TRAVELER:
        op.create_index(f"{name}_of_traveler", name, ["owner", "traveler"])
    op.add_column("change", sa.Column("traveler", sa.Text(), nullable=False, server_default=""))
    op.create_index("change_of_traveler", "change", ["owner", "traveler"])
    op.drop_index("scenario_of_owner", "scenario")
    op.create_index("scenario_of_owner", "scenario", ["owner", "traveler", "name"], unique=True)
    before, after = _BEFORE_AND_AFTER[op.get_bind().dialect.name]
    op.execute(
        f"UPDATE change SET traveler = coalesce({after}, {before}, '') "
        f"WHERE table_name IN {_WITH_TRAVELER} AND coalesce({before}, {after}) = coalesce({after}, {before})"
    )


def _make_people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(
            _text(name)
            for name in (
                "issuer",
                "subject",
                "email",
                "email_verified_at",
            )
        ),
        sa.Column("active", sa.Integer(), nullable=False),
        *(_text(name) for name in ("sessions_valid_after", "first_seen", "last_seen")),
        sa.UniqueConstraint("issuer", "subject", name="account_of_subject"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        *(_text(name) for name in ("owner", "role", "traveler", "since", "until")),
    )
    op.create_index("membership_of_account", "membership", ["account"])
    op.create_index("membership_of_owner", "membership", ["owner"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_sha256", sa.Text(), nullable=False, unique=True),
        *(_text(name) for name in ("owner", "role", "traveler", "email", "created_by", "created_at", "expires_at")),
        *(_text(name) for name in ("withdrawn_at", "used_at")),
        sa.Column("used_by", sa.Integer(), sa.ForeignKey("account.id")),
    )
    op.create_index("invitation_of_owner", "invitation", ["owner"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def downgrade() -> None:
    for name in ("invitation", "membership", "account"):
        op.drop_table(name)
    op.drop_index("change_of_traveler", "change")
    op.drop_column("change", "traveler")
    op.drop_index("scenario_of_owner", "scenario")
    op.create_index("scenario_of_owner", "scenario", ["owner", "name"], unique=True)
    for name in _WITH_TRAVELER:
        op.drop_index(f"{name}_of_traveler", name)
