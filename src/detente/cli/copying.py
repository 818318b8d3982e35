"""Stories and their copies, as tables, JSON and CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from detente.cli.messages import one_line, warn
from detente.cli.output import console, new_table, print_json

if TYPE_CHECKING:
    from detente.archive import DocumentRow, StoryList, Summary
    from detente.model import Copy, Story

COLUMNS = (
    "story",
    "kind",
    "document",
    "title",
    "publisher",
    "published",
    "of",
    "of_title",
    "of_publisher",
    "of_published",
    "share",
    "share_of",
    "words",
    "duplicate_of",
    "reason",
)


def print_stories(found: StoryList, summary: Summary) -> None:
    if not found.stories:
        warn("no copies found")
    for story in found.stories:
        table = new_table("How", "Document", "Published", "Goes back to", "Why", "Id")
        table.title = one_line(_called(found, story.first)) + _number(len(story.documents))
        table.add_row("first", *_row(found, story.first), "", "", story.first)
        for copy in (*story.joins, *_put_together(story)):
            of = "the first" if copy.of == story.first else _called(found, copy.of)
            table.add_row(
                *map(one_line, (copy.kind, *_row(found, copy.document), of, copy.reason, copy.document))
            )
        console().print(table)
    raw, collapsed = summary.records, summary.collapsed
    for what in ("document", "statement", "assessment"):
        console().print(f"{what}s: {raw.get(what, 0):,}, without copies {collapsed.get(what, 0):,}")
    if found.total > len(found.stories):
        warn(f"{len(found.stories)} of {found.total} stories shown; see more with --limit")


def _number(documents: int) -> str:
    return f", {documents} documents" if documents > 1 else ", stitched together"


def _put_together(story: Story) -> list[Copy]:
    """The parts of the story's own stitched documents."""
    return [part for part in story.parts if part.document in story.documents]


def _row(found: StoryList, document: str) -> tuple[str, str]:
    row = found.documents.get(document)
    return one_line(_called(found, document)), one_line(row.published if row else None)


def _called(found: StoryList, document: str) -> str:
    row = found.documents.get(document)
    if row is None:
        return document
    return ": ".join(part for part in (row.publisher, row.title or row.uri or row.id) if part)


def stories_json(found: StoryList, summary: Summary) -> dict[str, Any]:
    """`total`, `stories` with their documents, and the counts raw and collapsed."""
    names = ("document", "statement", "assessment")
    return {
        "total": found.total,
        "counts": {
            f"{name}s": {"raw": summary.records.get(name, 0), "collapsed": summary.collapsed.get(name, 0)}
            for name in names
        },
        "stories": [story_json(story, found.documents) for story in found.stories],
    }


def story_json(story: Story, rows: Any) -> dict[str, Any]:
    from detente.model import as_json

    whole: dict[str, Any] = as_json(story)
    return whole | {"documents": [_document_json(one, rows.get(one)) for one in story.documents]}


def _document_json(document: str, row: DocumentRow | None) -> dict[str, Any]:
    names = ("title", "publisher", "published", "uri")
    return {"id": document} | {name: getattr(row, name, None) for name in names}


def print_stories_json(found: StoryList, summary: Summary) -> None:
    print_json(stories_json(found, summary))


def print_stories_csv(found: StoryList, _: Summary) -> None:
    from detente.export import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for story in found.stories:
        for copy in (*story.joins, *story.parts):
            writer.writerow([safe_cell(value) for value in _cells(story, copy, found)])


def _cells(story: Story, copy: Copy, found: StoryList) -> Iterator[object]:
    yield from (story.id, copy.kind)
    for document in (copy.document, copy.of):
        row = found.documents.get(document)
        yield document
        yield from (getattr(row, name, None) for name in ("title", "publisher", "published"))
    yield from (copy.share, copy.share_of, copy.words, copy.duplicate_of, copy.reason)
