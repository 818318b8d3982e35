"""Quotations -> the frames that attribute them, read off the layout of marks, cues and paragraphs.

A quotation is *independent* when it stands as speech of its own (after a sentence end, a colon, a comma or
a cue, and closed by one), *embedded* when it is a piece of the sentence around it. Independent ones are
attributed by a cue directly after or before them, else by what holds in the paragraph: the same speaker
goes on. Embedded ones belong to the clause they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.extract.frames import Frame
from detente.model import Quotation, Sentence, Token

_DOUBLED = ("``", "''")
_CLOSERS = '"”»'
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bGen)(?<!\bSen)"
                           r"(?<!\bRep)(?<!\bGov)[.!?][\"”»)\]]*\s+(?=[\"“«A-Z])")  # fmt: skip
_SPEECH_WORD = re.compile(r"\b(?:said|says?|told|asked|added|wrote|tweeted|called)\b", re.I)
_LOOKING_BACK = re.compile(r"(?:This|That|Such|So|These|Thus)\b")
_CARRIERS = frozenset(
    [
        "report",
        "reports",
        "article",
        "agency",
        "newspaper",
        "website",
        "transcript",
        "broadcast",
        "outlet",
        "paper",
    ]
)
_LABEL = re.compile(r"(?:^|[-–—.\]]\s*|[Ff]rom )(?:[A-Z][\w.’'-]*(?: (?:and|of|the) | |:)){1,6}\s*$")
_LINK = re.compile(
    r"^[\s,.;:—–\-\"”»]*(?:(?:and|but|then|also|however|later|who|which|as|so|is how|was how)\b[\s,]*){0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: character bounds, its quotations (numbers of the document's list) and frames in order."""

    number: int
    start: int
    end: int
    quotations: tuple[int, ...]
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Attributed:
    """How a quotation is attributed: by `frame`, by the frame of the quotation `like`, or by `subject`
    (sentence, token) of a sentence that only sets the scene. `continues` is the quotation before."""

    frame: Frame | None
    rule: str
    continues: int | None = None
    like: int | None = None
    subject: tuple[int, int] | None = None


