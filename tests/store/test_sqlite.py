"""What is particular to SQLite: files that are not ours, versions, files that may not be written to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from detente.model import ArchiveError, Extraction
from detente.store import migrations, open_store, sqlite
from detente.store.contract import Request
from detente.store.schema import metadata
from tests.builders import document, extraction, run


def refused(location: object, **how: bool) -> str:
    """The one line with which an archive is refused."""
    with pytest.raises(ArchiveError) as caught:
        open_store(str(location), **how).close()
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    store = open_store(str(path))
    store.put(extraction(), run(), "digest")
    store.close()
    return path


def test_what_is_not_an_archive(tmp_path: Path) -> None:
    words = tmp_path / "words.db"
    words.write_text("This is a text and no database at all, however it is called. " * 30)
    assert "is not an archive" in refused(words)
    assert words.read_text().startswith("This is a text")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE cookies (name)")
    assert "another application" in refused(other)
    assert "is a folder" in refused(tmp_path)
    assert "does not exist; make it first" in refused(tmp_path / "no" / "made.db")
    assert "there is no archive" in refused(tmp_path / "absent.db", create=False)
    assert "there is no archive" in refused(tmp_path / "absent.db", read_only=True)
    assert "not supported in this version" in refused("postgresql://localhost/x")
    assert "has no name" in refused(" ")
    assert "not the name of a file" in refused("a\x00b")
    assert not (tmp_path / "absent.db").exists()


def test_a_file_of_another_application_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE cookies (name)")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()
    before = other.read_bytes()
    refused(other)
    assert other.read_bytes() == before


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    open_store(str(path)).close()
    assert open_store(str(path)).summary().records["document"] == 0


def test_a_newer_version_is_refused(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("UPDATE detente_version SET version_num = '9999'")
        connection.commit()
    assert "newer detente" in refused(made)


def test_a_broken_file_is_refused_or_reported(made: Path) -> None:
    size = made.stat().st_size
    with made.open("r+b") as file:
        file.truncate(size // 2)
    try:
        store = open_store(str(made))
    except ArchiveError:
        return
    with pytest.raises(ArchiveError, match="failed"):
        store.load(document().id)
    store.close()


def test_reading_only(made: Path) -> None:
    store = open_store(str(made), read_only=True)
    assert store.read_only
    assert store.search(Request("low")).total == 1
    with pytest.raises(ArchiveError, match="cannot be written to"):
        store.put(extraction(), run(), "digest")
    with pytest.raises(ArchiveError, match="cannot be written to"):
        store.correct("x", {"act": "deny"}, who="a", why="b", when="c")
    store.close()


def test_a_file_that_may_not_be_written_to_opens_for_reading(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite.os, "access", lambda path, mode: mode != os.W_OK)
    store = open_store(str(made))
    assert store.read_only
    assert store.search(Request("low")).total == 1
    store.close()
    assert [path.name for path in made.parent.iterdir()] == ["made.db"]
    assert "may not be written to" in refused(made.parent / "new.db")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs a user who may become another")
def test_another_user_may_read_but_not_write(made: Path) -> None:
    script = """
import os, sys
from detente.store import open_store, sqlite
from detente.store.contract import Request
open_store(sys.argv[1]).close()
os.setgid(65534); os.setuid(65534)
store = open_store(sys.argv[1])
print(store.read_only, store.search(Request("low")).total)
"""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "made.db"
        copy.write_bytes(made.read_bytes())
        copy.parent.chmod(0o755)
        command = [sys.executable, "-c", script, str(copy)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "1"], done.stderr


def test_an_older_version_that_may_not_be_written_to(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "HEAD", "9999")
    assert "older version" in refused(made, read_only=True)


def test_the_versions_named_are_those_shipped() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    shipped = [version.revision for version in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(shipped)) == migrations.VERSIONS


def test_the_migrations_lead_to_the_schema(made: Path) -> None:
    engine = create_engine(f"sqlite:///{made}")
    with engine.connect() as connection:
        options = {
            "version_table": migrations.VERSION_TABLE,
            "include_name": lambda name, kind, _: (
                kind != "table" or not name.startswith(("statement_words", "passage_keys"))
            ),
            "compare_type": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_it_reads_while_another_writes(made: Path) -> None:
    reader, writer = open_store(str(made)), open_store(str(made))
    failures: list[Exception] = []

    def write() -> None:
        try:
            for number in range(20):
                of = document(uri=f"{number}.txt")
                writer.put(Extraction(of, (), (), (), ()), run(), str(number))
        except ArchiveError as error:
            failures.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    while thread.is_alive():
        assert reader.search(Request("low")).total == 1
    thread.join()
    assert not failures
    assert reader.summary().records["document"] == 21
    reader.close()
    writer.close()


def test_several_may_make_the_same_archive_at_once(tmp_path: Path) -> None:
    code = "import sys; from detente.store import open_store; open_store(sys.argv[1]).close()"
    command = [sys.executable, "-c", code, str(tmp_path / "made.db")]
    makers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [maker.communicate()[1] for maker in makers] == [""] * 4
    store = open_store(str(tmp_path / "made.db"))
    assert store.summary().records["document"] == 0
    store.close()


def test_an_archive_that_another_process_writes_is_said_to_be_busy(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE", 0.05)
    store = open_store(str(made))
    with closing(sqlite3.connect(made, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError, match="being written by another process"):
            store.put(extraction(), run(), "digest")
        other.execute("ROLLBACK")
    store.close()


def test_the_full_text_index_agrees_with_the_statements(made: Path) -> None:
    store = open_store(str(made))
    store.put(extraction(), run("2"), "digest")
    store.close()
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("INSERT INTO statement_words(statement_words, rank) VALUES ('integrity-check', 1)")
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
