"""The records of a document, corrections of them, and the full-text index of statements."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The index reads its words from the table `statement`; these triggers tell it of every change.
_SQLITE = (
    """
    CREATE VIRTUAL TABLE statement_words USING fts5(
        text, content='statement', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER statement_words_insert AFTER INSERT ON statement BEGIN
        INSERT INTO statement_words(rowid, text) VALUES (new.number, new.text);
    END
    """,
    """
    CREATE TRIGGER statement_words_delete AFTER DELETE ON statement BEGIN
        INSERT INTO statement_words(statement_words, rowid, text) VALUES ('delete', old.number, old.text);
    END
    """,
    """
    CREATE TRIGGER statement_words_update AFTER UPDATE OF number, text ON statement BEGIN
        INSERT INTO statement_words(statement_words, rowid, text) VALUES ('delete', old.number, old.text);
        INSERT INTO statement_words(rowid, text) VALUES (new.number, new.text);
    END
    """,
    # INSERT OR REPLACE would delete without telling the trigger of deletes.
    """
    CREATE TRIGGER correction_never_replaced BEFORE INSERT ON correction
    WHEN EXISTS (SELECT 1 FROM correction WHERE id = new.id OR number = new.number) BEGIN
        SELECT RAISE(ABORT, 'corrections are only ever added');
    END
    """,
    """
    CREATE TRIGGER correction_never_changes BEFORE UPDATE ON correction BEGIN
        SELECT RAISE(ABORT, 'corrections are only ever added');
    END
    """,
    """
    CREATE TRIGGER correction_never_goes BEFORE DELETE ON correction BEGIN
        SELECT RAISE(ABORT, 'corrections are only ever added');
    END
    """,
)


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("new", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("restores", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_correction")),
        sa.UniqueConstraint("id", name=op.f("uq_correction_id")),
    )
    op.create_index(op.f("ix_correction_document"), "correction", ["document"], unique=False)
    op.create_index(op.f("ix_correction_record"), "correction", ["record"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("settings", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("dateline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("original_language", sa.Text(), nullable=True),
        sa.Column("translated", sa.Text(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("published_from", sa.Text(), nullable=True),
        sa.Column("published_to", sa.Text(), nullable=True),
        sa.Column("source", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name=op.f("fk_document_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(
        op.f("ix_document_published_from_title_id"),
        "document",
        ["published_from", "title", "id"],
        unique=False,
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("holder", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("dyad", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("trend", sa.Text(), nullable=True),
        sa.Column("outlook", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("code_a", sa.Text(), nullable=False),
        sa.Column("code_b", sa.Text(), nullable=False),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name=op.f("fk_assessment_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("document", "ordinal", name=op.f("uq_assessment_document_ordinal")),
    )
    op.create_index(op.f("ix_assessment_code_a_code_b"), "assessment", ["code_a", "code_b"], unique=False)
    op.create_table(
        "mention",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name=op.f("fk_mention_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("document", "ordinal", name=op.f("uq_mention_document_ordinal")),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name=op.f("fk_segment_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("document", "ordinal", name=op.f("uq_segment_document_ordinal")),
    )
    op.create_table(
        "statement",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("said_from", sa.Text(), nullable=True),
        sa.Column("said_to", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted_parts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("speaker", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cue", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("addressee", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("venue", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("said_on", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("manner", sa.Text(), nullable=True),
        sa.Column("conditional", sa.Boolean(), nullable=True),
        sa.Column("issues", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("continues", sa.Text(), nullable=True),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("nested_in", sa.Text(), nullable=True),
        sa.Column("insertions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["document.id"], name=op.f("fk_statement_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statement")),
        sa.UniqueConstraint("document", "ordinal", name=op.f("uq_statement_document_ordinal")),
        sa.UniqueConstraint("id", name=op.f("uq_statement_id")),
    )
    op.create_table(
        "statement_actor",
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('speaker', 'about')", name=op.f("ck_statement_actor_role")),
        sa.ForeignKeyConstraint(
            ["statement"], ["statement.id"], name=op.f("fk_statement_actor_statement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement", "role", "ordinal", name=op.f("pk_statement_actor")),
    )
    op.create_index(op.f("ix_statement_actor_role_code"), "statement_actor", ["role", "code"], unique=False)
    op.create_table(
        "statement_issue",
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("issue", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement"], ["statement.id"], name=op.f("fk_statement_issue_statement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement", "issue", name=op.f("pk_statement_issue")),
    )
    op.create_index(op.f("ix_statement_issue_issue"), "statement_issue", ["issue"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
