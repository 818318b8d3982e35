"""What every dataset shares: dates, codes and identities; frames of cells -> rows coded alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from detente.event_frame import IMPORTED
from detente.importers import codes
from detente.importers.cells import LINE, Cells, RowProblem

# Why a row is left out: null where it is not. ROW tells which row of the cells a coded row is of.
WHY = "why"
ROW = "row"
# An object of JSON is kept as it stands; of a table, the cells with marks between them that no cell holds.
OBJECT = "\x1fobject"
_BETWEEN, _ABSENT = "\x1f", "\x1e"
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


@dataclass(slots=True)
class ImportedPart:
    """Some rows of a dataset: `events` in the shape of `event_frame.IMPORTED`, and beside each row of it
    in `originals` the cells of the row it was made of, which `original_columns` takes apart by the `names`
    of the columns. `read` counts rows of the dataset."""

    events: pl.DataFrame
    originals: pl.Series
    names: tuple[str, ...]
    problems: list[RowProblem] = field(default_factory=list)
    read: int = 0
    repaired: int = 0
    recoded: int = 0


def part_of(cells: Cells, coded: pl.DataFrame) -> ImportedPart:
    """The rows that are in order, and those that are not with the reason; `coded` has ROW and WHY."""
    bad = coded.filter(pl.col(WHY).is_not_null()).unique(ROW, maintain_order=True)
    lines = cells.frame[LINE]
    problems = [RowProblem(int(lines[row]), why) for row, why in bad.select(ROW, WHY).iter_rows()]
    good = coded.filter(pl.col(WHY).is_null()).with_columns(
        lines.gather(coded.filter(pl.col(WHY).is_null())[ROW]).alias("line")
    )
    names, originals = _originals(cells.frame.drop(LINE))
    read = cells.frame.height + len(cells.problems)
    problems = sorted(cells.problems + problems, key=lambda problem: problem.line)
    return ImportedPart(
        _shaped(good), originals.gather(good[ROW]), names, problems, read, cells.repaired, cells.recoded
    )


def _originals(frame: pl.DataFrame) -> tuple[tuple[str, ...], pl.Series]:
    if OBJECT in frame.columns:
        return (OBJECT,), frame[OBJECT]
    cells = [pl.col(name).fill_null(_ABSENT) for name in frame.columns]
    return tuple(frame.columns), frame.select(pl.concat_str(cells, separator=_BETWEEN)).to_series()


def original_columns(names: Sequence[str], original: str) -> dict[str, Any]:
    """The columns of a row of a dataset as they came."""
    if tuple(names) == (OBJECT,):
        return dict(json.loads(original))
    return dict(zip(names, original.split(_BETWEEN), strict=False))


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, kind).alias(name) for name, kind in IMPORTED.items() if name not in frame.columns]
    return frame.with_columns(absent).select(IMPORTED.names()).cast(IMPORTED)


def mapped(frame: pl.DataFrame, columns: Sequence[str], code: Callable[..., str | None]) -> pl.Series:
    """`code` of the cells of some columns, row by row, worked out once for each combination of them."""
    if len(columns) == 1:
        series = frame[columns[0]]
        known = {value: code(value or "") for value in series.unique()}
        return pl.Series([known[value] for value in series], dtype=pl.String)
    keys = frame.select(columns)
    unique = keys.unique(maintain_order=True)
    unique = unique.with_columns(
        pl.Series(ROW, [code(*(cell or "" for cell in row)) for row in unique.iter_rows()], pl.String)
    )
    return keys.join(unique, on=list(columns), how="left", nulls_equal=True, maintain_order="left")[ROW]


def key_of(text: str) -> int:
    """A whole number below 2**64 that stands for a text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def keys_of(texts: pl.Series) -> pl.Series:
    return pl.Series([key_of(text) for text in texts], dtype=pl.UInt64)


def stories_of(texts: pl.Series) -> pl.Series:
    """Keys of stories; null where the dataset names none."""
    known = {text: key_of(text) if text else None for text in texts.unique()}
    return pl.Series([known[text] for text in texts], dtype=pl.UInt64)


def number(column: str) -> pl.Expr:
    """A cell as a number, also with the comma of a spreadsheet; null where it is none."""
    return pl.col(column).str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float32, strict=False)


def whole(column: str) -> pl.Expr:
    """A cell that should be a whole number, without the ``.0`` that statistics programs add."""
    return pl.col(column).str.strip_chars().str.replace(r"\.0+$", "")


