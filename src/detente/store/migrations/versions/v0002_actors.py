"""Actors as a person merged or split them, and the gazetteer an archive was resolved by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ONLY_ADDED = """
    CREATE TRIGGER {table}_never_{verb} BEFORE {event} ON {table}{condition} BEGIN
        SELECT RAISE(ABORT, 'what persons decided is only ever added to');
    END
"""
_EVENTS = (
    # INSERT OR REPLACE would delete without telling the trigger of deletes.
    ("replaced", "INSERT", " WHEN EXISTS (SELECT 1 FROM {table} WHERE number = new.number)"),
    ("changes", "UPDATE", ""),
    ("goes", "DELETE", ""),
)


def upgrade() -> None:
    op.add_column("document", sa.Column("given", sa.JSON(none_as_null=True)))
    op.add_column("mention", sa.Column("known_by", sa.Text()))
    op.add_column(
        "mention", sa.Column("roles", sa.JSON(none_as_null=True), nullable=False, server_default="[]")
    )
    _persons()
    _decisions()
    if op.get_bind().dialect.name == "sqlite":
        for table in ("actor_decision", "gazetteer_change"):
            for verb, event, condition in _EVENTS:
                op.execute(
                    _ONLY_ADDED.format(
                        table=table, verb=verb, event=event, condition=condition.format(table=table)
                    )
                )


def _persons() -> None:
    op.create_table(
        "actor_seen",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("day", sa.Text()),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("linked", sa.Text()),
        sa.Column("resolved", sa.Text()),
        sa.Column("resolved_name", sa.Text()),
        sa.Column("resolved_code", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("document", "actor", name="pk_actor_seen"),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name="fk_actor_seen_document", ondelete="CASCADE"
        ),
    )
    for column in ("block", "actor", "resolved", "settled"):
        op.create_index(f"ix_actor_seen_{column}", "actor_seen", [column])


def _decisions() -> None:
    op.create_table(
        "actor_decision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("actors", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("into", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("documents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("mentions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_actor_decision"),
        sa.UniqueConstraint("id", name="uq_actor_decision_id"),
    )
    op.create_table(
        "gazetteer_change",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_gazetteer_change"),
    )
