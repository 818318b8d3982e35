"""The commands."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.actors import app as actors_app
from detente.cli.actors import recode
from detente.cli.checks import CHECKS
from detente.cli.drafting import verify_draft
from detente.cli.event_output import export_event_table
from detente.cli.extracting import (
    Source,
    extractor_with,
    gazetteer_with,
    ingest_into,
    state_code,
    told,
    workers_with,
)
from detente.cli.files import check_folder, opened_text, write_content
from detente.cli.messages import EXIT_FAILED, Commands, one_line, warn, warn_of
from detente.cli.options import (
    DEFAULT_ARCHIVE,
    EVENT_TABLES,
    LOOPBACK,
    AnswerFormat,
    ArchiveName,
    AttributedBy,
    Attribution,
    ExportFormat,
    Gazetteers,
    Host,
    ListFormat,
    Output,
    Paths,
    Port,
    RecordFormat,
    Since,
    StoryFormat,
    Until,
    VerdictFormat,
    WorkerCount,
)
from detente.cli.output import (
    console,
    hit_json,
    json_text,
    new_table,
    print_hits,
    print_json,
    print_summary,
    printed_to,
    shortened,
    write_lines,
    write_page,
    write_table,
)
from detente.cli.serving import existing_archive, index_told, login_name, made_archive, serve_archive
from detente.model import DetenteError

if TYPE_CHECKING:
    from detente.model import Correction

app = typer.Typer(
    name="detente",
    cls=Commands,
    help="An auditable record of what states and their leaders say and do to each other.",
    epilog="Exit codes: 0 done, 1 nothing could be done, 2 wrong usage, 130 interrupted. See docs/cli.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(actors_app, name="actors")
app.command()(recode)


def show_version(wanted: bool) -> None:
    if wanted:
        from detente import __version__

        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    paths: Paths,
    format: Annotated[RecordFormat, typer.Option(help="How the records are written.")] = RecordFormat.jsonl,
    gazetteer: Gazetteers = None,
    attribution: AttributedBy = Attribution.learned,
    workers: WorkerCount = 1,
) -> None:
    """Show the records of documents; no archive is touched.

    \b
    Examples:
      detente extract article.txt
      detente extract corpus/ --format table
      detente extract corpus/ --format html > corpus.html
      cat wire.txt | detente extract -
      detente extract campaign/ --attribution rules --workers 2
    """
    source = Source(paths)
    extractor = workers_with(gazetteer, attribution, workers)
    extractions = extractor.extract_all(source.documents(), source.failed)
    {RecordFormat.jsonl: write_lines, RecordFormat.table: write_table, RecordFormat.html: write_page}[format](
        extractions
    )
    source.finish()


@app.command()
def ingest(
    paths: Paths,
    archive: ArchiveName = DEFAULT_ARCHIVE,
    gazetteer: Gazetteers = None,
    attribution: AttributedBy = Attribution.learned,
    workers: WorkerCount = 1,
) -> None:
    """Take documents into the archive; those that are in it already stay as they are.

    \b
    Examples:
      detente ingest corpus/
      detente ingest 'wire/2017-*.txt' --archive moscow.db
      detente ingest documents.jsonl
    """
    from detente.read import read_paths

    with made_archive(archive) as opened:
        extractor = workers_with(gazetteer, attribution, workers, opened.gazetteers.files())
        report = ingest_into(opened, read_paths(paths, stdin=sys.stdin.buffer), extractor)
    warn_of(report.failed)
    warn(told(report, archive))
    if not report.added + report.replaced + report.unchanged:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def search(
    query: Annotated[
        str, typer.Argument(help='Words, begin*, "a phrase"; empty to list by the filters.')
    ] = "",
    speaker: Annotated[
        str | None, typer.Option(help="A name, the start of one, or a code such as RUS.")
    ] = None,
    about: Annotated[str | None, typer.Option(help="Whom it is about: a name or a code.")] = None,
    issue: Annotated[str | None, typer.Option(help="What it is about, such as sanctions.")] = None,
    since: Since = None,
    until: Until = None,
    kind: Annotated[str | None, typer.Option(help="direct, indirect, mixed or turn.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    format: Annotated[ListFormat, typer.Option(help="How the hits are written.")] = ListFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Find statements: all words must be in it, dates count when it was said, else published.

    \b
    Examples:
      detente search sanctions --speaker Putin --since 2014
      detente search '"current work"' --format json
      detente search 'sanction*' --about USA --kind direct
    """
    filters = {
        "speaker": speaker,
        "about": about,
        "issue": issue,
        "since": since,
        "until": until,
        "kind": kind,
    }
    with existing_archive(archive) as opened:
        found = opened.search(query, **filters, limit=limit)  # type: ignore[arg-type]
    hits = [hit_json(hit) for hit in found.hits]
    if format is ListFormat.json:
        print_json({"total": found.total, "hits": hits})
    elif format is ListFormat.jsonl:
        for hit in hits:
            print_json(hit, indent=None)
    elif not hits:
        warn("nothing found")
    else:
        print_hits(found.hits)
        if found.total > len(found.hits):
            warn(f"{len(found.hits)} of {found.total} shown; see more with --limit")


