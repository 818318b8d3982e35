"""Files as they come: packed, broken, hostile, not what they are said to be."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from detente.importers import ImportFailure, TableFile, files, find_tables, read_events
from detente.model import ReadError
from tests.importers import tables

ONE = tables.gdelt(tables.gdelt_row(1))


def write(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def zipped(path: Path, **members: str) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return str(path)


def keys(path: str) -> list[int]:
    return [
        key
        for table in find_tables([path])
        if isinstance(table, TableFile)
        for part in read_events("gdelt", table)
        for key in part.events["key"]
    ]


def why(path: str, dataset: str = "gdelt") -> str:
    (found,) = find_tables([path])
    if isinstance(found, ImportFailure):
        return found.why
    with pytest.raises(ReadError) as caught:
        list(read_events(dataset, found))
    return str(caught.value)


def test_plain_gz_zip_and_folders(tmp_path: Path) -> None:
    write(tmp_path / "a.CSV", ONE)
    write(tmp_path / "b.csv.gz", gzip.compress(tables.gdelt(tables.gdelt_row(2)).encode()))
    zipped(tmp_path / "c.zip", one=tables.gdelt(tables.gdelt_row(3)), two=tables.gdelt(tables.gdelt_row(4)))
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper" / "d.CSV", tables.gdelt(tables.gdelt_row(5)))
    write(tmp_path / ".hidden", "x")
    assert keys(str(tmp_path)) == [1, 2, 3, 4, 5]


def test_what_a_mac_adds_to_a_zip_is_left_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"__MACOSX/._table": "x", "table": ONE, ".DS_Store": "x"})
    assert [table.name for table in find_tables([path])] == [f"{path}:table"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"\n\n", "an empty file"),
        (os.urandom(64) + b"\0" * 64, "binary data"),
        ("a\tb\n".encode("utf-16"), "UTF-16"),
        ("\t".join("abcdefghij") + "\n", "has 10 columns"),
        ("just words\n", "has 1 columns"),
        (b"PK\x03\x04" + b"x" * 40, "broken or truncated archive"),
        (gzip.compress(ONE.encode() * 500)[:-40], "broken or truncated archive"),
        (b"\x1f\x8b" + b"x" * 40, "broken or truncated archive"),
    ],
)
def test_a_file_that_is_none_gets_one_clear_line(tmp_path: Path, content, said) -> None:
    told = why(write(tmp_path / "x", content))
    assert said in told
    assert "\n" not in told


def test_a_truncated_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", table=ONE * 100)
    data = Path(path).read_bytes()
    assert "broken or truncated" in why(write(tmp_path / "b.zip", data[: len(data) // 2]))


def test_a_zip_whose_content_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", table=ONE * 2000)
    data = bytearray(Path(path).read_bytes())
    data[60:70] = b"0123456789"
    assert "broken or truncated" in why(write(tmp_path / "b.zip", bytes(data)))


def test_the_wrong_dataset_is_named(tmp_path: Path) -> None:
    assert "GDELT" in why(write(tmp_path / "a", tables.icews(tables.icews_row())))
    assert "ICEWS" in why(write(tmp_path / "b", ONE), "icews")
    assert "POLECAT" in why(write(tmp_path / "c", ONE), "polecat")
    assert "UCDP" in why(write(tmp_path / "d", ONE), "ucdp")
    assert "PLOVER" in why(write(tmp_path / "e", ONE), "plover")
    assert "KEDS" in why(write(tmp_path / "f", ONE), "keds")
    assert "Phoenix" in why(write(tmp_path / "g", ONE), "phoenix")


@pytest.mark.parametrize("pack", ["zip", "gz"])
def test_what_expands_without_end_is_stopped(tmp_path: Path, monkeypatch, pack) -> None:
    monkeypatch.setattr(files, "_RATIO_COUNTS_FROM", 1 << 20)
    text = (ONE[:-1] + " " * 4000 + "\n") * 2000
    if pack == "zip":
        path = zipped(tmp_path / "bomb", t=text)
    else:
        path = write(tmp_path / "bomb", gzip.compress(text.encode()))
    assert "expands to more than" in why(path)


def test_a_line_without_end_is_stopped(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(files, "_CHUNK", 1 << 12)
    monkeypatch.setattr(files, "_LONGEST_LINE", 1 << 14)
    assert "longer than" in why(write(tmp_path / "x", b"x" * (1 << 16)))


def test_rows_that_lie_across_chunks_stay_whole(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(files, "_CHUNK", 1 << 10)
    path = write(tmp_path / "x", tables.gdelt(*(tables.gdelt_row(id) for id in range(1, 60))))
    (table,) = find_tables([path])
    parts = list(read_events("gdelt", table))
    assert len(parts) > 5
    assert [line for part in parts for line in part.events["line"]] == list(range(1, 60))


def test_links_that_lead_in_circles_and_twice_to_a_file(tmp_path: Path) -> None:
    write(tmp_path / "a.CSV", ONE)
    (tmp_path / "again").symlink_to(tmp_path / "a.CSV")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    found = list(find_tables([str(tmp_path)]))
    assert [type(one).__name__ for one in found] == ["TableFile", "ImportFailure"]


def test_devices_locked_and_nested_archives(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "neither a file nor a folder" in why(str(tmp_path / "pipe"))
    assert "inside an archive" in why(zipped(tmp_path / "a.zip", **{"b.zip": "x"}))
    assert "no file in it" in why(zipped(tmp_path / "empty.zip"))
    assert "no such file" in why(str(tmp_path / "nothing"))
    assert "a folder with no files" in why(str(_empty(tmp_path)))


def _empty(tmp_path: Path) -> Path:
    folder = tmp_path / "none"
    folder.mkdir()
    return folder


def test_an_unclosed_quotation_mark_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = [tables.gdelt_row(id) for id in range(1, 4)]
    rows[1][6] = '"WELLINGTON'
    path = write(tmp_path / "x", tables.gdelt(*rows, separator=";"))
    (table,) = find_tables([path])
    (part,) = read_events("gdelt", table)
    assert part.events["key"].to_list() == [1]
    assert part.problems[0].line == 2
