"""A sentence -> what is done in it: the triggers, who stands on each side, and how it is asserted.

An outer word decides: who agrees to send troops agrees, who refuses to send them rejects, who is accused of
sending them is accused. What lies inside such a word is coded only where the entry says how it is asserted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.extract.events.clauses import Clauses
from detente.extract.events.ontology import Entry, Ontology
from detente.extract.events.parties import Parties
from detente.extract.events.senses import Senses, complements, governed_phrases
from detente.model import EventStatus, Party

_COOPERATION = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE", "AGREE"})
_THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST", "THREATEN"})
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_WOULD = frozenset({"would", "'d", "’d"})
_POSSIBLE = frozenset({"could", "may", "might", "can", "ca"})
_MUST = frozenset({"must", "should", "ought"})
_NOT = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
_ALLEGED = frozenset({"allegedly", "reportedly", "supposedly", "apparently", "purportedly"})
_IFS = frozenset({"if", "unless", "whether"})
_INNER = ("xcomp", "ccomp", "pcomp", "dobj", "pobj", "prep", "acl", "attr", "oprd", "conj", "compound", "advcl",
          "acomp", "prt", "amod", "dative", "agent", "nsubj", "nsubjpass")  # fmt: skip
# Where a target stands that no slot names, the likeliest first.
_ANYWHERE = ("against", "on", "upon", "with", "to", "at", "toward", "towards", "over", "from", "into", "for",
             "of", "about", "dative", "in", "between", "among")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it becomes a record. `trigger` and `until` are the tokens between which it is told."""

    type: str
    entry: Entry
    trigger: int
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    status: EventStatus
    confidence: float
    tokens: tuple[int, ...]
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a verb stands: negated, in the future, possible, required, wanted; `status` as it is asserted."""

    negated: bool
    future: bool
    possible: bool
    must: bool
    wanted: bool
    status: EventStatus


class Coder:
    """Codes the sentences of one page."""

    def __init__(self, words: Ontology, parties: Parties) -> None:
        self._words = words
        self._parties = parties
        self._senses = Senses(words, parties)

    def code(self, clauses: Clauses) -> list[Draft]:
        """The events of a sentence, outer ones before inner ones."""
        if self._words.triggers.isdisjoint(token.lower for token in clauses.tokens):
            return []
        inside: dict[int, EventStatus | None] = {}
        found: list[Draft] = []
        for index in clauses.top_down():
            if clauses.lower(index) not in self._words.triggers:
                if draft := self._required(clauses, index, inside):
                    found.append(draft)
                continue
            if index in inside and inside[index] is None:
                continue
            entry = self._senses.of(clauses, index)
            if entry is None:
                if draft := self._required(clauses, index, inside):
                    found.append(draft)
                continue
            draft = self._required(clauses, index, inside) or self._draft(
                clauses, index, entry, inside.get(index)
            )
            self._take_inside(clauses, index, entry, inside)
            if draft is not None:
                found.append(draft)
        return list(_distinct(found))

    # --- what lies inside

    def _take_inside(
        self, clauses: Clauses, index: int, entry: Entry, inside: dict[int, EventStatus | None]
    ) -> None:
        """Notes how what the entry governs is asserted: not at all (None), or as the entry says."""
        embeds = entry.type is None or entry.verbal or entry.complement is not None or entry.content
        for child in self._governed(clauses, index, bool(embeds)):
            for token in clauses.subtree(child):
                if clauses.tokens[token].dep == "relcl" or self._behind_relative(clauses, token, child):
                    continue
                inside.setdefault(token, entry.inner)  # type: ignore[arg-type]

    def _behind_relative(self, clauses: Clauses, token: int, top: int) -> bool:
        for above in clauses.ancestors(token):
            if above == top:
                return False
            if clauses.tokens[above].dep in ("relcl", "advcl"):
                return True
        return False

    def _governed(self, clauses: Clauses, index: int, embeds: bool) -> Iterator[int]:
        if clauses.is_noun(index):
            if embeds:
                yield from clauses.children(index, "acl", "prep", "ccomp")
            yield from clauses.children(index, "compound", "amod")
            return
        yield from clauses.objects(index)
        if embeds:
            yield from complements(clauses, index)
            yield from clauses.children(index, "prep", "attr", "oprd", "dobj")

    # --- one event

    def _draft(self, clauses: Clauses, index: int, entry: Entry, given: EventStatus | None) -> Draft | None:
        if entry.type is None:
            return None
        light = self._light(clauses, index)
        anchor = index if light is None else light
        manner = self._manner(clauses, anchor)
        kind, status = self._type_of(clauses, index, entry, manner)
        if kind is None:
            return None
        sources = self._sources(clauses, index, light, entry)
        targets = self._targets(clauses, index, light, entry, sources)
        if entry.reciprocal:
            sources, targets = self._together(clauses, index, light, sources, targets)
        if not self._is_told(clauses, index, light, entry, sources, targets, given):
            return None
        confidence = self._confidence(clauses, index, anchor, entry, given, status, sources, targets)
        tokens = self._extent(clauses, index, anchor)
        return Draft(
            kind, entry, index, sources, targets, given or status, confidence, tokens, given is not None
        )

    def _is_told(
        self, clauses: Clauses, index: int, light: int | None, entry: Entry,
        sources: Sequence[Party], targets: Sequence[Party], given: EventStatus | None,
    ) -> bool:  # fmt: skip
        """Is it told well enough who acts? Nouns and what lies inside other events need both sides."""
        if given is not None:
            return bool(sources and targets)
        if entry.needs_target and not targets:
            return False
        if clauses.is_noun(index) and light is None:
            return bool(sources and targets)
        return bool(sources or targets)

    def _light(self, clauses: Clauses, index: int) -> int | None:
        """The light verb of a noun: "launched" of "launched an attack"."""
        if not clauses.is_noun(index):
            return None
        for verb in clauses.ancestors(index):
            if clauses.is_verb(verb):
                objects = clauses.objects(verb)
                near = index in objects or any(
                    index in clauses.children(o, "compound", "pobj") for o in objects
                )
                of_object = any(
                    index in found
                    for o in objects
                    for prep, _, found in clauses.prepositions(o)
                    if prep == "of"
                )
                light = clauses.lower(verb) in self._words.grammar["light"]
                in_phrase = any(
                    index in found for prep, _, found in clauses.prepositions(verb) if prep in ("in", "into")
                )
                entering = clauses.lower(verb) in self._words.grammar["entering"] and in_phrase
                return verb if (light and (near or of_object)) or entering else None
        return None

    def _type_of(
        self, clauses: Clauses, index: int, entry: Entry, manner: Manner
    ) -> tuple[str | None, EventStatus]:
        """The type after complement, negation and tense have had their say."""
        kind: str | None = entry.type
        if entry.content:
            kind = self._by_content(clauses, index, entry)
        if kind is None or kind == "none":
            return None, manner.status
        if manner.negated:
            return self._negated(kind, manner)
        if manner.future or manner.wanted:
            status: EventStatus = "hypothetical" if manner.wanted and not manner.future else "planned"
            if kind in _COOPERATION:
                return "AGREE", status
            if kind in _THREATENED:
                return "THREATEN", status
            return kind, "happened" if self._words.types[kind].verbal else status
        return kind, manner.status

    @staticmethod
    def _negated(kind: str, manner: Manner) -> tuple[str | None, EventStatus]:
        if kind in ("AGREE", "CONCEDE", "SUPPORT"):
            return "REJECT", "happened"
        if kind in _COOPERATION and (manner.future or manner.possible):
            return "REJECT", "happened"
        if kind == "REJECT":
            return None, "denied"
        return kind, "denied"

    def _by_content(self, clauses: Clauses, index: int, entry: Entry) -> str | None:
        inner = self._inner_type(clauses, index)
        made = entry.content.get(self._words.types[inner].quad if inner else "nothing")
        if made is None:
            return entry.type
        return inner if made == "inner" else made

    def _inner_type(self, clauses: Clauses, index: int) -> str | None:
        """The type of the first event among what a word governs."""
        tops = [*complements(clauses, index), *clauses.objects(index), *clauses.children(index, "prep")]
        for top in tops:
            for token in clauses.subtree(top):
                if clauses.lower(token) in self._words.triggers and clauses.tokens[token].dep != "relcl":
                    entry = self._senses.of(clauses, token)
                    if entry is not None and entry.type is not None:
                        return entry.type
        return None

    # --- how it stands

    def _manner(self, clauses: Clauses, index: int) -> Manner:
        """Reads auxiliaries, adverbs and the words above a verb that plan, want or suppose."""
        future = possible = must = wanted = would = False
        negated = any(clauses.lower(c) in _NOT for c in clauses.children(index, "neg", "det", "preconj"))
        for verb in self._chain(clauses, index):
            auxiliaries = {clauses.lower(c) for c in clauses.children(verb, "aux")}
            negated |= any(clauses.lower(c) in _NOT for c in clauses.children(verb, "neg"))
            future |= bool(auxiliaries & _FUTURE)
            would |= bool(auxiliaries & _WOULD)
            possible |= bool(auxiliaries & _POSSIBLE)
            must |= bool(auxiliaries & _MUST)
            if verb != index or clauses.lower(verb) in ("going",):
                future |= clauses.lower(verb) in self._words.grammar["planning"]
                wanted |= clauses.lower(verb) in self._words.grammar["wanting"]
        if would and not self._is_conditional(clauses, index):
            future = True
        status = self._status(clauses, index, possible or would, must)
        return Manner(negated, future, possible or would, must, wanted, status)

    def _chain(self, clauses: Clauses, index: int) -> Iterator[int]:
        """A verb and those above it that only lend it tense or modality, coordinated first verbs with them."""
        yield index
        current = index
        while (head := clauses.head(current)) != current:
            dep = clauses.tokens[current].dep
            shares = (
                dep == "conj"
                and clauses.is_verb(head)
                and not clauses.children(current, "aux", "nsubj", "nsubjpass")
            )
            lends = (
                dep in ("xcomp", "acl", "advcl", "ccomp")
                and clauses.is_infinitive(current)
                and (
                    clauses.lower(head) in self._words.grammar["planning"]
                    or clauses.lower(head) in self._words.grammar["wanting"]
                    or clauses.lower(head) in self._words.grammar["raising"]
                )
            )
            if not (shares or lends):
                return
            yield head
            current = head

    def _is_conditional(self, clauses: Clauses, index: int) -> bool:
        return any(
            clauses.lower(m) in _IFS
            for clause in [index, *clauses.children(index, "advcl")]
            for m in clauses.children(clause, "mark")
        )

    def _status(self, clauses: Clauses, index: int, possible: bool, must: bool) -> EventStatus:
        for verb in (index, *clauses.ancestors(index)):
            if any(clauses.lower(m) in _IFS for m in clauses.children(verb, "mark")):
                return "hypothetical"
            adverbs = {clauses.lower(c) for c in clauses.children(verb, "advmod")}
            if adverbs & _ALLEGED:
                return "alleged"
            if clauses.lower(verb) in self._words.grammar["denying"] and verb != index:
                return "denied"
            if clauses.lower(verb) in self._words.grammar["alleging"] and verb != index:
                return "alleged"
        if possible or must:
            return "hypothetical"
        if clauses.is_infinitive(index) and not self._is_done(clauses, index):
            return "hypothetical"
        return "hypothetical" if clauses.tokens[-1].text == "?" else "happened"

    def _is_done(self, clauses: Clauses, index: int) -> bool:
        """An infinitive below a verb that says it was done: "continued to send", "managed to seize"."""
        return clauses.lower(clauses.head(index)) in self._words.grammar["raising"]

    # --- who

    def _sources(self, clauses: Clauses, index: int, light: int | None, entry: Entry) -> tuple[Party, ...]:
        for slot in entry.source:
            if found := self._slot(clauses, index, slot):
                return found
        if entry.source:
            return ()
        if clauses.is_noun(index):
            return self._of_noun(clauses, index, light)
        verb = index if clauses.is_verb(index) else clauses.head(index)
        subjects = clauses.subjects(verb)
        if clauses.tokens[index].dep == "amod":
            subjects = [clauses.head(index)]
        found = self._parties.all_of(clauses, subjects)
        if found:
            return self._reporter(clauses, verb, found)
        for subject in subjects:
            if owners := self._parties.owners(clauses, subject):
                return owners
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
                if owners := self._parties.owners(clauses, subject):
                    return owners
        found: list[Party] = []
        for child in clauses.children(index, "poss", "amod", "compound", "nmod"):
            found += (
                self._parties.all_of(clauses, [child])
                if clauses.tokens[child].dep == "poss"
                else self._adjective(clauses, child)
            )
        for prep, _, objects in clauses.prepositions(index):
            if prep in ("by", "between", "from", "among") and not found:
                found += self._parties.all_of(clauses, objects)
        return tuple(found)

    def _adjective(self, clauses: Clauses, child: int) -> list[Party]:
        party = self._parties._adjective(clauses, child)
        return [] if party is None else [party, *self._parties._others(clauses, child)]

    def _targets(
        self, clauses: Clauses, index: int, light: int | None, entry: Entry, sources: Sequence[Party]
    ) -> tuple[Party, ...]:
        slots = entry.target
        if light is not None and not slots:
            slots = ("anywhere",)
        for slot in slots:
            if slot == "none":
                return ()
            found = self._slot(clauses, index, slot)
            if not found and light is not None:
                found = self._slot(clauses, light, slot) if slot not in ("object", "owner") else ()
            kept = tuple(party for party in found if not _among(party, sources))
            if kept:
                return kept
        return ()

    def _slot(self, clauses: Clauses, index: int, slot: str) -> tuple[Party, ...]:
        if slot == "object":
            return self._of_objects(clauses, clauses.objects(index))
        if slot == "owner":
            return next((o for h in clauses.objects(index) if (o := self._parties.owners(clauses, h))), ())
        if slot == "subject":
            return self._parties.all_of(clauses, clauses.subjects(index) if clauses.is_verb(index) else [])
        if slot == "complement":
            return self._in_complement(clauses, index)
        if slot == "anywhere":
            return self._anywhere(clauses, index)
        return self._after(clauses, index, slot)

    def _of_objects(self, clauses: Clauses, objects: Sequence[int]) -> tuple[Party, ...]:
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
            if found := self._of_objects(clauses, objects):
                return found
            for head in objects:  # "on targets in Syria"
                for inner, _, deeper in clauses.prepositions(head):
                    if inner in ("in", "of", "against", "by", "from", "on") and (
                        found := self._of_objects(clauses, deeper)
                    ):
                        return found
            for clause in clauses.children(at, "pcomp"):
                if found := self._of_objects(
                    clauses, [*clauses.children(clause, "nsubj"), *clauses.objects(clause)]
                ):
                    return found
        return ()

    def _in_complement(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        for clause in complements(clauses, index):
            subjects = clauses.children(clause, "nsubj", "nsubjpass")
            if found := self._of_objects(clauses, subjects):
                return found
            if found := self._of_objects(clauses, clauses.objects(clause)) or self._anywhere(clauses, clause):
                return found
        return ()

    def _anywhere(self, clauses: Clauses, index: int) -> tuple[Party, ...]:
        for preposition in _ANYWHERE:
            if found := self._after(clauses, index, preposition):
                return found
        if complements(clauses, index) and (found := self._in_complement(clauses, index)):
            return found
        return ()

    def _together(
        self,
        clauses: Clauses,
        index: int,
        light: int | None,
        sources: tuple[Party, ...],
        targets: tuple[Party, ...],
    ) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """An act done together has everybody on both sides."""
        everybody = list(sources) + [party for party in targets if not _among(party, sources)]
        if len(everybody) < 2:
            return sources, targets
        return tuple(everybody), tuple(everybody)

    # --- "X must": a demand by who says so

    def _required(self, clauses: Clauses, index: int, inside: dict[int, EventStatus | None]) -> Draft | None:
        """ "Paris said that Iran must stop": what somebody says another must do is a demand."""
        token = clauses.tokens[index]
        if not clauses.is_verb(index) or token.dep != "ccomp" or index in inside:
            return None
        auxiliaries = {clauses.lower(c) for c in clauses.children(index, "aux")}
        needs = token.lower in ("has", "have", "needs", "need", "had") and complements(clauses, index, "to")
        if not auxiliaries & _MUST and not needs:
            return None
        speakers = self._parties.all_of(clauses, clauses.subjects(clauses.head(index)))
        asked = self._of_objects(clauses, clauses.children(index, "nsubj", "nsubjpass"))
        if not speakers or not asked or any(_among(party, speakers) for party in asked):
            return None
        if any(p.mention and p.mention.text.lower() in ("it", "they", "we", "he", "she", "i") for p in asked):
            return None
        entry = self._words.verbs["demand"][0]
        for below in clauses.subtree(index):
            inside[below] = None
        tokens = self._extent(clauses, clauses.head(index), clauses.head(index))
        return Draft("REQUEST", entry, clauses.head(index), speakers, asked, "happened", 0.8, tokens)

    # --- evidence and order

    def _extent(self, clauses: Clauses, index: int, anchor: int) -> tuple[int, ...]:
        """The tokens that tell the event: its words, subject, objects and what is near them."""
        found = {index, anchor}
        verb = anchor if clauses.is_verb(anchor) else clauses.head(anchor)
        tops = [
            *clauses.objects(anchor),
            *clauses.children(anchor, "prep", "prt", "agent", "xcomp", "acomp", "dobj", "ccomp"),
        ]
        if clauses.is_verb(verb):
            tops += clauses.children(verb, "nsubj", "nsubjpass")
        for top in tops:
            for token in clauses.subtree(top):
                if not self._behind_relative(clauses, token, top) and clauses.tokens[token].dep not in (
                    "relcl",
                    "advcl",
                ):
                    found.add(token)
        return tuple(sorted(found))

    def _confidence(
        self, clauses: Clauses, index: int, anchor: int, entry: Entry, given: EventStatus | None,
        status: EventStatus, sources: Sequence[Party], targets: Sequence[Party],
    ) -> float:  # fmt: skip
        """An order among the events of a sentence: the main clause first, words of saying looked through."""
        value = (
            0.9 if clauses.is_verb(anchor) else 0.75 if anchor != index or not clauses.is_noun(index) else 0.5
        )
        value -= 0.08 * self._embedding(clauses, anchor)
        value *= entry.weight
        if not sources or not targets:
            value -= 0.1
        if given is not None:
            value -= 0.35
        if status in ("denied", "hypothetical"):
            value -= 0.1
        return round(min(0.99, max(0.05, value - 0.0005 * index)), 3)

    def _embedding(self, clauses: Clauses, index: int) -> int:
        """How many clauses lie above; that of a word of saying does not count."""
        depth, current = 0, index
        while (head := clauses.head(current)) != current:
            dep = clauses.tokens[current].dep
            if dep in ("relcl", "advcl", "acl", "pcomp", "pobj", "parataxis"):
                depth += 2 if dep in ("relcl", "advcl", "acl") else 1
            elif dep == "ccomp" and clauses.lower(head) not in self._words.grammar["saying"]:
                depth += 1
            elif dep == "conj":
                depth += 0
            current = head
        return min(depth, 6)


def _among(party: Party, others: Sequence[Party]) -> bool:
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


def _distinct(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Without what another word of the sentence already told: the same type between the same parties."""
    seen: set[tuple[str, frozenset[object], frozenset[object]]] = set()
    for draft in sorted(drafts, key=lambda d: -d.confidence):
        key = (draft.type, _keys(draft.sources), _keys(draft.targets))
        if key not in seen:
            seen.add(key)
            yield replace(draft)


def _keys(parties: Sequence[Party]) -> frozenset[object]:
    return frozenset(party.code or party.actor or party.mention for party in parties)
