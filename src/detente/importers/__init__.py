"""Event data of others: files of GDELT, ICEWS, POLECAT, PLOVER, Phoenix, KEDS and UCDP -> rows, coded alike.

A dataset is read as texts first (`cells`), then its columns are coded: actors to ISO 3166-1 alpha-3 codes
or those of organisations, event codes to PLOVER, days to dates. A row that lacks what an event must have
is left out with its line and the reason; the others go on. The columns stay beside, as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from detente.importers import gdelt, icews, keds, phoenix, plover, polecat, ucdp
from detente.importers.cells import Cells, RowProblem, read_cells
from detente.importers.coding import ImportedPart, original_columns, part_of
from detente.importers.files import ImportFailure, TableFile, find_tables
from detente.model import ReadError, RequestError

__all__ = [
    "DATASETS",
    "ImportFailure",
    "ImportedPart",
    "RowProblem",
    "TableFile",
    "find_tables",
    "original_columns",
    "read_events",
]

Blocks = Iterator[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Dataset:
    read: Callable[[Blocks], Iterator[Cells]]
    code: Callable[[pl.DataFrame], pl.DataFrame]


DATASETS: Mapping[str, _Dataset] = {
    "gdelt": _Dataset(lambda blocks: read_cells(blocks, gdelt.layout), gdelt.code),
    "icews": _Dataset(lambda blocks: read_cells(blocks, icews.layout), icews.code),
    "polecat": _Dataset(lambda blocks: read_cells(blocks, polecat.layout), polecat.code),
    "plover": _Dataset(plover.read, plover.code),
    "phoenix": _Dataset(lambda blocks: read_cells(blocks, phoenix.layout), phoenix.code),
    "keds": _Dataset(lambda blocks: read_cells(blocks, keds.layout), keds.code),
    "ucdp": _Dataset(lambda blocks: read_cells(blocks, ucdp.layout), ucdp.code),
}


def read_events(dataset: str, file: TableFile) -> Iterator[ImportedPart]:
    """The rows of a file of a dataset, some ten thousand at a time.

    Raises RequestError for an unknown dataset, and ReadError for a file that is not of this dataset or
    cannot be read on.
    """
    if dataset not in DATASETS:
        raise RequestError(f"no dataset {dataset!r}; there are {', '.join(DATASETS)}")
    way = DATASETS[dataset]
    with file.blocks() as blocks:
        for cells in way.read(blocks):
            try:
                yield part_of(cells, way.code(cells.frame))
            except pl.exceptions.PolarsError as error:
                raise ReadError(f"is no table of {dataset}: {str(error).splitlines()[0]}") from error
