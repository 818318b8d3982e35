"""What is said on standard error: one line each."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from typer.core import TyperGroup

from detente.model import DetenteError

if TYPE_CHECKING:
    from detente.read import ReadFailure

EXIT_FAILED, EXIT_INTERRUPTED = 1, 130


def warn(line: str) -> None:
    sys.stderr.write(f"detente: {one_line(line)}\n")


class _Warnings(logging.Handler):
    """Shows what the library warns of."""

    def emit(self, record: logging.LogRecord) -> None:
        warn(record.getMessage())


_WARNINGS = _Warnings(logging.WARNING)


def warn_of(failures: list[ReadFailure]) -> None:
    for failure in failures:
        warn(f"{failure.where}: {failure.why}")


def fail(line: str) -> NoReturn:
    warn(line)
    raise SystemExit(EXIT_FAILED)


def one_line(value: Any) -> str:
    """A value for a table or a message: on one line, without characters that would steer the terminal."""
    return " ".join(printable("" if value is None else str(value)).split())


def printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


class Commands(TyperGroup):
    """Errors of the user as one line each, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        logging.getLogger("detente").addHandler(_WARNINGS)  # adding it twice adds it once
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            fail(str(error))
        except BrokenPipeError:
            # Whoever read our output has gone, and with it the need for the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(EXIT_FAILED) from None
        except KeyboardInterrupt:
            warn("interrupted")
            raise SystemExit(EXIT_INTERRUPTED) from None
