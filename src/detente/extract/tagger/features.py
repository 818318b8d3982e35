"""Text, marks and parse -> word pieces with the features that the encoder adds to them.

A paragraph becomes one `Pieces`; one longer than a window becomes several, cut where a sentence begins.
What the rules found is a feature as well: where they are sure the network need not learn their work again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from detente.extract.tagged import Hint
from detente.model import Quotation, Sentence, Token

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

CLASSIFICATION, SEPARATOR, NEW_LINE = 101, 102, 1  # word pieces of BERT's vocabulary; 1 was unused
LONGEST_PART = 212  # word pieces of a part: a window of 256 less its context and the pieces around it
_SHORTEST_PART = 40


def _names(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Numbered from 1 in this order in the network: nothing may be put in between.
TAGS = _names(
    "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS "
    "PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX _SP ``"
)
DEPENDENCIES = _names(
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj "
    "csubjpass dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd "
    "parataxis pcomp pobj poss preconj predet prep prt punct quantmod relcl xcomp"
)
_HEAD_EDGES = np.array(
    [-12, -6, -3, -1, 0, 1, 2, 4, 7, 13]
)  # words from a token to the token that governs it
HINTS = ("sure direct", "direct", "other", "source", "cue")
FEATURE_SIZES = (6, len(TAGS) + 1, len(DEPENDENCIES) + 1, len(_HEAD_EDGES) + 2, 2 * len(HINTS) + 1)
_HINT_NUMBERS = {
    role: 2 * number - 1 for number, role in enumerate(HINTS, 1)
}  # its first word; + 1 the others
_TAG_NUMBERS = {tag: number for number, tag in enumerate(TAGS, 1)}
_DEPENDENCY_NUMBERS = {label: number for number, label in enumerate(DEPENDENCIES, 1)}
_MARKS = frozenset("\"“”„‟«»＂`'")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A paragraph or a part of one as word pieces.

    `ids` and `first` (does a word begin here) have one entry a piece, `features` one row a piece: shape,
    tag, dependency, distance of the head, hint of the rules. `starts` and `ends` are the characters of the
    words, `heads` the number of the word that governs each (its own where it is not among them).
    `closes` tells whether the paragraph ends with it.
    """

    ids: Integers
    features: Integers
    first: Booleans
    starts: Integers
    ends: Integers
    heads: Integers
    closes: bool

    def part(self, low: int, high: int, closes: bool) -> Pieces:
        """The pieces from `low` to `high`, both of which begin words."""
        begin, end = int(self.first[:low].sum()), int(self.first[:high].sum())
        words, own = slice(begin, end), np.arange(end - begin)
        heads = self.heads[words] - begin
        return Pieces(
            self.ids[low:high], self.features[low:high], self.first[low:high], self.starts[words],
            self.ends[words], np.where((heads < 0) | (heads >= end - begin), own, heads), closes,
        )  # fmt: skip


def paragraph_pieces(
    text: str,
    quotations: Sequence[Quotation],
    sentences: Sequence[Sentence],
    hints: Sequence[Hint],
    tokenizer: Tokenizer,
    *,
    parsed: bool = True,
) -> Iterator[Pieces]:
    """The pieces of all paragraphs in order, without what comes of the parse where they are not `parsed`."""
    view, inside = _marked_view(text, quotations)
    hinted = _hinted(len(text), hints)
    paragraphs = [list(members) for _, members in groupby(sentences, key=lambda s: s.paragraph)]
    views = [view[members[0].start : members[-1].end] for members in paragraphs]
    encodings = tokenizer.encode_batch(views, add_special_tokens=False)
    for members, encoding in zip(paragraphs, encodings, strict=True):
        if encoding.ids:
            pieces = _pieces(
                text, members if parsed else members[:0], members[0].start, encoding, inside, hinted
            )
            yield from _parts(pieces, [sentence.start for sentence in members])


def _marked_view(text: str, quotations: Sequence[Quotation]) -> tuple[str, npt.NDArray[np.int8]]:
    """The text with curly marks around the outer quotations, and for each character whether it is in one."""
    inside = np.zeros(len(text) + 1, np.int8)
    characters = list(text)
    for quotation in quotations:
        if quotation.depth:
            continue
        inside[quotation.start : quotation.end] = 1
        if quotation.opened:
            _put(characters, quotation.start - 1, -1, "“")
        if quotation.closed:
            _put(characters, quotation.end, 1, "”")
    return "".join(characters), inside


