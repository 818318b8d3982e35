"""Matching by meaning: an extra; without it the answer says what is missing."""

from __future__ import annotations

import pytest

from detente import Archive
from detente.match import meaning

QUOTE = "The vessel will be returned to its owners by the start of August"


def test_without_the_extra_the_answer_says_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "is_installed", lambda: False)
    found = archive.verify(QUOTE)
    assert found.verdict == "not_found"
    assert any("detente[meaning]" in note for note in found.notes)


def test_near_statements_are_candidates_and_never_variants(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_boats(quote: str, others: list[str]) -> list[float]:
        return [0.8 if "boat" in other else 0.1 for other in others]

    monkeypatch.setattr(meaning, "is_installed", lambda: True)
    monkeypatch.setattr(meaning, "similarities", by_boats)
    found = archive.verify(QUOTE)
    assert found.verdict == "paraphrased"
    assert found.candidates
    assert all("boat" in one.text and one.relation == "by meaning" for one in found.candidates)
    assert found.variants == ()
    assert "a person must judge" in found.explanation


@pytest.mark.skipif(not meaning.is_installed(), reason="the extra is not installed")
def test_the_encoder_knows_a_paraphrase_from_another_subject() -> None:
    near, far = meaning.similarities(
        "Relations are at a low ebb.",
        ["The state of relations is at a fairly low level.", "The boat goes home by the first of August."],
    )
    assert near > 0.7
    assert far < 0.3
