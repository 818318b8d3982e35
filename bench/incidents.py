"""Joining reports of one event: how many joins are right, and how many are missed, on planted cases.

    python bench/incidents.py [--incidents 400] [--seed 1] [--errors 5]

Incidents are made up between six invented states over a year, of eight types. Each is told by one to six
documents, in one of several wordings of its type, some without a day, some with a day of publication only,
some without place, number or target, as reports are. Among them stand others of the same pair and type: on
the next day, with another number, in another place, by another person, or (acts in words) about another
matter on the very same day. Told are precision and recall over pairs of reports, B-cubed F1, and the time for
an event.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from detente.match.incidents import Report, join_reports, report_of
from detente.model import Event, Party, Place
from detente.spans import Span

STATES = {
    "XNO": "Norland",
    "XSU": "Sudria",
    "XVE": "Vessen",
    "XLE": "Lethia",
    "XCA": "Caldora",
    "XMI": "Miren",
}
PERSONS = ("president", "premier", "foreign minister", "defence minister")
TOWNS = ("Calvren", "Ostvik", "Halden", "Merane", "Stenvik")
MATTERS = {
    "fishing": ("the fishing quota in the strait", "catches in the strait and the fishing quota"),
    "tariffs": ("tariffs on timber", "the new timber duties and other tariffs"),
    "prisoners": ("the prisoners held in Merane", "its treatment of the Merane prisoners"),
    "base": ("the naval base at Stenvik", "building at the Stenvik naval base"),
    "gas": ("the price of gas", "gas prices and the pipeline"),
    "border": ("the fence along the border", "fencing off the border river"),
    "dam": ("the dam on the Upper Torve", "filling the Torve dam"),
    "visas": ("the rule on visas for students", "visas that students no longer get"),
    "satellite": ("the launch of a spy satellite", "the satellite launched for spying"),
    "broadcasts": ("broadcasts in a minority language", "closing minority language broadcasts"),
    "grain": ("the ban on grain exports", "exports of grain and the ban"),
    "airspace": ("flights through its airspace", "airspace closed to flights"),
    "debt": ("repayment of an old debt", "the debt and its repayment"),
    "election": ("meddling in the election", "interference with the election commission"),
}
WORDS = {
    ("SANCTION", "expel"): (
        "{a} expelled {n} diplomats of {b}",
        "the expulsion of {n} {b} diplomats was announced in {t}",
        "{a} ordered {n} embassy staff of {b} to leave",
        "{n} diplomats of {b} were told to leave {a}",
    ),
    ("SANCTION", "discontinue"): (
        "{a} imposed sanctions on {n} companies of {b}",
        "new sanctions against {n} {b} companies took effect",
        "{a} froze the assets of {n} companies from {b}",
    ),
    ("CONSULT", None): (
        "the {p} of {a} met the {p} of {b} in {t}",
        "talks between {a} and {b} on {m} were held in {t}",
        "the two {p}s discussed {m} at a meeting in {t}",
        "a meeting of the {p}s of {a} and {b}",
    ),
    ("ASSAULT", "aerial"): (
        "aircraft of {a} bombed the port of {t}",
        "an air raid by {a} on {t} killed {n} people",
        "{n} people died when {a} bombed {t}",
    ),
    ("AID", None): (
        "{a} delivered {n} lorries of food to {b}",
        "{n} lorries with food from {a} reached {t}",
        "a convoy of {n} lorries brought food from {a}",
    ),
    ("RETREAT", "release"): (
        "{a} released {n} sailors of {b}",
        "{n} sailors were set free by {a} in {t}",
        "the release of {n} sailors held by {a}",
    ),
    ("ACCUSE", "disapprove"): (
        "{a} criticised {b} over {m}",
        "{a} condemned {m}",
        "the {p} of {a} called {m} unacceptable",
    ),
    ("REQUEST", "change"): (
        "{a} demanded that {b} give way on {m}",
        "{a} called on {b} to settle {m}",
        "the {p} of {a} asked for a settlement of {m}",
    ),
}
VERBAL = ("ACCUSE", "REQUEST")


class Maker:
    """Makes incidents and their reports up, the same ones each time."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._count = 0

    def incidents(self, number: int) -> Iterator[dict]:
        while number > 0:
            first = self._incident()
            yield first
            number -= 1
            # Every other one has a neighbour that is easily taken for it.
            if self._chance.random() < 0.5:
                yield self._neighbour(first)
                number -= 1

    def _incident(self) -> dict:
        a, b = self._chance.sample(list(STATES), 2)
        return {
            "kind": self._chance.choice(list(WORDS)),
            "a": a,
            "b": b,
            "day": date(2031, 1, 1) + timedelta(self._chance.randrange(365)),
            "n": self._chance.randrange(3, 80),
            "town": self._chance.choice(TOWNS),
            "person": self._chance.choice(PERSONS),
            "matter": self._chance.choice(list(MATTERS)),
        }

    def _neighbour(self, of: dict) -> dict:
        other = dict(of)
        kind, verbal = of["kind"], of["kind"][0] in VERBAL
        if verbal:
            other["matter"] = self._chance.choice([m for m in MATTERS if m != of["matter"]])
        elif kind[0] == "CONSULT":
            other["person"] = self._chance.choice([p for p in PERSONS if p != of["person"]])
            other["town"] = self._chance.choice([t for t in TOWNS if t != of["town"]])
        else:
            other["n"] = of["n"] + self._chance.randrange(5, 40)
            other["day"] = of["day"] + timedelta(self._chance.randrange(3))
        return other

    def reports(self, of: dict) -> Iterator[tuple[Event, str, tuple[str, str] | None]]:
        for _ in range(self._chance.choice((1, 1, 2, 2, 3, 4, 6))):
            yield self._report(of)

    def _report(self, of: dict) -> tuple[Event, str, tuple[str, str] | None]:
        self._count += 1
        type, mode = of["kind"]
        words = self._chance.choice(WORDS[of["kind"]]).format(
            a=STATES[of["a"]],
            b=STATES[of["b"]],
            n=of["n"],
            t=of["town"],
            p=of["person"],
            m=self._chance.choice(MATTERS[of["matter"]]),
        )
        day = of["day"].isoformat()
        published = (of["day"] + timedelta(self._chance.choice((0, 1, 1, 2)))).isoformat()
        dated = self._chance.random()
        days = (day, day) if dated < 0.7 else None if dated < 0.85 else ("0001-01-01", published)
        a, b = (
            Party(
                f"{of[side]} {of['person']}"
                if type == "CONSULT" and self._chance.random() < 0.6
                else of[side],
                STATES[of[side]],
                of[side],
                None,
            )
            for side in "ab"
        )
        together = type == "CONSULT" and self._chance.random() < 0.7
        event = Event(
            f"event-{self._count:05}", f"document-{self._count}", (a, b) if together else (a,),
            () if together or (type != "CONSULT" and self._chance.random() < 0.15) else (b,), type,
            mode if self._chance.random() < 0.8 else None, (), None, type in VERBAL, day,
            Place(of["town"], None) if of["town"] in words and self._chance.random() < 0.8 else None,
            "happened", "author", (Span(0, len(words), words),), 0.8,
        )  # fmt: skip
        return event, published, days


