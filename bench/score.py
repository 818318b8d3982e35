"""Score records against the hand-made gold of a document: what was found, missed, invented.

    detente extract FOLDER | python bench/score.py GOLD_FOLDER

Gold is one JSON file a document, in the format of `src/detente/sample/gold`. A document is matched to its
gold by the end of its "uri". Items marked "doubtful" count for nobody. Spans are compared after trimming
marks, spaces and punctuation at their edges; pairs are one-to-one, best overlap first. F1 where things can
be invented, shares where they cannot:

quoted     stretches inside quotation marks that report speech, at intersection over union of 0.8
terms      share of the quoted names and mentioned words that were left alone
turns      turns of transcripts, at 0.8
speaker    of the quoted stretches and turns found, the share whose speaker's name is right
indirect   the content clauses of indirect and mixed statements that stand in no other, at 0.5
assess     assessments by dyad and evidence; "assess full" wants trend, level and holder right as well
boiler     characters of boilerplate
published  share of publication dates that are right to the precision printed, or rightly null
offsets    share of statements whose text is what stands at their offsets
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Bounds = tuple[int, int]
Pairs = list[tuple[int, int]]

EDGE = " \t\r\n\u00a0\"“”„«»‘’'`,.;:!?…-–—()[]"
TITLES = {"mr", "mrs", "ms", "president", "the", "al"}


@dataclass
class Tally:
    """What was found, missed and invented. A share has nothing invented and counts as `share`."""

    hit: int = 0
    missed: int = 0
    extra: int = 0
    share: bool = False

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hit + other.hit, self.missed + other.missed, self.extra + other.extra, self.share)

    @property
    def value(self) -> float | None:
        """The share, or F1; None where there was nothing to find and nothing was found."""
        whole = self.hit + self.missed if self.share else 2 * self.hit + self.missed + self.extra
        return (self.hit if self.share else 2 * self.hit) / whole if whole else None


def share(right: int, of: int) -> Tally:
    return Tally(right, of - right, 0, share=True)


@dataclass
class Item:
    """A gold or found thing: where it is, whose it is, and what else must agree."""

    bounds: list[Bounds]
    names: list[str]
    doubtful: bool = False
    dyad: frozenset[str] = frozenset()
    judged: tuple[str | None, str | None] = (None, None)


def score(gold: Row, rows: Sequence[Row]) -> dict[str, Tally]:
    """The tallies of one document by measure; `rows` are its lines of `detente extract`."""
    document = next(row for row in rows if row["record"] == "document")
    statements = [row for row in rows if row["record"] == "statement"]
    assessments = [row for row in rows if row["record"] == "assessment"]
    return (
        _speech(gold, statements, document["text"])
        | _assessments(gold, assessments)
        | {
            "boiler": _boilerplate(gold, rows),
            "published": _published(gold, document),
            "offsets": _offsets(statements, document["text"]),
        }
    )


def _speech(gold: Row, statements: Sequence[Row], text: str) -> dict[str, Tally]:
    wanted, found = _gold_speech(gold["statements"]), _found_speech(statements)
    pairs = {
        kind: _pairs(wanted[kind], found[kind], _overlap_of(text, least))
        for kind, least in (("quoted", 0.8), ("turns", 0.8), ("indirect", 0.5))
    }
    tallies = {kind: _tally(wanted[kind], found[kind], pairs[kind]) for kind in pairs}
    named = [
        _same_name(wanted[kind][i].names, found[kind][j].names)
        for kind in ("quoted", "turns")
        for i, j in pairs[kind]
        if not wanted[kind][i].doubtful
    ]
    free = [item for j, item in enumerate(found["quoted"]) if j not in {j for _, j in pairs["quoted"]}]
    terms = [Item([_bounds(term.get("span") or term)], []) for term in gold["quoted_terms"]]
    taken = sum(any(_overlap_of(text, 0.5)(term, item) for item in free) for term in terms)
    return tallies | {
        "speaker": share(sum(named), len(named)),
        "terms": share(len(terms) - taken, len(terms)),
    }


def _gold_speech(statements: Iterable[Row]) -> dict[str, list[Item]]:
    items: dict[str, list[Item]] = {"quoted": [], "turns": [], "indirect": []}
    for row in statements:
        names, doubtful, kind = _gold_names(row), bool(row.get("doubtful")), row["kind"]
        whole = _bounds(row["span"])
        if kind == "turn":
            items["turns"].append(Item([whole], names, doubtful))
        if kind in ("direct", "mixed"):
            parts = [_bounds(part) for part in row.get("quoted_parts") or [row["span"]]]
            items["quoted"] += [Item([part], names, doubtful) for part in parts]
        if kind in ("indirect", "mixed"):
            items["indirect"].append(
                Item([whole], names, doubtful or bool(row.get("parent") or row.get("nested_in")))
            )
    return items


def _found_speech(statements: Iterable[Row]) -> dict[str, list[Item]]:
    items: dict[str, list[Item]] = {"quoted": [], "turns": [], "indirect": []}
    for row in statements:
        speaker = row["speaker"] or {}
        names = [actor["name"] or "" for actor in speaker.get("all") or [speaker]]
        if row["kind"] in ("turn", "direct"):
            items["turns" if row["kind"] == "turn" else "quoted"].append(Item([_bounds(row)], names))
            continue
        items["quoted"] += [Item([_bounds(part)], names) for part in row["quoted_parts"]]
        if not row["nested_in"]:
            items["indirect"].append(Item([_bounds(row)], names))
    return items


def _gold_names(row: Row) -> list[str]:
    speaker = row.get("speaker") or {}
    if speaker.get("all"):
        return [one if isinstance(one, str) else one.get("canonical", "") for one in speaker["all"]]
    return [name.strip() for name in (speaker.get("canonical") or "").split(";") if name.strip()]


def _assessments(gold: Row, rows: Sequence[Row]) -> dict[str, Tally]:
    wanted = [
        Item(
            [_bounds(row["span"])],
            [name.strip() for name in row["holder"].split(";")],
            bool(row.get("doubtful")) or not (row["trend"] or row["level"] or row["polarity"]),
            frozenset(row["dyad"].split("-")),
            (row["trend"], row["level"]),
        )
        for row in gold["assessments"]
        if row.get("dyad")
    ]
    found = [
        Item(
            [_bounds(span) for span in row["evidence"]],
            [(row["holder"] or {}).get("name") or ""],
            dyad=frozenset(row["dyad"] or ()),
            judged=(row["trend"], row["level"]),
        )
        for row in rows
    ]
    return {
        "assess": _tally(wanted, found, _pairs(wanted, found, _same_evidence)),
        "assess full": _tally(wanted, found, _pairs(wanted, found, _same_judgement)),
    }


def _same_evidence(gold: Item, found: Item) -> float:
    """Evidence agrees when it overlaps by half of the shorter and is not much longer than the gold's."""
    near = any(
        2 * (min(a[1], b[1]) - max(a[0], b[0])) >= min(a[1] - a[0], b[1] - b[0]) > 0
        and b[1] - b[0] <= max(200, 3 * (a[1] - a[0]))
        for a in gold.bounds
        for b in found.bounds
    )
    return float(near and gold.dyad == found.dyad)


