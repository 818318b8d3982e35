"""What the codes of the datasets mean: event types, scores, countries, organisations, sectors; from data/."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import polars as pl


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("detente.importers") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


@cache
def cameo_table() -> pl.DataFrame:
    """A row for each CAMEO code: type, mode and contexts (null for roots 01 and 02), Goldstein score."""
    rows = [
        (row["code"], row["type"] or None, row["mode"] or None, row["contexts"] or None, row["goldstein"])
        for row in _rows("cameo.csv")
    ]
    names = ["code", "type", "mode", "contexts", "goldstein"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(pl.col("goldstein").cast(pl.Float32, strict=False))


@cache
def cameo_labels() -> Mapping[str, str]:
    """The names of the CAMEO codes."""
    return {row["code"]: row["label"] for row in _rows("cameo.csv")}


@cache
def general_codes() -> Mapping[str, str]:
    """For each PLOVER type the most general CAMEO code of it."""
    return {row["type"]: row["cameo"] for row in _rows("plover.csv") if row["cameo"]}


@cache
def icews_names() -> Mapping[str, str]:
    """The names under which ICEWS prints countries, by code."""
    return {row["code"]: row["icews"] or row["names"].split(";")[0] for row in _rows("countries.csv")}


@cache
def plover_table() -> pl.DataFrame:
    """A row for each PLOVER type, with mode null, and each mode: quad class, verbal, score."""
    rows = [
        (row["type"], row["mode"] or None, int(row["quad"]), row["verbal"] == "yes", float(row["score"]))
        for row in _rows("plover.csv")
    ]
    schema = {
        "type": pl.String,
        "mode": pl.String,
        "quad": pl.Int8,
        "verbal": pl.Boolean,
        "plover_score": pl.Float32,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def actor_codes() -> Mapping[str, str]:
    """CAMEO actor codes that are kept under another code."""
    return {row["code"]: row["ours"] for row in _rows("actor_codes.csv")}


@cache
def groups() -> frozenset[str]:
    """CAMEO codes of organisations and groups."""
    return frozenset(row["code"] for row in _rows("actor_codes.csv") if row["kind"] == "group")


@cache
def countries() -> frozenset[str]:
    """The ISO 3166-1 alpha-3 codes of states and territories, and the codes of former states."""
    return frozenset(row["code"] for row in _rows("countries.csv"))


@cache
def names() -> Mapping[str, str]:
    """The code of a country or organisation by each name that a dataset prints, in small letters."""
    by_name = {row["name"].lower(): row["code"] for row in _rows("organisations.csv")}
    for row in _rows("countries.csv"):
        by_name.update((name.lower(), row["code"]) for name in row["names"].split(";") if name)
    return by_name


@cache
def state_numbers() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 codes by Gleditsch-Ward number."""
    return {row["gw"]: row["code"] for row in _rows("countries.csv") if row["gw"]}


@cache
def sectors(scheme: str) -> Mapping[str, str]:
    """Sectors by CAMEO role code ("cameo"), or by the beginnings of words ("words")."""
    return {row["code"]: row["sector"] for row in _rows("sectors.csv") if row["scheme"] == scheme}


def sector_of_words(words: str) -> str | None:
    """The sectors of a list of ICEWS's or POLECAT's, by commas or semicolons, joined by ";"."""
    found = []
    for word in words.replace(";", ",").split(","):
        found += [ours for start, ours in sectors("words").items() if word.strip().startswith(start)][:1]
    return ";".join(dict.fromkeys(found)) or None


def sector_of_roles(roles: str) -> str | None:
    """The sectors of CAMEO role codes that stand one behind the other, three letters each."""
    known = sectors("cameo")
    parts = [roles[at : at + 3].upper() for at in range(0, len(roles), 3)]
    return ";".join(dict.fromkeys(known[part] for part in parts if part in known)) or None
