"""Quotations, frames and turns -> statements with their speakers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.extract import setting
from detente.extract.frames import Frame, find_frames
from detente.extract.quotes import Attributed, Paragraph, QuotationAttributor, group_paragraphs
from detente.model import (
    ActorRef,
    Document,
    Mention,
    Quotation,
    Segment,
    Sentence,
    Speaker,
    Statement,
    StatementKind,
    stable_id,
)
from detente.spans import Span, strip_space

_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_SECOND_PERSON = frozenset({"you", "your"})
_QUESTION_LABELS = frozenset({"question", "q", "remark", "reporter", "journalist", "press", "moderator"})
_THIS_IS_WHAT = frozenset({"this", "that", "such", "so"})
_NO_SPEAKERS = frozenset({"nobody", "none", "noone"})
_QUESTION_WORDS = frozenset({"who", "what", "why", "how", "when", "where", "whether", "which"})
_PERSONAL = frozenset({"he", "she", "they", "it", "who", "i", "we", "you"})
_MARK_EDGES = " \t\r\n\u00a0,;:-–—"

# How often each way of attribution is right, by rule; see bench for the calibration.
_CONFIDENCE = {
    "distant": 0.5,
    "nobody named": 0.5,
    "embedded": 0.55,
    "label before": 0.85,
    "cue before": 0.95,
    "cue after": 0.96,
    "cue in the paragraph before": 0.88,
    "cue in the paragraph after": 0.9,
    "utterance goes on": 0.9,
    "utterance goes on in the next paragraph": 0.9,
    "same paragraph": 0.92,
    "next in paragraph": 0.85,
    "cue earlier in the paragraph": 0.75,
    "cue later in the paragraph": 0.75,
    "subject of the sentence before": 0.6,
    "speaker of the paragraph before": 0.65,
    "clause": 0.75,
    "request": 0.65,
    "infinitive": 0.6,
    "predicate": 0.65,
    "object": 0.55,
    "according": 0.85,
    "view": 0.8,
    "noun": 0.6,
}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A statement before ids: `rule` is how it was attributed, `frame` by which cue."""

    kind: StatementKind
    start: int
    end: int
    quoted: tuple[tuple[int, int], ...]
    frame: Frame | None
    rule: str
    speaker: Speaker
    segment: int
    quotation: int | None = None
    continues: int | None = None
    in_reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class _Occasion:
    """Where and when one speaker spoke, in a document that tells of one such occasion only."""

    venue: Span | None
    day: str | None


def find_statements(
    document: Document,
    segments: Sequence[Segment],
    quotations: Sequence[Quotation],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
) -> tuple[Statement, ...]:
    """The statements of a document in order of start; the enclosing one first where spans begin together."""
    return _Finder(document, segments, quotations, sentences, mentions).find()


