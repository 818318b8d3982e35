"""The text as the parser reads it, and what it found -> sentences with offsets of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.model import Sentence, Token
from detente.parse.units import Unit

_ODD_SPACE = re.compile(r"[^\S ]")
_CURVED = "“”„‟«»"
_COLUMNS = ["IDX", "LENGTH", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"]
_MOST_KEPT = 1 << 16
_make_token = partial(tuple.__new__, Token)

Integers = npt.NDArray[np.int64]


def as_read(text: str) -> str:
    """The text, character by character, with plain spaces and straight marks: others lead spaCy astray."""
    text = _ODD_SPACE.sub(" ", text)
    for mark in _CURVED:
        text = text.replace(mark, '"')
    return text


def sentences_of(text: str, docs: Sequence[Any], units: Sequence[Unit]) -> Iterator[Sentence]:
    """The sentences of the units, each parsed as the Doc in its place; white space is no token."""
    tables = [doc.to_array(_COLUMNS) for doc in docs]
    rows = np.concatenate(tables).astype(np.int64)
    unit = np.repeat(np.arange(len(units)), [len(table) for table in tables])
    sentence = np.cumsum((rows[:, 5] == 1) | (np.diff(unit, prepend=-1) > 0))
    words = np.flatnonzero(rows[:, 6] == 0)
    firsts = np.flatnonzero(np.diff(sentence[words], prepend=0))
    starts = rows[words, 0] + np.array([unit.start for unit in units])[unit[words]]
    columns = (
        *_spelt(text, starts, starts + rows[words, 1]),
        *(_labels(rows[words, column], docs) for column in (2, 3)),
        _heads(rows, sentence, words, firsts),
    )
    tokens = list(map(_make_token, zip(*columns, strict=True)))
    for first, last in pairwise([*firsts.tolist(), len(tokens)]):
        within = units[unit[words[first]]]
        yield Sentence(
            tokens[first].start,
            tokens[last - 1].end,
            within.segment,
            within.paragraph,
            tuple(tokens[first:last]),
        )


def _spelt(text: str, starts: Integers, ends: Integers) -> tuple[Sequence[Any], ...]:
    """Starts, ends, words and their lower-case forms."""
    low, high = starts.tolist(), ends.tolist()
    both = [_spellings[text[start:end]] for start, end in zip(low, high, strict=True)]
    return low, high, [word for word, _ in both], [lower for _, lower in both]


class _Spellings(dict[str, tuple[str, str]]):
    """A word and its lower-case form, one object each however often the word occurs."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = both = (word, word.lower().replace("’", "'"))
        return both


_spellings = _Spellings()


def spelling(word: str) -> tuple[str, str]:
    """A word and its lower-case form."""
    return _spellings[word]


def _labels(codes: Integers, docs: Sequence[Any]) -> list[str]:
    """The names of tags or dependencies; spaCy's codes are unsigned."""
    strings = docs[0].vocab.strings
    names = {code: strings[code % (1 << 64)] for code in np.unique(codes).tolist()}
    return [names[code] for code in codes.tolist()]


def _heads(rows: Integers, sentence: Integers, words: Integers, firsts: Integers) -> list[int]:
    """Of each word the number of its head in its sentence, its own where that is no word of the sentence."""
    place = np.zeros(len(rows), np.int64)
    place[words] = np.arange(len(words))
    head = words + rows[words, 4]
    own = (rows[head, 6] == 0) & (sentence[head] == sentence[words])
    head = place[np.where(own, head, words)]
    return (head - np.repeat(firsts, np.diff(firsts, append=len(words)))).tolist()  # type: ignore[no-any-return]
