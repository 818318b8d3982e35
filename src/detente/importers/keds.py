"""KEDS and TABARI event files: a date, two actors and a code a line, with or without header and label."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from detente.importers.cells import LINE, Layout, csv_rows, sniff, unique_names, usual_width
from detente.importers.coding import (
    ROW,
    cameo_actor,
    cameo_problem,
    cameo_roles,
    date_problem,
    first_problem,
    keys_of,
    mapped,
    with_cameo,
)
from detente.model import ReadError

_NAMES = ("date", "source", "target", "code", "label", "text")
_HEADER = {
    "date": "date", "source": "source", "target": "target", "code": "code", "sourceactor": "source",
    "targetactor": "target", "eventcode": "code", "cameo": "code", "event": "code", "day": "date",
    "label": "label", "text": "text",
}  # fmt: skip
_DATE = re.compile(r"\d{6}|\d{8}|\d{4}-\d\d-\d\d|\d\d/\d\d/\d\d(\d\d)?")
# Files of the 1990s write the year with two digits; no data set of the project begins before 1945.
_CENTURY_TURNS = 45
# WEIS has 22 roots, CAMEO 20: three digits that begin with 21 or 22 are WEIS.
_WEIS = re.compile(r"2[12]\d")


def layout(lines: Sequence[str]) -> Layout:
    separator, first = sniff(lines)
    names = unique_names(first)
    ours = [_HEADER.get(name.lower()) for name in names]
    header = {"date", "source", "target", "code"} <= set(ours)
    if not header:
        width = usual_width(lines, separator)
        if not _DATE.fullmatch(first[0].strip()) or not 4 <= width <= len(_NAMES):
            raise ReadError(
                "does not begin with a date, two actors and a code a line, as files of KEDS do: is it one?"
            )
        names = _NAMES[:width]
    _check_scheme(lines, separator, ours.index("code") if header else 3)
    return Layout(names, separator, header=header)


def _check_scheme(lines: Sequence[str], separator: str, at: int) -> None:
    rows = [row for row in csv_rows(lines, separator) if len(row) > at]
    weis = [row[at] for row in rows if _WEIS.fullmatch(row[at].strip())]
    if weis:
        raise ReadError(
            f"codes events by WEIS ({weis[0]} stands in it), of which no table to CAMEO or PLOVER is "
            "known; recode it, or import a file that is coded by CAMEO"
        )


def code(cells: pl.DataFrame) -> pl.DataFrame:
    frame = cells.drop(LINE)
    frame = frame.rename({name: _HEADER[name.lower()] for name in frame.columns if name.lower() in _HEADER})
    absent = [pl.lit("").alias(name) for name in _NAMES if name not in frame.columns]
    frame = frame.with_columns(absent).with_row_index(ROW)
    frame = with_cameo(frame, "code").with_columns(
        keys_of(_identity(frame)).alias("key"),
        mapped(frame, ["date"], _day).str.to_date("%Y-%m-%d", strict=False).alias("day_from"),
        pl.col("code_score").alias("goldstein"),
        *(pl.col(side).replace("", None).alias(f"{side}_name") for side in ("source", "target")),
        *(mapped(frame, [side], cameo_actor).alias(f"{side}_code") for side in ("source", "target")),
        *(mapped(frame, [side], cameo_roles).alias(f"{side}_sector") for side in ("source", "target")),
    )
    frame = frame.with_columns(first_problem(date_problem("date"), cameo_problem("code")))
    return frame.with_columns(
        pl.col("day_from").alias("day_to"),
        pl.col("source_code").alias("source"),
        pl.col("target_code").alias("target"),
    )


def _identity(frame: pl.DataFrame) -> pl.Series:
    """Lines of KEDS have no id. Equal lines of one file are reports of one event, counted once: the
    project's own files have been through its one-a-day filter."""
    names = ("date", "source", "target", "code", "text")
    return frame.select(pl.concat_str([pl.col(name) for name in names], separator="\x1f")).to_series()


def _day(date: str) -> str | None:
    digits = re.sub(r"\D", "", date) if _DATE.fullmatch(date.strip()) else ""
    if "/" in date and digits:
        digits = digits[4:] + digits[:4]
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) >= _CENTURY_TURNS else "20") + digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else None
