"""The lexicon of judgements on a relationship, and where its entries stand in a parsed sentence.

Reads ``data/assessments.yaml``; see its head for the notation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from detente.model import Sentence, Token

_THAN = "than it|they|people|many|most looks|look|seems|seem|appears|appear|think|admit|suggest"
_LONG_WORD = 7  # letters; longer adjectives take "more"
LONGEST_GAP = 6  # words that "..." may stand for
_ANCHORING = ("anchors", "anchored idioms")
_JUDGING = ("levels", "trends", "idioms")
_PAIRING = ("between", "among")  # without which a climate is that of the air
WEATHER = ("weather", "frost")
_LOOKING_AHEAD = ("hoped", "feared", "hindered")
_SPEAKING_ANCHORS = (
    "thaw",
    "strained",
    "frost",
    "course",
    "common_ground",
    "reciprocal",
)  # a judgement by themselves
_MAX_CACHED_WORDS = 200_000
NOTES = (
    "presuppose_low",
    "presuppose_low_when_true",
    "object_only",
    "only_hoped",
    "fresh_start",
    "good_when_personal",
    "of_manner",
    "good_when_absent",
    "ends_strain",
)
_TAGS = {"V": ("VB",), "N": ("NN",), "A": ("JJ", "VBN", "VBG", "RB"), "M": ("MD",)}


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

    def stands(self, token: Token) -> bool:
        """Whether a token spells it, be its tag what it may."""
        return self.spells(token.lower)

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


class _Keys(dict[str, bool]):
    """Of each word whether one of the keys spells it."""

    def __init__(self, keys: Iterable[Word]) -> None:
        super().__init__()
        known = list(keys)
        self._whole = frozenset().union(*(key.whole for key in known))
        self._begins = tuple({stem for key in known for stem in key.begins})

    def __missing__(self, lower: str) -> bool:
        if len(self) > _MAX_CACHED_WORDS:
            self.clear()
        self[lower] = spelt = lower in self._whole or lower.startswith(self._begins)
        return spelt


class Lexicon:
    """The entries of the data file, looked up by the word they begin with."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._whole: dict[str, list[Phrase]] = {}
        self._begins: dict[str, list[Phrase]] = {}
        for phrase in _phrases(data):
            self._index(phrase)
        keys = [phrase.key for phrase in self._all_phrases() if phrase.entry.group in _ANCHORING]
        self._keys = _Keys(keys)
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
        self.sports = frozenset(data["sports"])
        self.needs_both = frozenset(data["needs_both"])
        self.other_relations = frozenset(data["other_relations"])
        self.private = frozenset(data["private"])
        self.faring = frozenset(data["faring"])
        self.lasting = frozenset(data["lasting"])
        self.becoming = frozenset(data["becoming"])
        self.scopes: dict[str, frozenset[str]] = {
            name: frozenset(words) for name, words in data["scopes"].items()
        }
        self.bodies = self.officials.union(self.pair_words, *self.scopes.values())

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
        return any(self._keys[token.lower] for token in tokens)

    def may_judge(self, tokens: Sequence[Token]) -> bool:
        """Might the words of a sentence, whatever their tags, judge a relationship?

        For sentences that are not parsed. There is an anchor, and beside it, or in it, a judgement.
        """
        if not self.anchored(tokens):
            return False
        begun = [
            (index, phrase) for index, token in enumerate(tokens) for phrase in self._starting(token.lower)
        ]
        paired = any(token.lower in _PAIRING for token in tokens)
        anchors = [
            phrase.entry
            for index, phrase in begun
            if phrase.entry.group in _ANCHORING
            and (paired or phrase.entry.value not in WEATHER)
            and _match(phrase.places, tokens, index, Word.stands)
        ]
        return any(map(_judges_by_itself, anchors)) or (
            bool(anchors)
            and any(
                (phrase.entry.group in _JUDGING or phrase.entry.value in _LOOKING_AHEAD)
                and _match(phrase.places, tokens, index, Word.stands)
                for index, phrase in begun
            )
        )

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
                taken = _match(phrase.places, sentence.tokens, index, Word.fits)
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
    for entry in _degrees(data):
        yield from (Phrase(entry, places) for places in _places(entry.say))
    for row in data["idioms"]:
        fields = {name: row[name] for name in ("level", "trend", "outlook") if name in row}
        anchor = row.get("anchor")
        group, noted = "anchored idioms" if anchor else "idioms", frozenset(notes.get(row["say"], ()))
        entry = Entry(row["say"], group, anchor or "", **fields, notes=noted)
        yield from (Phrase(entry, places) for places in _places(row["say"]))


def _degrees(data: dict[str, Any]) -> Iterator[Entry]:
    """ "More tense", "less warm", "tenser" are movements, "increasingly tense" a state and a movement."""
    trends = ("worsening", "improving")
    for level, (more, less) in {"low": trends, "good": trends[::-1]}.items():
        says = [say.removesuffix("/A") for name in (level, f"very_{level}") for say in data["levels"][name]]
        words = [w for w in says if w.isalpha() and w not in data["no_degrees"]]
        joined = "|".join(words)
        yield Entry(f"more {joined}", "trends", more)
        yield Entry(f"less {joined}", "trends", less)
        yield Entry(f"{'|'.join(c for word in words for c in _comparatives(word))}/A", "trends", more)
        yield Entry(f"more {joined} {_THAN}", "levels", level)
        for degree in ("increasingly|progressively|steadily", "ever more"):
            yield Entry(f"{degree} {joined}", "idioms", "", level, more)


def _comparatives(word: str) -> Iterator[str]:
    """How the comparative may be spelt; what no English word is matches nothing."""
    if word.endswith("y"):
        yield f"{word[:-1]}ier"
    elif word.endswith("e"):
        yield f"{word}r"
    elif len(word) < _LONG_WORD:
        yield from (f"{word}er", f"{word}{word[-1]}er")


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


def _judges_by_itself(anchor: Entry) -> bool:
    return (
        anchor.group != "anchors" or anchor.value in _SPEAKING_ANCHORS or "good_when_absent" in anchor.notes
    )


def _match(
    places: Sequence[Word | None], tokens: Sequence[Token], at: int, fits: Callable[[Word, Token], bool]
) -> tuple[int, ...]:
    """The indices of the tokens that the places take from `at` on; empty if they do not fit."""
    if not places:
        return ()
    place = places[0]
    if place is None:
        for start in range(at, min(at + LONGEST_GAP + 1, len(tokens))):
            taken = _match(places[1:], tokens, start, fits)
            if taken:
                return taken
            if tokens[start].lower in (";", ":", ".", "?", "!"):
                return ()
        return ()
    if at >= len(tokens) or not fits(place, tokens[at]):
        return ()
    if len(places) == 1:
        return (at,)
    rest = _match(places[1:], tokens, at + 1, fits)
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
    children = [sentence.tokens[child] for child in sentence.children[hit.head]]
    perfect = any(token.lower in ("has", "have", "had", "'ve") for token in children)
    passive = any(token.lower == "been" for token in children)  # "have been strained since"
    moves = any(token.dep == "dobj" for token in children) or (perfect and not passive)
    return moves == (hit.entry.group != "levels")
