"""A parsed sentence as the coder of events reads it: who does what to whom, in whatever form it is told.

Logical subject and object are found through passives, relative clauses, participles, infinitives and
coordination. All indices are tokens of the sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from detente.model import Sentence, Token

SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_PARTICLES = frozenset({"down", "up", "off", "out", "away", "back", "aside"})
_BE = frozenset({
    "be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re", "'m", "get",
    "got",
})  # fmt: skip
_QUANTITIES = frozenset({
    "dozens", "hundreds", "thousands", "scores", "tens", "millions", "number", "group", "groups",
    "members", "member", "some", "many", "most", "all", "both", "several", "one", "two", "three",
    "four", "five", "majority", "handful", "crowd", "crowds", "wave", "series", "round", "rounds",
    "lot", "couple", "pair", "half", "percent", "part", "parts", "rest", "remainder", "each", "any",
    "none", "few", "bulk", "set", "string", "spate", "team", "contingent", "batch", "coalition",
    "alliance", "column", "convoy", "variety", "range", "kind", "sort", "form", "act", "acts",
    "campaign", "deployment", "detachment", "unit", "units", "force", "forces", "fleet", "squadron",
})  # fmt: skip
# Adjectival and participial modifiers keep their noun's head; clauses behind it are left out of a phrase.
_AFTER = ("relcl", "acl", "appos", "prep", "punct", "cc", "conj", "advcl", "npadvmod", "parataxis")


@dataclass(frozen=True, eq=False)
class Clauses:
    """One sentence under examination."""

    sentence: Sentence

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def children(self, index: int, *labels: str) -> list[int]:
        tokens = self.sentence.tokens
        return [c for c in self.sentence.children[index] if tokens[c].dep in labels]

    def child(self, index: int, *labels: str) -> int | None:
        found = self.children(index, *labels)
        return found[0] if found else None

    def lower(self, index: int) -> str:
        return self.tokens[index].lower

    def joined(self, index: int) -> str | None:
        """A hyphened word that the parser cuts: "cease-fire" at its last part."""
        if index < 2 or self.tokens[index - 1].text != "-":
            return None
        return f"{self.tokens[index - 2].lower}-{self.tokens[index].lower}"

    def head(self, index: int) -> int:
        return self.tokens[index].head

    @cached_property
    def root(self) -> int:
        return next((i for i, token in enumerate(self.tokens) if token.head == i), 0)

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """How many heads stand above each token."""
        depths = [-1] * len(self.tokens)
        order = [i for i, token in enumerate(self.tokens) if token.head == i]
        for index in order:
            depths[index] = 0
        while order:
            index = order.pop()
            for child in self.sentence.children[index]:
                depths[child] = depths[index] + 1
                order.append(child)
        return tuple(depths)

    def top_down(self) -> list[int]:
        """All tokens, heads before what they govern, else in order."""
        return sorted(range(len(self.tokens)), key=lambda index: (self.depths[index], index))

    def subtree(self, index: int) -> Iterator[int]:
        """All that a token governs, itself first, nearer ones before farther ones."""
        waiting = [index]
        while waiting:
            index = waiting.pop(0)
            yield index
            waiting += self.sentence.children[index]

    def ancestors(self, index: int) -> Iterator[int]:
        """The heads above a token, the nearest first."""
        while self.tokens[index].head != index:
            index = self.tokens[index].head
            yield index

    # --- verbs

    def is_verb(self, index: int) -> bool:
        return self.tokens[index].tag.startswith("VB")

    def is_noun(self, index: int) -> bool:
        return self.tokens[index].tag.startswith("NN")

    def is_infinitive(self, index: int) -> bool:
        return any(self.tokens[c].tag == "TO" for c in self.children(index, "aux"))

    def is_passive(self, index: int) -> bool:
        """Told of the object: "was expelled", "35 diplomats expelled by", "sanctions imposed on"."""
        token = self.tokens[index]
        if self.children(index, "auxpass", "nsubjpass"):
            return True
        if token.tag not in ("VBN", "VBD"):
            return False
        if token.dep == "oprd" and token.tag == "VBN":  # "was found beaten"
            return True
        if self.children(index, "agent") and not self.children(index, "dobj"):
            return True
        if token.dep == "acl":
            return token.tag == "VBN" and not self.children(index, "dobj")
        if token.dep == "conj" and token.tag == "VBN" and not self.children(index, "aux", *SUBJECTS):
            return self.is_passive(token.head)
        if token.dep == "advcl" and token.tag == "VBN" and not self.children(index, "aux", "dobj", *SUBJECTS):
            return True
        bare = not self.children(index, "aux", "dobj")
        # a full sentence has no bare participle for its verb: "Kenya handed over to Chad a banker."
        told = bool(self.children(index, *SUBJECTS)) and self.tokens[-1].text == "."
        return token.tag == "VBN" and token.dep == "ROOT" and bare and not told

    def objects(self, index: int) -> list[int]:
        """The heads of the logical objects."""
        if self.is_passive(index):
            return self._coordinated(self._passive_subjects(index))
        found = self.children(index, "dobj") or self._behind_particle(index)
        if not found and self.tokens[index].dep == "relcl":
            found = self._relative_object(index)
        if not found and self.tokens[index].tag == "VBN":
            found = list(self._shared_object(index))
        if not found and self.is_infinitive(index) and self.tokens[index].dep == "xcomp":
            found = self._shared_object(index)
        return self._coordinated(found)

    def _behind_particle(self, index: int) -> list[int]:
        """Of "closed down the newspaper", whose particle is read as a preposition: the newspaper."""
        for prep in self.children(index, "prep"):
            if prep == index + 1 and self.lower(prep) in _PARTICLES:
                return self.children(prep, "pobj")
        return []

    def _shared_object(self, index: int) -> list[int]:
        """Of "attacked and looted the town" the object of the last verb."""
        for other in self.children(index, "conj"):
            if self.is_verb(other) and (found := self.children(other, "dobj")):
                return found
        return []

    def _relative_object(self, index: int) -> list[int]:
        """Of "the town they attacked", "which they attacked": the town."""
        subjects = self.children(index, *SUBJECTS)
        if subjects and self.lower(subjects[0]) not in _RELATIVE:
            return [self.head(index)]
        return []

    def _passive_subjects(self, index: int) -> list[int]:
        token = self.tokens[index]
        if found := self.children(index, "nsubjpass", *SUBJECTS):
            return self._antecedents(index, found)
        if token.dep in ("acl", "relcl"):
            return [token.head]
        if token.dep == "conj":
            head = token.head
            return self._passive_subjects(head) if self.is_passive(head) else self.subjects(head)
        if misread := self._misread_subject(index):
            return misread
        if token.dep == "oprd":
            head = token.head
            return self._passive_subjects(head) if self.is_passive(head) else self.objects(head)
        if token.dep in ("xcomp", "advcl", "ccomp"):
            return self.subjects(token.head)
        return []

    def _misread_subject(self, index: int) -> list[int]:
        """Of "after a meeting was cancelled", where the parser takes "after" for a preposition."""
        if self.tokens[index].dep != "advcl" or not self.children(index, "aux", "auxpass"):
            return []
        first = min(self.children(index, "aux", "auxpass"))
        for prep in self.children(index, "prep"):
            if prep < first and self.lower(prep) in ("after", "before", "since", "until"):
                return self.children(prep, "pobj")
        return []

    def subjects(self, index: int, depth: int = 0) -> list[int]:
        """The heads of the logical subjects, coordinated ones apart."""
        if depth > 8:
            return []
        if self.is_passive(index):
            return self._coordinated(self._agents(index))
        if found := self.children(index, *SUBJECTS):
            return self._coordinated(self._antecedents(index, [*found, *self._listed(found[0])]))
        return self._understood_subjects(index, depth + 1)

    def _agents(self, verb: int) -> list[int]:
        """By whom; also of "have been let go by the rebels", where it hangs on the second verb."""
        for index in (verb, *self.children(verb, "xcomp", "ccomp", "prt", "oprd", "acomp")):
            by = [p for p in self.children(index, "agent", "prep") if self.lower(p) == "by"]
            if found := [p for a in by for p in self.children(a, "pobj") if self.tokens[p].tag != "CD"]:
                return found
        return []

    def _listed(self, subject: int) -> list[int]:
        """Of "Mr President, the United States and France are ...": those read as an apposition."""
        return [other for other in self.children(subject, "appos") if self.children(other, "cc", "conj")]

    def possessors(self, noun: int) -> list[int]:
        """Whose it is; also where the parser hangs the possessive elsewhere."""
        if found := self.children(noun, "poss"):
            return found
        low = self.core(noun)[0]
        return [self.head(low - 1)] if low and self.tokens[low - 1].tag == "POS" else []

    def _antecedents(self, index: int, found: list[int]) -> list[int]:
        """A relative pronoun stands for the noun before it."""
        if self.tokens[index].dep == "relcl" and self.lower(found[0]) in _RELATIVE:
            return [self.head(index)]
        return found

    def _understood_subjects(self, index: int, depth: int) -> list[int]:
        token = self.tokens[index]
        head = token.head
        if head == index:
            return []
        if token.dep == "acl":
            return self._of_infinitive(head, depth) if self.is_infinitive(index) else [head]
        if token.dep == "relcl":
            return [head]
        if token.dep == "pcomp":
            return self.subjects(self.head(head), depth) if head != self.head(head) else []
        if token.dep == "xcomp" and self.children(head, "dobj") and self.is_verb(head):
            return self._coordinated(self.children(head, "dobj"))
        if token.dep in ("xcomp", "advcl", "conj", "ccomp", "dep", "acomp", "attr") and self.is_passive(head):
            return self._coordinated(self._passive_subjects(head))
        return self.subjects(head, depth) if self.is_verb(head) or token.dep == "xcomp" else []

    def _of_infinitive(self, noun: int, depth: int) -> list[int]:
        """Of "its decision to leave", "made an offer to leave": whose decision it is."""
        if owners := self.possessors(noun):
            return owners
        verb = self.head(noun)
        return self.subjects(verb, depth) if verb != noun and self.is_verb(verb) else []

    def _coordinated(self, heads: list[int]) -> list[int]:
        found = []
        for head in heads:
            found += [head, *self.conjuncts(head)]
        return found

    def conjuncts(self, index: int) -> list[int]:
        found = []
        for other in self.children(index, "conj"):
            found += [other, *self.conjuncts(other)]
        return found

    # --- phrases

    def prepositions(self, index: int) -> list[tuple[str, int, list[int]]]:
        """The prepositional phrases of a word: preposition, its token, the heads of its objects."""
        found = [("dative", given, [given]) for given in self._given(index)]
        for prep in self.children(index, "prep", "agent", "dative", "prt"):
            if self.tokens[prep].dep == "dative" and self.is_noun(prep):
                found.append(("dative", prep, [prep, *self.conjuncts(prep)]))
                continue
            objects = self._coordinated(self.children(prep, "pobj"))
            # "out of", "up to", "from across", but not "along with", which adds who acts
            for inner in self.children(prep, "prep") if self.lower(prep) != "along" else ():
                objects += self._coordinated(self.children(inner, "pobj"))
                found.append((self.lower(inner), inner, self._coordinated(self.children(inner, "pobj"))))
            found.append((self.lower(prep), prep, objects))
        return found

    def _given(self, verb: int) -> Iterator[int]:
        """Of "sold Chad six boats", where the parser takes the name for a part of what is sold: Chad."""
        for thing in self.children(verb, "dobj") if self.is_verb(verb) else ():
            for name in self.children(thing, "nmod", "compound"):
                number = self.tokens[name + 1].tag in ("CD", "DT")
                if self.tokens[name].tag == "NNP" and number and name < thing:
                    yield name

    def core(self, index: int) -> tuple[int, int]:
        """The first and last token of the noun phrase without what follows its head."""
        low = index
        for child in self.sentence.children[index]:
            if child < index and self.tokens[child].dep not in _AFTER:
                low = min(low, self.sentence.subtree_bounds[child][0])
        while low < index and (
            self.tokens[low].dep in ("det", "predet", "punct") or not self.tokens[low].text[0].isalnum()
        ):
            low += 1
        return low, index

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the sentence."""
        return frozenset(token.lower for token in self.tokens)

    def own_words(self, index: int) -> frozenset[str]:
        """The words of a noun phrase itself; of a quantity also what it is of."""
        if self.is_quantity(index):
            return self.phrase_words(index)
        low, high = self.core(index)
        words = [token.lower for token in self.tokens[low : high + 1]]
        pairs = (f"{a} {b}" for a, b in itertools.pairwise(words))
        return frozenset({*words, *pairs, *self._joined_by_of(index)})

    def phrase_words(self, index: int) -> frozenset[str]:
        """The words, and pairs of words, of a noun phrase and of what its "of" governs."""
        words: list[str] = []
        for head in self._with_of(index):
            low, high = self.core(head)
            words += [token.lower for token in self.tokens[low : high + 1]] + ["|"]
        hyphened = (f"{a}-{c}" for a, b, c in zip(words, words[1:], words[2:], strict=False) if b == "-")
        pairs = (f"{a} {b}" for a, b in itertools.pairwise(words))
        parts = (part for word in words if "-" in word for part in word.split("-"))
        return frozenset({*words, *pairs, *parts, *self._joined_by_of(index), *hyphened})

    def _joined_by_of(self, index: int) -> Iterator[str]:
        """ "State of emergency", "ban on imports"."""
        for prep, _, objects in self.prepositions(index):
            if prep in ("of", "on"):
                yield from (f"{self.lower(index)} {prep} {self.lower(o)}" for o in objects)

    def _with_of(self, index: int) -> list[int]:
        return [index, *(o for prep, _, objects in self.prepositions(index) if prep == "of" for o in objects)]

    def is_quantity(self, index: int) -> bool:
        return self.lower(index) in _QUANTITIES or self.tokens[index].tag == "CD"

    def is_copula(self, index: int) -> bool:
        return self.lower(index) in _BE
