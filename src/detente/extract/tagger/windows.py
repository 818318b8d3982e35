"""Paragraphs -> windows: whole paragraphs packed together behind a little of the paragraph before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.extract.tagger.features import (
    CLASSIFICATION,
    FEATURE_SIZES,
    NEW_LINE,
    SEPARATOR,
    Booleans,
    Integers,
    Pieces,
)


def _sign(piece: int, is_word: bool) -> Pieces:
    """A piece that stands for no characters."""
    places = np.array([-1]) if is_word else np.zeros(0, np.int64)
    return Pieces(
        np.array([piece]), np.zeros((1, len(FEATURE_SIZES)), np.int64), np.array([is_word]),
        places, places, places + 1, False,
    )  # fmt: skip


CLASSIFYING, SEPARATING = _sign(CLASSIFICATION, False), _sign(SEPARATOR, False)
PARAGRAPH_END = _sign(NEW_LINE, True)

LONGEST = 256
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder sees at once. `positions` are the pieces that begin words, `heads` the words that
    govern them; `starts`, `ends` (characters) and `core` (is the word read here, or only context) have one
    entry a word. The end of a paragraph is a word of its own whose start and end are -1."""

    ids: Integers
    features: Integers
    positions: Integers
    heads: Integers
    starts: Integers
    ends: Integers
    core: Booleans

    @property
    def paragraphs(self) -> Integers:
        """For each word the number of paragraph ends up to it."""
        return np.cumsum(self.starts < 0)


def pack(paragraphs: Sequence[Pieces], first_limit: int = LONGEST) -> Iterator[Window]:
    """Windows of at most `LONGEST` word pieces over all paragraphs; the first of at most `first_limit`."""
    limit, at = first_limit, 0
    while at < len(paragraphs):
        context = _tail(paragraphs[at - 1]) if at else None
        chosen = [paragraphs[at]]
        length = 4 + (len(context.ids) if context else 0) + len(chosen[0].ids)
        at += 1
        while at < len(paragraphs) and length + len(paragraphs[at].ids) + 1 <= limit:
            length += len(paragraphs[at].ids) + 1
            chosen.append(paragraphs[at])
            at += 1
        yield _window(context, chosen)
        limit = LONGEST


def _tail(pieces: Pieces) -> Pieces | None:
    """The last whole words of a paragraph."""
    low = max(0, len(pieces.ids) - CONTEXT)
    while low < len(pieces.ids) and not pieces.first[low]:
        low += 1
    return pieces.part(low, len(pieces.ids), pieces.closes) if low < len(pieces.ids) else None


def _window(context: Pieces | None, chosen: Sequence[Pieces]) -> Window:
    parts: list[tuple[Pieces, bool]] = [(CLASSIFYING, False)]
    for pieces in ([context] if context else []) + list(chosen):
        parts.append((pieces, pieces is not context))
        if pieces.closes:
            parts.append((PARAGRAPH_END, False))
    parts.append((SEPARATING, False))
    ids, features, first, starts, ends = (
        np.concatenate([getattr(pieces, name) for pieces, _ in parts])
        for name in ("ids", "features", "first", "starts", "ends")
    )
    words = np.array([len(pieces.starts) for pieces, _ in parts])
    before = np.concatenate([[0], np.cumsum(words)[:-1]])
    heads = np.concatenate([pieces.heads + at for (pieces, _), at in zip(parts, before, strict=True)])
    core = np.repeat([read for _, read in parts], words)
    return Window(ids, features, np.flatnonzero(first), heads, starts, ends, core)


def batches(windows: Sequence[Window], size: int) -> Iterator[list[int]]:
    """The numbers of the windows, `size` of about the same length together, so that little is padded."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    for at in range(0, len(order), size):
        yield order[at : at + size]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, padded with zeros: `ids` and `mask` are windows x pieces, `features` have a third
    dimension, `positions`, `heads` and `present` (is there a word) are windows x words."""

    ids: Integers
    features: Integers
    mask: Integers
    positions: Integers
    heads: Integers
    present: Integers

    def blank(self, *, parse: bool, hints: bool, windows: Booleans | slice = slice(None)) -> None:
        """Take away, in place, what comes of the parse or of the rules from some windows."""
        if parse:
            self.features[windows, :, 1:-1] = 0
            self.heads[windows] = np.arange(self.heads.shape[1])
        if hints:
            self.features[windows, :, -1] = 0

    def row(self, number: int) -> Batch:
        """One window alone, without what was padded."""
        pieces, words = int(self.mask[number].sum()), int(self.present[number].sum())
        row = slice(number, number + 1)
        return Batch(
            self.ids[row, :pieces], self.features[row, :pieces], self.mask[row, :pieces],
            self.positions[row, :words], self.heads[row, :words], self.present[row, :words],
        )  # fmt: skip


def padded(windows: Sequence[Window]) -> Batch:
    """The windows as one batch."""
    pieces = max(len(window.ids) for window in windows)
    words = max(len(window.positions) for window in windows)
    ids, mask = (np.zeros((len(windows), pieces), np.int64) for _ in range(2))
    features = np.zeros((len(windows), pieces, len(FEATURE_SIZES)), np.int64)
    positions, heads, present = (np.zeros((len(windows), words), np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        length, count = len(window.ids), len(window.positions)
        ids[row, :length], features[row, :length], mask[row, :length] = window.ids, window.features, 1
        positions[row, :count], heads[row, :count], present[row, :count] = window.positions, window.heads, 1
    return Batch(ids, features, mask, positions, heads, present)
