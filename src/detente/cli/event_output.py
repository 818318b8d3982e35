"""Events as tables, JSON and CSV on standard output, and what an import did."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.files import opened_text
from detente.cli.messages import one_line, printable, warn
from detente.cli.output import console, new_table, print_json
from detente.cli.serving import existing_archive
from detente.model import Event

if TYPE_CHECKING:
    from detente.event_list import EventItem, EventPage
    from detente.intake import ImportReport

# Of the columns of an imported row so many fit into a cell of a table.
_COLUMNS_SHOWN = 6
_PROBLEMS_SHOWN = 20
_CSV = (
    "record", "origin", "date", "source", "target", "source_name", "target_name", "source_sector",
    "target_sector", "type", "mode", "contexts", "cameo", "verbal", "status", "place", "quad", "goldstein",
    "plover_score", "incident", "reports", "words", "document", "title", "published", "publisher",
    "reported_by", "confidence", "file", "line",
)  # fmt: skip


def _publisher(item: EventItem) -> Any:
    return item.publisher if isinstance(item.record, Event) else item.record.publisher


def page_json(page: EventPage) -> dict[str, Any]:
    from detente.event_list import item_json

    return {
        "total": page.total,
        "incidents": page.incidents,
        "origins": dict(page.origins),
        "events": [item_json(item) for item in page.items],
    }


def print_events(page: EventPage) -> None:
    table = new_table("Date", "Who", "To whom", "Type", "Status", "Reports", "Words", "Where", "Id")
    for item in page.items:
        table.add_row(*_cells(item))
    console().print(table)
    told = ", ".join(f"{name} {count:,}" for name, count in page.origins.items())
    warn(f"{page.total:,} events of {page.incidents:,} incidents ({told}); {len(page.items):,} shown")


def _cells(item: EventItem) -> tuple[str, ...]:
    record = item.record
    mode = f" {record.mode}" if record.mode else ""
    status = record.status if isinstance(record, Event) else "not told"
    return tuple(
        one_line(cell)
        for cell in (
            record.date, item.source or _names(record.source), _whom(item),
            f"{record.type or record.cameo}{mode}", status, item.reports, _words(item), _where(item),
            record.id,
        )
    )  # fmt: skip


def _whom(item: EventItem) -> str:
    whom = item.target or _names(item.record.target)
    return f"with {whom}" if item.together else whom


def _names(parties: Any) -> str:
    return ", ".join(party.name or (party.mention.text if party.mention else "") for party in parties)


def _words(item: EventItem) -> str:
    if isinstance(item.record, Event):
        return printable(item.words or "")
    told = [f"{name}: {value}" for name, value in item.record.columns.items() if str(value or "").strip()]
    return printable("; ".join(told[:_COLUMNS_SHOWN]))


def _where(item: EventItem) -> str:
    if isinstance(item.record, Event):
        return item.title or item.record.document
    return f"{item.origin}: {item.record.file.rpartition('/')[2]}, line {item.record.line}"


def write_event_csv(items: Iterable[EventItem]) -> None:
    from detente.export import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV)
    for item in items:
        writer.writerow(safe_cell(cell) for cell in _csv_row(item))


def _csv_row(item: EventItem) -> Iterator[Any]:
    record = item.record
    publisher = _publisher(item)
    known = {
        "record": record.id,
        "source": item.source,
        "target": item.target,
        "source_name": _names(record.source),
        "target_name": _names(record.target),
        "source_sector": "; ".join(party.sector for party in record.source if party.sector),
        "target_sector": "; ".join(party.sector for party in record.target if party.sector),
        "contexts": "; ".join(record.contexts),
        "place": getattr(record.place, "name", record.place),
        "publisher": getattr(publisher, "name", publisher),
        "verbal": None if record.verbal is None else str(record.verbal).lower(),
    }
    for name in _CSV:
        value = known[name] if name in known else _field(item, name)
        yield "" if value is None else value


def _field(item: EventItem, name: str) -> Any:
    value = getattr(item, name, None)
    return getattr(item.record, name, None) if value is None else value


def print_event_lines(items: Iterable[EventItem]) -> None:
    from detente.event_list import item_json

    for item in items:
        print_json(item_json(item), indent=None)


def export_event_table(archive: str, format: str, output: Path | None, dated: str) -> None:
    with existing_archive(archive) as opened, opened_text(output) as out:
        done = opened.export_events(format, out, dated=dated)
    told = [f"{done.written:,} events written"]
    if done.by_report:
        told.append(f"{done.by_report:,} of them on the day of their report, for the text tells no other")
    if done.undated:
        told.append(f"{done.undated:,} whose day is not known were left out")
    warn("; ".join(told))


# Imports


@contextmanager
def import_progress() -> Iterator[Any]:
    """A line on a terminal's standard error that tells how many rows were read."""
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    screen = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:,} rows, {task.fields[rate]} rows/s"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[where]}", style="dim"),
    )
    with Progress(*columns, console=screen, disable=not screen.is_terminal, transient=True) as progress:
        task, begin = progress.add_task("", total=None, rate=0, where=""), monotonic()

        def step(done: Any) -> None:
            rate = f"{done.rows / max(monotonic() - begin, 0.001):,.0f}"
            progress.update(task, completed=done.rows, rate=rate, where=one_line(done.file)[-40:])

        yield step


def tell_import(report: ImportReport, archive: str) -> None:
    for where, line, why in report.problems[:_PROBLEMS_SHOWN]:
        warn(f"{where}:{line}: {why}; left out")
    if report.refused > _PROBLEMS_SHOWN:
        warn(f"{report.refused:,} rows were left out in all; the first of each file are kept in the archive")
    for failure in report.failed:
        warn(f"{failure.where}: {failure.why}")
    counts = (
        (report.added, "added"),
        (report.known, "known already"),
        (report.refused, "left out"),
        (report.repaired, "put back into their columns"),
        (report.recoded, "not in UTF-8, read as Windows-1252"),
    )
    rows = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "none"
    files = [f"{report.files - len(report.failed)} read"] if report.files > len(report.failed) else []
    files += [f"{report.unchanged} read before"] if report.unchanged else []
    files += [f"{len(report.failed)} failed"] if report.failed else []
    warn(f"{archive}: events {rows}; files {', '.join(files) or 'none found'}")
