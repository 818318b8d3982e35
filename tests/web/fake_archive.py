"""An archive in memory with invented documents, in the shape of `detente.archive.Archive`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from detente import event_frame, relations
from detente.archive import CorrectedExtraction, DocumentRow, EventRow, Hit, SearchResult
from detente.event_list import EventPage
from detente.model import (
    ActorRef,
    ArchiveError,
    Assessment,
    Correction,
    Dateline,
    Document,
    Extraction,
    Published,
    Publisher,
    RequestError,
    Run,
    Segment,
    Speaker,
    Statement,
    stable_id,
)
from detente.spans import Span

RUN = Run("run-1", "0.1.0", {"lexicon": "1"}, {}, ())

NEWS = """Ports Will Open Again, Verin Says

By Ines Tarrow
Halden, 4 May 2031

President Aldo Verin of Norland said on Tuesday that “the worst is behind us” and that the ports would open again in June.

“We have known colder winters,” Verin told reporters in Halden. “What we lacked was patience.”

A senior official in Sudria, who asked not to be named, said Norland had “promised much and shipped little.” Relations between the two countries have been frozen since the fishing dispute.

Verin recalled that Mira Solen “told me herself, ‘we will not be the first to close the door,’ and I believed her.”

Officials in both capitals expect talks to resume.

Share this page
Related stories
© Harbour Courier 2031
"""  # noqa: E501

PRESS = """Press Conference in Halden

President Aldo Verin: Good evening. Please go ahead.

Question: How would you describe relations with Sudria today?

Aldo Verin: They are poor, and everybody can see it. It was not our choice.

We are ready to talk, and I have told Prime Minister Mira Solen that the table is laid. (Laughter) She answered, “Lay it in the summer.”

Question: Will the ports open in June?

