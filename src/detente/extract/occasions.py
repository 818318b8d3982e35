"""Where and when each statement was made: beside its cue, else by what the document tells of its speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, takewhile

from detente.extract import setting
from detente.extract.drafts import Draft
from detente.extract.frames import Frame
from detente.extract.page import Page
from detente.model import Token
from detente.spans import Span


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and on which day (EDTF) somebody spoke, and whether in writing."""

    venue: Span | None
    day: str | None
    written: bool = False


_BACKGROUND = frozenset({"although", "though", "while", "whereas"})  # what follows tells of another day
_MARKS = frozenset({",", "-", "–", "—", "--", ";", "(", ")"})
_UNKNOWN = Occasion(None, None)


class Occasions:
    """The occasions of the drafts of one page."""

    def __init__(self, page: Page, drafts: Sequence[Draft]) -> None:
        self._page = page
        self._base = setting.base_date(page.document)
        self._known: dict[tuple[int, int, tuple[int, int] | None], Occasion] = {}
        self._only = _only_occasions([*self._beside_cues(drafts), *self._told()])

    def of(self, draft: Draft) -> Occasion:
        """Its cue's own, else the speaker's one occasion; else a day that the document bounds."""
        own = self._beside(draft.frame) if draft.frame else _UNKNOWN
        known = self._only.get(draft.speaker.name or "")
        if known is not None and own.day is None and own.venue in (None, known.venue):
            own = replace(own, venue=own.venue or known.venue, day=known.day)
        return replace(own, day=own.day or self._default_day(draft))

    def _default_day(self, draft: Draft) -> str | None:
        """The day a transcript is dated is the day its turns were spoken; an article only bounds it."""
        spoken = draft.kind == "turn" and self._page.document.genre in ("transcript", "speech")
        if spoken and self._base is not None:
            return self._base.isoformat()
        return setting.latest(self._page.document)

    def _beside_cues(self, drafts: Sequence[Draft]) -> Iterator[tuple[str, Occasion]]:
        for draft in drafts:
            if draft.frame is not None and draft.speaker.name:
                yield draft.speaker.name, self._beside(draft.frame)

    def _beside(self, frame: Frame) -> Occasion:
        key = (frame.sentence, frame.verb, frame.content)
        if key not in self._known:
            self._known[key] = self._read(frame)
        return self._known[key]

    def _read(self, frame: Frame) -> Occasion:
        """The venue and the day that the words around the cue name."""
        sentence = self._page.sentences[frame.sentence]
        outside = self._outside(frame)
        tokens = takewhile(lambda token: token.lower not in _BACKGROUND, sentence.tokens)
        words = " ".join(token.text for token in compress(tokens, outside))
        venue = setting.find_venue(self._page.text, sentence, frame.verb, outside)
        return Occasion(venue, setting.resolve_date(words, self._base), setting.is_written(words))

    def _outside(self, frame: Frame) -> list[bool]:
        """For each token of the cue's sentence: does it stand outside content and quotations?"""
        low, high = frame.content or (0, 0)
        tokens, quoted = self._page.sentences[frame.sentence].tokens, self._page.quoted[frame.sentence]
        first, last = _attribution_inside(tokens, frame) if low < tokens[frame.verb].start < high else (0, -1)
        return [
            quoted[index] < 0 and (first <= index <= last or not low <= token.start < high)
            for index, token in enumerate(tokens)
        ]

    def _told(self) -> Iterator[tuple[str, Occasion]]:
        """Occasions told without a cue: "X gave an interview to Y yesterday"."""
        for sentence, quoted in zip(self._page.sentences, self._page.quoted, strict=True):
            told = setting.find_occasion(self._page.text, sentence, [number < 0 for number in quoted])
            if told is None:
                continue
            speaker, venue, words = told
            mention = self._page.mention_at(sentence.tokens[speaker].start)
            if mention is not None and mention.name:
                yield mention.name, Occasion(venue, setting.resolve_date(words, self._base))


def _attribution_inside(tokens: Sequence[Token], frame: Frame) -> tuple[int, int]:
    """The tokens of an attribution in the midst of its content, from mark to mark."""
    first = last = frame.verb
    while first and tokens[first - 1].text not in _MARKS:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].text not in _MARKS:
        last += 1
    return first, last


def _only_occasions(noted: Sequence[tuple[str, Occasion]]) -> dict[str, Occasion]:
    """For each speaker the one venue and the one day that the document gives for what he says; a second
    venue or day makes both unknown, since nothing tells which statement belongs to which."""
    by_speaker: dict[str, list[Occasion]] = {}
    for name, occasion in noted:
        by_speaker.setdefault(name, []).append(occasion)
    return {name: _only(occasions) for name, occasions in by_speaker.items()}


def _only(occasions: Sequence[Occasion]) -> Occasion:
    venues = [occasion.venue for occasion in occasions if occasion.venue is not None]
    days = {occasion.day for occasion in occasions if occasion.day is not None}
    one_venue = len({venue.text for venue in venues}) == 1
    return Occasion(venues[0] if one_venue else None, days.pop() if len(days) == 1 else None)
