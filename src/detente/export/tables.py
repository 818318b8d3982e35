"""Records as CSV for spreadsheets: a row a record, a column a field, a part a column too.

Lists of words are joined by "; ", lists of structures stay JSON. A cell that a spreadsheet would take for
a formula, for it begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, gets an apostrophe.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import is_dataclass
from pathlib import Path
from types import NoneType
from typing import Any, TextIO, get_args, get_origin, get_type_hints

from detente.model import (
    Assessment,
    Document,
    Event,
    Extraction,
    Mention,
    RequestError,
    Segment,
    Statement,
    as_json,
)

_PARTS: Mapping[str, tuple[type, str]] = {
    "document": (Document, "document"),
    "segment": (Segment, "segments"),
    "mention": (Mention, "mentions"),
    "statement": (Statement, "statements"),
    "assessment": (Assessment, "assessments"),
    "event": (Event, "events"),
}
RECORDS = tuple(_PARTS)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(extractions: Iterable[Extraction], record: str, out: TextIO) -> None:
    """The table of one kind of record; raises RequestError for an unknown kind."""
    if record not in _PARTS:
        raise RequestError(f"no kind of record {record!r}; kinds are {', '.join(RECORDS)}")
    table = _Table(record, out)
    for extraction in extractions:
        table.add(extraction)


def write_csv_folder(extractions: Iterable[Extraction], folder: Path) -> None:
    """A file for each kind of record, ``documents.csv`` and so on; the folder's parent must exist."""
    folder.mkdir(exist_ok=True)
    with ExitStack() as files:
        tables = [_Table(name, files.enter_context(_opened(folder / f"{name}s.csv"))) for name in RECORDS]
        for extraction in extractions:
            for table in tables:
                table.add(extraction)


def _opened(path: Path) -> TextIO:
    return open(path, "w", encoding="utf-8", newline="")


class _Table:
    def __init__(self, record: str, out: TextIO) -> None:
        kind, self._part = _PARTS[record]
        self._paths = tuple(_paths(kind))
        self._writer = csv.writer(out)
        self._writer.writerow("_".join(path) for path in self._paths)

    def add(self, extraction: Extraction) -> None:
        part = getattr(extraction, self._part)
        for record in part if isinstance(part, tuple) else (part,):
            self._writer.writerow(_cell(record, path) for path in self._paths)


def _paths(record: type) -> Iterator[tuple[str, ...]]:
    """The columns of a record: its fields, those of its parts after them."""
    hints = get_type_hints(record)
    for name in (f for f in record.__dataclass_fields__ if f != "RECORD"):  # type: ignore[attr-defined]
        inside = next((arg for arg in get_args(hints[name]) if arg is not NoneType), hints[name])
        hint = hints[name] if is_dataclass(hints[name]) else inside
        if is_dataclass(hint) and get_origin(hints[name]) is not tuple:
            yield from ((name, *path) for path in _paths(hint))  # type: ignore[arg-type]
        else:
            yield (name,)


def _cell(record: Any, path: tuple[str, ...]) -> str | int | float:
    value = record
    for name in path:
        value = getattr(value, name) if value is not None else None
    return safe_cell(_plain(value))


def _plain(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, str | int | float):
        return value
    return json.dumps(as_json(value), ensure_ascii=False)


def safe_cell(cell: str | int | float) -> str | int | float:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
