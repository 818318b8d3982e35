"""Copies of documents over a store: each new document is compared with few, and joined to its story.

A document is compared once, with the documents that share fingerprints with it, so the work grows with the
number of documents and not with that of their pairs. Documents wait in the store until they are compared:
an interruption loses nothing, and an archive of an earlier version is caught up with.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from detente.match.copies import Content, Overlap, Passage, align, candidates, content_of, fingerprints
from detente.match.stories import Pair, Print, copied_passages, gather, tell
from detente.model import ArchiveError, Copy, CopyKind, Correction, RequestError, Story, stable_id
from detente.store.contract import Copies, PairRow, PrintRow, Store

# Documents compared in one transaction.
_BATCH = 64
# A share of the words by which a document seems to be of another's story.
_MOST = 0.5
# Words of all contents that are kept while a batch is compared, of 25 bytes each.
_MOST_WORDS = 2_000_000


@dataclass(frozen=True, slots=True)
class Printed:
    """What is known of one document's copies: its `story`, how it goes back to an earlier one (None for the
    first or only one), the later documents that go back to it, and the parts it is stitched of or was
    stitched into."""

    story: Story
    origin: Copy | None
    later: tuple[Copy, ...]
    parts: tuple[Copy, ...]


def find_copies(store: Store, progress: Callable[[int], None] | None = None, *, again: bool = False) -> int:
    """Compare the documents that wait for it; with `again` all of them. Returns how many were compared."""
    with store.copies(write=True) as tables:
        if again:
            tables.forget()
        waiting = tables.waiting()
    for first in range(0, len(waiting), _BATCH):
        batch = waiting[first : first + _BATCH]
        with store.copies(write=True) as tables:
            _compare(tables, batch)
        if progress:
            progress(first + len(batch))
    return len(waiting)


def compare_again(store: Store, document: str) -> None:
    """Compare a document that was extracted anew, where its words, or what is its text, changed."""
    with store.copies(write=True) as tables:
        before = tables.digest(document)
        if before is None:
            return
        contents = _Contents(tables)
        content = contents.of([document])[document]
        if content.digest == before:
            _settle(tables, {document})
        else:
            before_it = set(tables.stories_of([document]).values())
            _place(tables, document, contents, again=True)
            _settle(tables, {document}, before_it)


def settle(store: Store, document: str) -> None:
    """Order the story of a document anew, after its date or its publisher was corrected."""
    with store.copies(write=True) as tables:
        if tables.digest(document) is not None:
            _settle(tables, {document})


# Comparing


def _compare(tables: Copies, documents: Sequence[str]) -> None:
    """Place documents one by one, and settle the stories of those that share words with others together:
    a story is worked out as a whole, so that doing it for each of its copies would take their square."""
    placed = tables.stories_of(documents)
    contents, there = _Contents(tables), tables.prints(documents)
    moved: set[str] = set()
    for document in documents:
        # One that another process took in hand meanwhile, or that was taken away.
        if document in there and not (document in placed and tables.digest(document)):
            shares = _place(tables, document, contents, again=document in placed)
            if shares or document in placed:
                moved.add(document)
    if moved:
        _settle(tables, moved, {placed[document] for document in moved if document in placed})


def _place(tables: Copies, document: str, contents: _Contents, *, again: bool) -> bool:
    """File one document with what it shares with others, in the story it seems to be of until stories are
    settled; whether it shares anything."""
    content = contents.of([document])[document]
    marks = fingerprints(content)
    found = candidates(tables.sharing(marks, document), len(marks))
    filed = [mark for mark in marks if mark not in found.full]
    furniture = sorted((place, mark in found.furniture) for mark, place in marks.items())
    pairs = []
    for other, theirs in contents.of(found.documents).items():
        overlap = align(content, theirs, furniture if found.furniture else ())
        if overlap.tells:
            pairs.append(Pair(document, other, overlap))
    tables.place(document, content.digest, _likely_story(tables, document, pairs), filed, again=again)
    tables.put_pairs(_row(_ordered(pair)) for pair in pairs)
    return bool(pairs)


def _likely_story(tables: Copies, document: str, pairs: Sequence[Pair]) -> str:
    """The story of the document that shares most, if that is the larger part of either; else its own."""
    closest = max(pairs, key=lambda pair: _shared(pair.overlap), default=None)
    if closest is None or _shared(closest.overlap) < _MOST:
        return stable_id("story", document)
    return tables.stories_of([closest.b])[closest.b]


def _shared(overlap: Overlap) -> float:
    return max(overlap.share_a, overlap.share_b)


class _Contents:
    """The contents of documents, read from the store; the latest are kept, as one that is long may share a
    paragraph with each of many."""

    def __init__(self, tables: Copies) -> None:
        self._tables = tables
        self._kept: OrderedDict[str, Content] = OrderedDict()
        self._words = 0

    def of(self, documents: Collection[str]) -> dict[str, Content]:
        """Those of the documents that are there."""
        rows = self._tables.prints([one for one in documents if one not in self._kept], texts=True)
        found = {one: self._kept[one] for one in documents if one in self._kept}
        found |= {one: content_of(row.text, row.segments) for one, row in rows.items()}
        self._keep(found)
        return {one: found[one] for one in documents if one in found}

    def _keep(self, found: Mapping[str, Content]) -> None:
        for one, content in found.items():
            self._words += 0 if one in self._kept else len(content)
            self._kept[one] = content
            self._kept.move_to_end(one)
        while self._words > _MOST_WORDS:
            _, oldest = self._kept.popitem(last=False)
            self._words -= len(oldest)


def _ordered(pair: Pair) -> Pair:
    return pair if pair.a < pair.b else pair.turned()


def _settle(tables: Copies, seeds: Collection[str], stories: Collection[str] = ()) -> None:
    """Work out anew the stories that the seeds, and what they share words with, belong to."""
    near = _ends(tables.pairs(seeds)) | set(seeds)
    near |= _ends(tables.pairs(near))
    affected = set(tables.members({*tables.stories_of(near).values(), *stories}))
    while outside := _gather(tables, affected):
        affected |= set(tables.members(set(tables.stories_of(outside).values())))


def _gather(tables: Copies, affected: set[str]) -> set[str]:
    """Gather the affected documents; or return those outside that turn out to belong to them."""
    rows = {(row.a, row.b): row for row in tables.pairs(affected)}
    # Whether a document is stitched, all its pairs must tell, also those of one that only stands beside.
    rows |= {(row.a, row.b): row for row in tables.pairs(_ends(rows.values()) - affected)}
    prints = {
        row.document: _print(row)
        for row in tables.prints(affected | _ends(rows.values())).values()
        if row.number is not None
    }
    pairs = [_pair(row) for row in rows.values() if row.a in prints and row.b in prints]
    gathered = gather(prints, pairs, tables.apart())
    belong = {gathered.stories[document] for document in affected}
    outside = {one for one, story in gathered.stories.items() if story in belong and one not in affected}
    if outside:
        return outside
    tables.put_pairs(
        _row(pair)
        for old, pair in zip(pairs, gathered.pairs, strict=True)
        if old != pair and not affected.isdisjoint((pair.a, pair.b))
    )
    mine = {document: gathered.stories[document] for document in affected}
    tables.put_stories(mine, copied_passages(prints, gathered.pairs))
    return set()


def _ends(rows: Iterable[PairRow]) -> set[str]:
    return {end for row in rows for end in (row.a, row.b)}


def _row(pair: Pair) -> PairRow:
    overlap = asdict(pair.overlap)
    overlap["passages"] = [[p.a_start, p.a_end, p.b_start, p.b_end] for p in pair.overlap.passages]
    return PairRow(pair.a, pair.b, overlap, pair.kind, pair.reason, pair.whole)


def _pair(row: PairRow) -> Pair:
    values: dict[str, Any] = dict(row.overlap)
    values["passages"] = tuple(Passage(*bounds) for bounds in values["passages"])
    return Pair(row.a, row.b, Overlap(**values), cast("CopyKind | None", row.kind), row.reason, row.whole)


# Corrections


def set_apart(store: Store, a: str, b: str, signed: Mapping[str, str], *, undo: bool) -> Correction:
    """Declare that two documents are no copies of each other, or take that back; their stories follow."""
    if a == b:
        raise RequestError(f"a document is not a copy of itself; {a} was given twice")
    a, b = sorted((a, b))
    with store.copies(write=True) as tables:
        known = tables.stories_of((a, b))
        for document in (a, b):
            if document not in known:
                raise ArchiveError(f"the archive has no document {document!r}; ids stand in detente copies")
        declared = frozenset((a, b)) in tables.apart()
        kind = next((row.kind for row in tables.pairs([a]) if {row.a, row.b} == {a, b}), None)
        _check_apart(undo=undo, declared=declared, together=known[a] == known[b] or kind is not None)
        correction = tables.set_apart(
            a, b, stable_id("copies", a, b), apart=not undo, kind=kind, signed=signed
        )
        _settle(tables, {a, b}, set(known.values()))
    return correction


def _check_apart(*, undo: bool, declared: bool, together: bool) -> None:
    if undo and not declared:
        raise RequestError("nobody declared these two documents not to be copies; there is nothing to undo")
    if not undo and declared:
        raise RequestError("these two documents are declared not to be copies already")
    if not undo and not together:
        raise RequestError("these two documents are not held to be copies of each other")


# Reading


def list_stories(store: Store, limit: int | None, offset: int) -> tuple[int, list[Story]]:
    """The number of stories with copies, updates or parts, and a page of them, the largest first."""
    with store.copies() as tables:
        page = tables.page(limit, offset)
        return page.total, _stories(tables, page.stories)


def printed(store: Store, documents: Sequence[str]) -> dict[str, Printed]:
    """Story and copies of each document; one that was not compared yet is a story by itself."""
    with store.copies() as tables:
        known = tables.stories_of(documents)
        stories = {story.id: story for story in _stories(tables, sorted(set(known.values())))}
    return {document: _printed(document, stories.get(known.get(document, ""))) for document in documents}


def _printed(document: str, story: Story | None) -> Printed:
    if story is None:
        return Printed(Story(stable_id("story", document), document, (document,), ()), None, (), ())
    origin = next((copy for copy in story.joins if copy.document == document), None)
    later = tuple(copy for copy in story.joins if copy.of == document)
    parts = tuple(copy for copy in story.parts if document in (copy.document, copy.of))
    return Printed(story, origin, later, parts)


def _stories(tables: Copies, ids: Sequence[str]) -> list[Story]:
    members = tables.members(ids)
    belongs = tables.stories_of(members)
    pairs = [_pair(row) for row in tables.pairs(members) if row.kind]
    prints = {
        row.document: _print(row)
        for row in tables.prints({*members, *(end for p in pairs for end in (p.a, p.b))}).values()
    }
    inside: dict[str, list[Print]] = defaultdict(list)
    for document in members:
        inside[belongs[document]].append(prints[document])
    between: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for story in {belongs.get(pair.a, ""), belongs.get(pair.b, "")}:
            between[story].append(pair)
    return [_story(story, inside[story], between[story], prints) for story in ids if inside[story]]


def _print(row: PrintRow) -> Print:
    return Print(row.document, row.number or 0, row.published, row.first_day, row.publisher)


def _story(story: str, members: Sequence[Print], pairs: Sequence[Pair], prints: Mapping[str, Print]) -> Story:
    ordered = [one.document for one in sorted(members, key=lambda one: one.order)]
    joins = [_copy(told.document, told.pair, told.duplicate_of) for told in tell(members, pairs)]
    parts = [_copy(pair.whole, pair, None) for pair in pairs if pair.whole]
    return Story(story, ordered[0], tuple(ordered), tuple(joins), tuple(parts))


def _copy(document: str, pair: Pair, duplicate_of: str | None) -> Copy:
    of = pair.other(document)
    return Copy(
        stable_id("copies", *sorted((document, of))),
        document,
        of,
        pair.kind or "near copy",
        pair.share_of(document),
        pair.share_of(of),
        pair.overlap.same,
        duplicate_of,
        pair.reason or "",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reprint:
    """Where else the words of a place are printed: the `others`, and the earlier document they were
    `copied_from`."""

    story: str
    others: tuple[str, ...]
    copied_from: str | None


def reprints(store: Store, places: Sequence[Place]) -> list[Reprint]:
    """For each place its story and its copies; a place in a stitched passage belongs to the story it came
    from."""
    documents = {place.document for place in places}
    with store.copies() as tables:
        stories = tables.stories_of(documents)
        near = _ends(tables.pairs(documents)) | documents
        members = set(tables.members(set(tables.stories_of(near).values())))
        links = _links(_pair(row) for row in tables.pairs(members | documents) if row.kind)
        belongs = tables.stories_of(
            members | near | {other for there in links.values() for other, _ in there}
        )
        prints = {one: _print(row) for one, row in tables.prints(belongs).items()}
    return [_reprint(place, stories, links, belongs, prints) for place in places]


_Links = Mapping[str, Sequence[tuple[str, Pair]]]


def _links(pairs: Iterable[Pair]) -> dict[str, list[tuple[str, Pair]]]:
    links: dict[str, list[tuple[str, Pair]]] = defaultdict(list)
    for pair in pairs:
        links[pair.a].append((pair.b, pair))
        links[pair.b].append((pair.a, pair.turned()))
    return links


def _reprint(
    place: Place,
    stories: Mapping[str, str],
    links: _Links,
    belongs: Mapping[str, str],
    prints: Mapping[str, Print],
) -> Reprint:
    found = _followed(place, links)
    own = stories.get(place.document, stable_id("story", place.document))
    ordered = sorted((one for one in found if one in prints), key=lambda one: prints[one].order)
    here = prints.get(place.document)
    before = [one for one in ordered if here and prints[one].order < here.order]
    story = own
    if before and any(pair.kind == "stitched" for _, pair in links.get(place.document, ())):
        story = belongs.get(before[0], own)
    return Reprint(story, tuple(ordered), before[0] if before else None)


def _followed(place: Place, links: _Links) -> set[str]:
    """The documents in which the words of a place stand, found from passage to passage."""
    seen, waiting = {place.document}, deque([place])
    while waiting:
        here = waiting.popleft()
        for other, pair in links.get(here.document, ()):
            if other not in seen and (there := _carried(here, other, pair)):
                seen.add(other)
                waiting.append(there)
    return seen - {place.document}


def _carried(place: Place, other: str, pair: Pair) -> Place | None:
    """The same words in the other document, by their distance from the edges of the passage."""
    for p in pair.overlap.passages:
        if p.a_start <= place.start and place.end <= p.a_end:
            shrunk = (p.b_end - p.b_start) / max(1, p.a_end - p.a_start)
            start = p.b_start + round((place.start - p.a_start) * shrunk)
            end = p.b_end - round((p.a_end - place.end) * shrunk)
            return replace(place, document=other, start=start, end=max(start, end))
    return None


def kinds(stories: Iterable[Story]) -> Iterator[Copy]:
    """Every join and part of stories, each once."""
    seen = set()
    for story in stories:
        for copy in (*story.joins, *story.parts):
            if copy.id not in seen:
                seen.add(copy.id)
                yield copy
