"""Which source and which cue belongs to a content: distances, and scores of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.extract.tagger.features import Integers

Floats = npt.NDArray[np.float32]
Words = tuple[int, int]  # first and last word of a span in its window

WIDTH = 64  # numbers in each of the eight vectors of a word
_EDGES = np.array([-120, -60, -30, -15, -8, -4, -2, 0, 2, 3, 5, 9, 16, 31, 61, 121])
DISTANCES = len(_EDGES) + 1
PARAGRAPHS_APART = 3


@dataclass(frozen=True, slots=True)
class LinkParameters:
    """Scores by bucket of the distance and by paragraphs apart (0, 1, more), and that of nobody."""

    distance: Floats
    apart: Floats
    nobody: float


def distance_buckets(contents: Sequence[Words], others: Sequence[Words]) -> Integers:
    """contents x others: the bucket of the signed number of words between two spans, positive where the
    other stands before, 0 where they overlap."""
    content, other = np.array(contents), np.array(others)
    before = content[:, None, 0] - other[None, :, 1]
    after = content[:, None, 1] - other[None, :, 0]
    gaps = np.where(before > 0, before, np.where(after < 0, after, 0))
    return np.asarray(np.searchsorted(_EDGES, gaps, side="right"))


def paragraphs_apart(paragraphs: Integers, contents: Sequence[Words], others: Sequence[Words]) -> Integers:
    """contents x others: 0 in the same paragraph, 1 in the next, 2 farther; `paragraphs` numbers that of
    each word."""
    content, other = (paragraphs[[span[0] for span in spans]] for spans in (contents, others))
    return np.asarray(np.minimum(PARAGRAPHS_APART - 1, np.abs(content[:, None] - other[None, :])))


def overlaps(contents: Sequence[Words], others: Sequence[Words]) -> npt.NDArray[np.bool_]:
    """contents x others: do two spans share a word?"""
    content, other = (np.array(spans, np.int64).reshape(-1, 2) for spans in (contents, others))
    shared = (content[:, None, 0] <= other[None, :, 1]) & (other[None, :, 0] <= content[:, None, 1])
    return np.asarray(shared)


def link_probabilities(
    vectors: Floats,
    paragraphs: Integers,
    contents: Sequence[Words],
    candidates: Sequence[Words],
    side: int,
    parameters: LinkParameters,
) -> Floats:
    """The probability of each candidate and, in the last column, of nobody; contents x (candidates + 1).

    `vectors` has eight vectors of `WIDTH` a word: `side` 0 takes the four for sources, 1 those for cues.
    """
    scores = np.full((len(contents), len(candidates) + 1), parameters.nobody, np.float32)
    if candidates and contents:
        queries = _ends(vectors, contents, 4 * side)
        keys = _ends(vectors, candidates, 4 * side + 2)
        scores[:, :-1] = queries @ keys.T / WIDTH**0.5
        scores[:, :-1] += parameters.distance[distance_buckets(contents, candidates)]
        scores[:, :-1] += parameters.apart[paragraphs_apart(paragraphs, contents, candidates)]
    scores -= scores.max(axis=1, keepdims=True) if len(contents) else 0
    weights = np.exp(scores)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def _ends(vectors: Floats, spans: Sequence[Words], at: int) -> Floats:
    """For each span the vector `at` of its first word plus the vector after it of its last."""
    first = vectors[[span[0] for span in spans], at * WIDTH : (at + 1) * WIDTH]
    last = vectors[[span[1] for span in spans], (at + 1) * WIDTH : (at + 2) * WIDTH]
    return np.asarray(first + last, np.float32)
