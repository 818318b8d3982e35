"""Phrases that take up somebody of the sentences before: unnamed ones by a pronoun, two by "the former"."""

from __future__ import annotations

from collections.abc import Iterator

from detente.extract.page import Page
from detente.model import Mention, Sentence, Token

_REACH = 3  # sentences back in which a pronoun still finds the unnamed
_PLURAL = frozenset({"they"})
_PERSON = frozenset({"he", "she"})
_PRONOUNS = _PLURAL | _PERSON | {"it"}
_OF_TWO = {"former": 0, "latter": 1}
_BOTH = frozenset({"both", "two"})
_PAIRS = frozenset({"both", "two", "men", "women", "leaders", "presidents", "ministers", "sides", "countries",
                    "states", "governments", "politicians", "diplomats", "neighbours", "neighbors",
                    "capitals"})  # fmt: skip
_BODIES = frozenset({"ministry", "government", "council", "company", "agency", "newspaper", "paper",
                     "party", "court", "commission", "committee", "department", "office", "embassy",
                     "union", "group", "army", "navy", "police", "bank", "board", "parliament", "assembly",
                     "institute", "organisation", "organization", "authority", "association", "campaign",
                     "report", "statement", "letter", "document", "study", "coalition", "alliance",
                     "bureau", "firm", "foundation", "university", "delegation", "palace", "cabinet",
                     "administration"})  # fmt: skip


def unnamed_before(page: Page, number: int, word: str) -> tuple[int, int] | None:
    """The unnamed phrase (sentence, token) that the pronoun `word` of a sentence takes up: "The captains
    refused. They said ..."; None where somebody named stands between."""
    if word not in _PRONOUNS:
        return None
    for before in range(number - 1, max(-1, number - 1 - _REACH), -1):
        if page.sentences[number].paragraph - page.sentences[before].paragraph > 1:
            return None
        subject = next(_subjects(page, before), None)
        if subject is None or page.sentences[before].tokens[subject].lower == word:
            continue
        fits = not _is_named(page, before, subject) and _may_be(page, before, subject, word)
        return (before, subject) if fits else None
    return None


def _subjects(page: Page, number: int) -> Iterator[int]:
    """The subject of the main clause, outside quotation marks."""
    sentence, quoted = page.sentences[number], page.quoted[number]
    for index, token in enumerate(sentence.tokens):
        main = sentence.tokens[token.head].dep in ("ROOT", "conj") and token.dep in ("nsubj", "nsubjpass")
        if main and quoted[index] < 0:
            yield index


def _is_named(page: Page, number: int, index: int) -> bool:
    """Is the phrase somebody known, who would have been found? A name that is no mention is nobody's."""
    sentence = page.sentences[number]
    if _is_new_name(page, number, index):
        return False
    low, high = sentence.subtree_bounds[index]
    named = [m for m in page.mentions_inside(sentence.tokens[low].start, sentence.tokens[high].end) if m.name]
    return sentence.tokens[index].tag.startswith(("NNP", "PRP")) or any(m.kind == "person" for m in named)


def _is_new_name(page: Page, number: int, index: int) -> bool:
    tokens = page.sentences[number].tokens
    whole = tokens[index].tag == "NNP" and index > 0 and tokens[index - 1].tag == "NNP"
    return whole and page.mention_at(tokens[index].start) is None


def _may_be(page: Page, number: int, index: int, word: str) -> bool:
    token = page.sentences[number].tokens[index]
    joined = any(
        page.sentences[number].tokens[c].dep == "conj" for c in page.sentences[number].children[index]
    )
    if word in _PLURAL:
        return token.tag == "NNS" and not joined
    if word in _PERSON and not joined and _is_new_name(page, number, index):
        return True
    if token.tag != "NN" or joined:
        return False
    if word == "it":
        return token.lower in _BODIES
    mention = page.mention_at(token.start)
    speaks = any(f.source == index and not f.weak and f.pattern != "beside" for f in page.frames_of(number))
    is_person = mention is not None and mention.kind == "person"
    return is_person or (speaks and token.lower not in _BODIES)


def taken_up(page: Page, number: int, index: int) -> list[Mention]:
    """Whom "the former", "the latter", "both" and "the two ministers" mean: one or both of the two persons,
    or states, that the sentence before names; empty where it names other than two."""
    sentence = page.sentences[number]
    token = sentence.tokens[index]
    order = _OF_TWO.get(token.lower)
    if order is None and not _means_both(sentence, index, token):
        return []
    pair = _pair_before(page, number)
    if len(pair) != 2:
        return []
    return pair if order is None else [pair[order]]


def _means_both(sentence: Sentence, index: int, token: Token) -> bool:
    if token.lower not in _PAIRS:
        return False
    counted = (sentence.tokens[c].lower for c in (index, *sentence.children[index]))
    definite = token.lower == "both" or any(
        sentence.tokens[c].lower in ("the", "both") for c in sentence.children[index]
    )
    return definite and any(word in _BOTH for word in counted)


def _pair_before(page: Page, number: int) -> list[Mention]:
    """Those whom the sentence before names: its persons, where it has any, else its states."""
    before = page.sentences[number - 1] if number else None
    if before is None or before.paragraph < page.sentences[number].paragraph - 1:
        return []
    first: dict[str, Mention] = {}
    for mention in page.mentions_inside(before.start, before.end):
        if mention.name and mention.kind in ("person", "state"):
            first.setdefault(mention.name, mention)
    people = [mention for mention in first.values() if mention.kind == "person"]
    return people or list(first.values())