def day(column: str, *formats: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.coalesce(text.str.to_date(form, strict=False, exact=True) for form in formats)


def date_problem(column: str, day_column: str = "day_from") -> pl.Expr:
    """Why a row has no usable date, or null."""
    parsed, shown = pl.col(day_column), pl.col(column).str.slice(0, 40)
    out = (parsed.dt.year() < _FIRST_YEAR) | (parsed.dt.year() > _LAST_YEAR)
    return (
        pl.when(pl.col(column).str.strip_chars().fill_null("") == "")
        .then(pl.lit("has no date"))
        .when(parsed.is_null())
        .then(pl.format("has a date that is none: '{}'", shown))
        .when(out)
        .then(pl.format(f"has a date outside {_FIRST_YEAR} to {_LAST_YEAR}: '{{}}'", shown))
    )


def with_cameo(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """`cameo`, `type`, `mode`, `contexts`, `code_score` (Goldstein) and what follows from the PLOVER type.

    Leading zeros that a spreadsheet took away come back: no dataset prints a code of less than three
    digits, and of longer ones only those that are codes as they stand are none of CAMEO's.
    """
    table = codes.cameo_table()
    known = set(table["code"])
    frame = frame.with_columns(mapped(frame, [column], lambda code: _cameo(code, known)).alias("cameo"))
    coded = table.rename({"code": "cameo", "goldstein": "code_score"})
    frame = frame.join(coded, on="cameo", how="left", maintain_order="left")
    return with_plover(frame).with_columns(
        pl.when(pl.col("cameo").str.slice(0, 2).is_in(["01", "02"]))
        .then(pl.lit(True))
        .otherwise(pl.col("verbal"))
        .alias("verbal")
    )


def _cameo(code: str, known: set[str]) -> str | None:
    code = code.strip().removesuffix(".0")
    if len(code) == 1:
        code = f"0{code}"
    if len(code) == 2:
        code = f"{code}0" if code.startswith("0") else f"0{code}"
    return next((form for form in (code, f"0{code}") if form in known), None)


def cameo_problem(column: str) -> pl.Expr:
    return (
        pl.when(pl.col(column).str.strip_chars().fill_null("") == "")
        .then(pl.lit("has no event code"))
        .when(pl.col("cameo").is_null())
        .then(pl.format("has an event code that is not in CAMEO: '{}'", pl.col(column).str.slice(0, 20)))
    )


def with_plover(frame: pl.DataFrame) -> pl.DataFrame:
    """`quad`, `verbal` and `plover_score` by `type` and `mode`; a mode the manual lacks counts as none."""
    table = codes.plover_table()
    modes = table.filter(pl.col("mode").is_not_null()).select("type", "mode", "plover_score")
    types = table.filter(pl.col("mode").is_null()).drop("mode").rename({"plover_score": "type_score"})
    frame = frame.join(modes, on=["type", "mode"], how="left", maintain_order="left")
    frame = frame.join(types, on="type", how="left", maintain_order="left")
    return frame.with_columns(pl.coalesce("plover_score", "type_score").alias("plover_score")).drop(
        "type_score"
    )


# Types whose actors, where PLOVER names several and no recipient, do it together.
_TOGETHER = ("AGREE", "CONSULT", "COOPERATE")


def reciprocal(frame: pl.DataFrame) -> pl.DataFrame:
    """The lists `source` and `target`: those who act together, with no recipient, act on each other. `alone`
    marks rows in which an actor may stand on both sides, since nobody else is named."""
    together = (
        pl.col("type").is_in(list(_TOGETHER)) & (pl.col("source").list.len() > 1) & (pl.col("target") == [""])
    )
    target = pl.when(together).then(pl.col("source")).otherwise(pl.col("target")).alias("target")
    return frame.with_columns(target, (~together).alias("alone"))


def cameo_actor(code: str) -> str | None:
    """The state, organisation or group of a CAMEO actor code such as ``USAGOV`` or ``IGOUNO``; null for
    roles without one (``COP``)."""
    code = code.strip().upper()
    renamed, states = codes.actor_codes(), codes.countries()
    parts = [code[at : at + 3] for at in range(0, len(code), 3)]
    if code in renamed:
        return renamed[code]
    if parts and (parts[0] in states and parts[0] not in codes.groups()):
        return renamed.get(parts[0], parts[0])
    group = next((renamed[part] for part in parts if part in codes.groups()), None)
    return group or next((renamed[part] for part in parts[:1] if part in renamed), None)


def cameo_roles(code: str) -> str | None:
    """The sectors in a CAMEO actor code: all but its first three letters, or all of a code of roles."""
    code = code.strip()
    return codes.sector_of_roles(code[3:] if cameo_actor(code) and len(code) > 3 else code)


def first_problem(*problems: pl.Expr) -> pl.Expr:
    return pl.coalesce(*problems).alias(WHY)