class _Finder:
    def __init__(
        self,
        document: Document,
        segments: Sequence[Segment],
        quotations: Sequence[Quotation],
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
    ) -> None:
        self._document = document
        self._text = document.text
        self._segments = segments
        self._quotations = quotations
        self._sentences = sentences
        self._mentions = mentions
        self._mention_starts = [m.start for m in mentions]
        self._outer = [q for q in quotations if q.depth == 0]
        self._outer_starts = [q.start for q in self._outer]
        self._outer_ends = [q.end for q in self._outer]
        self._number_of = {q: number for number, q in enumerate(quotations)}
        self._quoted = _quotation_of_tokens(sentences, quotations)
        self._frames = find_frames(sentences, self._quoted)
        self._frames_of: dict[int, list[Frame]] = {}
        for frame in self._frames:
            self._frames_of.setdefault(frame.sentence, []).append(frame)
        self._attributor = QuotationAttributor(self._text, quotations, sentences)
        outside = [f for f in self._frames if self._quoted[f.sentence][f.verb] < 0]
        self._paragraphs = list(group_paragraphs(sentences, quotations, outside))
        self._base = setting.base_date(document)
        self._turn_speakers: dict[int, Speaker] = {}
        self._occasions: dict[str, _Occasion] = {}
        self._speakers: dict[int, Speaker | None] = {}

    def find(self) -> tuple[Statement, ...]:
        turns = list(self._turns())
        self._turn_speakers = {draft.segment: draft.speaker for draft in turns}
        attributed = self._attributor.attribute(self._paragraphs)
        direct = list(self._direct(attributed))
        used = {draft.quotation for draft in direct if draft.quotation is not None}
        inner = list(self._inner(direct))
        indirect = list(self._indirect([*direct, *inner], used))
        embedded = [*self._embedded([*direct, *indirect], used), *inner]
        headlines = [*self._headlines(used, turns, direct, indirect), *self._labelled_headlines()]
        drafts = [*turns, *direct, *indirect, *embedded, *headlines]
        self._occasions = self._find_occasions(drafts)
        return self._finish(drafts)

    # --- turns

    def _turns(self) -> Iterator[_Draft]:
        previous: tuple[int, bool] | None = None
        order = 0
        for number, segment in enumerate(self._segments):
            if segment.kind != "turn":
                continue
            asks = _is_question_label(segment.label)
            reply = previous[0] if previous and previous[1] and not asks else None
            yield _Draft(
                "turn", segment.start, segment.end, (), None, "turn", self._labelled(segment.label, asks),
                number, in_reply_to=reply,
            )  # fmt: skip
            previous = (order, asks or self._text[segment.end - 1] == "?")
            order += 1

    def _labelled(self, label: Span | None, asks: bool) -> Speaker:
        if label is None:
            return Speaker(None, None, None, None)
        mention = next(
            (m for m in self._inside(label.start, label.end) if m.kind == "person" and m.name), None
        )
        if mention is not None and not asks:
            return Speaker(mention.actor, mention.name, mention.code, label)
        if asks:
            return Speaker(None, None, None, label, "journalist")
        words = label.text.strip()
        named = sum(word[:1].isupper() for word in words.split()) >= 2
        return Speaker(None, words.title() if named and words.isupper() else words if named else None,
                       None, label, None if named else words)  # fmt: skip

    # --- direct

    def _direct(self, attributed: dict[int, Attributed]) -> Iterator[_Draft]:
        speakers = self._speakers = {}
        for number in sorted(attributed):
            how = attributed[number]
            quotation = self._quotations[number]
            speaker = self._speaker_of(number, attributed, speakers, frozenset())
            if speaker is None:
                continue
            if self._is_embedded(number, how):
                yield from self._around(number, how, speaker)
                continue
            yield _Draft(
                "direct", quotation.start, quotation.end, ((quotation.start, quotation.end),), how.frame,
                how.rule, speaker, quotation.segment, number, how.continues,
            )  # fmt: skip

    def _is_embedded(self, number: int, how: Attributed) -> bool:
        """A piece of the sentence around it, which a cue after it attributes as a whole."""
        if how.rule != "cue after" or how.frame is None:
            return False
        quotation = self._quotations[number]
        paragraph = self._paragraph_of(quotation)
        return paragraph is not None and not self._attributor.begins(quotation, paragraph)

    def _around(self, number: int, how: Attributed, speaker: Speaker) -> Iterator[_Draft]:
        """The clause whose end is the quotation, where the parser does not give it to the cue."""
        frame, quotation = how.frame, self._quotations[number]
        if frame is None or any(
            other.content and other.content[0] < quotation.start < other.content[1]
            for other in self._frames_of[frame.sentence]
        ):
            return
        sentence = self._sentence_at(quotation.start)
        bounds = self._on_marks(sentence.start, self._attributor.closing(quotation))
        if bounds is not None and bounds[0] < quotation.start:
            part = ((quotation.start, quotation.end),)
            yield _Draft("mixed", *bounds, part, frame, "clause", speaker, quotation.segment, number)

    def _sentence_at(self, offset: int) -> Sentence:
        return self._sentences[max(0, bisect_right(self._sentences, offset, key=lambda s: s.start) - 1)]

    def _paragraph_of(self, quotation: Quotation) -> Paragraph | None:
        index = bisect_right(self._paragraphs, quotation.start, key=lambda p: p.start) - 1
        return self._paragraphs[index] if index >= 0 else None

    def _speaker_of(
        self,
        number: int,
        attributed: dict[int, Attributed],
        known: dict[int, Speaker | None],
        seen: frozenset[int],
    ) -> Speaker | None:
        if number not in known:
            known[number] = self._find_speaker(number, attributed, known, seen | {number})
        return known[number]

    def _find_speaker(
        self,
        number: int,
        attributed: dict[int, Attributed],
        known: dict[int, Speaker | None],
        seen: frozenset[int],
    ) -> Speaker | None:
        how = attributed[number]
        if how.frame is not None:
            return self._frame_speaker(how.frame)
        if how.subject is not None:
            sentence, token = how.subject
            speaker = self._noun_phrase_speaker(sentence, token)
            is_actor = speaker.name is not None or self._sentences[sentence].tokens[token].lower in _PERSONAL
            if is_actor or how.rule != "nobody named":
                return speaker if is_actor else None
        if how.rule == "nobody named":
            return Speaker(None, None, None, None)
        if how.rule == "nobody named":
            return Speaker(None, None, None, None)
        if how.like is not None and how.like not in seen:
            return self._speaker_of(how.like, attributed, known, seen)
        return None

    # --- indirect and mixed

    def _indirect(self, direct: Sequence[_Draft], used: set[int]) -> Iterator[_Draft]:
        taken = [(d.start, d.end) for d in direct]
        spent = {(d.frame.sentence, d.frame.verb): (d.start, d.end) for d in direct if d.frame}
        seen: set[tuple[int, int]] = set()
        for frame in self._frames:
            content = self._content_of(frame)
            if content is None or content in seen or not self._reports(frame, content):
                continue
            if self._only_carries(frame):
                continue
            nested = self._quoted[frame.sentence][frame.verb] >= 0
            if self._is_spent(frame, spent) or (not nested and _covered(content, taken) > 0.4):
                continue
            draft = self._clause_draft(frame, content, used)
            if draft is not None:
                seen.add(content)
                yield draft

    def _only_carries(self, frame: Frame) -> bool:
        """ "“...,” X said, according to the agency": what the agency carries is X's."""
        if (
            frame.pattern != "according"
            or frame.content is None
            or self._quoted[frame.sentence][frame.verb] >= 0
        ):
            return False
        low, high = frame.content
        others = (f for f in self._frames_of[frame.sentence] if f is not frame and not f.weak)
        tokens = self._sentences[frame.sentence].tokens
        quoted = self._quoted[frame.sentence]
        return any(
            low <= tokens[f.verb].start < high and quoted[f.verb] < 0 and f.source is not None for f in others
        )

    def _is_spent(self, frame: Frame, spent: dict[tuple[int, int], tuple[int, int]]) -> bool:
        """The content that the parser found for the cue of a quotation is that quotation, badly bounded."""
        quotation = spent.get((frame.sentence, frame.verb))
        content = frame.content
        return bool(quotation and content and content[0] < quotation[1] and quotation[0] < content[1])

    def _content_of(self, frame: Frame) -> tuple[int, int] | None:
        if frame.content is None:
            return self._sentence_before(frame)
        start, end = frame.content
        inside = self._quoted[frame.sentence][frame.verb]
        if inside >= 0:
            return start, min(end, self._quotations[inside].end)
        return self._on_marks(start, end)

    def _sentence_before(self, frame: Frame) -> tuple[int, int] | None:
        """ "This is what the minister said in an interview": the content is the sentence before."""
        if frame.sentence == 0 or not self._looks_back(frame):
            return None
        before = self._sentences[frame.sentence - 1]
        if before.paragraph != self._sentences[frame.sentence].paragraph:
            return None
        return self._on_marks(before.start, self._trimmed_end(before.start, before.end))

    def _looks_back(self, frame: Frame) -> bool:
        """ "This is what X said", "X said this in an interview"."""
        sentence = self._sentences[frame.sentence]
        opening = [token.lower for token in sentence.tokens[:3]]
        if opening[1:] in (["is", "what"], ["was", "what"]) and opening[0] in _THIS_IS_WHAT:
            return True
        following = sentence.tokens[frame.verb + 1 : frame.verb + 2]
        return (
            bool(following)
            and following[0].lower in ("this", "so")
            and following[0].dep in ("dobj", "advmod")
        )

    def _trimmed_end(self, start: int, end: int) -> int:
        while end > start and self._text[end - 1] in _MARK_EDGES + ".":
            end -= 1
        return end

    def _on_marks(self, start: int, end: int) -> tuple[int, int] | None:
        """Bounds that cut no quotation in two: widened over one they mostly hold, else drawn back."""
        for quotation in self._outer_between(start, end):
            if quotation.end <= start or quotation.start >= end:
                continue
            opening, closing = self._attributor.opening(quotation), self._attributor.closing(quotation)
            held = min(end, quotation.end) - max(start, quotation.start)
            if held * 2 >= quotation.end - quotation.start or self._flows_into(start, quotation):
                start, end = min(start, opening), max(end, closing)
            elif start < quotation.start:
                end = min(end, self._trimmed_end(start, opening))
            else:
                start = max(start, closing)
        return (start, end) if start < end else None

    def _flows_into(self, start: int, quotation: Quotation) -> bool:
        """The clause runs into the quotation without a comma or colon between: one clause."""
        before = self._text[start : self._attributor.opening(quotation)].rstrip()
        return bool(before) and before[-1].isalnum()

    def _reports(self, frame: Frame, content: tuple[int, int]) -> bool:
        """Is the frame a report at all, here?"""
        sentence = self._sentences[frame.sentence]
        if len(self._text[content[0] : content[1]].split()) < 2 or frame.source is None:
            return False
        source = sentence.tokens[frame.source]
        nested = self._quoted[frame.sentence][frame.verb] >= 0 or self._in_turn(sentence)
        if nested:
            return (
                not frame.weak
                and frame.manner == "said"
                and frame.pattern in ("clause", "according", "request")
            )
        if source.lower in _FIRST_PERSON or source.lower in _SECOND_PERSON:
            return False
        if self._is_question(sentence) or source.lower in _NO_SPEAKERS:
            return False
        wondering = self._text[content[0] : content[1]].split()[0].lower() in _QUESTION_WORDS
        return self._can_speak(frame, source.lower) and not (frame.weak and wondering)

    def _is_question(self, sentence: Sentence) -> bool:
        """A question of the author's own."""
        last = sentence.tokens[-1]
        return last.text == "?" and self._quotation_at(last.start) is None

    def _quotation_at(self, offset: int) -> Quotation | None:
        """The outer quotation around an offset."""
        index = bisect_right(self._outer_starts, offset) - 1
        if index >= 0 and self._outer[index].end > offset:
            return self._outer[index]
        return None

    def _outer_between(self, start: int, end: int) -> Sequence[Quotation]:
        """The outer quotations that overlap a stretch, in order."""
        low = bisect_right(self._outer_ends, start)
        return self._outer[low : bisect_left(self._outer_starts, end)]

    def _can_speak(self, frame: Frame, word: str) -> bool:
        return not (word in ("it", "this", "that", "which", "there", "what") and frame.weak)

    def _in_turn(self, sentence: Sentence) -> bool:
        return self._segments[sentence.segment].kind == "turn"

    def _clause_draft(self, frame: Frame, content: tuple[int, int], used: set[int]) -> _Draft | None:
        start, end = content
        inside = [
            (self._number_of[q], q) for q in self._outer_between(start, end)
            if start <= q.start and q.end <= end and self._number_of[q] not in used
        ] if self._quoted[frame.sentence][frame.verb] < 0 else []  # fmt: skip
        rule = frame.pattern if frame.pattern in _CONFIDENCE else "object"
        speaker = self._frame_speaker(frame)
        segment = self._sentences[frame.sentence].segment
        if len(inside) == 1 and self._is_all_quoted(start, end, inside[0][1]):
            number, quotation = inside[0]
            used.add(number)
            span = (quotation.start, quotation.end)
            return _Draft("direct", *span, (span,), frame, rule, speaker, segment, number)
        quoted = tuple((q.start, q.end) for _, q in inside if not self._is_term(frame, q))
        used.update(number for number, _ in inside)
        kind: StatementKind = "mixed" if quoted else "indirect"
        return _Draft(kind, start, end, quoted, frame, rule, speaker, segment)

    def _is_all_quoted(self, start: int, end: int, quotation: Quotation) -> bool:
        outside = self._text[start : quotation.start] + self._text[quotation.end : end]
        return not any(character.isalnum() for character in outside)

    def _is_term(self, frame: Frame, quotation: Quotation) -> bool:
        """A name or mentioned word: one or two words in title case, or after "such as", "so-called", "or"."""
        words = self._text[quotation.start : quotation.end].split()
        before = self._text[max(0, quotation.start - 16) : quotation.start - 1].lower().split()
        listed = bool(before) and before[-1] in (
            "as",
            "so-called",
            "or",
            "word",
            "term",
            "called",
            "and",
            "phrase",
        )
        titled = all(word[:1].isupper() for word in words if len(word) > 3)
        return (len(words) <= 2 and listed and frame.pattern != "predicate") or (len(words) <= 5 and titled)

    # --- quoted words in a sentence without a cue

    def _embedded(self, drafts: Sequence[_Draft], used: set[int]) -> Iterator[_Draft]:
        """Some words quoted in a sentence that reports nothing itself: the paragraph's speaker goes on."""
        for number, quotation in enumerate(self._quotations):
            words = len(self._text[quotation.start : quotation.end].split())
            if quotation.depth or number in used or words < 5 or not self._is_narrative(quotation):
                continue
            sentence = self._sentence_at(quotation.start)
            earlier = [
                d for d in drafts
                if d.frame and not d.frame.weak and d.speaker.name and d.start < quotation.start
                and self._sentences[d.frame.sentence].paragraph == sentence.paragraph
                and self._quoted[d.frame.sentence][d.frame.verb] < 0
            ]  # fmt: skip
            bounds = self._on_marks(sentence.start, self._trimmed_end(sentence.start, sentence.end))
            if earlier and bounds and bounds[0] <= quotation.start and quotation.end <= bounds[1]:
                last = max(earlier, key=lambda d: d.start)
                used.add(number)
                part = ((quotation.start, quotation.end),)
                yield _Draft(
                    "mixed", *bounds, part, None, "embedded", last.speaker, quotation.segment, number
                )

    def _inner(self, direct: Sequence[_Draft]) -> Iterator[_Draft]:
        """Single marks inside a quotation: "She said, ‘It will go,’ and left"."""
        for number, quotation in enumerate(self._quotations):
            if quotation.depth == 0 or not any(
                d.start <= quotation.start and quotation.end <= d.end for d in direct
            ):
                continue
            sentence = bisect_right(self._sentences, quotation.start, key=lambda s: s.start) - 1
            for frame in self._frames_of.get(sentence, ()):
                token = self._sentences[frame.sentence].tokens[frame.cue[1]]
                gap = self._text[token.end : quotation.start].strip(" ,:‘'")
                inside = self._quoted[frame.sentence][frame.verb] >= 0
                if (
                    inside
                    and frame.takes_quote
                    and frame.source is not None
                    and not gap
                    and token.end < quotation.start
                ):
                    part = ((quotation.start, quotation.end),)
                    speaker = self._frame_speaker(frame)
                    yield _Draft(
                        "direct", *part[0], part, frame, "cue before", speaker, quotation.segment, number
                    )
                    break

    def _is_narrative(self, quotation: Quotation) -> bool:
        return self._segments[quotation.segment].kind in ("paragraph", "caption")

    # --- headlines

    def _headlines(self, used: set[int], *earlier: Sequence[_Draft]) -> Iterator[_Draft]:
        """A headline that is one quotation: whoever says the same words below is its speaker."""
        for number, quotation in enumerate(self._quotations):
            segment = self._segments[quotation.segment]
            if segment.kind not in ("title", "heading") or quotation.depth or number in used:
                continue
            if signed := self._signature(segment, quotation):
                span = (quotation.start, quotation.end)
                yield _Draft(
                    "direct", *span, (span,), None, "label before", signed, quotation.segment, number
                )
                continue
            if quotation.end - quotation.start < 0.8 * (segment.end - segment.start):
                continue
            words = _comparable(self._text[quotation.start : quotation.end])
            for draft in (d for drafts in earlier for d in drafts):
                if len(words) > 12 and words in _comparable(self._text[draft.start : draft.end]):
                    span = (quotation.start, quotation.end)
                    speaker = replace(draft.speaker, mention=None)
                    yield _Draft(
                        "direct", *span, (span,), None, "utterance goes on", speaker, quotation.segment
                    )
                    break

    def _signature(self, segment: Segment, quotation: Quotation) -> Speaker | None:
        """“We will wait” – Lentari"""
        rest = self._text[self._attributor.closing(quotation) : segment.end]
        if not rest.strip() or rest.strip()[0] not in "–—-":
            return None
        named = [m for m in self._inside(quotation.end, segment.end) if m.name]
        return _speaker(named[0]) if len(named) == 1 and len(rest.split()) <= 5 else None

    def _labelled_headlines(self) -> Iterator[_Draft]:
        """ "Vikstad: Ferry Will Reopen": the name before the colon says what follows."""
        for number, segment in enumerate(self._segments):
            if segment.kind != "title":
                continue
            colon = self._text.find(":", segment.start, segment.end)
            named = [
                m for m in self._inside(segment.start, max(colon, segment.start)) if m.name and m.end == colon
            ]
            content = strip_space(self._text, colon + 1, segment.end)
            words = self._text[content[0] : content[1]].split()
            if named and len(words) >= 3 and not self._outer_between(*content):
                yield _Draft("indirect", *content, (), None, "label before", _speaker(named[0]), number)

    # --- speakers

    def _frame_speaker(self, frame: Frame) -> Speaker:
        if frame.source is None:
            return Speaker(None, None, None, None)
        return self._noun_phrase_speaker(frame.sentence, frame.source)

    def _noun_phrase_speaker(self, number: int, index: int) -> Speaker:
        """The actor that a phrase names by its head; joint ones in `all`, a description for the unnamed."""
        sentence = self._sentences[number]
        heads = [index, *_conjuncts(sentence, index)]
        references = [self._reference(number, head) for head in heads]
        first = references[0]
        if len(references) > 1 and all(r.name for r in references):
            joint = tuple(ActorRef(r.actor, r.name, r.code, r.mention) for r in references)
            low, high = sentence.tokens[heads[0]].start, sentence.tokens[heads[-1]].end
            return replace(first, mention=first.mention or Span.cut(self._text, low, high), all=joint)
        return first

    def _reference(self, number: int, index: int) -> Speaker:
        sentence = self._sentences[number]
        token = sentence.tokens[index]
        pronoun = self._conversation(number, token.lower, Span(token.start, token.end, token.text))
        if pronoun is not None:
            return pronoun
        mention = self._mention_at(token.start)
        if token.lower == "they" and not (mention and mention.name):
            joint = self._joint_subject(number)
            if joint is not None:
                return replace(joint, mention=Span(token.start, token.end, token.text))
        if mention is not None and (mention.name or mention.form == "pronoun"):
            return Speaker(
                mention.actor, mention.name, mention.code, Span(mention.start, mention.end, mention.text)
            )
        span = self._noun_phrase(sentence, index)
        if token.lower in _PERSONAL:
            return Speaker(None, None, None, span)
        apposed = self._apposed(sentence, index)
        if apposed is not None:
            return Speaker(
                apposed.actor, apposed.name, apposed.code, Span(apposed.start, apposed.end, apposed.text)
            )
        code = next((m.code for m in self._inside(span.start, span.end) if m.code), None)
        return Speaker(None, None, code, span, span.text)

    def _joint_subject(self, number: int) -> Speaker | None:
        """The joint subject of the sentence before, which "they" takes up."""
        if number == 0 or self._sentences[number - 1].paragraph != self._sentences[number].paragraph:
            return None
        before = self._sentences[number - 1]
        for index, token in enumerate(before.tokens):
            if token.dep in ("nsubj", "nsubjpass") and _conjuncts(before, index):
                found = self._noun_phrase_speaker(number - 1, index)
                return found if found.all else None
        return None

    def _apposed(self, sentence: Sentence, index: int) -> Mention | None:
        for child in sentence.children[index]:
            if sentence.tokens[child].dep == "appos":
                mention = self._mention_at(sentence.tokens[child].start)
                if mention is not None and mention.kind == "person" and mention.name:
                    return mention
        return None

    def _conversation(self, number: int, word: str, span: Span) -> Speaker | None:
        """Who "I", "we" and "you" are inside a turn or a quotation."""
        quotation = self._quotation_at(span.start)
        turn = self._turn_speakers.get(self._sentences[number].segment)
        if quotation is not None and word in _FIRST_PERSON:
            turn = self._speakers.get(self._number_of[quotation], turn)
        if turn is None:
            return None
        if word in _FIRST_PERSON:
            return replace(turn, mention=span)
        if word in _SECOND_PERSON:
            others = [s for s in self._turn_speakers.values() if s.name and s.name != turn.name]
            return replace(others[0], mention=span) if others else Speaker(None, None, None, span)
        return None

    def _noun_phrase(self, sentence: Sentence, index: int) -> Span:
        """The phrase around a head up to its first clause, apposition or comma."""
        low = min(
            [index, *(c for c in sentence.children[index] if sentence.tokens[c].dep != "punct" and c < index)]
        )
        low = sentence.subtree_bounds[low][0] if low < index else low
        high = index
        for child in sentence.children[index]:
            if child > index and sentence.tokens[child].dep in ("prep", "amod"):
                high = max(high, sentence.subtree_bounds[child][1])
        for position in range(index, high + 1):
            if sentence.tokens[position].text in (",", ";", ":") or sentence.tokens[position].tag.startswith(
                "VB"
            ):
                high = position - 1
                break
        low = min(low, index)
        return Span.cut(self._text, sentence.tokens[low].start, sentence.tokens[max(high, index)].end)

    def _mention_at(self, offset: int) -> Mention | None:
        index = bisect_right(self._mention_starts, offset) - 1
        if index >= 0 and self._mentions[index].end > offset:
            return self._mentions[index]
        return None

    def _inside(self, start: int, end: int) -> list[Mention]:
        low = bisect_right(self._mention_starts, start - 1)
        high = bisect_right(self._mention_starts, end - 1)
        return [m for m in self._mentions[low:high] if m.end <= end]

    # --- records

    def _finish(self, drafts: Sequence[_Draft]) -> tuple[Statement, ...]:
        order = sorted(range(len(drafts)), key=lambda i: (drafts[i].start, -drafts[i].end, i))
        ids = self._ids(drafts, order)
        by_quotation = {d.quotation: ids[i] for i, d in enumerate(drafts) if d.quotation is not None}
        turn_ids = [ids[i] for i, d in enumerate(drafts) if d.kind == "turn"]
        statements = []
        enclosing: list[int] = []
        for index in order:
            draft = drafts[index]
            while enclosing and drafts[enclosing[-1]].end <= draft.start:
                enclosing.pop()
            around = next((i for i in reversed(enclosing) if drafts[i].end >= draft.end and i != index), None)
            statements.append(
                self._statement(
                    draft,
                    ids[index],
                    continues=by_quotation.get(draft.continues) if draft.continues is not None else None,
                    reply=turn_ids[draft.in_reply_to] if draft.in_reply_to is not None else None,
                    nested=ids[around]
                    if around is not None and self._is_within(draft, drafts[around])
                    else None,
                )
            )
            enclosing.append(index)
        return tuple(statements)

    def _ids(self, drafts: Sequence[_Draft], order: Sequence[int]) -> dict[int, str]:
        counts: dict[tuple[int, int], int] = {}
        ids = {}
        for index in order:
            bounds = (drafts[index].start, drafts[index].end)
            counts[bounds] = counts.get(bounds, -1) + 1
            ids[index] = stable_id("statement", self._document.id, *bounds, counts[bounds])
        return ids

    def _is_within(self, draft: _Draft, around: _Draft) -> bool:
        """Nested only where the cue, too, stands inside the other statement."""
        if around.kind == "turn" or draft.frame is None:
            return True
        cue = self._sentences[draft.frame.sentence].tokens[draft.frame.verb]
        return around.start <= cue.start < around.end

    def _statement(
        self, draft: _Draft, identifier: str, *, continues: str | None, reply: str | None, nested: str | None
    ) -> Statement:
        words = self._text[draft.start : draft.end]
        frame = draft.frame
        cue = self._cue(frame) if frame and self._is_cue(frame) else None
        occasion = self._occasion(draft)
        marked = draft.quoted if draft.kind != "turn" else ((draft.start, draft.end),)
        return Statement(
            id=identifier,
            document=self._document.id,
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            text=words,
            quoted_parts=tuple(Span.cut(self._text, *bounds) for bounds in draft.quoted),
            speaker=draft.speaker,
            cue=cue,
            addressee=self._addressee(frame),
            venue=occasion.venue,
            said_on=occasion.day,
            act=frame.act if frame else _turn_act(draft),
            manner=frame.manner if frame else "said",
            conditional=setting.is_conditional(words),
            issues=setting.find_issues(words),
            about=self._about(draft),
            continues=continues,
            in_reply_to=reply,
            nested_in=nested,
            insertions=tuple(i for bounds in marked for i in setting.find_insertions(self._text, *bounds)),
            confidence=_CONFIDENCE.get(draft.rule, 0.95),
        )

    def _is_cue(self, frame: Frame) -> bool:
        """A form of "be" or "have" before a colon attributes nothing by itself."""
        word = self._sentences[frame.sentence].tokens[frame.verb].lower
        return not (frame.pattern == "beside" and word in ("is", "was", "are", "were", "had", "has", "have"))

    def _cue(self, frame: Frame) -> Span:
        tokens = self._sentences[frame.sentence].tokens
        return Span.cut(self._text, tokens[frame.cue[0]].start, tokens[frame.cue[1]].end)

    def _addressee(self, frame: Frame | None) -> ActorRef | None:
        if frame is None or frame.addressee is None:
            return None
        if setting.is_venue(self._sentences[frame.sentence].tokens[frame.addressee].lower):
            return None
        found = self._noun_phrase_speaker(frame.sentence, frame.addressee)
        return ActorRef(found.actor, found.name, found.code, found.mention)

    def _outside(self, frame: Frame) -> list[bool]:
        """For each token of the cue's sentence: does it stand outside content and quotations?"""
        quoted = self._quoted[frame.sentence]
        low, high = frame.content or (0, 0)
        return [
            quoted[i] < 0 and not low <= token.start < high
            for i, token in enumerate(self._sentences[frame.sentence].tokens)
        ]

    def _find_occasions(self, drafts: Sequence[_Draft]) -> dict[str, _Occasion]:
        """For each speaker the one venue and the one day that the document gives for what he says; a
        second venue or day makes both unknown, since nothing tells which statement belongs to which."""
        venues: dict[str, list[Span]] = {}
        days: dict[str, set[str]] = {}
        for draft in drafts:
            if draft.frame is not None and draft.speaker.name:
                self._note(venues, days, draft.speaker.name, self._venue(draft.frame), self._day(draft.frame))
        for number, sentence in enumerate(self._sentences):
            outside = [quoted < 0 for quoted in self._quoted[number]]
            found = setting.find_occasion(self._text, sentence, outside)
            mention = self._mention_at(sentence.tokens[found[0]].start) if found else None
            if found and mention is not None and mention.name:
                self._note(venues, days, mention.name, found[1], setting.resolve_date(found[2], self._base))
        return {
            name: _Occasion(
                venues[name][0] if len({v.text for v in venues.get(name, ())}) == 1 else None,
                next(iter(days[name])) if len(days.get(name, ())) == 1 else None,
            )
            for name in venues.keys() | days.keys()
        }

    def _note(
        self,
        venues: dict[str, list[Span]],
        days: dict[str, set[str]],
        name: str,
        venue: Span | None,
        day: str | None,
    ) -> None:
        if venue is not None:
            venues.setdefault(name, []).append(venue)
        if day is not None:
            days.setdefault(name, set()).add(day)

    def _venue(self, frame: Frame) -> Span | None:
        return setting.find_venue(
            self._text, self._sentences[frame.sentence], frame.verb, self._outside(frame)
        )

    def _day(self, frame: Frame) -> str | None:
        """The day that the words around the cue name."""
        words = self._words_outside(self._sentences[frame.sentence], self._outside(frame))
        return setting.resolve_date(words, self._base)

    def _words_outside(self, sentence: Sentence, outside: list[bool]) -> str:
        return " ".join(t.text for t, out in zip(sentence.tokens, outside, strict=True) if out)

    def _occasion(self, draft: _Draft) -> _Occasion:
        """Venue and day of a statement: its cue's own, else those of the speaker's one occasion."""
        own = (
            _Occasion(self._venue(draft.frame), self._day(draft.frame))
            if draft.frame
            else _Occasion(None, None)
        )
        known = self._occasions.get(draft.speaker.name or "")
        if known is not None and own.day is None and (own.venue is None or own.venue == known.venue):
            own = _Occasion(own.venue or known.venue, known.day)
        return _Occasion(own.venue, own.day or self._default_day(draft))

    def _default_day(self, draft: _Draft) -> str | None:
        """The day a transcript is dated is the day its turns were spoken; an article only bounds it."""
        if (
            draft.kind == "turn"
            and self._base is not None
            and self._document.genre in ("transcript", "speech")
        ):
            return self._base.isoformat()
        return setting.latest(self._document)

    def _about(self, draft: _Draft) -> tuple[ActorRef, ...]:
        found: dict[str, ActorRef] = {}
        for mention in self._inside(draft.start, draft.end):
            key = mention.actor or mention.name
            if key and key not in found:
                found[key] = mention.reference()
        return tuple(found.values())


