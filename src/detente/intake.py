"""Files of event data into a store: read in parts, gathered, stored in large batches, gone on with later.

An import holds some hundred thousand rows at a time. What has been stored stays stored: after an
interruption the same command leaves out the files that were done, and of the one that was not only adds
what is missing, since rows are known by their identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from detente.importers import (
    DATASETS,
    ImportedPart,
    ImportFailure,
    TableFile,
    find_tables,
    read_events,
)
from detente.model import ImportedFile, ReadError, RequestError, stable_id
from detente.store.contract import ImportedEvents, ImportedRows

# Rows held before they are stored: with all columns of GDELT some 400 MB.
_BATCH = 300_000
# Rows left out are all counted; of one file so many are kept with their reasons.
PROBLEMS_KEPT = 200


@dataclass(frozen=True, slots=True)
class ImportStep:
    """Progress of an import: the `file` that is read and how many `rows` were read in all."""

    file: str
    rows: int


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Of the rows `read`, `added` were new, `refused` were left out (the first in `problems`: file, line,
    reason) and the others were there already. `repaired` rows were put back into their columns, `recoded`
    were not in UTF-8. `files` were read, `unchanged` ones had been before, `failed` could not be.
    """

    files: int = 0
    unchanged: int = 0
    read: int = 0
    added: int = 0
    refused: int = 0
    repaired: int = 0
    recoded: int = 0
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    failed: list[ImportFailure] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Rows that were there already, or stood in the files more than once."""
        return self.read - self.added - self.refused


def import_events(
    store: ImportedEvents,
    dataset: str,
    paths: Iterable[str],
    *,
    version: str,
    when: str,
    progress: Callable[[ImportStep], None] = lambda step: None,
) -> ImportReport:
    """Import the files at `paths`; raises RequestError for an unknown dataset, ArchiveError."""
    if dataset not in DATASETS:
        raise RequestError(f"no dataset {dataset!r}; there are {', '.join(DATASETS)}")
    intake = _Intake(store, dataset, version, when, progress)
    for found in find_tables(paths):
        if isinstance(found, ImportFailure):
            intake.report.failed.append(found)
        else:
            intake.take(found)
    intake.flush()
    return intake.report


class _Intake:
    """The rows gathered, and the files they came from."""

    def __init__(
        self,
        store: ImportedEvents,
        dataset: str,
        version: str,
        when: str,
        progress: Callable[[ImportStep], None],
    ) -> None:
        self.report = ImportReport()
        self._store = store
        self._dataset = dataset
        self._made = {"version": version, "when": when}
        self._progress = progress
        self._files: dict[str, ImportedFile] = {}
        self._parts: list[tuple[str, ImportedPart]] = []
        self._held = 0

    def take(self, table: TableFile) -> None:
        """Read a file whole; what of a broken one is not stored yet is let go."""
        id = stable_id("import", self._dataset, table.sha256)
        known = self._store.file(id)
        if id in self._files or (known and known.complete):
            self.report.unchanged += 1
            return
        self._files[id] = self._blank(id, table)
        self.report.files += 1
        try:
            for part in read_events(self._dataset, table):
                self._hold(id, table, part)
        except ReadError as error:
            self._give_up(id, table, str(error))
        else:
            self._files[id] = replace(self._files[id], complete=True)

    def flush(self) -> None:
        """Store what is held, in one transaction."""
        if not self._files:
            return
        added = self._store.add(self._dataset, list(self._files.values()), self._rows())
        self.report.added += sum(added.values())
        self._files = {id: file for id, file in self._files.items() if not file.complete}
        self._parts, self._held = [], 0

    def _blank(self, id: str, table: TableFile) -> ImportedFile:
        return ImportedFile(
            id, None, self._dataset, table.name, table.sha256, False, 0, 0, 0, 0, 0, **self._made,
            columns=(), problems=(),
        )  # fmt: skip

    def _hold(self, id: str, table: TableFile, part: ImportedPart) -> None:
        file, bad = self._files[id], len(part.problems)
        kept = [(problem.line, problem.why) for problem in part.problems]
        self._files[id] = replace(
            file,
            read=file.read + part.read,
            refused=file.refused + bad,
            repaired=file.repaired + part.repaired,
            recoded=file.recoded + part.recoded,
            columns=part.names,
            problems=(*file.problems, *kept)[:PROBLEMS_KEPT],
        )
        self._count(table, part, max(0, PROBLEMS_KEPT - len(file.problems)))
        self._parts.append((id, part))
        self._held += part.events.height
        if self._held >= _BATCH:
            self.flush()

    def _count(self, table: TableFile, part: ImportedPart, room: int) -> None:
        report = self.report
        report.read += part.read
        report.refused += len(part.problems)
        report.repaired += part.repaired
        report.recoded += part.recoded
        report.problems += [(table.name, problem.line, problem.why) for problem in part.problems[:room]]
        self._progress(ImportStep(table.name, report.read))

    def _give_up(self, id: str, table: TableFile, why: str) -> None:
        """A file that cannot be read on: nothing of it is taken, or it is said how much of it was."""
        file = self._files.pop(id)
        held = [part for owner, part in self._parts if owner == id]
        self._parts = [(owner, part) for owner, part in self._parts if owner != id]
        lost = sum(part.read for part in held)
        stored = file.read - lost
        self._held -= sum(part.events.height for part in held)
        self.report.read -= lost
        self.report.refused -= sum(len(part.problems) for part in held)
        kept = "nothing of it was imported"
        if stored:
            kept = f"its first {stored:,} rows were imported, and the rest will be by the same command"
            self._files[id] = replace(file, read=stored)
            self.flush()
            self._files.pop(id, None)
        self.report.failed.append(ImportFailure(table.name, f"{why}; {kept}"))

    def _rows(self) -> ImportedRows | None:
        if not self._parts:
            return None
        files = [
            pl.Series([id], dtype=pl.String).new_from_index(0, part.events.height) for id, part in self._parts
        ]
        return ImportedRows(
            pl.concat([part.events for _, part in self._parts]),
            pl.concat(files),
            pl.concat([part.originals for _, part in self._parts]),
        )
