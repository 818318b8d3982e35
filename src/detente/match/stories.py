"""From overlaps of pairs to stories: what kind of copy each is, which documents belong together, which came
first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from detente.match.copies import Overlap, Passage
from detente.model import CopyKind, stable_id

# Shares of words. A copy holds nearly all of the other; an update keeps half of what it replaces.
_NEARLY_ALL = 0.8
_PLAIN = 0.7
_HALF = 0.5
_HALF_PLAIN = 0.45
_UPDATE_OF_OTHER = 0.3
# What an update keeps runs on; a quotation and a paragraph of background that two reports share do not.
_UPDATE_WORDS = 40
_UPDATE_RUN = 0.36
# Shorter texts are copies only word for word.
_FEWEST_WORDS = 30
# An update is printed within a week of what it replaces.
_UPDATE_DAYS = 7
# A part that was stitched in is a passage of so many words and makes up so much of the whole; the parts
# together make up most of it. What two reports of one event have in common, a quotation and a paragraph of
# background, is less.
_PART_WORDS = 32
_PART = 0.15
_MOST_OF_A_PART = 0.85
_PARTS_TOGETHER = 0.7
# Where a part may as well be a cut of the whole, nothing but parts.
_NOTHING_ELSE = 0.9
_STRENGTH: Mapping[CopyKind, int] = {
    "exact copy": 0,
    "near copy": 1,
    "trimmed": 2,
    "update": 3,
    "stitched": 4,
}
COPIES: frozenset[CopyKind] = frozenset({"exact copy", "near copy", "trimmed"})


@dataclass(frozen=True, slots=True)
class Print:
    """A document as a print of some story: its `number` in the order of ingest, when and by whom published.

    `published` is EDTF, `first_day` the first day it may mean, `publisher` a name; each None where unknown.
    """

    document: str
    number: int
    published: str | None
    first_day: str | None
    publisher: str | None

    @property
    def order(self) -> tuple[str, str, int]:
        """Earlier ones sort first: by publication date, undated ones after, then by ingest."""
        return self.first_day or "9999", _time(self.published), self.number


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents `a` and `b` that share words, and what kind of copy that makes them; None for none.

    `whole` is the stitched one, of which the other is a part.
    """

    a: str
    b: str
    overlap: Overlap
    kind: CopyKind | None = None
    reason: str | None = None
    whole: str | None = None

    def share_of(self, document: str) -> float:
        return self.overlap.share_a if document == self.a else self.overlap.share_b

    def other(self, document: str) -> str:
        return self.b if document == self.a else self.a

    def passages_in(self, document: str) -> list[tuple[int, int]]:
        """Bounds of what they share, in `document`."""
        here = document == self.a
        return [(p.a_start, p.a_end) if here else (p.b_start, p.b_end) for p in self.overlap.passages]

    def turned(self) -> Pair:
        """The same pair, the other document first."""
        o = self.overlap
        passages = tuple(Passage(p.b_start, p.b_end, p.a_start, p.a_end) for p in o.passages)
        overlap = replace(
            o,
            words_a=o.words_b,
            words_b=o.words_a,
            share_a=o.share_b,
            share_b=o.share_a,
            plain_a=o.plain_b,
            plain_b=o.plain_a,
            passages=passages,
        )
        return replace(self, a=self.b, b=self.a, overlap=overlap)


@dataclass(frozen=True, slots=True)
class Gathering:
    """The pairs with their kinds, and the story of each document."""

    pairs: tuple[Pair, ...]
    stories: Mapping[str, str]


def pair_key(a: str, b: str) -> frozenset[str]:
    return frozenset((a, b))


