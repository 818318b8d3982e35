"""What a verification answers with: the verdict on a quotation, and all that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from detente.model import Answer, Statement, StatementKind

Verdict = Literal[
    "exact",
    "punctuation",
    "truncated",
    "altered",
    "spliced",
    "misattributed",
    "paraphrased",
    "not_found",
    "too_short",
]
PieceKind = Literal["same", "marks", "spelling", "changed", "added", "dropped", "cut", "editor"]
Place = Literal["before", "inside", "after"]
Relation = Literal["same words", "other marks", "cut", "altered", "by meaning"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the alignment of a quotation with what is stored, in the order of the quotation.

    `asked` are its words in the quotation, at `asked_start` to `asked_end` of the quotation as it was
    given; `found` the words of `Document.text` at `start` to `end` of `document`; either may be empty.
    `kind`: "same" (character for character), "marks" (punctuation, case, spaces), "spelling" (the same word
    spelled otherwise), "changed", "added" (in the quotation only), "dropped" (in the archive only), "cut" (in
    the archive only, and the quotation marks the place), "editor" (an editor's words in brackets).
    """

    kind: PieceKind
    asked: str
    found: str
    asked_start: int
    asked_end: int
    start: int
    end: int
    document: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of the sentence that the quotation leaves out. `marked` by an ellipsis or brackets; `turns_sense`
    where a negation, condition, limit or hedge is lost: `sense_words`."""

    place: Place
    text: str
    marked: bool
    turns_sense: bool
    sense_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One place in the archive where the words stand, or, "by meaning", one that means the same.

    `statement` is None for words of a text that are no statement. `text` is what is stored there, from
    `start` to `end` of the document. Of the versions of an utterance, `pieces` lays this one on the fullest
    ("dropped" is what it lacks) and `missing` is what it lacks. Documents of one `story` are copies or
    updates of each other; `copied_from` is the earlier document in which these words were printed.
    """

    relation: Relation
    statement: str | None
    document: str
    start: int
    end: int
    text: str
    kind: StatementKind | None
    speaker: str | None
    said_on: str | None
    published: str | None
    title: str | None
    publisher: str | None
    uri: str | None
    language: str | None
    translated: Answer
    original_language: str | None
    similarity: float
    missing: str = ""
    pieces: tuple[Piece, ...] = ()
    story: str | None = None
    copied_from: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Text around a place: `before` and `after` the words themselves, which stand at `start` to `end`."""

    document: str
    start: int
    end: int
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a quotation. The first six fields are the contract of `detente verify --format json`.

    `statement` is the best match (the first, where an utterance was interrupted or pieces were joined), None
    where nothing was found or the words stand in a text but in no statement. `variants` are all places where
    the words stand, the earliest first; `earliest` the first of them: earliest in this archive. `candidates`
    are statements that mean the same, never counted as the same words. `explanation` is one sentence for a
    person, `notes` further ones that a reader must know (a translation, a paraphrase by the outlet, an extra
    that is missing). `printed` says how many printed the words and how many reports these are, "" where none
    is a copy. `turn` is the whole turn of a transcript in which the words were said. `more` counts variants
    that are not listed.
    """

    verdict: Verdict
    statement: Statement | None
    alignment: tuple[Piece, ...]
    variants: tuple[Variant, ...]
    earliest: Variant | None
    citation: str | None
    quote: str
    speaker: str | None
    explanation: str
    notes: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    context: Context | None = None
    turn: Statement | None = None
    candidates: tuple[Variant, ...] = ()
    more: int = 0
    printed: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the words may stand as they are: exact but for marks, or cut without turning the sense."""
        if self.verdict == "truncated":
            return not any(cut.turns_sense for cut in self.cuts)
        return self.verdict in ("exact", "punctuation")


@dataclass(frozen=True, slots=True)
class Utterance:
    """The same words, wherever they stand in the archive: exact and near-exact versions and cuts.

    `id` comes from the earliest of them, and every one leads here. `variants` begin with the
    earliest; `fullest` is the one that holds most words; `candidates` are near in meaning only, never
    counted as the same words, and `notes` say where they were not looked for. `printed` is as in a
    verification.
    """

    id: str
    fullest: Variant
    variants: tuple[Variant, ...]
    candidates: tuple[Variant, ...] = ()
    notes: tuple[str, ...] = ()
    printed: str = ""


def printed(variants: Sequence[Variant]) -> str:
    """How many printed the words, and how many reports these are; "" where every one is its own."""
    documents = {one.document for one in variants}
    reports = {one.story or one.document for one in variants}
    if len(reports) == len(documents):
        return ""
    outlets = {one.publisher for one in variants}
    told = "one report" if len(reports) == 1 else f"{len(reports)} reports"
    if None in outlets or len(outlets) == 1:
        return f"Printed in {len(documents)} documents, {told}."
    return f"Printed by {len(outlets)} outlets, {told}."
