"""How much a word tells: by which a quotation is long enough to be known again, and which loss turns a sense.

The bits are a coarse estimate of how rarely a word stands where it stands, in three classes: words of
grammar, common words, and all others by their length. They need no corpus and hold for other languages by
length alone; see docs/verify.md for what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from detente.match.spelling import key_of

# A quotation with less than either is too short to tell.
LEAST_WORDS, LEAST_BITS = 3, 15.0


def _lists() -> dict[str, frozenset[str]]:
    """The lists of `data/words.txt` by their names, as keys."""
    lists: dict[str, set[str]] = {}
    name = ""
    for line in (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            lists.setdefault(name, set()).update(map(key_of, line.split()))
    return {name: frozenset(words) for name, words in lists.items()}


_LISTS = _lists()
FUNCTION_WORDS = _LISTS["function"]
_COMMON_WORDS = _LISTS["common"] - FUNCTION_WORDS
SENSE_WORDS = _LISTS["negation"] | _LISTS["condition"] | _LISTS["hedge"]
ABBREVIATIONS = _LISTS["abbreviation"]
TITLES = _LISTS["title"]
# Words that name an office: who is asked for by these is a description, not a name.
ROLES = _LISTS["role"]


@lru_cache(maxsize=100_000)
def bits_of(key: str) -> float:
    """The estimated information of one word, in bits."""
    if key in FUNCTION_WORDS:
        return 1.5
    if key in _COMMON_WORDS:
        return 5.0
    if len(key) == 1:
        # A figure, or a character of a script that writes no spaces.
        return 4.5
    return 7.0 if len(key) <= 3 else 10.0 if len(key) <= 5 else 11.0


@lru_cache(maxsize=100_000)
def weight_of(key: str) -> float:
    """What a word counts in an alignment: 1 for a word of content, less for one of grammar."""
    return 0.4 if key in FUNCTION_WORDS else 0.7 if key in _COMMON_WORDS else 1.0


def too_short(keys: Iterable[str]) -> bool:
    """Whether words are found by luck: fewer than 3, or of less than 15 bits together."""
    known = list(keys)
    return len(known) < LEAST_WORDS or sum(map(bits_of, known)) < LEAST_BITS


def sense_words(keys: list[str]) -> list[int]:
    """Places of the words whose loss turns or weakens a sense: negation, condition, limit, hedge."""
    places = [place for place, key in enumerate(keys) if key in SENSE_WORDS]
    for place, key in enumerate(keys):
        if key in _LISTS["opinion"] and place and keys[place - 1] in _LISTS["holder"]:
            places += [place - 1, place]
    return sorted(set(places))


def denies(text: str) -> bool:
    """Whether a text holds a negation: what is near in meaning may still say the opposite."""
    return any(key_of(word.strip(".,;:!?\"'“”‘’()[]")) in _LISTS["negation"] for word in text.split())