def gather(
    prints: Mapping[str, Print], pairs: Sequence[Pair], apart: frozenset[frozenset[str]] = frozenset()
) -> Gathering:
    """The stories of documents from the pairs that overlap.

    A story joins copies and updates, the closest pairs first; a stitched document stays a story of its own,
    since it tells several. Two documents that a person set `apart` are never joined, through others
    neither. `pairs` must hold every pair of each document that may be stitched.
    """
    judged = [
        replace(pair, kind=None, reason=None, whole=None)
        if pair_key(pair.a, pair.b) in apart
        else judge(pair, prints[pair.a], prints[pair.b])
        for pair in pairs
    ]
    for document, parts in _stitched(prints, judged, apart).items():
        judged = [_as_part(pair, document) if pair in parts else pair for pair in judged]
    joined = _Union(prints, apart)
    for pair in sorted((p for p in judged if p.kind and p.kind != "stitched"), key=_closest_first):
        if not joined.join(pair.a, pair.b):
            judged[judged.index(pair)] = replace(pair, kind=None, reason=None, whole=None)
    return Gathering(tuple(judged), joined.names())


def _closest_first(pair: Pair) -> tuple[int, float, str, str]:
    kind = pair.kind or "stitched"
    return _STRENGTH[kind], -pair.overlap.share_a - pair.overlap.share_b, pair.a, pair.b


def judge(pair: Pair, a: Print, b: Print) -> Pair:
    """The pair with its kind, as far as the two alone tell: whether one is stitched, others must say."""
    o = pair.overlap
    if o.exact:
        return replace(pair, whole=None, kind="exact copy", reason=f"the same {o.words_a:,} words")
    if min(o.words_a, o.words_b) < _FEWEST_WORDS:
        return replace(pair, kind=None, reason=None, whole=None)
    if o.share_a >= _NEARLY_ALL and o.share_b >= _NEARLY_ALL and min(o.plain_a, o.plain_b) >= _PLAIN:
        low = min((o.share_a, o.words_a), (o.share_b, o.words_b))
        reason = f"{_percent(low[0])} of its {low[1]:,} words stand in the other, in the same order"
        return replace(pair, whole=None, kind="near copy", reason=reason)
    inner, outer = _inside(pair, a, b)
    if _is_update(pair, inner, outer):
        return replace(pair, whole=None, kind="update", reason=_update_reason(pair, inner, outer))
    if pair.share_of(inner.document) >= _NEARLY_ALL and _plain(pair, inner.document) >= _PLAIN:
        return replace(pair, whole=None, kind="trimmed", reason=_trimmed_reason(pair, inner.document))
    return replace(pair, kind=None, reason=None, whole=None)


def _inside(pair: Pair, a: Print, b: Print) -> tuple[Print, Print]:
    return (a, b) if pair.overlap.share_a >= pair.overlap.share_b else (b, a)


def _plain(pair: Pair, document: str) -> float:
    return pair.overlap.plain_a if document == pair.a else pair.overlap.plain_b


def _words(pair: Pair, document: str) -> int:
    return pair.overlap.words_a if document == pair.a else pair.overlap.words_b


def _is_update(pair: Pair, inner: Print, outer: Print) -> bool:
    """The longer one came later, on another day or from the same place, or each has much the other lacks."""
    o = pair.overlap
    share = pair.share_of(inner.document)
    if share < _HALF or _plain(pair, inner.document) < _HALF_PLAIN or not _near_in_time(inner, outer):
        return False
    if share >= _NEARLY_ALL:
        same_place = inner.publisher is not None and inner.publisher == outer.publisher
        return (same_place and inner.order < outer.order) or _days_before(inner, outer)
    running_on = o.longest >= max(_UPDATE_WORDS, _UPDATE_RUN * _words(pair, inner.document))
    return running_on and pair.share_of(outer.document) >= _UPDATE_OF_OTHER


def _days_before(a: Print, b: Print) -> bool:
    return a.first_day is not None and b.first_day is not None and a.first_day < b.first_day


def _near_in_time(a: Print, b: Print) -> bool:
    if a.first_day is None or b.first_day is None:
        return True
    days = date.fromisoformat(a.first_day) - date.fromisoformat(b.first_day)
    return abs(days.days) <= _UPDATE_DAYS


