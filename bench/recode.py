"""How fast an archive is resolved again when the gazetteer changes, beside a fresh ingest of it.

    python bench/recode.py [--documents N] [--attribution rules|fast|learned]

The bundled sample's documents, told apart by a line, are taken into an archive; then a person and a term of
office are added that touch a part of them; then everything is made again. One process, one run.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from detente import sample
from detente.actors import GazetteerFile, load_gazetteer
from detente.archive import Archive
from detente.model import Document
from detente.pipeline import Extractor
from detente.read import read_paths
from detente.read.text import make_document

PEOPLE = b"""known_until: 2030-12-31
persons:
  - name: Oskar Zeeland
    code: FRA
    roles: [{role: defence minister, from: 2011-02-27, to: 2012-05-17}]
"""


def documents(number: int) -> Iterator[Document]:
    """The sample's texts over and over, each with a last line of its own; one in ten names the state whose
    office changes."""
    texts = [d.text for d in read_paths([str(sample.folder())]) if isinstance(d, Document)]
    for place in range(number):
        last = "France was not asked." if place % 10 == 0 else "Nobody else was asked."
        yield make_document(f"{texts[place % len(texts)]}\n\n{last} ({place})\n", uri=f"{place}.txt")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--attribution", default="rules")
    options = parser.parse_args()
    before = load_gazetteer([sample.gazetteer()])
    own = GazetteerFile("sample.yaml", Path(sample.gazetteer()).read_bytes())
    people = GazetteerFile("people.yaml", PEOPLE)
    after = load_gazetteer([own, people])
    with tempfile.TemporaryDirectory() as folder, Archive.open(f"{folder}/bench.db") as archive:
        archive.gazetteers.add(own, who="bench", why="bench")
        first, second = (Extractor.of(options.attribution, tables) for tables in (before, after))
        first.extract(next(documents(1)))
        begin = perf_counter()
        archive.ingest(documents(options.documents), first)
        ingest = perf_counter() - begin
        words = sum(len(e.document.text.split()) for e in archive.extractions())
        print(f"{options.documents} documents, {words:,} words, {options.attribution}")
        print(f"ingest                {words / ingest:>10,.0f} words/s")
        archive.gazetteers.add(people, who="bench", why="bench")
        for label, everything in (("recode, one in ten", False), ("recode, everything", True)):
            begin = perf_counter()
            report = archive.recode(lambda setting: second, after, everything=everything)
            took = perf_counter() - begin
            print(
                f"{label:<21} {words / took:>10,.0f} words/s  {ingest / took:.1f} times an ingest"
                f"  ({report.recoded} made again, {report.untouched} untouched)"
            )


if __name__ == "__main__":
    main()
