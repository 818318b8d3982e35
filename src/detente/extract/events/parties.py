"""Noun phrases -> parties: which words name somebody who can act, whom they mean, and from which sector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from detente.extract.events.clauses import Clauses
from detente.extract.events.ontology import Ontology
from detente.extract.events.scope import is_electoral
from detente.extract.page import Page
from detente.model import ActorRef, Mention, Party, Sector, Statement
from detente.spans import Span

_ARMED: frozenset[str] = frozenset({"military", "rebels", "militants", "police"})
_SPEAKING = frozenset({"i", "we", "us", "me", "our", "my", "ours"})
_ASKING = frozenset({"you", "your"})
_THIRD = frozenset({"he", "she", "they", "him", "them", "it"})
_OWNING = frozenset({"his", "her", "their", "its"})
_NO_ACTOR = frozenset({
    "who", "which", "that", "what", "this", "these", "those", "there", "whom", "itself", "himself",
})  # fmt: skip
_TIME = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "christmas", "ramadan", "today", "yesterday", "tomorrow", "week", "month", "year",
})  # fmt: skip
_NO_NAMES = frozenset({
    "plan", "treaty", "agreement", "accord", "act", "law", "bill", "bank", "river", "sea", "ocean",
    "gulf", "strait", "bridge", "airport", "street", "avenue", "square", "road", "mountain",
    "mountains", "island", "islands", "islam", "christianity", "reuters", "afp", "tass", "xinhua", "ap",
    "interfax", "itar-tass", "resolution", "deal", "pact", "protocol", "convention", "summit", "games",
    "cup", "war", "day", "prize", "award", "university",
})  # fmt: skip
_PAIRED = frozenset({
    "countries", "nations", "states", "sides", "leaders", "presidents", "governments", "powers",
    "neighbours", "neighbors", "capitals", "ministers", "parties", "rivals", "diplomats", "teams",
    "delegations", "men", "foes",
})  # fmt: skip
_SINGULAR, _PLURAL = frozenset({"NN", "NNP"}), frozenset({"NNS", "NNPS"})
_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_MANY = frozenset({"they", "them", "their"})
_OF_WHOM = ("of", "in", "from")  # what tells who the head of a phrase is: "the mayor of", "rebels in"
# Classes of things by which a state acts or in which it is hit: "Israeli bulldozers", "Danish ships".
_HELD = ("TROOPS", "WEAPONS", "PROPERTY", "BUILDINGS", "TERRITORY")
_AGENTIVE = ("ers", "ors", "ists", "men", "ians", "ants", "ees")
_MOUTHS = frozenset({
    "spokesman", "spokeswoman", "spokesperson", "official", "officials", "source", "sources", "statement",
    "minister", "leader", "president", "premier", "chief", "ambassador", "envoy",
})  # fmt: skip
_LONGEST = 120  # characters of a phrase that names a party

_ORGANISED: dict[str, Sector] = {"state": "government", "group": "militants", "organisation": "international"}


@dataclass(frozen=True, eq=False)
class Parties:
    """Who is named in a page; `statements` tell who "we" are, `state_of` which state a word belongs to: its
    name, an adjective, a capital."""

    page: Page
    statements: Sequence[Statement]
    words: Ontology
    state_of: Callable[[str], str | None] = lambda word: None

    def of(self, clauses: Clauses, index: int) -> Party | None:
        """The party that the phrase headed by a token names; None where it names nobody who can act."""
        if clauses.is_quantity(index):
            for prep, _, objects in clauses.prepositions(index):
                if prep == "of" and objects:
                    return self._with_text(clauses, index, self.of(clauses, objects[0]))
        lower = clauses.lower(index)
        if lower in _NO_ACTOR or lower in _TIME:
            return None
        if party := self._pronoun(clauses, index):
            return party
        party = self._noun(clauses, index)
        return party if party is None or party.code else self._explained(clauses, index, party)

    def _explained(self, clauses: Clauses, index: int, party: Party) -> Party:
        """ "Ada Lind, the UN coordinator": an apposition tells whose a person is."""
        for other in clauses.children(index, "appos"):
            if clauses.tokens[other].tag not in _SINGULAR or clauses.children(other, "cc", "conj"):
                continue
            low, high = clauses.core(other)
            sector = party.sector or self.words.sectors.get(clauses.lower(other))
            code = self._code(clauses, other, low)
            if sector is None and code is None:
                continue
            span = self._span(clauses.tokens[clauses.core(index)[0]].start, clauses.tokens[high].end)
            return replace(party, code=code, sector=sector, mention=span or party.mention)
        return party

    def all_of(self, clauses: Clauses, heads: Sequence[int]) -> tuple[Party, ...]:
        found: list[Party] = []
        for head in heads:
            for party in self._each(clauses, head):
                if party not in found:
                    found.append(party)
        return tuple(found)

    @cached_property
    def dyad(self) -> tuple[str, ...]:
        """The two states that a document is about: those it names most, twice or more; else nothing."""
        counts = Counter(m.code for m in self.page.mentions if m.code and len(m.code) == 3)
        most = counts.most_common(3)
        clear = len(most) == 2 or (len(most) > 2 and most[1][1] > most[2][1])
        return tuple(code for code, _ in most[:2]) if clear and most[1][1] > 1 else ()

    @cached_property
    def electoral(self) -> bool:
        """Is the page about an election? What is said there is mostly said for votes."""
        return is_electoral(self.page)

    def counterpart(self, clauses: Clauses, party: Party) -> Party | None:
        """The other one of the two states that the document is about."""
        others = [code for code in self.dyad if code != party.code]
        return (
            Party(None, None, others[0], None, None) if len(others) == 1 and party.code in self.dyad else None
        )

    def _both(self, clauses: Clauses, head: int) -> list[Party]:
        """ "The two countries", "each other": the two the document is about, else the two named before."""
        tokens = clauses.tokens
        low, _ = clauses.core(head)
        words = {token.lower for token in tokens[max(0, low - 1) : head + 1]}
        pair = clauses.lower(head) in _PAIRED and words & {"two", "both"}
        if not pair and not (clauses.lower(head) in ("other", "another") and words & {"each", "one"}):
            return []
        before = (m for m in self.page.mentions_inside(tokens[0].start, tokens[low].start))
        named = list(dict.fromkeys(m.code for m in before if m.code))
        codes = self.dyad or tuple(named[-2:] if len(named) > 1 else ())
        span = Span.cut(self.page.text, tokens[low].start, tokens[head].end)
        return [Party(None, None, code, span, None) for code in codes]

    def is_resolved(self, clauses: Clauses, index: int) -> bool:
        """Is it known from the text before whom a pronoun means?"""
        mention = self.page.mention_at(clauses.tokens[index].start)
        return mention is not None and bool(mention.code)

    def plural(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """ "They" of what two do together: the two that the sentence named before."""
        token = clauses.tokens[index]
        before = self.page.mentions_inside(clauses.tokens[0].start, token.start)
        codes = list(dict.fromkeys(m.code for m in before if m.code and len(m.code) == 3))
        span = Span(token.start, token.end, token.text)
        return tuple(Party(None, None, code, span, None) for code in codes[-2:]) if len(codes) > 1 else ()

    def _each(self, clauses: Clauses, head: int) -> list[Party]:
        """The party of a phrase; of "French and Egyptian warships" one for each state."""
        if both := self._both(clauses, head):
            return both
        if clauses.lower(head) in _MANY and (several := self._coordinated_above(clauses, head)):
            return several
        party = self.of(clauses, head)
        if party is None:
            return []
        several = [party]
        for child in clauses.children(head, "amod", "compound", "nmod"):
            if clauses.tokens[head].tag not in ("NNS", "NNPS"):
                break
            first = self._adjective(clauses, child)
            codes = [other.code for other in ([first] if first else []) + self.others(clauses, child)]
            codes += [self.state_of(clauses.tokens[other].text) for other in clauses.conjuncts(child)]
            for code in dict.fromkeys(codes):
                if clauses.conjuncts(child) and code and code != party.code:
                    several.append(Party(None, None, code, party.mention, party.sector))
        return several if len(several) > 1 else self._heads_of(clauses, head, party)

    def _coordinated_above(self, clauses: Clauses, pronoun: int) -> list[Party]:
        """ "Chad and Niger said they ...": both."""
        if self.is_resolved(clauses, pronoun):
            return []
        verb = next((a for a in clauses.ancestors(pronoun) if clauses.is_verb(a)), pronoun)
        for above in clauses.ancestors(verb):
            heads = [s for s in clauses.children(above, "nsubj", "nsubjpass") if s < pronoun]
            if heads and (others := clauses.conjuncts(heads[0])):
                parties = (self._noun(clauses, s) for s in (heads[0], *others))
                return [p for p in parties if p is not None and (p.code or p.sector)]
        return []

    def _heads_of(self, clauses: Clauses, head: int, party: Party) -> list[Party]:
        """Of "the presidents of Argentina and Chile" the two."""
        for prep, _, objects in clauses.prepositions(head):
            codes = [
                m.code for o in objects if (m := self.page.mention_at(clauses.tokens[o].start)) and m.code
            ]
            if prep in ("of", "from") and len(codes) > 1:
                return [Party(None, None, code, party.mention, party.sector) for code in dict.fromkeys(codes)]
        return [party]

    def named(self, clauses: Clauses, index: int) -> Party | None:
        """The party of a token that is the head of a mention with a code, or an adjective of nationality."""
        mention = self.page.mention_at(clauses.tokens[index].start)
        if mention is None or not mention.code or clauses.tokens[index].end < mention.end:
            return None
        return _party(mention, self._sector_of_mention(mention, clauses, index))

    def owners(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """Who a thing belongs to or comes from: "Israel's decision", "the Israeli decision", "a decision by
        Israel"."""
        found: list[Party] = []
        for child in clauses.children(index, "poss", "amod", "compound", "nmod"):
            party = self.owner(clauses, child)
            if party is not None:
                found += [self._held(clauses, index, child, party), *self.others(clauses, child)]
        if found:
            return _told_apart(found)
        phrases = clauses.prepositions(index)
        for wanted in ("by", "from", "of"):  # "the killing of a guard by rebels" is the rebels'
            for prep, _, objects in phrases:
                if prep == wanted and (parties := self.all_of(clauses, objects)):
                    return parties
        return ()

    def _held(self, clauses: Clauses, index: int, child: int, party: Party) -> Party:
        """ "Israeli bulldozers", "Danish dockers": the whole phrase names who acts, not its adjective."""
        if clauses.tokens[child].dep == "poss" or party.mention is None:
            return party
        word = clauses.lower(index)
        if word not in self._things and not (word.endswith(_AGENTIVE) and word not in self.words.nouns):
            return party
        low, high = clauses.core(index)
        span = self._span(clauses.tokens[low].start, clauses.tokens[high].end)
        sector: Sector | None = None if word in self._things else "civilians"
        return replace(party, mention=span or party.mention, sector=sector or party.sector)

    @cached_property
    def _things(self) -> frozenset[str]:
        return frozenset().union(*(self.words.classes[name] for name in _HELD)) - set(self.words.nouns)

    def _span(self, start: int, end: int) -> Span | None:
        return Span.cut(self.page.text, start, end) if 0 < end - start <= _LONGEST else None

    def owner(self, clauses: Clauses, child: int) -> Party | None:
        """Who a possessive or an adjective names; a pronoun only where it is known whom it means."""
        if clauses.tokens[child].dep != "poss":
            return self._adjective(clauses, child)
        party = self.of(clauses, child)
        known = party is not None and (party.code or party.name or clauses.lower(child) not in _OWNING)
        return party if known else None

    def thing(self, clauses: Clauses, index: int) -> Party | None:
        """What is done something to and is nobody who acts: a village, a ship."""
        token = clauses.tokens[index]
        if not token.tag.startswith("NN") or token.lower in _TIME:
            return None
        low, high = clauses.core(index)
        span = Span.cut(self.page.text, clauses.tokens[low].start, clauses.tokens[high].end)
        code = self._code(clauses, index, low)
        if code is None and token.tag in ("NNP", "NNPS"):
            code = self._state_around(clauses, index, span)
        return Party(None, None, code, span, None)

    def _state_around(self, clauses: Clauses, index: int, span: Span) -> str | None:
        """The state in which a place lies: by its whole name, else by the name without what stands before it,
        as in "northern Aleppo"."""
        names = (span.text, clauses.tokens[index].text)
        codes = (self.words.places.get(name) or self.state_of(name) for name in names)
        return next((code for code in codes if code), None)

    def others(self, clauses: Clauses, child: int) -> list[Party]:
        """ "Russian and Ukrainian troops": the second adjective."""
        found = (self._adjective(clauses, other) for other in clauses.conjuncts(child))
        return [party for party in found if party is not None]

    def _adjective(self, clauses: Clauses, index: int) -> Party | None:
        token = clauses.tokens[index]
        mention = self.page.mention_at(token.start)
        if mention is not None and mention.code:
            return _party(mention, self._sector_of_mention(mention, clauses, index))
        sector = self.words.sectors.get(token.lower)
        if sector is None or token.tag == "JJ":
            return None
        for child in clauses.children(index, "amod", "compound"):  # "a Kenyan drone strike"
            if (of := self._adjective(clauses, child)) is not None and of.code:
                return replace(of, sector=sector)
        return Party(None, None, None, Span(token.start, token.end, token.text), sector)

    def _pronoun(self, clauses: Clauses, index: int) -> Party | None:
        token = clauses.tokens[index]
        if token.text == "US":
            return None
        if token.lower in _SPEAKING | _ASKING:
            return self._in_conversation(clauses, index)
        if token.lower not in _THIRD | _OWNING:
            return None
        mention = self.page.mention_at(token.start)
        if mention is not None and (mention.code or mention.name):
            found = _party(mention, self._sector_of_mention(mention, clauses, index))
            return self._named_before(clauses, index, found)
        meant = self._subject_above(clauses, index)
        return meant or Party(None, None, None, Span(token.start, token.end, token.text), None)

    def _named_before(self, clauses: Clauses, index: int, party: Party) -> Party:
        """The words of the sentence that name whom a pronoun means."""
        start, end = clauses.tokens[0].start, clauses.tokens[index].start
        for mention in reversed(self.page.mentions_inside(start, end)):
            same = mention.actor == party.actor if party.actor else mention.code == party.code
            if same and mention.form != "pronoun" and (party.actor or mention.kind == "state"):
                return replace(party, mention=mention.reference().mention)
        return party

    def _subject_above(self, clauses: Clauses, index: int) -> Party | None:
        """Whom a pronoun means that nobody else is meant by: the subject of a clause above that agrees with
        it in number and is not the subject of its own verb."""
        if clauses.tokens[index].dep == "nsubjpass":  # "they were captured": mostly not he who acts above
            return None
        lower, own = clauses.lower(index), clauses.tokens[index].dep in ("dobj", "pobj", "dative")
        for verb in clauses.ancestors(index):
            if not clauses.is_verb(verb):
                continue
            if own:
                own = False
                continue
            heads = [s for s in clauses.children(verb, "nsubj", "nsubjpass") if s < index]
            if not heads:  # "Chad will act, its minister said"
                said = clauses.children(verb, "ccomp")
                heads = [s for c in said for s in clauses.children(c, "nsubj", "nsubjpass") if s < index]
            heads = [s for s in heads if not self._is_inside(clauses, index, s)]
            if heads and clauses.tokens[heads[0]].tag in _SINGULAR | _PLURAL:
                return self._agreeing(clauses, heads[0], lower)
        return None

    @staticmethod
    def _is_inside(clauses: Clauses, index: int, phrase: int) -> bool:
        """ "Each of them": a pronoun does not mean the phrase it stands in."""
        first, last = clauses.sentence.subtree_bounds[phrase]
        return first <= index <= last

    def _agreeing(self, clauses: Clauses, subject: int, pronoun: str) -> Party | None:
        tag = clauses.tokens[subject].tag
        many = tag in _PLURAL or bool(clauses.conjuncts(subject)) or clauses.is_quantity(subject)
        party = (
            self._noun(clauses, subject) if not clauses.is_quantity(subject) else self.of(clauses, subject)
        )
        if pronoun not in _PERSONAL and clauses.lower(subject) in _MOUTHS:
            return next(iter(self._behind_mouth(clauses, subject)), None)
        if party is None or not (party.code or party.sector or party.name):
            return None
        if pronoun in _MANY:
            collective = party.sector in ("police", "military", "rebels", "militants", "government", "labour")
            return party if many or collective else None
        if pronoun in _PERSONAL:
            mention = self.page.mention_at(clauses.tokens[subject].start)
            return party if not many and mention is not None and mention.kind == "person" else None
        mention = self.page.mention_at(clauses.tokens[subject].start)
        return party if not many and (mention is None or mention.kind != "person") else None

    def _behind_mouth(self, clauses: Clauses, subject: int) -> tuple[Party, ...]:
        """ "A spokesman for the militia said it ...": the militia."""
        for prep, _, objects in clauses.prepositions(subject):
            if prep == "for" and (found := self.all_of(clauses, objects)):
                return found
        return self.owners(clauses, subject)

    def _in_conversation(self, clauses: Clauses, index: int) -> Party | None:
        token = clauses.tokens[index]
        statement = self.statement_at(token.start)
        if statement is None:
            return None
        asks = _is_question(statement)
        if token.lower in _ASKING:
            speaker: ActorRef | None = self._interviewed if asks else None
        else:
            speaker = None if asks else statement.speaker
        if speaker is None or not (speaker.code or speaker.name):
            return None
        span = Span(token.start, token.end, token.text)
        return Party(speaker.actor, speaker.name, speaker.code, span, "government" if speaker.code else None)

    @cached_property
    def _interviewed(self) -> ActorRef | None:
        """Of a transcript the one who answers most."""
        counts: dict[str, int] = {}
        speakers: dict[str, ActorRef] = {}
        for statement in self.statements:
            if statement.kind == "turn" and statement.speaker.name and not _is_question(statement):
                counts[statement.speaker.name] = counts.get(statement.speaker.name, 0) + len(statement.text)
                speakers.setdefault(statement.speaker.name, statement.speaker)
        return speakers[max(counts, key=counts.__getitem__)] if counts else None

    def statement_at(self, offset: int) -> Statement | None:
        """The innermost statement around an offset."""
        around = [s for s in self.statements if s.start <= offset < s.end]
        return min(around, key=lambda s: s.end - s.start, default=None)

    def _noun(self, clauses: Clauses, index: int) -> Party | None:
        token = clauses.tokens[index]
        low, high = clauses.core(index)
        span = Span.cut(
            self.page.text, clauses.tokens[low].start, clauses.tokens[self._end(clauses, index, high)].end
        )
        mention = self._mention(clauses, index)
        sector = self.words.sectors.get(token.lower)
        if ours := self._ours(clauses, index, span, sector):
            return ours
        if mention is not None:
            return self._mentioned(clauses, index, mention, span)
        if sector is not None and token.tag.startswith(("NN", "JJ", "VB")):
            code = self._code(clauses, index, low)
            return Party(None, None, code, span, self._qualified(clauses, low, high, sector))
        if token.tag in ("NNP", "NNPS") and self._may_be_name(clauses, index):
            code = self._code(clauses, index, low) or self._state_around(clauses, index, span)
            return Party(None, span.text, code, span, self._by_words(clauses, low, high))
        return None

    def _end(self, clauses: Clauses, index: int, high: int) -> int:
        """The last token of a phrase with what tells whose it is: "the mayor of Ostvar", "rebels in Chad"."""
        if clauses.tokens[index].tag not in ("NN", "NNS"):
            return high
        start, last = clauses.tokens[clauses.core(index)[0]].start, high
        for _ in range(2):  # "members of the Association of Kenyan Farmers"
            further = self._behind(clauses, index, last)
            if further is None or clauses.tokens[further].end - start > _LONGEST:
                break
            index = last = further
        return last

    @staticmethod
    def _behind(clauses: Clauses, index: int, last: int) -> int | None:
        for prep, at, objects in clauses.prepositions(index):
            if prep in _OF_WHOM and at == last + 1 and objects:
                low, high = clauses.core(objects[0])
                if high > last and any(t.tag in ("NNP", "NNPS") for t in clauses.tokens[low : high + 1]):
                    return high
        return None

    def _ours(self, clauses: Clauses, index: int, span: Span, sector: Sector | None) -> Party | None:
        """ "Our embassy" is the speaker's."""
        if sector is None or not any(
            clauses.lower(c) in ("our", "my") for c in clauses.children(index, "poss")
        ):
            return None
        statement = self.statement_at(clauses.tokens[index].start)
        mention = self._mention(clauses, index)
        if (
            statement is None
            or not statement.speaker.code
            or (mention is not None and mention.kind == "state")
        ):
            return None
        if (
            mention is not None
            and mention.code
            and clauses.lower(index)
            in (
                "partner",
                "partners",
                "colleague",
                "colleagues",
                "friends",
                "allies",
                "neighbours",
                "neighbors",
                "counterpart",
                "counterparts",
            )
        ):
            return None
        return Party(None, None, statement.speaker.code, span, sector)

    def _mention(self, clauses: Clauses, index: int) -> Mention | None:
        """The mention that names the whole phrase; a nationality before another noun does not."""
        mention = self.page.mention_at(clauses.tokens[index].start)
        return mention if mention is not None and (mention.code or mention.name or mention.kind) else None

    def _mentioned(self, clauses: Clauses, index: int, mention: Mention, span: Span) -> Party | None:
        sector = self._sector_of_mention(mention, clauses, index)
        start, end = min(mention.start, span.start), max(mention.end, span.end)
        whole = Span.cut(self.page.text, start, end) if end - start <= 120 else mention.reference().mention
        code = mention.code or self._code(clauses, index, clauses.core(index)[0])
        return Party(mention.actor, mention.name, code, whole, sector)

    def _sector_of_mention(self, mention: Mention, clauses: Clauses, index: int) -> Sector | None:
        low = index
        while low > 0 and clauses.tokens[low - 1].start >= mention.start:
            low -= 1
        high = index
        while high + 1 < len(clauses.tokens) and clauses.tokens[high + 1].end <= mention.end:
            high += 1
        if (found := self._by_words(clauses, low, high)) is not None:
            return found
        if mention.kind == "person":
            return "government" if mention.code else None
        if (
            mention.kind == "organisation"
            and mention.code
            and len(mention.code) == 3
            and mention.actor != mention.code
        ):
            return "government"
        if mention.kind == "state" and self._are_people(clauses, index):
            return "civilians"
        return None if mention.kind == "state" else _ORGANISED.get(mention.kind or "")

    def _are_people(self, clauses: Clauses, index: int) -> bool:
        """ "Young Kenyans", "thousands of Chadians": people, not their state."""
        token = clauses.tokens[index]
        if token.tag != "NNPS" or not self.state_of(token.text.removesuffix("s")):
            return False
        above = clauses.head(clauses.head(index))
        many = clauses.tokens[index].dep == "pobj" and clauses.is_quantity(above)
        return many or bool(clauses.children(index, "amod", "compound", "nummod", "advmod"))

    def _by_words(self, clauses: Clauses, low: int, high: int) -> Sector | None:
        """The sector that a word of a name or title tells: the last that does, "opposition" before all."""
        found = None
        for token in clauses.tokens[low : high + 1]:
            sector = self.words.sectors.get(token.lower)
            if sector == "opposition":
                return sector
            found = sector or found
        return found

    def _qualified(self, clauses: Clauses, low: int, high: int, sector: Sector) -> Sector:
        """ "Opposition activists", "rebel leaders": the modifier tells more than the head."""
        for token in clauses.tokens[low:high]:
            modifier = self.words.sectors.get(token.lower)
            if modifier in ("opposition", "rebels", "militants", "military", "police", "refugees", "labour"):
                return modifier
        return sector

    def _code(self, clauses: Clauses, index: int, low: int) -> str | None:
        tokens = clauses.tokens
        for inside in self.page.mentions_inside(tokens[low].start, tokens[index].end):
            if inside.code:
                return inside.code
        for prep, _, objects in clauses.prepositions(index):
            if prep in ("of", "from", "in") and objects:
                first, end = tokens[clauses.core(objects[0])[0]].start, tokens[objects[0]].end
                whole = self.page.mention_at(tokens[objects[0]].start)
                for mention in (whole, *self.page.mentions_inside(first, end)):
                    if mention and mention.code and mention.kind in ("state", "organisation", None):
                        return mention.code
                if tokens[objects[0]].tag == "NNP" and whole is None:
                    name = Span.cut(self.page.text, first, end)
                    if code := self._state_around(clauses, objects[0], name):
                        return code
        return self._code_of_owner(clauses, index)

    def _code_of_owner(self, clauses: Clauses, index: int) -> str | None:
        """ "Its foreign minister": of the one whom "its" means."""
        for child in clauses.children(index, "poss"):
            if clauses.lower(child) in _OWNING and (party := self._pronoun(clauses, child)):
                return party.code
        return None

    def _may_be_name(self, clauses: Clauses, index: int) -> bool:
        token = clauses.tokens[index]
        if token.lower in _TIME or token.lower in _NO_NAMES or not token.text[0].isupper():
            return False
        return token.dep != "pobj" or clauses.lower(token.head) in (
            "by",
            "with",
            "against",
            "of",
            "to",
            "for",
            "between",
        )

    def _with_text(self, clauses: Clauses, index: int, party: Party | None) -> Party | None:
        """ "Dozens of protesters": the words from the quantity on."""
        if party is None or party.mention is None:
            return party
        start = clauses.tokens[clauses.core(index)[0]].start
        if not 0 <= party.mention.end - start <= 120:
            return party
        whole = Span.cut(self.page.text, start, party.mention.end)
        return Party(party.actor, party.name, party.code, whole, party.sector)

    def is_armed(self, party: Party | None) -> bool:
        return party is not None and party.sector in _ARMED


def _told_apart(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Of "a UN military presence" the UN alone, once."""
    coded = {party.code: party for party in reversed(parties) if party.code}
    return tuple(reversed(coded.values())) or tuple(parties)


def _is_question(statement: Statement) -> bool:
    described = (statement.speaker.description or "").lower()
    return statement.kind == "turn" and any(
        word in described for word in ("question", "remark", "journalist")
    )


def _party(mention: Mention, sector: Sector | None) -> Party:
    return Party(mention.actor, mention.name, mention.code, mention.reference().mention, sector)
