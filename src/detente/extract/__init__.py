"""Quotations, attribution, assessments and events -> records with spans."""

from hashlib import sha256
from importlib.resources import files

from detente.extract.assessment_sieve import paragraphs_to_judge
from detente.extract.assessments import find_assessments
from detente.extract.events import find_events, paragraphs_to_code
from detente.extract.page import Page
from detente.extract.statements import find_statements

__all__ = [
    "LEXICON_VERSION",
    "Page",
    "find_assessments",
    "find_events",
    "find_statements",
    "paragraphs_to_code",
    "paragraphs_to_judge",
]

_DATA = files(__name__).joinpath("data")
_ENTRIES = (*_DATA.iterdir(), *_DATA.joinpath("events").iterdir())
LEXICON_VERSION = sha256(
    b"".join(entry.read_bytes() for entry in sorted(_ENTRIES, key=lambda e: e.name) if entry.is_file())
).hexdigest()[:12]
