"""Score the shipped tagger alone on PolNeAR articles that it never saw, and measure its speed.

    python bench/attribution_model.py [--model FOLDER] [--part test] [--shared ../shared] [--out PRED.jsonl]

The parts are those of training/data.py, fixed by the hash of an article's id: "test" (one in six) was
neither trained on nor looked at, "dev" stopped the training and fitted thresholds and confidence.
Reported by kind: F1 of exact spans, F1 at overlap 0.8, share of speakers right, end-to-end F1; then how
often contents of each confidence are right, and words a second of CPU time for the tagger alone.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from detente.extract.tagged import TaggedContent
from detente.extract.tagger import Tagger
from detente.marks import pair_marks
from detente.model import Document, Quotation
from detente.parse import Parser
from detente.read import read_paths
from detente.segment import segment

HERE = Path(__file__).resolve().parent
VIEWS: dict[str, set[str]] = {"all": set(), "direct": {"direct"}, "indirect": {"indirect", "mixed"}}
DEV_ARTICLES = 40
Row = dict[str, Any]


def hashed(identifier: str) -> int:
    return int(hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest(), 16)


def part_of(rows: Sequence[Row], part: str) -> list[Row]:
    """The articles of a part, as training/data.py splits them."""
    if part == "test":
        return [row for row in rows if hashed(row["id"]) % 6 == 0]
    dev = sorted((row for row in rows if hashed(row["id"]) % 6 == 3), key=lambda row: hashed(row["id"]))
    return dev[:DEV_ARTICLES] if part == "dev" else list(rows)


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("quote_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_row(content: TaggedContent, text: str, quotations: Sequence[Quotation]) -> Row:
    """A content in the scorer's format, its kind by the share of it that stands inside marks."""
    quoted = sum(
        max(0, min(q.end + 1, content.end) - max(q.start - 1, content.start))
        for q in quotations
        if not q.depth
    )
    share = quoted / max(1, content.end - content.start)
    kind = "direct" if share >= 0.9 else "indirect" if share <= 0.02 else "mixed"
    return {
        "start": content.start, "end": content.end, "text": text[content.start : content.end], "kind": kind,
        "speaker": span(text, content.source), "cue": span(text, content.cue),
        "confidence": content.confidence,
    }  # fmt: skip


def span(text: str, bounds: tuple[int, int] | None) -> Row | None:
    return {"start": bounds[0], "end": bounds[1], "text": text[bounds[0] : bounds[1]]} if bounds else None


class Run:
    """Tags articles one by one, and counts the CPU time that the tagger alone takes."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger, self._parser = tagger, Parser()
        self.seconds, self.words = 0.0, 0

    def predict(self, document: Document) -> list[Row]:
        segments = segment(document)
        quotations = pair_marks(document.text, segments)
        sentences = self._parser.parse(document.text, segments, quotations)
        before = process_time()
        contents = self._tagger.tag(document.text, quotations, sentences)
        self.seconds += process_time() - before
        self.words += len(document.text.split())
        return [as_row(content, document.text, quotations) for content in contents]


def scores(scorer: ModuleType, rows: Sequence[Row], predictions: Sequence[list[Row]]) -> Iterator[str]:
    yield f"{'':10}{'exact':>8}{'at 0.8':>8}{'P':>8}{'R':>8}{'speaker':>9}{'e2e':>8}"
    for view, kinds in VIEWS.items():
        total: dict[str, int] = {}
        for row, predicted in zip(rows, predictions, strict=True):
            counts = scorer.score_doc(row, predicted, kinds, 0.8, 0)[0]
            total = scorer.add(counts, total) if total else counts
        r = scorer.ratios(total)
        numbers = [r["exact"][2], r["soft"][2], r["soft"][0], r["soft"][1], r["speaker"] or 0, r["e2e"][2]]
        e, s, p, c, k, f = (100 * number for number in numbers)
        yield f"{view:10}{e:8.1f}{s:8.1f}{p:8.1f}{c:8.1f}{k:9.1f}{f:8.1f}"


def reliability(scorer: ModuleType, rows: Sequence[Row], predictions: Sequence[list[Row]]) -> Iterator[str]:
    """For each tenth of confidence: contents, mean confidence, share right end to end."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for row, predicted in zip(rows, predictions, strict=True):
        right = judged(scorer, row, predicted)
        for content, ok in zip(predicted, right, strict=True):
            bins[min(9, int(content["confidence"] * 10))].append((content["confidence"], ok))
    for low, members in enumerate(bins):
        if members:
            mean = sum(c for c, _ in members) / len(members)
            share = sum(ok for _, ok in members) / len(members)
            yield f"confidence {low / 10:.1f}: {len(members):5} contents, mean {mean:.2f}, right {share:.2f}"


def judged(scorer: ModuleType, row: Row, predicted: Sequence[Row]) -> list[bool]:
    text = row["text"]
    gold = [scorer.trimmed(text, q["start"], q["end"]) for q in row["quotes"]]
    spans = [scorer.trimmed(text, p["start"], p["end"]) for p in predicted]
    right = [False] * len(predicted)
    for g, p in scorer.match(gold, spans, 0.8):
        speaker, own = row["quotes"][g].get("speaker"), predicted[p]["speaker"]
        right[p] = scorer.same_speaker(speaker, own)[0] if speaker else own is None
    return right


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="folder of the model; without it that of the package")
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--gold", default="bench/quotes/polnear/dev.jsonl", help="below --shared")
    parser.add_argument("--part", choices=("dev", "test", "whole"), default="test")
    parser.add_argument(
        "--out", type=Path, help="write the predictions here, for quotes/score.py --bootstrap"
    )
    arguments = parser.parse_args()
    gold = arguments.shared / arguments.gold
    rows = part_of([json.loads(line) for line in gold.read_text("utf-8").splitlines()], arguments.part)
    documents = {d.external_id: d for d in read_paths([str(gold)]) if isinstance(d, Document)}
    scorer = load_scorer(arguments.shared / "bench/quotes/score.py")
    run = Run(Tagger.load(arguments.model))
    predictions = [run.predict(documents[row["id"]]) for row in rows]
    print(f"{len(rows)} articles")
    print(*scores(scorer, rows, predictions), *reliability(scorer, rows, predictions), sep="\n")
    print(f"tagger alone: {run.words / run.seconds:,.0f} words a second of CPU time")
    if arguments.out:
        lines = (
            json.dumps({"id": row["id"], "quotes": quotes})
            for row, quotes in zip(rows, predictions, strict=True)
        )
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
