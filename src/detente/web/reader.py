"""The text of a document as HTML: laid out by its segments, cut flat wherever a mark begins or ends.

Statements may nest and overlap, which elements cannot; so the text is cut at every boundary and each piece
says which records cover it. Whatever is drawn between the words (tags, summaries) is drawn by CSS from
attributes: the text content of the result is the text of the document, character for character.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from detente.model import Assessment, Extraction, Segment, Statement
from detente.spans import Span, strip_space
from detente.web import wording

VOICES_WITH_COLOUR = 7
ItemKind = Literal["direct", "indirect", "mixed", "turn", "assessment"]

# What the HTML syntax cannot carry: NUL, lone surrogates, noncharacters, and CR, which a parser would turn into LF.
_UNREPRESENTABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CARRIAGE_RETURN = "&#13;"


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of a document. `colour` counts from 0; the last colour is shared by all the others."""

    key: str
    name: str
    code: str | None
    initials: str
    colour: int
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """A statement or an assessment as the reader shows it. `index` counts all items from 0 in order of
    start, `number` the items of its sort from 1; `start` and `end` bound its words in the text."""

    index: int
    number: int
    kind: ItemKind
    record: Statement | Assessment
    start: int
    end: int
    voice: Voice | None

    @property
    def tag(self) -> str:
        """The short mark beside the words: initials and number, or a lozenge and number."""
        return f"{self.voice.initials} {self.number}" if self.voice else f"◆ {self.number}"

    @property
    def colour(self) -> int:
        return self.voice.colour if self.voice else VOICES_WITH_COLOUR

    @property
    def label(self) -> str:
        """What a screen reader says for the tag."""
        if self.voice:
            return f"Statement {self.number}, {self.voice.name}, {self.kind}"
        return f"Assessment {self.number}"


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


def find_voices(statements: Iterable[Statement]) -> dict[str, Voice]:
    """The speakers of a document by key, those who say most first."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[wording.speaker_key(statement.speaker)].append(statement)
    unknown = wording.UNKNOWN_SPEAKER.casefold()
    ranked = sorted(groups.items(), key=lambda group: (group[0] == unknown, -len(group[1])))
    names = [wording.speaker_name(said[0].speaker) for _, said in ranked]
    letters = wording.distinct_initials(names)
    return {
        key: Voice(
            key,
            name,
            said[0].speaker.code,
            short,
            VOICES_WITH_COLOUR if key == unknown else min(rank, VOICES_WITH_COLOUR),
            len(said),
        )
        for rank, ((key, said), name, short) in enumerate(zip(ranked, names, letters, strict=True))
    }


def list_items(extraction: Extraction, voices: dict[str, Voice]) -> list[Item]:
    """All statements and assessments in order of the text, an outer one before those inside it."""
    text = extraction.document.text
    records: list[tuple[int, int, Statement | Assessment]] = []
    for statement in extraction.statements:
        records.append((*_trimmed(text, statement.start, statement.end), statement))
    for assessment in extraction.assessments:
        start = min((span.start for span in assessment.evidence), default=len(text))
        end = max((span.end for span in assessment.evidence), default=len(text))
        records.append((*_trimmed(text, start, end), assessment))
    records.sort(key=lambda entry: (entry[0], -entry[1], isinstance(entry[2], Assessment), entry[2].id))
    items: list[Item] = []
    numbers = {Statement: 0, Assessment: 0}
    for index, (start, end, record) in enumerate(records):
        numbers[type(record)] += 1
        number = numbers[type(record)]
        if isinstance(record, Statement):
            voice = voices[wording.speaker_key(record.speaker)]
            items.append(Item(index, number, record.kind, record, start, end, voice))
        else:
            items.append(Item(index, number, "assessment", record, start, end, None))
    return items


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start = max(0, min(start, len(text)))
    return strip_space(text, start, max(start, min(end, len(text))))


def text_html(extraction: Extraction, items: Sequence[Item]) -> Markup:
    """The document's text as HTML; with the tags taken away it is `Document.text` again.

    (But for NUL and lone surrogates, which HTML cannot hold: each becomes one replacement character.)
    """
    text = extraction.document.text
    blocks = lay_out(text, extraction.segments)
    labels = [segment.label for segment in extraction.segments if segment.label]
    regions = [*_regions(items), *(Region(span.start, span.end, -1, "label") for span in labels)]
    edges = [block.start for block in blocks] + [edge for item in items for edge in (item.start, item.end)]
    pieces = cut(len(text), regions, edges)
    return Markup("").join(_render_blocks(_Painter(text, items), _grouped(blocks), pieces))


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
        blocks.append(Block(segment.kind, start, end))
        reached = end
    return blocks + _filler(text, reached, len(text))


def _filler(text: str, start: int, end: int) -> list[Block]:
    if start >= end:
        return []
    inner_start, inner_end = strip_space(text, start, end)
    if inner_start == inner_end:
        return [Block("gap", start, end)]
    parts = [Block("gap", start, inner_start), Block("loose", inner_start, inner_end), Block("gap", inner_end, end)]
    return [part for part in parts if part.start < part.end]


def _regions(items: Iterable[Item]) -> Iterator[Region]:
    for item in items:
        record = item.record
        if isinstance(record, Assessment):
            yield from (Region(span.start, span.end, item.index, "body") for span in record.evidence)
            continue
        yield Region(record.start, record.end, item.index, "body")
        yield from (Region(span.start, span.end, item.index, "quoted") for span in record.quoted_parts)
        yield from (Region(span.start, span.end, item.index, "insertion") for span in record.insertions)
        yield from _attribution(item.index, record)


def _attribution(index: int, statement: Statement) -> Iterator[Region]:
    speaker = statement.speaker
    mentions: list[Span | None] = [speaker.mention, *(one.mention for one in speaker.all)]
    for mention in {mention for mention in mentions if mention is not None}:
        yield Region(mention.start, mention.end, index, "who")
    if statement.cue:
        yield Region(statement.cue.start, statement.cue.end, index, "cue")


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


def _grouped(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks one by one, but boilerplate that follows on boilerplate in one group with its gaps."""
    position = 0
    while position < len(blocks):
        last = position
        if blocks[position].kind == "boilerplate":
            for ahead in range(position + 1, len(blocks)):
                if blocks[ahead].kind == "boilerplate":
                    last = ahead
                elif blocks[ahead].kind != "gap":
                    break
        yield list(blocks[position : last + 1])
        position = last + 1


