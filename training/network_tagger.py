"""A network in training as a tagger, and its parameters as the package ships them."""

from __future__ import annotations

from typing import Any

import torch

from detente.extract.tagger import Parameters, Tagger
from detente.extract.tagger.linking import Floats
from detente.extract.tagger.windows import Batch
from training.data import load_tokenizer
from training.model import Head, TaggerNetwork

_UNFITTED = [0.5, 0.2, 0.4, 0.0, 0.0, -0.5]  # weights of the evidence before they are fitted


def head_parameters(head: Head, *, sees_parse: bool = True, sees_hints: bool = True) -> dict[str, Any]:
    """The parameters of a head that decoding needs, as plain lists, and what the network sees."""
    transitions, first = (part.detach().tolist() for part in head.chain())
    return {
        "transitions": transitions, "first": first, "distance": head.distance.detach().tolist(),
        "apart": head.apart.detach().tolist(), "nobody": head.nobody.detach().tolist(),
        "shift": {"nobody": 0.0}, "confidence": _UNFITTED, "sees": {"parse": sees_parse, "hints": sees_hints},
    }  # fmt: skip


def torch_tagger(network: TaggerNetwork, *, sees_parse: bool, sees_hints: bool) -> Tagger:
    """A tagger on the network as it is."""

    def encode(batch: Batch) -> tuple[Floats, Floats]:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            scores, vectors = network.read(batch)
        return scores.float().numpy(), vectors.float().numpy()

    parameters = head_parameters(network.head, sees_parse=sees_parse, sees_hints=sees_hints)
    return Tagger(load_tokenizer(), encode, Parameters.from_dict(parameters))
