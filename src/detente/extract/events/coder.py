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
from detente.extract.events.scope import in_scope
from detente.extract.events.senses import Senses, complements
from detente.extract.events.sides import IFS, PURPOSES, Sides, among
from detente.model import EventStatus, Party

_COOPERATION = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE", "AGREE"})
_THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST", "THREATEN"})
_MUTUAL = frozenset({"AGREE", "SUPPORT", "CONSULT", "COOPERATE", "REJECT", "SANCTION", "ASSAULT"})
_ATTRIBUTIVE = frozenset({"ASSAULT", "COERCE", "SUPPORT", "AID"})  # "jailed editors", "Kenyan-backed rebels"
# Modes told by what is threatened, asked for or refused: its type, and its mode where that decides.
_MODES_BY_CONTENT: dict[str, dict[tuple[str | None, str | None], str]] = {
    "THREATEN": {
        ("ASSAULT", None): "violence", ("MOBILIZE", None): "violence", ("SANCTION", None): "restrict",
        ("SANCTION", "withdraw"): "relations", ("SANCTION", "expel"): "expel", ("COERCE", None): "restrict",
        ("COERCE", "arrest"): "arrest", ("COERCE", "seize"): "territory", ("COERCE", "deport"): "expel",
    },
    "REQUEST": {
        ("AID", None): "assist", ("CONSULT", None): "meet", ("RETREAT", None): "yield",
        ("CONCEDE", None): "change",
    },
    "REJECT": {
        ("AID", None): "assist", ("CONSULT", None): "meet", ("RETREAT", None): "yield",
        ("CONCEDE", None): "change",
    },
}  # fmt: skip
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_WOULD = frozenset({"would", "'d", "’d"})
_POSSIBLE = frozenset({"could", "may", "might", "can", "ca"})
_MUST = frozenset({"must", "should", "ought"})
_NOT = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
_ALLEGED = frozenset({
    "alleged", "suspected", "purported", "supposed", "reported", "long-alleged", "allegedly",
    "reportedly", "supposedly", "apparently", "purportedly",
})  # fmt: skip
_AIMING = frozenset({"of", "for", "on", "about", "at"})
_SCHEDULED = frozenset({
    "planned", "scheduled", "upcoming", "forthcoming", "proposed", "expected", "next",
})  # fmt: skip
_TOGETHER = frozenset({
    "bilateral", "together", "mutual", "their", "joint", "each", "jointly", "two-way", "them",
})  # fmt: skip


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
    mode: str | None = None


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
        self._sides_of = Sides(words, parties, self._senses)

    def code(self, clauses: Clauses) -> list[Draft]:
        """The events of a sentence, outer ones before inner ones."""
        if self._words.triggers.isdisjoint(token.lower for token in clauses.tokens):
            return []
        inside: dict[int, EventStatus | None] = {}
        found = [draft for index in clauses.top_down() for draft in self._at(clauses, index, inside)]
        return list(_distinct(found))

    def _at(self, clauses: Clauses, index: int, inside: dict[int, EventStatus | None]) -> Iterator[Draft]:
        """What a word tells; notes how what lies inside it is asserted."""
        known = self._words.triggers
        trigger = clauses.lower(index) in known or clauses.joined(index) in known
        if trigger and index in inside and inside[index] is None:
            return
        entry = self._senses.of(clauses, index) if trigger else None
        draft = self._required(clauses, index, inside)
        if entry is None:
            yield from (draft,) if draft else ()
            return
        if draft is None:
            entry, draft = self._best(clauses, index, entry, inside.get(index))
        if draft is not None or self._hides(clauses, index, entry):
            self._take_inside(clauses, index, entry, inside)
        if draft is not None:
            yield draft
            yield from self._cancelled(clauses, index, entry, draft)

    def _best(
        self, clauses: Clauses, index: int, first: Entry, given: EventStatus | None
    ) -> tuple[Entry, Draft | None]:
        """The draft of the most specific entry. One that cannot be without a recipient gives way where none
        is named: "sent tanks to Chad" is aid, "sent tanks to the strait" is not."""
        for entry in self._senses.fitting(clauses, index):
            draft = self._draft(clauses, index, entry, given)
            if draft is not None:
                return entry, draft
            if entry.type is None or not entry.needs_target:
                break
        return first, None

    def _cancelled(self, clauses: Clauses, index: int, entry: Entry, draft: Draft) -> Iterator[Draft]:
        """The meeting that is refused by its cancellation."""
        if entry.inner != "cancelled" or not (draft.sources and draft.targets):
            return
        for head in clauses.objects(index):
            meeting = self._senses.of(clauses, head)
            if meeting is not None and meeting.type == "CONSULT":
                everybody, _ = _together(draft.sources, draft.targets)
                sure = max(0.05, draft.confidence - 0.3)
                tokens = tuple(sorted(set(clauses.subtree(head))))
                yield Draft(
                    "CONSULT",
                    meeting,
                    head,
                    everybody,
                    everybody,
                    "cancelled",
                    sure,
                    tokens,
                    True,
                    meeting.mode,
                )

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

    def _hides(self, clauses: Clauses, index: int, entry: Entry) -> bool:
        """Does a word that told no event decide all the same how what it governs is asserted? A deed done to
        an act does not: "the sanctions imposed on Iran were widened" tells of the sanctions."""
        if entry.type is None:
            return True
        return (entry.verbal or bool(entry.content)) and not self._is_inanimate(clauses, index)

    def _behind_relative(self, clauses: Clauses, token: int, top: int) -> bool:
        for above in clauses.ancestors(token) if token != top else ():
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
        light = self._light(clauses, index)
        anchor = index if light is None else light
        if entry.type is None or not self._may_assert(clauses, anchor, entry):
            return None
        participle = clauses.tokens[index].dep == "amod" and clauses.tokens[index].tag == "VBN"
        if participle and entry.type not in _ATTRIBUTIVE:
            return None
        manner = self._manner(clauses, anchor)
        kind, status = self._type_of(clauses, index, entry, manner)
        if kind is None or manner.must:
            return None
        sides = self._sides(clauses, index, light, entry, kind)
        if sides is None or not self._is_told(clauses, index, light, entry, sides, given):
            return None
        sources, targets = sides
        electoral = self._parties.electoral
        if not in_scope(self._parties.page, kind, entry.cameo, sources, targets, electoral=electoral):
            return None
        if status == "hypothetical" and self._is_said_by_doing(clauses, anchor, kind, manner):
            status = "happened"
        confidence = self._confidence(clauses, index, anchor, entry, given, status, sources, targets)
        tokens = self._extent(clauses, index, anchor)
        inner = given is not None
        mode = self._mode(clauses, index, entry, kind)
        return Draft(kind, entry, index, sources, targets, given or status, confidence, tokens, inner, mode)

    def _is_said_by_doing(self, clauses: Clauses, anchor: int, kind: str, manner: Manner) -> bool:
        """ "Marched to demand", "blocked the road to protest": what is done for its sake says it."""
        verb = clauses.head(anchor)
        aim = clauses.tokens[anchor].dep == "advcl" and clauses.is_infinitive(anchor)
        if not aim or kind not in PURPOSES or manner.possible or manner.future or manner.wanted:
            return False
        return self._manner(clauses, verb).status == "happened"

    def _may_assert(self, clauses: Clauses, anchor: int, entry: Entry) -> bool:
        """Neither asked nor aimed at, and done by somebody."""
        natural = entry.type in ("ASSAULT", "COERCE") and self._is_natural(clauses, anchor)
        return not natural and not self._is_asked(clauses, anchor) and not self._is_aim(clauses, anchor)

    def _sides(
        self, clauses: Clauses, index: int, light: int | None, entry: Entry, kind: str
    ) -> tuple[tuple[Party, ...], tuple[Party, ...]] | None:
        """Sources and targets; None where a subject cannot do what is told."""
        anchor = index if light is None else light
        sources = self._sides_of.sources(clauses, index, light, entry)
        if kind in _MUTUAL:
            sources = self._all_meant(clauses, anchor, sources)
        if entry.verbal and not sources and self._is_inanimate(clauses, anchor):
            return None
        targets = self._sides_of.targets(clauses, index, light, entry, sources)
        if kind == "THREATEN" and not targets:
            targets = self._sides_of.of_condition(clauses, anchor, sources)
        mutual = kind in _MUTUAL and len(sources) > 1 and not targets
        if not mutual and not (sources and targets):
            known = [*sources, *targets] if entry.reciprocal else sources
            targets = (*targets, *self._other_side(clauses, index, anchor, kind, known))
        return _together(sources, targets) if entry.reciprocal or mutual else (sources, targets)

    def _other_side(
        self, clauses: Clauses, index: int, anchor: int, kind: str, sources: Sequence[Party]
    ) -> tuple[Party, ...]:
        """ "Cancelled the bilateral meeting": whom with is told by what the document is about."""
        if kind not in _MUTUAL or len(sources) != 1:
            return ()
        words = {clauses.lower(i) for i in self._extent(clauses, index, anchor)}
        if words & {"many", "several", "various", "other"}:
            return ()
        other = self._parties.counterpart(clauses, sources[0]) if words & _TOGETHER else None
        return () if other is None else (other,)

    def _is_told(
        self, clauses: Clauses, index: int, light: int | None, entry: Entry,
        sides: tuple[Sequence[Party], Sequence[Party]], given: EventStatus | None,
    ) -> bool:  # fmt: skip
        """Is it told well enough who acts? Nouns and what lies inside other events need both sides."""
        sources, targets = sides
        if given is not None:
            return bool(sources and targets) and all(_is_known(p) for p in (*sources, *targets))
        if entry.needs_target and not targets:
            return False
        if entry.reciprocal and not sources and len(targets) < 2:
            return False
        if clauses.is_noun(index) and light is None:
            return bool(sources and (targets or (entry.verbal and complements(clauses, index, "to"))))
        return bool(sources or targets)

    def _all_meant(self, clauses: Clauses, verb: int, sources: tuple[Party, ...]) -> tuple[Party, ...]:
        """Those whom "they" stands for, where it is the subject of what two do together."""
        if len(sources) != 1 or not clauses.is_verb(verb):
            return sources
        they = [i for i in clauses.subjects(verb) if clauses.lower(i) == "they"]
        if not they or self._parties.is_resolved(clauses, they[0]):
            return sources
        return self._parties.plural(clauses, they[0]) or sources

    @staticmethod
    def _is_inanimate(clauses: Clauses, verb: int) -> bool:
        """Does a verb of speaking have a subject that cannot speak: "the crisis forced Iran to act"?"""
        return (
            clauses.is_verb(verb) and not clauses.is_passive(verb) and bool(clauses.children(verb, "nsubj"))
        )

    @staticmethod
    def _is_aim(clauses: Clauses, verb: int) -> bool:
        """ "Prospects of mending ties": a gerund below a noun that asserts nothing."""
        if clauses.tokens[verb].dep != "pcomp":
            return False
        above = clauses.head(clauses.head(verb))
        return clauses.is_noun(above) and clauses.lower(clauses.head(verb)) in _AIMING

    @staticmethod
    def _is_asked(clauses: Clauses, index: int) -> bool:
        """Does it stand in the question itself, not in a clause that the question takes for granted?"""
        if clauses.tokens[-1].text != "?":
            return False
        return all(
            clauses.tokens[i].dep not in ("relcl", "advcl") for i in (index, *clauses.ancestors(index))
        )

    def _is_natural(self, clauses: Clauses, verb: int) -> bool:
        """ "Killed in an earthquake": nobody acts."""
        if not clauses.is_verb(verb):
            return False
        nature = self._words.classes["NATURE"]
        heads = [
            *clauses.subjects(verb),
            *(o for p, _, os in clauses.prepositions(verb) if p in ("in", "by") for o in os),
        ]
        wrecked = (clauses.lower(c) for c in clauses.children(verb, "advcl"))  # "when a bus plunged"
        if any(word in self._words.grammar["wrecking"] for word in wrecked):
            return True
        return any(nature & {clauses.lower(head)} for head in heads)

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
        plans = entry.lemma in self._words.grammar["planning"] and entry.lemma not in self._words.adjectives
        if entry.content and kind in ("AGREE", "THREATEN") and plans:
            return kind, "planned"
        if kind == "CONSULT" and self._is_plan(clauses, index):
            return kind, "planned"
        if manner.future or manner.wanted:
            status: EventStatus = "hypothetical" if manner.wanted and not manner.future else "planned"
            if kind in _COOPERATION:
                return "AGREE", status
            if kind in _THREATENED:
                return "THREATEN", status
            return kind, "happened" if self._words.types[kind].verbal else status
        return kind, manner.status

    @staticmethod
    def _is_plan(clauses: Clauses, index: int) -> bool:
        """ "Plans to meet", "a scheduled meeting": told as a plan, not as a promise."""
        if clauses.tokens[index].dep == "acl" and clauses.lower(clauses.head(index)) in ("plan", "plans"):
            return True
        return any(clauses.lower(c) in _SCHEDULED for c in clauses.children(index, "amod"))

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
        told = self._inner_entry(clauses, index)
        inner = told.type if told else None
        made = entry.content.get(self._words.types[inner].quad if inner else "nothing")
        if made is None:
            return entry.type
        return inner if made == "inner" else made

    def _mode(self, clauses: Clauses, index: int, entry: Entry, kind: str) -> str | None:
        """The mode by the entry, else by what is threatened, asked for or refused."""
        if kind == entry.type and entry.mode:
            return entry.mode
        if kind not in _MODES_BY_CONTENT:
            return None
        told = entry if kind != entry.type else self._inner_entry(clauses, index)
        for prep, _, objects in clauses.prepositions(index) if told is None else ():
            if prep in ("with", "on", "for"):
                told = next((e for o in objects if (e := self._entry_at(clauses, o))), told)
        modes = _MODES_BY_CONTENT[kind]
        return modes.get((told.type, told.mode)) or modes.get((told.type, None)) if told else None

    def _inner_entry(self, clauses: Clauses, index: int) -> Entry | None:
        """The sense of what a word governs: its complement's verb or what this carries, else its object."""
        clauses_inside = complements(clauses, index)
        for top in clauses_inside:
            heads = [top, *clauses.objects(top), *clauses.children(top, "xcomp", "conj", "acomp")]
            heads += [o for _, _, objects in clauses.prepositions(top) for o in objects]
            for token in heads:
                if (made := self._entry_at(clauses, token)) is not None:
                    return made
                if token == top and self._carries(clauses, top) is False:
                    break
        for top in () if clauses_inside else clauses.objects(index):
            for token in clauses.subtree(top):
                if (
                    clauses.tokens[token].dep != "relcl"
                    and (made := self._entry_at(clauses, token)) is not None
                ):
                    return made
        return None

    def _entry_at(self, clauses: Clauses, token: int) -> Entry | None:
        if clauses.lower(token) not in self._words.triggers:
            return None
        entry = self._senses.of(clauses, token)
        return entry if entry is not None and entry.type is not None else None

    def _carries(self, clauses: Clauses, verb: int) -> bool:
        grammar = self._words.grammar
        return any(
            clauses.lower(verb) in grammar[name] for name in ("light", "raising", "entering", "planning")
        )

    # --- how it stands

    def _manner(self, clauses: Clauses, index: int) -> Manner:
        """Reads auxiliaries, adverbs and the words above a verb that plan, want or suppose."""
        future = possible = must = wanted = would = False
        negated = any(clauses.lower(c) in _NOT for c in clauses.children(index, "neg", "det", "preconj"))
        negated |= any(clauses.lower(c) == "longer" for c in clauses.children(index, "advmod"))
        for verb in self._chain(clauses, index):
            auxiliaries = {clauses.lower(c) for c in clauses.children(verb, "aux")}
            negated |= any(clauses.lower(c) in _NOT for c in clauses.children(verb, "neg"))
            future |= bool(auxiliaries & _FUTURE)
            would |= bool(auxiliaries & _WOULD)
            possible |= bool(auxiliaries & _POSSIBLE)
            future |= self._is_to(clauses, verb)
            must |= bool(auxiliaries & _MUST)
            if verb != index or clauses.lower(verb) in ("going",):
                future |= clauses.lower(verb) in self._words.grammar["planning"]
                wanted |= clauses.lower(verb) in self._words.grammar["wanting"]
        future |= would
        status = self._status(clauses, index, possible, must)
        return Manner(negated, future, possible, must, wanted, status)

    @staticmethod
    def _is_to(clauses: Clauses, verb: int) -> bool:
        """ "Kenya is to send": what is arranged."""
        head = clauses.head(verb)
        arranged = clauses.tokens[verb].dep == "xcomp" and clauses.is_infinitive(verb)
        return arranged and clauses.is_copula(head) and not clauses.children(head, "acomp", "attr")

    def _chain(self, clauses: Clauses, index: int) -> Iterator[int]:
        """A verb and those above it that only lend it tense or modality, first verbs of a pair, too."""
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

    def _status(self, clauses: Clauses, index: int, possible: bool, must: bool) -> EventStatus:
        for verb in (index, *clauses.ancestors(index)):
            if any(clauses.lower(m) in IFS for m in clauses.children(verb, "mark")):
                return "hypothetical"
            adverbs = {clauses.lower(c) for c in clauses.children(verb, "advmod", "amod")}
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
        return "happened"

    def _is_done(self, clauses: Clauses, index: int) -> bool:
        """An infinitive below a verb that says it was done: "continued to send", "managed to seize"."""
        return clauses.lower(clauses.head(index)) in self._words.grammar["raising"]

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
        asked = self._sides_of.of_objects(clauses, clauses.children(index, "nsubj", "nsubjpass"))
        if not speakers or not asked or any(among(party, speakers) for party in asked):
            return None
        if any(p.mention and p.mention.text.lower() in ("it", "they", "we", "he", "she", "i") for p in asked):
            return None
        kind = "REQUEST" if "must" in auxiliaries or token.lower in ("has", "have", "had") else "APPEAL"
        entry = self._words.verbs["demand" if kind == "REQUEST" else "urge"][0]
        for below in clauses.subtree(index):
            inside[below] = None
        tokens = self._extent(clauses, clauses.head(index), clauses.head(index))
        return Draft(kind, entry, clauses.head(index), speakers, asked, "happened", 0.8, tokens)

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
            if clauses.tokens[top].dep == "prep" and top < min(index, anchor):
                continue
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
        if not sources or (not targets and entry.needs_target):
            value -= 0.1
        elif not targets:
            value -= 0.04
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


def _is_known(party: Party) -> bool:
    return bool(party.code or party.name or party.sector)


def _together(
    sources: tuple[Party, ...], targets: tuple[Party, ...]
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """An act done together has everybody on both sides."""
    everybody = (*sources, *(party for party in targets if not among(party, sources)))
    return (everybody, everybody) if len(everybody) > 1 else (sources, targets)


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
