"""Extraction in several processes: the same records in the same order, whatever befalls a process."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing import active_children, parent_process
from pathlib import Path

import pytest

from detente import sample
from detente.actors import load_gazetteer
from detente.model import Document, Extraction, RequestError, Segment
from detente.pipeline import Extractor, Workers, workers
from detente.read import read_paths
from tests.builders import document

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


class Fussy:
    """Answers with a segment that names its process, and does what the text of a document asks for."""

    def __init__(self, marks: Path | None = None) -> None:
        self.marks = marks
        self.versions = {"detente": "1"}

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None]
    ) -> Iterator[Extraction]:
        for of in documents:
            if "FAIL" in of.text:
                failed(of, "no sentence")
                continue
            self.die(of)
            if "SLOW" in of.text:
                time.sleep(0.3)
            segment = Segment(f"process {os.getpid()}", of.id, "paragraph", 0, len(of.text))
            yield Extraction(of, (segment,), (), (), ())

    def die(self, of: Document) -> None:
        if "KILL ONCE" in of.text and self.marks and not (self.marks / of.id).exists():
            (self.marks / of.id).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "KILL ALWAYS" in of.text:
            os._exit(7)


def cannot_begin_there() -> Fussy:
    if parent_process():
        raise MemoryError("no room\nfor a parser")
    return Fussy()


def dies_there() -> Fussy:
    if parent_process():
        os._exit(1)
    return Fussy()


def made(*texts: str) -> list[Document]:
    return [document(text, uri=f"{number}.txt") for number, text in enumerate(texts)]


def outcomes(make: Callable[[], Fussy], documents: Iterable[Document], number: int = 2) -> list[str]:
    """The names of the documents in the order in which they come out, those that failed with why."""
    failures: list[str] = []
    told: list[str] = []
    extractor = Workers(make, number)  # type: ignore[arg-type]
    for extraction in extractor.extract_all(documents, lambda of, why: failures.append(f"{of.uri}: {why}")):
        told += failures
        failures.clear()
        told.append(str(extraction.document.uri))
    return told + failures


def sample_extractor() -> Extractor:
    return Extractor(load_gazetteer([sample.gazetteer()]))


def test_the_records_are_those_of_one_process_in_the_same_order() -> None:
    documents = [of for of in read_paths([str(sample.folder())]) if isinstance(of, Document)]
    alone = sample_extractor()
    together = Workers(sample_extractor, 2)
    assert together.versions == alone.versions
    assert list(together.extract_all(documents)) == list(alone.extract_all(documents))


def test_several_processes_work_and_slow_documents_keep_their_place() -> None:
    documents = made(*(("SLOW " if number % 7 == 0 else "") + "word " * 2_000 for number in range(30)))
    found = list(Workers(Fussy, 3).extract_all(documents))  # type: ignore[arg-type]
    assert [extraction.document for extraction in found] == documents
    assert len({extraction.segments[0].id for extraction in found}) == 3
    assert not active_children()


def test_documents_that_fail_are_told_in_their_turn() -> None:
    documents = made("one", "FAIL two", "three", "FAIL four")
    assert outcomes(Fussy, documents) == ["0.txt", "1.txt: no sentence", "2.txt", "3.txt: no sentence"]
    with pytest.raises(RuntimeError, match="no sentence"):
        list(Workers(Fussy, 2).extract_all(documents))  # type: ignore[arg-type]


def test_nothing_to_do_starts_nothing() -> None:
    assert outcomes(Fussy, []) == []


@posix
def test_a_process_that_is_killed_loses_no_document(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    documents = made("one", "KILL ONCE two", "three", "word " * 5_000, "five")
    assert outcomes(partial(Fussy, tmp_path), documents) == [of.uri for of in documents]
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "killed (signal 9)" in line


def test_a_document_that_ends_its_process_is_found_and_the_others_go_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = outcomes(Fussy, made("one", "KILL ALWAYS two", "three", "word " * 5_000, "five"))
    assert [line for line in told if ":" not in line] == ["0.txt", "2.txt", "3.txt", "4.txt"]
    assert told[1].startswith("1.txt: the process that extracted it ended with exit code 7, twice")
    assert len(caplog.records) == 1


@posix
def test_processes_killed_from_outside(caplog: pytest.LogCaptureFixture) -> None:
    documents = made(*("SLOW " + "word " * 2_000 for _ in range(8)))
    found = Workers(Fussy, 2).extract_all(documents)  # type: ignore[arg-type]
    seen = [next(found)]
    while len({extraction.segments[0].id for extraction in seen}) < 2:  # both have begun
        seen.append(next(found))
    for process in active_children():
        process.kill()
    assert [extraction.document for extraction in [*seen, *found]] == documents
    assert len(caplog.records) == 2
    assert not active_children()


@pytest.mark.parametrize(
    ("make", "why"), [(cannot_begin_there, "no room for a parser"), (dies_there, "code 1")]
)
def test_processes_that_cannot_begin_are_an_error_of_one_line(make: Callable[[], Fussy], why: str) -> None:
    with pytest.raises(RequestError, match=why) as error:
        outcomes(make, made("one", "two"))
    assert "\n" not in str(error.value)
    assert not active_children()


def test_what_is_wrong_with_the_extractor_is_raised_before_any_process_starts() -> None:
    with pytest.raises(ZeroDivisionError):
        Workers(lambda: 1 // 0, 2)  # type: ignore[arg-type, return-value]


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    found = Workers(Fussy, 2).extract_all(iter(made(*["word " * 3_000] * 50)))  # type: ignore[arg-type]
    next(found)
    assert active_children()
    found.close()  # type: ignore[attr-defined]
    assert not active_children()


def test_an_error_of_the_source_is_not_swallowed() -> None:
    def source() -> Iterator[Document]:
        yield from made("one")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        outcomes(Fussy, source())
    assert not active_children()


def test_no_more_is_read_ahead_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_AHEAD", 50_000)
    drawn = []

    def source() -> Iterator[Document]:
        for of in made("SLOW " * 2_000, *["word " * 2_000] * 40):
            drawn.append(of)
            yield of

    found = Workers(Fussy, 2).extract_all(source())  # type: ignore[arg-type]
    next(found)
    assert sum(len(of.text) for of in drawn) <= 50_000 + 10_000
    assert len(list(found)) == 40


def test_processes_may_be_started_from_a_thread() -> None:
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.extend(outcomes(Fussy, made("one", "two"))))
    thread.start()
    thread.join(60)
    assert told == ["0.txt", "1.txt"]
