"""Document -> segments.

The way: lines; labels of speakers; units (hard-wrapped lines joined); the shape of each unit by itself; the
body, from the first to the last unit that reads like prose or speech; what stands before and after it; then
segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.model import Document, Segment, SegmentKind, stable_id
from detente.segment.labels import Label, find_labels
from detente.segment.lines import Unit, make_units, split_lines
from detente.segment.notes import (
    BULLETS,
    OPEN_END,
    are_notes,
    describes_picture,
    is_byline,
    is_counter,
    is_menu,
    menu_parts,
    names_paper,
)
from detente.segment.outlets import outlet_named
from detente.segment.phrases import holds_foot, is_phrase, is_ui_word, starts_with_phrase
from detente.segment.wire import Field, match_opening, meta_fields
from detente.spans import Span

_AGENCIES = r"(?:ap|afp|reuters|epa|getty images)"
_CREDIT = re.compile(
    rf"©|\(c\)\s|(?:photos?|image|illustration)\s*(?:by\b|:)|(?:picture|credits?|фото)\s*:|{_AGENCIES}\s+photo\b|"
    rf"{_AGENCIES}\s*/|getty images\b",
    re.I,
)
_CAPTION = re.compile(
    r"(?:(?:image )?caption|file(?: photo)?|in this (?:file )?photo|pictured)\s*[:\-–—,]\s*", re.I
)
_COPYRIGHT = re.compile(r"copyright\b|©\s*(?:copyright\s*)?(?:19|20)\d\d|\(c\)\s*(?:19|20)\d\d", re.I)
_BYLINE = re.compile(r"\W?(?:reporting|writing|additional reporting|editing|edited|report) by\b", re.I)
_CLOSING = re.compile(
    r"(?:the |this )?(?:interview|transcript)\b.{0,60}\b"
    r"(?:conducted|recorded|edited|provided|translated|prepared|checked)|"
    r"translated (?:by|from)|translation by|transcri(?:bed|ption) by",
    re.I,
)
_CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{3,4}(?:[+-]\d\d?)?)?", re.I)
_LETTER = re.compile(r"\w")
_QUOTE = re.compile(r"[\"“”«»„‘’']")
_ELLIPSIS = re.compile(r"\W*(?:…|\.\.\.)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LOWER_START = re.compile(r"[\"“”«»„‘’'(\[]*[^\W\d_]")
_HEADING_WORDS, _TITLE_WORDS, _TITLE_LENGTH = 12, range(3, 31), 250
_SHORT_HEAD = 10
_JUNK = {"known", "tail", "credit", "rule"}
_ABOUT = {"meta", "byline", "credit", "caption"}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A unit with its shape: what it looks like by itself, wherever it stands."""

    unit: Unit
    shape: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A future segment."""

    kind: SegmentKind
    start: int
    end: int
    label: Label | None = None


def segment(document: Document) -> tuple[Segment, ...]:
    """The layout of a document: segments in order, none over another; every character that is not white
    space stands in one, in the label of a turn, or is the colon after that label."""
    text = document.text
    lines = split_lines(text)
    labels = find_labels(text, lines)
    units = make_units(text, lines, labels)
    shaped = [_shape(unit, labels.get(unit.line)) for unit in units]
    pieces = _joined(_pieces(shaped))
    return tuple(
        Segment(
            id=stable_id("seg", document.id, piece.kind, piece.start, piece.end, ordinal),
            document=document.id,
            kind=piece.kind,
            start=piece.start,
            end=piece.end,
            label=Span.cut(text, piece.label.start, piece.label.end) if piece.label else None,
        )
        for ordinal, piece in enumerate(pieces)
    )


# --- the shape of a unit by itself ----------------------------------------------------------------------


def _shape(unit: Unit, label: Label | None) -> Shaped:
    return Shaped(unit, "turn", label) if label else Shaped(unit, _shape_of(unit))


def _shape_of(unit: Unit) -> str:
    head = unit.head
    if not _LETTER.search(head):
        return "short" if _QUOTE.search(head) or _ELLIPSIS.match(head) or not unit.whole else "rule"
    if unit.whole and (known := _known_shape(unit)):
        return known
    if match_opening(head):
        return "wire"
    if not unit.final and unit.words < 30 and unit.length < 250:
        return "line"
    return "prose" if unit.words >= 8 or unit.length >= 60 or not unit.final else "short"


def _known_shape(unit: Unit) -> str | None:
    head = unit.head
    if is_phrase(head, "tail"):
        return "tail"
    if is_phrase(head, "line") or starts_with_phrase(head) or _is_bar(unit) or is_counter(head):
        return "known"
    if _CLOCK.fullmatch(head):
        return "clock"
    if _COPYRIGHT.match(head) and unit.words < 40:
        return "foot"
    if meta_fields(head):
        return "meta"
    if _BYLINE.match(head) and unit.words < 40:
        return "byline"
    if _CREDIT.match(head) and unit.words <= 40:
        return "caption" if unit.words > _HEADING_WORDS or describes_picture(head) else "credit"
    return "caption" if _CAPTION.match(head) and unit.words < 80 else None


def _is_bar(unit: Unit) -> bool:
    return not unit.final and is_menu(unit.head) and not meta_fields(unit.head)


# --- the body, and what stands around it ---------------------------------------------------------------


def _pieces(shaped: Sequence[Shaped]) -> Iterator[Piece]:
    first, last = _body(shaped)
    title = _find_title(shaped, first)
    body = max(first, title + 1 if title is not None else 0)
    if title is None:
        yield from _before_title(shaped[:body])
    else:
        yield from _before_title(shaped[:title], titled=True)
        yield Piece("title", shaped[title].unit.start, shaped[title].unit.end)
        yield from _head(shaped[title + 1 : body])
    yield from _body_pieces(shaped[body : last + 1])
    yield from _after_body(shaped[last + 1 :], shaped[last] if last >= 0 else None)


def _body(shaped: Sequence[Shaped]) -> tuple[int, int]:
    """Index of the first and the last unit of the body; (0, -1) where a page has nothing but navigation,
    and the whole where nothing tells."""
    readable = [index for index, item in enumerate(shaped) if item.shape in ("turn", "wire", "prose")]
    readable = readable or [index for index, item in enumerate(shaped) if item.shape == "short"]
    if not readable:
        return (
            (0, -1)
            if any(item.shape in ("known", "tail", "foot") for item in shaped)
            else (0, len(shaped) - 1)
        )
    first = readable[0]
    end = _tail_start(shaped, first)
    last = max((i for i in range(first, end) if _ends_body(shaped[i])), default=first)
    while last > first and _is_foot(shaped[last]):
        last -= 1
    return first, last


def _ends_body(item: Shaped) -> bool:
    return item.shape in ("turn", "wire", "prose", "short") or _is_cut_off(item)


def _is_cut_off(item: Shaped) -> bool:
    """A long line without a full stop: the text breaks off, or ends with a colon or a mark."""
    return item.shape == "line" and item.unit.words > _HEADING_WORDS


def _is_foot(item: Shaped) -> bool:
    """Whether a unit at the end of a page is none of the article."""
    if item.shape == "turn":
        return False
    if item.shape not in ("wire", "prose", "short", "line"):
        return True
    unit = item.unit
    return unit.words <= 80 and holds_foot(unit.head, sentence=unit.final and unit.words >= 8)


def _tail_start(shaped: Sequence[Shaped], first: int) -> int:
    """Where what follows the article begins: at the first phrase that opens it, unless the article goes on
    below: with speech, with paragraphs that outweigh the short lines among them, or with a good part of all
    the prose there is."""
    start, paragraphs, words = len(shaped), 0, 0
    prose = sum(item.unit.words for item in shaped if _is_text(item))
    for index in range(len(shaped) - 1, first, -1):
        item, below = shaped[index], len(shaped) - 1 - index
        goes_on = words > 40 and (4 * words > prose or (paragraphs > 1 and 2 * paragraphs > below))
        if item.label:
            break
        if item.shape in ("tail", "foot") and not goes_on:
            start = index
        elif _is_text(item):
            paragraphs, words = paragraphs + 1, words + item.unit.words
    return start


def _is_text(item: Shaped) -> bool:
    return item.shape in ("prose", "wire") and not _is_foot(item)


def _find_title(shaped: Sequence[Shaped], first: int) -> int | None:
    """The best headline above the body: of equals the first, or the last where a menu stands above."""
    if first == 0 and _is_title_with_stop(shaped):
        return 0
    scores = {i: _title_score(shaped, i) for i in range(first) if _may_be_title(shaped[i])}
    if scores and max(scores.values()) > 0:
        late = first > _SHORT_HEAD  # below a long menu the headline comes last, else a deck may follow it
        return max(scores, key=lambda index: (scores[index], index if late else -index))
    return first if scores == {} and _is_question_title(shaped, first) else None


def _may_be_title(item: Shaped) -> bool:
    unit = item.unit
    return (
        item.shape in ("line", "short")
        and unit.words in _TITLE_WORDS
        and unit.length <= _TITLE_LENGTH
        and not unit.head.endswith((",", ":"))
        and not _starts_small(unit.head)
    )


def _title_score(shaped: Sequence[Shaped], index: int) -> int:
    unit = shaped[index].unit
    score = 2 if unit.words >= 5 else 1
    score += 1 if unit.block_size == 1 or index == 0 else 0
    score -= 1 if unit.block_size > 3 else 0
    score -= 1 if unit.block_size > 3 and unit.words < 5 else 0
    return score + any(item.shape in ("meta", "byline") for item in shaped[index + 1 : index + 3])


def _is_title_with_stop(shaped: Sequence[Shaped]) -> bool:
    """A headline that ends with a full stop: its words are capitalised, or a dateline or the like follows."""
    if len(shaped) < 2 or shaped[0].shape not in ("prose", "short"):
        return False
    unit, following = shaped[0].unit, shaped[1].shape
    if not unit.whole or unit.words > 30 or following not in ("prose", "wire", "turn", "meta", "byline"):
        return False
    if following != "prose" and unit.words <= 20:
        return True
    words = _WORD.findall(unit.head)[1:]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _is_question_title(shaped: Sequence[Shaped], first: int) -> bool:
    """A single question above paragraphs, first of all that can be read."""
    if len(shaped) < first + 2 or shaped[first].shape != "prose":
        return False
    unit, following = shaped[first].unit, shaped[first + 1]
    alone = unit.whole and unit.words <= 20 and re.search(r"[.!?]\W*\s", unit.head) is None
    longer = following.unit.words > unit.words or following.shape in ("meta", "byline", "wire")
    return alone and unit.head.endswith("?") and longer


def _starts_small(head: str) -> bool:
    match = _LOWER_START.match(head)
    return match is not None and match.group()[-1].islower()


# --- pieces of each zone -------------------------------------------------------------------------------


def _before_title(items: Sequence[Shaped], *, titled: bool = False) -> Iterator[Piece]:
    """Above the title, or above the body where there is no title: names of the site, menus."""
    menu = len(items) > 2 or any(item.shape in _JUNK | {"foot"} for item in items)
    menu = menu or (titled and _is_site_head([item.unit for item in items]))
    for item in items:
        if item.shape in ("line", "short") and not menu:
            yield _one("heading" if item.unit.words <= _HEADING_WORDS else "paragraph", item)
        elif item.shape == "line":
            yield _one("boilerplate", item)
        else:
            yield from _plain(item)


def _is_site_head(units: Sequence[Unit]) -> bool:
    """Whether the one or two lines above a title name the site and its parts. One line of plain words may be
    the title's own kicker; two that stand together, apart from the title, are not."""
    if not units or any(unit.final or unit.words > _HEADING_WORDS for unit in units):
        return False
    paired = len(units) > 1 and units[0].block == units[-1].block and units[0].block_size == len(units)
    return paired or any(
        names_paper(unit.head) or ("/" not in unit.head and len(menu_parts(unit.head)) > 1) for unit in units
    )


