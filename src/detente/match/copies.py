"""Copies of documents: which texts are the same report, whole, cut, put together or updated.

Documents that may be copies are found by *winnowed* shingles (S. Schleimer, D. Wilkerson, A. Aiken,
"Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): of the shingles of five words in
every window of sixteen the one with the smallest hash is kept, so that two texts which share a run of
twenty words share a fingerprint, wherever it stands and however long the rest. MinHash, which estimates
resemblance, would miss a short cut of a long text; fingerprints serve resemblance and containment, and an
index of them can lie in any database. What the fingerprints propose is then aligned word by word, and only
the alignment decides.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

SHINGLE = 5
WINDOW = 16
# A fingerprint in documents of more stories than this is furniture: a footer, a credit, a formula.
FURNITURE_STORIES = 10
# A fingerprint is filed with so many documents: copies beyond find the story through those.
MOST_HOLDERS = 32
# As many documents are aligned with a new one at most; copies of one report find each other through the
# first.
MOST_CANDIDATES = 12
# Between two runs of the same words so many others may stand for the alignment to go on.
_GAP = 12
# Words of a run that is no formula.
_LONG_RUN = 20
# The same shingle at more places than this is a refrain, and the first places serve.
_REFRAIN = 8
# Cuts and parts of fewer words are no evidence of copying.
_FEWEST_WORDS = 30
# Words in common tell nothing but where they stand in one passage or make up much of a text.
_PART_WORDS = 32
_SOME = 0.45
_ALL_BUT_A_WORD = 0.9

Words = NDArray[np.uint64]

# Scripts without spaces are compared character by character.
_ALONE = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_WORD = re.compile(rf"([{_ALONE}]|[^\W{_ALONE}_]+)[^\w\s]*")
_QUOTED = re.compile(r'“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|"[^"\n]*"')
_COPIED_KINDS = frozenset({"paragraph", "turn", "heading", "caption"})


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a document that a copy would repeat: without headline, byline, dateline and boilerplate.

    `words` are hashes, `starts` and `ends` the words' offsets in code points, the punctuation behind each
    included, `quoted` tells which stand inside quotation marks.
    """

    words: Words
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    quoted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def digest(self) -> str:
        """Equal for equal words at equal places."""
        return hashlib.sha256(self.words.tobytes() + self.starts.tobytes()).hexdigest()[:32]


def content_of(text: str, segments: Iterable[tuple[str, int, int]]) -> Content:
    """The content of a text whose segments are (kind, start, end); of the whole text where it has none."""
    laid_out = sorted((start, end) for kind, start, end in segments if kind in _COPIED_KINDS)
    found = [match for bounds in laid_out or [(0, len(text))] for match in _WORD.finditer(text, *bounds)]
    starts = np.array([match.start() for match in found], np.int64)
    ends = np.array([match.end() for match in found], np.int64)
    words = np.array([_hash(match[1].casefold()) for match in found], np.uint64)
    quoted = np.zeros(len(found), np.bool_)
    for match in _QUOTED.finditer(text):
        quoted[np.searchsorted(starts, match.start()) : np.searchsorted(starts, match.end())] = True
    return Content(words, starts, ends, quoted)


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


# Odd constants of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014), which mix the bits of a sum.
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_BASE = 0x9E3779B97F4A7C15


def _shingles(words: Words) -> Words:
    count = len(words) - SHINGLE + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for place in range(SHINGLE):
        total += words[place : place + count] * np.uint64(pow(_BASE, place + 1, 2**64))
    total = (total ^ (total >> np.uint64(30))) * _MIX[0]
    total = (total ^ (total >> np.uint64(27))) * _MIX[1]
    return total ^ (total >> np.uint64(31))


