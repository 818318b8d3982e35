"""What a person types into a search box, as terms: never an error, whatever is typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TERM = re.compile(r'["“”„«]([^"“”„«»]*)["“”»]|(\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, in this order; `prefix` lets the last one go on."""

    words: str
    prefix: bool = False


def parse_query(query: str) -> tuple[Term, ...]:
    """The terms of a query, all of which must be met: ``"a phrase"``, ``word``, ``begin*``.

    Punctuation means nothing, an unclosed quotation mark neither; a query without a letter or a digit
    has no terms.
    """
    clean = query.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
    terms = []
    for match in _TERM.finditer(clean):
        phrase, word = match.groups()
        words = _QUOTES.sub(" ", phrase if phrase is not None else word)
        if has_word(words):
            terms.append(Term(words.strip(), prefix=phrase is None and word.endswith("*")))
    return tuple(terms)


_QUOTES = re.compile(r'["“”„«»]')


def has_word(text: str) -> bool:
    """Whether a tokeniser finds anything in `text`: a letter or a number."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def fold(text: str) -> str:
    """A name as it is compared: without case and diacritics, words parted by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())
