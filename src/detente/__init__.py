"""An auditable record of what states and their leaders say and do to each other.

    import detente

    extraction = detente.extract("“We agreed,” the president said.")
    with detente.Archive.open("detente.db") as archive:
        archive.search("agreed", speaker="RUS")

Everything is imported when it is first used: ``import detente`` costs nothing.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from detente.archive import (
        Archive,
        CorrectedExtraction,
        DocumentRow,
        Hit,
        IngestReport,
        IngestStep,
        SearchResult,
        Utterance,
        Verification,
    )
    from detente.model import (
        ActorRef,
        ArchiveError,
        Assessment,
        Correction,
        Dateline,
        DetenteError,
        Document,
        Event,
        Extraction,
        GazetteerError,
        ImportedEvent,
        ImportedFile,
        IncidentReport,
        Mention,
        Party,
        Place,
        Published,
        Publisher,
        ReadError,
        RequestError,
        Run,
        Segment,
        Source,
        Speaker,
        Statement,
        TaggerError,
        as_json,
    )
    from detente.pipeline import Extractor
    from detente.spans import Span

    __version__: str

__all__ = [
    "ActorRef",
    "Archive",
    "ArchiveError",
    "Assessment",
    "CorrectedExtraction",
    "Correction",
    "Dateline",
    "DetenteError",
    "Document",
    "DocumentRow",
    "Event",
    "Extraction",
    "GazetteerError",
    "Hit",
    "ImportedEvent",
    "ImportedFile",
    "IncidentReport",
    "IngestReport",
    "IngestStep",
    "Mention",
    "Party",
    "Place",
    "Published",
    "Publisher",
    "ReadError",
    "RequestError",
    "Run",
    "SearchResult",
    "Segment",
    "Source",
    "Span",
    "Speaker",
    "Statement",
    "TaggerError",
    "Utterance",
    "Verification",
    "__version__",
    "as_json",
    "extract",
]

_ARCHIVE = (
    "Archive",
    "CorrectedExtraction",
    "DocumentRow",
    "Hit",
    "IngestReport",
    "IngestStep",
    "SearchResult",
    "Utterance",
    "Verification",
)
_MODULE_OF = {name: "detente.model" for name in __all__ if name not in ("__version__", "extract")}
_MODULE_OF |= dict.fromkeys(_ARCHIVE, "detente.archive") | {"Span": "detente.spans"}


def extract(
    text: str | Document,
    *,
    title: str | None = None,
    published: str | None = None,
    uri: str | None = None,
    gazetteer: Iterable[str | Path] = (),
    attribution: Literal["learned", "broad", "narrow", "fast", "rules"] = "learned",
) -> Extraction:
    """The records of one text, or of a document that was read; no archive is touched.

    `title`, `published` (EDTF) and `uri` say what is known of a text beside its words, and `gazetteer`
    names files of states and people to know beside the built-in ones; `attribution` says how statements
    are found, as the option of the command does. The first call loads parser and tagger. Raises ReadError
    for a text that holds nothing to read, GazetteerError for a wrong file.
    """
    from detente.model import Document

    extractor = _extractor(tuple(str(path) for path in gazetteer), attribution)
    if isinstance(text, Document):
        return extractor.extract(text)
    return extractor.extract(_document(text, title, published, uri))


def _document(text: str, title: str | None, published: str | None, uri: str | None) -> Document:
    from detente.model import Published, ReadError
    from detente.read.text import make_document, refuse_unreadable

    refuse_unreadable(text)
    date = Published(published, "given") if published else None
    try:
        return make_document(text, uri=uri, origin="text", title=title, published=date)
    except UnicodeEncodeError as error:
        place = error.start
        raise ReadError(
            f"the text holds half of a character (a lone surrogate) at {place}; mend it"
        ) from None


@cache
def _extractor(gazetteer: tuple[str, ...], attribution: str) -> Extractor:
    from pathlib import Path

    from detente.actors import load_gazetteer
    from detente.pipeline import Extractor

    return Extractor.of(attribution, load_gazetteer([Path(path) for path in gazetteer]))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("detente")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Facade(ModuleType):
    """Keeps `detente.extract` the function: importing the package of that name would put itself there."""

    @property
    def extract(self) -> Any:
        return self.__dict__["extract"]

    @extract.setter
    def extract(self, package: Any) -> None:
        pass


sys.modules[__name__].__class__ = _Facade
