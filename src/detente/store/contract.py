"""What a store of records can do, whatever database stands behind it, and the rows it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from detente.model import Assessment, Correction, Extraction, Run, Statement

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
