"""The words of a text and of a quotation, each with its place: views, the text itself is never changed."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from detente.match.spelling import key_of
from detente.match.weight import ABBREVIATIONS
from detente.model import RequestError

LONGEST_QUOTATION = 20_000

# Marks that belong to the letter before them, in the scripts where a word would break without it.
_MARK = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0b82-\u0bcd\u0c00-\u0c4d\u0d00-\u0d4d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
)
_UNSEEN = "\u00ad\u200b-\u200d\u2060"
# Scripts without spaces: one character is a word.
_ALONE = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?:[^\W_{_ALONE}]|[{_MARK}{_UNSEEN}])"
WORD = re.compile(rf"\d+(?:[.,]\d+)+|[{_ALONE}]|{_LETTER}+(?:[’'ʼ‘`]{_LETTER}+)*|[%&]")


class Word(NamedTuple):
    """A word at `start` to `end` of its text. `free` words belong to an editor: brackets, stage directions.

    `reported` words are those of whoever reports, outside the quotation marks.
    """

    key: str
    start: int
    end: int
    free: bool = False
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation as a person means it.

    `text` is what was given, and the offsets of `words` are its own. `gaps` are the numbers of words before
    which an ellipsis stands (0: before the first; the number of words: after the last). `notes` say what was
    read otherwise than it stands there.
    """

    text: str
    words: tuple[Word, ...]
    gaps: frozenset[int]
    notes: tuple[str, ...] = ()


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,500})?/?>|<!--.{0,500}?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,24});")
_ELLIPSIS = re.compile(
    r"[\[(]\s*(?:\.\s?){2,4}\s*[\])]|[\[(]\s*…\s*[\])]|…|(?:\.\s?){3,4}(?=\W|$|\w)|\[\s*\*+\s*\]"
)
_SIC = re.compile(r"[\[(]\s*sic\.?!?\s*[\])]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\[\]]{0,400}\]|\([^()]{0,400}\)")
# "[t]he", "[T]hey", "agree[d]": a bracket within a word shows a changed letter.
_LETTER_BRACKET = re.compile(r"\[(\w{1,4})\](?=\w)|(?<=\w)\[(\w{1,4})\]")
_STAGE = re.compile(
    r"\((?:applause|laughter|laughs|laughing|crosstalk|inaudible|cheers|booing|pause|smiles|off[- ]mic)"
    r"[^()]{0,40}\)",
    re.IGNORECASE,
)
_OUTER = "\"“”„‟«»‹›‘’‚'`´「」『』"


def read_quote(given: str) -> Quote:
    """The words of a quotation; raises RequestError, one line, for what holds none or is too long."""
    if not given or not given.strip():
        raise RequestError("the quotation is empty; give its words")
    if len(given) > LONGEST_QUOTATION:
        raise RequestError(
            f"the quotation has {len(given):,} characters and {LONGEST_QUOTATION:,} are the most; "
            "verify a whole text with --file"
        )
    seen, notes = _without_markup(given)
    quote = _read(given, seen, tuple(notes))
    if not quote.words:
        raise RequestError("the quotation holds no word, only marks; give its words")
    return quote


def _without_markup(given: str) -> tuple[str, list[str]]:
    """The quotation with tags and control characters blanked out, offsets unchanged."""
    notes = []
    seen = _CONTROL.sub(" ", given)
    seen = "".join(" " if "\ud800" <= c <= "\udfff" else c for c in seen) if not seen.isascii() else seen
    if seen != given:
        notes.append("Control characters in the quotation were taken for spaces.")
    if _TAG.search(seen) or _ENTITY.search(seen):
        bare = _ENTITY.sub(_entity, _TAG.sub(lambda m: " " * len(m[0]), seen))
        if bare != seen:
            notes.append("The quotation holds HTML; its tags were left out.")
        seen = bare
    return seen, notes


def _entity(match: re.Match[str]) -> str:
    """The character that an entity means, in a field as wide as the entity."""
    plain = html.unescape(match[0])
    return plain.ljust(len(match[0])) if len(plain) <= len(match[0]) else " " * len(match[0])


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _read(given: str, seen: str, notes: tuple[str, ...]) -> Quote:
    ellipses = []
    for match in _ELLIPSIS.finditer(seen):
        ellipses.append(match.start())
        seen = _blank(seen, match.start(), match.end())
    for match in list(_SIC.finditer(seen)):
        seen = _blank(seen, match.start(), match.end())
    joined = _LETTER_BRACKET.sub(lambda m: "\ufeff" + (m[1] or m[2]) + "\ufeff", seen)
    brackets = [match.span() for match in _BRACKETS.finditer(joined)]
    words = []
    for match in _word_matches(joined):
        free = any(start <= match.start() < end for start, end in brackets)
        words.append(Word(key_of(match[0].replace("\ufeff", "")), match.start(), match.end(), free))
    gaps = frozenset(sum(word.start < place for word in words) for place in ellipses)
    return Quote(given, tuple(words), gaps, notes)


_WORD_WITH_JOINTS = re.compile(WORD.pattern.replace(_UNSEEN, _UNSEEN + "\ufeff"))


def _word_matches(text: str) -> Iterator[re.Match[str]]:
    pattern = _WORD_WITH_JOINTS if "\ufeff" in text else WORD
    return (match for match in pattern.finditer(text) if key_of(match[0].replace("\ufeff", "")))


