"""The period that a judgement speaks of, where its words name one: a year, a decade, the past years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.model import Token

_YEAR = r"(?:19|20)\d\d"
_NAMED = re.compile(
    rf"\b(?:in|during|back in|by) (?:the year |(?:late|early|mid) |the \w+ of )?({_YEAR})\b(?!\s*[-–]\s*\d)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"\b(?:between|from) ({_YEAR}) (?:and|to|until|till) ({_YEAR})\b", re.IGNORECASE)
_DECADE = re.compile(
    r"\b(?:in|during|throughout|through|of) the (?:late |early |mid-?)?((?:19|20)\d)0s\b", re.IGNORECASE
)
_PAST = re.compile(r"\bthe (?:past|last|previous) (?:(\w+) )?(year|month|decade)(s?)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-\d\d")
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_MONTHS = {"month": 1, "year": 12, "decade": 120}
_TIMES = frozenset(("in", "during", "by", "between", "from", "over", "within", "throughout", "for"))
_MOST_WORDS = 7


def period_assessed(words: str, said: str | None) -> str | None:
    """The year or EDTF interval that the words name; `said` is the day by which "the past two years" count.

    "Over the past months" names no beginning, so it gives none.
    """
    if found := _FROM_TO.search(words):
        first, last = found.groups()
        if first < last:
            return f"{first}/{last}"
    if found := _NAMED.search(words):
        return found.group(1)
    if found := _DECADE.search(words):
        return f"{found.group(1)}0/{found.group(1)}9"
    return _before(words, said)


def _before(words: str, said: str | None) -> str | None:
    found, day = _PAST.search(words), _DAY.fullmatch(said or "")
    if not found or not day:
        return None
    number, unit, plural = found.groups()
    if not number and plural:
        return None
    count = _NUMBERS.get((number or "one").lower()) or (int(number) if (number or "").isdecimal() else 0)
    end = int(day[1]) * 12 + int(day[2]) - 1
    start = end - count * _MONTHS[unit.lower()]
    if not count or start < 12:
        return None
    return f"{start // 12:04d}-{start % 12 + 1:02d}/{day[1]}-{day[2]}"


def names_period(phrase: Sequence[Token]) -> bool:
    """Does a phrase that begins with a preposition name such a period?"""
    if len(phrase) > _MOST_WORDS or phrase[0].lower not in _TIMES:
        return False
    words = " ".join(token.text for token in phrase)
    return any(pattern.search(words) for pattern in (_NAMED, _FROM_TO, _DECADE, _PAST))
