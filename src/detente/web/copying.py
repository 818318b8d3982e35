"""Copies as the pages show them: what a document goes back to, and who printed the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.archive import Archive, DocumentRow, Printed
from detente.model import Copy

KIND_WORDS = {
    "exact copy": "Exact copy of",
    "near copy": "Near copy of",
    "trimmed": "Cut version of",
    "update": "Update of",
    "stitched": "Partly from",
}


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A line on a document's copies: what it is of the `other` document, and why."""

    words: str
    other: DocumentRow
    reason: str


@dataclass(frozen=True, slots=True)
class CopyNotes:
    """What is told of one document's copies: `origin`, who printed it `first`, how many `others` do."""

    origin: CopyLine | None
    first: DocumentRow | None
    later: tuple[CopyLine, ...]
    parts: tuple[CopyLine, ...]
    others: int


def notes_of(archive: Archive, documents: Iterable[str]) -> dict[str, CopyNotes]:
    """The notes on those documents that have any."""
    printed = archive.stories_of(list(documents))
    told = {one: found for one, found in printed.items() if found.origin or found.later or found.parts}
    rows = archive.document_rows({end for found in told.values() for end in _named(found)})
    return {document: _notes(document, found, rows) for document, found in told.items()}


def _named(found: Printed) -> set[str]:
    copies = [*found.story.joins, *found.parts]
    return {found.story.first, *(end for copy in copies for end in (copy.document, copy.of))}


def _notes(document: str, found: Printed, rows: Mapping[str, DocumentRow]) -> CopyNotes:
    origin = found.origin
    first = rows.get(origin.duplicate_of or found.story.first) if origin else None
    parts = [copy for copy in found.parts if copy.document == document]
    into = [copy for copy in found.parts if copy.of == document]
    return CopyNotes(
        _line(KIND_WORDS[origin.kind], origin, origin.of, rows) if origin else None,
        first,
        tuple(filter(None, (_line(f"{copy.kind}:", copy, copy.document, rows) for copy in found.later))),
        tuple(
            filter(
                None,
                (
                    *(_line(KIND_WORDS["stitched"], copy, copy.of, rows) for copy in parts),
                    *(_line("Partly taken over by", copy, copy.document, rows) for copy in into),
                ),
            )
        ),
        len(found.story.documents) - 1,
    )


def _line(words: str, copy: Copy, other: str, rows: Mapping[str, DocumentRow]) -> CopyLine | None:
    row = rows.get(other)
    return CopyLine(words, row, copy.reason) if row else None
