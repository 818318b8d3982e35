"""Each dataset: what is read, and what happens to its oddities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from detente.importers import ImportedPart, find_tables, original_columns, read_events
from detente.model import ReadError
from tests.importers import tables

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "bench" / "samples"
Read = Callable[..., ImportedPart]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The one part of a small file."""

    def read(dataset: str, content: str | bytes, name: str = "table.txt") -> ImportedPart:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (table,) = find_tables([str(path)])
        (part,) = read_events(dataset, table)
        return part

    return read


def only(part: ImportedPart) -> dict[str, object]:
    (row,) = part.events.to_dicts()
    return row


@pytest.mark.parametrize("version", [1, 2])
def test_gdelt_has_58_or_61_columns_and_no_header(read: Read, version: int) -> None:
    part = read("gdelt", tables.gdelt(tables.gdelt_row(810, version=version)))
    row = only(part)
    expected = {
        "key": 810, "external_id": "810", "line": 1, "source": "NZL", "target": "ISL",
        "source_sector": "government", "type": "CONSULT", "mode": "visit", "cameo": "042", "quad": 1,
        "quad_given": 1, "verbal": False, "place": "Akureyri, Iceland", "publisher": "courier.example",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert str(row["day_from"]) == "2031-07-04" == str(row["day_to"])
    assert original_columns(part.names, part.originals[0])["SOURCEURL"] == "https://www.courier.example/810"


def test_the_tables_of_gdelt_before_april_2013_have_no_address(read: Read) -> None:
    row = only(read("gdelt", tables.gdelt(tables.gdelt_row(5, version=1)[:-1])))
    assert (row["key"], row["story"], row["publisher"]) == (5, None, None)


def test_zeros_and_separators_that_a_spreadsheet_took_come_back(read: Read) -> None:
    rows = [
        tables.gdelt_row(1, EventCode="42"),
        tables.gdelt_row(2, EventCode="10"),
        tables.gdelt_row(3, EventCode="251"),
        tables.gdelt_row(4, EventCode="112", GoldsteinScale="-2,0"),
        tables.gdelt_row(5, EventCode="1412", ActionGeo_FullName='"Akureyri; Iceland"'),
    ]
    header = ["GLOBALEVENTID", "SQLDATE", *[""] * 59]
    part = read("gdelt", tables.gdelt(header, *rows, separator=";", end="\r\n"))
    assert part.events["cameo"].to_list() == ["042", "010", "0251", "112", "1412"]
    assert part.events["line"].to_list() == [2, 3, 4, 5, 6]
    assert part.events["goldstein"][3] == -2.0
    assert part.events["place"][4] == "Akureyri; Iceland"


def test_an_id_that_a_spreadsheet_rounded_is_no_id(read: Read) -> None:
    part = read("gdelt", tables.gdelt(tables.gdelt_row(1, GLOBALEVENTID="8.2E+08"), tables.gdelt_row(2)))
    assert [(problem.line, problem.why[:20]) for problem in part.problems] == [(1, "has an id that is no")]
    assert only(part)["key"] == 2


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Actor1CountryCode": "ROM"}, "ROU"),
        ({"Actor1CountryCode": "KSV"}, "XKX"),
        ({"Actor1CountryCode": "WSB"}, "PSE"),
        ({"Actor1CountryCode": "EUR", "Actor1KnownGroupCode": "EEC"}, "EU"),
        ({"Actor1CountryCode": "", "Actor1KnownGroupCode": "UNO"}, "UN"),
        ({"Actor1CountryCode": "AFR", "Actor1Code": "AFR"}, "AFR"),
        ({"Actor1CountryCode": "", "Actor1Code": "COP"}, None),
        ({"Actor1CountryCode": "", "Actor1Code": "", "Actor1Name": ""}, None),
    ],
)
def test_actors_are_coded_as_the_dataset_means_them(read: Read, cells, code) -> None:
    assert only(read("gdelt", tables.gdelt(tables.gdelt_row(1, **cells))))["source"] == code


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"SQLDATE": ""}, "has no date"),
        ({"SQLDATE": "20311304"}, "has a date that is none: '20311304'"),
        ({"SQLDATE": "99990704"}, "has a date outside 1800 to 2100: '99990704'"),
        ({"EventCode": ""}, "has no event code"),
        ({"EventCode": "---"}, "has an event code that is not in CAMEO: '---'"),
        ({"EventCode": "999"}, "has an event code that is not in CAMEO: '999'"),
    ],
)
def test_a_row_without_day_or_event_is_told_and_left_out(read: Read, cells, why) -> None:
    part = read("gdelt", tables.gdelt(tables.gdelt_row(1), tables.gdelt_row(2, **cells)))
    assert [(problem.line, problem.why) for problem in part.problems] == [(2, why)]
    assert (part.read, part.events["key"].to_list()) == (2, [1])


