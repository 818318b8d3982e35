"""A parsed sentence under examination: its phrases, their bounds and forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.extract.lexicon import Lexicon
from detente.model import Sentence, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence under examination: `quoted[i]` is the number of the quotation token i stands in, or -1;
    `near_quotation` tells whether its paragraph holds one."""

    number: int
    sentence: Sentence
    quoted: Sequence[int]
    words: Lexicon
    near_quotation: bool

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def children(self, index: int, *labels: str) -> list[int]:
        tokens = self.sentence.tokens
        return [c for c in self.sentence.children[index] if tokens[c].dep in labels]


def is_that(reading: SentenceReading, index: int) -> bool:
    return (
        index < len(reading.tokens)
        and reading.tokens[index].lower == "that"
        and reading.tokens[index].tag == "IN"
    )


def is_gerund(reading: SentenceReading, index: int) -> bool:
    return reading.tokens[index].tag == "VBG" and not reading.children(index, "aux")


def is_infinitive(reading: SentenceReading, index: int) -> bool:
    return any(reading.tokens[c].tag == "TO" for c in reading.children(index, "aux"))


def bare(reading: SentenceReading, low: int, high: int) -> tuple[int, int]:
    """Token bounds without punctuation at the edges."""
    while low < high and reading.tokens[low].dep == "punct":
        low += 1
    while high > low and reading.tokens[high].dep == "punct":
        high -= 1
    return low, high


def text_after(reading: SentenceReading, index: int) -> str:
    return reading.tokens[index + 1].text if index + 1 < len(reading.tokens) else "."


def has_that(reading: SentenceReading, clause: int) -> bool:
    return any(reading.tokens[m].lower == "that" for m in reading.children(clause, "mark"))


def phrase_bounds(reading: SentenceReading, index: int) -> tuple[int, int]:
    return reading.sentence.subtree_bounds[index]


def phrase_characters(reading: SentenceReading, index: int, cue: int) -> tuple[int, int] | None:
    """The characters of the phrase headed by `index`, the conjunction "that" and edge punctuation left out.

    Where the phrase stands around the cue (the clause that it interrupts), it keeps both sides.
    """
    low, high = phrase_bounds(reading, index)
    if low <= cue <= high and reading.tokens[low].start == reading.tokens[cue].start:
        low = cue + 1
    return characters(reading, low, high)


def characters(reading: SentenceReading, low: int, high: int) -> tuple[int, int] | None:
    tokens = reading.tokens
    while low <= high and (
        _is_edge(tokens[low]) or (tokens[low].lower == "that" and tokens[low].dep == "mark")
    ):
        low += 1
    while high >= low and (_is_edge(tokens[high]) or tokens[high].dep == "cc"):
        high -= 1
    return (tokens[low].start, tokens[high].end) if low <= high else None


def _is_edge(token: Token) -> bool:
    return not token.text[0].isalnum() and token.tag not in ("$", "CD") and token.text not in ("(", "[", "%")
