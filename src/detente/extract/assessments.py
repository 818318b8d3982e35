"""Assessments: what somebody says about the state, trend or outlook of a relationship between two states.

A judgement is found where a word of judgement and the name of a relationship (the anchor) meet in one
clause, and two states can be made out. The words stand in ``data/assessments.yaml``: `assessment_rules` finds
them, `assessment_standing` tells how they stand (negated, hoped, feared), `assessment_clauses` which belong
together, `assessment_dyads` whose relationship is meant, `assessment_values` what they say together;
`assessment_context` keeps what the document is about, `assessment_anaphora` what "it" and "they" stand for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from detente.extract.assessment_blame import blamed
from detente.extract.assessment_clauses import LONGEST_EVIDENCE, Judgement, judgements
from detente.extract.assessment_context import Context, Dyad
from detente.extract.assessment_dates import period_assessed
from detente.extract.assessment_rules import lexicon
from detente.extract.assessment_values import GOOD
from detente.model import ActorRef, Assessment, Document, Mention, Segment, Sentence, Statement, stable_id
from detente.spans import Span

AUTHOR = ActorRef(None, "author", None, None)
_NEXT_TO = 15  # characters between two judgements of one sentence that are read as one


class JudgementFinder(Protocol):
    """Finds judgements where the rules found none, see `detente.extract.assessor`."""

    @property
    def version(self) -> str: ...

    def judgements(
        self, context: Context, sentences: Sequence[Sentence], judged: Collection[tuple[int, Dyad]]
    ) -> Iterator[Judgement]:
        """The judgements of all sentences but those `judged`: a sentence's number and a pair each."""
        ...


def find_assessments(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    statements: Sequence[Statement],
    assessor: JudgementFinder | None = None,
) -> tuple[Assessment, ...]:
    """The assessments of a document, in order of their evidence: those of the rules, and where they are
    silent those of the `assessor`.

    The holder is the speaker of the innermost statement around the judgement, else the author. `confidence`
    (0 to 1) falls with each thing that was inferred: the pair of states, a judgement not plainly asserted.
    """
    words = lexicon()
    anchored = {n for n, sentence in enumerate(sentences) if words.anchored(sentence.tokens)}
    if not anchored and assessor is None:
        return ()
    context = Context(document, segments, mentions, statements, words)
    found: list[Judgement] = []
    silent: list[
        int
    ] = []  # titles that say nothing until the text tells whom they mean ("Thaw on the strait")
    for n, sentence in enumerate(sentences):
        if n in anchored or context.topic_before(n):
            judged = list(judgements(context, sentence, n))
            found += judged
            if not judged and segments[sentence.segment].kind == "title":
                silent.append(n)
    found += [judgement for n in silent for judgement in judgements(context, sentences[n], n)]
    if assessor is not None:
        found += assessor.judgements(context, sentences, _judged(sentences, _joined(found)))
    return as_records(document, sentences, mentions, found)


def _judged(sentences: Sequence[Sentence], found: Sequence[Judgement]) -> set[tuple[int, Dyad]]:
    """The sentences in which, and the pairs on which, something is judged."""
    starts = [sentence.start for sentence in sentences]
    return {
        (number, judgement.dyad)
        for judgement in found
        for number in range(bisect_right(starts, judgement.start) - 1, bisect_left(starts, judgement.end))
    }


def as_records(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    found: Sequence[Judgement],
) -> tuple[Assessment, ...]:
    """The records of what was judged, those that go on with one another as one."""
    return tuple(
        _record(document, judgement, blamed(document, sentences, mentions, judgement))
        for judgement in _joined(found)
    )


def _joined(found: Sequence[Judgement]) -> list[Judgement]:
    """Judgements of one sentence on one thing, and of the next sentence that goes on with it, as one."""
    joined: list[Judgement] = []
    for judgement in sorted(found, key=lambda j: (j.start, j.end)):
        if joined and _goes_on(joined[-1], judgement):
            joined[-1] = _union(joined[-1], judgement)
        else:
            joined.append(judgement)
    return joined


def _goes_on(a: Judgement, b: Judgement) -> bool:
    if a.dyad != b.dyad or not _same_voice(a.statement, b.statement) or not _agree(a, b):
        return False
    if b.end - a.start > 2 * LONGEST_EVIDENCE:
        return False
    if a.sentence == b.sentence:
        alike = b.start <= a.end + _NEXT_TO or (a.level, a.trend) == (b.level, b.trend)
        return a.scope == b.scope and alike
    return b.sentence == a.sentence + 1 and b.follows and (a.scope == b.scope or not (b.level or b.trend))


def _same_voice(a: Statement | None, b: Statement | None) -> bool:
    """One statement, or one in which a speaker reports himself and goes on."""
    if a is None or b is None:
        return a is b
    return a.id == b.id or (
        a.nested_in == b.id and a.speaker.name is not None and a.speaker.name == b.speaker.name
    )


def _agree(a: Judgement, b: Judgement) -> bool:
    if a.level and b.level and GOOD[a.level] * GOOD[b.level] < 0:
        return False
    return {a.trend, b.trend} != {"worsening", "improving"} and {a.outlook, b.outlook} != {
        "hopeful",
        "pessimistic",
    }


def _union(a: Judgement, b: Judgement) -> Judgement:
    """Both as one: the stronger level, the movement rather than its absence; common ground only continues."""
    level = max((x for x in (a.level, b.level) if x), key=lambda x: abs(GOOD[x]), default=None)
    trends = [x for x in (a.trend, b.trend) if x]
    trend = next((x for x in trends if x != "stable"), trends[0] if trends else None)
    outlook = a.outlook or (b.outlook if a.scope == b.scope or not a.level else None)
    sure, end = max(a.confidence, b.confidence), max(a.end, b.end)
    return replace(
        a, level=level, trend=trend, outlook=outlook, end=end, sentence=b.sentence, confidence=sure
    )


def _record(document: Document, judgement: Judgement, blame: ActorRef | None) -> Assessment:
    statement = judgement.statement
    evidence = Span.cut(document.text, judgement.start, judgement.end)
    parts = (judgement.start, judgement.end, *judgement.dyad, judgement.scope)
    return Assessment(
        id=stable_id("assessment", document.id, *parts),
        document=document.id,
        holder=_holder(statement),
        dyad=judgement.dyad,
        scope=judgement.scope,
        level=judgement.level,
        trend=judgement.trend,
        outlook=judgement.outlook,
        date=_date(document, statement, evidence),
        evidence=(evidence,),
        statement=statement.id if statement else None,
        confidence=judgement.confidence,
        blame=blame,
        found_by=judgement.found_by,
    )


def _holder(statement: Statement | None) -> ActorRef:
    if statement is None:
        return AUTHOR
    speaker = statement.speaker
    return ActorRef(speaker.actor, speaker.name, speaker.code, speaker.mention)


def _date(document: Document, statement: Statement | None, evidence: Span) -> str | None:
    """The period the words name, else when they were said, else (the author's) when they were published."""
    published = document.published.date[:10] if document.published else None
    named = period_assessed(evidence.text, statement.said_on if statement else published)
    if named:
        return named
    if statement is None:
        return published
    return statement.said_on or (f"../{published}" if published else None)
