"""Imported events in the database: millions of rows, in blocks of compressed columns.

A flush of an import is a *batch*. Its rows are sorted by pair of actors and day and cut into *blocks*, each a
Parquet table in a cell of its own, so that the rows of one pair of states lie in few blocks, and a question
about them reads those only. A batch keeps the sorted identities of its rows: by them a row that is there
already is known again. What the datasets' own columns hold lies beside each block, read when it is asked for.

Everything is in the archive's own file, and in its transactions. The layout needs nothing of the database
but columns of bytes, so it is the same in every database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, insert, or_, select, update

from detente.event_frame import IMPORTED
from detente.model import ArchiveError, ImportedFile
from detente.store import schema
from detente.store.contract import EventQuestion, ImportedRows

_BLOCK_ROWS = 1 << 14
# Columns of a block beside those of IMPORTED: the number of the file, and where the row stands.
_STORED = pl.Schema([*IMPORTED.items(), ("file", pl.Int64)])
FOUND = pl.Schema([*_STORED.items(), ("origin", pl.String), ("block", pl.Int64), ("at", pl.UInt32)])
_ORIGINAL = "original"
# Codes of a pair are compared in this order; no code holds a space, and a missing one sorts first.
_PAIR = "pair"

Transaction = Callable[[], AbstractContextManager[Connection]]


class ImportedTables:
    """`contract.ImportedEvents` over the tables of a SQL database."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def file(self, id: str) -> ImportedFile | None:
        table = schema.imported_file
        with self._reading() as connection:
            row = connection.execute(select(table).where(table.c.id == id)).mappings().one_or_none()
        return _file_of(row) if row else None

    def files(self) -> list[ImportedFile]:
        table = schema.imported_file
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings().all()
        return [_file_of(row) for row in rows]

    def add(self, dataset: str, files: Sequence[ImportedFile], rows: ImportedRows | None) -> dict[str, int]:
        with self._writing() as connection:
            numbers = {file.id: _put_file(connection, file) for file in files}
            added = dict.fromkeys(numbers, 0)
            if rows is not None and rows.events.height:
                added |= _add_batch(connection, dataset, rows, numbers)
            for id, count in added.items():
                _count_added(connection, numbers[id], count)
        return added

    def events(self, question: EventQuestion) -> Iterator[pl.DataFrame]:
        with self._reading() as connection:
            for block in connection.execute(_blocks_for(question)):
                frame = _rows_of(block, question)
                if frame.height:
                    yield frame

    def event(self, dataset: str, key: int) -> pl.DataFrame:
        with self._reading() as connection:
            number = _block_of(connection, dataset, key)
            if number is None:
                return pl.DataFrame(schema=FOUND)
            table = schema.imported_block
            block = connection.execute(_block_columns().where(table.c.number == number)).one()
        return _rows_of(block, EventQuestion()).filter(pl.col("key") == key)

    def rows(self, places: pl.DataFrame) -> pl.DataFrame:
        blocks = schema.imported_block
        found = [pl.DataFrame(schema=FOUND)]
        with self._reading() as connection:
            for number in places["block"].unique().to_list():
                block = connection.execute(_block_columns().where(blocks.c.number == number)).one()
                wanted = places.filter(pl.col("block") == number)["at"].unique()
                found.append(_rows_of(block, EventQuestion())[wanted])
        return pl.concat(found)

    def originals(self, rows: pl.DataFrame) -> list[tuple[ImportedFile, str]]:
        files = {file.number: file for file in self.files()}
        texts: dict[tuple[int, int], str] = {}
        with self._reading() as connection:
            for block in rows["block"].unique().to_list():
                places = rows.filter(pl.col("block") == block)["at"].unique()
                wanted = _original_of(connection, block).gather(places)
                texts.update(
                    ((block, place), text) for place, text in zip(places.to_list(), wanted, strict=True)
                )
        return [
            (files[file], texts[block, place])
            for file, block, place in rows.select("file", "block", "at").iter_rows()
        ]

    def dyads(self) -> list[tuple[str, str, int]]:
        table = schema.imported_dyad
        count = func.sum(table.c.rows)
        query = (
            select(table.c.code_a, table.c.code_b, count)
            .where(table.c.code_a != "", table.c.code_a != table.c.code_b)
            .group_by(table.c.code_a, table.c.code_b)
            .order_by(count.desc(), table.c.code_a, table.c.code_b)
        )
        with self._reading() as connection:
            return [(row[0], row[1], int(row[2])) for row in connection.execute(query)]

    def counts(self) -> dict[str, int]:
        table = schema.imported_batch
        with self._reading() as connection:
            query = select(table.c.dataset, func.sum(table.c.records)).group_by(table.c.dataset)
            return {row[0]: int(row[1]) for row in connection.execute(query.order_by(table.c.dataset))}


# Files