def _hinted(length: int, hints: Sequence[Hint]) -> npt.NDArray[np.int8]:
    """For each character the number of its hint; sources and cues lie over contents."""
    hinted = np.zeros(length + 1, np.int8)
    for hint in sorted(hints, key=lambda hint: HINTS.index(hint.role)):
        hinted[hint.start : hint.end] = _HINT_NUMBERS[hint.role] + 1
        hinted[hint.start] -= 1
    return hinted


def _put(characters: list[str], at: int, step: int, mark: str) -> None:
    """Replace the mark at `at`, or behind a space; of a doubled mark the second half becomes a space."""
    for place in (at, at + step):
        if 0 <= place < len(characters) and characters[place] in _MARKS:
            twin = place + step
            if (
                0 <= twin < len(characters)
                and characters[place] in "`'"
                and characters[twin] == characters[place]
            ):
                characters[twin] = " "
            characters[place] = mark
            return


def _pieces(
    text: str,
    members: Sequence[Sentence],
    offset: int,
    encoding: Encoding,
    inside: npt.NDArray[np.int8],
    hinted: npt.NDArray[np.int8],
) -> Pieces:
    offsets = np.array(encoding.offsets, np.int64) + offset
    words = np.array(encoding.word_ids, np.int64)
    first = np.concatenate([[True], words[1:] != words[:-1]])
    group = np.cumsum(first) - 1
    starts, ends = offsets[first, 0], offsets[np.append(first[1:], True), 1]
    bounds = zip(starts.tolist(), ends.tolist(), strict=True)
    cases = np.array([_case(text[start:end]) for start, end in bounds], np.int64)
    syntax, heads = _syntax(members, starts)
    features = np.column_stack([cases + 3 * inside[starts], syntax, hinted[starts]])
    return Pieces(np.array(encoding.ids, np.int64), features[group], first, starts, ends, heads, True)


def _case(word: str) -> int:
    if not word[:1].isupper():
        return 0
    return 2 if len(word) > 1 and word.isupper() else 1


def _syntax(members: Sequence[Sentence], starts: Integers) -> tuple[Integers, Integers]:
    """Tag, dependency and distance of the head of the token that each word stands in, 0 where in none; and
    the number of the word in which that head begins."""
    own = np.arange(len(starts))
    if not members:
        return np.zeros((len(starts), 3), np.int64), own
    tokens: list[Token] = [token for sentence in members for token in sentence.tokens]
    distances = np.array(
        [token.head - i for sentence in members for i, token in enumerate(sentence.tokens)], np.int64
    )
    rows = np.zeros((len(tokens) + 1, 3), np.int64)
    rows[:-1, 0] = [_TAG_NUMBERS.get(token.tag, 0) for token in tokens]
    rows[:-1, 1] = [_DEPENDENCY_NUMBERS.get(token.dep, 0) for token in tokens]
    rows[:-1, 2] = np.searchsorted(_HEAD_EDGES, distances, side="right") + 1
    token_starts = np.array([token.start for token in tokens], np.int64)
    token_ends = np.array([token.end for token in tokens], np.int64)
    at = np.searchsorted(token_starts, starts, side="right") - 1
    outside = (at < 0) | (starts >= token_ends[at])
    head_starts = token_starts[np.where(outside, 0, at + distances[at])]
    heads = np.searchsorted(starts, head_starts, side="right") - 1
    at[outside] = len(tokens)
    return rows[at], np.where(outside | (heads < 0), own, heads)


def _parts(pieces: Pieces, sentence_starts: Sequence[int]) -> Iterator[Pieces]:
    """The pieces, cut where a sentence begins, or else at a word, so that each part fits a window."""
    words = np.flatnonzero(pieces.first)
    opening = set(sentence_starts)
    low, length = 0, len(pieces.ids)
    while length - low > LONGEST_PART:
        inside = range(*np.searchsorted(words, [low, low + LONGEST_PART], side="right").tolist())
        cuts = [i for i in inside if int(pieces.starts[i]) in opening and words[i] > low + _SHORTEST_PART]
        high = int(words[(cuts or inside)[-1]]) if inside else length
        if high == length:
            break
        yield pieces.part(low, high, False)
        low = high
    yield pieces.part(low, length, True)
