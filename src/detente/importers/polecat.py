"""POLECAT event tables (Harvard Dataverse, doi:10.7910/DVN/AJGVIT), coded to PLOVER."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Layout, Repair, sniff, unique_names
from detente.importers.coding import (
    ROW,
    date_problem,
    day,
    first_problem,
    keys_of,
    mapped,
    number,
    reciprocal,
    stories_of,
    with_plover,
)
from detente.importers.icews import known, known_missing
from detente.model import ReadError

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename",
    "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip
# Columns of some releases only.
_SOMETIMES = ("Event Intensity", "Headline", "Event Text", "Feed", "Story ID")
_NEEDED = ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country")
# Free text, in which tabs stray, and cells of a form of their own, by which a row falls into place again.
_FREE = (
    "Story Locations", "Story Organizations", "Story People", "Raw Placename", "Headline", "Event Text",
    "Actor Name Raw", "Recipient Name Raw", "Actor Title", "Recipient Title", "Placename", "Actor Name",
    "Recipient Name",
)  # fmt: skip
_FORMS = {
    name: re.compile(form)
    for name, form in {
        "Event Date": r"\d{4}-\d\d-\d\d.*",
        "Event Type": r"[A-Z]+",
        "Latitude": r"(-?\d+(\.\d*)?|None|NA)?",
        "Longitude": r"(-?\d+(\.\d*)?|None|NA)?",
        "GeoNames ID": r"(\d+(\.0)?|None|NA)?",
        "Publication Date": r"(\d{4}-\d\d-\d\d.*|None|NA)?",
        "Language": r"([A-Za-z_-]{2,12}|None|NA)?",
        "Version": r"(\S*\d\S*|None|NA)?",
    }.items()
}
_QUADS = {"VERBAL COOPERATION": 1, "MATERIAL COOPERATION": 2, "VERBAL CONFLICT": 3, "MATERIAL CONFLICT": 4}
_CODE = re.compile(r"[A-Z]{3}")
_MOST_ACTORS = 12


def layout(lines: Sequence[str]) -> Layout:
    separator, first = sniff(lines)
    names = unique_names(first)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ReadError(f"has no column {missing[0]!r} in its first line; tables of POLECAT have: is it one?")
    return Layout(names, separator, header=True, repair=_repair(names))


def _repair(names: tuple[str, ...]) -> Repair:
    """Puts a row with stray tabs back into its columns, where one way of doing so fits every form."""
    forms = [(names.index(name), form) for name, form in _FORMS.items() if name in names]
    free = [names.index(name) for name in _FREE if name in names]

    def repair(row: list[str]) -> list[str] | None:
        while len(row) > len(names) and not row[-1].strip():
            row = row[:-1]
        surplus = len(row) - len(names)
        if surplus < 0:
            return None
        # A tab stands between words rather than between cells that are empty.
        torn = sorted(free, key=lambda at: any(known_missing(c) for c in row[at : at + surplus + 1]))
        ways = [row] if not surplus else [_joined(row, at, surplus) for at in torn]
        return next((way for way in ways if all(form.fullmatch(way[at].strip()) for at, form in forms)), None)

    return repair


def _joined(row: list[str], at: int, surplus: int) -> list[str]:
    return [*row[:at], " ".join(row[at : at + surplus + 1]), *row[at + surplus + 1 :]]


def code(cells: pl.DataFrame) -> pl.DataFrame:
    expected = (*COLUMNS, *_SOMETIMES)
    absent = [pl.lit("").alias(name) for name in expected if name not in cells.columns]
    frame = cells.drop(LINE).with_columns(absent).with_row_index(ROW)
    frame = frame.with_columns(known(name) for name in expected)
    frame = with_plover(_typed(frame)).with_columns(
        keys_of(_identity(frame)).alias("key"),
        pl.col("Event ID").alias("external_id"),
        day("Event Date", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S").alias("day_from"),
        pl.coalesce(number("Intensity"), number("Event Intensity")).alias("own_score"),
        pl.col("Quad Code").str.to_uppercase().replace_strict(_QUADS, default=None).alias("quad_given"),
        pl.coalesce(pl.col("Contexts").str.replace_all(r"[,;]\s*", ";").str.strip_chars("; ")).alias(
            "contexts"
        ),
        stories_of(_story(frame)).alias("story"),
        pl.col("Source").alias("publisher"),
        pl.coalesce("Placename", "City", "Country").alias("place"),
    )
    frame = frame.with_columns(
        pl.col("day_from").alias("day_to"),
        pl.coalesce("own_score", "plover_score").alias("plover_score"),
        first_problem(date_problem("Event Date"), _type_problem(), _crowd_problem()),
    )
    return _paired(frame)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col("Event Type").str.strip_chars().str.to_uppercase().alias("type"),
        pl.col("Event Mode").str.strip_chars().str.to_lowercase().alias("mode"),
    )


def _identity(frame: pl.DataFrame) -> pl.Series:
    names = ("Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Recipient Name", "Version")
    return frame.select(
        pl.concat_str([pl.col(name).fill_null("") for name in names], separator="\x1f")
    ).to_series()


def _story(frame: pl.DataFrame) -> pl.Series:
    """The story's id where a release has it; else what the ids of one story's events have in common."""
    stem = pl.col("Event ID").str.extract(r"^(.*?)(?:[-_][A-Za-z]+)?$")
    return frame.select(pl.coalesce("Story ID", stem).fill_null("")).to_series()


def _type_problem() -> pl.Expr:
    types = codes.plover_table()["type"].unique().to_list()
    return (
        pl.when(pl.col("type").is_null())
        .then(pl.lit("has no event type"))
        .when(~pl.col("type").is_in(types))
        .then(
            pl.format("has an event type that is not PLOVER's: '{}'", pl.col("Event Type").str.slice(0, 20))
        )
    )


def _crowd_problem() -> pl.Expr:
    sides = [pl.col(f"{side} Country").str.count_matches(";") for side in ("Actor", "Recipient")]
    return pl.when(pl.any_horizontal(side >= _MOST_ACTORS for side in sides)).then(
        pl.lit(f"names more than {_MOST_ACTORS} countries on one side")
    )


def _paired(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each ordered pair of countries: a row of POLECAT may name several on either side."""
    for side, ours in (("Actor", "source"), ("Recipient", "target")):
        frame = frame.with_columns(
            mapped(frame, [f"{side} Country", f"{side} Name"], _actors).alias(ours),
            mapped(frame, [f"Primary {side} Sector", f"{side} Sectors"], _sector).alias(f"{ours}_sector"),
            pl.col(f"{side} Name").alias(f"{ours}_name"),
        ).with_columns(pl.col(ours).fill_null("").str.split(";"))
    frame = reciprocal(frame).explode("source").explode("target")
    frame = frame.filter(pl.col("source").ne_missing(pl.col("target")) | pl.col("alone"))
    return frame.with_columns(pl.col("source").replace("", None), pl.col("target").replace("", None))


def _actors(countries: str, names: str) -> str | None:
    found = [_country(part.strip()) for part in countries.split(";")] if countries else []
    found = found or [codes.names().get(name.strip().lower()) for name in names.split(";")]
    return ";".join(dict.fromkeys(_present(found))) or None


def _present(found: Iterable[str | None]) -> list[str]:
    return [code for code in found if code]


def _country(word: str) -> str | None:
    renamed = codes.actor_codes().get(word) or codes.names().get(word.lower())
    return renamed or (word if _CODE.fullmatch(word) else None)


def _sector(primary: str, words: str) -> str | None:
    return (
        codes.sector_of_roles(primary.strip())
        or codes.sector_of_words(primary)
        or codes.sector_of_words(words)
    )
