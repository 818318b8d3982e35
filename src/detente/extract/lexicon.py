"""The words that attribute: read once from ``data/reporting.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ACCORDING = "according"
PUTTING = frozenset({"put", "puts"})  # "as she put it"
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb: the frames it can take (see the data file) and what they report."""

    lemma: str
    act: dict[str, str]
    manner: str
    frames: frozenset[str]
    weak: bool


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of "his claim that ...": what its owner does by it, and whether he said or believed it."""

    act: str
    manner: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Reporting verbs by inflected form, attributing nouns by word, nouns of "in his view", adjectives of
    "is sure that", nouns of texts that speak for themselves and of people who are no more than a source.
    `cues` are all words that can attribute."""

    verbs: dict[str, Verb]
    nouns: dict[str, Noun]
    views: frozenset[str]
    adjectives: frozenset[str]
    documents: frozenset[str]
    people: frozenset[str]
    cues: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package."""
    data = yaml.safe_load(files("detente.extract").joinpath("data/reporting.yaml").read_text("utf-8"))
    irregular: dict[str, list[str]] = data["irregular"]
    verbs: dict[str, Verb] = {}
    for group in data["verbs"]:
        for lemma in group["verbs"]:
            verb = _merged(verbs.get(lemma), lemma, group)
            for form in (lemma, *irregular.get(lemma, inflected(lemma))):
                verbs[form] = verb
    nouns = {
        form: Noun(act.removesuffix("_believed"), "believed" if act.endswith("_believed") else "said")
        for act, words in data["nouns"]["clause"].items()
        for word in words
        for form in (word, word + "s")
    }
    views, adjectives = frozenset(data["nouns"]["view"]), frozenset(data["adjectives"])
    return Lexicon(
        verbs,
        nouns,
        views,
        adjectives,
        _with_plurals(data["documents"]),
        _with_plurals(data["people"]),
        frozenset({ACCORDING, *verbs, *nouns}) | views | adjectives | PUTTING,
    )


def _with_plurals(words: list[str]) -> frozenset[str]:
    plurals = (word[:-1] + "ies" if word.endswith("y") else word + "s" for word in words)
    return frozenset(words) | frozenset(plurals)


def _merged(known: Verb | None, lemma: str, group: dict[str, Any]) -> Verb:
    """The verb of a group, joined with what an earlier group says of it."""
    frames = frozenset(group["frames"])
    acts = dict.fromkeys(group["frames"], group["act"])
    weak = bool(group.get("weak"))
    if known is None:
        return Verb(lemma, acts, group["manner"], frames, weak)
    return Verb(lemma, acts | known.act, known.manner, known.frames | frames, known.weak and weak)


def inflected(lemma: str) -> list[str]:
    """Third person, past and -ing forms of a regular verb."""
    if lemma.endswith("e"):
        return [lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return [lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    ending = "es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
    return [lemma + ending, lemma + "ed", lemma + "ing"]
