"""Which sense of a trigger a sentence has: entries of the ontology tried against what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.extract.events.clauses import Clauses
from detente.extract.events.ontology import BUILT_IN, Entry, Ontology
from detente.extract.events.parties import Parties
from detente.model import Party

_TIGHT = frozenset({"to", "in", "at", "with", "for", "from", "on", "of", "against", "into"})
_DETERMINERS = frozenset({"a", "an", "the", "its", "his", "her", "their"})
_WINDOW = 6  # tokens after a verb in which the words of its phrase stand


class Senses:
    """Finds the entry that fits a trigger."""

    def __init__(self, words: Ontology, parties: Parties) -> None:
        self._words = words
        self._parties = parties

    def of(self, clauses: Clauses, index: int) -> Entry | None:
        """The most specific entry that fits the token; None where it is no trigger."""
        return next(self.fitting(clauses, index), None)

    def fitting(self, clauses: Clauses, index: int) -> Iterator[Entry]:
        """The entries that fit the token, the most specific first."""
        token = clauses.tokens[index]
        if token.dep == "aux":
            return
        words, joined = self._words, clauses.joined(index)
        if token.tag == "VBN" and not clauses.children(index, "agent"):
            adjectives = words.adjectives.get(token.lower, ())
            yield from (e for e in adjectives if self._fits_adjective(e, clauses, index))
        if token.tag.startswith("VB"):
            verbs = words.verbs.get(token.lower, ())
            yield from (e for e in verbs if self._fits_verb(e, clauses, index))
            return
        nouns = words.nouns.get(joined, ()) if joined else ()
        if token.tag.startswith("NN"):
            nouns = (*nouns, *words.nouns.get(token.lower, ()))
        yield from (e for e in nouns if self._fits_noun(e, clauses, index))
        if token.tag.startswith(("JJ", "IN", "RB")):
            adjectives = words.adjectives.get(token.lower, ())
            yield from (e for e in adjectives if self._fits_adjective(e, clauses, index))

    def _fits_verb(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        return (
            _follow(clauses, index, entry.words)
            and self._is_by(entry, clauses, index)
            and self._has_subject(entry, clauses, index)
            and self._has_object(entry, clauses, index)
            and self._has_prepositions(entry, clauses, index)
            and has_complement(clauses, index, entry.complement)
        )

    def _fits_noun(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if entry.words and not _precede(clauses, index, entry.words):
            return False
        return self._has_prepositions(entry, clauses, index) and has_complement(
            clauses, index, entry.complement
        )

    def _fits_adjective(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if clauses.tokens[index].dep not in (
            "acomp",
            "ROOT",
            "conj",
            "oprd",
            "attr",
            "advcl",
            "ccomp",
            "amod",
            "relcl",
        ):
            return False
        return self._has_prepositions(entry, clauses, index) and has_complement(
            clauses, index, entry.complement
        )

    def _has_object(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if not entry.object and not entry.object_not:
            return True
        objects = clauses.objects(index) or [
            subject for c in clauses.children(index, "ccomp") for subject in clauses.children(c, "nsubj")
        ]
        if entry.object_not and any(entry.object_not & clauses.own_words(o) for o in objects):
            return False
        return not entry.object or any(self._is_wanted(entry.object, clauses, o) for o in objects)

    def _is_by(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if not entry.by:
            return True
        parties = (self._parties.of(clauses, subject) for subject in clauses.subjects(index))
        return any(party is not None and party.sector in entry.by for party in parties)

    def _has_subject(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if not entry.subject:
            return True
        return any(self._is_wanted(entry.subject, clauses, s) for s in clauses.subjects(index))

    def _is_wanted(self, wanted: frozenset[str], clauses: Clauses, index: int) -> bool:
        if wanted & clauses.phrase_words(index):
            return True
        built_in = wanted & BUILT_IN
        return bool(built_in) and self._is_actor(built_in, clauses, index)

    def _is_actor(self, wanted: frozenset[str], clauses: Clauses, index: int) -> bool:
        party = self._parties.of(clauses, index)
        owners = self._parties.owners(clauses, index) if party is None and "ACTOR" in wanted else ()
        return any(_belongs(party, kind) for kind in wanted) or bool(owners)

    def _has_prepositions(self, entry: Entry, clauses: Clauses, index: int) -> bool:
        if not entry.preps:
            return True
        phrases = governed_phrases(clauses, index)
        for prep, wanted in entry.preps.items():
            objects = [o for name, _, found in phrases if name == prep for o in found]
            here = any(name == prep for name, _, _ in phrases)
            if not here or (wanted and not any(self._is_wanted(wanted, clauses, o) for o in objects)):
                return False
        return True


def governed_phrases(clauses: Clauses, index: int) -> list[tuple[str, int, list[int]]]:
    """Prepositional phrases of a word and, where it is a verb, of its objects and particles."""
    found = clauses.prepositions(index)
    if clauses.is_verb(index):
        for other in clauses.children(index, "dobj", "acomp", "attr", "oprd", "prt", "advmod"):
            found += clauses.prepositions(other)
            for prep, _, objects in clauses.prepositions(other):  # "part of a programme for Iran"
                if prep == "of":
                    found += [phrase for o in objects for phrase in clauses.prepositions(o)]
        for prep, _, objects in tuple(found):  # "came under fire from"
            if prep == "under":
                found += [phrase for o in objects for phrase in clauses.prepositions(o)]
        if clauses.is_passive(index):
            for subject in clauses.children(index, "nsubjpass", "nsubj"):
                found += clauses.prepositions(subject)
    return found


def _belongs(party: Party | None, kind: str) -> bool:
    if party is None:
        return False
    if kind == "ARMED":
        return party.sector in ("military", "rebels", "militants", "police")
    if kind == "PERSON":
        return party.sector is not None
    if kind == "STATE":
        return party.code is not None and party.sector in (None, "government")
    return True


def _follow(clauses: Clauses, index: int, words: Sequence[str]) -> bool:
    """Do the words of a phrase stand behind its verb, in order, little between them? In the passive its noun
    stands before: "a protest was lodged"."""
    if not words:
        return True
    if words[-1] not in clauses.words:
        return False
    if any(clauses.lower(p) not in words for p in clauses.children(index, "prt")):
        return False
    return _in_order(clauses, index, words) or _before_passive(clauses, index, words)


def _in_order(clauses: Clauses, index: int, words: Sequence[str]) -> bool:
    objects = clauses.children(index, "dobj")
    at, end = index + 1, min(len(clauses.tokens), index + 1 + _WINDOW + len(words))
    found = [index]
    for word in words:
        while at < end and clauses.tokens[at].lower != word:
            at += 1
        if at >= end:
            return False
        between = (o for o in objects if index < o < at and clauses.lower(o) not in words)
        last = word == words[-1]  # "take Kenya to court" is one phrase, "withdraw troops from" none
        if word in _TIGHT and last and (any(between) or not _hangs_on(clauses, at, found)):
            return False
        if clauses.tokens[clauses.head(at)].dep == "agent":  # "launched by rockets"
            return False
        found.append(at)
        at += 1
    return True


def _hangs_on(clauses: Clauses, preposition: int, found: Sequence[int]) -> bool:
    """Does a preposition belong to the phrase, and not to a noun behind it that is no part of it?"""
    head = clauses.head(preposition)
    return head in found or preposition == found[-1] + 1 or not clauses.is_noun(head)


def _before_passive(clauses: Clauses, index: int, words: Sequence[str]) -> bool:
    noun = [word for word in words if word not in _DETERMINERS]
    if len(noun) != 1 or not clauses.is_passive(index):
        return False
    return any(clauses.lower(o) == noun[0] and clauses.is_noun(o) for o in clauses.objects(index))


def _precede(clauses: Clauses, index: int, words: Sequence[str]) -> bool:
    first = index - len(words)
    return first >= 0 and all(clauses.tokens[first + n].lower == word for n, word in enumerate(words))


def has_complement(clauses: Clauses, index: int, wanted: str | None) -> bool:
    return wanted is None or bool(complements(clauses, index, wanted))


def _is_that(clauses: Clauses, clause: int) -> bool:
    """ "A demand that Kenya pay": a clause with "that" behind a noun."""
    return any(clauses.lower(mark) == "that" for mark in clauses.children(clause, "mark"))


def complements(clauses: Clauses, index: int, wanted: str = "any") -> list[int]:
    """The clauses that a word takes: infinitives, clauses with "that", gerunds."""
    found = []
    for child in clauses.sentence.children[index]:
        token = clauses.tokens[child]
        if token.dep in ("xcomp", "ccomp", "acl", "advcl") and clauses.is_infinitive(child):
            kind = "to"
        elif token.dep == "ccomp" or (token.dep == "acl" and _is_that(clauses, child)):
            kind = "that"
        elif token.dep in ("xcomp", "pcomp") and token.tag == "VBG":
            kind = "ing"
        elif token.dep == "prep":
            found += [c for c in clauses.children(child, "pcomp") if wanted in ("ing", "any")]
            continue
        else:
            continue
        if wanted in ("any", kind) and child > index:
            found.append(child)
    if wanted in ("to", "any"):
        for other in clauses.children(index, "dobj"):  # "asked Iran to stop" is read in both ways
            found += [c for c in clauses.children(other, "acl") if clauses.is_infinitive(c)]
    return found
