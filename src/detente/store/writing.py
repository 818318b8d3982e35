"""Rows into the tables, within the transaction of whoever calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    delete,
    insert,
    select,
    update,
)

from detente.model import (
    ArchiveError,
    Correction,
    Document,
    Event,
    RequestError,
    Run,
    Statement,
    as_json,
    stable_id,
)
from detente.store import schema
from detente.store.corrections import INCIDENT, Change, Context, shown, value_at
from detente.store.corrections import check_field as check_correctable
from detente.store.reading import find
from detente.store.rows import TABLES, actor_rows, issue_rows, machine_of, party_rows, record_of, row_of

# Of a kind of record the tables that searches filter by: the column with its id, and the rows of a record.
_INDEXED: Mapping[type, tuple[tuple[Column[Any], Callable[[Any], Iterable[dict[str, Any]]]], ...]] = {
    Statement: (
        (schema.statement_actor.c.statement, actor_rows),
        (schema.statement_issue.c.statement, issue_rows),
    ),
    Event: ((schema.event_actor.c.event, party_rows),),
}


def add_run(connection: Connection, run: Run) -> None:
    table = schema.run
    if connection.scalar(select(table.c.id).where(table.c.id == run.id)) is None:
        row = {"id": run.id, "version": run.version, "versions": run.versions, "settings": run.settings}
        connection.execute(insert(table), row)


def shown_row(record: Any, changes: Mapping[str, list[Change]]) -> dict[str, Any]:
    mine = changes.get(record.id)
    return row_of(shown(record, mine), record) if mine else row_of(record)


def add_records(
    connection: Connection, kind: type, records: Iterable[Any], changes: Mapping[str, list[Change]]
) -> None:
    rows = [shown_row(record, changes) | {"ordinal": place} for place, record in enumerate(records)]
    if rows:
        connection.execute(insert(TABLES[kind]), rows)
    if kind in _INDEXED:
        _add_index(connection, kind, [record_of(kind, row) for row in rows])


def _add_index(connection: Connection, kind: type, records: Sequence[Any]) -> None:
    for column, rows_of in _INDEXED[kind]:
        rows = list(chain.from_iterable(map(rows_of, records)))
        if rows:
            connection.execute(insert(column.table), rows)


def changes_by_record(connection: Connection, document_id: str) -> dict[str, list[Change]]:
    table = schema.correction
    rows = connection.execute(
        select(table)
        .where(table.c.document == document_id, table.c.field != INCIDENT)
        .order_by(table.c.number)
    ).mappings()
    changes = defaultdict(list)
    for row in rows:
        changes[row["record"]].append(Change(row["field"], row["new"], row["restores"]))
    return changes


def machine_record(connection: Connection, record_id: str) -> tuple[Any, list[Change]]:
    """The machine's record and the changes made to it so far; raises ArchiveError for an unknown id."""
    found = find(connection, record_id)
    if found is None:
        raise ArchiveError(
            f"the archive has no record {record_id!r}; ids stand in the output of search and export"
        )
    kind, document = found
    table = TABLES[kind]
    row = connection.execute(select(table).where(table.c.id == record_id)).mappings().one()
    return machine_of(kind, row), changes_by_record(connection, document).get(record_id, [])


def document_of(record: Any) -> str:
    return str(record.id if isinstance(record, Document) else record.document)


def context_of(connection: Connection, document_id: str) -> Context:
    text = connection.scalar(select(schema.document.c.text).where(schema.document.c.id == document_id)) or ""
    ids = connection.scalars(select(schema.statement.c.id).where(schema.statement.c.document == document_id))
    return Context(text, frozenset(ids))


def fields_to_undo(machine: Any, changes: Sequence[Change], fields: Sequence[str]) -> list[str]:
    last = {change.field: change for change in changes}
    corrected = [path for path, change in last.items() if not change.restores]
    for path in fields:
        check_correctable(machine, path)
        if path not in corrected:
            raise RequestError(f"{path!r} of {machine.id} is not corrected; {_named(corrected)}")
    if not corrected:
        raise RequestError(f"{machine.id} has no correction to undo")
    return list(dict.fromkeys(fields)) or corrected


def _named(corrected: Sequence[str]) -> str:
    return f"corrected are: {', '.join(corrected)}" if corrected else "nothing of it is"


def correction_row(current: Any, machine: Any, change: Change, place: int) -> dict[str, Any]:
    """A row of the table of corrections; `place` counts those of the record, so that ids are unique."""
    return {
        "id": stable_id("correction", machine.id, change.field, place),
        "record": machine.id,
        "document": document_of(machine),
        "field": change.field,
        "old": as_json(value_at(current, change.field)),
        "new": change.new,
        "restores": change.restores,
    }


def add_corrections(
    connection: Connection,
    machine: Any,
    changes: Sequence[Change],
    rows: Sequence[dict[str, Any]],
    said: Mapping[str, str],
) -> list[Correction]:
    rows = [row | dict(said) for row in rows]
    connection.execute(insert(schema.correction), rows)
    record, table = shown(machine, changes), TABLES[type(machine)]
    connection.execute(update(table).where(table.c.id == machine.id), row_of(record, machine))
    kind = type(record)
    if kind in _INDEXED:
        for column, _ in _INDEXED[kind]:
            connection.execute(delete(column.table).where(column == record.id))
        _add_index(connection, kind, [record])
    return [correction_of(row) for row in rows]


def correction_of(row: Mapping[Any, Any]) -> Correction:
    names = ("id", "record", "field", "old", "new", "who", "when", "why")
    return Correction(*(row[name] for name in names))
