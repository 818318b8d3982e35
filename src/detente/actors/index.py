"""Finding the phrases of a gazetteer in a text in one pass.

Phrases are filed under all their beginnings that end with a word: reading on from a word of the text stops
as soon as no phrase begins so, however many do. Accents and apostrophes are folded character by character, so
that offsets hold. Letter case counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
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
        meanings: dict[str, tuple[T, ...]] = {}
        for phrase, meaning in phrases:
            plain = phrase if phrase.isascii() and "  " not in phrase else " ".join(fold(phrase).split())
            held = meanings.get(plain)
            if held is None:
                meanings[plain] = (meaning,)
            elif meaning not in held:
                meanings[plain] = (*held, meaning)
        self._exact = meanings
        self._tails: dict[str, tuple[str, ...]] = {}
        for phrase in meanings:
            self._file(phrase)

    def _file(self, phrase: str) -> None:
        """Files a phrase under each of its beginnings that ends with a word. Under the last of them stands
        the tail it has behind that word ("." of "U.S."); under the others none, unless they are phrases."""
        ends = [word.end() for word in _WORD.finditer(phrase)]
        if not ends or not phrase[0].isalnum():
            return
        tails = self._tails
        for end in ends[:-1]:
            tails.setdefault(phrase[:end], ())
        stem, tail = phrase[: ends[-1]], phrase[ends[-1] :]
        held = tails.get(stem)
        tails[stem] = tuple(sorted((*held, tail), key=len, reverse=True)) if held else (tail,)

    @property
    def phrases(self) -> Collection[str]:
        """All phrases, as they are looked for."""
        return self._exact.keys()

    def differing(self, other: PhraseIndex[T]) -> set[str]:
        """The phrases that one of the two has, or that mean something else in the other."""
        mine, theirs = self._exact, other._exact
        return {p for p in mine.keys() | theirs.keys() if set(mine.get(p, ())) != set(theirs.get(p, ()))}

    def get(self, phrase: str) -> tuple[T, ...]:
        """What exactly this phrase may mean."""
        return self._exact.get(" ".join(fold(phrase).split()), ())

    def find(self, text: str) -> Iterator[Match[T]]:
        """The longest phrase at each place of `text`, left to right, not overlapping."""
        view = fold(text)
        tails = self._tails
        done = 0
        for word in _WORD.finditer(view):
            if word[0] in tails:
                start = word.start()
                if start >= done:
                    end = self._longest(view, start, word.end())
                    if end:
                        yield Match(start, end, self._exact[view[start:end]])
                        done = end

    def _longest(self, view: str, start: int, end: int) -> int:
        """Where the longest phrase that begins at `start` ends; 0 if there is none."""
        tails, found = self._tails, 0
        stem = view[start:end]
        while (held := tails.get(stem)) is not None:
            for tail in held:
                stop = end + len(tail)
                if (not tail or view.startswith(tail, end)) and _ends_word(view, stop, tail or stem):
                    found = stop
                    break
            word = _WORD.search(view, end)
            if word is None:
                break
            end = word.end()
            stem = view[start:end]
        return found


def _ends_word(view: str, end: int, phrase: str) -> bool:
    return end >= len(view) or not view[end].isalnum() or not phrase[-1].isalnum()