Aldo Verin: Yes. We have a good date, a good ship and a good reason to hope that things improve.
"""  # noqa: E501


class _Writer:
    """Builds the records of one text from words that are looked up in it, each once."""

    def __init__(self, title: str, text: str, **facts: Any) -> None:
        self.text = text
        self.document = Document(
            id=stable_id("document", title),
            content_hash=stable_id("sha256", text)[:24],
            uri=facts.get("uri"),
            external_id=None,
            title=title,
            publisher=facts.get("publisher"),
            byline=facts.get("byline"),
            published=Published(facts["date"], "printed under the title") if "date" in facts else None,
            dateline=facts.get("dateline"),
            language="en",
            original_language=None,
            translated="unknown",
            genre=facts.get("genre", "article"),
            text=text,
        )
        self.segments: list[Segment] = []
        self.statements: list[Statement] = []
        self.assessments: list[Assessment] = []

    def span(self, words: str, after: str = "") -> Span:
        start = self.text.index(words, self.text.index(after) if after else 0)
        return Span(start, start + len(words), words)

    def segment(self, kind: Any, words: str, label: str | None = None, to: str | None = None) -> None:
        place = self.span(words)
        end = self.span(to, after=words).end if to else place.end
        printed = Span.cut(self.text, place.start - len(label) - 1, place.start - 1) if label else None
        record = stable_id("segment", self.document.id, place.start)
        self.segments.append(Segment(record, self.document.id, kind, place.start, end, printed))

    def say(self, kind: Any, span: Span, speaker: Speaker, **facts: Any) -> Statement:
        plain: dict[str, Any] = {
            "quoted_parts": (),
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
            "confidence": 0.9,
        }
        made = Statement(
            id=stable_id("statement", self.document.id, kind, span.start, span.end),
            document=self.document.id,
            kind=kind,
            start=span.start,
            end=span.end,
            text=span.text,
            speaker=speaker,
            **(plain | facts),
        )
        self.statements.append(made)
        return made

    def judge(self, span: Span, holder: ActorRef, **facts: Any) -> Assessment:
        plain: dict[str, Any] = {
            "scope": "states",
            "level": None,
            "trend": None,
            "outlook": None,
            "date": None,
            "statement": None,
        }
        made = Assessment(
            id=stable_id("assessment", self.document.id, span.start, span.end, len(self.assessments)),
            document=self.document.id,
            holder=holder,
            dyad=("XNO", "XSU"),
            evidence=(span,),
            confidence=0.7,
            **(plain | facts),
        )
        self.assessments.append(made)
        return made

    def done(self) -> Extraction:
        return Extraction(
            self.document, tuple(self.segments), (), tuple(self.statements), tuple(self.assessments)
        )


def verin(mention: Span | None) -> Speaker:
    return Speaker("x-verin", "Aldo Verin", "XNO", mention)


def solen(mention: Span | None) -> Speaker:
    return Speaker("x-solen", "Mira Solen", "XSU", mention)


def news() -> Extraction:
    made = _Writer(
        "Ports Will Open Again, Verin Says",
        NEWS,
        publisher=Publisher("Harbour Courier", "XNO", "private"),
        byline="Ines Tarrow",
        date="2031-05-04",
        dateline=Dateline("Halden", "4 May 2031", None),
        uri="https://courier.example/ports",
    )
    made.segment("title", "Ports Will Open Again, Verin Says")
    made.segment("byline", "By Ines Tarrow")
    made.segment("dateline", "Halden, 4 May 2031")
    for first, last in (
        ("President Aldo Verin of", "in June."),
        ("“We have known", "patience.”"),
        ("A senior official in", "fishing dispute."),
        ("Verin recalled", "believed her.”"),
        ("Officials in both", "to resume."),
    ):
        made.segment("paragraph", first, to=last)
    for line in ("Share this page", "Related stories", "© Harbour Courier 2031"):
        made.segment("boilerplate", line)
    made.say(
        "mixed",
        made.span("“the worst is behind us” and that the ports would open again in June"),
        verin(made.span("President Aldo Verin")),
        quoted_parts=(made.span("the worst is behind us"),),
        cue=made.span("said"),
        said_on="2031-04-30",
        act="predict",
    )
    first = made.say(
        "direct",
        made.span("We have known colder winters,"),
        verin(made.span("Verin", after="winters")),
        cue=made.span("told"),
        venue=made.span("Halden", after="reporters"),
        addressee=ActorRef(None, None, None, made.span("reporters")),
        said_on="2031-05-04",
    )
    made.say(
        "direct",
        made.span("What we lacked was patience."),
        verin(made.span("Verin", after="winters")),
        continues=first.id,
        said_on="2031-05-04",
    )
    official = made.span("A senior official in Sudria")
    made.say(
        "mixed",
        made.span("Norland had “promised much and shipped little.”"),
        Speaker(None, None, "XSU", official, "a senior official in Sudria"),
        quoted_parts=(made.span("promised much and shipped little."),),
        cue=made.span("said", after="named"),
        act="accuse",
        about=(ActorRef("XNO", "Norland", "XNO", made.span("Norland", after="said Norland")),),
    )
    outer = made.say(
        "mixed",
        made.span(
            "Mira Solen “told me herself, ‘we will not be the first to close the door,’ and I believed her.”"
        ),
        verin(made.span("Verin", after="patience")),
        cue=made.span("recalled"),
    )
    made.say(
        "direct",
        made.span("we will not be the first to close the door,"),
        solen(made.span("Mira Solen")),
        cue=made.span("told", after="Solen"),
        nested_in=outer.id,
    )
    made.say(
        "indirect",
        made.span("talks to resume"),
        Speaker(None, None, None, made.span("Officials in both capitals"), "officials in both capitals"),
        cue=made.span("expect"),
    )
    made.judge(
        made.span("Relations between the two countries have been frozen since the fishing dispute."),
        ActorRef(None, "author", None, None),
        level="very_low",
        trend="stable",
        date="2031-05-04",
    )
    made.judge(
        made.span("the worst is behind us"),
        ActorRef("x-verin", "Aldo Verin", "XNO", None),
        outlook="hopeful",
        trend="improving",
        date="2031-04-30",
        statement=made.statements[0].id,
    )
    return made.done()


def press() -> Extraction:
    made = _Writer("Press Conference in Halden", PRESS, genre="transcript", date="2033-02", uri="press.txt")
    made.segment("title", "Press Conference in Halden")
    made.segment("turn", "Good evening. Please go ahead.", "President Aldo Verin:")
    made.segment("turn", "How would you describe relations with Sudria today?", "Question:")
    made.segment("turn", "They are poor,", "Aldo Verin:", to="in the summer.”")
    made.segment("turn", "Will the ports open in June?", "Question:")
    made.segment("turn", "Yes. We have a good date", "Aldo Verin:", to="things improve.")
    asker = Speaker(None, None, None, None, "Question")
    voices = [verin(None), asker, verin(None), asker, verin(None)]
    before: Statement | None = None
    for segment, voice in zip(made.segments[1:], voices, strict=True):
        words = Span.cut(PRESS, segment.start, segment.end)
        voice = replace(voice, mention=segment.label)
        before = made.say("turn", words, voice, said_on="2033-02", in_reply_to=before.id if before else None)
    answer = made.statements[2]
    made.say(
        "direct",
        made.span("Lay it in the summer."),
        solen(made.span("Prime Minister Mira Solen")),
        nested_in=answer.id,
        cue=made.span("answered"),
    )
    made.judge(
        made.span("They are poor, and everybody can see it."),
        ActorRef("x-verin", "Aldo Verin", "XNO", None),
        level="low",
        date="2033-02",
        statement=answer.id,
    )
    made.judge(
        made.span("a good reason to hope that things improve"),
        ActorRef("x-verin", "Aldo Verin", "XNO", None),
        outlook="hopeful",
        date="2033-02",
        statement=made.statements[4].id,
    )
    return made.done()


class FakeArchive:
    """The reading half of the archive over extractions in memory."""

    def __init__(self, *extractions: Extraction, corrections: tuple[Correction, ...] = ()) -> None:
        self._extractions = {one.document.id: one for one in extractions}
        self._corrections = corrections
        # Events beside the documents, in the shape of `event_frame`; a test may put some there.
        self.acted = event_frame.empty()

    def events(self, *sides: Any, **asked: Any) -> EventPage:
        return EventPage(0, 0, [])

    def imported_counts(self) -> dict[str, int]:
        return {}

    def imported_event(self, record_id: str) -> None:
        return None

    def incident(self, event_id: str) -> list[EventRow]:
        raise ArchiveError(f"the archive has no event {event_id!r}")

    def documents(self, *, limit: int | None = None, offset: int = 0) -> list[DocumentRow]:
        rows = []
        for one in self._extractions.values():
            said = Counter(s.speaker.name for s in one.statements if s.speaker.name)
            document = one.document
            rows.append(
                DocumentRow(
                    document.id,
                    document.title,
                    document.publisher.name if document.publisher else None,
                    document.published.date if document.published else None,
                    document.genre,
                    document.uri,
                    len(one.statements),
                    len(one.assessments),
                    tuple(name for name, _ in said.most_common()),
                )
            )
        return rows[offset : offset + limit if limit is not None else None]

    def extraction(self, document_id: str) -> CorrectedExtraction:
        if document_id not in self._extractions:
            raise ArchiveError(f"no document {document_id} in this archive")
        one = self._extractions[document_id]
        ids = {one.document.id, *(r.id for r in one.statements), *(r.id for r in one.assessments)}
        return CorrectedExtraction(one, tuple(c for c in self._corrections if c.record in ids), RUN)

    def find_record(self, record_id: str) -> tuple[str, str]:
        for one in self._extractions.values():
            for record in (one.document, *one.segments, *one.statements, *one.assessments):
                if record.id == record_id:
                    return record.RECORD, one.document.id
        raise ArchiveError(f"no record {record_id} in this archive")

    def search(self, query: str, *, limit: int = 50, offset: int = 0, **filters: str | None) -> SearchResult:
        if filters.get("since") == "never":
            raise RequestError("since 'never' is not a date; write 2017, 2017-07 or 2017-07-08.")
        hits = []
        for one in self._extractions.values():
            for statement in one.statements:
                place = statement.text.casefold().find(query.casefold())
                if place < 0 or filters.get("speaker") not in {None, statement.speaker.name}:
                    continue
                marks = ((place, place + len(query)),) if query else ()
                date = one.document.published.date if one.document.published else None
                hits.append(Hit(statement, one.document.id, one.document.title, date, marks))
        return SearchResult(len(hits), hits[offset : offset + limit])

    def timeline(self, a: str, b: str, *, by: str | None = None, **period: str | None) -> relations.Timeline:
        names = {"XNO": "Norland", "XSU": "Sudria"}
        if a not in names or b not in names:
            raise RequestError(f"{a if a not in names else b} is not the code of a state in this archive.")
        points = []
        for one in self._extractions.values():
            document = one.document
            for judged in one.assessments:
                words = " … ".join(span.text for span in judged.evidence)
                date = document.published.date if document.published else None
                publisher = document.publisher.name if document.publisher else None
                points.append(
                    relations.TimelinePoint(
                        judged, words, document.id, document.title, date, publisher, judged.statement, False
                    )
                )
        return relations.build_timeline((a, b), (names[a], names[b]), points, by, **period)

    def dyad(self, a: str, b: str, *, asked: relations.Asked, **period: str | None) -> relations.Dyad:
        timeline = self.timeline(a, b, by=asked.by, **period)
        if asked.by is None and self.acted.height:
            asked = replace(asked, by=relations.fitting_by(self.acted, None, timeline))
        return relations.build_dyad(timeline, self.acted, asked)

    def imported_dyads(self) -> list[tuple[str, str, int]]:
        return [("XNO", "XSU", self.acted.height)] if self.acted.height else []

    def dyads(self) -> list[tuple[str, str, int]]:
        return [("XNO", "XSU", sum(len(one.assessments) for one in self._extractions.values()))]

    def state_names(self, codes: Iterable[str]) -> dict[str, str]:
        return {code: {"XNO": "Norland", "XSU": "Sudria"}[code] for code in codes}

    def counts(self) -> dict[str, int]:
        every = self._extractions.values()
        return {
            "documents": len(every),
            "statements": sum(len(one.statements) for one in every),
            "assessments": sum(len(one.assessments) for one in every),
            "corrections": len(self._corrections),
        }


def sample_archive() -> FakeArchive:
    article, transcript = news(), press()
    fix = Correction(
        "correction-1",
        article.statements[0].id,
        "said_on",
        None,
        "2031-04-30",
        "A. Reviewer",
        "2031-06-01T10:00:00Z",
        "Tuesday before the date printed",
    )
    return FakeArchive(article, transcript, corrections=(fix,))
