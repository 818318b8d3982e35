"""Stories of documents, passages of texts by which quotations are found, and utterances of statements."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Passages are only ever added, so the index needs neither their words nor triggers.
_SQLITE_PASSAGES = """
    CREATE VIRTUAL TABLE passage_keys USING fts5(
        keys, content='', detail='none', columnsize='0', tokenize='ascii'
    )
"""


def upgrade() -> None:
    _passages()


def _passages() -> None:
    """The words of texts, for verifying quotations."""
    op.create_table(
        "indexed_text",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_indexed_text")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_indexed_text_content_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "passage",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text"], ["indexed_text.number"], name=op.f("fk_passage_text"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_passage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passage_text"), "passage", ["text"], unique=False)
    op.create_index(op.f("ix_document_content_hash"), "document", ["content_hash"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_PASSAGES)
