"""Quotations that are speech of their own -> drafts; and words quoted where nothing reports them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from detente.extract.beside import Attributed, begins
from detente.extract.bounds import fit_sentence, fit_to_marks
from detente.extract.conversation import BEAT, NOBODY_NAMED
from detente.extract.drafts import Draft, whole_quotation
from detente.extract.frames import Frame
from detente.extract.page import Page
from detente.extract.speakers import NOBODY, PERSONAL, Speakers
from detente.model import Quotation, Speaker

_ADDRESSED = frozenset({"me", "us", "him", "her", "them", "you"})
_NARRATIVE = ("paragraph", "caption")
_ONLY_JOINS = re.compile(r"[\s,;–—-]*(?:but|and|while|whereas|yet)?[\s,]*", re.IGNORECASE)
_FEWEST_EMBEDDED = 5  # fewer words are a term or scare quotes rather than speech


def find_speakers(attributed: Mapping[int, Attributed], speakers: Speakers) -> dict[int, Speaker | None]:
    """The speaker of each attributed quotation, the same as that of the quotation it is `like`; None where
    what should name him does not."""
    known: dict[int, Speaker | None] = {}
    for number in sorted(attributed):
        chain = [number]
        while (like := _deferred(attributed[chain[-1]])) is not None and like not in known:
            if like in chain:
                break
            chain.append(like)
        speaker = _own_speaker(attributed[chain[-1]], speakers) if like is None else known.get(like)
        for member in chain:
            known[member] = _named_again(attributed[member], speaker, speakers)
    return known


def _named_again(how: Attributed, speaker: Speaker | None, speakers: Speakers) -> Speaker | None:
    """The speaker with the mention that stands nearer to this quotation than the one that it is like."""
    if speaker is None or how.like is None or how.subject is None:
        return speaker
    return replace(speaker, mention=speakers.of_phrase(*how.subject).mention)


def _deferred(how: Attributed) -> int | None:
    """The quotation whose speaker it shares, where nothing names one for itself."""
    return how.like if how.frame is None else None


def _own_speaker(how: Attributed, speakers: Speakers) -> Speaker | None:
    if how.frame is not None:
        return speakers.of_frame(how.frame)
    unknown = NOBODY if how.rule == NOBODY_NAMED else None
    if how.subject is None:
        return unknown
    sentence, token = how.subject
    speaker = speakers.of_phrase(sentence, token)
    # a thing or an unnamed person as the subject of the sentence before does not yet speak
    is_actor = (
        how.rule == BEAT or speaker.name or speakers.page.sentences[sentence].tokens[token].lower in PERSONAL
    )
    return speaker if is_actor else unknown


def find_direct(page: Page, attributed: Mapping[int, Attributed], speakers: Speakers) -> Iterator[Draft]:
    """The attributed quotations whose speaker is known; `speakers.quoted` are theirs."""
    for number in sorted(attributed):
        how, speaker = attributed[number], speakers.quoted[number]
        if speaker is None:
            continue
        embedded = how.frame is not None and _is_embedded(page, number, how)
        if how.frame is not None and embedded and not _follows_another(page, attributed, number):
            yield from _clause_around(page, number, how.frame, speaker)
        else:
            yield whole_quotation(
                number, page.quotations[number], how.frame, how.rule, speaker, how.continues
            )


def _follows_another(page: Page, attributed: Mapping[int, Attributed], number: int) -> bool:
    """Whether only a conjunction parts it from the attribution of another: “A,” said X, but “B,” said Y."""
    before = attributed.get(number - 1)
    quotation = page.quotations[number]
    if before is None or before.frame is None or before.frame == attributed[number].frame:
        return False
    frame = before.frame
    places = [page.token(frame, i).end for i in (frame.verb, frame.source) if i is not None]
    gap = page.text[max(places) : page.opening(quotation)]
    return max(places) > page.quotations[number - 1].end and _ONLY_JOINS.fullmatch(gap) is not None


def _is_embedded(page: Page, number: int, how: Attributed) -> bool:
    """A piece of the sentence around it, which a cue after it attributes as a whole."""
    quotation = page.quotations[number]
    paragraph = page.paragraph_at(quotation.start)
    return how.rule == "cue after" and paragraph is not None and not begins(page, quotation, paragraph)


def _clause_around(page: Page, number: int, frame: Frame, speaker: Speaker) -> Iterator[Draft]:
    """The clause whose end is the quotation, where the parser does not give it to the cue."""
    quotation = page.quotations[number]
    contents = [other.content for other in page.frames_of(frame.sentence) if other.content]
    if any(start < quotation.start < end for start, end in contents):
        return
    sentence = page.sentences[page.sentence_at(quotation.start)]
    bounds = fit_to_marks(page, sentence.start, page.closing(quotation))
    if bounds is not None and bounds[0] < quotation.start:
        part = ((quotation.start, quotation.end),)
        yield Draft("mixed", *bounds, part, frame, "clause", speaker, quotation.segment, number)


def find_inner(page: Page, direct: Sequence[Draft], speakers: Speakers) -> Iterator[Draft]:
    """Single marks inside a quotation: "She said, ‘It will go,’ and left"."""
    spoken = {draft.quotation for draft in direct}
    for number, quotation in enumerate(page.quotations):
        if quotation.depth and page.quotation_at(quotation.start) in spoken:
            frame = _cue_inside(page, quotation)
            if frame is not None:
                yield whole_quotation(number, quotation, frame, "cue before", speakers.of_frame(frame))


def _cue_inside(page: Page, quotation: Quotation) -> Frame | None:
    """The cue directly before an inner quotation, inside the outer one like it."""
    for frame in page.frames_of(page.sentence_at(quotation.start)):
        cue_end = page.token(frame, frame.cue[1]).end
        gap = page.text[cue_end : quotation.start].strip(" ,:‘'“\"")
        beside = cue_end < quotation.start and (not gap or gap in _ADDRESSED)
        nested = page.quotation_around(frame) is not None
        if beside and nested and frame.takes_quote and frame.source is not None:
            return frame
    return None


def find_embedded(page: Page, drafts: Sequence[Draft], used: set[int]) -> Iterator[Draft]:
    """Some words quoted in a sentence that reports nothing itself: the paragraph's speaker goes on."""
    by_paragraph: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.frame is not None and _is_author_report(page, draft, draft.frame):
            paragraph = page.sentences[draft.frame.sentence].paragraph
            by_paragraph.setdefault(paragraph, []).append(draft)
    for number, quotation in enumerate(page.quotations):
        narrative = page.segments[quotation.segment].kind in _NARRATIVE
        short = page.count_words(quotation) < _FEWEST_EMBEDDED
        if quotation.depth or number in used or short or not narrative:
            continue
        sentence = page.sentence_at(quotation.start)
        beside = by_paragraph.get(page.sentences[sentence].paragraph, ())
        earlier = [draft for draft in beside if draft.start < quotation.start]
        bounds = fit_sentence(page, sentence)
        if earlier and bounds and bounds[0] <= quotation.start and quotation.end <= bounds[1]:
            used.add(number)
            part = ((quotation.start, quotation.end),)
            speaker = max(earlier, key=lambda d: d.start).speaker
            yield Draft("mixed", *bounds, part, None, "embedded", speaker, quotation.segment, number)


def _is_author_report(page: Page, draft: Draft, frame: Frame) -> bool:
    """Has a named speaker, by a cue of the author's own."""
    return not frame.weak and bool(draft.speaker.name) and page.quotation_around(frame) is None