def _quotation_of_tokens(sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> list[list[int]]:
    """For each token of each sentence the number of the outer quotation it stands in, or -1."""
    outer = [(q.start, q.end, number) for number, q in enumerate(quotations) if q.depth == 0]
    starts = [start for start, _, _ in outer]
    result = []
    for sentence in sentences:
        row = []
        for token in sentence.tokens:
            index = bisect_right(starts, token.start) - 1
            row.append(outer[index][2] if index >= 0 and token.start < outer[index][1] else -1)
        result.append(row)
    return result


def _conjuncts(sentence: Sentence, index: int) -> list[int]:
    found = []
    for child in sentence.children[index]:
        if sentence.tokens[child].dep == "conj" and sentence.tokens[child].tag.startswith(("NN", "PRP")):
            found += [child, *_conjuncts(sentence, child)]
    return found


def _speaker(mention: Mention) -> Speaker:
    reference = mention.reference()
    return Speaker(reference.actor, reference.name, reference.code, reference.mention)


def _is_question_label(label: Span | None) -> bool:
    words = label.text.lower().strip(" .:").split() if label else []
    return bool(words) and words[0] in _QUESTION_LABELS


def _turn_act(draft: _Draft) -> str | None:
    asks = draft.speaker.description == "journalist"
    return "ask" if draft.kind == "turn" and asks else "assert" if draft.kind != "turn" else None


def _covered(content: tuple[int, int], taken: Sequence[tuple[int, int]]) -> float:
    start, end = content
    inside = sum(max(0, min(end, high) - max(start, low)) for low, high in taken)
    return inside / (end - start)


def _comparable(words: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in words.lower()).split())
