"""Where sentences begin by rule, beside where the network begins them.

    python bench/sentence_starts.py [--documents 200]

The text is PolNeAR's dev, without the articles that are kept back, where ../shared has it, else the bundled
sample. Starts of paragraphs are not counted, and a start is the first letter or figure: on which side an
opening mark falls is left open. What differs is not always the rules' mistake: the network splits "Sens. Moe
and Lund" and leaves an opening mark of two apostrophes with the sentence before.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from itertools import islice, pairwise
from pathlib import Path

from detente import sample
from detente.model import Document, Sentence
from detente.parse import Parser
from detente.read import read_paths
from detente.segment import segment

HERE = Path(__file__).resolve().parent


def documents(shared: Path) -> list[Document]:
    polnear = shared / "bench/quotes/polnear/dev.jsonl"
    source = polnear if polnear.exists() else sample.folder()
    found = [reading for reading in read_paths([str(source)]) if isinstance(reading, Document)]
    return [of for of in found if not is_kept_back(of.external_id or "")]


def is_kept_back(identifier: str) -> bool:
    digest = hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest()
    return bool(identifier) and int(digest, 16) % 6 == 0


def starts(text: str, sentences: tuple[Sentence, ...]) -> set[int]:
    """The first letters of the sentences that do not begin a paragraph."""
    inner = (b for a, b in pairwise(sentences) if a.paragraph == b.paragraph)
    return {first_letter(text, sentence.start) for sentence in inner}


def first_letter(text: str, at: int) -> int:
    return next((place for place in range(at, len(text)) if text[place].isalnum()), at)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=HERE.parent.parent / "shared", help="the data, if elsewhere"
    )
    parser.add_argument("--documents", type=int, default=200)
    asked = parser.parse_args()
    whole, light = Parser(), Parser(light=True)
    both = only_light = only_whole = 0
    for document in islice(documents(asked.shared), asked.documents):
        parts = segment(document)
        known = starts(document.text, whole.parse(document.text, parts, ()))
        found = starts(document.text, light.parse(document.text, parts, ()))
        both, only_light = both + len(known & found), only_light + len(found - known)
        only_whole += len(known - found)
    precision, recall = both / (both + only_light), both / (both + only_whole)
    print(f"{both + only_whole} starts by the network, {both + only_light} by rule")
    print(f"precision {precision:.3f}, recall {recall:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
