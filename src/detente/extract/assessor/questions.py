"""A sentence and a pair of states -> the word pieces that the assessor's network is shown.

The network never sees whom it judges: mentions of states, and of those who act for them, are one mask each,
told apart as the one side, the other, or a third. The sentence before it in its paragraph is shown too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from detente.extract.assessment_context import NEAR, Context, Dyad, in_order, is_state, speaker_code, states
from detente.extract.tagger.features import CLASSIFICATION, SEPARATOR, Integers
from detente.model import Mention, Sentence

MASK = 103  # a word piece of BERT's vocabulary
NOBODY, THIS_SIDE, OTHER_SIDE, THIRD = range(4)  # whom a piece names
AUTHOR, OF_THIS_SIDE, OF_OTHERS = range(3)  # whose words it stands in
SHOWN = 4 * 3 * 2  # ways to show a piece: whom it names, whose words, in the sentence or before it
_LONGEST_BEFORE, _LONGEST = 48, 144  # word pieces
_FARTHEST_BACK = 2  # sentences
_BOTH_WORDS = frozenset(
    (
        *("we", "us", "our", "they", "them", "their", "both", "two", "sides", "countries", "nations"),
        *("peoples", "states", "neighbours", "neighbors", "capitals", "governments", "leaders", "presidents"),
        *("ministers", "bilateral", "mutual", "mutually", "other", "partners", "rivals", "allies"),
    )
)
_PAIR_WORDS = _BOTH_WORDS | frozenset(
    ("i", "my", "he", "she", "him", "his", "her", "it", "its", "you", "your", "neighbour", "neighbor")
)
_MOST_STATES = 4  # of a sentence, for all pairs of them to be asked about


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: does the `sentence`-th sentence judge the relationship of `dyad`?

    `points_back`: the sentence itself names none of the two. `ids` and `shown` have one entry a piece;
    `first` is the first piece of the sentence itself, `starts` and `ends` the characters of its pieces
    (without the separator at the end).
    """

    sentence: int
    dyad: Dyad
    points_back: bool
    ids: Integers
    shown: Integers
    first: int
    starts: Integers
    ends: Integers


class _Piece(NamedTuple):
    """A word piece of a text; `code` is that of the state which a mask stands for."""

    id: int
    start: int
    end: int
    code: str | None


def questions(
    context: Context,
    sentences: Sequence[Sentence],
    number: int,
    tokenizer: Tokenizer,
    passes: Callable[[Integers], bool] = lambda ids: True,
) -> Iterator[Question]:
    """The questions about one sentence whose pieces pass, one for each pair of states that may be meant."""
    sentence = sentences[number]
    dyads = pairs(context, sentences, number)
    own = _pieces(context, tokenizer, sentence)[:_LONGEST] if dyads else []
    if own and passes(np.array([piece.id for piece in own])):
        before = _before(sentences, number)
        lead = _pieces(context, tokenizer, before)[-_LONGEST_BEFORE:] if before else []
        for dyad in dyads:
            yield _question(context, sentence, number, dyad, lead, own)


def pairs(context: Context, sentences: Sequence[Sentence], number: int) -> list[Dyad]:
    """The pairs that a sentence may judge: of the states that it names and that its speakers act for; where
    those are fewer than two and its words may mean a pair, also of those named last, or the document's; each
    holds a state of the sentence, if it has one."""
    sentence = sentences[number]
    here = _named(context, sentence)
    if len(here) < 2 and not _may_mean_pair(context, sentence, bool(here)):
        return []
    known = list(here)
    for back in _sentences_before(sentences, number):
        if len(known) > 1:
            break
        known += [code for code in _named(context, back) if code not in known]
    if len(known) < 2:
        main = context.main
        return [main] if main and set(known) <= set(main) else []
    both = combinations(known[:_MOST_STATES], 2)
    return [in_order(a, b) for a, b in both if not here or a in here or b in here]


