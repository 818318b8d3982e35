"""Checks of the losses and of the gold labels; needs torch: `python -m pytest training`."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from detente.extract.tagger.decode import LABELS
from detente.extract.tagger.features import FEATURE_SIZES, Pieces
from detente.extract.tagger.windows import padded
from training.data import Article, Bounds, Example, examples, split
from training.export import folded, quantise, to_onnx
from training.model import Head, TaggerNetwork, chain_loss, link_loss, summed, thinned
from training.network_tagger import head_parameters
from training.shipped import shipped_weights
from training.soft import Lessons, Soft, marginals
from training.teacher import TeacherNetwork, distance_bucket, pieces_of_mpnet


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


def test_marginals_are_those_of_all_sequences() -> None:
    torch.manual_seed(2)
    head = Head()
    torch.nn.init.normal_(head.transitions)
    scores = torch.randn(1, 3, LABELS)
    transitions, first = head.chain()
    labels, moves = torch.zeros(3, LABELS), torch.zeros(3, LABELS, LABELS)
    paths = list(itertools.product(range(LABELS), repeat=3))
    totals = torch.stack(
        [
            first[p[0]]
            + sum(transitions[a, b] for a, b in itertools.pairwise(p))
            + sum(scores[0, i, label] for i, label in enumerate(p))
            for p in paths
        ]
    ).detach()
    for path, share in zip(paths, torch.softmax(totals, 0), strict=True):
        for i, label in enumerate(path):
            labels[i, label] += share
            if i:
                moves[i, path[i - 1], label] += share
    found_labels, found_moves = marginals(scores, torch.ones(1, 3), head)
    assert torch.allclose(found_labels[0], labels, atol=1e-5)
    assert torch.allclose(found_moves[0], moves, atol=1e-5)


def test_what_is_told_of_a_window_agrees_with_labels_that_are_certain() -> None:
    """A teacher that is sure of the gold says what the gold says, wherever windows are cut."""
    known = article(7, {(2, 4): (0, 0), (6, 6): None})
    given = next(examples(known))
    words = given.window.starts >= 0
    labels = given.told.labels[words]
    moves = np.zeros((len(labels), LABELS, LABELS), np.float16)
    moves[1:] = labels[:-1, :, None] * labels[1:, None, :]
    soft = Soft(given.window.starts[words], labels.astype(np.float16), moves)
    told = Lessons({"invented": soft}, []).of(known, given, 1.0).told
    assert np.allclose(told.labels, given.told.labels)
    assert np.allclose(told.moves, given.told.moves)
    half = Lessons({"invented": soft}, []).of(known, given, 0.5).told
    assert np.allclose(half.moves, given.told.moves)


def test_a_thinned_network_of_all_units_is_the_same() -> None:
    batch = padded([example().window])
    network = TaggerNetwork(layers=2).eval()
    same, thin = thinned(network, 1536).eval(), thinned(network, 64).eval()
    assert torch.allclose(network.read(batch)[0], same.read(batch)[0], atol=1e-5)
    assert thin.layers[0].up.weight.shape == (64, 384)
    assert thin.read(batch)[0].shape == network.read(batch)[0].shape


def test_whole_words_are_the_sums_of_their_pieces() -> None:
    pieces = torch.tensor([[0.0, 1, 2, 4, 8, 99], [0.0, 3, 5, 99, 7, 7]])[..., None]
    positions, mask = torch.tensor([[1, 2, 4], [1, 0, 0]]), torch.tensor([[1] * 6, [1, 1, 1, 1, 0, 0]])
    found = summed(pieces, positions, mask)[..., 0]
    assert found[0].tolist() == [1, 6, 8]
    assert found[1, 0] == 8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("blind", [False, True])
def test_shipped_weights_are_those_of_the_network(blind: bool, tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = TaggerNetwork(layers=2, whole=blind).eval()
    torch.nn.init.normal_(network.head.transitions)
    to_onnx(folded(network) if blind else network, tmp_path / "model.onnx")
    quantise(tmp_path / "model.onnx", tmp_path / "model.int8.onnx")
    (tmp_path / "params.json").write_text(json.dumps(head_parameters(network.head)))
    found = shipped_weights(tmp_path)
    again = TaggerNetwork(layers=2, whole=blind).eval()
    again.load_state_dict(again.state_dict() | found)
    batch = padded([example().window])
    assert torch.allclose(network.read(batch)[0], again.read(batch)[0], atol=0.05)
    assert torch.allclose(network.head.chain()[0], again.head.chain()[0])


def test_the_teacher_reads_words_of_padded_windows_alike() -> None:
    torch.manual_seed(4)
    short, long = (next(examples(article(words, {}))).window for words in (4, 9))
    network = TeacherNetwork(dropout=0.0).eval()
    with torch.inference_mode():
        alone, _ = network.read(padded([short]))
        together, _ = network.read(padded([short, long]))
    assert torch.allclose(alone[0], together[0, : len(short.starts)], atol=1e-4)


def test_pieces_and_distances_of_mpnet() -> None:
    assert pieces_of_mpnet(torch.tensor([101, 102, 103, 1, 2000])).tolist() == [0, 2, 30526, 5, 2004]
    apart = torch.tensor([0, 1, 7, 8, 127, 500, -1, -500])
    assert distance_bucket(apart).tolist() == [0, 17, 23, 24, 31, 31, 1, 15]
