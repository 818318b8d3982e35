"""Commands as a person or a script calls them: what goes to which stream, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from detente import sample
from detente.archive import Archive
from detente.cli import app
from detente.model import Document, Segment
from detente.segment import segment
from tests.builders import FakeExtractor, document, extraction

GAZETTEER = ["--gazetteer", str(sample.gazetteer())]
LOW = extraction().statements[0]
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def run(*arguments: object, **how: Any) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **how)


def refused(*arguments: object, code: int = 1) -> str:
    """The one line by which a command says that nothing could be done."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("detente: ")
    return line


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No archive and no setting of the one who runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DETENTE_ARCHIVE", raising=False)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive made by hand, named by the environment."""
    path = tmp_path / "filled.db"
    with Archive.open(str(path)) as archive:
        archive.ingest([document()], FakeExtractor([extraction()]))
    monkeypatch.setenv("DETENTE_ARCHIVE", str(path))
    return path


@pytest.fixture(scope="module")
def wire() -> Path:
    return next(path for path in sorted(sample.folder().iterdir()) if path.suffix == ".txt")


# Help


def test_every_command_has_help_with_examples() -> None:
    assert (
        sorted(
            [
                "actors",
                "copies",
                "correct",
                "demo",
                "doctor",
                "events",
                "export",
                "extract",
                "import",
                "ingest",
                "recode",
                "relations",
                "search",
                "serve",
                "verify",
            ]
        )
        == COMMANDS
    )
    assert run("--help").exit_code == 0
    for name in COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0
        for inner in getattr(get_command(app).commands[name], "commands", {}):  # type: ignore[attr-defined]
            told = run(name, inner, "--help")
            assert f"detente {name}" in told.stdout.split("Examples:")[1], inner
        assert f"detente {name}" in result.stdout.split("Examples:")[1]


def test_every_command_and_option_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert f"## detente {name}" in text
        section = text.split(f"## detente {name}")[1].split("\n## ")[0]
        for parameter in command.params:
            for option in (o for o in parameter.opts if o.startswith("--") and o != "--help"):
                assert f"`{option}" in section or f"`{option}" in text.split("## detente")[0], (
                    f"{name} {option}"
                )


def test_version_and_wrong_usage() -> None:
    assert run("--version").stdout.startswith("detente 0.")
    assert run().exit_code == 2
    assert run("search", "--format", "xml").exit_code == 2
    assert run("nothing").exit_code == 2
    assert run("extract").exit_code == 2


def test_numpy_is_told_to_keep_to_one_thread_before_it_is_imported() -> None:
    script = (
        "import os, sys, detente.cli as cli\n"
        "assert 'numpy' not in sys.modules\n"
        "cli.app = lambda: print(os.environ['OPENBLAS_NUM_THREADS'])\n"
        "cli.main()"
    )
    free = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = free | {"OPENBLAS_NUM_THREADS": "4"}
    for environment, threads in ((free, "1"), (told, "4")):
        command = [sys.executable, "-c", script]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert said.split() == [threads]


# Extract


def test_extract_writes_lines_and_touches_no_archive(wire: Path, tmp_path: Path) -> None:
    result = run("extract", wire, *GAZETTEER)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[0]["record"] == "document"
    assert lines[0]["text"] == wire.read_text(encoding="utf-8")
    assert {line["record"] for line in lines[1:]} <= {
        "segment",
        "mention",
        "statement",
        "assessment",
        "event",
    }
    assert all(line["document"] == lines[0]["id"] for line in lines[1:])
    text = lines[0]["text"]
    for line in lines[1:]:
        if "text" in line:
            assert text[line["start"] : line["end"]] == line["text"]
    assert list(tmp_path.iterdir()) == []


def test_the_same_input_gives_the_same_bytes(wire: Path) -> None:
    assert run("extract", wire).stdout_bytes == run("extract", wire).stdout_bytes


def test_extract_for_people(wire: Path) -> None:
    table = run("extract", wire, "--format", "table")
    assert table.exit_code == 0
    assert "Speaker" in table.stdout
    page = run("extract", wire, "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")


def test_extract_from_standard_input() -> None:
    result = run("extract", "-", input="OSTVIK. “We agree,” the minister said.\n".encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[0])["text"] == "OSTVIK. “We agree,” the minister said.\n"


def test_one_bad_file_does_not_stop_the_rest(wire: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run("extract", tmp_path / "empty.txt", wire)
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[0])["record"] == "document"
    (line,) = result.stderr.splitlines()
    assert "empty.txt" in line
    assert refused("extract", tmp_path / "empty.txt")
    assert refused("extract", tmp_path / "absent.txt")