def _trimmed_reason(pair: Pair, inner: str) -> str:
    share, words, whole = pair.share_of(inner), _words(pair, inner), _words(pair, pair.other(inner))
    return f"{_percent(share)} of the {words:,} words of the shorter stand in the longer, which has {whole:,}"


def _update_reason(pair: Pair, inner: Print, outer: Print) -> str:
    later = max((inner, outer), key=lambda one: one.order).document
    words, share = _words(pair, later), pair.share_of(later)
    new = round(words * (1 - share))
    return f"{_percent(share)} of the later one's {words:,} words stood in the earlier; {new:,} are new"


def _percent(share: float) -> str:
    # Rounded down: what is not the same word for word is never called 100 %.
    return f"{int(share * 100)} %"


# Stitched documents


def _stitched(
    prints: Mapping[str, Print], pairs: Sequence[Pair], apart: frozenset[frozenset[str]]
) -> dict[str, list[Pair]]:
    """Documents put together from parts of several stories, with the pairs that tell the parts."""
    of: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for document in (pair.a, pair.b):
            if _may_be_part(pair, document, prints) and pair_key(pair.a, pair.b) not in apart:
                of[document].append(pair)
    found = {}
    for document, parts in of.items():
        groups = _groups(document, parts, prints, pairs) if len(parts) > 1 else []
        if chosen := _parts_of(prints[document], groups, prints):
            found[document] = [*chosen, *(pair for pair in pairs if _only_touches(pair, document))]
    return found


def _only_touches(pair: Pair, document: str) -> bool:
    """Whether a pair of a stitched document is no copy of it, but of one of its sources."""
    if pair.kind is None or document not in (pair.a, pair.b):
        return False
    return pair.share_of(document) < _MOST_OF_A_PART and pair.share_of(pair.other(document)) < _NEARLY_ALL


def _may_be_part(pair: Pair, document: str, prints: Mapping[str, Print]) -> bool:
    """Whether some, not all of the document came from the other, which is neither a cut of it nor its
    past."""
    here, there = prints[document], prints[pair.other(document)]
    if _days_before(here, there):
        return False
    if _stands_whole(pair, there) and here.first_day and there.first_day and _is_before(here, there):
        return False
    return pair.overlap.longest >= _PART_WORDS and _PART <= pair.share_of(document) < _MOST_OF_A_PART


def _stands_whole(pair: Pair, part: Print) -> bool:
    return pair.share_of(part.document) > _NEARLY_ALL


def _is_before(one: Print, other: Print) -> bool:
    """Was one published before the other, by day and time?"""
    return one.order[:2] < other.order[:2]


def _parts_of(whole: Print, groups: Iterable[list[Pair]], prints: Mapping[str, Print]) -> list[Pair]:
    """The pairs by which a document is stitched, from each group its largest part; none where it is not."""
    document, covered, chosen = whole.document, list[tuple[int, int]](), list[Pair]()
    counted, sources, asked = 0.0, 0, _PARTS_TOGETHER
    largest = [(max(group, key=lambda pair: pair.share_of(document)), group) for group in groups]
    for best, group in sorted(largest, key=lambda item: -item[0].share_of(document)):
        passages = best.passages_in(document)
        share = best.share_of(document) * _fresh(passages, covered)
        if share >= _PART and share * _words(best, document) >= _PART_WORDS:
            sources += 1
            counted += share
            chosen += group
            covered += passages
            other = prints[best.other(document)]
            if _stands_whole(best, other) and not _is_before(other, whole):
                asked = _NOTHING_ELSE
    return chosen if sources > 1 and counted >= asked else []


def _groups(
    document: str, parts: Sequence[Pair], prints: Mapping[str, Print], pairs: Sequence[Pair]
) -> list[list[Pair]]:
    """The parts by the story they come from, as the other pairs tell it."""
    joined = _Union(prints, frozenset())
    for pair in pairs:
        if pair.kind and document not in (pair.a, pair.b):
            joined.join(pair.a, pair.b)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in parts:
        groups[joined.root(pair.other(document))].append(pair)
    return list(groups.values())


