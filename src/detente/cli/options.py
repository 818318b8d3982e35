"""The options and arguments that several commands share, and the formats they write."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RecordFormat(StrEnum):
    jsonl = "jsonl"
    table = "table"
    html = "html"


class ListFormat(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"


class Attribution(StrEnum):
    learned = "learned"
    broad = "broad"
    narrow = "narrow"
    rules = "rules"
    fast = "fast"


class AnswerFormat(StrEnum):
    table = "table"
    json = "json"


class StoryFormat(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class VerdictFormat(StrEnum):
    table = "table"
    json = "json"
    html = "html"
    text = "text"


class ExportFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    polecat = "polecat"
    plover = "plover"
    icews = "icews"


# Tables of events, as other projects publish them.
EVENT_TABLES = (ExportFormat.polecat, ExportFormat.plover, ExportFormat.icews)


class EventFormat(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class DatasetName(StrEnum):
    gdelt = "gdelt"
    icews = "icews"
    polecat = "polecat"
    plover = "plover"
    phoenix = "phoenix"
    keds = "keds"
    ucdp = "ucdp"


class Direction(StrEnum):
    both = "both"
    forward = "from"
    back = "to"


Paths = Annotated[
    list[str],
    typer.Argument(help="Files, folders, globs, .jsonl, or - for standard input.", show_default=False),
]
ArchiveName = Annotated[
    str, typer.Option("--archive", envvar="DETENTE_ARCHIVE", metavar="FILE", help="The archive, one file.")
]
Gazetteers = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="FILE", help="Own states and people (YAML or CSV). May be repeated."),
]
AttributedBy = Annotated[
    Attribution,
    typer.Option(
        "--attribution",
        help="Rules and a learned tagger, that with more or fewer contents, a smaller one, or rules alone.",
    ),
]
AttributedAsBefore = Annotated[
    Attribution | None,
    typer.Option(
        "--attribution", help="As for extract; without it, as each document was read.", show_default=False
    ),
]
WorkerCount = Annotated[
    int, typer.Option("--workers", min=1, max=64, metavar="N", help="Extract in so many processes.")
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this date on: 2017, 2017-07, 2017-07-08.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this date, included.")]
Output = Annotated[
    Path | None, typer.Option("--output", "--out", "-o", metavar="PATH", help="Write here instead of stdout.")
]
Host = Annotated[
    str, typer.Option(help="Address to listen on; another than loopback opens the archive to others.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]

DEFAULT_ARCHIVE = "detente.db"
LOOPBACK = "127.0.0.1"
