"""Document -> records: the stages composed, once; no store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente import marks, parse, segment
from detente.actors import Gazetteer, resolve_mentions
from detente.extract import find_assessments, find_statements
from detente.model import Document, Extraction


class Extractor:
    """Turns documents into records. Holds what is costly to load: the parser and the gazetteer."""

    def __init__(self, gazetteer: Gazetteer, *, batch_size: int = 64) -> None:
        self._parser = parse.Parser(batch_size=batch_size)
        self.gazetteer = gazetteer

    def extract(self, document: Document) -> Extraction:
        """All records of one document."""
        segments = segment.segment(document)
        document = segment.describe(document, segments)
        quotations = marks.pair_marks(document.text, segments)
        sentences = self._parser.parse(document.text, segments, quotations)
        mentions = resolve_mentions(document, segments, quotations, sentences, self.gazetteer)
        statements = find_statements(document, segments, quotations, sentences, mentions)
        assessments = find_assessments(document, segments, sentences, mentions, statements)
        return Extraction(document, segments, mentions, statements, assessments)

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """The records of each document, in order."""
        for document in documents:
            yield self.extract(document)
