"""What a document tells about whose relationship is meant where a sentence does not say it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from detente.extract.assessment_anaphora import Topic
from detente.extract.assessment_rules import Lexicon
from detente.model import Document, Mention, Segment, Statement

Dyad = tuple[str, str]

_STATE_CODE = re.compile(r"[A-Z]{3}\Z")
_LEAD = 4  # segments in which the states a document is about are looked for
NEAR = 2  # segments over which "the relationship" may point back


@dataclass
class Context:
    """What the document tells about whose relationship is meant when a sentence does not say it.

    `main` is the pair of states the document is about, `focus` the one spoken of last and its segment.
    """

    document: Document
    segments: Sequence[Segment]
    mentions: Sequence[Mention]
    statements: Sequence[Statement]
    lexicon: Lexicon
    main: Dyad | None = None
    about_relation: bool = False
    focus: Dyad | None = None
    focus_segment: int = -NEAR - 1
    mentions_relation: bool = False
    topic: Topic | None = None
    lead: int = 0
    starts: list[int] = field(default_factory=list)
    _statement_starts: list[int] = field(default_factory=list)
    _reach: list[int] = field(default_factory=list)
    _states: dict[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = [mention.start for mention in self.mentions]
        self._statement_starts = [statement.start for statement in self.statements]
        self._reach = list(accumulate((statement.end for statement in self.statements), max))
        self.main = self._main_dyad()

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that start in a stretch of the text."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def statements_around(self, first: int, last: int) -> list[Statement]:
        """The statements that hold both offsets; they come in order of start."""
        index = bisect_right(self._statement_starts, first) - 1
        found = []
        while index >= 0 and self._reach[index] > last:
            if self.statements[index].end > last:
                found.append(self.statements[index])
            index -= 1
        return found

    def statements_in(self, start: int, end: int) -> list[Statement]:
        """The statements that share a character with a stretch, those around its start first."""
        begun = slice(bisect_right(self._statement_starts, start), bisect_left(self._statement_starts, end))
        return [*self.statements_around(start, start), *self.statements[begun]]

    def states_of_segment(self, number: int) -> frozenset[str]:
        """The codes of the states that a segment mentions."""
        if number not in self._states:
            segment = self.segments[number]
            self._states[number] = frozenset(states(self.between(segment.start, segment.end)))
        return self._states[number]

    def _main_dyad(self) -> Dyad | None:
        """The two states named most in title and lead, ties broken by the whole text."""
        whole = Counter(states(self.mentions))
        kinds = ("title", "heading", "paragraph", "turn")
        places = [n for n, s in enumerate(self.segments) if s.kind in kinds][:_LEAD]
        lead = Counter(states(self.between(0, self.segments[places[-1]].end if places else 0)))
        body = [n for n, s in enumerate(self.segments) if s.kind in kinds and s.kind != "heading"][:_LEAD]
        self.lead = body[-1] if body else 0
        counts = lead if len(lead) > 1 else whole
        ranked = sorted(counts, key=lambda code: (-counts[code], -whole[code], code))
        if len(ranked) < 2:
            return None
        titles = [s for s in self.segments if s.kind == "title"]
        titled = {code for s in titles for code in states(self.between(s.start, s.end))}
        if whole[ranked[1]] < 2 and titled != set(ranked[:2]):
            return None
        return in_order(ranked[0], ranked[1])

    def turn_to(self, dyad: Dyad, segment: int) -> Dyad:
        """The pair is spoken of now; a title that judges a relationship says what the document is about."""
        self.focus, self.focus_segment = dyad, segment
        if self.segments[segment].kind in ("title", "heading"):
            self.about_relation, self.main = True, dyad
        return dyad

    def note(self, dyad: Dyad, segment: int, judged: bool) -> None:
        """A relationship was named: the document is about it if it is the main pair's and in the lead."""
        if segment <= self.lead and self.main in (None, dyad):
            self.main, self.mentions_relation = dyad, True
            self.about_relation |= judged

    def speak_of(self, topics: Sequence[Topic]) -> None:
        """Keeps the topic that the next sentence may go on with, a subject rather than another."""
        self.topic = max(topics, key=lambda topic: topic.subject, default=None)

    def topic_before(self, sentence: int) -> Topic | None:
        """The topic of the sentence before, if it had one."""
        return self.topic if self.topic and self.topic.sentence == sentence - 1 else None


def states(mentions: Iterable[Mention]) -> list[str]:
    """The codes of the states, and of those who act for a state, among the mentions."""
    return [m.code for m in mentions if m.code and is_state(m)]


def is_state(mention: Mention) -> bool:
    return bool(mention.code and _STATE_CODE.match(mention.code) and mention.kind not in ("group", "media"))


def in_order(a: str, b: str) -> Dyad:
    return (a, b) if a < b else (b, a)


def speaker_code(statement: Statement | None) -> str | None:
    """The state the speaker acts for."""
    code = statement.speaker.code if statement else None
    return code if code and _STATE_CODE.match(code) else None
