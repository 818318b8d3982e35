"""Quotations against what is stored: views, retrieval, alignment, verdicts. Knows no store and no page."""

from detente.match.judge import Judgement, judge
from detente.match.measure import Found
from detente.match.passages import METHOD, keys_asked, passages_of, scored
from detente.match.speakers import is_about, same_speaker
from detente.match.verification import Context, Cut, Piece, Relation, Variant, Verdict, Verification
from detente.match.voices import Reading, Voice
from detente.match.wording import citation, explanation, name_of, notes
from detente.match.words import LONGEST_QUOTATION, Quote, read_quote

__all__ = [
    "LONGEST_QUOTATION",
    "METHOD",
    "Context",
    "Cut",
    "Found",
    "Judgement",
    "Piece",
    "Quote",
    "Reading",
    "Relation",
    "Variant",
    "Verdict",
    "Verification",
    "Voice",
    "citation",
    "explanation",
    "is_about",
    "judge",
    "keys_asked",
    "name_of",
    "notes",
    "passages_of",
    "read_quote",
    "same_speaker",
    "scored",
]
