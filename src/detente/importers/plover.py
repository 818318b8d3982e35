"""PLOVER events as JSON: one object a line, objects one behind the other, or one list of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from detente.importers import codes
from detente.importers.cells import LINE, Cells, RowProblem
from detente.importers.coding import (
    OBJECT,
    ROW,
    cameo_actor,
    cameo_problem,
    cameo_roles,
    date_problem,
    day,
    first_problem,
    keys_of,
    mapped,
    reciprocal,
    stories_of,
    with_cameo,
    with_plover,
)
from detente.model import ReadError

_ROWS = 1 << 14
_LONGEST = 1 << 20
# Where one object of many lines ends: a brace in the first column.
_END = re.compile(r"^\}\s*,?\s*$", re.M)

# The names under which a field is found, the first that is there.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "eventID", "event_id", "_id", "Event ID"),
    "date": ("date", "eventDate", "event_date", "date8", "Event Date"),
    "enddate": ("enddate", "endDate", "end_date"),
    "event": ("event", "type", "eventType", "event_type", "eventcode", "eventCode", "Event Type"),
    "mode": ("mode", "eventMode", "event_mode", "Event Mode"),
    "contexts": ("context", "contexts", "Contexts"),
    "cameo": ("cameo", "cameoCode", "cameo_code"),
    "source": ("source", "actor", "actors", "sourceCode", "Actor Country"),
    "target": ("target", "recipient", "recipients", "targetCode", "Recipient Country"),
    "identity": ("protesteridentity",),
    "text": ("text", "eventText", "sentence", "evidence"),
    "publisher": ("publication", "publisher", "Source"),
    "story": ("storyid", "story", "url", "citation", "headline"),
    "place": ("location", "place"),
}
# The names that version 0.8 of PLOVER had.
_RENAMED = {
    "DEMAND": ("REQUEST", None),
    "DISAPPROVE": ("ACCUSE", "disapprove"),
    "INVESTIGATE": ("ACCUSE", "investigate"),
    "YIELD": ("CONCEDE", None),
    "FIGHT": ("ASSAULT", None),
}
_TYPES = frozenset(codes.plover_table()["type"])


def read(blocks: Iterator[tuple[int, bytes]]) -> Iterator[Cells]:
    """The objects as rows of texts, a column for each key that any of the rows has."""
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[RowProblem] = []
    any_read = False
    for line, piece in _objects(blocks):
        found = _loaded(piece)
        if isinstance(found, str):
            problems.append(RowProblem(line, found))
        else:
            rows.append((line, found))
        if len(rows) + len(problems) >= _ROWS:
            any_read = True
            yield _cells(rows, problems)
            rows, problems = [], []
    if rows or problems:
        yield _cells(rows, problems)
    elif not any_read:
        raise ReadError("an empty file; give one that holds event data")


def _objects(blocks: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, str]]:
    """Each object with the line it begins on: a line, or all lines up to a brace in the first column."""
    pending: list[str] = []
    began = size = 0
    for first, block in blocks:
        if first == 1 and block.lstrip()[:1] not in (b"{", b"["):
            raise ReadError("does not begin with a JSON object, as PLOVER files do: is it one?")
        for number, line in enumerate(block.decode("utf-8", "replace").split("\n"), first):
            bare = line.strip()
            if not pending and (not bare or bare in "[],"):
                continue
            if not pending and bare != "{":
                yield number, bare
                continue
            began = began if pending else number
            pending.append(line)
            size += len(line)
            if _END.match(line.rstrip()) or size > _LONGEST:
                yield began, "\n".join(pending)
                pending, size = [], 0
    if pending:
        yield began, "\n".join(pending)


def _loaded(piece: str) -> dict[str, Any] | str:
    if len(piece) > _LONGEST:
        return "is longer than 1 MB"
    try:
        found = json.loads(piece.strip().removeprefix("[").removesuffix("]").rstrip().removesuffix(","))
    except (ValueError, RecursionError) as error:
        return f"is no JSON object: {str(error)[:80]}"
    return found if isinstance(found, dict) else "is no JSON object"


def _cells(rows: list[tuple[int, dict[str, Any]]], problems: list[RowProblem]) -> Cells:
    names = list(dict.fromkeys(str(name) for _, row in rows for name in row))
    columns = {name: [_text(row.get(name)) for _, row in rows] for name in names}
    columns[OBJECT] = [json.dumps(row, ensure_ascii=False) for _, row in rows]
    lines = pl.Series(LINE, [line for line, _ in rows], pl.Int64)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(lines)
    return Cells(frame, problems)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def code(cells: pl.DataFrame) -> pl.DataFrame:
    given = pl.DataFrame({name: _first(cells, names) for name, names in _FIELDS.items()}).with_row_index(ROW)
    # A number is a code of CAMEO, a word a type of PLOVER.
    number = pl.col("event").str.contains(r"^\s*\d{1,4}\s*$")
    frame = given.with_columns(
        pl.when(number).then(pl.col("event")).otherwise(pl.col("cameo")).fill_null("").alias("given_code"),
        pl.when(number)
        .then(None)
        .otherwise(pl.col("event").str.strip_chars().str.to_uppercase())
        .alias("word"),
        pl.col("mode").alias("given_mode"),
        pl.col("contexts").alias("given_contexts"),
    ).drop("mode", "contexts", "cameo")
    frame = _with_type(with_cameo(frame, "given_code"))
    frame = frame.with_columns(
        keys_of(_identity(frame)).alias("key"),
        pl.col("id").alias("external_id"),
        day("date", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ").alias("day_from"),
        pl.col("code_score").alias("goldstein"),
        stories_of(frame["story"].fill_null("")).alias("story"),
        pl.col("publisher").str.replace(r": Factiva$", ""),
        mapped(frame, ["place"], _place).alias("place"),
        mapped(frame, ["source"], _names).alias("source_name"),
        mapped(frame, ["target"], _names).alias("target_name"),
        mapped(frame, ["source", "identity"], _sectors).alias("source_sector"),
        mapped(frame, ["target"], lambda target: _sectors(target, "")).alias("target_sector"),
        mapped(frame, ["source", "identity"], _source).fill_null("").str.split(";").alias("source"),
        mapped(frame, ["target"], _actors).fill_null("").str.split(";").alias("target"),
    ).with_columns(
        pl.coalesce(day("enddate", "%Y-%m-%d", "%Y%m%d"), "day_from").alias("day_to"),
        first_problem(date_problem("date"), _event_problem()),
    )
    frame = reciprocal(frame).explode("source").explode("target")
    frame = frame.filter(pl.col("source").ne_missing(pl.col("target")) | pl.col("alone"))
    return frame.with_columns(pl.col("source").replace("", None), pl.col("target").replace("", None))


def _first(cells: pl.DataFrame, names: tuple[str, ...]) -> pl.Series:
    present = [pl.col(name).replace("", None) for name in names if name in cells.columns]
    if not present:
        return pl.Series([None] * cells.height, dtype=pl.String)
    return cells.select(pl.coalesce(present)).to_series()


def _with_type(frame: pl.DataFrame) -> pl.DataFrame:
    """The type in words where the file has one, else that of the CAMEO code."""
    types = {word: new for word, (new, _) in _RENAMED.items()}
    modes = {word: mode for word, (_, mode) in _RENAMED.items() if mode}
    frame = frame.with_columns(
        pl.coalesce(pl.col("word").replace(types), "type").alias("type"),
        pl.coalesce(
            pl.col("given_mode").str.strip_chars().str.to_lowercase().replace("", None),
            pl.col("word").replace_strict(modes, default=None, return_dtype=pl.String),
            pl.when(pl.col("word").is_null()).then(pl.col("mode")),
        ).alias("mode"),
        pl.coalesce(mapped(frame, ["given_contexts"], _listed), "contexts").alias("contexts"),
        pl.col("verbal").alias("said"),
    )
    frame = with_plover(frame.drop("quad", "verbal", "plover_score"))
    return frame.with_columns(pl.coalesce("verbal", "said").alias("verbal"))


def _event_problem() -> pl.Expr:
    unknown = pl.col("word").is_not_null() & ~pl.col("type").is_in(list(_TYPES))
    return (
        pl.when(unknown)
        .then(pl.format("has an event type that is not PLOVER's: '{}'", pl.col("word").str.slice(0, 20)))
        .when(pl.col("word").is_null())
        .then(cameo_problem("given_code"))
    )


def _identity(frame: pl.DataFrame) -> pl.Series:
    names = ("id", "date", "event", "source", "target", "text")
    return frame.select(
        pl.concat_str([pl.col(name).fill_null("") for name in names], separator="\x1f")
    ).to_series()


def _parsed(cell: str) -> list[Any]:
    """What a cell lists: a list or an object in JSON, or words parted by semicolons."""
    if cell[:1] in ("[", "{"):
        value = json.loads(cell)
        return value if isinstance(value, list) else [value]
    return [part.strip() for part in cell.split(";") if part.strip()]


def _listed(cell: str) -> str | None:
    return ";".join(str(part) for part in _parsed(cell)) or None


def _value(part: Any, *names: str) -> str:
    if isinstance(part, Mapping):
        return next((str(part[name]) for name in names if part.get(name)), "")
    return str(part)


def _actor(part: Any) -> str | None:
    word = _value(part, "code", "country", "actor", "name")
    if word.upper() in codes.countries() or word in codes.names().values():
        return word.upper()
    return codes.names().get(word.lower()) or cameo_actor(word)


def _actors(cell: str) -> str | None:
    found = [_actor(part) for part in _parsed(cell)]
    return ";".join(dict.fromkeys(code for code in found if code)) or None


def _source(cell: str, identity: str) -> str | None:
    """The actors, or those of the list of protesters ("Women (X): sectors: X"), whose state stands last."""
    if cell:
        return _actors(cell)
    return codes.names().get(identity.rpartition(":")[2].strip().lower())


def _names(cell: str) -> str | None:
    return ";".join(name for part in _parsed(cell) if (name := _value(part, "name", "actor", "code"))) or None


def _sectors(cell: str, identity: str) -> str | None:
    if not cell:
        return codes.sector_of_words(identity.partition(":")[2].rpartition(":")[0])
    words = [_sector(part) for part in _parsed(cell)]
    return ";".join(dict.fromkeys(word for word in words if word)) or None


def _sector(part: Any) -> str | None:
    if isinstance(part, Mapping):
        return str(part["sector"]) if part.get("sector") else None
    return cameo_roles(str(part))


def _place(cell: str) -> str | None:
    parts = _parsed(cell)
    if not parts:
        return None
    if isinstance(parts[0], Mapping):
        words = [_value(parts[0], "name", "city"), _value(parts[0], "country")]
        return ", ".join(word for word in words if word and word != "NULL") or None
    return str(parts[0])
