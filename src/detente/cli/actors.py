"""The commands on actors: whom a mention means, what the gazetteer and the archive have, merge and split."""

from __future__ import annotations

import csv
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from detente.cli.extracting import gazetteer_with
from detente.cli.messages import EXIT_FAILED, one_line, warn
from detente.cli.options import (
    DEFAULT_ARCHIVE,
    AnswerFormat,
    ArchiveName,
    AttributedAsBefore,
    Gazetteers,
    WorkerCount,
)
from detente.cli.output import console, new_table, print_json, shortened
from detente.cli.recoding import print_changes, recode_archive
from detente.cli.serving import existing_archive, login_name
from detente.model import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.actors import ActorRow, Gazetteer
    from detente.archive import Archive
    from detente.model import ActorDecision

_ROLES_SHOWN = 60
_SHEET = ("id", "kind", "name", "code", "names")


class TableFormat(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class _ActorCommands(TyperGroup):
    """`detente actors MENTION` asks whom the mention means; a first word that is a command runs it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["mention", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ActorCommands,
    no_args_is_help=True,
    help="""Whom a mention means on a day; the actors of the gazetteer and of the archive.

    \b
    Examples:
      detente actors "the US president" --on 2013-09-06
      detente actors Merkel --format json
      detente actors list --kind person --state RUS
    """,
    epilog="detente actors MENTION --on DATE is short for detente actors mention MENTION --on DATE.",
)

MaybeArchive = Annotated[
    str | None,
    typer.Option(
        "--archive",
        envvar="DETENTE_ARCHIVE",
        metavar="FILE",
        help="An archive, whose gazetteer files count too.",
    ),
]
On = Annotated[str | None, typer.Option(metavar="DATE", help="The day: 2017, 2017-07, 2017-07-08.")]
Why = Annotated[str, typer.Option(help="The reason, kept with what was decided.")]
Who = Annotated[str | None, typer.Option(help="Your name; without it, your login name.")]
NoRecode = Annotated[
    bool, typer.Option("--recode/--no-recode", help="Make the records again at once, or leave it to recode.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; write nothing.")]


@contextmanager
def _gazetteer(extra: list[Path] | None, archive: str | None) -> Iterator[tuple[Gazetteer, Archive | None]]:
    """The gazetteer, with the files of the archive where one is named or the default one is there."""
    if archive is None and not Path(DEFAULT_ARCHIVE).is_file():
        yield gazetteer_with(extra), None
        return
    with existing_archive(archive or DEFAULT_ARCHIVE) as opened:
        yield gazetteer_with(extra, opened.gazetteers.files()), opened


def _bad_date(on: str | None, error: ValueError) -> RequestError:
    return RequestError(f"--on {on!r} is not a date ({error}); write 2017, 2017-07 or 2017-07-08")


@app.command()
def mention(
    mention: Annotated[
        str, typer.Argument(help="A name, an office, a place: 'the US president'.", show_default=False)
    ],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which it was said.")] = None,
    format: Annotated[AnswerFormat, typer.Option(help="How the answer is written.")] = AnswerFormat.table,
    gazetteer: Gazetteers = None,
    archive: MaybeArchive = None,
) -> None:
    """Tell whom a mention means on a day, or that it is nobody known, and why.

    \b
    Examples:
      detente actors "the US president" --on 2013-09-06
      detente actors Merkel --format json
    """
    with _gazetteer(gazetteer, archive) as (tables, _):
        try:
            found = tables.resolve(mention, on)
        except ValueError as error:
            raise _bad_date(on, error) from None
    answer = {name: getattr(found, name) for name in ("name", "actor", "code", "candidates", "reason")}
    if format is AnswerFormat.json:
        print_json(answer)
        return
    table = new_table("Name", "Actor", "Code", "Candidates", "Reason")
    table.add_row(*map(one_line, (*list(answer.values())[:3], ", ".join(found.candidates), found.reason)))
    console().print(table)


@app.command("list")
def list_actors(
    text: Annotated[str, typer.Argument(help="Part of a name.")] = "",
    kind: Annotated[str | None, typer.Option(help="state, organisation, group or person.")] = None,
    state: Annotated[str | None, typer.Option(help="Those of a state or body: its code or name.")] = None,
    office: Annotated[
        str | None, typer.Option(help="Those who held it, such as president or 'foreign minister'.")
    ] = None,
    on: On = None,
    seen: Annotated[bool, typer.Option("--seen", help="Those of the archive instead.")] = False,
    format: Annotated[TableFormat, typer.Option(help="How the list is written.")] = TableFormat.table,
    gazetteer: Gazetteers = None,
    archive: MaybeArchive = None,
) -> None:
    """List the actors of the gazetteer, or the persons seen in the archive.

    \b
    Examples:
      detente actors list --kind person --state RUS --on 2010-03-01
      detente actors list --office "foreign minister" --on 2014 --format csv
      detente actors list --seen --archive moscow.db
    """
    with _gazetteer(gazetteer, archive) as (tables, opened):
        if seen:
            if opened is None:
                raise RequestError("no archive to look in; name one with --archive")
            _print_seen(opened, text, state, format)
            return
        rows = _chosen(tables, text, kind, state, office, on)
    _print_actors(rows, format)


def _chosen(
    tables: Gazetteer, text: str, kind: str | None, state: str | None, office: str | None, on: str | None
) -> list[ActorRow]:
    from detente.actors import KINDS, Filter, filtered

    if kind is not None and kind not in KINDS:
        raise RequestError(f"no kind of actor {kind!r}; there are {', '.join(KINDS)}")
    code = _code(state, tables) if state else None
    try:
        return list(filtered(tables, Filter(text, kind, code, office, on)))
    except ValueError as error:
        raise _bad_date(on, error) from None


def _code(state: str, tables: Gazetteer) -> str:
    plain = state.strip()
    if tables.organisation(plain.upper()):
        return plain.upper()
    found = tables.state_code(plain) or tables.resolve(plain).code
    if found is None:
        raise RequestError(f"no state or body is called {state!r}; write its name or its code, such as RUS")
    return found


def _print_actors(rows: Sequence[ActorRow], format: TableFormat) -> None:
    from detente.model import as_json

    if format is TableFormat.json:
        print_json([{key: as_json(getattr(row, key)) for key in _SHEET} for row in rows])
    elif format is TableFormat.csv:
        _write_csv(_SHEET, ([row.id, row.kind, row.name, row.code, "; ".join(row.names)] for row in rows))
    elif not rows:
        warn("nothing found")
    else:
        table = new_table("Id", "Kind", "Name", "Code", "Other names")
        for row in rows:
            table.add_row(
                *map(one_line, (row.id, row.kind, row.name, row.code, shortened(list(row.names[1:]))))
            )
        console().print(table)


def _write_csv(header: Sequence[str], rows: Any) -> None:
    from detente.export import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_cell("" if cell is None else str(cell)) for cell in row])


def _print_seen(archive: Archive, text: str, state: str | None, format: TableFormat) -> None:
    keys = ("id", "name", "code", "documents")
    words = text.casefold()
    rows = [
        dict(zip(keys, row, strict=True))
        for row in archive.persons().all()
        if words in row[1].casefold() and state in (None, row[2])
    ]
    if format is TableFormat.json:
        print_json(rows)
    elif format is TableFormat.csv:
        _write_csv(keys, (row.values() for row in rows))
    else:
        table = new_table("Id", "Name", "Code", "Documents")
        for row in rows:
            table.add_row(*map(one_line, row.values()))
        console().print(table)


@app.command()
def show(
    actor: Annotated[str, typer.Argument(help="An id, a code or a name.", show_default=False)],
    on: On = None,
    format: Annotated[AnswerFormat, typer.Option(help="How the answer is written.")] = AnswerFormat.table,
    gazetteer: Gazetteers = None,
    archive: MaybeArchive = None,
) -> None:
    """Show all that is known of an actor: names, terms of office, their sources, until when they are known.

    \b
    Examples:
      detente actors show "Angela Merkel"
      detente actors show RUS --format json
      detente actors show person:mira-okonde --archive moscow.db
    """
    from detente.actors import shown
    from detente.model import as_json

    with _gazetteer(gazetteer, archive) as (tables, opened):
        try:
            row = shown(tables, actor, on)
            meant = tables.resolve(actor, on)
        except ValueError as error:
            raise _bad_date(on, error) from None
        seen = [row.id] if row else _seen_as(opened, actor)
        person = opened.persons().shown(seen[0]) if opened and len(seen) == 1 else None
    if row is None and person is None:
        candidates = [*meant.candidates, *(seen if len(seen) > 1 else ())]
        others = f"; it may be {', '.join(candidates)}" if candidates else ""
        raise RequestError(f"no one actor is {actor!r} ({meant.reason}){others}; see detente actors list")
    if format is AnswerFormat.json:
        print_json((as_json(row) if row else {}) | {"archive": as_json(person)})
        return
    if row:
        _print_actor(row)
    if person:
        _print_person(person)


def _seen_as(opened: Archive | None, actor: str) -> list[str]:
    """The ids of those whom an archive may know by an id or a name."""
    if opened is None:
        return []
    persons = opened.persons()
    return [actor] if persons.shown(actor) else persons.called(actor)


def _print_actor(row: ActorRow) -> None:
    facts = new_table("What", "Known")
    known = {"id": row.id, "kind": row.kind, "name": row.name, "code": row.code}
    for what, value in (known | {"other names": "; ".join(row.names[1:])} | dict(row.details)).items():
        if value:
            facts.add_row(one_line(what), one_line(value))
    console().print(facts)
    if not row.roles:
        return
    columns = ["Office", "Of", "From", "To", "Acting", "Elected", "Known until", "Source"]
    terms = new_table(*([*columns[:1], "Holder", *columns[1:]] if row.holders else columns))
    for place, role in enumerate(row.roles):
        cells = [role.role, role.code, role.since, role.to or "…", "yes" if role.acting else ""]
        cells += [role.elected or "", role.known_until or "", role.source or ""]
        if row.holders:
            cells.insert(1, row.holders[place] if place < len(row.holders) else "")
        terms.add_row(*map(one_line, cells))
    console().print(terms)


def _print_person(person: Any) -> None:
    facts = new_table("In the archive", "")
    for what, value in (
        ("id", person.actor),
        ("name", person.name),
        ("code", person.code),
        ("printed as", "; ".join(person.names)),
        ("roles", "; ".join(person.roles)),
    ):
        facts.add_row(what, one_line(value))
    console().print(facts)
    seen = new_table("Document", "There", "Reason")
    for document, actor, reason in person.seen[:_ROLES_SHOWN]:
        seen.add_row(*map(one_line, (document, actor, reason)))
    console().print(seen)
    if person.decisions:
        _print_decisions(person.decisions, AnswerFormat.table)


# A gazetteer for the archive


@app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or CSV.", show_default=False)],
    why: Annotated[str, typer.Option(help="The reason, kept with the file.")] = "added",
    who: Who = None,
    recode: NoRecode = True,
    dry_run: DryRun = False,
    workers: WorkerCount = 1,
    format: Annotated[AnswerFormat, typer.Option(help="How the changes are written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Check a gazetteer file, keep it in the archive, and resolve the archive's documents again by it.

    \b
    Examples:
      detente actors add own.yaml
      detente actors add terms.csv --archive moscow.db --why "the cabinet of May" --dry-run
      detente actors add own.yaml --no-recode
    """
    from detente.actors import difference
    from detente.actors.load import read_gazetteer_file

    given = read_gazetteer_file(file)
    with existing_archive(archive) as opened:
        before, after = opened.gazetteers.check(given)
        told = difference(before, after)
        if not told and not _differ(before, after):
            raise RequestError(f"{file}: changes nothing in this archive's gazetteer, so it is not kept")
        if not dry_run:
            opened.gazetteers.add(given, who=who or login_name(), why=why)
        counts = {name: len(getattr(told, name)) for name in ("added", "changed", "removed", "terms")}
        warn(
            f"{file}: actors added {counts['added']}, changed {counts['changed']}; "
            f"actors with other terms of office {counts['terms']}"
        )
        if not recode:
            warn("nothing was resolved again; run detente recode")
            return
        files = [*opened.gazetteers.files(), *([given] if dry_run else [])]
        report = recode_archive(opened, [], files, None, workers, dry_run=dry_run)
    print_changes(report, format, dry_run=dry_run)


def _differ(before: Gazetteer, after: Gazetteer) -> bool:
    """Do two gazetteers differ in offices or members, which `difference` does not compare?"""
    return {(o.code, o.role, o.known_until) for o in before.offices} != {
        (o.code, o.role, o.known_until) for o in after.offices
    }


@app.command()
def remove(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Its name or SHA-256.", show_default=False)],
    why: Annotated[str, typer.Option(help="The reason, kept with it.")] = "removed",
    who: Who = None,
    recode: NoRecode = True,
    workers: WorkerCount = 1,
    format: Annotated[AnswerFormat, typer.Option(help="How the changes are written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Take a gazetteer file from the archive, and resolve the archive's documents again without it.

    \b
    Examples:
      detente actors remove own.yaml
      detente actors remove 3f2a9c --archive moscow.db
    """
    with existing_archive(archive) as opened:
        gone = opened.gazetteers.remove(file, who=who or login_name(), why=why)
        warn(f"{gone.name} counts no longer; its bytes stay in the archive")
        if recode:
            report = recode_archive(opened, [], opened.gazetteers.files(), None, workers, dry_run=False)
    if recode:
        print_changes(report, format, dry_run=False)


@app.command()
def files(
    format: Annotated[AnswerFormat, typer.Option(help="How the list is written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """List the gazetteer files of the archive, with those that were taken away.

    \b
    Examples:
      detente actors files --archive moscow.db
    """
    from detente.model import as_json

    with existing_archive(archive) as opened:
        changes = opened.gazetteers.history()
        counting = {(f.name, f.sha256, f.when) for f in opened.gazetteers.attached()}
    rows = [
        as_json(c) | {"counts": (c.name, c.sha256, c.when) in counting and c.act == "add"} for c in changes
    ]
    if format is AnswerFormat.json:
        print_json(rows)
        return
    table = new_table("Act", "File", "SHA-256", "Counts", "Who", "When", "Why")
    for row in rows:
        values = ("act", "name", "sha256", "counts", "who", "when", "why")
        table.add_row(*(one_line(shortened(row[key])) for key in values))
    console().print(table)


# Who is one and who is not


@app.command()
def merge(
    actors: Annotated[
        list[str], typer.Argument(metavar="ID ID...", help="The first is kept.", show_default=False)
    ],
    why: Why = "",
    who: Who = None,
    format: Annotated[AnswerFormat, typer.Option(help="How the row is written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Decide that persons of the archive are one. Outranks the machine, outlives extractions, can be undone.

    \b
    Examples:
      detente actors merge person:mira-okonde person:m-okonde --why "the same office, see the staff list"
    """
    with existing_archive(archive) as opened:
        made = opened.persons(_named(opened)).merge(actors, who=who or login_name(), why=why)
    _print_decisions([made], format)


@app.command()
def split(
    actor: Annotated[str, typer.Argument(metavar="ID", help="A person's id.", show_default=False)],
    documents: Annotated[
        str | None, typer.Option(metavar="ID,ID", help="All that these documents have of the person.")
    ] = None,
    mentions: Annotated[str | None, typer.Option(metavar="ID,ID", help="Only these mentions.")] = None,
    name: Annotated[str | None, typer.Option(help="The name of the other; without it, the same.")] = None,
    why: Why = "",
    who: Who = None,
    format: Annotated[AnswerFormat, typer.Option(help="How the row is written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Decide that some documents, or mentions, mean another person. Outranks the machine, can be undone.

    \b
    Examples:
      detente actors split person:mira-okonde --documents document-77aa... --why "her cousin, the painter"
    """
    with existing_archive(archive) as opened:
        made = opened.persons().split(
            actor,
            documents=_ids(documents),
            mentions=_ids(mentions),
            name=name,
            who=who or login_name(),
            why=why,
        )
    _print_decisions([made], format)


def _ids(given: str | None) -> list[str]:
    return [item.strip() for item in (given or "").split(",") if item.strip()]


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The id of a merge or split.", show_default=False)],
    why: Why = "",
    who: Who = None,
    format: Annotated[AnswerFormat, typer.Option(help="How the row is written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Let a merge or split count no longer; both rows are kept.

    \b
    Examples:
      detente actors undo decision-1f0c... --why "they are two after all"
    """
    with existing_archive(archive) as opened:
        made = opened.persons().undo(decision, who=who or login_name(), why=why)
    _print_decisions([made], format)


@app.command()
def history(
    format: Annotated[AnswerFormat, typer.Option(help="How the list is written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """List every merge, split and undoing, in order.

    \b
    Examples:
      detente actors history --archive moscow.db
    """
    with existing_archive(archive) as opened:
        made = opened.persons().decisions()
    _print_decisions(made, format)


def _print_decisions(made: Sequence[ActorDecision], format: AnswerFormat) -> None:
    from detente.model import as_json

    if format is AnswerFormat.json:
        print_json([as_json(row) for row in made])
        return
    table = new_table("Id", "Act", "Actors", "Into", "Of", "Who", "When", "Why")
    for row in made:
        of = row.undoes or shortened(list(row.mentions or row.documents))
        values = (row.id, row.act, ", ".join(row.actors), row.into, of, row.who, row.when, row.why)
        table.add_row(*map(one_line, values))
    console().print(table)


def _named(archive: Archive) -> Any:
    """The names of the persons of the archive's gazetteer, by id; loaded when one is asked for."""

    def named(actor: str) -> str | None:
        person = gazetteer_with(None, archive.gazetteers.files()).person(actor)
        return person.name if person else None

    return named


def recode(
    gazetteer: Gazetteers = None,
    attribution: AttributedAsBefore = None,
    workers: WorkerCount = 1,
    everything: Annotated[bool, typer.Option("--all", help="Also what no change can have touched.")] = False,
    dry_run: DryRun = False,
    format: Annotated[AnswerFormat, typer.Option(help="How the changes are written.")] = AnswerFormat.table,
    archive: ArchiveName = DEFAULT_ARCHIVE,
) -> None:
    """Make the records again from the texts in the archive, by the code and gazetteer of now.

    \b
    Examples:
      detente recode --dry-run
      detente recode --archive moscow.db --format json
      detente recode --attribution rules
    """
    with existing_archive(archive) as opened:
        chosen = attribution.value if attribution else None
        files = opened.gazetteers.files()
        report = recode_archive(
            opened, gazetteer or [], files, chosen, workers, dry_run=dry_run, everything=everything
        )
    print_changes(report, format, dry_run=dry_run)
    if report.failed and not report.recoded + report.untouched + report.current:
        raise typer.Exit(EXIT_FAILED)
