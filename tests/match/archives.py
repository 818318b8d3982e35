"""An archive of the bundled sample and of two invented documents, made once for all tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detente import Archive, sample
from detente.actors import load_gazetteer
from detente.model import Document
from detente.pipeline import Extractor
from detente.read import read_paths
from detente.read.text import make_document

RUSSIAN = """Норландия готова ждать

12 марта 2016

«Мы не хотим ссориться с соседями, и мы готовы ждать до осени», - сказал министр Торвальд Хеск журналистам.
"""
TRANSLATED = """Minister on the harvest

14 March 2016

“The harvest will be late this year, and nobody in the valley is to blame for it,” the minister said.
"""


def documents() -> list[Document]:
    given = [one for one in read_paths([str(sample.folder())]) if isinstance(one, Document)]
    russian = make_document(RUSSIAN, uri="russian.txt", origin="test")
    translated = make_document(TRANSLATED, uri="translated.txt", origin="test")
    return [*given, russian, replace(translated, translated="yes", original_language="ru")]


def fill(where: Path, *further: Document) -> None:
    extractor = Extractor.of("rules", load_gazetteer([sample.gazetteer()]))
    with Archive.open(str(where)) as archive:
        report = archive.ingest([*documents(), *further], extractor)
        assert not report.failed
