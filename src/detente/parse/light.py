"""Tokens and sentences by rule, without the network: what the setting "fast" reads."""

from __future__ import annotations

from collections.abc import Iterator

from detente.model import Sentence, Token
from detente.parse.boundaries import sentence_starts
from detente.parse.network import tokenize
from detente.parse.reading import spelling
from detente.parse.units import Unit

# Words that a capital does not make a name, since they often begin sentences and headlines.
_LITTLE = """
a after an and as at before but by for from he her his how i if in it its my no not of on or our she that the
their there these they this those to we what when where while who why with yes you
"""
_NO_NAMES = frozenset(_LITTLE.split())
_COLUMNS = ["IDX", "LENGTH", "IS_SPACE"]


def light_sentences(text: str, view: str, unit: Unit) -> Iterator[Sentence]:
    """The sentences of a unit, `view` being the text as the parser reads it.

    Each token is its own head, dependencies are empty, and so are tags but for those of capitalised words
    (NNP).
    """
    words = view[unit.start : unit.end]
    starts = set(sentence_starts(words))
    tokens: list[Token] = []
    for offset, length, is_space in tokenize(words).to_array(_COLUMNS).astype(int).tolist():
        if is_space:
            continue
        if offset in starts and tokens:
            yield _sentence(tokens, unit)
            tokens = []
        start = unit.start + offset
        word, lower = spelling(text[start : start + length])
        tag = "NNP" if word[0].isupper() and lower not in _NO_NAMES else ""
        tokens.append(Token(start, start + length, word, lower, tag, "", len(tokens)))
    if tokens:
        yield _sentence(tokens, unit)


def _sentence(tokens: list[Token], unit: Unit) -> Sentence:
    return Sentence(tokens[0].start, tokens[-1].end, unit.segment, unit.paragraph, tuple(tokens))
