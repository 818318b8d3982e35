"""ICEWS event tables (Harvard Dataverse, doi:10.7910/DVN/28075)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Layout, sniff, unique_names
from detente.importers.coding import (
    ROW,
    cameo_problem,
    date_problem,
    day,
    first_problem,
    keys_of,
    mapped,
    number,
    stories_of,
    with_cameo,
)
from detente.model import ReadError

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number",
    "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
_NEEDED = ("Event ID", "Event Date", "CAMEO Code", "Source Country", "Target Country")
# By what a row is known: ids repeat, for other actors, other stories and other days.
_IDENTITY = (
    "Event ID", "Event Date", "Source Name", "Target Name", "CAMEO Code", "Story ID", "Sentence Number",
)  # fmt: skip
_MISSING = ("", "NA", "NULL", "None")


def layout(lines: Sequence[str]) -> Layout:
    separator, first = sniff(lines)
    names = unique_names(first)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ReadError(f"has no column {missing[0]!r} in its first line; tables of ICEWS have: is it one?")
    return Layout(names, separator, header=True)


def code(cells: pl.DataFrame) -> pl.DataFrame:
    present = cells.columns
    absent = [pl.lit("").alias(name) for name in COLUMNS if name not in present]
    frame = cells.drop(LINE).with_columns(absent).with_row_index(ROW)
    frame = frame.with_columns(known(name) for name in COLUMNS)
    frame = with_cameo(frame, "CAMEO Code").with_columns(
        keys_of(_identity(frame)).alias("key"),
        pl.col("Event ID").alias("external_id"),
        day("Event Date", "%Y-%m-%d", "%Y%m%d", "%m/%d/%Y").alias("day_from"),
        pl.coalesce(number("Intensity"), "code_score").alias("goldstein"),
        stories_of(frame["Story ID"].fill_null("")).alias("story"),
        pl.col("Publisher").alias("publisher"),
        pl.concat_str("City", "Country", separator=", ", ignore_nulls=True).replace("", None).alias("place"),
        *(_coded(frame, side) for side in ("Source", "Target")),
        *(_sectors(frame, side) for side in ("Source", "Target")),
        pl.col("Source Name").alias("source_name"),
        pl.col("Target Name").alias("target_name"),
    )
    return frame.with_columns(
        pl.col("day_from").alias("day_to"),
        first_problem(date_problem("Event Date"), cameo_problem("CAMEO Code")),
    )


def known(name: str) -> pl.Expr:
    """A cell, null where the dataset writes that there is none."""
    return (
        pl.when(pl.col(name).str.strip_chars().is_in(_MISSING)).then(None).otherwise(pl.col(name)).alias(name)
    )


def known_missing(cell: str) -> bool:
    return cell.strip() in _MISSING


def _identity(frame: pl.DataFrame) -> pl.Series:
    cells = [pl.col(name).fill_null("") for name in _IDENTITY]
    return frame.select(pl.concat_str(cells, separator="\x1f")).to_series()


def _coded(frame: pl.DataFrame, side: str) -> pl.Series:
    return mapped(frame, [f"{side} Country", f"{side} Name"], actor_named).alias(side.lower())


def actor_named(country: str, name: str) -> str | None:
    """The code of a country by its name, else that of the organisation or group that is named."""
    return codes.names().get(country.strip().lower()) or codes.names().get(name.strip().lower())


def _sectors(frame: pl.DataFrame, side: str) -> pl.Series:
    return mapped(frame, [f"{side} Sectors"], codes.sector_of_words).alias(f"{side.lower()}_sector")
