"""The use cases over a store: ingest, search, correct, timeline, export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO, get_args

from detente.export import write_csv, write_csv_folder, write_jsonl
from detente.model import (
    ArchiveError,
    Correction,
    Document,
    Extraction,
    ImportedFile,
    RequestError,
    Run,
    StatementKind,
    as_json,
    stable_id,
)
from detente.read import ReadFailure
from detente.store import open_store
from detente.store.contract import (
    AssessmentRow,
    DocumentRow,
    EventRow,
    Hit,
    RecordKind,
    Request,
    SearchResult,
    Stamp,
    Store,
    Summary,
)
from detente.store.corrections import INCIDENT
from detente.store.dates import bounds

if TYPE_CHECKING:
    import polars as pl

    from detente.event_list import EventFilter, EventItem, EventPage
    from detente.intake import ImportReport, ImportStep
    from detente.relations import Asked, Dyad, Timeline, TimelinePoint

__all__ = [
    "Archive",
    "CorrectedExtraction",
    "DocumentRow",
    "EventRow",
    "Extracts",
    "Hit",
    "IngestReport",
    "IngestStep",
    "RecordKind",
    "SearchResult",
    "Summary",
]

_KINDS = get_args(StatementKind)


class Extracts(Protocol):
    """What turns documents into records; `versions` name the code and data by which it does so."""

    @property
    def versions(self) -> Mapping[str, str]: ...

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None]
    ) -> Iterator[Extraction]:
        """The records of each document, in order; one that has none is told to `failed` with why.

        Documents may be read ahead of the records that come out.
        """


@dataclass(frozen=True, slots=True)
class IngestStep:
    """Progress of an ingest after one reading: `done` readings so far and the `words` of this one."""

    done: int
    where: str
    words: int


@dataclass(slots=True)
class IngestReport:
    """What an ingest did: documents added, unchanged and replaced, and what could not be read.

    `replaced` counts documents that were in the archive and were extracted again, by newer code or data
    or because what is known of them changed; corrections of them stay. `statements`,
    `assessments` and `events` count the records written.
    """

    added: int = 0
    unchanged: int = 0
    failed: list[ReadFailure] = field(default_factory=list)
    statements: int = 0
    assessments: int = 0
    replaced: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class CorrectedExtraction:
    """A document's records as shown, corrections applied; `corrections` are all rows of its records."""

    extraction: Extraction
    corrections: tuple[Correction, ...]
    run: Run


