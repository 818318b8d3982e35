"""The use cases over a store: ingest, search, correct, timeline, export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, get_args

from detente.curation.extracts import Extracts, run_of
from detente.drafts import DraftCheck, ExtractsOne, check_draft
from detente.export import write_csv, write_csv_folder, write_jsonl
from detente.kept import Kept
from detente.match import Utterance, Variant, Verification
from detente.match import printed as printed_as
from detente.model import (
    ArchiveError,
    Copy,
    Correction,
    Document,
    Extraction,
    ImportedFile,
    RequestError,
    Run,
    Statement,
    StatementKind,
    Story,
    as_json,
)
from detente.quotations import Quotations
from detente.read import ReadFailure
from detente.read.draft import Draft
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
from detente.stories import (
    Place,
    Printed,
    Reprint,
    compare_again,
    find_copies,
    list_stories,
    printed,
    reprints,
    set_apart,
    settle,
)

if TYPE_CHECKING:
    import polars as pl

    from detente.actors import Gazetteer
    from detente.curation.gazetteers import Gazetteers
    from detente.curation.persons import Persons
    from detente.curation.recode import RecodeReport, RecodeStep
    from detente.event_list import EventFilter, EventItem, EventPage
    from detente.event_tables import WrittenEvents
    from detente.intake import ImportReport, ImportStep
    from detente.relations import Asked, Dyad, Timeline, TimelinePoint

__all__ = [
    "Archive",
    "CorrectedExtraction",
    "DocumentRow",
    "DraftCheck",
    "EventRow",
    "Extracts",
    "Hit",
    "IngestReport",
    "IngestStep",
    "Printed",
    "RecordKind",
    "SearchResult",
    "StoryList",
    "Summary",
    "Utterance",
    "Verification",
]

# Fields of a statement that speak of two: whether they are no version of the same utterance.
_PARTING = {"not_same_as": True, "same_as": False}
_KINDS = get_args(StatementKind)
# A page of a relationship asks for it several times, with and without intervals.
_DYADS_KEPT = 24
# Documents are compared with those before them when so many have been stored.
_COMPARED_TOGETHER = 64


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
class StoryList:
    """A page of the stories that have copies, updates or parts, and the `total` of all pages; `documents`
    are the documents named in them, by id."""

    total: int
    stories: list[Story]
    documents: Mapping[str, DocumentRow]


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
        self._quotations = Quotations(store)
        self._indexed = False
        self._dyads: Kept[Dyad] = Kept(_DYADS_KEPT)

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
        ingest = _Ingest(self._store, extractor, progress or (lambda step: None))
        ingest.before = lambda document: self._quotations.index(document, _time(self._now))
        report = ingest.run(readings)
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
        found = self._store.search(request)
        places = [Place(hit.document_id, hit.statement.start, hit.statement.end) for hit in found.hits]
        hits = [
            replace(hit, story=reprint.story, copies=len(reprint.others), copied_from=reprint.copied_from)
            for hit, reprint in zip(found.hits, self._reprints(places), strict=True)
        ]
        return replace(found, hits=hits)

    def verify(
        self,
        quote: str,
        *,
        speaker: str | None = None,
        about: str | None = None,
        gazetteer: Callable[[], Gazetteer] | None = None,
    ) -> Verification:
        """Whether a quotation is real: the verdict, what was changed, and where the words stand.

        `quote` is what a person pastes, with or without quotation marks around it. `speaker` is who is said
        to have said it (a code, a state, a name or a part of one, a role, a body), without it whom an
        attribution pasted with the words names; `about` prefers statements about an actor; the gazetteer,
        the built-in one where none is given, tells what these words mean. Documents stored by an older
        version are made searchable first. Raises RequestError for a quotation without words or of more than
        20,000 characters.
        """
        waiting = self._index_all() if not self._indexed else 0
        found = self._quotations.verify(quote, speaker, about, gazetteer or _built_in)
        variants = self._with_stories(found.variants)
        found = replace(
            found, variants=variants, earliest=variants[0] if variants else None, printed=printed_as(variants)
        )
        if not waiting:
            return found
        note = (
            f"{waiting} texts are not searched: the archive may not be written to, and they are not indexed."
        )
        return replace(found, notes=(*found.notes, note))

    def check_draft(self, draft: Draft, extractor: ExtractsOne) -> DraftCheck:
        """Every quotation of a draft, with the speaker the draft names, verified; the draft is not stored.

        Raises RequestError for a draft of too many quotations.
        """

        def verify(quote: str, speaker: str | None) -> Verification:
            return self.verify(quote, speaker=speaker, gazetteer=lambda: extractor.gazetteer)

        return check_draft(draft, extractor, verify)

    def utterance(self, statement_id: str) -> Utterance:
        """All versions of what a statement says, each laid on the fullest; raises ArchiveError."""
        if not self._indexed:
            self._index_all()
        found = self._quotations.utterance(self._statement(statement_id))
        variants = self._with_stories(found.variants)
        return replace(found, variants=variants, printed=printed_as(variants))

    def _with_stories(self, variants: Sequence[Variant]) -> tuple[Variant, ...]:
        """Places of the same words, each with the story of its document, where there are several."""
        if len({one.document for one in variants}) < 2:
            return tuple(variants)
        again = self._reprints([Place(one.document, one.start, one.end) for one in variants])
        return tuple(
            replace(one, story=reprint.story, copied_from=reprint.copied_from)
            for one, reprint in zip(variants, again, strict=True)
        )

    def index_quotations(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make texts searchable that an older version stored without, as the first question does.

        `progress` is told how many are done, and of how many. Returns how many remain, where the archive may
        not be written to.
        """
        return 0 if self._indexed else self._index_all(progress)

    def _statement(self, statement_id: str) -> Statement:
        found = self._store.statements_named([statement_id])
        if not found:
            raise ArchiveError(f"the archive has no statement {statement_id!r}")
        return found[0]

    def _index_all(self, progress: Callable[[int, int], None] | None = None) -> int:
        waiting = self._quotations.index_all(_time(self._now), progress)
        self._indexed = not waiting
        return waiting

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
        called = self.state_names((a, b)) | dict(names or {})
        first, second = sorted((a, b))
        rows = self._store.assessments((first, second))
        again = self._reprints([_place(row) for row in rows])
        points = [_point(row, reprint) for row, reprint in zip(rows, again, strict=True)]
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
        events, one is chosen by the length of the record. The answer is kept until the archive is written
        to. Raises RequestError as `timeline` does, and for what `Asked` does not know.
        """
        from detente.relations import Asked

        question = asked or Asked()
        make = partial(self._dyad, a, b, question, since, until, names)
        if question.weights is not None:  # the user's own, which no key stands for
            return make()
        called = tuple(sorted((names or {}).items()))
        return self._dyads.get(self._store.state(), (a, b, question, since, until, called), make)

    def _dyad(
        self,
        a: str,
        b: str,
        asked: Asked,
        since: str | None,
        until: str | None,
        names: Mapping[str, str] | None,
    ) -> Dyad:
        from detente.relations import build_dyad, fitting_by

        timeline = self.timeline(a, b, by=asked.by, since=since, until=until, names=names)
        events = self.dyad_events(a, b)
        if asked.by is None and events.height:
            by = fitting_by(events, None, timeline, dated=asked.dated)
            asked = replace(asked, by=by)
            timeline = self.timeline(a, b, by=by, since=since, until=until, names=names)
        return build_dyad(timeline, events, asked)

    def dyads(self) -> list[tuple[str, str, int]]:
        """Pairs of codes with the number of their assessments, the most first."""
        return self._store.dyads()

    def state_names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names under which the documents most often call states, by code; of those that no document
        names, as in an archive of imported events alone, the names of the gazetteer."""
        asked = tuple(codes)
        called = self._store.state_names(asked)
        return _names_in_gazetteer(code for code in asked if code not in called) | called

    def correct(
        self, record_id: str, assignments: Mapping[str, Any], *, who: str, why: str
    ) -> list[Correction]:
        """Add one row for each field: shown from now on, and after every extraction to come.

        A value is a text as a person writes it (see docs/cli.md) or JSON types. All assignments are
        made, or none. Raises ArchiveError for an unknown record, RequestError for a field that cannot
        be corrected, a value that does not fit it, or a missing reason. Of a statement, `not_same_as` takes
        the id of another one that is no version of the same utterance, and `same_as` takes that back.
        """
        if INCIDENT in assignments:
            return [self._correct_incident(record_id, assignments, who, why)]
        said = self._signed(who, why)
        parted = {field: assignments[field] for field in _PARTING if field in assignments}
        if not parted:
            return self._after(record_id, self._store.correct(record_id, assignments, **said))
        if len(parted) < len(assignments):
            raise RequestError(f"{' and '.join(parted)} cannot be given together with other fields")
        statement = self._statement(record_id)
        return [
            self._quotations.part(statement, str(other), said, apart=_PARTING[field])
            for field, other in parted.items()
        ]

    def undo(self, record_id: str, fields: Iterable[str] = (), *, who: str, why: str) -> list[Correction]:
        """Show the machine's values again, by new rows; of all corrected fields when none is named."""
        named = tuple(fields)
        if INCIDENT in named:
            return [self.correct_incident(record_id, None, who=who, why=why, undo=True)]
        return self._after(record_id, self._store.undo(record_id, named, **self._signed(who, why)))

    def _after(self, record_id: str, rows: list[Correction]) -> list[Correction]:
        """What follows from corrections: stories and incidents are worked out again."""
        self._settle(rows)
        self._join_again(record_id)
        return rows

    # Copies

    def find_copies(self, *, again: bool = False, progress: Callable[[int], None] | None = None) -> int:
        """Compare the documents that were not yet; with `again` all of them anew. Returns how many were.

        An ingest does this by itself. What a person declared not to be copies stays so.
        """
        return find_copies(self._store, progress, again=again)

    def stories(self, *, limit: int | None = None, offset: int = 0) -> StoryList:
        """Stories that several documents tell, with the reason for each join; those of the most first."""
        total, stories = list_stories(self._store, limit, offset)
        copies = [copy for story in stories for copy in (*story.joins, *story.parts)]
        named = {one for story in stories for one in story.documents}
        named |= {one for copy in copies for one in (copy.document, copy.of)}
        return StoryList(total, stories, self.document_rows(named))

    def story_count(self) -> int:
        """How many stories the documents tell: their number when copies and updates count once."""
        with self._store.copies() as tables:
            return tables.count()

    def story_of(self, document_id: str) -> Printed:
        """The story of a document and how it goes back to others; raises ArchiveError for an unknown id."""
        if self._store.stamp(document_id) is None:
            raise ArchiveError(f"the archive has no document {document_id!r}")
        return self.stories_of([document_id])[document_id]

    def stories_of(self, document_ids: Sequence[str]) -> dict[str, Printed]:
        """The story of each of several documents."""
        return printed(self._store, document_ids)

    def copies_between(self, a: str, b: str) -> Copy | None:
        """How one of two documents goes back to the other; None where it does not."""
        found = self.story_of(a)
        return next(
            (c for c in (*found.story.joins, *found.story.parts) if {c.document, c.of} == {a, b}), None
        )

    def document_rows(self, document_ids: Iterable[str]) -> dict[str, DocumentRow]:
        """Documents as `documents` lists them, by id; unknown ids are left out."""
        return {row.id: row for row in self._store.document_rows(sorted(set(document_ids)))}

    def not_copies(self, a: str, b: str, *, who: str, why: str) -> Correction:
        """Declare that two documents are no copies of each other: a correction, which outlives every
        comparison.

        They share no story from then on, through others neither. Raises ArchiveError for an unknown document,
        RequestError where they are not held to be copies.
        """
        return set_apart(self._store, a, b, self._signed(who, why), undo=False)

    def undo_not_copies(self, a: str, b: str, *, who: str, why: str) -> Correction:
        """Take back that two documents are no copies, by a further row."""
        return set_apart(self._store, a, b, self._signed(who, why), undo=True)

    def _reprints(self, places: Sequence[Place]) -> list[Reprint]:
        return reprints(self._store, places) if places else []

    def _settle(self, rows: Iterable[Correction]) -> None:
        """A document that was dated or ascribed anew may come first, or no longer, in its story."""
        for record in {row.record for row in rows if row.field.split(".")[0] in ("published", "publisher")}:
            settle(self._store, record)

    def corrections(self, record_id: str | None = None) -> list[Correction]:
        """The rows of one record or of all, in the order they were added."""
        return self._store.corrections(record_id)

    # Actors

    @property
    def gazetteers(self) -> Gazetteers:
        """The gazetteer files that belong to the archive."""
        from detente.curation.gazetteers import Gazetteers

        return Gazetteers(self._store, self._signed)

    def persons(self, named: Callable[[str], str | None] = lambda actor: None) -> Persons:
        """The persons of the archive, to see, merge and split; `named` tells those of the gazetteer."""
        from detente.curation.persons import Persons

        return Persons(self._store, self._signed, named)

    def recode(
        self,
        make: Callable[[str], Extracts],
        gazetteer: Gazetteer,
        *,
        attribution: str | None = None,
        dry_run: bool = False,
        everything: bool = False,
        progress: Callable[[RecodeStep], None] = lambda step: None,
    ) -> RecodeReport:
        """Make the records again from the texts in the archive and tell what is shown otherwise; see
        `detente.curation.recode`. A dry run writes nothing."""
        from detente.curation.recode import recode

        if self.read_only and not dry_run:
            raise ArchiveError(f"the archive {self.location} may not be written to; name another")
        of_version = self.gazetteers.of_version
        options: dict[str, Any] = {"attribution": attribution, "dry_run": dry_run, "everything": everything}
        report = recode(self._store, make, gazetteer, of_version, **options, progress=progress)
        if not dry_run:
            self.join_incidents()
        return report

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
        when = _time(self._now)
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

    def export_events(self, format: str, out: TextIO, **filters: Any) -> WrittenEvents:
        """Write the events of documents as others' tables: polecat, plover (JSON) or icews.

        `filters` as for `events`, `a` and `b` among them. What has no day of its own is left out, or, with
        `dated="report"`, stands on that of its report. Raises RequestError.
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
        return {"who": who.strip(), "why": why.strip(), "when": _time(self._now)}

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


class _Ingest:
    """One ingest: which documents are new, what became of each."""

    def __init__(self, store: Store, extractor: Extracts, progress: Callable[[IngestStep], None]) -> None:
        self._store = store
        self._extractor = extractor
        self._progress = progress
        self._run = run_of(extractor)
        self._report = IngestReport()
        self._done = 0
        # What is done with a document before it is stored.
        self.before: Callable[[Document], None] = lambda document: None
        # Given to the extractor and not yet back, with what they were read from.
        self._waiting: dict[str, tuple[Document, Stamp | None]] = {}

    def run(self, readings: Iterable[Document | ReadFailure]) -> IngestReport:
        from detente.curation.persons import join_persons

        for extraction in self._extractor.extract_all(self._fresh(readings), self._fail):
            self._put(extraction)
            if self._done % _COMPARED_TOGETHER == 0:
                find_copies(self._store)
        find_copies(self._store)
        join_persons(self._store)
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
        from detente.curation.persons import people_of

        document, before = self._waiting.pop(extraction.document.id)
        digest, people = self._stamp(document).input_digest, people_of(extraction)
        try:
            self.before(extraction.document)
            self._store.put(extraction, self._run, digest, given=document, people=people)
            if before is not None:
                compare_again(self._store, document.id)
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


def _built_in() -> Gazetteer:
    from detente.actors import load_gazetteer

    return load_gazetteer()


def _time(now: Callable[[], datetime]) -> str:
    return now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _where(document: Document) -> str:
    return document.uri or document.external_id or document.id


def _place(row: AssessmentRow) -> Place:
    first = row.assessment.evidence[:1]
    return Place(row.document, first[0].start if first else 0, first[0].end if first else 0)


def _point(row: AssessmentRow, reprint: Reprint) -> TimelinePoint:
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
        story=reprint.story,
        copied_from=reprint.copied_from,
    )


def _period(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last day searched; raises RequestError."""
    first, last = _days("since", since), _days("until", until)
    if first and last and first[0] > last[1]:
        raise RequestError(f"the period runs backwards: since {since} lies after until {until}; swap them")
    return (first[0] if first else None), (last[1] if last else None)


def _names_in_gazetteer(codes: Iterable[str]) -> dict[str, str]:
    asked = set(codes)
    if not asked:
        return {}
    # Loads the tables of actors, which an archive of documents does not wait for.
    tables = _built_in()
    bodies = {code: body.name for code in asked if (body := tables.organisation(code))}
    return bodies | {code: name for code in asked if (name := tables.state_name(code))}


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
