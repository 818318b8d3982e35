"""Quotations against what is stored: views, retrieval, alignment, verdicts. Knows no store and no page."""

from detente.match.verification import Context, Cut, Piece, Variant, Verdict, Verification

__all__ = ["Context", "Cut", "Piece", "Variant", "Verdict", "Verification"]
