"""Scores of labels -> the spans that they may make, and how likely each is.

Labels are 0 (outside) and two a type, begin and inside: 1, 2 content; 3, 4 source; 5, 6 cue.

The best sequence of labels is not what is wanted: it leaves out a content that two sequences bound a little
differently and that neither alone makes likely. So spans are weighed by all sequences that have them, and
chosen by how likely they are to be right in bounds that nearly agree (minimum Bayes risk, as Goel and Byrne
2000 decode speech).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.extract.tagger.features import Integers
from detente.extract.tagger.linking import Floats, Words

LABELS = 7
CONTENT, SOURCE, CUE = 0, 1, 2
AGREEING = 0.8  # of the union of two spans, shared by both
_FORBIDDEN = -1e4
_LEAST = {CONTENT: 0.01, SOURCE: 0.05, CUE: 0.05}  # likelihood of a span that is looked at
_LONGEST = 200  # words of a span
_TOGETHER = 64  # spans that are compared with all others at once


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


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """What all sequences of labels together say of the words of a window. `labels` (words x 7): the
    probability of each label; `goes_on` (words x 7): that the next word is inside the same span, given that
    this one has a label (0 for outside)."""

    labels: Floats
    goes_on: Floats

    def spans(self, kind: int) -> list[tuple[Words, float]]:
        """The spans of a type that are likely enough to be looked at, and the probability of each."""
        begin, least = 2 * kind + 1, _LEAST[kind]
        starts = np.flatnonzero(self.labels[:, begin] > least).tolist()
        found: list[tuple[Words, float]] = []
        if not starts:
            return found
        opening, behind_first = self.labels[:, begin].tolist(), self.goes_on[:, begin].tolist()
        behind = [*self.goes_on[:, begin + 1].tolist(), 0.0]
        for first in starts:
            share, last, goes_on = opening[first], first, behind_first[first]
            while share >= least and last - first < _LONGEST:
                if share * (1 - goes_on) > least:
                    found.append(((first, last), share * (1 - goes_on)))
                share, last = share * goes_on, last + 1
                goes_on = behind[last]
        return found


def weigh_paragraphs(scores: Sequence[Floats], ends: Sequence[Integers], chain: Chain) -> list[Likelihoods]:
    """As `weigh_windows`, where the words `ends` of each window, which end paragraphs, are outside of all.

    Between them paragraphs do not depend on each other, and are weighed side by side.
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
    weighed = iter(weigh_windows(pieces, chain) if pieces else [])
    found = []
    for window, parts in zip(scores, bounds, strict=True):
        whole = Likelihoods(np.zeros_like(window), np.zeros_like(window))
        whole.labels[:, 0] = 1
        for low, high in parts:
            if low < high:
                part = next(weighed)
                whole.labels[low:high], whole.goes_on[low:high] = part.labels, part.goes_on
        found.append(whole)
    return found


def _between_ends(scores: Floats, chain: Chain, opened: bool, closed: bool) -> Floats:
    """The scores of a paragraph with what it costs to come from the end before and to reach its own."""
    scores = scores.copy()
    if opened:
        scores[0] += chain.transitions[0] - np.maximum(chain.first, _FORBIDDEN)
    if closed:
        scores[-1] += chain.transitions[:, 0]
    return scores


def weigh_windows(scores: Sequence[Floats], chain: Chain) -> list[Likelihoods]:
    """What the chain says of the words of each window (words x 7), by the forward-backward algorithm."""
    lengths = np.array([len(window) for window in scores])
    table = np.zeros((lengths.max(), len(scores), LABELS), np.float32)
    for row, window in enumerate(scores):
        table[: len(window), row] = window
    labels, goes_on = _weigh(table, lengths, chain)
    return [
        Likelihoods(labels[:length, row], goes_on[:length, row])
        for row, length in enumerate(lengths.tolist())
    ]


def _weigh(table: Floats, lengths: Integers, chain: Chain) -> tuple[Floats, Floats]:
    """Labels and going on, words x windows x labels. Each step is scaled to sum 1, so that nothing under- or
    overflows."""
    emitted = np.exp(table - table.max(axis=2, keepdims=True))
    moves = np.exp(chain.transitions)
    into = np.arange(LABELS) + np.arange(LABELS) % 2  # the label inside the span of each label
    shares, backward = np.empty_like(emitted), np.ones_like(emitted)
    ahead, reached = np.zeros_like(emitted), np.ones_like(emitted)
    followed = (np.arange(1, len(table) + 1)[:, None] < lengths)[:, :, None]
    shares[0] = _scaled(np.exp(chain.first) * emitted[0])
    for word in range(1, len(table)):
        shares[word] = _scaled((shares[word - 1] @ moves) * emitted[word])
    for word in range(len(table) - 2, -1, -1):
        np.multiply(emitted[word + 1], backward[word + 1], out=ahead[word])
        np.matmul(ahead[word], moves.T, out=reached[word])
        backward[word] = np.where(followed[word], _scaled(reached[word]), backward[word + 1])
    goes_on = np.where(followed, ahead[:, :, into] * moves[np.arange(LABELS), into] / reached, 0)
    goes_on[:, :, 0] = 0
    shares = np.where(followed, _scaled(shares * backward), shares)
    return np.asarray(shares), goes_on


def _scaled(weights: Floats) -> Floats:
    return np.asarray(weights / np.add.reduce(weights, axis=-1, keepdims=True))


def agreeing(bounds: Sequence[tuple[int, int]], shares: Sequence[float]) -> Floats:
    """For each of the spans the sum of the shares of those that nearly agree with it."""
    starts, ends = np.array(bounds, np.int64).reshape(-1, 2).T
    weights = np.array(shares)
    found = np.zeros(len(bounds), np.float32)
    for low in range(0, len(bounds), _TOGETHER):
        some = slice(low, low + _TOGETHER)
        common = np.minimum(ends[some, None], ends) - np.maximum(starts[some, None], starts)
        union = np.maximum(ends[some, None], ends) - np.minimum(starts[some, None], starts)
        found[some] = np.where(common >= AGREEING * union, weights, 0).sum(axis=1)
    return found


def apart(spans: Sequence[Words], order: Iterable[int]) -> Iterator[int]:
    """The numbers of the spans that overlap none taken before them, in the order given."""
    taken: set[int] = set()
    for number in order:
        words = range(spans[number][0], spans[number][1] + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            yield number
