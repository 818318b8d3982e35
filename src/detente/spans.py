"""Spans of a text and its paragraphs. Standard library only.

Offsets are Unicode code points of the text, the end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass


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


def strip_space(source: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without white space at either edge; empty bounds stay at `start`."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


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
