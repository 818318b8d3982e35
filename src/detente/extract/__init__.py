"""Quotations, attribution and assessments -> records with spans."""

from hashlib import sha256
from importlib.resources import files

from detente.extract.assessment_sieve import paragraphs_to_judge
from detente.extract.assessments import find_assessments
from detente.extract.page import Page
from detente.extract.statements import find_statements

__all__ = ["LEXICON_VERSION", "Page", "find_assessments", "find_statements", "paragraphs_to_judge"]

_DATA = files(__name__).joinpath("data")
LEXICON_VERSION = sha256(
    b"".join(entry.read_bytes() for entry in sorted(_DATA.iterdir(), key=lambda e: e.name))
).hexdigest()[:12]
