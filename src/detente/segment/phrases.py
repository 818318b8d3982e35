"""The phrases of `phrases.txt`, compared without case, white space, numbers and marks at the edges."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"[\"“”«»]")
_LONGEST_START = 25


@lru_cache(maxsize=1)
def _sections() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    name = ""
    for raw in (resources.files(__package__) / "phrases.txt").read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            found[name] = set()
        elif line and name:  # above the first section stand comments
            found[name].add(_normal(line))
    return {key: frozenset(phrases) for key, phrases in found.items()}


@lru_cache(maxsize=16)  # a line is compared with several sections, one after another
def _normal(line: str) -> str:
    """The form in which lines are compared: "Most popular in 24h »" -> "most popular in 0h"."""
    plain = " ".join(line.replace("’", "'").split()).casefold()
    plain = _NUMBER.sub("0", plain).replace("#", "0")
    first, last = 0, len(plain)
    while first < last and not plain[first].isalnum():
        first += 1
    while last > first and not plain[last - 1].isalnum():
        last -= 1
    return plain[first:last]


def is_phrase(line: str, section: str) -> bool:
    """Whether the whole line is a phrase of the section."""
    return _normal(line) in _sections()[section]


def starts_with_phrase(line: str) -> bool:
    """Whether a short line begins with one of the phrases that invite to click, share or subscribe."""
    if len(line.split(maxsplit=_LONGEST_START)) > _LONGEST_START:
        return False
    return _start_pattern().match(_normal(line)) is not None


@lru_cache(maxsize=1)
def _start_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(_sections()['start'])))})(?!\w)")


def holds_foot(line: str, *, sentence: bool) -> bool:
    """Whether a line holds what stands at the foot of pages: copyright, terms, contact. A whole sentence
    must hold what news has no use for, and quote nobody."""
    plain = _normal(line[:600])
    if any(phrase in plain for phrase in _sections()["foot"]):
        return not (sentence and _QUOTED.search(line))
    return not sentence and any(phrase in plain for phrase in _sections()["weak foot"])


def is_ui_word(word: str) -> bool:
    return _normal(word) in _sections()["ui"]
