"""Records made by hand, and Hypothesis strategies of them; states and people are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_args

from hypothesis import strategies as st

from detente import model
from detente.model import (
    ActorRef,
    Assessment,
    Dateline,
    Document,
    Event,
    Extraction,
    Mention,
    Party,
    Place,
    Published,
    Publisher,
    Run,
    Segment,
    Source,
    Speaker,
    Statement,
    stable_id,
)
from detente.spans import Span

TEXT = (
    "Norland cools on Sudria\n\nOSTVIK, March 4. “We are at a low point,” Premier Élise Tamm said of Sudria 🕊️"
    " on Monday. She added that talks “may yet resume”. Marshal Oru Bek denied it: “Nothing has changed.”\n"
)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span.cut(text, start, start + len(words))


def document(text: str = TEXT, uri: str | None = "norland.txt", **other: Any) -> Document:
    content_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    values: dict[str, Any] = {
        "id": stable_id("document", content_hash, uri),
        "content_hash": content_hash,
        "uri": uri,
        "external_id": None,
        "title": "Norland cools on Sudria",
        "publisher": Publisher("The Ostvik Courier", "XNO", "public"),
        "byline": "Ada Quill",
        "published": Published("2031-03-04", "dateline"),
        "dateline": Dateline("OSTVIK", "2031-03-04", None),
        "language": "en",
        "original_language": None,
        "translated": "unknown",
        "genre": "wire",
        "text": text,
        "source": Source("utf-8", True, content_hash, len(text)),
        "extra": {"desk": "world", "tags": ["a", 1, None, {"é": 1.5}]},
    }
    return Document(**(values | other))


def statement(of: Document, words: str, place: int = 0, **other: Any) -> Statement:
    span = at(words, of.text)
    values: dict[str, Any] = {
        "id": stable_id("statement", of.id, span.start, span.end, place),
        "document": of.id,
        "kind": "direct",
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "quoted_parts": (),
        "speaker": Speaker(None, None, None, None),
        "cue": None,
        "addressee": None,
        "venue": None,
        "said_on": None,
        "act": None,
        "manner": None,
        "conditional": None,
        "issues": (),
        "about": (),
        "continues": None,
        "in_reply_to": None,
        "nested_in": None,
        "insertions": (),
        "confidence": 0.75,
    }
    return Statement(**(values | other))


def extraction(of: Document | None = None) -> Extraction:
    """Two speakers, three statements, two assessments and two events in the text of `document()`."""
    of = of or document()
    tamm = Speaker("tamm", "Élise Tamm", "XNO", at("Premier Élise Tamm"))
    bek = Speaker("bek", "Oru Bek", "XSU", at("Marshal Oru Bek"), None, ())
    sudria = ActorRef("XSU", "Sudria", "XSU", at("Sudria"))
    low = statement(
        of,
        "We are at a low point,",
        speaker=tamm,
        cue=at("said"),
        said_on="2031-03-03",
        act="assert",
        manner="said",
        conditional=False,
        issues=("arms control", "trade"),
        about=(sudria,),
        venue=at("OSTVIK"),
    )
    resume = statement(
        of,
        "talks “may yet resume”",
        kind="mixed",
        speaker=tamm,
        quoted_parts=(at("may yet resume"),),
        conditional=True,
        about=(sudria,),
        addressee=ActorRef("bek", "Oru Bek", "XSU", None),
        nested_in=low.id,
    )
    nothing = statement(of, "Nothing has changed.", speaker=bek, said_on="2031-03", act="deny")
    return Extraction(
        of,
        (
            Segment(stable_id("segment", of.id, 0), of.id, "title", 0, 23, None),
            Segment(stable_id("segment", of.id, 1), of.id, "turn", 25, len(of.text), at("OSTVIK")),
        ),
        (
            mention(of, "Premier Élise Tamm", "tamm", "Élise Tamm", "XNO"),
            mention(of, "She", None, None, None),
        ),
        (low, resume, nothing),
        (
            assessment(of, "We are at a low point,", tamm, statement=low.id, level="low", date="2031-03-03"),
            assessment(of, "Norland cools on Sudria", None, trend="worsening"),
        ),
        (
            event(of, "Marshal Oru Bek denied it", type="REJECT", mode="change", verbal=True),
            event(
                of,
                "talks “may yet resume”",
                source=(Party("XNO", "Norland", "XNO", at("Norland")), Party("XSU", "Sudria", "XSU", None)),
                target=(),
                type="CONSULT",
                cameo="046",
                date="../2031-03-04",
                place=Place("OSTVIK", "XNO", at("OSTVIK")),
                status="hypothetical",
                reported_by=resume.id,
                contexts=("diplomatic", "military"),
            ),
        ),
    )


def mention(of: Document, words: str, actor: str | None, name: str | None, code: str | None) -> Mention:
    span = at(words, of.text)
    return Mention(
        stable_id("mention", of.id, span.start, span.end),
        of.id,
        span.start,
        span.end,
        span.text,
        "name" if actor else "pronoun",
        actor,
        name,
        code,
        kind="person" if actor else None,
        reason="in the gazetteer" if actor else "two people it may mean",
        candidates=() if actor else ("Élise Tamm", "Ada Quill"),
    )


def assessment(of: Document, words: str, holder: ActorRef | None, **other: Any) -> Assessment:
    evidence = at(words, of.text)
    values: dict[str, Any] = {
        "id": stable_id("assessment", of.id, evidence.start, evidence.end, 0),
        "document": of.id,
        "holder": holder or ActorRef(None, "author", None, None),
        "dyad": ("XNO", "XSU"),
        "scope": "states",
        "level": None,
        "trend": None,
        "outlook": None,
        "date": None,
        "evidence": (evidence,),
        "statement": None,
        "confidence": 0.5,
    }
    return Assessment(**(values | other))


def event(of: Document, words: str, **other: Any) -> Event:
    evidence = at(words, of.text)
    values: dict[str, Any] = {
        "id": stable_id("event", of.id, evidence.start, evidence.end, 0),
        "document": of.id,
        "source": (Party("bek", "Oru Bek", "XSU", at("Marshal Oru Bek"), "military"),),
        "target": (Party(None, None, "XNO", at("She"), None),),
        "type": "ACCUSE",
        "mode": None,
        "contexts": (),
        "cameo": None,
        "verbal": False,
        "date": None,
        "place": None,
        "status": "happened",
        "reported_by": "author",
        "evidence": (evidence,),
        "confidence": 0.5,
    }
    return Event(**(values | other))


def run(version: str = "1") -> Run:
    versions = {"detente": version, "gazetteer": "2031"}
    return Run(stable_id("run", version), version, versions, {"batch": 64}, ())


class FakeExtractor:
    """Answers with prepared extractions, by document id; documents without one get no records."""

    def __init__(self, extractions: Iterable[Extraction] = (), version: str = "1") -> None:
        self.prepared = {extraction.document.id: extraction for extraction in extractions}
        self.versions = {"detente": version, "gazetteer": "2031"}
        self.seen: list[str] = []

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None] | None = None
    ) -> Iterator[Extraction]:
        for of in documents:
            self.seen.append(of.id)
            yield self.prepared.get(of.id, Extraction(of, (), (), (), ()))


# Strategies. Texts are any characters but halves of them, which no database stores.

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe_texts = st.none() | texts
offsets = st.integers(0, 2**40)
spans = st.builds(Span, offsets, offsets, texts)
references = st.builds(ActorRef, maybe_texts, maybe_texts, maybe_texts, st.none() | spans)
speakers = st.builds(
    Speaker,
    maybe_texts,
    maybe_texts,
    maybe_texts,
    st.none() | spans,
    maybe_texts,
    st.lists(references, max_size=2).map(tuple),
)
several_spans = st.lists(spans, max_size=2).map(tuple)
confidences = st.floats(0, 1)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(texts, inside, max_size=2),
    max_leaves=4,
)


def one_of(alias: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(getattr(model, alias)))


documents = st.builds(
    Document,
    id=st.just("document-1"),
    content_hash=texts,
    uri=maybe_texts,
    external_id=maybe_texts,
    title=maybe_texts,
    publisher=st.none() | st.builds(Publisher, texts, maybe_texts, one_of("Control")),
    byline=maybe_texts,
    published=st.none() | st.builds(Published, texts, texts),
    dateline=st.none() | st.builds(Dateline, maybe_texts, maybe_texts, maybe_texts),
    language=maybe_texts,
    original_language=maybe_texts,
    translated=one_of("Answer"),
    genre=one_of("Genre"),
    text=texts,
    source=st.none() | st.builds(Source, texts, st.booleans(), texts, offsets),
    extra=st.dictionaries(texts, plain_json, max_size=3),
)
segments = st.builds(
    Segment, st.just("s-1"), st.just("document-1"), one_of("SegmentKind"), offsets, offsets, st.none() | spans
)
mentions = st.builds(
    Mention,
    id=st.just("m-1"),
    document=st.just("document-1"),
    start=offsets,
    end=offsets,
    text=texts,
    form=one_of("MentionForm"),
    actor=maybe_texts,
    name=maybe_texts,
    code=maybe_texts,
    kind=maybe_texts,
    reason=maybe_texts,
    candidates=st.lists(texts, max_size=2).map(tuple),
)
statements = st.builds(
    Statement,
    id=st.just("st-1"),
    document=st.just("document-1"),
    kind=one_of("StatementKind"),
    start=offsets,
    end=offsets,
    text=texts,
    quoted_parts=several_spans,
    speaker=speakers,
    cue=st.none() | spans,
    addressee=st.none() | references,
    venue=st.none() | spans,
    said_on=maybe_texts,
    act=maybe_texts,
    manner=maybe_texts,
    conditional=st.none() | st.booleans(),
    issues=st.lists(texts, max_size=2).map(tuple),
    about=st.lists(references, max_size=2).map(tuple),
    continues=maybe_texts,
    in_reply_to=maybe_texts,
    nested_in=maybe_texts,
    insertions=several_spans,
    confidence=confidences,
)
assessments = st.builds(
    Assessment,
    id=st.just("a-1"),
    document=st.just("document-1"),
    holder=references,
    dyad=st.tuples(texts, texts),
    scope=one_of("Scope"),
    level=st.none() | one_of("Level"),
    trend=st.none() | one_of("Trend"),
    outlook=st.none() | one_of("Outlook"),
    date=maybe_texts,
    evidence=several_spans,
    statement=maybe_texts,
    confidence=confidences,
    blame=st.none() | references,
    found_by=one_of("Finder"),
)
parties = st.builds(
    Party, maybe_texts, maybe_texts, maybe_texts, st.none() | spans, st.none() | one_of("Sector")
)
events = st.builds(
    Event,
    id=st.just("e-1"),
    document=st.just("document-1"),
    source=st.lists(parties, max_size=2).map(tuple),
    target=st.lists(parties, max_size=2).map(tuple),
    type=st.none() | one_of("EventType"),
    mode=maybe_texts,
    contexts=st.lists(texts, max_size=2).map(tuple),
    cameo=maybe_texts,
    verbal=st.booleans(),
    date=maybe_texts,
    place=st.none() | st.builds(Place, texts, maybe_texts, st.none() | spans),
    status=one_of("EventStatus"),
    reported_by=texts,
    evidence=several_spans,
    confidence=confidences,
)
extractions = st.builds(
    Extraction,
    documents,
    segments.map(lambda record: (record,)),
    mentions.map(lambda record: (record,)),
    statements.map(lambda record: (record,)),
    assessments.map(lambda record: (record,)),
    events.map(lambda record: (record,)),
)
