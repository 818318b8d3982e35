"""One JSON object a line: a document, then its records in order of start."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from detente.model import Assessment, Event, Extraction, Mention, Segment, Statement, as_json

Record = Segment | Mention | Statement | Assessment | Event

# Of records that start together the one that holds the others comes first.
_KINDS = (Segment, Statement, Assessment, Event, Mention)


def in_order(extraction: Extraction) -> Iterator[Any]:
    """The document, then its records by start."""
    yield extraction.document
    records: list[Record] = [
        *extraction.segments,
        *extraction.mentions,
        *extraction.statements,
        *extraction.assessments,
        *extraction.events,
    ]
    yield from sorted(records, key=_place)


def json_line(record: Any) -> str:
    """A record as one line of JSON, its letters as they are, with "record" before its fields."""
    return json.dumps(as_json(record), ensure_ascii=False) + "\n"


def write_jsonl(extractions: Iterable[Extraction], out: TextIO) -> None:
    for extraction in extractions:
        for record in in_order(extraction):
            out.write(json_line(record))


def _place(record: Record) -> tuple[int, int]:
    start = record.evidence[0].start if isinstance(record, Assessment | Event) else record.start
    return start, _KINDS.index(type(record))
