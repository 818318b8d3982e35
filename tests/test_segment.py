"""The layout of documents: marked-up cases a person checks by eye, and what must hold for any text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.model import Document, Segment
from detente.segment import segment

CASES = sorted((Path(__file__).parent / "cases" / "segment").glob("*.txt"))
KINDS = "title|byline|dateline|heading|paragraph|turn|caption|boilerplate"
TAG = re.compile(rf"<(/?)({KINDS}|label)>")


def document(text: str, **given_fields: object) -> Document:
    fields: dict[str, object] = dict.fromkeys(
        ["uri", "external_id", "title", "publisher", "byline", "published", "dateline", "language"]
    )
    fields |= {"original_language": None, "translated": "unknown", "genre": "other"} | given_fields
    return Document(id="doc-test", content_hash="", text=text, **fields)  # type: ignore[arg-type]


def unmark(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of a case without its tags, and (tag, words) of each marked part, labels included."""
    text, parts, before, opened = "", [], 0, 0
    for match in TAG.finditer(marked):
        text += marked[before : match.start()]
        before = match.end()
        if match[1]:
            parts.append((match[2], text[opened:]))
        opened = len(text)
    return text + marked[before:], parts


def found(text: str, segments: tuple[Segment, ...]) -> list[tuple[str, str]]:
    parts = []
    for item in segments:
        if item.label:
            parts.append(("label", item.label.text))
        parts.append((str(item.kind), text[item.start : item.end]))
    return parts


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    text, expected = unmark(path.read_text(encoding="utf-8"))
    assert found(text, segment(document(text))) == expected


def check_layout(text: str) -> tuple[Segment, ...]:
    """What holds for every layout: order, no overlap, nothing left out, offsets of labels, unique ids."""
    segments = segment(document(text))
    covered, before = set(), 0
    for item in segments:
        assert item.start >= before
        assert item.start < item.end <= len(text)
        assert not text[item.start].isspace()
        assert not text[item.end - 1].isspace()
        if item.label:
            assert text[item.label.start : item.label.end] == item.label.text
            assert before <= item.label.start < item.label.end <= item.start
            colon = text[item.label.end : item.start].strip()
            assert colon in ("", ":", "：", ".")
            covered |= set(range(item.label.start, item.start))
        covered |= set(range(item.start, item.end))
        before = item.end
    left_out = [i for i, character in enumerate(text) if not character.isspace() and i not in covered]
    assert left_out == []
    assert len({item.id for item in segments}) == len(segments)
    return segments


LINES = st.sampled_from(
    [
        "Kern Says the Talks Will Go On",
        "NORBURG, July 8. /NNA/. The minister of Norland spoke about the treaty on Monday.",
        "NORBURG (AP) — The minister of Norland spoke about the treaty on Monday.",
        "July 8, 2017, 17:20 updated at: July 8, 2017, 20:56 UTC+3",
        "2018-12-22 09:01:13NNA Editor : Li Ming App Download",
        "By Jane Miller | 3 May 2019",
        "Question: What comes next?",
        "Question:",
        "[00:12:03] Anna Kern (through interpreter): We talk. We listen.",
        "Anna Kern:",
        "ANNA KERN",
        "Q    And then?",
        "Most popular in 24h",
        "Home | World | Politics",
        "© 2019 The Norburg Herald",
        "Photo: Tom Reed",
        "“We agree,” she said.",
        "* * *",
        "…",
        "he said",
        "The minister said that the embassy in Norburg would open again after eleven years of silence.",
        "She went on to say that the ministers of both states had agreed on the",
    ]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", " \n\t\n", "\u2028", "\r", "\v"])


@given(st.lists(st.tuples(LINES, BREAKS), max_size=25))
@settings(max_examples=200, deadline=None)
def test_nothing_is_left_out_of_a_page(parts: list[tuple[str, str]]) -> None:
    check_layout("".join(line + gap for line, gap in parts))


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_nothing_is_left_out_of_any_text(text: str) -> None:
    check_layout(text)


@given(st.lists(st.tuples(LINES, BREAKS), max_size=12))
@settings(max_examples=50, deadline=None)
def test_the_same_text_gives_the_same_segments(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + gap for line, gap in parts)
    assert segment(document(text)) == segment(document(text))


@pytest.mark.parametrize("text", ["", "\n \r\n\t", "\u2028"])
def test_white_space_has_no_segments(text: str) -> None:
    assert segment(document(text)) == ()


PARAGRAPH = "The minister of Norland said on Monday that the talks with Sudria would go on. " * 8


@pytest.mark.parametrize(
    "text",
    [
        '"' * 10_000,
        PARAGRAPH * 8_000,
        "x" * 5_000_000,
        " " * 5_000_000,
        (PARAGRAPH + "\n\n") * 1_000,
        "Question: a\nAnswer: b\n" * 10_000,
        "Related news\n\nThe minister spoke of peace in the capital today.\n\n" * 2_000,
        "Aa: " * 100_000,
        "A." * 100_000,
    ],
    ids=["marks", "line", "word", "spaces", "paragraphs", "labels", "tails", "colons", "capitals"],
)
def test_odd_and_large_texts_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    segments = segment(document(text))
    assert time.perf_counter() - began < 20
    assert not text.strip() or segments


def test_no_sentence_is_lost_to_boilerplate() -> None:
    text = (
        f"Kern Hopes for Peace\n\n{PARAGRAPH}\n\nRelated news\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n"
    )
    junk = [text[item.start : item.end] for item in check_layout(text) if item.kind == "boilerplate"]
    assert junk == ["Related news"]


@pytest.mark.parametrize(
    "text",
    [
        "Trump: deal soon\n\nThe president spoke.\n\nHe left.",
        "Winners: the small states.\n\nLosers: the large ones.\n\nNobody else took part in the talks.",
        "THE FACTS: It fell.\n\nKERN: It rose.\n\nTHE FACTS: It did not.\n\nKERN: It did.",
        "Kern was clear: no talks.\n\nHolm was clear: no talks.\n\nKern was clear: no talks.",
    ],
)
def test_a_colon_alone_makes_no_turn(text: str) -> None:
    assert "turn" not in {item.kind for item in check_layout(text)}


def test_a_headline_of_a_labelled_speaker_is_a_title() -> None:
    text = "Kern: we are ready\n\nQuestion: Are you?\n\nKern: We are.\n\nQuestion: Now?\n\nKern: Now."
    kinds = [item.kind for item in check_layout(text)]
    assert kinds == ["title", "turn", "turn", "turn", "turn"]