def _same_judgement(gold: Item, found: Item) -> float:
    author = any("author" in name for name in gold.names) and found.names[0] in ("", "author")
    holder = author or _same_name(gold.names, found.names)
    return float(holder and gold.judged == found.judged and _same_evidence(gold, found))


def _boilerplate(gold: Row, rows: Iterable[Row]) -> Tally:
    wanted = {at for row in gold["boilerplate"] for at in range(*_bounds(row))}
    found = {
        at
        for row in rows
        if row["record"] == "segment" and row["kind"] == "boilerplate"
        for at in range(row["start"], row["end"])
    }
    return Tally(len(wanted & found), len(wanted - found), len(found - wanted))


def _published(gold: Row, document: Row) -> Tally:
    printed = not gold["doc"]["published_how"].startswith("no date printed")
    wanted = (gold["doc"]["published"] or "")[:10]
    found = (document["published"] or {}).get("date") or ""
    return share(int(found.startswith(wanted) if found else not printed), 1)


def _offsets(statements: Sequence[Row], text: str) -> Tally:
    return share(sum(text[row["start"] : row["end"]] == row["text"] for row in statements), len(statements))


def _bounds(row: Row) -> Bounds:
    return row["start"], row["end"]


def _trimmed(text: str, bounds: Bounds) -> Bounds:
    piece = text[slice(*bounds)]
    start = bounds[0] + len(piece) - len(piece.lstrip(EDGE))
    end = start + len(piece.strip(EDGE))
    return (start, end) if start < end else bounds


