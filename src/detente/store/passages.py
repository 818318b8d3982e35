"""Passages of texts in the tables, and what stands where they are, within the connection of whoever calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select

from detente.model import Document, Statement, stable_id
from detente.store import schema
from detente.store.contract import PassagePlace, StoredDocument
from detente.store.reading import in_batches
from detente.store.rows import record_of


def is_indexed(connection: Connection, content_hash: str, method: str) -> bool:
    table = schema.indexed_text
    found = select(table.c.number).where(table.c.content_hash == content_hash, table.c.method == method)
    return connection.scalar(found) is not None


def add_text(connection: Connection, content_hash: str, method: str, when: str) -> int:
    """The number of a text that now has no passages; one that was read before keeps its time."""
    table = schema.indexed_text
    before = connection.execute(select(table).where(table.c.content_hash == content_hash)).one_or_none()
    if before is not None:
        when = before.added
        connection.execute(delete(table).where(table.c.number == before.number))
    made = connection.execute(
        insert(table).values(content_hash=content_hash, method=method, added=when).returning(table.c.number)
    )
    return int(made.scalar_one())


def add_passages(
    connection: Connection, text: int, passages: Iterable[tuple[int, int, str]]
) -> Iterator[tuple[int, str]]:
    """Store where passages stand; gives the number of each with its keys."""
    table = schema.passage
    remaining = iter(passages)
    while batch := list(islice(remaining, 500)):
        rows = [{"text": text, "start": start, "end": end} for start, end, _ in batch]
        numbers = connection.execute(
            insert(table).returning(table.c.number, sort_by_parameter_order=True), rows
        ).scalars()
        yield from zip(numbers, (keys for _, _, keys in batch), strict=True)


def texts_not_indexed(connection: Connection, method: str) -> list[str]:
    documents, texts = schema.document, schema.indexed_text
    found = (
        select(documents.c.content_hash)
        .distinct()
        .outerjoin(texts, (texts.c.content_hash == documents.c.content_hash) & (texts.c.method == method))
        .where(texts.c.number.is_(None))
    )
    return list(connection.scalars(found))


def passage_places(connection: Connection, numbers: Collection[int]) -> list[PassagePlace]:
    table, texts = schema.passage, schema.indexed_text
    places = []
    for batch in in_batches(list(numbers)):
        query = (
            select(table.c.number, texts.c.content_hash, table.c.start, table.c.end)
            .join(texts)
            .where(table.c.number.in_(batch))
        )
        places += [PassagePlace(*row) for row in connection.execute(query)]
    return sorted(places, key=lambda place: place.number)


@cache
def _stretch() -> Select[Any]:
    table = schema.document
    return (
        select(func.substr(table.c.text, bindparam("first"), bindparam("length")))
        .where(table.c.content_hash == bindparam("of"))
        .limit(1)
    )


def stretch(connection: Connection, content_hash: str, start: int, end: int) -> str:
    return (
        connection.scalar(_stretch(), {"of": content_hash, "first": start + 1, "length": end - start}) or ""
    )


def text_dates(connection: Connection, content_hashes: Collection[str]) -> dict[str, str | None]:
    table = schema.document
    dates: dict[str, str | None] = {}
    for batch in in_batches(list(dict.fromkeys(content_hashes))):
        query = (
            select(table.c.content_hash, func.min(table.c.published_from))
            .where(table.c.content_hash.in_(batch))
            .group_by(table.c.content_hash)
        )
        dates |= {row[0]: row[1] for row in connection.execute(query)}
    return dates


def documents_with(
    connection: Connection, content_hashes: Collection[str], limit: int
) -> list[StoredDocument]:
    chosen = _first_of_each(connection, content_hashes, limit)
    table, texts = schema.document, schema.indexed_text
    found: dict[str, StoredDocument] = {}
    texts_seen: dict[str, str] = {}
    for batch in in_batches(chosen):
        query = (
            select(table, texts.c.added)
            .outerjoin(texts, texts.c.content_hash == table.c.content_hash)
            .where(table.c.id.in_(batch))
        )
        for row in connection.execute(query).mappings():
            document = record_of(Document, row)
            # Equal texts are kept once in memory.
            text = texts_seen.setdefault(document.content_hash, document.text)
            found[document.id] = StoredDocument(replace(document, text=text), row["added"])
    return [found[document] for document in chosen]


def _first_of_each(connection: Connection, content_hashes: Collection[str], limit: int) -> list[str]:
    """The ids of the documents published first of each text, in order of publication."""
    table = schema.document
    ids: list[str] = []
    taken: Counter[str] = Counter()
    for batch in in_batches(list(dict.fromkeys(content_hashes))):
        query = (
            select(table.c.id, table.c.content_hash)
            .where(table.c.content_hash.in_(batch))
            .order_by(table.c.published_from.is_(None), table.c.published_from, table.c.id)
        )
        for document, content_hash in connection.execute(query):
            taken[content_hash] += 1
            if taken[content_hash] <= limit:
                ids.append(document)
    return ids


def states_in(connection: Connection, document_ids: Collection[str]) -> dict[str, str]:
    table = schema.mention
    states: dict[str, str] = {}
    for batch in in_batches(list(document_ids)):
        query = (
            select(table.c.code, table.c.name)
            .distinct()
            .where(table.c.document.in_(batch), table.c.kind == "state", table.c.code.is_not(None))
        )
        states |= {row[0]: row[1] for row in connection.execute(query) if row[1]}
    return states


@cache
def _between() -> Select[Any]:
    table = schema.statement
    return (
        select(table)
        .where(
            table.c.document == bindparam("of"),
            table.c.start < bindparam("high"),
            table.c.end > bindparam("low"),
        )
        .order_by(table.c.start, table.c.ordinal)
    )


def statements_between(connection: Connection, document: str, start: int, end: int) -> list[Statement]:
    rows = connection.execute(_between(), {"of": document, "low": start, "high": end}).mappings()
    return [record_of(Statement, row) for row in rows]


def statements_numbered(connection: Connection, numbers: Collection[int]) -> list[Statement]:
    table = schema.statement
    found = []
    for batch in in_batches(list(numbers)):
        query = select(table).where(table.c.number.in_(batch))
        found += [record_of(Statement, row) for row in connection.execute(query).mappings()]
    return found


def statements_named(connection: Connection, ids: Collection[str]) -> list[Statement]:
    table = schema.statement
    found = []
    for batch in in_batches(list(ids)):
        query = select(table).where(table.c.id.in_(batch))
        found += [record_of(Statement, row) for row in connection.execute(query).mappings()]
    return found


def document_named(connection: Connection, document_id: str) -> StoredDocument | None:
    table, texts = schema.document, schema.indexed_text
    query = (
        select(table, texts.c.added)
        .outerjoin(texts, texts.c.content_hash == table.c.content_hash)
        .where(table.c.id == document_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    return StoredDocument(record_of(Document, row), row["added"]) if row else None


# What a person decided of two statements is a correction of the pair, in both orders the same.
_FIELD = "same_words"


def _pair(a: str, b: str) -> str:
    return stable_id("pair", *sorted((a, b)))


def parting(connection: Connection, statement: Statement, other: str, *, apart: bool) -> dict[str, Any]:
    """The row of a decision on two statements."""
    table, pair = schema.correction, _pair(statement.id, other)
    before = connection.scalar(select(func.count()).where(table.c.record == pair)) or 0
    ids = sorted((statement.id, other))
    return {
        "id": stable_id("correction", pair, _FIELD, before),
        "record": pair,
        "document": statement.document,
        "field": _FIELD,
        "old": {"statements": ids, "same": not are_parted(connection, *ids)},
        "new": {"statements": ids, "same": not apart},
    }


def are_parted(connection: Connection, a: str, b: str) -> bool:
    table = schema.correction
    query = select(table.c.new).where(table.c.record == _pair(a, b)).order_by(table.c.number.desc()).limit(1)
    last = connection.scalar(query)
    return last is not None and not last["same"]
