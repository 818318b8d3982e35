"""Weights of events brought by the user: a file that says what a type of event is worth."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import polars as pl

from detente.model import EventType, RequestError
from detente.relations.words import one_line

# The event types of PLOVER (Open Event Data Alliance, 2018, and the manual of 2024).
PLOVER_TYPES = get_args(EventType)
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """What events are worth: by PLOVER type (``SANCTION``), by type and mode (``SANCTION convict``) or by
    CAMEO code
    (``0871``, or ``087`` for all below it). The closest key decides; `name` is the file's, for the record.
    """

    name: str
    by_key: Mapping[str, float]

    def of(self, rows: pl.DataFrame) -> pl.Series:
        """The weight of each row; null where no key fits: unweighted, which is not zero."""
        kinds = rows.select("type", "mode", "cameo").unique()
        worth = [self._one(*kind) for kind in kinds.iter_rows()]
        table = kinds.with_columns(pl.Series("weight", worth, dtype=pl.Float64))
        joined = rows.select("type", "mode", "cameo").join(
            table, on=["type", "mode", "cameo"], how="left", nulls_equal=True, maintain_order="left"
        )
        return joined["weight"]

    def _one(self, kind: str | None, mode: str | None, cameo: str | None) -> float | None:
        for key in _keys(kind, mode, cameo):
            if key in self.by_key:
                return self.by_key[key]
        return None


def _keys(kind: str | None, mode: str | None, cameo: str | None) -> Iterable[str]:
    if cameo:
        yield from (cameo[:length] for length in range(len(cameo), 1, -1))
    if kind and mode:
        yield f"{kind.upper()} {mode.casefold()}"
    if kind:
        yield kind.upper()


def load_weights(path: str | Path) -> Weights:
    """The weights of a CSV file with the columns ``type`` and ``weight``.

    Raises RequestError, with the line, for a file that cannot be read, a weight that is no number, a type
    named twice, and types that PLOVER does not have.
    """
    file = Path(path)
    return parse_weights(_text(file), file.name)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise RequestError(f"{file}: a file of weights is no larger than {_LARGEST_FILE:,} bytes.")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError(f"{file}: the weights are not UTF-8 text; save them as CSV in UTF-8.") from None
    except OSError as error:
        raise RequestError(f"{file}: cannot read the weights: {error.strerror or error}.") from None


def parse_weights(text: str, name: str) -> Weights:
    """The weights in the text of such a file; `name` stands in messages. Raises RequestError."""
    rows = csv.DictReader(io.StringIO(text))
    if not {"type", "weight"} <= set(rows.fieldnames or ()):
        raise RequestError(f"{name}: a file of weights has the columns type and weight in its first line.")
    by_key: dict[str, float] = {}
    unknown: list[str] = []
    for row in rows:
        key = _key(row["type"] or "")
        if key in by_key:
            raise RequestError(f"{name}, line {rows.line_num}: {one_line(key, 40)} has a weight already.")
        by_key[key] = _number(row["weight"] or "", f"{name}, line {rows.line_num}")
        if not _known(key):
            unknown.append(one_line(key, 40))
    _refuse(name, unknown, by_key)
    return Weights(name, by_key)


def _key(text: str) -> str:
    kind, _, mode = " ".join(text.split()).partition(" ")
    return f"{kind.upper()} {mode.casefold()}".strip()


def _known(key: str) -> bool:
    return key.partition(" ")[0] in PLOVER_TYPES or (key.isascii() and key.isdigit() and 2 <= len(key) <= 4)


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RequestError(f"{where}: {one_line(text, 40)!r} is not a number.")
    return value


def _refuse(name: str, unknown: list[str], by_key: Mapping[str, float]) -> None:
    if unknown:
        raise RequestError(
            f"{name}: no event has the type {', '.join(unknown[:8])}; use a CAMEO code or one of "
            f"{', '.join(PLOVER_TYPES)}."
        )
    if not by_key:
        raise RequestError(f"{name}: the file holds no weight.")
