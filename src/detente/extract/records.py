"""Drafts -> the records of statements: ids, what encloses and continues what, and what each is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.extract import acts, setting
from detente.extract.drafts import Draft
from detente.extract.frames import LEARNED, Frame
from detente.extract.lexicon import lexicon
from detente.extract.occasions import Occasion, Occasions
from detente.extract.page import Page
from detente.extract.speakers import JOURNALIST, Speakers, as_reference
from detente.model import ActorRef, Statement, stable_id
from detente.spans import Span

# How often a way of attribution has both span and speaker right, by rule: the share on the PolNeAR articles
# that the lexicon was written with, where a rule had twenty cases or more, else an estimate beside those.
_CONFIDENCE = {
    "turn": 0.95,
    "distant": 0.3,
    "nobody named": 0.2,
    "embedded": 0.55,
    "label before": 0.55,
    "cue before": 0.8,
    "cue after": 0.96,
    "cue in the paragraph before": 0.65,
    "cue in the paragraph after": 0.75,
    "utterance goes on": 0.6,
    "utterance goes on in the next paragraph": 0.6,
    "same paragraph": 0.96,
    "next in paragraph": 0.6,
    "cue earlier in the paragraph": 0.55,
    "cue later in the paragraph": 0.55,
    "subject of the sentence before": 0.5,
    "speaker of the paragraph before": 0.45,
    "clause": 0.68,
    "request": 0.45,
    "infinitive": 0.5,
    "predicate": 0.52,
    "according": 0.6,
    "view": 0.6,
    "noun": 0.45,
}
_CONFIDENCE_IN_OBJECTS = 0.4  # the content is an object or hangs on a preposition
_PUT_TO_SOMEBODY = ("request", "of", "against", "with", "for", "on")  # "accused X of"
_EMPTY_CUES = ("is", "was", "are", "were", "had", "has", "have")


class RecordMaker:
    """Makes the records of one page; `drafts` in any order."""

    def __init__(self, page: Page, speakers: Speakers, drafts: Sequence[Draft]) -> None:
        self._page = page
        self._speakers = speakers
        self._occasions = Occasions(page, drafts)
        self._drafts = sorted(drafts, key=lambda draft: (draft.start, -draft.end))
        self._ids = self._number()
        self._turns = [i for draft, i in self._numbered() if draft.kind == "turn"]
        self._by_bounds = {(draft.start, draft.end): i for draft, i in self._numbered()}
        self._of_quotation = {d.quotation: i for d, i in self._numbered() if d.quotation is not None}

    def _numbered(self) -> Iterator[tuple[Draft, str]]:
        return zip(self._drafts, self._ids, strict=True)

    def _number(self) -> list[str]:
        """An id for each draft, from its bounds and a count over those that share them."""
        counts: dict[tuple[int, int], int] = {}
        ids = []
        for draft in self._drafts:
            bounds = (draft.start, draft.end)
            counts[bounds] = counts.get(bounds, -1) + 1
            ids.append(stable_id("statement", self._page.document.id, *bounds, counts[bounds]))
        return ids

    def make(self) -> tuple[Statement, ...]:
        """The statements in order of start; the enclosing one first where spans begin together."""
        statements = []
        around: list[int] = []
        for index, draft in enumerate(self._drafts):
            while around and self._drafts[around[-1]].end <= draft.start:
                around.pop()
            statements.append(self._statement(index, self._nested_in(draft, around)))
            around.append(index)
        return tuple(statements)

    def _nested_in(self, draft: Draft, around: Sequence[int]) -> str | None:
        """The innermost statement around a draft, where the cue, too, stands inside it."""
        index = next((i for i in reversed(around) if self._drafts[i].end >= draft.end), None)
        if index is None:
            return None
        outer = self._drafts[index]
        if outer.kind == "turn" or draft.frame is None:
            return self._ids[index]
        cue = self._page.token(draft.frame, draft.frame.verb)
        return self._ids[index] if outer.start <= cue.start < outer.end else None

    def _statement(self, index: int, nested_in: str | None) -> Statement:
        draft, text = self._drafts[index], self._page.text
        frame, words = draft.frame, text[draft.start : draft.end]
        occasion = self._occasions.of(draft)
        exact = draft.quoted if draft.kind != "turn" else ((draft.start, draft.end),)
        act = self._act(draft)
        return Statement(
            id=self._ids[index],
            document=self._page.document.id,
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            text=words,
            quoted_parts=tuple(Span.cut(text, *bounds) for bounds in draft.quoted),
            speaker=draft.speaker,
            cue=self._cue(frame) if frame else None,
            addressee=self._addressee(frame) if frame else None,
            venue=occasion.venue,
            said_on=occasion.day,
            act=act,
            manner=self._manner(draft, occasion),
            conditional=setting.is_conditional(words, asked=act == "ask"),
            issues=setting.find_issues(words),
            about=self._about(draft),
            continues=self._continued(draft),
            in_reply_to=None if draft.in_reply_to is None else self._turns[draft.in_reply_to],
            nested_in=nested_in,
            insertions=tuple(i for bounds in exact for i in setting.find_insertions(text, *bounds)),
            confidence=draft.confidence or _CONFIDENCE.get(draft.rule, _CONFIDENCE_IN_OBJECTS),
        )

    def _continued(self, draft: Draft) -> str | None:
        if draft.goes_on_from is not None:
            return self._by_bounds.get(draft.goes_on_from)
        return None if draft.continues is None else self._of_quotation.get(draft.continues)

    def _cue(self, frame: Frame) -> Span | None:
        """The words that attribute, which a form of "be" or "have" beside a quotation does not by itself."""
        if frame.pattern == "beside" and self._page.token(frame, frame.verb).lower in _EMPTY_CUES:
            noun = None if frame.source is None else self._page.token(frame, frame.source)
            says = noun is not None and noun.lower in lexicon().nouns  # "his answer was"
            return Span.cut(self._page.text, noun.start, noun.end) if noun and says else None
        first, last = (self._page.token(frame, index) for index in frame.cue)
        return Span.cut(self._page.text, first.start, last.end)

    def _addressee(self, frame: Frame) -> ActorRef | None:
        """Who was told: not the occasion, as in "told a press conference"."""
        if frame.addressee is None or setting.is_venue(self._page.token(frame, frame.addressee).lower):
            return None
        return as_reference(self._speakers.of_phrase(frame.sentence, frame.addressee))

    def _act(self, draft: Draft) -> str | None:
        """What its cue does, or else what its words do; turns may do anything, but journalists ask.

        A rule knows in which sense the cue stands; the learned tagger does not.
        """
        frame = draft.frame
        if draft.kind == "turn" and frame is None:
            return "ask" if draft.speaker.description == JOURNALIST else None
        content = self._page.text[draft.start : draft.end]
        known = None if frame is None or frame.act == "assert" else frame.act
        if frame is not None and (known is None or frame.pattern == LEARNED):
            known = acts.act_of_cue(self._words(frame), content) or known
        return known or acts.act_of_form(content, own_words=draft.kind == "direct") or "assert"

    def _words(self, frame: Frame) -> list[str]:
        first, last = (self._page.token(frame, index) for index in frame.cue)
        return [word.strip(',.;:“”"') for word in self._page.text[first.start : last.end].lower().split()]

    def _manner(self, draft: Draft, occasion: Occasion) -> str:
        """As its verb has it; what a text says is documented, what is said in a letter is written."""
        frame = draft.frame
        if frame is None:
            return "said"
        words = self._words(frame)
        manner = self._learned_manner(frame, words) if frame.pattern == LEARNED else frame.manner or "said"
        if frame.source is None or manner not in ("said", "documented"):
            return manner
        source = self._page.token(frame, frame.source)
        if source.lower in lexicon().documents:
            return "documented"
        return "wrote" if occasion.written else manner

    def _learned_manner(self, frame: Frame, words: Sequence[str]) -> str:
        """That of a cue whose sense no rule has found out."""
        found = acts.manner_of_cue(words)
        if found == "wrote" or acts.act_of_phrase(words):
            return found if found == "wrote" else "said"
        if frame.manner == "documented" and frame.source is not None:
            source = self._page.token(frame, frame.source)
            return "believed" if source.tag in ("NNP", "PRP") else frame.manner  # "she finds it odd"
        if found == "believed" and not lexicon().adjectives.isdisjoint(words[1:]):
            return found
        return frame.manner or found or "said"

    def _about(self, draft: Draft) -> tuple[ActorRef, ...]:
        """The actors in the content, and those whom a demand or an accusation is put to before it."""
        found: dict[str, ActorRef] = {}
        start, frame = draft.start, draft.frame
        if frame is not None and frame.pattern in _PUT_TO_SOMEBODY:
            start = min(start, self._page.token(frame, frame.cue[1]).end)
        for mention in self._page.mentions_inside(start, draft.end):
            if key := mention.actor or mention.name:
                found.setdefault(key, mention.reference())
        return tuple(found.values())
