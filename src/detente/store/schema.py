"""The tables. A record kind is a table and a field is a column that holds the value shown.

`machine` keeps the machine's own values of a row that a person corrected. The tables say what the
migrations lead to; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, null: bool = True) -> Column[str]:
    return Column(name, Text, nullable=null)


def _json(name: str, *, null: bool = True) -> Column[object]:
    return Column(name, JSON(none_as_null=True), nullable=null)


def _record(name: str, *columns: Column[Any] | Index) -> Table:
    """A table of records that lie in a document; `ordinal` is their place among their kind."""
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
        Column("ordinal", Integer, nullable=False),
        *columns,
        _json("machine"),
        UniqueConstraint("document", "ordinal"),
    )


def _bounds() -> tuple[Column[int], Column[int]]:
    return Column("start", Integer, nullable=False), Column("end", Integer, nullable=False)


run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    _text("version", null=False),
    _json("versions", null=False),
    _json("settings", null=False),
)

document = Table(
    "document",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run", Text, ForeignKey("run.id"), nullable=False),
    _text("input_digest", null=False),
    _text("content_hash", null=False),
    _text("uri"),
    _text("external_id"),
    _text("title"),
    _json("publisher"),
    _text("byline"),
    _json("published"),
    _json("dateline"),
    _text("language"),
    _text("original_language"),
    _text("translated", null=False),
    _text("genre", null=False),
    # The first and the last day of `published`, for comparing.
    _text("published_from"),
    _text("published_to"),
    # Last what is long: a column after it is slow to reach.
    _json("source"),
    _json("machine"),
    _json("extra", null=False),
    _text("text", null=False),
    # What was known of the document before it was read: from it and the text the records are made again.
    _json("given"),
    Index(None, "published_from", "title", "id"),
    Index(None, "content_hash"),
)

segment = _record("segment", _text("kind", null=False), *_bounds(), _json("label"))

mention = _record(
    "mention",
    *_bounds(),
    _text("text", null=False),
    _text("form", null=False),
    _text("actor"),
    _text("name"),
    _text("code"),
    _text("kind"),
    _text("reason"),
    _json("candidates", null=False),
    _text("known_by"),
    Column("roles", JSON(none_as_null=True), nullable=False, server_default="[]"),
)

statement = Table(
    "statement",
    metadata,
    # The full-text index knows a statement by its number.
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    _text("kind", null=False),
    *_bounds(),
    # The first and the last day of `said_on`, for comparing.
    _text("said_from"),
    _text("said_to"),
    _text("text", null=False),
    _json("quoted_parts", null=False),
    _json("speaker", null=False),
    _json("cue"),
    _json("addressee"),
    _json("venue"),
    _text("said_on"),
    _text("act"),
    _text("manner"),
    Column("conditional", Boolean),
    _json("issues", null=False),
    _json("about", null=False),
    _text("continues"),
    _text("in_reply_to"),
    _text("nested_in"),
    _json("insertions", null=False),
    Column("confidence", Float, nullable=False),
    _json("machine"),
    UniqueConstraint("document", "ordinal"),
)

statement_actor = Table(
    "statement_actor",
    metadata,
    Column("statement", Text, ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    _text("actor"),
    _text("code"),
    _text("name"),
    # A space, the folded name or description: a part of a name begins after a space.
    _text("folded", null=False),
    CheckConstraint("role IN ('speaker', 'about')", name="role"),
    Index(None, "role", "code"),
)

statement_issue = Table(
    "statement_issue",
    metadata,
    Column("statement", Text, ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True),
    Column("issue", Text, primary_key=True),
    Index(None, "issue"),
)

assessment = _record(
    "assessment",
    _json("holder", null=False),
    _json("dyad", null=False),
    _text("scope", null=False),
    _text("level"),
    _text("trend"),
    _text("outlook"),
    _text("date"),
    _json("evidence", null=False),
    _text("statement"),
    Column("confidence", Float, nullable=False),
    _json("blame"),
    _text("found_by", null=False),
    _text("code_a", null=False),
    _text("code_b", null=False),
    Index(None, "code_a", "code_b"),
)

event = _record(
    "event",
    _json("source", null=False),
    _json("target", null=False),
    _text("type"),
    _text("mode"),
    _json("contexts", null=False),
    _text("cameo"),
    Column("verbal", Boolean, nullable=False),
    _text("date"),
    _json("place"),
    _text("status", null=False),
    _text("reported_by", null=False),
    _json("evidence", null=False),
    Column("confidence", Float, nullable=False),
    # The first and the last day of `date`, for comparing.
    _text("date_from"),
    _text("date_to"),
)

event_actor = Table(
    "event_actor",
    metadata,
    Column("event", Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    _text("actor"),
    _text("code"),
    _text("name"),
    _text("sector"),
    CheckConstraint("role IN ('source', 'target')", name="role"),
    Index(None, "code"),
)

# Of which incident an event is a report: worked out anew whenever events came or changed.
incident_report = Table(
    "incident_report",
    metadata,
    Column("event", Text, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    _text("incident", null=False),
    # The event by which this one was joined, and why; null for the first report.
    _text("joined_with"),
    _json("reasons", null=False),
    Index(None, "incident"),
)

# Imported events: see store/imported.py.
imported_file = Table(
    "imported_file",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("dataset", null=False),
    _text("name", null=False),
    _text("sha256", null=False),
    Column("complete", Boolean, nullable=False),
    Column("read", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("repaired", Integer, nullable=False),
    Column("recoded", Integer, nullable=False),
    _text("version", null=False),
    _text("when", null=False),
    _json("columns", null=False),
    _json("problems", null=False),
)

imported_batch = Table(
    "imported_batch",
    metadata,
    Column("number", Integer, primary_key=True),
    _text("dataset", null=False),
    Column("records", Integer, nullable=False),
    _text("day_from", null=False),
    _text("day_to", null=False),
    # The least and greatest identity, less 2**63; all of them in order, and of each the place of its block.
    Column("key_from", BigInteger, nullable=False),
    Column("key_to", BigInteger, nullable=False),
    Column("blocks", LargeBinary, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    Index(None, "dataset", "key_from"),
)

imported_block = Table(
    "imported_block",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("batch", Integer, ForeignKey("imported_batch.number"), nullable=False),
    Column("place", Integer, nullable=False),
    _text("dataset", null=False),
    Column("rows", Integer, nullable=False),
    _text("pair_from", null=False),
    _text("pair_to", null=False),
    _text("day_from", null=False),
    _text("day_to", null=False),
    _text("codes", null=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("batch", "place"),
    Index(None, "pair_from", "pair_to", "day_from", "day_to"),
)

imported_original = Table(
    "imported_original",
    metadata,
    Column("block", Integer, ForeignKey("imported_block.number"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# How many imported rows each pair of codes has, the codes sorted; "" where an actor is missing.
imported_dyad = Table(
    "imported_dyad",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("code_a", Text, primary_key=True),
    Column("code_b", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
)

# Rows are only ever added: triggers refuse anything else. No foreign key: a correction outlives the
# extraction that its record came from.
correction = Table(
    "correction",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("record", null=False),
    _text("document", null=False),
    _text("field", null=False),
    _json("old"),
    _json("new"),
    Column("restores", Boolean, nullable=False),
    _text("who", null=False),
    _text("when", null=False),
    _text("why", null=False),
    Index(None, "record"),
    Index(None, "document"),
)

# Persons as each document has them, and who they are in the archive: `resolved`, None with candidates where
# that cannot be told. `linked` is the id the machine gives across documents, before persons' decisions.
actor_seen = Table(
    "actor_seen",
    metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("actor", Text, primary_key=True),
    _text("name", null=False),
    _json("names", null=False),
    Column("known", Boolean, nullable=False),
    _text("code"),
    _json("roles", null=False),
    _text("day"),
    # The sound of the surname: only within a block may two be one.
    _text("block", null=False),
    # A space before each folded name, as in `statement_actor`.
    _text("folded", null=False),
    Column("settled", Boolean, nullable=False),
    _text("linked"),
    _text("resolved"),
    _text("resolved_name"),
    _text("resolved_code"),
    _text("reason"),
    _json("candidates", null=False),
    Index(None, "block"),
    Index(None, "actor"),
    Index(None, "resolved"),
    Index(None, "settled"),
)

# Rows are only ever added, as those of corrections.
actor_decision = Table(
    "actor_decision",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("act", null=False),
    _json("actors", null=False),
    _text("into"),
    _text("name"),
    _json("documents", null=False),
    _json("mentions", null=False),
    _text("undoes"),
    _text("who", null=False),
    _text("when", null=False),
    _text("why", null=False),
)

# The gazetteer files of the archive: a row says that a file was added (with its bytes) or taken away.
gazetteer_change = Table(
    "gazetteer_change",
    metadata,
    Column("number", Integer, primary_key=True),
    _text("act", null=False),
    _text("name", null=False),
    _text("sha256", null=False),
    Column("content", LargeBinary),
    _text("who", null=False),
    _text("when", null=False),
    _text("why", null=False),
)

# Stories: copies of documents. No foreign keys: a document that is extracted anew leaves its table for a
# moment and keeps its place here, with the number that tells the order of ingest.
copy_sketch = Table(
    "copy_sketch",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("document", Text, nullable=False, unique=True),
    # Of the words compared and their places: with the same one there is nothing to compare again.
    _text("digest", null=False),
    _text("story", null=False),
    Column("fingerprints", LargeBinary, nullable=False),
    Index(None, "story"),
)

copy_fingerprint = Table(
    "copy_fingerprint",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

copy_pair = Table(
    "copy_pair",
    metadata,
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    _json("overlap", null=False),
    # Null for words in common that make no copy.
    _text("kind"),
    _text("reason"),
    # Of a stitched pair the document that was put together.
    _text("whole"),
    Index(None, "b"),
)

# What was printed before, for counting: passages of later documents.
copied_passage = Table(
    "copied_passage",
    metadata,
    Column("document", Text, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, primary_key=True),
    Column("of", Text, primary_key=True),
)

# What quotations are looked up in. Texts are known by their hash: the same text from ten places is indexed
# once, and a new extraction of it changes nothing. Numbers are never given twice, since the index of
# keys (`passage_keys`, each database in its own way) forgets none.
indexed_text = Table(
    "indexed_text",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("content_hash", Text, nullable=False, unique=True),
    _text("method", null=False),
    _text("added", null=False),
    sqlite_autoincrement=True,
)

passage = Table(
    "passage",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("text", Integer, ForeignKey("indexed_text.number", ondelete="CASCADE"), nullable=False),
    *_bounds(),
    Index(None, "text"),
    sqlite_autoincrement=True,
)
