"""Quotations, attribution and assessments -> records with spans."""

from detente.extract.statements import find_statements

__all__ = ["find_statements"]
