"""Fit what decoding adds to a network, without training: params.json of a model that is there already.

    python -m training.fit --model src/detente/extract/tagger/data/learned --gold dev.jsonl --scorer score.py

How much nobody weighs and the weights of the confidence are fitted on the dev articles. Needs no torch.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from detente.extract.tagged import TaggedContent
from detente.extract.tagger import Encoder, Parameters, Tagger, onnx_encoder
from detente.extract.tagger.linking import Floats
from detente.extract.tagger.windows import Batch
from training.data import Article, Row, load_tokenizer, prepare, read_rows, split
from training.evaluate import as_prediction, characters_inside, load_scorer, predict, score

_NOBODY = (-1.0, -0.5, 0.0, 0.5, 1.0)


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
    tokenizer: Tokenizer
    encoder: Encoder
    parameters: dict[str, Any]

    def tagger(self) -> Tagger:
        return Tagger(self.tokenizer, self.encoder, Parameters.from_dict(self.parameters))

    def end_to_end(self) -> float:
        return float(
            score(self.scorer, self.rows, predict(self.tagger(), self.articles, self.rows))["all"][3]
        )


def fit_nobody(fitting: Fitting) -> None:
    """Choose the weight of nobody with the best end-to-end F1."""
    shift, results = fitting.parameters["shift"], []
    for value in _NOBODY:
        shift["nobody"] = value
        fit_confidence(fitting)
        results.append((fitting.end_to_end(), -abs(value), value))
    print("nobody", [(value, result) for result, _, value in results])
    shift["nobody"] = max(results)[2]


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


def fit(model: Path, gold: Path, scorer: Path, cache: Path) -> None:
    """Write params.json of the model in a folder again."""
    rows, path = split(read_rows(gold))["dev"], model / "params.json"
    fitting = Fitting(
        prepare(rows, cache, "dev"),
        rows,
        load_scorer(scorer),
        load_tokenizer(),
        remembering(onnx_encoder(model / "model.int8.onnx", 2)),
        json.loads(path.read_text("utf-8")),
    )
    fit_nobody(fitting)
    fit_confidence(fitting)
    path.write_text(json.dumps(fitting.parameters), "utf-8")
    print("dev", json.dumps(score(fitting.scorer, rows, predict(fitting.tagger(), fitting.articles, rows))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True, help="folder of the setting")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".training-cache"))
    fit(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
