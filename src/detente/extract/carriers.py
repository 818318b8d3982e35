"""Who only carries the words of others: agencies, papers and reports through which somebody is quoted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from detente.extract.drafts import Draft
from detente.extract.frames import Frame
from detente.extract.page import Page
from detente.extract.tagged import Bounds

_QUOTING = frozenset({"quote", "quotes", "quoted", "quoting", "cite", "cites", "cited", "citing"})
_CARRYING = frozenset({"according", "report", "reports", "reported"})
_CARRIERS = frozenset({"report", "agency", "article", "newspaper", "broadcast", "transcript", "outlet"})
_NEXT_LINE = 8  # characters between a colon and the quotation it hands over to


def is_cited(page: Page, draft: Draft) -> bool:
    """Words of somebody whom another quotes: "was quoted by the agency as saying ..."."""
    if draft.frame is None or draft.kind == "direct":
        return False
    before = page.sentences[draft.frame.sentence].tokens[: draft.frame.verb + 1]
    words = [token.lower for token in before]
    return words[-2:] == ["as", "saying"] and not _QUOTING.isdisjoint(words)


def cites(page: Page, draft: Draft, cited: Sequence[Draft]) -> bool:
    """Does a learned content hold, by who quotes them, the words that are somebody else's, or even their
    "saying"?"""
    frame = draft.frame
    if frame is None:
        return False
    here = [d.frame for d in cited if d.frame and d.frame.sentence == frame.sentence]
    saying = any(draft.start <= page.token(other, other.verb).start < draft.end for other in here)
    return saying or (bool(here) and not _QUOTING.isdisjoint(page.words_of_cue(frame)))


def leads_in(page: Page, draft: Draft, spoken: Sequence[int]) -> bool:
    """Is it what the author says before the words of another, which an outlet's report carries: "A further
    point, according to the NPA report, was the cable: “...,” Moe said"?"""
    frame = draft.frame
    if frame is None or frame.source is None or "according" not in page.words_of_cue(frame):
        return False
    if page.token(frame, frame.source).lower not in _CARRIERS or draft.kind == "direct":
        return False
    sentence = page.sentences[frame.sentence]
    follows = bisect_left(spoken, draft.end)
    hands_over = ":" in page.text[draft.start : sentence.end]
    return hands_over and follows < len(spoken) and spoken[follows] - sentence.end < _NEXT_LINE


def only_carries(page: Page, draft: Draft, rival: Draft) -> bool:
    """Is the source of a learned content only who carries what another, by the rules, plainly said: "Moe said
    on Monday, according to the agency, that ..."?"""
    frame, other = draft.frame, rival.frame
    if frame is None or other is None or frame.sentence != other.sentence or draft.kind == "direct":
        return False
    apart = frame.is_plain and frame.source is not None and not rival.is_of(frame)
    return apart and not _CARRYING.isdisjoint(page.words_of_cue(other))


def carries(page: Page, draft: Draft) -> bool:
    """Does a learned content hold a report with its own source, which its source only carries: "“A,” X said,
    according to the agency", "As the agency reports, X said A"?"""
    frame = draft.frame
    if frame is None:
        return False
    return not _CARRYING.isdisjoint(page.words_of_cue(frame)) and any(
        other.source is not None
        and not other.weak
        and other.pattern != "beside"
        and not draft.is_of(other)
        and draft.start <= page.token(other, other.source).start < draft.end
        and draft.start <= page.token(other, other.verb).start < draft.end
        and page.quotation_around(other) is None
        for other in page.frames_of(frame.sentence)
    )


def only_names_cited(page: Page, bounds: Bounds, frame: Frame) -> bool:
    """Nothing but somebody who is cited for other words: "..., citing Ada Moe"."""
    named = page.mentions_inside(*bounds)
    alone = any((m.start, m.end) == bounds for m in named)
    return alone and not _QUOTING.isdisjoint(page.words_of_cue(frame))
