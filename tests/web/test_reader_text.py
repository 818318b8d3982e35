"""The reader shows the text character for character, however its records nest and overlap."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.model import ActorRef, Assessment, Document, Extraction, Segment, Speaker, Statement, stable_id
from detente.spans import Span
from detente.web.items import find_voices, list_items
from detente.web.layout import LONGEST_BLOCK, cut, lay_out
from detente.web.reader import text_html
from tests.web.fake_archive import news, press

KINDS = ("title", "heading", "paragraph", "turn", "caption", "boilerplate", "dateline", "byline")
ALPHABET = st.sampled_from("ab <>&\"'\n\r\t\u00a0\u2028“”é😀\u202e]-;/") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\0"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = 0

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"span", "a", "div", "details", "summary"}
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def words_of(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    assert parser.depth == 0
    return "".join(parser.parts)


def render(extraction: Extraction) -> str:
    return str(text_html(extraction, list_items(extraction, find_voices(extraction.statements))))


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(st.text(ALPHABET, max_size=60))
    place = st.integers(0, len(text))

    def span() -> Span:
        start, end = sorted((draw(place), draw(place)))
        return Span.cut(text, start, end)

    document = Document(
        "d", "h", None, None, None, None, None, None, None, None, None, "unknown", "other", text
    )
    edges = sorted(draw(st.lists(place, max_size=8)))
    segments = [
        Segment(f"segment-{n}", "d", draw(st.sampled_from(KINDS)), start, end)
        for n, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=False))
    ]
    speakers = [Speaker("x", "A & B", "XNO", None), Speaker(None, None, None, None, "<b>one</b>")]
    statements = []
    for n in range(draw(st.integers(0, 5))):
        whole = span()
        kind = draw(st.sampled_from(("direct", "indirect", "mixed", "turn")))
        parts = tuple(span() for _ in range(draw(st.integers(0, 2))))
        cue = span() if draw(st.booleans()) else None
        speaker = draw(st.sampled_from(speakers))
        rest = (None, None, None, None, None, None, (), (), None, None, None, parts, 0.5)
        statements.append(
            Statement(
                f"statement-{n}", "d", kind, whole.start, whole.end, whole.text, parts, speaker, cue, *rest
            )
        )
    author = ActorRef(None, "author", None, None)
    assessments = [
        Assessment(
            f"assessment-{n}",
            "d",
            author,
            ("XNO", "XSU"),
            "states",
            None,
            None,
            None,
            None,
            (span(),),
            None,
            0.5,
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    return Extraction(document, tuple(segments), (), tuple(statements), tuple(assessments))


@given(extractions())
@settings(max_examples=300, deadline=None)
def test_the_words_of_the_page_are_the_words_of_the_document(extraction: Extraction) -> None:
    html = render(extraction)
    assert words_of(html) == extraction.document.text
    for record in (*extraction.statements, *extraction.assessments):
        if extraction.document.text:
            assert html.count(f'id="{record.id}"') == 1


@given(extractions())
@settings(max_examples=100, deadline=None)
def test_blocks_and_pieces_cover_the_text_once_in_order(extraction: Extraction) -> None:
    text = extraction.document.text
    blocks = lay_out(text, extraction.segments)
    assert "".join(text[block.start : block.end] for block in blocks) == text
    pieces = cut(len(text), [], [block.start for block in blocks])
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text


@pytest.mark.parametrize("make", [news, press])
def test_the_samples_are_faithful(make: object) -> None:
    extraction = make()  # type: ignore[operator]
    assert words_of(render(extraction)) == extraction.document.text


def test_what_html_cannot_hold_keeps_its_place() -> None:
    document = Document(
        "d", "h", None, None, None, None, None, None, None, None, None, "unknown", "other", "a\0b\ud800c\r\nd"
    )
    html = render(Extraction(document, (), (), (), ()))
    assert words_of(html) == "a\ufffdb\ufffdc\r\nd"
    html.encode("utf-8")


def test_nested_statements_are_named_outer_first_and_coloured_by_the_inner() -> None:
    extraction = news()
    html = render(extraction)
    items = list_items(extraction, find_voices(extraction.statements))
    inner = next(item for item in items if item.record.id == extraction.statements[5].id)
    outer = next(item for item in items if item.record.id == extraction.statements[4].id)
    piece = html.split("we will not be the first")[0].rsplit("<span", 1)[1]
    assert f'data-i="{outer.index} {inner.index}"' in piece
    assert f"c{inner.colour} k-direct o{outer.colour}" in piece


def test_quoted_parts_cue_and_speaker_are_told_apart() -> None:
    html = render(news())
    assert (
        html.split("the worst is behind us")[0]
        .rsplit('class="', 1)[1]
        .startswith("m c0 k-mixed judged quoted")
    )
    assert html.split(">told</span> reporters")[0].rsplit("<span", 1)[1].startswith(' class="cue" data-r="')
    assert ">President Aldo Verin</span>" in html


def test_voices_are_ranked_and_their_initials_differ() -> None:
    voices = list(find_voices(news().statements).values())
    assert voices[0].name == "Aldo Verin"
    assert len({voice.initials for voice in voices}) == len(voices)
    assert [voice.colour for voice in voices] == list(range(len(voices)))


def test_a_crowd_of_speakers_shares_the_last_colour_and_unknown_ones_take_it() -> None:
    plain = news().statements[0]
    crowd = [replace(plain, speaker=Speaker(None, f"Ann Bell{n}", None, None)) for n in range(30)]
    crowd.append(replace(plain, speaker=Speaker(None, None, None, None)))
    voices = list(find_voices(crowd).values())
    assert {voice.colour for voice in voices[7:]} == {7}
    assert voices[-1].initials == "?"
    assert len({voice.initials for voice in voices}) == 31


def test_a_long_document_is_laid_out_in_linear_time() -> None:
    line = "Verin said that the ports of Norland would open again.\n"
    text = line * 10_000
    document = Document(
        "d", "h", None, None, None, None, None, None, None, None, None, "unknown", "other", text
    )
    plain = news().statements[0]
    statements = []
    for n in range(10_000):
        start = n * len(line) + 16
        span = Span.cut(text, start, start + 30)
        record = stable_id("statement", n)
        statements.append(
            replace(
                plain, id=record, start=span.start, end=span.end, text=span.text, quoted_parts=(), cue=None
            )
        )
    segments = [
        Segment(str(n), "d", "paragraph", n * len(line), (n + 1) * len(line) - 1) for n in range(10_000)
    ]
    html = render(Extraction(document, tuple(segments), (), tuple(statements), ()))
    assert html.count('class="tag') == 10_000


def test_an_endless_line_is_laid_out_in_portions_and_stays_whole() -> None:
    text = "Norland said little. " * 5_000 + "x" * 50_000
    document = Document(
        "d", "h", None, None, None, None, None, None, None, None, None, "unknown", "other", text
    )
    segment = Segment("s", "d", "paragraph", 0, 90_000)
    blocks = lay_out(text, [segment])
    assert max(block.end - block.start for block in blocks) <= LONGEST_BLOCK
    assert words_of(render(Extraction(document, (segment,), (), (), ()))) == text
