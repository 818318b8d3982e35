"""The lexicon of judgements on a relationship, and how a judgement stands in its sentence.

Reads ``data/assessments.yaml`` (see its head for the notation) and answers two questions about a parsed
sentence: which entries stand in it, and whether a word is asserted, negated, hoped, feared or foretold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from detente.model import Sentence, Token

LONGEST_GAP = 6  # words that "..." may stand for
_ANCHORING = ("anchors", "anchored idioms")
_MAX_CACHED_WORDS = 200_000
NOTES = (
    "presuppose_low",
    "presuppose_low_when_true",
    "object_only",
    "only_hoped",
    "fresh_start",
    "good_when_personal",
)
_NEGATIONS = frozenset(
    (
        "not",
        "n't",
        "never",
        "no",
        "neither",
        "nor",
        "hardly",
        "scarcely",
        "without",
        "nothing",
        "nobody",
        "cannot",
    )
)
_TAGS = {"V": ("VB",), "N": ("NN",), "A": ("JJ", "VBN", "VBG", "RB"), "M": ("MD",)}
_CLAUSE_ENDS = frozenset(("relcl", "advcl", "parataxis"))
_COMPLEMENTS = frozenset(("ccomp", "xcomp", "csubj", "acl", "pcomp", "advcl"))
_BESIDE = frozenset(("acomp", "attr", "advmod", "aux", "oprd", "npadvmod", "prt", "neg", "det"))
_CIRCUMSTANCES = frozenset(
    ("amid", "amidst", "despite", "following", "after", "because", "due", "given", "notwithstanding")
)
_TIME_PATH = frozenset(("prep", "pobj", "amod", "npadvmod", "advmod"))
_AUXILIARY = frozenset(("future", "possible", "demanded", "conditional"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon: `group` is its list (anchors, levels, trends, idioms, moods), `value` the
    name under it; an idiom carries its own `level`, `trend` and `outlook`. `notes` are the other lists
    that it stands in."""

    say: str
    group: str
    value: str
    level: str | None = None
    trend: str | None = None
    outlook: str | None = None
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """One place of a phrase: whole words or beginnings of words, of one word class if `tags` are given."""

    whole: frozenset[str]
    begins: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def shortest(self) -> int:
        """The length of its shortest spelling: the longer, the rarer the word."""
        return min(len(spelling) for spelling in (*self.whole, *self.begins))

    def spells(self, lower: str) -> bool:
        return lower in self.whole or (bool(self.begins) and lower.startswith(self.begins))

    def fits(self, token: Token) -> bool:
        if not self.spells(token.lower):
            return False
        verb = self.tags == _TAGS["V"] and token.dep == "pcomp"  # "of poisoning ties", often tagged a noun
        return not self.tags or verb or token.tag.startswith(self.tags)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The places of an entry; None stands for a gap."""

    entry: Entry
    places: tuple[Word | None, ...]

    @property
    def key(self) -> Word:
        """Its rarest place, by the length of the words."""
        return max(filter(None, self.places), key=lambda place: place.shortest)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a sentence: the indices of its tokens, and the one that governs the others."""

    entry: Entry
    tokens: tuple[int, ...]
    head: int

    @property
    def first(self) -> int:
        return self.tokens[0]

    @property
    def last(self) -> int:
        return self.tokens[-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a judgement stands: negated or not, and the moods that govern it (empty: it is asserted)."""

    negated: bool
    moods: frozenset[str]
    hits: tuple[Hit, ...]


class Lexicon:
    """The entries of the data file, looked up by the word they begin with."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._whole: dict[str, list[Phrase]] = {}
        self._begins: dict[str, list[Phrase]] = {}
        for phrase in _phrases(data):
            self._index(phrase)
        keys = [phrase.key for phrase in self._all_phrases() if phrase.entry.group in _ANCHORING]
        self._key_words = frozenset().union(*(key.whole for key in keys))
        self._key_stems = tuple({stem for key in keys for stem in key.begins})
        self._known: dict[str, tuple[Phrase, ...]] = {}
        self.passes = frozenset(data["negation_passes"])
        self.implicative = frozenset(data["implicative"])
        self.pair_words = frozenset(data["pair_words"])
        self.pair_adjectives = frozenset(data["pair_adjectives"])
        self.countries = frozenset(data["countries"])
        self.official_names = frozenset(data["official_names"])
        self.generic = frozenset(data["generic"])
        self.copulas = frozenset(data["copulas"])
        self.officials = frozenset(data["officials"])
        self.needs_both = frozenset(data["needs_both"])
        self.scopes: dict[str, frozenset[str]] = {
            name: frozenset(words) for name, words in data["scopes"].items()
        }

    def _index(self, phrase: Phrase) -> None:
        first = phrase.places[0]
        if first is None:
            raise ValueError(f"assessments.yaml: {phrase.entry.say!r} begins with a gap")
        for word in first.whole:
            self._whole.setdefault(word, []).append(phrase)
        for stem in first.begins:
            self._begins.setdefault(stem, []).append(phrase)

    def entries(self) -> Iterator[Entry]:
        """All entries, in no order; one with several spellings comes several times."""
        return (phrase.entry for phrase in self._all_phrases())

    def _all_phrases(self) -> Iterator[Phrase]:
        for phrases in (*self._whole.values(), *self._begins.values()):
            yield from phrases

    def anchored(self, tokens: Sequence[Token]) -> bool:
        """Might the sentence name a relationship? The cheap test that spares most sentences the rest."""
        whole, begins = self._key_words, self._key_stems
        return any(token.lower in whole or token.lower.startswith(begins) for token in tokens)

    def hits(self, sentence: Sentence) -> list[Hit]:
        """All entries in the sentence, in order; the longer of two that overlap; moods count apart."""
        found = list(self._all(sentence))
        moods = [hit for hit in found if hit.entry.group == "moods"]
        phrased = {i for hit in moods if len(hit.tokens) > 1 for i in hit.tokens}  # "difficult to restart"
        rest = [hit for hit in found if hit.entry.group != "moods" and not phrased.issuperset(hit.tokens)]
        return sorted(_longest(rest, sentence) + _longest(moods, sentence), key=lambda hit: hit.tokens)

    def _all(self, sentence: Sentence) -> Iterator[Hit]:
        for index, token in enumerate(sentence.tokens):
            for phrase in self._starting(token.lower):
                taken = _match(phrase.places, sentence.tokens, index)
                if taken:
                    yield Hit(phrase.entry, taken, _governor(sentence, taken))

    def _starting(self, lower: str) -> tuple[Phrase, ...]:
        known = self._known.get(lower)
        if known is None:
            if len(self._known) > _MAX_CACHED_WORDS:
                self._known.clear()
            stems = (lower[:length] for length in range(1, len(lower) + 1))
            begun = [phrase for stem in stems for phrase in self._begins.get(stem, ())]
            known = self._known[lower] = (*self._whole.get(lower, ()), *begun)
        return known


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package."""
    return Lexicon(
        yaml.safe_load(files("detente.extract").joinpath("data/assessments.yaml").read_text("utf-8"))
    )


def _phrases(data: dict[str, Any]) -> Iterator[Phrase]:
    notes: dict[str, set[str]] = {}
    for note in NOTES:
        for say in data.get(note, ()):
            notes.setdefault(say, set()).add(note)
    for group in ("anchors", "levels", "trends", "moods"):
        for value, says in data[group].items():
            for say in says:
                entry = Entry(say, group, value, notes=frozenset(notes.get(say, ())))
                yield from (Phrase(entry, places) for places in _places(say))
    for row in data["idioms"]:
        fields = {name: row[name] for name in ("level", "trend", "outlook") if name in row}
        anchor = row.get("anchor")
        entry = Entry(row["say"], "anchored idioms" if anchor else "idioms", anchor or "", **fields)
        yield from (Phrase(entry, places) for places in _places(row["say"]))


def _places(say: str) -> Iterator[tuple[Word | None, ...]]:
    """The ways to write an entry: alternatives of several tokens ("co-operation") are written out."""
    for choice in product(*(_choices(part) for part in say.split())):
        yield tuple(place for places in choice for place in places)


def _choices(part: str) -> list[tuple[Word | None, ...]]:
    if part == "...":
        return [(None,)]
    words, _, tag = part.partition("/")
    tags = _TAGS[tag] if tag else ()
    spellings = words.split("|")
    joined = [spelling for spelling in spellings if "-" not in spelling.strip("-")]
    choices: list[tuple[Word | None, ...]] = [(_word(joined, tags),)] if joined else []
    for spelling in spellings:
        if spelling not in joined:
            parts = spelling.replace("-", " - ").split()
            choices.append((*(_word([p], ()) for p in parts[:-1]), _word(parts[-1:], tags)))
    return choices


def _word(spellings: Iterable[str], tags: tuple[str, ...]) -> Word:
    spellings = list(spellings)
    return Word(
        frozenset(s for s in spellings if not s.endswith("*")),
        tuple(s[:-1] for s in spellings if s.endswith("*")),
        tags,
    )


def _match(places: Sequence[Word | None], tokens: Sequence[Token], at: int) -> tuple[int, ...]:
    """The indices of the tokens that the places take from `at` on; empty if they do not fit."""
    if not places:
        return ()
    place = places[0]
    if place is None:
        for start in range(at, min(at + LONGEST_GAP + 1, len(tokens))):
            taken = _match(places[1:], tokens, start)
            if taken:
                return taken
            if tokens[start].lower in (";", ":", ".", "?", "!"):
                return ()
        return ()
    if at >= len(tokens) or not place.fits(tokens[at]):
        return ()
    if len(places) == 1:
        return (at,)
    rest = _match(places[1:], tokens, at + 1)
    return (at, *rest) if rest else ()


def _governor(sentence: Sentence, taken: Sequence[int]) -> int:
    """The token of a phrase whose own governor stands outside the phrase."""
    inside = set(taken)
    for index in taken:
        head = sentence.tokens[index].head
        if head == index or head not in inside:
            return index
    return taken[-1]


def _longest(hits: list[Hit], sentence: Sentence) -> list[Hit]:
    """Hits that share no token, longer ones first; of two readings of one word the fitting one."""
    kept: list[Hit] = []
    used: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (-len(hit.tokens), not _fitting(hit, sentence))):
        if used.isdisjoint(hit.tokens):
            kept.append(hit)
            used.update(hit.tokens)
    return kept


def _fitting(hit: Hit, sentence: Sentence) -> bool:
    """A participle with an object, or after "have", is a movement ("has strained ties"), else a state."""
    moves = any(
        sentence.tokens[child].dep == "dobj" or sentence.tokens[child].lower in ("has", "have", "had", "'ve")
        for child in sentence.children[hit.head]
    )
    return moves == (hit.entry.group != "levels")


def upward(sentence: Sentence, index: int) -> list[int]:
    """The token and its governors within its clause and the clauses whose complement that is."""
    path = [index]
    while True:
        token = sentence.tokens[path[-1]]
        if token.head == path[-1] or _ends_clause(sentence, path[-1]):
            return path
        path.append(token.head)


def _ends_clause(sentence: Sentence, index: int) -> bool:
    """Does nothing above the token govern it: a relative or adverbial clause, or "amid", "despite" ...?"""
    token = sentence.tokens[index]
    if token.dep in _CLAUSE_ENDS:
        return not any(sentence.tokens[child].lower == "to" for child in sentence.children[index])
    return (token.dep in ("prep", "mark") and token.lower in _CIRCUMSTANCES) or is_new_clause(sentence, index)


def is_new_clause(sentence: Sentence, index: int) -> bool:
    """Is the token a coordinated verb with a subject of its own?"""
    token = sentence.tokens[index]
    return (
        token.dep in ("conj", "ccomp")
        and token.dep == "conj"
        and _has(sentence, index, ("nsubj", "nsubjpass", "expl"))
    )


def _has(sentence: Sentence, index: int, deps: Sequence[str]) -> bool:
    return any(sentence.tokens[child].dep in deps for child in sentence.children[index])


def standing(sentence: Sentence, judged: Hit, hits: Sequence[Hit], lexicon: Lexicon) -> Standing:
    """Whether a judgement is negated, and the moods it stands under."""
    index = judged.head
    path = _asserted(sentence, upward(sentence, index), judged.entry)
    near, far = _reach(sentence, path)
    ruling = tuple(
        hit for hit in hits if hit.entry.group == "moods" and _rules(sentence, hit, path, near, far)
    )
    ruling = tuple(hit for hit in ruling if set(hit.tokens).isdisjoint(judged.tokens))
    moods = {_mood(sentence, hit) for hit in ruling}
    wanted = judged.entry.value in ("good", "very_good")
    if any(_bare_infinitive(sentence, i, lexicon) for i in (path if wanted else path[:1])):
        moods.add("unrealised")
    own = {i for hit in (judged, *ruling) for i in hit.tokens}
    denials = _negations(sentence, path, own, lexicon) + ("negating" in moods)
    if (
        "factive" in moods
    ):  # "refuses to admit that ties are bad": what follows is so, and nobody hopes or fears it
        moods -= {"hindered", "feared", "unwilling", "future", "demanded", "unrealised"}
    return Standing(denials % 2 == 1, frozenset(moods), ruling)


def _asserted(sentence: Sentence, path: list[int], entry: Entry) -> list[int]:
    """The path, cut below the verb where the judgement describes its subject ("worsening ties could ...")."""
    presupposed = entry.value in ("strained", "dispute")
    if entry.value in ("good", "very_good") or (sentence.tokens[path[0]].dep != "amod" and not presupposed):
        return path
    ends = (
        ("nsubj", "nsubjpass")
        if presupposed or entry.value == "improving"
        else ("nsubj", "nsubjpass", "pobj")
    )
    for place, index in enumerate(path):
        if sentence.tokens[index].dep in ends:
            return path[: place + 1]
    return path


def _reach(sentence: Sentence, path: Sequence[int]) -> tuple[set[int], set[int]]:
    """The part of the path in the judgement's own clause, and the part above it."""
    near: set[int] = set()
    far: set[int] = set()
    side = near
    for index in path:
        side.add(index)
        if sentence.tokens[index].dep == "ccomp":
            side = far
    return near, far


def _rules(sentence: Sentence, hit: Hit, path: Sequence[int], near: set[int], far: set[int]) -> bool:
    """Does the mood govern the path? An auxiliary only within its clause, other moods also from above."""
    token = sentence.tokens[hit.head]
    if hit.head in far or hit.head in near:
        return hit.head in near or hit.entry.value not in ("conditional", "possible", "present")
    if token.head in near and token.dep in (*_BESIDE, "mark"):
        return True
    if token.head in near and token.dep in ("nsubj", "nsubjpass"):
        return hit.entry.value == "future"
    if token.head in far and token.dep in ("acomp", "attr", "oprd", "advmod"):
        return hit.entry.value not in _AUXILIARY
    if hit.entry.value in ("future", "present"):
        return _time_of(sentence, hit.head, near)
    return False


def _time_of(sentence: Sentence, index: int, near: set[int]) -> bool:
    """Is the phrase at `index` a time of the clause ("in the foreseeable future")?"""
    for _ in range(4):
        token = sentence.tokens[index]
        if token.dep not in _TIME_PATH:
            return False
        if token.head in near:
            return True
        index = token.head
    return False


def _mood(sentence: Sentence, hit: Hit) -> str:
    """The mood, turned by a "no" of its own: no hope is fear, no danger is hope."""
    if hit.entry.value in ("hoped", "willing", "feared", "presupposed") and _own_negation(sentence, hit):
        return {"hoped": "feared", "willing": "unwilling", "feared": "hoped"}.get(hit.entry.value, "factive")
    return "unfactive" if hit.entry.value == "presupposed" else hit.entry.value


def _own_negation(sentence: Sentence, hit: Hit) -> bool:
    index = hit.head
    words = {sentence.tokens[child].lower for child in sentence.children[index] if child not in hit.tokens}
    if words & (_NEGATIONS | {"little", "few", "slim"}):
        return True
    token = sentence.tokens[index]
    if token.dep in ("attr", "acomp", "dobj", "xcomp", "oprd") and token.head != index:
        if sentence.tokens[token.head].lower.startswith(("refus", "declin")):
            return True
        return any(sentence.tokens[child].lower in _NEGATIONS for child in sentence.children[token.head])
    return False


def _negations(sentence: Sentence, path: Sequence[int], own: set[int], lexicon: Lexicon) -> int:
    """How many negations reach the judgement at the foot of the path, those in its `own` words left out."""
    count = 0
    for index in path:
        children = (child for child in sentence.children[index] if child not in own)
        count += sum(_negates(sentence.tokens[child]) for child in children)
        token = sentence.tokens[index]
        if (
            token.dep in _COMPLEMENTS
            and token.head != index
            and not _passes(sentence.tokens[token.head].lower, lexicon)
        ):
            break
    return count


def _negates(token: Token) -> bool:
    return token.lower in _NEGATIONS and token.dep in (
        "neg",
        "det",
        "advmod",
        "preconj",
        "nsubj",
        "aux",
        "prep",
        "cc",
    )


def _passes(lower: str, lexicon: Lexicon) -> bool:
    return lower in lexicon.passes or any(lower.startswith(verb) for verb in lexicon.passes if len(verb) > 4)


def _bare_infinitive(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Is the verb an infinitive that nothing says came true ("pushes A to develop ties")?"""
    token = sentence.tokens[index]
    if token.tag != "VB" or not any(
        sentence.tokens[child].lower == "to" for child in sentence.children[index]
    ):
        return False
    return sentence.tokens[token.head].lower not in lexicon.implicative
