"""Inflected forms of English words: the lexicon is written in lemmas and looked up by forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_VOWELS = "aeiou"


def verb_forms(lemma: str, irregular: Mapping[str, list[str]]) -> frozenset[str]:
    """All forms of a verb; a regular one by rule, doubled consonants allowed where they may be."""
    return frozenset({lemma, *irregular.get(lemma, _regular(lemma))})


def noun_forms(lemma: str, irregular: Mapping[str, list[str]]) -> frozenset[str]:
    """Singular and plural of a noun, or of the last word of a phrase."""
    if lemma in irregular:
        return frozenset({lemma, *irregular[lemma]})
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return frozenset({lemma, lemma[:-1] + "ies"})
    if lemma.endswith("man"):
        return frozenset({lemma, lemma[:-3] + "men"})
    ending = "es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return frozenset({lemma, lemma + ending})


def _regular(lemma: str) -> Iterator[str]:
    if lemma.endswith("e"):
        yield from (lemma + "s", lemma + "d", (lemma[:-1] if not lemma.endswith("ee") else lemma) + "ing")
        return
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
        return
    yield lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    stems = [lemma]
    if _may_double(lemma):
        doubled = lemma + lemma[-1]
        stems = [doubled] if sum(letter in _VOWELS for letter in lemma) == 1 else [lemma, doubled]
    if lemma.endswith("c"):
        stems.append(lemma + "k")
    for stem in stems:
        yield from (stem + "ed", stem + "ing")


def _may_double(lemma: str) -> bool:
    """Consonant, vowel, consonant at the end: "ban", "rebel", "transfer"."""
    return (
        len(lemma) > 2
        and lemma[-1] not in _VOWELS + "wxyh"
        and lemma[-2] in _VOWELS
        and lemma[-3] not in _VOWELS
    )