def _head(items: Sequence[Shaped]) -> Iterator[Piece]:
    """Between title and body: date, byline, deck, captions, and buttons."""
    for index, item in enumerate(items):
        if item.shape != "line":
            yield from _plain(item)
        elif _is_author(items, index) or _is_reporter(items, index):
            yield _one("byline", item)
        elif outlet_named(item.unit.head):
            yield _one("dateline", item)
        elif item.unit.words >= 5 or item.unit.head.endswith(OPEN_END) or item.unit.head.startswith(BULLETS):
            yield _one("paragraph", item)
        else:
            yield _one("boilerplate" if _in_menu(items, index) else "heading", item)


def _is_author(items: Sequence[Shaped], index: int) -> bool:
    """Two or three capitalised words beside the line of the date."""
    words = items[index].unit.head.split()
    beside = [*items[max(0, index - 1) : index], *items[index + 1 : index + 2]]
    named = len(words) in (2, 3) and all(w[0].isupper() and w.strip(".").isalpha() for w in words)
    return named and not any(map(is_ui_word, words)) and any(item.shape == "meta" for item in beside)


def _is_reporter(items: Sequence[Shaped], index: int) -> bool:
    """A byline directly below the title or beside the date."""
    unit = items[index].unit
    beside = (*items[max(0, index - 1) : index], *items[index + 1 : index + 2])
    placed = index == 0 or any(item.shape == "meta" for item in beside)
    return placed and unit.words <= _HEADING_WORDS and is_byline(unit.head)


