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

LONGEST = 256
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder sees at once. `positions` are the pieces that begin words; `starts`, `ends`
    (characters) and `core` (is the word read here, or only context) have one entry a word. The end of a
    paragraph is a word of its own whose start and end are -1."""

    ids: Integers
    features: Integers
    positions: Integers
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
    blank = np.zeros((1, len(FEATURE_SIZES)), np.int64)
    ids, features = [np.array([CLASSIFICATION])], [blank]
    first = [np.array([False])]
    starts: list[Integers] = []
    ends: list[Integers] = []
    core: list[Booleans] = []
    for pieces in ([context] if context else []) + list(chosen):
        ids.append(pieces.ids)
        features.append(pieces.features)
        first.append(pieces.first)
        starts.append(pieces.starts)
        ends.append(pieces.ends)
        core.append(np.full(len(pieces.starts), pieces is not context))
        if pieces.closes:
            ids.append(np.array([NEW_LINE]))
            features.append(blank)
            first.append(np.array([True]))
            starts.append(np.array([-1]))
            ends.append(np.array([-1]))
            core.append(np.array([False]))
    ids.append(np.array([SEPARATOR]))
    features.append(blank)
    first.append(np.array([False]))
    return Window(
        np.concatenate(ids), np.concatenate(features), np.flatnonzero(np.concatenate(first)),
        np.concatenate(starts), np.concatenate(ends), np.concatenate(core),
    )  # fmt: skip


def batches(windows: Sequence[Window], size: int) -> Iterator[list[int]]:
    """The numbers of the windows, `size` of about the same length together, so that little is padded."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    for at in range(0, len(order), size):
        yield order[at : at + size]


def padded(windows: Sequence[Window]) -> tuple[Integers, Integers, Integers]:
    """ids (windows x pieces), features (windows x pieces x 4) and the mask of a batch, padded with zeros."""
    longest = max(len(window.ids) for window in windows)
    ids = np.zeros((len(windows), longest), np.int64)
    features = np.zeros((len(windows), longest, len(FEATURE_SIZES)), np.int64)
    mask = np.zeros((len(windows), longest), np.int64)
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length] = window.ids
        features[row, :length] = window.features
        mask[row, :length] = 1
    return ids, features, mask
