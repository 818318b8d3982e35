"""Checks of the losses and of the gold labels; needs torch: `python -m pytest training`."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from detente.extract.tagger.decode import LABELS
from detente.extract.tagger.features import FEATURE_SIZES, Pieces
from detente.extract.tagger.windows import padded
from training.data import Article, Bounds, Example, examples, split
from training.model import Head, TaggerNetwork, chain_loss, link_loss


def article(words: int, contents: dict[tuple[int, int], tuple[int, int] | None]) -> Article:
    """Word i stands at characters 2i to 2i+1; contents and sources are given in words, ends included."""
    starts = 2 * np.arange(words)
    pieces = Pieces(
        np.full(words, 9), np.zeros((words, len(FEATURE_SIZES)), np.int64), np.ones(words, bool), starts,
        starts + 1, np.arange(words), True,
    )  # fmt: skip
    links: dict[Bounds, tuple[Bounds | None, Bounds | None]] = {
        (2 * a, 2 * b + 1): ((2 * s[0], 2 * s[1] + 1) if s else None, None) for (a, b), s in contents.items()
    }
    sources = tuple(sorted({source for source, _ in links.values() if source}))
    return Article("invented", (pieces,), (tuple(sorted(links)), sources, ()), links)


def example() -> Example:
    return next(examples(article(7, {(2, 4): (0, 0), (6, 6): None})))


def test_labels_and_links_of_a_window() -> None:
    made = example()
    assert made.labels.tolist() == [3, 0, 1, 2, 2, 0, 1, 0]
    assert made.contents == ((2, 4), (6, 6))
    assert made.source_of == (0, 1)
    assert made.cue_of == (0, 0)


def test_a_nested_content_breaks_nothing() -> None:
    made = next(examples(article(7, {(0, 5): None, (2, 3): None})))
    assert made.labels.tolist() == [1, 2, 2, 2, 2, 2, 0, 0]
    assert made.contents == ((0, 5),)


def test_the_chain_loss_sums_over_all_paths() -> None:
    torch.manual_seed(1)
    made = next(examples(article(3, {(1, 2): (0, 0)})))
    head = Head()
    torch.nn.init.normal_(head.transitions)
    scores = torch.randn(1, len(made.labels), LABELS)
    emitted = scores[0]
    transitions, first = head.chain()

    def total(path: tuple[int, ...]) -> torch.Tensor:
        steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
        return first[path[0]] + steps + sum(emitted[i, label] for i, label in enumerate(path))

    paths = torch.stack([total(path) for path in itertools.product(range(LABELS), repeat=len(made.labels))])
    expected = torch.logsumexp(paths, 0) - total(tuple(made.labels.tolist()))
    assert chain_loss(scores, head, [made]).item() == pytest.approx(
        expected.item() / len(made.labels), rel=1e-4
    )


def test_windows_of_a_batch_do_not_touch_each_other() -> None:
    torch.manual_seed(2)
    short, long = next(examples(article(2, {(1, 1): (0, 0)}))), example()
    head = Head()
    scores = torch.randn(2, len(long.labels), LABELS)
    together = chain_loss(scores, head, [short, long]) * (len(short.labels) + len(long.labels))
    apart = chain_loss(scores[:1], head, [short]) * len(short.labels)
    apart = apart + chain_loss(scores[1:], head, [long]) * len(long.labels)
    assert together.item() == pytest.approx(apart.item(), rel=1e-5)


@pytest.mark.parametrize("layers", [2, 6])
def test_what_is_padded_changes_nothing(layers: int) -> None:
    torch.manual_seed(3)
    network = TaggerNetwork(layers=layers).eval()
    short, long = next(examples(article(2, {}))).window, example().window
    alone, together = network.read(padded([short]))[0], network.read(padded([short, long]))[0]
    assert torch.allclose(alone[0], together[0, : len(short.positions)], atol=1e-5)


def test_links_are_learned_from_candidates_and_nobody() -> None:
    made, head = example(), Head()
    vectors = torch.zeros(1, len(made.labels), 8 * 64)
    expected = (
        2 * np.log(2) + 0.0
    ) / 4  # two contents choose between one source and nobody; no cue to choose
    assert link_loss(vectors, head, [made]).item() == pytest.approx(expected)


def test_the_parts_of_the_split_are_apart() -> None:
    rows = [{"id": f"article {number}"} for number in range(600)]
    parts = split(rows)
    names = [row["id"] for part in parts.values() for row in part]
    assert sorted(names) == sorted(row["id"] for row in rows)
    assert len(parts["dev"]) == 40
    assert 70 < len(parts["test"]) < 130
