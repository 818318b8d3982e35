"""A text cut flat: into the blocks of its layout, and into pieces wherever a region begins or ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from detente.model import Segment
from detente.spans import strip_space

# In characters. Without it a line of some megabytes would hold up a browser for minutes.
LONGEST_BLOCK = 20_000


class Region(NamedTuple):
    """A stretch of the text that belongs to an item, and the part it plays there."""

    start: int
    end: int
    item: int
    role: Literal["body", "quoted", "cue", "who", "insertion", "label"]


class Block(NamedTuple):
    """A part of the layout. `gap` is the white space between segments, `loose` text outside all of them."""

    kind: str
    start: int
    end: int


class Piece(NamedTuple):
    start: int
    end: int
    regions: tuple[Region, ...]


def lay_out(text: str, segments: Iterable[Segment]) -> list[Block]:
    """Blocks that cover the whole text once, in order; a turn's block begins with its label."""
    blocks: list[Block] = []
    reached = 0
    for segment in segments:
        begin = min(segment.start, segment.label.start) if segment.label else segment.start
        start, end = max(begin, reached), min(segment.end, len(text))
        if start >= end:
            continue
        blocks += _filler(text, reached, start)
        blocks += _portions(text, segment.kind, start, end)
        reached = end
    return blocks + _filler(text, reached, len(text))


def _filler(text: str, start: int, end: int) -> list[Block]:
    if start >= end:
        return []
    inner_start, inner_end = strip_space(text, start, end)
    if inner_start == inner_end:
        return [Block("gap", start, end)]
    parts = [
        Block("gap", start, inner_start),
        *_portions(text, "loose", inner_start, inner_end),
        Block("gap", inner_end, end),
    ]
    return [part for part in parts if part.start < part.end]


def _portions(text: str, kind: str, start: int, end: int) -> Iterator[Block]:
    """The stretch as one block, or as several where it is longer than a browser lays out at once."""
    while end - start > LONGEST_BLOCK:
        middle = text.rfind(" ", start, start + LONGEST_BLOCK) + 1 or start + LONGEST_BLOCK
        yield Block(kind, start, middle)
        start = middle
    yield Block(kind, start, end)


def cut(length: int, regions: Iterable[Region], edges: Iterable[int]) -> list[Piece]:
    """The text of `length` characters cut at every edge and wherever a region begins or ends."""
    starting: dict[int, list[Region]] = defaultdict(list)
    ending: dict[int, list[Region]] = defaultdict(list)
    bounds = {0, length, *(edge for edge in edges if 0 < edge < length)}
    for region in regions:
        start, end = max(0, region.start), min(region.end, length)
        if start < end:
            starting[start].append(region)
            ending[end].append(region)
            bounds |= {start, end}
    active: dict[Region, None] = {}
    pieces = []
    for start, end in pairwise(sorted(bounds)):
        for region in ending[start]:
            active.pop(region, None)
        active.update(dict.fromkeys(starting[start]))
        pieces.append(Piece(start, end, tuple(active)))
    return pieces
