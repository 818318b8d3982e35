"""Weights -> what the package ships: model.int8.onnx, tokenizer.json, params.json.

    python -m training.export --weights tagger.*.pt --gold dev.jsonl --scorer score.py --out FOLDER

What decoding adds (how much beginning a content and nobody weigh, the weights of the confidence) is fitted
on the dev articles, with the quantised network, so that it corrects for what quantising changes.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from torch import Tensor, nn

from detente.extract.tagged import TaggedContent
from detente.extract.tagger import Encoder, Parameters, Tagger, onnx_encoder
from detente.extract.tagger.features import FEATURE_SIZES
from detente.extract.tagger.linking import Floats
from detente.extract.tagger.windows import Batch
from training.data import Article, Row, load_tokenizer, prepare, pretrained_folder, read_rows, split
from training.evaluate import as_prediction, characters_inside, head_parameters, load_scorer, predict, score
from training.model import HEADS, HIDDEN, TaggerNetwork

_BEGIN = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0)
_NOBODY = (-2.0, -1.0, 0.0, 0.5, 1.0)


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
    network = TaggerNetwork(
        layers=len({name.split(".")[1] for name in states[0] if name.startswith("layers.")})
    )
    network.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return network.eval()


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


# --- fitting on held-out articles


def remembering(encoder: Encoder) -> Encoder:
    """The encoder, run once for each input: what is fitted only changes what is made of its outputs."""
    outputs: dict[bytes, tuple[Floats, Floats]] = {}

    def encode(batch: Batch) -> tuple[Floats, Floats]:
        key = batch.ids.tobytes() + batch.features.tobytes()
        if key not in outputs:
            outputs[key] = encoder(batch)
        return outputs[key]

    return encode


@dataclass(frozen=True, slots=True)
class Fitting:
    """The held-out articles, and the encoder and parameters to fit."""

    articles: list[Article]
    rows: list[Row]
    scorer: ModuleType
    encoder: Encoder
    parameters: dict[str, Any]

    def tagger(self) -> Tagger:
        return Tagger(load_tokenizer(), self.encoder, Parameters.from_dict(self.parameters))

    def end_to_end(self) -> float:
        return float(
            score(self.scorer, self.rows, predict(self.tagger(), self.articles, self.rows))["all"][3]
        )


def fit_shift(fitting: Fitting) -> None:
    """Choose the shifts with the best end-to-end F1, one after the other."""
    shift = fitting.parameters["shift"]
    for name, grid in (("begin", _BEGIN), ("nobody", _NOBODY)):
        results = []
        for value in grid:
            shift[name] = value
            results.append((fitting.end_to_end(), -abs(value), value))
        shift[name] = max(results)[2]
        print(name, [(value, result) for result, _, value in results], "->", shift[name])


def fit_confidence(fitting: Fitting) -> None:
    """Logistic regression of being right, in bounds and source, on the evidence."""
    evidence, right = [], []
    tagger = fitting.tagger()
    for article, row in zip(fitting.articles, fitting.rows, strict=True):
        contents = tagger.tag_pieces(article.paragraphs)
        evidence += [content.evidence for content in contents]
        right += judged(fitting.scorer, row, contents, characters_inside(article, len(row["text"])))
    weights = logistic(np.array(evidence), np.array(right, float))
    fitting.parameters["confidence"] = [round(float(weight), 4) for weight in weights]


def judged(scorer: ModuleType, row: Row, contents: list[TaggedContent], inside: Floats) -> list[bool]:
    """For each content whether it is right end to end."""
    text = row["text"]
    gold = [scorer.trimmed(text, q["start"], q["end"]) for q in row["quotes"]]
    predicted = [as_prediction(content, text, inside) for content in contents]
    spans = [scorer.trimmed(text, p["start"], p["end"]) for p in predicted]
    right = [False] * len(contents)
    for g, p in scorer.match(gold, spans, 0.8):
        speaker, own = row["quotes"][g].get("speaker"), predicted[p]["speaker"]
        right[p] = scorer.same_speaker(speaker, own)[0] if speaker else own is None
    return right


def logistic(evidence: Floats, right: Floats, rounds: int = 30, ridge: float = 1.0) -> Floats:
    """Weights of the columns and of a constant, by Newton's method with a small ridge."""
    columns = np.column_stack([evidence, np.ones(len(evidence))])
    weights = np.zeros(columns.shape[1])
    penalty = ridge * np.eye(len(weights))
    penalty[-1, -1] = 0
    for _ in range(rounds):
        share = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (right - share) - penalty @ weights
        weights += np.linalg.solve((columns * (share * (1 - share))[:, None]).T @ columns + penalty, slope)
    return np.asarray(weights)


def export(
    weights: Sequence[Path], gold: Path, scorer: Path, cache: Path, out: Path, *, blind: bool = False
) -> None:
    """Write the model of one setting; a `blind` network was trained without parse and hints."""
    network = load_network(weights)
    out.mkdir(parents=True, exist_ok=True)
    full, small = out / "model.onnx", out / "model.int8.onnx"
    to_onnx(network, full)
    quantise(full, small)
    rows = split(read_rows(gold))["dev"]
    fitting = Fitting(
        prepare(rows, cache, "dev"),
        rows,
        load_scorer(scorer),
        remembering(onnx_encoder(small, 2)),
        head_parameters(network.head, sees_parse=not blind, sees_hints=not blind),
    )
    fit_shift(fitting)
    fit_confidence(fitting)
    (out / "params.json").write_text(json.dumps(fitting.parameters), "utf-8")
    (out.parent / "tokenizer.json").write_bytes((pretrained_folder() / "tokenizer.json").read_bytes())
    print("dev", json.dumps(score(fitting.scorer, rows, predict(fitting.tagger(), fitting.articles, rows))))
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
