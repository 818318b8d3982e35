"""Files, folders, globs, standard input and JSON Lines; one failure for each that cannot be read."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model import Document, ReadError
from detente.read import ReadFailure, read_paths, source_bytes
from detente.read.text import text_document

TEXT = "Kern Hopes for Peace\r\n\r\nThe minister spoke.\r\n"


def read(*paths: object, stdin: bytes | None = None) -> tuple[list[Document], list[ReadFailure]]:
    readings = list(read_paths(map(str, paths), stdin=io.BytesIO(stdin) if stdin is not None else None))
    documents = [reading for reading in readings if isinstance(reading, Document)]
    failures = [reading for reading in readings if isinstance(reading, ReadFailure)]
    assert not any("\n" in failure.where + failure.why for failure in failures)
    return documents, failures


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_is_read_character_for_character(tmp_path: Path) -> None:
    path = write(tmp_path / "a b.txt", TEXT)
    (document,), failures = read(path)
    assert not failures
    assert document.text == TEXT
    assert document.uri == path.as_uri()
    assert document.external_id is None
    assert document.content_hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert document.source is not None
    assert (document.source.encoding, document.source.size) == ("utf-8", len(TEXT))


def test_the_id_is_of_content_and_place(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.txt", TEXT)
    (first, second), _ = read(a, b)
    (again,), _ = read(a)
    assert first.id == again.id != second.id
    assert first.content_hash == second.content_hash


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden.txt", ".git/config"):
        write(tmp_path / name, TEXT)
    documents, failures = read(tmp_path)
    assert [Path(document.uri or "").name for document in documents] == ["a.txt", "b.txt", "d.txt"]
    assert not failures


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    (tmp_path / "link.txt").symlink_to(path)
    documents, _ = read(path, tmp_path, tmp_path / "*.txt", f"{tmp_path}/./a.txt")
    assert len(documents) == 1


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path / "sub/a.txt", TEXT)
    (tmp_path / "sub/up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    documents, failures = read(tmp_path)
    assert len(documents) == 1
    assert [failure.where for failure in failures] == [str(tmp_path / "self")]


def test_bad_input_is_one_failure_each_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path / "in/binary.txt", bytes(range(256)))
    write(tmp_path / "in/empty.txt", "")
    write(tmp_path / "in/good.txt", TEXT)
    write(tmp_path / "in/page.html", "<p>words")
    write(tmp_path / "in/page.txt", "\n <!DOCTYPE html>\n<html><body>words</body></html>")
    write(tmp_path / "in/space.txt", " \n\t\r\n")
    (tmp_path / "void").mkdir()
    os.mkfifo(tmp_path / "in/pipe")
    paths = [tmp_path / "in", tmp_path / "missing.txt", tmp_path / "*.md", tmp_path / "void", "bad\0path"]
    documents, failures = read(*paths)
    assert [document.text for document in documents] == [TEXT]
    whys = {Path(failure.where).name: failure.why for failure in failures}
    assert len(failures) == len(whys) == 10
    for name, why in {
        "binary.txt": "binary",
        "empty.txt": "empty",
        "page.html": "HTML",
        "page.txt": "HTML",
        "space.txt": "white space",
        "pipe": "neither a file nor a folder",
        "missing.txt": "no such file",
        "*.md": "no file matches",
        "void": "no files",
    }.items():
        assert why in whys[name]


def test_a_file_without_permission_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", TEXT)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    documents, (failure,) = read(path)
    assert not documents
    assert "permission" in failure.why


def test_a_file_name_that_is_no_text_can_be_read_and_printed(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(raw)).write_bytes(b"")
    _, (failure,) = read(tmp_path)
    assert failure.where.encode("utf-8")


def lines(*rows: Any) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)


def test_json_lines(tmp_path: Path) -> None:
    full = {
        "id": "a1", "text": TEXT, "title": "Peace", "date": "2019-05-12", "uri": "https://example.org/1",
        "publisher": {"name": "NNA", "country": "XNO", "control": "state"}, "desk": ["world"], "lang": None,
    }  # fmt: skip
    path = write(
        tmp_path / "in.jsonl", b"\xef\xbb\xbf" + lines(full, b"", {"id": 7, "text": "x", "publisher": "NNA"})
    )
    (first, second), failures = read(path)
    assert not failures
    assert (first.external_id, first.uri, first.title, first.text) == ("a1", full["uri"], "Peace", TEXT)
    assert first.published is not None
    assert (first.published.date, first.published.how) == ("2019-05-12", "given with the document")
    assert first.publisher is not None
    assert (first.publisher.country, first.publisher.control) == ("XNO", "state")
    assert first.extra == {"desk": ["world"]}
    assert first.source is None
    assert (second.external_id, second.uri) == ("7", None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"{", "not JSON"),
        (b"\xff{}", "UTF-8"),
        (b"[1]", "not a JSON object"),
        ({"id": "a"}, 'no "text"'),
        ({"text": 3}, 'no "text"'),
        ({"text": " "}, "white space"),
        ({"text": "a\0b"}, "NUL"),
        (b'{"text": "\\ud800"}', "surrogate"),
        ({"text": "a", "id": True}, '"id"'),
        ({"text": "a", "title": ["b"]}, '"title"'),
        ({"text": "a", "date": "2019-02-30"}, "calendar"),
        ({"text": "a", "publisher": {"control": "state"}}, '"name"'),
        ({"text": "a", "publisher": {"name": "b", "control": "evil"}}, "control"),
        ({"text": "a", "publisher": {"name": "b", "control": ["state"]}}, "control"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_a_failure_with_its_number(tmp_path: Path, row: Any, why: str) -> None:
    path = write(tmp_path / "in.ndjson", lines({"id": "a", "text": "one"}, row, {"id": "b", "text": "two"}))
    documents, (failure,) = read(path)
    assert [document.text for document in documents] == ["one", "two"]
    assert failure.where == f"{path}:2"
    assert why in failure.why


@pytest.mark.parametrize(
    ("given_date", "edtf"),
    [
        ("2019", "2019"),
        ("2019-05", "2019-05"),
        ("2019-05-12T10:45:00Z", "2019-05-12T10:45:00Z"),
        ("2019-05-12 10:45:30.123+0300", "2019-05-12T10:45:30+03:00"),
    ],
)
def test_dates_given(tmp_path: Path, given_date: str, edtf: str) -> None:
    (document,), _ = read(write(tmp_path / "in.jsonl", lines({"text": "a", "date": given_date})))
    assert document.published is not None
    assert document.published.date == edtf


def test_a_date_in_words_is_kept_aside(tmp_path: Path) -> None:
    (document,), _ = read(write(tmp_path / "in.jsonl", lines({"text": "a", "date": "12 May 2019"})))
    assert document.published is None
    assert document.extra == {"date": "12 May 2019"}


def test_json_lines_without_a_document(tmp_path: Path) -> None:
    assert "no line" in read(write(tmp_path / "in.jsonl", b"\n\n"))[1][0].why


def test_standard_input() -> None:
    (document,), _ = read("-", "-", stdin=TEXT.encode("utf-16"))
    assert (document.text, document.uri) == (TEXT, None)
    documents, _ = read("-", stdin=lines({"id": "a", "text": "one"}, {"id": "b", "text": "two"}) + b"\n")
    assert [document.external_id for document in documents] == ["a", "b"]
    (document,), _ = read("-", stdin=b'{"id": "a"}\nis how it begins')
    assert document.text.startswith("{")
    assert "empty" in read("-", stdin=b"")[1][0].why


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1251", "cp1252", "latin-1"])
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
WORDS = st.sampled_from(
    ["Норд", "готовы ", "été ", "größer ", "said ", "\r\n", "“yes” ", "\n\n", "😀", "— ", "ok. "]
)


@given(st.lists(WORDS, min_size=1, max_size=30), ENCODINGS, st.data())
def test_bytes_of_a_span_decode_to_its_text(words: list[str], encoding: str, data: st.DataObject) -> None:
    raw = MARKS.get(encoding, b"") + "".join(words).encode(encoding, "ignore")
    try:
        document = text_document(raw, None)
    except ReadError:  # nothing left of it in this encoding
        return
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    first, last = source_bytes(document, start, end)
    assert document.source is not None
    assert raw[first:last].decode(document.source.encoding) == document.text[start:end]


def test_source_bytes_refuses_what_has_none(tmp_path: Path) -> None:
    (document,), _ = read(write(tmp_path / "in.jsonl", lines({"text": "a"})))
    with pytest.raises(ReadError, match="JSON Lines"):
        source_bytes(document, 0, 1)
    with pytest.raises(ValueError, match="inside"):
        source_bytes(document, 0, 9)


def test_an_address_is_not_fetched_and_says_so() -> None:
    (failure,) = read_paths(["https://example.org/speech"])
    assert isinstance(failure, ReadFailure)
    assert "nothing is fetched yet" in failure.why
