"""What a store of records can do, whatever database stands behind it, and the rows it answers with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from detente.model import (
    Assessment,
    Correction,
    Event,
    Extraction,
    ImportedFile,
    IncidentReport,
    Publisher,
    Run,
    Statement,
)

if TYPE_CHECKING:
    import polars as pl

RecordKind = Literal["document", "segment", "mention", "statement", "assessment", "event"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a document is known to be stored already: the run that made its records, and its input."""

    run: str
    input_digest: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the list of documents; `speakers` are the names in it, the most frequent first."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    genre: str
    uri: str | None
    statements: int
    assessments: int
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A search: `query` as a person types it, filters None where anything is welcome.

    `since` and `until` are days, ``YYYY-MM-DD``, both included.
    """

    query: str = ""
    speaker: str | None = None
    about: str | None = None
    issue: str | None = None
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement found; `marks` are (start, end) offsets in `statement.text` of the words searched for."""

    statement: Statement
    document_id: str
    title: str | None
    published: str | None
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits, and the `total` of all pages."""

    total: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment with what a reader needs of its document; `corrected` by a person."""

    assessment: Assessment
    document: str
    title: str | None
    published: str | None
    publisher: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts for a first look: statements by kind, (name, code, statements) of speakers, assessments by
    the year they speak of; "undated" where neither they nor their document has a date."""

    records: Mapping[str, int]
    statements_by_kind: Mapping[str, int]
    speakers: tuple[tuple[str, str | None, int], ...]
    assessments_by_year: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """Which events: between two codes in either direction, of one code as either side, or all.

    `since` and `until` are days, ``YYYY-MM-DD``, both included; `origins` datasets, () for all.
    """

    a: str | None = None
    b: str | None = None
    since: str | None = None
    until: str | None = None
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of a document with what a reader needs of the document; `corrected` by a person.

    `content_hash` is that of the document: equal for copies of one text. `report` tells of which incident
    the event is a report; None where that has not been worked out yet.
    """

    event: Event
    title: str | None
    published: str | None
    publisher: Publisher | None
    content_hash: str
    uri: str | None
    language: str | None
    corrected: bool
    report: IncidentReport | None


@dataclass(frozen=True, slots=True)
class ImportedRows:
    """Rows to store: `events` in the shape of `event_frame.IMPORTED`, beside each the id of the file it
    came from and the cells of its row."""

    events: pl.DataFrame
    files: pl.Series
    originals: pl.Series


class ImportedEvents(Protocol):
    """The part of a store that keeps imported events. Every method raises ArchiveError."""

    def file(self, id: str) -> ImportedFile | None:
        """What is known of an imported file."""

    def files(self) -> list[ImportedFile]:
        """All imported files in the order they came."""

    def add(self, dataset: str, files: Sequence[ImportedFile], rows: ImportedRows | None) -> dict[str, int]:
        """Store rows and what became of their files, in one transaction.

        Rows whose identity is stored are left out. Answers how many were new, by id of the file.
        """

    def events(self, question: EventQuestion) -> Iterator[pl.DataFrame]:
        """Rows in the shape of `event_frame.IMPORTED`, with `origin`, `file`, `block` and `at`; some
        thousands at a time, in no order that means anything."""

    def event(self, dataset: str, key: int) -> pl.DataFrame:
        """The rows of one record, one for each pair of its actors; none for an unknown key."""

    def rows(self, places: pl.DataFrame) -> pl.DataFrame:
        """The rows that stand in some places, `block` and `at` of a row of `events`, in any order."""

    def originals(self, rows: pl.DataFrame) -> list[tuple[ImportedFile, str]]:
        """For each of some rows of `events` the file it came from, and the cells as they stood there."""

    def dyads(self) -> list[tuple[str, str, int]]:
        """Pairs of codes with the number of their rows, the most first."""

    def counts(self) -> dict[str, int]:
        """The number of records of each dataset."""


class Store(Protocol):
    """A database of records. Every method raises ArchiveError when the database fails.

    Records come back as they are shown, corrections applied; the machine's values are kept beside them.
    """

    @property
    def location(self) -> str: ...

    @property
    def read_only(self) -> bool: ...

    @property
    def schema_version(self) -> str: ...

    @property
    def imported(self) -> ImportedEvents:
        """The events that were imported."""

    def close(self) -> None: ...

    def stamp(self, document_id: str) -> Stamp | None:
        """How a document was made; None when it is not stored."""

    def put(self, extraction: Extraction, run: Run, input_digest: str) -> None:
        """Store a document and its records in one transaction, in place of those it had."""

    def document_ids(self) -> Iterator[str]:
        """All documents in the order of `documents`."""

    def documents(self, limit: int | None, offset: int) -> list[DocumentRow]:
        """Documents by date of publication, undated ones last, then by title."""

    def load(self, document_id: str) -> tuple[Extraction, Run] | None: ...

    def find(self, record_id: str) -> tuple[RecordKind, str] | None:
        """The kind of a record and the id of its document."""

    def search(self, request: Request) -> SearchResult: ...

    def assessments(self, dyad: tuple[str, str]) -> list[AssessmentRow]: ...

    def dyads(self) -> list[tuple[str, str, int]]:
        """Pairs of codes with the number of their assessments, the most first."""

    def events(self, question: EventQuestion) -> list[EventRow]:
        """Events of documents, the earliest first and undated ones last."""

    def events_by_id(self, ids: Sequence[str]) -> list[EventRow]:
        """These events, in this order; unknown ids are left out."""

    def reports(self, incident: str) -> list[EventRow]:
        """The events that are reports of one incident, the earliest first."""

    def incident_sizes(self, names: Sequence[str]) -> dict[str, int]:
        """How many reports each of these incidents has."""

    def put_incidents(self, reports: Iterable[IncidentReport]) -> None:
        """Store which event is a report of what, in place of all that was stored before."""

    def incident_decisions(self) -> list[tuple[str, str | None]]:
        """What persons decided of events, in force now: (event, the event it is a report of the same as),
        or None for an event that is a report of nothing else."""

    def decide_incident(
        self, event: str, other: str | None, *, restores: bool, who: str, why: str, when: str
    ) -> Correction:
        """Add a person's decision; raises ArchiveError for an unknown event. `restores` takes back those
        made before."""

    def state_names(self, codes: Sequence[str]) -> dict[str, str]:
        """The name under which a state is most often mentioned, by code; codes without one are left out."""

    def correct(
        self, record_id: str, assignments: Mapping[str, Any], *, who: str, why: str, when: str
    ) -> list[Correction]:
        """One new row a field, in one transaction; raises RequestError for a field or value."""

    def undo(
        self, record_id: str, fields: Sequence[str], *, who: str, why: str, when: str
    ) -> list[Correction]:
        """One new row a field, by which the machine's value is shown again; all corrected ones for ()."""

    def corrections(self, record_id: str | None = None, document_id: str | None = None) -> list[Correction]:
        """Rows in the order they were added: of a record, of a document with its records, or all."""

    def summary(self) -> Summary: ...
