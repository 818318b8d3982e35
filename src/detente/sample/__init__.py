"""The bundled sample: eight documents of two invented states, their gazetteer and their gold annotation.

The files are data of the package; README.md beside this module tells of the invented world.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["folder", "gazetteer", "gold"]

_HERE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder of the documents, plain text in UTF-8."""
    return _HERE / "documents"


def gazetteer() -> Path:
    """The gazetteer file of the invented states, their people and bodies."""
    return _HERE / "gazetteer.yaml"


def gold() -> Path:
    """The folder of the hand-made annotation, one JSON file a document."""
    return _HERE / "gold"
