"""The store in SQL that every database understands; what differs is left to the subclass of a database."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError, IntegrityError

from detente.model import (
    ArchiveError,
    Correction,
    Document,
    Extraction,
    IncidentReport,
    RequestError,
    Run,
    SeenPerson,
    Statement,
    as_json,
)
from detente.store import incidents, schema
from detente.store import passages as quoted
from detente.store.contract import (
    AssessmentRow,
    DocumentRow,
    EventQuestion,
    EventRow,
    Hit,
    ImportedEvents,
    PassagePlace,
    RecordKind,
    Request,
    SearchResult,
    Stamp,
    StoredDocument,
    Summary,
)
from detente.store.copies import SqlCopies, collapsed_counts
from detente.store.corrections import Change, read_value, shown, value_at
from detente.store.identities import add_seen, links_of, seen_rows
from detente.store.people import PeopleRows, given_row
from detente.store.query import Term, parse_query
from detente.store.reading import (
    DOCUMENT_COLUMNS,
    PARTS,
    assessed_years,
    assessment_row,
    document_order,
    document_rows,
    find,
    in_batches,
    load,
    speaker_counts,
)
from detente.store.rows import TABLES, record_of
from detente.store.searching import WordMatch, in_order, shown_by_number, statements_for
from detente.store.writing import (
    add_corrections,
    add_records,
    add_run,
    changes_by_record,
    context_of,
    correction_of,
    correction_row,
    document_of,
    fields_to_undo,
    machine_record,
    shown_row,
)


class SqlStore(PeopleRows):
    """A `Store` over an engine. A subclass opens the database and says how words are found in it."""

    def __init__(self, engine: Engine, location: str, *, read_only: bool) -> None:
        self._engine = engine
        self._location = location
        self._read_only = read_only

    @property
    def location(self) -> str:
        return self._location

    @property
    def read_only(self) -> bool:
        return self._read_only

    @property
    @abstractmethod
    def schema_version(self) -> str: ...

    @property
    def imported(self) -> ImportedEvents:
        # Loads polars, which only those who ask for imported events should wait for.
        from detente.store.imported import ImportedTables

        return ImportedTables(self._reading, self._writing)

    def close(self) -> None:
        self._engine.dispose()

    @abstractmethod
    def state(self) -> int: ...

    @abstractmethod
    def _match(self, terms: Sequence[Term]) -> WordMatch:
        """How statements that meet all the terms are found."""

    @abstractmethod
    def _marks(self, text: str, marked: str) -> tuple[tuple[int, int], ...]:
        """Offsets in `text` of what `WordMatch.marked` shows to be found."""

    @abstractmethod
    def _add_keys(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Index passages: their numbers with their keys, parted by spaces."""

    @abstractmethod
    def _with_key(self, connection: Connection, keys: Collection[str], limit: int) -> list[int]:
        """Numbers of the passages that hold all `keys`."""

    @abstractmethod
    def _with_word(self, connection: Connection, word: str, limit: int) -> list[int]:
        """Numbers of the statements in which a word stands."""

    # Transactions

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._reported(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._read_only:
            raise ArchiveError(
                f"the archive {self._location} cannot be written to; copy it to a folder where you may write"
            )
        writer = self._engine.execution_options(detente_write=True)
        with self._reported(), writer.begin() as connection:
            yield connection

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Errors of the database as one line for a person."""
        try:
            yield
        except IntegrityError as error:
            raise ArchiveError(f"the archive {self._location} refused a record: {error.orig}") from error
        except DatabaseError as error:
            raise ArchiveError(self._explain(str(error.orig))) from error
        except UnicodeEncodeError as error:
            half = f"U+{ord(error.object[error.start]):04X}"
            raise ArchiveError(
                f"a text holds half of a character (the lone surrogate {half}), which no archive can store; "
                "mend the source"
            ) from error

    def _explain(self, problem: str) -> str:
        if "locked" in problem:
            return (
                f"the archive {self._location} is being written by another process; try again when it is done"
            )
        return f"the archive {self._location} failed: {problem}"

    # Documents and their records

    def stamp(self, document_id: str) -> Stamp | None:
        table = schema.document
        with self._reading() as connection:
            row = connection.execute(
                select(table.c.run, table.c.input_digest).where(table.c.id == document_id)
            ).one_or_none()
        return Stamp(*row) if row else None

    def put(
        self,
        extraction: Extraction,
        run: Run,
        input_digest: str,
        *,
        given: Document | None = None,
        people: Sequence[SeenPerson] = (),
    ) -> None:
        document = extraction.document
        with self._writing() as connection:
            changes, seen = changes_by_record(connection, document.id), seen_rows(connection, document.id)
            add_run(connection, run)
            connection.execute(delete(schema.document).where(schema.document.c.id == document.id))
            row = shown_row(document, changes) | given_row(given)
            connection.execute(insert(schema.document), row | {"run": run.id, "input_digest": input_digest})
            add_seen(connection, document.id, people, seen)
            mentions = {m.id: (m.start, m.end) for m in extraction.mentions}
            links = links_of(connection, document.id, mentions)
            for kind, name in PARTS:
                add_records(connection, kind, getattr(extraction, name), changes, links)

    def document_ids(self) -> Iterator[str]:
        with self._reading() as connection:
            ids = connection.scalars(select(schema.document.c.id).order_by(*document_order())).all()
        return iter(ids)

    def documents(self, limit: int | None, offset: int) -> list[DocumentRow]:
        page = select(*DOCUMENT_COLUMNS).order_by(*document_order()).limit(limit).offset(offset)
        with self._reading() as connection:
            return document_rows(connection, connection.execute(page).all())

    def document_rows(self, ids: Sequence[str]) -> list[DocumentRow]:
        found = []
        with self._reading() as connection:
            for batch in in_batches(ids):
                page = select(*DOCUMENT_COLUMNS).where(schema.document.c.id.in_(batch))
                found += document_rows(connection, connection.execute(page).all())
        return found

    def load(self, document_id: str) -> tuple[Extraction, Run] | None:
        with self._reading() as connection:
            return load(connection, document_id)

    def find(self, record_id: str) -> tuple[RecordKind, str] | None:
        with self._reading() as connection:
            found = find(connection, record_id)
        return (found[0].RECORD, found[1]) if found else None

    # Search

    def search(self, request: Request) -> SearchResult:
        terms = parse_query(request.query)
        if not terms and request.query.strip():
            return SearchResult(0, [])
        match = self._match(terms) if terms else None
        chosen = statements_for(request, match)
        with self._reading() as connection:
            total = connection.scalar(chosen.with_only_columns(func.count())) or 0
            page = in_order(chosen, match).limit(request.limit).offset(request.offset)
            numbers = connection.scalars(page).all()
            hits = {}
            for batch in in_batches(numbers):
                for row in connection.execute(shown_by_number(batch, match)).mappings():
                    hits[row["number"]] = self._hit(row)
        return SearchResult(total, [hits[number] for number in numbers])

    def _hit(self, row: Mapping[Any, Any]) -> Hit:
        statement = record_of(Statement, row)
        published = row["document_published"]
        marks = self._marks(statement.text, row["marked"]) if row["marked"] is not None else ()
        return Hit(
            statement,
            statement.document,
            row["document_title"],
            published["date"] if published else None,
            marks,
        )

    # Assessments

    def assessments(self, dyad: tuple[str, str]) -> list[AssessmentRow]:
        table, document = schema.assessment, schema.document
        query = (
            select(
                table,
                document.c.title.label("document_title"),
                document.c.published.label("document_published"),
                document.c.publisher.label("document_publisher"),
                exists().where(schema.correction.c.record == table.c.id).label("corrected"),
            )
            .join(document)
            .where(table.c.code_a == dyad[0], table.c.code_b == dyad[1])
            .order_by(*document_order(), table.c.ordinal)
        )
        with self._reading() as connection:
            return [assessment_row(row._mapping) for row in connection.execute(query)]

    def dyads(self) -> list[tuple[str, str, int]]:
        a, b, count = schema.assessment.c.code_a, schema.assessment.c.code_b, func.count()
        query = select(a, b, count).group_by(a, b).order_by(count.desc(), a, b)
        with self._reading() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    # Events of documents, and incidents

    def events(self, question: EventQuestion) -> list[EventRow]:
        with self._reading() as connection:
            return incidents.events(connection, question)

    def events_by_id(self, ids: Sequence[str]) -> list[EventRow]:
        with self._reading() as connection:
            return incidents.events_by_id(connection, ids)

    def reports(self, incident: str) -> list[EventRow]:
        with self._reading() as connection:
            return incidents.reports(connection, incident)

    def incident_sizes(self, names: Sequence[str]) -> dict[str, int]:
        with self._reading() as connection:
            return incidents.sizes(connection, names)

    def put_incidents(self, reports: Iterable[IncidentReport]) -> None:
        with self._writing() as connection:
            incidents.put(connection, reports)

    def incident_decisions(self) -> list[tuple[str, str | None]]:
        with self._reading() as connection:
            return incidents.decisions(connection)

    def decide_incident(
        self, event: str, other: str | None, *, restores: bool, who: str, why: str, when: str
    ) -> Correction:
        with self._writing() as connection:
            said = {"who": who, "why": why, "when": when}
            return incidents.decide(connection, event, other, restores, said)

    def state_names(self, codes: Sequence[str]) -> dict[str, str]:
        code, name, count = schema.mention.c.code, schema.mention.c.name, func.count()
        is_state = and_(schema.mention.c.kind == "state", code.in_(list(codes)), name.is_not(None))
        query = select(code, name).where(is_state).group_by(code, name).order_by(count, name.desc())
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    # Corrections

    def correct(
        self, record_id: str, assignments: Mapping[str, Any], *, who: str, why: str, when: str
    ) -> list[Correction]:
        if not assignments:
            raise RequestError("nothing to correct: give FIELD=VALUE")
        with self._writing() as connection:
            machine, base, changes = machine_record(connection, record_id)
            context = context_of(connection, document_of(machine))
            added = []
            for path, given in assignments.items():
                current = shown(base, changes)
                value = as_json(read_value(current, path, given, context))
                added.append(correction_row(current, machine, Change(path, value), len(changes)))
                changes.append(Change(path, value))
            return add_corrections(
                connection, machine, base, changes, added, {"who": who, "why": why, "when": when}
            )

    def undo(
        self, record_id: str, fields: Sequence[str], *, who: str, why: str, when: str
    ) -> list[Correction]:
        with self._writing() as connection:
            machine, base, changes = machine_record(connection, record_id)
            added = []
            for path in fields_to_undo(machine, changes, fields):
                change = Change(path, as_json(value_at(base, path)), restores=True)
                added.append(correction_row(shown(base, changes), machine, change, len(changes)))
                changes.append(change)
            return add_corrections(
                connection, machine, base, changes, added, {"who": who, "why": why, "when": when}
            )

    def corrections(self, record_id: str | None = None, document_id: str | None = None) -> list[Correction]:
        table = schema.correction
        query = select(table).order_by(table.c.number)
        if record_id is not None:
            query = query.where(table.c.record == record_id)
        if document_id is not None:
            query = query.where(table.c.document == document_id)
        with self._reading() as connection:
            return [correction_of(row._mapping) for row in connection.execute(query)]

    # Counts

    def summary(self) -> Summary:
        with self._reading() as connection:
            tables = (*TABLES.values(), schema.correction)
            records = {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
            kind, count = schema.statement.c.kind, func.count()
            kinds = connection.execute(select(kind, count).group_by(kind).order_by(count.desc(), kind)).all()
            return Summary(
                records,
                {row[0]: row[1] for row in kinds},
                speaker_counts(connection),
                assessed_years(connection),
                collapsed_counts(connection),
            )

    # Copies

    @contextmanager
    def copies(self, *, write: bool = False) -> Iterator[SqlCopies]:
        with self._writing() if write else self._reading() as connection:
            yield SqlCopies(connection)

    # Quotations

    def is_indexed(self, content_hash: str, method: str) -> bool:
        with self._reading() as connection:
            return quoted.is_indexed(connection, content_hash, method)

    def index_text(
        self, content_hash: str, method: str, when: str, passages: Iterable[tuple[int, int, str]]
    ) -> None:
        with self._writing() as connection:
            text = quoted.add_text(connection, content_hash, method, when)
            self._add_keys(connection, quoted.add_passages(connection, text, passages))

    def texts_not_indexed(self, method: str) -> list[str]:
        with self._reading() as connection:
            return quoted.texts_not_indexed(connection, method)

    def passages_with(self, keys: Collection[str], limit: int) -> dict[str, list[int]]:
        with self._reading() as connection:
            return {key: self._with_key(connection, (key,), limit) for key in keys}

    def passages_with_all(self, keys: Collection[str], limit: int) -> list[int]:
        with self._reading() as connection:
            return self._with_key(connection, keys, limit) if keys else []

    def passage_places(self, numbers: Collection[int]) -> list[PassagePlace]:
        with self._reading() as connection:
            return quoted.passage_places(connection, numbers)

    def stretches(self, places: Sequence[tuple[str, int, int]]) -> list[str]:
        with self._reading() as connection:
            return [quoted.stretch(connection, *place) for place in places]

    def text_dates(self, content_hashes: Collection[str]) -> dict[str, str | None]:
        with self._reading() as connection:
            return quoted.text_dates(connection, content_hashes)

    def documents_with(self, content_hashes: Collection[str], limit: int) -> list[StoredDocument]:
        with self._reading() as connection:
            return quoted.documents_with(connection, content_hashes, limit)

    def statements_between(self, places: Sequence[tuple[str, int, int]]) -> list[list[Statement]]:
        with self._reading() as connection:
            return [quoted.statements_between(connection, *place) for place in places]

    def states_in(self, document_ids: Collection[str]) -> dict[str, str]:
        with self._reading() as connection:
            return quoted.states_in(connection, document_ids)

    def statements_with_word(self, word: str, limit: int) -> list[int]:
        with self._reading() as connection:
            return self._with_word(connection, word, limit)

    def statements_named(self, ids: Collection[str]) -> list[Statement]:
        with self._reading() as connection:
            return quoted.statements_named(connection, ids)

    def document_named(self, document_id: str) -> StoredDocument:
        with self._reading() as connection:
            found = quoted.document_named(connection, document_id)
        if found is None:
            raise ArchiveError(f"the archive has no document {document_id!r}")
        return found

    def part(
        self, statement: Statement, other: str, *, apart: bool, who: str, why: str, when: str
    ) -> Correction:
        with self._writing() as connection:
            row = quoted.parting(connection, statement, other, apart=apart)
            connection.execute(
                insert(schema.correction), row | {"who": who, "why": why, "when": when, "restores": False}
            )
            return correction_of(row | {"who": who, "why": why, "when": when})

    def are_parted(self, statement_id: str, other_id: str) -> bool:
        with self._reading() as connection:
            return quoted.are_parted(connection, statement_id, other_id)

    def statements_numbered(self, numbers: Collection[int]) -> list[Statement]:
        with self._reading() as connection:
            return quoted.statements_numbered(connection, numbers)
