"""A search as one SELECT: what a person asks for, in SQL that every database understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from detente.store import schema
from detente.store.contract import (
    Request,
)
from detente.store.query import fold


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How a database finds words: a table joined to `statement`, the condition, order and marked text."""

    table: FromClause
    joined: ColumnElement[bool]
    condition: ColumnElement[bool]
    rank: ColumnElement[Any]
    marked: ColumnElement[Any]


def statements_for(request: Request, match: WordMatch | None) -> Select[Any]:
    """The statements that a search asks for, without columns, order and page."""
    table, document = schema.statement, schema.document
    source = table.join(document)
    conditions = list(_conditions(request))
    if match:
        source = source.join(match.table, match.joined)
        conditions.append(match.condition)
    return select(table.c.id).select_from(source).where(*conditions)


def in_order(chosen: Select[Any], match: WordMatch | None) -> Select[Any]:
    """Only their numbers: to sort whole rows takes ten times as long where there are many."""
    table, document = schema.statement, schema.document
    day = func.coalesce(table.c.said_from, document.c.published_from)
    order = (match.rank,) if match else (day.is_(None),)
    return chosen.with_only_columns(table.c.number).order_by(*order, day, table.c.document, table.c.ordinal)


def shown_by_number(numbers: Sequence[int], match: WordMatch | None) -> Select[Any]:
    """The statements of these numbers with what a reader needs of their documents, in any order."""
    table, document = schema.statement, schema.document
    source: FromClause = table.join(document)
    conditions: list[ColumnElement[bool]] = [table.c.number.in_(numbers)]
    if match:
        source = source.join(match.table, match.joined)
        conditions.append(match.condition)
    return (
        select(
            table,
            document.c.title.label("document_title"),
            document.c.published.label("document_published"),
            (match.marked if match else literal(None)).label("marked"),
        )
        .select_from(source)
        .where(*conditions)
    )


def _conditions(request: Request) -> Iterator[ColumnElement[bool]]:
    table, document = schema.statement, schema.document
    if request.kind:
        yield table.c.kind == request.kind
    for role, wanted in (("speaker", request.speaker), ("about", request.about)):
        if wanted and wanted.strip():
            yield _meant(role, wanted)
    if request.issue and request.issue.strip():
        issues = schema.statement_issue
        yield table.c.id.in_(select(issues.c.statement).where(issues.c.issue == fold(request.issue)))
    # What was said on an unknown day counts for the day it was published.
    if request.since:
        yield _day(table.c.said_to, document.c.published_to) >= request.since
    if request.until:
        yield _day(table.c.said_from, document.c.published_from) <= request.until


def _day(said: ColumnElement[Any], published: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((schema.statement.c.said_from.is_not(None), said), else_=published)


def _meant(role: str, wanted: str) -> ColumnElement[bool]:
    """Statements whose speaker, or whom they are about, is meant: by id, by code, or from the start of a word
    of the name on, in any spelling that a document of the archive prints."""
    actors = schema.statement_actor
    words = fold(wanted)
    by_name = actors.c.folded.contains(f" {words}", autoescape=True) if words else false()
    seen = schema.actor_seen
    who = func.coalesce(seen.c.resolved, seen.c.actor)
    spelled = seen.c.folded.contains(f" {words}", autoescape=True) if words else false()
    certain = or_(seen.c.resolved.is_not(None), seen.c.reason.is_(None))
    by_spelling = actors.c.actor.in_(select(who).where(spelled, certain))
    itself = actors.c.actor == wanted.strip()
    named = or_(actors.c.code == wanted.strip().upper(), itself, by_name, by_spelling)
    return schema.statement.c.id.in_(select(actors.c.statement).where(actors.c.role == role, named))
