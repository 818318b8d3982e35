"""Segments -> the stretches of text that are parsed, one by one, and those that are parsed together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from detente.model import Segment, Sentence
from detente.spans import paragraph_bounds

_PARSED_KINDS = ("title", "heading", "paragraph", "turn", "caption")
_LONGEST = 5_000  # characters given to the parser at once: its memory grows with the length
_LONGEST_SENTENCE = 1_500  # characters: what is read in a sentence takes time by the square of its length
_BATCH = 40_000  # characters parsed together: more is no faster
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[.!?][\"”»)]*\s+")
_RUN = re.compile(r"\S{300}")


class Unit(NamedTuple):
    """A stretch of the text, with the numbers of its segment and its paragraph."""

    start: int
    end: int
    segment: int
    paragraph: int


def units(text: str, segments: Sequence[Segment]) -> Iterator[Unit]:
    """The stretches given to the parser: the paragraphs of prose, numbered over the document."""
    paragraph = 0
    for number, segment in enumerate(segments):
        if segment.kind not in _PARSED_KINDS:
            continue
        for start, end in paragraph_bounds(text, segment.start, segment.end):
            for low, high in _pieces(text, start, end):
                yield Unit(low, high, number, paragraph)
            paragraph += 1


def units_of(text: str, sentences: Iterable[Sentence]) -> Iterator[Unit]:
    """The stretches of the paragraphs that sentences make up."""
    for (segment, paragraph), group in groupby(sentences, key=lambda s: (s.segment, s.paragraph)):
        members = list(group)
        for low, high in _pieces(text, members[0].start, members[-1].end):
            yield Unit(low, high, segment, paragraph)


def batches(given: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Units parsed together, so many that they do not exceed a number of characters."""
    batch: list[Unit] = []
    characters = 0
    for unit in given:
        length = unit.end - unit.start
        if batch and characters + length > _BATCH:
            yield batch
            batch, characters = [], 0
        batch.append(unit)
        characters += length
    if batch:
        yield batch


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraph, cut at a sentence end or a space where it is too long for the parser, and inside a run
    of characters without white space, whose tokenizing takes time by the square of its length."""
    while run := _RUN.search(text, start, end):
        yield from _pieces(text, start, run.start())
        yield run.span()
        start = run.end()
    for low, high in _cut(text, start, end):
        yield from _sentences(text, low, high)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch in pieces that the parser has the memory for."""
    while end - start > _LONGEST:
        middle, last = start + _LONGEST // 2, start + _LONGEST
        cuts = [m.end() for m in _SENTENCE_END.finditer(text, middle, last)]
        cuts = cuts or [m.end() for m in _SPACE.finditer(text, middle, last)]
        cut = cuts[-1] if cuts else last
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut at a space where no sentence ends for longer than a sentence of prose is."""
    since = start
    for stop in [*(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]:
        while stop - since > _LONGEST_SENTENCE:
            space = text.rfind(" ", since + 1, since + _LONGEST_SENTENCE)
            since = space + 1 if space > since else since + _LONGEST_SENTENCE
            yield start, since
            start = since
        since = stop
    if start < end:
        yield start, end
