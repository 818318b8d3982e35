"""Where sentences begin, by rule: cases that a person checks by eye, and what holds for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.parse.boundaries import sentence_starts

LINES = (Path(__file__).parent / "cases" / "sentences.txt").read_text(encoding="utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str) -> None:
    view = case.replace("| ", "")
    found = [0, *sentence_starts(view), len(view) + 1]
    sentences = [view[start : end - 1] for start, end in pairwise(found)]
    assert " | ".join(map(str.strip, sentences)) == case.strip()


def test_an_ellipsis_needs_no_space() -> None:
    view = "It was late...The lamps went out."
    assert [view[start:] for start in sentence_starts(view)] == ["The lamps went out."]


@given(st.text(alphabet="aAI .!?…\"'()1-", max_size=60))
def test_starts_ascend_and_stand_before_something(view: str) -> None:
    starts = list(sentence_starts(view))
    assert starts == sorted(set(starts))
    assert all(0 < start < len(view) and not view[start].isspace() for start in starts)


def test_runs_of_marks_take_no_longer_than_their_length() -> None:
    assert list(sentence_starts("." * 50_000 + "a")) == []
    assert list(sentence_starts('."' * 50_000)) == []