def _in_menu(items: Sequence[Shaped], index: int) -> bool:
    """Whether a short line stands beside another, or beside a known phrase."""
    beside = [*items[max(0, index - 1) : index], *items[index + 1 : index + 2]]
    return any(
        item.shape in ("known", "tail") or (item.shape == "line" and item.unit.words < 5) for item in beside
    )


def _body_pieces(items: Sequence[Shaped]) -> Iterator[Piece]:
    index = 0
    while index < len(items):
        item = items[index]
        if item.shape == "turn":
            count = _turn_length(items, index)
            yield from _turn(items[index : index + count])
            index += count
            continue
        if item.shape == "line":
            yield _one("heading" if _is_heading(items, index) else "paragraph", item)
        else:
            yield from _plain(item)
        index += 1


def _turn_length(items: Sequence[Shaped], index: int) -> int:
    """How many units a turn holds: all up to the next label, a heading above it, or the closing notes."""
    end = index + 1
    while end < len(items) and items[end].label is None:
        if _is_closing(items[end]):
            return end - index
        end += 1
    labelled = end < len(items)
    while end > index + 1 and (items[end - 1].shape in _JUNK or (labelled and _heads_a_part(items[end - 1]))):
        end -= 1
    return end - index


def _is_closing(item: Shaped) -> bool:
    return item.unit.whole and _CLOSING.match(item.unit.head.lstrip("[(*_ ")) is not None