def _may_mean_pair(context: Context, sentence: Sentence, one_named: bool) -> bool:
    if context.lexicon.anchored(sentence.tokens):
        return True
    words = _PAIR_WORDS if one_named else _BOTH_WORDS
    return any(token.lower in words for token in sentence.tokens)


def _sentences_before(sentences: Sequence[Sentence], number: int) -> Iterator[Sentence]:
    """The sentences before, the nearest first, as far as the segments near it."""
    for back in range(number - 1, max(-1, number - 1 - _FARTHEST_BACK), -1):
        if sentences[number].segment - sentences[back].segment > NEAR:
            return
        yield sentences[back]


def _named(context: Context, sentence: Sentence) -> list[str]:
    codes = states(context.between(sentence.start, sentence.end))
    speakers = [speaker_code(s) for s in context.statements_in(sentence.start, sentence.end)]
    return list(dict.fromkeys([*codes, *filter(None, speakers)]))


def _before(sentences: Sequence[Sentence], number: int) -> Sentence | None:
    """The sentence before, in the same paragraph."""
    if not number or sentences[number - 1].paragraph != sentences[number].paragraph:
        return None
    return sentences[number - 1]


def _pieces(context: Context, tokenizer: Tokenizer, sentence: Sentence) -> list[_Piece]:
    """The pieces of a sentence, a mask for each mention of a state."""
    found: list[_Piece] = []
    at = sentence.start
    for mention in _masked(context, sentence):
        found += _plain(context, tokenizer, at, mention.start)
        found.append(_Piece(MASK, mention.start, mention.end, mention.code))
        at = mention.end
    return [*found, *_plain(context, tokenizer, at, sentence.end)]


def _plain(context: Context, tokenizer: Tokenizer, start: int, end: int) -> Iterator[_Piece]:
    if start < end:
        encoded = tokenizer.encode(context.document.text[start:end], add_special_tokens=False)
        for piece, (low, high) in zip(encoded.ids, encoded.offsets, strict=True):
            yield _Piece(piece, start + low, start + high, None)


def _masked(context: Context, sentence: Sentence) -> Iterator[Mention]:
    """The mentions of states, those inside others left out; pronouns stay as they are."""
    reached = sentence.start
    for mention in context.between(sentence.start, sentence.end):
        if mention.start >= reached and is_state(mention) and mention.form != "pronoun":
            reached = mention.end
            yield mention


def _question(
    context: Context,
    sentence: Sentence,
    number: int,
    dyad: Dyad,
    lead: Sequence[_Piece],
    own: Sequence[_Piece],
) -> Question:
    spoken = [speaker_code(s) for s in context.statements_in(sentence.start, sentence.end)]
    named = states(context.between(sentence.start, sentence.end))
    this = next((code for code in (*spoken, *named) if code in dyad), dyad[0])
    other = dyad[1] if this == dyad[0] else dyad[0]
    ids = [CLASSIFICATION, *(p.id for p in lead), SEPARATOR, *(p.id for p in own), SEPARATOR]
    before, here = (
        [2 * (3 * _whom(p, this, other) + _whose(context, p, this)) for p in pieces] for pieces in (lead, own)
    )
    return Question(
        sentence=number,
        dyad=dyad,
        points_back=not set(named) & set(dyad),
        ids=np.array(ids),
        shown=np.array([0, *before, 0, *(shown + 1 for shown in here), 0]),
        first=len(lead) + 2,
        starts=np.array([piece.start for piece in own]),
        ends=np.array([piece.end for piece in own]),
    )


def _whom(piece: _Piece, this: str, other: str) -> int:
    if piece.code is None:
        return NOBODY
    return THIS_SIDE if piece.code == this else OTHER_SIDE if piece.code == other else THIRD


def _whose(context: Context, piece: _Piece, this: str) -> int:
    around = context.statements_around(piece.start, piece.start)
    if not around:
        return AUTHOR
    inner = min(around, key=lambda s: s.end - s.start)
    return OF_THIS_SIDE if speaker_code(inner) == this else OF_OTHERS
