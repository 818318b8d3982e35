"""How long a verification takes in a large archive, beside SQLite's full-text search alone and rapidfuzz.

    python bench/verify_speed.py [--statements 1000000] [--questions 300] [--keep FILE.db]

Documents are made up: words and set phrases drawn by Zipf's law, statements of realistic lengths (median
22 words, some of 200) between words of the outlet. Questions are taken from statements, whole, cut,
changed, joined, or made up. The peers answer less: FTS5 alone finds rows by words and compares nothing;
rapidfuzz compares the question with every row, and has no index. Both the time on the clock and the time
of this process are told, since a machine with other work only lends a part of itself.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from detente import Archive
from detente.model import Document, Extraction, Published, Run, Speaker, Statement
from detente.spans import Span
from detente.store import open_store

A_DOCUMENT = 40
VOCABULARY, PHRASES = 60_000, 20_000


class Writer:
    """Makes up words, phrases and documents, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        syllables = [c + v for c in "bcdfghjklmnprstvw" for v in ("a", "e", "i", "o", "u", "ar", "en", "is")]
        common = [
            "the",
            "of",
            "and",
            "to",
            "in",
            "a",
            "that",
            "is",
            "for",
            "it",
            "we",
            "not",
            "on",
            "with",
            "this",
            "be",
            "are",
            "will",
            "have",
            "they",
            "but",
            "our",
            "i",
            "at",
            "as",
        ]
        made = dict.fromkeys(common)
        while len(made) < VOCABULARY:
            made["".join(self.chance.choices(syllables, k=self.chance.choice([2, 2, 3, 3, 4])))] = None
        self.words = list(made)
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
        self.phrases = [
            " ".join(self.word() for _ in range(self.chance.choice([2, 3, 3, 4]))) for _ in range(PHRASES)
        ]
        self.phrase_weights = list(accumulate(1 / (rank + 10) for rank in range(PHRASES)))

    def word(self) -> str:
        return self.words[bisect(self.weights, self.chance.random() * self.weights[-1])]

    def sentence(self, length: int) -> str:
        words: list[str] = []
        while len(words) < length:
            if self.chance.random() < 0.15:
                place = bisect(self.phrase_weights, self.chance.random() * self.phrase_weights[-1])
                words += self.phrases[place].split()
            else:
                words.append(self.word())
        return " ".join(words).capitalize() + "."

    def length(self) -> int:
        return max(4, min(200, round(self.chance.lognormvariate(3.1, 0.6))))

    def document(self, number: int) -> Extraction:
        parts, places, at = [], [], 0
        for _ in range(A_DOCUMENT):
            before = self.sentence(self.chance.randrange(4, 16)) + " “"
            said = self.sentence(self.length())
            parts += [before, said, "” he said.\n\n"]
            places.append((at + len(before), said))
            at += len(before) + len(said) + len("” he said.\n\n")
        text = "".join(parts)
        name = f"doc-{number:08}"
        day = f"{2010 + number % 14}-{1 + number % 12:02}-{1 + number % 28:02}"
        document = Document(
            id=name,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            uri=None,
            external_id=None,
            title=f"Document {number}",
            publisher=None,
            byline=None,
            published=Published(day, "given"),
            dateline=None,
            language="en",
            original_language=None,
            translated="unknown",
            genre="article",
            text=text,
        )
        return Extraction(document, (), (), tuple(self._statements(name, places)), ())

    def _statements(self, document: str, places: list[tuple[int, str]]) -> Iterator[Statement]:
        for n, (start, said) in enumerate(places):
            span = Span(start, start + len(said), said)
            yield Statement(
                id=f"statement-{document}-{n}",
                document=document,
                kind="direct",
                start=start,
                end=span.end,
                text=said,
                quoted_parts=(span,),
                speaker=Speaker(None, f"Person {self.chance.randrange(5000)}", None, None),
                cue=None,
                addressee=None,
                venue=None,
                said_on=None,
                act=None,
                manner=None,
                conditional=None,
                issues=(),
                about=(),
                continues=None,
                in_reply_to=None,
                nested_in=None,
                insertions=(),
                confidence=1.0,
            )