def _heads_a_part(item: Shaped) -> bool:
    return item.shape == "line" and item.unit.words <= 8 and not item.unit.head.endswith(OPEN_END)


def _turn(items: Sequence[Shaped]) -> Iterator[Piece]:
    """A turn, a time code before its label apart; a label that nothing follows is a heading."""
    unit, label, end = items[0].unit, items[0].label, items[-1].unit.end
    if label is None or label.speech >= end:
        yield _one("heading", items[0])
        return
    if time_code := unit.head[: label.start - unit.start].rstrip():
        yield Piece("boilerplate", unit.start, unit.start + len(time_code))
    yield Piece("turn", label.speech, end, label)


def _is_heading(items: Sequence[Shaped], index: int) -> bool:
    """A short line without a full stop between paragraphs; not one of a list, nor part of a sentence."""
    unit = items[index].unit
    if unit.words > _HEADING_WORDS or unit.head.endswith(OPEN_END) or unit.head.startswith(BULLETS):
        return False
    if _starts_small(unit.head):
        return False
    before, after = items[max(0, index - 1) : index], items[index + 1 : index + 2]
    if any(item.shape == "line" for item in [*before, *after]) or not after:
        return False
    return bool(_LETTER.search(unit.head)) and not (after and _starts_small(after[0].unit.head))


