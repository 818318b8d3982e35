"""The network: MiniLM with extra input embeddings, a chain over labels, and a head that links spans.

The first layers see word pieces; behind them only the first piece of each word goes on, which saves a quarter
of the work, and takes in what the word that governs it holds. A network of whole words sees the sum of the
pieces of each word from the start, and no parse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.extract.tagger.decode import LABELS, allowed
from detente.extract.tagger.features import FEATURE_SIZES
from detente.extract.tagger.linking import (
    DISTANCES,
    PARAGRAPHS_APART,
    WIDTH,
    Words,
    distance_buckets,
    paragraphs_apart,
)
from detente.extract.tagger.windows import Batch
from training.data import Example

HIDDEN, HEADS, LAYERS, INNER, VOCABULARY, POSITIONS = 384, 12, 6, 1536, 30522, 512
GOVERNED = (2, 4)  # layers behind which a word takes in its governing word; the first joins the pieces
FORBIDDEN = -1e4


class PooledDropout(nn.Module):
    """Dropout whose random numbers are drawn once: each use takes a stretch of one pool from a random place.

    On a CPU drawing them anew takes a fifth of a step.
    """

    def __init__(self, share: float, pool: int = 1 << 22) -> None:
        super().__init__()
        self.share = share
        kept = (torch.rand(pool) >= share).to(torch.bfloat16) / (1 - share)
        self.register_buffer("pool", kept, persistent=False)
        self.pool: Tensor

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        at = int(torch.randint(len(self.pool) - x.numel(), ()))
        return x * self.pool[at : at + x.numel()].view(x.shape).to(x.dtype)


def attention(qkv: Tensor, mask: Tensor) -> Tensor:
    """Queries, keys and values side by side -> what each piece takes from the others, windows x pieces x
    hidden; `mask` is added to the scores. Written out: on a CPU faster in bfloat16 than the fused kernel."""
    batch, length, _ = qkv.shape
    heads = qkv.view(batch, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
    q, k, v = heads.unbind(0)
    scores = q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2) + mask.to(q.dtype)
    mixed = torch.softmax(scores, -1).to(q.dtype) @ v
    return mixed.transpose(1, 2).reshape(batch, length, -1)


class Layer(nn.Module):
    """A transformer layer as in BERT; the residual stream stays in float32 whatever the products run in."""

    def __init__(
        self, dropout: PooledDropout, hidden: int = HIDDEN, inner: int = INNER, eps: float = 1e-12
    ) -> None:
        super().__init__()
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden, eps=eps), nn.LayerNorm(hidden, eps=eps)
        self.dropout = dropout
        self.attend = attention  # export puts the runtime's own operator here

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.norm1(x + self.dropout(self.out(self.attend(self.qkv(x), mask))))
        result: Tensor = self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))
        return result


def chosen(x: Tensor, places: Tensor) -> Tensor:
    """The vectors of each window at its `places`, windows x words x hidden."""
    return torch.gather(x, 1, places[..., None].expand(-1, -1, x.shape[-1]))


Choose = Callable[[Tensor, Tensor], Tensor]


def summed(x: Tensor, positions: Tensor, mask: Tensor, choose: Choose = chosen) -> Tensor:
    """The sum of the vectors of the pieces of each word, windows x words x hidden."""
    total = torch.cumsum(x, 1)
    following = torch.cat([positions[:, 1:], torch.zeros_like(positions[:, :1])], 1)
    closing = mask.sum(1, keepdim=True).to(positions.dtype) - 1  # the piece that ends the window
    last = torch.where(following == 0, closing, following) - 1
    return choose(total, last) - choose(total, (positions - 1).clamp(min=0))


class Governor(nn.Module):
    """Adds to each word what its governing word holds; nothing before it is trained."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.take = nn.Linear(hidden, hidden)
        nn.init.zeros_(self.take.weight)
        nn.init.zeros_(self.take.bias)

    def forward(self, x: Tensor, governing: Tensor) -> Tensor:
        added: Tensor = self.take(governing)
        return x + added