_HEADINGS = {"title": 2, "heading": 3}


def _render_blocks(painter: _Painter, groups: Iterable[list[Block]], pieces: Sequence[Piece]) -> Iterator[Markup]:
    position = 0
    for group in groups:
        inside: list[Markup] = []
        while position < len(pieces) and pieces[position].end <= group[-1].end:
            inside.append(painter.paint(pieces[position]))
            position += 1
        yield _block_html(group, Markup("").join(inside), painter.turn_in(group))


def _block_html(group: list[Block], inner: Markup, turn: Item | None) -> Markup:
    kind = group[0].kind
    if kind == "gap":
        return Markup('<span class="gap">{}</span>').format(inner)
    if kind == "boilerplate":
        says = f"Page furniture, {group[-1].end - group[0].start:,} characters"
        return Markup(
            '<details class="block boilerplate"><summary data-says="{}" aria-label="{}"></summary>'
            '<div class="furniture">{}</div></details>'
        ).format(says, says, inner)
    if kind in _HEADINGS:
        return Markup('<div class="block {}" role="heading" aria-level="{}">{}</div>').format(
            kind, _HEADINGS[kind], inner
        )
    spoken = f" spoken c{turn.colour}" if turn else ""
    return Markup('<div class="block {}{}">{}</div>').format(kind, spoken, inner)


class _Painter:
    """Paints pieces: knows the items, and at which offsets their anchors and tags stand."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self._text = text
        self._items = items
        self._turns = sorted((item for item in items if item.kind == "turn"), key=lambda item: item.start)
        self._turn_starts = [item.start for item in self._turns]
        self._before: dict[int, list[Markup]] = defaultdict(list)
        self._after: dict[int, list[Markup]] = defaultdict(list)
        for item in items:
            self._before[item.start].append(_anchor(item))
            if item.kind == "turn" or item.start == item.end:
                self._before[item.start].append(_tag(item))
        for item in reversed(items):
            if item.kind != "turn" and item.start < item.end:
                self._after[item.end].append(_tag(item))

    def turn_in(self, group: list[Block]) -> Item | None:
        """The turn whose words, or the last of them, stand in the group of blocks."""
        place = bisect_left(self._turn_starts, group[-1].end) - 1
        found = self._turns[place] if place >= 0 else None
        return found if found and found.end > group[0].start else None

    def paint(self, piece: Piece) -> Markup:
        """The words of the piece, the anchors that stand before them and the tags after them."""
        before = Markup("").join(self._before.get(piece.start, ()))
        after = Markup("").join(self._after.get(piece.end, ()))
        if piece.end == len(self._text):
            after += Markup("").join(self._before.get(piece.end, ()))
        return before + self._words(piece) + after

    def _words(self, piece: Piece) -> Markup:
        words = escape_text(self._text[piece.start : piece.end])
        bodies = sorted({region.item for region in piece.regions if region.role == "body"})
        near = sorted({region.item for region in piece.regions if region.role in {"cue", "who"}})
        classes = [*self._body_classes(bodies), *self._part_classes(piece, bodies)]
        if not classes:
            return words
        opening = Markup('<span class="{}"').format(" ".join(classes))
        if bodies:
            opening += Markup(' data-i="{}"').format(" ".join(map(str, bodies)))
        if near:
            opening += Markup(' data-r="{}"').format(" ".join(map(str, near)))
        return opening + Markup(">{}</span>").format(words)

    def _body_classes(self, bodies: Sequence[int]) -> list[str]:
        statements = [self._items[index] for index in bodies if self._items[index].voice]
        classes = ["m"] if bodies else []
        if statements:
            classes += [f"c{statements[-1].colour}", f"k-{statements[-1].kind}"]
        if len(statements) > 1 and statements[-2].kind != "turn":
            classes.append(f"o{statements[-2].colour}")
        if len(statements) < len(bodies):
            classes.append("judged")
        return classes

    def _part_classes(self, piece: Piece, bodies: Sequence[int]) -> list[str]:
        roles = {region.role for region in piece.regions}
        inner = [index for index in bodies if self._items[index].voice][-1:]
        quoted = any(region.role == "quoted" and [region.item] == inner for region in piece.regions)
        parts = [role for role in ("cue", "who", "insertion", "label") if role in roles]
        return [*parts, "quoted"] if quoted else parts


def _anchor(item: Item) -> Markup:
    return Markup('<span class="anchor" id="{}"></span>').format(item.record.id)


def _tag(item: Item) -> Markup:
    sort = f"tag c{item.colour}" if item.voice else "tag judgement"
    return Markup('<a class="{}" href="#card-{}" id="tag-{}" data-tag="{}" aria-label="{}"></a>').format(
        sort, item.index, item.index, item.tag, item.label
    )


def escape_text(words: str) -> Markup:
    """The words escaped, so that a browser's text content is these characters again."""
    plain = words.translate(_UNREPRESENTABLE) if not words.isascii() or "\0" in words else words
    return Markup(str(escape(plain)).replace("\r", _CARRIAGE_RETURN))  # noqa: S704  escaped just before