def _fresh(passages: Sequence[tuple[int, int]], covered: Sequence[tuple[int, int]]) -> float:
    """The share of the passages that lies outside what is covered."""
    whole = sum(end - start for start, end in passages)
    inside = sum(max(0, min(end, e) - max(start, s)) for start, end in passages for s, e in covered)
    return max(0.0, 1 - inside / whole) if whole else 0.0


def _as_part(pair: Pair, document: str) -> Pair:
    words = _words(pair, document)
    reason = (
        f"{_percent(pair.share_of(document))} of the {words:,} words of the stitched text are the other's"
    )
    return replace(pair, kind="stitched", reason=reason, whole=document)


# Stories


class _Union:
    """Documents joined step by step, never two that are to stay apart."""

    def __init__(self, prints: Mapping[str, Print], apart: frozenset[frozenset[str]]) -> None:
        self._prints = prints
        self._apart = [tuple(pair) for pair in apart if len(pair) == 2]
        self._above = {document: document for document in prints}

    def root(self, document: str) -> str:
        while self._above[document] != document:
            self._above[document] = self._above[self._above[document]]
            document = self._above[document]
        return document

    def join(self, a: str, b: str) -> bool:
        """Whether the two may be joined, and now are."""
        roots = {self.root(a), self.root(b)}
        if len(roots) == 2:
            if any({self._known(one) for one in pair} == roots for pair in self._apart):
                return False
            first, second = sorted(roots, key=lambda root: self._prints[root].number)
            self._above[second] = first
        return True

    def _known(self, document: str) -> str | None:
        return self.root(document) if document in self._above else None

    def names(self) -> dict[str, str]:
        """Each document's story, named after its document that was ingested first, so that it keeps its
        name."""
        return {document: stable_id("story", self.root(document)) for document in self._above}


# What came first


@dataclass(frozen=True, slots=True)
class Told:
    """A document of a story as it is told: which earlier one it goes back to, and how."""

    document: str
    of: str
    pair: Pair
    duplicate_of: str | None


def tell(members: Sequence[Print], pairs: Iterable[Pair]) -> list[Told]:
    """How each member but the first goes back to an earlier one, in the order of publication.

    The pair is the closest kind, of the earliest partner. `duplicate_of` is the document that printed the
    copied text first; None for an update, which has words of its own.
    """
    order = {member.document: place for place, member in enumerate(sorted(members, key=lambda m: m.order))}
    before: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.kind and pair.kind != "stitched" and pair.a in order and pair.b in order:
            before[max(pair.a, pair.b, key=order.__getitem__)].append(pair)
    first: dict[str, str] = {}
    told = []
    for document in order:
        if not before[document]:
            continue
        pair = min(before[document], key=lambda p: _told_by(p, document, order))
        of = pair.other(document)
        if pair.kind in COPIES:
            first[document] = first.get(of, of)
        told.append(Told(document, of, pair, first.get(document)))
    return told


def _told_by(pair: Pair, document: str, order: Mapping[str, int]) -> tuple[bool, int, int]:
    kind = pair.kind or "stitched"
    return kind not in COPIES, order[pair.other(document)], _STRENGTH[kind]


def copied_passages(
    prints: Mapping[str, Print], pairs: Iterable[Pair]
) -> Iterator[tuple[str, int, int, str]]:
    """Document, bounds and earlier document of every passage that was printed before."""
    for pair in pairs:
        if pair.kind:
            later = max(pair.a, pair.b, key=lambda document: prints[document].order)
            for start, end in pair.passages_in(later):
                yield later, start, end, pair.other(later)


def _time(published: str | None) -> str:
    """The time of the day of a publication date, in UTC; "99" where none is known."""
    if not published or "T" not in published:
        return "99"
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return "99"
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()