def questions(writer: Writer, said: list[str], count: int) -> list[tuple[str, str]]:
    """Questions, each with the verdict it calls for."""
    chance = writer.chance
    asked = []
    while len(asked) < count:
        words = chance.choice(said).rstrip(".").split()
        kind = len(asked) % 5
        if len(words) < 12:
            continue
        if kind == 0:
            asked.append((" ".join(words), "exact"))
        elif kind == 1:
            asked.append((" ".join(words[: len(words) * 2 // 3]), "truncated"))
        elif kind == 2:
            words[len(words) // 3] = words[-3] = "zzyx"
            asked.append((" ".join(words), "altered"))
        elif kind == 3:
            other = chance.choice(said).rstrip(".").split()
            if len(other) >= 12:
                asked.append((" ".join(words[:14] + other[-14:]), "spliced"))
        else:
            asked.append((writer.sentence(len(words)), "not_found"))
    return asked


def fill(where: str, writer: Writer, count: int) -> None:
    """Store made-up documents."""
    store = open_store(where)
    run = Run("run-bench", "0", {}, {}, ())
    for number in range(count // A_DOCUMENT):
        store.put(writer.document(number), run, "bench")
    store.close()


def said_in(where: str, chance: random.Random) -> list[str]:
    """A sample of what was said in the documents."""
    with sqlite3.connect(where) as connection:
        last = connection.execute("SELECT max(number) FROM statement").fetchone()[0]
        numbers = chance.sample(range(1, last + 1), min(last, 4_000))
        query = "SELECT text FROM statement WHERE number = ?"
        return [connection.execute(query, (number,)).fetchone()[0] for number in numbers]


def size_of(where: str) -> int:
    with sqlite3.connect(where) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(where).stat().st_size


def timed(name: str, spent: list[tuple[float, float]]) -> None:
    for what, place in (("clock", 0), ("process", 1)):
        times = sorted(one[place] * 1000 for one in spent)
        p50, p95 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]
        print(f"| {name} | {what} | {p50:.1f} | {p95:.1f} | {len(times)} |", flush=True)


def measure_ours(where: str, asked: list[tuple[str, str]]) -> None:
    with Archive.open(where) as archive:
        archive.verify("the archive is ready for questions")
        spent, right = [], 0
        for quote, verdict in asked:
            clock, process = time.perf_counter(), time.process_time()
            found = archive.verify(quote)
            spent.append((time.perf_counter() - clock, time.process_time() - process))
            right += found.verdict == verdict
    print("\n| who | time | p50 ms | p95 ms | questions |\n|---|---|---|---|---|")
    timed("detente verify", spent)
    print(f"\nverdicts right: {right} of {len(asked)}\n")


def measure_fts(where: str, asked: list[tuple[str, str]]) -> None:
    """Full-text search alone: the ten rows that share most words, by bm25."""
    query = "SELECT rowid FROM statement_words WHERE statement_words MATCH ? ORDER BY rank LIMIT 10"
    spent = []
    with sqlite3.connect(where) as connection:
        for quote, _ in asked[:40]:
            words = " OR ".join(f'"{word}"' for word in dict.fromkeys(quote.lower().strip(".").split()))
            clock, process = time.perf_counter(), time.process_time()
            connection.execute(query, (words,)).fetchall()
            spent.append((time.perf_counter() - clock, time.process_time() - process))
    timed("FTS5 alone, any word, bm25", spent)


def measure_rapidfuzz(where: str, asked: list[tuple[str, str]]) -> None:
    try:
        from rapidfuzz import fuzz
        from rapidfuzz import process as matching
    except ImportError:
        print("rapidfuzz is not installed: left out")
        return
    with sqlite3.connect(where) as connection:
        rows = [row[0] for row in connection.execute("SELECT text FROM statement")]
    spent = []
    for quote, _ in asked[:5]:
        clock, process = time.perf_counter(), time.process_time()
        matching.extractOne(quote, rows, scorer=fuzz.partial_ratio, score_cutoff=60)
        spent.append((time.perf_counter() - clock, time.process_time() - process))
    timed("rapidfuzz partial_ratio, all rows", spent)


def build(where: str, writer: Writer, count: int) -> None:
    begin, used = time.perf_counter(), time.process_time()
    fill(where, writer, count)
    print(f"{count:,} statements stored in {time.perf_counter() - begin:,.0f} s")
    print(
        f"  (process {time.process_time() - used:,.0f} s), {(bare := size_of(where)) / 1e6:,.0f} MB",
        flush=True,
    )
    begin, used = time.perf_counter(), time.process_time()
    with Archive.open(where) as archive:
        archive.verify("the archive is ready for questions")
    print(
        f"index built in {time.perf_counter() - begin:,.0f} s (process {time.process_time() - used:,.0f} s)"
    )
    print(f"  {(size_of(where) - bare) / 1e6:,.0f} MB", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--statements", type=int, default=1_000_000)
    asked.add_argument("--questions", type=int, default=300)
    asked.add_argument("--keep", help="keep the archive in this file, and ask it again where it exists")
    options = asked.parse_args()
    writer = Writer(5)
    with tempfile.TemporaryDirectory() as folder:
        where = options.keep or f"{folder}/speed.db"
        if not Path(where).exists():
            build(where, writer, options.statements)
        # Another chance than that of the documents, else what is made up stands in them.
        writer.chance.seed(99)
        put = questions(writer, said_in(where, writer.chance), options.questions)
        measure_ours(where, put)
        measure_fts(where, put)
        measure_rapidfuzz(where, put)


if __name__ == "__main__":
    main()
