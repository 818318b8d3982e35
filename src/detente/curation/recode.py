"""Records made again from the texts in the archive, and what is otherwise now.

Nothing is read from outside. What only the gazetteer changed is made again only where the change can touch
the text (`Touched`); such a document is parsed again, for pronouns and attributions hang on the parse, and
the others are only noted to be of the new run. Each document is one transaction: an interruption leaves it
whole, by the old run or by the new, and the next recode goes on with those of the old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.actors import Gazetteer, Touched
from detente.curation.extracts import Extracts, run_of
from detente.curation.persons import join_persons, people_of
from detente.model import ActorRef, ArchiveError, Document, Extraction, Run, as_json
from detente.read import ReadFailure
from detente.store.contract import Store

_PARTS = ("mentions", "statements", "assessments", "events")
_FIELDS = (
    "actor",
    "name",
    "code",
    "speaker",
    "addressee",
    "about",
    "holder",
    "blame",
    "dyad",
    "source",
    "target",
)


@dataclass(frozen=True, slots=True)
class RecodeStep:
    """Progress: documents looked at of `total`, and the words of one that was made again."""

    done: int
    total: int
    where: str
    words: int


@dataclass(frozen=True, slots=True)
class RecodeChange:
    """A field that is shown otherwise now; `field` is "record" where a record came (old None) or went."""

    kind: str
    record: str
    document: str
    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class RecodeReport:
    """Documents made again, found untouched by the change, of this run already, and failed; what changed."""

    total: int = 0
    done: int = 0
    recoded: int = 0
    untouched: int = 0
    current: int = 0
    words: int = 0
    joined: int = 0
    changes: list[RecodeChange] = field(default_factory=list)
    failed: list[ReadFailure] = field(default_factory=list)


def recode(
    store: Store,
    make: Callable[[str], Extracts],
    gazetteer: Gazetteer,
    of_version: Callable[[str], Gazetteer | None],
    *,
    attribution: str | None = None,
    dry_run: bool = False,
    everything: bool = False,
    progress: Callable[[RecodeStep], None] = lambda step: None,
) -> RecodeReport:
    """Make the records of every document of another run again, each by the setting it was made by, or all by
    `attribution`.

    `make` gives the extractor of a setting; `gazetteer` is the one it uses, `of_version` one of the past,
    None where there is none. `everything` makes those again too that are of this run or untouched.
    """
    settings: dict[str, list[str]] = {}
    for document, run in store.runs_of_documents():
        made_by = run.versions.get("attribution", "rules").split()[0]
        settings.setdefault(attribution or made_by, []).append(document)
    report = RecodeReport(total=sum(map(len, settings.values())))
    for setting, documents in settings.items():
        extractor = make(setting)
        before = _Before(store, run_of(extractor), gazetteer, of_version)
        _Recode(store, extractor, before, report, dry_run, everything, progress).run(documents)
    if not dry_run:
        report.joined = join_persons(store)
    return report


class _Before:
    """What differs between the gazetteer of a stored run and the one of now."""

    def __init__(
        self, store: Store, run: Run, gazetteer: Gazetteer, of_version: Callable[[str], Gazetteer | None]
    ) -> None:
        self.run, self._gazetteer, self._of_version = run, gazetteer, of_version
        self._runs = {stored.id: stored for _, stored in store.runs_of_documents()}
        self._touched: dict[str, Touched | None] = {}

    def touched(self, run: str) -> Touched | None:
        """None where more than the gazetteer differs, or the one of then is not known."""
        if run not in self._touched:
            self._touched[run] = self._differences(self._runs[run].versions)
        return self._touched[run]

    def _differences(self, versions: dict[str, str]) -> Touched | None:
        if versions | {"gazetteer": self.run.versions.get("gazetteer")} != self.run.versions:
            return None
        before = self._of_version(versions.get("gazetteer", ""))
        return Touched(before, self._gazetteer) if before else None


class _Recode:
    def __init__(
        self,
        store: Store,
        extractor: Extracts,
        before: _Before,
        report: RecodeReport,
        dry_run: bool,
        everything: bool,
        progress: Callable[[RecodeStep], None],
    ) -> None:
        self._store, self._extractor, self._before, self._report = store, extractor, before, report
        self._run, self._dry, self._everything = before.run, dry_run, everything
        self._progress = progress
        self._waiting: dict[str, tuple[Document, str]] = {}

    def run(self, documents: list[str]) -> None:
        for extraction in self._extractor.extract_all(self._to_make(documents), self._fail):
            self._take(extraction)

    def _to_make(self, ids: list[str]) -> Iterator[Document]:
        """The documents that are to be made again; the others are noted."""
        for document_id in ids:
            stamp, given = self._store.stamp(document_id), self._store.as_given(document_id)
            if stamp is None or given is None:
                continue
            document, digest = given
            if stamp.run == self._run.id and not self._everything:
                self._report.current += 1
            elif not self._everything and self._is_untouched(stamp.run, document.text):
                self._report.untouched += 1
                if not self._dry:
                    self._store.restamp(document_id, self._run)
            else:
                self._waiting[document_id] = (document, digest)
                yield document
                continue
            self._step(document, 0)

    def _is_untouched(self, run: str, text: str) -> bool:
        touched = self._before.touched(run)
        return touched is not None and not touched.in_text(text)

    def _take(self, extraction: Extraction) -> None:
        document, digest = self._waiting.pop(extraction.document.id)
        words = len(document.text.split())
        try:
            before = self._store.load(document.id)
            if self._dry:
                after: Extraction | None = self._store.as_shown(extraction)
            else:
                people = people_of(extraction)
                self._store.put(extraction, self._run, digest, given=document, people=people)
                loaded = self._store.load(document.id)
                after = loaded[0] if loaded else None
        except ArchiveError as error:
            self._report.failed.append(ReadFailure(_where(document), str(error)))
        else:
            self._report.recoded += 1
            self._report.words += words
            if before and after:
                self._report.changes += changes_between(before[0], after)
        self._step(document, words)

    def _fail(self, document: Document, why: str) -> None:
        del self._waiting[document.id]
        self._report.failed.append(ReadFailure(_where(document), why))
        self._step(document, 0)

    def _step(self, document: Document, words: int) -> None:
        self._report.done += 1
        self._progress(RecodeStep(self._report.done, self._report.total, _where(document), words))


def changes_between(before: Extraction, after: Extraction) -> Iterator[RecodeChange]:
    """Mentions, speakers, holders, dyads and whom records are about that are shown otherwise, old and new."""
    for part in _PARTS:
        old = {record.id: record for record in getattr(before, part)}
        new = {record.id: record for record in getattr(after, part)}
        for identity in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(identity), new.get(identity))


def _differences(old: Any, new: Any) -> Iterator[RecodeChange]:
    record = old or new
    if old is None or new is None:
        words = _told(record)
        sides = (words if old else None, words if new else None)
        yield RecodeChange(record.RECORD, record.id, record.document, "record", *sides)
        return
    for name in _FIELDS:
        was, now = getattr(old, name, None), getattr(new, name, None)
        if _plain(was) != _plain(now):
            yield RecodeChange(
                record.RECORD, record.id, record.document, name, as_json(_plain(was)), as_json(_plain(now))
            )


def _told(record: Any) -> str:
    return str(record.text) if hasattr(record, "text") else " … ".join(s.text for s in record.evidence)


def _plain(value: Any) -> Any:
    """What an actor reference says, without where the text says it."""
    if isinstance(value, tuple) and value and isinstance(value[0], ActorRef):
        return tuple(map(_plain, value))
    if isinstance(value, ActorRef):
        whole = {"actor": value.actor, "name": value.name, "code": value.code}
        described = getattr(value, "description", None)
        return whole | ({"description": described} if described else {})
    return value


def _where(document: Document) -> str:
    return document.uri or document.external_id or document.id
