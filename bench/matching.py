"""Words a second of finding the gazetteer's names, beside spaCy's PhraseMatcher on the same list and text.

    python bench/matching.py [FILE ...]      default: the bundled sample, repeated

Both get the same phrases (all of the gazetteer, folded as the index folds them) and the same text.
PhraseMatcher needs a tokenised document: its rate is given with and without the tokenizer. The index reads
the text itself. Best of five runs each, one process, one thread; `resolve` is the whole of finding and
resolving mentions on parsed text.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import resources

import spacy
from spacy.matcher import PhraseMatcher

from detente.actors import load_gazetteer, resolve_mentions
from detente.actors.index import fold
from detente.marks import pair_marks
from detente.model import Document
from detente.parse import Parser
from detente.read import read_paths
from detente.segment import describe, segment

WORDS = 200_000
RUNS = 5
FLOOR = 500_000


def documents(paths: list[str]) -> list[Document]:
    """The documents of the files, else of the sample."""
    read = read_paths(paths or [str(resources.files("detente.sample") / "documents")])
    return [document for document in read if isinstance(document, Document)]


def counted(found: list[Document]) -> int:
    return sum(len(document.text.split()) for document in found)


def best(run: Callable[[], object]) -> float:
    """Seconds of the fastest of RUNS runs."""
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def main(arguments: list[str]) -> int:
    """Prints the rates; 0 if the index reaches the floor."""
    found = documents(arguments)
    corpus = [document.text for document in found] * max(1, round(WORDS / counted(found)))
    words = sum(len(text.split()) for text in corpus)
    index = load_gazetteer().index
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    matcher.add("name", [nlp.make_doc(phrase) for phrase in index.phrases])
    folded = [fold(text) for text in corpus]
    tokenised = [nlp.make_doc(text) for text in folded]
    rates = {
        "index": words / best(lambda: [list(index.find(text)) for text in corpus]),
        "PhraseMatcher, tokenised before": words / best(lambda: [matcher(doc) for doc in tokenised]),
        "PhraseMatcher and its tokenizer": words / best(lambda: [matcher(nlp.make_doc(t)) for t in folded]),
        "resolve": resolving(found),
    }
    print(f"{len(index.phrases):,} phrases, {words:,} words")
    for name, rate in rates.items():
        print(f"{name:32} {rate:12,.0f} words/s")
    return 0 if rates["index"] >= FLOOR else 1


def resolving(found: list[Document]) -> float:
    """Words a second of resolve_mentions on parsed documents."""
    parser, gazetteer, work = Parser(), load_gazetteer(), []
    for document in found:
        segments = segment(document)
        described = describe(document, segments)
        quotations = pair_marks(document.text, segments)
        work.append((described, segments, quotations, parser.parse(document.text, segments, quotations)))
    return counted(found) / best(lambda: [resolve_mentions(*parts, gazetteer) for parts in work])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
