"""A document laid out for finding mentions: its words by place, its quotations, its turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from detente.model import Document, Quotation, Segment, Sentence, Token


class Place(NamedTuple):
    """A word: the number of its sentence and its number there."""

    sentence: int
    token: int


class Page:
    """Looks up what stands at an offset."""

    def __init__(
        self,
        document: Document,
        segments: Sequence[Segment],
        quotations: Sequence[Quotation],
        sentences: Sequence[Sentence],
    ) -> None:
        self.document, self.text = document, document.text
        self.segments, self.sentences = segments, sentences
        self._outer = [q for q in quotations if q.depth == 0]
        self._opens = [q.start for q in self._outer]
        self._starts: list[int] = []
        self._firsts: list[int] = []  # the number of the first word of each sentence
        for sentence in sentences:
            self._firsts.append(len(self._starts))
            self._starts += [token.start for token in sentence.tokens]

    def _numbered(self, number: int) -> Place:
        """The place of the word of this number in the document."""
        sentence = bisect_right(self._firsts, number) - 1
        return Place(sentence, number - self._firsts[sentence])

    def quotation(self, offset: int) -> int | None:
        """The number of the quotation around the offset, marks inside marks left aside."""
        number = bisect_right(self._opens, offset) - 1
        return number if number >= 0 and offset < self._outer[number].end else None

    def place(self, offset: int) -> Place | None:
        """The word at the offset."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return None
        place = self._numbered(number)
        return place if offset < self.token(place).end else None

    def token(self, place: Place) -> Token:
        return self.sentences[place.sentence].tokens[place.token]

    def words(self, start: int, end: int) -> list[Place]:
        """The words of one stretch, those of its first sentence."""
        number = max(bisect_right(self._starts, start) - 1, 0)
        found: list[Place] = []
        while number < len(self._starts) and self._starts[number] < end:
            place = self._numbered(number)
            if self.token(place).end > start and (not found or place.sentence == found[0].sentence):
                found.append(place)
            number += 1
        return found

    def head(self, start: int, end: int) -> Place | None:
        """The word of the stretch that the others in it depend on; the last of them where there are more."""
        places = self.words(start, end)
        inside = {place.token for place in places}
        return next((place for place in reversed(places) if self._leaves(place, inside)), None)

    def _leaves(self, place: Place, inside: set[int]) -> bool:
        token = self.token(place)
        return token.head not in inside or token.head == place.token

    def governor(self, place: Place) -> Token:
        """The word that governs the one at `place`; itself for the root."""
        sentence = self.sentences[place.sentence]
        return sentence.tokens[sentence.tokens[place.token].head]

    def before(self, offset: int, width: int = 40) -> str:
        """The characters before the offset, of the same line."""
        return self.text[max(0, offset - width) : offset].rpartition("\n")[2]

    def after(self, offset: int, width: int = 40) -> str:
        """The characters from the offset on, of the same line."""
        return self.text[offset : offset + width].partition("\n")[0]
