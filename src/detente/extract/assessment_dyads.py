"""Whose relationship a phrase means: from "A's ties with B" to "our relations" and "today's meeting"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from detente.extract.assessment_anaphora import PRONOUN, Topic
from detente.extract.assessment_context import NEAR, Context, Dyad, in_order, is_state, speaker_code, states
from detente.extract.assessment_rules import Hit
from detente.extract.assessment_standing import upward
from detente.model import Mention, Sentence, Statement, Token

_AND = re.compile(r"\s*(and|&|-|–|,)\s*(the\s*)?")
_NAMED, _SUBJECT, _SPEAKER, _TOGETHER, _KNOWN, _IMPLIED, _MAIN = (
    1.0,
    0.9,
    0.85,
    0.8,
    0.75,
    0.7,
    0.6,
)  # how sure
_FIRST_PERSON = frozenset(("we", "our", "us", "ours", "i", "my"))
_COMMON = frozenset(("we", "our", "us", "both", "sides", "countries"))
_THIRD_PERSON = frozenset(("their", "his", "her", "its"))
_LINKING = frozenset(("between", "with", "of", "among", "toward", "towards", "to", "by", "from", "across"))
_PARTNER = frozenset(("between", "with", "among", "towards"))
_TOWARDS = frozenset(("to", "for", "with", "toward", "towards", "from", "of", "on", "against"))
_THAT = frozenset(("that", "this"))
_PHRASE = frozenset(["compound", "amod", "nmod", "poss", "pobj", "prep", "conj", "appos", "dep", "punct"])
_SUBJECTS = ("nsubj", "nsubjpass")


@dataclass
class Pairs:
    """The states that one sentence names, and which pair of them an anchor means."""

    context: Context
    sentence: Sentence
    hits: list[Hit]
    topic: Topic | None = None

    def __post_init__(self) -> None:
        self._turned = False
        self.mentions = self.context.between(self.sentence.start, self.sentence.end)
        self._heads = {mention.start: self._head_of(mention) for mention in self.mentions}
        self._anchor_tokens = {i for hit in self.hits if hit.entry.group == "anchors" for i in hit.tokens}

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def dyad(self, anchor: Hit, statement: Statement | None) -> tuple[Dyad, float] | None:
        """The pair of states and how sure it is, None where it cannot be told; the text now speaks of it."""
        self._turned = False
        found = self.peek(anchor, statement)
        if found and self._turned:
            self.context.turn_to(found[0], self.sentence.segment)
        return found

    def peek(self, anchor: Hit, statement: Statement | None) -> tuple[Dyad, float] | None:
        """The same, where nothing is said of the pair."""
        if PRONOUN in anchor.entry.notes:
            return (self.topic.dyad, _KNOWN) if self.topic else None
        if anchor.entry.value == "event":
            return self._who_met(statement)
        named = list(dict.fromkeys(self.named(anchor)))
        if len(named) >= 2:
            return self._now(named[0], named[1]), _NAMED
        if self._of_one_state(anchor):
            return None
        partner = self._partner(anchor)
        if partner == "foreign":
            return None
        if partner == "that country":
            return self._that_country(anchor, statement)
        if not named and self._owned_by_others(anchor):
            return None
        return self._inferred(named, anchor, partner, statement)

    def _inferred(
        self, named: list[str], anchor: Hit, partner: str, statement: Statement | None
    ) -> tuple[Dyad, float] | None:
        """The pair, where the anchor's phrase names at most one of the two."""
        subjects = [code for code in dict.fromkeys(self.subjects(anchor)) if code not in named]
        if named:
            return self._with_one(named[0], anchor, subjects, statement)
        if len(subjects) >= 2:
            return self._now(subjects[0], subjects[1]), _SUBJECT
        if (
            subjects
            and self._is_known(subjects[0], statement)
            and anchor.entry.value in ("contact", "meeting")
        ):
            return in_order(subjects[0], speaker_code(statement) or ""), _IMPLIED
        if subjects and anchor.entry.value == "pair" and self._is_ours():
            speaker = speaker_code(statement)
            return (self._now(subjects[0], speaker), _SPEAKER) if speaker not in (None, subjects[0]) else None
        together = self.coordinated()
        if together and self._needs_both(anchor):
            return self._now(*together), _TOGETHER
        return self._implied(anchor, partner, statement)

    def _of_one_state(self, anchor: Hit) -> bool:
        """Are two persons of one state named ("the premier's relationship with her deputy")?"""
        people = {m.actor or m.text for m in self.people(anchor) if is_state(m) and m.kind == "person"}
        return len(people) > 1

    def _who_met(self, statement: Statement | None) -> tuple[Dyad, float] | None:
        """The two states of a sentence on a meeting or call, one of them perhaps the speaker's."""
        here = set(states(self.mentions)) | {code for code in [speaker_code(statement)] if code}
        if len(here) == 2:
            return in_order(*here), _IMPLIED
        near = self._focus() or self._only_partner(statement)
        return (near, _IMPLIED) if near and here <= set(near) else None

    def _now(self, a: str, b: str) -> Dyad:
        self._turned = True
        return in_order(a, b)

    def between(self, anchor: Hit) -> list[int]:
        """The "between" of the anchor's phrase or of its clause ("Between us there is no ...")."""
        above = self.tokens[anchor.head].head
        tops = {*anchor.tokens, above} if self.tokens[above].tag.startswith("VB") else set(anchor.tokens)
        if self.tokens[anchor.head].dep == "compound":  # "Chill deepens between", read as two nouns
            tops.add(above)
        words = [i for i, t in enumerate(self.tokens) if t.lower in ("between", "among")]
        return [i for i in words if self.tokens[i].head in tops or self._reaches(self.tokens[i].head, above)]

    def _reaches(self, index: int, verb: int) -> bool:
        """Does the word complete the verb ("has changed for the better between us")?"""
        token = self.tokens[index]
        above = self.tokens[token.head]
        is_verb = self.tokens[verb].tag.startswith("VB")
        return is_verb and token.dep == "pobj" and above.dep == "prep" and above.head == verb

    def doers(self, anchor: Hit) -> list[int]:
        """The heads of the subjects of the verbs above the anchor."""
        verbs = set(upward(self.sentence, anchor.head))
        return [i for i, t in enumerate(self.tokens) if t.dep in _SUBJECTS and t.head in verbs]

    def _needs_both(self, anchor: Hit) -> bool:
        return anchor.entry.value in self.context.lexicon.needs_both

    # States named in the phrase or as subjects

    def named(self, anchor: Hit) -> list[str]:
        """The codes of the states named in the anchor's phrase, in order."""
        return states(self.people(anchor))

    def people(self, anchor: Hit) -> list[Mention]:
        """The mentions in the anchor's phrase."""
        return [mention for mention in self.mentions if self._inside(anchor, mention)]

    def places(self, low: int, high: int) -> list[int]:
        """The heads of the mentions of states between two tokens."""
        return [i for m in self.mentions if is_state(m) and low <= (i := self._heads[m.start]) <= high]

    def _head_of(self, mention: Mention) -> int:
        """The token that governs the mention's others; an article does not count. -1 if there is none."""
        inside = [i for i, t in enumerate(self.tokens) if t.start < mention.end and t.end > mention.start]
        tops = [i for i in inside if self.tokens[i].head not in inside or self.tokens[i].head == i]
        named = [i for i in tops if self.tokens[i].dep not in ("det", "punct")]
        return (named or tops or [-1])[0]

    def _inside(self, anchor: Hit, mention: Mention) -> bool:
        """Is the mention in the anchor's noun phrase, before it or after between, with, of ...?"""
        index = self._heads[mention.start]
        for _ in range(7):
            if index < 0 or index in anchor.tokens:
                return index >= 0
            token = self.tokens[index]
            if token.lower == "between" and token.head == self.tokens[anchor.head].head:
                return True
            if token.dep not in _PHRASE or token.head == index or not self._links(index, mention):
                return False
            if token.dep == "appos" and self.tokens[token.head].lower in self.context.lexicon.private:
                return False  # "the two companies, A Steel and B Ore"
            index = token.head
        return False

    def _links(self, index: int, mention: Mention) -> bool:
        """Does the way from a mention to the anchor go on here? Not from "the A coach", not through "on"."""
        token = self.tokens[index]
        if token.dep == "prep" and token.lower not in _LINKING:
            return any(child in self._anchor_tokens for child in self.sentence.children[index])
        return (token.start < mention.end and token.end > mention.start) or self._stands_for_state(index)

    def _stands_for_state(self, index: int) -> bool:
        """May a state be meant by what is said of this word: a name, an official, a general noun?"""
        token, words = self.tokens[index], self.context.lexicon
        if token.tag not in ("NN", "NNS") or index in self._anchor_tokens:
            return True
        return token.lower in words.bodies or token.lower in words.generic

    def subjects(self, anchor: Hit) -> list[str]:
        """The codes of the states that are subjects of the verbs above the anchor."""
        verbs = set(upward(self.sentence, anchor.head))
        codes = self._told(anchor)
        for mention in self.mentions:
            index = self._heads[mention.start]
            treated = anchor.first < index < anchor.last  # "A treats B as an enemy"
            if self._acted_on(index, verbs, anchor):
                codes += states([mention])  # "A bears B no grudge", "A offers an olive branch to B"
                continue
            if anchor.entry.value == "pair" and (treated or index in verbs or self._joined_to(index, verbs)):
                codes += states([mention])  # "with A and B barely on speaking terms"
                continue
            while index >= 0 and self._leads_up(index) and self.tokens[index].head != index:
                index = self.tokens[index].head
            if index >= 0 and self.tokens[index].dep in _SUBJECTS and self.tokens[index].head in verbs:
                codes += states([mention]) if self._links(index, mention) else []
        return codes

    def _acted_on(self, index: int, verbs: set[int], anchor: Hit) -> bool:
        """Is the state what the verb acts on, or after its "to", "for", "with"?"""
        if index < 0 or not self._needs_both(anchor):
            return False
        token = self.tokens[index]
        if token.dep == "dative":
            return token.head in verbs
        if anchor.entry.value != "pair" or index in anchor.tokens:
            return False
        prep = self.tokens[token.head]
        after = token.dep == "pobj" and prep.lower in _TOWARDS and prep.head in verbs | set(anchor.tokens)
        return after or (token.dep == "dobj" and token.head in verbs)

    def _we_do(self, anchor: Hit) -> bool:
        return any(self.tokens[i].lower == "we" for i in self.doers(anchor))

    def _is_ours(self) -> bool:
        """Is the speaker's state the other one ("our closest ally", "B and we", "in our face")?"""
        return any(token.lower in _FIRST_PERSON for token in self.tokens)

    def between_persons(self, anchor: Hit) -> bool:
        """Is it "my rapport with the president", or what two persons named do to each other?"""
        coded = [m for m in self.mentions if m.code and m.form != "pronoun"]
        inside = [m for m in self.people(anchor) if m in coded]
        own = {self.tokens[i].lower for i in self.doers(anchor)} & {"i"}
        own |= {self.tokens[i].lower for top in anchor.tokens for i in self.sentence.children[top]} & {"my"}
        if own or self._between_me(anchor):
            return bool(inside) and all(m.kind == "person" for m in inside)
        doers = set(self.doers(anchor))
        here = [
            m for m in coded if self._heads[m.start] in doers or self._joined_to(self._heads[m.start], doers)
        ]
        here += [m for m in coded if self.tokens[self._heads[m.start]].head in anchor.tokens]
        both = {m.code for m in (*inside, *here)}
        return len(both) > 1 and all(m.kind == "person" for m in coded)

    def _between_me(self, anchor: Hit) -> bool:
        """Is the speaker one of those named after "between"?"""
        below = {c for prep in self.between(anchor) for c in self.sentence.children[prep]}
        beside = {c for index in below for c in self.sentence.children[index]}
        return any(self.tokens[i].lower in ("me", "us", "myself") for i in below | beside)

    def _joined_to(self, index: int, others: set[int]) -> bool:
        return index >= 0 and self.tokens[index].dep == "conj" and self.tokens[index].head in others

    def _leads_up(self, index: int) -> bool:
        """Is the token part of a phrase named after it ("the ministries of A and B", "A's envoys")?"""
        token = self.tokens[index]
        if token.dep in ("pobj", "prep"):
            return "of" in (token.lower, self.tokens[token.head].lower)
        return token.dep in ("conj", "compound", "poss", "amod", "nmod")

    def _told(self, anchor: Hit) -> list[str]:
        """The state that is told or helped to do what an infinitive says ("urged B to mend ties with C")."""
        verb = next((i for i in upward(self.sentence, anchor.head) if self.tokens[i].tag == "VB"), None)
        if verb is None or self.tokens[verb].dep not in ("xcomp", "acl", "ccomp", "advcl"):
            return []
        objects = ("dobj", "dative", "pobj", "nsubj")
        between = [m for m in self.mentions if self.tokens[verb].head < self._heads[m.start] < verb]
        return states([m for m in between if self.tokens[self._heads[m.start]].dep in objects][-1:])

    def coordinated(self) -> Dyad | None:
        """Two states joined by "and" or a hyphen, if the sentence names no third."""
        named = [m for m in self.mentions if is_state(m) and m.kind == "state"]
        text = self.context.document.text
        for a, b in pairwise(named):
            if a.code != b.code and _AND.fullmatch(text[a.end : b.start]):
                return in_order(a.code or "", b.code or "") if len(set(states(named))) == 2 else None
        return None

    # One state named, or none

    def _with_one(
        self, code: str, anchor: Hit, subjects: list[str], statement: Statement | None
    ) -> tuple[Dyad, float] | None:
        """One state is named with the anchor; the other is the subject, the speaker's or the document's."""
        low, high = self.sentence.subtree_bounds[anchor.head]
        partner_words = {t.lower for t in self.tokens[low : high + 1]} & _PARTNER
        acted_on = anchor.entry.value == "pair" and bool(subjects)
        acted_on |= anchor.entry.value == "bond" and self._we_do(anchor)  # "we have warm feelings for B"
        alone = self._needs_both(anchor) and not partner_words and not acted_on
        if "between" in partner_words and not subjects and self._between_me(anchor):
            speaker = speaker_code(statement)
            return (self._now(code, speaker), _SPEAKER) if speaker not in (None, code) else None
        if ("between" in partner_words and not subjects) or alone:
            return None
        if subjects:
            return self._now(code, subjects[0]), _SUBJECT
        if self._of_another(anchor):
            return None
        speaker = speaker_code(statement)
        if speaker and speaker != code:
            return self._now(code, speaker), _SPEAKER
        known = [pair for pair in (self._focus(), self.context.main) if pair and code in pair]
        return (known[0], _KNOWN) if known else None

    def _is_known(self, code: str, statement: Statement | None) -> bool:
        """Are the state and the speaker's the pair that is spoken of?"""
        pair = in_order(code, speaker_code(statement) or "")
        return pair in (self._focus(NEAR), self.context.main)

    def _focus(self, back: int = 0) -> Dyad | None:
        near = self.sentence.segment - self.context.focus_segment <= back
        return self.context.focus if near else None

    def _implied(self, anchor: Hit, partner: str, statement: Statement | None) -> tuple[Dyad, float] | None:
        """No state is named with the anchor: "bilateral ties", "our relations", "today's meeting"."""
        if self._theirs(anchor) and anchor.entry.value != "reciprocal":
            return None
        here = sorted(set(states(self.mentions)))
        both = self._needs_both(anchor) and (partner == "pair" or self.two_sides(anchor))
        if len(here) == 2 and (anchor.entry.value == "relation" or both):
            return self._now(here[0], here[1]), _IMPLIED
        if not self._definite(anchor, partner, statement):
            return None
        named_two = anchor.entry.value == "meeting" and partner == "pair"
        pair = self._focus() or (self.context.main if named_two else None)
        pair = pair or self._only_partner(statement) or self._focus(NEAR) or self.context.main
        if pair is None or not self._may_be(pair, anchor, statement):
            return None
        return pair, _IMPLIED if pair == self._focus() else _MAIN

    def _may_be(self, pair: Dyad, anchor: Hit, statement: Statement | None) -> bool:
        """Is "we" of the pair? Joint work without a name is only read in the mouth of one of the two."""
        speaker = speaker_code(statement)
        if anchor.entry.value in ("reciprocal", "joint") and self.two_sides(anchor):
            return True
        own = {t.lower for t in self.tokens} & _FIRST_PERSON or anchor.entry.value in (
            "joint",
            "common_ground",
        )
        return not own or speaker in pair or (speaker is None and self.context.about_relation)

    def _only_partner(self, statement: Statement | None) -> Dyad | None:
        """The speaker's state and the only other one named in the turn or paragraph."""
        speaker = speaker_code(statement)
        others = self.context.states_of_segment(self.sentence.segment) - {speaker}
        return in_order(speaker, *others) if speaker and len(others) == 1 else None

    def _theirs(self, anchor: Hit) -> bool:
        """Does "their" point to somebody in the sentence who is no state ("the firms ... their ties")?"""
        if not any(self.tokens[c].lower in _THIRD_PERSON for c in self.sentence.children[anchor.head]):
            return False
        verbs = set(upward(self.sentence, anchor.head))
        subjects = [i for i, t in enumerate(self.tokens) if t.dep in _SUBJECTS and t.head in verbs]
        return any(self._is_somebody(i) and not self._within(anchor.head, i) for i in subjects)

    def _owned_by_others(self, anchor: Hit) -> bool:
        """Is it what others than states have ("the players of A and B have a good relationship")?"""
        verb = self.tokens[anchor.head].head
        if self.tokens[anchor.head].dep != "dobj" or self.tokens[verb].lower not in ("has", "have", "had"):
            return False
        owners = [c for c in self.sentence.children[verb] if self.tokens[c].dep in _SUBJECTS]
        bodies = self.context.lexicon.bodies
        return any(self._is_somebody(c) and self.tokens[c].lower not in bodies for c in owners)

    def _is_somebody(self, index: int) -> bool:
        """A common noun that names neither a state nor "the two sides"."""
        token = self.tokens[index]
        known = set(self._heads.values()) | self._anchor_tokens
        return (
            token.tag[:2] == "NN"
            and index not in known
            and token.lower not in self.context.lexicon.pair_words
        )

    def _within(self, index: int, phrase: int) -> bool:
        low, high = self.sentence.subtree_bounds[phrase]
        return low <= index <= high

    def _definite(self, anchor: Hit, partner: str, statement: Statement | None) -> bool:
        """Does the phrase point to a relationship that is already known?"""
        top = self._top(anchor)
        words = {self.tokens[c].lower for c in self.sentence.children[top]}
        beside = any(hit.entry.value == "relation" and hit is not anchor for hit in self.hits)
        about = self.context.about_relation or self.context.mentions_relation or beside
        pointing = bool(words & self.context.lexicon.pair_adjectives) or partner == "pair"
        subjects = {t.lower for t in self.tokens if t.dep in _SUBJECTS}
        kind = anchor.entry.value
        if kind == "pair":
            return bool(subjects & (_COMMON | {"they"})) or self.two_sides(anchor)
        if kind == "reciprocal":
            return self.two_sides(anchor) or self._we_two(anchor, statement)
        if kind == "course":
            return about
        if about and (kind == "thaw" or (kind == "strained" and self._the_one(anchor))):
            return True
        if self._needs_both(anchor):
            return (
                pointing or anchor.entry.group == "anchored idioms" or bool(subjects & _COMMON - {"we", "us"})
            )
        if kind == "situation":
            return "the" in words and self.context.about_relation
        if kind == "joint" and self.two_sides(anchor):
            return True
        if kind in ("joint", "common_ground"):
            together = anchor.entry.say.endswith(("together", "jointly"))
            return bool((speaker_code(statement) and together) or {t.lower for t in self.tokens} & _COMMON)
        known = kind != "meeting" or speaker_code(statement) or self._focus()
        here = {speaker_code(statement), *states(self.mentions)}
        ours = not here.isdisjoint(self.context.main or ())
        if kind == "relation" and (about or ours) and self._bare_subject(top):
            return True
        return pointing or bool(("the" in words and known) or subjects & _COMMON) or self._described(anchor)

    def _top(self, anchor: Hit) -> int:
        """The head of the anchor's noun phrase, where the parse made the anchor a part of a compound."""
        index = anchor.head
        while self.tokens[index].dep == "compound" and self.tokens[index].head != index:
            index = self.tokens[index].head
        return index

    def _bare_subject(self, index: int) -> bool:
        """As in "Relations will get worse": a plural subject with nothing beside it."""
        token = self.tokens[index]
        return token.tag == "NNS" and token.dep in _SUBJECTS and not self.sentence.children[index]

    def _the_one(self, anchor: Hit) -> bool:
        """As in "The deadlock", not "the quarrel over the isles"."""
        words = {self.tokens[c].lower for c in self.sentence.children[anchor.head]}
        return "the" in words and not words & {"over", "about", "on", "in", "of", "with", "within"}

    def two_sides(self, anchor: Hit) -> bool:
        """As in "The two coast guards cooperate": is the subject two peoples, bodies or officials?"""
        words = self.context.lexicon
        for index in self.doers(anchor):
            beside = {self.tokens[c].lower for c in self.sentence.children[index]}
            if self.tokens[index].lower in words.bodies and beside & {"two", "both", "our"}:
                return True
        return False

    def _we_two(self, anchor: Hit, statement: Statement | None) -> bool:
        """As in "We understood each other", said for a state just after the other one was spoken of."""
        subjects = {self.tokens[i].lower for i in self.doers(anchor)}
        near = self._focus() or self._only_partner(statement)
        return bool("we" in subjects and near and speaker_code(statement) in near)

    def _described(self, anchor: Hit) -> bool:
        """As in "Today's meeting", "the conversation we had"."""
        deps = {self.tokens[c].dep for c in self.sentence.children[anchor.head]}
        return anchor.entry.value == "meeting" and bool(deps & {"poss", "relcl", "nsubj"})

    def _stands_for(self, index: int, noun: int) -> bool:
        """Does the mention at `index` name the noun ("the prime minister of B", not "the West over B")?"""
        words, token = self.context.lexicon, self.tokens[noun]
        judging = any(noun in hit.tokens for hit in self.hits)  # "with B excellent", parsed as one name
        plain = index != noun and token.tag in ("NN", "NNS") and not judging
        if not self._within(index, noun) or (plain and token.lower not in words.bodies | words.generic):
            return False  # "between a B painter and his wife"
        while index != noun:
            token = self.tokens[index]
            if token.head == index or (token.dep == "prep" and token.lower not in _LINKING):
                return False
            index = token.head
        return True

    def _of_another(self, anchor: Hit) -> bool:
        """Is the subject a "which" that stands for nobody named ("allies, which want ties with A")?"""
        verbs = upward(self.sentence, anchor.head)
        heads = {self._heads[m.start] for m in self.mentions if m.code}
        relative = [
            v
            for v in verbs
            if self.tokens[v].dep == "relcl" and self.tokens[v].head not in heads | set(anchor.tokens)
        ]
        pronouns = [c for v in relative for c in self.sentence.children[v] if self.tokens[c].dep in _SUBJECTS]
        return any(self.tokens[c].tag in ("WDT", "WP") for c in pronouns)

    def _that_country(self, anchor: Hit, statement: Statement | None) -> tuple[Dyad, float] | None:
        """The speaker's or the subject's state and the one that "that country" stands for."""
        prep = [c for c in self.sentence.children[anchor.head] if self.tokens[c].lower in _PARTNER]
        nouns = [c for p in prep for c in self.sentence.children[p] if self._last_state(c)]
        other = self._last_state(nouns[0]) if nouns else None
        own = [speaker_code(statement), *self.subjects(anchor)]
        mine = next((code for code in own if code and code != other), None)
        return (self._now(mine, other), _KNOWN) if mine and other else None

    def _last_state(self, index: int) -> str | None:
        """The state meant by "that country", the one named last, or by "the Republic", the heading's."""
        token, words = self.tokens[index], self.context.lexicon
        if token.lower in words.official_names and not any(
            self._within(h, index) for h in self._heads.values()
        ):
            headings = [
                s for s in self.context.segments[: self.sentence.segment] if s.kind in ("title", "heading")
            ]
            named = states(self.context.between(headings[-1].start, headings[-1].end)) if headings else []
            return named[-1] if named else None
        if (
            token.lower in words.countries
            and {self.tokens[c].lower for c in self.sentence.children[index]} & _THAT
        ):
            before = states(
                self.context.between(self.context.segments[self.sentence.segment].start, token.start)
            )
            return before[-1] if before else None
        return None

    def _partner(self, anchor: Hit) -> str:
        """After between, with: "pair" ("the two countries", "us"), "foreign" (somebody else), or ""."""
        links = _PARTNER | {"to"} if anchor.entry.value in ("relation", "bond") else _PARTNER
        preps = [c for c in self.sentence.children[anchor.head] if self.tokens[c].lower in links]
        if anchor.entry.value == "meeting":
            preps += [c for c in self.sentence.children[anchor.head] if self.tokens[c].lower == "of"]
        if self._needs_both(anchor):
            preps += [c for c in self.between(anchor) if c not in preps]
        for child in (c for prep in preps for c in self.sentence.children[prep] if c not in anchor.tokens):
            if self.tokens[child].dep != "pobj":
                continue
            if self.tokens[child].lower in self.context.lexicon.pair_words:
                return "pair"
            if self._last_state(child):
                return "that country"
            private = self.tokens[child].lower in self.context.lexicon.private
            beside = set(self.sentence.children[child])
            named = [i for m in self.mentions if m.code and (i := self._heads[m.start]) >= 0]
            if not any(self._stands_for(i, child) and not (private and i not in beside) for i in named):
                return "foreign"
        return ""
