"""Weights -> what the package ships: model.int8.onnx, tokenizer.json, params.json.

    python -m training.export --weights tagger.*.pt --gold dev.jsonl --scorer score.py --out FOLDER

What decoding adds is fitted with the quantised network (see `training.fit`), so that it corrects for what
quantising changes.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from torch import Tensor, nn

from detente.extract.tagger.features import FEATURE_SIZES
from training.data import pretrained_folder
from training.fit import fit
from training.model import HEADS, HIDDEN, TaggerNetwork
from training.network_tagger import head_parameters


class FusedAttention(torch.autograd.Function):
    """Stands for onnxruntime's MultiHeadAttention while the network is traced; computes nothing."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return q + k + v

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any) -> Any:
        mixed = graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=HEADS)
        mixed.setType(q.type())
        return mixed


def fused_attention(qkv: Tensor, mask: Tensor) -> Tensor:
    """Attention over a whole window; without a mask, so that windows must not be padded."""
    mixed: Tensor = FusedAttention.apply(*qkv.split(HIDDEN, dim=-1))  # type: ignore[no-untyped-call]
    return mixed


def chosen_alone(x: Tensor, places: Tensor) -> Tensor:
    """The vectors at the places of the only window."""
    return x[:, places[0]]


class Exported(nn.Module):
    """The network for one window at a time, nothing of which is padded."""

    def __init__(self, network: TaggerNetwork) -> None:
        super().__init__()
        self.network = network
        network.choose = chosen_alone
        for layer in network.stack():
            layer.attend = fused_attention

    def forward(
        self, ids: Tensor, features: Tensor, positions: Tensor, heads: Tensor
    ) -> tuple[Tensor, Tensor]:
        scores, vectors = self.network(
            ids, features, positions, heads, torch.ones_like(ids), torch.ones_like(positions)
        )
        return scores, vectors


def load_network(paths: Sequence[Path]) -> TaggerNetwork:
    """The network with the mean of the weights of several epochs, which quantising harms least."""
    states = [torch.load(path, map_location="cpu") for path in paths]
    layers = len({name.split(".")[1] for name in states[0] if name.startswith("layers.")})
    whole = not any(name.startswith("governors.") for name in states[0])
    network = TaggerNetwork(layers=layers, inner=len(states[0]["layers.0.up.bias"]), whole=whole)
    network.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return network.eval()


def folded(network: TaggerNetwork) -> TaggerNetwork:
    """The same for a network that sees no parse and no hints: what it adds for not seeing them is part of the
    positions, and is not looked up for each piece."""
    blind, always = copy.deepcopy(network), network.tables()[1:]
    with torch.no_grad():
        blind.position.weight += sum((table.weight[0] for table in always), torch.zeros(HIDDEN))
    blind.features = blind.features[:1]
    return blind


def to_onnx(network: TaggerNetwork, path: Path) -> None:
    """Write the network as ONNX, for one window of any length."""
    pieces, words = torch.randint(5, 2000, (1, 17)), torch.arange(11)[None]
    features = torch.zeros(1, 17, len(FEATURE_SIZES), dtype=torch.long)
    lengths = {"ids": "pieces", "features": "pieces"} | dict.fromkeys(
        ("positions", "heads", "scores", "vectors"), "words"
    )
    torch.onnx.export(
        Exported(copy.deepcopy(network)), (pieces, features, words, words), str(path), dynamo=False,
        opset_version=17, input_names=["ids", "features", "positions", "heads"],
        output_names=["scores", "vectors"],
        dynamic_axes={name: {1: length} for name, length in lengths.items()},
    )  # fmt: skip


def quantise(source: Path, target: Path) -> None:
    """Weights of products and of embeddings to 8 bits, a scale for each output."""
    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)


def export(
    weights: Sequence[Path], gold: Path, scorer: Path, cache: Path, out: Path, *, blind: bool = False
) -> None:
    """Write the model of one setting; a `blind` network was trained without parse and hints."""
    network = load_network(weights)
    out.mkdir(parents=True, exist_ok=True)
    full, small = out / "model.onnx", out / "model.int8.onnx"
    to_onnx(folded(network) if blind else network, full)
    quantise(full, small)
    parameters = head_parameters(network.head, sees_parse=not blind, sees_hints=not blind)
    (out / "params.json").write_text(json.dumps(parameters), "utf-8")
    (out.parent / "tokenizer.json").write_bytes((pretrained_folder() / "tokenizer.json").read_bytes())
    fit(out, gold, scorer, cache)
    print({path.name: round(path.stat().st_size / 1e6, 2) for path in out.iterdir()}, "MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", type=Path, required=True, nargs="+", help="several are averaged")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".training-cache"))
    parser.add_argument("--out", type=Path, required=True, help="folder, named as the setting")
    parser.add_argument("--blind", action="store_true", help="the network was trained without the parse")
    export(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
