"""Which events of several documents are reports of one incident, and why.

Two events are compared where they are of one type and have an actor in common within a day of each other.
They are reports of one incident unless something speaks against it (days that lie apart, other numbers, other
persons, another place, another mode), when enough speaks for it: the day, the place, the mode, persons,
numbers, and words of the evidence that are not the actors' names. Acts that are done in words need more words
in common, since two states may criticise each other twice a day. Pairs are joined from the surest on, and two
groups are not joined where any event of one speaks against any of the other, so that no chain of likenesses
drifts from one event to another. What a person decided outranks all of this.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import product

from detente.model import Event, IncidentReport, stable_id

# The weights say how telling a likeness is; the thresholds were set on invented cases (bench/incidents.py).
_ACTORS, _SAME_DAY, _DAYS_MEET, _NEXT_DAY, _PUBLISHED = 1.0, 2.0, 1.0, 1.0, 0.5
_WORD, _MOST_WORDS, _PLACE, _MODE, _PERSON, _NUMBER = 0.75, 4, 1.0, 0.5, 0.5, 1.5
_NEARLY_THE_SAME, _SHARE = 1.0, 0.75
_ENOUGH, _ENOUGH_IN_WORDS, _FEWEST_WORDS = 3.5, 4.5, 2
# A word in so large a share of the reports of a type says what the type is, not which event; of few reports
# nothing can be told by counting.
_OFTEN, _MANY_REPORTS = 0.15, 40
# An event of an unknown day is taken to lie so many days before its publication at most.
_STALE = 3
_APART = 1
# More pairs of two groups than this are not looked at one by one.
_LOOKED_AT = 40

_WORDS = re.compile(r"[^\W\d_]{3,}|\d+(?:[.,]\d+)*")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
# Days and years belong to dates, and dates are compared for themselves.
_DATES = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|(?:19|20)\d\d)\b", re.I)
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "hundred": "100", "dozen": "12",
}  # fmt: skip


@cache
def _common() -> frozenset[str]:
    """Words that stand in reports of anything."""
    text = (files("detente.match") / "data" / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class Report:
    """An event as it is compared: `days` are ordinals of the first and last day, `dated` whether the text
    tells them; `order` sorts the earliest report first."""

    event: str
    order: tuple[str, str, str]
    sources: frozenset[str]
    targets: frozenset[str]
    persons: frozenset[str]
    type: str
    mode: str | None
    verbal: bool
    days: tuple[int, int]
    dated: bool
    place: str | None
    country: str | None
    words: frozenset[str]
    numbers: frozenset[str]


def report_of(event: Event, published: str | None, days: tuple[str, str] | None) -> Report:
    """What of an event counts; `published` is a day, `days` the first and last day of its date."""
    first_last, dated = _days(days, published)
    text = " ".join(span.text for span in event.evidence)
    words, numbers = _content(text, _names(event))
    place = event.place
    return Report(
        event.id,
        (days[0] if days else "9999", published or "9999", event.id),
        frozenset(party.code for party in event.source if party.code),
        frozenset(party.code for party in event.target if party.code),
        frozenset(party.actor for party in event.source if party.actor and party.actor != party.code),
        event.type or f"CAMEO {event.cameo}",
        event.mode,
        event.verbal,
        first_last,
        dated,
        place.name.lower() if place else None,
        place.country if place else None,
        words,
        numbers,
    )


def join_reports(
    reports: Iterable[Report], decisions: Sequence[tuple[str, str | None]] = ()
) -> list[IncidentReport]:
    """Of which incident each event is a report, in the order of the earliest report.

    `decisions` are persons': (event, event) for two that report the same, (event, None) for one that reports
    nothing any other does.
    """
    in_order = sorted(_telling(list(reports)), key=lambda report: report.order)
    by_id = {report.event: report for report in in_order}
    groups = _Groups(by_id, decisions)
    for one, other in _decided(decisions, by_id):
        groups.join(one, other, ("a person joined them",), forced=True)
    for _, one, other, reasons in sorted(
        _likely(by_id.values()), key=lambda pair: (-pair[0], pair[1], pair[2])
    ):
        groups.join(one, other, reasons)
    return groups.told()


def _telling(reports: list[Report]) -> Iterator[Report]:
    """The reports without words that stand in many of their type."""
    number = Counter(report.type for report in reports)
    often = Counter((report.type, word) for report in reports for word in report.words)
    for report in reports:
        limit = _OFTEN * number[report.type]
        if number[report.type] >= _MANY_REPORTS:
            kept = frozenset(word for word in report.words if often[report.type, word] <= limit)
            report = replace(report, words=kept)
        yield report


def _decided(
    decisions: Sequence[tuple[str, str | None]], by_id: Mapping[str, Report]
) -> Iterator[tuple[str, str]]:
    for event, other in decisions:
        if other is not None and event in by_id and other in by_id:
            yield event, other


class _Groups:
    """Events joined so far, and by what."""

    def __init__(self, by_id: Mapping[str, Report], decisions: Sequence[tuple[str, str | None]]) -> None:
        self._reports = by_id
        self._group = {event: [event] for event in by_id}
        self._joins: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._alone = {event for event, other in decisions if other is None}
        self._chosen = {frozenset((event, other)) for event, other in decisions if other is not None}

    def join(self, one: str, other: str, reasons: tuple[str, ...], *, forced: bool = False) -> None:
        mine, theirs = self._group[one], self._group[other]
        if mine is theirs or not (forced or self._may_join(mine, theirs)):
            return
        mine.extend(theirs)
        for event in theirs:
            self._group[event] = mine
        self._joins[one].append((other, reasons))
        self._joins[other].append((one, reasons))

    def _may_join(self, mine: list[str], theirs: list[str]) -> bool:
        if self._alone.intersection(mine) or self._alone.intersection(theirs):
            return False
        pairs = product(mine[:_LOOKED_AT], theirs[:_LOOKED_AT])
        return all(_against(self._reports[one], self._reports[other]) is None for one, other in pairs)

    def told(self) -> list[IncidentReport]:
        told: list[IncidentReport] = []
        seen: set[str] = set()
        for first in self._reports:
            if first not in seen:
                told += self._incident(first)
                seen.update(self._group[first])
        return told

    def _incident(self, first: str) -> Iterator[IncidentReport]:
        """The reports of one incident from its first on, each after the one it was joined with."""
        incident = stable_id("incident", first)
        yield IncidentReport(first, incident)
        waiting, reached = [first], {first}
        while waiting:
            event = waiting.pop(0)
            for other, reasons in self._joins[event]:
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
                    yield IncidentReport(other, incident, event, reasons)


def _likely(reports: Iterable[Report]) -> Iterator[tuple[float, str, str, tuple[str, ...]]]:
    """Pairs for which enough speaks, each once."""
    # By one actor, since a report may not tell the other.
    blocks: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        for code in report.sources | report.targets:
            blocks[report.type, code].append(report)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        for one, other in _near(block):
            key = (one.event, other.event)
            if key not in seen:
                seen.add(key)
                found = compare(one, other)
                if found:
                    yield found[0], *key, found[1]


def _near(block: list[Report]) -> Iterator[tuple[Report, Report]]:
    """Pairs whose days are not further apart than reports of one event may be."""
    block = sorted(block, key=lambda report: (report.days, report.order))
    for place, one in enumerate(block):
        for other in block[place + 1 :]:
            if other.days[0] - one.days[1] > _APART:
                break
            yield (one, other) if one.order <= other.order else (other, one)


def compare(one: Report, other: Report) -> tuple[float, tuple[str, ...]] | None:
    """How much speaks for two events being one, and what; None where it is not enough."""
    if _against(one, other):
        return None
    found = [(_ACTORS, f"the same actors ({_told_actors(one)})"), _days_alike(one, other)]
    shared = sorted(one.words & other.words)
    numbers = sorted(one.numbers & other.numbers)
    if one.mode and one.mode == other.mode:
        found.append((_MODE, f"the same mode ({one.mode})"))
    if one.place and one.place == other.place:
        found.append((_PLACE, f"the same place ({one.place.title()})"))
    if one.persons & other.persons:
        found.append((_PERSON, "the same persons"))
    if numbers:
        found.append((_NUMBER, f"the same number ({', '.join(numbers)})"))
    if shared:
        told = ", ".join(shared[:_MOST_WORDS])
        found.append((_WORD * min(len(shared), _MOST_WORDS), f"words in common ({told})"))
    alike = len(shared) / max(min(len(one.words), len(other.words)), 1)
    if len(shared) >= _FEWEST_WORDS and alike >= _SHARE:
        found.append((_NEARLY_THE_SAME, "nearly the same words"))
    score = sum(weight for weight, _ in found)
    in_words = one.verbal and not numbers
    if in_words and len(shared) < _FEWEST_WORDS:
        return None
    enough = _ENOUGH_IN_WORDS if in_words else _ENOUGH
    reasons = (f"the same type ({one.type})", *(reason for _, reason in found if reason))
    return (score, reasons) if score >= enough else None


def _against(one: Report, other: Report) -> str | None:
    """What speaks against two events being one."""
    if one.type != other.type or not _same_direction(one, other):
        return "other actors"
    if one.mode and other.mode and one.mode != other.mode and one.type != "CONSULT":
        return "another mode"
    if max(one.days[0], other.days[0]) - min(one.days[1], other.days[1]) > _APART:
        return "another day"
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return "other numbers"
    if one.persons and other.persons and not one.persons & other.persons:
        return "other persons"
    if one.country and other.country and one.country != other.country:
        return "another place"
    if one.verbal and min(len(one.words), len(other.words)) >= _FEWEST_WORDS and not one.words & other.words:
        return "about something else"
    return None


def _same_direction(one: Report, other: Report) -> bool:
    """Whether the same side acts on the same. Talks are told as done together, or from either side."""
    if one.targets and other.targets:
        sources = not (one.sources and other.sources) or bool(one.sources & other.sources)
        return sources and bool(one.targets & other.targets)
    named = [report for report in (one, other) if report.targets]
    if not named:
        return len(one.sources & other.sources) >= max(1, min(2, len(one.sources), len(other.sources)))
    untold = other if named[0] is one else one
    if len(untold.sources) > 1:
        return len(untold.sources & (named[0].sources | named[0].targets)) > 1
    return bool(untold.sources & named[0].sources)


def _days_alike(one: Report, other: Report) -> tuple[float, str]:
    if not (one.dated and other.dated):
        return _PUBLISHED, "reported within days of each other"
    if one.days == other.days and one.days[0] == one.days[1]:
        return _SAME_DAY, f"the same day ({date.fromordinal(one.days[0]).isoformat()})"
    if one.days[0] <= other.days[1] and other.days[0] <= one.days[1]:
        return _DAYS_MEET, "days that meet"
    return _NEXT_DAY, "the day after"


def _told_actors(report: Report) -> str:
    sources = ", ".join(sorted(report.sources)) or "nobody named"
    targets = ", ".join(sorted(report.targets))
    return f"{sources} to {targets}" if targets and targets != sources else sources


def _days(days: tuple[str, str] | None, published: str | None) -> tuple[tuple[int, int], bool]:
    """Ordinals of the first and last day; open ends and unknown days end with the publication."""
    latest = date.fromisoformat(published).toordinal() if published else None
    if days is None:
        last = latest if latest is not None else 1
        return (last - _STALE, last), False
    first, last = (date.fromisoformat(day).toordinal() for day in days)
    if last == date.max.toordinal():
        last = max(first, latest) if latest is not None else first + _STALE
    if first == date.min.toordinal():
        first = last - _STALE
    return (first, last), True


def _names(event: Event) -> frozenset[str]:
    texts = [
        text
        for party in (*event.source, *event.target)
        for text in (party.name, party.mention.text if party.mention else None)
        if text
    ]
    return frozenset(_stem(word) for text in texts for word in _WORDS.findall(text.lower()))


def _content(text: str, names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    words, numbers = set(), set()
    for word in _WORDS.findall(_DATES.sub(" ", text).lower()):
        number = word if word[0].isdigit() else _NUMBERS.get(word)
        if number:
            numbers.add(number.replace(",", ""))
        elif word not in _common() and _stem(word) not in names:
            words.add(_stem(word))
    return frozenset(words), frozenset(numbers)


def _stem(word: str) -> str:
    """A word without the endings by which reports of one act differ: expels, expelled, expelling."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "led", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
