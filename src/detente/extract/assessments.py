"""Assessments: what somebody says about the state, trend or outlook of a relationship between two states.

A judgement is found where a word of judgement and the name of a relationship (the anchor) meet in one clause,
and two states can be made out. The words are in ``data/assessments.yaml``; `assessment_rules` finds them and
tells how they stand in the sentence (negated, hoped, feared, foretold).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from detente.extract.assessment_rules import Hit, Lexicon, Standing, is_new_clause, lexicon, standing, upward
from detente.model import (
    ActorRef,
    Assessment,
    Document,
    Level,
    Mention,
    Outlook,
    Scope,
    Segment,
    Sentence,
    Statement,
    Token,
    Trend,
    stable_id,
)
from detente.spans import Span, strip_space

Dyad = tuple[str, str]

AUTHOR = ActorRef(None, "author", None, None)
_STATE_CODE = re.compile(r"[A-Z]{3}\Z")
_YEAR = re.compile(r"\b(?:[Ii]n|[Dd]uring|[Bb]ack in) (?:the year )?((?:19|20)\d\d)\b(?!\s*-\s*\d)")
_FIRST_PERSON = frozenset(("we", "our", "us", "ours", "i", "my"))
_ASKERS = frozenset(
    ("question", "remark", "q", "reporter", "journalist", "correspondent", "interviewer", "moderator")
)
_AXES = ("level", "trend", "outlook")
_LINKING = frozenset("between with of among toward towards to by from across and".split())
_GENERIC = frozenset(
    "state level condition foundation foundations basis groundwork climate atmosphere spirit quality course prospects "
    "development process nature fabric framework situation state future dynamic dynamics phase period page chapter "
    "trust confidence momentum impetus balance issue core damage change changes trend".split()
)
_FARTHEST = {"levels": 5, "trends": 5, "idioms": 6, "anchored idioms": 4}  # arcs between a judgement and its anchor
_FRIENDLY = frozenset(("relation", "contact", "meeting", "bond", "joint", "common_ground", "thaw"))
_NEGATIVE = frozenset(("strained", "dispute"))
_GOOD: dict[str, int] = {"very_low": -2, "low": -1, "neutral": 0, "good": 1, "very_good": 2}
_COPULAS = frozenset(
    [
        "am",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "'s",
        "'re",
        "has",
        "have",
        "had",
        "see",
        "seen",
        "saw",
        "remain",
        "remains",
        "remained",
        "become",
        "became",
        "becoming",
        "stay",
        "stays",
        "reach",
        "reached",
        "stand",
        "stood",
        "enter",
        "entered",
        "hit",
        "deserve",
        "deserves",
        "as",
        "called",
        "described",
    ]
)
_LONGEST_EVIDENCE = 240  # characters
_LEAD = 4  # segments in which the states a document is about are looked for


@dataclass(frozen=True, slots=True)
class Judgement:
    """One clause's judgement on a dyad, before clauses and sentences are joined."""

    dyad: Dyad
    scope: Scope
    level: Level | None
    trend: Trend | None
    outlook: Outlook | None
    start: int
    end: int
    statement: Statement | None
    sentence: int
    confidence: float
    follows: bool  # its anchor points back ("these relations", "this work")


@dataclass
class Context:
    """What the document tells about whose relationship is meant when a sentence does not say it."""

    document: Document
    segments: Sequence[Segment]
    mentions: Sequence[Mention]
    statements: Sequence[Statement]
    lexicon: Lexicon
    main: Dyad | None = None
    about_relation: bool = False
    focus: Dyad | None = None
    focus_segment: int = -1
    starts: list[int] = field(default_factory=list)


def find_assessments(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    statements: Sequence[Statement],
) -> tuple[Assessment, ...]:
    """The assessments of a document, in order of their evidence.

    The holder is the speaker of the innermost statement around the judgement, else the author. `confidence`
    (0 to 1) falls with each thing that was inferred: the pair of states, a judgement not plainly asserted.
    """
    words = lexicon()
    anchored = [n for n, sentence in enumerate(sentences) if words.anchored(sentence.tokens)]
    if not anchored:
        return ()
    context = Context(document, segments, mentions, statements, words, starts=[m.start for m in mentions])
    context.main = _main_dyad(context)
    found: list[Judgement] = []
    for number in anchored:
        found += _judge(context, sentences[number], number)
    return tuple(_record(context, judgement) for judgement in _joined(found, document.text))


# The document's states


def _states(mentions: Iterable[Mention]) -> list[str]:
    return [m.code for m in mentions if m.code and _is_state(m)]


def _is_state(mention: Mention) -> bool:
    return bool(mention.code and _STATE_CODE.match(mention.code) and mention.kind not in ("group", "media"))


