"""`detente relations` over imported events: from the file to the series, and what cannot be."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from detente.archive import Archive
from tests.test_cli import refused, run

DAYS = 900
PAIRS = (("NZL", "ISL"), ("ISL", "NZL"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of invented rows: talks and aid first, then accusations and sanctions."""
    folder = tmp_path_factory.mktemp("events")
    lines = ["date,source,target,code"]
    for at in range(0, DAYS, 2):
        day = (date(2001, 1, 1) + timedelta(days=at)).isoformat()
        codes = ("042", "071") if at < DAYS * 0.6 else ("112", "161")
        lines += [f"{day},{source},{target},{codes[at // 2 % 2]}" for source, target in PAIRS]
    (folder / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Archive.open(str(folder / "events.db")) as archive:
        report = archive.import_events("keds", [str(folder / "rows.csv")])
        assert report.added == len(lines) - 1
    return folder / "events.db"


@pytest.fixture(autouse=True)
def named(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_ARCHIVE", str(filled))


def test_from_event_data_alone_to_series_and_change(filled: Path) -> None:
    told = json.loads(run("relations", "NZL", "ISL", "--by", "month", "--format", "json").stdout)
    assert {"dyad", "assessments", "series", "change_points"} <= set(told)
    assert told["dyad"] == ["ISL", "NZL"]
    assert len(told["series"]) == 30
    assert told["series"][0]["events"]["a_to_b"]["quads"]["verbal_cooperation"] == 8
    changes = {change["direction"]: change for change in told["change_points"]}
    assert changes["both"]["earliest"] <= "2002-06-24" <= changes["both"]["latest"]


def test_the_period_is_chosen_where_none_is_named() -> None:
    assert json.loads(run("relations", "NZL", "ISL", "--format", "json").stdout)["by"] == "month"


def test_weights_and_verbal_events(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("type,weight\nCONSULT,1\nSANCTION,-5\n", encoding="utf-8")
    options = [
        "--index",
        "weights",
        "--weights",
        str(tmp_path / "mine.csv"),
        "--verbal",
        "without",
        "--by",
        "year",
    ]
    text = run("relations", "NZL", "ISL", *options, "--by", "year", "--format", "csv").stdout
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["direction"] == "a_to_b"]
    assert [row["verbal"] for row in rows] == ["0", "0", "0"]
    assert float(rows[2]["weighted_mean"]) == -5


def test_pictures_are_written(tmp_path: Path) -> None:
    run("relations", "NZL", "ISL", "--resamples", "0", "--format", "svg", "--output", tmp_path / "pair.svg")
    assert (tmp_path / "pair.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["NZL", "NZL"], "given twice"),
        (["NZL", "Atlantis"], "no state is called 'Atlantis'"),
        (["NZL", "ISL", "--since", "2003", "--until", "2002"], "runs backwards"),
        (["NZL", "ISL", "--by", "decade"], "is not a period"),
        (["NZL", "ISL", "--index", "peace"], "is no index"),
        (["NZL", "ISL", "--index", "weights"], "needs a file of weights"),
        (["NZL", "ISL", "--weights", "none.csv"], "cannot read the weights"),
        (["NZL", "ISL", "--lags", "0"], "between 1 and 52"),
        (["NZL", "ISL", "--minimum", "0"], "at least 1"),
        (["NZL", "ISL", "--verbal", "loud"], "says nothing of verbal events"),
        (["NZL", "ISL", "--dated", "guessed"], "choose told or report"),
        (["NZL", "FRA", "--format", "svg"], "holds no event between"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(options: list[str], told: str) -> None:
    assert told in refused("relations", *options)


def test_a_pair_without_a_record_is_told_in_every_other_format() -> None:
    assert "holds no event between" in run("relations", "NZL", "FRA").stdout
    told = json.loads(run("relations", "NZL", "FRA", "--format", "json").stdout)
    assert (told["series"], told["change_points"], told["events"]) == ([], None, None)
