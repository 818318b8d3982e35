"""Phoenix event tables: the daily files of 2014 on, and the historical ones of the Cline Center."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Layout, sniff, unique_names, usual_width
from detente.importers.coding import (
    ROW,
    cameo_actor,
    cameo_problem,
    cameo_roles,
    date_problem,
    day,
    first_problem,
    keys_of,
    mapped,
    number,
    stories_of,
    whole,
    with_cameo,
)
from detente.model import ReadError

# The daily files have no header; the historical ones have, with other names for the same columns.
DAILY = (
    "EventID", "Date", "Year", "Month", "Day", "SourceActorFull", "SourceActorEntity", "SourceActorRole",
    "SourceActorAttribute", "TargetActorFull", "TargetActorEntity", "TargetActorRole", "TargetActorAttribute",
    "EventCode", "EventRootCode", "QuadClass", "GoldsteinScore", "Issues", "ActionLat", "ActionLong",
    "LocationName", "GeoCountryName", "GeoStateName", "SentenceID", "URLs", "NewsSources",
)  # fmt: skip
_HISTORICAL = {
    "eid": "EventID", "story_date": "Date", "source": "SourceActorFull", "source_root": "SourceActorEntity",
    "source_agent": "SourceActorRole", "target": "TargetActorFull", "target_root": "TargetActorEntity",
    "target_agent": "TargetActorRole", "code": "EventCode", "quad_class": "QuadClass",
    "goldstein": "GoldsteinScore", "placename": "LocationName", "countryname": "GeoCountryName",
    "aid": "SentenceID", "goldsteinscore": "GoldsteinScore", "lon": "ActionLong", "lat": "ActionLat",
}  # fmt: skip
_NEEDED = ("EventID", "Date", "SourceActorFull", "TargetActorFull", "EventCode")


def layout(lines: Sequence[str]) -> Layout:
    separator, first = sniff(lines)
    names = unique_names(first)
    if not set(_NEEDED) - {_ours(name) for name in names}:
        return Layout(names, separator, header=True)
    width = usual_width(lines, separator)
    if width != len(DAILY) or separator != "\t":
        raise ReadError(
            f"has {width} columns and no header of Phoenix; its daily files have {len(DAILY)}: is it one?"
        )
    return Layout(DAILY, separator)


def _ours(name: str) -> str:
    by_small = {known.lower(): known for known in DAILY}
    return _HISTORICAL.get(name.lower()) or by_small.get(name.lower(), name)


def code(cells: pl.DataFrame) -> pl.DataFrame:
    frame = cells.drop(LINE)
    frame = frame.rename({name: _ours(name) for name in frame.columns if _ours(name) not in frame.columns})
    absent = [pl.lit("").alias(name) for name in DAILY if name not in frame.columns]
    frame = frame.with_columns(absent).with_row_index(ROW)
    frame = with_cameo(frame, "EventCode").with_columns(
        keys_of(_identity(frame)).alias("key"),
        pl.col("EventID").alias("external_id"),
        day("Date", "%Y%m%d", "%Y-%m-%d", "%m/%d/%Y").alias("day_from"),
        pl.coalesce(number("GoldsteinScore"), "code_score").alias("goldstein"),
        whole("QuadClass").cast(pl.Int8, strict=False).alias("quad_given"),
        stories_of(_story(frame)).alias("story"),
        pl.col("NewsSources").replace("", None).alias("publisher"),
        pl.col("LocationName").replace("", None).alias("place"),
        *(
            mapped(frame, [f"{side}ActorFull"], cameo_actor).alias(side.lower())
            for side in ("Source", "Target")
        ),
        *(_sector(frame, side) for side in ("Source", "Target")),
        pl.col("SourceActorFull").replace("", None).alias("source_name"),
        pl.col("TargetActorFull").replace("", None).alias("target_name"),
    )
    return frame.with_columns(
        pl.col("day_from").alias("day_to"), first_problem(date_problem("Date"), cameo_problem("EventCode"))
    )


def _identity(frame: pl.DataFrame) -> pl.Series:
    # The ids of the daily files carry the day; those of the three historical files each begin at 1.
    names = ("EventID", "Date", "SourceActorFull", "TargetActorFull", "EventCode", "SentenceID")
    return frame.select(pl.concat_str([pl.col(name) for name in names], separator="\x1f")).to_series()


def _story(frame: pl.DataFrame) -> pl.Series:
    sentence = pl.col("SentenceID").str.extract(r"^(.*?)(?:_\d+)?$")
    return frame.select(pl.coalesce(pl.col("URLs").replace("", None), sentence).fill_null("")).to_series()


def _sector(frame: pl.DataFrame, side: str) -> pl.Series:
    def sector(full: str, role: str) -> str | None:
        return codes.sector_of_roles(role.strip()) or cameo_roles(full)

    return mapped(frame, [f"{side}ActorFull", f"{side}ActorRole"], sector).alias(f"{side.lower()}_sector")
