"""Documents with their quotations, sentences and mentions -> statements."""

from __future__ import annotations

from dataclasses import replace

from detente.extract.direct import find_direct, find_embedded, find_inner, find_speakers
from detente.extract.drafts import Draft
from detente.extract.headlines import find_headlines
from detente.extract.indirect import find_indirect
from detente.extract.learned import combine, hints_of
from detente.extract.page import Page
from detente.extract.quotes import attribute_quotations
from detente.extract.records import RecordMaker
from detente.extract.speakers import Speakers
from detente.extract.tagged import ContentTagger
from detente.extract.turns import find_turns
from detente.model import Statement


def find_statements(page: Page, tagger: ContentTagger | None = None) -> tuple[Statement, ...]:
    """The statements of a page in order of start; the enclosing one first where spans begin together.

    With a `tagger` its contents join those of the rules, which it is told first.
    """
    speakers, drafts = rule_drafts(page)
    if tagger is not None:
        hints = hints_of(page, drafts)
        tagged = tagger.tag(page.document.text, page.quotations, page.sentences, hints)
        drafts = combine(page, speakers, tagged, drafts, tagger.convention, informed=tagger.sees_hints)
    return RecordMaker(page, speakers, drafts).make()


def rule_drafts(page: Page) -> tuple[Speakers, list[Draft]]:
    """What the rules find, and who they know to speak."""
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
    return speakers, [*turns, *direct, *indirect, *embedded, *headlines]
