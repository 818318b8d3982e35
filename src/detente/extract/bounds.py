"""Where a clause begins and ends among quotation marks: bounds that cut no quotation in two."""

from __future__ import annotations

from detente.extract.page import Page
from detente.model import Quotation

_EDGES = ",;:-–—."


def fit_to_marks(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """The bounds widened over quotations they mostly hold, drawn back from others; None if none are left."""
    for number in page.quotations_between(start, end):
        quotation = page.quotations[number]
        if quotation.end <= start or quotation.start >= end:
            continue
        opening, closing = page.opening(quotation), page.closing(quotation)
        held = min(end, quotation.end) - max(start, quotation.start)
        if held * 2 >= quotation.end - quotation.start or _flows_into(page, start, quotation):
            start, end = min(start, opening), max(end, closing)
        elif start < quotation.start:
            end = min(end, _trim_end(page.text, start, opening))
        else:
            start = max(start, _trim_start(page.text, closing, end))
    return (start, end) if start < end else None


def _flows_into(page: Page, start: int, quotation: Quotation) -> bool:
    """The clause runs into the quotation without a comma or colon between: one clause."""
    before = page.text[start : page.opening(quotation)].rstrip()
    return bool(before) and before[-1].isalnum()


def _trim_start(text: str, start: int, end: int) -> int:
    """The start without the space and the marks that stand before a clause."""
    while start < end and _is_edge(text[start]):
        start += 1
    return start


def _trim_end(text: str, start: int, end: int) -> int:
    """The end without the space and the marks that close a clause."""
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return end


def _is_edge(character: str) -> bool:
    return character.isspace() or character in _EDGES


def fit_sentence(page: Page, number: int) -> tuple[int, int] | None:
    """The bounds of a whole sentence, its final mark left out."""
    sentence = page.sentences[number]
    return fit_to_marks(page, sentence.start, _trim_end(page.text, sentence.start, sentence.end))
