"""The part of the SQL store that keeps persons across documents and makes records again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from detente.model import (
    ActorDecision,
    ArchiveError,
    Document,
    Extraction,
    Identity,
    Run,
    SeenPerson,
    as_json,
)
from detente.store import schema
from detente.store.corrections import shown
from detente.store.identities import (
    add_decision,
    decisions,
    documents_with,
    identity_of,
    is_other,
    laid_over,
    links_of,
    seen_in_block,
    seen_person,
    seen_rows,
    settle,
    show_anew,
    unsettled_blocks,
)
from detente.store.people_contract import Found, GazetteerChange
from detente.store.reading import PARTS, document_order, in_batches
from detente.store.rows import machine_of
from detente.store.values import decode, field_types
from detente.store.writing import add_run, changes_by_record

# What reading a document's layout may fill in.
_GIVEN = (
    "title",
    "publisher",
    "byline",
    "published",
    "dateline",
    "language",
    "original_language",
    "translated",
    "genre",
    "extra",
)


def given_row(given: Document | None) -> dict[str, Any]:
    return {"given": {name: as_json(getattr(given, name)) for name in _GIVEN} if given else None}


class PeopleRows(ABC):
    """A `PeopleStore`; a subclass opens the transactions."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]: ...

    def unsettled(self) -> list[str]:
        with self._reading() as connection:
            return unsettled_blocks(connection)

    def seen_in(self, block: str) -> list[SeenPerson]:
        with self._reading() as connection:
            return [seen_person(row) for row in seen_in_block(connection, block)]

    def seen_as(self, actors: Sequence[str]) -> list[tuple[SeenPerson, Identity]]:
        wanted = set(actors)
        with self._reading() as connection:
            rows = [row for d in documents_with(connection, actors) for row in seen_rows(connection, d)]
        found = [(seen_person(row), identity_of(row)) for row in rows]
        return [(p, who) for p, who in found if wanted & {p.actor, p.linked, who.actor}]

    def people(self) -> list[tuple[str, str, str | None, int]]:
        table = schema.actor_seen
        actor = func.coalesce(table.c.resolved, table.c.actor)
        name = func.coalesce(table.c.resolved_name, table.c.name)
        code, count = func.max(func.coalesce(table.c.resolved_code, table.c.code)), func.count()
        query = select(actor, func.min(name), code, count).group_by(actor).order_by(count.desc(), actor)
        with self._reading() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]

    def settle(self, block: str, found: Found) -> int:
        with self._reading() as connection:
            rows = list(seen_in_block(connection, block))
        other = {row["document"] for row in rows if is_other(row, found[row["document"], row["actor"]][1])}
        for document in sorted(other):
            with self._writing() as connection:
                for row in rows:
                    if row["document"] == document:
                        settle(connection, row, *found[document, row["actor"]])
                show_anew(connection, document, changes_by_record(connection, document))
        quiet = [row for row in rows if row["document"] not in other]
        if any(not row["settled"] for row in quiet):
            with self._writing() as connection:
                for row in quiet:
                    if not row["settled"]:
                        settle(connection, row, *found[row["document"], row["actor"]])
        return len(other)

    def show_anew(self, documents: Sequence[str]) -> int:
        count = 0
        for document in documents:
            with self._writing() as connection:
                count += show_anew(connection, document, changes_by_record(connection, document))
        return count

    def documents_of(self, records: Sequence[str]) -> dict[str, str]:
        table, found = schema.mention, dict[str, str]()
        with self._reading() as connection:
            for batch in in_batches(records):
                query = select(table.c.id, table.c.document).where(table.c.id.in_(batch))
                found |= {row.id: row.document for row in connection.execute(query)}
        return found

    def decisions(self) -> list[ActorDecision]:
        with self._reading() as connection:
            return decisions(connection)

    def decide(self, decision: ActorDecision) -> ActorDecision:
        with self._writing() as connection:
            return add_decision(connection, decision)

    # Gazetteer files

    def gazetteer_changes(self) -> list[GazetteerChange]:
        table = schema.gazetteer_change
        columns = (table.c.act, table.c.name, table.c.sha256, table.c.who, table.c.when, table.c.why)
        with self._reading() as connection:
            rows = connection.execute(select(*columns).order_by(table.c.number)).all()
        return [GazetteerChange(*row) for row in rows]

    def gazetteer_content(self, sha256: str) -> bytes:
        table = schema.gazetteer_change
        query = select(table.c.content).where(table.c.sha256 == sha256, table.c.content.is_not(None))
        with self._reading() as connection:
            content = connection.scalars(query.limit(1)).first()
        if content is None:
            raise ArchiveError(f"the archive has no gazetteer file {sha256[:12]}")
        return bytes(content)

    def change_gazetteer(self, change: GazetteerChange, content: bytes | None) -> None:
        row = {name: getattr(change, name) for name in ("act", "name", "sha256", "who", "when", "why")}
        with self._writing() as connection:
            connection.execute(insert(schema.gazetteer_change), row | {"content": content})

    # Records made again

    def as_given(self, document_id: str) -> tuple[Document, str] | None:
        table = schema.document
        with self._reading() as connection:
            row = connection.execute(select(table).where(table.c.id == document_id)).mappings().one_or_none()
        if row is None:
            return None
        types = field_types(Document)
        given = {name: decode(types[name], value) for name, value in (row["given"] or {}).items()}
        return replace(machine_of(Document, row), **given), row["input_digest"]

    def as_shown(self, extraction: Extraction) -> Extraction:
        document = extraction.document
        with self._reading() as connection:
            changes, links = changes_by_record(connection, document.id), links_of(connection, document.id)
        parts = {
            name: tuple(
                shown(laid_over(record, links), changes.get(record.id, ()))
                for record in getattr(extraction, name)
            )
            for _, name in PARTS
        }
        return replace(extraction, document=shown(document, changes.get(document.id, ())), **parts)

    def runs_of_documents(self) -> list[tuple[str, Run]]:
        document, run = schema.document, schema.run
        with self._reading() as connection:
            runs = {
                row.id: Run(row.id, row.version, row.versions, row.settings, ())
                for row in connection.execute(select(run))
            }
            rows = connection.execute(select(document.c.id, document.c.run).order_by(*document_order()))
            return [(row.id, runs[row.run]) for row in rows]

    def restamp(self, document_id: str, run: Run) -> None:
        table = schema.document
        with self._writing() as connection:
            add_run(connection, run)
            connection.execute(update(table).where(table.c.id == document_id).values(run=run.id))
