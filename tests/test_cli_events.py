"""`detente import`, `events` and the tables of events, as a person at a terminal meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli import app
from tests.importers import tables

runner = CliRunner()


@pytest.fixture
def there(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DETENTE_ARCHIVE", raising=False)
    rows = [
        tables.gdelt_row(1),
        tables.gdelt_row(2, EventCode="163", Actor1CountryCode="ISL", Actor2CountryCode="NZL"),
        tables.gdelt_row(3, SQLDATE="nought"),
        tables.gdelt_row(4, EventCode="112", SQLDATE="20310801", ActionGeo_FullName="=HYPERLINK(1)"),
    ]
    Path("t.CSV").write_text(tables.gdelt(*rows))
    return tmp_path


def ran(*words: str, code: int = 0):
    result = runner.invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result


def test_an_import_tells_what_it_did_and_a_second_one_does_nothing(there: Path) -> None:
    result = ran("import", "gdelt", "t.CSV")
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "detente: t.CSV:3: has a date that is none: 'nought'; left out",
        "detente: detente.db: events 3 added, 1 left out; files 1 read",
    ]
    assert ran("import", "gdelt", "t.CSV").stderr == "detente: detente.db: events none; files 1 read before\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.zip", b"PK\x03\x04broken", "broken or truncated archive"),
        ("x.bin", b"\x00\x01\x02", "binary data"),
        ("x.csv", b"1,2,3,4,5,6,7,8,9,10\n", "has 10 columns"),
        ("nothing", None, "no such file"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_an_error(there, name, content, said) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    result = ran("import", "gdelt", name, code=1)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert "Traceback" not in result.stderr


def test_an_unknown_dataset_is_wrong_usage(there: Path) -> None:
    assert "gdelt" in ran("import", "acled", "t.CSV", code=2).stderr


def test_events_as_table_json_lines_and_csv(there: Path) -> None:
    ran("import", "gdelt", "t.CSV")
    table = ran("events", "NZL", "Iceland")
    assert "gdelt-2" in table.stdout
    assert "3 events of 3 incidents (gdelt 3); 3 shown" in table.stderr
    whole = json.loads(ran("events", "NZL", "ISL", "--format", "json").stdout)
    assert (whole["total"], whole["origins"]) == (3, {"gdelt": 3})
    assert whole["events"][0]["columns"]["GLOBALEVENTID"] == "1"
    lines = ran("events", "NZL", "ISL", "--format", "jsonl", "--limit", "2").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["gdelt-1", "gdelt-2"]
    rows = list(csv.DictReader(io.StringIO(ran("events", "NZL", "ISL", "--format", "csv").stdout)))
    assert [row["record"] for row in rows] == ["gdelt-1", "gdelt-2", "gdelt-4"]
    assert rows[2]["place"] == "'=HYPERLINK(1)"
    assert rows[0]["goldstein"] == "1.9"


def test_filters(there: Path) -> None:
    ran("import", "gdelt", "t.CSV")

    def ids(*words: str) -> list[str]:
        lines = ran("events", *words, "--format", "jsonl").stdout.splitlines()
        return [json.loads(line)["id"].removeprefix("gdelt-") for line in lines]

    assert ids("NZL", "ISL", "--direction", "from") == ["1", "4"]
    assert ids("NZL", "--direction", "to") == ["2"]
    assert ids("New Zealand", "--since", "2031-08") == ["4"]
    assert ids("NZL", "--type", "coerce", "--type", "ACCUSE") == ["2", "4"]
    assert ids("NZL", "--verbal") == ["4"]
    assert ids("NZL", "--no-verbal", "--until", "2031-07-31") == ["1", "2"]
    assert ids("NZL", "--quad", "3") == ["4"]
    assert ids("NZL", "--mode", "visit") == ["1"]
    assert ids("NZL", "--source", "document") == []
    assert ids("NZL", "--status", "denied") == []
    assert ids() == ["1", "2", "4"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("NZL", "--type", "HUG"), "no type 'HUG'; there are AGREE"),
        (("NZL", "--status", "done"), "no status 'done'"),
        (("NZL", "--source", "acled"), "there are document, gdelt"),
        (("NZL", "--since", "yesterday"), "is not a date"),
        (("NZL", "NZL"), "two sides"),
        (("the far side", "NZL"), "no state is called 'the far side'"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_line(there, words, said) -> None:
    ran("import", "gdelt", "t.CSV")
    result = ran("events", *words, code=1)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_events_is_said_and_no_error(there: Path) -> None:
    ran("import", "gdelt", "t.CSV")
    assert ran("events", "FRA", "DEU").stderr == "detente: no events found\n"


def test_tables_of_events_of_documents(there: Path) -> None:
    ran("import", "gdelt", "t.CSV")
    result = ran("export", "--to", "polecat", "--output", "events.txt")
    assert result.stderr == "detente: 0 events written\n"
    assert Path("events.txt").read_text().startswith("Event ID\tEvent Date\t")
    assert "csv" in ran("export", "--to", "icews", "--record", "event", code=2).stderr
