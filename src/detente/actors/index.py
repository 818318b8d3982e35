"""Finding the phrases of a gazetteer in a text in one pass.

Phrases are filed under their first word, longest first; the text's words look them up. Accents and
apostrophes are folded character by character, so that offsets hold. Letter case counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W\d_]+|\d+")
_PLAIN = {0x2019: "'", 0x2018: "'", 0xA0: " ", 0x202F: " ", 0x2011: "-", 0x2010: "-", 0xDF: "s", 0x131: "i"}
_PLAIN |= {ord(a): b for a, b in zip("øØłŁđĐæÆ", "oOlLdDaA", strict=True)}


class _Fold(dict[int, str]):
    """A table for str.translate, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        if code < 0x80:
            letter = chr(code)
        else:
            parts = unicodedata.normalize("NFKD", chr(code))
            letter = parts[0] if len(parts) > 1 and unicodedata.combining(parts[1]) else chr(code)
        self[code] = letter
        return letter


_FOLD = _Fold(_PLAIN)


def fold(text: str) -> str:
    """The text without accents and with straight apostrophes, each character in its place."""
    return text if text.isascii() else text.translate(_FOLD)


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    meanings: tuple[T, ...]


class PhraseIndex(Generic[T]):
    """Phrases and what each may mean."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        meanings: dict[str, list[T]] = {}
        for phrase, meaning in phrases:
            plain = " ".join(fold(phrase).split())
            held = meanings.setdefault(plain, [])
            if meaning not in held:
                held.append(meaning)
        self._exact = {phrase: tuple(held) for phrase, held in meanings.items()}
        self._first: dict[str, tuple[str, ...]] = {}
        firsts: dict[str, list[str]] = {}
        for phrase in self._exact:
            word = _WORD.search(phrase)
            if word and word.start() == 0:
                firsts.setdefault(word[0], []).append(phrase)
        for first, held_phrases in firsts.items():
            self._first[first] = tuple(sorted(held_phrases, key=lambda p: (-len(p), p)))

    def get(self, phrase: str) -> tuple[T, ...]:
        """What exactly this phrase may mean."""
        return self._exact.get(" ".join(fold(phrase).split()), ())

    def find(self, text: str) -> Iterator[Match[T]]:
        """The longest phrase at each place of `text`, left to right, not overlapping."""
        view = fold(text)
        first, exact = self._first, self._exact
        done = 0
        for word in _WORD.finditer(view):
            phrases = first.get(word[0])
            if phrases is None or word.start() < done:
                continue
            start = word.start()
            for phrase in phrases:
                end = start + len(phrase)
                if view.startswith(phrase, start) and _ends_word(view, end, phrase):
                    yield Match(start, end, exact[phrase])
                    done = end
                    break


def _ends_word(view: str, end: int, phrase: str) -> bool:
    return end >= len(view) or not view[end].isalnum() or not phrase[-1].isalnum()