def _overlap_of(text: str, least: float) -> Callable[[Item, Item], float]:
    def overlap(a: Item, b: Item) -> float:
        (a0, a1), (b0, b1) = _trimmed(text, a.bounds[0]), _trimmed(text, b.bounds[0])
        both, either = min(a1, b1) - max(a0, b0), max(a1, b1) - min(a0, b0)
        return both / either if both > 0 and both / either >= least else 0.0

    return overlap


def _pairs(gold: Sequence[Item], found: Sequence[Item], alike: Callable[[Item, Item], float]) -> Pairs:
    """One-to-one pairs of indices, the most alike first, earlier ones first among equals."""
    ranked = sorted((-alike(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(found))
    pairs: dict[int, int] = {}
    for distance, i, j in ranked:
        if distance < 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())


def _tally(gold: Sequence[Item], found: Sequence[Item], pairs: Pairs) -> Tally:
    hit = sum(not gold[i].doubtful for i, _ in pairs)
    return Tally(hit, sum(not item.doubtful for item in gold) - hit, len(found) - len(pairs))


def _words(name: str) -> list[str]:
    plain = re.sub(r"\(.*?\)", "", name).lower()
    return [word for word in re.findall(r"[^\W\d_]+", plain) if word not in TITLES]


def _same_name(gold: Sequence[str], found: Sequence[str]) -> bool:
    """Whether one found name is one of the gold's: the last word, and the first where both have one.

    An unnamed speaker is found rightly by no name, its label, or a word of its description.
    """
    return any(_is_named(name, [_words(one) for one in found if one]) for name in gold)


def _is_named(name: str, found: list[list[str]]) -> bool:
    if "unnamed" in name or "unspecified" in name:
        known = {*_words(name), "question", "remark"}
        return not any(found) or any(known & set(words) for words in found)
    wanted = _words(name)
    return any(
        bool(wanted and words)
        and words[-1] == wanted[-1]
        and (len(words) == 1 or len(wanted) == 1 or words[0] == wanted[0])
        for words in found
    )


def score_folder(folder: Path, rows: Iterable[Row]) -> dict[str, Tally]:
    """The pooled tallies of the gold files of a folder; raises LookupError for one without its document."""
    documents: dict[str, list[Row]] = {}
    for row in rows:
        documents.setdefault(row["id"] if row["record"] == "document" else row["document"], []).append(row)
    pooled: dict[str, Tally] = {}
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for measure, tally in score(gold, _records_of(gold["file"], documents)).items():
            pooled[measure] = pooled[measure] + tally if measure in pooled else tally
    return pooled


def _records_of(file: str, documents: dict[str, list[Row]]) -> list[Row]:
    for rows in documents.values():
        if any(row["record"] == "document" and (row["uri"] or "").endswith(file) for row in rows):
            return rows
    raise LookupError(f"no document record whose uri ends in {file}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold
    for measure, tally in score_folder(folder, map(json.loads, sys.stdin)).items():
        value = "-" if tally.value is None else f"{tally.value:.3f}"
        print(f"{measure:12} {value}  hit {tally.hit} missed {tally.missed} extra {tally.extra}")


if __name__ == "__main__":
    main()
