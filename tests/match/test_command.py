"""The command verify: output, exit codes, one line for a bad question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli import app
from tests.match.archives import fill

QUOTE = "Between our peoples the weather was always bad"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("command") / "made.db"
    fill(made)
    return made


def asked(where: Path, *arguments: str):
    return CliRunner().invoke(app, ["verify", *arguments, "--archive", str(where)])


def test_the_table_shows_words_and_signs(where: Path) -> None:
    shown = asked(where, QUOTE)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("ALTERED")
    assert "{always → never}" in shown.stdout
    assert "To cite: Maren Vikstad" in shown.stdout


def test_json_begins_with_the_contract(where: Path) -> None:
    answer = json.loads(asked(where, QUOTE, "--format", "json").stdout)
    assert list(answer)[:6] == ["verdict", "statement", "alignment", "variants", "earliest", "citation"]


def test_a_state_is_a_speaker(where: Path) -> None:
    words = "Between our peoples the weather was never bad"
    answer = json.loads(asked(where, words, "--speaker", "Sudria", "--format", "json").stdout)
    assert answer["verdict"] == "misattributed"
    answer = json.loads(asked(where, words, "--speaker", "Norland", "--format", "json").stdout)
    assert answer["verdict"] == "exact"


@pytest.mark.parametrize("quote", ["", "…", "x" * 20_001])
def test_what_cannot_be_read_has_one_line_and_a_code(where: Path, quote: str) -> None:
    failed = asked(where, quote)
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
