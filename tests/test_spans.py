from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.spans import Span, paragraph_bounds


def test_cut_carries_the_words() -> None:
    assert Span.cut("one two three", 4, 7) == Span(4, 7, "two")


@pytest.mark.parametrize("bounds", [(-1, 2), (3, 2), (0, 99)])
def test_cut_outside_the_text_is_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="does not lie inside"):
        Span.cut("one two", *bounds)


def test_lines_are_paragraphs() -> None:
    text = "First line.\n\nSecond line.\nThird line."
    assert [text[a:b] for a, b in paragraph_bounds(text, 0, len(text))] == [
        "First line.",
        "Second line.",
        "Third line.",
    ]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The delegation of Norland left the hall before the vote was taken and\n"
        "did not return until the evening, when the lights were already out.\n\n"
        "Nobody explained why.\n"
    )
    assert len(paragraph_bounds(text, 0, len(text))) == 2


@given(st.text(alphabet='ab .\n\r\t“”"', max_size=200))
def test_paragraphs_hold_all_that_is_not_space(text: str) -> None:
    bounds = paragraph_bounds(text, 0, len(text))
    covered = {i for a, b in bounds for i in range(a, b)}
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())
    assert all(a < b for a, b in bounds)
    assert bounds == sorted(bounds)
