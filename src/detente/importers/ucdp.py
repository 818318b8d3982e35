"""UCDP Georeferenced Event Dataset: events of organised violence that killed somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Layout, sniff, unique_names
from detente.importers.coding import (
    ROW,
    date_problem,
    day,
    first_problem,
    key_of,
    mapped,
    stories_of,
    whole,
    with_plover,
)
from detente.model import ReadError

_NEEDED = ("id", "date_start", "date_end", "side_a", "side_b", "type_of_violence")
_OPTIONAL = (
    "gwnoa", "gwnob", "source_article", "source_office", "where_coordinates", "country", "conflict_name",
)  # fmt: skip
_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f", "%m/%d/%Y")
_GOVERNMENT = re.compile(r"Government of (?:the )?(.+)")
# One-sided violence: the only kind that tells who attacked.
_ONE_SIDED = "3"


def layout(lines: Sequence[str]) -> Layout:
    separator, first = sniff(lines)
    names = unique_names(first)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ReadError(f"has no column {missing[0]!r} in its first line; UCDP's GED has: is it one?")
    return Layout(names, separator, header=True)


def code(cells: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit("").alias(name) for name in _OPTIONAL if name not in cells.columns]
    frame = cells.drop(LINE).with_columns(absent).with_row_index(ROW)
    frame = frame.with_columns(pl.lit("ASSAULT").alias("type"), pl.lit(None, pl.String).alias("mode"))
    frame = with_plover(frame).with_columns(
        pl.Series([_key(cell) for cell in frame["id"]], dtype=pl.UInt64).alias("key"),
        whole("id").alias("external_id"),
        whole("type_of_violence").alias("kind"),
        day("date_start", *_FORMATS).alias("day_from"),
        day("date_end", *_FORMATS).alias("day_to"),
        stories_of(frame["source_article"]).alias("story"),
        pl.col("source_office").replace("", None).alias("publisher"),
        _place().alias("place"),
        mapped(frame, ["gwnoa", "side_a"], _side).alias("source"),
        mapped(frame, ["gwnob", "side_b"], _side).alias("target"),
        pl.col("side_a").replace("", None).alias("source_name"),
        pl.col("side_b").replace("", None).alias("target_name"),
        mapped(frame, ["gwnoa", "side_a"], _sector).alias("source_sector"),
        mapped(frame, ["gwnob", "side_b"], _sector).alias("target_sector"),
    )
    frame = frame.with_columns(
        first_problem(
            _id_problem(), date_problem("date_start"), date_problem("date_end", "day_to"), _backwards()
        )
    )
    return pl.concat([frame, _other_way(frame)])


def _other_way(frame: pl.DataFrame) -> pl.DataFrame:
    """Two sides that fight do so on each other: UCDP does not tell who attacked, and we do not guess."""
    both = frame.filter(pl.col("kind") != _ONE_SIDED)
    return both.with_columns(
        pl.col(theirs).alias(ours)
        for one, other in (("source", "target"), ("target", "source"))
        for ours, theirs in (
            (one, other),
            (f"{one}_name", f"{other}_name"),
            (f"{one}_sector", f"{other}_sector"),
        )
    )


def _key(cell: str) -> int | None:
    number = cell.strip().removesuffix(".0")
    if number.isdigit() and len(number) < 19:
        return int(number)
    return key_of(number) if number else None


def _side(number: str, name: str) -> str | None:
    state = codes.state_numbers().get(number.strip().removesuffix(".0"))
    government = _GOVERNMENT.match(name)
    named = government[1] if government else name
    return state or codes.names().get(named.strip().lower())


def _sector(number: str, name: str) -> str | None:
    if name == "Civilians":
        return "civilians"
    return "government" if number.strip() or _GOVERNMENT.match(name) else "militants"


def _place() -> pl.Expr:
    where = [pl.col(name).replace("", None) for name in ("where_coordinates", "country")]
    return pl.concat_str(where, separator=", ", ignore_nulls=True).replace("", None)


def _id_problem() -> pl.Expr:
    return pl.when(pl.col("key").is_null()).then(pl.lit("has no id"))


def _backwards() -> pl.Expr:
    return pl.when(pl.col("day_to") < pl.col("day_from")).then(pl.lit("ends before it begins"))
