"""Checks of the questions that the assessor is trained on, and of its losses; all states are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from detente.extract.assessor import HEADS
from training.assessor import CUTS, AssessorNetwork, fit_confidence, loss_of, padded, right
from training.data import load_tokenizer
from training.judged import FOLDER, Asked, ask_all, read_cases

TOKENIZER = load_tokenizer()
CASES = """
Estmark's envoy left. [[It trusts Vardia less than ever]].
=> author | XES-XVA | states | low/- worsening -

Estmark and Vardia signed the fish treaty.
=> nothing
"""


def asked(tmp_path: Path, cases: str) -> list[Asked]:
    path = tmp_path / "cases.txt"
    path.write_text(cases, "utf-8")
    return ask_all(read_cases(path), TOKENIZER)


def test_a_case_is_a_question_with_its_answer(tmp_path: Path) -> None:
    judging, nothing = asked(tmp_path, CASES)
    assert judging.values is not None
    assert judging.evidence is not None
    level, trend, outlook, scope = judging.values
    assert level[HEADS[0].index("low")] == pytest.approx(0.65)
    assert level[HEADS[0].index("-")] == pytest.approx(0.35)
    assert (trend[HEADS[1].index("worsening")], outlook[0], scope[0]) == (1, 1, 1)
    first, last = judging.evidence
    pieces = judging.question.ids[judging.question.first : -1][first : last + 1].tolist()
    assert TOKENIZER.decode(pieces, skip_special_tokens=False) == "it trusts [MASK] less than ever"
    assert (nothing.values, nothing.evidence, nothing.judges) == (None, None, False)


def test_marks_that_do_not_fit_the_judgements_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cases:1: 2 stretches are marked, 1 judgements given"):
        asked(tmp_path, "[[Estmark]] and [[Vardia]] quarrel.\n=> author | XES-XVA | states | low - -\n")


def test_all_texts_can_be_read() -> None:
    for path in sorted(FOLDER.glob("*/*.txt")):
        assert read_cases(path), path


def test_padding_changes_nothing(tmp_path: Path) -> None:
    questions = [one.question for one in asked(tmp_path, CASES)]
    torch.manual_seed(3)
    network = AssessorNetwork(2).eval()
    with torch.inference_mode():
        together = network(*padded(questions))[0]
        alone = torch.cat([network(*padded([question]))[0] for question in questions])
    assert torch.allclose(together, alone, atol=1e-5)


def test_the_loss_falls_where_the_answer_is_right(tmp_path: Path) -> None:
    judging, nothing = asked(tmp_path, CASES)
    torch.manual_seed(3)
    network = AssessorNetwork(1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    losses = []
    for _ in range(8):
        loss = loss_of(network, [judging, nothing], 0.0)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2


def test_right_wants_all_three_values(tmp_path: Path) -> None:
    judging, nothing = asked(tmp_path, CASES)
    scores = np.zeros((2, CUTS[-1]), np.float32)
    scores[:, CUTS[0] + HEADS[0].index("low")] = 1
    scores[:, CUTS[1] + HEADS[1].index("worsening")] = 1
    assert right(scores, [judging, nothing]).tolist() == [True, False]
    scores[:, CUTS[2] + HEADS[2].index("hopeful")] = 1
    assert right(scores, [judging, nothing]).tolist() == [False, False]


def test_confidence_becomes_the_share_that_is_right() -> None:
    scores = np.repeat(np.array([[0.0], [2.0]], np.float32), 100, axis=0)
    is_right = np.array([n % 4 == 0 for n in range(100)] + [n % 4 > 0 for n in range(100)])
    slope, constant = fit_confidence(scores, is_right)
    shares = 1 / (1 + np.exp(-(slope * np.array([0.0, 2.0]) + constant)))
    assert shares == pytest.approx([0.25, 0.75], abs=0.01)