def measure(incidents: int, seed: int, errors: int) -> None:
    maker = Maker(seed)
    gold: dict[str, int] = {}
    told: dict[str, str] = {}
    reports = []
    for number, incident in enumerate(maker.incidents(incidents)):
        for event, published, days in maker.reports(incident):
            gold[event.id] = number
            told[event.id] = f"{event.date} {event.evidence[0].text}"
            reports.append(report_of(event, published, days))
    before = time.perf_counter()
    found = {one.event: one.incident for one in join_reports(reports)}
    seconds = time.perf_counter() - before
    print(f"{len(reports)} reports of {len(set(gold.values()))} incidents")
    _tell("detente", gold, found)
    _tell("one-a-day rule", gold, {one.event: _one_a_day(one) for one in reports})
    print(f"{1e6 * seconds / len(reports):,.0f} microseconds an event")
    _show(gold, found, told, errors)


def _one_a_day(report: Report) -> tuple:
    """The usual way: reports of a day, a pair and a type are one event."""
    return report.type, report.mode, report.sources, report.targets, report.days


def _tell(name: str, gold: dict, found: dict) -> None:
    right, joined, asked = _pairs(gold, found)
    print(f"{name}: precision {right / max(joined, 1):.3f} ({right} of {joined} pairs joined),", end=" ")
    print(f"recall {right / asked:.3f} (of {asked}), B-cubed F1 {_b_cubed(gold, found):.3f}")


def _grouped(names: dict) -> dict:
    groups = defaultdict(set)
    for event, name in names.items():
        groups[name].add(event)
    return groups


def _pairs(gold: dict, found: dict) -> tuple[int, int, int]:
    asked = {pair for group in _grouped(gold).values() for pair in combinations(sorted(group), 2)}
    joined = {pair for group in _grouped(found).values() for pair in combinations(sorted(group), 2)}
    return len(asked & joined), len(joined), len(asked)


def _b_cubed(gold: dict, found: dict) -> float:
    ours, theirs = _grouped(found), _grouped(gold)
    precision = recall = 0.0
    for event in gold:
        both = len(ours[found[event]] & theirs[gold[event]])
        precision += both / len(ours[found[event]])
        recall += both / len(theirs[gold[event]])
    precision, recall = precision / len(gold), recall / len(gold)
    return 2 * precision * recall / (precision + recall)


def _show(gold: dict, found: dict, told: dict, number: int) -> None:
    wrong = Counter()
    for a, b in combinations(sorted(gold), 2):
        joined, one = found[a] == found[b], gold[a] == gold[b]
        if joined != one and wrong[joined] < number:
            wrong[joined] += 1
            print("joined wrongly:" if joined else "not joined:", told[a], "|", told[b])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0, help="show so many errors of each sort")
    given = parser.parse_args()
    measure(given.incidents, given.seed, given.errors)


if __name__ == "__main__":
    main()