@app.command()
def verify(
    quote: Annotated[
        str | None, typer.Argument(help="The quotation, with or without marks.", show_default=False)
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="DRAFT", help="A draft instead: txt, md, html, docx, or -."),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(help="Who is said to have said it: a name, a part of one, a state or code.")
    ] = None,
    about: Annotated[str | None, typer.Option(help="Whom it is about; prefers such statements.")] = None,
    format: Annotated[
        VerdictFormat,
        typer.Option(help="How the answer is written; html and text: a marked-up copy of a draft."),
    ] = VerdictFormat.table,
    output: Output = None,
    archive: ArchiveName = DEFAULT_ARCHIVE,
    gazetteer: Gazetteers = None,
    attribution: AttributedBy = Attribution.learned,
) -> None:
    """Is this quotation real? The verdict, what was changed, who said it and where it stands first.

    With --file every quotation of a draft; the exit code is 3 where one of them could not be confirmed.

    \b
    Examples:
      detente verify "the worst is behind us" --speaker Putin
      detente verify "we agreed ... to set up a working group" --format json
      detente verify --file draft.docx
      detente verify --file draft.md --format html --output checked.html
    """
    if (quote is None) == (file is None):
        raise typer.BadParameter("give a quotation, or a draft with --file, and not both.")
    if file is not None:
        if speaker or about:
            raise typer.BadParameter("--speaker and --about go with a quotation; a draft names its speakers.")
        verify_draft(file, format, output, archive, lambda: extractor_with(gazetteer, attribution))
        return
    if format in (VerdictFormat.html, VerdictFormat.text):
        raise typer.BadParameter(f"{format.value} is a marked-up copy of a draft: name one with --file.")
    from detente.cli.verifying import print_verification
    from detente.model import as_json

    with existing_archive(archive) as opened:
        index_told(opened)
        known = partial(gazetteer_with, gazetteer)
        found = opened.verify(quote or "", speaker=speaker, about=about, gazetteer=known)
    if format is VerdictFormat.json:
        write_content(json_text(as_json(found)), output)
    else:
        with printed_to(output):
            print_verification(found)


