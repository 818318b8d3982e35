"""The records of detente: frozen, tied to the characters they came from, and nothing else.

Offsets are Unicode code points of `Document.text`, end exclusive. Dates are EDTF (ISO 8601-2) strings:
``2017-07-08``, ``2015-09``, ``2015-09/2015-10-01``, ``../2013-09-06``. Absent values are None, never guessed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple

from detente.spans import Span

Genre = Literal["article", "wire", "transcript", "analysis", "speech", "other"]
SegmentKind = Literal["title", "byline", "dateline", "heading", "paragraph", "turn", "caption", "boilerplate"]
StatementKind = Literal["direct", "indirect", "mixed", "turn"]
MentionForm = Literal["name", "role", "pronoun", "metonym"]
KnownBy = Literal["gazetteer", "document"]
Scope = Literal["states", "leaders", "peoples", "working level"]
Level = Literal["very_low", "low", "neutral", "good", "very_good"]
Trend = Literal["worsening", "stable", "improving"]
Outlook = Literal["hopeful", "pessimistic"]
Finder = Literal["rules", "network"]
Answer = Literal["yes", "no", "unknown"]
Control = Literal["state", "public", "private", "unknown"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
EventStatus = Literal["happened", "planned", "hypothetical", "alleged", "denied", "cancelled"]
Sector = Literal[
    "government", "legislature", "judiciary", "military", "police", "intelligence", "opposition", "party",
    "rebels", "militants", "media", "business", "labour", "religious", "education", "medical",
    "civil_society", "international", "criminals", "refugees", "ethnic", "civilians", "other",
]  # fmt: skip
CopyKind = Literal["exact copy", "near copy", "trimmed", "stitched", "update"]


def stable_id(kind: str, *parts: object) -> str:
    """An identifier made from what cannot be corrected: the same parts give the same id on every machine."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass"))
    return f"{kind}-{digest.hexdigest()[:20]}"


