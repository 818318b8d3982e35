"""Document -> records: the stages composed, once; no store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version

from detente import marks, parse
from detente.actors import Gazetteer, resolve_mentions
from detente.extract import LEXICON_VERSION, Page, find_assessments, find_statements
from detente.extract.tagged import ContentTagger
from detente.model import Document, Extraction
from detente.segment import describe, segment


class Extractor:
    """Turns documents into records. Holds what is costly to load: parser, gazetteer and tagger.

    Without a `tagger` statements are found by rules alone.
    """

    def __init__(self, gazetteer: Gazetteer, tagger: ContentTagger | None = None) -> None:
        self.gazetteer = gazetteer
        self._parser = parse.Parser()
        self._tagger = tagger

    @property
    def versions(self) -> Mapping[str, str]:
        """What decides the records beside the text: code, lexicon, gazetteer and model."""
        return {
            "detente": version("detente"),
            "lexicon": LEXICON_VERSION,
            "gazetteer": self.gazetteer.version,
            "model": parse.MODEL,
            "attribution": "rules" if self._tagger is None else self._tagger.version,
        }

    def extract(self, document: Document) -> Extraction:
        """All records of one document."""
        segments = segment(document)
        document = describe(document, segments)
        quotations = marks.pair_marks(document.text, segments)
        sentences = self._parser.parse(document.text, segments, quotations)
        mentions = resolve_mentions(document, segments, quotations, sentences, self.gazetteer)
        page = Page(document, segments, quotations, sentences, mentions)
        statements = find_statements(page, self._tagger)
        assessments = find_assessments(document, segments, sentences, mentions, statements)
        return Extraction(document, segments, mentions, statements, assessments)

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """The records of each document, in order."""
        for document in documents:
            yield self.extract(document)
