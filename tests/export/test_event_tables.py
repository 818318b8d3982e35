"""Events as the tables of other projects, and back through our own importers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from detente.archive import Archive
from detente.event_tables import WrittenEvents
from detente.export.events import EXTRA, ICEWS, POLECAT
from detente.importers import find_tables, original_columns, read_events
from detente.model import Extraction, Party, Place, RequestError
from tests.builders import at, document, event, run

# Codes of real states, since the formats have no others; what is told of them is invented.
NZL = Party(None, "New Zealand", "NZL", None, "government")
ISL = Party(None, "Iceland", "ISL", None, "military")


@pytest.fixture
def archive(tmp_path: Path):
    of = document()
    where = {"source": (NZL,), "target": (ISL,), "date": "2031-03-03", "place": Place("Ostvik", "ISL")}
    events = (
        event(of, "Norland cools on Sudria", **where | {"type": "SANCTION", "mode": "expel", "cameo": None}),
        event(
            of,
            "talks “may yet resume”",
            type="CONSULT",
            mode=None,
            cameo="046",
            source=(NZL, ISL),
            target=(),
            date="2031-03-01/2031-03-03",
            status="planned",
        ),
        event(of, "Marshal Oru Bek denied it", **where | {"type": "REJECT", "date": None}),
    )
    with Archive.open(str(tmp_path / "a.db")) as opened:
        opened._store.put(Extraction(of, (), (), (), (), events), run(), "digest")
        opened.join_incidents()
        yield opened


def written(archive: Archive, format: str, **filters: Any) -> str:
    out = io.StringIO()
    archive.export_events(format, out, **filters)
    return out.getvalue()


def read_again(tmp_path: Path, format: str, text: str) -> tuple[pl.DataFrame, list[dict[str, str]]]:
    (tmp_path / format).write_text(text)
    (table,) = find_tables([str(tmp_path / format)])
    (part,) = read_events(format, table)
    assert not part.problems
    return part.events, [original_columns(part.names, text) for text in part.originals]


@pytest.mark.parametrize(("format", "names"), [("polecat", POLECAT), ("icews", ICEWS)])
def test_columns_are_those_of_the_dataset_and_ours_come_after(archive, format, names) -> None:
    header, *rows = csv.reader(io.StringIO(written(archive, format)), delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(header) == (*names, *EXTRA)
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("format", ["polecat", "plover", "icews"])
def test_what_is_written_is_read_again_as_it_was(archive, tmp_path: Path, format: str) -> None:
    events, cells = read_again(tmp_path, format, written(archive, format))
    pairs = set(events.select("source", "target", "type").rows())
    assert pairs == {("NZL", "ISL", "SANCTION"), ("NZL", "ISL", "CONSULT"), ("ISL", "NZL", "CONSULT")}
    sanction = events.filter(pl.col("type") == "SANCTION").row(0, named=True)
    assert (str(sanction["day_from"]), sanction["source_sector"]) == ("2031-03-03", "government")
    assert sanction["publisher"] == "The Ostvik Courier"
    if format != "icews":
        assert (sanction["mode"], sanction["external_id"][:6]) == ("expel", "event-")
    told = cells[events["type"].to_list().index("SANCTION")]
    span = at("Norland cools on Sudria")
    if format == "plover":
        assert told["span"] == {"start": span.start, "end": span.end}
        assert told["url"] == "norland.txt"
    else:
        assert (told["Span Start"], told["Span End"], told["URL"]) == (
            str(span.start),
            str(span.end),
            "norland.txt",
        )
        assert told["Evidence"] == span.text
        assert "detente" in told["Coder"]


def test_icews_ids_are_whole_numbers_that_statistics_programs_hold(archive) -> None:
    rows = list(csv.DictReader(io.StringIO(written(archive, "icews")), delimiter="\t"))
    assert all(int(row["Event ID"]) < 10**15 for row in rows)
    assert {row["CAMEO Code"][:2] for row in rows} == {"04", "16"}
    assert all(row["Event Text"] for row in rows)


def test_events_without_a_day_are_counted_not_written(archive) -> None:
    assert archive.export_events("polecat", io.StringIO()) == WrittenEvents(2, 0, 1)
    assert archive.export_events("polecat", io.StringIO(), types=("SANCTION",)) == WrittenEvents(1, 0, 0)
    by_report = archive.export_events("polecat", io.StringIO(), dated="report")
    assert by_report.written + by_report.undated == 3
    with pytest.raises(RequestError, match="there are polecat"):
        archive.export_events("gdelt", io.StringIO())


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3"])
def test_no_cell_is_a_formula_and_no_cell_breaks_a_row(tmp_path: Path, evil: str) -> None:
    of = document(title=f"{evil}\t\r\nx")
    bad = (Party(None, evil, "NZL", None),)
    found = event(
        of,
        "Norland cools on Sudria",
        source=bad,
        target=(ISL,),
        place=Place(f"{evil}\n\tb"),
        date="2031-03-04",
    )
    with Archive.open(str(tmp_path / "a.db")) as opened:
        opened._store.put(Extraction(of, (), (), (), (), (found,)), run(), "digest")
        for format in ("polecat", "icews"):
            lines = written(opened, format).split("\n")
            assert len(lines) == 3
            cells = lines[1].split("\t")
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-2+"))]
