"""Bytes of a table -> frames of its cells, each a text as it stands there, with the line it stands on."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import polars as pl

from detente.model import ReadError

LINE = "\x1fline"
_ROWS = 1 << 16
_LONGEST_CELL = 1 << 20
_LOOKED_AT = 20

Repair = Callable[[list[str]], list[str] | None]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out: its line in the file and why, in one line."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written. `repair` mends a row of another number of cells, or says None."""

    names: tuple[str, ...]
    separator: str = "\t"
    header: bool = False
    repair: Repair | None = None

    @property
    def quoted(self) -> bool:
        return self.separator != "\t"


@dataclass(slots=True)
class Cells:
    """Rows of a table as texts, their lines in the column `LINE`; how many were mended or not in UTF-8."""

    frame: pl.DataFrame
    problems: list[RowProblem] = field(default_factory=list)
    repaired: int = 0
    recoded: int = 0


def read_cells(
    blocks: Iterator[tuple[int, bytes]], layout_of: Callable[[list[str]], Layout]
) -> Iterator[Cells]:
    """The cells of a table, some ten thousand rows at a time; raises ReadError for an empty file."""
    first = next(blocks, None)
    lines = first[1].split(b"\n", _LOOKED_AT)[:_LOOKED_AT] if first else []
    head = [line.rstrip("\r") for line, _ in map(_decoded, lines) if line.strip()]
    if first is None or not head:
        raise ReadError("an empty file; give one that holds event data")
    layout = layout_of(head)
    whole = chain([first], blocks)
    yield from _quoted(whole, layout) if layout.quoted else _split(whole, layout)


def sniff(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The separator of a table and the cells of its first line."""
    separator = max("\t;,", key=lambda mark: (min(Counter(lines[0])[mark], 10), lines[0].count(mark)))
    return separator, next(iter(csv_rows(lines[:1], separator)), [])


def csv_rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The cells of some lines; raises ReadError for what is no table."""
    try:
        return list(csv.reader([line.replace("\r", " ") for line in lines], delimiter=separator))
    except csv.Error as error:
        raise ReadError(f"is no table: {error}") from error


def usual_width(lines: Sequence[str], separator: str) -> int:
    """The number of cells that most of the lines have."""
    if separator == "\t":
        widths = [line.count("\t") + 1 for line in lines]
    else:
        widths = [len(row) for row in csv_rows(lines, separator)]
    return Counter(widths).most_common(1)[0][0]


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of columns, those that are empty or stand there twice told apart by their place."""
    seen: set[str] = set()
    told = []
    for place, raw in enumerate(names, 1):
        name = raw.strip().strip('"') or f"column {place}"
        name = f"{name} ({place})" if name in seen else name
        seen.add(name)
        told.append(name)
    return tuple(told)


def _decoded(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace"), True


# Without quotation marks: rows are lines, and a block of whole lines goes to the parser of polars at once.


def _split(blocks: Iterable[tuple[int, bytes]], layout: Layout) -> Iterator[Cells]:
    for first_line, block in blocks:
        body, number = block.replace(b"\r\n", b"\n"), first_line
        if first_line == 1 and layout.header:
            body, number = body.partition(b"\n")[2], 2
        body, recoded = _in_utf8(body)
        yield _cells_of(body, number, layout, recoded)


def _in_utf8(body: bytes) -> tuple[bytes, int]:
    try:
        body.decode("utf-8")
        return body, 0
    except UnicodeDecodeError:
        lines = [_decoded(line) for line in body.split(b"\n")]
        return "\n".join(line for line, _ in lines).encode("utf-8"), sum(recoded for _, recoded in lines)


def _cells_of(body: bytes, first_line: int, layout: Layout, recoded: int) -> Cells:
    lines = body.split(b"\n")
    tabs = np.fromiter((line.count(b"\t") for line in lines), np.int64, len(lines))
    good = tabs == len(layout.names) - 1
    numbers = np.arange(first_line, first_line + len(lines))
    kept = body if good.all() else b"\n".join(line for line, fine in zip(lines, good, strict=True) if fine)
    cells = Cells(_parsed(kept, layout).with_columns(pl.Series(LINE, numbers[good])), recoded=recoded)
    wrong = [int(at) for at in np.flatnonzero(~good) if lines[at].strip()]
    if wrong:
        _mend(cells, [(first_line + at, lines[at].decode("utf-8")) for at in wrong], layout)
    return cells


def _parsed(body: bytes, layout: Layout) -> pl.DataFrame:
    schema = dict.fromkeys(layout.names, pl.String)
    if not body.strip(b"\n"):
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        io.BytesIO(body),
        separator="\t",
        has_header=False,
        quote_char=None,
        schema=schema,
        empty_string_is_null=False,
    )


def _mend(cells: Cells, lines: Iterable[tuple[int, str]], layout: Layout) -> None:
    mended: list[list[str | int]] = []
    for number, line in lines:
        row = line.split("\t")
        better = layout.repair(row) if layout.repair else None
        if better is None:
            cells.problems.append(RowProblem(number, _wrong_width(len(row), layout)))
        else:
            mended.append([*better, number])
    if mended:
        frame = pl.DataFrame(mended, schema=cells.frame.schema, orient="row")
        cells.frame = pl.concat([cells.frame, frame])
        cells.repaired += len(mended)


def _wrong_width(width: int, layout: Layout) -> str:
    return f"has {width} columns, not {len(layout.names)}: a line break, or a separator, inside a cell?"


# With quotation marks: a cell may hold line breaks, so rows are read one by one.


def _quoted(blocks: Iterable[tuple[int, bytes]], layout: Layout) -> Iterator[Cells]:
    source = _TextLines(blocks)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(source, delimiter=layout.separator)
    if layout.header:
        next(reader, None)
    while True:
        rows, problems = _take(reader, layout)
        if not rows and not problems:
            return
        schema = dict.fromkeys(layout.names, pl.String) | {LINE: pl.Int64}
        yield Cells(pl.DataFrame(rows, schema=schema, orient="row"), problems, recoded=source.took())


class _TextLines:
    """The lines of blocks as texts; counts those that are not UTF-8."""

    def __init__(self, blocks: Iterable[tuple[int, bytes]]) -> None:
        self._lines = (line for _, block in blocks for line in block.splitlines(keepends=True))
        self._recoded = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            text, recoded = _decoded(line)
            self._recoded += recoded
            yield text

    def took(self) -> int:
        count, self._recoded = self._recoded, 0
        return count


def _take(reader: csv._reader, layout: Layout) -> tuple[list[list[str | int]], list[RowProblem]]:  # type: ignore[name-defined]
    rows: list[list[str | int]] = []
    problems: list[RowProblem] = []
    while len(rows) + len(problems) < _ROWS:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(RowProblem(number, f"cannot be read ({error}): an unclosed quotation mark?"))
            continue
        if any(cell.strip() for cell in row):
            _sort_in(row, number, layout, rows, problems)
    return rows, problems


def _sort_in(
    row: list[str],
    number: int,
    layout: Layout,
    rows: list[list[str | int]],
    problems: list[RowProblem],
) -> None:
    better = row if len(row) == len(layout.names) else layout.repair(row) if layout.repair else None
    if better is None:
        problems.append(RowProblem(number, _wrong_width(len(row), layout)))
    else:
        rows.append([*better, number])