def inside_marks(quote: Quote) -> Quote | None:
    """The quotation without the attribution that was pasted with it: `“A,” he said. “B.”` is A and B.

    What stands outside the marks becomes `free`; None where the marks do not part the words so.
    """
    spans = [match.span(1) for match in _MARKED.finditer(quote.text)]
    inside = [any(start <= word.start < end for start, end in spans) for word in quote.words]
    if all(inside) or sum(inside) <= len(inside) / 2 or not _is_attributed(quote.text, spans):
        return None
    words = tuple(
        word if within else word._replace(free=True) for word, within in zip(quote.words, inside, strict=True)
    )
    note = "What stands outside the quotation marks was taken for the attribution."
    return Quote(quote.text, words, quote.gaps, (*quote.notes, note))


def _is_attributed(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether a quotation begins with a mark, or with words that hand over to one."""
    before = text[: spans[0][0] - 1].rstrip()
    return not before or before.endswith((":", ","))


_MARKED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")


def without_attribution(quote: Quote) -> Quote | None:
    """The quotation without the words of an attribution at an end of it that no marks part from it: "A, he
    said"; None where there is none."""
    found = _attribution_of(quote)
    if found is None:
        return None
    kept = [n for n, word in enumerate(quote.words) if not found.start() <= word.start < found.end()]
    if not kept:
        return None
    gaps = frozenset(bisect_left(kept, gap) for gap in quote.gaps)
    note = f"“{' '.join(found[0].strip(' ,.:').split())}” was taken for the attribution."
    return Quote(quote.text, tuple(quote.words[n] for n in kept), gaps, (*quote.notes, note))


def _attribution_of(quote: Quote) -> re.Match[str] | None:
    return _ATTRIBUTION_BEHIND.search(quote.text) or _ATTRIBUTION_BEFORE.search(quote.text)


def attributed_to(quote: Quote) -> str | None:
    """Whom an attribution pasted with the words names; None where there is none, or only a pronoun."""
    marked = inside_marks(quote)
    if marked is not None:
        runs = [list(run) for free, run in groupby(marked.words, lambda word: word.free) if free]
        outside = "\n".join(quote.text[run[0].start : run[-1].end] for run in runs)
    else:
        whole = _attribution_of(quote)
        outside = whole[0] if whole else ""
    found = _ATTRIBUTION.search(outside)
    source = found and (found["before"] or found["after"])
    return source if source and source.lower() not in _PRONOUNS else None


_PRONOUNS = frozenset({"he", "she", "they"})
_SAYING = "(?:said|says|added|adds|told|wrote|writes|stated|declared|noted|stressed|explained|insisted)"
_OFFICE = "foreign|prime|minister|president|spokesman|spokeswoman"
_NAME = rf"(?:the |The |a |A )?(?:[A-Z](?:[\w’'-]|\.(?=\S))*|{_OFFICE})"
_SOURCE = rf"(?:[Hh]e|[Ss]he|[Tt]hey|{_NAME}(?: (?:of )?{_NAME}){{0,5}})"
_ATTRIBUTION = re.compile(rf"(?P<before>{_SOURCE})\s+{_SAYING}|{_SAYING}\s+(?P<after>{_SOURCE})")
# Behind the words and a comma, or before them.
_ATTRIBUTION_BEHIND = re.compile(
    rf",\s+(?:{_SOURCE}\s+{_SAYING}|{_SAYING}\s+{_SOURCE})(?:\s+\w+){{0,4}}[.\s]*$"
)
_ATTRIBUTION_BEFORE = re.compile(rf"^\s*{_SOURCE}\s+{_SAYING}(?:\s+(?:reporters|that|on \w+))*\s*[,:]?\s")


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a stretch of text, with offsets in the whole text."""
    found = WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(key, match.start(), match.end()) for match in found if (key := key_of(match[0]))]


def pairs_held(text: str, pairs: Collection[tuple[str, str]]) -> int:
    """How many pairs of words, by their keys, stand side by side in a text."""
    return len(set(pairwise(filter(None, map(key_of, WORD.findall(text))))) & set(pairs))


def stage_directions(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a transcript tells of applause and the like, which nobody said."""
    return [match.span() for match in _STAGE.finditer(text, start, end)]


def ends_sentence(text: str, word: Word, following: Word) -> bool:
    """Whether a sentence ends between two neighbouring words."""
    between = text[word.end : following.start]
    if between == " ":
        return False
    if "\n\n" in between:
        return True
    mark = re.search(r"[.!?…。！？]", between)
    if not mark:
        return False
    if mark[0] in "。！？":
        return True
    if not re.search(r"\s", between):
        return False
    if mark[0] == "." and _abbreviates(text, word):
        return False
    return not text[following.start].islower()


def _abbreviates(text: str, word: Word) -> bool:
    raw = text[word.start : word.end].casefold()
    return raw in ABBREVIATIONS or (
        len(raw) == 1 and raw.isalpha() and text[word.start].isupper() and raw != "i"
    )


def same_letters(a: str, b: str) -> bool:
    """Whether two words look the same: composed or decomposed, the eye sees no difference."""
    return a == b or unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)


_LINE_END = re.compile(r"[ \t]*[\r\n]\s*")


def same_marks(a: str, b: str) -> bool:
    """Whether what stands between two words is the same; where a line is broken does not matter."""
    return a == b or _LINE_END.sub(" ", a) == _LINE_END.sub(" ", b)
