"""The best alignment of the words of a quotation with those of an utterance.

Dynamic programming over words, a row of the matrix at a time in numpy. Every word of the quotation is
matched, exchanged or left over; words of the utterance before the first and after the last match are free,
those between cost little each and a long gap no more than a fixed sum, so that a silent cut is seen as one.
The scheme is that of Smith and Waterman (1981) with a concave cost of gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from detente.match.spelling import stem_of
from detente.match.weight import weight_of
from detente.match.words import Word

Pairs = list[tuple[int | None, int | None]]

_ALIKE, _OTHER = 0.25, -0.6
_ADDED, _DROPPED, _LONG_GAP, _MARKED_GAP = 0.45, 0.3, 3.0, 0.05
# Beyond this many cells the alignment goes by longest common stretches.
_MOST_CELLS = 3_000_000


def align(asked: Sequence[Word], stored: Sequence[Word], gaps: frozenset[int] = frozenset()) -> Pairs:
    """Pairs of places in `asked` and `stored`, in order: (i, j) aligned, (i, None) added, (None, j) dropped.

    Pairs begin with the first and end with the last word of `asked` or match of it; `gaps` are numbers
    of words before which an ellipsis allows a cut.
    """
    if not asked or not stored:
        return [(i, None) for i in range(len(asked))]
    if len(asked) * len(stored) > _MOST_CELLS:
        return _by_stretches(asked, stored)
    return _Matrix(asked, stored, gaps).pairs()


class _Matrix:
    def __init__(self, asked: Sequence[Word], stored: Sequence[Word], gaps: frozenset[int]) -> None:
        self._asked, self._stored, self._gaps = asked, stored, gaps
        self._similar = _similarities(asked, stored)
        cost = np.array([0.0 if word.free else _DROPPED for word in stored], dtype=np.float32)
        self._skipped = np.concatenate(([0.0], np.cumsum(cost))).astype(np.float32)
        self._fill()

    def _fill(self) -> None:
        width = len(self._stored) + 1
        before: Any = np.zeros(width, dtype=np.float32)
        self._ended, self._gone_on = [], [before]
        for i in range(len(self._asked)):
            ended = before - self._added(i)
            np.maximum(ended[1:], before[:-1] + self._similar[i], out=ended[1:])
            before = np.maximum(ended, np.maximum.accumulate(ended + self._skipped) - self._skipped)
            np.maximum(before, np.maximum.accumulate(ended) - self._gap(i), out=before)
            self._ended.append(ended)
            self._gone_on.append(before)

    def _added(self, i: int) -> float:
        word = self._asked[i]
        return 0.0 if word.free else _ADDED * weight_of(word.key) + 0.1

    def _gap(self, i: int) -> float:
        return _MARKED_GAP if i + 1 in self._gaps or self._asked[i].free else _LONG_GAP

    def pairs(self) -> Pairs:
        i, j = len(self._asked), int(np.argmax(self._ended[-1]))
        pairs: Pairs = []
        while i > 0:
            ended, before = self._ended[i - 1], self._gone_on[i - 1]
            if j > 0 and abs(ended[j] - (before[j - 1] + self._similar[i - 1][j - 1])) < 1e-4:
                pairs.append((i - 1, j - 1))
                j -= 1
            else:
                pairs.append((i - 1, None))
            i -= 1
            if i > 0:
                k = self._came_from(i - 1, j)
                pairs.extend((None, place) for place in range(j - 1, k - 1, -1))
                j = k
        pairs.reverse()
        return _trimmed(pairs)

    def _came_from(self, i: int, j: int) -> int:
        """The column at which row `i` ended before the words up to `j` were skipped."""
        value, ended = self._gone_on[i + 1][j], self._ended[i]
        if abs(ended[j] - value) < 1e-4:
            return j
        short = ended[: j + 1] + self._skipped[: j + 1] - self._skipped[j]
        long = ended[: j + 1] - self._gap(i)
        fits = np.flatnonzero(np.maximum(short, long) >= value - 1e-4)
        return int(fits[-1]) if len(fits) else j


def _similarities(asked: Sequence[Word], stored: Sequence[Word]) -> Any:
    ids: dict[str, int] = {}
    keys_a, stems_a = _numbered(asked, ids)
    keys_s, stems_s = _numbered(stored, ids)
    weights = np.array([weight_of(word.key) for word in asked], dtype=np.float32)[:, None]
    alike = np.where(stems_a[:, None] == stems_s[None, :], np.float32(_ALIKE), np.float32(_OTHER))
    return np.where(keys_a[:, None] == keys_s[None, :], weights, alike * np.maximum(weights, np.float32(0.5)))


def _numbered(words: Sequence[Word], ids: dict[str, int]) -> tuple[Any, Any]:
    keys = [ids.setdefault(word.key, len(ids)) for word in words]
    stems = [ids.setdefault("=" + stem_of(word.key), len(ids)) for word in words]
    return np.array(keys, dtype=np.int32), np.array(stems, dtype=np.int32)


def _trimmed(pairs: Pairs) -> Pairs:
    """Without words of the utterance before the first and after the last word of the quotation."""
    while pairs and pairs[0][0] is None:
        pairs.pop(0)
    while pairs and pairs[-1][0] is None:
        pairs.pop()
    return pairs


def _by_stretches(asked: Sequence[Word], stored: Sequence[Word]) -> Pairs:
    matcher = SequenceMatcher(None, [w.key for w in asked], [w.key for w in stored], autojunk=False)
    pairs: Pairs = []
    for tag, a1, a2, s1, s2 in matcher.get_opcodes():
        if tag == "equal":
            pairs.extend(zip(range(a1, a2), range(s1, s2), strict=True))
        else:
            shared = min(a2 - a1, s2 - s1)
            pairs.extend((a1 + k, s1 + k) for k in range(shared))
            pairs.extend((a, None) for a in range(a1 + shared, a2))
            pairs.extend((None, s) for s in range(s1 + shared, s2))
    return _trimmed(pairs)
