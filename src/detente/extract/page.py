"""A document as the parts of the extraction share it: its records, its paragraphs, and look-ups by offset."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from detente.extract.frames import Frame, find_frames
from detente.model import Document, Mention, Quotation, Segment, Sentence, Token

_DOUBLED = ("``", "''")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its number, character bounds, the numbers of its outer quotations, and the frames whose
    cue stands outside them, in order."""

    number: int
    start: int
    end: int
    quotations: tuple[int, ...]
    frames: tuple[Frame, ...]


@dataclass(frozen=True, eq=False)
class Page:
    """A document with what the stages before found in it. Quotations, sentences and segments are known by
    their numbers in these sequences; *outer* quotations are those of depth 0."""

    document: Document
    segments: Sequence[Segment]
    quotations: Sequence[Quotation]
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]

    @property
    def text(self) -> str:
        return self.document.text

    # --- quotations

    @cached_property
    def _outer(self) -> list[int]:
        return [number for number, quotation in enumerate(self.quotations) if quotation.depth == 0]

    @cached_property
    def _outer_starts(self) -> list[int]:
        return [self.quotations[number].start for number in self._outer]

    @cached_property
    def _outer_ends(self) -> list[int]:
        return [self.quotations[number].end for number in self._outer]

    def quotation_at(self, offset: int) -> int | None:
        """The outer quotation around an offset."""
        index = bisect_right(self._outer_starts, offset) - 1
        return self._outer[index] if index >= 0 and offset < self._outer_ends[index] else None

    def quotations_between(self, start: int, end: int) -> list[int]:
        """The outer quotations that overlap a stretch, in order."""
        return self._outer[bisect_right(self._outer_ends, start) : bisect_left(self._outer_starts, end)]

    def opening(self, quotation: Quotation) -> int:
        """Where the opening mark stands (the start itself if the source lacks it)."""
        if not quotation.opened:
            return quotation.start
        at = quotation.start
        while at and self.text[at - 1].isspace():
            at -= 1
        return at - 2 if self.text[at - 2 : at] in _DOUBLED else at - 1

    def closing(self, quotation: Quotation) -> int:
        """The offset after the closing mark (the end itself if the source lacks it)."""
        if not quotation.closed:
            return quotation.end
        at = quotation.end
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at + 2 if self.text[at : at + 2] in _DOUBLED else at + 1

    def count_words(self, quotation: Quotation) -> int:
        return len(self.text[quotation.start : quotation.end].split())

    # --- sentences

    @cached_property
    def quoted(self) -> list[list[int]]:
        """For each token of each sentence the outer quotation it stands in, or -1."""
        return [[self._quotation_of(token) for token in sentence.tokens] for sentence in self.sentences]

    def _quotation_of(self, token: Token) -> int:
        number = self.quotation_at(token.start)
        return -1 if number is None else number

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> int:
        """The sentence that an offset stands in or behind."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def sentence_before(self, offset: int) -> int:
        """The last sentence that begins before an offset, or -1."""
        return bisect_left(self._sentence_starts, offset) - 1

    # --- frames

    @cached_property
    def frames(self) -> list[Frame]:
        """All frames, in the order of the sentences."""
        return find_frames(self.sentences, self.quoted)

    @cached_property
    def _frames_by_sentence(self) -> dict[int, list[Frame]]:
        found: dict[int, list[Frame]] = {}
        for frame in self.frames:
            found.setdefault(frame.sentence, []).append(frame)
        return found

    def frames_of(self, sentence: int) -> Sequence[Frame]:
        return self._frames_by_sentence.get(sentence, ())

    def token(self, frame: Frame, index: int) -> Token:
        return self.sentences[frame.sentence].tokens[index]

    def words_of_cue(self, frame: Frame) -> set[str]:
        """The words that attribute, in lower case."""
        first, last = frame.cue
        return {token.lower for token in self.sentences[frame.sentence].tokens[first : last + 1]}

    def quotation_around(self, frame: Frame) -> int | None:
        """The outer quotation in which the cue itself stands: its report is nested speech."""
        number = self.quoted[frame.sentence][frame.verb]
        return None if number < 0 else number

    # --- paragraphs

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        members: dict[int, list[int]] = {}
        for index, sentence in enumerate(self.sentences):
            members.setdefault(sentence.paragraph, []).append(index)
        return [self._paragraph(number, inside) for number, inside in members.items()]

    def _paragraph(self, number: int, sentences: Sequence[int]) -> Paragraph:
        start, end = self.sentences[sentences[0]].start, self.sentences[sentences[-1]].end
        inside = self._outer[bisect_left(self._outer_starts, start) : bisect_left(self._outer_starts, end)]
        frames = [f for s in sentences for f in self.frames_of(s) if self.quotation_around(f) is None]
        frames.sort(key=lambda f: self.token(f, f.verb).start)
        return Paragraph(number, start, end, tuple(inside), tuple(frames))

    def frames_between(self, paragraph: Paragraph, start: int, end: int) -> Sequence[Frame]:
        """The paragraph's frames whose verb begins in a stretch."""

        def place(frame: Frame) -> int:
            return self.token(frame, frame.verb).start

        low = bisect_left(paragraph.frames, start, key=place)
        return paragraph.frames[low : bisect_left(paragraph.frames, end, lo=low, key=place)]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that an offset stands in or behind."""
        index = bisect_right(self.paragraphs, offset, key=lambda p: p.start) - 1
        return self.paragraphs[index] if index >= 0 else None

    # --- mentions

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def mention_at(self, offset: int) -> Mention | None:
        index = bisect_right(self._mention_starts, offset) - 1
        return self.mentions[index] if index >= 0 and self.mentions[index].end > offset else None

    def is_named(self, offset: int) -> bool:
        mention = self.mention_at(offset)
        return mention is not None and mention.name is not None

    def mentions_inside(self, start: int, end: int) -> list[Mention]:
        low, high = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return [mention for mention in self.mentions[low:high] if mention.end <= end]
