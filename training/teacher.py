"""A larger network that the shipped ones learn from: MPNet with the same head, in training only.

Its first layers are frozen and see word pieces; behind them only the first piece of each word goes on, takes
in the features and what the word that governs it holds.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn

from detente.extract.tagger.features import CLASSIFICATION, FEATURE_SIZES, SEPARATOR
from detente.extract.tagger.windows import Batch
from training.hidden import MASK
from training.model import FORBIDDEN, Governor, Head, Layer, PooledDropout, chosen, copy_layer, copy_part

HIDDEN, HEADS, LAYERS, INNER, VOCABULARY, POSITIONS = 768, 12, 12, 3072, 30527, 514
FROZEN = 4  # layers
GOVERNED = (4, 8)
_BUCKETS, _FARTHEST = 32, 128
_SHIFT, _FIRST_POSITION = 4, 2  # its word pieces are BERT's, behind four of its own
_NAMES = (
    *(f"attention.attn.{name}" for name in "qkvo"),
    "attention.LayerNorm",
)  # in a layer, as `copy_layer`
_OWN = {CLASSIFICATION: 0, SEPARATOR: 2, MASK: 30526}


def pieces_of_mpnet(ids: Tensor) -> Tensor:
    """BERT's numbers of word pieces -> MPNet's."""
    own = ids + _SHIFT
    for theirs, ours in _OWN.items():
        own = torch.where(ids == theirs, torch.full_like(own, ours), own)
    return own


def distance_bucket(apart: Tensor) -> Tensor:
    """The bucket of how far a key stands behind a query, in pieces, as in T5 and MPNet."""
    half = _BUCKETS // 2
    near = half // 2
    far = near + (
        torch.log(apart.abs().clamp(min=1).float() / near) / math.log(_FARTHEST / near) * (half - near)
    ).long().clamp(max=half - near - 1)
    return torch.where(apart > 0, half, 0) + torch.where(apart.abs() < near, apart.abs(), far)


class TeacherNetwork(nn.Module):
    """Batches -> scores of labels and link vectors of their words, as `TaggerNetwork`."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.apart = nn.Embedding(_BUCKETS, HEADS)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-5), PooledDropout(dropout)
        self.layers = nn.ModuleList(Layer(self.dropout, HIDDEN, INNER, 1e-5) for _ in range(LAYERS))
        self.features = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in FEATURE_SIZES)
        self.governors = nn.ModuleList(Governor(HIDDEN) for _ in GOVERNED)
        self.head = Head(HIDDEN)

    def read(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores and vectors of the words of a batch of numpy arrays."""
        names = ("ids", "features", "positions", "heads", "mask", "present")
        scores, vectors = self(*(torch.from_numpy(getattr(batch, name)) for name in names))
        return scores, vectors

    def forward(
        self, ids: Tensor, features: Tensor, positions: Tensor, heads: Tensor, mask: Tensor, present: Tensor
    ) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            x = self._pieces(ids, mask)
        x = chosen(x, positions)
        for number, table in enumerate(self.features):
            x = x + table(chosen(features, positions)[..., number])
        bias, governors = self._bias(positions, present), iter(self.governors)
        for number in range(FROZEN, LAYERS):
            if number in GOVERNED:
                x = next(governors)(x, chosen(x, heads))
            x = self.layers[number](x, bias)
        scores, vectors = self.head(x)
        return scores, vectors

    def _pieces(self, ids: Tensor, mask: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1])
        x = self.word(pieces_of_mpnet(ids)) + self.position.weight[places + _FIRST_POSITION]
        x, bias = self.norm(x), self._bias(places[None], mask)
        for layer in self.layers[:FROZEN]:
            x = layer(x, bias)
        return x

    def _bias(self, places: Tensor, present: Tensor) -> Tensor:
        """What is added to the scores of attention, windows x heads x words x words."""
        apart = self.apart(distance_bucket(places[:, None, :] - places[:, :, None])).permute(0, 3, 1, 2)
        hidden = (1.0 - present.to(apart.dtype)) * FORBIDDEN
        return (apart + hidden[:, None, None, :]).detach()

    def load_pretrained(self, folder: Path) -> None:
        """Take MPNet's weights from `folder/model.safetensors`; the first layers are frozen."""
        from safetensors.torch import load_file

        loaded = load_file(folder / "model.safetensors")
        weights = {name.removeprefix("mpnet."): value.float() for name, value in loaded.items()}
        with torch.no_grad():
            for table in self.features:
                nn.init.normal_(table.weight, std=0.01)
            self.word.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(weights["embeddings.position_embeddings.weight"])
            self.apart.weight.copy_(weights["encoder.relative_attention_bias.weight"])
            copy_part(self.norm, weights, "embeddings.LayerNorm")
            for number, layer in enumerate(self.layers):
                copy_layer(layer, weights, f"encoder.layer.{number}.", _NAMES)
        for part in (self.word, self.position, self.apart, self.norm, *self.layers[:FROZEN]):
            part.requires_grad_(False)
