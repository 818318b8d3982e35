"""Events of documents out of the tables, and of which incidents they are reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select

from detente.model import ArchiveError, Correction, Event, IncidentReport, Publisher, stable_id
from detente.store import schema
from detente.store.contract import EventQuestion, EventRow
from detente.store.corrections import INCIDENT
from detente.store.reading import document_order, in_batches
from detente.store.rows import record_of

_MANY = 5_000


def events(connection: Connection, question: EventQuestion) -> list[EventRow]:
    query = _rows().where(*_conditions(question))
    return [_row_of(row) for row in connection.execute(query.order_by(*_order())).mappings()]


def events_by_id(connection: Connection, ids: Sequence[str]) -> list[EventRow]:
    found = {}
    for batch in in_batches(list(ids)):
        for row in connection.execute(_rows().where(schema.event.c.id.in_(batch))).mappings():
            found[row["id"]] = _row_of(row)
    return [found[id] for id in ids if id in found]


def reports(connection: Connection, incident: str) -> list[EventRow]:
    query = _rows().where(schema.incident_report.c.incident == incident).order_by(*_order())
    return [_row_of(row) for row in connection.execute(query).mappings()]


def sizes(connection: Connection, incidents: Sequence[str]) -> dict[str, int]:
    column, counted = schema.incident_report.c.incident, {}
    for batch in in_batches(list(incidents)):
        query = select(column, func.count()).where(column.in_(batch)).group_by(column)
        counted.update({row[0]: int(row[1]) for row in connection.execute(query)})
    return counted


def put(connection: Connection, reports: Iterable[IncidentReport]) -> None:
    table = schema.incident_report
    connection.execute(delete(table))
    rows = [
        {
            "event": report.event,
            "incident": report.incident,
            "joined_with": report.joined_with,
            "reasons": list(report.reasons),
        }
        for report in reports
    ]
    for first in range(0, len(rows), _MANY):
        connection.execute(insert(table), rows[first : first + _MANY])


def decisions(connection: Connection) -> list[tuple[str, str | None]]:
    """What is in force: a decision counts until a later row of the same event takes all of its back, and
    of those on the same other event, or on none, the last."""
    table = schema.correction
    query = (
        select(table.c.record, table.c.new, table.c.restores)
        .where(table.c.field == INCIDENT)
        .order_by(table.c.number)
    )
    in_force: dict[str, list[str | None]] = {}
    for event, other, restores in connection.execute(query):
        mine = in_force.setdefault(event, [])
        if restores:
            mine.clear()
        elif other not in mine:
            mine.append(other)
    return [(event, other) for event, others in in_force.items() for other in others]


def decide(
    connection: Connection, event: str, other: str | None, restores: bool, said: Mapping[str, str]
) -> Correction:
    corrections = schema.correction
    document = _document_of(connection, event)
    if other is not None:
        _document_of(connection, other)
        if other == event:
            raise ArchiveError(f"{event} is a report of the same incident as itself already; name another")
    joined = schema.incident_report
    current = connection.scalar(select(joined.c.incident).where(joined.c.event == event))
    place = connection.scalar(
        select(func.count()).where(corrections.c.record == event, corrections.c.field == INCIDENT)
    )
    row: dict[str, Any] = {
        "id": stable_id("correction", event, INCIDENT, place),
        "record": event,
        "document": document,
        "field": INCIDENT,
        "old": current,
        "new": other,
        "restores": restores,
        **said,
    }
    connection.execute(insert(corrections), row)
    names = ("id", "record", "field", "old", "new", "who", "when", "why")
    return Correction(*(row[name] for name in names))


def _document_of(connection: Connection, event: str) -> str:
    table = schema.event
    document = connection.scalar(select(table.c.document).where(table.c.id == event))
    if document is None:
        raise ArchiveError(f"the archive has no event {event!r}; ids stand in the output of detente events")
    return str(document)


def _rows() -> Select[Any]:
    event, document, report = schema.event, schema.document, schema.incident_report
    sketch = schema.copy_sketch
    # Until a document has been compared with the others it tells a story of its own.
    story = func.coalesce(func.nullif(sketch.c.story, ""), document.c.id)
    return (
        select(
            event,
            document.c.title.label("document_title"),
            document.c.published.label("document_published"),
            document.c.dateline.label("document_dateline"),
            document.c.publisher.label("document_publisher"),
            story.label("document_story"),
            document.c.uri.label("document_uri"),
            document.c.language.label("document_language"),
            report.c.incident.label("report_incident"),
            report.c.joined_with.label("report_joined_with"),
            report.c.reasons.label("report_reasons"),
        )
        .join(document, document.c.id == event.c.document)
        .outerjoin(report, report.c.event == event.c.id)
        .outerjoin(sketch, sketch.c.document == document.c.id)
    )


def _row_of(row: Mapping[Any, Any]) -> EventRow:
    published, publisher = row["document_published"], row["document_publisher"]
    dateline = row["document_dateline"]
    report = None
    if row["report_incident"] is not None:
        reasons = tuple(row["report_reasons"])
        report = IncidentReport(row["id"], row["report_incident"], row["report_joined_with"], reasons)
    return EventRow(
        record_of(Event, row),
        row["document_title"],
        published["date"] if published else None,
        dateline["date"] if dateline else None,
        Publisher(**publisher) if publisher else None,
        row["document_story"],
        row["document_uri"],
        row["document_language"],
        row["machine"] is not None,
        report,
    )


def _order() -> tuple[ColumnElement[Any], ...]:
    table = schema.event
    return (table.c.date_from.is_(None), table.c.date_from, *document_order(), table.c.ordinal)


def _conditions(question: EventQuestion) -> Iterator[ColumnElement[bool]]:
    table, actors = schema.event, schema.event_actor
    for code in (question.a, question.b):
        if code:
            yield table.c.id.in_(select(actors.c.event).where(actors.c.code == code))
    # What happened on an unknown day is left out where days are asked for.
    if question.since:
        yield table.c.date_to >= question.since
    if question.until:
        yield table.c.date_from <= question.until