class Head(nn.Module):
    """Scores of labels, and the eight vectors by which contents find sources and cues."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.emit, self.link = nn.Linear(hidden, LABELS), nn.Linear(hidden, 8 * WIDTH)
        self.transitions, self.first = (
            nn.Parameter(torch.zeros(LABELS, LABELS)),
            nn.Parameter(torch.zeros(LABELS)),
        )
        self.distance = nn.Parameter(torch.zeros(2, DISTANCES))
        self.apart = nn.Parameter(torch.zeros(2, PARAGRAPHS_APART))
        self.nobody = nn.Parameter(torch.zeros(2))
        follows, begins = allowed()
        self.register_buffer("forbidden", torch.tensor(np.where(follows, 0, FORBIDDEN), dtype=torch.float32))
        self.register_buffer(
            "forbidden_first", torch.tensor(np.where(begins, 0, FORBIDDEN), dtype=torch.float32)
        )
        self.forbidden: Tensor
        self.forbidden_first: Tensor

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.emit(x), self.link(x)

    def chain(self) -> tuple[Tensor, Tensor]:
        return self.transitions + self.forbidden, self.first + self.forbidden_first


class TaggerNetwork(nn.Module):
    """Batches -> scores of labels and link vectors of their words. With fewer `layers` and `inner` units, and
    on `whole` words, it is faster."""

    def __init__(
        self, dropout: float = 0.1, layers: int = LAYERS, inner: int = INNER, *, whole: bool = False
    ) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.features = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in FEATURE_SIZES)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), PooledDropout(dropout)
        self.layers = nn.ModuleList(Layer(self.dropout, inner=inner) for _ in range(layers))
        self.whole = whole
        self.joined = min(GOVERNED[0], layers - 1)  # behind this layer pieces become words
        governed = () if whole else (self.joined, *(at for at in GOVERNED[1:] if at < layers))
        self.governed: tuple[int, ...] = governed
        self.governors = nn.ModuleList(Governor() for _ in self.governed)
        self.head = Head()
        self.choose: Choose = chosen  # export puts a cheaper operator here

    def forward(
        self, ids: Tensor, features: Tensor, positions: Tensor, heads: Tensor, mask: Tensor, present: Tensor
    ) -> tuple[Tensor, Tensor]:
        if self.whole:
            x = summed(self.word(ids), positions, mask, self.choose) + self.position(positions)
            features, mask = self.choose(features, positions), present
        else:
            x = self.word(ids) + self.position.weight[: ids.shape[1]]
        for number, table in enumerate(self.features):
            x = x + table(features[..., number])
        x = self.dropout(self.norm(x))
        bias, governors = _bias(mask, x.dtype), iter(self.governors)
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, bias)
            if number == self.joined and not self.whole:
                x, bias = self.choose(x, positions), _bias(present, x.dtype)
            if number in self.governed:
                x = next(governors)(x, self.choose(x, heads))
        scores, vectors = self.head(x)
        return scores, vectors

    def read(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """`forward` of a batch of numpy arrays."""
        names = ("ids", "features", "positions", "heads", "mask", "present")
        scores, vectors = self(*(torch.from_numpy(getattr(batch, name)) for name in names))
        return scores, vectors

    def tables(self) -> list[nn.Embedding]:
        """The embeddings of the features, in their order."""
        return [table for table in self.features if isinstance(table, nn.Embedding)]

    def stack(self) -> list[Layer]:
        """The layers from the first to the last."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def load_pretrained(self, folder: Path) -> None:
        """Take the weights of MiniLM from `folder/model.safetensors`."""
        for table in self.tables():
            nn.init.normal_(table.weight, std=0.01)
        load_layers(folder, self.word, self.position, self.norm, self.stack())


def load_layers(
    folder: Path, word: nn.Embedding, position: nn.Embedding, norm: nn.LayerNorm, layers: Sequence[Layer]
) -> None:
    """Take MiniLM's embeddings and first layers from `folder/model.safetensors`; words stay frozen."""
    from safetensors.torch import load_file

    loaded = load_file(folder / "model.safetensors")
    weights = {name.removeprefix("bert."): value.float() for name, value in loaded.items()}
    embeddings = "embeddings."
    with torch.no_grad():
        word.weight.copy_(weights[embeddings + "word_embeddings.weight"])
        word.weight.requires_grad_(False)
        kind = weights[embeddings + "token_type_embeddings.weight"][0]
        position.weight.copy_(weights[embeddings + "position_embeddings.weight"] + kind)
        copy_part(norm, weights, embeddings + "LayerNorm")
        for number, layer in enumerate(layers):
            copy_layer(layer, weights, f"encoder.layer.{number}.", _BERT)


def _bias(mask: Tensor, dtype: torch.dtype) -> Tensor:
    return ((1.0 - mask.to(dtype)) * FORBIDDEN)[:, None, None, :]


def copy_part(module: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[name + ".weight"])
    module.bias.copy_(weights[name + ".bias"])


# Names in a layer: queries, keys, values, what joins them, and the norm behind it.
_BERT = (
    *(f"attention.self.{name}" for name in ("query", "key", "value")),
    "attention.output.dense",
    "attention.output.LayerNorm",
)


