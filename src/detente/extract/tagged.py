"""What the learned tagger takes from the finders of statements and hands to them; here, so that they need not
load it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from detente.model import Quotation, Sentence

Bounds = tuple[int, int]
Convention = Literal["broad", "usual", "narrow"]
"""What counts as a content: as PolNeAR has it, between the two, or as docs/annotation.md has it."""


@dataclass(frozen=True, slots=True)
class TaggedContent:
    """A content with the mention that attributes it and the words that do; character bounds of the text.

    `confidence` estimates how often such a content is right in its bounds and its source; `evidence` is what
    it was computed from (see `_evidence`).
    """

    start: int
    end: int
    source: Bounds | None
    cue: Bounds | None
    confidence: float
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A stretch of the text in which the rules found a content (by kind and by how sure the rule is), a
    source or a cue."""

    start: int
    end: int
    role: Literal["sure direct", "direct", "other", "source", "cue"]


class ContentTagger(Protocol):
    """A learned tagger of attributions, see `detente.extract.tagger`."""

    @property
    def version(self) -> str: ...

    @property
    def convention(self) -> Convention: ...

    @property
    def sees_hints(self) -> bool:
        """Does it know what the rules found, so that what it leaves out it has judged?"""
        ...

    def tag(
        self,
        text: str,
        quotations: Sequence[Quotation],
        sentences: Sequence[Sentence],
        hints: Sequence[Hint],
    ) -> Sequence[TaggedContent]: ...
