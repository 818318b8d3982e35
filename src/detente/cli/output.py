"""What people and programs read on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.files import opened_text
from detente.cli.messages import one_line, printable
from detente.model import Extraction

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from detente.archive import Hit, Summary


_WIDE = 200
_SPEAKERS_SHOWN = 12
_CELL = 80


def write_lines(extractions: Iterator[Extraction]) -> None:
    from detente.export import write_jsonl

    write_jsonl(extractions, sys.stdout)


def write_page(extractions: Iterator[Extraction]) -> None:
    from detente.export import page

    for piece in page(extractions):
        sys.stdout.write(piece)


def write_table(extractions: Iterator[Extraction]) -> None:
    from detente.export import speaker_name

    for extraction in extractions:
        document = extraction.document
        table = new_table("Start", "Kind", "Speaker", "Said on", "Words")
        table.title = one_line(document.title or document.uri or document.id)
        for s in extraction.statements:
            table.add_row(*map(one_line, (s.start, s.kind, speaker_name(s), s.said_on, s.text)))
        console().print(table)


def hit_json(hit: Hit) -> dict[str, Any]:
    from detente.model import as_json

    marks = [{"start": start, "end": end} for start, end in hit.marks]
    told = {"title": hit.title, "published": hit.published, "marks": marks}
    copies = {"story": hit.story, "copies": hit.copies, "copied_from": hit.copied_from}
    return as_json(hit.statement) | told | copies  # type: ignore[no-any-return]


def print_hits(hits: list[Hit]) -> None:
    from rich.text import Text

    from detente.export import speaker_name

    table = new_table("Said on", "Speaker", "Words", "Document", "Id")
    for hit in hits:
        words = Text(printable(hit.statement.text))
        for start, end in hit.marks:
            words.stylize("bold underline", start, end)
        day = hit.statement.said_on or (f"({hit.published})" if hit.published else "")
        name = speaker_name(hit.statement)
        table.add_row(one_line(day), one_line(name), words, one_line(_where(hit)), hit.statement.id)
    console().print(table)


def _where(hit: Hit) -> str:
    """The document, and in how many copies the words stand as well."""
    named = hit.title or hit.document_id
    if not hit.copies:
        return named
    return f"{named} (also in {hit.copies} {'copy' if hit.copies == 1 else 'copies'})"


def print_summary(summary: Summary) -> None:
    counts = new_table("Records", "Number", "Without copies")
    for name, count in summary.records.items():
        alone = summary.collapsed.get(name)
        counts.add_row(f"{name}s", f"{count:,}", "" if alone is None else f"{alone:,}")
    kinds = new_table("Statements", "Number")
    for kind, count in summary.statements_by_kind.items():
        kinds.add_row(kind, f"{count:,}")
    speakers = new_table("Speaker", "Acts for", "Statements")
    for name, code, count in summary.speakers[:_SPEAKERS_SHOWN]:
        speakers.add_row(one_line(name), one_line(code), f"{count:,}")
    years = new_table("Year", "Assessments")
    for year, count in summary.assessments_by_year.items():
        years.add_row(year, f"{count:,}")
    for table in (counts, kinds, speakers, years):
        console().print(table)


def new_table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title_justify="left")
    for column in columns:
        ids = column in ("Id", "Said on")
        table.add_column(column, overflow="fold", no_wrap=ids)
    return table


def console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDE)


def shortened(value: Any) -> str:
    """A value in JSON types as a person would say it, cut to a width that a table bears."""
    words = _in_words(value)
    return words if len(words) <= _CELL else words[: _CELL - 1] + "…"


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, dict) and "name" in value:
        called = value["name"] or value.get("description") or ""
        return f"{called} ({value['code']})" if value.get("code") else called
    if isinstance(value, dict):
        return str(value.get("text") or value.get("date") or ", ".join(map(_in_words, value.values())))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    sys.stdout.write(json_text(value, indent=indent))


def json_text(value: Any, *, indent: int | None = 2) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"


@contextmanager
def printed_to(output: Path | None) -> Iterator[None]:
    """What is printed goes to a file, where one is named; it appears when it is whole."""
    with opened_text(output) as out, redirect_stdout(out):
        yield