def as_json(value: Any) -> Any:
    """A record, or a part of one, as JSON types, its fields in the order of the class."""
    if is_dataclass(value) and not isinstance(value, type):
        head = {"record": value.RECORD} if hasattr(value, "RECORD") else {}
        return head | {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: `country` is an ISO 3166-1 alpha-3 code, `control` who controls the outlet."""

    name: str
    country: str | None = None
    control: Control = "unknown"


@dataclass(frozen=True, slots=True)
class Published:
    """Publication date (EDTF, with its zone where a time is printed) and `how` it was found."""

    date: str
    how: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line "PLACE, date. /AGENCY/" of wire copy; each part None where it is not printed."""

    place: str | None
    date: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes a document was read from: their encoding, SHA-256 and number."""

    encoding: str
    byte_order_mark: bool
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """One text from one place. `text` is the decoded file, character for character, never rewritten."""

    RECORD: ClassVar = "document"

    id: str
    content_hash: str
    uri: str | None
    external_id: str | None
    title: str | None
    publisher: Publisher | None
    byline: str | None
    published: Published | None
    dateline: Dateline | None
    language: str | None
    original_language: str | None
    translated: Answer
    genre: Genre
    text: str
    source: Source | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the layout. A turn's span leaves out its `label`, the printed speaker before it."""

    RECORD: ClassVar = "segment"

    id: str
    document: str
    kind: SegmentKind
    start: int
    end: int
    label: Span | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """The text inside one pair of double quotation marks, `start` to `end`, marks left out.

    `opened` and `closed` tell whether the source prints the mark; a quotation of several paragraphs is
    one Quotation a paragraph, closed only in the last. `depth` is 1 for marks inside other marks.
    """

    start: int
    end: int
    opened: bool
    closed: bool
    segment: int
    depth: int = 0


class Token(NamedTuple):
    """A word as parsed. `tag` is the Penn Treebank tag, `dep` the ClearNLP dependency label,
    `head` the index of the governing token in the same sentence (its own index for the root)."""

    start: int
    end: int
    text: str
    lower: str
    tag: str
    dep: str
    head: int


@dataclass(frozen=True)
class Sentence:
    """A parsed sentence. `segment` and `paragraph` count from 0 over the document's segments and lines."""

    start: int
    end: int
    segment: int
    paragraph: int
    tokens: tuple[Token, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the indices of the tokens it governs, in order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for index, token in enumerate(self.tokens):
            if token.head != index:
                below[token.head].append(index)
        return tuple(tuple(group) for group in below)

    @cached_property
    def subtree_bounds(self) -> tuple[tuple[int, int], ...]:
        """For each token the first and last token index of the phrase it heads."""
        bounds = [(index, index) for index in range(len(self.tokens))]
        changed = True
        while changed:
            changed = False
            for index, token in enumerate(self.tokens):
                low, high = bounds[token.head]
                wider = (min(low, bounds[index][0]), max(high, bounds[index][1]))
                if token.head != index and wider != (low, high):
                    bounds[token.head] = wider
                    changed = True
        return tuple(bounds)


@dataclass(frozen=True, slots=True)
class ActorRef:
    """Who is meant: `actor` an id, `code` the state the actor acts for (ISO 3166-1 alpha-3) or the short
    code of an organisation, `mention` where the text names it. None where unknown."""

    actor: str | None
    name: str | None
    code: str | None
    mention: Span | None


@dataclass(frozen=True, slots=True)
class Speaker(ActorRef):
    """An ActorRef; `description` for the unnamed (name is then None), `all` lists joint speakers."""

    description: str | None = None
    all: tuple[ActorRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names an actor. `reason` says how it was resolved, or why it was not;
    `candidates` are the names it could mean when it is ambiguous; `known_by` tells whether the actor is one
    of the gazetteer or only of the document; `roles` are the words by which the text describes a person
    here."""

    RECORD: ClassVar = "mention"

    id: str
    document: str
    start: int
    end: int
    text: str
    form: MentionForm
    actor: str | None
    name: str | None
    code: str | None
    kind: str | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()
    known_by: KnownBy | None = None
    roles: tuple[str, ...] = ()

    def reference(self) -> ActorRef:
        return ActorRef(self.actor, self.name, self.code, Span(self.start, self.end, self.text))


@dataclass(frozen=True, slots=True)
class Statement:
    """Content that the text attributes to a speaker. See gold guidelines in docs/annotation.md."""

    RECORD: ClassVar = "statement"

    id: str
    document: str
    kind: StatementKind
    start: int
    end: int
    text: str
    quoted_parts: tuple[Span, ...]
    speaker: Speaker
    cue: Span | None
    addressee: ActorRef | None
    venue: Span | None
    said_on: str | None
    act: str | None
    manner: str | None
    conditional: bool | None
    issues: tuple[str, ...]
    about: tuple[ActorRef, ...]
    continues: str | None
    in_reply_to: str | None
    nested_in: str | None
    insertions: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """What somebody says about the state, trend or outlook of a relationship.

    `dyad` is two codes, sorted; `holder` is an ActorRef, or one named "author" for the text's own voice.
    `blame` is the side that is said to have brought a bad or worsening state about, None where the text
    blames neither. `found_by` tells whether the lexicon's rules or the learned network judged.
    """

    RECORD: ClassVar = "assessment"

    id: str
    document: str
    holder: ActorRef
    dyad: tuple[str, str]
    scope: Scope
    level: Level | None
    trend: Trend | None
    outlook: Outlook | None
    date: str | None
    evidence: tuple[Span, ...]
    statement: str | None
    confidence: float
    blame: ActorRef | None = None
    found_by: Finder = "rules"


@dataclass(frozen=True, slots=True)
class Party(ActorRef):
    """One side of an event: an ActorRef and the `sector` of society it acts from. Of a group that has no
    name ("protesters") `name` is None and `mention` tells who it is."""

    sector: Sector | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: `name` as the text has it, `country` its ISO 3166-1 alpha-3 code."""

    name: str
    country: str | None = None
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What one side did to another, as one document tells it, coded to PLOVER (see docs/events.md).

    `type` is None for an appeal, which PLOVER leaves out and CAMEO has (02). An act that both sides do
    together, such as talks, names all of them on both sides.
    `cameo` is the nearest CAMEO code, `verbal` tells that the act is done in words. `reported_by` is the id
    of the statement that vouches for it, or "author". `evidence` is the clause of the act, at least one span.
    """

    RECORD: ClassVar = "event"

    id: str
    document: str
    source: tuple[Party, ...]
    target: tuple[Party, ...]
    type: EventType | None
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    verbal: bool
    date: str | None
    place: Place | None
    status: EventStatus
    reported_by: str
    evidence: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """That an event of a document is a report of an incident, which several documents may tell of.

    `joined_with` is the event by which it was joined, and `reasons` say what the two have in common; None
    and () for the first report. A person's decision is a reason too.
    """

    RECORD: ClassVar = "incident_report"

    event: str
    incident: str
    joined_with: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """A row of a dataset of events that others coded: no text stands behind it, only its own `columns`.

    `origin` is the dataset and `external_id` the row's id in it. `source` and `target` are codes as in an
    ActorRef, `date` is EDTF. `quad` is by the PLOVER type (1 verbal cooperation, 2 material cooperation, 3
    verbal conflict, 4 material conflict), `quad_given` the dataset's own. `file` and `line` tell where it
    was read, `columns` hold what stood there, as it came.
    """

    RECORD: ClassVar = "imported_event"

    id: str
    origin: str
    external_id: str | None
    source: tuple[Party, ...]
    target: tuple[Party, ...]
    type: EventType | None
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    quad: int | None
    quad_given: int | None
    goldstein: float | None
    plover_score: float | None
    verbal: bool | None
    date: str
    place: str | None
    publisher: str | None
    file: str
    line: int
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of a dataset that was imported: `read` rows of it, of which `added` were new and `refused` are
    not there, the first with line and reason in `problems`. `complete` when it was read to its end."""

    RECORD: ClassVar = "imported_file"

    id: str
    number: int | None
    dataset: str
    name: str
    sha256: str
    complete: bool
    read: int
    added: int
    refused: int
    repaired: int
    recoded: int
    version: str
    when: str
    columns: tuple[str, ...]
    problems: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """How a document goes back to an earlier one, `of`.

    `share` is the share of its words, boilerplate and headline left out, that stand in the other;
    `share_of` that of the other's words that stand in it; `words` how many are the same. `duplicate_of`
    printed the copied text first; None for an update, and for a stitched text, which tell something of
    their own.
    """

    RECORD: ClassVar = "copy"

    id: str
    document: str
    of: str
    kind: CopyKind
    share: float
    share_of: float
    words: int
    duplicate_of: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """One report as several documents print it: copies and updates, the earliest, `first`, at the head.

    `joins` tell of each other document which earlier one it goes back to and why; `parts` of documents
    stitched together from this story and others.
    """

    RECORD: ClassVar = "story"

    id: str
    first: str
    documents: tuple[str, ...]
    joins: tuple[Copy, ...]
    parts: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's change of one field of a record: only ever added; `new` is shown instead of `old`."""

    RECORD: ClassVar = "correction"

    id: str
    record: str
    field: str
    old: Any
    new: Any
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A person as one document has them: by `actor`, the id the machine gave from this document alone.

    `names` are as printed, without titles; `known` tells whether the gazetteer has the person; `day` is the
    first day (ISO 8601) the document may be of; `linked` the id under which the archive joined it before.
    """

    document: str
    actor: str
    name: str
    names: tuple[str, ...]
    known: bool
    code: str | None
    roles: tuple[str, ...]
    day: str | None
    block: str
    linked: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person of a document is in the archive: None, with `candidates`, where it cannot be told."""

    actor: str | None
    name: str | None
    code: str | None
    reason: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorDecision:
    """A person's word on who is one and who is not: only ever added, and above the machine's.

    "merge": `actors` are `into`. "split": what `documents`, or `mentions` in them, have of the one of
    `actors` is `into`, another. "undo": the decision `undoes` counts no longer. `name` is shown for `into`.
    """

    RECORD: ClassVar = "actor_decision"

    id: str
    act: Literal["merge", "split", "undo"]
    actors: tuple[str, ...]
    into: str | None
    name: str | None
    documents: tuple[str, ...]
    mentions: tuple[str, ...]
    undoes: str | None
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """What made a set of records: versions, settings and input hashes. The same run gives the same bytes."""

    RECORD: ClassVar = "run"

    id: str
    version: str
    versions: dict[str, str]
    settings: dict[str, Any]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All records of one document, each kind in order of start."""

    document: Document
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    assessments: tuple[Assessment, ...]
    events: tuple[Event, ...] = ()


class DetenteError(Exception):
    """The root of the errors a user can mend: one line that says what, where and how to mend it.

    DetenteError
     ├── ReadError         a path, encoding or input document
     ├── GazetteerError    a gazetteer file: names the file and the line
     ├── ArchiveError      a database that is absent, read-only, not ours, or a record it lacks
     ├── OntologyError     a file of the ontology of events: names the file and the line
     ├── TaggerError       the learned tagger: its files are missing or broken
     └── RequestError      a question that cannot be answered as asked: unknown state, bad date, bad query
    """


class ReadError(DetenteError):
    """A path, encoding or input document that cannot be read."""


class GazetteerError(DetenteError):
    """A gazetteer file with a wrong row."""


class ArchiveError(DetenteError):
    """An archive that cannot be opened or written, or lacks what was asked for."""


class OntologyError(DetenteError):
    """A file of the ontology of events with something wrong in it."""


class TaggerError(DetenteError):
    """The files of the learned tagger are missing or broken."""


class RequestError(DetenteError):
    """A question that cannot be answered as it was asked."""
