"""Quotation marks -> the quotations they enclose, whatever their style and however broken.

The text is read one paragraph at a time, so that a mark that the source lacks cannot turn the rest of
the document inside out. A straight mark is an opening or a closing one by its neighbours, and only
where they do not tell by what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.model import Quotation, Segment
from detente.spans import paragraph_bounds, strip_space

_MARK = re.compile(r"[\"“”„‟«»＂]|``|''")
_SINGLE_OPEN = re.compile(r"(?<![\w’'])(?:‘[ \u00a0]?|')(?=[\w\"“])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…;:—–\"”-])[ \u00a0]?[’'](?!\w)")
_SINGLE_SPEECH = re.compile(r"(?<![\w’'])(?:‘|'(?=[A-Z]))")  # 'em and '90s are left out
_BEFORE_CLOSE = '.,!?…;:—–-"”'
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“\"])")
_OPENS_AFTER = set(" \t\n\r\u00a0\u2009\u202f([{—–-/:‘“«„…")
_CLOSES_BEFORE = set(" \t\n\r\u00a0\u2009\u202f)]}—–-/:;,.!?…’”»'")


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool | None  # None: the neighbours do not tell


def pair_marks(text: str, segments: Sequence[Segment]) -> tuple[Quotation, ...]:
    """The quotations of all segments that are not boilerplate, in order of start.

    Quotations in single marks are found inside double ones (depth 1), and on their own (depth 0) in
    titles and headings and in documents that quote by single marks, where double ones stand inside (depth 1).
    """
    single_first = _quotes_by_single_marks(text)
    found: list[Quotation] = []
    for number, segment in enumerate(segments):
        if segment.kind == "boilerplate":
            continue
        singles = single_first or segment.kind in ("title", "heading")
        for start, end in paragraph_bounds(text, segment.start, segment.end):
            found += _paragraph(text, start, end, number, singles)
    return tuple(sorted(found, key=lambda q: (q.start, -q.end)))


def _paragraph(text: str, start: int, end: int, segment: int, singles: bool) -> list[Quotation]:
    outer = list(_outer(text, start, end, segment))
    if singles:
        return _nested(outer, list(_single(text, start, end, segment)))
    inside = [q for around in outer for q in _single(text, around.start, around.end, segment)]
    return outer + [replace(quotation, depth=1) for quotation in inside]


def _quotes_by_single_marks(text: str) -> bool:
    """Are single marks the first choice of the text, double ones at most kept for quotations inside?"""
    doubles = sum(1 for _ in _MARK.finditer(text))
    return not doubles or 2 * sum(1 for _ in _SINGLE_SPEECH.finditer(text)) > doubles


def _nested(doubles: Sequence[Quotation], singles: Sequence[Quotation]) -> list[Quotation]:
    """Quotations of both kinds: one inside another has depth 1, and of two that cross the later is none."""
    found: list[Quotation] = []
    around: Quotation | None = None
    for quotation in sorted([*doubles, *singles], key=lambda q: (q.start, -q.end)):
        if around is None or quotation.start >= around.end:
            around = quotation
            found.append(quotation)
        elif _holds(around, quotation):
            found.append(replace(quotation, depth=1))
    return found


def _holds(outer: Quotation, inner: Quotation) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks: list[_Mark] = []
    in_attribute = False
    for match in _MARK.finditer(text, start, end):
        low, high = match.span()
        before = text[low - 1] if low > start else " "
        after = text[high] if high < end else " "
        if match.group() in ('"', "＂") and before.isdigit() and after in " \t,." and not marks:
            continue  # inches
        if in_attribute or before == "=":
            in_attribute = not in_attribute  # markup left in the text: name="value"
            continue
        marks.append(_Mark(low, high, _direction(match.group(), before, after)))
    return marks


def _direction(mark: str, before: str, after: str) -> bool | None:
    opens = before in _OPENS_AFTER and not after.isspace()
    closes = not before.isspace() and after in _CLOSES_BEFORE
    if mark in "“„«‟" or mark == "``":
        return None if closes and not opens else True  # printed the wrong way round
    if mark in "”»":
        return None if opens and not closes else False
    return opens if opens != closes else None


def _outer(text: str, start: int, end: int, segment: int) -> Iterator[Quotation]:
    marks = _marks(text, start, end)
    opened: _Mark | None = None
    depth = 0
    last = start
    for position, mark in enumerate(marks):
        opens = mark.opens if mark.opens is not None else opened is None
        if opens and opened is None:
            opened = mark
        elif opens and opened is not None:
            if _closes_twice(marks[position + 1 :]):
                depth += 1
            elif text[mark.start] in "“„«" or mark.opens:
                yield from _quotation(text, opened.end, mark.start, True, False, segment)
                last, opened = mark.start, mark
        elif opened is None:
            recovered = _missing_start(text, last, mark.start)
            yield from _quotation(text, recovered, mark.start, False, True, segment)
            last = mark.end
        elif depth:
            depth -= 1
        elif mark.start == opened.end:
            opened = _Mark(opened.start, mark.end, True)  # a stray pair: “”There
        else:
            yield from _quotation(text, opened.end, mark.start, True, True, segment)
            last, opened = mark.end, None
    if opened is not None:
        yield from _quotation(text, opened.end, end, True, False, segment)


def _closes_twice(rest: Sequence[_Mark]) -> bool:
    """Do two closing marks follow before anything opens? Then the mark before them opened inside."""
    return len(rest) >= 2 and rest[0].opens is False and rest[1].opens is False


def _missing_start(text: str, last: int, close: int) -> int:
    """Where the words before a closing mark without an opening one begin: after the attribution, if
    there is one, else at the start of the paragraph."""
    begin = last
    attribution = _SENTENCE_END.search(text, last, close) if last and text[last - 1] in "\"”»'" else None
    return attribution.end() if attribution else begin


def _quotation(
    text: str, start: int, end: int, opened: bool, closed: bool, segment: int
) -> Iterator[Quotation]:
    start, end = strip_space(text, start, end)
    if any(character.isalnum() for character in text[start:end]):
        yield Quotation(start, end, opened, closed, segment)


def _single(text: str, start: int, end: int, segment: int) -> Iterator[Quotation]:
    at = start
    while opening := _SINGLE_OPEN.search(text, at, end):
        closing = _single_close(text, opening.end(), end)
        if closing is None:
            return
        yield Quotation(opening.end(), closing.start(), True, True, segment)
        at = closing.end()


def _single_close(text: str, start: int, end: int) -> re.Match[str] | None:
    """The mark that closes a single one: before the next opens, rather one behind punctuation than the
    apostrophe of "the boys’ boat"."""
    following = _SINGLE_OPEN.search(text, start, end)
    found = list(_SINGLE_CLOSE.finditer(text, start, following.start() if following else end))
    if not found:
        return _SINGLE_CLOSE.search(text, start, end)
    return next((mark for mark in found if text[mark.start() - 1] in _BEFORE_CLOSE), found[0])
