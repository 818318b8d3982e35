"""Small documents for the tests of actors, with segments made by hand and sentences by the parser."""

from __future__ import annotations

from functools import cache

from detente.actors import Gazetteer, resolve_mentions
from detente.marks import pair_marks
from detente.model import Document, Mention, Published, Segment, Sentence
from detente.parse import Parser
from detente.spans import Span

_TURN = ">> "


@cache
def parser() -> Parser:
    return Parser()


def document(text: str, published: str | None = None) -> Document:
    return Document(
        id="d",
        content_hash="h",
        uri=None,
        external_id=None,
        title=None,
        publisher=None,
        byline=None,
        published=Published(published, "given") if published else None,
        dateline=None,
        language="en",
        original_language=None,
        translated="unknown",
        genre="article",
        text=text,
    )


def segments(text: str) -> tuple[Segment, ...]:
    """One paragraph a line; "LABEL>> words" is a turn."""
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if _TURN in line:
            cut = start + line.index(_TURN)
            label = Span.cut(text, start, cut)
            found.append(Segment(f"s{start}", "d", "turn", cut + len(_TURN), end, label))
        elif line.strip():
            found.append(Segment(f"s{start}", "d", "paragraph", start, end))
        start = end + 1
    return tuple(found)


def read(
    text: str, gazetteer: Gazetteer, published: str | None = None
) -> tuple[tuple[Mention, ...], tuple[Sentence, ...]]:
    parts = segments(text)
    quotations = pair_marks(text, parts)
    sentences = parser().parse(text, parts, quotations)
    return resolve_mentions(document(text, published), parts, quotations, sentences, gazetteer), sentences
