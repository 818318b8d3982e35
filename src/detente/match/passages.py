"""What is looked up: passages of a text, and the keys of neighbouring words by which they are found again.

A key stands for two words side by side, each cut to its stem; pairs of grammar alone have none. The keys of
all passages of a text hold every pair of it, those across two passages in the first of both. METHOD names
how keys are made: texts indexed by another method are indexed anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from detente.match.spelling import key_of, stem_of
from detente.match.weight import FUNCTION_WORDS, bits_of
from detente.match.words import WORD

METHOD = "pairs-1"
# A passage has about so many words; texts of more than _MOST passages have longer ones.
_LENGTH, _MOST = 96, 20_000
# A question asks for at most so many keys.
ASKED = 96


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text, and the keys of its words, parted by spaces."""

    start: int
    end: int
    keys: str


@lru_cache(maxsize=300_000)
def _stem(word: str) -> tuple[str, bool]:
    key = key_of(word)
    return (stem_of(key), key in FUNCTION_WORDS) if key else ("", True)


def passages_of(text: str) -> Iterator[Passage]:
    """The passages of a text, in order. A text of n words gives about n / 96 of them."""
    matches = list(WORD.finditer(text))
    stems = [_stem(match[0]) for match in matches]
    length = max(_LENGTH, len(matches) // _MOST)
    for first in range(0, len(matches), length):
        last = min(first + length, len(matches))
        keys = _keys(stems[first : last + 1])
        yield Passage(matches[first].start(), matches[last - 1].end(), " ".join(dict.fromkeys(keys)))


def _keys(stems: Sequence[tuple[str, bool]]) -> list[str]:
    known = [stem for stem in stems if stem[0]]
    return [
        _key(first, second)
        for (first, is_grammar), (second, is_grammar_too) in pairwise(known)
        if not (is_grammar and is_grammar_too)
    ]


def _key(a: str, b: str) -> str:
    return f"{crc32(f'{a} {b}'.encode('utf-8', 'replace')):08x}"


def keys_asked(keys: Sequence[str], most: int = ASKED) -> list[str]:
    """The keys of a quotation, given by the keys of its words; of a long one the rarest of each stretch."""
    pairs = []
    for a, b in pairwise(keys):
        if not (a in FUNCTION_WORDS and b in FUNCTION_WORDS):
            pairs.append((bits_of(a) + bits_of(b), _key(stem_of(a), stem_of(b))))
    stretch = -(-len(pairs) // most) or 1
    chosen = [max(pairs[first : first + stretch])[1] for first in range(0, len(pairs), stretch)]
    return list(dict.fromkeys(chosen))


def scored(found: dict[str, list[int]], many: int) -> dict[int, float]:
    """Passages by how much of what was asked they hold: a key that few passages hold tells more."""
    scores: dict[int, float] = {}
    for numbers in found.values():
        if len(numbers) < many:
            gain = 1.0 / (1.0 + len(numbers)) ** 0.25
            for number in numbers:
                scores[number] = scores.get(number, 0.0) + gain
    return scores
