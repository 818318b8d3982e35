"""The versions of one utterance: each laid on the fullest, so that one sees who dropped what."""

from __future__ import annotations

from collections.abc import Iterator

from detente.match.measure import Found, measure
from detente.match.verification import Piece
from detente.match.voices import Voice
from detente.match.weight import LEAST_BITS, weight_of
from detente.match.words import Quote, Word

# From this share of its words on, by weight, a version is held by a fuller one.
SAME_FROM = 0.85


def lay(version: Voice, fullest: Voice) -> Found | None:
    """A version on the fullest one; None where it is no version of it."""
    own = tuple(word for word in version.words if not word.free)
    if _share(own, fullest) < SAME_FROM:
        return None
    found = measure(Quote(version.reading.document.text, own, frozenset()), fullest)
    return found if found.coverage >= SAME_FROM and found.bits >= LEAST_BITS else None


def is_fuller(version: Voice, than: Voice) -> bool:
    """Whether a version holds all of another and more."""
    return len(version.words) > len(than.words) and lay(than, version) is not None


def _share(words: tuple[Word, ...], fullest: Voice) -> float:
    """The share of words that stand in the fullest version anywhere: the cheap question first."""
    held = {word.key for word in fullest.words}
    whole = sum(weight_of(word.key) for word in words)
    return sum(weight_of(word.key) for word in words if word.key in held) / whole if whole else 0.0


def pieces_of(found: Found) -> tuple[Piece, ...]:
    """The alignment of a version from the first to the last word of the fullest."""
    return (*_edge(found, before=True), *found.pieces(), *_edge(found, before=False))


def missing_in(found: Found) -> str:
    """The words of the fullest version that this one lacks."""
    return " … ".join(
        " ".join(piece.found.split()) for piece in pieces_of(found) if piece.kind in ("dropped", "cut")
    )


def _edge(found: Found, *, before: bool) -> Iterator[Piece]:
    base, text = found.voice, found.voice.reading.document.text
    start, end = found.bounds
    lost = [w for w in base.words if not w.free and (w.end <= start if before else w.start >= end)]
    if lost:
        low, high = lost[0].start, lost[-1].end
        said = base.statement_at(low)
        yield Piece(
            "dropped",
            "",
            text[low:high],
            0,
            0,
            low,
            high,
            base.reading.document.id,
            said.id if said else None,
        )
