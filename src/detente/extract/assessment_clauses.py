"""One sentence: which judgement belongs to which relationship, who holds it, and the words that say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.extract.assessment_anaphora import PRONOUN, Topic, pronouns
from detente.extract.assessment_context import Context, Dyad
from detente.extract.assessment_dates import names_period
from detente.extract.assessment_dyads import Pairs
from detente.extract.assessment_rules import LONGEST_GAP, WEATHER, Hit
from detente.extract.assessment_standing import is_new_clause, standing, upward
from detente.extract.assessment_values import STRAINED, Values
from detente.model import Finder, Level, Outlook, Scope, Sentence, Statement, Token, Trend
from detente.spans import strip_space

LONGEST_EVIDENCE = 240  # characters; a longer clause is cut to its decisive words
# How many arcs of the parse a judgement may be from its anchor.
_FARTHEST = {"levels": 5, "trends": 5, "idioms": 6, "anchored idioms": 4}
_LONGEST_TAIL = 10  # words behind a phrase about a verb that evidence may keep
_ASKERS = frozenset(
    ["question", "remark", "q", "reporter", "journalist", "correspondent", "interviewer", "moderator"]
)
_INNER = frozenset(["prep", "pobj", "compound", "amod", "conj", "nmod", "poss"])
_OUTER = frozenset(["relcl", "acl", "advcl", "appos", "punct", "parataxis"])
_JOINTS = ("mark", "cc", "punct")  # words between clauses, which evidence neither begins nor ends with
_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")
_PART_OF_VERB = ("aux", "auxpass", "neg", "prt")
_DESCRIBING = ("VBG", "VBN", "JJ", "JJR", "JJS")
_POINTING_BACK = frozenset(("these", "this", "such", "those"))
_OF_PERSONS = frozenset(("relation", "bond", "contact", "reciprocal", "pair", "strained"))
_PLACING = frozenset(("in", "on", "at", "around", "inside", "within"))
_FINAL = frozenset(
    ("meeting", "event", "joint", "weather", "common_ground", "situation")
)  # an end is no verdict
_YEAR = re.compile(r"(?:19|20)\d\ds?")
_HYPHENED = re.compile(r"\w+(?:-\w+)+")


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
    found_by: Finder = "rules"


def judgements(context: Context, sentence: Sentence, number: int) -> Iterator[Judgement]:
    """What the `number`-th sentence of the document says about relationships.

    A question says nothing, but the answer may go on with what it spoke of.
    """
    hits = context.lexicon.hits(sentence) + list(pronouns(context.topic_before(number), sentence))
    anchors = [hit for hit in hits if hit.entry.group in ("anchors", "anchored idioms")]
    if not anchors or _is_game(context, sentence):
        return
    asked = sentence.tokens[-1].lower == "?"
    pairs = Pairs(context, sentence, hits, context.topic_before(number))
    events = [a for a in anchors if a.entry.value == "event"]
    anchors = [a for a in anchors if a not in events and (a.entry.value not in WEATHER or pairs.between(a))]
    generic = context.lexicon.generic
    anchors = [a for a in anchors if not _said_of_pronoun(sentence, a, anchors)]
    said = {i for hit in hits for i in hit.tokens}
    anchors = [a for a in anchors if not _only_describes(sentence, a, generic, said)]
    anchors = [a for a in anchors if not _of_another_kind(context, sentence, a)]
    clauses = _Clauses(context, sentence, hits, pairs)
    topics: list[Topic] = []
    for anchor, cues in clauses.grouped(anchors):
        judgement = None if asked else clauses.judgement(anchor, cues, number)
        if judgement is not None:
            yield judgement
        topics += clauses.topic(anchor, judgement, number)
    topics += [topic for event in events for topic in clauses.topic(event, None, number)]
    context.speak_of(topics)


def _only_describes(sentence: Sentence, anchor: Hit, generic: frozenset[str], said: set[int]) -> bool:
    """Does the noun tell the kind of another ("exchange pupils", "a trust fund", "the Cold War")?"""
    token = sentence.tokens[anchor.head]
    named = sentence.tokens[token.head]
    if anchor.entry.value in WEATHER and token.dep == "compound":
        return token.head not in said
    if anchor.entry.value in STRAINED and token.dep == "compound":  # "a rift valley"
        return named.tag in ("NN", "NNS") and named.lower not in generic and token.head not in said
    if anchor.entry.value == "relation" and token.dep == "compound" and token.tag == "NNS":
        return (
            named.tag == "NN" and named.lower not in generic and token.head not in said
        )  # "relations office"
    if anchor.entry.value not in ("contact", "bond") or token.dep != "compound":
        return False
    return named.tag in ("NN", "NNS") and named.lower not in generic and token.head not in anchor.tokens


def _of_another_kind(context: Context, sentence: Sentence, anchor: Hit) -> bool:
    """Are they "public relations", "relations within the cabinet", "the situation in a third country"?"""
    if anchor.entry.value not in ("relation", "situation"):
        return False
    children = sentence.children[anchor.head]
    words = {sentence.tokens[c].lower for c in children}
    if anchor.entry.value == "situation":
        places = [c for c in children if sentence.tokens[c].lower in _PLACING]
        named = [c for p in places for c in sentence.children[p]]
        return any(sentence.tokens[c].dep == "pobj" and not _names_relation(sentence, c) for c in named)
    return bool(words & (context.lexicon.other_relations | {"within", "inside"}))


def _names_relation(sentence: Sentence, index: int) -> bool:
    return sentence.tokens[index].lower.startswith(("relation", "ties", "dialogue", "cooperation"))


def _said_of_pronoun(sentence: Sentence, anchor: Hit, anchors: Sequence[Hit]) -> bool:
    """Is the noun only what "it" is said to be ("It was a friendly meeting")?"""
    token = sentence.tokens[anchor.head]
    subjects = [a for a in anchors if PRONOUN in a.entry.notes and sentence.tokens[a.head].head == token.head]
    return token.dep == "attr" and bool(subjects)


def _is_game(context: Context, sentence: Sentence) -> bool:
    return any(token.lower in context.lexicon.sports for token in sentence.tokens)


@dataclass
class _Clauses:
    """A sentence with the entries found in it."""

    context: Context
    sentence: Sentence
    hits: list[Hit]
    pairs: Pairs

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    # Which judgement belongs to which anchor

    def grouped(self, anchors: list[Hit]) -> list[tuple[Hit, list[Hit]]]:
        """Each anchor with its judgements; an anchor inside another's phrase gives way to the outer one.

        A phrase like "at odds" is an anchor where two states are its subject, else it judges another anchor.
        """
        anchors = [a for a in anchors if a.entry.value != "pair" or self._has_pair(a)] or anchors
        named = [a for a in anchors if a.entry.value in ("relation", "contact")]
        anchors = [a for a in anchors if not self._speaks_of(a, named)]
        heads = [a for a in anchors if not any(self._holds(outer, a) for outer in anchors if outer is not a)]
        groups: dict[Hit, list[Hit]] = {anchor: [] for anchor in heads}
        for cue in self.hits:
            if cue.entry.group in _FARTHEST and cue not in groups:
                near = [
                    (d, abs(a.first - cue.first), a)
                    for a in heads
                    if (d := self._distance(cue, a)) is not None
                ]
                if near:
                    groups[min(near, key=lambda found: found[:2])[2]].append(cue)
        return list(groups.items())

    def _speaks_of(self, anchor: Hit, named: Sequence[Hit]) -> bool:
        """Is it an idiom about a relationship that is named beside it ("the worst is over in our ties")?"""
        idiom = anchor.entry.group == "anchored idioms" and anchor.entry.value == "course"
        return idiom and any(self._distance(anchor, other) is not None for other in named)

    def _has_pair(self, anchor: Hit) -> bool:
        together = len(set(self.pairs.subjects(anchor)) | set(self.pairs.named(anchor))) > 1
        return together or self.pairs.coordinated() is not None or self.pairs.two_sides(anchor)

    def _holds(self, outer: Hit, inner: Hit) -> bool:
        """Is `inner` part of the phrase of `outer` ("the deadlock of relations", "talks on cooperation")?"""
        if outer.entry.value in ("situation", "meeting") or self._names_pair(inner) > self._names_pair(outer):
            return False
        index = inner.head
        if outer.entry.group == "anchored idioms" and self.tokens[index].head in outer.tokens:
            return self.tokens[index].dep == "dobj"  # "patched up their quarrel"
        for _ in range(4):
            token = self.tokens[index]
            if token.head == index or token.dep not in _INNER:
                return False
            index = token.head
            if index == outer.head:
                return True
        return False

    def _names_pair(self, anchor: Hit) -> bool:
        if anchor.entry.value == "pair" and self.pairs.two_sides(anchor):
            return True
        return len(set(self.pairs.named(anchor))) > 1

    def _distance(self, cue: Hit, anchor: Hit) -> int | None:
        """The number of arcs between them, None if they are too far apart or in different clauses."""
        if not set(cue.tokens).isdisjoint(anchor.tokens) or not self._same_voice(cue, anchor):
            return None
        if self._stands_before(cue, anchor):
            return 1
        up, down = self._path(cue.head, anchor.head), self._path(anchor.head, cue.head)
        common = next((index for index in up if index in down), None)
        if common is None:
            return None
        distance = up.index(common) + down.index(common)
        return distance if distance <= _FARTHEST[cue.entry.group] and self._meets(cue, anchor) else None

    def _same_voice(self, cue: Hit, anchor: Hit) -> bool:
        """Is the judgement no word of the report around the statement ("he continued that ties ...")?"""
        return self._statement([cue]) is not None or self._statement([anchor]) is None

    def _stands_before(self, cue: Hit, anchor: Hit) -> bool:
        """Does it open the anchor's phrase ("worsening A-B relations"), however it was parsed?"""
        low = min((i for i in range(anchor.first) if self._in_phrase(i, anchor)), default=anchor.first)
        return cue.last + 1 == low and self.tokens[cue.head].tag in _DESCRIBING

    def _path(self, index: int, other: int) -> list[int]:
        """The governors of a token within its clause; a relative clause leads on to the noun it describes."""
        path = upward(self.sentence, index)
        top = self.tokens[path[-1]]
        describes = top.dep == "relcl" and top.head == other
        if describes or (is_new_clause(self.sentence, path[-1]) and self._refers(path[-1])):
            path += [i for i in upward(self.sentence, top.head) if i not in path]
        return path

    def _refers(self, verb: int) -> bool:
        """Has the coordinated clause a pronoun for subject, which goes on with the same thing?"""
        subjects = [self.tokens[c] for c in self.sentence.children[verb] if self.tokens[c].dep in _SUBJECTS]
        return bool(subjects) and subjects[0].lower in ("it", "they", "this", "that")

    def _meets(self, cue: Hit, anchor: Hit) -> bool:
        """Does the word of judgement speak of the anchor, not of something beside it?"""
        if anchor.entry.value == "meeting" and cue.entry.value in ("improving", "rise", "fall"):
            return False
        if cue.entry.value == "ending" and anchor.entry.value in _FINAL:
            return False
        token = self.tokens[cue.head]
        if "of_manner" in cue.entry.notes:
            return token.dep in ("advmod", "acomp", "prep") and (
                token.head in anchor.tokens or self._fares(token.head, anchor)
            )
        describes = token.dep == "amod" and token.head in anchor.tokens
        loose = cue.entry.value in ("rise", "fall") and anchor.entry.value not in STRAINED
        if loose or "object_only" in cue.entry.notes:
            return describes or self._acts_on(cue, anchor)
        if cue.entry.group == "trends" and not self._moves(cue, anchor):
            return False
        if (
            cue.entry.group == "trends"
            and anchor.entry.value == "meeting"
            and token.tag in ("VB", "VBG", "VBZ")
        ):
            return self._acts_on(cue, anchor)
        if token.dep != "amod" or describes or self.tokens[token.head].lower == "as":
            return True
        return self._within(anchor.head, token.head) or self._predicated(token.head)

    def _fares(self, verb: int, anchor: Hit) -> bool:
        """Does the verb tell how the anchor goes ("our contacts run smoothly")?"""
        subjects = [c for c in self.sentence.children[verb] if self.tokens[c].dep in _SUBJECTS]
        known = self.tokens[verb].lower in self.context.lexicon.faring
        return known and any(self._within(anchor.head, c) for c in subjects)

    def _within(self, index: int, phrase: int) -> bool:
        low, high = self.sentence.subtree_bounds[phrase]
        return low <= index <= high

    def _acts_on(self, cue: Hit, anchor: Hit) -> bool:
        """Is the anchor the object or subject of the verb or noun?"""
        index = anchor.head
        for _ in range(3):
            token = self.tokens[index]
            if token.head == cue.head:
                return token.dep in ("dobj", "nsubjpass", "nsubj", "prep")
            if token.dep not in _INNER:
                return False
            index = token.head
        return False

    def _moves(self, cue: Hit, anchor: Hit) -> bool:
        """Is it the anchor that moves, not a thing of its own ("restore calm in the talks with B")?"""
        if not self.tokens[cue.head].tag.startswith("VB"):
            return True
        if self._has_other_object(cue, anchor):
            return False
        index = anchor.head
        while self.tokens[index].head not in (index, cue.head):
            above = self.tokens[index].head
            if self.tokens[index].lower == "in" and self.tokens[above].tag.startswith("NN"):
                return self.tokens[above].lower in self.context.lexicon.generic
            index = above
        return True

    def _has_other_object(self, cue: Hit, anchor: Hit) -> bool:
        """Does the verb act on something else ("in their call they spoke of destroying the group")?"""
        parts = [c for c in self.sentence.children[cue.head] if self.tokens[c].dep in ("dobj", *_SUBJECTS)]
        objects = [c for c in parts if self.tokens[c].dep == "dobj" and c not in cue.tokens]
        return bool(objects) and not any(self._within(anchor.head, c) for c in parts)

    def _predicated(self, noun: int) -> bool:
        """Is the noun what the subject is said to be, have or be at ("are in a bad state")?"""
        token = self.tokens[noun]
        if token.dep == "pobj":
            token = self.tokens[token.head]
        return token.dep in ("attr", "oprd") or self.tokens[token.head].lower in self.context.lexicon.copulas

    def topic(self, anchor: Hit, judgement: Judgement | None, number: int) -> Iterator[Topic]:
        """What the next sentence may mean by "it" or "they"."""
        value = anchor.entry.value
        if value not in ("relation", "meeting", "contact", "event") or (not judgement and value == "contact"):
            return
        if value == "event":
            value = "meeting"
        statement = self._statement([anchor])
        found = (judgement.dyad, 1.0) if judgement else self.pairs.peek(anchor, statement)
        if found is None:
            return
        if value == "relation":
            self.context.note(found[0], self.sentence.segment, judgement is not None)
        scope = judgement.scope if judgement else self._scope(anchor, statement)
        plural = self.tokens[anchor.head].tag == "NNS" or anchor.entry.say == "they"
        place = (number, self.sentence.segment)
        subject = self._is_subject(anchor.head) or anchor.entry.value == "event"
        yield Topic(value, plural, subject, found[0], scope, *place)

    def _is_subject(self, index: int) -> bool:
        """Is the word the head of a subject, or of its "state of ..."?"""
        while self.tokens[index].dep in _INNER and self.tokens[index].head != index:
            index = self.tokens[index].head
        return self.tokens[index].dep in _SUBJECTS

    # What is said, by whom, of which side of the relationship

    def judgement(self, anchor: Hit, cues: list[Hit], number: int) -> Judgement | None:
        """The judgement that the words make on the anchor; None if they make none, or of no known pair."""
        statement = self._statement(cues or [anchor])
        values = self._values(anchor, cues)
        if values.empty or (statement is not None and asks(statement)):
            return None
        found = self.pairs.dyad(anchor, statement)
        if found is None:
            return None
        holder = None if values.authors else statement
        start, end = self._evidence(anchor, values.used, statement)
        return Judgement(
            dyad=found[0],
            scope=self._scope(anchor, statement),
            level=values.level,
            trend=values.trend,
            outlook=values.outlook,
            start=start,
            end=end,
            statement=holder,
            sentence=number,
            confidence=round(found[1] * values.sure, 2),
            follows=self._points_back(anchor),
        )

    def _values(self, anchor: Hit, cues: list[Hit]) -> Values:
        values = Values(anchor, "personal" in self._words_around(anchor))
        for cue in cues:
            stands = standing(self.sentence, cue, self.hits, self.context.lexicon)
            values.add(cue, stands, self.tokens[cue.head].tag == "VBG")
        values.add_anchor(standing(self.sentence, anchor, self.hits, self.context.lexicon))
        return values

    def _points_back(self, anchor: Hit) -> bool:
        words = {self.tokens[c].lower for c in self.sentence.children[anchor.head]}
        return bool(words & _POINTING_BACK) or anchor.entry.value in ("joint", "common_ground", "dispute")

    def _statement(self, hits: list[Hit]) -> Statement | None:
        """The innermost statement around the words."""
        places = [self.tokens[i] for hit in hits for i in hit.tokens]
        middles = [(t.start + t.end) // 2 for t in places]
        around = self.context.statements_around(min(middles), max(middles)) if middles else []
        return min(around, key=lambda s: s.end - s.start, default=None)

    def _scope(self, anchor: Hit, statement: Statement | None) -> Scope:
        kind, scopes = anchor.entry.value, self.context.lexicon.scopes
        if PRONOUN in anchor.entry.notes and self.pairs.topic:
            return self.pairs.topic.scope
        words = self._words_around(anchor)
        if kind == "reciprocal" and "we" in words and anchor.entry.say.endswith(("other", "another")):
            return "leaders"
        if (
            kind in ("contact", "meeting", "relation", "reciprocal", "joint")
            and words & scopes["working level"]
        ):
            return "working level"
        if words & scopes["leaders"] or (
            kind in ("meeting", "event") and self._between_leaders(anchor, statement)
        ):
            return "leaders"
        if kind in _OF_PERSONS and self.pairs.between_persons(anchor):
            return "leaders"
        return "peoples" if words & scopes["peoples"] else "states"

    def _words_around(self, anchor: Hit) -> set[str]:
        """The words of the anchor's phrase, and of "through the ministries" beside it."""
        low, high = self.sentence.subtree_bounds[anchor.head]
        text = self.context.document.text[self.tokens[low].start : self.tokens[high].end].lower()
        beside = self.sentence.children[self.tokens[anchor.head].head]
        channels = [c for c in beside if self.tokens[c].lower in ("through", "via", "at", "among")]
        below = [c for channel in channels for c in self._channel(channel) if c not in anchor.tokens]
        below += [c for prep in self.pairs.between(anchor) for c in self.sentence.children[prep]]
        if anchor.entry.value in ("reciprocal", "joint") or "good_when_absent" in anchor.entry.notes:
            below += [i for c in self.pairs.doers(anchor) for i in (c, *self.sentence.children[c])]
        return {self.tokens[i].lower for i in (*range(low, high + 1), *below)} | set(_HYPHENED.findall(text))

    def _channel(self, prep: int) -> list[int]:
        """The words after "through", "among", "at the level of"; before the anchor only the last."""
        low, high = self.sentence.subtree_bounds[prep]
        inside = {self.tokens[i].lower for i in range(low, high + 1)}
        of_level = bool(inside & {"level", "levels"})
        return list(range(low, high + 1)) if of_level else list(self.sentence.children[prep])

    def _between_leaders(self, anchor: Hit, statement: Statement | None) -> bool:
        people = self.pairs.people(anchor)
        if any(m.kind == "person" or m.form == "role" for m in people):
            return True
        return not people and statement is not None and statement.speaker.name is not None

    # The words that say it

    def _evidence(self, anchor: Hit, used: Sequence[Hit], statement: Statement | None) -> tuple[int, int]:
        """The bounds of the decisive words with their subject and verb, clipped to the statement."""
        decisive = {i for hit in used for i in hit.tokens} or set(anchor.tokens)
        chosen = set(decisive)
        for index in decisive:
            chosen |= self._clause_frame(index)
        if not self._is_topic(anchor, decisive):
            low, high = self.sentence.subtree_bounds[anchor.head]
            high = self._end_of_idiom(anchor, high)
            chosen |= {i for i in range(low, high + 1) if self._in_phrase(i, anchor)} | set(anchor.tokens)
        if self.tokens[max(chosen)].end - self.tokens[min(chosen)].start > LONGEST_EVIDENCE:
            chosen = decisive | set(anchor.tokens)
        kept = decisive | {i for i in chosen if self.tokens[i].dep not in _JOINTS}
        kept |= self._before_year(min(kept))
        start, end = self.tokens[min(kept)].start, self.tokens[max(kept)].end
        if statement is not None:
            start, end = max(start, statement.start), min(end, statement.end)
        return strip_space(self.context.document.text, start, end)

    def _end_of_idiom(self, anchor: Hit, last: int) -> int:
        """Where a phrase about a verb ends: with it or the states it names, if the verb has much more."""
        end = max([anchor.last, *self.pairs.places(anchor.first, anchor.last + LONGEST_GAP)])
        is_verb = self.tokens[anchor.head].tag.startswith("VB")
        return end if is_verb and last - end > _LONGEST_TAIL else last

    def _before_year(self, first: int) -> set[int]:
        """ "In", "by the spring of" before a year that was parsed as part of the noun after it."""
        year = first + (self.tokens[first].lower == "the")  # "the 1930s relations", as it was parsed
        if not _YEAR.fullmatch(self.tokens[year].text):
            return set()
        for index in range(first - 1, max(first - 5, -1), -1):
            if self.tokens[index].lower in ("in", "during", "by"):
                return set(range(index, first))
        return set()

    def _is_topic(self, anchor: Hit, decisive: set[int]) -> bool:
        """Is the anchor only the topic of a clause about "it" ("As for the meeting, it was useful")?"""
        between = self.tokens[anchor.last + 1 : max(min(decisive), anchor.last + 1)]
        return any(t.lower in ("it", "they") and t.dep == "nsubj" for t in between)

    def _clause_frame(self, index: int) -> set[int]:
        """The verb above a word, with its subject, auxiliaries and negation."""
        frame: set[int] = set()
        for above in upward(self.sentence, index)[:4]:
            frame.add(above)
            if self.tokens[above].tag.startswith(("VB", "MD")) or self.tokens[above].dep == "ROOT":
                frame |= self._verb_group(above)
                begun = self.tokens[above].head  # "in 1989 ties began to thaw"
                implicative = self.tokens[begun].lower in self.context.lexicon.implicative
                if self.tokens[above].dep == "xcomp" and implicative:
                    frame |= {begun} | self._verb_group(begun)
                return frame
        return set()

    def _verb_group(self, verb: int) -> set[int]:
        group: set[int] = set()
        for child in self.sentence.children[verb]:
            if self.tokens[child].dep in _SUBJECTS:
                group |= set(range(self.sentence.subtree_bounds[child][0], child + 1))
            elif self.tokens[child].dep in _PART_OF_VERB:
                group.add(child)
            else:
                low, high = self.sentence.subtree_bounds[child]
                if names_period(self.tokens[low : high + 1]):
                    group |= set(range(low, high + 1))
        return group

    def _in_phrase(self, index: int, anchor: Hit) -> bool:
        """Is the token part of the anchor's noun phrase without its clauses?"""
        while index != anchor.head:
            token = self.tokens[index]
            clause = token.dep == "conj" and token.tag.startswith("VB")
            if token.dep in _OUTER or clause or token.head == index:
                return False
            index = token.head
        return True


def asks(statement: Statement) -> bool:
    """Is the statement a journalist's turn?"""
    speaker = statement.speaker
    label = f"{speaker.description or ''} {speaker.mention.text if speaker.mention else ''}".lower()
    return statement.kind == "turn" and not speaker.name and bool(set(re.findall(r"\w+", label)) & _ASKERS)
