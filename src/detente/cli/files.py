"""Files that appear only when they are whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from detente.model import RequestError

if TYPE_CHECKING:
    pass


def write_content(content: str | bytes, output: Path | None) -> None:
    if output is None and isinstance(content, bytes) and sys.stdout.isatty():
        raise typer.BadParameter("this format is not for a terminal; name a file with --output.")
    if isinstance(content, bytes):
        with _opened_bytes(output) as out:
            out.write(content)
    else:
        with opened_text(output) as text:
            text.write(content if content.endswith("\n") else content + "\n")


@contextmanager
def opened_text(output: Path | None) -> Iterator[Any]:
    """A stream of text: standard output, or a file that appears only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    with _whole_file(output) as path, open(path, "w", encoding="utf-8", newline="") as out:
        yield out


@contextmanager
def _opened_bytes(output: Path | None) -> Iterator[Any]:
    if output is None:
        yield sys.stdout.buffer
        return
    with _whole_file(output) as path, open(path, "wb") as out:
        yield out


@contextmanager
def _whole_file(output: Path) -> Iterator[Path]:
    if output.is_dir():
        raise RequestError(f"cannot write {output}: it is a folder; name a file in it")
    part = output.with_name(f".{output.name}.part")
    try:
        try:
            yield part
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except FileNotFoundError:
        raise RequestError(
            f"cannot write {output}: the folder {output.parent} does not exist; make it first"
        ) from None
    except OSError as error:
        raise RequestError(f"cannot write {output}: {error.strerror}") from None


def check_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError:
        raise RequestError(
            f"cannot write {folder}: the folder {folder.parent} does not exist; make it first"
        ) from None
    except OSError as error:
        raise RequestError(f"cannot write the folder {folder}: {error.strerror}") from None
