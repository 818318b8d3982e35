"""The commands for events: taking those of others in, and listing all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.commands import app
from detente.cli.event_output import (
    import_progress,
    page_json,
    print_event_lines,
    print_events,
    tell_import,
    write_event_csv,
)
from detente.cli.extracting import gazetteer_with
from detente.cli.messages import EXIT_FAILED, EXIT_INTERRUPTED, warn
from detente.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveName,
    DatasetName,
    Direction,
    EventFormat,
    Gazetteers,
    Since,
    Until,
)
from detente.cli.output import print_json
from detente.cli.serving import existing_archive, made_archive
from detente.model import RequestError

if TYPE_CHECKING:
    from detente.actors import Gazetteer

# Formats for programs give all events unless --limit says otherwise, asked for in pages of this size.
_PAGE = 5_000
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,15}")
_SHOWN = 50


@app.command("import")
def import_(
    dataset: Annotated[DatasetName, typer.Argument(help="What the files are.", show_default=False)],
    paths: Annotated[
        list[str], typer.Argument(help="Files, plain, .gz or .zip, or folders of them.", show_default=False)
    ],
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Take event data of others in, as events without a text; what is in the archive already stays as it is.

    \b
    Examples:
      detente import gdelt 20240101.export.CSV.zip
      detente import icews events.2018.tab --archive moscow.db
      detente import ucdp ged241-csv.zip
    """
    with made_archive(archive) as opened:
        try:
            with import_progress() as step:
                report = opened.import_events(dataset.value, paths, progress=step)
        except KeyboardInterrupt:
            warn("interrupted; the archive is whole; run the same command again for the rest")
            raise SystemExit(EXIT_INTERRUPTED) from None
    tell_import(report, archive)
    if not (report.read - report.refused or report.unchanged):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def events(
    a: Annotated[str | None, typer.Argument(help="A state: code or name; or any code.")] = None,
    b: Annotated[str | None, typer.Argument(help="The other; without it, all events of the first.")] = None,
    since: Since = None,
    until: Until = None,
    type: Annotated[
        list[str] | None, typer.Option(help="A PLOVER type, such as SANCTION. May be repeated.")
    ] = None,
    mode: Annotated[list[str] | None, typer.Option(help="A mode, such as expel. May be repeated.")] = None,
    quad: Annotated[
        list[int] | None,
        typer.Option(min=1, max=4, help="1, 2 verbal, material cooperation; 3, 4 verbal, material conflict."),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(help="happened, planned, hypothetical, alleged, denied or cancelled. May be repeated."),
    ] = None,
    verbal: Annotated[
        bool | None, typer.Option("--verbal/--no-verbal", help="Only acts done in words, or none of them.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Where from: document, or a dataset such as gdelt. May be repeated."),
    ] = None,
    direction: Annotated[
        Direction, typer.Option(help="from: the first acts. to: the first is acted on.")
    ] = Direction.both,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many; 50 in a table, all in other formats.")
    ] = None,
    format: Annotated[EventFormat, typer.Option(help="How the events are written.")] = EventFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
    gazetteer: Gazetteers = None,
) -> None:
    """List what sides did to each other, from documents with the words, from imported data with its columns.

    \b
    Examples:
      detente events RUS USA
      detente events RUS USA --since 2016 --type SANCTION --type COERCE --status happened
      detente events Russia --direction to --no-verbal --source document
      detente events RUS USA --format csv > events.csv
    """
    filters: dict[str, Any] = {
        "since": since,
        "until": until,
        "types": tuple(word.upper() for word in type or ()),
        "modes": tuple(word.lower() for word in mode or ()),
        "quads": tuple(quad or ()),
        "statuses": tuple(status or ()),
        "verbal": verbal,
        "origins": tuple(source or ()),
        "direction": direction.value,
    }
    states = gazetteer_with(gazetteer)
    with existing_archive(archive) as opened:
        sides = [_code(name, states) if name else None for name in (a, b)]
        wanted = limit or (_SHOWN if format is EventFormat.table else None)
        _write(opened, sides, filters, wanted, format)


def _write(
    opened: Any, sides: list[str | None], filters: dict[str, Any], limit: int | None, format: EventFormat
) -> None:
    first = opened.events(*sides, limit=min(limit or _PAGE, _PAGE), **filters)
    if format is EventFormat.table:
        if first.items:
            print_events(first)
        else:
            warn("no events found")
        return
    items = _all(opened, sides, filters, first, limit)
    if format is EventFormat.json:
        first.items.extend(list(items)[len(first.items) :])
        print_json(page_json(first))
    elif format is EventFormat.jsonl:
        print_event_lines(items)
    else:
        write_event_csv(items)


def _all(opened: Any, sides: list[str | None], filters: dict[str, Any], page: Any, limit: int | None) -> Any:
    """Page after page, up to the limit."""
    done = 0
    wanted = min(page.total, limit or page.total)
    while page.items:
        yield from page.items
        done += len(page.items)
        if done >= wanted:
            return
        page = opened.events(*sides, limit=min(wanted - done, _PAGE), offset=done, **filters)


def _code(text: str, gazetteer: Gazetteer) -> str:
    """The code of a state by its name; any other word is taken for a code, such as NATO."""
    code = gazetteer.state_code(text)
    if code is None and not _CODE.fullmatch(text.strip()):
        raise RequestError(f"no state is called {text!r}; write its name or its code, such as RUS")
    return code or text.strip().upper()
