"""Quotations -> how they are attributed, read off the layout of marks, cues and paragraphs.

A quotation is *independent* when it stands as speech of its own (after a sentence end, a colon, a comma or
a cue, and closed by one), *embedded* when it is a piece of the sentence around it. Independent ones are
attributed by a cue directly after or before them, else by what holds in the paragraph: the same speaker
goes on. Embedded ones belong to the clause they stand in.
"""

from __future__ import annotations

import re

from detente.extract.beside import (
    BULLETS,
    LONGEST_ATTRIBUTION,
    Attributed,
    attribute_beside,
    attribution_only,
    attribution_start,
    begins,
    between,
    content_words,
    is_generic,
    sentence_ends,
)
from detente.extract.conversation import NOBODY_NAMED, Conversation
from detente.extract.frames import Frame
from detente.extract.page import Page, Paragraph
from detente.model import Quotation

_LOOKING_BACK = re.compile(r"(?:This|That|Such|So|These|Thus)\b")
_CARRIERS = frozenset({"report", "reports", "article", "agency", "newspaper", "website", "transcript",
                       "broadcast", "outlet", "paper"})  # fmt: skip


def attribute_quotations(page: Page) -> dict[int, Attributed]:
    """For each quotation that is speech and attributed outside any indirect clause: how."""
    return _Attribution(page).run()


