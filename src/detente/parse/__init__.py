"""Paragraphs -> sentences with the analysis that later stages share. The one place that knows spaCy."""

from detente.parse.network import MODEL
from detente.parse.parser import Parser

__all__ = ["MODEL", "Parser"]