def _file_of(row: Mapping[Any, Any]) -> ImportedFile:
    known = {name: row[name] for name in ImportedFile.__dataclass_fields__ if name != "RECORD"}
    known["columns"] = tuple(row["columns"])
    known["problems"] = tuple((line, why) for line, why in row["problems"])
    return ImportedFile(**known)


def _put_file(connection: Connection, file: ImportedFile) -> int:
    """Write what is known of a file, new or again; its number."""
    table = schema.imported_file
    row = {
        name: getattr(file, name)
        for name in ImportedFile.__dataclass_fields__
        if name not in ("RECORD", "number", "added")
    }
    row |= {"columns": list(file.columns), "problems": [list(problem) for problem in file.problems]}
    number = connection.scalar(select(table.c.number).where(table.c.id == file.id))
    if number is None:
        return _inserted(connection, table, row | {"added": 0})
    connection.execute(update(table).where(table.c.number == number), row)
    return int(number)


def _count_added(connection: Connection, number: int, count: int) -> None:
    if count:
        table = schema.imported_file
        connection.execute(update(table).where(table.c.number == number).values(added=table.c.added + count))


# Writing


def _add_batch(
    connection: Connection, dataset: str, rows: ImportedRows, numbers: Mapping[str, int]
) -> dict[str, int]:
    """Add the rows that are new; how many rows of the dataset came from each file."""
    frame = rows.events.with_columns(
        rows.files.replace_strict(numbers, return_dtype=pl.Int64).alias("file"),
        rows.originals.alias(_ORIGINAL),
    )
    fresh = _fresh(connection, dataset, frame)
    if not fresh.height:
        return {}
    fresh = fresh.with_columns(_pair().alias(_PAIR)).sort(_PAIR, "day_from", "key")
    _add_blocks(connection, dataset, fresh)
    _add_dyads(connection, dataset, fresh)
    ids = {number: id for id, number in numbers.items()}
    by_file = fresh.group_by("file").agg(pl.col("key").n_unique())
    return {ids[number]: count for number, count in by_file.iter_rows()}


