"""What saying something does, how it was said and on what condition: tests/cases/acts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from detente import sample
from detente.actors import load_gazetteer
from detente.extract.acts import act_of_cue, act_of_form, manner_of_cue
from detente.pipeline import Extractor
from tests.builders import document

CASES = Path(__file__).parents[1] / "cases" / "acts" / "blind.txt"
LEAST_RIGHT = 100  # of 123: 46 were at the first run; most of the others are not found at all


@cache
def extractor() -> Extractor:
    return Extractor.of("learned", load_gazetteer([sample.gazetteer()]))


def is_right(line: str) -> bool:
    marked, acts, manner, conditional = (part.strip() for part in line.rsplit("|", 3))
    text = marked.replace("<c>", "").replace("</c>", "")
    start, end = marked.index("<c>"), marked.index("</c>") - len("<c>")
    shared = {
        min(s.end, end) - max(s.start, start): s for s in extractor().extract(document(text)).statements
    }
    if not shared or max(shared) <= 0:
        return False
    found = shared[max(shared)]
    return (
        found.act in acts.split("/")
        and found.manner in manner.split("/")
        and bool(found.conditional) == (conditional == "yes")
    )


def test_most_of_the_cases_are_right() -> None:
    lines = [line for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#")]
    wrong = [line for line in lines if not is_right(line)]
    assert len(lines) - len(wrong) >= LEAST_RIGHT, "\n".join(wrong)


@pytest.mark.parametrize(
    ("cue", "content", "act"),
    [
        ("bemoaned", "the state of the pier", "accuse"),
        ("brushed off fears of", "a quarrel", "reject"),
        ("backed the call for", "a truce", "agree"),
        ("was asked", "why the buoys had moved", "ask"),
        ("asked", "to leave", "appeal"),
        ("sidled", "the pier", None),
        ("said", "the pier is old", None),
    ],
)
def test_the_first_word_that_does_more_than_say_tells_the_act(
    cue: str, content: str, act: str | None
) -> None:
    assert act_of_cue(cue.split(), content) == act


@pytest.mark.parametrize(
    ("content", "act"),
    [
        ("Who moved the buoys?", "ask"),
        ("Open the lock now", "demand"),
        ("Please open the lock", "appeal"),
        ("We will return the boats", "promise"),
        ("I will never sign this", "reject"),
        ("We did not move the buoys", "deny"),
        ("Let us meet on the ice", "propose"),
        ("You will regret this", "threaten"),
        ("Sudria must return the boats", "demand"),
        ("We will be late", None),
        ("The lock is open", None),
        ("Close friends are rare", None),
    ],
)
def test_else_the_form_of_what_is_said_tells_it(content: str, act: str | None) -> None:
    assert act_of_form(content, own_words=True) == act


def test_an_indirect_question_is_not_told_by_its_form() -> None:
    assert act_of_form("who moved the buoys?", own_words=False) is None


def test_manner() -> None:
    assert manner_of_cue(["dreads"]) == "believed"
    assert manner_of_cue(["remains", "persuaded"]) == "believed"
    assert manner_of_cue(["penned", "a", "warning"]) == "wrote"
    assert manner_of_cue(["warned"]) is None
