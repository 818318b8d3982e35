"""The relationship that the sentence before spoke of, and the pronouns by which the next one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.extract.assessment_rules import Entry, Hit
from detente.model import Scope, Sentence

PRONOUN = "pronoun"  # note of an anchor that is a pronoun
_NAMING = frozenset(
    ("call", "calls", "called", "describe", "describes", "described", "consider", "considers", "considered")
)
_ASSERTING = frozenset(("ROOT", "conj", "ccomp", "parataxis"))
_CLAUSES = frozenset(("ccomp", "xcomp", "csubj", "acl"))
_SUBJECTS = ("nsubj", "nsubjpass")
_PLURAL = {"they": True, "it": False}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence spoke of: the kind of its anchor, its number, if it was the subject, whose it is."""

    value: str
    plural: bool
    subject: bool
    dyad: tuple[str, str]
    scope: Scope
    sentence: int
    segment: int


def pronouns(topic: Topic | None, sentence: Sentence) -> Iterator[Hit]:
    """The pronouns that stand for the topic: "they are better", "it was frank", "she calls it ordinary"."""
    if topic is None:
        return
    for index, token in enumerate(sentence.tokens):
        if token.lower in ("those", "that") and _has_partner(sentence, index):
            yield Hit(Entry(token.lower, "anchors", topic.value), (index,), index)
            continue
        plural = _PLURAL.get(token.lower)
        if plural is None or not (_is_named(sentence, index) or _goes_on(topic, sentence, index, plural)):
            continue
        yield Hit(Entry(token.lower, "anchors", topic.value, notes=frozenset((PRONOUN,))), (index,), index)


def _has_partner(sentence: Sentence, index: int) -> bool:
    """As in "Those with B" after "A's relations with C are good"."""
    return any(sentence.tokens[c].lower in ("with", "between") for c in sentence.children[index])


def _is_named(sentence: Sentence, index: int) -> bool:
    """Is it what somebody calls or considers something?"""
    token = sentence.tokens[index]
    verb = token.head
    if verb != index and sentence.tokens[verb].lower in _NAMING:
        return token.dep == "dobj"
    above = sentence.tokens[sentence.tokens[verb].head].lower
    return token.dep == "nsubj" and above in _NAMING and sentence.tokens[verb].dep in ("ccomp", "oprd")


def _goes_on(topic: Topic, sentence: Sentence, index: int, plural: bool) -> bool:
    """Is it the subject of a main clause, with the number of a topic that was a subject?"""
    token = sentence.tokens[index]
    if not topic.subject or plural != topic.plural or token.dep not in _SUBJECTS:
        return False
    if topic.value == "meeting" and not sentence.tokens[token.head].tag.startswith(("VBD", "VBN")):
        return False  # "they talked about a new start. Yet it would not come quickly"
    return sentence.tokens[token.head].dep in _ASSERTING and not _points_ahead(sentence, token.head)


def _points_ahead(sentence: Sentence, verb: int) -> bool:
    """Does the pronoun only announce a clause ("it is good to see", "it is clear that")?"""
    below = [c for c in sentence.children[verb] if sentence.tokens[c].dep in ("acomp", "attr", "oprd")]
    clauses = [c for v in (verb, *below) for c in sentence.children[v] if sentence.tokens[c].dep in _CLAUSES]
    return any(sentence.tokens[c].lower in ("that", "to") for v in clauses for c in sentence.children[v])