def _main_dyad(context: Context) -> Dyad | None:
    """The two states named most in title and lead, ties broken by the whole text; None if there are not two."""
    whole = Counter(_states(context.mentions))
    lead_end = [s.end for s in context.segments if s.kind in ("title", "heading", "paragraph", "turn")][
        :_LEAD
    ]
    lead = Counter(_states(m for m in context.mentions if lead_end and m.start < lead_end[-1]))
    counts = lead if len(lead) > 1 else whole
    ranked = sorted(counts, key=lambda code: (-counts[code], -whole[code], code))
    if len(ranked) < 2 or whole[ranked[1]] < 2:
        return None
    return _sorted(ranked[0], ranked[1])


def _sorted(a: str, b: str) -> Dyad:
    return (a, b) if a < b else (b, a)


# One sentence


def _judge(context: Context, sentence: Sentence, number: int) -> Iterator[Judgement]:
    hits = context.lexicon.hits(sentence)
    anchors = [hit for hit in hits if hit.entry.group in ("anchors", "anchored idioms")]
    if not anchors or sentence.tokens[-1].lower == "?":
        return
    reader = _Reader(context, sentence, number, hits)
    for anchor, cues in reader.grouped(anchors):
        judgement = reader.judgement(anchor, cues)
        if judgement is not None:
            yield judgement


