"""Peak memory of an ingest of a large corpus that is made up for the purpose.

    python bench/memory.py [--documents 20000] [--long 3] [--workers 1] [--attribution learned|rules]

The corpus: many short documents and, among them, some of 2 MB, every other on one line. They are made of
paragraphs of the bundled sample in which every tenth word is one that never comes again, because what a
program keeps of each new word is what grows with a corpus. Prints the peak of resident memory (of the largest
process, where there are several); exit code 1 where it is above 1.5 GB.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from detente import sample

MOST = 1.5e9
SHORT, LONG = 900, 2_000_000  # characters
NEW_WORD_EVERY = 10
KILOBYTE = 1024 if sys.platform != "darwin" else 1  # the unit of ru_maxrss in bytes


class Writer:
    """Makes documents up, the same ones each time."""

    def __init__(self) -> None:
        texts = (path.read_text(encoding="utf-8") for path in sorted(sample.folder().glob("*.txt")))
        self._known = [part.split() for text in texts for part in text.split("\n\n") if len(part) > 80]
        self._chance = random.Random(3)

    def document(self, length: int, between: str) -> str:
        written: list[str] = []
        characters = 0
        while characters < length:
            written.append(self._paragraph())
            characters += len(written[-1]) + len(between)
        return between.join(written)

    def _paragraph(self) -> str:
        words = list(self._chance.choice(self._known))
        for place in range(self._chance.randrange(NEW_WORD_EVERY), len(words), NEW_WORD_EVERY):
            words[place] = f"{words[place][:1]}{self._chance.getrandbits(40):x}"
        return " ".join(words)


def corpus(short: int, long: int) -> Iterator[str]:
    """The long documents stand at equal distances among the short ones."""
    writer = Writer()
    for part in range(long + 1):
        for _ in range(part, short, long + 1):
            yield writer.document(SHORT, "\n\n")
        if part < long:
            yield writer.document(LONG, " " if part % 2 else "\n\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--long", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--attribution", default="learned")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="detente-") as folder:
        path, words = Path(folder, "corpus.jsonl"), 0
        with open(path, "w", encoding="utf-8") as lines:
            for number, text in enumerate(corpus(asked.documents, asked.long)):
                words += len(text.split())
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
        print(f"{number + 1} documents, {words} words, {path.stat().st_size / 1e6:.0f} MB", flush=True)
        options = ["--workers", str(asked.workers), "--attribution", asked.attribution]
        begun = perf_counter()
        command = [sys.executable, "-m", "detente", "ingest", str(path), "--archive", f"{folder}/a.db"]
        subprocess.run([*command, *options], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = used.ru_maxrss * KILOBYTE
    print(f"{perf_counter() - begun:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    print(f"peak {peak / 1e6:.0f} MB; asked at most {MOST / 1e6:.0f} MB")
    return 0 if peak <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
