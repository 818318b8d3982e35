"""Records as rows of the tables and back, every field of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.sql.sqltypes import JSON

from detente.model import (
    ActorRef,
    Assessment,
    Document,
    Event,
    Mention,
    Segment,
    Speaker,
    Statement,
    as_json,
)
from detente.store import schema
from detente.store.dates import bounds
from detente.store.query import fold
from detente.store.values import Decode, decode, decoder, field_types

Row = dict[str, Any]
R = TypeVar("R")

TABLES: Mapping[type, Table] = {
    Document: schema.document,
    Segment: schema.segment,
    Mention: schema.mention,
    Statement: schema.statement,
    Assessment: schema.assessment,
    Event: schema.event,
}

# A document's text is not correctable and may be long: it is not kept twice.
_NOT_KEPT_BY_MACHINE = frozenset({"text"})


@cache
def _columns(record: Any) -> tuple[tuple[str, bool, Decode], ...]:
    """Name, whether it holds JSON, and decoder of each field's column."""
    table = TABLES[record]
    return tuple(
        (name, isinstance(table.c[name].type, JSON), decoder(hint))
        for name, hint in field_types(record).items()
    )


def row_of(record: Any, machine: Any = None) -> Row:
    """The columns of a record as shown; `machine` is the record before corrections where it had any."""
    kind: Any = type(record)
    row = {
        name: as_json(getattr(record, name)) if is_json else getattr(record, name)
        for name, is_json, _ in _columns(kind)
    }
    row["machine"] = _kept(machine) if machine is not None else None
    extra = _EXTRA_COLUMNS.get(kind)
    return row | (extra(record) if extra else {})


def record_of(record: type[R], row: Mapping[Any, Any]) -> R:
    """The record shown by a row."""
    kind: Any = record
    return record(**{name: decode_field(row[name]) for name, _, decode_field in _columns(kind)})


def machine_of(record: type[R], row: Mapping[Any, Any]) -> R:
    """The record as the machine made it."""
    if row["machine"] is None:
        return record_of(record, row)
    return decode(record, {"text": row["text"]} | row["machine"] if "text" in row else row["machine"])  # type: ignore[no-any-return]


def actor_rows(statement: Statement) -> Iterator[Row]:
    """Who speaks and who is spoken about, for the filters of a search."""
    speaker = statement.speaker
    for role, actors in (("speaker", (speaker, *speaker.all)), ("about", statement.about)):
        for ordinal, actor in enumerate(actors):
            yield {
                "statement": statement.id,
                "role": role,
                "ordinal": ordinal,
                "actor": actor.actor,
                "code": actor.code,
                "name": actor.name,
                "folded": " " + fold(_words_for(actor)),
            }


def party_rows(event: Event) -> Iterator[Row]:
    """Who acts and who is acted on, for the events of two states."""
    for role, parties in (("source", event.source), ("target", event.target)):
        for ordinal, party in enumerate(parties):
            yield {
                "event": event.id,
                "role": role,
                "ordinal": ordinal,
                "actor": party.actor,
                "code": party.code,
                "name": party.name,
                "sector": party.sector,
            }


def issue_rows(statement: Statement) -> Iterator[Row]:
    for issue in sorted({fold(issue) for issue in statement.issues}):
        yield {"statement": statement.id, "issue": issue}


def _words_for(actor: ActorRef) -> str:
    description = actor.description if isinstance(actor, Speaker) else None
    return actor.name or description or ""


def _kept(machine: Any) -> Row:
    whole = as_json(machine)
    del whole["record"]
    return {name: value for name, value in whole.items() if name not in _NOT_KEPT_BY_MACHINE}


def _document_columns(document: Document) -> Row:
    first, last = bounds(document.published.date if document.published else None) or (None, None)
    return {"published_from": first, "published_to": last}


def _statement_columns(statement: Statement) -> Row:
    first, last = bounds(statement.said_on) or (None, None)
    return {"said_from": first, "said_to": last}


def _assessment_columns(assessment: Assessment) -> Row:
    return {"code_a": assessment.dyad[0], "code_b": assessment.dyad[1]}


def _event_columns(event: Event) -> Row:
    first, last = bounds(event.date) or (None, None)
    return {"date_from": first, "date_to": last}


_EXTRA_COLUMNS: Mapping[type, Any] = {
    Document: _document_columns,
    Statement: _statement_columns,
    Assessment: _assessment_columns,
    Event: _event_columns,
}
