"""The SQL tables: one per workspace table, the change journal, the scenarios, the settings, the revision, the people.

Workspace columns follow ``tracker.schema``. What a database really has is made by the migrations, which spell every
column out; a test holds the two to each other.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from tracker import schema

metadata = MetaData()


def _workspace_table(name: str) -> Table:
    columns = schema.column_names(name)
    checks = []
    if {"first_day", "last_day"} <= set(columns):
        in_order = "first_day = '' OR last_day = '' OR last_day >= first_day"
        checks.append(CheckConstraint(in_order, name=f"{name}_days_in_order"))
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        *(Column(column, Text, nullable=False, server_default="") for column in columns),
        Column("extra", JSON, nullable=False),
        Index(f"{name}_of_owner", "owner", "position"),
        *([Index(f"{name}_of_traveler", "owner", "traveler")] if "traveler" in columns else []),
        *checks,
    )


WORKSPACE: dict[str, Table] = {name: _workspace_table(name) for name in schema.WORKSPACE}
"""``id`` never changes; ``version`` is the revision that last wrote the row, so it never comes back; ``extra`` holds
the unknown columns (name → text)."""

change = Table(
    "change",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("change_group", Text, nullable=False),
    Column("undoes", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("actor", Text, nullable=False, server_default=""),
    Column("previous_hash", Text, nullable=False, server_default=""),
    Column("hash", Text, nullable=False, server_default=""),
    Column("traveler", Text, nullable=False, server_default=""),
    Index("change_of_group", "owner", "change_group"),
    Index("change_of_row", "owner", "row_id"),
    Index("change_of_traveler", "owner", "traveler"),
)
"""The journal. ``undoes``: the group that this one reverts, or "". ``kind``: added, changed or deleted. ``hash`` is
over the entry and the hash of the one before it (``tracker.store.chain``); both are empty on older entries.
``traveler``: whose row it was, before and after; "" when that was nobody, or not one and the same person."""

attachment_content = Table(
    "attachment_content",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What is in the attached files. Kept once per owner, also after its last row is gone: undo brings rows back."""

scenario = Table(
    "scenario",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("traveler", Text, nullable=False),
    Column("edits", JSON, nullable=False),
    Index("scenario_of_owner", "owner", "traveler", "name", unique=True),
)
"""Drafts: no export and no result holds them. ``edits``: a list of trip, before and after (see ``scenarios``)."""

setting = Table(
    "setting",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

own_note = Table(
    "own_note",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What one person keeps for oneself, by name (see ``own_notes``). ``actor``: the name of the ``Actor``."""

revision = Table(
    "revision",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("trip_number", Integer, nullable=False),
    Column("chain_head", Text, nullable=False, server_default=""),
)
"""``number`` grows with each committed change; ``trip_number`` is the last N given out as trip id tN; ``chain_head`` is
the hash of the newest journal entry, "" before the first one that has a hash."""

# Who may sign in. Moments are texts in UTC, ISO 8601 with the time zone; "": not yet, or no end.

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_verified_at", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("sessions_valid_after", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    UniqueConstraint("issuer", "subject", name="account_of_subject"),
)
"""A person as one identity provider knows them: ``issuer`` and ``subject`` together never change, an e-mail may.
``active``: 1 or 0. A session that began before ``sessions_valid_after`` counts no longer."""

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("traveler", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Index("membership_of_account", "account"),
    Index("membership_of_owner", "owner"),
)
"""What an account may do in a program, until it is ended. Ended ones stay, so that it can be told who had access."""

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("traveler", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("withdrawn_at", Text, nullable=False),
    Column("used_at", Text, nullable=False),
    Column("used_by", Integer, ForeignKey("account.id")),
    Index("invitation_of_owner", "owner"),
)
"""A link that gives a role once. Only the SHA-256 of its token is kept. ``email``: the only address that may use it;
"": whoever has the link."""
