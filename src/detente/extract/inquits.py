"""Inquits: the words directly beside a quotation that say who speaks ("said the old man", "she would sigh").

They are read token by token, for where quotation marks cut a sentence in two the parse often goes astray,
and any verb can stand in for "said" there ("breathed the lady").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.extract.frames import Frame
from detente.extract.lexicon import lexicon
from detente.extract.page import Page
from detente.model import Token

NOMINATIVE = frozenset({"he", "she", "i", "we", "they"})
_PHRASE = frozenset({"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS", "VBN",
                     "NN", "NNS", "NNP", "NNPS"})  # fmt: skip
_FINITE = ("VBD", "VBZ", "VBP")
_HABIT = frozenset({"would", "'d", "will"})
_EMPTY = frozenset({"be", "is", "was", "are", "were", "am", "had", "has", "have", "did", "does", "do"})
_PARTICLES = frozenset({"on", "out", "in", "up", "back", "away"})
_BEFORE_NOUN = ("DT", "PRP$", "JJ", "VBN", "CD")
_GAP = frozenset(" \t\u00a0\n,;:—–-\"”»'’`")


@dataclass(frozen=True, slots=True)
class Inquit:
    """Sentence, verb and subject (token indices). `inverted`: the verb stands first."""

    sentence: int
    verb: int
    subject: int
    inverted: bool

    def frame(self, page: Page) -> Frame:
        """The frame that it makes beside a quotation, with what the lexicon says of its verb."""
        verb = lexicon().verbs.get(page.sentences[self.sentence].tokens[self.verb].lower)
        act = next(iter(verb.act.values())) if verb else "assert"
        manner = verb.manner if verb else "said"
        cue = (self.verb, self.verb)
        return Frame(
            self.sentence, "quote", self.verb, cue, self.subject, None, None, act, manner, True, True
        )


def inquit_after(page: Page, close: int, limit: int) -> Inquit | None:
    """The inquit that begins directly behind a closing mark and ends before `limit`."""
    number = page.sentence_at(close)
    if page.sentences[number].end <= close:
        number += 1
    if number >= len(page.sentences):
        return None
    tokens = page.sentences[number].tokens
    at = next((i for i, token in enumerate(tokens) if token.start >= close and _is_word(token)), None)
    if at is None or tokens[at].end > limit or set(page.text[close : tokens[at].start]) - _GAP:
        return None
    found = subject_first(tokens, at) or _verb_first(tokens, at)
    if found is None or tokens[max(found)].end > limit:
        return None
    verb, subject = found
    return Inquit(number, verb, subject, verb < subject)


def _is_word(token: Token) -> bool:
    return token.text[0].isalnum()


def subject_first(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Verb and subject of words that begin "she sighed", "the old man would say"."""
    phrase = noun_phrase(tokens, at)
    if phrase is None:
        return None
    subject, at = phrase
    verb = _finite_verb(tokens, at)
    return None if verb is None else (verb, subject)


def _finite_verb(tokens: Sequence[Token], at: int) -> int | None:
    """The verb of a group that begins here: adverbs, "would" or "had" before it, but no negation."""
    habit = False
    for position in range(at, min(at + 4, len(tokens))):
        token = tokens[position]
        if token.lower in _HABIT:
            habit = True
        elif token.tag in _FINITE or (habit and token.tag == "VB"):
            return position
        elif token.tag != "RB" or token.dep == "neg":
            return None
    return None


def _verb_first(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    verb = tokens[at]
    if verb.tag not in (*_FINITE, "VBN") or verb.lower in _EMPTY or verb.text[0].isupper():
        return None
    following = at + 1
    if following < len(tokens) and tokens[following].lower in _PARTICLES:
        following += 1
    phrase = noun_phrase(tokens, following)
    return None if phrase is None else (at, phrase[0])


def noun_phrase(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The head of a noun phrase that begins here, and the index behind it."""
    if at < len(tokens) and tokens[at].lower in NOMINATIVE:
        return at, at + 1
    head = None
    while at < len(tokens):
        token = tokens[at]
        if token.tag == "HYPH" and head is not None:
            at += 2  # "sister-in-law"
            continue
        if token.tag not in _PHRASE or (head is not None and token.tag in _BEFORE_NOUN):
            break
        if token.tag.startswith("NN") or token.lower in ("other", "another", "one"):
            head = at
        at += 1
    return None if head is None or tokens[at - 1].tag == "POS" else (head, at)
