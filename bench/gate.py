"""Accuracy against floors: exits with 1 where a figure fell below `baseline.json`.

    python bench/gate.py              the sample; the corpus and a third of PolNeAR where ../shared has them
    python bench/gate.py --full       the rules on all of PolNeAR's dev
    python bench/gate.py --update     raise floors to what was measured, less a margin
    python bench/gate.py --update --lower    lower them too: on purpose, with the reason in the commit

Suites: "sample", the bundled sample and its gold, by our scorer; "corpus", ../shared/gold by its scorer;
"polnear", the sixth of the articles on which nothing was trained, by the scorer beside them. Each by the
default setting and by rules alone; "polnear rules" is the third that the lexicon was not written with.
"events ..." are the suites of `events.py`, "assessments unseen" are the lists of `assessments.py`.
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

import assessments
import events
from score import score_folder

from detente import sample
from detente.actors import load_gazetteer
from detente.export import in_order
from detente.extract.assessor import Assessor
from detente.model import Document, as_json
from detente.pipeline import Extractor
from detente.read import read_paths

HERE = Path(__file__).resolve().parent
BASELINE = HERE / "baseline.json"
SCRATCH = HERE.parent / ".bench"
# Floors stand so far below what was measured: platforms round differently. Figures that are 1 stay 1.
MARGIN = 0.01

Figures = dict[str, float]
Row = dict[str, Any]


def documents(paths: Iterable[Path]) -> Iterator[Document]:
    for reading in read_paths(map(str, paths)):
        if not isinstance(reading, Document):
            sys.exit(f"{reading.where}: {reading.why}")
        yield reading


def records(extractor: Extractor, paths: Iterable[Path]) -> Iterator[Row]:
    """The lines of `detente extract`, as dictionaries."""
    for extraction in extractor.extract_all(documents(paths)):
        yield from (as_json(record) for record in in_order(extraction))


def sample_figures(attribution: str) -> Figures:
    extractor = Extractor.of(attribution, load_gazetteer([sample.gazetteer()]))
    tallies = score_folder(sample.gold(), records(extractor, [sample.folder()]))
    return {measure: tally.value for measure, tally in tallies.items() if tally.value is not None}


def corpus_figures(shared: Path, extractor: Extractor) -> Figures:
    found = _written("corpus.jsonl", records(extractor, [shared / "corpus"]))
    pooled = _scored(shared / "bench" / "score_gold.py", shared / "gold", found, "--json")["all"]
    f1 = ("quoted", "turns", "indirect", "assess", "assess full", "boiler")
    return {measure: pooled[measure]["f1"] for measure in f1} | {
        "speaker": pooled["speaker"]["right"],
        "published": pooled["published"]["right"],
        "terms": 1 - pooled["terms"]["wrong"],
        "offsets": 1 - pooled["offsets"]["wrong"],
    }


def is_kept_back(identifier: str, every: int) -> bool:
    """One article in three is kept back from the lexicon of the rules, one in six from the tagger."""
    return int(hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest(), 16) % every == 0


def polnear_figures(shared: Path, extractor: Extractor, every: int) -> Figures:
    lines = (shared / "bench/quotes/polnear/dev.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if is_kept_back(json.loads(line)["id"], every)]
    gold = SCRATCH / "polnear.gold.jsonl"
    gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = _written("polnear.jsonl", _quotes(records(extractor, [gold])))
    scorer = shared / "bench/quotes/score.py"
    direct = _scored(scorer, gold, found, "--kinds", "direct", "--json")["all"]
    indirect = _scored(scorer, gold, found, "--kinds", "indirect,mixed", "--json")["all"]
    every_kind = _scored(scorer, gold, found, "--json")["all"]
    return {
        "direct end to end": direct["e2e"][2],
        "direct speaker": direct["speaker"],
        "indirect end to end": indirect["e2e"][2],
        "all end to end": every_kind["e2e"][2],
    }


def _quotes(rows: Iterable[Row]) -> Iterator[Row]:
    """Statements in the shape of the quotation scorer, a line a document."""
    line: Row | None = None
    for row in rows:
        if row["record"] == "document":
            if line:
                yield line
            line = {"id": row["external_id"], "quotes": []}
        elif row["record"] == "statement" and row["kind"] != "turn" and line:
            quote = {key: row[key] for key in ("start", "end", "text", "kind")}
            line["quotes"].append(quote | {"speaker": row["speaker"]["mention"]})
    if line:
        yield line


def _written(name: str, rows: Iterable[Row]) -> Path:
    path = SCRATCH / name
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def _scored(scorer: Path, gold: Path, found: Path, *options: str) -> Any:
    command = [sys.executable, str(scorer), str(gold), str(found), *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(shared: Path, *, full: bool) -> dict[str, Figures]:
    """The figures of every suite whose data is there, by the default setting and by rules alone."""
    SCRATCH.mkdir(exist_ok=True)
    figures = {"sample": sample_figures("learned"), "sample rules": sample_figures("rules")}
    figures["assessments unseen"] = assessments.measure(Assessor.load())
    if not (shared / "gold").is_dir():
        print(f"no {shared}: the sample alone decides", file=sys.stderr)
        return figures
    gazetteer = load_gazetteer()
    default, rules = Extractor.of("learned", gazetteer), Extractor.of("rules", gazetteer)
    figures |= events.measure(shared, default)
    figures["corpus"] = corpus_figures(shared, default)
    figures["corpus rules"] = corpus_figures(shared, rules)
    figures["polnear"] = polnear_figures(shared, default, 6)
    figures["polnear rules full" if full else "polnear rules"] = polnear_figures(
        shared, rules, 1 if full else 3
    )
    return figures


def report(figures: dict[str, Figures], floors: dict[str, Figures]) -> bool:
    """Prints figure and floor, a line each; whether all floors hold."""
    held = True
    print(f"{'suite':15} {'measure':20} {'figure':>7} {'floor':>7}")
    for suite, measured in figures.items():
        for name, value in measured.items():
            floor = floors.get(suite, {}).get(name)
            below = floor is not None and value < floor
            held = held and not below
            shown = "-" if floor is None else f"{floor:.3f}"
            print(f"{suite:15} {name:20} {value:7.3f} {shown:>7}{'  BELOW THE FLOOR' if below else ''}")
    return held


def updated(figures: dict[str, Figures], floors: dict[str, Figures], *, lower: bool) -> dict[str, Figures]:
    """Floors at the measured figures less the margin; lower than before only where `lower` allows it."""
    result = {suite: dict(known) for suite, known in floors.items()}
    for suite, measured in figures.items():
        for name, value in measured.items():
            floor = 1.0 if value == 1 else max(0.0, round(value - MARGIN, 3))
            known = result.setdefault(suite, {}).get(name)
            result[suite][name] = floor if known is None or lower else max(known, floor)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=HERE.parent.parent / "shared", help="the data, if elsewhere"
    )
    parser.add_argument("--full", action="store_true", help="rules on all of PolNeAR's dev, not a third")
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--lower", action="store_true", help="with --update: lower them as well")
    asked = parser.parse_args()
    floors = json.loads(BASELINE.read_text(encoding="utf-8"))
    figures = measure(asked.shared, full=asked.full)
    held = report(figures, floors)
    if asked.update:
        after = updated(figures, floors, lower=asked.lower)
        BASELINE.write_text(json.dumps(after, indent=2) + "\n", encoding="utf-8")
        return 0
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
