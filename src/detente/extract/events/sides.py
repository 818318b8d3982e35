"""Who stands on each side of what a word tells: by the slots of its entry, else by the grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.extract.events.clauses import Clauses
from detente.extract.events.ontology import Entry, Ontology
from detente.extract.events.parties import Parties
from detente.extract.events.senses import Senses, complements, governed_phrases
from detente.model import Party

PURPOSES = frozenset({"REQUEST", "APPEAL", "ACCUSE", "REJECT", "PROTEST"})  # what a deed is done for
IFS = frozenset({"if", "unless", "whether"})
_DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST", "RETREAT", "AID", "ACCUSE", "SUPPORT"})
_OF_SUBJECT = frozenset({"REQUEST", "APPEAL", "ACCUSE"})  # whose target does what is asked for or alleged
_OWN = ("its ", "their ", "his ", "her ", "our ", "my ")
_WHEREVER = frozenset({"CONSULT", "MOBILIZE", "CONCEDE", "THREATEN"})
# Where a target stands that no slot names, the likeliest first.
_ANYWHERE = ("against", "on", "upon", "with", "to", "at", "toward", "towards", "over", "from", "into", "for",
             "of", "about", "dative", "in", "between", "among", "near", "opposite", "outside")  # fmt: skip
# What belongs to somebody and is not he who acts in words: "Russia's ties with Iran worried ...".
_ABSTRACT = frozenset({
    "relation", "relations", "ties", "tie", "tension", "tensions", "crisis", "conflict", "war",
    "situation", "event", "events", "development", "developments", "row", "dispute", "economy",
    "pressure", "influence", "change", "fall", "rise", "prospect", "prospects", "fear", "fears",
    "growth", "loss", "losses", "attack", "attacks", "violence", "collapse", "problem", "problems",
    "success", "failure", "lack", "need", "sanctions", "security", "interest", "interests", "future",
    "history", "trade", "border", "unrest", "fighting",
})  # fmt: skip
_TOPICAL = frozenset({"on", "over", "about", "in", "for", "of", "into", "among"})
_WHERE = ("to", "in", "into", "at", "on", "near", "around", "along", "outside", "inside", "throughout",
          "off", "opposite")  # fmt: skip
_DEEPER = ("in", "of", "against", "by", "from", "on", "to", "with", "for")


@dataclass(frozen=True, eq=False)
class Sides:
    """Finds the parties of an event."""

    _words: Ontology
    _parties: Parties
    _senses: Senses

    def sources(self, clauses: Clauses, index: int, light: int | None, entry: Entry) -> tuple[Party, ...]:
        for slot in entry.source:
            if found := self._slot(clauses, index, slot):
                return found
        if entry.source:
            return ()
        if clauses.is_noun(index):
            return self._of_noun(clauses, index, light)
        verb = index if clauses.is_verb(index) else clauses.head(index)
        subjects = clauses.subjects(verb)
        if entry.lemma in self._words.adjectives and clauses.is_passive(index):
            subjects = clauses.children(index, "nsubjpass", "nsubj") or clauses.subjects(clauses.head(index))
        if clauses.tokens[index].dep == "amod":
            subjects = [clauses.head(index)]
        found = self._parties.all_of(clauses, subjects)
        if found:
            return self._reporter(clauses, verb, found)
        owned = subjects if clauses.tokens[index].dep != "amod" else []
        found = next((o for s in owned if (o := self._behind_subject(clauses, s, entry))), ())
        return found or self._by_deed(clauses, verb) or self._giver(clauses, verb, entry)

    def _behind_subject(self, clauses: Clauses, subject: int, entry: Entry) -> tuple[Party, ...]:
        """Who acts where a thing or a deed of his is the subject."""
        if clauses.lower(subject) in self._words.nouns and not entry.verbal:
            return self._of_noun(clauses, subject, None)  # "the shelling of a market by the army"
        decides = not entry.verbal or clauses.lower(subject) not in _ABSTRACT
        return self._parties.owners(clauses, subject) if decides else ()

    def _giver(self, clauses: Clauses, verb: int, entry: Entry) -> tuple[Party, ...]:
        """ "Tents from Kenya were handed out": who gives is told with the gift."""
        if entry.type not in ("AID", "COOPERATE") or not clauses.is_passive(verb):
            return ()
        phrases = (phrase for o in clauses.objects(verb) for phrase in clauses.prepositions(o))
        return next(
            (p for prep, _, os in phrases if prep == "from" and (p := self._parties.all_of(clauses, os))), ()
        )

    def _by_deed(self, clauses: Clauses, verb: int) -> tuple[Party, ...]:
        """ "Killed in an Israeli air strike": who did it is told with the deed."""
        if not clauses.is_passive(verb):
            return ()
        for prep, _, objects in clauses.prepositions(verb):
            for index in objects if prep in ("in", "by", "during", "when") else ():
                if clauses.lower(index) in self._words.nouns and (
                    found := self._of_noun(clauses, index, None)
                ):
                    return found
        return ()

    def _reporter(self, clauses: Clauses, verb: int, found: tuple[Party, ...]) -> tuple[Party, ...]:
        """ "Iran said it would attack": a pronoun nobody else is meant by stands for who says so."""
        if len(found) > 1 or found[0].code or found[0].name or clauses.tokens[verb].dep != "ccomp":
            return found
        if found[0].mention is None or found[0].mention.text.lower() not in ("it", "they", "he", "she"):
            return found
        above = self._parties.all_of(clauses, clauses.subjects(clauses.head(verb)))
        return above or found

    def _of_noun(self, clauses: Clauses, index: int, light: int | None) -> tuple[Party, ...]:
        if light is not None:
            subjects = clauses.subjects(light)
            if found := self._parties.all_of(clauses, subjects):
                return found
            for subject in subjects:
                if theirs := self._parties.owners(clauses, subject):
                    return theirs
        owners: list[Party] = []
        for child in clauses.children(index, "poss", "amod", "compound", "nmod"):
            party = self._parties.owner(clauses, child)
            if party is not None:
                owners += [party, *self._parties.others(clauses, child)]
        if owners:  # "a Kenyan drone strike": the drone is Kenya's
            return tuple(p for p in owners if p.code) or tuple(owners)
        for prep, _, objects in clauses.prepositions(index):
            if prep in ("by", "between", "from", "among") and (
                parties := self._parties.all_of(clauses, objects)
            ):
                return parties
        return self._in_saying(clauses, index)

    def _in_saying(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """ "In a warning to Chad, Kenya said": the speaker's."""
        prep = clauses.head(index)
        verb = clauses.head(prep)
        if clauses.tokens[index].dep != "pobj" or clauses.lower(prep) != "in":
            return ()
        if clauses.lower(verb) not in self._words.grammar["saying"]:
            return ()
        return self._parties.all_of(clauses, clauses.subjects(verb))

    def targets(
        self, clauses: Clauses, index: int, light: int | None, entry: Entry, sources: Sequence[Party]
    ) -> tuple[Party, ...]:
        slots = entry.target
        if light is not None and not slots:
            slots = ("anywhere",)
        idiom = any(clauses.lower(o) in entry.words for o in clauses.objects(index))
        for slot in slots:
            if slot == "none":
                return ()
            if idiom and slot == "object":
                continue  # "launched artillery and rocket fire": what is launched
            found = self._slot(clauses, index, slot)
            if not found and light is not None:
                found = self._slot(clauses, light, slot) if slot not in ("object", "owner") else ()
            kept = tuple(p for p in found if not among(p, sources) and not _is_word_of(p, entry))
            kept = tuple(p for p in kept if not _is_own(p, sources, verbal=entry.verbal))
            if kept:
                return kept
        return self._farther(clauses, index if light is None else light, entry, sources)

    def _farther(
        self, clauses: Clauses, index: int, entry: Entry, sources: Sequence[Party]
    ) -> tuple[Party, ...]:
        """What no slot holds: the first actor among what is said, who a condition is put to, or the thing
        that something is done to."""
        if (entry.verbal or entry.content) and (found := self._said_of(clauses, index, sources)):
            return found
        if entry.type == "PROTEST" and (found := self._wanted_of(clauses, index, sources)):
            return found
        if entry.type == "CONSULT" and (found := self._met_in(clauses, index, sources)):
            return found
        told = set(entry.words)  # "opened an inquiry": the inquiry is no target
        idiom = any(clauses.lower(o) in told for o in clauses.objects(index))
        if entry.type in _DONE_TO and clauses.is_verb(index) and "object" in entry.target[:2] and not idiom:
            things = (self._parties.thing(clauses, o) for o in clauses.objects(index) if o != index)
            found = tuple(thing for thing in things if thing is not None and not among(thing, sources))
            if found:
                return self._lying_in(clauses, index, found, entry)
        together = entry.reciprocal and len(sources) > 1
        goes = entry.type in _DONE_TO | _WHEREVER and sources and not together
        return self._where(clauses, index) if goes else ()

    def _lying_in(
        self, clauses: Clauses, index: int, things: tuple[Party, ...], entry: Entry
    ) -> tuple[Party, ...]:
        """ "Bombed targets in Kismayo": what is hit is Somalia's."""
        if entry.type not in ("ASSAULT", "COERCE") or any(thing.code for thing in things):
            return things
        code = next((place.code for place in self._where(clauses, index) if place.code), None)
        return tuple(replace(thing, code=code) for thing in things)

    def _wanted_of(self, clauses: Clauses, index: int, sources: Sequence[Party]) -> tuple[Party, ...]:
        """ "Went on strike, accusing the government", "marched to demand that the king go"."""
        for clause in clauses.children(index, "advcl", "xcomp"):
            entry = self._senses.of(clauses, clause)
            if (
                entry is not None
                and entry.type in PURPOSES
                and (found := self.targets(clauses, clause, None, entry, sources))
            ):
                return found
        return ()

    def _met_in(self, clauses: Clauses, index: int, sources: Sequence[Party]) -> tuple[Party, ...]:
        """ "Discussed the dam in a call with his counterpart"."""
        for prep, _, objects in governed_phrases(clauses, index):
            for talk in objects if prep in ("in", "during", "at", "for", "over") else ():
                if clauses.lower(talk) in self._words.nouns:
                    found = self._after(clauses, talk, "with")
                    if found and not any(among(party, sources) for party in found):
                        return found
        return ()

    def _said_of(self, clauses: Clauses, index: int, sources: Sequence[Party]) -> tuple[Party, ...]:
        """The first named actor among what is said, else who a condition is put to."""
        tops = [
            *complements(clauses, index),
            *clauses.children(index, "ccomp", "prep", "dobj", "acomp", "attr"),
        ]
        for token in (token for top in tops for token in sorted(clauses.subtree(top))):
            party = self._parties.named(clauses, token)
            if party is not None and not among(party, sources):
                return (party,)
        return self.of_condition(clauses, index, sources)

    def of_condition(self, clauses: Clauses, index: int, sources: Sequence[Party]) -> tuple[Party, ...]:
        """ "Will strike back if Chad moves": who the condition is put to."""
        for clause in clauses.children(index, "advcl"):
            if self._is_if(clauses, clause):
                found = self.of_objects(clauses, clauses.subjects(clause))
                if found and not any(among(party, sources) for party in found):
                    return found
        return ()

    def _where(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """The place that is gone to or held, where nobody is named there."""
        for preposition in _WHERE:
            for prep, _, objects in governed_phrases(clauses, index):
                if prep == preposition:
                    places = [o for o in objects if clauses.tokens[o].tag in ("NNP", "NNPS")]
                    places = places or list(self._places_behind(clauses, objects))
                    things = (self._parties.thing(clauses, o) for o in places)
                    if found := tuple(thing for thing in things if thing is not None):
                        return found
        return self._village(clauses, index)

    def _village(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """The town or village without a name that something is done to."""
        for prep, _, objects in governed_phrases(clauses, index):
            for head in objects if prep in ("on", "in", "to") else ():
                if clauses.lower(head) in self._words.classes["TERRITORY"] and (
                    thing := self._parties.thing(clauses, head)
                ):
                    return (thing,)
        return ()

    @staticmethod
    def _places_behind(clauses: Clauses, objects: Sequence[int]) -> Iterator[int]:
        """Of "at targets in Kismayo", "in the town of Garissa" the names."""
        for head in objects:
            for prep, _, found in clauses.prepositions(head):
                if prep in ("in", "of", "near", "at"):
                    yield from (o for o in found if clauses.tokens[o].tag == "NNP")

    @staticmethod
    def _is_if(clauses: Clauses, clause: int) -> bool:
        return any(clauses.lower(m) in IFS for m in clauses.children(clause, "mark"))

    def _slot(self, clauses: Clauses, index: int, slot: str) -> tuple[Party, ...]:
        if slot == "object":
            return self.of_objects(clauses, clauses.objects(index))
        if slot == "owner":
            return next((o for h in clauses.objects(index) if (o := self._parties.owners(clauses, h))), ())
        if slot == "subject":
            verb = index if clauses.is_verb(index) else clauses.head(index)
            return self.of_objects(clauses, clauses.subjects(verb))
        if slot == "speaker":
            return self._speaker(clauses, index)
        if slot == "complement":
            return self._in_complement(clauses, index)
        if slot == "anywhere":
            return self._anywhere(clauses, index)
        return self._after(clauses, index, slot)

    def _speaker(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        """Who says so: the subject of the word of saying above, else the speaker of the statement around."""
        for above in clauses.ancestors(index):
            if clauses.lower(above) in self._words.grammar["saying"]:
                return self._parties.all_of(clauses, clauses.subjects(above))
        statement = self._parties.statement_at(clauses.tokens[index].start)
        if statement is None or not statement.speaker.code:
            return ()
        speaker = statement.speaker
        return (Party(speaker.actor, speaker.name, speaker.code, speaker.mention, None),)

    def of_objects(self, clauses: Clauses, objects: Sequence[int]) -> tuple[Party, ...]:
        if found := self._parties.all_of(clauses, objects):
            return found
        for head in objects:
            if owners := self._parties.owners(clauses, head):
                return owners
        return ()

    def _after(self, clauses: Clauses, index: int, preposition: str) -> tuple[Party, ...]:
        for prep, at, objects in governed_phrases(clauses, index):
            if prep != preposition:
                continue
            if found := self.of_objects(clauses, objects):
                return found
            if found := next((o for head in objects if (o := self._behind_object(clauses, head))), ()):
                return found
            for clause in clauses.children(at, "pcomp"):
                if found := self.of_objects(
                    clauses, [*clauses.children(clause, "nsubj"), *clauses.objects(clause)]
                ):
                    return found
        return ()

    def _behind_object(self, clauses: Clauses, head: int) -> tuple[Party, ...]:
        """ "On targets in Syria", "into crimes committed by Kenyan troops"."""
        for inner, _, deeper in clauses.prepositions(head):
            if inner in _DEEPER and (found := self.of_objects(clauses, deeper)):
                return found
        for clause in clauses.children(head, "acl"):
            if clauses.is_passive(clause) and (
                found := self._parties.all_of(clauses, clauses.subjects(clause))
            ):
                return found
        return ()

    def _in_complement(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        for clause in complements(clauses, index):
            if found := self._asked_or_blamed(clauses, index, clause):
                return found
            entry = self._senses.of(clauses, clause)
            if entry is not None and (found := self.targets(clauses, clause, None, entry, ())):
                return found
            subjects = clauses.children(clause, "nsubj", "nsubjpass")
            if found := self.of_objects(clauses, subjects):
                return found
            if found := self._acted_upon(clauses, clause):
                return found
        return ()

    def _acted_upon(self, clauses: Clauses, clause: int) -> tuple[Party, ...]:
        """Of "lend Chad more pilots" and "send troops to Chad" it is Chad, not what is lent or sent."""
        given = self._after(clauses, clause, "dative")
        if any(party.code for party in given):
            return given
        held = self.of_objects(clauses, clauses.objects(clause))
        if any(party.code for party in held):
            return held
        there = self._anywhere(clauses, clause)
        return there if any(party.code for party in there) else held or there

    def _asked_or_blamed(self, clauses: Clauses, index: int, clause: int) -> tuple[Party, ...]:
        """ "Demanded that Kenya expel the envoy": it is Kenya that is asked, whoever is to be expelled."""
        entry = self._senses.of(clauses, index)
        if entry is None or entry.type not in _OF_SUBJECT or clauses.is_passive(clause):
            return ()
        return self.of_objects(clauses, clauses.children(clause, "nsubj"))

    def _anywhere(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        for preposition in _ANYWHERE:
            found = self._after(clauses, index, preposition)
            if preposition in _TOPICAL:
                found = tuple(party for party in found if party.code)
            if found:
                return found
        if complements(clauses, index) and (found := self._in_complement(clauses, index)):
            return found
        return ()


def among(party: Party, others: Sequence[Party]) -> bool:
    """Is a party one of the others: the same mention, or the same actor of the same sector?"""
    for other in others:
        if party.mention is not None and party.mention == other.mention:
            return True
        if party.actor and party.actor == other.actor:
            return True
        if (
            party.code
            and party.code == other.code
            and (party.sector, party.name) == (other.sector, other.name)
        ):
            return True
    return False


def _is_word_of(party: Party, entry: Entry) -> bool:
    """The "inquiry" of "opened an inquiry": a word of the trigger, not who is acted upon."""
    return party.mention is not None and party.mention.text.lower() in entry.words


def _is_own(party: Party, sources: Sequence[Party], *, verbal: bool) -> bool:
    """ "Its pilots": not another side than who speaks of them, or who sends them."""
    if party.mention is None or not party.mention.text.lower().startswith(_OWN):
        return False
    if party.code is None:
        return verbal
    return party.code in {source.code for source in sources}
