"""Paths -> Readings: files, folders, globs and standard input, each file once, in a stable order."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from detente.model import Document, ReadError
from detente.read.jsonl import line_document, parse_line
from detente.read.text import text_document

STDIN = "-"
_LINES = (".jsonl", ".ndjson")
_HTML = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """What could not be read: `where` is a path, or file:line; `why` one line, with how to mend it."""

    where: str
    why: str


Reading = Document | ReadFailure


def read_paths(paths: Iterable[str], *, stdin: BinaryIO | None = None) -> Iterator[Reading]:
    """The documents at `paths`, one failure for each that cannot be read, in order; never an exception.

    A path is a file, a folder (searched through, hidden files skipped), a glob, or "-" for standard input.
    Files ending in .jsonl or .ndjson hold one document a line and are read line by line. A file named twice,
    or reached by two ways, is read once.
    """
    seen: set[object] = set()
    for path in paths:
        if path == STDIN:
            if STDIN not in seen:
                seen.add(STDIN)
                yield from _read_stdin(stdin)
            continue
        for found in _expand(path):
            if isinstance(found, ReadFailure):
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield from _read_file(found)


_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


def _shown(path: str) -> str:
    """A path fit to print: a file name need not be valid text."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _failure(path: str, why: str) -> ReadFailure:
    return ReadFailure(_shown(path), why)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or read it as its owner"
    return f"cannot be read ({getattr(error, 'strerror', None) or error}); check the path"


def _expand(path: str) -> Iterator[str | ReadFailure]:
    """The files a path stands for."""
    if _ADDRESS.match(path):
        yield _failure(path, "an address, and nothing is fetched yet; save the page as plain text (.txt)")
        return
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield from _expand_glob(path) if _is_glob(path, error) else [_failure(path, _reason(error))]
        return
    if stat.S_ISDIR(mode):
        yield from _expand_folder(path)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield _failure(path, "neither a file nor a folder; give a text file, or - for standard input")


def _is_glob(path: str, error: OSError | ValueError) -> bool:
    return isinstance(error, FileNotFoundError) and glob.has_magic(path)


def _expand_glob(pattern: str) -> Iterator[str | ReadFailure]:
    try:
        found = sorted(glob.glob(pattern, recursive=True))
    except (OSError, ValueError) as error:
        found = []
        yield _failure(pattern, _reason(error))
        return
    if not found:
        yield _failure(pattern, "no file matches this pattern; check it, and quote it from the shell")
    for path in found:
        yield from _expand(path)


def _expand_folder(folder: str) -> Iterator[str | ReadFailure]:
    empty = True
    for found in _walk(folder, set()):
        empty = False
        yield found
    if empty:
        yield _failure(folder, "a folder with no files in it; give one that holds text files")


def _walk(folder: str, visited: set[str]) -> Iterator[str | ReadFailure]:
    """The files below a folder, sorted. `visited` holds real paths, so that a link to a folder above ends."""
    real = os.path.realpath(folder)
    if real in visited:
        return
    visited.add(real)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield _failure(folder, _reason(error))
        return
    for name in names:
        if name.startswith("."):
            continue
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            yield from _walk(path, visited)
        else:
            yield from _expand(path)


def _read_file(path: str) -> Iterator[Reading]:
    if path.lower().endswith(_HTML):
        yield _failure(path, "an HTML page, which is not read yet; save it as plain text (.txt)")
        return
    try:
        with open(path, "rb") as file:
            if path.lower().endswith(_LINES):
                yield from _read_lines(file, _shown(path), _uri(path))
            else:
                yield text_document(file.read(), _uri(path))
    except ReadError as error:
        yield _failure(path, str(error))
    except (OSError, ValueError) as error:
        yield _failure(path, _reason(error))


def _uri(path: str) -> str:
    return Path(os.path.abspath(path)).as_uri()


def _read_lines(lines: Iterable[bytes], where: str, origin: str) -> Iterator[Reading]:
    """One reading a line that is not blank; a failure where there is none at all."""
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        empty = False
        try:
            yield line_document(line, origin)
        except ReadError as error:
            yield ReadFailure(f"{where}:{number}", str(error))
    if empty:
        yield ReadFailure(where, "no line with a document in it; write one JSON object a line")


def _read_stdin(stdin: BinaryIO | None) -> Iterator[Reading]:
    """Standard input as JSON Lines where every line is a document, else as one text."""
    where = "standard input"
    try:
        data = (stdin or sys.stdin.buffer).read()
        if _is_lines(data):
            yield from _read_lines(data.split(b"\n"), where, "")
        else:
            yield text_document(data, None)
    except ReadError as error:
        yield ReadFailure(where, str(error))
    except (OSError, ValueError) as error:
        yield ReadFailure(where, _reason(error))


def _is_lines(data: bytes) -> bool:
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    try:
        for line in data.split(b"\n"):
            if line.strip():
                parse_line(line)
    except ReadError:
        return False
    return True
