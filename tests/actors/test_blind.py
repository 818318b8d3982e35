"""The questions that were written before the code was looked at, and those written since."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.actors import Gazetteer, load_gazetteer
from tests.actors.blind import Question, questions

CASES = Path(__file__).parent.parent / "cases" / "actors"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    "question",
    [*questions(CASES / "blind.txt"), *questions(CASES / "blind_second.txt")],
    ids=lambda q: f"{q.line} {q.mention} {q.on or ''}".strip(),
)
def test_blind(gazetteer: Gazetteer, question: Question) -> None:
    assert question.fails(gazetteer.resolve(question.mention, question.on)) is None