def _fresh(connection: Connection, dataset: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows whose identity is not stored yet, and stands here for the first time."""
    first = frame.group_by("key", maintain_order=True).agg(pl.first("file", "line"))
    frame = frame.join(first, on=["key", "file", "line"], how="semi", maintain_order="left")
    keys = np.sort(frame["key"].unique().to_numpy())
    stored = np.zeros(len(keys), bool)
    table = schema.imported_batch
    query = select(table.c["keys"]).where(
        table.c.dataset == dataset,
        table.c.key_from <= _signed(int(keys[-1])),
        table.c.key_to >= _signed(int(keys[0])),
        table.c.day_from <= _iso(frame["day_from"].max()),
        table.c.day_to >= _iso(frame["day_from"].min()),
    )
    for blob in connection.scalars(query):
        there = np.frombuffer(blob, "<u8")
        at = np.minimum(np.searchsorted(there, keys), len(there) - 1)
        stored |= there[at] == keys
    known = pl.Series("key", keys[stored], pl.UInt64)
    return frame.filter(~pl.col("key").is_in(known.implode())) if known.len() else frame


def _pair() -> pl.Expr:
    source, target = pl.col("source").fill_null(""), pl.col("target").fill_null("")
    first = pl.when(source <= target).then(source).otherwise(target)
    last = pl.when(source <= target).then(target).otherwise(source)
    return pl.concat_str(first, last, separator=" ")


def _add_blocks(connection: Connection, dataset: str, frame: pl.DataFrame) -> None:
    places = pl.Series(np.arange(frame.height, dtype=np.uint32) // _BLOCK_ROWS)
    of_key = frame.select("key", places.alias("block")).unique("key", keep="first").sort("key")
    days = frame["day_from"]
    batch = _inserted(
        connection,
        schema.imported_batch,
        {
            "dataset": dataset,
            "records": of_key.height,
            "day_from": _iso(days.min()),
            "day_to": _iso(days.max()),
            "key_from": _signed(int(of_key["key"][0])),
            "key_to": _signed(int(of_key["key"][-1])),
            "blocks": of_key["block"].cast(pl.UInt16).to_numpy().astype("<u2").tobytes(),
            "keys": of_key["key"].to_numpy().astype("<u8").tobytes(),
        },
    )
    for place, start in enumerate(range(0, frame.height, _BLOCK_ROWS)):
        _add_block(connection, dataset, batch, place, frame.slice(start, _BLOCK_ROWS))


def _add_block(connection: Connection, dataset: str, batch: int, place: int, frame: pl.DataFrame) -> None:
    codes = sorted(set(frame["source"].drop_nulls()) | set(frame["target"].drop_nulls()))
    number = _inserted(
        connection,
        schema.imported_block,
        {
            "batch": batch,
            "place": place,
            "dataset": dataset,
            "rows": frame.height,
            "pair_from": frame[_PAIR][0],
            "pair_to": frame[_PAIR][-1],
            "day_from": _iso(frame["day_from"].min()),
            "day_to": _iso(frame["day_to"].max()),
            "codes": f" {' '.join(codes)} ",
            "data": _packed(frame.select(_STORED.names())),
        },
    )
    connection.execute(
        insert(schema.imported_original), {"block": number, "data": _packed(frame.select(_ORIGINAL))}
    )


def _inserted(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """The number under which the database put a row."""
    number = connection.execute(insert(table), row).inserted_primary_key
    assert number is not None
    return int(number[0])


def _packed(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_parquet(out, compression="zstd", compression_level=3, statistics=False)
    return out.getvalue()


def _add_dyads(connection: Connection, dataset: str, frame: pl.DataFrame) -> None:
    table = schema.imported_dyad
    counts = {tuple(pair.split(" ")): rows for pair, rows in frame.group_by(_PAIR).len().iter_rows()}
    query = select(table.c.code_a, table.c.code_b, table.c.rows).where(table.c.dataset == dataset)
    stored = {(a, b): rows for a, b, rows in connection.execute(query)}
    more = [(pair, stored[pair] + rows) for pair, rows in counts.items() if pair in stored]
    new = [(pair, rows) for pair, rows in counts.items() if pair not in stored]
    mine = (
        table.c.dataset == dataset,
        table.c.code_a == bindparam("a"),
        table.c.code_b == bindparam("b"),
    )
    if more:
        changes = [{"a": a, "b": b, "count": rows} for (a, b), rows in more]
        connection.execute(update(table).where(*mine).values(rows=bindparam("count")), changes)
    if new:
        names = [{"dataset": dataset, "code_a": a, "code_b": b, "rows": rows} for (a, b), rows in new]
        connection.execute(insert(table), names)


def _signed(key: int) -> int:
    """A key as databases can compare it: their whole numbers have a sign, and the order stays."""
    return key - (1 << 63)


def _iso(day: Any) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)


# Reading


def _block_columns() -> Select[Any]:
    table = schema.imported_block
    return select(table.c.number, table.c.dataset, table.c.data)


def _blocks_for(question: EventQuestion) -> Select[Any]:
    return _block_columns().where(*_block_conditions(question)).order_by(schema.imported_block.c.number)


def _block_conditions(question: EventQuestion) -> Iterator[ColumnElement[bool]]:
    table = schema.imported_block
    if question.a and question.b:
        pair = " ".join(sorted((question.a, question.b)))
        yield table.c.pair_from <= pair
        yield table.c.pair_to >= pair
    elif question.a:
        yield table.c.codes.contains(f" {question.a} ", autoescape=True)
    if question.since:
        yield table.c.day_to >= question.since
    if question.until:
        yield table.c.day_from <= question.until
    if question.origins:
        yield or_(*(table.c.dataset == origin for origin in question.origins))


def _rows_of(block: Any, question: EventQuestion) -> pl.DataFrame:
    frame = pl.read_parquet(BytesIO(block.data)).with_row_index("at")
    frame = frame.with_columns(
        pl.lit(block.dataset).alias("origin"), pl.lit(block.number, pl.Int64).alias("block")
    )
    wanted = list(_row_conditions(question))
    return (frame.filter(*wanted) if wanted else frame).select(FOUND.names())


def _row_conditions(question: EventQuestion) -> Iterator[pl.Expr]:
    a, b = question.a, question.b
    source, target = pl.col("source"), pl.col("target")
    if a and b:
        yield ((source == a) & (target == b)) | ((source == b) & (target == a))
    elif a:
        yield (source == a).fill_null(False) | (target == a).fill_null(False)
    if question.since:
        yield pl.col("day_to") >= date.fromisoformat(question.since)
    if question.until:
        yield pl.col("day_from") <= date.fromisoformat(question.until)


def _block_of(connection: Connection, dataset: str, key: int) -> int | None:
    """The number of the block in which the row with this identity stands first."""
    batches, blocks = schema.imported_batch, schema.imported_block
    query = select(batches.c.number, batches.c["keys"], batches.c.blocks).where(
        batches.c.dataset == dataset, batches.c.key_from <= _signed(key), batches.c.key_to >= _signed(key)
    )
    for number, keys, places in connection.execute(query):
        there = np.frombuffer(keys, "<u8")
        at = int(np.searchsorted(there, np.uint64(key)))
        if at < len(there) and int(there[at]) == key:
            place = int(np.frombuffer(places, "<u2")[at])
            return connection.scalar(
                select(blocks.c.number).where(blocks.c.batch == number, blocks.c.place == place)
            )
    return None


def _original_of(connection: Connection, block: int) -> pl.Series:
    table = schema.imported_original
    data = connection.scalar(select(table.c.data).where(table.c.block == block))
    if data is None:
        raise ArchiveError(f"the archive has lost the columns of imported block {block}")
    return pl.read_parquet(BytesIO(data))[_ORIGINAL]