class _Attribution:
    """The quotations of one page attributed so far, in `_found`; each step looks only at those."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._text = page.text
        self._quotations = page.quotations
        self._paragraphs = page.paragraphs
        self._found: dict[int, Attributed] = {}
        self._conversation = Conversation(page, self._found)

    def run(self) -> dict[int, Attributed]:
        for position, paragraph in enumerate(self._paragraphs):
            self._beside(paragraph)
            if position:
                self._across(self._paragraphs[position - 1], paragraph)
        for position in range(1, len(self._paragraphs)):
            self._chain(position)
        for position in range(len(self._paragraphs)):
            self._chain(position)  # once more, now that what was filled in before can go on
            self._fill(position)
        return self._found

    def _beside(self, paragraph: Paragraph) -> None:
        for order, number in enumerate(paragraph.quotations):
            before = paragraph.quotations[order - 1] if order else None
            attributed = attribute_beside(self._page, paragraph, order, number)
            unnamed = attributed is None or (attributed.frame is not None and attributed.frame.source is None)
            if unnamed and before is not None:
                attributed = self._resumed(before, number) or attributed
            if attributed is not None:
                self._found[number] = attributed

    def _resumed(self, before: int, number: int) -> Attributed | None:
        """The second part of “A,” breathed the lady, “and B.”"""
        how = self._found.get(before)
        if how is None or how.rule != "cue after" or how.frame is None:
            return None
        words = between(self._page, before, number)
        if sentence_ends(words) or not words.rstrip().endswith((",", ";", "—", "–", "--")):
            return None
        short = content_words(words) <= LONGEST_ATTRIBUTION
        return Attributed(how.frame, "cue before", before) if short else None

    def _across(self, before: Paragraph, here: Paragraph) -> None:
        """Attribution in a paragraph of its own, before or after the quotation."""
        if here.quotations and here.quotations[0] not in self._found:
            self._from_before(before, here)
        if before.quotations and here.frames:
            self._from_after(before, here)

    def _from_before(self, before: Paragraph, here: Paragraph) -> None:
        first = self._quotations[here.quotations[0]]
        ending = self._text[before.start : before.end].rstrip()[-1:]
        bullet = self._text[here.start : self._page.opening(first)].strip(BULLETS)
        if bullet or ending not in ":," or not self._is_outside(before.end - 1):
            return
        rule = "cue in the paragraph before"
        frames = [f for f in before.frames if f.source is not None and f.pattern != "beside"]
        handing = [f for f in frames if f.takes_quote and f.content is None] or frames
        spoken = [f for f in handing if not self._is_carrier(f)] or handing
        if spoken:
            self._found[here.quotations[0]] = Attributed(spoken[-1], rule)
        elif ending == ":" and self._is_alone(first, here) and (subject := self._subject_of_colon(before)):
            self._found[here.quotations[0]] = Attributed(None, rule, subject=subject)

    def _subject_of_colon(self, paragraph: Paragraph) -> tuple[int, int] | None:
        """The last subject before a colon that alone hands over: "X named three conditions:"."""
        number = self._page.sentence_at(paragraph.end - 1)
        tokens = self._page.sentences[number].tokens
        subjects = [i for i, t in enumerate(tokens) if t.dep == "nsubj" and self._is_outside(t.start)]
        return (number, subjects[-1]) if subjects else None

    def _is_outside(self, offset: int) -> bool:
        return self._page.quotation_at(offset) is None

    def _from_after(self, before: Paragraph, here: Paragraph) -> None:
        number, frame = before.quotations[-1], here.frames[0]
        last = self._quotations[number]
        low = attribution_start(self._page, frame)
        at_end = self._page.closing(last) >= before.end and self._text[last.end - 1] == ","
        if at_end and low - here.start < 3 and frame.pattern != "beside":
            self._found[number] = Attributed(frame, "cue in the paragraph after")

    def _is_carrier(self, frame: Frame) -> bool:
        """Who carries the words is not who said them: "according to the agency's report"."""
        if frame.source is None or frame.pattern != "according":
            return False
        return self._page.token(frame, frame.source).lower in _CARRIERS

    def _chain(self, position: int) -> None:
        """A paragraph that ends without closing and the next that opens again: one utterance."""
        if position == 0:
            return
        before, here = self._paragraphs[position - 1], self._paragraphs[position]
        if not before.quotations or not here.quotations:
            return
        last, first = before.quotations[-1], here.quotations[0]
        open_end = self._quotations[last]
        if open_end.closed or self._quotations[first].start - here.start > 2:
            return
        if last not in self._found and not begins(self._page, open_end, before):
            return
        if first in self._found and last not in self._found:
            frame = self._found[first].frame
            self._found[last] = Attributed(frame, "utterance goes on in the next paragraph", None, first)
        elif last in self._found:
            own = self._found.get(first)
            if own is None or own.rule == "cue in the paragraph before":
                self._found[first] = Attributed(None, "utterance goes on", last, last)
            else:
                self._found[first] = Attributed(own.frame, own.rule, last, own.like)

    def _fill(self, position: int) -> None:
        """Quotations of whole sentences without a cue of their own: the speaker of the paragraph goes on."""
        paragraph = self._paragraphs[position]
        for order, number in enumerate(paragraph.quotations):
            before = self._quotation_before(position, order)
            if number not in self._found:
                how = (
                    self._without_cue(position, order)
                    if self._conversation.is_speech(paragraph, order)
                    else None
                )
                if how is not None:
                    self._found[number] = how
            if before is not None and number in self._found:
                self._continue(before, number)

    def _quotation_before(self, position: int, order: int) -> int | None:
        if order:
            return self._paragraphs[position].quotations[order - 1]
        earlier = self._paragraphs[position - 1].quotations if position else ()
        return earlier[-1] if earlier else None

    def _without_cue(self, position: int, order: int) -> Attributed | None:
        """Who says whole sentences that no cue stands beside, by what stands around them."""
        paragraph = self._paragraphs[position]
        if self._conversation.is_flat(paragraph):
            return self._conversation.in_paragraph(paragraph, order)
        number = paragraph.quotations[order]
        quotation = self._quotations[number]
        before, after = paragraph.quotations[:order], paragraph.quotations[order + 1 :]
        earlier = next((q for q in reversed(before) if q in self._found), None)
        if earlier is not None:
            joined = earlier if attribution_only(self._page, earlier, number) else None
            return Attributed(None, "same paragraph", joined, earlier)
        later = next((q for q in after if q in self._found), None)
        if later is not None:
            return Attributed(None, "next in paragraph", None, later)
        above = self._paragraphs[position - 1] if position else None
        near = (
            self._conversation.over_paragraphs(above, paragraph, order)
            or self._scene(paragraph, quotation)
            or self._looks_back_at(position, order)
            or self._previous_speech(position)
        )
        if near is None and self._is_alone(quotation, paragraph):
            return self._distant(position)
        return near

    def _continue(self, before: int, number: int) -> None:
        """“A,” she said, “b.”: the second part continues the first."""
        own, other = self._found[number], self._found.get(before)
        if own.continues is not None or other is None:
            return
        shared = own.frame is not None and own.frame == other.frame
        opens = self._text[self._quotations[number].start].islower()
        if shared or (opens and own.frame is None and own.like == before):
            self._found[number] = Attributed(own.frame, own.rule, before, own.like)

    def _scene(self, paragraph: Paragraph, quotation: Quotation) -> Attributed | None:
        """A sentence of the paragraph whose source, or whose subject, then speaks."""
        opening = self._page.opening(quotation)
        cues = [f for f in paragraph.frames if f.source is not None and f.pattern != "beside"]
        cues = [f for f in cues if not is_generic(self._page, f)]
        before = [f for f in cues if self._page.token(f, f.verb).start < opening]
        if before:
            return Attributed(before[-1], "cue earlier in the paragraph")
        if cues:
            return Attributed(cues[0], "cue later in the paragraph")
        return self._subject_before(paragraph, opening)

    def _subject_before(self, paragraph: Paragraph, opening: int) -> Attributed | None:
        index = self._page.sentence_before(opening)
        while index >= 0 and self._page.sentences[index].paragraph == paragraph.number:
            sentence = self._page.sentences[index]
            for position, token in enumerate(sentence.tokens):
                if (
                    token.dep == "nsubj"
                    and token.end <= opening
                    and self._page.quotation_at(token.start) is None
                ):
                    return Attributed(None, "subject of the sentence before", subject=(index, position))
            index -= 1
        return None

    def _is_alone(self, quotation: Quotation, paragraph: Paragraph) -> bool:
        """A paragraph of body text that is nothing but this quotation."""
        bullet = self._text[paragraph.start : self._page.opening(quotation)].strip(BULLETS)
        alone = not bullet and self._page.closing(quotation) >= paragraph.end
        return alone and self._page.count_words(quotation) >= 3

    def _looks_back_at(self, position: int, order: int) -> Attributed | None:
        """The paragraph after begins "This is how X answered ...", "So said X"."""
        if position + 1 >= len(self._paragraphs) or order + 1 < len(self._paragraphs[position].quotations):
            return None
        following = self._paragraphs[position + 1]
        opening = self._text[following.start : following.start + 14]
        if not _LOOKING_BACK.match(opening):
            return None
        frame = next((f for f in following.frames if f.source is not None), None)
        return Attributed(frame, "cue in the paragraph after") if frame else None

    def _distant(self, position: int) -> Attributed:
        """Speech without any attribution near: the last speaker within three paragraphs, else the person
        whom the paragraph before is about, else nobody."""
        for before in reversed(self._paragraphs[max(0, position - 3) : position]):
            spoken = [q for q in before.quotations if q in self._found]
            if spoken:
                return Attributed(None, "distant", None, spoken[-1])
        scene = None
        if position:
            scene = self._subject_before(self._paragraphs[position - 1], self._paragraphs[position].start)
        return Attributed(None, NOBODY_NAMED, subject=scene.subject if scene else None)

    def _previous_speech(self, position: int) -> Attributed | None:
        """The speaker of the paragraph before, by its last quotation or else its last cue."""
        if position == 0:
            return None
        before, here = self._paragraphs[position - 1], self._paragraphs[position]
        rule = "speaker of the paragraph before"
        spoken = [q for q in before.quotations if q in self._found]
        if spoken:
            goes_on = self._is_alone(self._quotations[here.quotations[0]], here) if here.quotations else False
            at_end = self._page.closing(self._quotations[spoken[-1]]) >= before.end - 1
            return Attributed(None, rule, spoken[-1] if goes_on and at_end else None, spoken[-1])
        frames = [f for f in before.frames if f.source is not None and not f.weak]
        if not frames:
            return None
        earlier = self._paragraphs[position - 2].quotations if position > 1 else ()
        if (
            earlier
            and content_words(self._text[before.start : before.end]) <= 8
            and earlier[-1] in self._found
        ):
            return Attributed(None, rule, earlier[-1], earlier[-1])  # the attribution stood between
        return Attributed(frames[-1], rule)
