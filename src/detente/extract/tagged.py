"""What the learned tagger hands to the finders of statements; here, so that they need not load it."""

from __future__ import annotations

from dataclasses import dataclass

Bounds = tuple[int, int]


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