class QuotationAttributor:
    """Attributes the quotations of one document. `sentences` are those of the document, in order."""

    def __init__(self, text: str, quotations: Sequence[Quotation], sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._quotations = quotations
        self._outer_starts = [q.start for q in quotations if q.depth == 0]
        self._outer_ends = [q.end for q in quotations if q.depth == 0]
        self._sentences = sentences

    # --- shape

    def opening(self, quotation: Quotation) -> int:
        """Where the opening mark stands (the start itself if the source lacks it)."""
        if not quotation.opened:
            return quotation.start
        at = quotation.start
        while at and self._text[at - 1].isspace():
            at -= 1
        return at - 2 if self._text[at - 2 : at] in _DOUBLED else at - 1

    def closing(self, quotation: Quotation) -> int:
        """The offset after the closing mark (the end itself if the source lacks it)."""
        if not quotation.closed:
            return quotation.end
        at = quotation.end
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at + 2 if self._text[at : at + 2] in _DOUBLED else at + 1

    def words(self, quotation: Quotation) -> int:
        return len(self._text[quotation.start : quotation.end].split())

    def begins(self, quotation: Quotation, paragraph: Paragraph) -> bool:
        """Does it begin where speech can: with a paragraph, a sentence, after a colon or comma?"""
        before = self._text[paragraph.start : self.opening(quotation)].rstrip(" \u00a0—–-“„")
        return not before or before[-1] in "([" or before[-1] in ".!?:," + _CLOSERS or not quotation.opened

    def ends(self, quotation: Quotation, paragraph: Paragraph) -> bool:
        """Does it end like speech: on a final mark or comma, or with the sentence?"""
        after = self._text[self.closing(quotation) : paragraph.end].lstrip()
        inside = self._text[quotation.end - 1]
        return inside in ".!?,…—-;" or not after or after[0] in ".,;!?—"

    def is_whole(self, quotation: Quotation, paragraph: Paragraph) -> bool:
        """Whole sentences of its own, with nothing of the sentence around it."""
        before = self._text[paragraph.start : self.opening(quotation)].rstrip(" \u00a0“„")
        starts = not before or before[-1] in ".!?:" + _CLOSERS or not quotation.opened
        ends = self._text[quotation.end - 1] in ".!?…" or not quotation.closed
        return starts and ends

    # --- attribution

    def attribute(self, paragraphs: Sequence[Paragraph]) -> dict[int, Attributed]:
        """For each quotation that is speech and attributed outside any indirect clause: how."""
        found: dict[int, Attributed] = {}
        for position, paragraph in enumerate(paragraphs):
            for order, number in enumerate(paragraph.quotations):
                if attributed := self._adjacent(paragraph, order, number):
                    found[number] = attributed
            if position:
                self._across(paragraphs[position - 1], paragraph, found)
        for position in range(len(paragraphs)):
            self._chain(paragraphs, position, found)
        for position in range(len(paragraphs)):
            self._chain(paragraphs, position, found)
            self._fill(paragraphs, position, found)
        return found

    def _adjacent(self, paragraph: Paragraph, order: int, number: int) -> Attributed | None:
        """A cue directly before or after the quotation."""
        quotation = self._quotations[number]
        before = self._cue_before(paragraph, order, quotation)
        after = self._cue_after(paragraph, order, quotation)
        if after and after.pattern != "beside" and self._text[quotation.end - 1] == ",":
            return Attributed(after, "cue after")
        if label := self._label_before(paragraph, order, quotation):
            return label
        if before:
            return Attributed(before, "cue before")
        return Attributed(after, "cue after") if after else None

    def _cue_after(self, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
        close = self.closing(quotation)
        limit = self._next_opening(paragraph, order)
        last = self._text[quotation.end - 1]
        for frame in paragraph.frames:
            low = self._first_after(frame, close)
            if low is None or not frame.takes_quote:
                continue
            if low >= limit:
                return None
            gap = self._text[close:low]
            if not _LINK.match(gap) or "." in gap or ";" in gap:
                return None
            if last in ".!?…" and not self._looks_back(frame, paragraph, quotation, limit):
                return None
            if frame.weak and not self._hands_back(quotation, frame):
                return None
            return frame
        return None

    def _hands_back(self, quotation: Quotation, frame: Frame) -> bool:
        """Does the quotation end as one that a cue follows, so that even a weak verb is its cue?"""
        close = self.closing(quotation)
        inside = self._text[quotation.end - 1] in ",!?…"
        return inside or (frame.pattern != "beside" and self._text[close : close + 1] == ",")

    def _first_after(self, frame: Frame, close: int) -> int | None:
        """Where cue and source begin if they stand after `close`; the source may stand before (shared)."""
        tokens = self._sentences[frame.sentence].tokens
        if tokens[frame.verb].start < close:
            return None
        first = tokens[frame.cue[0]].start
        if frame.lead is not None and tokens[frame.lead].start >= close:
            return tokens[frame.lead].start
        if frame.source is None or tokens[frame.source].start < close:
            return first if frame.pattern != "beside" else None
        low, _ = self._frame_bounds(frame)
        return max(min(low, first), close)

    def _looks_back(self, frame: Frame, paragraph: Paragraph, quotation: Quotation, limit: int) -> bool:
        """After a final mark inside the quotation: does the cue close it, or open something new?"""
        rest = self._text[self._token(frame, frame.verb).end : limit].strip()
        if self._text[quotation.end - 1] == "." and limit < paragraph.end and (not rest or rest[-1] in ":,"):
            return False
        return frame.content is None or frame.content[0] < quotation.end

    def _cue_before(self, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
        opening = self.opening(quotation)
        floor = self._previous_closing(paragraph, order)
        candidates = [
            f for f in paragraph.frames
            if floor <= self._token(f, f.verb).start < opening and self._looks_forward(f)
        ]  # fmt: skip
        for frame in reversed(candidates):
            gap = self._text[self._token(frame, frame.cue[1]).end : opening]
            if _SENTENCE_END.search(gap + "A"):
                return None
            if self._introduces(frame, gap, quotation) or self._goes_on(paragraph, order, frame, gap):
                return frame
        return None

    def _goes_on(self, paragraph: Paragraph, order: int, frame: Frame, gap: str) -> bool:
        """“Why,” she asked the deputies, “and for whom?”: cue and speaker between two parts."""
        if not order or content_words(gap) > 8 or not gap.rstrip().endswith((",", "—", "–", "-")):
            return False
        before = self._quotations[paragraph.quotations[order - 1]]
        return (
            self._text[before.end - 1] in ",—–-?!"
            and self._first_after(frame, self.closing(before)) is not None
        )

    def _label_before(self, paragraph: Paragraph, order: int, quotation: Quotation) -> Attributed | None:
        """ "More from Smith: “...”": the name directly before a colon."""
        opening = self.opening(quotation)
        if not _LABEL.search(self._text[self._previous_closing(paragraph, order) : opening]):
            return None
        index = bisect_left(self._sentences, opening, key=lambda s: s.start) - 1
        tokens = self._sentences[index].tokens
        before = [i for i, token in enumerate(tokens) if token.end <= opening and token.text != ":"]
        if before and tokens[before[-1]].tag in ("NNP", "NNPS"):
            return Attributed(None, "label before", subject=(index, before[-1]))
        return None

    def _looks_forward(self, frame: Frame) -> bool:
        return frame.takes_quote and frame.pattern not in ("object", "infinitive")

    def _introduces(self, frame: Frame, gap: str, quotation: Quotation) -> bool:
        """Does the stretch between cue and mark hand over to the quotation?"""
        stripped = gap.strip()
        if frame.pattern == "beside":
            whole = self._text[quotation.end - 1] in ".!?…" and self.words(quotation) > 3
            return whole and stripped.endswith((":", ","))
        content = frame.content
        if content and content[0] <= quotation.start and self._runs_on(quotation, content[1]):
            return False
        within = content is not None and content[0] < self.opening(quotation) and content[1] > quotation.start
        if stripped.endswith(":"):
            return True
        if stripped in ("", ",", "that", "that,", ", that", "as", "as saying", "as saying that"):
            return frame.pattern != "view"
        first = self._text[quotation.start]
        if stripped.endswith((",", "—", "–", "-")):
            return first.isupper() and self.words(quotation) > 2 and not (within and content_words(gap) > 9)
        if stripped.endswith((" that", "saying", "in saying")):
            return not within
        return first.isupper() and self.words(quotation) > 4 and not within and frame.content is None

    def _runs_on(self, quotation: Quotation, content_end: int) -> bool:
        """Does the clause go on after the quotation, which then is only a part of it?"""
        rest = self._text[self.closing(quotation) : content_end].strip(" ,.")
        return content_words(rest) > 1 and rest[0].islower() and rest.split()[0] not in ("and", "but")

    # --- paragraphs

    def _across(self, before: Paragraph, here: Paragraph, found: dict[int, Attributed]) -> None:
        """Attribution in a paragraph of its own, before or after the quotation."""
        if here.quotations and here.quotations[0] not in found:
            self._from_before(before, here, found)
        if before.quotations and here.frames:
            self._from_after(before, here, found)

    def _from_before(self, before: Paragraph, here: Paragraph, found: dict[int, Attributed]) -> None:
        first = self._quotations[here.quotations[0]]
        ending = self._text[before.start : before.end].rstrip()[-1:]
        bullet = self._text[here.start : self.opening(first)].strip(" -–—•*")
        if bullet or ending not in ":," or self._is_quoted(before.end - 1):
            return
        frames = [f for f in before.frames if f.source is not None and f.pattern != "beside"]
        handing = [f for f in frames if f.takes_quote and f.content is None] or frames
        spoken = [f for f in handing if not self._is_carrier(f)] or handing
        if spoken:
            found[here.quotations[0]] = Attributed(spoken[-1], "cue in the paragraph before")

    def _from_after(self, before: Paragraph, here: Paragraph, found: dict[int, Attributed]) -> None:
        number, frame = before.quotations[-1], here.frames[0]
        last = self._quotations[number]
        low = self._token(frame, frame.cue[0]).start
        if frame.source is not None:
            low = min(low, self._frame_bounds(frame)[0])
        at_end = self.closing(last) >= before.end and self._text[last.end - 1] == ","
        if at_end and low - here.start < 3 and frame.pattern != "beside":
            found[number] = Attributed(frame, "cue in the paragraph after")

    def _is_carrier(self, frame: Frame) -> bool:
        """ "according to the agency's report": who carries the words is not who said them."""
        if frame.source is None or frame.pattern != "according":
            return False
        return self._token(frame, frame.source).lower in _CARRIERS

    def _is_quoted(self, offset: int) -> bool:
        index = bisect_right(self._outer_starts, offset) - 1
        return index >= 0 and offset < self._outer_ends[index]

    def _chain(self, paragraphs: Sequence[Paragraph], position: int, found: dict[int, Attributed]) -> None:
        """A paragraph that ends without closing and the next that opens again: one utterance."""
        if position == 0:
            return
        before, here = paragraphs[position - 1], paragraphs[position]
        if not before.quotations or not here.quotations:
            return
        last, first = before.quotations[-1], here.quotations[0]
        open_end = self._quotations[last]
        if open_end.closed or self._quotations[first].start - here.start > 2:
            return
        if last not in found and not self.begins(open_end, before):
            return
        if first in found and last not in found:
            frame = found[first]
            found[last] = Attributed(frame.frame, "utterance goes on in the next paragraph", None, first)
        elif last in found:
            own = found.get(first)
            if own is None or own.rule == "cue in the paragraph before":
                found[first] = Attributed(None, "utterance goes on", last, last)
            else:
                found[first] = Attributed(own.frame, own.rule, last, own.like)

    def _fill(self, paragraphs: Sequence[Paragraph], position: int, found: dict[int, Attributed]) -> None:
        """Quotations of whole sentences without a cue of their own: the speaker of the paragraph goes on."""
        paragraph = paragraphs[position]
        for order, number in enumerate(paragraph.quotations):
            quotation = self._quotations[number]
            before = self._quotation_before(paragraphs, position, order)
            if number not in found:
                whole = self.is_whole(quotation, paragraph) and self.words(quotation) >= 3
                how = self._without_cue(paragraphs, position, order, found) if whole else None
                if how is not None:
                    found[number] = how
            elif before is not None:
                self._continue(before, number, found)

    def _quotation_before(self, paragraphs: Sequence[Paragraph], position: int, order: int) -> int | None:
        if order:
            return paragraphs[position].quotations[order - 1]
        earlier = paragraphs[position - 1].quotations if position else ()
        return earlier[-1] if earlier else None

    def _without_cue(
        self, paragraphs: Sequence[Paragraph], position: int, order: int, found: dict[int, Attributed]
    ) -> Attributed | None:
        """Who says whole sentences that no cue stands beside, by what stands around them."""
        paragraph = paragraphs[position]
        number = paragraph.quotations[order]
        quotation = self._quotations[number]
        earlier = [q for q in paragraph.quotations[:order] if q in found]
        if earlier:
            joined = earlier[-1] if self._only_attribution_between(paragraph, earlier[-1], number) else None
            return Attributed(None, "same paragraph", joined, earlier[-1])
        later = [q for q in paragraph.quotations[order + 1 :] if q in found]
        if later:
            return Attributed(None, "next in paragraph", None, later[0])
        near = (
            self._scene(paragraph, quotation)
            or self._looks_back_at(paragraphs, position, order)
            or self._previous_speech(paragraphs, position, found)
        )
        if near is None and self._is_alone(quotation, paragraph):
            return self._distant(paragraphs, position, found)
        return near

    def _continue(self, before: int, number: int, found: dict[int, Attributed]) -> None:
        """“A,” she said, “b.”: the second part continues the first."""
        own, other = found[number], found.get(before)
        if own.continues is not None or other is None:
            return
        shared = own.frame is not None and own.frame == other.frame
        opens = self._text[self._quotations[number].start].islower()
        if shared or (opens and own.frame is None and own.like == before):
            found[number] = Attributed(own.frame, own.rule, before, own.like)

    def _only_attribution_between(self, paragraph: Paragraph, before: int, after: int) -> bool:
        between = self._text[self.closing(self._quotations[before]) : self.opening(self._quotations[after])]
        return content_words(between) <= 14 and len(_SENTENCE_END.findall(between + "A")) <= 1

    def _scene(self, paragraph: Paragraph, quotation: Quotation) -> Attributed | None:
        """A sentence of the paragraph whose source, or whose subject, then speaks."""
        opening = self.opening(quotation)
        for frame in reversed(paragraph.frames):
            if frame.source is None or frame.pattern == "beside":
                continue
            if self._token(frame, frame.verb).start < opening:
                return Attributed(frame, "cue earlier in the paragraph")
        for frame in paragraph.frames:
            if frame.source is None or frame.pattern == "beside":
                continue
            if self._token(frame, frame.verb).start > opening:
                return Attributed(frame, "cue later in the paragraph")
        return self._subject_before(paragraph, opening)

    def _subject_before(self, paragraph: Paragraph, opening: int) -> Attributed | None:
        index = bisect_left(self._sentences, opening, key=lambda s: s.start) - 1
        while index >= 0 and self._sentences[index].paragraph == paragraph.number:
            sentence = self._sentences[index]
            for position, token in enumerate(sentence.tokens):
                if token.dep == "nsubj" and token.end <= opening and not self._is_quoted(token.start):
                    return Attributed(None, "subject of the sentence before", subject=(index, position))
            index -= 1
        return None

    def _is_alone(self, quotation: Quotation, paragraph: Paragraph) -> bool:
        """A paragraph of body text that is nothing but this quotation."""
        bullet = self._text[paragraph.start : self.opening(quotation)].strip(" -–—•*")
        alone = not bullet and self.closing(quotation) >= paragraph.end
        return alone and self.words(quotation) >= 3

    def _looks_back_at(self, paragraphs: Sequence[Paragraph], position: int, order: int) -> Attributed | None:
        """ "This is how X answered ...", "So said X" at the start of the paragraph after."""
        if position + 1 >= len(paragraphs) or order + 1 < len(paragraphs[position].quotations):
            return None
        following = paragraphs[position + 1]
        opening = self._text[following.start : following.start + 14]
        if not _LOOKING_BACK.match(opening):
            return None
        frame = next((f for f in following.frames if f.source is not None), None)
        return Attributed(frame, "cue in the paragraph after") if frame else None

    def _distant(
        self, paragraphs: Sequence[Paragraph], position: int, found: dict[int, Attributed]
    ) -> Attributed:
        """Speech without any attribution near: the last speaker within three paragraphs, else the person
        whom the paragraph before is about, else nobody."""
        for before in reversed(paragraphs[max(0, position - 3) : position]):
            spoken = [q for q in before.quotations if q in found]
            if spoken:
                return Attributed(None, "distant", None, spoken[-1])
        scene = None
        if position:
            scene = self._subject_before(paragraphs[position - 1], paragraphs[position].start)
        return Attributed(None, "nobody named", subject=scene.subject if scene else None)

    def _previous_speech(
        self, paragraphs: Sequence[Paragraph], position: int, found: dict[int, Attributed]
    ) -> Attributed | None:
        """The speaker of the paragraph before, by its last quotation or else its last cue."""
        if position == 0:
            return None
        before, here = paragraphs[position - 1], paragraphs[position]
        rule = "speaker of the paragraph before"
        spoken = [q for q in before.quotations if q in found]
        if spoken:
            goes_on = self._is_alone(self._quotations[here.quotations[0]], here) if here.quotations else False
            at_end = self.closing(self._quotations[spoken[-1]]) >= before.end - 1
            return Attributed(None, rule, spoken[-1] if goes_on and at_end else None, spoken[-1])
        frames = [f for f in before.frames if f.source is not None and not f.weak]
        if not frames:
            return None
        earlier = paragraphs[position - 2].quotations if position > 1 else ()
        if earlier and content_words(self._text[before.start : before.end]) <= 8 and earlier[-1] in found:
            return Attributed(None, rule, earlier[-1], earlier[-1])  # the attribution stood between
        return Attributed(frames[-1], rule)

    # --- positions

    def _token(self, frame: Frame, index: int) -> Token:
        return self._sentences[frame.sentence].tokens[index]

    def _frame_bounds(self, frame: Frame) -> tuple[int, int]:
        """The characters from the first to the last of cue and source."""
        sentence = self._sentences[frame.sentence]
        low, high = frame.cue
        if frame.source is not None:
            first, last = sentence.subtree_bounds[frame.source]
            first = first if first <= frame.source else frame.source
            low, high = min(low, first), max(high, min(last, frame.source) if last > frame.verb else last)
        return sentence.tokens[low].start, sentence.tokens[high].end

    def _next_opening(self, paragraph: Paragraph, order: int) -> int:
        rest = paragraph.quotations[order + 1 :]
        return self.opening(self._quotations[rest[0]]) if rest else paragraph.end

    def _previous_closing(self, paragraph: Paragraph, order: int) -> int:
        return self.closing(self._quotations[paragraph.quotations[order - 1]]) if order else paragraph.start


def content_words(stretch: str) -> int:
    return len(re.findall(r"\w+", stretch))


def group_paragraphs(
    sentences: Sequence[Sentence], quotations: Sequence[Quotation], frames: Sequence[Frame]
) -> Iterator[Paragraph]:
    """The paragraphs of the parsed sentences, each with its outer quotations and frames."""
    numbers: dict[int, list[int]] = {}
    for index, sentence in enumerate(sentences):
        numbers.setdefault(sentence.paragraph, []).append(index)
    by_sentence: dict[int, list[Frame]] = {}
    for frame in frames:
        by_sentence.setdefault(frame.sentence, []).append(frame)
    outer = [(q.start, number) for number, q in enumerate(quotations) if q.depth == 0]
    starts = [start for start, _ in outer]
    for paragraph, members in numbers.items():
        start, end = sentences[members[0]].start, sentences[members[-1]].end
        inside = outer[bisect_left(starts, start) : bisect_left(starts, end)]
        here = [frame for index in members for frame in by_sentence.get(index, ())]
        here.sort(key=lambda f: sentences[f.sentence].tokens[f.verb].start)
        yield Paragraph(paragraph, start, end, tuple(number for _, number in inside), tuple(here))
