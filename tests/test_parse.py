from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.model import Segment
from detente.parse import Parser

PARSER = Parser()


def segments(text: str) -> tuple[Segment, ...]:
    return (Segment("s", "d", "paragraph", 0, len(text)),)


def test_tokens_carry_document_offsets_and_heads_within_the_sentence() -> None:
    text = "Intro.\n\nThe minister said\u00a0that “talks” continue. She left."
    sentences = PARSER.parse(text, segments(text), ())
    assert [text[s.start : s.end] for s in sentences] == [
        "Intro.",
        "The minister said\u00a0that “talks” continue.",
        "She left.",
    ]
    second = sentences[1]
    said = next(t for t in second.tokens if t.text == "said")
    assert second.tokens[said.head] is said
    minister = next(t for t in second.tokens if t.text == "minister")
    assert (minister.dep, second.tokens[minister.head].text) == ("nsubj", "said")
    assert second.children[second.tokens.index(said)]


def test_paragraph_numbers_ascend_and_boilerplate_is_left_out() -> None:
    text = "One here.\n\nShare this\n\nTwo here."
    parts = (
        Segment("a", "d", "paragraph", 0, 9),
        Segment("b", "d", "boilerplate", 11, 21),
        Segment("c", "d", "paragraph", 23, 32),
    )
    assert [(s.segment, s.paragraph) for s in PARSER.parse(text, parts, ())] == [(0, 0), (2, 1)]


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="aB .,\n\t“”\"'\u00a0😀é", max_size=80))
def test_tokens_are_the_characters_of_the_text(text: str) -> None:
    for sentence in PARSER.parse(text, segments(text), ()):
        assert all(text[t.start : t.end] == t.text and not t.text.isspace() for t in sentence.tokens)
        assert all(0 <= t.head < len(sentence.tokens) for t in sentence.tokens)


def test_a_very_long_line_is_parsed_in_pieces() -> None:
    text = "The envoy spoke again. " * 2000
    sentences = PARSER.parse(text, segments(text), ())
    assert sum(len(s.tokens) for s in sentences) == 5 * 2000
