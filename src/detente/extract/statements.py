"""Documents with their quotations, sentences and mentions -> statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.extract.direct import find_direct, find_embedded, find_inner, find_speakers
from detente.extract.headlines import find_headlines
from detente.extract.indirect import find_indirect
from detente.extract.learned import combine
from detente.extract.page import Page
from detente.extract.quotes import attribute_quotations
from detente.extract.records import RecordMaker
from detente.extract.speakers import Speakers
from detente.extract.tagged import TaggedContent
from detente.extract.turns import find_turns
from detente.model import Document, Mention, Quotation, Segment, Sentence, Statement


def find_statements(
    document: Document,
    segments: Sequence[Segment],
    quotations: Sequence[Quotation],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    tagged: Sequence[TaggedContent] = (),
) -> tuple[Statement, ...]:
    """The statements of a document in order of start; the enclosing one first where spans begin together.

    `tagged` are the contents that the learned tagger found, if one is asked.
    """
    page = Page(document, segments, quotations, sentences, mentions)
    turns = list(find_turns(page))
    speakers = Speakers(page, turns={draft.segment: draft.speaker for draft in turns}, quoted={})
    attributed = attribute_quotations(page)
    speakers = replace(speakers, quoted=find_speakers(attributed, speakers))
    direct = list(find_direct(page, attributed, speakers))
    used = {draft.quotation for draft in direct if draft.quotation is not None}
    inner = list(find_inner(page, direct, speakers))
    indirect = list(find_indirect(page, speakers, [*direct, *inner], used))
    embedded = [*find_embedded(page, [*direct, *indirect], used), *inner]
    headlines = find_headlines(page, used, [*turns, *direct, *indirect])
    drafts = [*turns, *direct, *indirect, *embedded, *headlines]
    if tagged:
        drafts = combine(page, speakers, tagged, drafts)
    return RecordMaker(page, speakers, drafts).make()
