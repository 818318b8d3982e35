"""Bytes -> Document: text files and JSON Lines, from files, folders, globs and standard input.

Whatever cannot be read is a `ReadFailure` beside the documents that can, never an exception.
"""

from detente.read.paths import ReadFailure, Reading, read_paths
from detente.read.text import source_bytes

__all__ = ["ReadFailure", "Reading", "read_paths", "source_bytes"]
