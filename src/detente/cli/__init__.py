"""The command line, the only reader of the environment. A command imports what is heavy when it runs."""

from __future__ import annotations

import os
import sys

from detente.cli import event_commands  # noqa: F401  (adds its commands)
from detente.cli.commands import app

__all__ = ["app", "main"]

# The matrices of the parser are small: threads would wait for each other longer than they compute. numpy
# reads this when it is imported, which is later.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main() -> None:
    """The entry point `detente`."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        # Half of a character, which no encoding has, becomes an escape that JSON reads as what it was.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    app()
