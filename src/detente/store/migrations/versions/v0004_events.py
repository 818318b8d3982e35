"""Events of documents and of imported tables, and incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("target", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("contexts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cameo", sa.Text(), nullable=True),
        sa.Column("verbal", sa.Boolean(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("date_from", sa.Text(), nullable=True),
        sa.Column("date_to", sa.Text(), nullable=True),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name=op.f("fk_event_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("document", "ordinal", name=op.f("uq_event_document_ordinal")),
    )
    op.create_table(
        "event_actor",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.CheckConstraint("role IN ('source', 'target')", name=op.f("ck_event_actor_role")),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_event_actor_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event", "role", "ordinal", name=op.f("pk_event_actor")),
    )
    op.create_index(op.f("ix_event_actor_code"), "event_actor", ["code"], unique=False)
    _incidents()
    _imported_events()


def _incidents() -> None:
    op.create_table(
        "incident_report",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("joined_with", sa.Text(), nullable=True),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_incident_report_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_incident_report")),
    )
    op.create_index(op.f("ix_incident_report_incident"), "incident_report", ["incident"], unique=False)


def _imported_events() -> None:
    op.create_table(
        "imported_file",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("recoded", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_imported_file")),
        sa.UniqueConstraint("id", name=op.f("uq_imported_file_id")),
    )
    op.create_table(
        "imported_batch",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("day_from", sa.Text(), nullable=False),
        sa.Column("day_to", sa.Text(), nullable=False),
        sa.Column("key_from", sa.BigInteger(), nullable=False),
        sa.Column("key_to", sa.BigInteger(), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_imported_batch")),
    )
    op.create_index(
        op.f("ix_imported_batch_dataset_key_from"), "imported_batch", ["dataset", "key_from"], unique=False
    )
    op.create_table(
        "imported_block",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("pair_from", sa.Text(), nullable=False),
        sa.Column("pair_to", sa.Text(), nullable=False),
        sa.Column("day_from", sa.Text(), nullable=False),
        sa.Column("day_to", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["imported_batch.number"], name=op.f("fk_imported_block_batch")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_imported_block")),
        sa.UniqueConstraint("batch", "place", name=op.f("uq_imported_block_batch_place")),
    )
    op.create_index(
        op.f("ix_imported_block_pair_from_pair_to_day_from_day_to"),
        "imported_block",
        ["pair_from", "pair_to", "day_from", "day_to"],
        unique=False,
    )
    op.create_table(
        "imported_original",
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block"], ["imported_block.number"], name=op.f("fk_imported_original_block")
        ),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_imported_original")),
    )
    op.create_table(
        "imported_dyad",
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("code_a", sa.Text(), nullable=False),
        sa.Column("code_b", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dataset", "code_a", "code_b", name=op.f("pk_imported_dyad")),
    )
