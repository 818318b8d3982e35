"""What a store of records can do, whatever database stands behind it, and the rows it answers with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from detente.model import (
    Assessment,
    Correction,
    Document,
    Event,
    Extraction,
    ImportedFile,
    IncidentReport,
    Publisher,
    Run,
    SeenPerson,
    Statement,
)
from detente.store.people_contract import PeopleStore

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
    """A statement found; `marks` are (start, end) offsets in `statement.text` of the words searched for.

    `story` is the story that tells it, `copies` the number of further documents that print its words,
    `copied_from` the earliest of them where it was printed before; the archive fills them in.
    """

    statement: Statement
    document_id: str
    title: str | None
    published: str | None
    marks: tuple[tuple[int, int], ...]
    story: str | None = None
    copies: int = 0
    copied_from: str | None = None


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
class PassagePlace:
    """Where a passage stands: in every document whose text has this hash."""

    number: int
    content_hash: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as shown, and when its text was first read into this archive (ISO 8601)."""

    document: Document
    read: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts for a first look: statements by kind, (name, code, statements) of speakers, assessments by
    the year they speak of; "undated" where neither they nor their document has a date. `collapsed` counts
    stories as "document", and "statement" and "assessment" without what was printed before."""

    records: Mapping[str, int]
    statements_by_kind: Mapping[str, int]
    speakers: tuple[tuple[str, str | None, int], ...]
    assessments_by_year: Mapping[str, int]
    collapsed: Mapping[str, int] = field(default_factory=dict)


# Stories


@dataclass(frozen=True, slots=True)
class PrintRow:
    """What deciding on copies needs of a document: `segments` are (kind, start, end), `first_day` the first
    day that `published` may mean, `number` its place in the order of ingest and `story` its story; both
    None where it has not been compared yet."""

    document: str
    published: str | None
    first_day: str | None
    publisher: str | None
    number: int | None
    story: str | None
    text: str = ""
    segments: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two documents that share words: `overlap` in JSON types, `kind` and `reason` None for no copy,
    `whole` the one of them that is stitched."""

    a: str
    b: str
    overlap: Mapping[str, Any]
    kind: str | None
    reason: str | None
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Ids of stories of several documents, or with a stitched one, and the number of all of them."""

    total: int
    stories: list[str]


class Copies(Protocol):
    """The tables of copies within one transaction."""

    def waiting(self) -> list[str]:
        """Documents not compared yet, in the order they were stored."""

    def forget(self) -> None:
        """Everything but the order of ingest, to compare all documents again."""

    def prints(self, documents: Collection[str], *, texts: bool = False) -> dict[str, PrintRow]:
        """Documents by id; with their texts and segments only where asked for."""

    def digest(self, document: str) -> str | None:
        """Of the words that were compared; None where none were."""

    def sharing(self, fingerprints: Collection[int], document: str) -> list[tuple[int, str, str]]:
        """Fingerprint, document and story of the others that have one of the fingerprints."""

    def place(
        self, document: str, digest: str, story: str, fingerprints: Sequence[int], *, again: bool
    ) -> None:
        """Give a document its number and its fingerprints; one that has been placed, `again`, keeps its
        number and loses its pairs."""

    def stories_of(self, documents: Collection[str]) -> dict[str, str]: ...

    def members(self, stories: Collection[str]) -> list[str]:
        """The documents of stories."""

    def pairs(self, documents: Collection[str]) -> list[PairRow]:
        """The pairs of which one side at least is among the documents."""

    def put_pairs(self, pairs: Iterable[PairRow]) -> None:
        """Add pairs, or replace what is told of them."""

    def put_stories(self, stories: Mapping[str, str], passages: Iterable[tuple[str, int, int, str]]) -> None:
        """The stories of documents, and all passages of them that were printed before."""

    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs that a person declared not to be copies."""

    def set_apart(
        self, a: str, b: str, record: str, *, apart: bool, kind: str | None, signed: Mapping[str, str]
    ) -> Correction:
        """Add the correction; with `apart` False the one that takes it back."""

    def page(self, limit: int | None, offset: int) -> StoryPage:
        """Stories worth listing, those of the most documents first."""

    def count(self) -> int:
        """How many stories the documents tell."""

    def printed_before(self, documents: Collection[str]) -> dict[str, list[tuple[int, int, str]]]:
        """Bounds and earlier document of the passages that were printed before, by document."""


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

    `story` is the story that the document tells, with its copies and updates. `report` tells of which
    incident the event is a report; None where that has not been worked out yet. `dateline` is the date
    printed there.
    """

    event: Event
    title: str | None
    published: str | None
    dateline: str | None
    publisher: Publisher | None
    story: str
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


class Store(PeopleStore, Protocol):
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

    def put(
        self,
        extraction: Extraction,
        run: Run,
        input_digest: str,
        *,
        given: Document | None = None,
        people: Sequence[SeenPerson] = (),
    ) -> None:
        """Store a document and its records in one transaction, in place of those it had; `given` is the
        document before it was read, `people` are the persons it has."""

    def document_ids(self) -> Iterator[str]:
        """All documents in the order of `documents`."""

    def documents(self, limit: int | None, offset: int) -> list[DocumentRow]:
        """Documents by date of publication, undated ones last, then by title."""

    def document_rows(self, ids: Sequence[str]) -> list[DocumentRow]:
        """Documents of these ids as `documents` lists them."""

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

    def state(self) -> int:
        """A number that is another after every write, by this process or any other, while it is open."""

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

    def copies(self, *, write: bool = False) -> AbstractContextManager[Copies]:
        """The tables of copies in one transaction, which is undone when it raises."""

    # Quotations

    def is_indexed(self, content_hash: str, method: str) -> bool:
        """Whether a text can be searched for quotations, by keys of this method."""

    def index_text(
        self, content_hash: str, method: str, when: str, passages: Iterable[tuple[int, int, str]]
    ) -> None:
        """Add the passages of a text (start, end, keys parted by spaces), instead of older ones."""

    def texts_not_indexed(self, method: str) -> list[str]:
        """The hashes of the texts of documents that cannot be searched yet."""

    def passages_with(self, keys: Collection[str], limit: int) -> dict[str, list[int]]:
        """For each key the numbers of the passages that hold it, at most `limit`."""

    def passages_with_all(self, keys: Collection[str], limit: int) -> list[int]:
        """The numbers of the passages that hold all keys, at most `limit`."""

    def passage_places(self, numbers: Collection[int]) -> list[PassagePlace]: ...

    def stretches(self, places: Sequence[tuple[str, int, int]]) -> list[str]:
        """For each place (hash of a text, start, end) what stands there, in code points."""

    def text_dates(self, content_hashes: Collection[str]) -> dict[str, str | None]:
        """For each text the first day on which a document of it was published."""

    def documents_with(self, content_hashes: Collection[str], limit: int) -> list[StoredDocument]:
        """The documents of these texts by date of publication, at most `limit` of each text."""

    def statements_between(self, places: Sequence[tuple[str, int, int]]) -> list[list[Statement]]:
        """For each place (document, start, end) the statements that share a character with it, by start."""

    def states_in(self, document_ids: Collection[str]) -> dict[str, str]:
        """The states that documents name, by their codes, as these documents call them."""

    def statements_with_word(self, word: str, limit: int) -> list[int]:
        """The numbers of statements in which a word stands, at most `limit`."""

    def statements_named(self, ids: Collection[str]) -> list[Statement]: ...

    def document_named(self, document_id: str) -> StoredDocument:
        """A document without its records; raises ArchiveError for an unknown id."""

    def part(
        self, statement: Statement, other: str, *, apart: bool, who: str, why: str, when: str
    ) -> Correction:
        """One new row: that two statements are not the same utterance, or are after all."""

    def are_parted(self, statement_id: str, other_id: str) -> bool:
        """Whether a person said last that two statements are not the same utterance."""

    def statements_numbered(self, numbers: Collection[int]) -> list[Statement]: ...
