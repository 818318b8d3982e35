"""Paths -> the tables in them: plain files, .gz, .zip and folders, each file once, in a stable order."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

from detente.model import ReadError

# What expands further than this was made to fill a disk: event data expand 5 to 15 fold.
_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 64 << 20
_CHUNK = 8 << 20
_LONGEST_LINE = 16 << 20
_NESTED = (".zip", ".gz", ".tar", ".bz2", ".xz", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """What could not be read as a whole: `where` is a path, `why` one line that says how to mend it."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table to read: `name` is its path, or ``path:member`` of a zip; `sha256` and `size` of the file."""

    name: str
    sha256: str
    size: int
    _open: Callable[[], BinaryIO]

    @contextmanager
    def blocks(self) -> Iterator[Iterator[tuple[int, bytes]]]:
        """The number of the first line and the bytes of runs of whole lines; raises ReadError while read."""
        try:
            with self._open() as stream:
                yield _reported(_whole_lines(stream, self.size))
        except OSError as error:
            raise ReadError(_why(error)) from error


def find_tables(paths: Iterable[str]) -> Iterator[TableFile | ImportFailure]:
    """The tables at `paths`, a failure for each path that has none, in order; never an exception."""
    seen: set[str] = set()
    for path in paths:
        for found in _expand(path, seen):
            if isinstance(found, ImportFailure):
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield from _tables(found)


def _expand(path: str, seen: set[str]) -> Iterator[str | ImportFailure]:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield ImportFailure(_shown(path), _why(error))
        return
    if stat.S_ISDIR(mode):
        yield from _expand_folder(path, seen)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield ImportFailure(_shown(path), "neither a file nor a folder; give a file of events")


def _expand_folder(folder: str, seen: set[str]) -> Iterator[str | ImportFailure]:
    """The files below a folder, sorted, hidden ones left out; `seen` ends what links lead in circles."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        yield ImportFailure(_shown(folder), _why(error))
        return
    if not names:
        yield ImportFailure(_shown(folder), "a folder with no files in it; give one that holds event data")
    for name in names:
        yield from _expand(os.path.join(folder, name), seen)


def _tables(path: str) -> Iterator[TableFile | ImportFailure]:
    try:
        digest, size = _digest(path), os.path.getsize(path)
        with open(path, "rb") as file:
            head = file.read(4)
        if head.startswith(b"PK"):
            yield from _members(path, digest)
        else:
            opened = partial(_gunzip if head.startswith(b"\x1f\x8b") else _plain, path)
            yield TableFile(_shown(path), digest, size, opened)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        yield ImportFailure(_shown(path), _why(error))


def _members(path: str, digest: str) -> Iterator[TableFile | ImportFailure]:
    with zipfile.ZipFile(path) as archive:
        members = [item for item in archive.infolist() if not item.is_dir() and not _is_litter(item.filename)]
    if not members:
        yield ImportFailure(_shown(path), "a zip archive with no file in it")
    for item in members:
        name = _shown(f"{path}:{item.filename}")
        if item.flag_bits & 1:
            yield ImportFailure(name, "locked by a password; unpack it first")
        elif item.filename.lower().endswith(_NESTED):
            yield ImportFailure(name, "an archive inside an archive; unpack it first")
        else:
            mine = hashlib.sha256(f"{digest}\x1f{item.filename}".encode("utf-8", "replace")).hexdigest()
            yield TableFile(name, mine, max(item.compress_size, 1), partial(_member, path, item))


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _plain(path: str) -> BinaryIO:
    return open(path, "rb")


def _gunzip(path: str) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb"))


def _member(path: str, item: zipfile.ZipInfo) -> BinaryIO:
    # The member's stream keeps the archive's file open, and closes it with itself.
    return cast("BinaryIO", zipfile.ZipFile(path).open(item))


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reported(blocks: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    try:
        yield from blocks
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ReadError(_why(error)) from error


def _whole_lines(stream: BinaryIO, size: int) -> Iterator[tuple[int, bytes]]:
    line, rest, total = 1, b"", 0
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        if total > _RATIO_COUNTS_FROM and total > size * _MAX_RATIO:
            raise ReadError(
                f"expands to more than {_MAX_RATIO} times its size, as no event data do; unpack and check it"
            )
        if total == len(chunk):
            chunk = _checked_head(chunk)
        end = chunk.rfind(b"\n") + 1
        if end:
            block, rest = rest + chunk[:end], chunk[end:]
            yield line, block
            line += block.count(b"\n")
        else:
            rest += chunk
            if len(rest) > _LONGEST_LINE:
                raise ReadError(f"line {line} is longer than {_LONGEST_LINE >> 20} MB: no table of events")
    if rest:
        yield line, rest


def _checked_head(chunk: bytes) -> bytes:
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("text in UTF-16; save it as UTF-8")
    if b"\0" in chunk[: 1 << 16]:
        raise ReadError("holds binary data, not the lines of a table")
    return chunk.removeprefix(b"\xef\xbb\xbf")


def _shown(path: str) -> str:
    """A path fit to print: a file name need not be valid text."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or read it as its owner"
    if isinstance(error, zipfile.BadZipFile | EOFError | zlib.error | gzip.BadGzipFile):
        return f"a broken or truncated archive ({error}); fetch it again"
    return f"cannot be read ({getattr(error, 'strerror', None) or error}); check the file"
