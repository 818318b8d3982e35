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
    _stories()


def _stories() -> None:
    """Copies of documents: the index that finds them, the pairs, and what was printed before."""
    op.create_table(
        "copy_sketch",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("fingerprints", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_copy_sketch")),
        sa.UniqueConstraint("document", name=op.f("uq_copy_sketch_document")),
    )
    op.create_index(op.f("ix_copy_sketch_story"), "copy_sketch", ["story"], unique=False)
    op.create_table(
        "copy_fingerprint",
        sa.Column("fingerprint", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "number", name=op.f("pk_copy_fingerprint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copy_pair",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("overlap", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("whole", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_copy_pair")),
    )
    op.create_index(op.f("ix_copy_pair_b"), "copy_pair", ["b"], unique=False)
    op.create_table(
        "copied_passage",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document", "start", "end", "of", name=op.f("pk_copied_passage")),
    )


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
