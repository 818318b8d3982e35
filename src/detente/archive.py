"""The use cases over a store: ingest, search, correct, timeline, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from detente.model import Correction, Document, Extraction, Run, Statement

if TYPE_CHECKING:
    from detente.read import ReadFailure
    from detente.relations import Timeline

RecordKind = Literal["document", "segment", "mention", "statement", "assessment"]


@dataclass(frozen=True, slots=True)
class IngestStep:
    """Progress of an ingest after one reading: `done` readings so far and the `words` of this one."""

    done: int
    where: str
    words: int


@dataclass(slots=True)
class IngestReport:
    """What an ingest did: documents added, unchanged and replaced, and what could not be read.

    `replaced` counts documents that were in the archive and were extracted again by newer code; their
    corrections stay. `statements` and `assessments` count the records written.
    """

    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    failed: list[ReadFailure] = field(default_factory=list)
    statements: int = 0
    assessments: int = 0


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
class CorrectedExtraction:
    """A document's records as shown, corrections applied; `corrections` are all rows of its records."""

    extraction: Extraction
    corrections: tuple[Correction, ...]
    run: Run


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


class Archive:
    """An archive of documents and their records. A context manager; raises ArchiveError."""

    @classmethod
    def open(cls, location: str, *, create: bool = True, read_only: bool = False) -> Archive:
        """Open the archive at `location` (a file); raises ArchiveError."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def ingest(
        self,
        readings: Iterable[Document | ReadFailure],
        extractor: Any,
        *,
        progress: Callable[[IngestStep], None] | None = None,
    ) -> IngestReport:
        raise NotImplementedError

    def documents(self, *, limit: int | None = None, offset: int = 0) -> list[DocumentRow]:
        raise NotImplementedError

    def extraction(self, document_id: str) -> CorrectedExtraction:
        """Raises ArchiveError for an unknown id."""
        raise NotImplementedError

    def find_record(self, record_id: str) -> tuple[RecordKind, str]:
        """The kind of a record and its document's id; raises ArchiveError."""
        raise NotImplementedError

    def search(
        self,
        query: str,
        *,
        speaker: str | None = None,
        about: str | None = None,
        issue: str | None = None,
        since: str | None = None,
        until: str | None = None,
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """Statements that hold all words and "phrases" of the query; raises RequestError for a bad date."""
        raise NotImplementedError

    def timeline(
        self, a: str, b: str, *, by: str | None = None, since: str | None = None, until: str | None = None
    ) -> Timeline:
        raise NotImplementedError

    def dyads(self) -> list[tuple[str, str, int]]:
        raise NotImplementedError

    def correct(
        self, record_id: str, assignments: Mapping[str, Any], *, who: str, why: str
    ) -> list[Correction]:
        """Add one correction a field. Raises ArchiveError (unknown record), RequestError (field, value)."""
        raise NotImplementedError

    def undo(self, record_id: str, fields: Iterable[str] = (), *, who: str, why: str) -> list[Correction]:
        """Show the machine's values again, by new rows; all corrected fields when none is named."""
        raise NotImplementedError

    def corrections(self, record_id: str | None = None) -> list[Correction]:
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """Number of documents, segments, mentions, statements, assessments and corrections."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