@pytest.mark.parametrize(
    ("name", "content", "exit_code"),
    [
        ("empty.txt", b"", 1),
        ("space.txt", b" \n\t\n", 1),
        ("binary.txt", bytes(range(256)) * 20, 1),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 30, 1),
        ("marks.txt", "“".encode() * 10_000, 0),
        ("straight.txt", b'"' * 10_000, 0),
        ("debris.txt", b"Home | News | Contact\nShare on Facebook\nAll rights reserved.\n", 0),
        ("steer.txt", "“\x1b[31mred\x1b[0m,” the minister said.\n".encode(), 0),
    ],
)
def test_bad_input(tmp_path: Path, name: str, content: bytes, exit_code: int) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for format in ("jsonl", "table"):
        result = run("extract", path, "--format", format)
        assert result.exit_code == exit_code, result.stderr
        assert "Traceback" not in result.stderr
        assert len(result.stderr.splitlines()) == exit_code
        assert "\x1b" not in result.stdout


def test_a_wrong_gazetteer_is_named(tmp_path: Path, wire: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("states: [", encoding="utf-8")
    assert "wrong.yaml" in refused("extract", wire, "--gazetteer", wrong)


@pytest.mark.parametrize("format", ["jsonl", "html"])
def test_the_same_bytes_with_any_number_of_processes(tmp_path: Path, format: str) -> None:
    (tmp_path / "empty.txt").touch()
    given = ["extract", tmp_path / "empty.txt", sample.folder(), "--format", format, *GAZETTEER]
    alone, together = run(*given), run(*given, "--workers", 2)
    assert (alone.exit_code, alone.stderr) == (together.exit_code, together.stderr)
    assert alone.stdout_bytes == together.stdout_bytes


def test_a_document_that_cannot_be_extracted_has_its_line(
    wire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_bad(document: Document) -> tuple[Segment, ...]:
        if "BAD" in document.text:
            raise ZeroDivisionError("no\nsentence")
        return segment(document)

    monkeypatch.setattr("detente.pipeline.extractor.segment", fail_on_bad)
    (tmp_path / "bad.txt").write_text("BAD", encoding="utf-8")
    result = run("extract", tmp_path / "bad.txt", wire)
    assert (result.exit_code, len(result.stdout.splitlines()) > 1) == (0, True)
    (line,) = result.stderr.splitlines()
    assert line.endswith("bad.txt: its records could not be extracted (ZeroDivisionError: no sentence)")
    assert "bad.txt" in refused("extract", tmp_path / "bad.txt")
    ingested = run("ingest", tmp_path / "bad.txt", wire, "--archive", "a.db")
    assert (ingested.exit_code, "added 1, failed 1" in ingested.stderr) == (0, True)


@pytest.mark.parametrize("number", ["0", "-1", "65", "many"])
def test_numbers_of_processes_that_are_none(wire: Path, number: str) -> None:
    for command in ("extract", "ingest"):
        result = run(command, wire, "--workers", number)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--workers" in result.stderr


# Ingest


def test_ingest_twice(wire: Path, tmp_path: Path) -> None:
    first = run("ingest", wire, "--archive", "a.db", *GAZETTEER)
    assert (first.exit_code, first.stdout) == (0, "")
    assert "added 1" in first.stderr
    again = run("ingest", wire, "--archive", "a.db", *GAZETTEER)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "unchanged 1" in again.stderr
    assert run("ingest", wire).exit_code == 0
    assert (tmp_path / "detente.db").exists()


def test_ingest_with_failures(wire: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run("ingest", wire, tmp_path / "empty.txt", "--archive", "a.db")
    assert result.exit_code == 0
    assert "empty.txt" in result.stderr.splitlines()[0]
    assert "added 1, failed 1" in result.stderr
    assert run("ingest", tmp_path / "empty.txt", "--archive", "a.db").exit_code == 1


def test_archives_that_are_none(wire: Path, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database " * 100, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE cookies (name)")
    for name, why in (
        ("text.db", "not an archive"),
        ("other.db", "another application"),
        ("no/folder.db", "does not exist"),
        (tmp_path, "is a folder"),
        ("postgresql://host/db", "not supported"),
    ):
        assert why in refused("ingest", wire, "--archive", name)
    for command in (["search", "x"], ["export", "--to", "jsonl"], ["relations", "RUS", "USA"], ["serve"]):
        assert "there is no archive" in refused(*command, "--archive", "absent.db")
    assert not (tmp_path / "absent.db").exists()


# Search


def test_search_for_programs(filled: Path) -> None:
    result = run("search", '"low point"', "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert (hit["record"], hit["id"], hit["document"]) == ("statement", LOW.id, document().id)
    assert [hit["text"][mark["start"] : mark["end"]] for mark in hit["marks"]] == ["low point"]
    assert (hit["title"], hit["published"]) == ("Norland cools on Sudria", "2031-03-04")
    lines = run("search", "--speaker", "tamm", "--format", "jsonl").stdout.splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["speaker"]["name"] == "Élise Tamm"


def test_search_for_people(filled: Path) -> None:
    result = run("search", "--since", "2031", "--limit", "1")
    assert "1 of 3 shown" in result.stderr
    nothing = run("search", "nowhere")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "detente: nothing found\n")
    table = run("search", "low").stdout
    assert "Élise Tamm" in table
    assert LOW.id in table


def test_questions_that_cannot_be_answered(filled: Path) -> None:
    assert "is not a date" in refused("search", "x", "--since", "soon")
    assert "there are direct" in refused("search", "x", "--kind", "loud")
    assert run("search", '"', "--format", "json").exit_code == 0
    assert run("search", "-x").exit_code == 2
    assert run("search", "--", "-x", "--format", "json").exit_code == 2


# Relations


@pytest.mark.parametrize("format", ["table", "json", "csv", "svg", "html"])
def test_relations(filled: Path, format: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{format}"
    result = run("relations", "XNO", "XSU", "--format", format, "--by", "year", *GAZETTEER)
    assert (result.exit_code, result.stderr) == (0, "")
    written = run("relations", "XNO", "xsu", "--format", format, "--by", "year", "--output", out, *GAZETTEER)
    assert (written.exit_code, written.stdout) == (0, "")
    # The renderer of pictures numbers its clipping paths on from the picture before.
    first, second = (re.sub(r"clip\d+", "clip", text) for text in (out.read_text("utf-8"), result.stdout))
    assert first == second
    assert "We are at a low point" in result.stdout
    if format == "json":
        answer = json.loads(result.stdout)
        assert {"dyad", "assessments", "series", "change_points"} <= set(answer)
        assert answer["dyad"] == ["XNO", "XSU"] or answer["dyad"]["codes"] == ["XNO", "XSU"]


def test_a_picture_of_points(filled: Path, tmp_path: Path) -> None:
    assert run("relations", "XSU", "XNO", "--format", "png", "-o", tmp_path / "a.png").exit_code == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_relations_that_cannot_be_shown(filled: Path, tmp_path: Path) -> None:
    assert "no state is called 'Narnia'" in refused("relations", "Narnia", "XNO")
    assert "two states" in refused("relations", "XNO", "XNO")
    assert "not a format" in refused("relations", "XNO", "XSU", "--format", "gif")
    assert refused("relations", "XNO", "XSU", "--by", "hour")
    assert refused("relations", "XNO", "XSU", "--since", "2032", "--until", "2031")
    assert "does not exist" in refused("relations", "XNO", "XSU", "--output", tmp_path / "no" / "out.txt")
    assert "is a folder" in refused("relations", "XNO", "XSU", "--output", tmp_path)
    assert not list(tmp_path.glob(".*.part"))


# Correct and export


def test_correct_and_undo(filled: Path) -> None:
    signed = ["--why", "heard it", "--who", "Ada", "--format", "json"]
    result = run("correct", LOW.id, "speaker=Oru Bek", "speaker.code=XSU", *signed)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = json.loads(result.stdout)
    assert [(row["field"], row["who"], row["why"]) for row in rows] == [
        ("speaker", "Ada", "heard it"),
        ("speaker.code", "Ada", "heard it"),
    ]
    assert json.loads(run("search", "low", "--speaker", "bek", "--format", "json").stdout)["total"] == 1
    exported = map(json.loads, run("export", "--to", "jsonl").stdout.splitlines())
    assert next(line for line in exported if line["id"] == LOW.id)["speaker"]["code"] == "XSU"
    undone = run("correct", LOW.id, "--undo", "--why", "misheard", "--who", "Ada")
    assert undone.exit_code == 0
    assert "Élise Tamm" in undone.stdout
    assert json.loads(run("search", "low", "--speaker", "tamm", "--format", "json").stdout)["total"] == 1


def test_corrections_that_are_refused(filled: Path) -> None:
    assert "needs a reason" in refused("correct", LOW.id, "act=deny")
    assert "no record" in refused("correct", "nobody", "act=deny", "--why", "x")
    assert "these can: kind" in refused("correct", LOW.id, "text=x", "--why", "x")
    assert "expected a date" in refused("correct", LOW.id, "said_on=soon", "--why", "x")
    assert "nothing to correct" in refused("correct", LOW.id, "--why", "x")
    assert "no correction to undo" in refused("correct", LOW.id, "--undo", "--why", "x")
    assert run("correct", LOW.id, "act", "--why", "x").exit_code == 2
    assert run("correct", LOW.id, "act=x", "--undo", "--why", "x").exit_code == 2


def test_export_gives_the_lines_of_extract(wire: Path) -> None:
    run("ingest", wire, "--archive", "a.db", *GAZETTEER)
    exported = run("export", "--to", "jsonl", "--archive", "a.db")
    assert exported.stdout == run("extract", wire, *GAZETTEER).stdout


def test_export(filled: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--to", "csv", "--record", "statement").stdout)))
    assert [row["speaker_name"] for row in rows] == ["Élise Tamm", "Élise Tamm", "Oru Bek"]
    assert run("export", "--to", "csv", "--output", tmp_path / "tables").exit_code == 0
    assert (tmp_path / "tables" / "statements.csv").exists()
    assert run("export", "--to", "jsonl", "--out", tmp_path / "all.jsonl").exit_code == 0
    assert (tmp_path / "all.jsonl").read_text(encoding="utf-8") == run("export", "--to", "jsonl").stdout
    assert run("export", "--to", "csv").exit_code == 2
    assert "kinds are" in refused("export", "--to", "csv", "--record", "happening")
    assert "does not exist" in refused("export", "--to", "csv", "--output", tmp_path / "no" / "tables")
    assert "cannot write" in refused("export", "--to", "csv", "--output", filled)


# Actors and doctor


def test_actors() -> None:
    answer = json.loads(run("actors", "the US president", "--on", "2013-09-06", "--format", "json").stdout)
    assert set(answer) == {"name", "actor", "code", "candidates", "reason"}
    assert (answer["name"], answer["code"]) == ("Barack Obama", "USA")
    nobody = json.loads(run("actors", "Zyx Qwv", "--format", "json").stdout)
    assert (nobody["name"], nobody["actor"], nobody["code"]) == (None, None, None)
    assert "is not a date" in refused("actors", "Putin", "--on", "soon")
    assert run("actors", "Norland", *GAZETTEER).stdout.count("XNO")


def test_actors_with_one_word_or_options_first() -> None:
    for arguments in (["Merkel"], ["mention", "Merkel"], ["--format", "json", "Merkel"]):
        found = run("actors", *arguments, *([] if "--format" in arguments else ["--format", "json"]))
        assert json.loads(found.stdout)["actor"] == "person:angela-merkel"


def test_actors_listed_and_shown() -> None:
    rows = json.loads(
        run(
            "actors", "list", "--office", "president", "--state", "FRA", "--on", "2010", "--format", "json"
        ).stdout
    )
    assert [row["name"] for row in rows] == ["Nicolas Sarkozy"]
    assert (
        run("actors", "list", "congo", "--format", "csv").stdout.splitlines()[0] == "id,kind,name,code,names"
    )
    shown = json.loads(run("actors", "show", "Nicolas Sarkozy", "--format", "json").stdout)
    assert {role["known_until"] for role in shown["roles"] if role["role"] == "president"} == {"2025-06-30"}
    assert "no kind of actor" in refused("actors", "list", "--kind", "city")
    assert "no one actor is 'Zyx Qwv'" in refused("actors", "show", "Zyx Qwv")
    assert "is not a date" in refused("actors", "list", "--on", "soon")


def test_a_person_whom_only_the_archive_knows(tmp_path: Path) -> None:
    archive, text = str(tmp_path / "a.db"), tmp_path / "wire.txt"
    text.write_text(
        "The chief of the General Staff was there. “The ice holds,” said Rune Okvist, a pilot.\n", "utf-8"
    )
    assert run("ingest", str(text), "--archive", archive, "--attribution", "rules").exit_code == 0
    for name in ("person:rune-okvist", "Rune Okvist", "okvist"):
        shown = json.loads(run("actors", "show", name, "--archive", archive, "--format", "json").stdout)
        assert shown["archive"]["actor"] == "person:rune-okvist"
    seen = json.loads(run("actors", "list", "--seen", "--archive", archive, "--format", "json").stdout)
    assert len(seen) == 1


def test_a_gazetteer_kept_in_the_archive(tmp_path: Path) -> None:
    archive, own = str(tmp_path / "a.db"), tmp_path / "own.yaml"
    own.write_bytes(sample.gazetteer().read_bytes())
    text = tmp_path / "wire.txt"
    text.write_text(
        "Talks\n\nSudrian officials said that relations with Norland were at a low point.\n", "utf-8"
    )
    assert run("ingest", str(text), "--archive", archive, "--attribution", "rules").exit_code == 0
    dry = json.loads(
        run("actors", "add", str(own), "--archive", archive, "--dry-run", "--format", "json").stdout
    )
    added = json.loads(run("actors", "add", str(own), "--archive", archive, "--format", "json").stdout)
    assert dry["changes"] == added["changes"] != []
    assert added["documents"]["recoded"] == 1
    (file,) = json.loads(run("actors", "files", "--archive", archive, "--format", "json").stdout)
    assert (file["act"], file["counts"]) == ("add", True)
    again = json.loads(run("recode", "--archive", archive, "--format", "json").stdout)
    assert again == {
        "documents": {"recoded": 0, "untouched": 0, "current": 1, "failed": 0},
        "counts": {},
        "changes": [],
    }
    assert json.loads(run("relations", "Norland", "Sudria", "--archive", archive, "--format", "json").stdout)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("persons:\n  - {name: Ada Lund, code: QQZ}\n", "utf-8")
    assert "wrong.yaml:2: unknown code 'QQZ'" in refused("actors", "add", str(wrong), "--archive", archive)
    removed = run("actors", "remove", str(own), "--archive", archive, "--format", "json")
    assert json.loads(removed.stdout)["documents"]["recoded"] == 1


def test_doctor(filled: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "FTS5" in result.stdout
    assert "1 documents" in result.stdout
    assert run("doctor", "--archive", "absent.db").exit_code == 0
    Path("text.db").write_text("no database " * 100, encoding="utf-8")
    broken = run("doctor", "--archive", "text.db")
    assert broken.exit_code == 1
    assert "FAILS" in broken.stdout


# Serve and demo


def test_a_port_in_use(filled: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        line = refused("serve", "--port", taken.getsockname()[1])
    assert "choose another with --port" in line
    assert "no address" in refused("serve", "--host", "nowhere.invalid")


def test_demo_ends_after_the_summary(tmp_path: Path) -> None:
    result = run("demo", "--no-serve", "--archive", tmp_path / "kept.db")
    assert (result.exit_code, result.stderr) == (0, "")
    for word in ("documents", "direct", "turn", "Speaker", "Assessments"):
        assert word in result.stdout
    assert (tmp_path / "kept.db").exists()
    assert run("demo", "absent", "--no-serve").exit_code == 1


@pytest.fixture
def served(filled: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "detente", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def test_serve_says_where_and_ends_on_interrupt(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    assert address.startswith("http://127.0.0.1:")
    with urlopen(address, timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130)
    assert process.stderr
    assert "Traceback" not in process.stderr.read()


def in_shell(*arguments: str, **how: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "detente", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)


def test_a_reader_who_leaves_early(filled: Path) -> None:
    with Archive.open(str(filled)) as archive:
        archive.ingest((document(uri=f"{n}.txt") for n in range(400)), FakeExtractor())
    with in_shell("export", "--to", "jsonl") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_ingest_leaves_a_whole_archive(tmp_path: Path, wire: Path, workers: str) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    text = wire.read_text(encoding="utf-8")
    for number in range(300):
        (folder / f"{number:03}.txt").write_text(text + f"\n{number}", encoding="utf-8")
    path = tmp_path / "a.db"
    command = ("ingest", str(folder), "--archive", str(path), "--workers", workers)
    with in_shell(*command, process_group=0) as process:
        for _ in range(600):
            time.sleep(0.1)
            if process.poll() is not None or (path.exists() and documents_in(path)):
                break
        else:
            pytest.fail("no document was stored within a minute")
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to all of them
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said.decode()
    (line,) = said.decode().splitlines()
    assert "the archive is whole" in line
    held = documents_in(path)
    assert 0 < held < 300
    for number in range(held + 1, 300):
        (folder / f"{number:03}.txt").unlink()
    again = run(*command)
    assert f"added 1, unchanged {held};" in again.stderr
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def documents_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
