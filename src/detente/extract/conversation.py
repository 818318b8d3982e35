"""Who speaks in a conversation where no cue beside the quotation says so: beats, and turn and turn about.

A *beat* is a sentence of narration directly beside a quotation whose subject is its speaker: “No.” She
looked away. Quotations with nothing but space between them are turns of different speakers, and so are the
paragraphs of a told conversation that begin with a quotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from detente.extract.beside import (
    BULLETS,
    LONGEST_ATTRIBUTION,
    Attributed,
    attribution_only,
    begins,
    between,
    content_words,
    final_mark,
    is_whole,
    sentence_ends,
)
from detente.extract.page import Page, Paragraph
from detente.extract.parties import Parties, Party

NOBODY_NAMED = "nobody named"
BEAT = "beat"
_TURN = "turn and turn about"
_FEWEST = 3  # words of whole sentences that are speech wherever they stand
_LONGEST_PARAGRAPH = 4_000  # characters: in a longer one the ends of paragraphs are lost
_FEWEST_TOLD = 6  # quotations, for a text to tell a conversation
_ASKED = 0.15  # of the quotations of a conversation, at least, end in a question or exclamation mark
_LONGEST_TURN = 16  # words of the median quotation
_NEAR = 40  # words of narration, at most, between one turn and the next
_IN_TURNS = 0.4  # of the paragraphs, at least, begin with a quotation


@dataclass(frozen=True, eq=False)
class Conversation:
    """The quotations of a page as turns; `found` are those attributed so far, and grows while it is read."""

    page: Page
    found: Mapping[int, Attributed]

    @cached_property
    def _parties(self) -> Parties:
        return Parties(self.page, self.found)

    # --- what is a turn

    @cached_property
    def is_told(self) -> bool:
        """Does the page tell a conversation, turn by turn, rather than cite what somebody said?"""
        page = self.page
        spoken = [quotation for quotation in page.quotations if quotation.depth == 0]
        if len(spoken) < _FEWEST_TOLD:
            return False
        asked = sum(page.text[quotation.end - 1] in "?!" for quotation in spoken)
        turns = sum(map(self._is_turn, page.paragraphs))
        brief = median(map(page.count_words, spoken)) <= _LONGEST_TURN
        return brief and asked >= _ASKED * len(spoken) and turns >= _IN_TURNS * len(page.paragraphs)

    def _is_turn(self, paragraph: Paragraph) -> bool:
        numbers = paragraph.quotations
        return bool(numbers) and self.page.quotations[numbers[0]].start - paragraph.start <= 2

    def is_speech(self, paragraph: Paragraph, order: int) -> bool:
        """Whole sentences; in a conversation also a short turn, or one that breaks off: “No.” “But I --”"""
        number = paragraph.quotations[order]
        quotation = self.page.quotations[number]
        if is_whole(self.page, quotation, paragraph) and self.page.count_words(quotation) >= _FEWEST:
            return True
        if not self._is_shaped(paragraph, number):
            return False
        return self.is_told or self.is_flat(paragraph) or self._follows_cue(paragraph, order)

    def _follows_cue(self, paragraph: Paragraph, order: int) -> bool:
        """Does only the cue of the quotation before stand in front of it: “A,” she said. “Never.”"""
        if not order:
            return False
        before, number = paragraph.quotations[order - 1 : order + 1]
        return self._has_cue_behind(before, number) and attribution_only(self.page, before, number)

    def _is_shaped(self, paragraph: Paragraph, number: int) -> bool:
        """Does it begin and end as a turn does?"""
        page, quotation = self.page, self.page.quotations[number]
        dashed = page.text[paragraph.start : page.opening(quotation)].rstrip().endswith(("—", "–", "--"))
        begun = page.text[quotation.start].isupper() and (dashed or begins(page, quotation, paragraph))
        return begun and quotation.closed and final_mark(page, quotation) in ".!?…-–—;"

    def is_flat(self, paragraph: Paragraph) -> bool:
        """Are turns of several speakers printed in one paragraph: “Who?” “Nobody.”"""
        if paragraph.end - paragraph.start > _LONGEST_PARAGRAPH:
            return len(paragraph.quotations) > 2
        return any(
            self._touch(before, after)
            and is_whole(self.page, self.page.quotations[after], paragraph)
            and (before in self.found or self._is_shaped(paragraph, before))
            for before, after in pairwise(paragraph.quotations)
        )

    def _touch(self, before: int, after: int) -> bool:
        whole = self.page.quotations[before].closed and self.page.quotations[after].opened
        return whole and not between(self.page, before, after).strip(BULLETS)

    def _is_near(self, before: int, after: int) -> bool:
        return content_words(between(self.page, before, after)) <= _NEAR

    # --- whose turn it is

    def in_paragraph(self, paragraph: Paragraph, order: int) -> Attributed | None:
        """Who speaks a quotation of a paragraph with turns of several."""
        number = paragraph.quotations[order]
        before = paragraph.quotations[order - 1] if order else None
        leading, following = self._beats(paragraph, order)
        if before is not None and self._touch(before, number):
            return self._next(before, following)
        last = None if before is None else self._parties.of_quotation(before)
        if before is not None and last is not None and self._is_joined(before, number, last, leading):
            acting = next((party for party in (following, leading) if party and party.is_same(last)), None)
            return Attributed(None, "same paragraph", before, before, acting.subject if acting else None)
        if acting := _nearer(leading, following):
            return Attributed(None, BEAT, subject=acting.subject)
        if before is None or before not in self.found or not self._is_near(before, number):
            return None
        return self._next(before, None)

    def over_paragraphs(self, earlier: Paragraph | None, here: Paragraph, order: int) -> Attributed | None:
        """Who speaks the quotation of a paragraph without a cue, in a told conversation."""
        if not self.is_told:
            return None
        leading, following = self._beats(here, order)
        if acting := _nearer(leading, following):
            return Attributed(None, BEAT, subject=acting.subject)
        if order or earlier is None or not self._is_turn(earlier) or not self._is_turn(here):
            return None
        before = earlier.quotations[-1]
        return self._next(before, None) if self.page.quotations[before].closed else None

    def _beats(self, paragraph: Paragraph, order: int) -> tuple[Party | None, Party | None]:
        """Who acts directly before and after a quotation, but for those whom it addresses."""
        page, numbers = self.page, paragraph.quotations
        number, quotation = numbers[order], page.quotations[numbers[order]]
        floor = page.closing(page.quotations[numbers[order - 1]]) if order else paragraph.start
        after = numbers[order + 1] if order + 1 < len(numbers) else None
        limit = paragraph.end if after is None else page.opening(page.quotations[after])
        leading = self._parties.acting_before(quotation, floor)
        following = self._parties.acting_after(quotation, limit)
        if after is not None and after in self.found and self.found[after].rule == "cue before":
            following = None  # it leads to the next turn
        return self._unless_addressed(number, leading), self._unless_addressed(number, following)

    def _unless_addressed(self, number: int, party: Party | None) -> Party | None:
        return None if party is None or self._parties.addressed_in(number, party) else party

    def _is_joined(self, before: int, number: int, last: Party, leading: Party | None) -> bool:
        """Only the attribution of the quotation before stands between, and this one does not address its
        speaker, who is `last`; or a word on what he does, who is `leading` then too."""
        words = between(self.page, before, number)
        if sentence_ends(words) > 1 or self._parties.addressed_in(number, last):
            return False
        if self._has_cue_behind(before, number):
            return content_words(words) <= _NEAR
        return content_words(words) <= LONGEST_ATTRIBUTION and (leading is None or leading.is_same(last))

    def _has_cue_behind(self, before: int, after: int) -> bool:
        """Does the cue of a quotation stand between it and the next?"""
        frame = self.found[before].frame if before in self.found else None
        if frame is None:
            return False
        cue, page = self.page.token(frame, frame.verb), self.page
        return page.closing(page.quotations[before]) <= cue.start < page.opening(page.quotations[after])

    def _next(self, before: int, following: Party | None) -> Attributed:
        """Somebody else than the one who spoke directly before: who acts then, else the other party. What
        the narrator does after a turn is rather the answer to it."""
        other = self._parties.other_than(before)
        if following is not None and not (following.is_narrator and other is not None):
            return Attributed(None, BEAT, subject=following.subject)
        return Attributed(None, NOBODY_NAMED if other is None else _TURN, None, other)


def _nearer(leading: Party | None, following: Party | None) -> Party | None:
    """Who acts before a quotation, rather than after it; of one who acts in both, the mention directly
    behind it."""
    both = leading is not None and following is not None and following.is_same(leading)
    return following if both or leading is None else leading
