"""Mentions: the cases of tests/cases/actors/mentions.txt, and what holds for every text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.actors import Gazetteer, load_gazetteer
from tests.actors.documents import read

CASES = Path(__file__).parent.parent / "cases" / "actors"
MARK = re.compile(r"\[([^\[\]]+?) (?:= ([^\[\],]+), ([^\[\],]+)|(!no))\]")


class Expected(NamedTuple):
    start: int
    end: int
    name: str | None
    code: str | None
    absent: bool


class Case(NamedTuple):
    title: str
    on: str | None
    text: str
    expected: tuple[Expected, ...]


def unmarked(marked: str) -> tuple[str, tuple[Expected, ...]]:
    """The text without its marks, and what they say."""
    text, last, expected = "", 0, []
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        name, code = (None if part in ("?", "-", None) else part for part in (mark[2], mark[3]))
        expected.append(Expected(len(text), len(text) + len(mark[1]), name, code, bool(mark[4])))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], tuple(expected)


def cases(file: str) -> list[Case]:
    found = []
    blocks = re.split(r"^== ", (CASES / file).read_text(encoding="utf-8"), flags=re.M)[1:]
    for block in blocks:
        title, _, body = block.partition("\n")
        dated = re.match(r"on: (\S+)\n", body)
        body = body[dated.end() :] if dated else body
        found.append(Case(title, dated[1] if dated else None, *unmarked(body.rstrip() + "\n")))
    return found


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer([CASES / "gazetteer.yaml"])


@pytest.mark.parametrize(
    "case",
    [*cases("mentions.txt"), *cases("blind_mentions.txt"), *cases("blind_second_mentions.txt")],
    ids=lambda case: case.title,
)
def test_case(case: Case, gazetteer: Gazetteer) -> None:
    mentions, _ = read(case.text, gazetteer, case.on)
    at = {(m.start, m.end): m for m in mentions}
    for want in case.expected:
        words = case.text[want.start : want.end]
        if want.absent:
            resolved = [m for m in mentions if m.start < want.end and want.start < m.end and m.actor]
            assert not resolved, words
            continue
        mention = at.get((want.start, want.end))
        assert mention is not None, (words, [m.text for m in mentions])
        assert (mention.name, mention.code) == (want.name, want.code), (words, mention.reason)
        assert mention.actor or not mention.name


PIECES = [
    *("Ada Lindqvist", "Rui Tavares", "Holm", "Erik Holm", "the Norlandic president", "he", "she", "his"),
    *("him", "I", "Norland", "Nordhavn", "the Sudrian side", "President", "Mr", "former", "'s", "’s", "of"),
    *(
        "and",
        ",",
        ".",
        "said",
        "met",
        "told",
        "in",
        '"',
        "“",
        "”",
        "[",
        "]",
        "(",
        ")",
        "\n",
        ">> ",
        "-",
        "LTS",
    ),
    *("the", "US", "us", "Kim", "é", "U.S. President", "counterpart", "minister", "Jordan", "Institute of"),
    *("Foreign Ministry", "\u00a0", "😀"),
]
DATES = [None, "2015-04-02", "2015", "../2014-01-01"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from([None, "2015-04-02", "2015", "../2014-01-01"]),
)
def test_mentions_are_spans_in_order_without_overlap(
    gazetteer: Gazetteer, pieces: list[str], published: str | None
) -> None:
    text = " ".join(pieces)
    mentions, _ = read(text, gazetteer, published)
    last = 0
    for mention in mentions:
        assert mention.text == text[mention.start : mention.end]
        assert last <= mention.start < mention.end
        last = mention.end
        assert mention.kind in ("person", "state", "organisation", "group")
        assert not (mention.name is None and mention.actor)
        assert mention.actor or mention.reason or mention.name
    assert mentions == read(text, gazetteer, published)[0]


def test_no_sentences() -> None:
    assert read("", load_gazetteer())[0] == ()
