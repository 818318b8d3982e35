"""Events and incidents through the archive, and decisions of persons that outlive extractions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.archive import Archive
from detente.event_frame import collapse
from detente.kept import Kept
from detente.model import ArchiveError, Event, Extraction, Party, Published, RequestError
from tests.builders import FakeExtractor, at, document, event, extraction

NORLAND = (Party("XNO", "Norland", "XNO", None, "government"),)
SUDRIA = (Party("XSU", "Sudria", "XSU", None, "government"),)
SIGNED = {"who": "Ada Quill", "why": "the second report is of another day"}


def reported(place: int, **other: Any) -> tuple[Extraction, Event]:
    """A document that reports the expulsion of 35 diplomats, in words of its own."""
    words = [
        "Norland expelled 35 diplomats of Sudria on July 4.",
        "On July 4 the expulsion of 35 diplomats was announced.",
        "Thirty-five Sudrian diplomats, 35 in all, were expelled by Norland on July 4.",
    ][place]
    of = document(f"{words}\n", f"{place}.txt", title=f"report {place}")
    values = {"source": NORLAND, "target": SUDRIA, "type": "SANCTION", "mode": "expel", "date": "2031-07-04"}
    found = event(of, words, **values | other)
    return Extraction(of, (), (), (), (), (found,)), found


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(str(tmp_path / "a.db")) as opened:
        yield opened


def ingest(archive: Archive, *extractions: Extraction, version: str = "1") -> None:
    documents = [one.document for one in extractions]
    archive.ingest(documents, FakeExtractor(extractions, version))


def test_an_ingest_joins_the_reports_of_one_event(archive: Archive) -> None:
    reports = [reported(place) for place in range(3)]
    ingest(archive, *(one for one, _ in reports))
    page = archive.events("XNO", "XSU")
    assert (page.total, page.incidents) == (3, 1)
    assert {item.reports for item in page.items} == {3}
    assert page.items[0].words == reports[0][1].evidence[0].text or len(page.items[0].words) > 10
    frame = archive.dyad_events("XSU", "XNO")
    assert (frame.height, collapse(frame).height) == (3, 1)
    assert set(frame.select("source", "target", "quad", "plover_score", "status").rows()) == {
        ("XNO", "XSU", 4, -5.5, "happened")
    }
    assert frame["publisher_control"].to_list() == ["public"] * 3


def test_a_report_tells_why_it_was_joined(archive: Archive) -> None:
    (one, first), (other, second) = reported(0), reported(1)
    ingest(archive, one, other)
    rows = archive.incident(second.id)
    assert {row.event.id for row in rows} == {first.id, second.id}
    reasons = [row.report.reasons for row in rows if row.report and row.report.reasons]
    assert len(reasons) == 1
    assert "the same number (35)" in reasons[0]
    with pytest.raises(ArchiveError, match="no event"):
        archive.incident("event-0")


def test_what_a_person_sets_apart_stays_apart_after_every_extraction(archive: Archive) -> None:
    (one, first), (other, second) = reported(0), reported(1)
    ingest(archive, one, other)
    (row,) = archive.correct(second.id, {"incident": ""}, **SIGNED)
    assert (row.field, row.new, row.why) == ("incident", None, SIGNED["why"])
    assert archive.events("XNO", "XSU").incidents == 2
    ingest(archive, one, other, version="2")
    assert archive.events("XNO", "XSU").incidents == 2
    assert archive.incident(first.id)[0].event.id == first.id
    archive.undo(second.id, ["incident"], **SIGNED)
    assert archive.events("XNO", "XSU").incidents == 1
    assert [one.field for one in archive.corrections(second.id)] == ["incident", "incident"]


def test_what_a_person_joins_is_joined(archive: Archive) -> None:
    (one, first), (other, second) = reported(0), reported(1, date="2031-09-01", mode="withdraw")
    ingest(archive, one, other)
    assert archive.events("XNO", "XSU").incidents == 2
    archive.correct(second.id, {"incident": first.id}, **SIGNED)
    assert archive.events("XNO", "XSU").incidents == 1
    reasons = [row.report.reasons for row in archive.incident(first.id) if row.report]
    assert ("a person joined them",) in reasons


def test_decisions_that_cannot_be(archive: Archive) -> None:
    one, first = reported(0)
    ingest(archive, one)
    with pytest.raises(ArchiveError, match="no event 'event-0'"):
        archive.correct(first.id, {"incident": "event-0"}, **SIGNED)
    with pytest.raises(ArchiveError, match="already"):
        archive.correct(first.id, {"incident": first.id}, **SIGNED)
    with pytest.raises(RequestError, match="by itself"):
        archive.correct(first.id, {"incident": "", "type": "COERCE"}, **SIGNED)
    with pytest.raises(RequestError, match="reason"):
        archive.correct(first.id, {"incident": ""}, who="Ada", why=" ")
    with pytest.raises(ArchiveError, match="no event"):
        archive.correct("statement-1", {"incident": ""}, **SIGNED)


def test_a_corrected_event_may_report_something_else(archive: Archive) -> None:
    (one, _), (other, second) = reported(0), reported(1)
    ingest(archive, one, other)
    archive.correct(second.id, {"date": "2031-08-04"}, **SIGNED)
    page = archive.events("XNO", "XSU")
    assert page.incidents == 2
    assert [item.corrected for item in page.items] == [False, True]
    assert archive.events("XNO", "XSU", until="2031-07").total == 1


def test_those_who_act_together_stand_in_both_directions(archive: Archive) -> None:
    whole = extraction()
    ingest(archive, whole)
    talks = next(one for one in whole.events if one.type == "CONSULT")
    frame = archive.dyad_events("XNO", "XSU")
    rows = frame.filter(frame["record"] == talks.id).select("source", "target").rows()
    assert set(rows) == {("XNO", "XSU"), ("XSU", "XNO")}
    assert archive.events("XNO", "XSU", types=("CONSULT",), direction="from").total == 1


def test_an_event_of_no_day_stands_last_and_in_no_period(archive: Archive) -> None:
    (one, first), (other, second) = reported(0, date=None), reported(1)
    ingest(archive, one, other)
    assert [item.record.id for item in archive.events("XNO", "XSU").items] == [second.id, first.id]
    assert archive.events("XNO", "XSU", since="2030").total == 1
    open_ended, third = reported(2, date="../2031-07-05")
    ingest(archive, open_ended)
    frame = archive.dyad_events("XNO", "XSU")
    assert frame.filter(frame["record"] == third.id)["day_from"].to_list() == [None]


@pytest.mark.parametrize(
    ("told", "status", "dated_by"),
    [
        ("2031-03-01", "happened", "told"),
        ("2031", "happened", "told"),
        ("../2031-03-04", "happened", "report"),
        (None, "alleged", "report"),
        (None, "denied", "report"),
        # Told to be of long ago, though not of which year.
        ("../2030", "happened", None),
        (None, "planned", None),
        (None, "hypothetical", None),
        (None, "cancelled", None),
    ],
)
def test_what_places_an_event_in_time(
    archive: Archive, told: str | None, status: str, dated_by: str | None
) -> None:
    one, _ = reported(0, date=told, status=status)
    ingest(archive, one)
    (row,) = archive.dyad_events("XNO", "XSU").rows(named=True)
    assert (str(row["reported"]), row["dated_by"]) == ("2031-03-04", dated_by)


def test_the_day_of_a_report_is_that_of_publication_else_of_the_dateline(archive: Archive) -> None:
    found = [reported(place, date=None) for place in range(3)]
    documents = [
        replace(found[0][0].document, published=Published("2031-03-06T09:00Z", "printed")),
        replace(found[1][0].document, published=Published("2031-03", "printed")),
        replace(found[2][0].document, published=None, dateline=None),
    ]
    ingest(archive, *(replace(one, document=of) for (one, _), of in zip(found, documents, strict=True)))
    frame = archive.dyad_events("XNO", "XSU")
    days = {row["record"]: (row["reported"], row["dated_by"]) for row in frame.iter_rows(named=True)}
    assert [days[event.id] for _, event in found] == [
        (date(2031, 3, 6), "report"),
        (date(2031, 3, 4), "report"),
        (None, None),
    ]


def test_a_person_s_date_outranks_the_report_s_and_a_corrected_publication_moves_it(archive: Archive) -> None:
    one, first = reported(0, date="../2031-03-04")
    ingest(archive, one)
    archive.correct(one.document.id, {"published": "2031-03-09"}, **SIGNED)
    (row,) = archive.dyad_events("XNO", "XSU").rows(named=True)
    assert (row["reported"], row["dated_by"]) == (date(2031, 3, 9), "report")
    archive.correct(first.id, {"date": "../2031-02-01"}, **SIGNED)
    assert archive.dyad_events("XNO", "XSU")["dated_by"].to_list() == [None]


def test_events_of_documents_and_imported_ones_are_one_list(archive: Archive, tmp_path: Path) -> None:
    from tests.importers import tables

    of = document()
    pair = {"source": (Party(None, None, "NZL", None),), "target": (Party(None, None, "ISL", None),)}
    found = event(of, "Norland cools on Sudria", date="2031-07-03", **pair)
    ingest(archive, Extraction(of, (), (), (), (), (found,)))
    (tmp_path / "t.CSV").write_text(
        tables.gdelt(tables.gdelt_row(1), tables.gdelt_row(2, SQLDATE="20310701"))
    )
    archive.import_events("gdelt", [str(tmp_path / "t.CSV")])
    page = archive.events("NZL", "ISL")
    assert [item.record.id for item in page.items] == ["gdelt-2", found.id, "gdelt-1"]
    assert page.origins == {"document": 1, "gdelt": 2}
    frame = archive.dyad_events("NZL", "ISL")
    assert set(frame.select("origin", "dated_by").rows()) == {("document", "told"), ("gdelt", "told")}
    assert frame.filter(frame["origin"] == "gdelt")["reported"].to_list() == [None, None]
    assert page.items[1].words == at("Norland cools on Sudria").text
    assert archive.events("NZL", "ISL", origins=("document",)).total == 1
    assert archive.events("NZL", "ISL", origins=("gdelt",)).total == 2


def test_a_relationship_is_kept_until_the_archive_is_written_to(archive: Archive, tmp_path: Path) -> None:
    ingest(archive, reported(0)[0])
    first = archive.dyad("XNO", "XSU")
    assert archive.dyad("XSU", "XNO", since="2031") is not first
    assert archive.dyad("XNO", "XSU") is first
    ingest(archive, reported(1)[0])
    second = archive.dyad("XNO", "XSU")
    assert second is not first
    assert second.series is not None
    assert second.series.counted.reports.height == 2
    with Archive.open(str(tmp_path / "a.db")) as another:
        another.correct(reported(1)[1].id, {"incident": ""}, **SIGNED)
    third = archive.dyad("XNO", "XSU")
    assert third is not second
    assert archive.dyad("XNO", "XSU") is third


def test_so_many_relationships_are_kept_and_no_more() -> None:
    kept: Kept[int] = Kept(2)
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert kept.get("state", number, lambda number=number: make(number)) == number
    assert made == [1, 2, 3, 2]
    assert len(kept) == 2
    assert kept.get("another", 1, lambda: 7) == 7
    assert len(kept) == 1


def test_what_is_made_while_the_archive_changes_is_not_kept() -> None:
    kept: Kept[str] = Kept(4)
    assert kept.get(1, "a", lambda: kept.get(2, "b", lambda: "new") and "old") == "old"
    assert kept.get(2, "a", lambda: "new") == "new"


def test_an_undated_event_is_found_on_the_day_of_its_report(archive: Archive) -> None:
    one, found = reported(0, date=None)
    (two, told) = reported(1, date="2031-05-02")
    ingest(archive, one, two)
    assert one.document.published is not None
    day = one.document.published.date
    listed = archive.events("XNO", "XSU", since=day, until=day, dated="report")
    assert found.id in [item.record.id for item in listed.items]
    assert found.id not in [item.record.id for item in archive.events("XNO", "XSU", since=day).items]
    may = archive.events("XNO", "XSU", since="2031-05", until="2031-05", dated="report")
    assert [item.record.id for item in may.items] == [told.id]
    with pytest.raises(RequestError, match="way of dating"):
        archive.events("XNO", dated="guessed")