def fingerprints(content: Content) -> dict[int, int]:
    """Fingerprints, as signed 64-bit numbers, with the place of the word where each begins first."""
    shingles = _shingles(content.words)
    if not len(shingles):
        return {}
    if len(shingles) <= WINDOW:
        chosen = np.array([int(shingles.argmin())])
    else:
        windows = sliding_window_view(shingles, WINDOW)
        chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    values = shingles.view(np.int64)[chosen]
    return dict(zip(values[::-1].tolist(), chosen[::-1].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents to align with a new one, the likeliest first; fingerprints that are furniture, and those
    that are filed with enough documents already."""

    documents: tuple[str, ...]
    furniture: frozenset[int]
    full: frozenset[int]


def candidates(shared: Iterable[tuple[int, str, str]], number: int) -> Candidates:
    """Whom to align with a document of `number` fingerprints, given who shares which: rows of fingerprint,
    document and that document's story."""
    stories: dict[int, set[str]] = defaultdict(set)
    holders: dict[int, list[str]] = defaultdict(list)
    for fingerprint, document, story in shared:
        stories[fingerprint].add(story)
        holders[fingerprint].append(document)
    furniture = frozenset(f for f, in_stories in stories.items() if len(in_stories) > FURNITURE_STORIES)
    scores: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    for fingerprint, documents in holders.items():
        shares.update(documents)
        for document in documents:
            scores[document] += 0 if fingerprint in furniture else 1
    fewest = 1 if number <= 6 else 2
    likely = sorted(shares, key=lambda document: (-scores[document], -shares[document]))
    # A short text may be made of formulas only; it must then share most of them.
    chosen = [one for one in likely if scores[one] >= fewest or 2 * shares[one] >= number]
    full = frozenset(f for f, documents in holders.items() if len(documents) >= MOST_HOLDERS)
    return Candidates(tuple(chosen[:MOST_CANDIDATES]), furniture, full)


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in two documents `a` and `b`, but for small changes: bounds in code points of each."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of two contents is the same.

    `words_a` and `words_b` are their lengths in words, `same` the number of words aligned; `share_a` is the
    share of a's words that stand in b, `plain_a` the same over what stands outside quotation marks;
    furniture counts in neither. `longest` is the number of plain words in the longest passage.
    """

    words_a: int
    words_b: int
    same: int
    share_a: float
    share_b: float
    plain_a: float
    plain_b: float
    longest: int
    exact: bool
    passages: tuple[Passage, ...]

    @property
    def tells(self) -> bool:
        """Whether there is enough of it to be kept: a copy, or a part that may have been put in."""
        most = max(self.share_a, self.share_b)
        enough = self.longest >= _PART_WORDS or (most >= _SOME and self.longest >= _FEWEST_WORDS // 2)
        return self.exact or (self.same >= _FEWEST_WORDS and (enough or most >= _ALL_BUT_A_WORD))


# A run of the same words: where in a, where in b, how many.
_Tile = tuple[int, int, int]


def align(a: Content, b: Content, furniture: Sequence[tuple[int, bool]] = ()) -> Overlap:
    """The alignment of two contents; passages may stand in another order. Time is linear in their lengths.

    `furniture` has the places of fingerprints in `a`, in order, each with whether it is furniture.
    """
    if len(a) and len(a) == len(b) and np.array_equal(a.words, b.words):
        return _identical(a, b)
    same_a, same_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    counts_a, counts_b = np.ones(len(a), np.bool_), np.ones(len(b), np.bool_)
    passages = []
    for run in _runs(_tiles(a.words, b.words)):
        kept, struck = _without_furniture(run, furniture)
        for at_a, at_b, size in struck:
            counts_a[at_a : at_a + size] = False
            counts_b[at_b : at_b + size] = False
        if kept:
            _mark(a, b, kept, same_a, same_b)
            passages.append(_passage(a, b, kept[0], kept[-1]))
    return Overlap(
        len(a),
        len(b),
        int(min(same_a.sum(), same_b.sum())),
        _share(same_a, counts_a),
        _share(same_b, counts_b),
        _share(same_a, counts_a & ~a.quoted),
        _share(same_b, counts_b & ~b.quoted),
        _longest(a, passages, same_a),
        False,
        tuple(passages),
    )


def _identical(a: Content, b: Content) -> Overlap:
    everything = Passage(int(a.starts[0]), int(a.ends[-1]), int(b.starts[0]), int(b.ends[-1]))
    longest = int((~a.quoted).sum())
    return Overlap(len(a), len(b), len(a), 1.0, 1.0, 1.0, 1.0, longest, True, (everything,))


def _share(same: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    whole = int(of.sum())
    # What lies wholly inside quotation marks has no plain words that could tell against it.
    return round(float((same & of).sum()) / whole, 4) if whole else 1.0


def _tiles(a: Words, b: Words) -> list[_Tile]:
    """Runs of the same words in order of `a`, each word used once: first the long ones, which formulas
    elsewhere in the texts would otherwise cut to pieces, then what is left."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, shingle in enumerate(_shingles(b).tolist()):
        if len(places[shingle]) < _REFRAIN:
            places[shingle].append(place)
    shingles, first, second = _shingles(a).tolist(), a.tolist(), b.tolist()
    used_a, used_b = bytearray(len(first)), bytearray(len(second))
    tiles = []
    for fewest in (_LONG_RUN, SHINGLE):
        at = 0
        while at < len(shingles):
            sizes = (
                (_run(first, second, at, place, used_a, used_b), -place)
                for place in places.get(shingles[at], ())
            )
            size, place = max(sizes, default=(0, 0))
            if size < fewest:
                at += 1
                continue
            tiles.append((at, -place, size))
            used_a[at : at + size] = used_b[-place : size - place] = b"\1" * size
            at += size
    return sorted(tiles)


def _run(
    first: Sequence[int], second: Sequence[int], at: int, place: int, used_a: bytearray, used_b: bytearray
) -> int:
    size, most = 0, min(len(first) - at, len(second) - place)
    while size < most and first[at + size] == second[place + size]:
        if used_a[at + size] or used_b[place + size]:
            break
        size += 1
    return size


def _without_furniture(
    run: Sequence[_Tile], furniture: Sequence[tuple[int, bool]]
) -> tuple[Sequence[_Tile], Sequence[_Tile]]:
    """A run less the furniture at its ends, and that; furniture between other words was copied with them."""
    kept = [place for place, tile in enumerate(run) if not _is_furniture(tile, furniture)]
    first, last = (kept[0], kept[-1] + 1) if kept else (0, 0)
    return run[first:last], [*run[:first], *run[last:]]


def _is_furniture(tile: _Tile, furniture: Sequence[tuple[int, bool]]) -> bool:
    """Whether all fingerprints of a run are furniture, and there are some."""
    at, _, size = tile
    inside = furniture[
        bisect_left(furniture, (at, False)) : bisect_right(furniture, (at + size - SHINGLE, True))
    ]
    return bool(inside) and all(struck for _, struck in inside)


def _runs(tiles: Sequence[_Tile]) -> Iterator[list[_Tile]]:
    """Tiles that follow each other in both texts with small changes between."""
    run: list[_Tile] = []
    for tile in tiles:
        if run and not _follows(run[-1], tile):
            yield run
            run = []
        run.append(tile)
    if run:
        yield run


def _follows(before: _Tile, tile: _Tile) -> bool:
    gap_a, gap_b = tile[0] - before[0] - before[2], tile[1] - before[1] - before[2]
    return 0 <= gap_a <= _GAP and 0 <= gap_b <= _GAP


def _mark(
    a: Content, b: Content, run: Sequence[_Tile], same_a: NDArray[np.bool_], same_b: NDArray[np.bool_]
) -> None:
    for at_a, at_b, size in run:
        same_a[at_a : at_a + size] = True
        same_b[at_b : at_b + size] = True
    for before, tile in itertools.pairwise(run):
        from_a, from_b = before[0] + before[2], before[1] + before[2]
        between = (a.words[from_a : tile[0]].tolist(), b.words[from_b : tile[1]].tolist())
        for block in SequenceMatcher(None, *between, autojunk=False).get_matching_blocks():
            same_a[from_a + block.a : from_a + block.a + block.size] = True
            same_b[from_b + block.b : from_b + block.b + block.size] = True


def _passage(a: Content, b: Content, first: _Tile, last: _Tile) -> Passage:
    return Passage(
        int(a.starts[first[0]]),
        int(a.ends[last[0] + last[2] - 1]),
        int(b.starts[first[1]]),
        int(b.ends[last[1] + last[2] - 1]),
    )


def _longest(a: Content, passages: Sequence[Passage], same: NDArray[np.bool_]) -> int:
    plain = same & ~a.quoted
    lengths = (
        int(plain[np.searchsorted(a.starts, p.a_start) : np.searchsorted(a.starts, p.a_end)].sum())
        for p in passages
    )
    return max(lengths, default=0)