def test_a_row_broken_in_two_is_told_with_its_lines(read: Read) -> None:
    whole = tables.gdelt(tables.gdelt_row(1), tables.gdelt_row(2), tables.gdelt_row(3))
    broken = whole.replace("Akureyri, Iceland", "Akureyri,\nIceland", 2).replace(
        "Akureyri,\n", "Akureyri, ", 1
    )
    part = read("gdelt", broken)
    assert part.events["key"].to_list() == [1, 3]
    assert [problem.line for problem in part.problems] == [2, 3]
    assert "columns, not 61" in part.problems[0].why


def test_roots_01_and_02_keep_their_own_class_and_have_no_type(read: Read) -> None:
    row = only(read("gdelt", tables.gdelt(tables.gdelt_row(1, EventCode="010", QuadClass="1"))))
    assert (row["type"], row["quad"], row["quad_given"], row["verbal"]) == (None, None, 1, True)


def test_a_class_of_the_source_stays_beside_ours(read: Read) -> None:
    row = only(read("gdelt", tables.gdelt(tables.gdelt_row(1, EventCode="090", QuadClass="2"))))
    assert (row["type"], row["mode"], row["quad"], row["quad_given"]) == ("ACCUSE", "investigate", 3, 2)


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252_and_counted(read: Read) -> None:
    good = tables.gdelt(tables.gdelt_row(1))
    bad = tables.gdelt(tables.gdelt_row(2, ActionGeo_FullName="Höfn")).encode("cp1252")
    part = read("gdelt", good.encode() + bad)
    assert (part.recoded, part.events["place"].to_list()) == (1, ["Akureyri, Iceland", "Höfn"])


def test_icews_countries_are_names_and_ids_repeat(read: Read) -> None:
    rows = [tables.icews_row(), tables.icews_row(Target_Name="Norway", Target_Country="Norway")]
    part = read(
        "icews", tables.icews(*rows, tables.icews_row(Source_Country="NA", Source_Name="United Nations"))
    )
    assert part.events["external_id"].to_list() == ["501"] * 3
    assert part.events["key"].n_unique() == 3
    assert part.events.select("source", "target").rows() == [("NZL", "ISL"), ("NZL", "NOR"), ("UN", "ISL")]
    assert part.events["source_sector"][0] == "government"
    assert part.events["place"][0] == "Akureyri, Iceland"


def test_icews_rows_with_missing_actors_stay(read: Read) -> None:
    row = only(read("icews", tables.icews(tables.icews_row(Source_Name="NA", Source_Country="NA"))))
    assert (row["source"], row["source_name"], row["target"]) == (None, None, "ISL")


