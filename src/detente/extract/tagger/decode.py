"""Scores of labels -> the best sequence of labels, how sure it is, and the spans it makes.

Labels are 0 (outside) and two a type, begin and inside: 1, 2 content; 3, 4 source; 5, 6 cue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.extract.tagger.features import Integers
from detente.extract.tagger.linking import Floats, Words

LABELS = 7
CONTENT, SOURCE, CUE = 0, 1, 2
_FORBIDDEN = -1e4


def allowed() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which label may follow which (from x to), and which may stand first."""
    follows = np.zeros((LABELS, LABELS), bool)
    for label in range(LABELS):
        inside = label > 0 and label % 2 == 0
        follows[:, label] = not inside
        if inside:
            follows[[label - 1, label], label] = True
    return follows, np.array([label == 0 or label % 2 == 1 for label in range(LABELS)])


@dataclass(frozen=True, slots=True)
class Chain:
    """Scores of a linear chain: `transitions` (from x to), `first`."""

    transitions: Floats
    first: Floats


def label_paragraphs(
    scores: Sequence[Floats], ends: Sequence[Integers], chain: Chain
) -> list[tuple[Integers, Floats]]:
    """As `label_windows`, where the words `ends` of each window, which end paragraphs, are outside of all.

    Between them paragraphs do not depend on each other, and are labelled side by side.
    """
    bounds = [
        list(zip([0, *(stops + 1).tolist()], [*stops.tolist(), len(window)], strict=True))
        for window, stops in zip(scores, ends, strict=True)
    ]
    pieces = [
        _between_ends(window[low:high], chain, low > 0, high < len(window))
        for window, parts in zip(scores, bounds, strict=True)
        for low, high in parts
        if low < high
    ]
    labelled = iter(label_windows(pieces, chain) if pieces else [])
    found = []
    for window, parts in zip(scores, bounds, strict=True):
        labels, sure = np.zeros(len(window), np.int64), np.ones(len(window), np.float32)
        for low, high in parts:
            if low < high:
                labels[low:high], sure[low:high] = next(labelled)
        found.append((labels, sure))
    return found


def _between_ends(scores: Floats, chain: Chain, opened: bool, closed: bool) -> Floats:
    """The scores of a paragraph with what it costs to come from the end before and to reach its own."""
    scores = scores.copy()
    if opened:
        scores[0] += chain.transitions[0] - np.maximum(chain.first, _FORBIDDEN)
    if closed:
        scores[-1] += chain.transitions[:, 0]
    return scores


def label_windows(scores: Sequence[Floats], chain: Chain) -> list[tuple[Integers, Floats]]:
    """For each window (words x 7) its best labels, and for each word the probability of its label."""
    lengths = np.array([len(window) for window in scores])
    table = np.zeros((lengths.max(), len(scores), LABELS), np.float32)
    for row, window in enumerate(scores):
        table[: len(window), row] = window
    labels = _viterbi(table, lengths, chain)
    share = _marginals(table, lengths, chain)
    chosen = np.take_along_axis(share, labels[:, :, None], 2)[:, :, 0]
    return [(labels[:length, row], chosen[:length, row]) for row, length in enumerate(lengths.tolist())]


def _viterbi(table: Floats, lengths: Integers, chain: Chain) -> Integers:
    """The best labels, words x windows; behind the end of a window its last label is repeated."""
    length, windows = table.shape[:2]
    best = chain.first + table[0]
    back = np.zeros((length, windows, LABELS), np.int64)
    for word in range(1, length):
        present = (word < lengths)[:, None]
        reached = best[:, :, None] + chain.transitions
        back[word] = np.where(present, reached.argmax(axis=1), np.arange(LABELS))
        best = np.where(present, reached.max(axis=1) + table[word], best)
    labels, rows = np.zeros((length, windows), np.int64), np.arange(windows)
    labels[-1] = best.argmax(axis=1)
    for word in range(length - 1, 0, -1):
        labels[word - 1] = back[word][rows, labels[word]]
    return labels


def _marginals(table: Floats, lengths: Integers, chain: Chain) -> Floats:
    """The probability of each label, words x windows x labels, by the forward-backward algorithm.

    Each step is scaled to sum 1, so that nothing under- or overflows.
    """
    emitted = np.exp(table - table.max(axis=2, keepdims=True))
    moves = np.exp(chain.transitions)
    shares = np.empty_like(emitted)
    shares[0] = _scaled(np.exp(chain.first) * emitted[0])
    for word in range(1, len(table)):
        shares[word] = _scaled((shares[word - 1] @ moves) * emitted[word])
    backward = np.ones_like(emitted[0])
    for word in range(len(table) - 2, -1, -1):
        present = (word + 1 < lengths)[:, None]
        backward = np.where(present, _scaled((emitted[word + 1] * backward) @ moves.T), backward)
        shares[word] = _scaled(shares[word] * backward)
    return np.asarray(shares)


def _scaled(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def label_spans(labels: Integers) -> list[tuple[int, Words]]:
    """(type, (first word, last word)) of each span, in order."""
    spans: list[tuple[int, Words]] = []
    current: tuple[int, int] | None = None  # type, first word
    for word, label in enumerate([*labels.tolist(), 0]):
        kind = (label - 1) // 2 if label else None
        begins = label % 2 == 1 or (current is not None and kind != current[0]) or current is None
        if current is not None and (label == 0 or begins):
            spans.append((current[0], (current[1], word - 1)))
            current = None
        if kind is not None and current is None:
            current = (kind, word)
    return spans
