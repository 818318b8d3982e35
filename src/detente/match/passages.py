"""What is looked up: passages of a text, and the keys of neighbouring words by which they are found again.

A key stands for two words side by side, each cut to its stem; pairs of grammar alone have none. The keys of
all passages of a text hold every pair of it, those across two passages in the first of both. METHOD names
how keys are made: texts indexed by another method are indexed anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from detente.match.spelling import key_of, stem_of
from detente.match.weight import FUNCTION_WORDS, bits_of
from detente.match.words import WORD

METHOD = "pairs-2"
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
def _mark(word: str) -> tuple[int, bool]:
    """A word's number, made from its stem, and whether it is one of grammar; -1 for no word."""
    key = key_of(word)
    return _mark_of_key(key) if key else (-1, True)


@lru_cache(maxsize=300_000)
def _mark_of_key(key: str) -> tuple[int, bool]:
    return crc32(stem_of(key).encode("utf-8", "replace")), key in FUNCTION_WORDS


def passages_of(text: str) -> Iterator[Passage]:
    """The passages of a text, in order. A text of n words gives about n / 96 of them."""
    matches = list(WORD.finditer(text))
    marks = [_mark(match[0]) for match in matches]
    length = max(_LENGTH, len(matches) // _MOST)
    for first in range(0, len(matches), length):
        last = min(first + length, len(matches))
        keys = _keys(marks[first : last + 1])
        yield Passage(matches[first].start(), matches[last - 1].end(), " ".join(dict.fromkeys(keys)))


def _keys(marks: Sequence[tuple[int, bool]]) -> list[str]:
    known = [mark for mark in marks if mark[0] >= 0]
    return [
        _key(first, second)
        for (first, is_grammar), (second, is_grammar_too) in pairwise(known)
        if not (is_grammar and is_grammar_too)
    ]


def _key(first: int, second: int) -> str:
    # The multiplier of Knuth's hash: the order of the two words counts.
    return f"{(first * 2654435761 + second) & 0xFFFFFFFF:08x}"


def keys_asked(keys: Sequence[str], most: int = ASKED) -> list[str]:
    """The keys of a quotation, given by the keys of its words; of a long one the rarest of each stretch."""
    pairs = []
    for a, b in pairwise(keys):
        if not (a in FUNCTION_WORDS and b in FUNCTION_WORDS):
            pairs.append((bits_of(a) + bits_of(b), _key(_mark_of_key(a)[0], _mark_of_key(b)[0])))
    stretch = -(-len(pairs) // most) or 1
    chosen = [max(pairs[first : first + stretch])[1] for first in range(0, len(pairs), stretch)]
    return list(dict.fromkeys(chosen))


def gains_of(found: Mapping[str, Sequence[int]], many: int) -> dict[str, float]:
    """What each key tells of a passage that holds it: more, the fewer do; nothing from `many` on."""
    return {key: 1.0 / (1.0 + len(held)) ** 0.25 for key, held in found.items() if len(held) < many}


def scored(found: Mapping[str, Sequence[int]], many: int) -> dict[int, float]:
    """Passages by how much of what was asked they hold."""
    scores: dict[int, float] = {}
    for key, gain in gains_of(found, many).items():
        for number in found[key]:
            scores[number] = scores.get(number, 0.0) + gain
    return scores


def keys_shared(asked: Sequence[str], stored: Sequence[str]) -> list[str]:
    """The keys of words side by side in a quotation and in what is stored, both given by keys of words."""
    held = {_key(_mark_of_key(a)[0], _mark_of_key(b)[0]) for a, b in pairwise(stored)}
    return [key for key in keys_asked(asked) if key in held]


def holders_of(found: Mapping[str, Sequence[int]]) -> list[int]:
    """The passages that hold, with the passage before and after them, most of some keys, in order.

    A passage may end inside a quotation, so neighbours count together; one key in four may be lacking, as
    where the same words are spelled otherwise.
    """
    held = Counter(
        number
        for numbers in found.values()
        for number in {near for one in numbers for near in (one - 1, one, one + 1)}
    )
    own = set().union(*found.values())
    return sorted(number for number in own if held[number] >= 0.75 * len(found))
