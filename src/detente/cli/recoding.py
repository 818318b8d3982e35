"""Records made again, with progress, and what changed."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.extracting import extractor_with, gazetteer_with, progress_bar
from detente.cli.messages import EXIT_INTERRUPTED, one_line, warn, warn_of
from detente.cli.options import AnswerFormat, Attribution
from detente.cli.output import console, new_table, print_json, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.actors import GazetteerFile
    from detente.archive import Archive
    from detente.curation.recode import RecodeReport, RecodeStep

_SHOWN = 200


def recode_archive(
    archive: Archive,
    extra: list[Path],
    files: Sequence[GazetteerFile],
    attribution: str | None,
    workers: int,
    *,
    dry_run: bool,
    everything: bool = False,
) -> RecodeReport:
    """Recode with the files of the archive and those of this call; an interruption is told and ends it."""

    def make(setting: str) -> Any:
        from detente.pipeline import Workers

        maker = partial(extractor_with, extra, Attribution(setting), tuple(files))
        return maker() if workers == 1 else Workers(maker, workers)

    try:
        with progress_bar() as progress:
            task = progress.add_task("", total=None, rate=0, where="")

            def step(done: RecodeStep) -> None:
                where = one_line(done.where)[-40:]
                progress.update(task, total=done.total, completed=done.done, where=where)

            return archive.recode(
                make,
                gazetteer_with(extra, files),
                attribution=attribution,
                dry_run=dry_run,
                everything=everything,
                progress=step,
            )
    except KeyboardInterrupt:
        warn("interrupted; the archive is whole; run detente recode for the rest")
        raise SystemExit(EXIT_INTERRUPTED) from None


def print_changes(report: RecodeReport, format: AnswerFormat, *, dry_run: bool) -> None:
    warn_of(report.failed)
    warn(_told(report, dry_run=dry_run))
    counts = Counter(f"{change.kind} {change.field}" for change in report.changes)
    if format is AnswerFormat.json:
        from detente.model import as_json

        documents = {name: getattr(report, name) for name in ("recoded", "untouched", "current")}
        documents["failed"] = len(report.failed)
        changes = [as_json(change) for change in report.changes]
        print_json({"documents": documents, "counts": dict(sorted(counts.items())), "changes": changes})
        return
    if not report.changes:
        return
    table = new_table("What", "Changed")
    for what, count in sorted(counts.items()):
        table.add_row(what, f"{count:,}")
    console().print(table)
    table = new_table("Record", "Field", "Was", "Is")
    for change in report.changes[:_SHOWN]:
        table.add_row(*map(one_line, (change.record, change.field, _short(change.old), _short(change.new))))
    console().print(table)
    if len(report.changes) > _SHOWN:
        warn(f"{_SHOWN} of {len(report.changes)} changes shown; see all with --format json")


def _short(value: Any) -> str:
    return "-" if value is None else shortened(value)


def _told(report: RecodeReport, *, dry_run: bool) -> str:
    counts = (
        (report.recoded, "would be made again" if dry_run else "made again"),
        (report.untouched, "untouched by the change"),
        (report.current, "up to date"),
        (len(report.failed), "failed"),
    )
    documents = ", ".join(f"{what} {count}" for count, what in counts if count) or "none"
    are = "would be" if dry_run else "are"
    return f"documents {documents}; {len(report.changes)} values {are} shown otherwise"
