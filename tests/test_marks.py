"""Quotation marks, however printed: a text and the words found inside its marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.marks import pair_marks
from detente.model import Quotation, Segment

CASES = {
    "curly": ("“We agree,” she said. “It is done.”", ["We agree,", "It is done."]),
    "straight": ('"We agree," she said. "It is done."', ["We agree,", "It is done."]),
    "guillemets": ("«We agree», she said.", ["We agree"]),
    "low and high": ("„We agree,” she said.", ["We agree,"]),
    "doubled apostrophes": ("''We agree,'' she said.", ["We agree,"]),
    "grave accents": ("``We agree,'' she said.", ["We agree,"]),
    "a stray pair": ("“”There are limits,” he said.", ["There are limits,"]),
    "a closing mark printed as an opening one": (
        "“We agree,“ she said. “It ends.”",
        ["We agree,", "It ends."],
    ),
    "missing opening mark": (
        '"We trade," he added. Some like it. Others do not."',
        ["We trade,", "Some like it. Others do not."],
    ),
    "missing closing mark": ("“We agree and we will go on.", ["We agree and we will go on."]),
    "a quotation inside": ("“He told me “no” twice,” she said.", ["He told me “no” twice,"]),
    "single marks inside": (
        "“It was a ‘farce,’ frankly,” she said.",
        ["It was a ‘farce,’ frankly,", "farce,"],
    ),
    "single marks first, double ones inside": (
        "‘He told me “no” twice,’ she said. ‘Twice!’",
        ["He told me “no” twice,", "no", "Twice!"],
    ),
    "single marks first, one that is all quotation": (
        "‘“No,”’ she said. ‘That was all.’ ‘So I hear.’",
        ["“No,”", "No,", "That was all.", "So I hear."],
    ),
    "single marks with apostrophes of the plural": (
        "‘The boys’ boat is late,’ she said. ‘It is.’",
        ["The boys’ boat is late,", "It is."],
    ),
    "single marks with spaces": (
        "‘ Take off your cap , ’ she said . ‘ It ’s warm . ’",
        ["Take off your cap ,", "It ’s warm ."],
    ),
    "inches": ('A 12" shell fell. "Nobody was hurt," he said.', ["Nobody was hurt,"]),
    "apostrophes": ("The ministers’ reply wasn’t long.", []),
    "markup attribute": ('A tag author="Orla" and "a word".', ["a word"]),
}


def segments(text: str, kind: str = "paragraph") -> tuple[Segment, ...]:
    return (Segment("s", "d", kind, 0, len(text)),)  # type: ignore[arg-type]


def shown(text: str, found: tuple[Quotation, ...]) -> list[str]:
    return sorted(text[q.start : q.end] for q in found)


@pytest.mark.parametrize("name", CASES)
def test_marks(name: str) -> None:
    text, wanted = CASES[name]
    assert shown(text, pair_marks(text, segments(text))) == sorted(wanted)


def test_a_quotation_over_paragraphs_is_one_a_paragraph_and_closes_in_the_last() -> None:
    text = "“We agree.\n\n“We will go on,” she said."
    found = pair_marks(text, segments(text))
    assert [(text[q.start : q.end], q.closed) for q in found] == [
        ("We agree.", False),
        ("We will go on,", True),
    ]


def test_a_missing_mark_does_not_invert_the_next_paragraph() -> None:
    text = 'A word" stands here.\n\n"We agree," she said.'
    assert "We agree," in shown(text, pair_marks(text, segments(text)))


def test_single_marks_count_in_headlines() -> None:
    text = "Venn: ‘No talks’ this year"
    assert shown(text, pair_marks(text, segments(text, "title"))) == ["No talks"]


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("‘He said “no” to it,’ she told us. ‘Twice!’", {"He said “no” to it,": 0, "no": 1, "Twice!": 0}),
        ("“He said ‘no’ to it,” she told us. “Twice!”", {"He said ‘no’ to it,": 0, "no": 1, "Twice!": 0}),
    ],
)
def test_the_marks_that_a_text_prefers_are_the_outer_ones(text: str, depths: dict[str, int]) -> None:
    assert {text[q.start : q.end]: q.depth for q in pair_marks(text, segments(text))} == depths


def test_boilerplate_is_not_read() -> None:
    text = "“We agree,” she said."
    assert pair_marks(text, segments(text, "boilerplate")) == ()


@given(st.text(alphabet="aB .,\n“”\"«»'‘’", max_size=120))
def test_quotations_lie_inside_and_are_ordered(text: str) -> None:
    found = pair_marks(text, segments(text))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert [q.start for q in found] == sorted(q.start for q in found)
    outer = [q for q in found if q.depth == 0]
    assert all(a.end <= b.start for a, b in pairwise(outer))