class Archive:
    """An archive of documents and their records. A context manager; its methods raise ArchiveError."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now

    @classmethod
    def open(cls, location: str, *, create: bool = True, read_only: bool = False) -> Archive:
        """Open the archive in the file `location`, made when it is absent unless `create` is False.

        Raises ArchiveError for a file that is no archive, is of a newer version or cannot be read. Where
        the file may not be written to, the archive opens for reading.
        """
        return cls(open_store(location, create=create, read_only=read_only))

    @property
    def location(self) -> str:
        return self._store.location

    @property
    def read_only(self) -> bool:
        return self._store.read_only

    @property
    def schema_version(self) -> str:
        return self._store.schema_version

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ingest(
        self,
        readings: Iterable[Document | ReadFailure],
        extractor: Extracts,
        *,
        progress: Callable[[IngestStep], None] | None = None,
    ) -> IngestReport:
        """Extract and store documents, each in a transaction of its own.

        A document that is stored already, from the same input by the same versions, is left alone. One
        that cannot be extracted or stored is among the failures, and the others go on. An interruption
        leaves the documents stored until then.
        """
        if self.read_only:
            raise ArchiveError(f"the archive {self.location} may not be written to; name another")
        report = _Ingest(self._store, extractor, progress or (lambda step: None)).run(readings)
        if report.events or report.replaced:
            self.join_incidents()
        return report

    def documents(self, *, limit: int | None = None, offset: int = 0) -> list[DocumentRow]:
        """Documents by date of publication, undated ones last, then by title."""
        return self._store.documents(limit, offset)

    def extraction(self, document_id: str) -> CorrectedExtraction:
        """A document with its records as shown; raises ArchiveError for an unknown id."""
        loaded = self._store.load(document_id)
        if loaded is None:
            raise ArchiveError(f"the archive has no document {document_id!r}")
        extraction, run = loaded
        return CorrectedExtraction(extraction, tuple(self._store.corrections(document_id=document_id)), run)

    def extractions(self) -> Iterator[Extraction]:
        """Every document with its records as shown, in the order of `documents`."""
        for document_id in self._store.document_ids():
            loaded = self._store.load(document_id)
            if loaded:
                yield loaded[0]

    def find_record(self, record_id: str) -> tuple[RecordKind, str]:
        """The kind of a record and its document's id; raises ArchiveError for an unknown id."""
        found = self._store.find(record_id)
        if found is None:
            raise ArchiveError(f"the archive has no record {record_id!r}")
        return found

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
        """Statements that hold every word, ``begin*`` and ``"phrase"`` of the query; the best first.

        An empty query lists by the filters, the earliest first. `speaker` and `about` are a code, or
        a name from the start of one of its words, whatever its case and diacritics. `since` and `until`
        are EDTF, both included; a statement without a date counts for the day of publication. Raises
        RequestError for a date or a kind that is none.
        """
        if kind and kind not in _KINDS:
            raise RequestError(f"no kind of statement {kind!r}; there are {', '.join(_KINDS)}")
        first, last = _period(since, until)
        request = Request(query, speaker, about, issue, first, last, kind, max(limit, 0), max(offset, 0))
        return self._store.search(request)

    def timeline(
        self,
        a: str,
        b: str,
        *,
        by: str | None = None,
        since: str | None = None,
        until: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Timeline:
        """The assessments of the relationship of two states, given by their codes.

        `names` are states' names by their codes, before those by which the documents most often call
        them. Raises RequestError for a state with itself or a bad date.
        """
        from detente.relations import build_timeline

        if a == b:
            raise RequestError(f"a relationship has two states; {a} was given twice")
        called = self._store.state_names((a, b)) | dict(names or {})
        first, second = sorted((a, b))
        points = [_point(row) for row in self._store.assessments((first, second))]
        both = (called.get(first, first), called.get(second, second))
        return build_timeline((first, second), both, points, by, since, until)

    def dyad(
        self,
        a: str,
        b: str,
        *,
        asked: Asked | None = None,
        since: str | None = None,
        until: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Dyad:
        """The relationship of two states, given by their codes: assessments, and the series of their events.

        `asked` says how events are counted and by which indices; where it names no period and there are
        events, one is chosen by the length of the record. Raises RequestError as `timeline` does, and for
        what `Asked` does not know.
        """
        from detente.relations import Asked, build_dyad, fitting_by

        asked = asked or Asked()
        timeline = self.timeline(a, b, by=asked.by, since=since, until=until, names=names)
        events = self.dyad_events(a, b)
        if asked.by is None and events.height:
            by = fitting_by(events, None, timeline)
            asked = replace(asked, by=by)
            timeline = self.timeline(a, b, by=by, since=since, until=until, names=names)
        return build_dyad(timeline, events, asked)

    def dyads(self) -> list[tuple[str, str, int]]:
        """Pairs of codes with the number of their assessments, the most first."""
        return self._store.dyads()

    def state_names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names under which the documents most often call states, by code."""
        return self._store.state_names(tuple(codes))

    def correct(
        self, record_id: str, assignments: Mapping[str, Any], *, who: str, why: str
    ) -> list[Correction]:
        """Add one row for each field: shown from now on, and after every extraction to come.

        A value is a text as a person writes it (see docs/cli.md) or JSON types. All assignments are
        made, or none. Raises ArchiveError for an unknown record, RequestError for a field that cannot
        be corrected, a value that does not fit it, or a missing reason.
        """
        if INCIDENT in assignments:
            return [self._correct_incident(record_id, assignments, who, why)]
        rows = self._store.correct(record_id, assignments, **self._signed(who, why))
        self._join_again(record_id)
        return rows

    def undo(self, record_id: str, fields: Iterable[str] = (), *, who: str, why: str) -> list[Correction]:
        """Show the machine's values again, by new rows; of all corrected fields when none is named."""
        named = tuple(fields)
        if INCIDENT in named:
            return [self.correct_incident(record_id, None, who=who, why=why, undo=True)]
        rows = self._store.undo(record_id, named, **self._signed(who, why))
        self._join_again(record_id)
        return rows

    def corrections(self, record_id: str | None = None) -> list[Correction]:
        """The rows of one record or of all, in the order they were added."""
        return self._store.corrections(record_id)

    def export(self, format: str, out: TextIO | Path, *, record: str | None = None) -> None:
        """Write every record, corrections applied.

        "jsonl" writes the lines of `detente extract` to a stream; "csv" one kind of `record` to a stream,
        or a file for each kind into a folder. Raises RequestError for another format or kind.
        """
        if format == "jsonl" and not isinstance(out, Path):
            write_jsonl(self.extractions(), out)
        elif format == "csv" and isinstance(out, Path):
            write_csv_folder(self.extractions(), out)
        elif format == "csv" and record and not isinstance(out, Path):
            write_csv(self.extractions(), record, out)
        else:
            raise RequestError(
                f"cannot export {format!r} so; choose jsonl, csv of one kind, or csv into a folder"
            )

    # Events

    def import_events(
        self,
        dataset: str,
        paths: Iterable[str],
        *,
        progress: Callable[[ImportStep], None] = lambda step: None,
    ) -> ImportReport:
        """Take files of event data in: gdelt, icews, polecat, plover, phoenix, keds or ucdp; docs/import.md.

        Rows that are there already stay as they are, rows without a day or an event are told with the
        reason, and files done before are left out. Raises RequestError for an unknown dataset.
        """
        from detente import __version__
        from detente.intake import import_events

        if self.read_only:
            raise ArchiveError(f"the archive {self.location} may not be written to; name another")
        when = self._when()
        return import_events(
            self._store.imported, dataset, paths, version=__version__, when=when, progress=progress
        )

    def imported_files(self) -> list[ImportedFile]:
        """The files of event data that were imported, in the order they came."""
        return self._store.imported.files()

    def dyad_events(self, a: str, b: str, **filters: Any) -> pl.DataFrame:
        """All events between two codes, of documents and imported, as `detente.event_frame` describes.

        `filters` as for `events`. Raises RequestError.
        """
        from detente.event_list import dyad_frame

        return dyad_frame(self._store, _event_filter(a, b, **filters))

    def events(
        self, a: str | None = None, b: str | None = None, *, limit: int = 50, offset: int = 0, **filters: Any
    ) -> EventPage:
        """Events of documents and imported ones, the earliest first; of all pages the counts.

        `a` and `b` are codes, alone or both. Filters: `direction` ("both", "from", "to"), `since` and
        `until` (EDTF, both included), `types`, `modes`, `quads`, `statuses`, `origins` ("document" and
        names of datasets), `verbal` (only speech acts, or none). Raises RequestError.
        """
        from detente.event_list import list_events

        wanted = _event_filter(a, b, **filters)
        return list_events(self._store, wanted, limit=max(limit, 0), offset=max(offset, 0))

    def export_events(self, format: str, out: TextIO, **filters: Any) -> tuple[int, int]:
        """Write the events of documents as others' tables: polecat, plover (JSON) or icews.

        `filters` as for `events`, `a` and `b` among them. Returns how many were written, and how many were
        not, for they have no day. Raises RequestError.
        """
        from detente.event_tables import write_events

        wanted = _event_filter(filters.pop("a", None), filters.pop("b", None), **filters)
        return write_events(self._store, format, wanted, out)

    def imported_event(self, record_id: str) -> EventItem | None:
        """The imported event of an id such as ``gdelt-817930293``, with its original columns."""
        from detente.event_list import imported_event

        return imported_event(self._store, record_id)

    def imported_dyads(self) -> list[tuple[str, str, int]]:
        """Pairs of codes with the number of their imported events, the most first."""
        return self._store.imported.dyads()

    def imported_counts(self) -> dict[str, int]:
        """The number of imported events of each dataset."""
        return self._store.imported.counts()

    def join_incidents(self) -> int:
        """Work out anew which events of documents are reports of one incident; an ingest does so itself.

        Returns how many incidents there are. What a person decided stays so.
        """
        from detente.event_list import join_incidents

        return join_incidents(self._store)

    def incident(self, event_id: str) -> list[EventRow]:
        """The reports of the incident that an event of a document reports, the earliest first, each with
        the reason why it was joined; raises ArchiveError for an unknown event."""
        found = self._store.events_by_id([event_id])
        if not found:
            raise ArchiveError(f"the archive has no event {event_id!r}")
        report = found[0].report
        return self._store.reports(report.incident) if report else found

    def correct_incident(
        self, event_id: str, other: str | None, *, who: str, why: str, undo: bool = False
    ) -> Correction:
        """Decide that an event reports the same as `other`, or, with None, the same as no other event.

        `undo` takes back what was decided of it. Adds a row to the corrections; the decision outlives every
        extraction to come. Raises ArchiveError for an unknown event, RequestError for a missing reason.
        """
        row = self._store.decide_incident(event_id, other, restores=undo, **self._signed(who, why))
        self.join_incidents()
        return row

    def counts(self) -> dict[str, int]:
        """Number of documents, segments, mentions, statements, assessments and corrections."""
        return {f"{name}s": count for name, count in self._store.summary().records.items()}

    def summary(self) -> Summary:
        """Counts for a first look: by kind of statement, by speaker, by year."""
        return self._store.summary()

    def _signed(self, who: str, why: str) -> dict[str, str]:
        if not why.strip():
            raise RequestError("a correction needs a reason: --why TEXT")
        if not who.strip():
            raise RequestError("a correction needs a name: --who NAME")
        return {"who": who.strip(), "why": why.strip(), "when": self._when()}

    def _correct_incident(
        self, event_id: str, assignments: Mapping[str, Any], who: str, why: str
    ) -> Correction:
        """``incident=EVENT`` joins with another event, ``incident=`` sets apart from all."""
        if len(assignments) > 1:
            raise RequestError("incident is decided by itself; correct the other fields by another command")
        other = str(assignments[INCIDENT] or "").strip() or None
        return self.correct_incident(event_id, other, who=who, why=why)

    def _join_again(self, record_id: str) -> None:
        """A corrected event may report something else."""
        if self.find_record(record_id)[0] == "event":
            self.join_incidents()

    def _when(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Ingest:
    """One ingest: which documents are new, what became of each."""

    def __init__(self, store: Store, extractor: Extracts, progress: Callable[[IngestStep], None]) -> None:
        self._store = store
        self._extractor = extractor
        self._progress = progress
        self._run = _run_of(extractor)
        self._report = IngestReport()
        self._done = 0
        # Given to the extractor and not yet back, with what they were read from.
        self._waiting: dict[str, tuple[Document, Stamp | None]] = {}

    def run(self, readings: Iterable[Document | ReadFailure]) -> IngestReport:
        for extraction in self._extractor.extract_all(self._fresh(readings), self._fail):
            self._put(extraction)
        return self._report

    def _fresh(self, readings: Iterable[Document | ReadFailure]) -> Iterator[Document]:
        """The documents that are to be extracted; the others are counted."""
        for reading in readings:
            if isinstance(reading, ReadFailure):
                self._report.failed.append(reading)
                self._step(reading.where)
                continue
            stamp = self._store.stamp(reading.id)
            if reading.id in self._waiting or stamp == self._stamp(reading):
                self._report.unchanged += 1
                self._step(_where(reading))
                continue
            self._waiting[reading.id] = (reading, stamp)
            yield reading

    def _put(self, extraction: Extraction) -> None:
        document, before = self._waiting.pop(extraction.document.id)
        try:
            self._store.put(extraction, self._run, self._stamp(document).input_digest)
        except ArchiveError as error:
            self._report.failed.append(ReadFailure(_where(document), str(error)))
        else:
            self._count(extraction, before)
        self._step(_where(document), len(document.text.split()))

    def _count(self, extraction: Extraction, before: Stamp | None) -> None:
        self._report.added += before is None
        self._report.replaced += before is not None
        self._report.statements += len(extraction.statements)
        self._report.assessments += len(extraction.assessments)
        self._report.events += len(extraction.events)

    def _fail(self, document: Document, why: str) -> None:
        del self._waiting[document.id]
        self._report.failed.append(ReadFailure(_where(document), why))
        self._step(_where(document))

    def _step(self, where: str, words: int = 0) -> None:
        self._done += 1
        self._progress(IngestStep(self._done, where, words))

    def _stamp(self, document: Document) -> Stamp:
        """By what a document is known again: the run, and all that was read with it."""
        whole = json.dumps(as_json(document), ensure_ascii=False, default=str)
        return Stamp(self._run.id, hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest())


def _run_of(extractor: Extracts) -> Run:
    """What will make the records: the inputs are told by the documents that point to the run."""
    versions = dict(sorted(extractor.versions.items()))
    version = versions.get("detente", "unknown")
    return Run(stable_id("run", json.dumps(versions)), version, versions, {}, ())


def _where(document: Document) -> str:
    return document.uri or document.external_id or document.id


def _point(row: AssessmentRow) -> TimelinePoint:
    from detente.relations import TimelinePoint

    words = " … ".join(span.text for span in row.assessment.evidence)
    return TimelinePoint(
        row.assessment,
        words,
        row.document,
        row.title,
        row.published,
        row.publisher,
        row.assessment.statement,
        row.corrected,
    )


def _period(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last day searched; raises RequestError."""
    first, last = _days("since", since), _days("until", until)
    if first and last and first[0] > last[1]:
        raise RequestError(f"the period runs backwards: since {since} lies after until {until}; swap them")
    return (first[0] if first else None), (last[1] if last else None)


def _event_filter(a: str | None, b: str | None, **filters: Any) -> EventFilter:
    from detente.event_list import EventFilter

    first, last = _period(filters.pop("since", None), filters.pop("until", None))
    parts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in filters.items()
    }
    return EventFilter(a, b, since=first, until=last, **parts).checked()


def _days(name: str, date: str | None) -> tuple[str, str] | None:
    if not date:
        return None
    days = bounds(date)
    if days is None:
        raise RequestError(f"--{name} {date!r} is not a date; write 2017, 2017-07 or 2017-07-08")
    return days
