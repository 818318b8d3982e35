"""Which paragraphs are worth a parse for the assessments they may hold, where the others go without one."""

from __future__ import annotations

from detente.extract.assessment_context import Context, states
from detente.extract.assessment_rules import lexicon
from detente.extract.page import Page


def paragraphs_to_judge(page: Page) -> frozenset[int]:
    """The numbers of the paragraphs in which an assessment may stand; the sentences need not be parsed.

    An assessment is of two states: those that the document is about, or two that the segment names.
    """
    if len(set(states(page.mentions))) < 2:
        return frozenset()
    words = lexicon()
    context = Context(page.document, page.segments, page.mentions, (), words)
    return frozenset(
        sentence.paragraph
        for sentence in page.sentences
        if words.may_judge(sentence.tokens)
        and (context.main or len(context.states_of_segment(sentence.segment)) > 1)
    )