@app.command()
def copies(
    apart: Annotated[
        tuple[str, str] | None,
        typer.Option("--not", metavar="A B", help="Two documents that are no copies of each other."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="With --not: take that back.")] = False,
    why: Annotated[str, typer.Option(help="The reason, kept with --not.")] = "",
    who: Annotated[str | None, typer.Option(help="Your name; without it, your login name.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Compare all documents anew first.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many stories.")] = 50,
    format: Annotated[StoryFormat, typer.Option(help="How the stories are written.")] = StoryFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Show the stories that several documents tell: which are copies or updates of which, and why.

    \b
    Examples:
      detente copies
      detente copies --format csv > copies.csv
      detente copies --not doc-1f0c... doc-77aa... --why "two reports of one speech"
      detente copies --not doc-1f0c... doc-77aa... --undo --why "the same text after all"
    """
    from detente.cli.copying import print_stories, print_stories_csv, print_stories_json

    with existing_archive(archive) as opened:
        if apart:
            mark = opened.undo_not_copies if undo else opened.not_copies
            print_correction(mark(*apart, who=who or login_name(), why=why), format)
            return
        if undo:
            raise typer.BadParameter("--undo takes back a declaration: name its documents with --not A B.")
        if not opened.read_only:
            opened.find_copies(again=again)
        found, summary = opened.stories(limit=limit), opened.summary()
    write = {
        StoryFormat.table: print_stories,
        StoryFormat.json: print_stories_json,
        StoryFormat.csv: print_stories_csv,
    }
    write[format](found, summary)


@app.command()
def relations(
    a: Annotated[str, typer.Argument(help="A state: code or name.", show_default=False)],
    b: Annotated[str, typer.Argument(help="The other state.", show_default=False)],
    by: Annotated[str | None, typer.Option(help="Count by day, week, month, quarter or year.")] = None,
    index: Annotated[
        list[str] | None,
        typer.Option(help="net, goldstein, plover or weights; the first is drawn large. May be repeated."),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What events are worth: CSV with type,weight.")
    ] = None,
    minimum: Annotated[int, typer.Option(help="Fewer events in a period are insufficient.")] = 5,
    verbal: Annotated[str, typer.Option(help="all, without or only: whether speech acts count.")] = "all",
    country: Annotated[
        list[str] | None, typer.Option(help="Only reports of outlets of this state. May be repeated.")
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option(help="Only reports of outlets under state, public, private or unknown control."),
    ] = None,
    dated: Annotated[
        str,
        typer.Option(
            help="report or told: whether an event of no told day stands on its report's, or is left out."
        ),
    ] = "report",
    lags: Annotated[
        int | None, typer.Option(help="Lags of the autoregression; without it, chosen by the data.")
    ] = None,
    resamples: Annotated[
        int, typer.Option(min=0, max=10_000, help="Draws of stories for the intervals; 0 leaves them out.")
    ] = 1000,
    since: Since = None,
    until: Until = None,
    format: Annotated[str, typer.Option(help="table, json, csv, svg, png, pdf or html.")] = "table",
    part: Annotated[str | None, typer.Option(help="Of CSV: assessments, series, changes or events.")] = None,
    output: Output = None,
    archive: ArchiveName = DEFAULT_ARCHIVE,
    gazetteer: Gazetteers = None,
) -> None:
    """Show how the relationship of two states moved: how it was judged, and what they did to each other.

    \b
    Examples:
      detente relations RUS USA
      detente relations Russia "United States" --by year --format json
      detente relations RUS USA --since 2015 --format svg --output rus-usa.svg
      detente relations RUS USA --by week --index goldstein --verbal without --format csv --part series
    """
    from detente.relations import Asked, load_weights, render

    with existing_archive(archive) as opened:
        states = gazetteer_with(gazetteer, opened.gazetteers.files())
        pairs = (*opened.dyads(), *opened.imported_dyads())
        known = {code for first, second, _ in pairs for code in (first, second)}
        codes = [state_code(name, states, known) for name in (a, b)]
        names = {code: name for code in codes if (name := states.state_name(code))}
        asked = Asked(
            by=by,
            indices=tuple(name for given in index or () for name in given.split(",")),
            minimum=minimum,
            verbal=verbal,
            countries=tuple(code.strip().upper() for code in country or ()),
            controls=tuple(control or ()),
            dated=dated,
            weights=load_weights(weights) if weights else None,
            lags=lags,
            resamples=resamples,
        )
        dyad = opened.dyad(codes[0], codes[1], asked=asked, since=since, until=until, names=names)
    write_content(render(dyad, format, part=part), output)


@app.command()
def correct(
    record: Annotated[str, typer.Argument(help="The id of a record.", show_default=False)],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="FIELD=VALUE...", help="With --undo: FIELD...", show_default=False),
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, kept with the correction.")] = "",
    who: Annotated[str | None, typer.Option(help="Your name; without it, your login name.")] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Show the machine's value again, of all fields or FIELD.")
    ] = False,
    format: Annotated[
        AnswerFormat, typer.Option(help="How the rows added are written.")
    ] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Correct fields of a record. Nothing is overwritten: a correction is a row that outlives extractions.

    \b
    Examples:
      detente correct statement-1f0c... speaker="Angela Merkel" speaker.code=DEU --why "the photo shows her"
      detente correct document-77aa... published=2015-09 --why "printed on the scan"
      detente correct statement-1f0c... said_on= --why "the day is not told"
      detente correct statement-1f0c... speaker --undo --why "it was her deputy after all"
    """
    given = assignments or []
    name = who or login_name()
    with existing_archive(archive) as opened:
        if undo:
            rows = opened.undo(record, fields_of(given), who=name, why=why)
        else:
            rows = opened.correct(record, assignments_of(given), who=name, why=why)
    if format is AnswerFormat.json:
        from detente.model import as_json

        print_json([as_json(row) for row in rows])
        return
    table = new_table("Field", "Was", "Is", "Who", "When", "Why")
    for row in rows:
        table.add_row(
            *map(one_line, (row.field, shortened(row.old), shortened(row.new), row.who, row.when, row.why))
        )
    console().print(table)


@app.command()
def export(
    to: Annotated[
        ExportFormat,
        typer.Option(
            "--to",
            help="jsonl: the lines of extract. csv: for spreadsheets. polecat, plover, icews: its events.",
        ),
    ],
    output: Output = None,
    record: Annotated[
        str | None, typer.Option(help="For csv: document, segment, mention, statement, assessment or event.")
    ] = None,
    dated: Annotated[
        str,
        typer.Option(help="For event tables, of no told day: on their report's (report) or left out (told)."),
    ] = "report",
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Write all records of the archive, corrections applied; or its events as other projects publish theirs.

    \b
    Examples:
      detente export --to jsonl > records.jsonl
      detente export --to csv --record statement --output statements.csv
      detente export --to csv --output tables/
      detente export --to polecat --output events.txt
    """
    if to in EVENT_TABLES:
        if record is not None:
            raise typer.BadParameter(f"{to} is a table of events; --record is for csv.")
        export_event_table(archive, to, output, dated)
        return
    if to is ExportFormat.csv and record is None and output is None:
        raise typer.BadParameter(
            "csv is one table: name it with --record, or a folder for all with --output."
        )
    with existing_archive(archive) as opened:
        if to is ExportFormat.csv and record is None and output is not None:
            check_folder(output)
            opened.export(to, output)
            return
        with opened_text(output) as out:
            opened.export(to, out, record=record)


@app.command()
def serve(host: Host = LOOPBACK, port: Port = 8000, archive: ArchiveName = DEFAULT_ARCHIVE) -> None:
    """Serve the web application, on this machine only unless told otherwise.

    \b
    Examples:
      detente serve
      detente serve --archive moscow.db --port 8080
    """
    with existing_archive(archive) as opened:
        serve_archive(opened, host, port)


@app.command()
def demo(
    path: Annotated[
        str | None, typer.Argument(help="A folder of documents; without it, the bundled sample.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the result, or end after the summary.")
    ] = True,
    archive: Annotated[str | None, typer.Option(metavar="FILE", help="Keep the archive here.")] = None,
    host: Host = LOOPBACK,
    port: Port = 8000,
    gazetteer: Gazetteers = None,
) -> None:
    """Run the whole path on the bundled sample or a folder: read, extract, store, count, serve.

    \b
    Examples:
      detente demo
      detente demo --no-serve
      detente demo corpus/ --archive corpus.db
    """
    from tempfile import TemporaryDirectory

    from detente import sample
    from detente.read import read_paths

    where = path or str(sample.folder())
    extra = gazetteer or ([] if path else [sample.gazetteer()])
    with (
        TemporaryDirectory(prefix="detente-") as folder,
        made_archive(archive or f"{folder}/demo.db") as opened,
    ):
        extractor = extractor_with(extra, Attribution.learned, opened.gazetteers.files())
        report = ingest_into(opened, read_paths([where]), extractor)
        warn_of(report.failed)
        print_summary(opened.summary())
        if not report.added + report.replaced + report.unchanged:
            raise typer.Exit(EXIT_FAILED)
        if serve:
            serve_archive(opened, host, port)


@app.command()
def doctor(archive: ArchiveName = DEFAULT_ARCHIVE) -> None:
    """Check that all that detente needs is there: Python, SQLite, the model, the gazetteer, the archive.

    \b
    Examples:
      detente doctor
      detente doctor --archive moscow.db
    """
    table = new_table("What", "State", "Found")
    states = []
    for what, check in CHECKS.items():
        try:
            found, fine = check(archive), True
        except (DetenteError, ImportError, LookupError, OSError) as error:
            found, fine = str(error) or type(error).__name__, False
        states.append(fine)
        table.add_row(what, "ok" if fine else "FAILS", one_line(found))
    console().print(table)
    if not all(states):
        raise typer.Exit(EXIT_FAILED)


# Corrections


def print_correction(row: Correction, format: StoryFormat) -> None:
    from detente.model import as_json

    if format is StoryFormat.json:
        print_json(as_json(row))
        return
    table = new_table("Documents", "Is", "Who", "When", "Why")
    told = "not copies" if row.new["apart"] else "may be copies again"
    table.add_row(*map(one_line, (" ".join(row.new["documents"]), told, row.who, row.when, row.why)))
    console().print(table)


def assignments_of(given: list[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in given]
    for field, sign, _ in pairs:
        if not sign or not field.strip():
            raise typer.BadParameter(f"{field!r} is not FIELD=VALUE.")
    return {field.strip(): value for field, _, value in pairs}


def fields_of(given: list[str]) -> list[str]:
    for item in given:
        if "=" in item:
            raise typer.BadParameter(
                f"with --undo name the field only, without a value: {item.partition('=')[0]}."
            )
    return given
