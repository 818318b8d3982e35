"""Text -> lines, and lines -> units: what the writer meant as one paragraph, hard-wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_LINE = re.compile(r"\S(?:[^\n\r\v\f\x85\u2028\u2029]*\S)?")
_FIRST_WORD = re.compile(r"\S{1,40}")
_FINAL = re.compile(r"[.!?…。！？؟۔][\W_]*$")
_HEAD, _TAIL = 400, 40
_LAST_SPACED = "\u2e7f"  # the last character of scripts that part words by spaces
_WIDTHS = range(40, 101)
"""Line widths, in characters, at which text is taken to be hard-wrapped."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the space around it; `block` counts the groups of lines between blank lines."""

    start: int
    end: int
    block: int
    indent: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, heading or other line. `head` is its first 400 characters, `words` their number of words,
    `block_size` how many units stand in its block; `final` tells that it ends like a sentence."""

    start: int
    end: int
    head: str
    words: int
    final: bool
    block: int
    block_size: int
    line: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def whole(self) -> bool:
        """Whether `head` is all of it."""
        return self.length <= _HEAD


def split_lines(text: str) -> list[Line]:
    """The lines of a text that hold anything but white space."""
    lines: list[Line] = []
    block = before = 0
    for match in _LINE.finditer(text):
        gap = text[before : match.start()]
        breaks = list(_BREAK.finditer(gap))
        if len(breaks) > 1 and lines:
            block += 1
        indent = len(gap) - (breaks[-1].end() if breaks else 0)
        lines.append(Line(match.start(), match.end(), block, indent))
        before = match.end()
    return lines


def make_units(text: str, lines: Sequence[Line], opening: Collection[int]) -> list[Unit]:
    """Lines put together where the text is hard-wrapped; a line of `opening` begins a unit at any rate."""
    width = _wrap_width(text, lines)
    groups: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if width and index and index not in opening and _continues(text, lines[index - 1], line, width):
            groups[-1] = (groups[-1][0], index)
        else:
            groups.append((index, index))
    sizes: dict[int, int] = {}
    for first, _ in groups:
        sizes[lines[first].block] = sizes.get(lines[first].block, 0) + 1
    return [_unit(text, lines, first, last, sizes[lines[first].block]) for first, last in groups]


def _unit(text: str, lines: Sequence[Line], first: int, last: int, size: int) -> Unit:
    start, end, block = lines[first].start, lines[last].end, lines[first].block
    head = text[start : min(end, start + _HEAD)]
    tail = text[max(start, end - _TAIL) : end]
    return Unit(start, end, head, _count_words(head), bool(_FINAL.search(tail)), block, size, first)


def _count_words(head: str) -> int:
    """Words between spaces; where a script writes none, a word for every two characters."""
    spaced = len(head.split())
    if max(head, default="") <= _LAST_SPACED:
        return spaced
    return max(spaced, sum(character > _LAST_SPACED for character in head) // 2)


def _wrap_width(text: str, lines: Sequence[Line]) -> int:
    """The width at which a text is hard-wrapped, or 0 where it is not.

    In wrapped text the first word of the next line would not have fitted on the line before, and lines go on
    in small letters; in a list or a menu neither holds.
    """
    lengths = sorted(line.end - line.start for line in lines)
    width = lengths[int(0.97 * (len(lengths) - 1))] if lengths else 0
    if width not in _WIDTHS:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a.block == b.block and a.end - a.start >= 30]
    full = [b for a, b in pairs if _is_full(text, a, b, width)]
    small = sum(text[line.start].islower() for line in full)
    return width if len(full) >= 2 and len(full) >= 0.7 * len(pairs) and small >= 0.3 * len(full) else 0


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    word = _FIRST_WORD.match(text, following.start)
    return word is not None and line.end - line.start + 1 + len(word.group()) > width - 3


def _continues(text: str, before: Line, line: Line, width: int) -> bool:
    if before.block != line.block:
        return False
    if line.indent > before.indent + 1 and _FINAL.search(text[before.start : before.end][-_TAIL:]):
        return False
    return _is_full(text, before, line, width) or text[line.start].islower()
