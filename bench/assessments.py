"""Assessments in texts that nobody had looked at: by rules, by the network, by both.

    python bench/assessments.py [--errors N] [LIST ...]

Nobody who wrote the lists `tests/cases/assessments/unseen_*` had seen the rules or the training texts of the
network. A record is found where it is of the pair and shares words with the evidence marked; it is right
where scope, level, trend and outlook are right as well.

found: share of the judgements marked; of these: share of the records that are of a judgement marked; right:
F1 of the records that are right in all; left alone: share of the cases without a judgement that have no
record.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from detente.extract.assessment_context import Context
from detente.extract.assessment_rules import lexicon
from detente.extract.assessments import JudgementFinder, as_records, find_assessments
from detente.extract.assessor import Assessor
from detente.model import Assessment
from tests.extract import assessment_cases as cases

LISTS = sorted(cases.CASES.glob("unseen*.txt"))


@dataclass(slots=True)
class Tally:
    """Counts of judgements marked, of records, and of cases without a judgement."""

    marked: int = 0
    records: int = 0
    found: int = 0
    right: int = 0
    silent: int = 0
    left_alone: int = 0

    def add(self, case: cases.Case, found: Iterable[Assessment]) -> bool:
        """Count a case, without what is found in the title that all cases have; whether it is all right."""
        records = [record for record in found if record.evidence[0].start >= len(cases.TITLE)]
        expected = case.judgements
        self.marked += len(expected)
        self.records += len(records)
        if not expected:
            self.silent += 1
            self.left_alone += not records
        right = 0
        for line, start, end in expected:
            same = [r for r in records if _is_of(r, line, start, end)]
            self.found += bool(same)
            right += any(cases.shown(r) == cases.as_found(line, r) for r in same)
        self.right += right
        return right == len(expected) == len(records)

    @property
    def shares(self) -> dict[str, float]:
        """The figures of the table, by the name of the column."""
        both = self.marked + self.records
        return {
            "found": self.found / max(1, self.marked),
            "of these": self.found / max(1, self.records),
            "right": 2 * self.right / max(1, both),
            "left alone": self.left_alone / max(1, self.silent),
        }


def _is_of(record: Assessment, line: str, start: int, end: int) -> bool:
    dyad = line.split(" | ")[1]
    return "-".join(record.dyad) == dyad and any(s.start < end and s.end > start for s in record.evidence)


Finder = Callable[[cases.Case], Sequence[Assessment]]


def by(assessor: JudgementFinder | None) -> Finder:
    """What the rules find, with an assessor where they are silent."""

    def find(case: cases.Case) -> Sequence[Assessment]:
        statements = cases.statements_of(case.text, case.statements)
        return find_assessments(*cases.records_of(case.text), statements, assessor)

    return find


def by_network(assessor: Assessor) -> Finder:
    """What the network finds without the rules."""

    def find(case: cases.Case) -> Sequence[Assessment]:
        document, segments, sentences, mentions = cases.records_of(case.text)
        statements = cases.statements_of(case.text, case.statements)
        context = Context(document, segments, mentions, statements, lexicon())
        return as_records(document, sentences, mentions, list(assessor.judgements(context, sentences, ())))

    return find


def measure(assessor: JudgementFinder) -> dict[str, float]:
    """The shares of all lists together, by rules and network."""
    tally, find = Tally(), by(assessor)
    for path in LISTS:
        for case in cases.read_cases(path):
            tally.add(case, find(case))
    return tally.shares


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", type=int, default=0, help="print so many of what both get wrong")
    parser.add_argument("lists", nargs="*", type=Path, default=LISTS, help="other lists of cases")
    arguments = parser.parse_args()
    assessor = Assessor.load()
    finders = {"rules": by(None), "network": by_network(assessor), "both": by(assessor)}
    table = Table("list", "by", "marked", "records", *Tally().shares)
    wrong: list[str] = []
    for path in arguments.lists:
        for name, find in finders.items():
            tally = Tally()
            for case in cases.read_cases(path):
                records = find(case)
                if not tally.add(case, records) and name == "both":
                    shown = [f"{cases.shown(record)} {record.evidence[0].text}" for record in records]
                    wrong.append("\n  ".join([case.text[len(cases.TITLE) :], *case.expected, *shown]))
            counts = [str(tally.marked), str(tally.records)]
            table.add_row(path.stem, name, *counts, *(f"{share:.3f}" for share in tally.shares.values()))
    Console(width=120).print(table)
    print("\n".join(wrong[: arguments.errors]))


if __name__ == "__main__":
    main()
