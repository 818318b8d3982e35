"""Records and counts out of the tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    func,
    select,
)

from detente.model import (
    Assessment,
    Document,
    Event,
    Extraction,
    Mention,
    Run,
    Segment,
    Statement,
)
from detente.store import schema
from detente.store.contract import (
    AssessmentRow,
)
from detente.store.rows import TABLES, record_of

PARTS: tuple[tuple[type, str], ...] = (
    (Segment, "segments"),
    (Mention, "mentions"),
    (Statement, "statements"),
    (Assessment, "assessments"),
    (Event, "events"),
)
T = TypeVar("T")

# Databases limit the number of parameters of one statement.
_MANY = 500


def document_order() -> tuple[ColumnElement[Any], ...]:
    table = schema.document
    return (table.c.published_from.is_(None), table.c.published_from, table.c.title, table.c.id)


def load(connection: Connection, document_id: str) -> tuple[Extraction, Run] | None:
    table = schema.document
    row = connection.execute(select(table).where(table.c.id == document_id)).mappings().one_or_none()
    if row is None:
        return None
    parts = {name: _records(connection, kind, document_id) for kind, name in PARTS}
    made_by = connection.execute(select(schema.run).where(schema.run.c.id == row["run"])).mappings().one()
    document = record_of(Document, row)
    inputs = (document.source.sha256 if document.source else document.content_hash,)
    run = Run(made_by["id"], made_by["version"], made_by["versions"], made_by["settings"], inputs)
    return Extraction(document, **parts), run


def _records(connection: Connection, kind: type, document_id: str) -> tuple[Any, ...]:
    table = TABLES[kind]
    query = select(table).where(table.c.document == document_id).order_by(table.c.ordinal)
    return tuple(record_of(kind, row) for row in connection.execute(query).mappings())


def find(connection: Connection, record_id: str) -> tuple[Any, str] | None:
    """The class of a record and the id of its document."""
    for kind, table in TABLES.items():
        column = table.c.id if kind is Document else table.c.document
        document = connection.scalar(select(column).where(table.c.id == record_id))
        if document is not None:
            return kind, document
    return None


def in_batches(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(ids), _MANY):
        yield ids[first : first + _MANY]


def count_by_document(connection: Connection, table: Any, ids: Sequence[str]) -> dict[str, int]:
    counts = {}
    for batch in in_batches(ids):
        query = select(table.c.document, func.count()).where(table.c.document.in_(batch))
        counts.update({row[0]: row[1] for row in connection.execute(query.group_by(table.c.document))})
    return counts


def speakers_by_document(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    names: dict[str, Counter[str]] = defaultdict(Counter)
    actors, statements = schema.statement_actor, schema.statement
    for batch in in_batches(ids):
        query = (
            select(statements.c.document, actors.c.name)
            .join(actors, actors.c.statement == statements.c.id)
            .where(statements.c.document.in_(batch), actors.c.role == "speaker", actors.c.name.is_not(None))
            .order_by(statements.c.ordinal, actors.c.ordinal)
        )
        for document, name in connection.execute(query):
            names[document][name] += 1
    return {document: tuple(name for name, _ in counter.most_common()) for document, counter in names.items()}


def assessment_row(row: Mapping[Any, Any]) -> AssessmentRow:
    published, publisher = row["document_published"], row["document_publisher"]
    assessment = record_of(Assessment, row)
    return AssessmentRow(
        assessment,
        assessment.document,
        row["document_title"],
        published["date"] if published else None,
        publisher["name"] if publisher else None,
        row["machine"] is not None,
    )


def speaker_counts(connection: Connection) -> tuple[tuple[str, str | None, int], ...]:
    actors, count = schema.statement_actor, func.count()
    query = (
        select(actors.c.name, func.max(actors.c.code), count)
        .where(actors.c.role == "speaker", actors.c.name.is_not(None))
        .group_by(actors.c.name)
        .order_by(count.desc(), actors.c.name)
    )
    return tuple((row[0], row[1], row[2]) for row in connection.execute(query))


def assessed_years(connection: Connection) -> dict[str, int]:
    table, document = schema.assessment, schema.document
    query = select(table.c.date, document.c.published).join(document)
    years: Counter[str] = Counter()
    for date, published in connection.execute(query):
        years[_year(date or (published["date"] if published else None))] += 1
    return dict(sorted(years.items()))


def _year(date: str | None) -> str:
    """The year in which a date or an interval ends, or begins where it is open."""
    head, _, tail = (date or "").partition("/")
    end = tail if tail[:4].isdigit() else head
    return end[:4] if end[:4].isdigit() else "undated"