@dataclass
class _Reader:
    """A sentence with its hits, and the answers about it that need all of these."""

    context: Context
    sentence: Sentence
    number: int
    hits: list[Hit]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    # Which judgement belongs to which anchor

    def grouped(self, anchors: list[Hit]) -> list[tuple[Hit, list[Hit]]]:
        """Each anchor with its judgements; an anchor inside another's phrase gives way to the outer one."""
        named = [a for a in anchors if a.entry.value != "pair" or len(self._subjects(a)) > 1]
        anchors = named or anchors
        heads = [a for a in anchors if not any(self._holds(outer, a) for outer in anchors if outer is not a)]
        groups: dict[Hit, list[Hit]] = {anchor: [] for anchor in heads}
        for cue in self.hits:
            if cue.entry.group in _FARTHEST and cue not in groups:
                near = [(d, a) for a in heads if (d := self._distance(cue, a)) is not None]
                if near:
                    groups[min(near, key=lambda pair: (pair[0], abs(pair[1].first - cue.first)))[1]].append(
                        cue
                    )
        return list(groups.items())

    def _holds(self, outer: Hit, inner: Hit) -> bool:
        """Is `inner` part of the phrase of `outer` ("the deadlock of relations", "talks on cooperation")?"""
        if outer.entry.value in ("situation", "meeting") or (
            self._own_pair(inner) and not self._own_pair(outer)
        ):
            return False
        index = inner.head
        for _ in range(4):
            token = self.tokens[index]
            if token.head == index or token.dep not in (
                "prep",
                "pobj",
                "compound",
                "amod",
                "conj",
                "nmod",
                "poss",
            ):
                return False
            index = token.head
            if index == outer.head:
                return True
        return False

    def _own_pair(self, anchor: Hit) -> bool:
        return len(set(self._named(anchor))) > 1

    def _distance(self, cue: Hit, anchor: Hit) -> int | None:
        """The number of arcs between them, None if they are too far apart or in different clauses."""
        if not set(cue.tokens).isdisjoint(anchor.tokens):
            return None
        up, down = self._path(cue.head, anchor.head), self._path(anchor.head, cue.head)
        common = next((index for index in up if index in down), None)
        if common is None:
            return None
        distance = up.index(common) + down.index(common)
        if distance > _FARTHEST[cue.entry.group] or not self._meets(cue, anchor):
            return None
        return distance

    def _meets(self, cue: Hit, anchor: Hit) -> bool:
        """Does the word of judgement speak of the anchor, not of something beside it?"""
        loose = cue.entry.value in ("rise", "fall") and anchor.entry.value in _FRIENDLY
        if (loose or "object_only" in cue.entry.notes) and not self._object(cue, anchor):
            return self.tokens[cue.head].dep == "amod" and self.tokens[cue.head].head in anchor.tokens
        if cue.entry.group == "trends" and not self._moves(cue, anchor):
            return False
        token = self.tokens[cue.head]
        if token.dep != "amod" or token.head in anchor.tokens:
            return True
        low, high = self.sentence.subtree_bounds[token.head]
        return low <= anchor.head <= high or self._predicated(token.head)

    def _moves(self, cue: Hit, anchor: Hit) -> bool:
        """Is it the anchor that moves, not a thing of its own ("restore calm in the talks with B")?"""
        if anchor.entry.value == "meeting" and cue.entry.value in ("improving", "rise", "fall"):
            return False
        if not self.tokens[cue.head].tag.startswith("VB"):
            return True
        index = anchor.head
        while self.tokens[index].head not in (index, cue.head):
            above = self.tokens[index].head
            if self.tokens[index].lower == "in" and self.tokens[above].tag.startswith("NN"):
                return self.tokens[above].lower in _GENERIC
            index = above
        return True

    def _predicated(self, noun: int) -> bool:
        """Is the noun what the subject is said to be, have or be at ("are in a bad state")?"""
        token = self.tokens[noun]
        if token.dep == "pobj":
            token = self.tokens[token.head]
        return token.dep in ("attr", "oprd") or self.tokens[token.head].lower in _COPULAS

    def _path(self, index: int, other: int) -> list[int]:
        """The governors of a token within its clause; a relative clause leads on to the noun it describes."""
        path = upward(self.sentence, index)
        top = self.tokens[path[-1]]
        if (top.dep == "relcl" and top.head == other) or (
            is_new_clause(self.sentence, path[-1]) and self._refers(path[-1])
        ):
            path.append(top.head)
            path += [i for i in upward(self.sentence, top.head)[1:] if i not in path]
        return path

    def _refers(self, verb: int) -> bool:
        """Has the coordinated clause a pronoun for subject, which goes on with the same thing?"""
        subjects = [
            self.tokens[c]
            for c in self.sentence.children[verb]
            if self.tokens[c].dep in ("nsubj", "nsubjpass")
        ]
        return bool(subjects) and subjects[0].lower in ("it", "they", "this", "that")

    def _object(self, cue: Hit, anchor: Hit) -> bool:
        """Is the anchor what the verb or noun acts on?"""
        index = anchor.head
        for step in range(3):
            token = self.tokens[index]
            if token.head == cue.head:
                return token.dep in ("dobj", "nsubjpass", "nsubj", "prep") if step < 2 else False
            if token.dep not in ("pobj", "prep", "conj", "compound", "nmod"):
                return False
            index = token.head
        return False

    # Whose relationship

    def _named(self, anchor: Hit) -> list[str]:
        """The codes of the states named in the anchor's phrase, in order."""
        return _states(m for m in self._mentions() if self._inside(anchor, m))

    def _mentions(self) -> Sequence[Mention]:
        low = bisect_left(self.context.starts, self.sentence.start)
        high = bisect_left(self.context.starts, self.sentence.end)
        return self.context.mentions[low:high]

    def _head_of(self, mention: Mention) -> int:
        inside = [i for i, t in enumerate(self.tokens) if t.start < mention.end and t.end > mention.start]
        for index in inside:
            if self.tokens[index].head not in inside or self.tokens[index].head == index:
                return index
        return inside[-1] if inside else -1

    def _inside(self, anchor: Hit, mention: Mention) -> bool:
        """Is the mention in the anchor's noun phrase, before it or after between, with, of ...?"""
        index = self._head_of(mention)
        for _ in range(7):
            if index < 0:
                return False
            token = self.tokens[index]
            if index in anchor.tokens:
                return True
            if token.dep == "prep" and token.lower not in _LINKING:
                return False
            if token.dep not in (
                "compound",
                "amod",
                "nmod",
                "poss",
                "pobj",
                "prep",
                "conj",
                "appos",
                "dep",
                "punct",
            ):
                return False
            if token.head == index:
                return False
            index = token.head
        return False

    def _subjects(self, anchor: Hit) -> list[str]:
        """The codes of the states that are subjects of the verbs above the anchor."""
        verbs = set(upward(self.sentence, anchor.head))
        codes = self._controllers(anchor)
        for mention in self._mentions():
            index = self._head_of(mention)
            while index >= 0 and self._leads_up(index):
                index = self.tokens[index].head
            if (
                index >= 0
                and self.tokens[index].dep in ("nsubj", "nsubjpass")
                and self.tokens[index].head in verbs
            ):
                codes += _states([mention])
        return codes

    def _controllers(self, anchor: Hit) -> list[str]:
        """The state that is told or helped to do what an infinitive says ("urged B to mend ties with C")."""
        verb = next((i for i in upward(self.sentence, anchor.head) if self.tokens[i].tag == "VB"), None)
        if verb is None or self.tokens[verb].dep not in ("xcomp", "acl", "ccomp", "advcl"):
            return []
        above = self.tokens[verb].head
        told = [m for m in self._mentions() if above < self._head_of(m) < verb and m.code]
        told = [m for m in told if self.tokens[self._head_of(m)].dep in ("dobj", "dative", "pobj", "nsubj")]
        return _states(told[-1:])

    def _leads_up(self, index: int) -> bool:
        """Is the token part of a phrase named after it ("the ministries of A and B", "A's envoys")?"""
        token = self.tokens[index]
        if token.dep in ("pobj", "prep"):
            return "of" in (token.lower, self.tokens[token.head].lower)
        return token.dep in ("conj", "compound", "poss", "amod", "nmod")

    def dyad(self, anchor: Hit, statement: Statement | None) -> tuple[Dyad, float] | None:
        """The pair of states and how sure it is, or None where it cannot be told."""
        named = list(dict.fromkeys(self._named(anchor)))
        if len(named) >= 2:
            return self._focused(_sorted(named[0], named[1])), 1.0
        partner = self._partner_words(anchor)
        if partner == "foreign":
            return None
        subjects = [code for code in dict.fromkeys(self._subjects(anchor)) if code not in named]
        if len(named) == 1:
            preps = {self.tokens[p].lower for p in self._preps(anchor.head)}
            if "between" in preps or (anchor.entry.value in self.context.lexicon.needs_both and not preps):
                return None
            return self._with_one(named[0], subjects, statement)
        if len(subjects) >= 2:
            return self._focused(_sorted(subjects[0], subjects[1])), 0.9
        return self._implied(anchor, partner, subjects, statement)

    def _focused(self, dyad: Dyad) -> Dyad:
        self.context.focus, self.context.focus_segment = dyad, self.sentence.segment
        if self.context.segments[self.sentence.segment].kind in ("title", "heading"):
            self.context.about_relation = True
            self.context.main = dyad
        return dyad

    def _with_one(
        self, code: str, subjects: list[str], statement: Statement | None
    ) -> tuple[Dyad, float] | None:
        """One state is named with the anchor; the other is the subject, the speaker's, or the document's."""
        if subjects:
            return self._focused(_sorted(code, subjects[0])), 0.9
        speaker = _speaker_code(statement)
        if speaker and speaker != code:
            return self._focused(_sorted(code, speaker)), 0.85
        for pair in (self._near_focus(), self.context.main):
            if pair and code in pair:
                return pair, 0.75
        return None

    def _near_focus(self) -> Dyad | None:
        return self.context.focus if self.context.focus_segment == self.sentence.segment else None

    def _implied(
        self, anchor: Hit, partner: str, subjects: list[str], statement: Statement | None
    ) -> tuple[Dyad, float] | None:
        """No state is named with the anchor: "bilateral ties", "our relations", "today's meeting"."""
        if self._theirs(anchor):
            return None
        here = sorted(set(_states(self._mentions())))
        kind_pair = anchor.entry.value in self.context.lexicon.needs_both
        if len(here) == 2 and (anchor.entry.value == "relation" or (kind_pair and partner == "pair")):
            return self._focused((here[0], here[1])), 0.7
        if not self._definite(anchor, partner, statement):
            return None
        pair = self._near_focus() or self._only_partner(statement) or self._earlier() or self.context.main
        if pair is None:
            return None
        speaker = _speaker_code(statement)
        own = {t.lower for t in self.tokens} & _FIRST_PERSON or anchor.entry.value in ("joint", "common_ground")
        if own and speaker not in pair and (speaker or not self.context.about_relation):
            return None
        return pair, 0.7 if pair == self._near_focus() else 0.6

    def _only_partner(self, statement: Statement | None) -> Dyad | None:
        """The speaker's state and the only other one named in the turn or paragraph."""
        speaker = _speaker_code(statement)
        segment = self.context.segments[self.sentence.segment]
        low, high = (bisect_left(self.context.starts, at) for at in (segment.start, segment.end))
        others = set(_states(self.context.mentions[low:high])) - {speaker}
        return _sorted(speaker, others.pop()) if speaker and len(others) == 1 else None

    def _earlier(self) -> Dyad | None:
        """The pair last spoken of, if that was in the segment before."""
        return self.context.focus if self.sentence.segment - self.context.focus_segment <= 2 else None

    def _theirs(self, anchor: Hit) -> bool:
        """Does "their" point to somebody in the sentence who is no state ("the firms ... their ties")?"""
        if not any(
            self.tokens[c].lower in ("their", "his", "her", "its")
            for c in self.sentence.children[anchor.head]
        ):
            return False
        verbs = set(upward(self.sentence, anchor.head))
        subjects = [
            i for i, t in enumerate(self.tokens) if t.dep in ("nsubj", "nsubjpass") and t.head in verbs
        ]
        known = {self._head_of(m) for m in self._mentions()} | set(anchor.tokens)
        return any(
            self.tokens[i].tag.startswith("NN")
            and i not in known
            and self.tokens[i].lower not in self.context.lexicon.pair_words
            and not self.sentence.subtree_bounds[i][0] <= anchor.head <= self.sentence.subtree_bounds[i][1]
            for i in subjects
        )

    def _definite(self, anchor: Hit, partner: str, statement: Statement | None) -> bool:
        """Does the phrase point to a relationship that is already known?"""
        words = {self.tokens[c].lower for c in self.sentence.children[anchor.head]}
        pointing = words & self.context.lexicon.pair_adjectives or partner == "pair"
        kind = anchor.entry.value
        if kind == "pair":
            return bool(
                {t.lower for t in self.tokens if t.dep.startswith("nsubj")}
                & {"countries", "sides", "they", "we"}
            )
        if kind in self.context.lexicon.needs_both:
            return partner == "pair" or anchor.entry.group == "anchored idioms" or bool(pointing)
        if kind == "situation":
            return "the" in words and self.context.about_relation
        if kind in ("joint", "common_ground"):
            speaks = _speaker_code(statement) is not None and anchor.entry.say.endswith(
                ("together", "jointly")
            )
            return speaks or bool(
                {t.lower for t in self.tokens} & {"we", "our", "us", "both", "sides", "countries"}
            )
        subject = {t.lower for t in self.tokens if t.dep in ("nsubj", "nsubjpass")} & {
            "we",
            "both",
            "sides",
            "countries",
        }
        described = any(
            self.tokens[c].dep in ("poss", "relcl", "nsubj") for c in self.sentence.children[anchor.head]
        )
        return bool(pointing or "the" in words or subject or (described and kind == "meeting"))

    def _partner_words(self, anchor: Hit) -> str:
        """After between, with, of: "pair" ("the two countries", "us"), "foreign" (somebody else), or ""."""
        for prep in self._preps(anchor.head):
            for child in self.sentence.children[prep]:
                token = self.tokens[child]
                if token.dep != "pobj":
                    continue
                if token.lower in self.context.lexicon.pair_words:
                    return "pair"
                if not any(
                    self._head_of(m) == child or self._covers(m, child) for m in self._mentions() if m.code
                ):
                    return "foreign"
        return ""

    def _covers(self, mention: Mention, index: int) -> bool:
        return mention.start <= self.tokens[index].start < mention.end

    def _preps(self, index: int) -> list[int]:
        return [
            c
            for c in self.sentence.children[index]
            if self.tokens[c].lower in ("between", "with", "among", "towards")
        ]

    # What is said of it

    def judgement(self, anchor: Hit, cues: list[Hit]) -> Judgement | None:
        statement = self._statement(anchor, cues)
        if statement is not None and _asks(statement):
            return None
        values = self._values(anchor, cues)
        if values.empty:
            return None
        found = self.dyad(anchor, statement)
        if found is None:
            return None
        dyad, sure = found
        start, end = self._evidence(anchor, values.used, statement)
        return Judgement(
            dyad,
            self._scope(anchor, statement),
            values.level,
            values.trend,
            values.outlook,
            start,
            end,
            None if values.authors else statement,
            self.number,
            round(sure * values.sure, 2),
            self._points_back(anchor),
        )

    def _values(self, anchor: Hit, cues: list[Hit]) -> _Values:
        values = _Values()
        for cue in cues:
            stands = standing(self.sentence, cue, self.hits, self.context.lexicon)
            values.add(cue, anchor, stands, self.tokens[cue.head].tag == "VBG")
        own = standing(self.sentence, anchor, self.hits, self.context.lexicon)
        values.add_anchor(anchor, own)
        return values

    def _points_back(self, anchor: Hit) -> bool:
        words = {self.tokens[c].lower for c in self.sentence.children[anchor.head]}
        return bool(words & {"these", "this", "such", "those"}) or anchor.entry.value in (
            "joint",
            "common_ground",
            "dispute",
        )

    def _statement(self, anchor: Hit, cues: list[Hit]) -> Statement | None:
        """The innermost statement around the judgement, or around the anchor where nothing else judges."""
        places = [self.tokens[i] for hit in (cues or [anchor]) for i in hit.tokens]
        middle = [(t.start + t.end) // 2 for t in places]
        around = [s for s in self.context.statements if all(s.start <= m < s.end for m in middle)]
        return min(around, key=lambda s: s.end - s.start, default=None)

    def _scope(self, anchor: Hit, statement: Statement | None) -> Scope:
        kind = anchor.entry.value
        low, high = self.sentence.subtree_bounds[anchor.head]
        words = {t.lower for t in (*self.tokens[low : high + 1], *self._clause_words(anchor))}
        text = self.context.document.text[self.tokens[low].start : self.tokens[high].end].lower()
        words |= set(re.findall(r"\w+(?:-\w+)+", text))
        scopes = self.context.lexicon.scopes
        if kind in ("contact", "meeting", "relation") and words & scopes["working level"]:
            return "working level"
        if words & scopes["leaders"] or (kind == "meeting" and self._between_leaders(anchor, statement)):
            return "leaders"
        return "peoples" if words & scopes["peoples"] else "states"

    def _clause_words(self, anchor: Hit) -> list[Token]:
        """What the anchor's verb governs through a preposition ("have contacts through the ministry")."""
        verb = self.tokens[anchor.head].head
        preps = [
            c
            for c in self.sentence.children[verb]
            if self.tokens[c].lower in ("through", "via", "at", "among")
        ]
        return [self.tokens[c] for p in preps for c in self.sentence.children[p] if c > anchor.last]

    def _between_leaders(self, anchor: Hit, statement: Statement | None) -> bool:
        people = [m for m in self._mentions() if self._inside(anchor, m)]
        if any(m.kind == "person" or m.form == "role" for m in people):
            return True
        return not people and statement is not None and statement.speaker.name is not None

    # Where it stands

    def _evidence(self, anchor: Hit, cues: Sequence[Hit], statement: Statement | None) -> tuple[int, int]:
        """The words that decide, with the subject and verb between them, clipped to the statement."""
        decisive = {i for hit in cues for i in hit.tokens} or set(anchor.tokens)
        topic = self._topic(anchor, decisive)
        chosen = set(decisive)
        for index in decisive:
            chosen |= self._clause_frame(index)
        if not topic:
            low, high = self.sentence.subtree_bounds[anchor.head]
            inner = [i for i in range(low, high + 1) if self._in_phrase(i, anchor)]
            chosen |= set(inner) | set(anchor.tokens)
        if self._length(chosen) > _LONGEST_EVIDENCE:
            chosen = decisive | set(anchor.tokens)
        start, end = self.tokens[min(chosen)].start, self.tokens[max(chosen)].end
        if statement is not None:
            start, end = max(start, statement.start), min(end, statement.end)
        return strip_space(self.context.document.text, start, end)

    def _length(self, chosen: set[int]) -> int:
        return self.tokens[max(chosen)].end - self.tokens[min(chosen)].start

    def _topic(self, anchor: Hit, decisive: set[int]) -> bool:
        """Is the anchor only the topic of a clause about "it" ("As for the meeting, it was useful")?"""
        between = self.tokens[anchor.last + 1 : max(min(decisive), anchor.last + 1)]
        return any(t.lower in ("it", "they") and t.dep == "nsubj" for t in between)

    def _clause_frame(self, index: int) -> set[int]:
        """The verb above a word, with its subject, auxiliaries and negation."""
        frame: set[int] = set()
        for above in upward(self.sentence, index)[:4]:
            frame.add(above)
            if self.tokens[above].tag.startswith(("VB", "MD")) or self.tokens[above].dep == "ROOT":
                return frame | self._frame_of(above)
        return set()

    def _frame_of(self, verb: int) -> set[int]:
        frame: set[int] = set()
        for child in self.sentence.children[verb]:
            token = self.tokens[child]
            if token.dep in ("nsubj", "nsubjpass", "expl", "csubj"):
                low, _ = self.sentence.subtree_bounds[child]
                frame |= set(range(low, child + 1))
            elif token.dep in ("aux", "auxpass", "neg", "prt"):
                frame.add(child)
        return frame

    def _in_phrase(self, index: int, anchor: Hit) -> bool:
        """Is the token part of the anchor's noun phrase without its clauses?"""
        while index != anchor.head:
            token = self.tokens[index]
            if token.dep in ("relcl", "acl", "advcl", "appos", "punct", "parataxis") or token.head == index:
                return False
            index = token.head
        return True


@dataclass
class _Values:
    """Level, trend and outlook as they gather from the judgements of a clause."""

    level: Level | None = None
    trend: Trend | None = None
    outlook: Outlook | None = None
    sure: float = 0.95
    authors: bool = False  # presupposed by a "won't admit": the author's judgement, not the speaker's
    used: list[Hit] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return self.level is None and self.trend is None and self.outlook is None

    def add(self, cue: Hit, anchor: Hit, stands: Standing, underway: bool) -> None:
        """Takes in one word of judgement on the anchor."""
        if "declined" in stands.moods or ("unfactive" in stands.moods and stands.negated):
            return
        before = (self.level, self.trend, self.outlook)
        if cue.entry.group in ("idioms", "anchored idioms"):
            self._add_idiom(cue, stands)
        elif cue.entry.group == "levels":
            self._add_level(cue, stands)
        else:
            self._add_trend(cue, _direction(cue, anchor), stands, underway)
        if (self.level, self.trend, self.outlook) != before:
            self.used.append(cue)
            self.used += [
                hit for hit in stands.hits if self.outlook and hit.entry.value not in ("present", "role")
            ]
        self.authors |= "factive" in stands.moods

    def _add_idiom(self, cue: Hit, stands: Standing) -> None:
        entry = cue.entry
        if _unreal(stands):
            return
        if stands.negated and not entry.trend:
            return
        if stands.negated and entry.trend:
            self._set_trend("stable")
            self._set_outlook(
                "hopeful" if entry.trend == "worsening" else "pessimistic", bool(_ahead(stands))
            )
            return
        self._set_level(entry.level)
        self._set_trend(entry.trend)
        self._set_outlook(
            entry.outlook or ("pessimistic" if entry.trend == "worsening" else "hopeful"),
            bool(entry.outlook) or "future" in stands.moods,
        )

    def _add_level(self, cue: Hit, stands: Standing) -> None:
        sign = _GOOD[cue.entry.value]
        if stands.negated:
            sign = -1 if sign > 0 else 0
            level: str | None = "low" if sign else None
        else:
            level = cue.entry.value
        ahead = _ahead(stands) - ({"future", "possible"} if "present" in stands.moods else set())
        if _unreal(stands):
            return
        if ahead:
            self._look_ahead(sign, stands)
            if abs(sign) < 2 or stands.negated:
                return
        self._set_level(level)

    def _look_ahead(self, sign: int, stands: Standing) -> None:
        if sign == 0:
            return
        hopeful = sign > 0
        if {"feared", "unwilling", "hindered"} & stands.moods:
            hopeful = False
        elif {"hoped", "willing"} & stands.moods and not hopeful and "future" not in stands.moods:
            return
        self._set_outlook("hopeful" if hopeful else "pessimistic", True)

    def _add_trend(self, cue: Hit, trend: Trend | None, stands: Standing, underway: bool) -> None:
        if trend is None and not (cue.entry.value == "change" and stands.negated):
            return
        sign = {"worsening": -1, "improving": 1}.get(trend or "", 0)
        if stands.negated:
            if trend == "stable":
                return
            trend, turned = "stable", -sign
        else:
            turned = sign
        self._place_trend(cue, trend, sign, turned, stands, underway)

    def _place_trend(
        self, cue: Hit, trend: Trend | None, sign: int, turned: int, stands: Standing, underway: bool
    ) -> None:
        if _unreal(stands) and not (sign < 0 and "unrealised" in stands.moods and len(_ahead(stands)) == 0):
            if (
                sign > 0
                and "conditional" not in stands.moods
                and cue.entry.notes & {"presuppose_low", "fresh_start"}
            ):
                self._restoring(cue, turned, stands)
            return
        if {"willing", "hoped", "feared", "unwilling", "hindered"} & stands.moods:
            self._restoring(cue, turned, stands) if sign > 0 else self._look_ahead(turned, stands)
            return
        if "possible" in stands.moods and "future" not in stands.moods:
            self._look_ahead(turned, stands)
            return
        if "only_hoped" in cue.entry.notes and "future" not in stands.moods and not underway:
            return
        self._set_trend(trend)
        if "future" in stands.moods:
            self._look_ahead(turned if turned or sign else -1 if cue.entry.value == "change" else 0, stands)
        elif "presuppose_low_when_true" in cue.entry.notes and not stands.negated:
            self._set_level("low")

    def _restoring(self, cue: Hit, turned: int, stands: Standing) -> None:
        """An improvement that is wished for; "mend", "restore" say that something is broken."""
        if "presuppose_low" in cue.entry.notes and not stands.negated:
            self._set_level("low")
        if _ahead(stands) or "demanded" in stands.moods:
            self._look_ahead(turned, stands)

    def add_anchor(self, anchor: Hit, stands: Standing) -> None:
        """What the anchor says by itself: "tensions" are low, a "thaw" improves."""
        kind = anchor.entry.value
        if "declined" in stands.moods or (stands.negated and self.empty):
            return
        if anchor.entry.group == "anchored idioms":
            self._add_idiom(anchor, stands)
        elif kind == "strained" or (kind == "dispute" and not self.empty):
            if not _unreal(stands) and not {"hoped", "possible"} & stands.moods:
                self._set_level("low")
        elif kind == "thaw":
            self._thaw(stands)
        elif kind in ("joint", "contact", "meeting") and self.empty:
            self._hope_for(anchor, stands)
        elif kind == "common_ground" and self.empty and "conditional" not in stands.moods:
            self._set_outlook("pessimistic" if {"hindered", "feared"} & stands.moods else "hopeful", True)

    def _thaw(self, stands: Standing) -> None:
        if _ahead(stands) & {"hoped", "feared", "possible", "willing", "unwilling"} or _unreal(stands):
            self._look_ahead(1, stands)
        else:
            self._set_trend("improving")

    def _hope_for(self, anchor: Hit, stands: Standing) -> None:
        if "feared" in stands.moods:
            self._set_outlook("pessimistic", True)
        elif "hoped" in stands.moods and not _unreal(stands) and not stands.negated:
            self._set_outlook("hopeful", True)
        else:
            return
        self.used += [hit for hit in stands.hits if hit.entry.value in ("hoped", "feared")]

    # Worst and strongest words win; a movement outranks "continues"

    def _set_level(self, level: str | None) -> None:
        if level is not None and (self.level is None or abs(_GOOD[level]) > abs(_GOOD[self.level])):
            self.level = level  # type: ignore[assignment]

    def _set_trend(self, trend: str | None) -> None:
        if trend is not None and self.trend in (None, "stable"):
            self.trend = trend  # type: ignore[assignment]

    def _set_outlook(self, outlook: str | None, when: bool) -> None:
        if when and self.outlook is None:
            self.outlook = outlook  # type: ignore[assignment]
            self.sure -= 0.1


def _direction(cue: Hit, anchor: Hit) -> Trend | None:
    value, bad = cue.entry.value, anchor.entry.value in _NEGATIVE
    if value in ("worsening", "improving", "stable"):
        return value  # type: ignore[return-value]
    if value == "rise":
        return "worsening" if bad else "improving"
    if value == "relief":
        return "improving" if bad else None
    if value == "fall":
        return "improving" if bad else "worsening"
    return None


def _ahead(stands: Standing) -> set[str]:
    return set(stands.moods & {"future", "possible", "hoped", "willing", "feared", "unwilling", "hindered"})


def _unreal(stands: Standing) -> bool:
    """Called for, conditional or merely aimed at: it says nothing about how things are."""
    if "conditional" in stands.moods:
        return True
    return bool({"demanded", "unrealised"} & stands.moods) and not _ahead(stands) & {
        "willing",
        "hoped",
        "future",
        "feared",
    }


def _speaker_code(statement: Statement | None) -> str | None:
    code = statement.speaker.code if statement else None
    return code if code and _STATE_CODE.match(code) else None


def _asks(statement: Statement) -> bool:
    """Is the statement a journalist's turn?"""
    speaker = statement.speaker
    label = f"{speaker.description or ''} {speaker.mention.text if speaker.mention else ''}".lower()
    return statement.kind == "turn" and not speaker.name and bool(set(re.findall(r"\w+", label)) & _ASKERS)


# Records


def _joined(found: list[Judgement], text: str) -> list[Judgement]:
    """Judgements of one sentence on one thing, and of the next sentence that goes on with it, as one."""
    joined: list[Judgement] = []
    for judgement in sorted(found, key=lambda j: (j.start, j.end)):
        if joined and _goes_on(joined[-1], judgement):
            joined[-1] = _union(joined[-1], judgement)
        else:
            joined.append(judgement)
    return joined


def _goes_on(a: Judgement, b: Judgement) -> bool:
    if a.dyad != b.dyad or not _same_voice(a.statement, b.statement):
        return False
    if b.end - a.start > 2 * _LONGEST_EVIDENCE or not _agree(a, b):
        return False
    if a.sentence == b.sentence:
        return a.scope == b.scope and (b.start <= a.end or (a.level, a.trend) == (b.level, b.trend))
    return b.sentence == a.sentence + 1 and b.follows and (a.scope == b.scope or not (b.level or b.trend))


def _same_voice(a: Statement | None, b: Statement | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.id == b.id or (
        a.speaker.name is not None
        and a.speaker.name == b.speaker.name
        and b.kind == "turn"
        and a.nested_in == b.id
    )


def _agree(a: Judgement, b: Judgement) -> bool:
    if a.level and b.level and _GOOD[a.level] * _GOOD[b.level] < 0:
        return False
    return {a.trend, b.trend} != {"worsening", "improving"} and {a.outlook, b.outlook} != {
        "hopeful",
        "pessimistic",
    }


def _union(a: Judgement, b: Judgement) -> Judgement:
    level = max((x for x in (a.level, b.level) if x), key=lambda x: abs(_GOOD[x]), default=None)
    moving = [x for x in (a.trend, b.trend) if x]
    trend = next((x for x in moving if x != "stable"), moving[0] if moving else None)
    outlook = a.outlook or (None if a.scope != b.scope and a.level else b.outlook)
    return replace(
        a,
        level=level,
        trend=trend,
        outlook=outlook,
        end=max(a.end, b.end),
        sentence=b.sentence,
        confidence=max(a.confidence, b.confidence),
    )


def _record(context: Context, judgement: Judgement) -> Assessment:
    document, statement = context.document, judgement.statement
    evidence = Span.cut(document.text, judgement.start, judgement.end)
    parts = (judgement.start, judgement.end, *judgement.dyad, judgement.scope)
    return Assessment(
        stable_id("assessment", document.id, *parts),
        document.id,
        _holder(statement),
        judgement.dyad,
        judgement.scope,
        judgement.level,
        judgement.trend,
        judgement.outlook,
        _date(document, statement, evidence),
        (evidence,),
        statement.id if statement else None,
        judgement.confidence,
    )


def _holder(statement: Statement | None) -> ActorRef:
    if statement is None:
        return AUTHOR
    speaker = statement.speaker
    return ActorRef(speaker.actor, speaker.name, speaker.code, speaker.mention)


def _date(document: Document, statement: Statement | None, evidence: Span) -> str | None:
    """The period the words name, else when they were said, else (the author's) when they were published."""
    year = _YEAR.search(evidence.text)
    if year:
        return year.group(1)
    published = document.published.date[:10] if document.published else None
    if statement is None:
        return published
    return statement.said_on or (f"../{published}" if published else None)
