"""Headlines that say whose words they are -> drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from detente.extract.drafts import Draft, whole_quotation
from detente.extract.page import Page
from detente.extract.speakers import as_speaker
from detente.model import Mention, Quotation, Segment, Speaker
from detente.spans import strip_space

_LEAST_SHARE = 0.8  # of a headline, for it to be one quotation
_SHORTEST_ECHO = 12  # characters: fewer stand in many statements by chance


def find_headlines(page: Page, used: Set[int], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Quoted headlines, signed or said again in one of the `drafts`; then those with a name and a colon."""
    for number, quotation in enumerate(page.quotations):
        segment = page.segments[quotation.segment]
        if segment.kind not in ("title", "heading") or quotation.depth or number in used:
            continue
        if signed := _signature(page, segment, quotation):
            yield whole_quotation(number, quotation, None, "label before", signed)
        elif speaker := _speaker_below(page, segment, quotation, drafts):
            echo = whole_quotation(number, quotation, None, "utterance goes on", speaker)
            yield replace(echo, quotation=None)  # what continues the quotation continues the one below
    yield from _labelled(page)


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


def _labelled(page: Page) -> Iterator[Draft]:
    """Titles such as "Vikstad: Ferry Will Reopen": the name before the colon says what follows."""
    for number, segment in enumerate(page.segments):
        colon = page.text.find(":", segment.start, segment.end)
        if segment.kind != "title" or colon < 0:
            continue
        named = _name_before(page, segment.start, colon)
        content = strip_space(page.text, colon + 1, segment.end)
        long_enough = len(page.text[content[0] : content[1]].split()) >= 3
        if named and long_enough and not page.quotations_between(*content):
            yield Draft("indirect", *content, (), None, "label before", as_speaker(named), number)


def _name_before(page: Page, start: int, colon: int) -> Mention | None:
    return next((m for m in page.mentions_inside(start, colon) if m.name and m.end == colon), None)
