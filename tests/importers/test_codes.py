"""The tables of codes: complete, and of one mind with those of the other stages."""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl
import yaml

from detente.importers import codes
from detente.model import EventType, Sector


def table(package: str, name: str) -> list[dict[str, str]]:
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_types_modes_classes_and_scores_are_those_of_the_coder_of_documents() -> None:
    text = (files("detente.extract") / "data" / "events" / "types.yaml").read_text(encoding="utf-8")
    theirs = {name: row for name, row in yaml.safe_load(text)["types"].items() if name in EventType.__args__}
    ours = codes.plover_table()
    assert set(ours["type"]) == set(EventType.__args__) == set(theirs)
    classes = ("", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
    for type, mode, quad, verbal, score in ours.iter_rows():
        row = theirs[type]
        assert (classes[quad], verbal) == (row["quad"], row["verbal"])
        assert score == (row["score"] if mode is None else row["modes"][mode])


def test_every_state_and_organisation_has_a_code_of_the_gazetteer() -> None:
    states = {row["code"] for row in table("detente.actors", "states.csv")}
    former = {row["code"] for row in table("detente.actors", "states_historical.csv")}
    bodies = {row["code"] for row in table("detente.actors", "organisations.csv")}
    assert states <= codes.countries()
    kept = {row["ours"] for row in table("detente.importers", "actor_codes.csv") if row["kind"] != "region"}
    assert kept <= codes.countries() | former | bodies
    assert {row["code"] for row in table("detente.importers", "organisations.csv")} <= bodies
    # So ICEWS calls the Republic; the Democratic Republic it calls by its name.
    assert codes.names()["congo"] == "COG"


def test_sectors_are_those_of_the_record() -> None:
    assert set(codes.sectors("cameo").values()) | set(codes.sectors("words").values()) <= set(Sector.__args__)
    assert codes.sector_of_words("Executive,Foreign Ministry,Government") == "government"
    assert codes.sector_of_words("Military Intelligence") == "intelligence"
    assert codes.sector_of_words("Nothing,Known") is None
    assert codes.sector_of_roles("GOVMIL") == "government;military"


def test_every_cameo_code_with_a_type_has_one_of_plovers() -> None:
    cameo = codes.cameo_table()
    assert cameo["code"].is_unique().all()
    types = set(cameo["type"].drop_nulls())
    assert types == set(EventType.__args__)
    # By root: remarks and appeals have none, all others have one but for the roots themselves.
    untyped = cameo.filter(pl.col("type").is_null() & (pl.col("code").str.len_chars() > 2))
    assert set(untyped["code"].str.slice(0, 2)) == {"01", "02"}
    assert cameo.filter(pl.col("goldstein").abs() > 10).is_empty()


def test_every_type_has_a_general_code_with_a_name() -> None:
    general = codes.general_codes()
    assert set(general) == set(EventType.__args__)
    assert all(codes.cameo_labels()[code] for code in general.values())
    assert (general["CONSULT"], general["ACCUSE"], general["SANCTION"]) == ("040", "110", "160")