def _after_body(items: Sequence[Shaped], before: Shaped | None) -> Iterator[Piece]:
    """Below the body: junk where a known phrase or a run of short lines says so."""
    page = any(item.shape in ("known", "tail", "foot") for item in items) or len(items) > 2
    page = page or (before is not None and _is_page_foot(items, before))
    tail = next((n for n, item in enumerate(items) if item.shape in ("tail", "foot")), len(items))
    for index, item in enumerate(items):
        if item.shape in ("byline", "meta", "caption") and index < tail:
            yield from _plain(item)
        elif page or item.shape in _JUNK or _is_foot(item):
            yield _one("boilerplate", item)
        else:
            yield from _plain(replace(item, shape="prose"))


def _is_page_foot(items: Sequence[Shaped], before: Shaped) -> bool:
    """Whether the lines below a body that has ended are names and notes of the page, none of them said."""
    apart = bool(items) and before.unit.final and items[0].unit.block != before.unit.block
    lines = [item.unit for item in items if item.shape == "line"]
    return (
        apart and all(unit.words <= _HEADING_WORDS for unit in lines) and are_notes([u.head for u in lines])
    )


def _plain(item: Shaped) -> Iterator[Piece]:
    """The pieces of a unit whose shape alone decides."""
    if item.shape in _JUNK | {"foot"}:
        yield _one("boilerplate", item)
    elif item.shape == "meta":
        yield from _meta_pieces(item.unit)
    elif item.shape == "wire":
        yield from _wire_pieces(item.unit)
    elif item.shape in ("byline", "clock"):
        yield _one("byline" if item.shape == "byline" else "dateline", item)
    else:
        yield _one("caption" if item.shape == "caption" else "paragraph", item)


def _one(kind: SegmentKind, item: Shaped) -> Piece:
    return Piece(kind, item.unit.start, item.unit.end)


def _wire_pieces(unit: Unit) -> Iterator[Piece]:
    opening = match_opening(unit.head)
    assert opening is not None
    printed = unit.head[: opening.end].rstrip()
    yield Piece("dateline", unit.start, unit.start + len(printed))
    yield Piece("paragraph", unit.start + opening.end, unit.end)


def _meta_pieces(unit: Unit) -> Iterator[Piece]:
    """A line of date, byline and source, cut where its kind changes; marks between fields go with the one
    before, so that nothing is left out."""
    cuts: list[tuple[SegmentKind, int]] = []
    for field in _with_rest_joined(unit.head, meta_fields(unit.head)):
        if not cuts or cuts[-1][0] != field[0]:
            cuts.append(field)
    starts = [0, *(start for _, start in cuts[1:]), unit.length]
    for (kind, _), start, end in zip(cuts, starts[:-1], starts[1:], strict=True):
        yield Piece(kind, unit.start + start, unit.start + len(unit.head[:end].rstrip()))


def _with_rest_joined(head: str, fields: Sequence[Field]) -> Iterator[tuple[SegmentKind, int]]:
    """The kind of each field and where it starts. Words that are no field are buttons where one of them is
    known as such, and with them the name of a site just before ("Norland Today App Download")."""
    rest = [index for index, field in enumerate(fields) if field.kind == "rest"]
    words = [head[fields[index].start : fields[index].end] for index in rest]
    junk = any(is_ui_word(word) or word[0].islower() for word in words) or len(rest) > 2
    first_outlet = next((index for index, field in enumerate(fields) if field.kind == "outlet"), -1)
    for index, field in enumerate(fields):
        before_rest = field.kind == "outlet" and index != first_outlet and index + 1 in rest
        if field.kind == "byline":
            yield "byline", field.start
        elif junk and (field.kind == "rest" or before_rest):
            yield "boilerplate", field.start
        else:
            yield "dateline", field.start


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Boilerplate that stands together is one segment."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and piece.kind == joined[-1].kind == "boilerplate":
            joined[-1] = replace(joined[-1], end=piece.end)
        else:
            joined.append(piece)
    return joined
