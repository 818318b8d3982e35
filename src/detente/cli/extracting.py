"""Documents in: reading, extracting, storing, and the progress of it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from detente.cli.messages import EXIT_FAILED, EXIT_INTERRUPTED, one_line, warn, warn_of
from detente.cli.options import Attribution
from detente.model import Document, RequestError

if TYPE_CHECKING:
    from rich.progress import Progress

    from detente.actors import Gazetteer, GazetteerFile
    from detente.archive import Archive, Extracts, IngestReport, IngestStep
    from detente.pipeline import Extractor, Workers
    from detente.read import Reading


class Source:
    """The documents at paths; what could not be read is said as it comes, and counts at the end."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
        self._done = 0

    def documents(self) -> Iterator[Document]:
        from detente.read import read_paths

        for reading in read_paths(self._paths, stdin=sys.stdin.buffer):
            if isinstance(reading, Document):
                self._done += 1
                yield reading
            else:
                warn_of([reading])

    def failed(self, document: Document, why: str) -> None:
        self._done -= 1
        warn(f"{document.uri or document.external_id or document.id}: {why}")

    def finish(self) -> None:
        if not self._done:
            raise typer.Exit(EXIT_FAILED)


def gazetteer_with(extra: list[Path] | None, files: Sequence[GazetteerFile] = ()) -> Gazetteer:
    """The gazetteer with the files of an archive, then those of this call, laid over it."""
    from detente.actors import load_gazetteer

    return load_gazetteer([*files, *(extra or ())])


def extractor_with(
    gazetteer: list[Path] | None, attribution: Attribution, files: Sequence[GazetteerFile] = ()
) -> Extractor:
    from detente.pipeline import Extractor

    extractor = Extractor.of(attribution.value, gazetteer_with(gazetteer, files))
    gc.freeze()  # it stays: the collector of cycles need not look through the gazetteer again and again
    return extractor


def workers_with(
    gazetteer: list[Path] | None,
    attribution: Attribution,
    workers: int,
    files: Sequence[GazetteerFile] = (),
) -> Extractor | Workers:
    """What extracts in so many processes; one is this process itself."""
    from detente.pipeline import Workers

    make = partial(extractor_with, gazetteer, attribution, files)
    return make() if workers == 1 else Workers(make, workers)


def ingest_into(archive: Archive, readings: Iterator[Reading], extractor: Extracts) -> IngestReport:
    try:
        with progress_bar() as progress:
            return archive.ingest(readings, extractor, progress=_follow(progress))
    except KeyboardInterrupt:
        held = archive.counts()["documents"]
        warn(f"interrupted; the archive is whole, with {held} documents; run again for the rest")
        raise SystemExit(EXIT_INTERRUPTED) from None


def progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.completed} documents, {task.fields[rate]} words/s"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[where]}", style="dim"),
    )
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _follow(progress: Progress) -> Any:
    from time import monotonic

    task = progress.add_task("", total=None, rate=0, where="")
    begin, words = monotonic(), 0

    def step(done: IngestStep) -> None:
        nonlocal words
        words += done.words
        rate = f"{words / max(monotonic() - begin, 0.001):,.0f}"
        progress.update(task, completed=done.done, rate=rate, where=one_line(done.where)[-40:])

    return step


def told(report: IngestReport, archive: str) -> str:
    counts = (
        (report.added, "added"),
        (report.replaced, "extracted anew"),
        (report.unchanged, "unchanged"),
        (len(report.failed), "failed"),
    )
    documents = ", ".join(f"{what} {count}" for count, what in counts if count) or "none found"
    records = f"{report.statements} statements, {report.assessments} assessments and {report.events} events"
    return f"{archive}: documents {documents}; {records} written"


def state_code(text: str, gazetteer: Gazetteer, known: set[str]) -> str:
    code = gazetteer.state_code(text) or (text.strip().upper() if text.strip().upper() in known else None)
    if code is None:
        raise RequestError(f"no state is called {text!r}; write its name or its code, such as RUS")
    return code
