"""What an archive asks of whatever turns documents into records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from detente.model import Document, Extraction, Run, stable_id


class Extracts(Protocol):
    """What turns documents into records; `versions` name the code and data by which it does so."""

    @property
    def versions(self) -> Mapping[str, str]: ...

    def extract_all(
        self, documents: Iterable[Document], failed: Callable[[Document, str], None]
    ) -> Iterator[Extraction]:
        """The records of each document, in order; one that has none is told to `failed` with why.

        Documents may be read ahead of the records that come out.
        """


def run_of(extractor: Extracts) -> Run:
    """What will make the records: the inputs are told by the documents that point to the run."""
    versions = dict(sorted(extractor.versions.items()))
    version = versions.get("detente", "unknown")
    return Run(stable_id("run", json.dumps(versions)), version, versions, {}, ())
