"""Each line of tests/cases/match/quotations.txt has the verdict that it begins with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente import Archive

CASES = Path(__file__).parent.parent / "cases" / "match" / "quotations.txt"
LINE = re.compile(r"(\w+)(?: \[([^\]]+)\])?: (.+)")


def cases() -> list[tuple[str, str | None, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [LINE.fullmatch(line).groups() for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("verdict", "speaker", "quote"), cases())
def test_a_quotation_has_its_verdict(archive: Archive, verdict: str, speaker: str | None, quote: str) -> None:
    found = archive.verify(quote, speaker=speaker)
    assert found.verdict == verdict, found.explanation


def test_every_verdict_has_a_case() -> None:
    assert {verdict for verdict, _, _ in cases()} == {
        "exact", "punctuation", "truncated", "altered", "spliced", "misattributed", "paraphrased",
        "not_found", "too_short",
    }  # fmt: skip
