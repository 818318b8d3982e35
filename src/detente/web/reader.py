"""The text of a document as HTML: laid out by its segments, cut flat wherever a mark begins or ends.

Statements may nest and overlap, which elements cannot; so the text is cut at every boundary and each piece
says which records cover it. Whatever is drawn between the words (tags, summaries) is drawn by CSS from
attributes: the text content of the result is the text of the document, character for character.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from detente.model import Extraction, Statement
from detente.spans import Span
from detente.web.items import Item
from detente.web.layout import Block, Piece, Region, cut, lay_out

# HTML cannot carry NUL and lone surrogates, and its parser turns a bare CR into LF.
_UNREPRESENTABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CARRIAGE_RETURN = "&#13;"


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
    html = "".join(_render_blocks(_Painter(text, items), _grouped(blocks), pieces))
    return Markup(html)  # noqa: S704  every word went through escape_text, the rest is made here


def _regions(items: Iterable[Item]) -> Iterator[Region]:
    for item in items:
        record = item.record
        if not isinstance(record, Statement):
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


# How the words of records without a voice are marked.
_MARKED = {"assessment": "judged", "event": "did"}
_HEADINGS = {"title": 2, "heading": 3}


def _render_blocks(
    painter: _Painter, groups: Iterable[list[Block]], pieces: Sequence[Piece]
) -> Iterator[str]:
    position = 0
    for group in groups:
        inside: list[str] = []
        while position < len(pieces) and pieces[position].end <= group[-1].end:
            inside.append(painter.paint(pieces[position]))
            position += 1
        yield _block_html(group, "".join(inside), painter.turn_in(group))


def _block_html(group: list[Block], inner: str, turn: Item | None) -> str:
    kind = group[0].kind
    if kind == "gap":
        return f'<span class="gap">{inner}</span>'
    if kind == "boilerplate":
        says = f"Page furniture, {group[-1].end - group[0].start:,} characters"
        return (
            f'<details class="block boilerplate"><summary data-says="{says}" aria-label="{says}"></summary>'
            f'<div class="furniture">{inner}</div></details>'
        )
    if kind in _HEADINGS:
        return f'<div class="block {kind}" role="heading" aria-level="{_HEADINGS[kind]}">{inner}</div>'
    spoken = f" spoken c{turn.colour}" if turn else ""
    return f'<div class="block {kind}{spoken}">{inner}</div>'


class _Painter:
    """Paints pieces: knows the items, and at which offsets their anchors and tags stand."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self._text = text
        self._items = items
        self._turns = sorted((item for item in items if item.kind == "turn"), key=lambda item: item.start)
        self._turn_starts = [item.start for item in self._turns]
        self._before: dict[int, str] = defaultdict(str)
        self._after: dict[int, str] = defaultdict(str)
        for item in items:
            self._before[item.start] += _anchor(item)
            if item.kind == "turn" or item.start == item.end:
                self._before[item.start] += _tag(item)
        for item in reversed(items):
            if item.kind != "turn" and item.start < item.end:
                self._after[item.end] += _tag(item)

    def turn_in(self, group: list[Block]) -> Item | None:
        """The turn whose words, or the last of them, stand in the group of blocks."""
        place = bisect_left(self._turn_starts, group[-1].end) - 1
        found = self._turns[place] if place >= 0 else None
        return found if found and found.end > group[0].start else None

    def paint(self, piece: Piece) -> str:
        """The words of the piece, the anchors that stand before them and the tags after them."""
        after = self._after.get(piece.end, "")
        if piece.end == len(self._text):
            after += self._before.get(piece.end, "")
        return self._before.get(piece.start, "") + self._words(piece) + after

    def _words(self, piece: Piece) -> str:
        words = escape_text(self._text[piece.start : piece.end])
        if not piece.regions:
            return words
        bodies = sorted({region.item for region in piece.regions if region.role == "body"})
        near = sorted({region.item for region in piece.regions if region.role in {"cue", "who"}})
        classes = " ".join([*self._body_classes(bodies), *self._part_classes(piece, bodies)])
        covers = f' data-i="{_listed(bodies)}"' if bodies else ""
        names = f' data-r="{_listed(near)}"' if near else ""
        return f'<span class="{classes}"{covers}{names}>{words}</span>'

    def _body_classes(self, bodies: Sequence[int]) -> list[str]:
        statements = [self._items[index] for index in bodies if self._items[index].voice]
        classes = ["m"] if bodies else []
        if statements:
            classes += [f"c{statements[-1].colour}", f"k-{statements[-1].kind}"]
        if len(statements) > 1 and statements[-2].kind != "turn":
            classes.append(f"o{statements[-2].colour}")
        kinds = {self._items[index].kind for index in bodies}
        return classes + [name for kind, name in _MARKED.items() if kind in kinds]

    def _part_classes(self, piece: Piece, bodies: Sequence[int]) -> list[str]:
        roles = {region.role for region in piece.regions}
        inner = [index for index in bodies if self._items[index].voice][-1:]
        quoted = any(region.role == "quoted" and [region.item] == inner for region in piece.regions)
        parts: list[str] = [role for role in ("cue", "who", "insertion", "label") if role in roles]
        return [*parts, "quoted"] if quoted else parts


def _listed(indices: Iterable[int]) -> str:
    return " ".join(map(str, indices))


def _anchor(item: Item) -> str:
    return f'<span class="anchor" id="{escape(item.record.id)}"></span>'


def _tag(item: Item) -> str:
    sort = f"c{item.colour}" if item.voice else "act" if item.kind == "event" else "judgement"
    return (
        f'<a class="tag {sort}" href="#card-{item.index}" id="tag-{item.index}"'
        f' data-tag="{escape(item.tag)}" aria-label="{escape(item.label)}"></a>'
    )


def escape_text(words: str) -> str:
    """The words escaped, so that a browser's text content is these characters again."""
    plain = words.translate(_UNREPRESENTABLE) if not words.isascii() or "\0" in words else words
    return str(escape(plain)).replace("\r", _CARRIAGE_RETURN)
