"""What a short line of a page is by its form: counter, menu, name of a paper, byline, note of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from detente.segment.phrases import is_phrase
from detente.segment.wire import opens_with_byline

OPEN_END = (",", ";", ":", "-", "–", "—")
"""Marks after which a sentence goes on below."""
BULLETS = ("- ", "– ", "— ", "• ", "* ", "· ")

_BARS = re.compile(r"\s*[|•·»›>]\s*|\s+/\s+")
_WIDE_GAP = re.compile(r"\s{2,}|\t")
_DIGIT = re.compile(r"\d")
_COUNTER = re.compile(
    r"\W*(?:[^\W\d_]+:?\s+)?(\d{1,3})\s*(?:of|/|из|von|sur|de)\s*(\d{1,3})(?:\s+[^\W\d_]+)?\W*", re.I
)
_PICTURE = re.compile(r"(?:photos?|image|picture|illustration|фото)\s*:\s*", re.I)
_NOT_DESCRIBING = {"of", "the", "by", "and", "for", "from", "via", "courtesy", "a", "de", "von"}
_QUOTE = re.compile(r"[\"“”«»„]")
_SENTENCE_WORD = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|shall|do|does|did|"
    r"says?|said|told|adds?|added|i|we|you|he|she|they|it|thank|thanks|yes|no|not|never|let|please|god|bless|"
    r"live|glory|good|best|happy|peace|amen|goodbye|farewell|welcome)\b|n[’']t\b|[’'](?:re|ll|ve|m)\b",
    re.I,
)
_REPORTED = re.compile(r"(?:from|by|with|compiled|combined|staff|wire|agency|agencies|our|special)\b", re.I)
_REPORTERS = re.compile(
    r"\b(?:agenc(?:y|ies)|wires?|reports?|dispatches|correspondents?|staff|services?|newsroom|desk|bureau|"
    r"reporters?|writers?)(?:\s+(?:in|at)\s+[^\W\d_]+)?$",
    re.I,
)
_NAMED_REPORTER = re.compile(r"[^\W\d_][\w.’'-]+(?:\s[^\W\d_][\w.’'-]*){1,2},\s")
_LONGEST_BYLINE = 7
_PARTICLES = {"of", "the", "for", "and", "to", "in", "on", "at", "by", "a", "an", "from", "with", "us", "our"}
_NUMBERED = re.compile(r"\d+[.)]\s")
_LONGEST_SECOND_NOTE = 6


def is_counter(line: str) -> bool:
    """As in "2 of 7 photos", "Page 1 / 3"."""
    match = _COUNTER.fullmatch(line)
    return match is not None and 0 < int(match[1]) <= int(match[2])


def is_menu(line: str) -> bool:
    """Three or more short parts between bars, or short names between wide gaps; figures between gaps are a
    table of the article."""
    parts = menu_parts(line)
    if len(parts) > 2 and all(len(part.split()) <= 5 for part in parts):
        return True
    names = _WIDE_GAP.split(line)
    return len(names) > 2 and all(
        name[0].isupper() and not _DIGIT.search(name) and len(name.split()) <= 3 for name in names
    )


def menu_parts(line: str) -> list[str]:
    """The parts of a line between bars or bullets."""
    return [part for part in _BARS.split(line) if part]


def describes_picture(line: str) -> bool:
    """Whether "Photo: ..." tells what is to be seen, with a full stop before the name of who took it."""
    match = _PICTURE.match(line)
    if match is None:
        return False
    description, stop, _ = line[match.end() :].partition(". ")
    plain = [word for word in description.split() if word.islower() and word not in _NOT_DESCRIBING]
    return bool(stop) and len(plain) >= 2


def names_paper(line: str) -> bool:
    """As in "The Harbour Gazette": two to five words, the last of them a kind of publication."""
    words = line.split()
    return len(words) in range(2, 6) and words[-1][0].isupper() and is_phrase(words[-1], "publication")


def is_byline(line: str) -> bool:
    """ "By Anna Lee, foreign editor", "From agency reports"; for a line below a title or beside a date."""
    if _SENTENCE_WORD.search(line):
        return False
    named = _NAMED_REPORTER.match(line)
    opens = _REPORTED.match(line) or (named and named.group().istitle())
    reporter = opens and _REPORTERS.search(line) and len(line.split()) <= _LONGEST_BYLINE
    return bool(reporter) or opens_with_byline(line)


def are_notes(lines: Sequence[str]) -> bool:
    """Whether short lines below a text are notes of the page: no sentence, no list, nobody's words. The first
    is a name in capitals but for its particles; what stands below one may be a few plain words. A last
    sentence that has lost its full stop is none: its verb is in small letters; nor is a word or two alone,
    which may be an answer or a signature."""
    if not all(map(_is_verbless, lines)) or (len(lines) == 1 and len(lines[0].split()) <= 2):
        return False
    most = 1 if len(lines) > 1 else 0
    return all(
        _plain_words(line) <= most if number == 0 else len(line.split()) <= _LONGEST_SECOND_NOTE
        for number, line in enumerate(lines)
    )


def _plain_words(line: str) -> int:
    """How many words in small letters a line has, apart from particles and what follows a comma."""
    words = ["", *line.split()]
    return sum(
        word[0].islower() and word not in _PARTICLES and not before.endswith(",")
        for before, word in pairwise(words)
    )


def _is_verbless(line: str) -> bool:
    return not (
        line.endswith(OPEN_END)
        or line.startswith((*BULLETS, "(", "["))
        or _NUMBERED.match(line)
        or line[:1].islower()
        or _QUOTE.search(line)
        or _SENTENCE_WORD.search(line)
    )
