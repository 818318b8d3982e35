"""The statements, assessments and events of a document as a reader meets them, each with its voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Literal

from detente.model import Assessment, Event, Extraction, Statement
from detente.spans import strip_space
from detente.web import wording

VOICES_WITH_COLOUR = 7
ItemKind = Literal["direct", "indirect", "mixed", "turn", "assessment", "event"]
_MARKS = {"assessment": "◆", "event": "▶"}
_UNKNOWN = wording.UNKNOWN_SPEAKER.casefold()


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of a document. `colour` counts from 0; the last colour is shared by all the others.
    `rank` is its place among the voices."""

    rank: int
    key: str
    name: str
    code: str | None
    initials: str
    colour: int
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """A statement, assessment or event as the reader shows it. `index` counts all items from 0 in order of
    start, `number` the items of its sort from 1; `start` and `end` bound its words in the text."""

    index: int
    number: int
    kind: ItemKind
    record: Statement | Assessment | Event
    start: int
    end: int
    voice: Voice | None

    @property
    def tag(self) -> str:
        """The short mark beside the words: initials, or a sign of the kind of record, and a number."""
        return f"{self.voice.initials if self.voice else _MARKS[self.kind]} {self.number}"

    @property
    def colour(self) -> int:
        return self.voice.colour if self.voice else VOICES_WITH_COLOUR

    @property
    def label(self) -> str:
        """What a screen reader says for the tag."""
        if self.voice:
            return f"Statement {self.number}, {self.voice.name}, {self.kind}"
        if isinstance(self.record, Event):
            return f"Event {self.number}, {wording.event_type(self.record)}"
        return f"Assessment {self.number}"


# Of records with the same bounds, in this order.
_SORTS: tuple[type, ...] = (Statement, Assessment, Event)


def find_voices(statements: Iterable[Statement]) -> dict[str, Voice]:
    """The speakers of a document by key, those who say most first, the unknown last."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[wording.speaker_key(statement.speaker)].append(statement)
    ranked = sorted(groups, key=lambda key: (key == _UNKNOWN, -len(groups[key])))
    names = [wording.speaker_name(groups[key][0].speaker) for key in ranked]
    letters = wording.distinct_initials(names)
    voices = {}
    for rank, (key, name, short) in enumerate(zip(ranked, names, letters, strict=True)):
        colour = VOICES_WITH_COLOUR if key == _UNKNOWN else min(rank, VOICES_WITH_COLOUR)
        voices[key] = Voice(rank, key, name, groups[key][0].speaker.code, short, colour, len(groups[key]))
    return voices


def list_items(extraction: Extraction, voices: dict[str, Voice]) -> list[Item]:
    """All statements, assessments and events in order of the text, an outer one before those inside it."""
    text = extraction.document.text
    places: list[tuple[int, int, Statement | Assessment | Event]] = [
        (*_trimmed(text, statement.start, statement.end), statement) for statement in extraction.statements
    ]
    judged_and_done: tuple[Assessment | Event, ...] = (*extraction.assessments, *extraction.events)
    for record in judged_and_done:
        start = min((span.start for span in record.evidence), default=len(text))
        end = max((span.end for span in record.evidence), default=len(text))
        places.append((*_trimmed(text, start, end), record))
    numbers = {kind: count(1) for kind in _SORTS}
    places.sort(key=lambda place: (place[0], -place[1], _SORTS.index(type(place[2])), place[2].id))
    return [
        _item(index, next(numbers[type(record)]), start, end, record, voices)
        for index, (start, end, record) in enumerate(places)
    ]


def _item(
    index: int,
    number: int,
    start: int,
    end: int,
    record: Statement | Assessment | Event,
    voices: dict[str, Voice],
) -> Item:
    if not isinstance(record, Statement):
        kind: ItemKind = "event" if isinstance(record, Event) else "assessment"
        return Item(index, number, kind, record, start, end, None)
    return Item(index, number, record.kind, record, start, end, voices[wording.speaker_key(record.speaker)])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start = max(0, min(start, len(text)))
    return strip_space(text, start, max(start, min(end, len(text))))
