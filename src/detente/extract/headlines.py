"""Headlines that say whose words they are -> drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from detente.extract.drafts import Draft, whole_quotation
from detente.extract.frames import Frame
from detente.extract.lexicon import Verb, lexicon
from detente.extract.page import Page
from detente.extract.speakers import as_speaker
from detente.model import Quotation, Segment, Speaker
from detente.spans import Span, strip_space

_LEAST_SHARE = 0.8  # of a headline, for it to be one quotation
_LONGEST_SOURCE = 5  # words of who says it and the verb
_SIGNING = re.compile(r": | [-–—] ")
_WORD = re.compile(r"[\w’'-]+")
_SHORTEST_ECHO = 12  # characters: fewer stand in many statements by chance


def find_headlines(page: Page, used: Set[int], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Quoted headlines, signed or said again in one of the `drafts`; then those that a name, or a verb of
    saying, attributes by their layout."""
    for number, quotation in enumerate(page.quotations):
        segment = page.segments[quotation.segment]
        if segment.kind not in ("title", "heading") or quotation.depth or number in used:
            continue
        if signed := _signature(page, segment, quotation):
            yield whole_quotation(number, quotation, None, "label before", signed)
        elif speaker := _speaker_below(page, segment, quotation, drafts):
            echo = whole_quotation(number, quotation, None, "utterance goes on", speaker)
            yield replace(echo, quotation=None)  # what continues the quotation continues the one below
    said = {draft.segment for draft in drafts if draft.kind != "turn"}
    for number, segment in enumerate(page.segments):
        if segment.kind == "title" and (draft := _attributed(page, number)) is not None:
            known = number in said and _parsed(draft, number, drafts)
            if not known:
                yield draft


def _parsed(draft: Draft, number: int, drafts: Sequence[Draft]) -> bool:
    """Has the parser's reading of the title given the same statement?"""
    found = [other for other in drafts if other.segment == number]
    return any(other.start <= draft.start and draft.end <= other.end for other in found)


def _signature(page: Page, segment: Segment, quotation: Quotation) -> Speaker | None:
    """“We will wait” – Lentari"""
    rest = page.text[page.closing(quotation) : segment.end].strip()
    if not rest or rest[0] not in "–—-":
        return None
    named = [m for m in page.mentions_inside(quotation.end, segment.end) if m.name]
    return as_speaker(named[0]) if len(named) == 1 and len(rest.split()) <= 5 else None


def _speaker_below(
    page: Page, segment: Segment, quotation: Quotation, drafts: Sequence[Draft]
) -> Speaker | None:
    """Whoever says the same words below is the speaker of a headline that is one quotation."""
    words = _comparable(page.text[quotation.start : quotation.end])
    fills = quotation.end - quotation.start >= _LEAST_SHARE * (segment.end - segment.start)
    if not fills or len(words) <= _SHORTEST_ECHO:
        return None
    for draft in drafts:
        if words in _comparable(page.text[draft.start : draft.end]):
            return replace(draft.speaker, mention=None)
    return None


def _comparable(words: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in words.lower()).split())


def _attributed(page: Page, number: int) -> Draft | None:
    """What the layout of a title attributes, whatever the parser makes of its capitals."""
    for find in (_labelled, _signed, _said_behind, _said_before):
        if (draft := find(page, number)) is not None:
            return draft
    return None


def _labelled(page: Page, number: int) -> Draft | None:
    """Titles such as "Vikstad: Ferry Will Reopen": the name before the colon says what follows."""
    segment = page.segments[number]
    colon = page.text.find(":", segment.start, segment.end)
    named = next((m for m in page.mentions_inside(segment.start, colon) if m.name and m.end == colon), None)
    if named is None or " and " in page.text[segment.start : colon]:
        return None
    return _draft(page, number, colon + 1, segment.end, as_speaker(named))


def _signed(page: Page, number: int) -> Draft | None:
    """Titles such as "Ferry Will Reopen - Vikstad", "... – sources", "...: minister"."""
    segment = page.segments[number]
    marks = list(_SIGNING.finditer(page.text, segment.start, segment.end))
    if not marks:
        return None
    source = Span.cut(page.text, marks[-1].end(), segment.end)
    speaker = _source(page, source, people_only=True)
    return _draft(page, number, segment.start, marks[-1].start(), speaker) if speaker else None


