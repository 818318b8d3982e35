"""Imported events in an archive: once each, found again, with their columns."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest

from detente import intake
from detente.archive import Archive
from detente.event_frame import SCHEMA, collapse
from detente.model import ArchiveError, ImportedEvent, ReadError, RequestError
from detente.store import imported
from tests.importers import tables


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(str(tmp_path / "a.db")) as opened:
        yield opened


def file(tmp_path: Path, content: str, name: str = "t.CSV") -> str:
    (tmp_path / name).write_text(content)
    return str(tmp_path / name)


def gdelt(tmp_path: Path, *ids: int, name: str = "t.CSV", **cells: str) -> str:
    return file(tmp_path, tables.gdelt(*(tables.gdelt_row(id, **cells) for id in ids)), name)


def test_the_same_file_twice_adds_nothing(archive: Archive, tmp_path: Path) -> None:
    path = gdelt(tmp_path, 1, 2, 3)
    first, second = archive.import_events("gdelt", [path]), archive.import_events("gdelt", [path])
    assert (first.added, first.files, first.unchanged) == (3, 1, 0)
    assert (second.added, second.files, second.unchanged) == (0, 0, 1)
    assert archive.imported_counts() == {"gdelt": 3}


def test_rows_of_another_file_that_are_there_already_are_known(archive: Archive, tmp_path: Path) -> None:
    archive.import_events("gdelt", [gdelt(tmp_path, 1, 2, 3)])
    report = archive.import_events("gdelt", [gdelt(tmp_path, 2, 3, 4, name="u.CSV")])
    assert (report.added, report.known) == (1, 2)
    assert archive.events(origins=("gdelt",)).total == 4


def test_a_row_that_a_file_holds_twice_is_one(archive: Archive, tmp_path: Path) -> None:
    report = archive.import_events("gdelt", [gdelt(tmp_path, 1, 1, 2)])
    assert (report.added, report.known) == (2, 1)


def test_icews_ids_that_repeat_are_different_rows(archive: Archive, tmp_path: Path) -> None:
    rows = [tables.icews_row(), tables.icews_row(Story_ID="78"), tables.icews_row()]
    report = archive.import_events("icews", [file(tmp_path, tables.icews(*rows))])
    assert (report.added, report.known) == (2, 1)


def test_many_batches_and_blocks_answer_as_one(archive: Archive, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(imported, "_BLOCK_ROWS", 7)
    monkeypatch.setattr(intake, "_BATCH", 30)
    states = ["NZL", "ISL", "NOR", "AUS", "FIN"]
    for month in range(1, 6):
        rows = [
            tables.gdelt_row(
                month * 1000 + place,
                SQLDATE=f"2031{month:02}{place % 28 + 1:02}",
                Actor1CountryCode=states[place % 5],
                Actor2CountryCode=states[(place // 5) % 5],
            )
            for place in range(50)
        ]
        archive.import_events("gdelt", [file(tmp_path, tables.gdelt(*rows), f"{month}.CSV")])
    frame = archive.dyad_events("ISL", "NZL")
    assert frame.schema == SCHEMA
    assert frame.height == 5 * 4
    assert set(frame.select("source", "target").rows()) == {("ISL", "NZL"), ("NZL", "ISL")}
    assert frame["day_from"].is_sorted()
    june = archive.dyad_events("ISL", "NZL", since="2031-03", until="2031-04")
    assert june.height == 2 * 4
    one_sided = archive.events("NOR", limit=1000)
    assert one_sided.total == 5 * 18
    order = [(item.record.date, item.record.id) for item in one_sided.items]
    assert order == sorted(order)
    assert archive.events("NOR", direction="from", limit=1).total == 50
    assert sum(rows for _, _, rows in archive.imported_dyads()) == 5 * 40


def test_a_record_opens_to_its_columns(archive: Archive, tmp_path: Path) -> None:
    archive.import_events("gdelt", [gdelt(tmp_path, 7, 8)])
    item = archive.imported_event("gdelt-8")
    assert item is not None
    assert isinstance(item.record, ImportedEvent)
    assert item.record.columns["SOURCEURL"] == "https://www.courier.example/8"
    assert (item.record.line, item.record.source[0].code, item.record.date) == (2, "NZL", "2031-07-04")
    for unknown in ("gdelt-9", "gdelt-x", "event-8", "icews-8", f"gdelt-{1 << 70}"):
        assert archive.imported_event(unknown) is None


def test_the_one_a_day_rule_joins_rows_of_one_dataset(archive: Archive, tmp_path: Path) -> None:
    archive.import_events("gdelt", [gdelt(tmp_path, 1, 2), gdelt(tmp_path, 3, name="u.CSV", EventCode="043")])
    frame = archive.dyad_events("NZL", "ISL")
    assert (frame.height, collapse(frame).height) == (3, 2)
    page = archive.events("NZL", "ISL")
    assert (page.total, page.incidents) == (3, 2)


def test_events_with_a_missing_side_are_found_by_the_other(archive: Archive, tmp_path: Path) -> None:
    row = tables.gdelt_row(1, Actor1CountryCode="", Actor1Code="", Actor1Name="")
    archive.import_events("gdelt", [file(tmp_path, tables.gdelt(row))])
    assert archive.events("ISL").total == 1
    assert archive.events("NZL").total == 0


def test_rows_left_out_are_kept_with_their_reasons(archive: Archive, tmp_path: Path) -> None:
    rows = tables.gdelt(tables.gdelt_row(1), tables.gdelt_row(2, SQLDATE="x"))
    report = archive.import_events("gdelt", [file(tmp_path, rows)])
    assert (report.added, report.refused, report.known) == (1, 1, 0)
    (known,) = archive.imported_files()
    assert (known.read, known.added, known.refused, known.complete) == (2, 1, 1, True)
    assert known.problems == ((2, "has a date that is none: 'x'"),)


def test_of_a_file_that_breaks_nothing_is_taken(archive: Archive, tmp_path: Path, monkeypatch) -> None:
    good = gdelt(tmp_path, 1)
    path = gdelt(tmp_path, *range(10, 40), name="bad.CSV")
    _breaks_after(monkeypatch, "bad.CSV", 2)
    report = archive.import_events("gdelt", [path, good])
    assert (report.added, report.read, len(report.failed)) == (1, 1, 1)
    assert report.failed[0].why == "broken; nothing of it was imported"
    assert [known.name for known in archive.imported_files()] == [good]


def test_what_was_stored_of_a_file_that_breaks_is_told_and_gone_on_with(
    archive: Archive, tmp_path: Path, monkeypatch
) -> None:
    path = gdelt(tmp_path, *range(10, 40), name="bad.CSV")
    monkeypatch.setattr(intake, "_BATCH", 5)
    with monkeypatch.context() as broken:
        _breaks_after(broken, "bad.CSV", 2)
        report = archive.import_events("gdelt", [path])
    assert "its first " in report.failed[0].why
    stored = archive.imported_counts()["gdelt"]
    assert 0 < stored < 30
    again = archive.import_events("gdelt", [path])
    assert again.added == 30 - stored
    assert archive.imported_counts() == {"gdelt": 30}
    assert [known.complete for known in archive.imported_files()] == [True]


def _breaks_after(monkeypatch, name: str, parts: int) -> None:
    from detente.importers import files, read_events

    monkeypatch.setattr(files, "_CHUNK", 1 << 11)

    def read(dataset, table):
        for place, part in enumerate(read_events(dataset, table)):
            if table.name.endswith(name) and place == parts:
                raise ReadError("broken")
            yield part

    monkeypatch.setattr(intake, "read_events", read)


def test_an_interruption_leaves_what_was_stored(archive: Archive, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(intake, "_BATCH", 1)
    paths = [gdelt(tmp_path, id, name=f"{id}.CSV") for id in (1, 2, 3)]

    def stop(step: intake.ImportStep) -> None:
        if step.rows == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.import_events("gdelt", paths, progress=stop)
    assert archive.imported_counts() == {"gdelt": 2}
    report = archive.import_events("gdelt", paths)
    assert (report.added, report.unchanged + report.known) == (1, 2)


def test_wrong_questions_are_told(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there are gdelt"):
        archive.import_events("acled", [str(tmp_path)])
    for wrong in ({"types": ("BOO",)}, {"statuses": ("done",)}, {"origins": ("acled",)}, {"direction": "up"}):
        with pytest.raises(RequestError, match="there are"):
            archive.events("NZL", **wrong)
    with pytest.raises(RequestError, match="two sides"):
        archive.events("NZL", "NZL")
    with pytest.raises(RequestError, match="backwards"):
        archive.events("NZL", since="2031", until="2030")


def test_an_archive_that_may_not_be_written_to(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    Archive.open(path).close()
    with (
        Archive.open(path, read_only=True) as opened,
        pytest.raises(ArchiveError, match="may not be written"),
    ):
        opened.import_events("gdelt", [str(tmp_path)])


def test_damaged_columns_are_an_error_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    archive.import_events("gdelt", [gdelt(tmp_path, 1)])
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("DELETE FROM imported_original")
    with pytest.raises(ArchiveError, match="lost the columns"):
        archive.events("NZL")


def test_filters_are_conditions_on_every_row(archive: Archive, tmp_path: Path) -> None:
    rows = [
        tables.gdelt_row(1, EventCode="042"),
        tables.gdelt_row(2, EventCode="112"),
        tables.gdelt_row(3, EventCode="010"),
        tables.gdelt_row(4, EventCode="163"),
    ]
    archive.import_events("gdelt", [file(tmp_path, tables.gdelt(*rows))])
    ids = lambda **filters: [i.record.id[6:] for i in archive.events("NZL", "ISL", **filters).items]  # noqa: E731
    assert ids(types=("ACCUSE", "COERCE")) == ["2", "4"]
    assert ids(verbal=True) == ["2", "3"]
    assert ids(verbal=False) == ["1", "4"]
    assert ids(quads=(1,)) == ["1"]
    assert ids(statuses=("happened",)) == []
    assert ids(origins=("document",)) == []
    assert ids(direction="to") == []
    assert ids(limit=2, offset=1) == ["2", "3"]


def test_blocks_are_typed_and_packed(archive: Archive, tmp_path: Path) -> None:
    archive.import_events("ucdp", [file(tmp_path, tables.UCDP)])
    frame = archive.dyad_events("ISL", "NZL")
    assert frame.height == 0
    page = archive.events("ISL")
    assert (page.total, page.incidents) == (2, 2)
    assert {item.record.id for item in page.items} == {"ucdp-901", "ucdp-902"}
    assert isinstance(archive.dyad_events("ISL", "NOR"), pl.DataFrame)