def copy_layer(layer: Layer, weights: dict[str, Tensor], base: str, names: Sequence[str]) -> None:
    """Take the weights of a pretrained layer, in which `names` are as those of BERT."""
    *three, out, norm = (base + name for name in names)
    for part in ("weight", "bias"):
        getattr(layer.qkv, part).copy_(torch.cat([weights[f"{name}.{part}"] for name in three]))
    copy_part(layer.out, weights, out)
    copy_part(layer.norm1, weights, norm)
    copy_part(layer.up, weights, base + "intermediate.dense")
    copy_part(layer.down, weights, base + "output.dense")
    copy_part(layer.norm2, weights, base + "output.LayerNorm")


def thinned(network: TaggerNetwork, inner: int) -> TaggerNetwork:
    """The same with the `inner` units of each layer whose weights are the largest."""
    weights = network.state_dict()
    for number, layer in enumerate(network.stack()):
        name = f"layers.{number}"
        units = (
            (layer.up.weight.norm(dim=1) * layer.down.weight.norm(dim=0)).topk(inner).indices.sort().values
        )
        weights[f"{name}.up.weight"], weights[f"{name}.up.bias"] = (
            layer.up.weight[units],
            layer.up.bias[units],
        )
        weights[f"{name}.down.weight"] = layer.down.weight[:, units]
    thin = TaggerNetwork(network.dropout.share, len(network.layers), inner, whole=network.whole)
    thin.load_state_dict(weights)
    thin.word.weight.requires_grad_(False)
    return thin


# --- losses


def chain_loss(scores: Tensor, head: Head, batch: Sequence[Example]) -> Tensor:
    """The cross entropy of all sequences of labels with what is told of them, a word; `scores` are words of
    the batch x 7. Where the labels are certain it is their negative log likelihood."""
    longest = scores.shape[1]
    told = torch.zeros(len(batch), longest, LABELS)
    present = torch.zeros(len(batch), longest)
    moves = torch.zeros(LABELS, LABELS)
    for row, example in enumerate(batch):
        told[row, : len(example.labels)] = torch.from_numpy(example.told.labels)
        present[row, : len(example.labels)] = 1
        moves += torch.from_numpy(example.told.moves)
    emitted = scores.float()
    transitions, first = head.chain()
    expected = (emitted * told).sum() + (told[:, 0] * first).sum() + (moves * transitions).sum()
    return (log_partition(emitted, present, transitions, first).sum() - expected) / present.sum()


def log_partition(emitted: Tensor, present: Tensor, transitions: Tensor, first: Tensor) -> Tensor:
    """log of the sum over all paths; steps are matrices, multiplied in pairs, so that few steps are deep."""
    identity = torch.full((LABELS, LABELS), FORBIDDEN).fill_diagonal_(0)
    steps = transitions + emitted[:, 1:, None, :]
    steps = torch.where(present[:, 1:, None, None] > 0, steps, identity)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, identity.expand(len(steps), 1, -1, -1)], 1)
        steps = torch.logsumexp(steps[:, ::2, :, :, None] + steps[:, 1::2, None, :, :], 3)
    start = first + emitted[:, 0]
    if steps.shape[1] == 0:
        return torch.logsumexp(start, 1)
    return torch.logsumexp(start[:, :, None] + steps[:, 0], (1, 2))


def link_loss(vectors: Tensor, head: Head, batch: Sequence[Example]) -> Tensor:
    """The mean cross entropy of the source and the cue of each content."""
    losses, pairs = [], 0
    for row, example in enumerate(batch):
        if not example.contents:
            continue
        words = vectors[row].float()
        sides = ((example.sources, example.source_of), (example.cues, example.cue_of))
        for side, (candidates, gold) in enumerate(sides):
            scores = _link_scores(words, head, example, candidates, side)
            losses.append(functional.cross_entropy(scores, torch.tensor(gold), reduction="sum"))
            pairs += len(gold)
    return torch.stack(losses).sum() / pairs if losses else vectors.sum() * 0


def _link_scores(
    words: Tensor, head: Head, example: Example, candidates: Sequence[Words], side: int
) -> Tensor:
    contents = example.contents
    nobody = head.nobody[side].expand(len(contents), 1)
    if not candidates:
        return nobody
    queries, keys = _ends(words, contents, 4 * side), _ends(words, candidates, 4 * side + 2)
    buckets = torch.from_numpy(distance_buckets(contents, candidates))
    apart = torch.from_numpy(paragraphs_apart(example.window.paragraphs, contents, candidates))
    scores = queries @ keys.T / WIDTH**0.5 + head.distance[side][buckets] + head.apart[side][apart]
    return torch.cat([scores, nobody], 1)


def _ends(words: Tensor, spans: Sequence[Words], at: int) -> Tensor:
    first = words[[span[0] for span in spans], at * WIDTH : (at + 1) * WIDTH]
    return first + words[[span[1] for span in spans], (at + 1) * WIDTH : (at + 2) * WIDTH]
