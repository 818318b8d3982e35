"""Quotations against what is stored: views, retrieval, alignment, verdicts. Knows no store and no page."""

from detente.match import meaning
from detente.match.judge import Judgement, judge, widened
from detente.match.measure import Found
from detente.match.passages import (
    ASKED,
    METHOD,
    gains_of,
    holders_of,
    keys_asked,
    keys_shared,
    passages_of,
    scored,
)
from detente.match.speakers import Meant, is_about, same_speaker, state_part
from detente.match.verification import (
    Context,
    Cut,
    Piece,
    Relation,
    Utterance,
    Variant,
    Verdict,
    Verification,
    printed,
)
from detente.match.versions import is_fuller, lay, missing_in, pieces_of
from detente.match.voices import Reading, Voice, voices_of
from detente.match.weight import bits_of, denies
from detente.match.wording import PARAPHRASED, citation, explanation, name_of, notes
from detente.match.words import LONGEST_QUOTATION, Quote, Word, attributed_to, pairs_held, read_quote

__all__ = [
    "ASKED",
    "LONGEST_QUOTATION",
    "METHOD",
    "PARAPHRASED",
    "Context",
    "Cut",
    "Found",
    "Judgement",
    "Meant",
    "Piece",
    "Quote",
    "Reading",
    "Relation",
    "Utterance",
    "Variant",
    "Verdict",
    "Verification",
    "Voice",
    "Word",
    "attributed_to",
    "bits_of",
    "citation",
    "denies",
    "explanation",
    "gains_of",
    "holders_of",
    "is_about",
    "is_fuller",
    "judge",
    "keys_asked",
    "keys_shared",
    "lay",
    "meaning",
    "missing_in",
    "name_of",
    "notes",
    "pairs_held",
    "passages_of",
    "pieces_of",
    "printed",
    "read_quote",
    "same_speaker",
    "scored",
    "state_part",
    "voices_of",
    "widened",
]