def test_polecat_is_plover_already(read: Read) -> None:
    row = only(read("polecat", tables.polecat(tables.polecat_row())))
    expected = {
        "source": "NZL", "target": "ISL", "type": "CONSULT", "mode": "visit", "quad": 1, "quad_given": 1,
        "plover_score": 4.0, "contexts": "diplomatic;economic", "cameo": None, "goldstein": None,
        "place": "Akureyri", "publisher": "The Akureyri Courier", "source_sector": "government",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_polecat_rows_with_several_actors_are_a_pair_each(read: Read) -> None:
    row = tables.polecat_row(Actor_Country="NZL; AUS", Recipient_Country="ISL; NOR")
    part = read("polecat", tables.polecat(row))
    pairs = [("NZL", "ISL"), ("NZL", "NOR"), ("AUS", "ISL"), ("AUS", "NOR")]
    assert part.events.select("source", "target").rows() == pairs
    assert (part.read, part.events["key"].n_unique(), part.originals.len()) == (1, 1, 4)


def test_those_who_talk_together_act_on_each_other(read: Read) -> None:
    row = tables.polecat_row(Actor_Country="NZL; ISL", Recipient_Country="None", Recipient_Name="None")
    part = read("polecat", tables.polecat(row))
    assert part.events.select("source", "target").rows() == [("NZL", "ISL"), ("ISL", "NZL")]


def test_stray_tabs_of_polecat_are_mended_where_the_row_falls_into_place(read: Read) -> None:
    names = [*tables.POLECAT]
    stray = tables.polecat_row(Story_People="Ada Quill\tOru Bek")
    early = tables.polecat_row(Event_ID="x-2", Raw_Placename="Akur\teyri")
    trailing = [*tables.polecat_row(Event_ID="x-3"), "", ""]
    hopeless = [*tables.polecat_row(Event_ID="x-4", Language="12345")[:-1], "", "y", "z"]
    part = read(
        "polecat", tables.polecat(tables.polecat_row(Event_ID="x-1"), stray, early, trailing, hopeless)
    )
    assert part.repaired == 3
    cells = [original_columns(part.names, text) for text in part.originals]
    assert cells[1][names[35]] == "Ada Quill Oru Bek"
    assert cells[2]["Raw Placename"] == "Akur eyri"
    assert [problem.line for problem in part.problems] == [6]


def test_columns_that_only_some_releases_have_are_kept(read: Read) -> None:
    names = (*tables.POLECAT, "Headline", "Story ID")
    part = read("polecat", tables.polecat([*tables.polecat_row(), "A visit", "story 3"], names=names))
    assert original_columns(part.names, part.originals[0])["Headline"] == "A visit"


def test_phoenix_daily_and_historical(read: Read) -> None:
    row = only(read("phoenix", tables.phoenix()))
    assert (row["source"], row["target"], row["type"], row["quad_given"]) == ("NZL", "UN", "ACCUSE", 3)
    row = only(read("phoenix", tables.HISTORICAL_PHOENIX))
    assert (str(row["day_from"]), row["source"], row["place"]) == ("1951-07-04", "NZL", "Akureyri, North")
    assert row["source_sector"] == "government"


def test_keds_with_and_without_header(read: Read) -> None:
    part = read("keds", tables.KEDS)
    assert part.events.select("source", "target", "type").rows() == [
        ("NZL", "ISL", "CONSULT"),
        ("SUN", "NZL", "ACCUSE"),
    ]
    assert [str(day) for day in part.events["day_from"]] == ["1951-07-04", "1951-07-05"]
    assert part.events["target_sector"][0] == "government"
    assert only(read("keds", tables.KEDS_TABLE))["key"] != part.events["key"][0]


def test_keds_files_coded_by_weis_are_refused(read: Read) -> None:
    with pytest.raises(ReadError, match="WEIS"):
        read("keds", "790704\tNZL\tISL\t223\t(MIL ENGAGEMENT)\n")


def test_ucdp_does_not_tell_who_attacked(read: Read) -> None:
    part = read("ucdp", tables.UCDP)
    assert part.events.select("key", "source", "target").rows() == [
        (901, "ISL", None),
        (902, "ISL", None),
        (901, None, "ISL"),
    ]
    first = part.events.row(0, named=True)
    assert (str(first["day_from"]), str(first["day_to"])) == ("2031-07-04", "2031-07-06")
    assert (first["type"], first["quad"], first["target_name"]) == ("ASSAULT", 4, "Geyser Front")


def test_a_line_break_inside_quotation_marks_is_part_of_the_cell(read: Read) -> None:
    part = read("ucdp", tables.UCDP.replace('"Courier, 1"', '"Courier,\n1"'))
    assert part.events["line"].to_list() == [2, 4, 2]
    assert original_columns(part.names, part.originals[0])["source_article"] == "Courier,\n1"


def test_plover_as_types_or_codes_old_names_and_lists(read: Read) -> None:
    part = read("plover", tables.PLOVER)
    rows = part.events.select("external_id", "source", "target", "type", "mode").rows()
    assert rows == [
        ("p1", "NZL", "ISL", "SANCTION", "expel"),
        ("p2", "ISL", "ISL", "PROTEST", "demo"),
        ("p3", "NZL", "ISL", "CONSULT", None),
        ("p3", "ISL", "NZL", "CONSULT", None),
        ("p4", "NZL", "ISL", "ACCUSE", "disapprove"),
    ]
    assert part.events["source_sector"].to_list()[:2] == ["government", "opposition"]
    assert original_columns(part.names, part.originals[0])["text"] == "an invented sentence"


@pytest.mark.parametrize("form", ["lines", "pretty", "list"])
def test_plover_objects_stand_on_lines_one_behind_the_other_or_in_a_list(read: Read, form: str) -> None:
    events = [json.loads(line) for line in tables.PLOVER.splitlines()]
    written = {
        "lines": tables.PLOVER,
        "pretty": "\n".join(json.dumps(event, indent=1) for event in events),
        "list": "[\n" + ",\n".join(json.dumps(event) for event in events) + "\n]\n",
    }[form]
    part = read("plover", written)
    assert part.events["external_id"].to_list() == ["p1", "p2", "p3", "p3", "p4"]
    assert not part.problems


def test_a_line_that_is_no_json_is_told_and_the_others_go_on(read: Read) -> None:
    part = read(
        "plover",
        tables.PLOVER + '{"id": "p5", "date"\n[1, 2]\n{"id": "p6", "date": "2031", "event": "BOO"}\n',
    )
    assert [problem.line for problem in part.problems] == [5, 6, 7]
    assert part.events.height == 5


SAMPLE_COUNTS = [
    ("gdelt", "gdelt2_20191024143000.export.CSV", 2111, {"RUS": 71}),
    ("gdelt", "gdelt2_20190121220000.export2.CSV", 1629, {}),
    ("icews", "icews_2018_sample.tab", 3705, {}),
    ("keds", "levant.cameo_usa_rus.csv", 798, {}),
    ("plover", "plover_dedi_sample.jsonl", 30, {}),
    ("ucdp", "ucdp_ged_syria_1000.csv", 1000, {}),
]


@pytest.mark.parametrize(("dataset", "name", "rows", "_"), SAMPLE_COUNTS)
def test_real_files_are_read_whole(dataset: str, name: str, rows: int, _) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip("the shared samples are not here")
    (table,) = find_tables([str(SAMPLES / name)])
    parts = list(read_events(dataset, table))
    events = pl.concat(part.events for part in parts)
    assert sum(part.read for part in parts) == rows
    assert not [problem for part in parts for problem in part.problems]
    assert events["key"].n_unique() == rows
    assert events["day_from"].null_count() == 0
    if dataset != "ucdp":
        assert events["goldstein"].null_count() == 0


def test_icews_intensities_are_the_goldstein_scores_of_our_table() -> None:
    if not (SAMPLES / "icews_2018_sample.tab").exists():
        pytest.skip("the shared samples are not here")
    from detente.importers import codes

    (table,) = find_tables([str(SAMPLES / "icews_2018_sample.tab")])
    events = pl.concat(part.events for part in read_events("icews", table))
    ours = events.join(codes.cameo_table().rename({"code": "cameo", "goldstein": "ours"}), on="cameo")
    assert ours.filter((pl.col("goldstein") - pl.col("ours")).abs() > 0.01).is_empty()


def test_gdelt_of_a_spreadsheet_gives_back_every_root_code() -> None:
    path = SAMPLES / "gdelt2_20190121220000.export2.CSV"
    if not path.exists():
        pytest.skip("the shared samples are not here")
    (table,) = find_tables([str(path)])
    for part in read_events("gdelt", table):
        for cameo, text in zip(part.events["cameo"], part.originals, strict=True):
            assert int(cameo[:2]) == int(original_columns(part.names, text)["EventRootCode"])
