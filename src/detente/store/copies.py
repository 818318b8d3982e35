"""The tables of copies within a transaction: fingerprints, pairs, stories, and what was printed before."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from detente.model import Correction, stable_id
from detente.store import schema
from detente.store.contract import PairRow, PrintRow, StoryPage
from detente.store.reading import in_batches
from detente.store.writing import correction_of

FIELD = "copies"


class SqlCopies:
    """`Copies` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: int | None = None
        self._apart: frozenset[frozenset[str]] | None = None

    def waiting(self) -> list[str]:
        table, sketch = schema.document, schema.copy_sketch
        compared = select(sketch.c.document).where(sketch.c.digest != "")
        query = select(table.c.id).where(table.c.id.not_in(compared))
        if self._connection.dialect.name == "sqlite":
            query = query.order_by(literal_column("document.rowid"))
        return list(self._connection.scalars(query))

    def forget(self) -> None:
        for table in (schema.copy_fingerprint, schema.copy_pair, schema.copied_passage):
            self._connection.execute(delete(table))
        self._connection.execute(update(schema.copy_sketch).values(digest="", story="", fingerprints=b""))

    # Documents

    def prints(self, documents: Collection[str], *, texts: bool = False) -> dict[str, PrintRow]:
        table, sketch = schema.document, schema.copy_sketch
        columns = [
            table.c.id,
            table.c.published,
            table.c.published_from,
            table.c.publisher,
            sketch.c.number,
            sketch.c.story,
        ]
        found = {}
        for batch in in_batches(list(documents)):
            query = select(*columns, *([table.c.text] if texts else [])).select_from(
                table.outerjoin(sketch, sketch.c.document == table.c.id)
            )
            segments = self._segments(batch) if texts else {}
            for row in self._connection.execute(query.where(table.c.id.in_(batch))):
                found[row.id] = PrintRow(
                    row.id,
                    row.published["date"] if row.published else None,
                    row.published_from,
                    row.publisher["name"] if row.publisher else None,
                    row.number,
                    row.story,
                    row.text if texts else "",
                    tuple(segments.get(row.id, ())),
                )
        return found

    def _segments(self, documents: Sequence[str]) -> dict[str, list[tuple[str, int, int]]]:
        table = schema.segment
        query = select(table.c.document, table.c.kind, table.c.start, table.c.end)
        found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for row in self._connection.execute(query.where(table.c.document.in_(documents))):
            found[row[0]].append((row[1], row[2], row[3]))
        return found

    # Fingerprints

    def digest(self, document: str) -> str | None:
        table = schema.copy_sketch
        digest = self._connection.scalar(select(table.c.digest).where(table.c.document == document))
        return digest or None

    def sharing(self, fingerprints: Collection[int], document: str) -> list[tuple[int, str, str]]:
        table, sketch = schema.copy_fingerprint, schema.copy_sketch
        found = []
        for batch in in_batches(list(fingerprints)):
            query = (
                select(table.c.fingerprint, sketch.c.document, sketch.c.story)
                .join(sketch, sketch.c.number == table.c.number)
                .where(table.c.fingerprint.in_(batch), sketch.c.document != document)
                .order_by(table.c.number)
            )
            found += [(row[0], row[1], row[2]) for row in self._connection.execute(query)]
        return found

    def place(
        self, document: str, digest: str, story: str, fingerprints: Sequence[int], *, again: bool
    ) -> None:
        number = self._cleared(document) if again else self._new_number()
        row = {
            "number": number,
            "document": document,
            "digest": digest,
            "story": story,
            "fingerprints": array("q", fingerprints).tobytes(),
        }
        self._connection.execute(insert(schema.copy_sketch), row)
        if fingerprints:
            rows = [{"fingerprint": fingerprint, "number": number} for fingerprint in fingerprints]
            self._connection.execute(insert(schema.copy_fingerprint), rows)

    def _new_number(self) -> int:
        if self._last is None:
            self._last = self._connection.scalar(select(func.max(schema.copy_sketch.c.number))) or 0
        self._last += 1
        return self._last

    def _cleared(self, document: str) -> int:
        """The number of a document whose sketch and pairs are taken out."""
        sketch = schema.copy_sketch
        old = self._connection.execute(select(sketch).where(sketch.c.document == document)).one()
        self._take_out(old.number, document, old.fingerprints)
        return int(old.number)

    def _take_out(self, number: int, document: str, fingerprints: bytes) -> None:
        table = schema.copy_fingerprint
        for batch in in_batches(array("q", fingerprints).tolist()):
            mine = and_(table.c.number == number, table.c.fingerprint.in_(batch))
            self._connection.execute(delete(table).where(mine))
        pair, passage = schema.copy_pair, schema.copied_passage
        self._connection.execute(delete(pair).where(or_(pair.c.a == document, pair.c.b == document)))
        self._connection.execute(
            delete(passage).where(or_(passage.c.document == document, passage.c.of == document))
        )
        sketch = schema.copy_sketch
        self._connection.execute(delete(sketch).where(sketch.c.number == number))

    # Pairs and stories

    def stories_of(self, documents: Collection[str]) -> dict[str, str]:
        table = schema.copy_sketch
        found = {}
        for batch in in_batches(list(documents)):
            query = select(table.c.document, table.c.story).where(table.c.document.in_(batch))
            found.update({row[0]: row[1] for row in self._connection.execute(query)})
        return found

    def members(self, stories: Collection[str]) -> list[str]:
        table = schema.copy_sketch
        found: list[str] = []
        for batch in in_batches(list(stories)):
            found += self._connection.scalars(
                select(table.c.document)
                .join(schema.document, schema.document.c.id == table.c.document)
                .where(table.c.story.in_(batch))
                .order_by(table.c.number)
            )
        return found

    def pairs(self, documents: Collection[str]) -> list[PairRow]:
        table = schema.copy_pair
        found = {}
        for batch in in_batches(list(documents)):
            query = select(table).where(or_(table.c.a.in_(batch), table.c.b.in_(batch)))
            for row in self._connection.execute(query):
                found[row.a, row.b] = PairRow(*row)
        return list(found.values())

    def put_pairs(self, pairs: Iterable[PairRow]) -> None:
        table = schema.copy_pair
        names = ("a", "b", "overlap", "kind", "reason", "whole")
        rows = [{name: getattr(pair, name) for name in names} for pair in pairs]
        if rows:
            these = and_(table.c.a == bindparam("of_a"), table.c.b == bindparam("of_b"))
            self._connection.execute(
                delete(table).where(these), [{"of_a": r["a"], "of_b": r["b"]} for r in rows]
            )
            self._connection.execute(insert(table), rows)

    def put_stories(self, stories: Mapping[str, str], passages: Iterable[tuple[str, int, int, str]]) -> None:
        sketch, table = schema.copy_sketch, schema.copied_passage
        before = self.stories_of(stories)
        changed = [{"of": one, "to": story} for one, story in stories.items() if before.get(one) != story]
        if changed:
            move = update(sketch).where(sketch.c.document == bindparam("of")).values(story=bindparam("to"))
            self._connection.execute(move, changed)
        for batch in in_batches(list(stories)):
            self._connection.execute(delete(table).where(table.c.document.in_(batch)))
        names = ("document", "start", "end", "of")
        rows = [dict(zip(names, one, strict=True)) for one in sorted(set(passages)) if one[0] in stories]
        if rows:
            self._connection.execute(insert(table), rows)

    # Corrections

    def apart(self) -> frozenset[frozenset[str]]:
        if self._apart is None:
            self._apart = self._read_apart()
        return self._apart

    def _read_apart(self) -> frozenset[frozenset[str]]:
        table = schema.correction
        query = select(table.c.record, table.c.new).where(table.c.field == FIELD).order_by(table.c.number)
        latest = {row[0]: row[1] for row in self._connection.execute(query)}
        return frozenset(frozenset(new["documents"]) for new in latest.values() if new["apart"])

    def set_apart(
        self, a: str, b: str, record: str, *, apart: bool, kind: str | None, signed: Mapping[str, str]
    ) -> Correction:
        table = schema.correction
        count = self._connection.scalar(
            select(func.count()).select_from(table).where(table.c.record == record)
        )
        row: dict[str, Any] = {
            "id": stable_id("correction", record, FIELD, count),
            "record": record,
            "document": a,
            "field": FIELD,
            "old": {"documents": [a, b], "kind": kind, "apart": not apart},
            "new": {"documents": [a, b], "apart": apart},
            "restores": not apart,
        }
        row |= dict(signed)
        self._connection.execute(insert(table), row)
        self._apart = None
        return correction_of(row)

    # Reading

    def page(self, limit: int | None, offset: int) -> StoryPage:
        sketch, pair = schema.copy_sketch, schema.copy_pair
        stitched = select(sketch.c.story).join(pair, pair.c.whole == sketch.c.document)
        listed = (
            select(sketch.c.story, func.count().label("size"), func.min(sketch.c.number).label("first"))
            .join(schema.document, schema.document.c.id == sketch.c.document)
            .where(sketch.c.story != "")
            .group_by(sketch.c.story)
            .having(or_(func.count() > 1, sketch.c.story.in_(stitched)))
            .subquery()
        )
        total = self._connection.scalar(select(func.count()).select_from(listed)) or 0
        ordered = select(listed.c.story).order_by(listed.c.size.desc(), listed.c.first)
        return StoryPage(total, list(self._connection.scalars(ordered.limit(limit).offset(offset))))

    def count(self) -> int:
        return story_count(self._connection)

    def printed_before(self, documents: Collection[str]) -> dict[str, list[tuple[int, int, str]]]:
        table = schema.copied_passage
        found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for batch in in_batches(list(documents)):
            query = select(table).where(table.c.document.in_(batch)).order_by(table.c.start, table.c.of)
            for row in self._connection.execute(query):
                found[row.document].append((row.start, row.end, row.of))
        return dict(found)


