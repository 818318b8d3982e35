"""Whom an assessment blames; all states and people are invented."""

from __future__ import annotations

import pytest

from tests.builders import document
from tests.extract.statement_cases import sample_extractor

EXTRACTOR = sample_extractor()


@pytest.mark.parametrize(
    ("text", "blamed", "words"),
    [
        (
            "“Relations with Sudria have sunk low, and that was not our initiative,” said Aksel Drevland, "
            "the foreign minister of Norland.",
            "XSU",
            "not our initiative",
        ),
        (
            "“Relations between our countries are bad, and it is not our fault,” Sudrian President Livia "
            "Tarrano said of Norland.",
            "XNO",
            "not our fault",
        ),
        (
            "Relations between Norland and Sudria have been poisoned by Sudrian sanctions, Drevland said.",
            "XSU",
            "Sudrian",
        ),
        ("Norland has damaged relations with Sudria, Livia Tarrano said.", "XNO", "Norland"),
        (
            "Relations between Norland and Sudria are at a low point because of Norland's policy, she said.",
            "XNO",
            "Norland",
        ),
        (
            "Sudria took a needless—even spiteful—decision to worsen relations with Norland, she said.",
            "XSU",
            "Sudria",
        ),
        (
            "Sudria is to blame for the poor state of relations between Norland and Sudria, Vikstad said.",
            "XSU",
            "Sudria",
        ),
        ("Relations between Norland and Sudria are poor.", None, None),
        ("Relations between Norland and Sudria are excellent because of Sudria.", None, None),
    ],
)
def test_who_is_blamed(text: str, blamed: str | None, words: str | None) -> None:
    (found,) = EXTRACTOR.extract(document(text)).assessments
    assert (found.blame and found.blame.code) == blamed
    assert (found.blame and found.blame.mention and found.blame.mention.text) == words
    if found.blame and found.blame.mention:
        mention = found.blame.mention
        assert text[mention.start : mention.end] == mention.text
