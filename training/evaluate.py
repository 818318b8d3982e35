"""Scores of a tagger on gold articles, with the scorer of the benchmark."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

from detente.extract.tagged import TaggedContent
from detente.extract.tagger import Tagger
from detente.extract.tagger.linking import Floats
from training.data import Article, Row

LEAST_CONFIDENCE = 0.35  # half of the F1 that is reached is the best threshold for it
VIEWS: dict[str, set[str]] = {"all": set(), "direct": {"direct"}, "indirect": {"indirect", "mixed"}}


def load_scorer(path: Path) -> ModuleType:
    """The module of the scorer `score.py`."""
    spec = importlib.util.spec_from_file_location("quote_score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_prediction(content: TaggedContent, text: str, inside: Floats) -> Row:
    """A content in the format of the scorer; `inside` counts the characters inside marks up to each one."""
    source = content.source
    share = (inside[content.end] - inside[content.start]) / max(1, content.end - content.start)
    kind = "direct" if share >= 0.9 else "indirect" if share <= 0.02 else "mixed"
    speaker = {"start": source[0], "end": source[1], "text": text[source[0] : source[1]]} if source else None
    return {
        "start": content.start, "end": content.end, "text": text[content.start : content.end],
        "kind": kind, "speaker": speaker,
    }  # fmt: skip


def characters_inside(article: Article, length: int) -> Floats:
    """For each character the number of characters inside outer quotation marks before it."""
    inside = np.zeros(length + 1, np.float32)
    for pieces in article.paragraphs:
        quoted = pieces.features[pieces.first, 0] >= 3
        for start, end in zip(pieces.starts[quoted], pieces.ends[quoted], strict=True):
            inside[start : end + 1] = 1
    return np.concatenate([[0], np.cumsum(inside)]).astype(np.float32)


def predict(tagger: Tagger, articles: Sequence[Article], rows: Sequence[Row]) -> list[list[Row]]:
    """The predictions of each article."""
    predictions = []
    for article, row in zip(articles, rows, strict=True):
        inside = characters_inside(article, len(row["text"]))
        contents = [c for c in tagger.tag_pieces(article.paragraphs) if c.confidence >= LEAST_CONFIDENCE]
        predictions.append([as_prediction(content, row["text"], inside) for content in contents])
    return predictions


def score(
    scorer: ModuleType, rows: Sequence[Row], predictions: Sequence[list[Row]]
) -> dict[str, list[float]]:
    """By view: exact F1, F1 at 0.8, share of speakers right, end-to-end F1, precision and recall at 0.8."""
    result: dict[str, list[float]] = {}
    for view, kinds in VIEWS.items():
        total: dict[str, int] = {}
        for row, predicted in zip(rows, predictions, strict=True):
            counts = scorer.score_doc(row, predicted, kinds, 0.8, 0)[0]
            total = scorer.add(counts, total) if total else counts
        r = scorer.ratios(total)
        numbers = (r["exact"][2], r["soft"][2], r["speaker"] or 0, r["e2e"][2], r["soft"][0], r["soft"][1])
        result[view] = [round(100.0 * float(number), 1) for number in numbers]
    return result
