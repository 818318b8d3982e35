"""The store in one SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, func, literal_column, table

from detente.model import ArchiveError
from detente.store import schema
from detente.store.migrations import HEAD, VERSION_TABLE, VERSIONS, upgrade
from detente.store.query import Term
from detente.store.searching import WordMatch
from detente.store.sql import SqlStore

# "dtnt": written into the file's header, by which the file is known as ours.
APPLICATION_ID = 0x64746E74
# How long to wait for another process that writes, in seconds.
_PATIENCE = 10.0
# Around words found. Control characters are no words, and texts that hold them are left unmarked.
_OPEN, _CLOSE = "\x02\x11", "\x03\x11"


class SqliteStore(SqlStore):
    """A `Store` in a file. Many processes may read it while one writes."""

    def __init__(self, engine: Engine, location: str, *, read_only: bool) -> None:
        super().__init__(engine, location, read_only=read_only)
        self._watching = Lock()
        self._watcher: sqlite3.Connection | None = None

    @classmethod
    def open(cls, location: str, *, create: bool, read_only: bool) -> SqliteStore:
        """Open or make the archive in the file `location`; raises ArchiveError.

        A file, or a folder, that may not be written to is opened for reading.
        """
        path = Path(location)
        new = not _exists(path)
        if new:
            _check_may_be_made(path, create=create and not read_only)
        read_only = read_only or (not new and not _writable(path))
        version = None if new else _version(path)
        if read_only and version != HEAD:
            raise ArchiveError(
                f"the archive {path} is of an older version and may not be written to; "
                "open a copy of it that may, which brings it up to date"
            )
        store = cls(_engine(path, read_only=read_only), location, read_only=read_only)
        store._prepare(version)
        return store

    def _prepare(self, version: str | None) -> None:
        """Make the tables, or bring those of an older version up to date."""
        try:
            if version != HEAD:
                with self._writing() as connection:
                    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                    upgrade(connection)
        except BaseException:
            self.close()
            raise

    @property
    def schema_version(self) -> str:
        return HEAD

    def state(self) -> int:
        # SQLite counts for a connection the writes of all others; this one never writes.
        with self._reported(), self._watching:
            if self._watcher is None:
                self._watcher = _connect(Path(self._location), read_only=self._read_only)
            return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        super().close()

    def _match(self, terms: Sequence[Term]) -> WordMatch:
        words = table("statement_words")
        itself: Any = literal_column("statement_words")
        number: Any = literal_column("statement_words.rowid")
        return WordMatch(
            words,
            number == schema.statement.c.number,
            itself.op("MATCH", is_comparison=True)(" AND ".join(map(_fts, terms))),
            func.bm25(itself),
            func.highlight(itself, 0, _OPEN, _CLOSE),
        )

    def _marks(self, text: str, marked: str) -> tuple[tuple[int, int], ...]:
        if marked.replace(_OPEN, "").replace(_CLOSE, "") != text:
            return ()
        return _offsets(marked)

    def _add_keys(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        values: Any = list(rows)
        if values:
            connection.exec_driver_sql("INSERT INTO passage_keys(rowid, keys) VALUES (?, ?)", values)

    def _with_key(self, connection: Connection, keys: Collection[str], limit: int) -> list[int]:
        asked = " AND ".join(f'"{key}"' for key in keys)
        return _numbers(connection, _PASSAGES, asked, limit)

    def _with_word(self, connection: Connection, word: str, limit: int) -> list[int]:
        asked = _fts(Term(word.replace('"', " ").replace("\x00", " ")))
        return _numbers(connection, _STATEMENTS, asked, limit)


_PASSAGES = "SELECT rowid FROM passage_keys WHERE passage_keys MATCH ? LIMIT ?"
_STATEMENTS = "SELECT rowid FROM statement_words WHERE statement_words MATCH ? LIMIT ?"


def _numbers(connection: Connection, query: str, asked: str, limit: int) -> list[int]:
    """Numbers out of a full-text index, by the driver itself: a question asks for dozens of keys."""
    driver: Any = connection.connection.driver_connection
    return [row[0] for row in driver.execute(query, (asked, limit))]


def check_sqlite() -> str:
    """The version of SQLite; raises ArchiveError where it lacks full-text search."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        except sqlite3.OperationalError as error:
            raise ArchiveError(f"SQLite {sqlite3.sqlite_version} has no full-text search (FTS5)") from error
    return sqlite3.sqlite_version


def _offsets(marked: str) -> tuple[tuple[int, int], ...]:
    """Offsets, in the text without marks, of what stands between them."""
    before, *pieces = marked.split(_OPEN)
    marks, offset = [], len(before)
    for piece in pieces:
        found, _, after = piece.partition(_CLOSE)
        marks.append((offset, offset + len(found)))
        offset += len(found) + len(after)
    return tuple(marks)


def _fts(term: Term) -> str:
    """A term in the language of FTS5, where everything but the words is quoted away."""
    return f'"{term.words}"' + (" *" if term.prefix else "")


def _exists(path: Path) -> bool:
    try:
        if path.is_dir():
            raise ArchiveError(
                f"the archive {path} is a folder; name a file in it, such as {path / 'detente.db'}"
            )
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ArchiveError(f"the archive {path} cannot be opened: {error.strerror}") from error
    except ValueError as error:
        raise ArchiveError(f"the archive {str(path)!r} is not the name of a file: {error}") from error


def _check_may_be_made(path: Path, *, create: bool) -> None:
    if not create:
        raise ArchiveError(
            f"there is no archive at {path}; make one with: detente ingest PATH --archive {path}"
        )
    if not path.parent.is_dir():
        raise ArchiveError(
            f"the archive {path} cannot be made: the folder {path.parent} does not exist; make it first"
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArchiveError(
            f"the archive {path} cannot be made: the folder {path.parent} may not be written to"
        )


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _version(path: Path) -> str | None:
    """The version of the archive in a file, None for a database without tables; raises ArchiveError."""
    try:
        with closing(_connect(path, read_only=True)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            if not tables and application in (0, APPLICATION_ID):
                return None
            if application != APPLICATION_ID or VERSION_TABLE not in tables:
                raise ArchiveError(f"{path} is a database of another application, not an archive of detente")
            version = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise ArchiveError(_why_unreadable(path, error)) from error
    if version is None or version[0] not in VERSIONS:
        raise ArchiveError(f"the archive {path} was made by a newer detente; update detente to open it")
    return str(version[0])


def _why_unreadable(path: Path, error: sqlite3.DatabaseError) -> str:
    if "not a database" in str(error):
        return f"{path} is not an archive: it is no SQLite database; name another file with --archive"
    return f"the archive {path} cannot be read: {error}"


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection of Python's own driver, in which transactions begin where we say so."""
    where = f"file:{quote(str(path.absolute()))}?mode={'ro' if read_only else 'rwc'}"
    # A file in a folder that may not be written to has no room for the lock files of WAL: where nobody
    # can write, nothing changes, and it is read as it is.
    if read_only and not _writable(path) and not Path(f"{path}-wal").exists():
        where += "&immutable=1"
    return sqlite3.connect(
        where,
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def _engine(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=partial(_connect, path, read_only=read_only),
        poolclass=QueuePool,
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )
    event.listen(engine, "connect", partial(_set_up, read_only=read_only))
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: Any, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        # With WAL a crash of the machine may lose the last document, never break the archive.
        connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    """Take the lock at once where we will write: two who first read would both wait for the other."""
    write = connection.get_execution_options().get("detente_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
