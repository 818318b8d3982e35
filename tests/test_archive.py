"""The use cases over a store, with an extractor that answers with prepared records."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from detente.archive import Archive, IngestStep
from detente.model import ArchiveError, Document, Extraction, RequestError, as_json
from detente.read import ReadFailure
from detente.store import open_store
from tests.builders import FakeExtractor, document, extraction, mention, run

NOW = datetime(2031, 4, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(open_store(str(tmp_path / "made.db")), now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.ingest([document()], FakeExtractor([extraction()]))
    return archive


LOW = extraction().statements[0]


# Ingest


def test_ingest_counts(archive: Archive) -> None:
    failure = ReadFailure("broken.bin", "not a text")
    steps: list[IngestStep] = []
    report = archive.ingest([document(), failure], FakeExtractor([extraction()]), progress=steps.append)
    assert (report.added, report.unchanged, report.replaced, report.failed) == (1, 0, 0, [failure])
    assert (report.statements, report.assessments) == (3, 2)
    assert [(step.done, step.where) for step in steps] == [(1, "norland.txt"), (2, "broken.bin")]
    assert steps[0].words == len(document().text.split())


def test_ingesting_twice_changes_nothing_and_extracts_nothing(filled: Archive, tmp_path: Path) -> None:
    before = list(filled.extractions())
    extractor = FakeExtractor([extraction()])
    report = filled.ingest([document(), document()], extractor)
    assert (report.added, report.unchanged, report.statements) == (0, 2, 0)
    assert extractor.seen == []
    assert list(filled.extractions()) == before


def test_one_document_given_twice_is_stored_once(archive: Archive) -> None:
    report = archive.ingest([document(), document()], FakeExtractor())
    assert (report.added, report.unchanged) == (1, 1)


def test_newer_code_extracts_again_and_corrections_survive(filled: Archive) -> None:
    filled.correct(LOW.id, {"act": "threaten"}, who="Ada", why="heard it")
    report = filled.ingest([document()], FakeExtractor([extraction()], version="2"))
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 0)
    found = filled.extraction(document().id)
    assert found.run.version == "2"
    assert found.run.inputs == (document().content_hash,)
    assert found.extraction.statements[0].act == "threaten"
    assert [row.field for row in found.corrections] == ["act"]


def test_new_facts_about_a_document_extract_it_again(filled: Archive) -> None:
    retold = replace(document(), title="Another title")
    report = filled.ingest([retold], FakeExtractor())
    assert report.replaced == 1
    assert filled.documents()[0].title == "Another title"


class Fragile(FakeExtractor):
    """Fails on documents that say so."""

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None] | None = None
    ) -> Iterator[Extraction]:
        for of in documents:
            if "FAIL" in of.text and failed:
                failed(of, "no sentence")
            else:
                yield from super().extract_all([of])


def test_a_document_that_cannot_be_extracted_does_not_stop_the_others(archive: Archive) -> None:
    texts = ["one", "FAIL two", "three", "FAIL four", "five"]
    documents = [document(text, uri=f"{text[-5:]}.txt") for text in texts]
    report = archive.ingest(documents, Fragile())
    assert report.added == 3
    assert [failure.where for failure in report.failed] == ["L two.txt", " four.txt"]
    assert report.failed[0].why == "no sentence"
    assert archive.ingest(documents[1:2], Fragile()).failed == report.failed[:1]


class Ahead(Fragile):
    """Reads all documents before it answers."""

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None] | None = None
    ) -> Iterator[Extraction]:
        return super().extract_all(list(documents), failed)


def test_an_extractor_that_reads_ahead_loses_nothing(archive: Archive) -> None:
    documents = [document(text, uri=text) for text in ("one", "FAIL two", "three")]
    report = archive.ingest(documents, Ahead())
    assert (report.added, len(report.failed)) == (2, 1)


def test_a_document_that_cannot_be_stored_does_not_stop_the_others(archive: Archive) -> None:
    half = document("half \ud83d here", uri="half.txt")
    report = archive.ingest([half, document()], FakeExtractor([extraction()]))
    assert report.added == 1
    assert [failure.where for failure in report.failed] == ["half.txt"]
    assert "half of a character" in report.failed[0].why


def test_an_interruption_leaves_whole_documents(archive: Archive) -> None:
    def readings() -> Iterator[Document]:
        yield document(uri="a")
        yield document(uri="b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.ingest(readings(), FakeExtractor())
    assert archive.counts()["documents"] == 2


def test_an_error_of_the_source_is_not_swallowed(archive: Archive) -> None:
    def readings() -> Iterator[Document]:
        yield document()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        archive.ingest(readings(), FakeExtractor())
    assert archive.counts()["documents"] == 1


def test_an_archive_that_may_not_be_written_to(filled: Archive) -> None:
    with Archive.open(filled.location, read_only=True) as reader:
        assert reader.read_only
        assert reader.counts()["documents"] == 1
        with pytest.raises(ArchiveError, match="may not be written to"):
            reader.ingest([document(uri="b")], FakeExtractor())


# Questions


def test_unknown_ids(filled: Archive) -> None:
    with pytest.raises(ArchiveError, match="no document 'x'"):
        filled.extraction("x")
    with pytest.raises(ArchiveError, match="no record 'x'"):
        filled.find_record("x")
    assert filled.find_record(LOW.id) == ("statement", document().id)


def test_search_checks_what_is_asked(filled: Archive) -> None:
    assert filled.search("low", since="2031", until="2031-03").total == 1
    assert filled.search("low", since="", until=None).total == 1
    for wrong, why in (
        ({"since": "yesterday"}, "--since 'yesterday' is not a date"),
        ({"until": "2031-99"}, "is not a date"),
        ({"since": "2032", "until": "2031"}, "runs backwards"),
        ({"kind": "loud"}, "there are direct, indirect, mixed, turn"),
    ):
        with pytest.raises(RequestError, match=why):
            filled.search("low", **wrong)


def test_timeline(filled: Archive) -> None:
    filled.correct(extraction().assessments[0].id, {"level": "very_low"}, who="Ada", why="heard it")
    timeline = filled.timeline("XSU", "XNO", names={"XNO": "Norland"})
    assert timeline.dyad == ("XNO", "XSU")
    assert timeline.names == ("Norland", "XSU")
    points = {placed.point.assessment.id: placed.point for placed in timeline.points}
    point = points[extraction().assessments[0].id]
    assert point.corrected
    assert point.assessment.level == "very_low"
    assert (point.words, point.statement) == ("We are at a low point,", LOW.id)
    assert (point.title, point.published) == ("Norland cools on Sudria", "2031-03-04")
    with pytest.raises(RequestError, match="two states"):
        filled.timeline("XNO", "XNO")


def test_states_are_called_as_the_documents_call_them(archive: Archive) -> None:
    of = document()
    named = replace(mention(of, "Sudria", "XSU", "Sudria", "XSU"), kind="state")
    archive.ingest([of], FakeExtractor([replace(extraction(), mentions=(named,))]))
    assert archive.timeline("XNO", "XSU").names == ("XNO", "Sudria")


def test_counts(filled: Archive) -> None:
    assert filled.counts() == {
        "documents": 1,
        "segments": 2,
        "mentions": 2,
        "statements": 3,
        "assessments": 2,
        "events": 2,
        "corrections": 0,
    }


# Corrections


def test_a_correction_is_signed(filled: Archive) -> None:
    (row,) = filled.correct(LOW.id, {"act": "threaten"}, who=" Ada ", why=" heard it ")
    assert (row.who, row.why, row.when) == ("Ada", "heard it", "2031-04-01T12:00:00Z")
    assert (row.record, row.field, row.old, row.new) == (LOW.id, "act", "assert", "threaten")
    assert filled.corrections() == filled.corrections(LOW.id) == [row]
    (back,) = filled.undo(LOW.id, ["act"], who="Ada", why="misheard")
    assert (back.old, back.new) == ("threaten", "assert")
    assert filled.extraction(document().id).extraction == extraction()


@pytest.mark.parametrize(("who", "why"), [("Ada", " "), ("", "heard it")])
def test_a_correction_without_a_name_or_a_reason(filled: Archive, who: str, why: str) -> None:
    with pytest.raises(RequestError, match="a correction needs"):
        filled.correct(LOW.id, {"act": "threaten"}, who=who, why=why)
    assert filled.corrections() == []


# Export


def test_export_of_lines_has_corrections_applied(filled: Archive) -> None:
    filled.correct(LOW.id, {"speaker": "Oru Bek"}, who="Ada", why="heard it")
    out = io.StringIO()
    filled.export("jsonl", out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0] == as_json(document())
    said = next(line for line in lines if line.get("id") == LOW.id)
    assert said["speaker"]["name"] == "Oru Bek"
    assert len(lines) == 1 + 2 + 2 + 3 + 2 + 2


def test_export_of_tables(filled: Archive, tmp_path: Path) -> None:
    filled.export("csv", tmp_path / "tables")
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {
        "documents.csv",
        "segments.csv",
        "mentions.csv",
        "statements.csv",
        "assessments.csv",
        "events.csv",
    }
    out = io.StringIO()
    filled.export("csv", out, record="statement")
    assert len(out.getvalue().splitlines()) == 4
    for wrong in ("csv", "xml"):
        with pytest.raises(RequestError, match="cannot export"):
            filled.export(wrong, io.StringIO())


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a.db", "b.db"):
        with Archive.open(str(tmp_path / name)) as archive:
            archive.ingest([document(), document(uri="b")], FakeExtractor([extraction()]))
            out = io.StringIO()
            archive.export("jsonl", out)
            written.append((out.getvalue(), archive.extraction(document().id).run))
    assert written[0] == written[1]
    assert written[0][1].versions == run().versions
