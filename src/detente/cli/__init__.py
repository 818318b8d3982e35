"""The command line, the only reader of the environment. A command imports what is heavy when it runs."""

from __future__ import annotations

import sys

from detente.cli.commands import app

__all__ = ["app", "main"]


def main() -> None:
    """The entry point `detente`."""
    for stream in (sys.stdout, sys.stderr):
        # Half of a character, which no encoding has, becomes an escape that JSON reads as what it was.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    app()