def _said_behind(page: Page, number: int) -> Draft | None:
    """Titles such as "Ferry Will Reopen, Report Finds" and "Ferry Will Reopen, Says Vikstad"."""
    segment = page.segments[number]
    comma = page.text.rfind(", ", segment.start, segment.end)
    words = list(_WORD.finditer(page.text, max(comma, segment.start), segment.end))
    if comma < 0 or not 2 <= len(words) <= _LONGEST_SOURCE:
        return None
    for cue, others in ((words[-1], words[:-1]), (words[0], words[1:])):
        if (verb := _verb(cue[0])) is not None:
            source = Span.cut(page.text, others[0].start(), others[-1].end())
            speaker = _source(page, source, people_only=False)
            frame = _frame(page, cue.start(), verb)
            return _draft(page, number, segment.start, comma, speaker, frame) if speaker else None
    return None


def _said_before(page: Page, number: int) -> Draft | None:
    """Titles such as "Sudria Denies Cutting Cable"."""
    segment = page.segments[number]
    named = next(iter(page.mentions_inside(segment.start, segment.end)), None)
    if named is None or not named.name or named.start != segment.start:
        return None
    cue = _WORD.match(page.text, named.end + 1, segment.end)
    verb = _verb(cue[0]) if cue else None
    if cue is None or verb is None or verb.weak or not cue[0][0].isupper():
        return None
    start = _content_start(page.text, cue.end(), segment.end, verb)
    if start is None:
        return None
    return _draft(page, number, start, segment.end, as_speaker(named), _frame(page, cue.start(), verb))


def _content_start(text: str, start: int, end: int, verb: Verb) -> int | None:
    """Where the content begins behind the verb, by the frames it can take: at "to", or behind "of"."""
    words = list(_WORD.finditer(text, start, end))
    hands = [w for w in words if w[0].lower() in verb.frames]
    if hands and (hands[0] is words[0] or "clause" not in verb.frames):
        return hands[0].end()
    if "request" in verb.frames:
        return next((w.start() for w in words if w[0].lower() == "to"), None)
    return start if verb.frames & {"clause", "object", "infinitive"} else None


def _verb(word: str) -> Verb | None:
    """The verb of saying that a word of a title is: in the present, as titles have it."""
    verb = lexicon().verbs.get(word.lower())
    if verb is None or word.lower() == verb.lemma or not word.endswith("s") or verb.lemma == "tell":
        return None
    return verb if verb.frames & {"clause", "of", "object"} else None


def _source(page: Page, source: Span, *, people_only: bool) -> Speaker | None:
    """The actor that a phrase names, else the unnamed person or text it tells of."""
    mention = next((m for m in page.mentions_inside(source.start, source.end) if m.end == source.end), None)
    if mention is not None and mention.name and (mention.kind == "person" or not people_only):
        return as_speaker(mention)
    words = source.text.lower().split()
    if not words or len(words) > _LONGEST_SOURCE or words[-1] not in lexicon().people | lexicon().documents:
        return None
    return Speaker(None, None, None, source, source.text)


def _frame(page: Page, cue: int, verb: Verb) -> Frame:
    """The frame of a cue that begins at an offset of a title."""
    number = page.sentence_at(cue)
    tokens = page.sentences[number].tokens
    index = next((i for i, token in enumerate(tokens) if token.end > cue), len(tokens) - 1)
    act = verb.act.get("clause") or next(iter(verb.act.values()))
    bounds = (index, index)
    return Frame(number, "headline", index, bounds, None, None, None, act, verb.manner, False, False)


def _draft(
    page: Page, number: int, start: int, end: int, speaker: Speaker, frame: Frame | None = None
) -> Draft | None:
    """The statement of a title, where its content is three words or more, or two behind a verb, unquoted."""
    while end > start and page.text[end - 1] in ". ":
        end -= 1
    content = strip_space(page.text, start, end)
    words = len(page.text[content[0] : content[1]].split())
    if words < (2 if frame else 3) or page.quotations_between(*content):
        return None
    return Draft("indirect", *content, (), frame, "label before", speaker, number)
