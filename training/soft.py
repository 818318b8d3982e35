"""What a trained network says of texts, for another to learn from.

Of texts with gold: the probability of each label and of each pair of labels, word by word. Texts without gold
(`training/unlabelled`) also get its contents, sources and cues, in place of gold.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from detente.extract.tagged import TaggedContent
from detente.extract.tagger.decode import LABELS
from detente.extract.tagger.windows import Window, pack, padded
from training.data import Article, Bounds, Example, Row, Told, prepare, read_rows, split
from training.model import FORBIDDEN, Head, TaggerNetwork, log_partition
from training.network_tagger import torch_tagger
from training.teacher import TeacherNetwork
from training.texts import read_folder

Halves = npt.NDArray[np.float16]
Network = TaggerNetwork | TeacherNetwork
UNLABELLED = Path(__file__).with_name("unlabelled")
_TOGETHER = 8
_LEAST_CONFIDENCE = 0.4


@dataclass(frozen=True, slots=True)
class Soft:
    """For each word of an article, in order of `starts` (characters): the probability of each label, and of
    each pair of the label of the word before it (rows) and its own."""

    starts: npt.NDArray[np.int64]
    labels: Halves
    moves: Halves

    def of(self, window: Window) -> Told:
        """For a window. Ends of paragraphs are outside of all; its first word begins what it is inside of."""
        words = len(window.starts)
        labels, moves = np.zeros((words, LABELS), np.float32), np.zeros((words, LABELS, LABELS), np.float32)
        real = window.starts >= 0
        places = np.searchsorted(self.starts, window.starts[real])
        labels[real], moves[real] = self.labels[places], self.moves[places]
        labels[~real, 0] = 1
        moves[1:][~real[1:], :, 0] = labels[:-1][~real[1:]]
        labels[0, 1::2] += labels[0, 2::2]
        labels[0, 2::2] = 0
        return Told(labels, moves[1:].sum(axis=0))


def soft_labels(network: Network, articles: Sequence[Article]) -> dict[str, Soft]:
    """By the id of the article."""
    return {article.id: _soft(network, article) for article in articles}


def _soft(network: Network, article: Article) -> Soft:
    windows = list(pack(article.paragraphs))
    starts, labels, moves = [], [], []
    for at in range(0, len(windows), _TOGETHER):
        for window, own_labels, own_moves in _weighed(network, windows[at : at + _TOGETHER]):
            read = window.core & (window.starts >= 0)
            starts.append(window.starts[read])
            labels.append(own_labels[read].astype(np.float16))
            moves.append(own_moves[read].astype(np.float16))
    order = np.argsort(np.concatenate(starts), kind="stable")
    return Soft(np.concatenate(starts)[order], np.concatenate(labels)[order], np.concatenate(moves)[order])


def _weighed(
    network: Network, windows: Sequence[Window]
) -> Iterator[tuple[Window, npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        scores, _ = network.read(padded(windows))
    present = torch.zeros(scores.shape[:2])
    emitted = scores.float().clone()
    for row, window in enumerate(windows):
        present[row, : len(window.starts)] = 1
        ends = torch.from_numpy(np.flatnonzero(window.starts < 0))
        emitted[row, ends, 1:] = FORBIDDEN
    labels, moves = marginals(emitted, present, network.head)
    for row, window in enumerate(windows):
        words = len(window.starts)
        yield window, labels[row, :words].numpy(), moves[row, :words].numpy()


def marginals(emitted: Tensor, present: Tensor, head: Head) -> tuple[Tensor, Tensor]:
    """windows x words x labels: the probability of each label; x labels x labels: of each pair with the word
    before. They are the slopes of the logarithm of the sum over all sequences."""
    transitions, first = (part.detach() for part in head.chain())
    emitted = emitted.detach().requires_grad_()
    steps = transitions.expand(len(emitted), emitted.shape[1] - 1, -1, -1).clone().requires_grad_()
    total = log_partition(emitted, present, steps, first).sum()
    labels, moves = torch.autograd.grad(total, (emitted, steps))
    return labels, torch.cat([torch.zeros_like(moves[:, :1]), moves], 1)


# --- texts without gold


def read_unlabelled(folder: Path = UNLABELLED) -> list[Row]:
    """The texts of all folders as rows without quotes."""
    return [
        {"id": f"{path.parent.name}/{path.stem}", "text": path.read_text("utf-8").strip(), "quotes": []}
        for path in sorted(folder.glob("*/*.txt"))
    ]


def with_contents(network: Network, article: Article) -> Article:
    """The article with what the network finds in place of gold."""
    tagger = torch_tagger(network, sees_parse=True, sees_hints=True)
    found = [c for c in tagger.tag_pieces(article.paragraphs) if c.confidence >= _LEAST_CONFIDENCE]
    links: dict[Bounds, tuple[Bounds | None, Bounds | None]] = {_bounds(c): (c.source, c.cue) for c in found}
    sources = {source for source, _ in links.values() if source}
    cues = {cue for _, cue in links.values() if cue}
    spans = (tuple(sorted(links)), tuple(sorted(sources)), tuple(sorted(cues)))
    return replace(article, spans=spans, links=links)


def _bounds(content: TaggedContent) -> Bounds:
    return content.start, content.end


@dataclass(frozen=True)
class Lessons:
    """What a student is given: soft labels by the id of an article, and articles that have no gold."""

    soft: dict[str, Soft]
    articles: list[Article]

    def of(self, article: Article, example: Example, share: float) -> Example:
        """The example with what the teacher says of it: with gold a share, without gold alone."""
        soft = self.soft.get(article.id)
        if soft is None:
            return example
        ungiven = article.id in self._ungiven
        return replace(example, told=example.told.mixed(soft.of(example.window), 1.0 if ungiven else share))

    @cached_property
    def _ungiven(self) -> frozenset[str]:
        return frozenset(article.id for article in self.articles)


def teach(teacher: Path, gold: Path, cache: Path, out: Path) -> None:
    """Write what the teacher says of PolNeAR's training articles, of our texts and of those without gold."""
    network = TeacherNetwork()
    network.load_state_dict(torch.load(teacher))
    network.eval()
    known = prepare(split(read_rows(gold))["train"], cache, "train")
    known += prepare(read_folder(held_out=False), cache, "ours")
    unlabelled = prepare(read_unlabelled(), cache, "unlabelled")
    soft = soft_labels(network, known + unlabelled)
    lessons = Lessons(soft, [with_contents(network, article) for article in unlabelled])
    out.write_bytes(pickle.dumps(lessons))