def story_count(connection: Connection) -> int:
    """How many stories the documents tell; one that was not compared yet is a story by itself."""
    sketch, document = schema.copy_sketch, schema.document
    compared = (
        select(func.count(sketch.c.story.distinct()))
        .join(document, document.c.id == sketch.c.document)
        .where(sketch.c.story != "")
    )
    told = select(sketch.c.document).where(sketch.c.story != "")
    waiting = select(func.count()).select_from(document).where(document.c.id.not_in(told))
    return (connection.scalar(compared) or 0) + (connection.scalar(waiting) or 0)


def collapsed_counts(connection: Connection) -> dict[str, int]:
    """Stories, and statements and assessments without those that stand in a passage printed before."""
    passage = schema.copied_passage
    statement = schema.statement
    inside = exists().where(
        passage.c.document == statement.c.document,
        passage.c.start <= statement.c.start,
        passage.c.end >= statement.c.end,
    )
    statements = connection.scalar(select(func.count()).select_from(statement).where(~inside)) or 0
    return {
        "document": story_count(connection),
        "statement": statements,
        "assessment": sum(1 for _ in _new_assessments(connection)),
    }


def _new_assessments(connection: Connection) -> Iterator[str]:
    """Assessments whose first words were not printed before."""
    table, passage = schema.assessment, schema.copied_passage
    query = select(table.c.id, table.c.evidence, passage.c.start, passage.c.end).outerjoin(
        passage, passage.c.document == table.c.document
    )
    printed: dict[str, bool] = {}
    for record, evidence, start, end in connection.execute(query):
        first = cast("list[dict[str, Any]]", evidence)[:1]
        before = bool(first) and start is not None and start <= first[0]["start"] and first[0]["end"] <= end
        printed[record] = printed.get(record, False) or before
    return (record for record, before in printed.items() if not before)
