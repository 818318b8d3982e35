"""What the finders of statements hand to the makers of records."""

from __future__ import annotations

from dataclasses import dataclass

from detente.extract.frames import Frame
from detente.model import Quotation, Speaker, StatementKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before ids. `rule` is how it was attributed, `frame` by which cue; `quoted` are the bounds
    of its quoted parts. `quotation` is the one quotation that it gives whole, `continues` the quotation
    before, `goes_on_from` the bounds of the piece before where one clause stands in pieces; `in_reply_to`
    counts over the turns; `confidence` is given where the rule does not tell it."""

    kind: StatementKind
    start: int
    end: int
    quoted: tuple[tuple[int, int], ...]
    frame: Frame | None
    rule: str
    speaker: Speaker
    segment: int
    quotation: int | None = None
    continues: int | None = None
    in_reply_to: int | None = None
    confidence: float | None = None
    goes_on_from: tuple[int, int] | None = None

    def is_of(self, frame: Frame) -> bool:
        """Is it attributed by this cue?"""
        own = self.frame
        return own is not None and (own.sentence, own.verb) == (frame.sentence, frame.verb)


def whole_quotation(
    number: int,
    quotation: Quotation,
    frame: Frame | None,
    rule: str,
    speaker: Speaker,
    continues: int | None = None,
) -> Draft:
    """The draft of a quotation that is speech from mark to mark."""
    bounds = (quotation.start, quotation.end)
    return Draft(
        "direct", *bounds, (bounds,), frame, rule, speaker, quotation.segment, number, continues=continues
    )
