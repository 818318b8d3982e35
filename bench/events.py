"""Event coding beside its gold: real sentences, the corpus, and sentences without two states.

    python bench/events.py [--list]     all figures; --list shows the events of the quiet sentences

`clear` may be learned from; `news` is measured only. The quiet sentences are 200 of PolNeAR's dev (by the
SHA-1 of their text) in which fewer than two states are named: one in twenty may get an event.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from detente.actors import load_gazetteer
from detente.export import in_order
from detente.model import Document, Extraction, as_json
from detente.pipeline import Extractor
from detente.read import read_paths

HERE = Path(__file__).resolve().parent
SCRATCH = HERE.parent / ".bench"
QUIET, ARTICLES = 200, 60
_KEPT = ("type_acc", "type_macro_f1", "quad_acc", "actors", "quiet")

Figures = dict[str, float]


def extractions(extractor: Extractor, path: Path) -> Iterator[Extraction]:
    documents = (reading for reading in read_paths([str(path)]) if isinstance(reading, Document))
    return extractor.extract_all(documents)


def sentence_figures(shared: Path, extractor: Extractor, name: str) -> Figures:
    """The figures of ``events/NAME.dev.jsonl`` by the scorer beside it."""
    gold = shared / f"bench/events/{name}.dev.jsonl"
    found, made = SCRATCH / f"events.{name}.jsonl", SCRATCH / f"events.{name}.pred.jsonl"
    _write(found, extractions(extractor, gold))
    with found.open(encoding="utf-8") as lines, made.open("w", encoding="utf-8") as out:
        convert = [sys.executable, str(shared / "bench/from_extract.py"), "events"]
        subprocess.run(convert, check=True, stdin=lines, stdout=out)
    command = [sys.executable, str(shared / "bench/events/score.py"), str(gold), str(made), "--json"]
    scored = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["all"]
    return {name: scored[name] for name in _KEPT if scored[name] is not None}


def corpus_figures(shared: Path, extractor: Extractor) -> Figures:
    found = SCRATCH / "events.corpus.jsonl"
    _write(found, extractions(extractor, shared / "corpus"))
    command = [
        sys.executable,
        str(shared / "bench/score_gold.py"),
        str(shared / "gold"),
        str(found),
        "--json",
    ]
    scored = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["all"]
    return {
        "events": scored["events"]["f1"],
        "events typed": scored["events typed"]["f1"],
        "events status": scored["status"]["right"],
    }


def quiet_figures(shared: Path, extractor: Extractor, *, show: bool = False) -> Figures:
    """The share of quiet sentences without an event."""
    lines = (shared / "bench/quotes/polnear/dev.jsonl").read_text(encoding="utf-8").splitlines()
    lines = sorted(lines, key=lambda line: _digest(json.loads(line)["id"]))[:ARTICLES]
    articles = SCRATCH / "events.quiet.jsonl"
    articles.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [row for made in extractions(extractor, articles) for row in _quiet(made)]
    rows = sorted(rows, key=lambda row: _digest(row[0]))[:QUIET]
    for text, kinds in rows if show else ():
        if kinds:
            print(", ".join(kinds), "|", " ".join(text.split()))
    return {"without an event": sum(not kinds for _, kinds in rows) / len(rows)}


def _quiet(made: Extraction) -> Iterator[tuple[str, list[str]]]:
    """The paragraph parts between full stops that name fewer than two states, with their events' types."""
    text = made.document.text
    for segment in made.segments:
        if segment.kind != "paragraph":
            continue
        for start, end in _sentences(text, segment.start, segment.end):
            codes = {m.code for m in made.mentions if start <= m.start < end and m.code and len(m.code) == 3}
            if len(codes) < 2 and end - start >= 30:
                here = (e for e in made.events if start <= e.evidence[0].start < end)
                yield text[start:end], [event.type or "appeal" for event in here]


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in (
        i
        for i in range(start, end - 2)
        if text[i] in '.?!”"' and text[i + 1] == " " and text[i + 2].isupper()
    ):
        yield at, stop + 1
        at = stop + 2
    yield at, end


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _write(path: Path, made: Iterable[Extraction]) -> None:
    with path.open("w", encoding="utf-8") as out:
        for extraction in made:
            records: Iterator[Any] = in_order(extraction)
            out.writelines(json.dumps(as_json(r), ensure_ascii=False) + "\n" for r in records)


def measure(shared: Path, extractor: Extractor, *, show: bool = False) -> dict[str, Figures]:
    """Every suite of events, by name."""
    SCRATCH.mkdir(exist_ok=True)
    return {
        "events clear": sentence_figures(shared, extractor, "clear"),
        "events news": sentence_figures(shared, extractor, "news"),
        "events corpus": corpus_figures(shared, extractor),
        "events quiet": quiet_figures(shared, extractor, show=show),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=HERE.parent.parent / "shared", help="the data, if elsewhere"
    )
    parser.add_argument("--list", action="store_true", help="show the quiet sentences that got an event")
    asked = parser.parse_args()
    extractor = Extractor.of("learned", load_gazetteer())
    for suite, figures in measure(asked.shared, extractor, show=asked.list).items():
        for name, value in figures.items():
            print(f"{suite:15} {name:20} {value:7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
