"""GDELT 1.0 and 2.0 event tables, as published and after a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Layout, sniff, usual_width
from detente.importers.coding import (
    ROW,
    cameo_actor,
    cameo_problem,
    date_problem,
    day,
    first_problem,
    mapped,
    number,
    stories_of,
    whole,
    with_cameo,
)
from detente.model import ReadError


def _actor(which: int) -> list[str]:
    parts = (
        "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
        "Type1Code", "Type2Code", "Type3Code",
    )  # fmt: skip
    return [f"Actor{which}{part}" for part in parts]


def _geo(place: str, *, second: bool) -> list[str]:
    parts = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
    return [f"{place}Geo_{part}" for part in parts if second or part != "ADM2Code"]


def _names(*, second: bool) -> tuple[str, ...]:
    return (
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *_actor(1), *_actor(2),
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
        "NumMentions", "NumSources", "NumArticles", "AvgTone", *_geo("Actor1", second=second),
        *_geo("Actor2", second=second), *_geo("Action", second=second), "DATEADDED", "SOURCEURL",
    )  # fmt: skip


VERSION_1, VERSION_2 = _names(second=False), _names(second=True)
# Before April 2013 the tables of version 1 have no column for the address.
_BY_WIDTH = {57: VERSION_1[:-1], 58: VERSION_1, 61: VERSION_2}


def layout(lines: Sequence[str]) -> Layout:
    """By the number of columns: the tables have no header, and one that was added may be damaged."""
    separator, first = sniff(lines)
    width = usual_width(lines, separator)
    if width not in _BY_WIDTH:
        raise ReadError(
            f"has {width} columns; tables of GDELT events have 57 or 58 (1.0) or 61 (2.0): is it one?"
        )
    return Layout(_BY_WIDTH[width], separator, header=not any(map(str.isdigit, first[0])))


def code(cells: pl.DataFrame) -> pl.DataFrame:
    frame = cells.drop(LINE).with_row_index(ROW)
    if "SOURCEURL" not in frame.columns:
        frame = frame.with_columns(pl.lit("").alias("SOURCEURL"))
    frame = with_cameo(frame, "EventCode").with_columns(
        whole("GLOBALEVENTID").cast(pl.UInt64, strict=False).alias("key"),
        whole("GLOBALEVENTID").alias("external_id"),
        day("SQLDATE", "%Y%m%d", "%Y-%m-%d").alias("day_from"),
        pl.coalesce(number("GoldsteinScale"), "code_score").alias("goldstein"),
        whole("QuadClass").cast(pl.Int8, strict=False).alias("quad_given"),
        stories_of(frame["SOURCEURL"]).alias("story"),
        pl.col("SOURCEURL").str.extract(r"^[a-z]+://(?:www\.)?([^/:?#]+)").alias("publisher"),
        _text("ActionGeo_FullName").alias("place"),
        *(_coded_actor(frame, which, ours) for which, ours in ((1, "source"), (2, "target"))),
        *(_sector(frame, which, ours) for which, ours in ((1, "source"), (2, "target"))),
        _text("Actor1Name").alias("source_name"),
        _text("Actor2Name").alias("target_name"),
    )
    return frame.with_columns(
        pl.col("day_from").alias("day_to"),
        first_problem(_id_problem(), date_problem("SQLDATE"), cameo_problem("EventCode")),
    )


def _text(column: str) -> pl.Expr:
    return pl.col(column).replace("", None)


def _coded_actor(frame: pl.DataFrame, which: int, ours: str) -> pl.Series:
    columns = [f"Actor{which}{part}" for part in ("CountryCode", "KnownGroupCode", "Code")]
    return mapped(frame, columns, _resolve).alias(ours)


def _resolve(country: str, group: str, code: str) -> str | None:
    """The state an actor belongs to; an organisation where it has none, or is given to a region."""
    country = country.strip().upper()
    renamed = codes.actor_codes()
    state = renamed.get(country, country)
    if state in codes.countries():
        return state
    return renamed.get(group.strip().upper()) or cameo_actor(code) or state or None


def _sector(frame: pl.DataFrame, which: int, ours: str) -> pl.Series:
    columns = [f"Actor{which}Type{place}Code" for place in (1, 2, 3)]
    return mapped(frame, columns, lambda *roles: codes.sector_of_roles("".join(roles))).alias(
        f"{ours}_sector"
    )


def _id_problem() -> pl.Expr:
    shown = pl.col("GLOBALEVENTID").str.slice(0, 24)
    return pl.when(pl.col("key").is_null()).then(
        pl.format("has an id that is no whole number, or was rounded by a spreadsheet: '{}'", shown)
    )
