"""Who says what in a stretch of a text: the words of each utterance, and those of the text itself.

A voice is one reading of where the words of a quotation may come from: an utterance (a statement with those
that continue it, editors' insertions told apart), one quoted part of a paraphrase, the whole paraphrase,
whose other words are the outlet's, or the plain text, for what is no statement.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from detente.match.words import Word, ends_sentence, stage_directions, words_of
from detente.model import Document, Statement
from detente.spans import Span

Sort = Literal["said", "quoted part", "paraphrase", "text"]

# Of a long turn only so much around the place, in characters, is compared.
_AROUND = 2_500
# How far beside a place the text itself is read.
_BESIDE = 400
_DOUBLE = frozenset('"“”„«»')
_MARKS = "\"'“”„«»‘’‹› \t\r\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, its statements near a place, and the bounds of the place: what is compared."""

    document: Document
    statements: tuple[Statement, ...]
    start: int
    end: int
    read: str | None = None


@dataclass(frozen=True)
class Voice:
    """Words that one utterance, or the text, offers. `seams` are places of words before which the text is
    interrupted."""

    sort: Sort
    reading: Reading
    statements: tuple[Statement, ...]
    words: tuple[Word, ...]
    seams: frozenset[int]

    @cached_property
    def units(self) -> tuple[int, ...]:
        """The number of the sentence of each word: a quotation of whole sentences cuts nothing."""
        return _units(self.reading.document.text, self.words, self.seams, self.sort)

    @property
    def statement(self) -> Statement | None:
        return self.statements[0] if self.statements else None

    def statement_at(self, start: int) -> Statement | None:
        """Of the voice's statements the one that holds a place."""
        return next((s for s in self.statements if s.start <= start < s.end), self.statement)


def voices_of(reading: Reading) -> Iterator[Voice]:
    """All voices of a reading: utterances in order of start, the text last."""
    text = _Text(reading)
    for utterance in _utterances(reading.statements):
        yield from _voices_of_utterance(text, utterance)
    yield _text_voice(text)


class _Text:
    """The words of a reading and around it, found once for all voices."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        low = min([reading.start - _BESIDE, *(s.start for s in reading.statements)])
        high = max([reading.end + _BESIDE, *(s.end for s in reading.statements)])
        self._low = max(0, low, reading.start - _AROUND)
        self._high = min(len(reading.document.text), high, reading.end + _AROUND)
        self._words = words_of(reading.document.text, self._low, self._high)
        self._starts = [word.start for word in self._words]

    def words(self, start: int, end: int) -> list[Word]:
        """The words that begin in a stretch of the text, so far as it is near."""
        return self._words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _utterances(statements: Sequence[Statement]) -> list[tuple[Statement, ...]]:
    """Statements joined to what they continue, each in order of start."""
    known = {statement.id: statement for statement in statements}
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[_first_of(statement, known)].append(statement)
    return [tuple(sorted(group, key=lambda s: s.start)) for group in groups.values()]


def _first_of(statement: Statement, known: dict[str, Statement]) -> str:
    seen = {statement.id}
    while statement.continues in known and statement.continues not in seen:
        statement = known[statement.continues]
        seen.add(statement.id)
    return statement.id


def _voices_of_utterance(text: _Text, utterance: tuple[Statement, ...]) -> Iterator[Voice]:
    spoken = [_spoken(statement) for statement in utterance]
    if all(spoken):
        parts = [part for parts in spoken for part in parts]
        if all(len(parts) == 1 for parts in spoken):
            yield _said(text, utterance, parts, "said" if _is_direct(utterance) else "quoted part")
        else:
            for part in parts:
                yield _said(text, utterance, [part], "quoted part")
    if not _is_direct(utterance):
        yield _paraphrase(text, utterance)


def _is_direct(utterance: Iterable[Statement]) -> bool:
    return all(statement.kind in ("direct", "turn") for statement in utterance)


def _spoken(statement: Statement) -> list[Span]:
    """What of a statement is the speaker's own words."""
    if statement.kind in ("direct", "turn"):
        return [Span(statement.start, statement.end, statement.text)]
    return list(statement.quoted_parts)


def _said(text: _Text, utterance: tuple[Statement, ...], parts: list[Span], sort: Sort) -> Voice:
    whole = text.reading.document.text
    freed = [(span.start, span.end) for statement in utterance for span in statement.insertions]
    others = _quoted_within(text.reading, utterance)
    words: list[Word] = []
    seams = []
    for part in parts:
        own = text.words(part.start, part.end)
        if not own:
            continue
        seams.append(len(words))
        stages = stage_directions(whole, own[0].start, own[-1].end) + freed
        if stages or others:
            own = [word._replace(free=_within(word, stages), reported=_within(word, others)) for word in own]
        words += own
    return Voice(sort, text.reading, utterance, tuple(words), frozenset(seams[1:]))


def _within(word: Word, bounds: Iterable[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in bounds)


def _quoted_within(reading: Reading, utterance: tuple[Statement, ...]) -> list[tuple[int, int]]:
    """Where a speaker quotes somebody else, whose words these are."""
    ids = {statement.id for statement in utterance}
    return [(s.start, s.end) for s in reading.statements if s.nested_in in ids and s.kind != "indirect"]


def _paraphrase(text: _Text, utterance: tuple[Statement, ...]) -> Voice:
    quoted = [(s.start, s.end) for statement in utterance for s in _spoken(statement)]
    words: list[Word] = []
    seams = []
    for statement in utterance:
        seams.append(len(words))
        for word in text.words(statement.start, statement.end):
            words.append(word if _within(word, quoted) else word._replace(reported=True))
    return Voice("paraphrase", text.reading, utterance, tuple(words), frozenset(seams[1:]))


def _text_voice(text: _Text) -> Voice:
    reading = text.reading
    words = text.words(reading.start - _BESIDE, reading.end + _BESIDE)
    return Voice("text", reading, (), tuple(words), frozenset())


def _text_ends(text: str, before: Word, after: Word) -> bool:
    """Whether a sentence or a quotation begins or ends between two words."""
    between = text[before.end : after.start]
    return between != " " and (bool(_DOUBLE & set(between)) or ends_sentence(text, before, after))


def _units(text: str, words: Sequence[Word], seams: frozenset[int], sort: Sort) -> tuple[int, ...]:
    ends_here = _text_ends if sort == "text" else ends_sentence
    unit, units = 0, []
    for place, word in enumerate(words):
        if place:
            unit += (_seam_ends if place in seams else ends_here)(text, words[place - 1], word)
        units.append(unit)
    return tuple(units)


def _seam_ends(text: str, before: Word, after: Word) -> bool:
    """Whether a sentence ends where the attribution stands: “A,” he said. “B.” but not “A,” he said, “b.”"""
    between = text[before.end : after.start].strip(_MARKS)
    head = between[:1]
    return head in tuple(".!?…") or between[-1:] in tuple(".!?…:") or not between
