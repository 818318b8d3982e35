"""Spans of a text and maps between a text and its views. Standard library only.

Offsets are Unicode code points of the text, the end exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text that carries its own words: ``text[start:end]`` of the source equals ``text``."""

    start: int
    end: int
    text: str

    @classmethod
    def cut(cls, source: str, start: int, end: int) -> Span:
        """The span of `source` from `start` to `end`; raises ValueError if it does not lie inside."""
        if not 0 <= start <= end <= len(source):
            raise ValueError(f"span {start}:{end} does not lie inside a text of {len(source)} characters")
        return cls(start, end, source[start:end])

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def strip_space(source: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without white space at either edge; empty bounds stay at `start`."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each part of a view stands in the source.

    `starts` are ascending offsets of the view, `sources` the offsets of the source they stand for;
    between two of them offsets advance together, so a part dropped from the source starts a new piece.
    """

    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.starts or self.starts[0] != 0 or len(self.starts) != len(self.sources):
            raise ValueError("an offset map needs as many sources as starts, the first of them 0")
        if any(a >= b for a, b in pairwise(self.starts)):
            raise ValueError("the starts of an offset map must ascend")

    def source(self, offset: int) -> int:
        """The offset in the source of the character at `offset` of the view."""
        piece = bisect_right(self.starts, offset) - 1
        return self.sources[piece] + offset - self.starts[piece]

    def source_bounds(self, start: int, end: int) -> tuple[int, int]:
        """The bounds in the source of a non-empty stretch of the view."""
        return self.source(start), self.source(end - 1) + 1


def joined_view(source: str, pieces: Iterable[tuple[int, int]]) -> tuple[str, OffsetMap]:
    """The pieces of `source` put together as one text, with the map back; empty pieces are skipped."""
    parts, starts, sources, length = [], [], [], 0
    for start, end in pieces:
        if start < end:
            parts.append(source[start:end])
            starts.append(length)
            sources.append(start)
            length += end - start
    if not parts:
        return "", OffsetMap((0,), (0,))
    return "".join(parts), OffsetMap(tuple(starts), tuple(sources))


def paragraph_bounds(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The paragraphs of a stretch of text, in order, white space at their edges left out.

    A line end closes a paragraph unless the line looks hard-wrapped: long, without a final mark, and
    followed by another line without a blank one between.
    """
    bounds: list[tuple[int, int]] = []
    first: int | None = None
    at = start
    while at < end:
        line_end = source.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        low, high = strip_space(source, at, line_end)
        if low < high:
            first = low if first is None else first
            if not _is_wrapped(source, low, high, line_end, end):
                bounds.append((first, high))
                first = None
        at = line_end + 1
    return bounds


_WRAP_WIDTH = range(50, 91)


def _is_wrapped(source: str, low: int, high: int, line_end: int, end: int) -> bool:
    if high - low not in _WRAP_WIDTH or source[high - 1] in '.!?:”"»)' or line_end + 1 >= end:
        return False
    following = source[line_end + 1 : line_end + 3]
    return bool(following.strip()) and not following[0].isspace()
